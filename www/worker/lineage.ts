// Which text a model was made from, and who is told when it is gone.

import type { CorpusSource } from "../client/api/index.ts";
import type { Session } from "../../pkg/glasslm.js";

const texts = new WeakMap<Session, CorpusSource>();

export const textOf = (session: Session): CorpusSource | undefined => texts.get(session);

/** Says which text a model was made from: its mirror reads it too. */
export function madeFrom(session: Session, corpus: CorpusSource | undefined): void {
  if (corpus !== undefined) texts.set(session, corpus);
}

/** Whoever keeps something of a model adds itself. */
export const whenForgotten: ((session: Session) => void | Promise<void>)[] = [];

/** The model is gone. */
export async function forget(session: Session): Promise<void> {
  await Promise.all(whenForgotten.map((tell) => tell(session)));
}
