/** What a number of the network stands for, in words: which word, position, hidden unit. */

import { named } from "../draw/words.ts";
import type { Selection } from "../state/address.ts";
import { fill } from "../story/index.ts";
import { step as stepStory } from "../story/step.ts";
import { spokenNames } from "../story/steps.ts";
import type { Network } from "./network.ts";
import { bare, rowOf, type Axis } from "./plan/plan.ts";

/** How a tensor's name is shown. */
export function lettered(tensor: string): string {
  return remembered(tensor) ? tensor : (rowOf(tensor)?.letter ?? bare(tensor));
}

/** How a tensor's name is spoken. */
export function spokenName(tensor: string): string {
  if (remembered(tensor)) return tensor;
  const row = rowOf(tensor);
  const said: Readonly<Record<string, string | undefined>> = spokenNames;
  return row === undefined ? tensor : (said[row.name] ?? row.spoken);
}

/** Is it what an optimizer remembers of a parameter? */
function remembered(tensor: string): boolean {
  return /^[mv]\./.test(tensor);
}

/** Whether a tensor's words are read or predicted: what `</s>` is among them. */
export function roleOf(tensor: string): "start" | "end" {
  const axes: readonly Axis[] = rowOf(tensor)?.axes ?? [];
  return axes.includes("place") || axes.includes("dimension") ? "start" : "end";
}

const axesOf = (tensor: string) => rowOf(tensor)?.axes.join(" ") ?? "";

/** Where a number stands, in words; empty for a tensor of a single number. */
export function placeOf(network: Network, { tensor, index }: Selection, as = (word: string) => word): string {
  const say = stepStory;
  const word = (id: number | undefined) => as(named(network.vocabulary[id ?? -1] ?? "", roleOf(tensor)));
  const d = network.parameters.E.shape[0] ?? 1;
  const position = (at: number) => {
    const block = Math.floor(at / d);
    return fill(say.ofPosition, { number: (at % d) + 1, word: word(network.context[block]), position: block + 1 });
  };
  const [i = 0, j = 0] = index;
  // The same number after the update, or what the optimizer remembers of it, stands in the same place.
  switch (axesOf(tensor)) {
    case "dimension word":
      return fill(say.ofWord, { number: i + 1, word: word(j) });
    case "place one":
      return position(i);
    case "unit place":
      return fill(say.unitAnd, { unit: i + 1, other: position(j) });
    case "unit one":
      return fill(say.unit, { unit: i + 1 });
    case "word unit":
      return fill(say.wordAnd, { word: word(i), unit: j + 1 });
    case "word one":
      return fill(say.word, { word: word(i) });
    case "word word":
      return fill(say.wordPair, { word: word(i), by: word(j) });
    default:
      return "";
  }
}

/** The position in the context, 0 the oldest, that a number belongs to, where it belongs to one. */
export function positionOf(network: Network, { tensor, index }: Selection): number | null {
  const axes: readonly Axis[] = rowOf(tensor)?.axes ?? [];
  const place = axes.indexOf("place");
  if (place >= 0) return Math.floor((index[place] ?? 0) / (network.parameters.E.shape[0] ?? 1));
  if (axesOf(tensor) !== "dimension word") return null;
  const at = Array.from(network.context).indexOf(index[1] ?? 0);
  return at < 0 ? null : at;
}

/** The word that a number belongs to, or null: its own row or column, or the one read at its position. */
export function wordOf(network: Network, selection: Selection): number | null {
  const axes: readonly Axis[] = rowOf(selection.tensor)?.axes ?? [];
  const word = axes.indexOf("word");
  if (word >= 0) return selection.index[word] ?? 0;
  const position = positionOf(network, selection);
  return position === null ? null : (network.context[position] ?? null);
}
