// dist/embed.js: one module for pages that hold GlassLM in a frame.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  publicDir: false,
  build: {
    target: "es2022",
    outDir: `${root}dist`,
    emptyOutDir: false,
    modulePreload: false,
    minify: true,
    lib: { entry: `${root}www/embed/embed.ts`, formats: ["es"], fileName: () => "embed.js" },
  },
});
