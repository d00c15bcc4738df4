// Writes the service worker of a built folder: last, for it names every other file with its digest.
// Usage: node write.mjs FOLDER
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** No page asks for these. */
const APART = new Set(["sw.js", "embed.js"]);

export async function writeWorker(folder) {
  const files = readdirSync(folder, { recursive: true })
    .map((path) => String(path).replaceAll("\\", "/"))
    .filter((path) => !APART.has(path) && statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => [path, digestOf(readFileSync(join(folder, path))).slice(0, 32)]);
  await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { FILES: JSON.stringify(files), VERSION: JSON.stringify(digestOf(JSON.stringify(files)).slice(0, 16)) },
    build: {
      target: "es2022",
      outDir: folder,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL("./sw.ts", import.meta.url)),
        output: { format: "iife", entryFileNames: "sw.js" },
      },
    },
  });
}

function digestOf(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeWorker(process.argv[2]);
