// dist/glasslm.html: the page, its engine and its files in one, for a disk without any network. Built after the page of many files.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin, runnerImport } from "vite";
import { base85 } from "./files/base85.ts";
import { writeWorker } from "./offline/write.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What a messenger and a memory stick take without a word. */
const LARGEST = 2_500_000;

/** What goes in, by the path that the page asks for. The part for the graphics card would make it too large. */
const FILES = [
  "pkg/glasslm_bg.wasm",
  "pkg/lab/glasslm_lab_bg.wasm",
  ...["farmyard", "digits", "names", "story", "switchboard"].map(
    (name) => `www/public/checkpoints/${name}.safetensors`,
  ),
];
const pathOf = (file: string): string => (file.endsWith(".wasm") ? basename(file) : file.replace("www/public/", ""));

/** Where the page of many files has an address, this one has a call. From a disk no threads share memory: their part stays out. */
const ADDRESSES: readonly (readonly [file: string, address: string, call: string])[] = [
  [
    "worker/worker.ts",
    'compiled(new URL("../../pkg/glasslm_bg.wasm", import.meta.url))',
    'WebAssembly.compile(await glasslmFile("glasslm_bg.wasm"))',
  ],
  [
    "worker/lab.ts",
    'new URL("../../pkg/lab/glasslm_lab_bg.wasm", import.meta.url)',
    'glasslmFile("glasslm_lab_bg.wasm")',
  ],
  [
    "worker/gpu/card.ts",
    'new URL("../../../pkg/gpu/glasslm_gpu_bg.wasm", import.meta.url)',
    'glasslmFile("glasslm_gpu_bg.wasm")',
  ],
  [
    "client/runtime/thread.ts",
    'new Worker(new URL("../../worker/entry.ts", import.meta.url), { type: "module", name: "engine" })',
    "glasslmWorker()",
  ],
  [
    "state/language.svelte.ts",
    'import("../story/de/index.ts")',
    'import("../one/german.ts").then(({ german }) => german())',
  ],
  [
    "client/runtime/thread.ts",
    'import("./crew.ts").then(({ offer }) => offer(this.#worker, signal)).catch(() => undefined)',
    "undefined",
  ],
  ["client/runtime/isolated.ts", 'import("./lent.ts").then(({ frame }) => frame())', "Promise.resolve(null)"],
  ["worker/train.ts", 'await import("./crew/train.js").catch(() => null)', "null"],
  ["worker/worker.ts", 'await import("./crew/evaluate.js").catch(() => null)', "null"],
  ["state/opening.ts", "fetch(new URL(file, document.baseURI))", "glasslmFetch(file)"],
];

/** Fails the build where an address is not there any more: the file would open and then ask a disk for it. */
const called: Plugin = {
  name: "called",
  enforce: "pre",
  transform(code, id) {
    const found = ADDRESSES.filter(([file]) => id.split("?")[0]?.endsWith(`www/${file}`));
    if (found.length === 0) return null;
    for (const [file, address, call] of found) {
      if (!code.includes(address)) this.error(`${file} has no “${address}” for the one file to replace`);
      code = code.replace(address, call);
    }
    return { code, map: null };
  },
};

const inOne: Plugin = {
  name: "in-one",
  // Vite writes the styles in one of these too.
  enforce: "post",
  async generateBundle(_, bundle) {
    let [script, style] = ["", ""];
    for (const [name, output] of Object.entries(bundle)) {
      if (output.type === "chunk") script += output.code;
      else if (name.endsWith(".css")) style += String(output.source);
      else this.error(`${name} would lie beside the one file`);
      Reflect.deleteProperty(bundle, name);
    }
    if (script === "" || style === "") this.error("the one file has no script or no styles");
    if (/\bimport\.meta\b/.test(script)) this.error("the one file has an address of its own in it");
    const part = (path: string, bytes: string | Uint8Array): string => {
      const packed = base85(gzipSync(bytes, { level: 9 }));
      return `<script type="application/octet-stream" data-file="${path}">${packed}</script>`;
    };
    const { module } = await runnerImport<{ german: object }>(`${root}www/story/de/index.ts`, { configFile: false });
    const files = [
      ...FILES.map((file) => part(pathOf(file), readFileSync(root + file))),
      part("german.json", JSON.stringify(module.german)),
    ];
    const html = readFileSync(`${root}index.html`, "utf8")
      .replace(/content="default-src[^"]*"/, `content="${POLICY}"`)
      .replace(/\s*<link rel="manifest"[^>]*>/, "")
      .replace(/Did you open it from a disk\?[\s\S]*?Otherwise this/, "This")
      .replace("</title>", () => `</title>\n    <style>${style.replaceAll("</style", "<\\/style")}</style>`)
      .replace(/<script type="module"[^>]*><\/script>/, () =>
        [
          '<script type="application/json" id="lesson"></script>',
          ...files,
          // Within a string or a pattern, where alone they can stand, these say the same.
          `<script>${script.replaceAll("</script", "<\\/script").replaceAll("<!--", "\\x3c!--")}</script>`,
        ].join("\n    "),
      );
    const size = Buffer.byteLength(html);
    if (size > LARGEST) this.warn(`glasslm.html has ${size} bytes, more than the ${LARGEST} that it should`);
    this.emitFile({ type: "asset", fileName: "glasslm.html", source: html });
  },
};

const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'unsafe-inline'; img-src data: blob:; " +
  "worker-src blob: data:; base-uri 'none'; form-action 'none'";

/** Last of all, for it names every file of dist/. */
const offline: Plugin = {
  name: "offline",
  closeBundle: { order: "post", sequential: true, handler: () => writeWorker(`${root}dist`) },
};

export default defineConfig({
  root,
  base: "./",
  publicDir: false,
  plugins: [
    called,
    svelte({ configFile: fileURLToPath(new URL("./svelte.config.js", import.meta.url)) }),
    inOne,
    offline,
  ],
  worker: {
    format: "iife",
    plugins: () => [called],
    rolldownOptions: { output: { codeSplitting: false } },
  },
  build: {
    target: "es2022",
    outDir: `${root}dist`,
    emptyOutDir: false,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: `${root}www/one/main.ts`,
      // What Vite adds to each later part is empty here: there are none.
      checks: { emptyImportMeta: false, pluginTimings: false },
      output: { format: "iife", codeSplitting: false },
    },
  },
});
