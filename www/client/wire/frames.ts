// What a page and the GlassLM page in its frame say to each other. Both sides import it.

/** Asks whether the page listens yet; it answers with {@link HERE}. Neither says anything, so both may be heard by anybody. */
export const THERE = "glasslm there?";
export const HERE = "glasslm here";
/** Comes with a port, and only to the frame's own origin: from then on everything is said over that. */
export const ASK = "glasslm ask";

/** An object of the page's that lives there: a model, an n-gram model. It has a number, by which it is named when it is given back. */
export const HELD = "glasslm held";
export interface Held {
  readonly id: number;
  /** Where it answers; absent on its way back. */
  readonly port?: MessagePort;
}

/** Options with what cannot travel: who hears of the progress, who may end the call. */
export const CONTROL = "glasslm control";
export interface Controls {
  readonly rest: object;
  readonly progress: MessagePort | null;
  readonly abort: MessagePort | null;
}

/**
 * The call is over. Over the progress's port it follows the last of that and comes back: the call's answer waits for it. Over the other one
 * it says that nobody listens any more.
 */
export const HEARD = "glasslm heard";
