// How the time of a training step grows with |V|, H, n and B, on the CPU and, where the browser has an adapter, on the graphics
// card, beside what the operation count predicts: a chart and the numbers. Needs dist/ (cargo xtask build). Started by
// `cargo xtask bench`.
//
//     node tests/bench/growth.mjs [--chart FILE.svg] [--json FILE] [--samples N] [--only cpu|webgpu]
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, openWithCard } from "./chromium.mjs";
import { chart } from "./growth-chart.mjs";
import { serve } from "./serve.mjs";
import { operations } from "./sizes.mjs";
import { median, spread } from "./statistics.mjs";

/** What all sweeps cross at. */
const base = { vocabulary: 1000, context: 4, embedding: 32, hidden: 64, batch: 64, bias: true };
const sweeps = [
  { key: "vocabulary", title: "words, |V|", values: [125, 500, 1000, 2000, 8000] },
  { key: "hidden", title: "hidden units, H", values: [8, 32, 64, 128, 512] },
  { key: "context", title: "words of context, n", values: [1, 2, 4, 8, 16] },
  { key: "batch", title: "examples in a batch, B", values: [4, 16, 64, 256, 1024] },
];
/** Seconds of training in a sample: short, so that some of them are left alone by whatever else the machine does. */
const SAMPLE = 0.03;

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({
  options: {
    chart: { type: "string" },
    json: { type: "string" },
    samples: { type: "string", default: "31" },
    only: { type: "string" },
  },
});
const samples = Number(options.samples);

const server = await serve({ "/this/": join(root, "dist"), "/bench/": join(root, "tests/bench") });
const browser = await launch({ webgpu: true });
try {
  const { page, card } = await openWithCard(browser, server.origin);
  const engines = [{ name: "cpu", title: "CPU, one thread" }];
  if (card?.available) engines.push({ name: "webgpu", title: `WebGPU: ${card.detail}` });
  else console.log(`no WebGPU here: ${card?.detail ?? "the browser has none"}`);
  const results = [];
  for (const { name, title } of engines.filter(({ name }) => (options.only ?? name) === name)) {
    // The size that all sweeps cross at is measured once.
    const crossing = await measure(page, name, base);
    const measured = [];
    for (const { key, title, values } of sweeps) {
      const points = [];
      for (const value of values) {
        const size = { ...base, [key]: value };
        const seconds = value === base[key] ? crossing : await measure(page, name, size);
        points.push({ value, seconds, operations: operations(size) });
        console.log(
          `${name}  ${title} = ${value}: ${ms(seconds.fastest)} ms a step, median ${ms(seconds.median)} [${ms(seconds.low)}-${ms(seconds.high)}]`,
        );
      }
      measured.push({ key, title, points });
    }
    // One speed for all of an engine's points: what a step would take if operations were all that counts.
    const points = measured.flatMap(({ points }) => points);
    const speed = median(points.map(({ operations, seconds }) => operations / seconds.fastest));
    for (const point of points) point.predicted = point.operations / speed;
    console.log(`${name}: the line is ${(speed / 1e9).toPrecision(3)} GFLOP/s, the median of these points`);
    results.push({ name, title, operationsPerSecond: speed, sweeps: measured });
  }
  const machine = `${cpus()[0].model}, ${cpus().length} cores, Chromium ${browser.version().split(".")[0]}`;
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ machine, base, results }, null, 2)}\n`);
  if (options.chart !== undefined) writeFileSync(options.chart, chart(results, base, machine));
} finally {
  await browser.close();
  server.close();
}

/** Seconds of one step of this size. Another program can only add to them, so the fastest sample says most about the network. */
async function measure(page, backend, size) {
  const seconds = await page.evaluate(
    async ({ backend, size, samples, sample }) => {
      const model = await globalThis.bench.make(glasslm, size);
      const train = async (steps) =>
        (await model.train({ steps, batch: size.batch, rate: 0.1, threads: 1 })).seconds / steps;
      if (backend !== "cpu") await model.setBackend(backend);
      // The first call compiles shaders too.
      await train(1);
      let count = 1;
      let each = await train(count);
      // Twice as many each time: by then the compilers are warm.
      while (count * each < 5 * sample) {
        count *= 2;
        each = await train(count);
      }
      const seconds = [];
      // A card that is computed in software takes long: at least three samples, then no more than two seconds of them.
      const end = performance.now() + 2000;
      for (let i = 0; i < samples && (i < 3 || performance.now() < end); i += 1)
        seconds.push(await train(Math.max(count, Math.round(sample / each))));
      await model.dispose();
      return seconds;
    },
    { backend, size, samples, sample: SAMPLE },
  );
  return { ...spread(seconds), fastest: Math.min(...seconds) };
}

function ms(seconds) {
  return (1000 * seconds).toPrecision(3);
}
