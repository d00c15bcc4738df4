// Those who wait for a thread's answers, so that its end can be told to all of them. A race with a promise that never settles
// would do the same and keep every answer it ever gave: what a race resolved to stays reachable from what it raced against.

export class Pending {
  readonly #rejections = new Set<(reason: Error) => void>();
  #end: Error | null = null;

  /** The error that all waiting was ended with; null while answers still come. */
  get ended(): Error | null {
    return this.#end;
  }

  /** How many are waiting. */
  get size(): number {
    return this.#rejections.size;
  }

  /** An answer, or the error that waiting ends with, whichever is first. */
  wait<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) {
        reject(this.#end);
        answer.catch(() => undefined);
        return;
      }
      this.#rejections.add(reject);
      answer.then(resolve, reject).finally(() => this.#rejections.delete(reject));
    });
  }

  /** Rejects all who wait, now and from now on. */
  end(reason: Error): void {
    this.#end ??= reason;
    for (const reject of this.#rejections) reject(this.#end);
    this.#rejections.clear();
  }
}
