// Reading a model's text into an engine, in chunks: models of the page's engine and their mirrors in the second are made alike.

import type { Work as LabWork } from "../../pkg/lab/glasslm_lab.js";
import type { Work as BaseWork } from "../../pkg/glasslm.js";
import type { CorpusSource } from "../client/api/index.ts";
import { Feed } from "./feed.js";
import type { Job } from "./jobs.js";
import { alone, drive } from "./work.js";

/** Feeds a making its text until the model is there. `what`: how a job that is ended names it; `begin`: of so many bytes at least. */
export function madeOf<S>(
  job: Job,
  what: string,
  corpus: CorpusSource | undefined,
  begin: (bytes: number) => BaseWork | LabWork,
): Promise<S> {
  const feed = new Feed(corpus);
  return drive(
    job,
    what,
    alone<S>(() => begin(feed.length)),
    feed,
  );
}
