// What a saved model's file says of itself: eight bytes of length, then a header in JSON (safetensors).

import type { MadeOptions } from "../client/api/index.ts";

export interface SavedHeader {
  readonly options: MadeOptions & { readonly corpusName?: string; readonly corpusSize?: number };
  /** By token id. */
  readonly vocabulary: readonly string[];
  readonly step: number;
  /** The digest of the reader's own text that it was made from, where the page knew it. */
  readonly text: string | null;
  /** What was done to it, where the page could say it: `past.ts`. */
  readonly past: string | null;
}

/** What the page writes into a file beside what the engine says. */
export type Notes = Partial<Pick<SavedHeader, "text" | "past">>;

/** The longest header that is read here; the engine has its own limit. */
const LONGEST = 100_000_000;

/** Whether bytes begin as a safetensors file does: a length that is there, and a brace. */
export function looksSaved(bytes: Uint8Array): boolean {
  if (bytes.length < 10) return false;
  const length = lengthOf(bytes);
  return length >= 2 && length <= Math.min(LONGEST, bytes.length - 8) && bytes[8] === 0x7b;
}

type Strings = Record<string, unknown>;

/** What a file says beside its tensors; null where it is none. */
function stringsOf(bytes: Uint8Array): Strings | null {
  if (!looksSaved(bytes)) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + lengthOf(bytes)));
    return (JSON.parse(text) as { __metadata__?: Strings }).__metadata__ ?? {};
  } catch {
    return null;
  }
}

/** Whether it is a safetensors file that another program wrote: nothing in it says which model it holds. */
export async function ofAnother(saved: Uint8Array | Blob): Promise<boolean> {
  const strings = stringsOf(saved instanceof Blob ? await beginOf(saved) : saved);
  return strings !== null && !String(strings["format"]).startsWith("glasslm");
}

/** The header of a file that GlassLM saved; null for any other. */
export function readHeader(bytes: Uint8Array): SavedHeader | null {
  const strings = stringsOf(bytes);
  try {
    const of = (key: string): unknown => JSON.parse(String(strings?.[key]));
    const [options, vocabulary, step] = [of("options"), of("vocabulary"), of("step")];
    if (typeof options !== "object" || options === null || !Array.isArray(vocabulary) || typeof step !== "number")
      return null;
    const note = (key: keyof Notes): string | null => {
      const said = strings?.[key];
      return typeof said === "string" ? said : null;
    };
    return {
      options: options as SavedHeader["options"],
      vocabulary: vocabulary as string[],
      step,
      text: note("text"),
      past: note("past"),
    };
  } catch {
    return null;
  }
}

/** As {@link readHeader}, of a file: no more of it is read. */
export async function headerOf(file: Blob): Promise<SavedHeader | null> {
  return readHeader(await beginOf(file));
}

/** A file up to the end of its header; less where that is too long to be one. */
async function beginOf(file: Blob): Promise<Uint8Array> {
  const start = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const length = start.length < 8 ? 0 : lengthOf(start);
  return length > LONGEST ? start : new Uint8Array(await file.slice(0, 8 + length).arrayBuffer());
}

/** The same file with these notes. */
export function withNotes(bytes: Uint8Array, notes: Notes): Uint8Array<ArrayBuffer> {
  const own = Object.fromEntries(Object.entries(notes).filter(([, note]) => note !== null));
  if (Object.keys(own).length === 0) return new Uint8Array(bytes);
  const end = 8 + lengthOf(bytes);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end))) as { __metadata__?: object };
  const said = new TextEncoder().encode(
    JSON.stringify({ ...header, __metadata__: { ...header.__metadata__, ...own } }),
  );
  // The numbers start at a multiple of 8.
  const length = Math.ceil(said.length / 8) * 8;
  const out = new Uint8Array(8 + length + bytes.length - end).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(said, 8);
  out.set(bytes.subarray(end), 8 + length);
  return out;
}

function lengthOf(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}
