// Losses of a run whose length is not known beforehand.

export class Losses {
  length = 0;
  #data = new Float32Array(1024);

  append(some: Float32Array): void {
    if (this.length + some.length > this.#data.length) {
      const larger = new Float32Array(Math.max(this.#data.length * 2, this.length + some.length));
      larger.set(this.#data.subarray(0, this.length));
      this.#data = larger;
    }
    this.#data.set(some, this.length);
    this.length += some.length;
  }

  /** A copy of those from `start` on. */
  from(start: number): Float32Array {
    return this.#data.slice(start, this.length);
  }
}
