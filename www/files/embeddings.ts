// Embedding tables: word2vec's text format and GloVe's, which is the same without its first line; and the projector's two files.

import type { Tensor } from "../client/api/index.ts";
import { fill } from "../story/index.ts";
import { keep as words } from "../story/keep.ts";
import { refused } from "./refused.ts";

/** word2vec begins with how many words and how many numbers. */
const COUNTS = /^\d+ \d+\s*$/;

function numbersOf(line: string): { readonly word: string; readonly numbers: readonly string[] } {
  const [word = "", ...numbers] = line.trimEnd().split(" ");
  return { word, numbers };
}

/** Whether a file begins as such a table does: words with equally many numbers. */
export function looksLikeTable(start: string): boolean {
  const lines = start.split("\n");
  if (COUNTS.test(lines[0] ?? "")) lines.shift();
  // The last line may be cut.
  const rows = (lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, 2).map(numbersOf);
  const length = rows[0]?.numbers.length ?? 0;
  return (
    length >= 2 &&
    rows.every(({ numbers }) => numbers.length === length) &&
    rows[0]!.numbers.every((text) => text !== "" && Number.isFinite(Number(text)))
  );
}

/** E with the columns of the words that the table has; the others keep theirs. A table of gigabytes passes by line by line. */
export async function readTable(
  file: Blob,
  vocabulary: readonly string[],
  E: Tensor,
): Promise<{ readonly E: Tensor; readonly found: number }> {
  const [d = 0, size = 0] = E.shape;
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const data = E.data.slice();
  const seen = new Set<number>();
  let first = true;
  const take = (line: string): void => {
    if (line === "" || (first && COUNTS.test(line))) return;
    const { word, numbers } = numbersOf(line);
    if (first && numbers.length !== d)
      throw refused(() => fill(words.tableSize, { numbers: numbers.length, embedding: d }));
    first = false;
    const id = ids.get(word);
    if (id === undefined || seen.has(id)) return;
    const values = numbers.map(Number);
    if (values.length !== d || values.some((value) => !Number.isFinite(Math.fround(value))))
      throw refused(() => fill(words.tableRow, { word }));
    seen.add(id);
    values.forEach((value, row) => {
      data[row * size + id] = value;
    });
  };
  let rest = "";
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  }
  take(rest);
  if (seen.size === 0) throw refused(() => words.tableNone);
  return { E: { shape: E.shape, data }, found: seen.size };
}

/** The table of a model's embeddings in word2vec's text format. White space in a token is written as a sign, since it ends a word there. */
export function word2vec(vocabulary: readonly string[], E: Tensor): string {
  const [d = 0, size = 0] = E.shape;
  const rows = vocabulary.map((token, id) => [visible(token), ...columnOf(E, id)].join(" "));
  return `${size} ${d}\n${rows.join("\n")}\n`;
}

/** The TensorFlow projector's two files: the vectors, and what each is called. */
export function projector(
  vocabulary: readonly string[],
  E: Tensor,
): { readonly vectors: string; readonly names: string } {
  return {
    vectors: vocabulary.map((_, id) => `${columnOf(E, id).join("\t")}\n`).join(""),
    names: vocabulary.map((token) => `${visible(token)}\n`).join(""),
  };
}

function columnOf(E: Tensor, id: number): number[] {
  const [d = 0, size = 0] = E.shape;
  return Array.from({ length: d }, (_, row) => E.data[row * size + id] ?? 0);
}

const SIGNS: Readonly<Record<string, string>> = { " ": "␣", "\n": "␤", "\t": "␉" };

/** A token without white space that would end it. */
export function visible(token: string): string {
  return token.replace(/\s/g, (space) => SIGNS[space] ?? "␣");
}
