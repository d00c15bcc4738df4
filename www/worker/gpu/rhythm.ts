// How often the card's parameters come back, and how long a submission without work takes.

/** Bringing the engine's copy up to date costs at most this part of the time, and happens at most so often, in milliseconds. */
const SHARE = 0.05;
const OFTEN = 250;
/** So many empty submissions; the quickest tells how long the way is. */
const TRIES = 3;

/** Milliseconds from the end of one copy that took `cost` to the next. */
export function interval(cost: number): number {
  return Math.max(OFTEN, cost / SHARE);
}

/** Milliseconds that any submission takes, however little there is to do: nobody else waits for the card meanwhile. */
export async function wayOf(submit: () => Promise<void>, now: () => number): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < TRIES; i += 1) {
    const began = now();
    await submit();
    least = Math.min(least, now() - began);
  }
  return least;
}
