// A lesson out of the page: the one file with this moment inside.

import type { Model } from "../../client/api/index.ts";
import { base64, withLesson } from "../../files/lesson.ts";
import { noted } from "../../state/noted.ts";
import { withoutPast, write } from "../../state/address.ts";
import type { Store } from "../../state/store.svelte.ts";
import { fill } from "../../story/index.ts";
import { share as words } from "../../story/share.ts";
import { refused } from "../../files/refused.ts";

/** The file's text. `withText`: with a text of the reader's own, which only goes with the model. */
export async function lessonOf(store: Store, model: Model, withModel: boolean, withText: boolean): Promise<string> {
  const { context, target, address } = store;
  const { corpus } = model.options;
  const source = await oneFile();
  // Words of an own text are in it only with the text itself.
  const shared = corpus === undefined || "name" in corpus || (withModel && withText);
  const here = shared ? { ...address, context, target } : { ...address, options: {}, more: {} };
  // A model that is in the file is not trained again.
  const more = withoutPast(here.more);
  const lesson = withLesson(source, {
    address: write(withModel ? { ...here, more } : here),
    model: withModel ? base64(await packed(await noted(model))) : null,
    corpus: withModel && shared ? (corpus ?? null) : null,
  });
  if (lesson === null) throw refused(() => words.noPlace);
  return lesson;
}

/** The one file lies beside the page; where the page is that file, it is its own source. */
async function oneFile(): Promise<string> {
  if (globalThis.glasslmSource !== undefined) return globalThis.glasslmSource;
  const answer = await fetch(new URL("glasslm.html", document.baseURI));
  if (!answer.ok) throw refused(() => fill(words.noOneFile, { status: answer.status }));
  return answer.text();
}

async function packed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // Not by way of a Blob: from a disk WebKit cannot read one.
  const packed = new Response(bytes).body?.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
