/** The one rule by which the page puts a token at the end of a text. */

import type { Unit } from "../client/api/index.ts";

/** Where a cluster ends that nobody sees: the engine reads no token there. */
const SEAM = "\u200b";
/**
 * What may melt together with a character after it, or is not read at all: marks, joiners, flags, parts of syllables, prefixes of a
 * number, controls, and what this browser does not know yet.
 */
const open =
  /(?:[\p{M}\p{Cf}\p{Cn}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Script=Hangul}\r\uff9e\uff9f\u0d4e\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}\u{16d63}-\u{16d6a}]|(?!\s)\p{Cc})$/u;
/** What may melt together with a character before it. */
const leaning = /^[\p{M}\p{Cf}\p{Cn}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Script=Hangul}\u{16d63}-\u{16d6a}]/u;

/** A text with one more token at its end, spaced as one writes; the engine reads the same tokens from it. */
export function append(text: string, token: string, unit: Unit): string {
  if (text === "") return token;
  if (unit === "character") return open.test(text) || leaning.test(token) ? text + SEAM + token : text + token;
  // A byte order mark is white space to JavaScript, and nothing to the engine.
  if (/[^\S\ufeff]$/.test(text)) return text + token;
  const closing = unit === "word" && /^[.,;:!?)\]}…]$/.test(token);
  return closing ? text + token : `${text} ${token}`;
}
