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

  /** The loss of the point that a step lies in, or of the last one before it; null: there is none. */
  at(step: number): number | null {
    const point = Math.min(this.length, Math.ceil((step - this.start) / this.stride)) - 1;
    return this.values[point] ?? null;
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

  /** The step that its last loss is of. */
  get end(): number {
    return this.start + this.length * this.stride + this.#pending;
  }

  /** A copy that ends at this step: what comes later is left out, what was not seen of the way there is a gap. */
  until(step: number): Curve {
    const copy = new Curve(Math.min(this.start, step), this.values.length);
    copy.stride = this.stride;
    const whole = Math.min(this.length, Math.floor(Math.max(0, step - this.start) / this.stride));
    copy.values.set(this.values.subarray(0, whole));
    copy.length = whole;
    const rest = Math.min(step, this.end) - (this.start + whole * this.stride);
    if (rest > 0) {
      // Within a point that is the mean of several steps, each counts as that mean.
      const mean = whole < this.length ? (this.values[whole] ?? NaN) : this.#sum / this.#pending;
      copy.#sum = mean * rest;
      copy.#pending = rest;
    }
    if (copy.end < step) copy.append(new Float32Array(step - copy.end).fill(NaN));
    return copy;
  }

  #halve(): void {
    this.length /= 2;
    for (let i = 0; i < this.length; i += 1) {
      this.values[i] = ((this.values[2 * i] ?? 0) + (this.values[2 * i + 1] ?? 0)) / 2;
    }
    this.stride *= 2;
  }
}
