// One writer at a time, and guests between its chunks.

/**
 * Runs tasks one after the other; one that fails does not hold up the next. A task that needs the model to stand still,
 * but does not change it, is a guest: where a run goes on, it gets its turn between two chunks of it.
 */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();
  #hosting = false;
  #waiting = 0;
  #done = 0;
  readonly #guests: (() => Promise<unknown>)[] = [];

  /** How many tasks are done; null while one is under way or waits. Where it is the same number again, nothing was changed in between. */
  get still(): number | null {
    return this.#waiting === 0 ? this.#done : null;
  }

  run<T>(task: () => Promise<T> | T): Promise<T> {
    this.#waiting += 1;
    const turn = this.#last.then(task).finally(() => {
      this.#waiting -= 1;
      this.#done += 1;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** A task that calls `welcome` whenever guests may come in. */
  host<T>(task: () => Promise<T>): Promise<T> {
    return this.run(async () => {
      this.#hosting = true;
      try {
        return await task();
      } finally {
        this.#hosting = false;
        await this.welcome();
      }
    });
  }

  visit<T>(task: () => Promise<T>): Promise<T> {
    if (!this.#hosting) return this.run(task);
    return new Promise((resolve, reject) => {
      this.#guests.push(() => task().then(resolve, reject));
    });
  }

  /** Whether a guest waits. */
  get expected(): boolean {
    return this.#guests.length > 0;
  }

  /** Lets in all the guests who wait, one after the other. */
  async welcome(): Promise<void> {
    for (let guest = this.#guests.shift(); guest !== undefined; guest = this.#guests.shift()) await guest();
  }
}
