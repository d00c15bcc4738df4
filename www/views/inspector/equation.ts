/** A number's own equation with the numbers of this example in it, as LaTeX for the page. */

import type { Explanation, Term } from "../../client/api/index.ts";
import { plain } from "../../draw/number.ts";
import type { Selection } from "../../state/address.ts";
import { isNumber, slopeAt } from "../plan/plan.ts";
import { symbol } from "./take.ts";

/** Terms written out; the rest are dots. */
const WRITTEN = 3;

/** The name of a number: letters with an index that counts from 1, or with the word that it belongs to. */
export function named({ tensor, index }: Selection, word?: string): string {
  const place = index.map((at) => String(at + 1));
  if (word !== undefined && index.length === 1) place[0] = `\\text{${word.replace(/[{}\\]/g, "")}}`;
  const at = place.join(",");
  // A tensor of one number needs no index.
  if (at === "" || isNumber(tensor)) return symbol(tensor);
  const slope = slopeAt(tensor);
  if (slope !== undefined) return `${symbol(tensor)}(${symbol(slope)}_{${at}})`;
  return `${symbol(tensor)}_{${at}}`;
}

/** The value as its terms make it, the largest first, in pieces between which a line may break. */
export function withNumbers(explanation: Explanation): string[] {
  const { operation, terms, count, value } = explanation;
  if (operation === "parameter" || operation === "one-hot" || operation === "softmax" || terms.length === 0) return [];
  if (!["sum", "tanh", "sigmoid", "relu", "log", "exp"].includes(operation)) return [];
  if (operation !== "sum") return [`= ${applied(operation, (terms[0] as Term).product)}`, `= ${latex(value)}`];
  if (count === 1 && terms[0]?.factors.length === 1) return [];
  const parts = terms.slice(0, WRITTEN).map((term, at) => `${at === 0 ? "= " : ""}${product(term, at === 0)}`);
  return [...parts, ...(count > WRITTEN ? ["{} + \\ldots"] : []), `= ${latex(value)}`];
}

function applied(operation: string, value: number): string {
  if (operation === "log") return `-\\log ${latex(value)}`;
  if (operation === "exp") return `e^{${latex(value)}}`;
  if (operation === "relu") return `\\max(0, ${latex(value)})`;
  return `\\operatorname{${operation}}(${latex(value)})`;
}

/** A term. After the first an empty group stands before its sign, which is set as one between two numbers then. */
function product(term: Term, first: boolean): string {
  const values = term.factors.map((factor) => factor.value);
  const away = term.sign < 0;
  if (values.length === 1) {
    if (first) return latex(term.product);
    return `{} ${term.product < 0 || (term.product === 0 && away) ? "-" : "+"} ${latex(Math.abs(term.product))}`;
  }
  const factors = values.map((value) => (value < 0 ? `(${latex(value)})` : latex(value))).join(" \\cdot ");
  return first ? `${away ? "- " : ""}${factors}` : `{} ${away ? "-" : "+"} ${factors}`;
}

/** Three digits, as everywhere on the page. A sign stands in the number's own group: it is no minus between two. */
function latex(value: number): string {
  const text = plain(value).replaceAll("\u2212", "-").replace("\u221e", "\\infty");
  const [mantissa = "", exponent] = text.split("e") as [string, string?];
  if (mantissa === "NaN") return "\\text{NaN}";
  const signed = mantissa.startsWith("-") ? `{${mantissa}}` : mantissa;
  return exponent === undefined ? signed : `${signed} \\cdot 10^{${exponent}}`;
}
