// What is said of an error: what the engine refuses, in the reader's words; everything else as it came. A code that the page does not know,
// or words that could not be fetched, leave the engine's own sentence.

import { sentence } from "../client/wire/sentence.ts";

let phrase: ((error: Error) => string | null) | null = null;

/** Fetches the words, if it can. To be awaited before a refusal reaches who shows it. */
export async function prepare(): Promise<void> {
  if (phrase === null)
    await import("./phrase.ts").then(
      (words) => ({ phrase } = words),
      () => undefined,
    );
}

/** The error as the reader is told of it. */
export function said(error: unknown): string {
  return (error instanceof Error ? phrase?.(error) : null) ?? sentence(error);
}
