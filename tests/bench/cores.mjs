// How training in the page grows with the number of threads, beside the peak of as many cores: a table, and a chart with what the
// operation count and a measured barrier forecast for more cores than there are.
//
//     node tests/bench/cores.mjs [--sizes TMWL] [--pairs N] [--json FILE] [--chart FILE.svg]
//     node --experimental-websocket tests/bench/cores.mjs --firefox [...]
//
// Needs dist/ and pkg/ (cargo xtask build). Started by `cargo xtask bench`.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { firefox } from "../engines/session.mjs";
import { chart } from "./cores-chart.mjs";
import { mostThreads, open, served } from "./crew.mjs";
import { barrierOf, forecast } from "./forecast.mjs";
import { serve } from "./serve.mjs";
import { operations, sizes } from "./sizes.mjs";
import { spread } from "./statistics.mjs";

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "TMWL" },
    pairs: { type: "string", default: "31" },
    json: { type: "string" },
    chart: { type: "string" },
    firefox: { type: "boolean", default: false },
  },
});
const pairs = Number(options.pairs);
/** Threads that the forecast goes to. */
const MOST = 16;
/** Two rows of a batch for each of two threads, and hardly a number: its step is the barriers. */
const TINY = { letter: "tiny", vocabulary: 8, context: 1, embedding: 1, hidden: 1, batch: 8, bias: false };

const { folders, files, clear } = served();
const server = await serve(folders, files);
const browser = options.firefox ? await firefox() : await launch();
if (browser === null) throw new Error("Firefox is not installed");

try {
  const { cores, measure: measured } = await open(browser, server.origin);
  const measure = (size, most) => measured(size, most, pairs);

  const barrier = cores > 1 ? barrierOf((await measure(TINY, 2)).samples) : 0;
  const results = [];
  for (const size of sizes.filter(({ letter }) => options.sizes.includes(letter))) {
    const { samples } = await measure(size, mostThreads(size, cores));
    const flops = operations(size);
    const rows = samples.map(({ speed, peak }, threads) => ({
      threads,
      stepsPerSecond: spread(speed),
      fastest: Math.max(...speed),
      peak: spread(peak),
      share: spread(speed.map((one, i) => (one * flops) / 1e9 / peak[i])),
      // Of the same round, against the page's engine.
      times: spread(speed.map((one, i) => one / samples[0].speed[i])),
    }));
    const result = { letter: size.letter, size, rows, forecast: forecast(size, rows, barrier, MOST) };
    results.push(result);
    report(result);
  }
  const name = options.firefox ? "Firefox" : `Chromium ${browser.version().split(".")[0]}`;
  const machine = `${cpus()[0].model}, ${cores} cores, ${name}`;
  const told = { machine, pairs, barrierMicroseconds: 1000 * barrier, results };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(told, null, 2)}\n`);
  if (options.chart !== undefined) writeFileSync(options.chart, chart(told));
  console.log(
    `${machine}; a barrier of two threads takes at most ${(1000 * barrier).toPrecision(2)} µs; medians of ${pairs} samples, quartiles in brackets`,
  );
} finally {
  await (options.firefox ? browser.end() : browser.close());
  server.close();
  clear();
}

function report({ letter, size, rows, forecast }) {
  const number = (x) => (x < 100 ? x.toPrecision(3) : Math.round(x).toLocaleString("en"));
  const cells = ({ median, low, high }, form = number) => `${form(median)} [${form(low)}-${form(high)}]`;
  const whole = (share) => `${Math.round(share * 100)}`;
  for (const { threads, stepsPerSecond, peak, share, times } of rows)
    console.log(
      [
        letter,
        (threads === 0 ? "page's engine" : `crew, ${threads}`).padEnd(13),
        `${cells(stepsPerSecond)} steps/s`.padEnd(34),
        `${cells(share, whole)} % of ${number(peak.median)} GFLOP/s`.padEnd(34),
        `x${cells(times, (x) => x.toFixed(2))}`,
      ].join("  "),
    );
  const some = forecast.filter(({ threads }) => threads >= rows.length && [4, 8, 16].includes(threads));
  console.log(
    `   forecast, ${(operations(size) / 1e6).toPrecision(3)} M operations a step: ${some.map(({ threads, times }) => `x${times.toFixed(1)} with ${threads}`).join(", ")}`,
  );
}
