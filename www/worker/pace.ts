// How much to do before answering whoever waits.

/** Finds how many units of work fill a time slice, from how long the last ones took. */
export class Pace {
  /** Units to do next, at least 1. */
  units: number;
  readonly #slice: number;

  /** `slice`: milliseconds that a chunk should take; `first`: units that the first one does. */
  constructor(slice: number, first = 1) {
    this.#slice = slice;
    this.units = first;
  }

  /** Says how long the last `done` units took, in milliseconds. Grows at most twofold, so that one lucky reading cannot block the thread. */
  took(done: number, milliseconds: number): void {
    const fitting = milliseconds > 0 ? (done * this.#slice) / milliseconds : Infinity;
    this.units = Math.max(1, Math.floor(Math.min(fitting, this.units * 2)));
  }
}
