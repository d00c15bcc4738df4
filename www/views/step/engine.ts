// What this room asks of a model beyond the scripting interface of today: shown where the engine has it, absent where it has not yet.

import type { Control, Model, Split, Step, Tensor, Trace } from "../../client/types.ts";

export interface GradientCheck { readonly worst: number; readonly where: { readonly tensor: string; readonly index: readonly number[] } | null; readonly checked: number; readonly skipped: number }
export interface DeadUnits { readonly units: Uint32Array; readonly windows: number }
export interface Example { readonly context: Uint32Array; readonly target: number; readonly tokens: readonly string[]; readonly line: number }
export interface WorstExample extends Example { readonly loss: number }
export interface ReadLine { readonly line: number; readonly tokens: readonly string[]; readonly positions: readonly number[] }
export interface BatchGradients { readonly loss: number;  readonly tensors: Readonly<Record<string, Tensor>>; readonly norms: Readonly<Record<string, number>>; readonly losses: Float32Array; readonly agreement: Float32Array }
export interface Passage { readonly from: string; readonly to: string; readonly tensor: string; readonly norm: number; readonly position?: number }
export interface TraceFlag { readonly tensor: string; readonly index?: readonly number[]; readonly kind: "saturated" | "vanishing" | "exploding" }
export interface FineParts { readonly maximum: number; readonly shifted: Tensor; readonly exponentials: Tensor; readonly sum: number; readonly dyhat: Tensor; readonly jacobian?: Tensor; readonly product: Tensor }
export interface FullTrace extends Partial<Diagnostics>, Omit<Trace, "steps"> {
  readonly steps: readonly (Step & { readonly parent?: string })[];
}
export interface Diagnostics {
  readonly norms: Readonly<Record<string, number>>;
  readonly flow: readonly Passage[];
  readonly ratios: Readonly<Record<string, number>>;
  readonly flags: readonly TraceFlag[];
  readonly fine?: FineParts;
}
interface More {
  checkGradients(options: { context?: string | readonly string[]; target?: string | number; tensor?: string; samples: number; seed: number }): Promise<GradientCheck>;
  dead(options: { windows: number }): Promise<DeadUnits>;
  example(options: { split: Split; index: number }): Promise<Example>;
  worst(options: { split: Split; count: number } & Control): Promise<WorstExample[]>;
  lines(token: string, options: { count: number }): Promise<ReadLine[]>;
  batch(options: { contexts: Uint32Array; targets: Uint32Array }): Promise<BatchGradients>;
  edit(edits: readonly { tensor: string; index: readonly number[]; value: number }[]): Promise<{ before: number[] }>;
  putBack(): Promise<void>;
  undo(): Promise<void>;
}

export type StepModel = Model & Partial<More>;

export function offers<K extends keyof More>(model: Model | null, ...names: readonly K[]): model is Model & Pick<More, K> {
  return model !== null && names.every((name) => name in model);
}
