// What a link asks for and cannot have, said once the words for it have come: no page needs them to begin.

import type { Unread } from "./address.ts";
import type { Store } from "./store.svelte.ts";

/** Says it. Without the words the link is followed in silence. */
export function refused(store: Store, parts: readonly Unread[]): void {
  if (parts.length > 0)
    void import("./refuse.ts").then(
      ({ refuse }) => refuse(store, parts),
      () => undefined,
    );
}
