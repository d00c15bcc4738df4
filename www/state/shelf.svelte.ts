// What a room makes for itself and leaves where it is: it is there when the room is entered again, and ends with its owner.

/** One that has an `end` is told when its owner ends. */
export type Part = object;

export class Shelf<Owner> {
  readonly #owner: Owner;
  // Nobody shows what is on it.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #parts = new Map<new (owner: Owner) => Part, { readonly part: Part; readonly destroy: () => void }>();

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** The one of this kind; made when it is first asked for. */
  get<T extends Part>(Kind: new (owner: Owner) => T): T {
    const known = this.#parts.get(Kind);
    if (known !== undefined) return known.part as T;
    let part!: T;
    // Not the component's that asks first: what is derived in here outlives it.
    const destroy = $effect.root(() => {
      part = new Kind(this.#owner);
    });
    this.#parts.set(Kind, { part, destroy });
    return part;
  }

  end(): void {
    for (const { part, destroy } of this.#parts.values()) {
      if ("end" in part && typeof part.end === "function") part.end();
      destroy();
    }
    this.#parts.clear();
  }
}
