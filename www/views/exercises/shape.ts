// Whether something that came from storage or a file is what it should be: either may hold anything.

import type { Exercise, ModelStanding } from "../../client/api/index.ts";

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether this can be shown as a question; storage and files may hold anything. */
export function isExercise(value: unknown): value is Exercise {
  const isValue = (one: unknown): boolean =>
    typeof one === "number" ||
    typeof one === "string" ||
    (Array.isArray(one) &&
      one.every(
        (inner) =>
          typeof inner === "number" ||
          typeof inner === "string" ||
          (Array.isArray(inner) && inner.every((token) => typeof token === "string")),
      ));
  return (
    isRecord(value) &&
    typeof value.kind === "string" &&
    typeof value.chapter === "string" &&
    typeof value.tolerance === "number" &&
    Array.isArray(value.facts) &&
    value.facts.every((fact: unknown) => isRecord(fact) && typeof fact.name === "string" && isValue(fact.value)) &&
    Array.isArray(value.options) &&
    value.options.every((one: unknown) => isRecord(one) && isValue(one.value))
  );
}

export function isStanding(value: unknown): value is ModelStanding {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value.step) &&
    typeof value.digest === "string" &&
    typeof value.text === "string"
  );
}
