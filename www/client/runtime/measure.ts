// The measurements of a model, asked of the engine; and the n-gram models that a script counts.

import { type Running, job, optionsOf, plain } from "./call.ts";
import { because, causeOf } from "../wire/errors.ts";
import type { Engine, Remote, Resident } from "./engine.ts";
import type { Control, Progress, Score, Split } from "../api/index.ts";
import type {
  Answers,
  ContextCounts,
  Discounts,
  Entropy,
  ExerciseJudged,
  Exercises,
  Game,
  GameSoFar,
  Growth,
  Likelihood,
  Measure,
  Member,
  ModelChain,
  ModelStanding,
  Nearest,
  Ngram,
  NgramCount,
  NgramFacts,
  NgramFigures,
  NgramOptions,
  NgramPrediction,
  NgramReads,
  NgramSettings,
  Outcomes,
  Question,
  Rows,
  Spelling,
  SpellingOptions,
  Task,
  UnseenList,
  WordBlocks,
} from "../api/index.ts";

/** What a question of this name is given, if anything. */
type Given<Of, K extends string> = K extends Of ? [] : Of extends Readonly<Record<K, infer Given>> ? [Given] : never;

export class PageMeasure implements Measure {
  readonly #engine: Engine;
  readonly #number: number;
  readonly #running: Running;
  readonly #alive: () => void;
  /** What the line-up was counted with, so that it is there again after a restart. */
  #lineup: NgramSettings | null = null;

  constructor(engine: Engine, number: number, running: Running, alive: () => void) {
    this.#engine = engine;
    this.#number = number;
    this.#running = running;
    this.#alive = alive;
  }

  async lineup(settings: NgramSettings, control?: Control): Promise<readonly Member[]> {
    const { members } = await this.#task("lineup", plain(settings), control);
    this.#lineup = settings;
    return members;
  }
  rows(split: Split, control?: Control): Promise<Rows> {
    return this.#task("rows", split, control);
  }
  spelling(options: SpellingOptions, control?: Control): Promise<Spelling> {
    return this.#task("spelling", plain(options), control);
  }
  nearest(context: string, control?: Control): Promise<Nearest> {
    return this.#task("nearest", context, control);
  }
  likelihood(split: Split, order: number, control?: Control): Promise<Likelihood> {
    return this.#task("likelihood", { split, order }, control);
  }
  chain(sentence: string): Promise<readonly ModelChain[]> {
    return this.#ask("chain", sentence);
  }
  counts(order: number, context: string): Promise<ContextCounts> {
    return this.#ask("counts", { order, context });
  }
  game(soFar: GameSoFar): Promise<Game> {
    return this.#ask("game", soFar);
  }
  entropy(weights: readonly number[]): Promise<Entropy> {
    return this.#ask("entropy", weights);
  }
  sources(names: number): Promise<{ readonly digits: Entropy; readonly switchboard: Entropy }> {
    return this.#ask("sources", names);
  }
  unseen(order: number, most: number): Promise<UnseenList> {
    return this.#task("unseen", { order, most }, undefined);
  }
  growth(): Promise<readonly Growth[]> {
    return this.#ask("growth");
  }
  blocks(word: string): Promise<WordBlocks> {
    return this.#ask("blocks", word);
  }
  text(name: string): Promise<string> {
    return this.#ask("text", name);
  }
  exercises(seed: number, wanted: readonly string[] = []): Promise<Exercises> {
    return this.#ask("exercises", { seed, wanted });
  }
  mark(seed: number, kind: string, given: string): Promise<ExerciseJudged> {
    return this.#ask("mark", { seed, kind, given });
  }
  standing(): Promise<ModelStanding> {
    return this.#ask("standing");
  }

  /** Counts again what was counted. */
  async revive(api: Remote, number: number): Promise<void> {
    if (this.#lineup !== null) await api.task(this.#number, number, { lineup: plain(this.#lineup) });
  }

  async #ask<K extends keyof Answers>(name: K, ...given: Given<Question, K>): Promise<Answers[K]> {
    this.#alive();
    const question = (given.length === 0 ? name : { [name]: given[0] }) as Question;
    // The channel's types know no generics: the name alone decides what comes back.
    return (await this.#engine.call<unknown>((api) => api.ask(this.#number, question))) as Answers[K];
  }

  async #task<K extends keyof Outcomes>(
    name: K,
    given: Given<Task, K>[0],
    control: Control | undefined,
  ): Promise<Outcomes[K]> {
    this.#alive();
    const task = { [name]: given } as unknown as Task;
    const report = (progress: Progress): void => control?.onProgress?.(progress);
    return (await job<unknown>(
      this.#engine,
      control,
      report,
      (api, number) => api.task(this.#number, number, task),
      this.#running,
    )) as Outcomes[K];
  }
}

let ngrams = 0;

/** What an n-gram model has to know of the network that it stands beside. */
interface Owner {
  readonly number: number;
  readonly disposed: boolean;
}

/** A counted model, which lives in the engine until it or its network is disposed of. */
export class PageNgram implements Ngram, Resident {
  readonly #engine: Engine;
  /** The network that it stands beside, which stays for as long as this is held. */
  readonly #owner: Owner;
  readonly #number: number;
  readonly #options: NgramOptions;
  #facts: NgramFacts;
  #lost: Error | null = null;

  private constructor(engine: Engine, owner: Owner, number: number, options: NgramOptions, facts: NgramFacts) {
    this.#engine = engine;
    this.#owner = owner;
    this.#number = number;
    this.#options = options;
    this.#facts = facts;
    engine.keep(this, { call: "disposeNgram", number });
  }

  static async count(
    engine: Engine,
    owner: Owner,
    options: NgramOptions & Control,
    running: Running,
  ): Promise<PageNgram> {
    optionsOf("ngram", options);
    ngrams += 1;
    const number = ngrams;
    const rest: NgramOptions = plain(options);
    const report = (progress: Progress): void => options.onProgress?.(progress);
    const facts = await job(engine, options, report, (api, id) => api.ngram(owner.number, number, id, rest), running);
    return new PageNgram(engine, owner, number, rest, facts);
  }

  get train(): NgramFigures | null {
    return this.#facts.train;
  }
  get validation(): NgramFigures | null {
    return this.#facts.validation;
  }
  get test(): NgramFigures | null {
    return this.#facts.test;
  }
  get entries(): number {
    return this.#facts.entries;
  }
  get discounts(): readonly Discounts[] {
    return this.#facts.discounts;
  }

  predict(context: string | readonly string[]): Promise<NgramPrediction> {
    return this.#read("predict", context);
  }
  score(sentence: string | readonly string[]): Promise<Score> {
    return this.#read("score", sentence);
  }
  counts(context: string | readonly string[]): Promise<NgramCount[]> {
    return this.#read("counts", context);
  }
  async arpa(): Promise<string> {
    const pieces: string[] = [];
    for (let piece = await this.#arpa(true); piece !== null; piece = await this.#arpa(false)) pieces.push(piece);
    return pieces.join("");
  }
  #arpa(first: boolean): Promise<string | null> {
    return this.#engine.call<string | null>((api) => api.arpa(this.#number, first));
  }

  async dispose(): Promise<void> {
    this.#engine.forget(this);
    await this.#engine.call((api) => api.disposeNgram(this.#number));
  }

  async revive(api: Remote): Promise<void> {
    // It went with its network: it is not counted again.
    if (this.#owner.disposed) return this.#engine.forget(this);
    this.#facts = await api.ngram(this.#owner.number, this.#number, 0, this.#options);
  }

  lost(why: Error): void {
    this.#lost = why;
  }

  async #read<K extends keyof NgramReads>(
    name: K,
    words: string | readonly string[],
  ): Promise<ReturnType<NgramReads[K]>> {
    if (this.#lost !== null) {
      const message = `This n-gram could not be counted again after the engine had stopped: ${this.#lost.message}`;
      throw because("ngramLost", message, this.#lost, { why: causeOf(this.#lost) });
    }
    const answer: unknown = await this.#engine.call<unknown>((api) => api.readNgram(this.#number, name, words));
    return answer as ReturnType<NgramReads[K]>;
  }
}
