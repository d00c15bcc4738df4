// The primer's part of the scripting interface: two networks small enough to write out whole, in f64.
//
//     await glasslm.primer.edit("classifier", { x1: "2", y1: "1", y2: "0", y3: "0" });
//     (await glasslm.primer.sheet("classifier")).numbers

/** The linear softmax classifier (2 inputs, 3 classes), or the 2-2-3 network with tanh. */
export type PrimerNetwork = "classifier" | "hidden";

/** Why a cell's text was not taken; the cell keeps its last good value. */
export interface PrimerComplaint {
  /** `y`: its three cells together are wrong. */
  readonly cell: string;
  /** What was wrong and what would be right. */
  readonly message: string;
}

export interface PrimerCell {
  /** What it is, as LaTeX. */
  readonly name: string;
  /** How it is computed, as LaTeX in which `#17` is the sheet's number 17; empty where it is given. */
  readonly rule: string;
}

/** A matrix of the sheet: `numbers[first ...]`, row by row. */
export interface PrimerMatrix {
  /** x y W U a h z m exp s yhat L · dyhat jacobian dz_dW dz_dU dz_dh dh_da da_dW · dz dU dh da dW, their products (`dz_product` ...) · eta W_after U_after L_after; `L_yhat` is L taken from yhat. */
  readonly id: string;
  /** Its name as LaTeX. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly first: number;
  readonly cells: readonly PrimerCell[];
}

/** The matrices between the loss and a parameter; `products[k]` is the product of the first k + 2, `short[k]` its short form. */
export interface PrimerChain {
  readonly of: string;
  readonly factors: readonly string[];
  readonly products: readonly string[];
  readonly short: readonly string[];
}

/** The computation graph and the steps through it. */
export interface PrimerWalk {
  readonly nodes: readonly { readonly id: string; readonly shape: readonly number[]; readonly given: boolean }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly steps: readonly PrimerStep[];
}

export interface PrimerStep {
  readonly id: string;
  readonly backward: boolean;
  readonly title: string;
  /** LaTeX. */
  readonly equation: string;
  readonly reads: readonly string[];
  /** The node whose value (forward) or derivative (backward) it gives. */
  readonly writes: string;
  readonly prose: string;
  /** The equation in words. */
  readonly spoken: string;
}

/** Every number of a network, how each was made, and one step of gradient descent. */
export interface PrimerSheet {
  readonly matrices: readonly PrimerMatrix[];
  readonly chains: readonly PrimerChain[];
  /** A product of full matrices failed (infinity times zero) where the short form does not. */
  readonly productFailed: boolean;
  readonly numbers: Float64Array;
  readonly walk: PrimerWalk;
  /** eta, loss, eta, loss ... from 0 to twice the step, evenly; the middle one is the step. Empty where it cannot be taken. */
  readonly curve: Float64Array;
  /** Why the step cannot be taken. */
  readonly stepProblem: string | null;
}

export interface PrimerQuestion {
  readonly id: string;
  readonly network: PrimerNetwork;
  /** The whole question, or, of a cell, the words before its name. */
  readonly prompt: string;
  /** The number of the network's sheet that is asked for, whose rule is the way to it; null for other questions. */
  readonly cell: number | null;
  /** What can be chosen, or null where a number is asked for. */
  readonly options: readonly string[] | null;
  /** How far off a number may be. */
  readonly tolerance: number | null;
}

export interface PrimerVerdict {
  readonly right: boolean;
  readonly expected: string;
  /** The way to the answer, a line a step; empty where the question is about a cell. */
  readonly way: readonly string[];
}

/** How many numbers each full matrix of one example would hold, and how many products the short forms take. */
export interface PrimerSizes {
  readonly jacobian: number;
  readonly dzdU: number;
  readonly dzdh: number;
  readonly dhda: number;
  readonly dadW: number;
  readonly shortdU: number;
  readonly shortdW: number;
}

/** `glasslm.primer` */
export interface Primer {
  /** Takes cells by name, as text: x1, w12, u31, y1 y2 y3 (one-hot, all three), eta. Good ones are taken though others are not. */
  edit(network: PrimerNetwork, cells: Readonly<Record<string, string>>): Promise<PrimerComplaint[]>;
  /** "first": the numbers that the page opens on; "underflow": numbers with which a yhat underflows. */
  example(network: PrimerNetwork, name: "first" | "underflow"): Promise<void>;
  sheet(network: PrimerNetwork): Promise<PrimerSheet>;
  /** The questions of a seed about the numbers as they stand. */
  questions(seed: number): Promise<PrimerQuestion[]>;
  /** A number as typed, or an option's index. One that is neither is refused; that is no miss. */
  answer(seed: number, question: string, given: string): Promise<PrimerVerdict>;
  /** For a model of |V| words, H hidden units and n·d inputs. */
  sizes(vocabulary: number, hidden: number, input: number): Promise<PrimerSizes>;
}
