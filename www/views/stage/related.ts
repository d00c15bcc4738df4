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
      return Array.from(context).flatMap((id, position) =>
        id === j ? [{ tensor: "e", index: [position * d + i] }] : [],
      );
    case "e":
      return [
        { tensor: "E", index: [i % d, context[Math.floor(i / d)] ?? -1] },
        { tensor: "W", index: [null, i] },
      ];
    case "W":
      return [
        { tensor: "e", index: [j] },
        { tensor: "a", index: [i] },
      ];
    case "b":
      return [{ tensor: "a", index: [i] }];
    case "c":
      return [{ tensor: "z", index: [i] }];
    case "a":
      return [
        { tensor: "W", index: [i, null] },
        { tensor: "b", index: [i] },
        { tensor: "h", index: [i] },
      ];
    case "h":
      return [
        { tensor: "a", index: [i] },
        { tensor: "U", index: [null, i] },
      ];
    case "U":
      return [
        { tensor: "h", index: [j] },
        { tensor: "z", index: [i] },
      ];
    case "z":
      return [
        { tensor: "U", index: [i, null] },
        { tensor: "c", index: [i] },
        { tensor: "yhat", index: [i] },
      ];
    case "yhat":
      return [{ tensor: "z", index: [i] }];
    case "dz":
      return [
        { tensor: "yhat", index: [i] },
        { tensor: "dU", index: [i, null] },
        { tensor: "U", index: [i, null] },
      ];
    case "dU":
      return [
        { tensor: "dz", index: [i] },
        { tensor: "h", index: [j] },
      ];
    case "dh":
      return [
        { tensor: "U", index: [null, i] },
        { tensor: "da", index: [i] },
      ];
    case "da":
      return [
        { tensor: "dh", index: [i] },
        { tensor: "dW", index: [i, null] },
      ];
    case "db":
      return [{ tensor: "da", index: [i] }];
    case "dc":
      return [{ tensor: "dz", index: [i] }];
    case "dW":
      return [
        { tensor: "da", index: [i] },
        { tensor: "e", index: [j] },
      ];
    case "de":
      return [
        { tensor: "W", index: [null, i] },
        { tensor: "dE", index: [i % d, context[Math.floor(i / d)] ?? -1] },
      ];
    case "dE":
      return Array.from(context).flatMap((id, position) =>
        id === j ? [{ tensor: "de", index: [position * d + i] }] : [],
      );
    default:
      return [];
  }
}

/** What a number goes into next, by the plan: forward for a value, back for a gradient. Null entries stand for all of that row or column. */
export function onward(cell: Selection, d: number, context: ArrayLike<number>, target: number | null): Related[] {
  const [i = 0, j = 0] = cell.index;
  const own = (tensor: string): Related[] => [{ tensor, index: [i] }];
  const all = (tensor: string): Related[] => [{ tensor, index: [null] }];
  switch (cell.tensor) {
    case "E":
      return related(cell, d, context).slice(0, context.length);
    case "e":
      return all("a");
    case "W":
    case "b":
      return own("a");
    case "a":
      return own("h");
    case "h":
      return all("z");
    case "U":
    case "c":
      return own("z");
    case "z":
      return all("yhat");
    case "yhat":
      return i === target ? [{ tensor: "L", index: [0] }, ...own("dz")] : own("dz");
    case "dz":
      return [...all("dh"), { tensor: "dU", index: [i, null] }];
    case "dh":
      return own("da");
    case "da":
      return [...all("de"), { tensor: "dW", index: [i, null] }];
    case "de":
      return [{ tensor: "dE", index: [i % d, context[Math.floor(i / d)] ?? -1] }];
    case "dE":
    case "dW":
    case "dU":
      return [{ tensor: cell.tensor.slice(1), index: [i, j] }];
    case "db":
    case "dc":
      return own(cell.tensor.slice(1));
    default:
      return [];
  }
}
