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
