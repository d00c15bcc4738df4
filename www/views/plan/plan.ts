/** The plan's tensors and steps, as the views ask for them. The table is written from the engine's; nothing here knows a layer. */

import { FINE, STEPS, TENSORS } from "./table.ts";

/** What a row or a column of a tensor belongs to: a single number, a word, a hidden unit, a position and dimension, a dimension. */
export type Axis = "one" | "word" | "unit" | "place" | "dimension";

/** One tensor, or another number of an example that has a name. */
export interface TensorRow {
  readonly name: string;
  /** As a reader sees it. */
  readonly letter: string;
  readonly latex: string;
  readonly spoken: string;
  readonly kind: "parameter" | "value" | "derivative" | "setting";
  /** Of its rows and of its columns, as shown; a vector has one column. */
  readonly axes: readonly [Axis, Axis];
  /** What it is the loss's derivative by. */
  readonly of: string | null;
  readonly derivative: string | null;
  /** Only in a network with biases. */
  readonly bias: boolean;
  /** Whether it is a tensor of the plan. */
  readonly drawn: boolean;
}

type Pairs = readonly (readonly [matrix: string, vector: string])[];

/** A step and its operation. */
export type PlanStep = {
  readonly id: string;
  readonly phase: "forward" | "backward" | "update";
  readonly to: string;
} & (
  | { readonly kind: "gather"; readonly table: string }
  | { readonly kind: "concat" }
  | { readonly kind: "affine"; readonly products: Pairs; readonly bias: string | null }
  | { readonly kind: "affineBack"; readonly products: Pairs }
  | { readonly kind: "map"; readonly from: string; readonly slope: string }
  | { readonly kind: "mapBack"; readonly from: string; readonly at: string }
  | { readonly kind: "outer"; readonly left: string; readonly right: string }
  | {
      readonly kind: "softmax" | "loss" | "lossBack" | "biasBack" | "scatter" | "update";
      readonly from: string;
    }
);

export { FINE, STEPS, TENSORS };

const rows = new Map(TENSORS.map((row) => [row.name, row]));

/** A name without what stands before a parameter's after the update, or before an optimizer's memory of it. */
export function bare(name: string): string {
  return name.replace(/^(updated|m|v)\./, "");
}

/** What is known of a tensor, also of a parameter after the update and of an optimizer's memory. */
export function rowOf(name: string): TensorRow | undefined {
  return rows.get(bare(name));
}

/** Is it the loss's derivative by something? */
export function isGradient(name: string): boolean {
  return rowOf(name)?.kind === "derivative";
}

/** Is it one number? */
export function isNumber(name: string): boolean {
  return rowOf(name)?.axes[0] === "one";
}

/** The parameters' gradients, in the plan's order of parameters. */
export const GRADIENTS: readonly string[] = TENSORS.flatMap(({ kind, derivative }) =>
  kind === "parameter" && derivative !== null ? [derivative] : [],
);

/** The table that the look-up gathers from. */
export const TABLE: string = STEPS.flatMap((step) => (step.kind === "gather" ? [step.table] : []))[0] ?? "";

/** What the look-up gathers. */
export const GATHERED: string = STEPS.flatMap((step) => (step.kind === "gather" ? [step.to] : []))[0] ?? "";

/** What the softmax gives. */
export const PROBABILITIES: string = STEPS.flatMap((step) => (step.kind === "softmax" ? [step.to] : []))[0] ?? "";

/** Where an activation's slope is taken: the tensor that the activation is applied to. */
export function slopeAt(name: string): string | undefined {
  return STEPS.flatMap((step) => (step.kind === "map" && step.slope === name ? [step.from] : []))[0];
}
