// Reading a model's text into an engine, in chunks: models of the page's engine and their mirrors in the second are made alike.

import type { Progress, Split, CorpusSource } from "../client/api/index.ts";
import { Feed } from "./feed.js";
import { broken, guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { work } from "./work.js";

/** Bytes of text that a making reads at the least before it looks up. */
const TEXT_GRAIN = 4096;

/** A model in the making, of either engine. */
interface Making<S> {
  expect(bytes: number): void;
  push(part: Split | "whole", bytes: Uint8Array): void;
  seal(): void;
  advance(budget: number): Progress;
  finish(): S;
  free(): void;
}

/** Feeds a making its text until the model is there. `what`: how a job that is ended names it. */
export async function madeOf<S>(
  job: Job,
  what: string,
  corpus: CorpusSource | undefined,
  begin: () => Making<S>,
): Promise<S> {
  const making = guard(begin);
  try {
    const feed = new Feed(corpus);
    guard(() => making.expect(feed.length));
    await work(job, what, TEXT_GRAIN, (budget) => {
      if (!feed.push(budget, (part, bytes) => making.push(part, bytes))) making.seal();
      return making.advance(budget);
    });
  } catch (error) {
    // After a fault of the engine there is nothing left to free.
    if (!broken(error)) making.free();
    throw error;
  }
  return guard(() => making.finish());
}
