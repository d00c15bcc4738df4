// What a refusal brings with it: its kind, why, and the facts.

import type { FileTensor, RefusalCode } from "./engine.ts";

/** The kinds of refusals. */
export type ErrorName =
  "ValueError" | "MemoryError" | "TextError" | "FileError" | "StateError" | "DeviceError" | "AbortError";

/** Why the page's threads refuse something, beside the engine: some for which they have a kind of their own, some with one of its kinds. */
export type ThreadCode =
  | "noFiles"
  | "filesFull"
  | "notKept"
  | "filesShut"
  | "keptGone"
  | "labNotFetched"
  | "noWebAssembly"
  | "noSimd"
  | "noWebgpu"
  | "cardSearch"
  | "cardNotOffered"
  | "cardCrashed"
  | "cardDisagrees"
  | "cardLeft"
  | "signal"
  | "listener"
  | "splitOrText"
  | "madeModel"
  | "modelBytes"
  | "noModel"
  | "stoppedByCaller"
  | "helperLost"
  | "noWorker"
  | "engineScript"
  | "engineUnreadable"
  | "engineEnded"
  | "engineSilent"
  | "engineFault"
  | "engineStopped"
  | "engineDown"
  | "engineNotStarted"
  | "engineNotFetched"
  | "modelGone"
  | "modelLost"
  | "ngramGone"
  | "ngramLost";

/** A number, a word, names to choose from, a shape, another error. */
export type Fact = number | string | readonly string[] | readonly number[] | Cause;

/** Why, as a page phrases it: of what is refused, of what stopped a run, of what is assumed. A newer engine may have a code that this page does not know. */
export interface Reason {
  readonly code: RefusalCode | ThreadCode;
  readonly facts: Readonly<Record<string, Fact>>;
}

/**
 * The facts of a kind: why; of a value which field, what it was, what would be right; of memory, bytes and what would fit; of a file, its
 * tensors.
 */
export interface ErrorFacts extends Partial<Reason> {
  readonly fits?: Reason;
  readonly tensors?: readonly FileTensor[];
  readonly field?: string;
  readonly given?: string;
  readonly wanted?: string;
  readonly needed?: number;
  readonly most?: number;
}

/** Another error as a fact: its sentence, and why where it is known. */
export interface Cause extends ErrorFacts {
  readonly message: string;
}
