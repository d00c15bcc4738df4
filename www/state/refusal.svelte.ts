// What is said of an error: what the engine refuses, in the reader's words; everything else as it came. A code that the page does not know,
// or words that could not be fetched, leave the engine's own sentence.

import type { Cause, ErrorFacts } from "../client/api/index.ts";
import { sentence } from "../client/wire/sentence.ts";

/** Whoever shows what was said before the words came says it again in them. */
let phrase = $state.raw<((facts: ErrorFacts) => string | null) | null>(null);

/** Fetches the words, if it can. To be awaited before a refusal reaches who shows it. */
export async function prepare(): Promise<void> {
  if (phrase === null)
    await import("./phrase.ts").then(
      (words) => {
        ({ phrase } = words);
      },
      () => undefined,
    );
}

/** The error as the reader is told of it. */
export function said(error: unknown): string {
  return (error instanceof Error ? phrase?.(error as Error & ErrorFacts) : null) ?? sentence(error);
}

/** An error that was no call's: a fact of something else. */
export function saidOf(cause: Cause): string {
  return phrase?.(cause) ?? cause.message;
}

/** What the engine tells without refusing anything, in its parts; `whole`: its own sentence. */
export function saidAll(parts: readonly ErrorFacts[], whole: string, between = " "): string {
  const all = parts.map((part) => phrase?.(part) ?? null);
  return all.length === 0 || all.includes(null) ? whole : all.join(between);
}
