// What the debugger of the scripting interface takes and returns: one example under the glass.

import type { OptimizerOptions, Parameters, Tensor } from "../types.js";

/** The tensors of one example. L is the loss as a tensor of one number; a `d` before a name is the loss's derivative by it. dE is dense. */
export type ExampleTensor = "e" | "a" | "h" | "z" | "yhat" | "L" | "dz" | "dU" | "dc" | "dh" | "da" | "dW" | "db" | "de" | "dE";
export type ParameterName = keyof Parameters;

export interface TraceOptions extends OptimizerOptions {
  /** eta. Default 0.1. */
  readonly rate?: number;
  /**
   * What is copied out of the engine; all where absent. A parameter's name asks for it after the update: at |V| = 10,000
   * dU or U alone are ten megabytes, so a view names what it draws.
   */
  readonly tensors?: readonly (ExampleTensor | ParameterName)[];
}

/** A step of the plan. */
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
  readonly tensors: { readonly [K in ExampleTensor]?: Tensor };
  /** The parameters after the update. */
  readonly updated: { readonly [K in ParameterName]?: Tensor };
  readonly steps: readonly Step[];
}

export interface ExplainOptions extends OptimizerOptions {
  /** With `target`, the example; without both, the last one traced, computed anew. */
  readonly context?: string | readonly string[];
  /** A token or its id. */
  readonly target?: string | number;
  /** Of the update; where none of its options is given, the last trace's. */
  readonly rate?: number;
  /** Default "equation": as the equation runs. "magnitude": the largest product first. */
  readonly order?: "equation" | "magnitude";
  /** The first term wanted. Default 0. */
  readonly from?: number;
  /** How many terms are wanted. Default: all. */
  readonly count?: number;
}

/** One number in a term, and where it stands. */
export interface Factor {
  /** A tensor's name; `y` is the one-hot target, `sigma'` the activation's slope at a. All can be explained in turn. */
  readonly tensor: string;
  readonly index: readonly number[];
  readonly value: number;
}

export interface Term {
  readonly factors: readonly Factor[];
  /** The term's share of the sum, its sign included; of an operand, its value. */
  readonly product: number;
}

/** Where one number came from. */
export interface Explanation {
  readonly value: number;
  /**
   * "sum": the terms' products add up to the value. "parameter", "one-hot": it came from nowhere. Else the function of the
   * terms, its operands: "tanh", "sigmoid", "relu", "softmax", "log", "derivative".
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
}
