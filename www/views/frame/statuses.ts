// What is news in a room, or in the column beside it, is read aloud by the page's one voice. It is marked aria-live="off", most of it
// role="status": a browser that read it itself would read two at once, or one eighteen times a second.

import type { Voice } from "../../state/voice.svelte.ts";

const STATUS = "[aria-live=off]";
/** True to be read, and said already by the control that has the focus. */
const UNSAID = "[data-unsaid]";
/** What comes with a room is there to be read, not news. */
const ARRIVAL_MS = 1000;

/** The statuses among these nodes and in them. */
function within(nodes: NodeList): Element[] {
  return [...nodes].flatMap((node) =>
    node instanceof Element ? [node, ...node.querySelectorAll(STATUS)].filter((one) => one.matches(STATUS)) : [],
  );
}

/** Lends the voice to every status below `root`. Returns what ends it, and what is to be called when a room is entered. */
export function lend(voice: Voice, root: Element): { entered: () => void; end: () => void } {
  let quiet = performance.now() + ARRIVAL_MS;
  const observer = new MutationObserver((changes) => {
    const told = new Set<Element>();
    for (const { target, addedNodes, removedNodes } of changes) {
      for (const gone of within(removedNodes)) voice.unsay(gone.textContent);
      const element = target instanceof Element ? target : target.parentElement;
      const around = element?.closest(STATUS);
      if (around) told.add(around);
      else for (const status of within(addedNodes)) told.add(status);
    }
    if (told.size === 0 || performance.now() < quiet) return;
    // One that is folded away, as the lecture's text in a presentation, is no news.
    for (const status of told)
      if (root.contains(status) && status.getClientRects().length > 0 && !status.matches(UNSAID))
        voice.say(status.textContent);
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true });
  return {
    entered: () => {
      quiet = performance.now() + ARRIVAL_MS;
    },
    end: () => observer.disconnect(),
  };
}
