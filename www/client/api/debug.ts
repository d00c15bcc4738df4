// What the debugger of the scripting interface takes and returns: one example under the glass.

import type { Control, Tensor } from "./base.ts";
import type {
  BatchTensors,
  ExampleTensor,
  Flag,
  Flow,
  GradientCheckOptions,
  GradientName,
  ParameterName,
  Step,
} from "./engine.ts";

/** The small steps' tensors. Each can be explained, viewed and exported by its name. */
export interface Fine {
  /** The largest logit; one number. */
  readonly maximum: Tensor;
  readonly shifted: Tensor;
  readonly exponentials: Tensor;
  /** Of the exponentials; one number. */
  readonly sum: Tensor;
  /** dL/dyhat */
  readonly dyhat: Tensor;
  /** dyhat/dz = diag(yhat) - yhat yhat^T; absent where |V| is over 1,000. */
  readonly jacobian?: Tensor;
  /** Their product: yhat - y within f32 rounding. */
  readonly product: Tensor;
}

/** One example through every step, and what one update on it would do. */
export interface Trace {
  /** n token ids, oldest first. */
  readonly context: Uint32Array;
  /** A token id. */
  readonly target: number;
  /** Nats, of this one example. */
  readonly loss: number;
  /** Of the same example after the update. */
  readonly lossAfter: number;
  /** yhat of the same example after the update, whatever `tensors` names. */
  readonly yhatAfter: Tensor;
  readonly tensors: { readonly [K in ExampleTensor]?: Tensor };
  /** The parameters after the update. */
  readonly updated: { readonly [K in ParameterName]?: Tensor };
  readonly steps: readonly Step[];
  /** L2 norms of every tensor of this network: parameters, values, gradients. Whatever `tensors` names. */
  readonly norms: Readonly<Partial<Record<ExampleTensor | ParameterName, number>>>;
  /** L to z, z to h, h to a, a to e, then e to each context word. */
  readonly flow: readonly Flow[];
  /** |update| / |data|, L2; Infinity where the data are all zero and the update is not. */
  readonly ratios: Readonly<Partial<Record<ParameterName, number>>>;
  readonly flags: readonly Flag[];
  /** With `fine: true`. */
  readonly fine?: Fine;
}

/** What `checkGradients` takes. */
export interface CheckOptions extends GradientCheckOptions, Control {}

/**
 * A tensor as an image; a vector is one column. Pixel x shows the columns from floor(x·C/width) to floor((x+1)·C/width) of
 * the window's C; likewise down. Row after row.
 */
export interface TensorView {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
  readonly width: number;
  readonly height: number;
  /** Of each pixel's cells. */
  readonly mean: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** One example of a split. `trace(tokens, targetToken)` walks through it. */
export interface SplitExample {
  readonly index: number;
  /** How many the split has. */
  readonly count: number;
  readonly context: Uint32Array;
  readonly target: number;
  /** The n tokens of the context, padding included. */
  readonly tokens: readonly string[];
  readonly targetToken: string;
  /** The sentence that the target stands in, as `sentences` counts; in a stream, the target's place. */
  readonly line: number;
}

export interface WorstExample extends SplitExample {
  /** Nats. */
  readonly loss: number;
}

export interface DeadUnits {
  /** relu units that were zero on all of the windows; none for another activation. */
  readonly units: Uint32Array;
  /** How many were looked at: what was asked for, or all that there are; 0 for another activation. */
  readonly windows: number;
}

/** Where a token's column of E is read in training. */
export interface Lines {
  /** How many lines read it; in a stream, how many places. */
  readonly total: number;
  readonly lines: readonly {
    /** As `sentences` counts; in a stream, the word's place. */
    readonly line: number;
    /** In a stream, those around the word. */
    readonly tokens: readonly string[];
    /** Where in `tokens` the word stands; empty for `</s>`, which pads the left. */
    readonly positions: readonly number[];
  }[];
}

export interface BatchOptions extends BatchTensors {
  /** Examples x n token ids, oldest first; at most 4,096 examples. */
  readonly contexts: Uint32Array;
  readonly targets: Uint32Array;
}

export interface BatchGradient {
  /** The gradients of the mean loss. */
  readonly tensors: { readonly [K in GradientName]?: Tensor };
  /** The mean of the losses, nats. */
  readonly loss: number;
  /** L2 of the mean gradient, over all parameters. */
  readonly norm: number;
  /** L2 of each parameter's mean gradient. */
  readonly tensorNorms: Readonly<Partial<Record<GradientName, number>>>;
  /** Each example's loss, nats. */
  readonly losses: Float32Array;
  /** L2 of each example's own gradient, over all parameters. */
  readonly norms: Float32Array;
  /** The cosine of each example's gradient with the mean: 1 pulls the same way, below 0 against it. */
  readonly agreement: Float32Array;
}
