// How fast the page trains on the graphics card beside the CPU, in Chromium, on whatever adapter WebGPU offers there.
//
//     node tests/bench/card.mjs [--samples N] [--sizes TMWL] [--headed]
//
// Needs dist/ (cargo xtask build). GPU_PEAK_TFLOPS: the card's f32 peak, to print the part of it that was reached. `--headed`:
// a browser with a window, which some systems need for a real card. Started by `cargo xtask bench`.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, openWithCard } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { operations, sizes } from "./sizes.mjs";
import { median } from "./statistics.mjs";

/** Seconds of training in a sample. */
const SAMPLE = 0.4;

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({
  options: {
    samples: { type: "string", default: "5" },
    sizes: { type: "string", default: "TMWL" },
    headed: { type: "boolean", default: false },
  },
});
const peak = Number(process.env.GPU_PEAK_TFLOPS ?? NaN);

const server = await serve({ "/this/": join(root, "dist"), "/bench/": join(root, "tests/bench") });
const browser = await launch({ webgpu: true, headed: options.headed });

try {
  const { page, card } = await openWithCard(browser, server.origin);
  console.log(card.available ? `Chromium ${browser.version()}, ${card.detail}` : `no figures: ${card.detail}`);
  if (card.available) {
    console.log(`size   CPU ex/s    GPU ex/s   GPU/CPU   GPU GFLOP/s${peak > 0 ? "   of its peak" : ""}`);
    for (const size of sizes.filter(({ letter }) => options.sizes.includes(letter)))
      console.log(line(size, await measured(page, size)));
  }
} finally {
  await browser.close();
  server.close();
}

/** Steps a second on both: medians, the two in turn, so that what the machine does meanwhile hits both; and why the card has none. */
async function measured(page, size) {
  const wanted = { size, samples: Number(options.samples), seconds: SAMPLE };
  const {
    rates: [cpu, gpu],
    refusal,
  } = await page.evaluate(async ({ size, samples, seconds }) => {
    const { make, sample } = globalThis.bench;
    const sides = [{ rates: [] }, { rates: [] }];
    let refusal = null;
    for (const [at, side] of sides.entries()) {
      side.model = await make(glasslm, size);
      if (at === 1)
        await side.model.setBackend("webgpu").catch((error) => {
          refusal = error.message;
        });
      side.rate = 1 / seconds;
      // From one step on, until a sample is long enough for the figure and the pace to have settled.
      for (let i = 0; i < 3; i += 1)
        side.rate = (await sample(side.model, size.batch, seconds, side.rate)).stepsPerSecond;
    }
    for (let i = 0; i < samples; i += 1) {
      for (const side of sides)
        side.rates.push((await sample(side.model, size.batch, seconds, side.rate)).stepsPerSecond);
    }
    // A card that is lost leaves its model to the CPU, whose figures are not its own.
    refusal ??= sides[1].model.backend.fault ?? null;
    for (const { model } of sides) await model.dispose();
    return { rates: sides.map(({ rates }) => rates), refusal };
  }, wanted);
  return { cpu: median(cpu), gpu: median(gpu), refusal };
}

function line(size, { cpu, gpu, refusal }) {
  if (refusal !== null) return `${size.letter.padEnd(4)} ${(cpu * size.batch).toFixed(0).padStart(10)}  ${refusal}`;
  const flops = gpu * operations(size);
  const cells = [
    size.letter.padEnd(4),
    (cpu * size.batch).toFixed(0).padStart(10),
    (gpu * size.batch).toFixed(0).padStart(11),
    (gpu / cpu).toFixed(3).padStart(9),
    (flops / 1e9).toFixed(1).padStart(13),
  ];
  if (peak > 0) cells.push(`${((100 * flops) / (peak * 1e12)).toFixed(1).padStart(11)} %`);
  return cells.join(" ");
}
