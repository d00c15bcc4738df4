// Copies of a model, made in pieces, while it stands still; and what comes to it in pieces.

import type { Arrivals, Copies } from "../client/wire/protocol.ts";
import { Job } from "./jobs.js";
import { type Any, change, still } from "./still.js";
import type { Session } from "../../pkg/glasslm.js";
import { begin, drive } from "./work.js";

/** A copy of the model as it is now. Nobody waits for its progress. */
export function copy<K extends keyof Copies>(
  session: Any,
  what: K,
  given?: Copies[K]["given"],
): Promise<Copies[K]["gives"]> {
  return still(session, () => drive(new Job(), "The copy", begin(session, what, given as Copies[K]["given"])));
}

/** Brings something to the model, which changes at the end, when nobody needs it as it is. Nobody waits for its progress. */
export function bring<K extends keyof Arrivals>(
  session: Session,
  what: K,
  given: Arrivals[K]["given"],
): Promise<undefined> {
  const work = begin(session, what, given as Arrivals["adopt"]["given"]);
  return drive(new Job(), "The change", { ...work, finish: () => change(session, work.finish) });
}
