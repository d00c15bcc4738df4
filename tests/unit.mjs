// The front end's unit tests: every www/**/*.test.ts is compiled by the page's own Vite, then run by node's test runner.
// (Node 20 does not read TypeScript.)
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}tests/browser/.unit`;
const tests = readdirSync(`${root}www`, { recursive: true })
  .filter((file) => file.endsWith(".test.ts"))
  .sort();
if (tests.length === 0) throw new Error("no www/**/*.test.ts was found");

rmSync(out, { recursive: true, force: true });
await build({
  configFile: `${root}www/vite.config.ts`,
  logLevel: "warn",
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: out,
    target: "node20",
    rollupOptions: {
      input: Object.fromEntries(
        tests.map((file) => [file.replaceAll(/[\\/]/g, ".").replace(/\.ts$/, ""), `${root}www/${file}`]),
      ),
      output: { entryFileNames: "[name].mjs", chunkFileNames: "chunks/[name]-[hash].mjs" },
    },
  },
});
const files = readdirSync(out)
  .filter((file) => file.endsWith(".test.mjs"))
  .map((file) => `${out}/${file}`);
const run = spawnSync(process.execPath, ["--test", "--test-reporter=tap", ...files], {
  stdio: ["ignore", "pipe", "inherit"],
  encoding: "utf8",
});
process.stdout.write(run.stdout);
process.exit(run.status ?? 1);
