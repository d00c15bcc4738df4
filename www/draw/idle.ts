/** Work that may wait until nothing else is to be done. */

/** What is drawn for now may be gone a moment later, as a run goes on or someone types. */
const SETTLED_MS = 300;
/** Left of an idle moment for another turn, ms. */
const TURN_MS = 2;

/**
 * Takes turns of `work` in idle moments, once things have been `settled` for so many ms; returns what calls it off. Safari has no such
 * moments.
 */
export function whenIdle(work: Iterator<unknown>, settled = SETTLED_MS): () => void {
  if (typeof requestIdleCallback !== "function") return () => {};
  let request = 0;
  const turn = (moment: IdleDeadline) => {
    do if (work.next().done) return;
    while (moment.timeRemaining() > TURN_MS);
    request = requestIdleCallback(turn);
  };
  const timer = setTimeout(() => {
    request = requestIdleCallback(turn);
  }, settled);
  return () => {
    clearTimeout(timer);
    cancelIdleCallback(request);
  };
}
