// The time machine of one model: where in the run it stands, the way to another step, and the other branches. The engine goes the
// way; this asks for the newest goal only.

import type { RunHistory } from "../client/api/index.ts";
import { Ask } from "./ask.svelte.ts";
import type { Curve } from "./curve.ts";
import { Pacer, nextLook } from "./pace.ts";
import { said } from "./refusal.svelte.ts";
import type { Mark } from "./run.svelte.ts";
import type { Workspace } from "./workspace.svelte.ts";

/** What was seen of another branch of the run. */
export interface Ghost {
  readonly line: number;
  /** The step at which it parts from the run. */
  readonly from: number;
  readonly curve: Curve | null;
  readonly marks: readonly Mark[];
}

type Way = { readonly seek: number } | "undo" | { readonly visit: number };

/** A seek that takes longer than this is given up for a newer goal; a shorter one is let arrive, so that no view jumps back in between. */
const PATIENCE_MS = 150;
/** At least this long between two looks at the history while the run goes on. */
const LOOK_MS = 1000;

export class Time {
  readonly work: Workspace;
  /** Where the slider was put, until the run stands there. */
  goal = $state<number | null>(null);
  readonly ghosts = $derived.by(() => this.#ghosts());
  readonly #way: Ask<Way, true>;
  readonly #history: Ask<null, RunHistory>;

  constructor(work: Workspace) {
    this.work = work;
    const { model, signal } = work;
    this.#way = new Ask<Way, true>(
      async (way, control) => {
        if (typeof way === "object" && "seek" in way) await model.seek(way.seek, control);
        else if (way === "undo") await model.undo(control);
        else await model.visit(way.visit, control);
        return true;
      },
      {
        scope: signal,
        // A seek only looks; an undo or a visit is an act of the reader's, and is done before the slider is followed.
        patience: (way) => (typeof way === "object" && "seek" in way ? PATIENCE_MS : Infinity),
      },
    );
    this.#history = new Ask<null, RunHistory>(() => model.history(), {
      scope: signal,
      rest: () => (work.telemetry.run === null ? 0 : LOOK_MS),
    });
    this.look();
  }

  get known(): RunHistory | null {
    return this.#history.answer;
  }

  /** How much of the way is gone, 0 to 1; null: none is under way. */
  get gone(): number | null {
    return this.#way.progress;
  }

  /** To a step. While another way is under way only the newest goal counts. */
  async go(step: number): Promise<void> {
    this.replaying = false;
    this.goal = step;
    await this.#travel({ seek: step });
  }

  /** Whether the run is being shown again. */
  replaying = $state(false);

  /** Shows the recorded run again, at the run's pace, from the step it stands at, or from the beginning where that is the end. */
  async play(): Promise<void> {
    const { model, run } = this.work;
    if (run.going || this.replaying) return;
    this.replaying = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const current = (): boolean => this.replaying && this.work.there && !run.going;
    if (model.step >= model.lastStep) await this.#way.ask({ seek: model.firstStep });
    const pacer = new Pacer();
    let at = model.step;
    while (current() && at < model.lastStep) {
      const due = pacer.due(run.pace, at, performance.now(), !document.hidden, still);
      const goal = Math.min(model.lastStep, nextLook(at), due);
      if (goal > at) {
        await this.#way.ask({ seek: goal });
        // Someone took the run elsewhere.
        if (model.step !== goal) break;
        at = goal;
      } else await new Promise((done) => setTimeout(done, 40));
    }
    this.replaying = false;
  }

  undo(): Promise<void> {
    return this.#travel("undo");
  }

  visit(branch: number): Promise<void> {
    return this.#travel({ visit: branch });
  }

  /** Gives up the way: the run is where it was. */
  stop(): void {
    this.replaying = false;
    this.goal = null;
    this.#way.stop();
  }

  async #travel(way: Way): Promise<void> {
    const { run, store } = this.work;
    if (run.going) run.pause();
    await this.#way.ask(way);
    if (!this.work.there) return;
    this.goal = null;
    const { why } = this.#way;
    if (why === null) store.notices.settled(this);
    else store.notices.say(() => said(why), this);
    await run.lookOnce();
  }

  /** What is known of the run, anew. */
  look(): void {
    // On its way its past is another one's.
    if (!this.work.model.near) void this.#history.ask(null);
  }

  #ghosts(): readonly Ghost[] {
    const curves = this.work.telemetry.courses;
    const marks = this.work.run.others;
    return (this.known?.branches ?? []).map(({ id, from }) => ({
      line: id,
      from,
      curve: curves[id] ?? null,
      marks: marks[id] ?? [],
    }));
  }
}
