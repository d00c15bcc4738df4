// Long work of the engine: one family of calls for all of it, done in slices, told as it goes, ended when the page asks.

import type { Session as LabSession, Work as LabWork } from "../../pkg/lab/glasslm_lab.js";
import type { Session, Work as BaseWork } from "../../pkg/glasslm.js";
import type { Works } from "../client/wire/protocol.ts";
import type { Progress } from "../client/api/index.ts";
import type { Feed, Part } from "./feed.js";
import { broken, guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { Pace } from "./pace.js";

/** Milliseconds of computing between two turns. */
const SLICE = 10;
/** Slices after which others may help, some 50 ms: how long one of them took says little on a busy machine. */
const LONG = 8;
/** Elementary operations that a first slice does: well below a millisecond's. */
export const FIRST = 200_000;
/** Elementary operations that a byte of text is worth, as the engine counts them. */
const BYTE = 64;
/** Bytes of text that are handed over at the least. */
const LEAST_TEXT = 4096;

/** A piece of work under way. */
export interface Work<T> {
  /** Goes on for about so many elementary operations. */
  advance(budget: number): Progress;
  feed(part: Part, utf8: Uint8Array): void;
  seal(): void;
  /** What it gives; whatever is left is done first. It is over then. */
  finish(): T;
  /** Gives it up. */
  cancel(): void;
}

/** A model's own. */
export interface OwnWork<T> extends Work<T> {
  /** By which the session knows it. */
  readonly number: number;
}

/** Begins a model's own work. */
export function begin<K extends keyof Works>(
  session: Session | LabSession,
  what: K,
  given: Works[K]["given"],
): OwnWork<Works[K]["gives"]> {
  const number = guard(() => session.begin(what, given));
  return {
    number,
    advance: (budget) => guard(() => session.advance(number, budget)),
    feed: (part, utf8) => guard(() => session.feed(number, part, utf8)),
    seal: () => guard(() => session.seal(number)),
    finish: () => guard(() => session.finish(number)) as Works[K]["gives"],
    cancel: () => guard(() => session.cancel(number)),
  };
}

/** Work that stands for itself. */
export function alone<T>(start: () => BaseWork | LabWork): Work<T> {
  const work = guard(start);
  return {
    advance: (budget) => guard(() => work.advance(budget)),
    feed: (part, utf8) => guard(() => work.feed(part, utf8)),
    seal: () => guard(() => work.seal()),
    finish: () => guard(() => work.finish()) as T,
    cancel: () => guard(() => work.free()),
  };
}

/**
 * Advances work until all is done, and says what it gave. Throws if the page ends the job; `what` is then the subject of the sentence.
 * `text`: what it reads; `help`: asked whether others do all of what is done to this part after so many milliseconds.
 */
export async function drive<T>(
  job: Job,
  what: string,
  work: Work<T | Promise<T>>,
  text?: Feed,
  help?: (part: number, spent: number) => Promise<T | null | undefined>,
): Promise<T> {
  const pace = new Pace(SLICE, FIRST);
  // A text's bytes are more than its announced units, so its end moves away while the last of it is handed over: what is told never goes back.
  let told = 0;
  let [slices, spent] = [0, 0];
  try {
    // What is done within a slice waits for nobody.
    job.wanted(what);
    for (;;) {
      const began = performance.now();
      const bytes = Math.max(LEAST_TEXT, pace.units / BYTE);
      if (text?.push(bytes, (part, utf8) => work.feed(part, utf8)) === false) work.seal();
      const progress = work.advance(pace.units);
      const took = performance.now() - began;
      pace.took(pace.units, took);
      spent += took;
      slices += 1;
      if (progress.done >= progress.total) break;
      const part = progress.done / progress.total;
      if (job.due && part >= told) {
        told = part;
        job.tell(progress);
      }
      await job.breathe(what);
      const all = slices >= LONG && (await help?.(part, spent));
      if (all) {
        work.cancel();
        return all;
      }
    }
    await job.heard();
  } catch (error) {
    // After a fault of the engine there is nothing left to give up.
    if (!broken(error)) work.cancel();
    throw error;
  }
  return work.finish();
}
