// One example through every station, with all its numbers, as a page to print: plain HTML that needs nothing else.

import type { Trace } from "../client/api/index.ts";
import { elements } from "../views/equation/build.ts";

/** Numbers of one tensor that are printed; of a larger one, its first rows. */
const MOST = 6000;

export interface WalkWords {
  readonly title: string;
  readonly phase: Readonly<Record<"forward" | "backward" | "update", string>>;
  readonly shape: string;
  readonly rest: string;
}

type Table = { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/** The page's text. `nameOf`: a token as a reader sees it. */
export function walkPage(trace: Trace, words: WalkWords, nameOf: (id: number) => string): string {
  const page = document.implementation.createHTMLDocument(words.title);
  page.documentElement.lang = "en";
  const charset = page.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  page.head.append(charset);
  // The page's own policy would forbid the sheet in a document that it makes: it goes in as text.
  const style =
    "body{font:11pt/1.4 system-ui,sans-serif;color:#111;margin:1.5cm}h1{font-size:18pt}h2{margin:1.2em 0 .3em;font-size:14pt}" +
    "h3{margin:1em 0 .2em;font-size:11pt;break-after:avoid}table{border-collapse:collapse;font:7pt/1.3 ui-monospace,monospace}" +
    "td{padding:0 .5em 0 0;text-align:right;white-space:nowrap}p{margin:.2em 0}math{font-size:12pt}";
  const add = (tag: string, text: string): HTMLElement => {
    const element = page.createElement(tag);
    element.textContent = text;
    page.body.append(element);
    return element;
  };
  add("h1", words.title);
  add("p", `${[...trace.context].map(nameOf).join(" ")} → ${nameOf(trace.target)}`);
  add("p", `L = ${trace.loss}`);
  const tensors: Readonly<Record<string, Table | undefined>> = {
    ...(trace.tensors as Readonly<Record<string, Table | undefined>>),
    ...Object.fromEntries(Object.entries(trace.updated).map(([name, table]) => [`update.${name}`, table as Table])),
  };
  let phase = "";
  for (const step of trace.steps) {
    if (step.phase !== phase) add("h2", words.phase[step.phase]);
    phase = step.phase;
    add("h3", step.title);
    const math = page.createElementNS("http://www.w3.org/1998/Math/MathML", "math");
    math.append(page.importNode(elements(step.equation), true));
    add("p", "").append(math);
    const written = step.phase === "update" ? [step.id] : step.writes;
    for (const name of written) {
      const tensor = tensors[name];
      if (tensor === undefined) continue;
      const [rows, columns] =
        tensor.shape.length === 2 ? (tensor.shape as [number, number]) : [1, tensor.shape[0] ?? 1];
      add("p", `${name.replace("update.", "")}, ${words.shape} ${tensor.shape.join(" × ")}`);
      const table = add("table", "");
      const shown = Math.min(rows, Math.max(1, Math.floor(MOST / columns)));
      for (let row = 0; row < shown; row++) {
        const line = table.appendChild(page.createElement("tr"));
        for (let column = 0; column < columns; column++)
          line.appendChild(page.createElement("td")).textContent = number(tensor.data[row * columns + column] ?? NaN);
      }
      if (shown < rows) add("p", words.rest.replace("{rows}", String(rows - shown)));
    }
  }
  const text = new XMLSerializer().serializeToString(page.documentElement);
  return `<!doctype html>\n${text.replace("</head>", `<style>${style}</style></head>`)}`;
}

function number(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(4).replace("-", "\u2212") : String(value);
}
