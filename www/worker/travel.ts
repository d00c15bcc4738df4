// A way through the run, cut into chunks: the nearest snapshot is shown at once, and a stop leads back.

import type { Way } from "../client/wire/protocol.ts";
import type { Session } from "../../pkg/glasslm.js";
import type { Job } from "./jobs.js";
import { change } from "./still.js";
import { Pace } from "./pace.js";
import { stateOf } from "./running.js";
import { turn } from "./turn.js";
import { FIRST, type Work, begin } from "./work.js";

/** Milliseconds of computing between two turns. */
const SLICE = 10;

/** True when it arrived; false when the page ended it: the run then stands where it stood. */
export async function travel(session: Session, job: Job, way: Way): Promise<boolean> {
  const work = begun(session, way);
  const pace = new Pace(SLICE, FIRST);
  if (session.near) job.tell({ done: 0, total: 1 }, stateOf(session));
  while (session.near) {
    await turn();
    if (job.aborted) {
      await change(session, () => work.cancel());
      await job.heard();
      return false;
    }
    const progress = await change(session, () => {
      const began = performance.now();
      const progress = work.advance(pace.units);
      pace.took(pace.units, performance.now() - began);
      return progress;
    });
    if (job.due) job.tell(progress, stateOf(session));
  }
  work.finish();
  await job.heard();
  return true;
}

function begun(session: Session, way: Way): Work<undefined> {
  if (way === "undo") return begin(session, "undo", undefined);
  return "seek" in way ? begin(session, "seek", way.seek) : begin(session, "visit", way.visit);
}
