// Equations as MathML, which browsers set themselves: no fonts to load, and a screen reader reads them.
// This reads the part of LaTeX that the plan and the primer write (a general converter is fifty kilobytes larger);
// a command that it does not know is an error, and a test converts every equation of the plan.

/** An element of MathML as data: either text or children. */
export interface MathNode {
  readonly tag: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly children?: readonly MathNode[];
}

const GREEK: Readonly<Record<string, string>> = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", eta: "η", theta: "θ", lambda: "λ", mu: "μ", pi: "π", sigma: "σ",
  tau: "τ", phi: "φ", Delta: "Δ", Sigma: "Σ", ell: "ℓ", infty: "∞", partial: "∂", nabla: "∇",
};
const OPERATORS: Readonly<Record<string, string>> = {
  cdot: "·", odot: "⊙", times: "×", leftarrow: "←", rightarrow: "→", to: "→", mapsto: "↦", in: "∈", leq: "≤", le: "≤", geq: "≥", ge: "≥",
  neq: "≠", ne: "≠", approx: "≈", sum: "∑", prod: "∏", ldots: "…", dots: "…", cdots: "⋯", mid: "∣", pm: "±", equiv: "≡", colon: ":",
  "{": "{", "}": "}", "|": "‖", lVert: "‖", rVert: "‖", lvert: "|", rvert: "|", lfloor: "⌊", rfloor: "⌋", langle: "⟨", rangle: "⟩",
};
/** Widths of LaTeX's spaces, in em. */
const SPACES: Readonly<Record<string, string>> = { ",": "0.167em", ":": "0.222em", ";": "0.278em", " ": "0.333em", "!": "-0.167em", quad: "1em", qquad: "2em" };
const FUNCTIONS: ReadonlySet<string> = new Set(["log", "ln", "exp", "tanh", "max", "min", "arg"]);
const ACCENTS: Readonly<Record<string, string>> = { hat: "^", bar: "¯", tilde: "~", vec: "→" };
/** Set in every language's upright hand: letters joined to one word. */
const WORDS: ReadonlySet<string> = new Set(["operatorname", "mathrm", "text", "textrm"]);
/** Big operators carry their bounds above and below themselves. */
const BIG = "∑∏";

const APPLY: MathNode = { tag: "mo", text: "\u2061" };
const mi = (text: string): MathNode => ({ tag: "mi", text });
const mo = (text: string): MathNode => ({ tag: "mo", text });
const space = (width: string): MathNode => ({ tag: "mspace", attributes: { width } });
const row = (children: readonly MathNode[]): MathNode => (children.length === 1 ? children[0]! : { tag: "mrow", children });

class Reader {
  #at = 0;
  readonly #tokens: readonly string[];

  constructor(private readonly latex: string) {
    this.#tokens = latex.match(/\\[a-zA-Z]+\s?|\\.|\d+(?:[.,]\d+)?|\s+|./gsu) ?? [];
  }

  whole(): readonly MathNode[] {
    const nodes = this.#row("");
    if (this.#peek() !== "") this.#refuse(`"${this.#peek()}" closes nothing`);
    return nodes;
  }

  #peek(): string {
    // A command takes the space after it with it, and other spaces mean nothing in LaTeX.
    while (/^\s+$/u.test(this.#tokens[this.#at] ?? "")) this.#at += 1;
    return (this.#tokens[this.#at] ?? "").replace(/^(\\[a-zA-Z]+)\s$/u, "$1");
  }

  #take(): string {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #row(end: string): readonly MathNode[] {
    const nodes: MathNode[] = [];
    while (this.#peek() !== end && this.#peek() !== "" && this.#peek() !== "}") nodes.push(...this.#scripted());
    return nodes;
  }

  /** An argument: a group in braces or one thing without. */
  #argument(): MathNode {
    if (this.#peek() !== "{") return row(this.#atom());
    this.#take();
    const nodes = this.#row("}");
    if (this.#take() !== "}") this.#refuse("a brace stays open");
    return row(nodes);
  }

  /** The raw letters of a group in braces. */
  #word(): string {
    if (this.#take() !== "{") this.#refuse("a word in braces was expected");
    let word = "";
    while ((this.#tokens[this.#at] ?? "}") !== "}") word += this.#tokens[this.#at++] ?? "";
    if (this.#take() !== "}") this.#refuse("a brace stays open");
    return word;
  }

  /** An atom with what hangs below and above it. */
  #scripted(): readonly MathNode[] {
    const atom = this.#atom();
    let below: MathNode | undefined;
    let above: MathNode | undefined;
    for (;;) {
      const mark = this.#peek();
      if (mark === "_" && below === undefined) {
        this.#take();
        below = this.#argument();
      } else if (mark === "^" && above === undefined) {
        this.#take();
        above = this.#argument();
      } else if (mark === "'" && above === undefined) {
        this.#take();
        above = mo("′");
      } else break;
    }
    const base = atom.at(-1);
    if (base === undefined || (below === undefined && above === undefined)) return this.#applied(atom);
    const big = base.text !== undefined && BIG.includes(base.text);
    const tag = below && above ? (big ? "munderover" : "msubsup") : below ? (big ? "munder" : "msub") : big ? "mover" : "msup";
    return this.#applied([...atom.slice(0, -1), { tag, children: [base, below, above].filter((part) => part !== undefined) }]);
  }

  /** A function's name is followed by its application: unseen before a bracket, a thin space otherwise. */
  #applied(nodes: readonly MathNode[]): readonly MathNode[] {
    const last = nodes.at(-1);
    const name = last?.tag === "mi" ? last : last?.children?.[0];
    if (name?.tag !== "mi" || (name.text ?? "").length < 2 || this.#peek() === "") return nodes;
    return this.#peek() === "(" ? [...nodes, APPLY] : [...nodes, APPLY, space("0.167em")];
  }

  #atom(): readonly MathNode[] {
    const token = this.#take();
    if (token === "{") {
      const nodes = this.#row("}");
      if (this.#take() !== "}") this.#refuse("a brace stays open");
      return [row(nodes)];
    }
    if (token.startsWith("\\")) return [this.#command(token.slice(1))];
    if (/^\d/u.test(token)) return [{ tag: "mn", text: token }];
    if (/^\p{L}/u.test(token)) return [mi(token)];
    if (token === "" || "_^&#%~$".includes(token)) this.#refuse(token === "" ? "it ends too early" : `"${token}" has nothing to stand on`);
    return [mo(token === "-" ? "−" : token === "*" ? "∗" : token)];
  }

  #command(name: string): MathNode {
    const letter = GREEK[name];
    if (letter !== undefined) return mi(letter);
    const operator = OPERATORS[name];
    if (operator !== undefined) return mo(operator);
    const width = SPACES[name];
    if (width !== undefined) return space(width);
    const accent = ACCENTS[name];
    if (accent !== undefined) return { tag: "mover", attributes: { accent: "true" }, children: [this.#argument(), mo(accent)] };
    if (FUNCTIONS.has(name)) return mi(name);
    if (name === "top") return mi("⊤");
    if (name === "text" || name === "textrm") return { tag: "mtext", text: this.#word().replace(/^ | $/gu, "\u00a0") };
    if (WORDS.has(name)) return mi(this.#word());
    if (name === "frac") return { tag: "mfrac", children: [this.#argument(), this.#argument()] };
    if (name === "sqrt") return { tag: "msqrt", children: [this.#argument()] };
    if (name === "left" || name === "right") return mo(this.#take().replace(/^\\/u, ""));
    return this.#refuse(`the command \\${name} is not known`);
  }

  #refuse(reason: string): never {
    throw new Error(`the equation "${this.latex}" cannot be set: ${reason}`);
  }
}

/** An equation in LaTeX as a `math` element. Throws an Error that quotes the equation when it cannot be read. */
export function mathematics(latex: string, display: "inline" | "block" = "inline"): MathNode {
  return { tag: "math", attributes: { display, alttext: latex }, children: [{ tag: "mrow", children: new Reader(latex).whole() }] };
}

/** The same as an element for the page. */
export function mathElement({ tag, attributes, text, children }: MathNode): Element {
  const made = document.createElementNS("http://www.w3.org/1998/Math/MathML", tag);
  for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  made.append(...(children ?? []).map(mathElement));
  return made;
}
