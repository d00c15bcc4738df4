// What the debugger of the scripting interface takes and returns: one example under the glass.

import type { Control, OptimizerOptions, ParameterTensors, Tensor } from "./base.ts";

/** The tensors of one example. L is the loss as a tensor of one number; a `d` before a name is the loss's derivative by it. dE is dense. */
export type ExampleTensor =
  "e" | "a" | "h" | "z" | "yhat" | "L" | "dz" | "dU" | "dc" | "dh" | "da" | "dW" | "db" | "de" | "dE";
export type ParameterName = keyof ParameterTensors;

export interface TraceOptions extends OptimizerOptions {
  /** eta. Default 0.1. */
  readonly rate?: number;
  /**
   * What is copied out of the engine; all where absent. A parameter's name asks for it after the update: at |V| = 10,000
   * dU or U alone are ten megabytes, so a view names what it draws.
   */
  readonly tensors?: readonly (ExampleTensor | ParameterName)[];
  /** Softmax and dz in small steps too. Default false. */
  readonly fine?: boolean;
}

/** A step of the plan; with `fine: true` also its small steps, which come right before the step that they are parts of. */
export interface Step {
  /** Never renamed: lookup concat affine activation logits softmax loss, dz dU dc dh da dW db de dE, update.E .W .b .U .c. */
  readonly id: string;
  readonly phase: "forward" | "backward" | "update";
  readonly title: string;
  /** LaTeX. */
  readonly equation: string;
  /** Names of tensors. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Of a small step (softmax.max .shift .exp .sum .divide, dz.dyhat .jacobian .product): the step that it is a part of. */
  readonly parent?: "softmax" | "dz";
  /** Of an update: what it does. */
  readonly update?: {
    readonly optimizer: "sgd" | "momentum" | "adamw";
    /** Every number is first multiplied by 1 - eta · weightDecay. */
    readonly decay: boolean;
    /** The gradient is scaled down: its norm was over the limit. */
    readonly clip: boolean;
  };
}

/** A gradient on its way back. */
export interface Flow {
  /** L, z, h, a, e: the value that it comes from. */
  readonly from: string;
  /** z, h, a, e: the value that it comes to; "word" for each context word at the end. */
  readonly to: string;
  readonly tensor: "dz" | "dh" | "da" | "de";
  /** L2; at the end, of that word's part of de. */
  readonly norm: number;
  /** At the end: which context word, 0 the oldest. */
  readonly position?: number;
}

/** A warning, and where it belongs. */
export interface Flag {
  readonly tensor: string;
  /** The number in it; absent where the whole tensor is meant. */
  readonly index?: readonly number[];
  /**
   * saturated: a unit of h whose |sigma'| is below 5 % of its maximum (1 for tanh, 1/4 for the sigmoid; a relu does not
   * saturate, see `dead`). vanishing, exploding: a gradient whose norm is below a thousandth, above a thousand times that
   * of dz, or not finite.
   */
  readonly kind: "saturated" | "vanishing" | "exploding";
  /** What was held against the limit: the slope as a part of its maximum, or the norm as a multiple of dz's. */
  readonly value: number;
}

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

/** Which example is meant, and which update on it. */
export interface ExampleOptions extends OptimizerOptions {
  /** With `target`, the example; without both, the last one traced, computed anew. A parameter needs none. */
  readonly context?: string | readonly string[];
  /** A token or its id. */
  readonly target?: string | number;
  /** Of the update; where none of its options is given, the last trace's. */
  readonly rate?: number;
}

export interface ExplainOptions extends ExampleOptions {
  /** Default "equation": as the equation runs. "magnitude": the largest product first. */
  readonly order?: "equation" | "magnitude";
  /** The first term wanted. Default 0. */
  readonly from?: number;
  /** How many terms are wanted. Default: all. */
  readonly count?: number;
}

/** One number in a term, and where it stands. */
export interface Factor {
  /**
   * A tensor's name; or `y`, the one-hot target; `sigma'`, the activation's slope at a; a small step's (see Fine);
   * `updated.W` and the like; the optimizer's memories before the update, `v.W` (momentum), `m.W` and `v.W` (AdamW); `eta`,
   * `mu`, `keep` (what weight decay leaves), `clip` (what clipping leaves), each one number. All can be explained in turn.
   */
  readonly tensor: string;
  readonly index: readonly number[];
  readonly value: number;
}

export interface Term {
  readonly factors: readonly Factor[];
  /** The term's share of the sum, its sign included; of an operand, its value. */
  readonly product: number;
  /** -1 where the term is taken away from the sum: the y of yhat - y, the step of an update. */
  readonly sign: 1 | -1;
}

/** Where one number came from. */
export interface Explanation {
  readonly value: number;
  /**
   * "sum": the terms' products add up to the value. "parameter", "one-hot", "memory" (the optimizer's), "setting": this
   * example did not compute it. Else the function of the terms, its operands: "tanh", "sigmoid", "relu", "softmax", "log",
   * "derivative", "max", "exp", "quotient", "adamw".
   */
  readonly operation: string;
  /** Of one element, as LaTeX. */
  readonly equation: string;
  readonly terms: readonly Term[];
  /** How many terms there are, whether this page holds them or not. */
  readonly count: number;
  /** Of a sum: all its products, added in f64. */
  readonly total?: number;
  /** Of a sum: how far `value` may lie from `total`, because the network multiplies and adds in f32. */
  readonly tolerance?: number;
  /** Of a parameter: the seed's number unchanged, what training made of it, or what was set by hand and has not changed since. */
  readonly origin?: { readonly kind: "initial" | "trained" | "set"; readonly initial: number };
}

export type GradientName = "dE" | "dW" | "db" | "dU" | "dc";

export interface CheckOptions extends ExampleOptions, Control {
  /** One gradient. Default: all. */
  readonly tensor?: GradientName;
  /** Entries in all, spread over the gradients. Default 60. */
  readonly samples?: number;
  /** Which entries are drawn. Default 1. */
  readonly seed?: number;
}

/** One entry of a gradient, and both numbers for it. */
export interface GradientPlace {
  readonly tensor: GradientName;
  readonly index: readonly number[];
  /** What the backend computed. */
  readonly gradient: number;
  /** What central differences in f64 say. */
  readonly difference: number;
}

/** error = |g - fd| / max(|g|, |fd|, 1e-3 · the tensor's largest) */
export interface GradientFinding {
  /** The largest error; 0 where nothing was checked. */
  readonly worst: number;
  /** Absent where nothing was checked. */
  readonly where?: GradientPlace;
  readonly checked: number;
  /** Entries whose step crosses a kink of relu. */
  readonly skipped: number;
}

export interface GradientReport extends GradientFinding {
  readonly tensors: readonly (GradientFinding & { readonly tensor: GradientName })[];
}

export interface ViewOptions extends ExampleOptions {
  /** [first, end], end left out, as shown. Default: all. */
  readonly rows?: readonly [number, number];
  readonly columns?: readonly [number, number];
  /** Pixels at most. Default, and never more than: one a column, one a row. At most 4,000,000 in all. */
  readonly width?: number;
  readonly height?: number;
}

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

export interface BatchOptions {
  /** Examples x n token ids, oldest first; at most 4,096 examples. */
  readonly contexts: Uint32Array;
  readonly targets: Uint32Array;
  /** Which mean gradients are copied. Default: all. */
  readonly tensors?: readonly GradientName[];
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
