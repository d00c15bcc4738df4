// What a saved model's file says of itself: eight bytes of length, then a header in JSON (safetensors).

import type { MadeOptions } from "../client/api/index.ts";

export interface SavedHeader {
  readonly options: MadeOptions & { readonly corpusName?: string; readonly corpusSize?: number };
  /** By token id. */
  readonly vocabulary: readonly string[];
  readonly step: number;
}

/** The longest header that is read here; the engine has its own limit. */
const LONGEST = 100_000_000;

/** Whether bytes begin as a safetensors file does: a length that is there, and a brace. */
export function looksSaved(bytes: Uint8Array): boolean {
  if (bytes.length < 10) return false;
  const length = lengthOf(bytes);
  return length >= 2 && length <= Math.min(LONGEST, bytes.length - 8) && bytes[8] === 0x7b;
}

/** The header of a file that GlassLM saved; null for any other. */
export function readHeader(bytes: Uint8Array): SavedHeader | null {
  if (!looksSaved(bytes)) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, 8 + lengthOf(bytes)));
    const { __metadata__: strings } = JSON.parse(text) as { __metadata__?: Record<string, unknown> };
    const of = (key: string): unknown => JSON.parse(String(strings?.[key]));
    const [options, vocabulary, step] = [of("options"), of("vocabulary"), of("step")];
    if (typeof options !== "object" || options === null || !Array.isArray(vocabulary) || typeof step !== "number")
      return null;
    return { options: options as SavedHeader["options"], vocabulary: vocabulary as string[], step };
  } catch {
    return null;
  }
}

function lengthOf(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}
