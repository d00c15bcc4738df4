// A model as a file, with what is noted beside it: from which text it was made, and what was done to it.

import type { Model } from "../client/api/index.ts";
import { pastToSave } from "./moment.svelte.ts";
import { digest, textsOf } from "../files/digest.ts";
import { withNotes } from "../files/header.ts";
import { originOf } from "../files/open.ts";

export async function noted(model: Model): Promise<Uint8Array<ArrayBuffer>> {
  const own = textsOf(model.options.corpus);
  const [bytes, past] = [await model.save(), await pastToSave(model)];
  // The digest tells later whether a text is the one that the model was made from.
  return withNotes(bytes, { text: own.length === 0 ? originOf(model) : await digest(own), past });
}
