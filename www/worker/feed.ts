// A text of the reader's own on its way into the engine: piece by piece, because a hundred megabytes copied at once would stop
// everything else.

import type { CorpusSource, Split } from "../client/api/index.ts";

// The browser's own encoder: glue that copies a string letter by letter takes a sixth of the time that a large text needs.
const UTF8 = new TextEncoder();
/** Bytes of UTF-8 for a unit of UTF-16, at most. */
const WIDEST = 3;

export type Part = Split | "whole";

/** The corpus as the engine's options name it: a text of one's own is empty there, it comes in pieces. */
export function named(corpus: CorpusSource): CorpusSource {
  if (typeof corpus !== "object" || corpus === null) return corpus;
  if ("text" in corpus && typeof corpus.text === "string") return { text: "" };
  return splits(corpus) === null ? corpus : { train: "", validation: "", test: "" };
}

export class Feed {
  readonly #parts: [Part, string][];
  #at = 0;
  /** Where the bytes are written, again and again: memory that is new each time costs more than the encoding. */
  #room = new Uint8Array();

  constructor(corpus: CorpusSource | undefined) {
    if (typeof corpus !== "object" || corpus === null) this.#parts = [];
    else if ("text" in corpus && typeof corpus.text === "string") this.#parts = [["whole", corpus.text]];
    else this.#parts = splits(corpus) ?? [];
  }

  /** UTF-16 units of all the text: no more than its bytes. */
  get length(): number {
    return this.#parts.reduce((sum, [, text]) => sum + text.length, 0);
  }

  /** Hands over about so much of the text, in UTF-8, in bytes that hold until the next call; false where nothing is left. */
  push(units: number, to: (part: Part, bytes: Uint8Array) => void): boolean {
    const first = this.#parts[0];
    if (first === undefined) return false;
    const [part, text] = first;
    let end = Math.min(text.length, this.#at + units);
    // A character of two units is not cut: each half alone would become another one.
    if (end < text.length && isFirstHalf(text.charCodeAt(end - 1))) end += 1;
    const piece = text.slice(this.#at, end);
    if (this.#room.length < WIDEST * piece.length) this.#room = new Uint8Array(2 * WIDEST * piece.length);
    to(part, this.#room.subarray(0, UTF8.encodeInto(piece, this.#room).written));
    this.#at = end;
    if (end === text.length) {
      this.#parts.shift();
      this.#at = 0;
    }
    return true;
  }
}

function splits(corpus: object): [Part, string][] | null {
  const { train, validation = "", test = "" } = corpus as Partial<Record<Split, unknown>>;
  if (typeof train !== "string" || typeof validation !== "string" || typeof test !== "string") return null;
  return [
    ["train", train],
    ["validation", validation],
    ["test", test],
  ];
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
