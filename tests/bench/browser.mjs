// How fast the page trains, in headless Chromium, beside the measured peak of its SIMD unit.
//
//     node tests/bench/browser.mjs [--against DIST] [--json FILE] [--samples N] [--sizes TMWL]
//
// Needs dist/ (cargo xtask build). `--against`: another revision's dist/, measured in turn with this one; the exit code is 1
// where this one is more than 10 % slower, twice in a row. Started by `cargo xtask bench`.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { served } from "./crew.mjs";
import { serve } from "./serve.mjs";
import { operations, sizes } from "./sizes.mjs";
import { median, spread } from "./statistics.mjs";

/** Seconds of training in a sample. */
const SAMPLE = 0.4;
/** This much slower in the same run is a regression. */
const SLOWER = 0.9;

const { values: options } = parseArgs({
  options: {
    against: { type: "string" },
    json: { type: "string" },
    samples: { type: "string", default: "9" },
    sizes: { type: "string", default: "TMWL" },
  },
});

const { folders, files, clear } = served();
if (options.against !== undefined) folders["/that/"] = options.against;
const server = await serve(folders, files);
const browser = await launch();

try {
  const sides = [await open("this")];
  if (options.against !== undefined) sides.push(await open("that"));
  const results = [];
  for (const size of sizes.filter(({ letter }) => options.sizes.includes(letter))) {
    let result = await measure(sides, size);
    // A busy neighbour can make it look so: only what is slower twice is called slower.
    if (result.ratio < SLOWER) result = await measure(sides, size);
    results.push(result);
  }
  report(results);
  const machine = { cpu: cpus()[0].model, cores: cpus().length, browser: `Chromium ${browser.version()}` };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ machine, results }, null, 2)}\n`);
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.browser}; medians of ${options.samples} samples, quartiles in brackets`,
  );
  const slower = results.filter(({ ratio }) => ratio !== undefined && ratio < SLOWER);
  if (slower.length > 0) {
    console.error(
      `slower than before: ${slower.map(({ letter, ratio }) => `${letter} at ${ratio.toFixed(2)} of its speed`).join(", ")}`,
    );
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  server.close();
  clear();
}

/** A page of one revision, with a worker for the peak. */
async function open(side) {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/${side}/`);
  await page.evaluate(async () => {
    await glasslm.ready;
    globalThis.bench = await import("/bench/page.js");
    globalThis.peakWorker = new Worker("/bench/peak.js", { type: "module" });
  });
  return page;
}

/** GFLOP/s that one thread of this browser can do right now. */
function peakOf(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        globalThis.peakWorker.onmessage = ({ data }) => resolve(data);
        globalThis.peakWorker.postMessage(null);
      }),
  );
}

/** One size on every side, in turn, so that what the machine does meanwhile hits all alike. */
async function measure(sides, size) {
  const flops = operations(size);
  for (const page of sides) {
    await page.evaluate(async (size) => {
      globalThis.model = await globalThis.bench.make(glasslm, size);
      globalThis.first = (await globalThis.model.train({ steps: 1, batch: size.batch, rate: 0.1 })).losses[0];
    }, size);
  }
  const take = (page, seconds, guess) =>
    page.evaluate(({ batch, seconds, guess }) => globalThis.bench.sample(globalThis.model, batch, seconds, guess), {
      batch: size.batch,
      seconds,
      guess,
    });
  // A guess of the speed, then enough training for the browser's optimising compiler to have come in.
  let guess = 20e9 / flops;
  for (let i = 0; i < 3; i += 1) for (const page of sides) guess = (await take(page, SAMPLE, guess)).stepsPerSecond;
  const samples = sides.map(() => ({ speed: [], peak: [], share: [] }));
  for (let i = 0; i < Number(options.samples); i += 1) {
    for (const [at, page] of sides.entries()) {
      const before = await peakOf(page);
      const { stepsPerSecond } = await take(page, SAMPLE, guess);
      const best = Math.max(before, await peakOf(page));
      samples[at].speed.push(stepsPerSecond);
      samples[at].peak.push(best);
      samples[at].share.push((stepsPerSecond * flops) / 1e9 / best);
    }
  }
  const losses = [];
  for (const page of sides) {
    losses.push(await page.evaluate(() => globalThis.first));
    await page.evaluate(() => globalThis.model.dispose());
  }
  const [ours, theirs] = samples;
  const result = {
    letter: size.letter,
    size,
    firstLoss: losses[0],
    stepsPerSecond: spread(ours.speed),
    peak: spread(ours.peak),
    share: spread(ours.share),
  };
  if (theirs === undefined) return result;
  if (losses[0] !== losses[1]) console.error(`${size.letter}: the first losses differ, ${losses[0]} and ${losses[1]}`);
  return {
    ...result,
    before: spread(theirs.speed),
    ratio: median(ours.speed.map((speed, i) => speed / theirs.speed[i])),
  };
}

function report(results) {
  const number = (x) => (x < 100 ? x.toPrecision(3) : Math.round(x).toLocaleString("en"));
  const cells = ({ median, low, high }) => `${number(median)} [${number(low)}-${number(high)}]`;
  const compared = results.some(({ ratio }) => ratio !== undefined);
  const rows = [
    ["size", "steps/s", "GFLOP/s of the peak", "share", ...(compared ? ["before", "ratio"] : [])],
    ...results.map(({ letter, size, stepsPerSecond, peak, share, before, ratio }) => [
      letter,
      cells(stepsPerSecond),
      `${number((stepsPerSecond.median * operations(size)) / 1e9)} of ${number(peak.median)}`,
      `${Math.round(share.median * 100)} % [${Math.round(share.low * 100)}-${Math.round(share.high * 100)}]`,
      ...(ratio === undefined ? [] : [cells(before), ratio.toFixed(2)]),
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
}
