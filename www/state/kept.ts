// How many evaluations of a run are kept.

import { bestOf } from "./landmarks.ts";
import { nextLook } from "./pace.ts";
import type { Mark } from "./run.svelte.ts";

/** Marks that a run keeps. By its looks alone none has so many: single steps, each with a look of its own, may. */
const KEPT = 1024;

/** Where there are more, of the older half those go that the line between two looks does without. The best stays. */
export function kept(marks: readonly Mark[]): readonly Mark[] {
  if (marks.length <= KEPT) return marks;
  const best = bestOf(marks);
  let before = -1;
  return marks.filter((mark, i) => {
    const spare = i > 0 && i < KEPT / 2 && mark !== best && marks[i + 1]!.step <= nextLook(before);
    if (!spare) before = mark.step;
    return !spare;
  });
}
