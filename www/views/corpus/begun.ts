// What was begun in the form and is not made yet: it stays while the reader looks into another room, or switches the language.

import type { Split } from "../../client/api/index.ts";
import type { Draft } from "./draft.ts";
import type { Read } from "./read.ts";
import type { Named } from "./splits.ts";

export interface TakenFile {
  readonly name: string;
  readonly bytes: number;
  readonly encoding: string;
  readonly text: string;
}

export interface AskedFile {
  readonly name: string;
  readonly bytes: number;
  readonly read: Exclude<Read, { is: "text" } | { is: "model" }>;
}

export interface Filled {
  readonly name: string | null;
  readonly draft: Draft;
  /** Name and draft as they were when the form showed the page's model. */
  readonly untouched: string;
  readonly pasted: string;
  readonly file: TakenFile | null;
  readonly parts: Record<Split, Named | null> | null;
  readonly asked: AskedFile | null;
  readonly marks: { first: number; last: number } | null;
  readonly mended: { readonly what: string; readonly before: string } | null;
}

export class Begun {
  /** Null: nothing was. */
  filled: Filled | null = null;
}
