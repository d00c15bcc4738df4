/** What a step does, as it is read and as it is heard. */

import { steps as stepsStory, updates } from "../../story/steps.ts";
import type { StepId } from "../../story/steps.ts";
import type { Step } from "../network.ts";
import { TABLE } from "../plan/plan.ts";

export interface Told {
  readonly prose: string;
  readonly spoken: string;
}

/** A step's title in the words of the page; the engine's own for one that the story does not know. */
export function titleOf({ id, title }: Pick<Step, "id" | "title">): string {
  return id in stepsStory ? stepsStory[id as StepId].title : title;
}

/** A step that the story does not know has nothing to say: a test holds that it knows all. */
export function toldOf(step: Pick<Step, "id" | "writes" | "update">): Told {
  const own = step.id in stepsStory ? stepsStory[step.id as StepId] : { title: "", prose: "", spoken: "" };
  const { update } = step;
  if (!update) return own;
  const { optimizer, decay, clip } = update;
  const prose: string[] = [own.prose, updates[optimizer]];
  if (step.writes.includes(TABLE)) {
    const why = optimizer === "sgd" ? (decay ? "decay" : null) : "memory";
    prose.push(why === null ? updates.onlyRead : updates.all[why]);
  }
  if (decay) prose.push(updates.decay);
  if (clip) prose.push(updates.clip);
  return { prose: prose.join(" "), spoken: `${own.spoken} ${updates.spoken[optimizer]}` };
}
