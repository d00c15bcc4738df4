// A run that the crew does: pieces of it on several threads, the engine's own copy brought up to date from time to time. Its bits are
// those of the engine's own steps, so the run can go on without the crew from any of them.

import { transfer } from "comlink";
import type { Cores, Handover, TrainOnOptions, TrainOptions } from "../../client/api/index.ts";
import { causeOf } from "../../client/wire/errors.ts";
import type { Plain } from "../../client/wire/protocol.ts";
import { interval } from "../gpu/rhythm.js";
import { bring, copy } from "../copies.js";
import { guard } from "../guard.js";
import { type Resident, backendOf } from "../models.js";
import { Pace } from "../pace.js";
import { type Running, stateOf } from "../running.js";
import type { Session } from "../../../pkg/glasslm.js";
import type { Begun } from "./api.js";
import { Choice } from "./choice.js";
import { CORES, type Leader, crew } from "./crew.js";

/** Milliseconds of training that are worth handing a run over. */
const WORTH = 30;
/** Milliseconds of computing between two looks at who waits. */
const SLICE = 10;
/** Elementary operations of a piece at the most: an epoch's order is dealt in parts. */
const BUDGET = 1e9;
/** Rows of a batch that are worth a thread. */
const ROWS = 4;
/** A piece that takes so many milliseconds and so many times longer than it should is taken for lost. */
export const PATIENCE = 10_000;
const TIMES = 20;

/** What was found out about a model's runs: the next call goes on with it. */
interface Known {
  readonly batch: number;
  readonly choice: Choice;
  readonly pace: Pace;
}
const known = new WeakMap<Session, Known>();

/** Milliseconds of a step of each model, as it was last. */
const each = new WeakMap<Session, number>();

function knownOf(session: Session, batch: number): Known {
  let found = known.get(session);
  if (found?.batch !== batch) {
    const most = Math.min(CORES, Math.floor(batch / ROWS));
    found = { batch, choice: new Choice(most, () => performance.now()), pace: new Pace(SLICE) };
    known.set(session, found);
  }
  return found;
}

/**
 * Does what it can of a run; the rest, one step at least, is the engine's. `fixed`: so many threads, whatever is faster. False where there
 * is no crew yet.
 */
export async function together(
  running: Running,
  resident: Resident,
  options: Plain<TrainOptions> | Plain<TrainOnOptions>,
  fixed: number | undefined,
): Promise<boolean> {
  if (running.losses.length > 0) each.set(running.session, running.milliseconds / running.losses.length);
  const left = running.left * (each.get(running.session) ?? 0);
  if (running.left < 2 || (fixed === undefined && left < WORTH)) return false;
  // Another model's run has it: this one asks again.
  if (crew.held) return false;
  const leader = fixed === undefined ? crew.open : await crew.wait();
  if (leader === null) {
    resident.cores = crew.knows ? coresOf(1, null) : null;
    // Where it is still on its way, it is asked for again.
    return fixed !== undefined || !crew.able;
  }
  if (crew.held) return false;
  crew.busy(true);
  try {
    await work(running, resident, leader, options, fixed);
  } catch (error) {
    // It is not for the crew to say what is wrong with a run: the engine does the rest, and says so if it is the run's own fault.
    const step = guard(() => running.session.step);
    crew.lose(error);
    const why = causeOf(error);
    running.lost = {
      warning: `A helper thread was lost (${why.message}). Training continues on one core, from step ${String(step)}.`,
      warned: { code: "helperLost", facts: { why, step } },
    };
    resident.cores = coresOf(1, null);
  } finally {
    crew.busy(false);
  }
  return true;
}

async function work(
  running: Running,
  resident: Resident,
  leader: Leader,
  options: Plain<TrainOptions> | Plain<TrainOnOptions>,
  fixed: number | undefined,
): Promise<void> {
  const { session, job, run } = running;
  const { choice, pace } = knownOf(session, run.batch);
  const state = ruled(await copy(session, "handover"), options.optimizer ?? "sgd");
  const begun = begunOf(running, state, options);
  const moved = [state.parameters, state.first, state.second, begun.source.tokens].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
  if (!(await within(leader.begin(transfer(begun, moved)), PATIENCE))) {
    resident.cores = { ...coresOf(1, null), alone: "large" };
    return;
  }
  let threads = 0;
  let most = Infinity;
  let next = performance.now() + interval(0);
  const update = async (): Promise<void> => {
    const began = performance.now();
    const taken = dealtAs(state.make.dealt, options, await within(leader.state(), PATIENCE));
    await bring(session, "adopt", { ...taken, run: run.work.number });
    const ended = performance.now();
    next = ended + interval(ended - began);
  };
  const tell = (): void => {
    // What is tried for a moment is not what is used.
    resident.cores = coresOf(fixed === undefined && crew.rest === null ? choice.chosen : threads, choice);
  };
  while (running.left > 1) {
    const step = running.start + running.losses.length;
    if (running.ended(step)) break;
    if (resident.writers.expected) {
      // Whoever looks sees the run where it is.
      await update();
      await resident.writers.welcome();
    }
    const wanted =
      fixed === undefined && crew.rest === null
        ? choice.next
        : { threads: fixed ?? 1, steps: Infinity, milliseconds: Infinity };
    if (Math.min(wanted.threads, most) !== threads) {
      threads = await within(leader.threads(Math.min(wanted.threads, most)), PATIENCE);
      // What cannot be had is not waited for again.
      if (threads < wanted.threads) choice.limit((most = threads));
    }
    const count = Math.min(pace.units, wanted.steps, running.left - 1);
    const began = performance.now();
    const each = running.losses.length > 0 ? running.milliseconds / running.losses.length : PATIENCE;
    const piece = await within(leader.advance(count, BUDGET), PATIENCE + TIMES * count * each);
    const steps = piece.losses.length;
    running.milliseconds += performance.now() - began;
    running.add(running.losses.length, piece.losses);
    if (piece.broken) return;
    if (steps > 0) pace.took(steps, piece.milliseconds);
    if (fixed === undefined) choice.took(threads, steps, piece.milliseconds);
    if (performance.now() >= next) await update();
    if (job.due) {
      tell();
      const here = running.start + running.losses.length;
      running.tell({ ...stateOf(session, backendOf(resident)), step: here, lastStep: here });
    }
  }
  tell();
  await update();
}

/** What the crew begins with. A script's examples are dealt in their order, from the first one at the run's beginning. */
function begunOf(
  { session, start, run }: Running,
  state: Handover,
  options: Plain<TrainOptions> | Plain<TrainOnOptions>,
): Begun {
  if (!("targets" in options))
    return { state, source: guard(() => session.windowSource("train")), options, first: start };
  const { contexts, targets, ...others } = options;
  const { steps, batch } = run;
  return {
    state: dealtAs((state.make.step - start) * batch, options, state),
    source: guard(() => session.windowSourceOf(contexts, targets, others)),
    options: { ...others, steps, batch, order: "sequential" },
    first: start,
  };
}

/** For a script's examples a state in which so many are dealt: of the training split's they are none. */
function dealtAs(dealt: unknown, options: object, state: Handover): Handover {
  return "targets" in options ? { ...state, make: { ...state.make, dealt } } : state;
}

/** The state that a run with this rule begins with: another rule's moments are cleared. */
export function ruled(state: Handover, rule: Handover["make"]["rule"]): Handover {
  if (state.make.rule === rule) return state;
  const none = (): Float32Array => new Float32Array();
  return { make: { ...state.make, rule, updates: 0 }, parameters: state.parameters, first: none(), second: none() };
}

function coresOf(used: number, choice: Choice | null): Cores {
  return { used, of: CORES, measured: choice?.rates ?? [], alone: used > 1 ? null : crew.alone };
}

export function within<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("its leader did not answer")), milliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
