/** Which numbers on the stage belong together: what a number is made from and what it goes into, one step each way. */

import type { Selection } from "../../state/address.ts";

/** A set of cells: an index whose null entries stand for all of that row or column. */
export interface Related {
  readonly tensor: string;
  readonly index: readonly (number | null)[];
}

/** The numbers related to one, itself not among them. `d` is the embedding size, `context` the token ids, oldest first. */
export function related(cell: Selection, d: number, context: ArrayLike<number>): Related[] {
  const [i = 0, j = 0] = cell.index;
  switch (cell.tensor) {
    case "E":
      return Array.from(context).flatMap((id, position) => (id === j ? [{ tensor: "e", index: [position * d + i] }] : []));
    case "e":
      return [{ tensor: "E", index: [i % d, context[Math.floor(i / d)] ?? -1] }, { tensor: "W", index: [null, i] }];
    case "W":
      return [{ tensor: "e", index: [j] }, { tensor: "a", index: [i] }];
    case "a":
      return [{ tensor: "W", index: [i, null] }, { tensor: "h", index: [i] }];
    case "h":
      return [{ tensor: "a", index: [i] }, { tensor: "U", index: [null, i] }];
    case "U":
      return [{ tensor: "h", index: [j] }, { tensor: "z", index: [i] }];
    case "z":
      return [{ tensor: "U", index: [i, null] }, { tensor: "yhat", index: [i] }];
    case "yhat":
      return [{ tensor: "z", index: [i] }];
    case "dz":
      return [{ tensor: "yhat", index: [i] }, { tensor: "dU", index: [i, null] }, { tensor: "U", index: [i, null] }];
    case "dU":
      return [{ tensor: "dz", index: [i] }, { tensor: "h", index: [j] }];
    case "dh":
      return [{ tensor: "U", index: [null, i] }, { tensor: "da", index: [i] }];
    case "da":
      return [{ tensor: "dh", index: [i] }, { tensor: "dW", index: [i, null] }];
    case "dW":
      return [{ tensor: "da", index: [i] }, { tensor: "e", index: [j] }];
    case "de":
      return [{ tensor: "W", index: [null, i] }, { tensor: "dE", index: [i % d, context[Math.floor(i / d)] ?? -1] }];
    case "dE":
      return Array.from(context).flatMap((id, position) => (id === j ? [{ tensor: "de", index: [position * d + i] }] : []));
    default:
      return [];
  }
}
