// A file a reader dropped, as text, or a sentence about why not. Whether the text makes a model is for the engine to say.

import { fill } from "../../story/index.ts";
import { corpus } from "../../story/corpus.ts";

/** The text in these bytes. Throws an `Error` for the reader when they are not UTF-8 text. */
export function decode(name: string, bytes: Uint8Array): string {
  const words = corpus;
  if (bytes.includes(0)) throw new Error(fill(words.binary, { name }));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(fill(words.notText, { name, at: firstBad(bytes) }));
  }
}

/** The offset of the first byte that no UTF-8 text has there: the longest valid beginning ends before it. */
function firstBad(bytes: Uint8Array): number {
  const whole = (length: number): boolean => {
    try {
      // `stream` allows a character that is cut off by the end.
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (whole(middle)) good = middle;
    else bad = middle;
  }
  // A character that was begun and not ended is at fault from its first byte.
  while (good > 0 && !ended(bytes.subarray(0, good))) good -= 1;
  return good;
}

/** Whether these bytes, which are the beginning of a UTF-8 text, end with a character. */
function ended(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
