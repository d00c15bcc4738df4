// "Inspect, not alter": what changes the model is switched off and says why, whatever room it stands in and whenever it came there.

/** What a view marks as changing the model: a control, or all the controls in it. */
const ALTERS = "[data-alters]";
const CONTROLS = "button, input, select, textarea";

interface Before {
  readonly disabled: string | null;
  readonly described: string | null;
  readonly title: string | null;
}

/** Switches everything off that alters the model, until it is called back. `reason`: the id of the sentence that says why. */
export function lock(reason: string, sentence: string): () => void {
  const held = new Map<HTMLElement, Before>();
  /** A button keeps its focus and its description; a field would still take keys. */
  const attribute = (control: HTMLElement): string => (control.matches("button") ? "aria-disabled" : "disabled");
  const value = (control: HTMLElement): string => (control.matches("button") ? "true" : "");
  const off = (control: HTMLElement): void => {
    const name = attribute(control);
    if (!held.has(control)) {
      held.set(control, {
        disabled: control.getAttribute(name),
        described: control.getAttribute("aria-describedby"),
        title: control.getAttribute("title"),
      });
      control.setAttribute("title", sentence);
    }
    const now = control.getAttribute(name);
    if (now !== value(control)) {
      // What the view last asked for is what it gets back.
      held.set(control, { ...held.get(control)!, disabled: now });
      control.setAttribute(name, value(control));
    }
    const described = (control.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((id) => id !== "");
    if (!described.includes(reason)) control.setAttribute("aria-describedby", [...described, reason].join(" "));
  };
  const sweep = (): void => {
    for (const control of held.keys()) if (!control.isConnected) held.delete(control);
    for (const marked of document.querySelectorAll<HTMLElement>(ALTERS)) {
      if (marked.matches(CONTROLS)) off(marked);
      else for (const control of marked.querySelectorAll<HTMLElement>(CONTROLS)) off(control);
    }
  };
  sweep();
  // Before the next event of a hand: a view that switches one of them on again is answered in the same turn.
  const observer = new MutationObserver(sweep);
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["disabled", "aria-disabled", "aria-describedby", "data-alters"],
  });
  return () => {
    observer.disconnect();
    const put = (control: HTMLElement, name: string, before: string | null): void => {
      if (before === null) control.removeAttribute(name);
      else control.setAttribute(name, before);
    };
    for (const [control, before] of held) {
      put(control, attribute(control), before.disabled);
      put(control, "aria-describedby", before.described);
      put(control, "title", before.title);
    }
  };
}
