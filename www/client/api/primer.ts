// The primer's part of the scripting interface: two networks small enough to write out whole, in f64.
//
//     await glasslm.primer.edit("classifier", { x1: "2", y1: "1", y2: "0", y3: "0" });
//     (await glasslm.primer.sheet("classifier")).numbers

import type { ExerciseMark, PrimerComplaint, PrimerNetwork, PrimerQuestion } from "./engine.ts";
import type { PrimerSheet, PrimerSizes } from "./shapes.ts";
import type { ErrorFacts } from "./refusal.ts";

/** `glasslm.primer` */
export interface Primer {
  /** Takes cells by name, as text: x1, w12, u31, y1 y2 y3 (one-hot, all three), eta. Good ones are taken though others are not. */
  edit(network: PrimerNetwork, cells: Readonly<Record<string, string>>): Promise<(PrimerComplaint & ErrorFacts)[]>;
  /** "first": the numbers that the page opens on; "underflow": numbers with which a yhat underflows. */
  example(network: PrimerNetwork, name: "first" | "underflow"): Promise<void>;
  sheet(network: PrimerNetwork): Promise<PrimerSheet>;
  /** The questions of a seed about the numbers as they stand. */
  questions(seed: number): Promise<PrimerQuestion[]>;
  /** To a kind's question: a number as typed, or an option's index. One that is neither is refused; that is no miss. */
  answer(seed: number, kind: string, given: string): Promise<ExerciseMark>;
  /** For a model of |V| words, H hidden units and n·d inputs. */
  sizes(vocabulary: number, hidden: number, input: number): Promise<PrimerSizes>;
}
