// What the second engine answers of a model, through the model's mirror there.

import type { Session as LabSession } from "../../pkg/lab/glasslm_lab.js";
import type { Session } from "../../pkg/glasslm.js";
import type { EngineApi, Reads } from "../client/wire/protocol.ts";
import type { Asked, Read } from "./asked.js";
import { guard } from "./guard.js";
import type { Job } from "./jobs.js";
import { mirror } from "./lab.js";
import type { Resident } from "./models.js";
import { moved } from "./moved.js";
import type { Queue } from "./queue.js";
import { BATCH, work } from "./work.js";

const explains = {
  project: (session, dimensions) => session.project(dimensions),
  clusters: (session, k) => session.clusters(k),
  neighbours: (session, token, k) => session.neighbours(token, k),
  trace: (session, context, target, options) => session.trace(context, target, options),
  explain: (session, tensor, index, options) => session.explain(tensor, index, options),
  view: (session, tensor, options) => session.view(tensor, options),
  example: (session, split, index) => session.example(split, index),
  dead: (session, windows) => session.dead(windows),
  lines: (session, token, count) => session.lines(token, count),
  batch: (session, { contexts, targets, ...options }) => session.batch(contexts, targets, options),
} satisfies Asked<LabSession>;

export async function explain<K extends keyof Reads>(
  session: Session,
  writers: Queue,
  name: K,
  args: readonly unknown[],
): Promise<ReturnType<Reads[K]>> {
  const second = await mirror(session, writers);
  return guard(() => (explains as Asked<LabSession> as Record<string, Read<LabSession, K>>)[name]!(second, ...args));
}

/** The check is of a copy of the moment: whatever trains meanwhile does not touch it. */
export async function checkGradients(
  { session }: Resident,
  job: Job,
  options: Parameters<EngineApi["checkGradients"]>[2],
) {
  const second = await mirror(session);
  const check = guard(() => second.checkGradients(options));
  try {
    await work(job, "The check", 1, (budget) => check.advance(budget));
    return guard(() => check.report());
  } finally {
    guard(() => check.free());
  }
}

export function worst(
  { session, writers }: Resident,
  job: Job,
  split: Parameters<EngineApi["worst"]>[2],
  count: number,
) {
  return writers.visit(async () => {
    const second = await mirror(session);
    guard(() => second.beginWorst(split, count));
    await work(job, "The search", BATCH, (budget) => second.worstChunk(budget));
    return moved(guard(() => second.endWorst()));
  });
}
