// One example on the card beside the CPU, number by number.

import type { Trace } from "../../client/api/index.ts";
import type { Comparison } from "../../client/api/index.ts";
import type { Session } from "../../../pkg/glasslm.js";
import { copy } from "../copies.js";
import { guard } from "../guard.js";
import { mirror } from "../lab.js";
import { card } from "./card.js";

/** Every tensor of an example with both values. The model stays as it is, wherever it trains. */
export async function compare(
  session: Session,
  context: string | readonly string[],
  target: string | number,
): Promise<Comparison[]> {
  const second = await mirror(session);
  return both(
    session,
    guard(() => second.trace(context, target, { tensors: [] })),
  );
}

/** A trace of a model that trains on the card: its tensors are read back from there. */
export async function onCard(session: Session, trace: Trace): Promise<Trace> {
  const wanted = Object.keys(trace.tensors);
  if (wanted.length === 0) return trace;
  const read = (await both(session, trace)).filter(({ tensor }) => wanted.includes(tensor));
  const tensors = Object.fromEntries(read.map(({ tensor, shape, gpu }) => [tensor, { shape, data: gpu }]));
  return { ...trace, tensors: { ...trace.tensors, ...tensors } };
}

async function both(session: Session, ids: Trace): Promise<Comparison[]> {
  const handover = await copy(session, "handover");
  const { gpu } = await card();
  const model = await gpu.model(handover, handover.make.rule);
  try {
    const compared = await model.compare(ids.context, Uint32Array.of(ids.target));
    return compared.map((one) => ({ ...one, apart: one.gpu.map((x, i) => x - (one.cpu[i] ?? NaN)) }));
  } finally {
    model.free();
  }
}
