/** Which numbers on the stage belong together: what a number is made from and what it goes into, one step each way, by the plan. */

import type { Selection } from "../../state/address.ts";
import type { Network } from "../network.ts";
import { rowOf, STEPS, type PlanStep } from "../plan/plan.ts";

/** A set of cells: an index whose null entries stand for all of that row or column. */
export interface Related {
  readonly tensor: string;
  readonly index: readonly (number | null)[];
}

/** The example that a number is one of. */
export type Around = Pick<Network, "context" | "target" | "parameters">;

/** Steps and tensors that this network has: biases only where there are some. */
function exists(network: Around, name: string): boolean {
  const row = rowOf(name);
  return row !== undefined && (!row.bias || (row.of ?? name) in network.parameters);
}

/** The places in e of a column of the table: one for each position that reads the word. */
function readers(network: Around, to: string, d: number, [r = 0, word = 0]: readonly number[]): Related[] {
  return Array.from(network.context).flatMap((id, position) =>
    id === word ? [{ tensor: to, index: [position * d + r] }] : [],
  );
}

/** The column of the table that a place in e was read from. */
function column(network: Around, table: string, d: number, i: number): Related {
  return { tensor: table, index: [i % d, network.context[Math.floor(i / d)] ?? -1] };
}

/** What a step makes a number of: where each number of a row takes part in it, the matrix's row stands for all. */
function madeFrom(network: Around, step: PlanStep, index: readonly number[], d: number): Related[] {
  const [i = 0, j = 0] = index;
  switch (step.kind) {
    case "gather":
      return [column(network, step.table, d, i)];
    case "affine":
      return [
        ...step.products.map(([matrix]) => ({ tensor: matrix, index: [i, null] })),
        ...(step.bias === null ? [] : [{ tensor: step.bias, index: [i] }]),
      ];
    case "affineBack":
      return step.products.map(([matrix]) => ({ tensor: matrix, index: [null, i] }));
    case "outer":
      return [
        { tensor: step.left, index: [i] },
        { tensor: step.right, index: [j] },
      ];
    case "scatter":
      return readers(network, step.from, d, index);
    case "loss":
      return network.target === null ? [] : [{ tensor: step.from, index: [network.target] }];
    case "concat":
    case "update":
      return [];
    default:
      return [{ tensor: step.from, index: [i] }];
  }
}

/** What a step makes with a number, and what the number meets there. */
function goesInto(
  network: Around,
  step: PlanStep,
  { tensor, index }: Selection,
  d: number,
): { readonly to: Related[]; readonly meets: Related[] } {
  const [i = 0, j = 0] = index;
  const nothing = { to: [], meets: [] };
  const own = { to: [{ tensor: step.to, index: [i] }], meets: [] };
  const all = [{ tensor: step.to, index: [null] }];
  switch (step.kind) {
    case "gather":
      return step.table === tensor ? { to: readers(network, step.to, d, index), meets: [] } : nothing;
    case "affine":
    case "affineBack": {
      const back = step.kind === "affineBack";
      if (step.kind === "affine" && step.bias === tensor) return own;
      for (const [matrix, vector] of step.products) {
        if (vector === tensor) return { to: all, meets: [{ tensor: matrix, index: back ? [i, null] : [null, i] }] };
        const [from, to] = back ? [i, j] : [j, i];
        if (matrix === tensor)
          return { to: [{ tensor: step.to, index: [to] }], meets: [{ tensor: vector, index: [from] }] };
      }
      return nothing;
    }
    case "outer":
      if (step.left === tensor) return { to: [{ tensor: step.to, index: [i, null] }], meets: [] };
      return step.right === tensor ? { to: [{ tensor: step.to, index: [null, i] }], meets: [] } : nothing;
    case "scatter":
      return step.from === tensor ? { to: [column(network, step.to, d, i)], meets: [] } : nothing;
    case "softmax":
      return step.from === tensor ? { to: all, meets: [] } : nothing;
    case "loss":
      return step.from === tensor && i === network.target
        ? { to: [{ tensor: step.to, index: [0] }], meets: [] }
        : nothing;
    case "update":
      return step.from === tensor ? { to: [{ tensor: step.to, index: [...index] }], meets: [] } : nothing;
    case "concat":
      return nothing;
    default:
      return step.from === tensor ? own : nothing;
  }
}

/** Steps on the way that a tensor's data go: forward for a value and a parameter, back for a gradient. */
function onTheWay(network: Around, tensor: string): PlanStep[] {
  const phase = rowOf(tensor)?.kind === "derivative" ? "backward" : "forward";
  return STEPS.filter((step) => step.phase === phase && exists(network, step.to));
}

const size = (network: Around) => network.parameters.E.shape[0] ?? 1;

/** The numbers related to one, itself not among them. */
export function related(network: Around, cell: Selection): Related[] {
  const d = size(network);
  const source = STEPS.find((step) => step.to === cell.tensor && step.phase !== "update");
  const ways = onTheWay(network, cell.tensor).map((step) => ({ step, ...goesInto(network, step, cell, d) }));
  const all = [
    ...(source ? madeFrom(network, source, cell.index, d) : []),
    // Where a vector meets a matrix, its column there says more than all of the result; so does a softmax's own number.
    ...ways.flatMap(({ step, to, meets }) =>
      step.kind === "softmax" && to.length > 0
        ? [{ tensor: step.to, index: [cell.index[0] ?? 0] }]
        : [...meets, ...to.filter(({ index }) => index.length > 1 || index[0] !== null)],
    ),
  ];
  return all.filter(({ tensor }) => exists(network, tensor) && !isNumberless(tensor));
}

/** L has no cell on the stage. */
function isNumberless(tensor: string): boolean {
  return rowOf(tensor)?.axes[0] === "one";
}

/** What a number goes into next, by the plan. Null entries stand for all of that row or column. */
export function onward(network: Around, cell: Selection): Related[] {
  const d = size(network);
  const ways = onTheWay(network, cell.tensor);
  // From the probabilities the way turns back; at the parameters' gradients it ends in the update.
  const turns = STEPS.filter(
    (step) => (step.kind === "lossBack" || step.kind === "update") && step.from === cell.tensor && !ways.includes(step),
  );
  return [...ways, ...turns].flatMap((step) => goesInto(network, step, cell, d).to);
}
