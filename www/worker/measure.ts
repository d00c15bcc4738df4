// The measurements and the n-grams, in the engine's thread: the second engine makes them.

import type { NgramModel } from "../../pkg/lab/glasslm_lab.js";
import type { Report } from "../client/protocol.js";
import type { NgramFacts, NgramOptions, NgramReads, Question, Task } from "../client/types/measure.js";
import { broken, guard } from "./guard.js";
import type { Jobs } from "./jobs.js";
import { mirror } from "./lab.js";
import type { Models } from "./models.js";
import { moved } from "./moved.js";
import { work } from "./work.js";

/** Tokens that a task goes over at the least before it looks up: one batch. */
const GRAIN = 64;

/** The part of the engine's interface that measures. Nothing in it changes a model. */
export function measures(models: Models, jobs: Jobs) {
  const ngrams = new Map<number, { readonly counted: NgramModel; readonly model: number }>();

  function ngramOf(number: number): NgramModel {
    const ngram = ngrams.get(number);
    if (ngram === undefined) throw new Error("This n-gram model was disposed of; make another with model.ngram.");
    return ngram.counted;
  }

  function disposeNgram(number: number): void {
    const ngram = ngrams.get(number);
    ngrams.delete(number);
    if (ngram !== undefined) guard(() => ngram.counted.free());
  }

  return {
    async ask(model: number, question: Question): Promise<unknown> {
      const second = await mirror(models.get(model).session);
      return guard(() => second.ask(question));
    },

    task: (model: number, number: number, task: Task, report: Report): Promise<unknown> =>
      jobs.run(number, report, (job) => {
        const { session, writers } = models.get(model);
        // A guest: where a run goes on, all of it is measured at one and the same step.
        return writers.visit(async () => {
          const second = await mirror(session);
          guard(() => second.beginTask(task));
          try {
            await work(job, "The measurement", GRAIN, (budget) => second.taskChunk(budget));
          } catch (error) {
            if (!broken(error)) second.giveUpTask();
            throw error;
          }
          return guard(() => second.endTask());
        });
      }),

    ngram: (model: number, ngram: number, number: number, options: NgramOptions, report: Report): Promise<NgramFacts> =>
      jobs.run(number, report, async (job) => {
        // It holds the text itself, so the model may change or go meanwhile.
        const second = await mirror(models.get(model).session);
        const counting = guard(() => second.ngram(options));
        try {
          await work(job, "Counting the n-grams", GRAIN, (budget) => counting.advance(budget));
        } catch (error) {
          if (!broken(error)) counting.free();
          throw error;
        }
        const counted = guard(() => counting.finish());
        ngrams.set(ngram, { counted, model });
        return guard(() => counted.facts()) as NgramFacts;
      }),

    readNgram: (ngram: number, name: keyof NgramReads, words: string | readonly string[]): unknown =>
      moved(guard(() => ngramOf(ngram)[name](words))),

    disposeNgram,

    /** Those of a model that is gone. */
    disposeNgramsOf(model: number): void {
      for (const [number, ngram] of ngrams) if (ngram.model === model) disposeNgram(number);
    },
  };
}
