// An equation as elements, made once and copied from then on: a step that comes back, and most do, costs one copy.

import { parse, type MathNode } from "./mathml.ts";

const MATHML = "http://www.w3.org/1998/Math/MathML";
/** Equations that are kept; those with numbers in them come and go. */
const KEPT = 300;
const made = new Map<string, DocumentFragment>();

/** What stands inside `<math>`. */
export function elements(latex: string): Node {
  let equation = made.get(latex);
  if (equation === undefined) {
    if (made.size >= KEPT) made.clear();
    equation = document.createDocumentFragment();
    equation.append(...parse(latex).map(element));
    made.set(latex, equation);
  }
  return equation.cloneNode(true);
}

function element({ tag, text, width, mark, children = [] }: MathNode): Element {
  const made = document.createElementNS(MATHML, tag);
  if (mark !== undefined) made.setAttribute("class", mark);
  if (width !== undefined) made.setAttribute("width", width);
  // A hat that is one letter wide.
  if (text === "\u02c6") made.setAttribute("stretchy", "false");
  made.append(text ?? "", ...children.map(element));
  return made;
}
