// Where a model trains: the CPU or the graphics card.

import { told } from "./told.ts";

export const backend = told("backend", {
  label: "Computed on",
  wishes: { cpu: "CPU", webgpu: "Graphics card", auto: "Whichever is faster" },
  busy: "Comparing the graphics card with the CPU …",
  agrees: "GPU agrees to {figure}",
  agreesNote:
    "One small step of this model on both: the largest difference of a tensor, as a part of its largest number. Above 1e-4 the graphics card is not used.",
  copies:
    "While it trains there, the page shows a copy that comes back every quarter of a second, or less often where that would cost more than 5 % of the time. If the card is lost, the run goes on from the last copy, on the CPU.",
  tensorsLabel: "How far each tensor of the graphics card is from the CPU's",
  exact: "0",
  crossing: "When the graphics card (GPU) pays off",
  crossingNote:
    "Made-up models of growing vocabulary are trained for a moment on both: n = 3, d = 32, B = {batch}. For a small network, talking to the GPU takes longer than the computation.",
  measure: "Measure on this machine",
  measuring: "Measuring, {done} of {total} …",
  stop: "Stop",
  chart: "Training steps a second by vocabulary size, on the CPU and on the graphics card",
  words: "|V|",
  steps: "steps a second",
  line: "{name}, H = {hidden}",
  cpu: "CPU",
  gpu: "GPU",
  apart: "GPU − CPU",
  figures: "The figures",
  crosses: "H = {hidden}: the graphics card is faster from |V| = {vocabulary} on.",
  never: "H = {hidden}: the CPU is faster at every size measured.",
  always: "H = {hidden}: the graphics card is faster at every size measured.",
  sides: "CPU and graphics card",
  compare: "Compare with the graphics card",
  comparing: "Asking the graphics card …",
  sidesNote: "{tensor}: at most {figure} of its largest number apart",
} as const);
