// The text out of HTML and RTF. Nothing of it becomes a part of the page: tags are cut out of a string.

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  shy: "",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  hellip: "…",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  eacute: "é",
  egrave: "è",
  agrave: "à",
  ccedil: "ç",
};

/** What a browser would show of a page, a line for each block. */
export function fromHtml(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(script|style|head|template|noscript)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/\s+/g, " ")
    .replace(
      /<\/?(p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|article|header|footer|hr|pre|dd|dt)\b[^>]*>/gi,
      "\n",
    )
    .replace(/<\/?[a-z!?][^>]*>/gi, "")
    .replace(/&(#x?[\da-f]+|[a-z]+);/gi, (whole, name: string) => {
      if (!name.startsWith("#")) return entities[name] ?? whole;
      const point = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .replace(/[ \t]*\n[ \t]*/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Groups whose content is no text. */
const silent =
  /^(fonttbl|colortbl|stylesheet|info|pict|object|header|footer|footnote|generator|themedata|listtable|listoverridetable|xmlnstbl)$/;

/** The text of an RTF file: its letters, a line for each paragraph. */
export function fromRtf(rtf: string): string {
  const decoder = new TextDecoder("windows-1252");
  const out: string[] = [];
  /** For each open group: whether it is silent, and how many letters stand in for a Unicode one. */
  const groups: { silent: boolean; skip: number }[] = [{ silent: false, skip: 1 }];
  let left = 0;
  const say = (text: string): void => {
    if (left > 0) left -= 1;
    else if (!groups.at(-1)!.silent) out.push(text);
  };
  for (const match of rtf.matchAll(/([{}])|\\([a-z]+)(-?\d+)? ?|\\'([\da-f]{2})|\\([^a-z])|([^\\{}\r\n])/gi)) {
    const [, brace, word, number, hex, symbol, letter] = match;
    const group = groups.at(-1)!;
    if (brace === "{") groups.push({ ...group });
    else if (brace === "}") {
      if (groups.length > 1) groups.pop();
    } else if (hex !== undefined) say(decoder.decode(Uint8Array.of(parseInt(hex, 16))));
    else if (symbol !== undefined) {
      if (symbol === "*") group.silent = true;
      else if (symbol === "~") say(" ");
      else if (/[\\{}]/.test(symbol)) say(symbol);
    } else if (letter !== undefined) say(letter);
    else if (word === "u" && number !== undefined) {
      say(String.fromCharCode((Number(number) + 65_536) % 65_536));
      left = group.skip;
    } else if (word === "uc") group.skip = Number(number ?? 1);
    else if (word === "par" || word === "line" || word === "sect" || word === "page") say("\n");
    else if (word === "tab" || word === "cell") say("\t");
    else if (word !== undefined && silent.test(word)) group.silent = true;
  }
  return out.join("").trim();
}
