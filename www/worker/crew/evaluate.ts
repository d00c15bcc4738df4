// An evaluation of a split that the crew does. Every example stands for itself, and their losses are added in the examples' order, so
// its bits are those of the engine's own. The engine's work stands meanwhile: where the crew fails, it goes on.

import { transfer } from "comlink";
import type { Evaluation, Split } from "../../client/api/index.ts";
import type { Session } from "../../../pkg/glasslm.js";
import { copy } from "../copies.js";
import { guard } from "../guard.js";
import type { Job } from "../jobs.js";
import { Pace } from "../pace.js";
import { Choice } from "./choice.js";
import { CORES, type Leader, crew } from "./crew.js";
import { PATIENCE, ruled, within } from "./train.js";

/** Milliseconds that an evaluation must gain: handing it over takes some. */
const WORTH = 100;
/** The part of the time that more threads are sure to take where the cores are free. */
const LEFT = 2 / 3;
/** Milliseconds for which a model's evaluations stay with the engine after one in which one thread was the fastest. */
const CALM = 10_000;
/** Milliseconds of computing between two looks at who waits. */
const SLICE = 20;
/** Examples that are counted as one. */
const SOME = 128;
/** Each thread has room of its own for its examples. */
const MOST = 16;

/** What was found out about a model's evaluations. */
interface Known {
  readonly choice: Choice;
  readonly pace: Pace;
  /** Until then it is not tried. */
  calm: number;
}
const known = new WeakMap<Session, Known>();
/** Those that were handed over once: what the crew cannot do is not tried again. */
const tried = new WeakSet<Job>();

/** All of an evaluation of which the engine has done `part` in `spent` milliseconds; null where it had better go on with it. */
export async function together(
  session: Session,
  job: Job,
  split: Split,
  part: number,
  spent: number,
): Promise<Evaluation | null> {
  // The crew begins with the first example.
  if ((spent / part) * (1 - LEFT) - spent < WORTH || crew.held || crew.rest !== null || tried.has(job)) return null;
  if (performance.now() < (known.get(session)?.calm ?? 0)) return null;
  const leader = crew.open;
  if (leader === null) return null;
  tried.add(job);
  crew.busy(true);
  try {
    return await work(session, job, split, leader, part);
  } catch (error) {
    crew.lose(error);
    return null;
  } finally {
    crew.busy(false);
  }
}

async function work(
  session: Session,
  job: Job,
  split: Split,
  leader: Leader,
  told: number,
): Promise<Evaluation | null> {
  let found = known.get(session);
  let most = Math.min(CORES, MOST);
  found ??= { choice: new Choice(most, () => performance.now()), pace: new Pace(SLICE), calm: 0 };
  known.set(session, found);
  const { choice, pace } = found;
  const state = ruled(await copy(session, "handover"), "sgd");
  const source = guard(() => session.windowSource(split));
  const moved = [state.parameters, source.tokens].map(({ buffer }) => buffer as ArrayBuffer);
  const measured = transfer({ state, source, threads: most }, moved);
  if (!(await within(leader.evaluate(measured), PATIENCE))) return null;
  const total = source.examples;
  let threads = 0;
  for (let done = 0; done < total;) {
    // The engine's own work says that it was stopped.
    if (job.aborted) return null;
    const wanted = crew.rest === null ? choice.next : { threads: 1, steps: Infinity, milliseconds: Infinity };
    if (Math.min(wanted.threads, most) !== threads) {
      threads = await within(leader.threads(Math.min(wanted.threads, most)), PATIENCE);
      if (threads < wanted.threads) choice.limit((most = threads));
    }
    const piece = await within(leader.score(SOME * Math.min(pace.units, wanted.steps)), PATIENCE);
    const some = (piece.done - done) / SOME;
    pace.took(some, piece.milliseconds);
    choice.took(threads, some, piece.milliseconds);
    ({ done } = piece);
    if (job.due && done / total >= told) job.tell({ done, total });
  }
  if (choice.chosen === 1) found.calm = performance.now() + CALM;
  const figures = await within(leader.figures(), PATIENCE);
  await job.heard();
  return figures === null
    ? null
    : guard(() => ({ ...figures, unknownTrained: session.unknownTrained, step: session.step }));
}
