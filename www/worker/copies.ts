// Copies of a model, made in pieces, while it stands still.

import type { Copies } from "../client/wire/protocol.ts";
import { Job } from "./jobs.js";
import { type Any, still } from "./still.js";
import { begin, drive } from "./work.js";

/** A copy of the model as it is now. Nobody waits for its progress. */
export function copy<K extends keyof Copies>(
  session: Any,
  what: K,
  given?: Copies[K]["given"],
): Promise<Copies[K]["gives"]> {
  return still(session, () => drive(new Job(), "The copy", begin(session, what, given as Copies[K]["given"])));
}
