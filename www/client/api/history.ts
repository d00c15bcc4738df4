// The time machine as types: going back in a run, changing it by hand, its other futures.

import type { Control, TrainOptions } from "./base.ts";
import type { CellEdit, OptimizerName } from "./engine.ts";
import type { Progress, ToldBranch, ToldHistory } from "./shapes.ts";

/** How far a way through the run is. */
export interface SeekProgress extends Progress {
  /** The nearest snapshot or a step between it and the goal; or the goal, to the last bit on "cpu". */
  readonly state: "near" | "exact";
}

/** What a way through the run takes. Aborted, it leads back to where it began. */
export interface SeekControl extends Pick<Control, "signal"> {
  readonly onProgress?: (progress: SeekProgress) => void;
}

/** Something that changed the run. */
export interface RunChange {
  readonly kind: "train" | "trainOn" | "edit";
  /** The step that it began at, and the steps that it took. */
  readonly from: number;
  readonly steps: number;
  /** Of "train" the batch, of "trainOn" the examples, of "edit" the numbers that were set. */
  readonly count: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly optimizer?: OptimizerName;
  /** What `train` or `trainOn` is given, steps, batch and examples apart, to do the same once more. */
  readonly again?: Omit<TrainOptions, keyof Control | "steps" | "batch">;
  /** Of "trainOn": token ids, contexts oldest first; absent where they are more than 512. */
  readonly examples?: { readonly contexts: readonly number[]; readonly targets: readonly number[] };
  /** Of "edit": the numbers that were set; absent where they are more than 64. */
  readonly cells?: readonly CellEdit[];
}

/** An old future. */
export interface RunBranch extends Omit<ToldBranch, "change"> {
  /** What was done first in it that the run did not do. */
  readonly change: RunChange | null;
  readonly title: string;
}

/** What is known of a run's past. */
export interface RunHistory extends Omit<ToldHistory, "changes" | "branches"> {
  /** The latest thousand up to where the run stands, oldest first. */
  readonly changes: readonly RunChange[];
  readonly branches: readonly RunBranch[];
}

/** The part of a model that knows its past. A change made in the past forks: the old future stays, as a branch. */
export interface TimeMachine {
  /** The first step that can be gone back to. */
  readonly firstStep: number;
  /** The course that the run is on: another number after a change in the past. */
  readonly line: number;
  /** Whether the state is only near to what was asked for. */
  readonly near: boolean;
  /**
   * To the state that the step after this one started from: as it was after that step, with what was then set by hand. The
   * nearest snapshot is there at once, the rest is trained again.
   */
  seek(step: number, control?: SeekControl): Promise<void>;
  /** To the state before the latest change: an edit, a `trainOn`, a call of `train`. It restores bits, it subtracts nothing. */
  undo(control?: SeekControl): Promise<void>;
  /** To the end of an old future; the one that is left becomes a branch. */
  visit(branch: number, control?: SeekControl): Promise<void>;
  /**
   * Sets numbers by hand: no step is counted, the optimizer's state stays. `again`: if the latest change set the very same
   * ones, the two are one change, as when a number is dragged.
   */
  edit(cells: readonly CellEdit[], options?: { readonly again?: boolean }): Promise<{ readonly before: number[] }>;
  /** Takes back what was set by hand since the last step. */
  putBack(): Promise<{ readonly edits: number }>;
  history(): Promise<RunHistory>;
}
