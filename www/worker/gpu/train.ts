// A training run on the graphics card: many steps to a submission, losses back once each, the engine's own copy of the model brought
// up to date from time to time. That copy is what every read is answered from meanwhile, and what a run goes on from, on the
// CPU, where the card fails.

import type { Plain } from "../../client/wire/protocol.ts";
import type { TrainOnOptions, TrainOptions, Trained, TrainedOn } from "../../client/api/index.ts";
import { causeOf } from "../../client/wire/errors.ts";
import type { GpuModel } from "../../../pkg/gpu/glasslm_gpu.js";
import type { Session } from "../../../pkg/glasslm.js";
import { bring, copy } from "../copies.js";
import { broken, guard } from "../guard.js";
import type { Job } from "../jobs.js";
import { Pace } from "../pace.js";
import { Running, stateOf, stoppedAt } from "../running.js";
import { goOn, runOf, runOn } from "../train.js";
import { turn } from "../turn.js";
import type { Place } from "./place.js";
import { interval, wayOf } from "./rhythm.js";

/** Milliseconds that a submission should take: the page and the compositor wait no longer for the card. */
const SLICE = 8;

/** As `train` on the CPU. A model or a batch that the card cannot hold is refused; the model is then as it was. */
export async function trainOnCard(
  session: Session,
  place: Place,
  job: Job,
  options: Plain<TrainOptions>,
  pause: () => Promise<void>,
): Promise<Trained> {
  const running = new Running(session, job, runOf(session, options));
  try {
    try {
      const model = await begun(place, options);
      if (await onCard(running, place, model, options, pause)) return await running.end(place.state);
    } catch (error) {
      // What the card takes but cannot do is refused. Where it failed, the run goes on without it.
      const broke = place.fault !== undefined || error instanceof WebAssembly.RuntimeError;
      if (!broke && running.losses.length === 0) throw error;
      place.leave(place.fault ?? causeOf(error));
    }
    await goOn(running, () => place.state, pause);
    return await running.end(place.state);
  } catch (error) {
    running.giveUp(error);
    throw error;
  }
}

async function begun(place: Place, options: Plain<TrainOptions>): Promise<GpuModel> {
  const model = await place.model(options.optimizer ?? "sgd", false);
  await model.begin(options);
  return model;
}

/** False where the CPU has to go on: a loss was no number, which the engine's own trainer looks into. */
async function onCard(
  running: Running,
  place: Place,
  model: GpuModel,
  options: Plain<TrainOptions>,
  pause: () => Promise<void>,
): Promise<boolean> {
  const { session, job } = running;
  const pace = new Pace(SLICE);
  const snapshots = new Snapshots();
  const way = await wayOf(
    () => model.idle(),
    () => performance.now(),
  );
  while (running.left > 0) {
    await turn();
    if (running.ended(running.start + running.losses.length)) break;
    await pause();
    const began = performance.now();
    const losses = await model.advance(Math.min(pace.units, running.left));
    const took = performance.now() - began;
    pace.took(losses.length, took - way);
    running.milliseconds += took;
    const bad = losses.findIndex((loss) => !Number.isFinite(loss));
    if (bad >= 0) {
      running.add(running.losses.length, losses.subarray(0, bad));
      await back(running, place, options);
      return false;
    }
    running.add(running.losses.length, losses);
    if (snapshots.due()) await snapshots.take(session, model);
    const step = running.start + running.losses.length;
    if (job.due) running.tell({ ...stateOf(session, place.state), step, lastStep: step });
  }
  await snapshots.take(session, model);
  return true;
}

/** Goes back to the last parameters that gave a finite loss, on the card that made them; the CPU then says what was wrong. */
async function back(running: Running, place: Place, options: Plain<TrainOptions>): Promise<void> {
  const { session } = running;
  const last = running.start + running.losses.length - 1;
  place.changed();
  const sound = await copy(session, "soundBefore", last + 1);
  if (sound === null) return;
  await bring(session, "adopt", sound);
  const model = await begun(place, options);
  for (let left = last - sound.make.step; left > 0;) left -= (await model.advance(left)).length;
  const state = await model.state();
  await bring(session, "adopt", state);
  place.changed();
}

class Snapshots {
  #next = performance.now() + interval(0);

  due(): boolean {
    return performance.now() >= this.#next;
  }

  async take(session: Session, model: GpuModel): Promise<void> {
    const began = performance.now();
    const state = await model.state();
    await bring(session, "adopt", state);
    const ended = performance.now();
    this.#next = ended + interval(ended - began);
  }
}

/** As `trainOn` on the CPU, or null where the card cannot: the CPU then does it from where the model stood. */
export async function trainOnCardOn(
  session: Session,
  place: Place,
  job: Job,
  { contexts, targets, ...options }: Plain<TrainOnOptions>,
): Promise<TrainedOn | null> {
  const source = guard(() => session.windowSourceOf(contexts, targets, options));
  // The engine's own run, as for `train`: it counts the card's steps and knows what is to be said of them.
  const { work } = runOn(session, { contexts, targets, ...options });
  let over = false;
  try {
    const model = await place.model(options.optimizer ?? "sgd", true);
    await model.setExamples(source);
    const steps = await model.beginOn(source.examples, options);
    const losses = new Float32Array(steps);
    let done = 0;
    for (;;) {
      await turn();
      if (done === steps || job.aborted) break;
      const some = await model.advance(Math.min(64, steps - done));
      // The CPU's trainer knows how to stop there.
      if (some.some((loss) => !Number.isFinite(loss))) {
        place.changed();
        return null;
      }
      losses.set(some, done);
      done += some.length;
      if (job.due) job.tell({ done, total: steps });
    }
    const state = await model.state();
    await bring(session, "adopt", state);
    await job.heard();
    if (done < steps) {
      const stopped = stoppedAt(guard(() => session.step));
      return { losses: losses.slice(0, done), stopped, warning: null, warned: null };
    }
    over = true;
    const { stopped, warning, warned } = work.finish();
    return { losses, stopped, warning, warned };
  } catch (error) {
    if (broken(error)) over = true;
    if (place.fault === undefined) throw error;
    place.leave(place.fault);
    return null;
  } finally {
    if (!over) work.cancel();
  }
}
