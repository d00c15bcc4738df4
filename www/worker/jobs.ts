// The long calls that are under way, so that the page can end one, and hears how far each is.

import { transfer } from "comlink";
import { ABORTED, type ModelState, type Report, type Reports } from "../client/wire/protocol.ts";
import type { Progress } from "../client/api/index.ts";
import { turn } from "./turn.js";

/** Milliseconds between two reports: an eye sees twenty a second as one movement, and the page keeps time for its frames. */
const REPORT_EVERY = 50;

export class Job {
  aborted = false;
  readonly #report: Report;
  #heard = true;
  #hearing: Promise<unknown> = Promise.resolve();
  #last = -Infinity;

  /** Without a report nobody hears of it. */
  constructor(report: Report = () => undefined) {
    this.#report = report;
  }

  /** Whether a report would not be too soon after the last one, and that one was heard. */
  get due(): boolean {
    return this.#heard && performance.now() - this.#last >= REPORT_EVERY;
  }

  /** Sends a report; the numbers in `progress.losses` move to the page. */
  tell(progress: Progress, state?: ModelState): void {
    this.#heard = false;
    this.#last = performance.now();
    // The page's function lives on the other side: what it returns here is a promise.
    const numbers = progress.losses === undefined ? [] : [progress.losses.buffer];
    this.#hearing = Promise.resolve(this.#report(transfer(progress, numbers), state))
      .finally(() => {
        this.#heard = true;
      })
      .catch(() => undefined);
  }

  /** Resolves when the last report was heard: a call's answer goes another way and must not overtake it. */
  async heard(): Promise<void> {
    await this.#hearing;
  }

  /** Lets whoever waits be answered; throws if the page has ended this call meanwhile. */
  async breathe(what: string): Promise<void> {
    await turn();
    this.wanted(what);
  }

  /** Throws if the page has ended this call. */
  wanted(what: string): void {
    if (!this.aborted) return;
    const error = new Error(`${what} was stopped before it was done; nothing was changed`);
    error.name = ABORTED;
    throw error;
  }
}

export class Jobs {
  /** Who hears of them. */
  reports: Reports = () => undefined;
  readonly #running = new Map<number, Job>();

  /** Runs a call under a number by which it can be ended from now on, even while it still waits for its turn. */
  async run<T>(number: number, call: (job: Job) => Promise<T>): Promise<T> {
    const job = new Job((...report) => this.reports(number, ...report));
    this.#running.set(number, job);
    try {
      return await call(job);
    } finally {
      this.#running.delete(number);
    }
  }

  abort(number: number): void {
    const job = this.#running.get(number);
    if (job !== undefined) job.aborted = true;
  }
}
