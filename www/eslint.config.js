import { fileURLToPath } from "node:url";
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

export default defineConfig(
  { ignores: ["**/dist/", "**/.unit/", "**/pkg/", "**/node_modules/", "target/"] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    // The type checker knows every name; ESLint's own table does not.
    files: ["**/*.ts", "**/*.svelte", "**/*.svelte.ts"],
    rules: { "no-undef": "off" },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: {
        parser: ts.parser,
        extraFileExtensions: [".svelte"],
        svelteConfig,
        tsconfigRootDir: fileURLToPath(new URL("..", import.meta.url)),
      },
    },
  },
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // noUncheckedIndexedAccess makes every element of an array possibly absent; in a counted loop it never is.
      "@typescript-eslint/no-non-null-assertion": "off",
      "svelte/no-at-html-tags": "error",
      "no-eval": "error",
      "no-console": "error",
    },
  },
  {
    files: ["tests/browser/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { property: "getByText", message: "inSight (page.ts): the voice says it, too." },
      ],
    },
  },
);
