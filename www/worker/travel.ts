// A way through the run, cut into chunks: the nearest snapshot is shown at once, and a stop leads back.

import type { Way } from "../client/wire/protocol.ts";
import type { Progress } from "../client/api/index.ts";
import type { Session } from "../../pkg/glasslm.js";
import { guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { Pace } from "./pace.js";
import { stateOf } from "./running.js";
import { turn } from "./turn.js";

/** Milliseconds of computing between two turns. */
const SLICE = 10;

/** True when it arrived; false when the page ended it: the run then stands where it stood. */
export async function travel(session: Session, job: Job, way: Way): Promise<boolean> {
  let progress = guard(() => begin(session, way));
  const pace = new Pace(SLICE);
  if (session.near) job.tell(progress, stateOf(session));
  while (session.near) {
    await turn();
    if (job.aborted) {
      guard(() => session.cancelSeek());
      await job.heard();
      return false;
    }
    const began = performance.now();
    progress = guard(() => session.seekChunk(pace.units));
    pace.took(pace.units, performance.now() - began);
    if (job.due) job.tell(progress, stateOf(session));
  }
  await job.heard();
  return true;
}

function begin(session: Session, way: Way): Progress {
  if (way === "undo") return session.beginUndo();
  return "seek" in way ? session.beginSeek(way.seek) : session.beginVisit(way.visit);
}
