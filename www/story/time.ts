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
  playing: "at the pace set for training",
  memoryTitle: "Memory",
  place: "step {step} of {last}",
  from: "from {first}",
  near: "near",
  exact: "exact",
  replay: "{part} % replayed",
  spokenNear: "Near step {goal}: replaying from step {step}.",
  spokenExact: "Step {step} of {last}, exact to the last bit.",
  undo: "Undo",
  undoes: "Undo takes back: {change}.",
  nothing: "Nothing to undo: the run begins here.",
  change: {
    train: "{steps} steps with {optimizer}, rate {rate}, batch {count}",
    trainOn: "{steps} steps on chosen examples ({count}) with {optimizer}, rate {rate}",
    edit: "{count} numbers set by hand",
    train1: "1 step with {optimizer}, rate {rate}, batch {count}",
    trainOn1: "1 step on chosen examples ({count}) with {optimizer}, rate {rate}",
    edit1: "1 number set by hand",
    none: "nothing more",
  },
  branches: "Old futures",
  branch: "Steps {from} to {last}: {change}",
  visit: "Return",
  visitName: "Return to the old future, steps {from} to {last}",
  forks: "Training or changing a number back here begins a new course; the future that was is kept, to return to.",
  memory:
    "Memory: parameters {parameters} MB, optimizer {optimizer} MB, tokens {tokens} MB, {snapshots} snapshots of the run {bytes} MB (at most {budget}). The whole engine holds {engine} MB.",
  begins:
    "What can be gone back to begins at step {first}: there the model was loaded or changed engines, or its log was full.",
  ghost: "old futures",
  now: "now",
} as const);
