// What the engine's thread asks of the crew's leader.

import type { Figures, Handover, TrainOptions, WindowSource } from "../../client/api/index.ts";
import type { Plain } from "../../client/wire/protocol.ts";

/** A run that the crew takes over where it stands. */
export interface Begun {
  /** With the run's own rule: another one's moments are cleared. */
  readonly state: Handover;
  readonly source: WindowSource;
  readonly options: Plain<TrainOptions>;
  /** The step at which the run was begun. */
  readonly first: number;
}

/** An evaluation that the crew does from its first example on. */
export interface Measured {
  /** Without moments. */
  readonly state: Handover;
  readonly source: WindowSource;
  /** The most threads that it will have. */
  readonly threads: number;
}

/** Some examples. */
export interface Scored {
  /** How many are done in all. */
  readonly done: number;
  readonly milliseconds: number;
}

/** Some steps. */
export interface Piece {
  readonly losses: Float32Array<ArrayBuffer>;
  readonly milliseconds: number;
  /** The next loss is no number: the page's engine does the steps since the last state itself, and says what is wrong. */
  readonly broken: boolean;
}

export interface CrewApi {
  /** Fetches the module. */
  open(): Promise<void>;
  /** From the next step on so many threads, as far as they can be had; says how many. */
  threads(wanted: number): Promise<number>;
  /** False: the crew has no room for such a model, which it then leaves to the page's engine. */
  begin(begun: Begun): boolean;
  /** Up to so many steps, within about so many elementary operations. */
  advance(count: number, budget: number): Piece;
  state(): Handover;
  /** False: the crew has no room for such a model. */
  evaluate(measured: Measured): boolean;
  /** Up to so many more examples. */
  score(count: number): Scored;
  /** Of all examples; null where one of them is no number, for which the page's engine has the words. */
  figures(): Figures | null;
}
