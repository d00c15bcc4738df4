// How fast a large text becomes a corpus in the page, and whether the page is answered meanwhile.
//
//     node tests/bench/text.mjs [--megabytes 100]
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { quantile } from "./statistics.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({ options: { megabytes: { type: "string", default: "100" } } });
const server = await serve({ "/this/": join(root, "dist") });
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
    const began = performance.now();
    let told = 0;
    const model = await glasslm.create({ corpus: { text } }, { onProgress: () => { told += 1; } });
    const seconds = (performance.now() - began) / 1000;
    reading = false;
    await asking;
    return { megabytes: text.length / 1e6, seconds, told, waits, memory: model.memory };
  }, Number(options.megabytes));
  const { megabytes, seconds, told, waits, memory } = found;
  console.log(`${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s (${(megabytes / seconds).toFixed(1)} MB/s), progress told ${told} times, the model may use ${(memory / 1e6).toFixed(0)} MB`);
  console.log(`reads meanwhile: median ${quantile(waits, 0.5).toFixed(1)} ms, 95 % within ${quantile(waits, 0.95).toFixed(1)} ms, the slowest ${Math.max(...waits).toFixed(0)} ms (${waits.length})`);
} finally {
  await browser.close();
  server.close();
}
