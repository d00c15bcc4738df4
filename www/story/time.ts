// The time machine.

import { told } from "./told.ts";

export const time = told("time", {
  title: "Time machine",
  status: "Time machine status",
  slider: "Time machine",
  first: "Back to the beginning",
  back: "One training step back",
  on: "One training step on",
  last: "To the latest training step",
  stop: "Stop the replay",
  play: "Play again",
  playing: "at the training pace",
  memoryTitle: "Memory",
  place: "step {step} of {last}",
  near: "approximate",
  exact: "exact",
  replay: "{part}% replayed",
  spokenNear: "Approximately step {goal}: replaying from step {step}.",
  spokenExact: "Step {step} of {last}, exact to the last bit.",
  undo: "Undo",
  undoes: "Undo takes back: {change}.",
  nothing: "Nothing to undo: the run begins here.",
  change: {
    train: {
      one: "{count} step with {optimizer}, rate {rate}, batch size {batch}",
      other: "{count} steps with {optimizer}, rate {rate}, batch size {batch}",
    },
    trainOn: {
      one: "{count} step on custom examples ({batch}) with {optimizer}, rate {rate}",
      other: "{count} steps on custom examples ({batch}) with {optimizer}, rate {rate}",
    },
    edit: { one: "{count} value set by hand", other: "{count} values set by hand" },
    none: "nothing more",
  },
  branches: "Branches",
  branch: "Steps {from} to {last}: {change}",
  visit: "Return",
  visitName: "Return to the branch, steps {from} to {last}",
  forks: "Training or editing here starts a new branch. The steps that followed are kept as another branch.",
  memory:
    "Parameters {parameters} MB, optimizer {optimizer} MB, tokens {tokens} MB, snapshots of the run ({snapshots}) {bytes} MB of at most {budget} MB. The whole engine uses {engine} MB.",
  begins:
    "You can go back as far as step {first}. Before that the model was loaded, moved to another engine, or its log was full.",
  ghost: "branches",
  now: "now",
} as const);
