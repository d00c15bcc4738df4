// Calls into the engine's thread: their numbers, what of their options travels, how a long one is ended.

import type { Control } from "../api/index.ts";
import type { Plain, Report } from "../wire/protocol.ts";
import { wrong } from "../wire/errors.ts";
import type { Engine, Remote } from "./engine.ts";
import { hearing } from "./reports.ts";

let jobs = 0;
let models = 0;

/** A number for the next model. */
export function nextModel(): number {
  models += 1;
  return models;
}

/** A number for the next long call. */
export function nextJob(): number {
  jobs += 1;
  return jobs;
}

/** An object of options, or nothing; anything else is refused. */
export function optionsOf<T extends object>(what: string, given: T | undefined): T {
  const value: unknown = given;
  if (value === undefined) return {} as T;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as T;
  throw wrong(what, value, "options", "it must be an object of options");
}

/** Refuses a signal that is none, or a listener that cannot be called: before anything has begun. */
function controlled(control: Control | undefined): void {
  const { signal, onProgress } = optionsOf<{ signal?: unknown; onProgress?: unknown }>("the control", control);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw wrong("signal", signal, "signal", "it must be the signal of an AbortController");
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw wrong("onProgress", onProgress, "listener", "it must be a function");
}

/** Options without the two that do not travel to another thread. */
export function plain<T extends object>(options: T): Plain<T> {
  const rest: T & Control = { ...options };
  delete (rest as { signal?: unknown }).signal;
  delete (rest as { onProgress?: unknown }).onProgress;
  return rest;
}

/** The long calls of a model that are under way, as what ends each. */
export type Running = Set<() => void>;

/** Runs a long call: its signal aborts it, and so does whoever ends `running`; its reports reach `report`. */
export async function job<T>(
  engine: Engine,
  control: Control | undefined,
  report: Report,
  ask: (api: Remote, job: number) => Promise<T>,
  running?: Running,
): Promise<T> {
  controlled(control);
  const number = nextJob();
  const abort = (): void => {
    // If the engine has broken meanwhile, the call itself says so.
    engine.call((api) => api.abort(number)).catch(() => undefined);
  };
  const signal = control?.signal;
  signal?.addEventListener("abort", abort, { once: true });
  running?.add(abort);
  hearing.set(number, report);
  try {
    const answer = engine.call((api) => ask(api, number));
    // Messages keep their order: the job is known to the engine before its end is asked for.
    if (signal?.aborted) abort();
    return await answer;
  } finally {
    signal?.removeEventListener("abort", abort);
    running?.delete(abort);
    hearing.delete(number);
  }
}
