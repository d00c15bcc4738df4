// The sizes of every figure of speed, from the one table, and the text that a network of each size trains on.
import { readFileSync } from "node:fs";

const table = readFileSync(new URL("sizes.txt", import.meta.url), "utf8");

export const sizes = table
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [letter, ...fields] = line.trim().split(/\s+/);
    const [vocabulary, context, embedding, hidden, batch] = fields.map(Number);
    return { letter, vocabulary, context, embedding, hidden, batch, bias: fields.at(-1) === "yes" };
  });

/** Operations of one training step: a product and a sum for each parameter of W and U and each example, forward once, backward twice. */
export function operations({ vocabulary, context, embedding, hidden, batch }) {
  return 6 * batch * (context * embedding * hidden + hidden * vocabulary);
}
