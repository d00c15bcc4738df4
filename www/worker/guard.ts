// Telling a call that was refused from an engine that broke.

import { ENGINE_DIED } from "../client/protocol.js";

let broken: Error | null = null;

/** Runs a call into the engine. After a trap its memory is in no known state: every call from then on says so. */
export function guard<T>(call: () => T): T {
  if (broken !== null) throw broken;
  try {
    return call();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    broken = new Error(`it met a fault of its own (${error.message})`, { cause: error });
    broken.name = ENGINE_DIED;
    throw broken;
  }
}
