// The graphics card: what travels between the engine and the card's module, and what a page may ask about it.

import type { BackendName } from "./base.ts";
import type { Compared, Proof } from "./shapes.ts";
import type { Cause } from "./refusal.ts";

/** What `auto` measured: training steps of this very model. */
export interface Measured {
  readonly batch: number;
  readonly cpuStepsPerSecond: number;
  readonly gpuStepsPerSecond: number;
}

/** Why a run on the CPU has one thread where it could have more, as far as it is known. */
export type Alone =
  /** The page was opened from a disk. */
  | "file"
  /** It is in a page of another origin. */
  | "frame"
  /** Its address is not one that a browser trusts: neither https nor this machine. */
  | "insecure"
  /** The browser gives a page no memory that threads share. */
  | "browser"
  /** The page's host keeps memory from being shared. */
  | "host"
  /** It can have more when it is loaded again. */
  | "reload"
  /** The processor has no other core. */
  | "cores"
  /** Nobody sees the page. */
  | "hidden"
  /** The computer runs on its battery. */
  | "battery"
  /** A helper was lost. */
  | "lost"
  /** The model is too large for the memory that threads share. */
  | "large";

/** The processor's cores that a run on the CPU uses. Its bits are the same for any number. */
export interface Cores {
  readonly used: number;
  /** As many as the browser tells of. */
  readonly of: number;
  /** Steps a second of this model by the number of threads, as last measured; empty where it was not. */
  readonly measured: readonly { readonly threads: number; readonly stepsPerSecond: number }[];
  readonly alone: Alone | null;
}

/** Where a model trains, and why. */
export interface BackendState {
  readonly name: BackendName;
  /** What was asked for; "cpu" where absent. */
  readonly wish?: BackendName | "auto";
  /** SIMD level, or the adapter; how well it agrees; what was measured. A sentence for the reader. */
  readonly detail: string;
  /** The card's, where it was compared. */
  readonly proof?: Proof | null;
  readonly measured?: Measured | null;
  /** The card, as the browser names it; null: it does not. */
  readonly adapter?: { readonly name: string | null; readonly subgroups: boolean };
  /** Why "auto" chose the CPU without measuring. */
  readonly refused?: Cause | null;
  /** What happened to the card, where the model left it for the CPU. */
  readonly fault?: string | null;
  /** The same, as a page phrases it. */
  readonly left?: Cause | null;
  /** Of the latest run on the CPU that took long enough to look for other cores. */
  readonly cores?: Cores | null;
}

/** One tensor of an example on both, as the interface shows it. */
export interface Comparison extends Compared {
  /** gpu - cpu, number by number. */
  readonly apart: Float32Array;
}

/** Steps a second of made-up models of one size on both. */
export interface Crossing {
  readonly hidden: number;
  readonly vocabulary: number;
  readonly batch: number;
  readonly cpuStepsPerSecond: number;
  readonly gpuStepsPerSecond: number;
}
