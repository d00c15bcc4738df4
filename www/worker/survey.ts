// A text in numbers before there is a model of it: the second engine reads it as a model's making would.

import type { ModelOptions, TextReport } from "../client/api/index.ts";
import type { Plain } from "../client/wire/protocol.ts";
import { sentence } from "../client/wire/sentence.ts";
import { Feed, named } from "./feed.js";
import { broken, guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { lab } from "./lab.js";
import { work } from "./work.js";

/** Bytes of text that are read at the least before looking up. */
const TEXT_GRAIN = 4096;

export async function survey(job: Job, options: Plain<ModelOptions>): Promise<TextReport> {
  const { Survey } = await lab();
  const made = guard(() => new Survey({ ...options, corpus: named(options.corpus) }));
  let used = false;
  try {
    const feed = new Feed(options.corpus);
    guard(() => made.expect(feed.length));
    await work(job, "The survey", TEXT_GRAIN, (budget) => {
      if (!feed.push(budget, (part, bytes) => made.push(part, bytes))) made.seal();
      return made.advance(budget);
    });
    used = true;
    return guard(() => made.finish());
  } catch (error) {
    if (broken(error) || job.aborted) throw error;
    // A text that no model can be made of is what the report is about.
    return { problem: sentence(error), hints: guard(() => made.hints()) };
  } finally {
    if (!used) free(made);
  }
}

function free(made: { free(): void }): void {
  try {
    guard(() => made.free());
  } catch {
    // After a fault of the engine there is nothing left to free.
  }
}
