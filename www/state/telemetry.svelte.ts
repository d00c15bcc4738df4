// What the runs of one model have told: how far the one that goes on is, and the losses of each branch.

import type { Model, Progress } from "../client/api/index.ts";
import { Curve } from "./curve.ts";

export class Telemetry {
  /** The run that goes on. */
  run = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  /** All losses since the model came to the page. Grows in place: depend on `points`. */
  curve = $state.raw(new Curve(0));
  /** Steps told so far; changes with every addition to `curve`. */
  points = $state(0);
  /** The losses of the run's other branches, by their numbers. */
  courses = $state.raw<Readonly<Record<number, Curve>>>({});
  /** The step that the run under way began at. */
  #base: number | null = null;

  constructor(start: number) {
    this.curve = new Curve(start);
  }

  /** The model has gone from one branch of its run to another, at this step. */
  branched(from: number, to: number, step: number): void {
    const { [to]: kept, ...others } = this.courses;
    this.courses = { ...others, [from]: this.curve };
    this.curve = kept ?? this.curve.until(step);
    this.points += 1;
  }

  /** A model that was put back knows nothing of its past. */
  forget(): void {
    this.courses = {};
  }

  tell(model: Model, progress: Progress | null): void {
    this.run = progress && { done: progress.done, total: progress.total };
    if (progress === null) this.#base = null;
    if (progress?.losses === undefined) return;
    this.#base ??= model.step - progress.done;
    // Steps on a script's own examples are not told, and a step that is taken back is.
    const from = this.#base + progress.done - progress.losses.length;
    if (this.curve.end !== from) this.curve = this.curve.until(from);
    this.curve.append(progress.losses);
    this.points += progress.losses.length;
  }
}
