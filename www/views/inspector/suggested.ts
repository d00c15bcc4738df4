/** A number of a step that is worth a look, for a reader who has not chosen one. */

import type { Selection } from "../../state/address.ts";
import type { Network, Step } from "../network.ts";
import { rowOf } from "../plan/plan.ts";

/** Of what the step writes: the target's number where words have one each, else the largest. */
export function suggested(network: Network, step: Step): Selection | null {
  const name = step.writes[0];
  if (name === undefined) return null;
  const tensor = name in network.parameters ? network.tensors[rowOf(name)?.derivative ?? ""] : network.tensors[name];
  if (!tensor) return null;
  const { shape, data } = tensor;
  if (shape.length === 1 && shape[0] === network.vocabulary.length && network.target !== null)
    return { tensor: name, index: [network.target] };
  let best = 0;
  for (let at = 1; at < data.length; at += 1)
    if (Math.abs(data[at] as number) > Math.abs(data[best] as number)) best = at;
  const columns = shape[1] ?? 1;
  return { tensor: name, index: shape.length === 2 ? [Math.floor(best / columns), best % columns] : [best] };
}
