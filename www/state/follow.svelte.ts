// The browser's address and the store, kept together.

import { type Address, pastOf, read, unread, withoutPast, write } from "./address.ts";
import { speak } from "./language.svelte.ts";
import { refused } from "./refused.ts";
import type { Store } from "./store.svelte.ts";

/** What the history's entries hold that the page made itself. */
const OURS = "glasslm";
/** How long after a selection the address follows. */
const ADDRESS_MS = 250;

/**
 * Keeps the browser's address and the store together, both ways; call it while a component is made. `onlink` hears of each
 * arrival, of a link's address or of null where the page's own address came back, and tells whether that opened a model.
 * The room is a place to go back to; a selection is not, so it replaces the entry it is made in.
 */
export function followAddress(store: Store, onlink: (address: Address | null) => Promise<boolean>): void {
  const first = read(location.hash);
  store.go(first);
  store.past = pastOf(first.more);
  refused(store, unread(location.hash));
  history.replaceState(OURS, "");
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The address as it was last read or written here. Any other is a link's that is about to arrive, and stays until it has. */
  let known = $state.raw(location.hash);
  /** Counts the arrivals: what was about to be written before one is written after it. */
  let arrivals = $state(0);
  const put = (as: "pushState" | "replaceState", hash: string): void => {
    if (location.hash !== known) return;
    history[as](OURS, "", hash);
    known = location.hash;
  };
  /** The link whose model is being made. */
  let opening = $state.raw<Address | null>(null);
  // Until it is there, what the link says of a model stands only in the address, and the page still shows another one.
  const wanted = $derived.by(() => {
    const link = opening ?? (store.info === null ? read(known) : null);
    return write(link === null ? store.address : until(link, store.address));
  });
  $effect(() => {
    void arrivals;
    // The text alone: a model that trains changes many times a second, and the address with it only at its end.
    const hash = wanted;
    if (hash === known) return;
    if (read(known).room !== store.room) {
      put("pushState", hash);
      return;
    }
    // A step by key comes many times a second; the address may come after it.
    timer = setTimeout(() => {
      put("replaceState", hash);
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  });
  $effect(() => {
    const arrived = ({ state }: PopStateEvent): void => {
      // What was to be written of the place before must not take the place of this one.
      clearTimeout(timer);
      arrivals += 1;
      // Once it is followed, a link is a place of the page's like any other.
      history.replaceState(OURS, "");
      known = location.hash;
      const address = read(known);
      refused(store, unread(known));
      // The way back is no wish for another language: the reader may have changed it since.
      if (state !== OURS && address.language !== null)
        void store.attempt(() => speak(address.language ?? "en"), undefined, "language");
      const here = store.has(address.options);
      // Whoever goes back goes on with the model that is there: what was looked at in another one means nothing in it.
      store.go(
        here || state !== OURS ? address : { ...address, selection: null, target: null, context: store.context },
      );
      // A link that was pasted may ask for another model.
      opening = state === OURS ? null : address;
      void onlink(opening).then((opened) => {
        if (opening === address) opening = null;
        if (!opened) return;
        store.selection ??= address.selection;
        store.target ??= address.target;
        store.context ||= address.context;
      });
    };
    window.addEventListener("popstate", arrived);
    return () => window.removeEventListener("popstate", arrived);
  });
}

/** The page's address, with what the link says of its own model. */
function until(link: Address, page: Address): Address {
  const { own } = link.more;
  return {
    ...page,
    options: link.options,
    selection: page.selection ?? link.selection,
    target: page.target ?? link.target,
    context: page.context || link.context,
    more: { ...withoutPast(page.more), ...pastOf(link.more), ...(own === undefined ? {} : { own }) },
  };
}
