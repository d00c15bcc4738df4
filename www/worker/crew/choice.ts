// How many threads a run uses: as many as were faster when it was last measured.

/** Milliseconds from one measurement to the next, at the least. */
const EVERY = 1_000;
/** Measuring what is slower costs at most this part of the time. */
const SHARE = 0.03;
/** A change is followed by no other for so many milliseconds, so that a busy machine does not make the run flap. */
const CALM = 10_000;
/** What is tried is tried for so many steps or milliseconds, whichever comes first, in each of these turns. */
const STEPS = 50;
const MILLISECONDS = 10;
const TURNS = 2;
/** More threads must be faster by this much: less is noise, and a core that somebody else could have. */
const GAIN = 1.05;

/** How fast a number of threads was. */
export interface Rate {
  readonly threads: number;
  readonly stepsPerSecond: number;
}

interface Try {
  readonly threads: number;
  steps: number;
  milliseconds: number;
}

/** The numbers that are tried: 1, 2, 4 ... and all. */
export function ladder(most: number): number[] {
  const rungs = [];
  for (let threads = 1; threads < most; threads *= 2) rungs.push(threads);
  return [...rungs, most];
}

export class Choice {
  readonly #now: () => number;
  #ladder: readonly number[];
  #chosen = 1;
  /** What is being measured, in this order; the first of them is under way. */
  #tries: Try[] = [];
  #done: Try[] = [];
  #next = -Infinity;
  /** When it was last changed; the first choice is no change. */
  #changed: number | null = null;
  #first = true;
  /** Of the latest measurement of each number. */
  readonly #rates = new Map<number, number>();

  constructor(most: number, now: () => number) {
    this.#ladder = ladder(Math.max(1, most));
    this.#now = now;
  }

  /** What was measured, fewest threads first. */
  get rates(): Rate[] {
    return [...this.#rates]
      .map(([threads, stepsPerSecond]) => ({ threads, stepsPerSecond }))
      .sort((a, b) => a.threads - b.threads);
  }
  get chosen(): number {
    return this.#chosen;
  }

  /** For the next piece: so many threads, and at most so many steps and milliseconds. */
  get next(): { readonly threads: number; readonly steps: number; readonly milliseconds: number } {
    if (this.#tries.length === 0 && this.#ladder.length > 1 && this.#now() >= this.#next) this.#begin();
    const [trying] = this.#tries;
    if (trying === undefined) return { threads: this.#chosen, steps: Infinity, milliseconds: Infinity };
    const [steps, milliseconds] = [STEPS - trying.steps, MILLISECONDS - trying.milliseconds];
    return { threads: trying.threads, steps, milliseconds };
  }

  /** What a piece took. A piece that only dealt an epoch anew has no steps, and says nothing. */
  took(threads: number, steps: number, milliseconds: number): void {
    const [trying] = this.#tries;
    if (trying?.threads !== threads || steps === 0) return;
    trying.steps += steps;
    trying.milliseconds += milliseconds;
    if (trying.steps < STEPS && trying.milliseconds < MILLISECONDS) return;
    this.#tries.shift();
    this.#done.push(trying);
    if (this.#tries.length === 0) this.#settle();
  }

  /** So many are the most from here on: a number that cannot be had is not tried again. */
  limit(most: number): void {
    this.#ladder = ladder(Math.max(1, Math.min(most, this.#ladder.at(-1) ?? 1)));
    for (const threads of this.#rates.keys()) if (threads > most) this.#rates.delete(threads);
    this.#tries = [];
    this.#done = [];
    this.#chosen = Math.min(this.#chosen, most);
  }

  #begin(): void {
    const at = this.#ladder.indexOf(this.#chosen);
    // At first all of them; then the neighbours of what is chosen.
    const some = this.#first ? this.#ladder : this.#ladder.slice(Math.max(0, at - 1), at + 2);
    const turn = (): Try[] => some.map((threads) => ({ threads, steps: 0, milliseconds: 0 }));
    this.#tries = Array.from({ length: TURNS }, turn).flat();
    this.#done = [];
  }

  #settle(): void {
    // The better of its turns: what disturbs a measurement makes it slower, never faster.
    const best = new Map<number, number>();
    for (const { threads, steps, milliseconds } of this.#done)
      best.set(threads, Math.max(best.get(threads) ?? 0, (steps * 1000) / Math.max(milliseconds, 1e-3)));
    for (const [threads, rate] of best) this.#rates.set(threads, rate);
    const now = this.#now();
    const rate = (threads: number): number => best.get(threads) ?? 0;
    let chosen = [...best.keys()].sort((a, b) => a - b)[0] ?? 1;
    for (const threads of [...best.keys()].sort((a, b) => a - b))
      if (rate(threads) > rate(chosen) * GAIN) chosen = threads;
    const calm = this.#changed === null || now - this.#changed >= CALM;
    if (this.#first) this.#chosen = chosen;
    else if (chosen !== this.#chosen && calm) {
      this.#chosen = chosen;
      this.#changed = now;
    }
    this.#first = false;
    const lost = this.#done.reduce((sum, one) => {
      const ideal = (one.steps * 1000) / Math.max(rate(this.#chosen), 1e-9);
      return sum + Math.max(0, one.milliseconds - ideal);
    }, 0);
    this.#next = now + Math.max(EVERY, lost / SHARE);
  }
}
