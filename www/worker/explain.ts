// What the second engine answers of a model, through the model's mirror there.

import type { Session as LabSession } from "../../pkg/lab/glasslm_lab.js";
import type { Session } from "../../pkg/glasslm.js";
import type { EngineApi, Reads } from "../client/wire/protocol.ts";
import type { GradientReport } from "../client/api/index.ts";
import type { Asked, Read } from "./asked.js";
import { guard } from "./guard.js";
import { Job } from "./jobs.js";
import { mirror } from "./lab.js";
import type { Resident } from "./models.js";
import { moved } from "./moved.js";
import type { Queue } from "./queue.js";
import { type Work, alone, begin, drive } from "./work.js";

const explains = {
  trace: (session, context, target, options) => session.trace(context, target, options),
  explain: (session, tensor, index, options) => session.explain(tensor, index, options),
  view: (session, tensor, options) => session.view(tensor, options),
  example: (session, split, index) => session.example(split, index),
} satisfies Asked<LabSession>;

/** What takes a while, and is told to nobody. */
const works = {
  score: (session: LabSession, ...[sentence]: Parameters<Reads["score"]>) => begin(session, "score", sentence),
  project: (session: LabSession, ...[dimensions]: Parameters<Reads["project"]>) =>
    begin(session, "project", dimensions),
  clusters: (session: LabSession, ...[k]: Parameters<Reads["clusters"]>) => begin(session, "clusters", k),
  neighbours: (session: LabSession, ...[token, k]: Parameters<Reads["neighbours"]>) =>
    begin(session, "neighbours", { token, k }),
  lines: (session: LabSession, ...[token, count]: Parameters<Reads["lines"]>) =>
    begin(session, "lines", { token, count }),
  dead: (session: LabSession, ...[windows]: Parameters<Reads["dead"]>) => begin(session, "dead", windows),
  batch: (session: LabSession, ...[options]: Parameters<Reads["batch"]>) => begin(session, "batch", options),
};

/** Each name has its own arguments; the page's side of the channel pairs them. */
type Start<K extends keyof Reads> = (session: LabSession, ...args: unknown[]) => Work<ReturnType<Reads[K]>>;

export async function explain<K extends keyof Reads>(
  session: Session,
  writers: Queue,
  name: K,
  args: readonly unknown[],
): Promise<ReturnType<Reads[K]>> {
  if (name in works) {
    const start = (works as unknown as Record<string, Start<K>>)[name]!;
    // A guest: where a run goes on, all of it is of one and the same step.
    return writers.visit(async () => {
      const second = await mirror(session);
      return drive(new Job(), "The question", start(second, ...args));
    });
  }
  const second = await mirror(session, writers);
  return guard(() => (explains as Asked<LabSession> as Record<string, Read<LabSession, K>>)[name]!(second, ...args));
}

/** The check is of a copy of the moment: whatever trains meanwhile does not touch it. */
export async function checkGradients(
  { session }: Resident,
  job: Job,
  options: Parameters<EngineApi["checkGradients"]>[2],
): Promise<GradientReport> {
  const second = await mirror(session);
  return drive(
    job,
    "The check",
    alone<GradientReport>(() => second.checkGradients(options)),
  );
}

export function worst(
  { session, writers }: Resident,
  job: Job,
  split: Parameters<EngineApi["worst"]>[2],
  count: number,
) {
  return writers.visit(async () => {
    const second = await mirror(session);
    return moved(await drive(job, "The search", begin(second, "worst", { split, count })));
  });
}
