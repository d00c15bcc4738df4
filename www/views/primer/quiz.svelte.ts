// The primer's questions and what was answered: kept for as long as the numbers and the seed they are about stay.

import type { ExerciseMark, Primer, PrimerQuestion } from "../../client/api/index.ts";
import { Ask } from "../../state/ask.svelte.ts";
import { said } from "../../state/refusal.svelte.ts";
import type { Store } from "../../state/store.svelte.ts";

interface Given {
  readonly seed: number;
  readonly kind: string;
  readonly text: string;
}

export class Quiz {
  questions = $state.raw<readonly PrimerQuestion[]>([]);
  at = $state(0);
  given = $state("");
  /** What is wrong with what was given. */
  refusal = $state.raw<(() => string) | null>(null);
  /** The first verdict on each question: a second try shows the way, it does not count. */
  verdicts = $state<Record<string, ExerciseMark>>({});
  latest = $state.raw<ExerciseMark | null>(null);
  readonly #ask: Ask<{ readonly seed: number; readonly version: number }, PrimerQuestion[]>;
  readonly #answer: Ask<Given, ExerciseMark>;
  readonly #seeds: Ask<number, PrimerQuestion[]>;
  #about = "";

  constructor(store: Store) {
    const primer: Primer = store.glasslm.primer;
    this.#ask = new Ask(({ seed }) => primer.questions(seed), {
      key: ({ seed, version }) => `${String(seed)} ${String(version)}`,
      taken: (made) => {
        this.questions = made;
        this.verdicts = {};
        this.clear();
      },
    });
    // The verdict is filed under the question that was asked, whichever is shown when it comes.
    this.#answer = new Ask(({ seed, kind, text }) => primer.answer(seed, kind, text), {
      taken: (verdict, { kind }) => {
        this.verdicts[kind] ??= verdict;
        if (kind === this.question?.exercise.kind) this.latest = verdict;
      },
    });
    // The engine says which seeds there are.
    this.#seeds = new Ask((seed) => primer.questions(seed));
  }

  get question(): PrimerQuestion | undefined {
    return this.questions[this.at];
  }
  /** Why there are no such questions. */
  get problem(): string | null {
    return this.#seeds.problem ?? this.#ask.problem;
  }

  /** Asks about these numbers; where they are the same as before, everything stays. */
  about(seed: number, version: number): void {
    const about = `${String(seed)} ${String(version)}`;
    if (about === this.#about) return;
    this.#about = about;
    void this.#ask.ask({ seed, version });
  }

  clear(): void {
    this.given = "";
    this.refusal = null;
    this.latest = null;
  }

  go(to: number): void {
    this.at = Math.max(0, Math.min(this.questions.length - 1, to));
    this.clear();
  }

  async answer(seed: number): Promise<void> {
    const { question } = this;
    if (!question) return;
    this.refusal = null;
    await this.#answer.ask({ seed, kind: question.exercise.kind, text: this.given });
    const { why } = this.#answer;
    if (this.question === question) this.refusal = why === null ? null : () => said(why);
  }

  /** Whether there are questions for this seed. */
  async has(seed: number): Promise<boolean> {
    await this.#seeds.ask(seed);
    return this.#seeds.problem === null;
  }
}
