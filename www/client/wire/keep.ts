// What the page and the engine's thread say about kept models. Types only.

import type { CorpusSource } from "../api/index.ts";

/** What the page knows of a model when it is kept. */
export interface KeepNote {
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly step: number;
  /** Of the validation split, where it was last evaluated. */
  readonly perplexity: number | null;
  /** The digest of the text that it was made from, where that did not come with it; one that was kept by an earlier version says nothing. */
  readonly origin?: string | null;
  /** What was done to it, as far as that can be said: `files/past.ts`. */
  readonly past?: string | null;
  /** What it was counted on: figures on other tokens are not comparable. */
  readonly basis?: { readonly tokens: number; readonly unknown: number; readonly vocabulary: number };
}

export interface Kept extends KeepNote {
  readonly id: string;
  readonly bytes: number;
  /** The digest of its own text, which is kept beside it. */
  readonly text: string | null;
  /** The bundled corpus that it was made from. */
  readonly corpus: CorpusSource | null;
}

export interface KeepCalls {
  /** Keeps a model under this id, in place of what was there. */
  keep(model: number, id: string, note: KeepNote): Promise<void>;
  /** The newest first. */
  kept(): Promise<Kept[]>;
  take(id: string): Promise<{
    readonly bytes: Uint8Array;
    readonly corpus: CorpusSource | undefined;
    readonly origin: string | null;
    readonly past: string | null;
  }>;
  rename(id: string, title: string): Promise<void>;
  drop(id: string): Promise<void>;
}
