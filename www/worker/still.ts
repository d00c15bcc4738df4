// A model stands still while something of it is copied: whoever changes it waits with the next piece until nobody needs it as it is. Who
// copies waits for nobody.

import type { Session as LabSession } from "../../pkg/lab/glasslm_lab.js";
import type { Session } from "../../pkg/glasslm.js";

export type Any = Session | LabSession;

const holds = new WeakMap<Any, Set<Promise<unknown>>>();

/** Does something for which the model must stay as it is. */
export function still<T>(session: Any, task: () => Promise<T>): Promise<T> {
  let held = holds.get(session);
  if (held === undefined) holds.set(session, (held = new Set()));
  const done = task();
  const over: Promise<unknown> = done.then(
    () => held.delete(over),
    () => held.delete(over),
  );
  held.add(over);
  return done;
}

/** Does a piece of a change, as soon as nobody needs the model as it is. */
export async function change<T>(session: Any, piece: () => T): Promise<Awaited<T>> {
  for (let held = holds.get(session); held !== undefined && held.size > 0;) await Promise.all(held);
  return await piece();
}
