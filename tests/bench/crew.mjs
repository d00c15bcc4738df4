// The crew of the built page, in a page of the bench: what has to be served for it, and how it is opened.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Folders by address, files by address, and how to clear away what was made for them. */
export function served() {
  const scratch = mkdtempSync(join(tmpdir(), "glasslm-bench-"));
  const peak = join(scratch, "peak.wasm");
  execFileSync(join(root, "node_modules/.bin/wasm-as"), [
    "--enable-simd",
    join(root, "tests/bench/peak.wat"),
    "-o",
    peak,
  ]);
  return {
    folders: {
      "/this/": join(root, "dist"),
      "/bench/": join(root, "tests/bench"),
      "/pkg/": join(root, "pkg"),
      "/comlink/": join(root, "node_modules/comlink/dist/esm"),
    },
    files: { "/bench/peak.wasm": peak },
    clear: () => rmSync(scratch, { recursive: true }),
  };
}

/** A page of Chromium by the two verbs that Firefox is driven by: go to an address, ask the page. */
async function ofChromium(browser) {
  const page = await browser.newPage();
  return {
    page,
    go: (url) => page.goto(url),
    ask: (call, ...given) => page.evaluate(`(${call})(...${JSON.stringify(given)})`),
  };
}

/** A page with the crew at hand: its number of cores, and `measure(size, most, rounds)` of cores.js. */
export async function open(browser, origin) {
  const assets = readdirSync(join(root, "dist/assets"));
  const script = (name) => `/this/assets/${assets.find((file) => file.startsWith(`${name}-`) && file.endsWith(".js"))}`;
  const { page, go, ask } = "ask" in browser ? browser : await ofChromium(browser);
  await go(`${origin}/bench/blank.html`);
  const cores = await ask(
    async (scripts) => {
      const cores = navigator.hardwareConcurrency;
      globalThis.cores = await import("/bench/cores.js");
      await globalThis.cores.open(scripts, cores);
      return cores;
    },
    { leader: script("leader"), helper: script("helper") },
  );
  const measure = (...given) => ask((...given) => globalThis.cores.measure(...given), ...given);
  return { page, cores, measure };
}

/** Threads that a step of this size has work for: four rows of the batch are the smallest share. */
export const mostThreads = (size, cores) => Math.min(cores, Math.floor(size.batch / 4));
