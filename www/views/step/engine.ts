// What this room asks of a model beyond the scripting interface of today: shown where the engine has it, absent where it has not yet.

import type { Control, Model, Split, Tensor, Trace } from "../../client/types.ts";

export interface GradientCheck {
  readonly worst: number;
  readonly where?: { readonly tensor: string; readonly index: readonly number[] };
  readonly checked: number;
  readonly skipped: number;
}
export interface DeadUnits {
  readonly units: Uint32Array;
  readonly windows: number;
}
export interface Example {
  readonly index: number;
  readonly count: number;
  readonly context: Uint32Array;
  readonly target: number;
  readonly tokens: readonly string[];
  readonly targetToken: string;
  readonly line: number;
}
export interface WorstExample extends Example {
  readonly loss: number;
}
export interface ReadLines {
  readonly total: number;
  readonly lines: readonly { readonly line: number; readonly tokens: readonly string[]; readonly positions: readonly number[] }[];
}
export interface BatchGradient {
  readonly tensors: Readonly<Partial<Record<string, Tensor>>>;
  readonly norm: number;
  readonly losses: Float32Array;
  readonly norms: Float32Array;
  readonly agreement: Float32Array;
}
export interface Passage {
  readonly from: string;
  readonly to: string;
  readonly tensor: string;
  readonly norm: number;
  readonly position?: number;
}
export interface TraceFlag {
  readonly tensor: string;
  readonly index?: readonly number[];
  readonly kind: "saturated" | "vanishing" | "exploding";
  readonly value: number;
}
export interface Fine {
  readonly maximum: Tensor;
  readonly shifted: Tensor;
  readonly exponentials: Tensor;
  readonly sum: Tensor;
  readonly dyhat: Tensor;
  readonly jacobian?: Tensor;
  readonly product: Tensor;
}
export type FullTrace = Trace;
interface More {
  checkGradients(options: { readonly context?: string | readonly string[]; readonly target?: string | number; readonly tensor?: string; readonly samples?: number; readonly seed?: number }): Promise<GradientCheck>;
  dead(options: { readonly windows: number }): Promise<DeadUnits>;
  example(options: { readonly split: Split; readonly index: number }): Promise<Example>;
  worst(options: { readonly split: Split; readonly count: number } & Control): Promise<WorstExample[]>;
  lines(token: string, options: { readonly count: number }): Promise<ReadLines>;
  batch(options: { readonly contexts: Uint32Array; readonly targets: Uint32Array }): Promise<BatchGradient>;
  edit(cells: readonly { readonly tensor: string; readonly index: readonly number[]; readonly value: number }[], options?: { readonly again?: boolean }): Promise<{ readonly before: number[] }>;
  putBack(): Promise<{ readonly edits: number }>;
  undo(): Promise<void>;
}

export function offers<K extends keyof More>(model: Model | null, ...names: readonly K[]): model is Model & Pick<More, K> {
  return model !== null && names.every((name) => name in model);
}
