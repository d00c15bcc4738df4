// What a run tells while it goes on: one loss a step, kept whole up to a limit and then thinned evenly.

/** A loss curve that never outgrows `limit` points: when it would, neighbours are averaged in pairs, from the start on. */
export class Curve {
  /** Steps that each point is the mean of. */
  stride = 1;
  /** How many points are valid. */
  length = 0;
  /** Mean loss of each point's steps, nats. */
  readonly values: Float32Array;
  /** The training step before the first point. */
  readonly start: number;
  #sum = 0;
  #pending = 0;

  constructor(start: number, limit = 4096) {
    if (limit < 2 || limit % 2 !== 0) throw new RangeError(`limit is ${limit}; it must be even and at least 2`);
    this.start = start;
    this.values = new Float32Array(limit);
  }

  /** The training step that a point ends with. */
  stepAt(point: number): number {
    return this.start + (point + 1) * this.stride;
  }

  /** The losses of the next steps, in order. */
  append(losses: Float32Array): void {
    for (const loss of losses) {
      this.#sum += loss;
      this.#pending += 1;
      if (this.#pending < this.stride) continue;
      if (this.length === this.values.length) this.#halve();
      if (this.#pending < this.stride) continue;
      this.values[this.length] = this.#sum / this.#pending;
      this.length += 1;
      this.#sum = 0;
      this.#pending = 0;
    }
  }

  #halve(): void {
    this.length /= 2;
    for (let i = 0; i < this.length; i += 1) {
      this.values[i] = ((this.values[2 * i] ?? 0) + (this.values[2 * i + 1] ?? 0)) / 2;
    }
    this.stride *= 2;
  }
}
