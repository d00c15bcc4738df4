// What the debugger of the scripting interface takes: one example under the glass.

import type { Control } from "./base.ts";
import type { BatchTensors, GradientCheckOptions } from "./engine.ts";

/** What `checkGradients` takes. */
export interface CheckOptions extends GradientCheckOptions, Control {}

export interface BatchOptions extends BatchTensors {
  /** Examples x n token ids, oldest first; at most 4,096 examples. */
  readonly contexts: Uint32Array;
  readonly targets: Uint32Array;
}
