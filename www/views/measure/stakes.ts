// What a player typed, read as stakes. The engine has the last word on every round; this only turns words into tokens.

import { fill } from "../../story/index.ts";
import { measure } from "../../story/measure.ts";

export interface Typed {
  word: string;
  percent: string;
}

/** [token, per cent] pairs, or a sentence on what is wrong. Lines without a word are passed over. */
export function stakesOf(
  typed: readonly Readonly<Typed>[],
  vocabulary: readonly string[],
  lowercase: boolean,
): readonly (readonly [number, number])[] | string {
  const words = measure.perplexity;
  const stakes: [number, number][] = [];
  for (const { word: raw, percent } of typed) {
    const word = lowercase ? raw.trim().toLowerCase() : raw.trim();
    if (word === "") continue;
    const token = vocabulary.indexOf(word === measure.end ? "</s>" : word);
    if (token < 0) return fill(words.unknownWord, { word });
    if (stakes.some(([other]) => other === token)) return fill(words.twice, { word });
    const share = percent.trim() === "" ? NaN : Number(percent);
    if (!(share >= 0 && share <= 100)) return fill(words.badPercent, { word });
    stakes.push([token, share]);
  }
  const total = stakes.reduce((sum, [, share]) => sum + share, 0);
  return total > 100 ? fill(words.over, { total }) : stakes;
}
