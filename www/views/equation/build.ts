// An equation as elements, made once and copied from then on: a step that comes back, and most do, costs one copy.

import { localised, mark } from "../../story/told.ts";
import { parse, type MathNode } from "./mathml.ts";

const MATHML = "http://www.w3.org/1998/Math/MathML";
/** Equations that are kept; those with numbers in them come and go. */
const KEPT = 300;
const made = new Map<string, DocumentFragment>();

/** What stands inside `<math>`. */
export function elements(latex: string): Node {
  // A number in it has the mark of the page's language.
  const name = mark() + latex;
  let equation = made.get(name);
  if (equation === undefined) {
    if (made.size >= KEPT) made.clear();
    equation = document.createDocumentFragment();
    equation.append(...parse(latex).map(element));
    made.set(name, equation);
  }
  return equation.cloneNode(true);
}

function element({ tag, text, width, mark: name, children = [] }: MathNode): Element {
  const made = document.createElementNS(MATHML, tag);
  if (name !== undefined) made.setAttribute("class", name);
  if (width !== undefined) made.setAttribute("width", width);
  // A hat that is one letter wide.
  if (text === "\u02c6") made.setAttribute("stretchy", "false");
  made.append(tag === "mn" ? localised(text ?? "") : (text ?? ""), ...children.map(element));
  return made;
}
