import { backend } from "../../story/backend.ts";

/** A relative difference as a reader takes it in: 3e−6. */
export function figure(difference: number): string {
  return difference === 0 ? backend.exact : difference.toExponential(0).replace("-", "\u2212");
}
