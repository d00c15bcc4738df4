import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Vite's dev client injects style elements, so the strict policy holds for the built page only; `dist/` keeps it. */
const policyOnlyWhenBuilt: Plugin = {
  name: "policy-only-when-built",
  apply: "serve",
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

/** What is fetched first has no line ends and no indents. */
const onOneLine: Plugin = {
  name: "on-one-line",
  apply: "build",
  transformIndexHtml: { order: "post", handler: (html) => html.replace(/\s*\n\s*/g, " ") },
};

const FETCHED = JSON.stringify(`${root}www/client/runtime/fetched.ts`);

/** What surrounds every `import()`: ours in place of Vite's, which asks for the code of a room beforehand, but once only. */
const surround: Plugin = {
  name: "surround",
  apply: "build",
  enforce: "pre",
  load: (id) => (id === "\0vite/preload-helper.js" ? `export { fetched as __vitePreload } from ${FETCHED}` : null),
};

/** The same in the engine's thread, where Vite surrounds nothing: each `import()` is told the files that it needs once they have names. */
const surroundInThread: Plugin = {
  name: "surround-in-thread",
  apply: "build",
  enforce: "post",
  transform(code, id) {
    if (id.includes("node_modules") || !/\bimport\("\./.test(code)) return null;
    const surrounded = code.replace(/\bimport\("\.[^"]+"\)/g, "__fetched(() => $&, NEEDED_FILES, import.meta.url)");
    return { code: `import { fetched as __fetched } from ${FETCHED};\n${surrounded}`, map: null };
  },
  generateBundle(_, bundle) {
    const needed = (path: string, found = new Set<string>()): Set<string> => {
      const chunk = bundle[path];
      if (chunk?.type !== "chunk") this.error(`${path} is imported, and is no chunk`);
      if (found.has(path)) return found;
      found.add(path);
      for (const other of chunk.imports) needed(other, found);
      return found;
    };
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const here = needed(chunk.fileName);
      chunk.code = chunk.code.replace(
        // From an import to its own mark: no other import lies between.
        /\bimport\([`"]\.\/([^`"]+)[`"]\)(?:(?!\bimport\()[^])*?\bNEEDED_FILES\b/g,
        (all, file: string) => {
          const path = `${dirname(chunk.fileName)}/${file}`;
          const files = [...needed(path)].filter((one) => !here.has(one)).map((one) => `./${basename(one)}`);
          return all.replace(/NEEDED_FILES$/, JSON.stringify(files));
        },
      );
      if (chunk.code.includes("NEEDED_FILES")) this.error(`${chunk.fileName} imports what was not found`);
    }
  },
};

export default defineConfig({
  root,
  // Relative addresses: dist/ works from any folder of any static host.
  base: "./",
  publicDir: fileURLToPath(new URL("./public", import.meta.url)),
  plugins: [
    svelte({ configFile: fileURLToPath(new URL("./svelte.config.js", import.meta.url)) }),
    policyOnlyWhenBuilt,
    onOneLine,
    surround,
  ],
  worker: {
    format: "es",
    plugins: () => [surroundInThread],
    // What the engine's thread shares with the parts that it fetches later lies beside the entry, never in it: see www/worker/entry.ts.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "engine", test: /worker[\\/]worker\.ts$/ }] } } },
  },
  // Vite watches everything below its root: what cargo and the tests write there is no source of the page.
  server: {
    // What the service worker adds to the built page: threads may share memory.
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Resource-Policy": "same-origin",
    },
    watch: {
      ignored: [`${root}target/**`, `${root}dist/**`, `${root}test-results/**`, `${root}tests/**`, `${root}src/**`],
    },
  },
  build: {
    target: "es2022",
    outDir: `${root}dist`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // A module that needs no other is asked for beforehand, too.
    modulePreload: { polyfill: false, resolveDependencies: (file, needed) => (needed.length > 0 ? needed : [file]) },
    // All that the page opens with lies in one file: cut up by who else needs it, it is two kilobytes longer.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "index", test: /www[\\/]main\.ts$/ }] } } },
  },
});
