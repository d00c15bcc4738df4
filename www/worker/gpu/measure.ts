// How fast a model trains on either engine, found by training it: nothing else tells for this model on this machine.

import type { Measured } from "../../client/api/index.ts";
import type { Session } from "../../../pkg/glasslm.js";
import type { Gpu } from "../../../pkg/gpu/glasslm_gpu.js";
import { copy } from "../copies.js";
import { guard } from "../guard.js";
import { turn } from "../turn.js";

/** Milliseconds of steps that make a figure. */
const ENOUGH = 60;
/** At the most so many steps are timed. */
const MOST_STEPS = 4096;
const STEPS_OF_A_RUN = 1_000_000;

/** Steps of a copy of this model on both; the model stays as it is. */
export async function measure(session: Session, gpu: Gpu, batch: number): Promise<Measured> {
  // A first step pays for what later ones find ready: memory, caches, the compiler's second tier.
  guard(() => session.rehearse(1, batch));
  const once = timed(() => session.rehearse(1, batch));
  const cpu = await rate((steps) => Promise.resolve(timed(() => session.rehearse(steps + 1, batch)) - once));

  const handover = await copy(session, "handover");
  const model = await gpu.model(handover, handover.make.rule);
  try {
    await model.setExamples(guard(() => session.windowSource("train")));
    await model.begin({ steps: STEPS_OF_A_RUN, batch, rate: 1e-3, optimizer: handover.make.rule });
    await model.advance(1);
    const card = await rate(async (steps) => {
      const began = performance.now();
      for (let left = steps; left > 0;) left -= (await model.advance(left)).length;
      return performance.now() - began;
    });
    return { batch, cpuStepsPerSecond: cpu, gpuStepsPerSecond: card };
  } finally {
    model.free();
  }
}

function timed(work: () => void): number {
  const began = performance.now();
  guard(work);
  return performance.now() - began;
}

/** Steps a second, from ever more steps until they take long enough. */
async function rate(run: (steps: number) => Promise<number>): Promise<number> {
  for (let steps = 1; ; steps *= 2) {
    await turn();
    const milliseconds = await run(steps);
    if (milliseconds >= ENOUGH || steps >= MOST_STEPS) return (1000 * steps) / Math.max(milliseconds, 0.001);
  }
}
