// A large model in the page: how soon a saved one opens, and what the engine holds of memory beside what it cannot do without.
// Needs dist/ (cargo xtask build). Started by `cargo xtask bench`.
//
//     node tests/bench/large.mjs [--words 10000]
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { median } from "./statistics.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({ options: { words: { type: "string", default: "10000" } } });
const server = await serve({ "/this/": join(root, "dist") });
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/this/`);
  const found = await page.evaluate(async (words) => {
    await glasslm.ready;
    const vocabulary = Array.from({ length: words }, (_, i) => `word${i}`);
    let state = 1;
    const draw = () => (state = (state * 48271) % 2147483647) % words;
    const text = Array.from({ length: 200_000 }, (_, i) => `word${draw()}${i % 12 === 11 ? "\n" : " "}`).join("");
    const shape = { context: 4, embedding: 64, hidden: 256 };
    const model = await glasslm.create({ corpus: { text }, vocabulary, unknown: false, sentences: false, ...shape });
    await model.train({ steps: 60, batch: 64, optimizer: "momentum", rate: 0.05 });
    const { memory, bytes, snapshots } = await model.history();
    const saved = await model.save();
    await model.dispose();
    const opening = [];
    for (let i = 0; i < 9; i += 1) {
      const began = performance.now();
      const loaded = await glasslm.load(saved);
      await loaded.predict(vocabulary.slice(0, 4));
      opening.push(performance.now() - began);
      await loaded.dispose();
    }
    return { memory, bytes, snapshots: snapshots.length, opening, saved: saved.length };
  }, Number(options.words));
  const { memory, bytes, snapshots, opening, saved } = found;
  const mb = (value) => `${(value / 1e6).toFixed(1)} MB`;
  const needed = memory.parameters + memory.optimizer + memory.tokens + bytes;
  console.log(
    `opening a saved model of ${options.words} words (${mb(saved)}) to its first prediction: median ${median(opening).toFixed(0)} ms, from ${Math.min(...opening).toFixed(0)} to ${Math.max(...opening).toFixed(0)} (${opening.length})`,
  );
  console.log(
    `memory after training: parameters ${mb(memory.parameters)}, optimizer ${mb(memory.optimizer)}, tokens ${mb(memory.tokens)}, ${snapshots} snapshots ${mb(bytes)}: ${mb(needed)}; the engine holds ${mb(memory.engine)}, ${(memory.engine / needed).toFixed(2)} times as much`,
  );
  console.log(`${cpus()[0].model}, ${cpus().length} cores, Chromium ${browser.version()}`);
} finally {
  await browser.close();
  server.close();
}
