/** What a reader takes away: a tensor or a sum as LaTeX, CSV or NumPy, for the board, the homework, one's own check. */

import type { Factor, Tensor, Term } from "../../client/api/index.ts";
import { full } from "../../draw/number.ts";
import { rowOf, slopeAt } from "../plan/plan.ts";

export const formats = ["latex", "csv", "numpy"] as const;
export type Format = (typeof formats)[number];

/** A matrix with more rows or columns than this is written with dots in LaTeX: no board is larger. */
const BOARD = 12;

/** A tensor's name in LaTeX. */
export function symbol(name: string): string {
  const latex = rowOf(name)?.latex ?? name;
  return name.startsWith("updated.") ? `${latex}'` : /^[mv]\./.test(name) ? `${name[0] ?? ""}^{(${latex})}` : latex;
}

/** A number in LaTeX, in full. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "\\text{NaN}" : value < 0 ? "-\\infty" : "\\infty";
  const [mantissa, exponent] = full(value).split("e") as [string, string?];
  return exponent === undefined ? mantissa : `${mantissa} \\times 10^{${exponent.replace("+", "")}}`;
}

/** A name with its index, counted from 1 as the page does. */
export function cell(name: string, index: readonly number[]): string {
  const place = index.map((at) => at + 1).join(",");
  if (place === "") return symbol(name);
  const slope = slopeAt(name);
  if (slope !== undefined) return `${symbol(name)}(${symbol(slope)}_{${place}})`;
  return rowOf(name)?.of == null ? `${symbol(name)}_{${place}}` : `(${symbol(name)})_{${place}}`;
}

export function tensorAs(format: Format, name: string, tensor: Tensor): string {
  const [rows, columns] =
    tensor.shape.length === 2 ? [tensor.shape[0] ?? 0, tensor.shape[1] ?? 0] : [1, tensor.data.length];
  const at = (row: number, column: number) => tensor.data[row * columns + column] ?? NaN;
  const line = (row: number) => Array.from({ length: columns }, (_, column) => full(at(row, column)));
  if (format === "csv") return Array.from({ length: rows }, (_, row) => `${line(row).join(",")}\n`).join("");
  if (format === "numpy") {
    const body =
      tensor.shape.length === 2
        ? `[${Array.from({ length: rows }, (_, row) => `[${line(row).map(python).join(", ")}]`).join(",\n ")}]`
        : `[${line(0).map(python).join(", ")}]`;
    return `${variable(name)} = np.array(${body}, dtype=np.float32)  # ${tensor.shape.join(" x ")}\n`;
  }
  // A vector stands upright, as in the equations.
  const upright =
    tensor.shape.length === 2 ? { rows, columns, at } : { rows: columns, columns: 1, at: (row: number) => at(0, row) };
  const few = (size: number) =>
    size <= BOARD
      ? Array.from({ length: size }, (_, i) => i)
      : [...Array.from({ length: BOARD - 2 }, (_, i) => i), -1, size - 1];
  const across = few(upright.columns);
  const body = few(upright.rows)
    .map((row) =>
      across
        .map((column) =>
          row < 0 ? (column < 0 ? "\\ddots" : "\\vdots") : column < 0 ? "\\cdots" : number(upright.at(row, column)),
        )
        .join(" & "),
    )
    .join(" \\\\\n");
  return `${symbol(name)} = \\begin{bmatrix}\n${body}\n\\end{bmatrix}\n`;
}

/** A sum with all its terms; where it is no sum, the function of its operands. */
export function sumAs(format: Format, of: Factor, operation: string, terms: readonly Term[]): string {
  const widest = Math.max(0, ...terms.map((term) => term.factors.length));
  if (format === "csv") {
    const head = [...Array.from({ length: widest }, (_, i) => [`factor ${i + 1}`, `value ${i + 1}`]).flat(), "product"];
    const rows = terms.map((term) => [
      ...Array.from({ length: widest }, (_, i) => {
        const factor = term.factors[i];
        return factor ? [`"${place(factor)}"`, full(factor.value)] : ["", ""];
      }).flat(),
      full(term.product),
    ]);
    return [head, ...rows].map((row) => `${row.join(",")}\n`).join("");
  }
  if (format === "numpy") {
    const products = terms.map((term) =>
      term.factors.length === 0
        ? python(full(term.product))
        : `${term.sign < 0 ? "-1 * " : ""}${term.factors.map(({ value }) => python(full(value))).join(" * ")}`,
    );
    const note = `# ${place(of)} = ${full(of.value)} (${operation})`;
    return `${note}\nterms = np.array([${products.join(",\n ")}], dtype=np.float32)\n${operation === "sum" ? "terms.sum()\n" : ""}`;
  }
  const written = terms.map((term) => {
    const factors = term.factors.map((factor) =>
      factor.value < 0 ? `(${number(factor.value)})` : number(factor.value),
    );
    return `${term.sign < 0 ? "-" : ""}${factors.join(" \\cdot ")}`;
  });
  const right =
    operation === "sum"
      ? written.join(" + ").replaceAll("+ -", "- ")
      : `\\operatorname{${operation}}(${written.join(",\\, ")})`;
  return `${cell(of.tensor, of.index)} = ${right} = ${number(of.value)}\n`;
}

function place(factor: Factor): string {
  return `${factor.tensor}[${factor.index.join(", ")}]`;
}

function variable(name: string): string {
  return slopeAt(name) === undefined ? name : "slope";
}

function python(text: string): string {
  return text === "NaN" ? "np.nan" : text.replace("Infinity", "np.inf");
}
