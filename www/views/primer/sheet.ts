// Reading the engine's sheet: a number's symbol, where it came from, and its rule with symbols or numbers in it.

import { localised } from "../../draw/number.ts";
import type { PrimerCell, PrimerMatrix, PrimerSheet } from "../../client/api/index.ts";
import { short } from "../../draw/number.js";
import { parse, type MathNode } from "../equation/mathml.js";

/** A sheet, by the names of its matrices. */
export class Sheet {
  readonly all: PrimerSheet;
  readonly #byId: ReadonlyMap<string, PrimerMatrix>;
  readonly #cells: readonly PrimerCell[];

  constructor(all: PrimerSheet) {
    this.all = all;
    this.#byId = new Map(all.matrices.map((matrix) => [matrix.id, matrix]));
    this.#cells = all.matrices.flatMap((matrix) => matrix.cells);
  }

  /** The matrix of this name, where there is one: without a step there is none of its results. */
  find(id: string): PrimerMatrix | undefined {
    return this.#byId.get(id);
  }

  matrix(id: string): PrimerMatrix {
    const found = this.find(id);
    if (found === undefined) throw new Error(`the sheet has no ${id}`);
    return found;
  }

  cell(place: number): PrimerCell {
    return this.#cells[place] ?? { name: "", rule: "" };
  }

  value(place: number): number {
    return this.all.numbers[place] ?? NaN;
  }

  values(matrix: PrimerMatrix): Float64Array {
    return this.all.numbers.subarray(matrix.first, matrix.first + matrix.cells.length);
  }

  /** The numbers that a cell was made from. */
  sources(place: number): number[] {
    return [...this.cell(place).rule.matchAll(/#(\d+)/g)].map(([, number]) => Number(number));
  }

  /** The rule with the symbols of its numbers. */
  symbols(place: number): MathNode[] {
    return parse(this.cell(place).rule, (number, base) => {
      const nodes = parse(this.cell(number).name);
      // A slope that is multiplied stands as it is; one that is raised would be read wrong.
      return nodes.length === 1 && nodes[0] && !base ? nodes[0] : { tag: "mrow", children: nodes };
    });
  }

  /** The rule with the numbers themselves. */
  worked(place: number): MathNode[] {
    const { rule } = this.cell(place);
    // A negative number needs its brackets unless nothing stands before it.
    const before = [...rule.matchAll(/(\S?)\s*#\d+/g)].map(([, sign = ""]) => sign);
    let at = -1;
    return parse(rule, (number, base) => {
      at += 1;
      const value = this.value(number);
      const node = numeral(short(value));
      const bare = !base && ["", "(", "{", ","].includes(before[at] ?? "");
      return bare || !(value < 0)
        ? node
        : { tag: "mrow", children: [{ tag: "mo", text: "(" }, node, { tag: "mo", text: ")" }] };
    });
  }

  /** Its symbol, for ears and for titles: ∂L/∂z1. */
  spoken(place: number): string {
    return plain(this.cell(place).name);
  }
}

/** A printed number as mathematics: a power of ten is set as one. */
export function numeral(text: string): MathNode {
  const [mantissa = "", exponent] = text.split("e");
  if (exponent === undefined) return { tag: "mn", text };
  return {
    tag: "mrow",
    children: [
      { tag: "mn", text: mantissa },
      { tag: "mo", text: "\u00d7" },
      {
        tag: "msup",
        children: [
          { tag: "mn", text: "10" },
          { tag: "mn", text: exponent },
        ],
      },
    ],
  };
}

/** The few forms that names are written in, as plain text. */
export function plain(latex: string): string {
  return latex
    .replace(/\\frac\{(.*)\}\{(.*)\}$/, "$1/$2")
    .replaceAll("\\hat{y}", "\u0177")
    .replaceAll("\\partial ", "\u2202")
    .replaceAll("\\eta", "\u03b7")
    .replaceAll("'", "\u2032")
    .replace(/_\{(\d+)\}|_(\d)/g, "$1$2");
}

/**
 * Numbers to be compared, with the same last digit: six significant digits of the largest of them. What is not finite is
 * written out.
 */
export function alike(groups: readonly ArrayLike<number>[]): string[][] {
  let largest = 0;
  for (const group of groups)
    for (const value of Array.from(group)) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const decimals = largest === 0 ? 5 : Math.min(12, Math.max(0, 5 - Math.floor(Math.log10(largest))));
  return groups.map((group) =>
    Array.from(group, (value) => {
      if (!Number.isFinite(value)) return short(value);
      const text = localised(value.toFixed(decimals).replace("-", "\u2212"));
      return /[1-9]/.test(text) ? text : text.replace("\u2212", "");
    }),
  );
}
