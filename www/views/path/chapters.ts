// The path as data: what each chapter sets, what it points at, which live numbers its prose has, and when it is done. `done` asks only
// for what is so now, so that any way to get there counts. An id is never used for another chapter: links and ticks are kept by it.

import type { Model } from "../../client/api/index.ts";
import { percent, localised, short } from "../../draw/number.ts";
import type { MeasurePart, Room } from "../../state/address.ts";
import { count } from "../../story/index.ts";
import type { ChapterId } from "../../story/lecture.ts";
import { rowOf } from "../plan/plan.ts";
import { shown } from "../token.ts";

/** What the page publishes of itself, as far as the path asks for it. */
export interface Facts {
  readonly room: Room;
  /** The part of Measure that is open. */
  readonly part: MeasurePart;
  /** The part of the Primer that is open, from 1. */
  readonly primerPart: number;
  readonly context: string;
  /** Training steps that the model has taken, and those of this run's furthest end. */
  readonly step: number;
  readonly lastStep: number;
  /** The plan's steps in order, and the one that the rail is at; none of them before the first. */
  readonly plan: readonly string[];
  readonly planStep: string | null;
  /** The tensor that is selected. */
  readonly tensor: string | null;
}

/** Where a chapter takes place. */
export interface Place {
  readonly room: Room;
  readonly part?: MeasurePart;
  readonly primerPart?: number;
  readonly context?: string;
  readonly planStep?: string;
}

/** What "Show me" may do: the page's own acts, each by the interface that every view uses. */
export interface Acts {
  go(place: Place): void;
  select(tensor: string): void;
  /** Trains so many steps with the room's settings, from a fresh start where `afresh`. */
  train(steps: number, afresh: boolean): Promise<void>;
}

export interface Chapter {
  readonly id: ChapterId;
  readonly minutes: number;
  readonly place: Place;
  /** Controls and pictures, by the names that the views owning them give. */
  readonly points: readonly string[];
  /** The names of its live numbers. */
  readonly live: readonly string[];
  readonly numbers: (model: Model, facts: Facts, signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
  readonly done: (facts: Facts) => boolean;
  /** Whether "Show me" changes the model: the page then keeps a copy to put back. */
  readonly trains?: true;
  /** Beyond going there. */
  readonly show?: (acts: Acts) => Promise<void> | void;
}

const START = "the hen";

/** Whether the rail is at this step of the plan or past it. */
export function reached({ plan, planStep }: Facts, step: string): boolean {
  const wanted = plan.indexOf(step);
  return planStep !== null && wanted >= 0 && plan.indexOf(planStep) >= wanted;
}

const inPart =
  (part: MeasurePart) =>
  (facts: Facts): boolean =>
    facts.room === "measure" && facts.part === part;

function isMatrix(tensor: string): boolean {
  const row = rowOf(tensor);
  return row?.kind === "parameter" && !row.bias;
}

const nothing = (): Promise<Readonly<Record<string, string>>> => Promise.resolve({});

async function first(model: Model, split: "train" | "validation"): Promise<readonly string[]> {
  const rows = await model.sentences(split, { from: 0, count: 1 });
  return (rows[0] ?? []).slice(0, 12);
}

function total(logs: Float32Array): number {
  return logs.reduce((sum, log) => sum + log, 0);
}

/** E, W, U and, where there are any, the biases. */
function parametersOf({ options, vocabulary }: Model): number {
  const { embedding: d = 0, hidden: H = 0, context: n = 0, bias = false } = options;
  return d * vocabulary.length + H * n * d + vocabulary.length * H + (bias ? H + vocabulary.length : 0);
}

async function validation(model: Model, signal: AbortSignal) {
  return model.evaluate("validation", { signal });
}

/** A counted model for as long as it is asked. */
async function ngram<T>(
  model: Model,
  order: number,
  smoothing: "kneser-ney" | "none",
  signal: AbortSignal,
  ask: (counted: Awaited<ReturnType<Model["ngram"]>>) => T,
): Promise<T> {
  const counted = await model.ngram({ order, smoothing, signal });
  try {
    return ask(counted);
  } finally {
    await counted.dispose();
  }
}

export const chapters: readonly Chapter[] = [
  {
    id: "language-model",
    minutes: 3,
    place: { room: "predict", context: START },
    points: ["predict.context", "predict.list"],
    live: ["context", "top", "percent", "words"],
    async numbers(model, { context }) {
      const text = context.trim() === "" ? START : context.trim();
      const { probabilities } = await model.predict(text);
      const best = probabilities.indexOf(Math.max(...probabilities));
      return {
        context: text,
        top: shown(model.vocabulary[best] ?? ""),
        percent: percent(probabilities[best] ?? 0),
        words: count(model.vocabulary.length),
      };
    },
    done: ({ room, context }) => room === "predict" && !["", START].includes(context.trim()),
    show: ({ go }) => {
      go({ room: "predict", context: "the cow" });
    },
  },
  {
    id: "chain-rule",
    minutes: 4,
    place: { room: "measure", part: "chain" },
    points: ["measure.chain.factors"],
    live: ["sentence", "factors", "product"],
    async numbers(model) {
      const words = await first(model, "validation");
      const { logProbabilities } = await model.score(words);
      return {
        sentence: words.map(shown).join(" "),
        factors: count(logProbabilities.length),
        product: short(Math.exp(total(logProbabilities))),
      };
    },
    done: inPart("chain"),
  },
  {
    id: "why-it-matters",
    minutes: 3,
    place: { room: "measure", part: "chain" },
    points: ["measure.chain.second"],
    live: ["first", "second", "ratio"],
    async numbers(model) {
      const words = await first(model, "train");
      const reversed = words.toReversed();
      const [one, two] = await Promise.all([model.score(words), model.score(reversed)]);
      return {
        first: words.map(shown).join(" "),
        second: reversed.map(shown).join(" "),
        ratio: short(Math.exp(total(one.logProbabilities) - total(two.logProbabilities))),
      };
    },
    done: inPart("chain"),
  },
  {
    id: "markov",
    minutes: 4,
    place: { room: "measure", part: "ngrams" },
    points: ["measure.ngrams.sparsity"],
    live: ["n", "order", "possible", "seen"],
    async numbers(model, _, signal) {
      const n = model.options.context ?? 0;
      const order = Math.min(5, n + 1);
      return ngram(model, order, "kneser-ney", signal, ({ entries }) => ({
        n: count(n),
        order: count(order),
        possible: short(model.vocabulary.length ** order),
        seen: count(entries),
      }));
    },
    done: inPart("ngrams"),
  },
  {
    id: "maximum-likelihood",
    minutes: 5,
    place: { room: "measure", part: "ngrams" },
    points: ["measure.ngrams.smoothing"],
    live: ["order", "unseen", "tokens"],
    numbers: (model, _, signal) =>
      ngram(model, 3, "none", signal, ({ validation }) => ({
        order: "3",
        unseen: validation === null ? "…" : count(validation.unseen),
        tokens: validation === null ? "…" : count(validation.tokens),
      })),
    done: inPart("ngrams"),
  },
  {
    id: "cross-entropy",
    minutes: 5,
    place: { room: "measure", part: "likelihood" },
    points: ["measure.likelihood.forms"],
    live: ["product", "nll", "bits"],
    async numbers(model, _, signal) {
      const { nll, tokens } = await validation(model, signal);
      return {
        product: `10^−${count(Math.round((nll * tokens) / Math.LN10))}`,
        nll: short(nll),
        bits: short(nll / Math.LN2),
      };
    },
    done: inPart("likelihood"),
  },
  {
    id: "splits",
    minutes: 4,
    place: { room: "train" },
    points: ["train.curve"],
    live: ["step", "validation"],
    async numbers(model, { step }, signal) {
      const { perplexity } = await validation(model, signal);
      return { step: count(step), validation: short(perplexity) };
    },
    done: ({ room, lastStep }) => room === "train" && lastStep >= 4000,
    trains: true,
    show: ({ train, go }) => {
      go({ room: "train" });
      return train(6000, false);
    },
  },
  {
    id: "extrinsic",
    minutes: 4,
    place: { room: "measure", part: "spelling" },
    points: ["measure.spelling.run"],
    live: [],
    numbers: nothing,
    done: inPart("spelling"),
  },
  {
    id: "intrinsic",
    minutes: 3,
    place: { room: "measure", part: "perplexity" },
    points: ["measure.caveat"],
    live: ["own"],
    async numbers(model, _, signal) {
      return { own: short((await validation(model, signal)).perplexity) };
    },
    done: inPart("perplexity"),
  },
  {
    id: "shannon-game",
    minutes: 5,
    place: { room: "measure", part: "perplexity" },
    points: ["measure.game"],
    live: [],
    numbers: nothing,
    done: inPart("perplexity"),
  },
  {
    id: "perplexity",
    minutes: 4,
    place: { room: "measure", part: "perplexity" },
    points: ["measure.drag"],
    live: ["bits", "validation"],
    async numbers(model, _, signal) {
      const { nll, perplexity } = await validation(model, signal);
      return { bits: short(nll / Math.LN2), validation: short(perplexity) };
    },
    done: inPart("perplexity"),
  },
  {
    id: "branching",
    minutes: 4,
    place: { room: "measure", part: "perplexity" },
    points: ["measure.branching"],
    live: ["bits", "perplexity"],
    async numbers(model) {
      const { switchboard } = await model.measure.sources(30_000);
      return { bits: localised(switchboard.bits.toFixed(3)), perplexity: localised(switchboard.perplexity.toFixed(2)) };
    },
    done: inPart("perplexity"),
  },
  {
    id: "lower-is-better",
    minutes: 3,
    place: { room: "measure", part: "table" },
    points: ["measure.table"],
    live: ["orders", "network", "trigram"],
    async numbers(model, _, signal) {
      const values: string[] = [];
      for (const order of [1, 2, 3])
        values.push(
          await ngram(model, order, "kneser-ney", signal, ({ validation }) =>
            validation === null ? "…" : short(validation.perplexity),
          ),
        );
      return {
        orders: ["unigram", "bigram", "trigram"].map((name, at) => `${name} ${values[at] ?? "…"}`).join(", "),
        network: short((await validation(model, signal)).perplexity),
        trigram: values[2] ?? "…",
      };
    },
    done: inPart("table"),
  },
  {
    id: "five-steps",
    minutes: 6,
    place: { room: "step" },
    points: ["step.rail"],
    live: ["n", "activation", "words"],
    numbers: (model) =>
      Promise.resolve({
        n: count(model.options.context ?? 0),
        activation: model.options.activation ?? "tanh",
        words: count(model.vocabulary.length),
      }),
    done: (facts) => reached(facts, "softmax"),
    show: ({ go }) => {
      go({ room: "step", planStep: "softmax" });
    },
  },
  {
    id: "equations",
    minutes: 3,
    place: { room: "step" },
    points: ["step.stage"],
    live: ["d", "words", "H", "nd", "parameters", "tensor"],
    numbers: (model, { tensor }) => {
      const { embedding: d = 0, hidden: H = 0, context: n = 0 } = model.options;
      return Promise.resolve({
        d: count(d),
        words: count(model.vocabulary.length),
        H: count(H),
        nd: count(n * d),
        parameters: count(parametersOf(model)),
        tensor: tensor ?? "…",
      });
    },
    done: ({ room, tensor }) => room === "step" && tensor !== null && isMatrix(tensor),
    show: ({ go, select }) => {
      go({ room: "step" });
      select("W");
    },
  },
  {
    id: "loss",
    minutes: 3,
    place: { room: "step" },
    points: ["step.rail"],
    live: ["uniform", "words"],
    numbers: ({ vocabulary }) =>
      Promise.resolve({ uniform: short(Math.log(vocabulary.length)), words: count(vocabulary.length) }),
    done: (facts) => reached(facts, "loss"),
    show: ({ go }) => {
      go({ room: "step", planStep: "loss" });
    },
  },
  {
    id: "sgd",
    minutes: 5,
    place: { room: "train" },
    points: ["train.start", "train.map"],
    live: ["step"],
    numbers: (_, { step }) => Promise.resolve({ step: count(step) }),
    done: ({ room, step }) => room === "train" && step > 0,
    trains: true,
    show: ({ go, train }) => {
      go({ room: "train" });
      return train(500, true);
    },
  },
  {
    id: "backprop-small",
    minutes: 8,
    place: { room: "primer", primerPart: 3 },
    points: ["primer.chain"],
    live: [],
    numbers: nothing,
    done: ({ room, primerPart }) => room === "primer" && primerPart >= 3,
  },
  {
    id: "backprop-full",
    minutes: 6,
    place: { room: "step", planStep: "dz" },
    points: ["step.rail", "step.stage"],
    live: ["n", "words"],
    numbers: (model) =>
      Promise.resolve({ n: count(model.options.context ?? 0), words: count(model.vocabulary.length) }),
    done: (facts) => reached(facts, "dE"),
    show: ({ go }) => {
      go({ room: "step", planStep: "dE" });
    },
  },
  {
    id: "what-it-gains",
    minutes: 5,
    place: { room: "measure", part: "why" },
    points: ["measure.replaced", "measure.unseen"],
    live: ["network", "trigram", "parameters", "stored", "n"],
    async numbers(model, _, signal) {
      const stored = await ngram(model, 3, "kneser-ney", signal, ({ entries }) => count(entries));
      // Asked of the n-grams that the Measure room has counted: none yet, and the sentence waits for its numbers.
      const unseen = await model.measure.unseen(3, 1).catch(() => null);
      return {
        network: unseen === null ? "…" : percent(unseen.network),
        trigram: unseen?.ngram === undefined ? "…" : percent(unseen.ngram),
        parameters: count(parametersOf(model)),
        stored,
        n: count(model.options.context ?? 0),
      };
    },
    done: inPart("why"),
  },
  {
    id: "next-lecture",
    minutes: 3,
    place: { room: "measure", part: "why" },
    points: ["measure.window"],
    live: ["n"],
    numbers: (model) => Promise.resolve({ n: count(model.options.context ?? 0) }),
    done: inPart("why"),
  },
];

/** What a guess is about, by chapter: the number that it is compared with, and those that wait for it. */
export const riddles = {
  "cross-entropy": { of: "nll", hides: ["nll", "bits"] },
  perplexity: { of: "validation", hides: ["validation", "bits"] },
  branching: { of: "perplexity", hides: ["bits", "perplexity"] },
} as const satisfies Partial<Record<ChapterId, { readonly of: string; readonly hides: readonly string[] }>>;
