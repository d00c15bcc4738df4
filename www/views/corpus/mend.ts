// What a reader can have done to a text by one click, where a hint says what it looks like. Each says how much it changed; nothing is
// done unasked, and the text before is kept.

/** Subtitles: without their numbers, times and tags; a cue is a line. */
export function speech(text: string): string {
  return lines(text)
    .join("\n")
    .replace(/^\ufeff?WEBVTT.*\n/, "")
    .split(/\n\s*\n/)
    .map((cue) =>
      lines(cue)
        .filter((line) => !/^\s*\d+\s*$/.test(line) && !line.includes("-->"))
        .map((line) => line.replace(/<[^>]*>|\{\\[^}]*\}/g, "").trim())
        .filter((line) => line !== "")
        .join(" "),
    )
    .filter((cue) => cue !== "")
    .join("\n");
}

/** A line's form: digits, letters, and the rest as it is, as the engine sees it. */
function shape(text: string): string {
  return text.replace(/\p{N}+/gu, "0").replace(/\p{Alphabetic}+/gu, "a");
}

/** Every line without the beginning that has the form of this example. */
export function withoutBeginning(text: string, example: string): string {
  const wanted = shape(example);
  return lines(text)
    .map((line) => {
      for (let at = 1; at <= Math.min(line.length, 80); at += 1)
        if (shape(line.slice(0, at)) === wanted && shape(line.slice(0, at + 1)) !== wanted)
          return line.slice(at).trimStart();
      return line;
    })
    .join("\n");
}

/** Of a table, the column with the most letters. */
export function widestColumn(text: string, example: string): string {
  const separator = ["\t", ";", "|", ","].find((one) => example.includes(one)) ?? ",";
  const rows = lines(text).map((line) => cells(line, separator));
  const letters: number[] = [];
  for (const row of rows.slice(0, 2000))
    row.forEach((cell, at) => {
      letters[at] = (letters[at] ?? 0) + cell.replace(/[^\p{L} ]/gu, "").length;
    });
  const best = letters.indexOf(Math.max(...letters));
  return rows.map((row) => (row[best] ?? "").trim()).join("\n");
}

/** A line's cells; in quotation marks a separator is none. */
function cells(line: string, separator: string): string[] {
  const found: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] as string;
    if (letter === '"' && quoted && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"' && (quoted || cell === "")) quoted = !quoted;
    else if (letter === separator && !quoted) {
      found.push(cell);
      cell = "";
    } else cell += letter;
  }
  return [...found, cell];
}

/** Each line once, where it first stands. */
export function once(text: string): string {
  const seen = new Set<string>();
  return lines(text)
    .filter((line) => {
      if (line.trim() === "") return true;
      const known = seen.has(line);
      seen.add(line);
      return !known;
    })
    .join("\n");
}

/** Words without the underscores that mark italics. */
export function upright(text: string): string {
  return text.replace(/(^|[^\p{L}\p{N}_])_(?=\S)([^_\n]+(?:\n[^_\n]+)?)_(?![\p{L}\p{N}_])/gmu, "$1$2");
}

/** Where a book's own text begins and ends: the lines after and before the marks of those who typed it, counted from 1. */
export function bookOf(text: string): { readonly first: number; readonly last: number } {
  const all = lines(text);
  const start = all.findIndex((line) => /^\*\*\*.*START OF/i.test(line.trim()));
  const end = all.findIndex(
    (line, at) => at > start && /^(\*\*\*.*END OF|End of (the )?Project Gutenberg)/i.test(line.trim()),
  );
  return { first: start + 2, last: end < 0 ? all.length : end };
}

/** The lines of a text from one to another, counted from 1. */
export function between(text: string, first: number, last: number): string {
  return lines(text)
    .slice(Math.max(0, first - 1), last)
    .join("\n");
}

export function lines(text: string): string[] {
  return text.split(/\r\r\n|\r\n?|[\n\u0085\u2028\u2029\v\f]/);
}
