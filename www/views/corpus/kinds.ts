// What a dropped file is, by its first bytes: so that what is no text is named, and what to do with it is said.

import { corpus } from "../../story/corpus.ts";

export type Kind = keyof typeof corpus.kinds;

const starts: readonly (readonly [string, Kind])[] = [
  ["%PDF-", "pdf"],
  ["{\\rtf", "rtf"],
  ["\x89PNG", "picture"],
  ["GIF8", "picture"],
  ["\xff\xd8\xff", "picture"],
  ["II*\0", "picture"],
  ["MM\0*", "picture"],
  ["\xd0\xcf\x11\xe0", "office"],
  ["Rar!", "archive"],
  ["7z\xbc\xaf", "archive"],
  ["\x1f\x8b", "archive"],
  ["BZh", "archive"],
  ["\xfd7zXZ", "archive"],
  ["ID3", "media"],
  ["OggS", "media"],
  ["fLaC", "media"],
  ["\x7fELF", "program"],
  ["MZ\x90", "program"],
  ["\0asm", "program"],
  ["SQLite format 3", "program"],
];

/** Latin-1 of the first bytes: each byte one letter. */
function letters(bytes: Uint8Array, from: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + count));
}

/** What these bytes are, where that is known from their beginning; null for what may be text. */
export function kindOf(bytes: Uint8Array): Kind | null {
  const head = letters(bytes, 0, 64);
  for (const [start, kind] of starts) if (head.startsWith(start)) return kind;
  if (head.startsWith("RIFF")) return head.slice(8, 12) === "WEBP" ? "picture" : "media";
  if (head.slice(4, 8) === "ftyp") return "media";
  if (head.startsWith("PK\x03\x04")) return zipped(bytes);
  if (isModel(bytes)) return "model";
  const text = head
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart()
    .toLowerCase();
  if (text.startsWith("<!doctype html") || text.startsWith("<html")) return "html";
  return null;
}

/** Whose zip it is: the names of its first files tell. */
function zipped(bytes: Uint8Array): Kind {
  const names = letters(bytes, 0, Math.min(bytes.length, 8192));
  if (/word\/|\[Content_Types\]|xl\/|ppt\/|opendocument/.test(names)) return "office";
  return names.includes("epub") ? "book" : "archive";
}

/** A safetensors file: the length of its header, then the header, which is JSON. */
export function isModel(bytes: Uint8Array): boolean {
  if (bytes.length < 10 || bytes[8] !== 0x7b) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  return length >= 2n && length <= BigInt(bytes.length - 8);
}
