import type { backend as english } from "../backend.ts";
import { translation } from "../translation.ts";

export const backend = translation<typeof english>()({
  label: "Berechnet auf",
  wishes: { cpu: "CPU", webgpu: "GPU", auto: "Was schneller ist" },
  simd: "SIMD mit 128 Bit",
  someCard: "Eine Grafikkarte",
  subgroups: "{card}, mit Subgroups",
  measured: "Gemessen mit einem Batch von {batch}: CPU {cpu} Schritte pro Sekunde, GPU {gpu}.",
  busy: "Die Grafikkarte (GPU) wird mit der CPU verglichen …",
  agrees: "GPU stimmt überein bis auf {figure}",
  agreesNote:
    "Ein kleiner Schritt dieses Modells wird auf beiden berechnet. Die Zahl ist die größte Abweichung in einem Tensor, bezogen auf dessen größten Wert. Über 1e-4 wird die GPU nicht benutzt.",
  copies:
    "Beim Training auf der GPU zeigt die Seite einen Schnappschuss, der jede Viertelsekunde erneuert wird, oder seltener, wenn das mehr als 5 % der Zeit kosten würde. Fällt die GPU aus, läuft das Training ab dem letzten Schnappschuss auf der CPU weiter.",
  tensorsLabel: "Abweichung zwischen GPU und CPU, Tensor für Tensor",
  exact: "0",
  crossing: "Ab wann sich die Grafikkarte (GPU) lohnt",
  crossingNote:
    "Testmodelle mit wachsendem Vokabular werden kurz auf beiden trainiert: n = 3, d = 32, B = {batch}. Bei einem kleinen Netz dauert der Austausch mit der GPU länger als die Berechnung.",
  measure: "Auf diesem Gerät messen",
  measuring: "Messung läuft, {done} von {total} …",
  stop: "Anhalten",
  chart: "Trainingsschritte pro Sekunde nach Größe des Vokabulars, auf CPU und GPU",
  words: "|V|",
  steps: "Schritte pro Sekunde",
  line: "{name}, H = {hidden}",
  cpu: "CPU",
  gpu: "GPU",
  apart: "GPU − CPU",
  figures: "Die Werte",
  crosses: "H = {hidden}: Die GPU ist ab |V| = {vocabulary} schneller.",
  never: "H = {hidden}: Die CPU ist bei jeder gemessenen Größe schneller.",
  always: "H = {hidden}: Die GPU ist bei jeder gemessenen Größe schneller.",

  sides: "CPU und GPU",
  compare: "Mit der GPU vergleichen",
  comparing: "Die GPU rechnet …",
  sidesNote: "{tensor}: weicht um höchstens {figure} seines größten Werts ab",
});
