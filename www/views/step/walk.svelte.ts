// Where one is: the step of the plan that was done last, the number that is looked at, and the way that led to it.

import type { Selection } from "../../state/address.ts";
import type { Store } from "../../state/store.svelte.ts";
import type { Step } from "../network.ts";
import type { Tracer } from "./tracer.svelte.ts";

/** Who steps faster than this sees no wipe: it would still run when the next step comes. */
const HURRY_MS = 400;

export class Walk {
  readonly #store: Store;
  readonly #tracer: Tracer;
  /** The numbers whose terms led to the one that is looked at. */
  trail = $state.raw<readonly Selection[]>([]);
  /** The step before the last one was only just taken. */
  hurried = $state(false);
  #moved = -Infinity;
  /** The last step done; -1 before the first. */
  readonly head = $derived.by(() => this.#tracer.steps.findIndex((step) => step.id === this.#store.head));
  readonly step = $derived.by<Step | undefined>(() => this.#tracer.steps[this.head]);

  constructor(store: Store, tracer: Tracer) {
    this.#store = store;
    this.#tracer = tracer;
  }

  /** Goes to a step of the plan; -1: before the first. A number that the step has nothing to do with is let go. */
  go(head: number): void {
    const now = performance.now();
    this.hurried = now - this.#moved < HURRY_MS;
    this.#moved = now;
    const step = this.#tracer.steps[head];
    this.#store.head = step?.id ?? null;
    const chosen = this.#store.selection?.tensor;
    if (chosen === undefined) return;
    const near = [...(step?.reads ?? []), ...(step?.writes ?? [])];
    if (![chosen, `d${chosen}`, chosen.slice(1)].some((name) => near.includes(name))) this.select(null);
  }

  /** Chooses a number. */
  select(selection: Selection | null): void {
    this.trail = [];
    this.#store.selection = selection;
  }

  /** Goes to a number that another one leads to. */
  follow(to: Selection, from: Selection | null = this.#store.selection): void {
    if (from !== null && from.index.length > 0) this.trail = [...this.trail, from];
    this.#store.selection = to;
  }

  /** Back along the trail to its place `at`. */
  back(at: number): void {
    const to = this.trail[at];
    if (to === undefined) return;
    this.trail = this.trail.slice(0, at);
    this.#store.selection = to;
  }
}
