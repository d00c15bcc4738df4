// A text in numbers before there is a model of it: the second engine reads it as a model's making would.

import type { ModelOptions, TextReport } from "../client/api/index.ts";
import type { Plain } from "../client/wire/protocol.ts";
import { Feed, named } from "./feed.js";
import type { Job } from "./jobs.js";
import { lab } from "./lab.js";
import { alone, drive } from "./work.js";

/** A text that no model can be made of is what the report is about: it names the problem. */
export async function survey(job: Job, options: Plain<ModelOptions>): Promise<TextReport> {
  const engine = await lab();
  const feed = new Feed(options.corpus);
  const reading = alone<TextReport>(() => engine.survey({ ...options, corpus: named(options.corpus) }, feed.length));
  return drive(job, "The survey", reading, feed);
}
