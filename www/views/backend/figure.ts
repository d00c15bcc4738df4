import { backend } from "../../story/backend.ts";
import { count, localised } from "../../story/told.ts";

/** A relative difference as a reader takes it in: 3e−6. */
export function figure(difference: number): string {
  return difference === 0 ? backend.exact : difference.toExponential(0).replace("-", "\u2212");
}

/** Steps a second. */
export const rate = (steps: number): string =>
  steps >= 100 ? count(Math.round(steps)) : localised(steps.toPrecision(2));
