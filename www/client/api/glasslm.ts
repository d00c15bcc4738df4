// `globalThis.glasslm`, the way in.

import type { Control, LoadOptions } from "./base.ts";
import type { Crossing } from "./gpu.ts";
import type { Primer } from "./primer.ts";
import type { Model } from "./model.ts";
import type { ModelOptions } from "./engine.ts";
import type { Backend, BundledCorpus, TextReport } from "./shapes.ts";

/** `globalThis.glasslm`. */
export interface GlassLM {
  /** Resolves when the engine is up and the page has put its first model there. */
  readonly ready: Promise<void>;
  /** The crate's version. */
  readonly version: string;
  /** The model on the page. */
  readonly model: Model;
  backends(): Promise<Backend[]>;
  corpora(): Promise<BundledCorpus[]>;
  /** Rejects, with the estimate, if a text of so many bytes would not fit: to ask before it is read. */
  checkText(bytes: number): Promise<void>;
  /** The two networks of the primer; they belong to no model. */
  readonly primer: Primer;
  /** Steps a second of made-up models of growing size, on the CPU and on the graphics card. Takes some seconds. */
  crossing(control?: Control): Promise<Crossing[]>;
  /** Puts another model on the page. */
  show(model: Model): Promise<void>;
  /** What a text would become under these options, and what it looks like; no model is made. */
  survey(options: ModelOptions, control?: Control): Promise<TextReport>;
  /** A private model. */
  create(options: ModelOptions, control?: Control): Promise<Model>;
  /** A private model from what `save` gave, or from a file that holds it: the engine reads that itself, piece by piece. */
  load(saved: Uint8Array | Blob, options?: LoadOptions): Promise<Model>;
}
