// The focus is never lost. A button that is replaced or removed hands it to what stands there now, else to its neighbour; and a button
// that has nothing to do says so with aria-disabled, since `disabled` would throw the focus of the hand that just pressed it away.

const FOCUSABLE =
  "a[href], button, input:not([type=file]), select, textarea, summary, [tabindex]:not([tabindex='-1']), [contenteditable]";
/** Where a search for a neighbour ends: nobody is thrown out of a room or a dialog. */
const ENDS = "main, dialog, header";

interface Held {
  readonly element: HTMLElement;
  /** The elements it is in, the innermost first, with its rank among what can have the focus there. */
  readonly places: readonly { readonly within: Element; readonly rank: number }[];
}

function visible(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && element.closest("[inert]") === null;
}

function focusable(within: Element): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(visible);
}

function hold(element: HTMLElement): Held {
  const places = [];
  for (let within = element.parentElement; within !== null; within = within.parentElement) {
    places.push({ within, rank: Math.max(0, focusable(within).indexOf(element)) });
    if (within.matches(ENDS)) break;
  }
  return { element, places };
}

const typedIn = (element: HTMLElement) =>
  element.matches("textarea, input:not([type=range], [type=checkbox], [type=radio])");

/** Puts the focus where the lost element was. */
function hand({ element, places }: Held): void {
  for (const { within, rank } of places) {
    if (!within.isConnected) continue;
    // A phone would open its keyboard for a box that nobody asked for.
    const choice = focusable(within).filter((other) => typedIn(element) || !typedIn(other));
    const next = choice[Math.min(rank, choice.length - 1)];
    if (next === undefined && !within.matches("main")) continue;
    (next ?? (within as HTMLElement)).focus({ preventScroll: true });
    return;
  }
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

/** Whether it, or what it is in, was taken out; it may be in again. */
function taken(element: Element, records: readonly MutationRecord[]): boolean {
  return records.some(({ removedNodes }) => [...removedNodes].some((node) => node.contains(element)));
}

/** To be called once a page. Returns what ends it. */
export function keepFocus(): () => void {
  let held: Held | null = null;
  const entered = ({ target }: FocusEvent): void => {
    held = target instanceof HTMLElement && target !== document.body ? hold(target) : null;
  };
  const mend = (records: readonly MutationRecord[]): void => {
    if (held === null) return;
    const lost = held;
    const { element } = lost;
    const free = document.activeElement === document.body || document.activeElement === null;
    if (!element.isConnected) {
      held = null;
      if (free) hand(lost);
    } else if (free && taken(element, records)) {
      // A row of a list that is put elsewhere loses the focus on its way.
      element.focus({ preventScroll: true });
    }
  };
  const observer = new MutationObserver(mend);
  const left = ({ target, relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== null) return;
    queueMicrotask(() => {
      mend(observer.takeRecords());
      // Neither removed nor put elsewhere: somebody left it for the page itself.
      if (held?.element === target && document.activeElement !== target) held = null;
    });
  };
  const press = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest("[aria-disabled=true]") !== null) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  document.addEventListener("focusin", entered);
  document.addEventListener("focusout", left);
  document.addEventListener("click", press, true);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", entered);
    document.removeEventListener("focusout", left);
    document.removeEventListener("click", press, true);
    observer.disconnect();
  };
}
