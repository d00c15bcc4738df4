// What more threads would give: the operation count's shares, what stays with one thread, and the barriers.
import { median } from "./statistics.mjs";

/** Examples, and words or hidden units, that a share has at the least (`src/backend/cpu.rs`). */
const [ROWS, LINES] = [4, 8];
/** Barriers of a step. */
const BARRIERS = 2;

/** Milliseconds of a barrier of two threads, at the most: from the fastest samples of a step with hardly a number in it. */
export function barrierOf(samples) {
  const [, one, two] = samples.map(({ speed }) => 1000 / Math.max(...speed));
  return Math.max(0, two - one / 2) / BARRIERS;
}

/** The largest part of so many things that one of the threads has. */
function largest(things, grain, threads) {
  const grains = Math.ceil(things / grain);
  return Math.ceil(grains / threads) / grains;
}

/** The part of a step's operations that the busiest thread does: two thirds go by examples, the gradients of U and W by words and units. */
function busiest({ vocabulary, context, embedding, hidden, batch }, threads) {
  const [first, second] = [context * embedding * hidden, hidden * vocabulary];
  const sums = first * largest(hidden, LINES, threads) + second * largest(vocabulary, LINES, threads);
  return (2 / 3) * largest(batch, ROWS, threads) + sums / (3 * (first + second));
}

/** A barrier's cost: the leader looks at its helpers one after the other. */
const barriers = (barrier, threads) => BARRIERS * barrier * (threads - 1);

/**
 * How many times as fast as the page's engine 1 to `most` threads would be. `rows`: what was measured, by the number of threads, the
 * engine's own first. What they say beyond shares and barriers stays with one thread.
 */
export function forecast(size, rows, barrier, most) {
  // Another program can only make a sample slower.
  const time = ({ fastest }) => 1000 / fastest;
  const one = time(rows[1]);
  // t(k) = alone + (t(1) - alone) busiest(k) + barriers(k), solved for what is alone.
  const alone = rows.slice(2).map((row) => {
    const part = busiest(size, row.threads);
    return (time(row) - barriers(barrier, row.threads) - one * part) / (1 - part);
  });
  const serial = Math.min(one, Math.max(0, alone.length > 0 ? median(alone) : 0));
  return Array.from({ length: most }, (_, i) => {
    const threads = i + 1;
    // More threads than a batch has shares are not used.
    const used = Math.min(threads, Math.floor(size.batch / ROWS));
    const step = serial + (one - serial) * busiest(size, used) + barriers(barrier, used);
    return { threads, times: time(rows[0]) / step, serial: serial / one };
  });
}
