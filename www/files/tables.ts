// Tables as CSV (RFC 4180) and a run as JSON lines, for a spreadsheet, a notebook, a plot of one's own.

export type Cell = string | number | null;

/** Rows under their names. A cell that a spreadsheet would take for a formula begins with an apostrophe: its words are a corpus's. */
export function csv(names: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [names, ...rows].map((row) => row.map(field).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number")
    return Number.isFinite(cell) ? String(cell) : cell > 0 ? "Infinity" : cell < 0 ? "-Infinity" : "NaN";
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One object a line. */
export function jsonLines(rows: Iterable<object>): string {
  return [...rows].map((row) => `${JSON.stringify(row)}\n`).join("");
}

export interface Listed {
  readonly title: string;
  readonly element: HTMLTableElement;
}

/** The tables that a part of the page has now, each under its caption, its label or the nearest heading above it. */
export function tablesIn(root: ParentNode, unnamed: string): Listed[] {
  const found: Listed[] = [];
  const headings = [...root.querySelectorAll("h2, h3, h4, legend, summary")];
  const pictures = [...root.querySelectorAll("svg[role='img'][aria-label]")];
  for (const element of root.querySelectorAll("table")) {
    if (element.rows.length < 2) continue;
    const before = (one: Element): boolean => (one.compareDocumentPosition(element) & 4) !== 0;
    const above = headings.findLast(before);
    // The values of a chart stand under it, folded away.
    const drawn = above?.tagName === "SUMMARY" ? pictures.findLast(before)?.getAttribute("aria-label") : null;
    const named = element.getAttribute("aria-labelledby");
    const title =
      element.caption?.textContent ??
      element.getAttribute("aria-label") ??
      (named === null ? undefined : document.getElementById(named)?.textContent) ??
      drawn ??
      above?.textContent ??
      "";
    found.push({ title: spaced(title) || unnamed, element });
  }
  return found;
}

/** A table as it stands on the page; a number is a number again, a share of 100 a fraction. */
export function tableOf({ element }: Listed): string {
  const rows = [...element.rows].map((row) =>
    [...row.cells].flatMap((cell) => [
      cellOf(spaced(cell.querySelector("input")?.value ?? cell.textContent)),
      ...Array<Cell>(cell.colSpan - 1).fill(null),
    ]),
  );
  const [names = [], ...rest] = rows;
  return csv(
    names.map((name) => (name === null ? "" : String(name))),
    rest,
  );
}

/** What a text of the page is in a table. */
export function cellOf(text: string): Cell {
  const plain = text.replaceAll("\u2212", "-");
  if (/^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?(e[+-]?\d+)?\s*%?$/i.test(plain)) {
    const value = Number(plain.replaceAll(",", "").replace(/\s*%$/, ""));
    // The digits that are shown, and no more.
    return plain.endsWith("%") ? Number((value / 100).toPrecision(12)) : value;
  }
  return text;
}

const spaced = (text: string): string => text.replace(/\s+/g, " ").trim();
