// A safetensors file that another program wrote: a first guess which of its tensors is which, for the reader to put right.

import type { ForeignOptions } from "../client/api/index.ts";
import type { FileTensor } from "../client/api/index.ts";

export const LETTERS = ["E", "W", "U", "b", "c"] as const;
export type Letter = (typeof LETTERS)[number];

/** What the reader is asked about. */
export interface Foreign {
  readonly file: Uint8Array | Blob;
  readonly name: string;
  readonly tensors: readonly FileTensor[];
  /** The tokens by id, where a text file came with it. */
  readonly vocabulary: readonly string[] | null;
}

/** What is said of one letter: the tensor's name, empty for none; whether it stands transposed, empty for as its shape tells. */
export interface Said {
  name: string;
  transposed: "" | "no" | "yes";
}

export const axes = (letter: Letter): number => (letter === "b" || letter === "c" ? 1 : 2);
const MATRICES = LETTERS.filter((letter) => axes(letter) === 2);

/** Whether each of those that a model must have is said. */
export const named = (said: Readonly<Record<Letter, Said>>): boolean =>
  MATRICES.every((letter) => said[letter].name !== "");

/** What such tensors are often called. */
const CALLED: Readonly<Record<Letter, RegExp>> = {
  E: /(^|\.)e(\.weight)?$|emb|wte|lookup/i,
  W: /(^|\.)w(\.weight)?$|hidden.*weight|fc1.*weight|^(net|layers?)\.0\.weight/i,
  U: /(^|\.)u(\.weight)?$|(out|decoder|head|fc2).*weight/i,
  b: /(^|\.)b$|(hidden|fc1).*bias|^w\.bias/i,
  c: /(^|\.)c$|(out|decoder|head|fc2).*bias|^u\.bias/i,
};

/** A tensor for each letter by its name; of the matrices that no name tells, in the order of the file. No tensor twice. */
export function guessed(tensors: readonly FileTensor[]): Record<Letter, Said> {
  const taken = new Set<string>();
  const found: Partial<Record<Letter, string>> = {};
  const take = (letter: Letter, fits: (name: string) => boolean): void => {
    const tensor = tensors.find(({ name, shape }) => shape.length === axes(letter) && !taken.has(name) && fits(name));
    if (found[letter] !== undefined || tensor === undefined) return;
    found[letter] = tensor.name;
    taken.add(tensor.name);
  };
  for (const letter of LETTERS) take(letter, (name) => CALLED[letter].test(name));
  for (const letter of MATRICES) take(letter, () => true);
  const said = (letter: Letter): Said => ({ name: found[letter] ?? "", transposed: "" });
  return { E: said("E"), W: said("W"), U: said("U"), b: said("b"), c: said("c") };
}

/** A vocabulary as a text file: a token a line, in the order of the ids. */
export function vocabularyOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** As `glasslm.load` takes it. */
export function toldOf(said: Readonly<Record<Letter, Said>>): NonNullable<ForeignOptions["tensors"]> {
  const entries = LETTERS.filter((letter) => said[letter].name !== "").map((letter) => {
    const { name, transposed } = said[letter];
    return [letter, transposed === "" ? { name } : { name, transposed: transposed === "yes" }] as const;
  });
  return Object.fromEntries(entries);
}
