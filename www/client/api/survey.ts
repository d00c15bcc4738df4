// A text in numbers before there is a model.

import type { Sentences, Unit } from "./base.ts";

/** A split in numbers; ends of sentences are not counted. */
export interface CountedSplit {
  /** 0 in a stream. */
  readonly sentences: number;
  readonly tokens: number;
  /** Tokens that are `<unk>`. */
  readonly unknown: number;
}

export type TextHintKind =
  | "wrapped"
  | "subtitles"
  | "beginnings"
  | "table"
  | "script"
  | "joined"
  | "sorted"
  | "repeated"
  | "licence"
  | "prepared"
  | "italics";

/** What a text looks like, and the options that would fit. */
export interface TextHint {
  readonly kind: TextHintKind;
  /** Of the lines looked at (of the letters, for a script; of the validation sentences, for repeated ones), 0 to 1. */
  readonly share: number;
  /** From the text; empty where there is nothing to show. */
  readonly example: string;
  readonly change: { readonly unit?: Unit; readonly sentences?: Sentences; readonly shuffle?: number };
}

/** The first tokens of a sentence, and how many more it has. */
export interface TextLine {
  readonly tokens: readonly string[];
  readonly more: number;
}

/** What a text would become. */
export interface TextFigures {
  readonly splits: Readonly<
    Record<"train" | "validation" | "test", CountedSplit & { /** Of the network. */ readonly predictions: number }>
  >;
  /** |V| */
  readonly vocabulary: number;
  /** Distinct tokens of the training split. */
  readonly distinct: number;
  /** Those that occur at least `minimumCount` times. */
  readonly enough: number;
  /** Apostrophes, quotes and hyphens that `fold` changed. */
  readonly folded: number;
  readonly lines: readonly TextLine[];
  readonly parameters: number;
  /** Bytes that network and text may come to use. */
  readonly memory: number;
  /** Multiplications for one training example. */
  readonly operations: number;
}

export interface TextReport {
  /** Why there can be no model of it. */
  readonly problem?: string;
  readonly figures?: TextFigures;
  readonly hints: readonly TextHint[];
}
