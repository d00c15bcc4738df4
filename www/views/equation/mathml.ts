/** The equations of the plan and the primer, from their LaTeX to MathML: the small part of LaTeX that they are written in, and no more. */

/** An element of MathML: with text, or with children. */
export interface MathNode {
  readonly tag:
    | "mi"
    | "mn"
    | "mo"
    | "mrow"
    | "msup"
    | "msub"
    | "msubsup"
    | "munderover"
    | "mover"
    | "mspace"
    | "mtext"
    | "mfrac"
    | "msqrt";
  readonly text?: string;
  readonly width?: string;
  /** A class that the view colours. */
  readonly mark?: string | undefined;
  readonly children?: readonly MathNode[];
}

const LETTERS: Record<string, string> = {
  sigma: "\u03c3",
  eta: "\u03b7",
  theta: "\u03b8",
  mu: "\u03bc",
  top: "\u22a4",
  log: "log",
  max: "max",
  tanh: "tanh",
  exp: "exp",
  infty: "\u221e",
  beta: "\u03b2",
  epsilon: "\u03b5",
  lambda: "\u03bb",
  partial: "\u2202",
  min: "min",
  delta: "\u03b4",
};
const OPERATORS: Record<string, string> = {
  cdot: "\u22c5",
  odot: "\u2299",
  times: "\u00d7",
  leftarrow: "\u2190",
  ldots: "\u2026",
  sum: "\u2211",
  prod: "\u220f",
  in: "\u2208",
  ne: "\u2260",
  le: "\u2264",
  ge: "\u2265",
  approx: "\u2248",
  to: "\u2192",
};
const SPACES: Record<string, string> = { ",": "0.17em", " ": "0.33em", quad: "1em" };

/** What stands for `#17` in an equation; `base` where something is raised on it. */
export type Slot = (number: number, base: boolean) => MathNode;

/**
 * Parses an equation. What it does not know is refused by name: an equation shown half is worse than none. `#17` is what
 * `slot` makes of 17; without one it is refused too.
 */
export function parse(latex: string, slot?: Slot): MathNode[] {
  const tokens = latex.match(/\\text\{[^{}]*\}|\\[A-Za-z]+|\\.|[A-Za-z]|#?\d+(?:\.\d+)?|\S/g) ?? [];
  const nodes = row(tokens, { latex, slot }, false);
  if (tokens.length > 0) throw new Error(`unexpected "${tokens[0]}" in the equation ${latex}`);
  return nodes;
}

interface Source {
  readonly latex: string;
  readonly slot: Slot | undefined;
}

function row(tokens: string[], source: Source, inner: boolean): MathNode[] {
  const nodes: MathNode[] = [];
  while (tokens.length > 0 && tokens[0] !== "}") {
    const node = scripts(tokens, source);
    nodes.push(node);
    // log y: a function's name keeps its distance from what it is taken of, unless that stands in brackets.
    if (node.tag === "mi" && (node.text ?? "").length > 1 && /^[\\\w#{]/.test(tokens[0] ?? ""))
      nodes.push({ tag: "mspace", width: SPACES[","] as string });
  }
  if (inner && tokens.shift() !== "}") throw new Error(`a "{" is not closed in the equation ${source.latex}`);
  return nodes;
}

function scripts(tokens: string[], source: Source): MathNode {
  const base = atom(tokens, source);
  let under: MathNode | undefined;
  let over: MathNode | undefined;
  for (;;) {
    if (tokens[0] === "_" && !under) {
      tokens.shift();
      under = atom(tokens, source);
    } else if (tokens[0] === "^" && !over) {
      tokens.shift();
      over = atom(tokens, source);
    } else if (tokens[0] === "'" && !over) {
      tokens.shift();
      over = { tag: "mo", text: "\u2032" };
    } else break;
  }
  if (under && over)
    return {
      tag: base.text === OPERATORS["sum"] || base.text === OPERATORS["prod"] ? "munderover" : "msubsup",
      children: [base, under, over],
    };
  if (under) return { tag: "msub", children: [base, under] };
  if (over) return { tag: "msup", children: [base, over] };
  return base;
}

function atom(tokens: string[], source: Source): MathNode {
  const token = tokens.shift();
  if (token === undefined) throw new Error(`something is missing at the end of the equation ${source.latex}`);
  if (token === "{") return group(row(tokens, source, true));
  if (/^[A-Za-z]$/.test(token)) return { tag: "mi", text: token };
  if (token.startsWith("#") && source.slot !== undefined) return source.slot(Number(token.slice(1)), tokens[0] === "^");
  if (/^\d/.test(token)) return { tag: "mn", text: token };
  if (token.startsWith("\\text{")) return { tag: "mtext", text: token.slice(6, -1).replace(/^ | $/g, "\u00a0") };
  if (token.startsWith("\\")) {
    const name = token.slice(1);
    if (name === "hat") return { tag: "mover", children: [atom(tokens, source), { tag: "mo", text: "\u02c6" }] };
    if (name === "frac") return { tag: "mfrac", children: [atom(tokens, source), atom(tokens, source)] };
    if (name === "sqrt") return { tag: "msqrt", children: [atom(tokens, source)] };
    if (name === "operatorname") return { tag: "mi", text: textOf(atom(tokens, source)) };
    if (name in LETTERS) return { tag: "mi", text: LETTERS[name] as string };
    if (name in OPERATORS) return { tag: "mo", text: OPERATORS[name] as string };
    if (name in SPACES) return { tag: "mspace", width: SPACES[name] as string };
    throw new Error(`unknown ${token} in the equation ${source.latex}`);
  }
  if ("=+-()[];:,./<>|".includes(token)) return { tag: "mo", text: token === "-" ? "\u2212" : token };
  throw new Error(`unexpected "${token}" in the equation ${source.latex}`);
}

function group(nodes: MathNode[]): MathNode {
  return nodes.length === 1 && nodes[0] ? nodes[0] : { tag: "mrow", children: nodes };
}

function textOf(node: MathNode): string {
  return node.text ?? (node.children ?? []).map(textOf).join("");
}
