// The model that the page opens on: the farmyard's, already trained, in a file that the build made with this same engine.

import type { GlassLM, Model } from "../client/api/index.ts";
import type { LinkedOptions } from "./address.js";

const CORPUS = "farmyard";
/** Beside the page, whatever folder it is served from. */
const FILE = "checkpoints/farmyard.safetensors";

/** Whether a link may ask for that very model; its other options are known when it is there. */
export function mayOpen({ corpus }: LinkedOptions): boolean {
  return corpus === undefined || (corpus.name === CORPUS && corpus.size === undefined);
}

/** The file, on its way while the engine still starts. */
export async function fetchOpening(): Promise<Uint8Array> {
  const response = await fetch(new URL(FILE, document.baseURI));
  if (!response.ok) throw new Error(`${FILE} could not be fetched (status ${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The trained model, if it is the one that the link asks for. */
export async function opening(glasslm: GlassLM, bytes: Uint8Array, asked: LinkedOptions): Promise<Model | null> {
  const model = await glasslm.load(bytes, { corpus: { name: CORPUS } });
  if (agrees(asked, model.options)) return model;
  await model.dispose();
  return null;
}

/** Whether a model was made with everything that a link asks for. */
export function agrees(asked: LinkedOptions, made: object): boolean {
  const options = made as Readonly<Record<string, unknown>>;
  return Object.entries(asked).every(([name, value]) => JSON.stringify(options[name]) === JSON.stringify(value));
}
