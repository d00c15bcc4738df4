/** What a number of the network stands for, in words: which word, position, hidden unit. */

import { written } from "../draw/words.ts";
import type { Selection } from "../state/address.ts";
import { fill } from "../story/index.ts";
import { step as stepStory } from "../story/step.ts";
import type { Network } from "./network.ts";

/** How a tensor's name is shown. */
export function lettered(tensor: string): string {
  const names: Readonly<Record<string, string>> = stepStory.names;
  return names[tensor] ?? tensor.replace(/^updated\./, "");
}

/** How a tensor's name is spoken. */
export function spokenName(tensor: string): string {
  return stepStory.spokenNames[tensor as keyof typeof stepStory.spokenNames] ?? tensor;
}

/** Where a number stands, in words; empty for a tensor of a single number. */
export function placeOf(network: Network, { tensor, index }: Selection): string {
  const say = stepStory;
  const word = (id: number | undefined) => written(network.vocabulary[id ?? -1] ?? "");
  const d = network.parameters.E.shape[0] ?? 1;
  const position = (at: number) => {
    const block = Math.floor(at / d);
    return fill(say.ofPosition, { number: (at % d) + 1, word: word(network.context[block]), position: block + 1 });
  };
  const [i = 0, j = 0] = index;
  // The same number after the update, or what the optimizer remembers of it, stands in the same place.
  switch (tensor.replace(/^(updated|m|v)\./, "")) {
    case "E":
    case "dE":
      return fill(say.ofWord, { number: i + 1, word: word(j) });
    case "e":
    case "de":
      return position(i);
    case "W":
    case "dW":
      return fill(say.unitAnd, { unit: i + 1, other: position(j) });
    case "a":
    case "da":
    case "h":
    case "dh":
    case "b":
    case "db":
    case "sigma'":
      return fill(say.unit, { unit: i + 1 });
    case "U":
    case "dU":
      return fill(say.wordAnd, { word: word(i), unit: j + 1 });
    case "z":
    case "dz":
    case "yhat":
    case "y":
    case "c":
    case "dc":
    case "shifted":
    case "exponentials":
    case "dyhat":
    case "product":
      return fill(say.word, { word: word(i) });
    case "jacobian":
      return fill(say.wordPair, { word: word(i), by: word(j) });
    default:
      return "";
  }
}

/** The position in the context, 0 the oldest, that a number belongs to, where it belongs to one. */
export function positionOf(network: Network, { tensor, index }: Selection): number | null {
  const d = network.parameters.E.shape[0] ?? 1;
  const [i = 0, j = 0] = index;
  if (tensor === "e" || tensor === "de") return Math.floor(i / d);
  if (tensor === "W" || tensor === "dW") return Math.floor(j / d);
  if (tensor !== "E" && tensor !== "dE") return null;
  const at = Array.from(network.context).indexOf(j);
  return at < 0 ? null : at;
}

/** The word that a number belongs to, or null: its own row or column, or the one read at its position. */
export function wordOf(network: Network, selection: Selection): number | null {
  const [i = 0, j = 0] = selection.index;
  if (
    ["U", "dU", "z", "dz", "yhat", "y", "c", "dc", "shifted", "exponentials", "dyhat", "product", "jacobian"].includes(
      selection.tensor,
    )
  )
    return i;
  if (selection.tensor === "E" || selection.tensor === "dE") return j;
  const position = positionOf(network, selection);
  return position === null ? null : (network.context[position] ?? null);
}
