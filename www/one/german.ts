// The words of another language in the one file: packed, as its other parts are, beside the script.

import { type Dictionary, put } from "../story/change.ts";

declare const glasslmFetch: (path: string) => Promise<Response>;

/** What `story/de/index.ts` exports, read from this file. */
export async function german(): Promise<{ readonly german: Dictionary; readonly put: typeof put }> {
  const words = (await (await glasslmFetch("german.json")).json()) as Dictionary;
  return { german: words, put };
}
