// The measurements and the n-grams, in the engine's thread: the second engine makes them. Nothing here changes a model.

import type { NgramModel } from "../../pkg/lab/glasslm_lab.js";
import type { Session } from "../../pkg/glasslm.js";
import type { Answers, NgramFacts, NgramOptions, NgramReads, Outcomes, Question, Task } from "../client/api/index.ts";
import { refusal } from "../client/wire/errors.ts";
import { guard } from "./guard.js";
import { Job } from "./jobs.js";
import { mirror } from "./lab.js";
import { whenForgotten } from "./lineage.js";
import type { Models } from "./models.js";
import { moved } from "./moved.js";
import { alone, begin, drive } from "./work.js";

const ngrams = new Map<number, { readonly counted: NgramModel; readonly session: Session }>();

/** Those of a model that is gone go too. */
whenForgotten.push((session) => {
  for (const [number, ngram] of ngrams) if (ngram.session === session) disposeNgram(number);
});

export async function ask(models: Models, model: number, question: Question): Promise<Answers[keyof Answers]> {
  const { session, writers } = models.get(model);
  // A guest, as a measurement is. Nobody waits for its progress, and it is not ended before its end.
  return writers.visit(async () => {
    const second = await mirror(session);
    return drive(new Job(), "The question", begin(second, "ask", question));
  });
}

export function task(models: Models, job: Job, model: number, task: Task): Promise<Outcomes[keyof Outcomes]> {
  const { session, writers } = models.get(model);
  // A guest: where a run goes on, all of it is measured at one and the same step.
  return writers.visit(async () => {
    const second = await mirror(session);
    return drive(job, "The measurement", begin(second, "task", task));
  });
}

/** Counts n-grams under the number `ngram`. They hold the text themselves, so the model may change meanwhile. */
export async function count(
  models: Models,
  job: Job,
  model: number,
  ngram: number,
  options: NgramOptions,
): Promise<NgramFacts> {
  const { session } = models.get(model);
  const second = await mirror(session);
  const counting = alone<NgramModel>(() => second.ngram(options));
  const counted = await drive(job, "Counting the n-grams", counting);
  ngrams.set(ngram, { counted, session });
  return guard(() => counted.facts());
}

function countedOf(ngram: number): NgramModel {
  const found = ngrams.get(ngram);
  if (found === undefined)
    throw refusal("StateError", "This n-gram model was disposed of; make another with model.ngram.", {
      code: "ngramGone",
      facts: {},
    });
  return found.counted;
}

export async function readNgram(
  ngram: number,
  name: keyof NgramReads,
  words: string | readonly string[],
): Promise<unknown> {
  const counted = countedOf(ngram);
  // A sentence may be long, and so may a vocabulary. Nobody waits for the progress, and it is not ended before its end.
  return moved(
    await drive(
      new Job(),
      "The question",
      alone(() => counted[name](words)),
    ),
  );
}

/** Lines of an ARPA file that are written at once: some milliseconds' work. */
const LINES = 4000;

export function arpa(ngram: number, first: boolean): string | null {
  const counted = countedOf(ngram);
  return guard(() => {
    if (first) counted.beginArpa();
    return counted.arpaPiece(LINES) ?? null;
  });
}

export function disposeNgram(number: number): void {
  const ngram = ngrams.get(number);
  ngrams.delete(number);
  if (ngram !== undefined) guard(() => ngram.counted.free());
}
