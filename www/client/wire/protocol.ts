// What the page's thread and the engine's thread say to each other. Types only: both sides import it, neither's globals are in it.
// Models and jobs are numbered by the page, so that a restarted engine can be given the same ones again.

import type {
  Adopted,
  Backend,
  BackendChoice,
  BundledCorpus,
  CorpusSource,
  CountedSplit,
  ForeignOptions,
  Evaluation,
  GenerateOptions,
  Generated,
  MadeOptions,
  ModelOptions,
  ParameterTensors,
  Clusters,
  Neighbour,
  Prediction,
  Projection,
  Progress,
  Score,
  Split,
  RunEnd,
  Schedule,
  Tensor,
  ToldHistory,
  Trails,
  Trained,
  TrainedOn,
  TrainOnOptions,
  TrainOptions,
  CellEdit,
  BatchGradient,
  BatchOptions,
  CheckOptions,
  DeadUnits,
  ExplainOptions,
  Explanation,
  GradientReport,
  LineOptions,
  Lines,
  NeighbourOptions,
  SentenceRange,
  SplitExample,
  TensorView,
  Trace,
  TraceOptions,
  ViewOptions,
  WorstExample,
  WorstOptions,
  TextReport,
} from "../api/index.ts";
import type {
  ErrorFacts,
  ExerciseMark,
  PrimerComplaint,
  PrimerNetwork,
  PrimerQuestion,
  PrimerSheet,
  PrimerSizes,
} from "../api/index.ts";
import type { KeepCalls } from "./keep.ts";
import type { Answers, NgramFacts, NgramOptions, NgramReads, Outcomes, Question, Task } from "../api/index.ts";
import type { BackendState, Comparison, Crossing, Handover } from "../api/index.ts";

/** What changes about a model while it lives. */
export interface ModelState {
  /** Where it trains now, where that may have changed. */
  readonly backend?: BackendState;
  readonly step: number;
  readonly lastStep: number;
  readonly firstStep: number;
  readonly line: number;
  readonly near: boolean;
  readonly schedule: Schedule | null;
}

/** All that the page keeps of a model. */
export interface ModelDescription extends ModelState {
  /** A text of the reader's own apart: the page has it. */
  readonly options: MadeOptions;
  readonly vocabulary: readonly string[];
  readonly memory: number;
  readonly unknownTrained: boolean;
  readonly backend: BackendState;
}

/** What a writer answers: its result, and the model's state after it. */
export interface Written<T> {
  readonly result: T;
  readonly state: ModelState;
}

/** Told while a long call goes on, at most sixty times a second, the next only after the last was heard. */
export type Report = (progress: Progress, state?: ModelState) => void;

/** The reports of all jobs: they go through one channel, which lives as long as the thread. */
export type Reports = (job: number, ...report: Parameters<Report>) => void;

/** Something that a call takes without its `signal` and `onProgress`, which do not travel. */
export type Plain<T> = Omit<T, "signal" | "onProgress">;

/** The calls that change nothing, answered between the chunks of whatever else goes on. */
export interface Reads {
  sentences(split: Split, range: SentenceRange): string[][];
  counted(split: Split): CountedSplit;
  frequencies(): Uint32Array;
  parameters(): ParameterTensors;
  predict(context: string | readonly string[]): Prediction;
  score(sentence: string | readonly string[]): Score;
  save(): Uint8Array;
  project(dimensions: number): Projection;
  clusters(k: number): Clusters;
  neighbours(token: string, k: number): Neighbour[];
  trails(ids: readonly number[], components: Tensor): Trails;
  trace(context: string | readonly string[], target: string | number, options: TraceOptions): Trace;
  explain(tensor: string, index: readonly number[], options: ExplainOptions): Explanation;
  history(): ToldHistory;
  view(tensor: string, options: ViewOptions): TensorView;
  example(split: Split, index: number): SplitExample;
  dead(windows: number): DeadUnits;
  lines(token: string, count: number): Lines;
  batch(options: BatchOptions): BatchGradient;
}

/** The engine's long work, by its name: what it is given, and what it gives. */
export interface Works {
  train: { given: Plain<TrainOptions>; gives: RunEnd };
  trainOn: { given: Plain<TrainOnOptions>; gives: RunEnd };
  evaluate: { given: Split; gives: Evaluation };
  /** Bytes of the text that it is then fed with, at the least. */
  evaluateText: { given: number; gives: Evaluation };
  generate: { given: GenerateOptions; gives: Generated };
  score: { given: string | readonly string[]; gives: Score };
  seek: { given: number; gives: undefined };
  undo: { given: undefined; gives: undefined };
  visit: { given: number; gives: undefined };
  worst: { given: WorstOptions; gives: WorstExample[] };
  dead: { given: number; gives: DeadUnits };
  project: { given: number; gives: Projection };
  clusters: { given: number; gives: Clusters };
  neighbours: { given: NeighbourOptions; gives: Neighbour[] };
  lines: { given: LineOptions; gives: Lines };
  trails: { given: { readonly ids: readonly number[]; readonly components: Tensor }; gives: Trails };
  batch: { given: BatchOptions; gives: BatchGradient };
  save: { given: undefined; gives: Uint8Array<ArrayBuffer> };
  parameters: { given: undefined; gives: ParameterTensors };
  handover: { given: undefined; gives: Handover };
  /** The step whose loss was no number. */
  soundBefore: { given: number; gives: Handover | null };
  stand: { given: Handover; gives: undefined };
  setParameters: { given: Partial<ParameterTensors>; gives: undefined };
  /** A state that the card or the crew made, in the run of this number. */
  adopt: { given: Handover & { readonly run?: number }; gives: undefined };
  ask: { given: Question; gives: Answers[keyof Answers] };
  task: { given: Task; gives: Outcomes[keyof Outcomes] };
}

/** The work that changes a model only when it is finished. */
export type Arrivals = Pick<Works, "setParameters" | "adopt">;

/** The work that copies a model. */
export type Copies = Pick<Works, "save" | "parameters" | "handover" | "soundBefore">;

/** A way through the run: to a step, to before the latest change, to the end of a branch. */
export type Way = { readonly seek: number } | "undo" | { readonly visit: number };

/** The primer's calls; it belongs to no model. */
export interface PrimerCalls {
  edit(network: PrimerNetwork, cells: Readonly<Record<string, string>>): (PrimerComplaint & ErrorFacts)[];
  example(network: PrimerNetwork, name: "first" | "underflow"): void;
  sheet(network: PrimerNetwork): PrimerSheet;
  questions(seed: number): PrimerQuestion[];
  answer(seed: number, kind: string, given: string): ExerciseMark;
  sizes(vocabulary: number, hidden: number, input: number): PrimerSizes;
}

/** The engine's thread, as the page sees it. Every call's promise is made by the channel. */
export interface EngineApi {
  /**
   * Fetches and compiles the engine; once, before anything else. `held`: the thread holds the Web Lock of this name until it ends.
   */
  start(lock: string, reports: Reports): Promise<{ readonly version: string; readonly held: boolean }>;
  /** The engine as it was compiled, for a second place to run it in. */
  module(): WebAssembly.Module;
  /** Answers at once if the thread is alive. */
  ping(): void;
  backends(): Promise<Backend[]>;
  corpora(): BundledCorpus[];
  checkText(bytes: number): void;
  survey(job: number, options: Plain<ModelOptions>): Promise<TextReport>;
  create(model: number, job: number, options: Plain<ModelOptions>): Promise<ModelDescription>;
  /** A copy of what was saved moves here. */
  load(
    model: number,
    job: number,
    saved: Uint8Array | Blob,
    corpus: CorpusSource | undefined,
    backend: Wish,
  ): Promise<ModelDescription>;
  /** A file of another program as one of ours, and what was assumed of it. */
  adopt(saved: Uint8Array | Blob, told: ForeignOptions): Promise<Adopted>;
  dispose(model: number): Promise<void>;
  /** Ends a job at its next chunk; a job that is over or unknown is no error. */
  abort(job: number): void;
  read<K extends keyof Reads>(model: number, name: K, args: Parameters<Reads[K]>): Promise<ReturnType<Reads[K]>>;
  primer<K extends keyof PrimerCalls>(name: K, args: Parameters<PrimerCalls[K]>): Promise<ReturnType<PrimerCalls[K]>>;
  evaluate(model: number, job: number, what: Split | { readonly text: string }): Promise<Evaluation>;
  checkGradients(model: number, job: number, options: Plain<CheckOptions>): Promise<GradientReport>;
  worst(model: number, job: number, split: Split, count: number): Promise<WorstExample[]>;
  generate(model: number, options: GenerateOptions): Promise<Generated>;
  setParameters(model: number, some: Partial<ParameterTensors>): Promise<Written<undefined>>;
  train(model: number, job: number, options: Plain<TrainOptions>): Promise<Written<Trained>>;
  /** Where it trains from now on; its numbers stay to the last bit. */
  setBackend(model: number, wish: Wish): Promise<Written<null>>;
  compare(model: number, context: string | readonly string[], target: string | number): Promise<Comparison[]>;
  crossing(job: number): Promise<Crossing[]>;
  trainOn(model: number, job: number, options: Plain<TrainOnOptions>): Promise<Written<TrainedOn>>;
  /** Whether it arrived; a way that the page ends leads back. */
  travel(model: number, job: number, way: Way): Promise<Written<boolean>>;
  edit(model: number, cells: readonly CellEdit[], again: boolean): Promise<Written<number[]>>;
  putBack(model: number): Promise<Written<number>>;
  /** A second model under this number. */
  branch(model: number, number: number): Promise<ModelDescription>;
  /** A measurement that is answered at once, and one that takes a while. */
  ask(model: number, question: Question): Promise<Answers[keyof Answers]>;
  task(model: number, job: number, task: Task): Promise<Outcomes[keyof Outcomes]>;
  /** Counts an n-gram model of the model's corpus, under a number of its own. */
  ngram(model: number, ngram: number, job: number, options: NgramOptions): Promise<NgramFacts>;
  readNgram(ngram: number, name: keyof NgramReads, words: string | readonly string[]): unknown;
  disposeNgram(ngram: number): void;
  /** The next lines of an n-gram model's ARPA file, from the first on where asked; null after the last. */
  arpa(ngram: number, first: boolean): string | null | Promise<string | null>;
  /** Models that the browser keeps. */
  keeping<K extends keyof KeepCalls>(name: K, args: globalThis.Parameters<KeepCalls[K]>): Promise<unknown>;
}

/** Where a model is wished to train. */
export type Wish = BackendChoice;

/** The name of the error that says that the engine itself broke, not the call. */
export const ENGINE_DIED = "EngineDied";
/** The name of the error of a call that was aborted. */
export const ABORTED = "AbortError";
