// Telling a call that was refused from an engine that broke.

import { because } from "../client/wire/errors.ts";
import { ENGINE_DIED } from "../client/wire/protocol.ts";

let fault: Error | null = null;

/** Runs a call into the engine. After a trap its memory is in no known state: every call from then on says so. */
export function guard<T>(call: () => T): T {
  if (fault !== null) throw fault;
  try {
    return call();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    const why = error.message;
    fault = because("engineFault", `it met a fault of its own (${why})`, error, { why });
    fault.name = ENGINE_DIED;
    throw fault;
  }
}

/** Whether this error says that the engine broke. */
export function broken(error: unknown): boolean {
  return error instanceof Error && error.name === ENGINE_DIED;
}
