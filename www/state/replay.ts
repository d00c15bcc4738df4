// Does what a link says was done to its model: the same steps and the same numbers set by hand, on the model that the page opened.

import { said } from "./refusal.svelte.ts";
import { count, fill } from "../story/index.ts";
import { share as words } from "../story/share.ts";
import type { More } from "./address.ts";
import { redo, stagesOf, stepsOf } from "./recipe.ts";
import { refuse } from "./refuse.ts";
import type { Store } from "./store.svelte.ts";

/** Not what the call itself is about: that is settled as soon as it ends. */
const ABOUT = "link past";

/** `past`: what the link says of it. Ends with `signal`, with the reader's Stop, and where the reader trains. */
export async function replay(store: Store, past: More, signal: AbortSignal): Promise<void> {
  const { work } = store;
  const { model } = work;
  const { start, train = "", card } = past;
  const stages = stagesOf(train);
  if (stages === null || (start !== undefined && !/^\d+$/.test(start))) {
    const [name = "", text = ""] = stages === null ? ["train", train] : ["start", start];
    refuse(store, [{ kind: "value", name, text }], ABOUT);
    store.past = {};
    return;
  }
  if (start !== undefined && Number(start) !== model.step) {
    const here = model.step;
    const steps = () => ({ start: count(Number(start)), here: count(here) });
    store.notices.say(() => fill(words.otherStart, steps()), ABOUT);
    store.past = {};
    return;
  }
  // Until it is done the address goes on saying what the link said.
  store.past = past;
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const both = [signal, work.signal];
  for (const ends of both) {
    ends.addEventListener("abort", end, { once: true });
    if (ends.aborted) end();
  }
  const total = stepsOf(stages);
  const from = model.step;
  const tell = (): void => {
    store.replay = { done: model.step - from, total, stop: end };
  };
  if (stages.length > 0) tell();
  try {
    if (card === "yes") {
      await model.setBackend("webgpu").catch((error: unknown) => {
        store.notices.say(() => fill(words.noCard, { reason: said(error) }), "link card");
      });
    }
    if (stages.length === 0) return;
    for (const stage of stages) {
      const before = model.step;
      // The reader trains already: what follows would not be what the link shows.
      if (work.run.going) end();
      if (stop.signal.aborted) break;
      await redo(model, stage, { signal: stop.signal, onProgress: tell });
      if (stage.kind !== "edit" && model.step !== before + stage.options.steps) break;
    }
    if (!work.there) return;
    const done = model.step - from;
    if (done !== total) store.notices.say(() => fill(words.ended, { done: count(done), total: count(total) }), ABOUT);
    await work.run.lookOnce();
  } finally {
    for (const ends of both) ends.removeEventListener("abort", end);
    if (store.model === model || store.replay?.stop === end) store.replay = null;
  }
}
