// Other libraries on the same network, the same parameters and batches, in the same browser: `cargo xtask bench --peers`.
//
//     node tests/bench/peers.mjs [--sizes TMWL] [--only TITLE] [--json FILE] [--samples N]
//
// Fetches them into .peers/, which git ignores: they are no part of the project. Their first three losses must be ours.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./chromium.mjs";
import { mostThreads, open, served } from "./crew.mjs";
import { batchesOf } from "./page.js";
import { serve } from "./serve.mjs";
import { sizes } from "./sizes.mjs";
import { spread } from "./statistics.mjs";

const PACKAGES = [
  "@tensorflow/tfjs@4.22.0",
  "@tensorflow/tfjs-backend-wasm@4.22.0",
  "@tensorflow/tfjs-backend-webgpu@4.22.0",
  "@jax-js/jax@0.1.25",
];
/** Samples of GlassLM, each shorter than a peer's. */
const OUR_SAMPLES = 15;
/** f32 sums in another order differ by this at most, relative to a loss. */
const TOLERANCE = 1e-4;
const SECONDS = 0.5;
const RATE = 0.1;

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "TMWL" },
    json: { type: "string" },
    samples: { type: "string", default: "5" },
    only: { type: "string", default: "" },
  },
});
const samples = Number(options.samples);

const peers = [
  ...[2, 1].map((threads) => ({
    library: "tensorflow",
    title: `TensorFlow.js wasm, ${threads} thread${threads > 1 ? "s" : ""}`,
    how: { backend: "wasm", threads },
    alone: threads === 1,
  })),
  ...["cpu", "webgl", "webgpu"].map((backend) => ({
    library: "tensorflow",
    title: `TensorFlow.js ${backend}`,
    how: { backend },
  })),
  { library: "jax", title: "jax-js wasm, 2 threads", how: { backend: "wasm" } },
  { library: "jax", title: "jax-js wasm, 1 thread", how: { backend: "wasm" }, alone: true },
  { library: "jax", title: "jax-js webgpu", how: { backend: "webgpu" } },
  { library: "torch", title: "PyTorch eager, native, 1 thread" },
].filter(({ title }) => title.includes(options.only));

const folder = join(root, ".peers");
if (!existsSync(join(folder, "node_modules/@jax-js/jax"))) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  execFileSync(
    "npm",
    ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...PACKAGES],
    { cwd: folder, stdio: "inherit" },
  );
}

const crew = served();
const folders = { ...crew.folders, "/peers/": join(folder, "node_modules") };
// Without isolation from other origins there is no shared memory, hence one thread.
const [together, alone] = [await serve(folders, crew.files), await serve(folders, {}, false)];
const browser = await launch({ webgpu: true });

try {
  const results = [];
  for (const size of sizes.filter(({ letter }) => options.sizes.includes(letter))) {
    const { task, losses } = await glasslm(size);
    const { one, all } = await ours(size);
    const row = { letter: size.letter, glasslm: one, allCores: all, losses, peers: {} };
    console.log(
      `\n${size.letter}: GlassLM, 1 thread ${format(one)} steps/s, first losses ${losses.map((loss) => loss.toFixed(5)).join(" ")}`,
    );
    console.log(
      `  ${`GlassLM, ${all.threads} threads`.padEnd(32)} ${format(all)} steps/s; ${all.times.median.toFixed(2)} times one thread's, in turn`,
    );
    for (const { library, title, how, alone: single } of peers) {
      const told =
        library === "torch" ? torch(task) : await run(single ? alone.origin : together.origin, library, how, task);
      row.peers[title] =
        told.error === undefined
          ? { ...spread(told.speeds), ratio: row.glasslm.median / spread(told.speeds).median }
          : { error: told.error };
      const differs = told.losses?.some((loss, i) => !(Math.abs(loss - losses[i]) <= TOLERANCE * losses[i]));
      if (told.error !== undefined) console.log(`  ${title.padEnd(32)} not measured: ${told.error}`);
      else if (differs)
        throw new Error(`${title} computes other losses, ${told.losses.join(" ")}: its speed means nothing`);
      else
        console.log(
          `  ${title.padEnd(32)} ${format(row.peers[title])} steps/s; GlassLM is ${row.peers[title].ratio.toFixed(1)} times as fast`,
        );
    }
    results.push(row);
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await browser.close();
  together.close();
  alone.close();
  crew.clear();
}

/** The page's engine, which is one thread, and in turn with it the crew on every core; `measure` has compared their losses. */
async function ours(size) {
  const { page, cores, measure } = await open(browser, together.origin);
  const threads = mostThreads(size, cores);
  const { samples } = await measure(size, threads, OUR_SAMPLES);
  await page.close();
  const speeds = samples.map(({ speed }) => speed);
  const [one, all] = [speeds[0], speeds[threads]];
  return { one: spread(one), all: { threads, ...spread(all), times: spread(all.map((speed, i) => speed / one[i])) } };
}

/** The task as every peer gets it, and GlassLM's first losses on it: through `trainOn`, on these very batches. */
async function glasslm(size) {
  const page = await browser.newPage();
  await page.goto(`${together.origin}/this/`);
  const { parameters, losses } = await page.evaluate(
    async ({ size, rate }) => {
      await glasslm.ready;
      const { make, batchesOf } = await import("/bench/page.js");
      const model = await make(glasslm, size);
      const { E, W, U, b, c } = await model.parameters();
      const words = new Float32Array(E.data.length);
      for (let r = 0; r < size.embedding; r += 1) {
        for (let w = 0; w < size.vocabulary; w += 1) words[w * size.embedding + r] = E.data[r * size.vocabulary + w];
      }
      const batches = batchesOf(size);
      const contexts = new Uint32Array(batches.flatMap((batch) => batch.contexts));
      const targets = new Uint32Array(batches.flatMap((batch) => batch.targets));
      const { losses } = await model.trainOn({ contexts, targets, batch: size.batch, steps: 3, rate });
      await model.dispose();
      const plain = (numbers) => numbers && Array.from(numbers);
      return {
        parameters: { E: plain(words), W: plain(W.data), U: plain(U.data), b: plain(b?.data), c: plain(c?.data) },
        losses: plain(losses),
      };
    },
    { size, rate: RATE },
  );
  await page.close();
  return { task: { size, parameters, rate: RATE }, losses };
}

/** Natively, where Python has PyTorch. */
function torch(task) {
  const input = JSON.stringify({ ...task, batches: batchesOf(task.size), seconds: SECONDS, samples });
  try {
    return JSON.parse(
      execFileSync(process.env.TORCH_PYTHON ?? "python3", [join(root, "tests/bench/peer-torch.py")], {
        input,
        maxBuffer: 1 << 26,
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
  } catch (error) {
    return { error: error.code === "ENOENT" ? "Python is not here" : `python3 failed: ${error.message}` };
  }
}

async function run(origin, library, how, task) {
  const page = await browser.newPage();
  try {
    await page.goto(`${origin}/bench/blank.html`);
    return await page.evaluate(
      async ({ library, how, task, seconds, samples }) => {
        const { batchesOf } = await import("/bench/page.js");
        const numbers = Object.fromEntries(
          Object.entries(task.parameters).map(([name, data]) => [name, data && new Float32Array(data)]),
        );
        const worker = new Worker(`/bench/peer-${library}.js`, { type: library === "jax" ? "module" : "classic" });
        return new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = (event) => resolve({ error: event.message ?? "its worker could not start" });
          worker.postMessage({
            how,
            task: { ...task, parameters: numbers, batches: batchesOf(task.size) },
            seconds,
            samples,
          });
        });
      },
      { library, how, task, seconds: SECONDS, samples },
    );
  } finally {
    await page.close();
  }
}

function format({ median, low, high }) {
  const number = (x) => (x < 100 ? x.toPrecision(3) : Math.round(x).toLocaleString("en"));
  return `${number(median)} [${number(low)}-${number(high)}]`;
}
