// Where a model trains: the CPU or the graphics card.

import { told } from "./told.ts";

export const backend = told("backend", {
  label: "Computed on",
  wishes: { cpu: "CPU", webgpu: "GPU", auto: "Whichever is faster" },
  simd: "128-bit SIMD",
  someCard: "A graphics card",
  subgroups: "{card}, with subgroups",
  measured: "Measured with a batch of {batch}: CPU {cpu} steps per second, GPU {gpu}.",
  busy: "Comparing the graphics card (GPU) with the CPU …",
  agrees: "GPU agrees to {figure}",
  agreesNote:
    "One small step of this model is computed on both. The figure is the largest difference in any tensor, relative to that tensor’s largest value. Above 1e-4 the GPU is not used.",
  copies:
    "During training on the GPU, the page shows a snapshot that is refreshed every quarter of a second, or less often if that would cost more than 5% of the time. If the GPU is lost, the run continues on the CPU from the last snapshot.",
  tensorsLabel: "Difference between GPU and CPU, tensor by tensor",
  exact: "0",
  crossing: "When the graphics card (GPU) pays off",
  crossingNote:
    "Test models of growing vocabulary are trained briefly on both: n = 3, d = 32, B = {batch}. For a small network, talking to the GPU takes longer than the computation.",
  measure: "Measure on this machine",
  measuring: "Measuring, {done} of {total} …",
  stop: "Stop",
  chart: "Training steps per second by vocabulary size, on the CPU and on the GPU",
  words: "|V|",
  steps: "steps per second",
  line: "{name}, H = {hidden}",
  cpu: "CPU",
  gpu: "GPU",
  apart: "GPU − CPU",
  figures: "The figures",
  crosses: "H = {hidden}: the GPU is faster from |V| = {vocabulary} on.",
  never: "H = {hidden}: the CPU is faster at every size measured.",
  always: "H = {hidden}: the GPU is faster at every size measured.",
  sides: "CPU and GPU",
  compare: "Compare with the GPU",
  comparing: "Asking the GPU …",
  sidesNote: "{tensor}: differs by at most {figure} of its largest value",
} as const);
