// A file that a reader brings, as text; or what it is instead, in a sentence. Whether the text makes a model is for the engine to say.

import { fill } from "../../story/index.ts";
import { corpus } from "../../story/corpus.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { fromHtml, fromRtf } from "./strip.ts";

export type Read =
  | { readonly is: "text"; readonly text: string; readonly encoding: string }
  /** No UTF-8: the first line that shows it, read both ways. */
  | { readonly is: "guess"; readonly text: string; readonly utf8: string; readonly windows: string }
  /** A text with formatting in it: as it stands, and without. */
  | { readonly is: "formatted"; readonly kind: "html" | "rtf"; readonly raw: string; readonly text: string }
  | { readonly is: "model"; readonly bytes: Uint8Array };

/** Letters of a line that are shown. */
const SHOWN = 80;

/** What is in these bytes. Throws an `Error` for the reader where there is no text in them. */
export function read(name: string, bytes: Uint8Array): Read {
  const kind = kindOf(bytes);
  if (kind === "model") return { is: "model", bytes };
  if (kind !== null && kind !== "html" && kind !== "rtf") throw new Error(refusal(name, kind));
  const decoded = decode(name, bytes);
  if (kind === null || decoded.is !== "text") return decoded;
  const { text: raw } = decoded;
  return { is: "formatted", kind, raw, text: kind === "html" ? fromHtml(raw) : fromRtf(raw) };
}

function refusal(name: string, kind: Kind): string {
  return fill(corpus.noText, { name, kind: corpus.kinds[kind], advice: corpus.advice[kind] });
}

function decode(name: string, bytes: Uint8Array): Read {
  const wide = wideEncoding(bytes);
  if (wide !== null) {
    const text = wide.startsWith("utf-32") ? utf32(bytes, wide === "utf-32le") : attempt(wide, bytes);
    // Where no mark says so, a text has a space or a line end at least; what was binary has not.
    const marked = bytes[0] === 0xfe || bytes[0] === 0xff || (bytes[2] === 0xfe && bytes[3] === 0xff);
    if (text !== null && !text.includes("\0") && (marked || /[ \n]/.test(text)))
      return { is: "text", text, encoding: wide.toUpperCase() };
  }
  if (bytes.includes(0)) throw new Error(fill(corpus.binary, { name }));
  const text = attempt("utf-8", bytes);
  if (text !== null) return { is: "text", text, encoding: "UTF-8" };
  const windows = new TextDecoder("windows-1252").decode(bytes);
  const utf8 = new TextDecoder("utf-8").decode(bytes).split(/\r\n?|\n/);
  const line = utf8.findIndex((one) => one.includes("\ufffd"));
  return {
    is: "guess",
    text: windows,
    utf8: around(utf8[line] ?? ""),
    windows: around(windows.split(/\r\n?|\n/)[line] ?? ""),
  };
}

/** A line from where it is no ASCII, so that the difference is in sight. */
function around(line: string): string {
  const at = Math.max(0, line.search(/[^ -~\t]/) - SHOWN / 2);
  return line.slice(at, at + SHOWN);
}

function attempt(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

type Wide = "utf-16le" | "utf-16be" | "utf-32le" | "utf-32be";

/** An encoding of two or four bytes a letter: by its mark, or by where the zero bytes are. */
function wideEncoding(bytes: Uint8Array): Wide | null {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length >= 4 ? "utf-32le" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return "utf-32be";
  if (bytes.length % 2 !== 0) return null;
  const zeros = [0, 0, 0, 0];
  const end = Math.min(bytes.length, 65_536);
  for (let at = 0; at < end; at += 1) if (bytes[at] === 0) zeros[at % 4]! += 1;
  const quarter = end / 4;
  const [z0, z1, z2, z3] = zeros as [number, number, number, number];
  if (z0 + z1 + z2 + z3 === 0) return null;
  if (bytes.length % 4 === 0 && z2 >= 0.5 * quarter && z3 === quarter && z0 === 0) return "utf-32le";
  if (bytes.length % 4 === 0 && z0 === quarter && z1 >= 0.5 * quarter && z3 === 0) return "utf-32be";
  // Line ends and spaces alone show it in a text that is all Chinese.
  if (z0 + z2 === 0) return "utf-16le";
  return z1 + z3 === 0 ? "utf-16be" : null;
}

/** The browser's decoder knows no UTF-32. */
function utf32(bytes: Uint8Array, little: boolean): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  if (bytes.length % 4 !== 0) return null;
  for (let at = 0; at < bytes.length; at += 4) {
    const point = view.getUint32(at, little);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return null;
    if (at > 0 || point !== 0xfeff) parts.push(String.fromCodePoint(point));
  }
  return parts.join("");
}
