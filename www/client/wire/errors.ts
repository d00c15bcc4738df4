// What goes wrong, as it crosses the threads: a sentence, its kind, and the facts that a page can phrase and a script can match.

import { transferHandlers } from "comlink";
import type { RefusalCode } from "../api/engine.ts";
import type { Cause, ErrorFacts, ErrorName, Fact, ThreadCode } from "../api/refusal.ts";
import { sentence } from "./sentence.ts";

const FACTS = ["code", "facts", "fits", "field", "given", "wanted", "needed", "most", "tensors"] as const;

/** A refusal of this kind. */
export function refusal(name: ErrorName, message: string, facts: ErrorFacts = {}): Error {
  return Object.assign(named(name, message), facts);
}

/** What a thread refuses beside the engine: a sentence for scripts, and why for the page. */
export function because(
  code: ThreadCode,
  message: string,
  cause?: unknown,
  facts: Readonly<Record<string, Fact>> = {},
): Error {
  return Object.assign(new Error(message, { cause }), { code, facts });
}

/** Of a model that is no longer there. */
export const GONE: ErrorFacts = { code: "modelGone", facts: {} };

/** An error as a fact of another. */
export function causeOf(error: unknown): Cause {
  return { message: sentence(error), ...factsOf(error) };
}

function factsOf(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return {};
  return Object.fromEntries(FACTS.flatMap((fact) => (fact in error ? [[fact, (error as ErrorFacts)[fact]]] : [])));
}

/** A value that cannot be worked with: which one, what it was, and what would be right, for the page and for scripts. */
export function wrong(
  field: string,
  value: unknown,
  code: RefusalCode | ThreadCode,
  wanted: string,
  facts: Readonly<Record<string, Fact>> = {},
  given = worded(value),
): Error {
  return refusal("ValueError", `${field} is ${given}; ${wanted}`, { code, facts, field, given, wanted });
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** A value as a sentence names it. */
function worded(value: unknown): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (typeof value === "string") return `"${value.slice(0, 40)}"`;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  return Array.isArray(value) ? `a list of ${String(value.length)}` : "an object";
}

interface Crossing {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly facts: ErrorFacts;
}

interface Thrown {
  readonly value: unknown;
}

/** Lets errors cross with their facts: both threads call it once, before anything is said. */
export function errorsCross(): void {
  const before = transferHandlers.get("throw");
  if (before === undefined) return;
  transferHandlers.set("throw", {
    canHandle: (value): value is Thrown => before.canHandle(value),
    serialize: ({ value }: Thrown) => {
      const error = value instanceof Error ? value : new Error(String(value));
      const { name, message, stack } = error;
      return [{ name, message, stack, facts: factsOf(error) } as Crossing, []];
    },
    deserialize: ({ name, message, stack, facts }: Crossing) => {
      const error = Object.assign(named(name, message), facts);
      if (stack !== undefined) error.stack = stack;
      throw error;
    },
  });
}
