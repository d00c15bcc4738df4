// Keeps a copy of a model for a restart of the engine: soon after every change, but not all the time.

/** Milliseconds between two copies of a model that goes on changing: what a death of the engine costs at most. */
export const KEEP_EVERY = 2_000;
/** A large model is copied less often: copying takes at most this part of the time. */
const KEEP_SHARE = 0.05;

export class Keeper {
  /** The latest copy; null: nothing has changed since the model was made. */
  kept: Uint8Array | Blob | null;
  readonly #save: () => Promise<Uint8Array>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #saving = false;
  /** A change came while a copy was made, which may lack it. */
  #again = false;
  #over = false;
  #next = 0;

  constructor(save: () => Promise<Uint8Array>, kept: Uint8Array | Blob | null) {
    this.#save = save;
    this.kept = kept;
  }

  /** Something has changed. */
  soon(): void {
    if (this.#over || this.#timer !== null) return;
    if (this.#saving) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => void this.#now(), Math.max(0, this.#next - performance.now()));
  }

  /** No more copies, and none kept. */
  end(): void {
    this.#over = true;
    this.kept = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #now(): Promise<void> {
    this.#timer = null;
    this.#saving = true;
    const began = performance.now();
    try {
      const kept = await this.#save();
      if (!this.#over) this.kept = kept;
    } catch {
      // The engine broke or the model is gone: what was kept before stays.
    }
    const now = performance.now();
    this.#next = now + Math.max(KEEP_EVERY, (now - began) / KEEP_SHARE);
    this.#saving = false;
    if (!this.#again) return;
    this.#again = false;
    this.soon();
  }
}
