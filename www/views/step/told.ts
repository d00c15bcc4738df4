/** What a step does, as it is read and as it is heard. */

import { story } from "../../story/index.ts";
import type { StepId } from "../../story/steps.ts";

export interface Told {
  readonly prose: string;
  readonly spoken: string;
}

/** Nothing for a step that the story does not know: a test says that it knows them all. */
export function toldOf(id: string): Told {
  const text: unknown = story.steps[id as StepId] ?? "";
  if (typeof text === "string") return { prose: text, spoken: text };
  return text as Told;
}
