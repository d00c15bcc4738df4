// What may come after the frame in which everything else changes: the eye has the step first, its details a frame later.

export class Painted<T> {
  /** As it was at the last frame that was painted. */
  value: T = $state.raw() as T;
  readonly #next: () => T;

  /** Follows `next`. To be made while a component is. */
  constructor(next: () => T) {
    this.#next = next;
    this.value = next();
    $effect(() => {
      const value = this.#next();
      return afterPaint(() => {
        this.value = value;
      });
    });
  }
}

/** Calls back once the next frame has been painted; returns what calls it off. */
export function afterPaint(then: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const request = requestAnimationFrame(() => {
    timer = setTimeout(then);
  });
  return () => {
    cancelAnimationFrame(request);
    clearTimeout(timer);
  };
}
