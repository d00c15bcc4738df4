// German: a file for each file of the catalogue. All of it is one chunk, fetched when German is chosen.

import { type Dictionary, put } from "../change.ts";

const german: Dictionary = {};

export function speakGerman(yes: boolean): void {
  if (yes) put("de", german);
  else put("en", {});
}
