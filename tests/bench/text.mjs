// How fast a large text becomes a corpus in the page, beside the segmentation library alone in the same browser, and whether the
// page is answered meanwhile. Fails where that is less than half as fast.
//
//     cargo build --release --target wasm32-unknown-unknown --package segmentation
//     node tests/bench/text.mjs [--megabytes 100]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { quantile } from "./statistics.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({ options: { megabytes: { type: "string", default: "100" } } });
/** How much of the library's own speed has to be left. */
const LEAST = 0.5;
const library = join(root, "target/wasm32-unknown-unknown/release/segmentation.wasm");
const server = await serve(
  { "/this/": join(root, "dist") },
  {
    "/bench/segmentation.wasm": library,
    "/bench/worker.js": join(root, "tests/bench/segmentation/worker.js"),
  },
);
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/this/`);
  const found = await page.evaluate(async (megabytes) => {
    await glasslm.ready;
    const small = await glasslm.create({ corpus: { name: "farmyard" } });
    const lines = await small.sentences("train", { from: 0, count: 1000 });
    const part = `${lines.map((line) => line.join(" ")).join("\n")}\n`;
    const text = part.repeat(Math.ceil((megabytes * 1e6) / part.length));
    const waits = [];
    let reading = true;
    const asking = (async () => {
      while (reading) {
        const began = performance.now();
        await small.predict("the hen");
        waits.push(performance.now() - began);
        await new Promise((done) => setTimeout(done, 20));
      }
    })();
    let told = 0;
    const beside = await glasslm.create(
      { corpus: { text } },
      {
        onProgress: () => {
          told += 1;
        },
      },
    );
    reading = false;
    await asking;
    const { memory } = beside;
    await beside.dispose();
    // And with nothing beside it, for its speed, in turn with the library alone, which has a worker too.
    const turns = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const began = performance.now();
      const model = await glasslm.create({ corpus: { text } });
      const seconds = (performance.now() - began) / 1000;
      await model.dispose();
      const alone = await new Promise((done, failed) => {
        const worker = new Worker("/bench/worker.js");
        worker.onmessage = ({ data }) => {
          done(data);
          worker.terminate();
        };
        worker.onerror = ({ message }) => failed(new Error(message));
        worker.postMessage({ wasm: "/bench/segmentation.wasm", part, length: text.length });
      });
      turns.push({ seconds, alone });
    }
    return { megabytes: text.length / 1e6, told, waits, memory, turns };
  }, Number(options.megabytes));
  const { megabytes, told, waits, memory, turns } = found;
  const seconds = quantile(
    turns.map((turn) => turn.seconds),
    0.5,
  );
  const alone = quantile(
    turns.map((turn) => turn.alone),
    0.5,
  );
  const share = quantile(
    turns.map((turn) => megabytes / turn.seconds / turn.alone),
    0.5,
  );
  console.log(
    `${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s (${(megabytes / seconds).toFixed(1)} MB/s), progress told ${told} times, the model may use ${(memory / 1e6).toFixed(0)} MB`,
  );
  console.log(
    `reads meanwhile: median ${quantile(waits, 0.5).toFixed(1)} ms, 95 % within ${quantile(waits, 0.95).toFixed(1)} ms, the slowest ${Math.max(...waits).toFixed(0)} ms (${waits.length})`,
  );
  console.log(
    `the segmentation library alone: ${alone.toFixed(1)} MB/s; a corpus is made at ${share.toFixed(2)} of that`,
  );
  if (!(share >= LEAST)) {
    console.error(`a text is read at less than ${LEAST} of the library's speed`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  server.close();
}
