// Where the card overtakes the CPU: made-up models of growing size, trained on both for a moment.

import type { Crossing } from "../../client/api/index.ts";
import { type Session, create } from "../../../pkg/glasslm.js";
import { guard } from "../guard.js";
import type { Job } from "../jobs.js";
import { card } from "./card.js";
import { measure } from "./measure.js";

const HIDDEN = [64, 256];
const VOCABULARY = [100, 400, 1600, 6400];
const BATCH = 64;
/** Tokens of the made-up text. */
const TOKENS = 4096;

/** Steps a second of every size, on both. */
export async function crossing(job: Job): Promise<Crossing[]> {
  const { gpu } = await card();
  const sizes = HIDDEN.flatMap((hidden) => VOCABULARY.map((vocabulary) => ({ hidden, vocabulary })));
  const found: Crossing[] = [];
  for (const { hidden, vocabulary } of sizes) {
    job.tell({ done: found.length, total: sizes.length });
    await job.breathe("The measurement");
    const session = made(hidden, vocabulary);
    try {
      found.push({ hidden, vocabulary, ...(await measure(session, gpu, BATCH)) });
    } finally {
      session.free();
    }
  }
  return found;
}

function made(hidden: number, vocabulary: number): Session {
  const words = Array.from({ length: vocabulary }, (_, id) => `w${String(id)}`);
  // Every word as often as any other, in an order without a pattern.
  const text = Array.from({ length: TOKENS }, (_, at) => words[(at * 7919) % vocabulary]).join(" ");
  return guard(() => {
    const making = create(
      {
        corpus: { train: "", validation: "", test: "" },
        unit: "word",
        sentences: false,
        unknown: false,
        vocabulary: words,
        context: 3,
        embedding: 32,
        hidden,
      },
      text.length,
    );
    making.feed("train", new TextEncoder().encode(text));
    making.seal();
    return making.finish() as Session;
  });
}
