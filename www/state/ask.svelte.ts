// The one way in which the page asks the engine something that may change while it is asked: the newest question wins, one is
// under way at most, and what belongs to a model ends with it. Typing fast costs one wasted call, never a queue, and no answer
// overtakes a later one.
//
//     const near = new Ask((word: string, { signal }) => model.neighbours(word, 5), { scope: work.signal, key: (word) => word });
//     near.ask("cow");                       near.answer, near.problem, near.busy

import type { Control } from "../client/api/index.ts";
import { ENGINE_DIED } from "../client/wire/protocol.ts";
import { said } from "./refusal.svelte.ts";

export interface Settings<Q, A> {
  /** Ends the asking: what is under way is aborted, and no answer is taken any more. */
  readonly scope?: AbortSignal;
  /** What makes two questions the same one: an answer to another than the newest is dropped. Default: every answer is of use. */
  readonly key?: (question: Q) => unknown;
  /** Milliseconds after which a newer question ends the call that is under way. Default: it is never ended. */
  readonly patience?: (underWay: Q) => number;
  /** Milliseconds of rest after a call that took so long: the engine has other things to do. */
  readonly rest?: (took: number) => number;
  /** Hears of each answer that is taken. */
  readonly taken?: (answer: A, question: Q) => void;
}

/** What a view asks goes with the view, though the scope, its model's, outlasts many views: the scope holds it weakly. */
const gone = new FinalizationRegistry<() => void>((forget) => forget());

/** Deaths of the engine in a row, with a question of ours under way, after which that question is not asked again. */
const DEADLY = 2;

export class Ask<Q, A> {
  /** The latest answer. */
  answer = $state.raw<A | null>(null);
  /** The question that it is the answer to. */
  of = $state.raw<Q | null>(null);
  /** Why the newest question has none. */
  why = $state.raw<unknown>(null);
  /** Whether a call is under way. */
  busy = $state(false);
  /** How much of it is done, 0 to 1. */
  progress = $state<number | null>(null);
  readonly #call: (question: Q, control: Control) => Promise<A>;
  readonly #settings: Settings<Q, A>;
  #next: { readonly question: Q; readonly number: number } | null = null;
  #working = false;
  /** The call under way. */
  #abort: AbortController | null = null;
  /** Counts the questions, and the newest that was answered or dropped. */
  #asked = 0;
  #settled = 0;
  #key: unknown;
  #deaths = 0;
  #over = false;
  #idle: (() => void)[] = [];
  #wake: (() => void) | null = null;

  constructor(call: (question: Q, control: Control) => Promise<A>, settings: Settings<Q, A> = {}) {
    this.#call = call;
    this.#settings = settings;
    const { scope } = settings;
    if (scope === undefined) return;
    if (scope.aborted) this.#over = true;
    else {
      const asking = new WeakRef(this);
      const end = (): void => asking.deref()?.end();
      scope.addEventListener("abort", end, { once: true });
      gone.register(this, () => scope.removeEventListener("abort", end));
    }
  }

  /** As a sentence, in the reader's words. */
  get problem(): string | null {
    return this.why === null ? null : said(this.why);
  }

  /** Asks; an earlier question that still waits is dropped. Resolves when nothing is under way and nothing waits. */
  ask(question: Q): Promise<void> {
    if (this.#over) return Promise.resolve();
    const key = this.#settings.key?.(question);
    if (!Object.is(key, this.#key)) this.#deaths = 0;
    this.#key = key;
    // It ended the engine each time: another death would take every model with it.
    if (this.#deaths >= DEADLY) return Promise.resolve();
    this.#asked += 1;
    this.#next = { question, number: this.#asked };
    const idle = new Promise<void>((resolve) => this.#idle.push(resolve));
    if (this.#working) this.#hurry();
    else void this.#work();
    return idle;
  }

  /** An answer from elsewhere to the newest question: what was asked before it is out of date. */
  take(question: Q, answer: A): void {
    this.#asked += 1;
    this.#next = null;
    this.#settle({ question, number: this.#asked }, answer);
  }

  /** As `take`, of a refusal. */
  refuse(error: unknown): void {
    this.#asked += 1;
    this.#next = null;
    this.#settled = this.#asked;
    this.answer = this.of = null;
    this.why = error;
  }

  /** Nothing is asked any more until the next `ask`, and nothing is shown. */
  clear(): void {
    this.#next = null;
    this.#settled = this.#asked;
    this.#abort?.abort();
    this.answer = this.of = this.why = null;
  }

  /** Ends what is under way; the answer that is there stays. */
  stop(): void {
    this.#next = null;
    this.#abort?.abort();
  }

  /** For good. */
  end(): void {
    this.#over = true;
    this.clear();
    this.#wake?.();
  }

  #underWay: Q | null = null;

  #hurry(): void {
    const patience = this.#settings.patience?.(this.#underWay as Q);
    const abort = this.#abort;
    if (patience === undefined || !Number.isFinite(patience) || abort === null) return;
    setTimeout(() => {
      if (this.#abort === abort && this.#next !== null) abort.abort();
    }, patience);
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#next; next !== null; next = this.#next) {
      this.#next = null;
      const began = performance.now();
      await this.#once(next);
      const rest = this.#settings.rest?.(performance.now() - began) ?? 0;
      if (rest > 0 && !this.#over)
        await new Promise<void>((done) => {
          const timer = setTimeout(done, rest);
          this.#wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      this.#wake = null;
    }
    this.#working = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #once(asked: { readonly question: Q; readonly number: number }): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#underWay = asked.question;
    this.busy = true;
    this.progress = 0;
    try {
      const answer = await this.#call(asked.question, {
        signal: abort.signal,
        onProgress: ({ done, total }) => {
          if (this.#abort === abort) this.progress = total > 0 ? done / total : 1;
        },
      });
      this.#deaths = 0;
      if (this.#wanted(asked)) this.#settle(asked, answer);
    } catch (error) {
      this.#deaths = error instanceof Error && error.name === ENGINE_DIED ? this.#deaths + 1 : 0;
      if (!abort.signal.aborted && this.#wanted(asked)) {
        this.#settled = asked.number;
        this.answer = this.of = null;
        this.why = error;
      }
    } finally {
      this.#abort = null;
      this.#underWay = null;
      this.busy = false;
      this.progress = null;
    }
  }

  /** Whether an answer to this question is still of use. */
  #wanted({ question, number }: { readonly question: Q; readonly number: number }): boolean {
    if (this.#over || number <= this.#settled) return false;
    return this.#settings.key === undefined || Object.is(this.#settings.key(question), this.#key);
  }

  #settle({ question, number }: { readonly question: Q; readonly number: number }, answer: A): void {
    this.#settled = number;
    this.answer = answer;
    this.of = question;
    this.why = null;
    this.#settings.taken?.(answer, question);
  }
}
