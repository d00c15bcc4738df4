// A text in numbers before there is a model.

/** A split in numbers; ends of sentences are not counted. */
export interface CountedSplit {
  /** 0 in a stream. */
  readonly sentences: number;
  readonly tokens: number;
  /** Tokens that are `<unk>`. */
  readonly unknown: number;
}

export type { TextFigures, TextHint, TextHintKind, TextLine, TextReport } from "./engine.ts";
