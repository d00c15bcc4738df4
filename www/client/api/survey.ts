// A text in numbers before there is a model.

import type { TextPlain } from "./engine.ts";
import type { ErrorFacts } from "./refusal.ts";

export interface TextReport extends TextPlain {
  /** Why there can be no model, where there can be none. */
  readonly problem?: string;
  /** The same, as a page phrases it. */
  readonly refusal?: ErrorFacts;
}

/** A split in numbers; ends of sentences are not counted. */
export interface CountedSplit {
  /** 0 in a stream. */
  readonly sentences: number;
  readonly tokens: number;
  /** Tokens that are `<unk>`. */
  readonly unknown: number;
  /**
   * Characters of the tokens that are no white space, the same whatever the unit is; those of `<unk>` are not known. Bits per character,
   * bits · (tokens + sentences) / characters, compare words with characters where no token is `<unk>`.
   */
  readonly characters: number;
}
