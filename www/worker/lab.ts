// The second engine: built from the same source, with the parts in it that explain and measure. It is fetched when someone first
// asks for them, so that the page opens without their weight. A model stays in the first engine; where it stands is copied over
// before each question, and the same numbers give the same bits in both.

import type { Session } from "../../pkg/glasslm.js";
import type { Session as LabSession } from "../../pkg/lab/glasslm_lab.js";
import { copy } from "./copies.js";
import { named } from "./feed.js";
import { guard } from "./guard.js";
import { Job } from "./jobs.js";
import { because } from "../client/wire/errors.ts";
import { textOf, whenForgotten } from "./lineage.js";
import { madeOf } from "./making.js";
import type { Queue } from "./queue.js";
import { begin, drive } from "./work.js";

type Lab = typeof import("../../pkg/lab/glasslm_lab.js");

let opened: Promise<Lab> | null = null;

/** The second engine, fetched once; where that fails, the next question tries again. */
export async function lab(): Promise<Lab> {
  opened ??= open();
  try {
    return await opened;
  } catch (error) {
    opened = null;
    throw because(
      "labNotFetched",
      "The part of the engine that explains and measures could not be fetched; all else goes on. Ask again when the page's host can be reached.",
      error,
    );
  }
}

async function open(): Promise<Lab> {
  const engine = await import("../../pkg/lab/glasslm_lab.js");
  await engine.default({ module_or_path: new URL("../../pkg/lab/glasslm_lab_bg.wasm", import.meta.url) });
  return engine;
}

const mirrors = new WeakMap<Session, Promise<LabSession>>();

/** A model is gone, and so is its mirror. */
whenForgotten.push(async (session) => {
  const made = mirrors.get(session);
  mirrors.delete(session);
  const second = await made?.catch(() => undefined);
  if (second !== undefined) guard(() => second.free());
});

/** How much was done to a model when its mirror was last brought to it. */
const stood = new WeakMap<LabSession, number>();

/** Those that are being brought to where their models stand. A model stays there meanwhile, so whoever asks then asks for the same. */
const coming = new WeakMap<LabSession, Promise<void>>();

/**
 * The model as it stands now, in the second engine. What is asked of it in the same turn is of one consistent step. With the
 * queue of those who change it, a mirror that already stands there is left alone.
 */
export async function mirror(session: Session, writers?: Queue): Promise<LabSession> {
  let made = mirrors.get(session);
  if (made === undefined) {
    made = make(session);
    mirrors.set(session, made);
    // A making that failed is not kept: the next question tries again.
    made.catch(() => mirrors.delete(session));
  }
  const second = await made;
  const still = writers?.still ?? null;
  if (still !== null && stood.get(second) === still) return second;
  let way = coming.get(second);
  if (way === undefined) {
    way = copy(session, "handover")
      .then((state) => drive(new Job(), "The mirror", begin(second, "stand", state)))
      .finally(() => coming.delete(second));
    coming.set(second, way);
  }
  await way;
  if (still === null) stood.delete(second);
  else stood.set(second, still);
  return second;
}

async function make(session: Session): Promise<LabSession> {
  const { load } = await lab();
  const corpus = textOf(session);
  const saved = await copy(session, "save");
  // Nobody waits for its progress, and it is not ended before its end.
  return madeOf<LabSession>(new Job(), "The mirror", corpus, (bytes) => load(saved, corpus && named(corpus), bytes));
}
