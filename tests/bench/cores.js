// Runs in a page that may share memory: the page's engine by itself, the crew's own leader, as dist/ has it, with its helpers, and
// the peak of as many threads, in turn.
import { wrap } from "/comlink/comlink.mjs";

/**
 * Milliseconds of a sample. Short, so that what else the machine does hits a sample and its peak alike; but a run wakes its helpers
 * once, and a sample each time: some 5 ms where they wake on the leader's core, a third of a sample of 15 ms.
 */
const SAMPLE = 60;
/** Milliseconds of training after which the browser's optimising compiler has come in. */
const WARM = 500;
/** Elementary operations of one call at the most, as the page asks for. */
const BUDGET = 1e9;
/** Steps after which every number of threads must have the same loss. */
const SAME = 5;

let engine, leader, peaks;

/** The way to a leader, which it and its helpers are started for as the page starts them. */
function crew({ leader: script, helper }) {
  const leader = new Worker(script, { type: "module", name: "crew" });
  leader.onmessage = ({ data }) => new Worker(helper, { type: "module", name: "crew helper" }).postMessage(data);
  const { port1, port2 } = new MessageChannel();
  leader.postMessage(null, [port2]);
  return port1;
}

/** `scripts`: the leader's and the helper's, in dist/. */
export async function open(scripts, cores) {
  engine = wrap(new Worker("/bench/engine.js", { type: "module", name: "engine" }));
  leader = wrap(crew(scripts));
  await leader.open();
  peaks = Array.from({ length: cores }, () => new Worker("/bench/peak.js", { type: "module" }));
}

/** GFLOP/s that so many threads do at once. */
async function peak(threads) {
  const told = peaks.slice(0, threads).map(
    (worker) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(null);
      }),
  );
  return (await Promise.all(told)).reduce((sum, one) => sum + one, 0);
}

/** Steps a second of one size: `rounds` of the page's engine and of 1 to `most` threads in turn, each beside the peak of as many. */
export async function measure(size, most, rounds) {
  const options = { steps: 1e9, batch: size.batch, rate: 0.1 };
  await leader.begin({ ...(await engine.begin(size, options)), options, first: 0 });

  let budget = 1;
  const together = async (threads, count) => {
    if ((await leader.threads(threads)) !== threads) throw new Error(`there are no ${threads} threads`);
    const all = { losses: [], milliseconds: 0 };
    while (all.losses.length < count) {
      const { losses, milliseconds, broken } = await leader.advance(count - all.losses.length, BUDGET);
      if (broken) throw new Error("the loss is no number");
      all.losses.push(...losses);
      all.milliseconds += milliseconds;
    }
    return all;
  };

  const first = [];
  while (first.length < SAME) first.push(...(await engine.advance(budget)).losses);
  const theirs = [];
  for (let i = 0; i < SAME; i += 1) theirs.push(...(await together(1 + (i % most), 1)).losses);
  if (theirs.some((loss, i) => loss !== first[i]))
    throw new Error(`other losses: ${first.join()} and ${theirs.join()}`);

  const warm = performance.now() + WARM;
  for (let took = 0; performance.now() < warm || took < SAMPLE;) {
    took = (await engine.advance(budget)).milliseconds;
    if (took < SAMPLE) budget *= 2;
  }
  const took = await engine.advance(budget);
  const count = Math.max(1, Math.round((SAMPLE * took.losses.length) / took.milliseconds));
  for (let threads = 1; threads <= most; threads += 1)
    for (const until = performance.now() + WARM; performance.now() < until;) await together(threads, count);

  const speed = ({ losses, milliseconds }) => (1000 * losses.length) / milliseconds;
  const samples = Array.from({ length: most + 1 }, () => ({ speed: [], peak: [] }));
  for (let round = 0; round < rounds; round += 1)
    for (let threads = 0; threads <= most; threads += 1) {
      // Without threads: the page's engine.
      const before = await peak(threads || 1);
      samples[threads].speed.push(speed(threads === 0 ? await engine.advance(budget) : await together(threads, count)));
      samples[threads].peak.push(Math.max(before, await peak(threads || 1)));
    }
  await engine.end();
  return { samples, firstLoss: first[0] };
}
