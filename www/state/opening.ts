// The models that the page opens on: each bundled corpus's, already trained, in a file that the build made with this same engine.

import type { Control, GlassLM, Model, ModelOptions } from "../client/api/index.ts";
import { openings } from "../story/predict.ts";
import type { LinkedOptions } from "./address.js";
import type { Store } from "./store.svelte.js";

const FIRST = "farmyard";

/** The models that came trained with the page, and the step that each came with. */
export const shipped = new WeakMap<Model, number>();

/** Whose trained model a link may ask for, null: nobody's; its other options are known when it is there. */
export function mayOpen({ corpus }: LinkedOptions): string | null {
  if (corpus === undefined) return FIRST;
  // One without openings is none that is bundled: its name is for the engine to refuse.
  return corpus.size === undefined && Object.hasOwn(openings, corpus.name) ? corpus.name : null;
}

/** The file, on its way while the engine still starts. It lies beside the page, whatever folder that is served from. */
export async function fetchOpening(name: string): Promise<Uint8Array> {
  const file = `checkpoints/${name}.safetensors`;
  const response = await fetch(new URL(file, document.baseURI));
  if (!response.ok) throw new Error(`${file} could not be fetched (status ${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The trained model, if it is the one that the link asks for. */
export async function opening(glasslm: GlassLM, bytes: Uint8Array, asked: LinkedOptions): Promise<Model | null> {
  const name = mayOpen(asked);
  if (name === null) return null;
  const model = await glasslm.load(bytes, { corpus: { name } });
  if (agrees(asked, model.options)) {
    shipped.set(model, model.step);
    return model;
  }
  await model.dispose();
  return null;
}

/** Puts a new model on the page: a bundled corpus's own, trained, where that is what is asked for; else one at step 0. */
export async function openOrCreate(store: Store, options: ModelOptions, control: Control = {}): Promise<boolean> {
  const { corpus } = options;
  const named = corpus !== undefined && "name" in corpus;
  const asked = { ...options, corpus: named ? corpus : undefined } as LinkedOptions;
  const name = named ? mayOpen(asked) : null;
  if (name !== null) {
    // Whatever fails here, the model can still be made.
    const model = await fetchOpening(name)
      .then((bytes) => opening(store.glasslm, bytes, asked))
      .catch(() => null);
    if (model !== null && !control.signal?.aborted) {
      await store.put(model);
      // What was refused before is made: as `create` takes it back.
      store.notices.settled("create");
      return true;
    }
    await model?.dispose();
  }
  return store.create(options, control);
}

/** A context worth predicting after: what the page opens with. */
export function firstContext(corpus: string | null): string {
  return openings[corpus ?? ""]?.[0] ?? "";
}

/** Whether a model was made with everything that a link asks for. */
export function agrees(asked: LinkedOptions, made: object): boolean {
  const options = made as Readonly<Record<string, unknown>>;
  return Object.entries(asked).every(
    ([name, value]) => value === undefined || JSON.stringify(options[name]) === JSON.stringify(value),
  );
}
