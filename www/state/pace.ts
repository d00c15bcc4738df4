// How a run's steps are handed out. The engine is never slowed: it does each step as fast as it can, and this says how many of them
// are due. And when the run is evaluated: at steps that depend on nothing but their number, so that every run shows the same phases.

export const paces = ["1", "10", "100", "doubling", "flat"] as const;
export type Pace = (typeof paces)[number];

/** In Doubling the step shown doubles in this time: 2,000 steps take some sixteen seconds, and each phase is seen as long as any other. */
export const DOUBLING_MS = 1500;
/** From this step on evaluations are spaced evenly within each doubling. */
const EVEN_FROM = 128;
/** Evaluations to a doubling, where that leaves at least `LEAST` steps between two. */
const TO_A_DOUBLING = 16;
const LEAST = 32;

/** The largest power of two that is no larger; 0 for 0. */
export function octave(step: number): number {
  let power = step < 1 ? 0 : 1;
  while (power > 0 && 2 * power <= step) power *= 2;
  return power;
}

/** The first step after this one at which validation is evaluated: 0, 1, 2, 4, ... 128, then evenly, sixteen to a doubling. */
export function nextLook(step: number): number {
  const power = octave(step);
  if (power === 0) return 1;
  if (power < EVEN_FROM) return 2 * power;
  const every = Math.max(LEAST, power / TO_A_DOUBLING);
  return (Math.floor(step / every) + 1) * every;
}

/** Whether a sentence and the top words are kept of this step: 0 and the powers of two. */
export function sampled(step: number): boolean {
  return octave(step) === step;
}

/** The step that is due so many milliseconds after a stretch began at step `from`. `still`: nothing moves between the doublings. */
export function due(pace: Pace, from: number, elapsed: number, still = false): number {
  if (pace === "flat") return Infinity;
  if (pace === "doubling") {
    const doublings = elapsed / DOUBLING_MS;
    return Math.floor(Math.max(1, from) * 2 ** (still ? Math.floor(doublings) : doublings));
  }
  return from + 1 + Math.floor((elapsed * Number(pace)) / 1000);
}

/** Time that counts only while the page is seen. A stretch begins where the run stands. */
export class Pacer {
  #from = 0;
  #elapsed = 0;
  #last: number | null = null;
  #pace: Pace | null = null;

  /** A new stretch: at the next question. */
  restart(): void {
    this.#last = null;
  }

  /** The step that is due now, where the run stands at `step`. */
  due(pace: Pace, step: number, now: number, seen: boolean, still = false): number {
    if (this.#last === null || this.#pace !== pace) {
      [this.#from, this.#elapsed, this.#last, this.#pace] = [step, 0, now, pace];
    }
    if (seen) this.#elapsed += now - this.#last;
    this.#last = now;
    if (!seen && pace !== "flat") return step;
    const goal = due(pace, this.#from, this.#elapsed, still);
    // At a steady pace what the engine could not keep up with is not made good later, all at once.
    const most = step + Math.max(1, Math.round(Number(pace) / 4));
    if (pace === "doubling" || pace === "flat" || goal <= most) return goal;
    [this.#from, this.#elapsed] = [most - 1, 0];
    return most;
  }
}
