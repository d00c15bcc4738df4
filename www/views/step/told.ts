/** What a step does, as it is read and as it is heard. */

import { steps as stepsStory } from "../../story/steps.ts";
import type { StepId } from "../../story/steps.ts";

export interface Told {
  readonly prose: string;
  readonly spoken: string;
}

/** A step that the story does not know has nothing to say: a test holds that it knows all. */
export function toldOf(id: string): Told {
  return id in stepsStory ? stepsStory[id as StepId] : { prose: "", spoken: "" };
}
