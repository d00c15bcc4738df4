// What the network's views share: the example on the stage, the steps of the plan, and one number of it that is pointed at.

import type { Flag as TraceFlag, ParameterTensors, Step, Tensor } from "../client/api/index.ts";
import type { Theme } from "../draw/colour.js";
import type { Selection } from "../state/address.js";

/** One step of the plan, as a trace returns it. */
export type { Step };

/** A number, or a whole tensor, that something is to be said about: a trace's flags, and the dead units that were looked for. */
export type Flag = Pick<TraceFlag, "tensor" | "index"> & { readonly kind: TraceFlag["kind"] | "dead" };

/** Activations and gradients by name: e a h z yhat, dz dU dc dh da dW db de dE. What is absent is not drawn. */
export type Tensors = Readonly<Record<string, Tensor | undefined>>;

/** One example in a network: all that the stage draws. Every number comes from the engine. */
export interface Network {
  /** By token id. */
  readonly vocabulary: readonly string[];
  /** n token ids, oldest first. */
  readonly context: ArrayLike<number>;
  /** The token to be predicted, where there is one. */
  readonly target: number | null;
  readonly parameters: ParameterTensors;
  readonly tensors: Tensors;
  /** The parameters after the update, where a trace gave them. */
  readonly updated?: Partial<ParameterTensors>;
  /** Nats, of this one example. */
  readonly loss?: number;
  /** The same example once more with the updated parameters. */
  readonly after?: { readonly yhat: Tensor; readonly loss: number };
  readonly flags?: readonly Flag[];
}

/** What the stage needs. */
export interface StageProps {
  readonly network: Network;
  /** The plan's steps, as a trace returns them; empty where there is only a prediction: then all that is given is drawn. */
  readonly steps: readonly Step[];
  /** The index of the last step done; -1 before the first. Ignored where there are no steps. */
  readonly head: number;
  /** The step before was only just taken: the stage changes at once. */
  readonly hurried: boolean;
  readonly theme: Theme;
  readonly selection: Selection | null;
  /** A click on a number. */
  readonly onselect: (selection: Selection | null) => void;
  /** The reader wants to know more of the number that is selected. */
  readonly onenter: () => void;
}

/** The names of what is there once the step `head` is done. Without steps everything that was given is there. */
export function writtenBy(steps: readonly Step[], head: number): ReadonlySet<string> | null {
  if (steps.length === 0) return null;
  return new Set(steps.slice(0, head + 1).flatMap((step) => step.writes));
}

/** Whether all updates are done: the example can be looked at once more. */
export function isOver(steps: readonly Step[], head: number): boolean {
  return head === steps.length - 1 && steps[head]?.phase === "update";
}

/** The tensor as it stands once step `head` is done: a parameter changes with its update. Undefined where it is not there yet. */
export function tensorAt(network: Network, steps: readonly Step[], head: number, name: string): Tensor | undefined {
  const changed = steps.slice(0, head + 1).some((step) => step.phase === "update" && step.writes.includes(name));
  if (name in network.parameters) {
    const key = name as keyof ParameterTensors;
    return (changed ? network.updated?.[key] : undefined) ?? network.parameters[key];
  }
  const there = writtenBy(steps, head);
  return !there || there.has(name) ? network.tensors[name] : undefined;
}

/** The value of a cell, or undefined where the tensor is absent or the index lies outside it. */
export function valueOf(tensor: Tensor | undefined, index: readonly number[]): number | undefined {
  if (!tensor || index.length !== tensor.shape.length) return undefined;
  let at = 0;
  for (let k = 0; k < index.length; k += 1) {
    const [i, size] = [index[k] as number, tensor.shape[k] as number];
    if (i < 0 || i >= size) return undefined;
    at = at * size + i;
  }
  return tensor.data[at];
}

/** What is flagged about a number. */
export function flagOf(network: Network, { tensor, index }: Selection): Flag | undefined {
  return network.flags?.find((flag) => flag.tensor === tensor && flag.index?.join() === index.join());
}
