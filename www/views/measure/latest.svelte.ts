// A question of the Measure room, asked anew as often as what it depends on changes. Its answers are taken in their order.

import { Ask } from "../../state/ask.svelte.ts";

export class Latest<T> extends Ask<() => Promise<T>, T> {
  constructor(scope?: AbortSignal) {
    super((question) => question(), scope ? { scope } : {});
  }
}
