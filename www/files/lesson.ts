// A lesson: the page in one file, with a moment of it inside.

import type { CorpusSource } from "../client/api/index.ts";

export interface Lesson {
  /** What stands after the `#`. */
  readonly address: string;
  /** A saved model, packed by gzip, in base64; null: the address says which. */
  readonly model: string | null;
  readonly corpus: CorpusSource | null;
}

const ID = "lesson";
/** What the build leaves in the file for it. */
const PLACE = /<script type="application\/json" id="lesson">[^<]*<\/script>/;

declare global {
  /** The one file as it stood when it was opened; the page of many files has none. */
  var glasslmSource: string | undefined;
}

/** The lesson in an open file; null where it is the bare page. */
export function lessonIn(page: Document): Lesson | null {
  const text = page.getElementById(ID)?.textContent ?? "";
  return text === "" ? null : (JSON.parse(text) as Lesson);
}

/** The file, with this lesson in place of the one that it had; null: it has no place for one. */
export function withLesson(source: string, lesson: Lesson): string | null {
  if (!PLACE.test(source)) return null;
  // No text of a reader's may end the element that it stands in.
  const text = JSON.stringify(lesson).replaceAll("<", "\\u003c");
  return source.replace(PLACE, () => `<script type="application/json" id="${ID}">${text}</script>`);
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
