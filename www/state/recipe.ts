// How a model came to stand where it stands, short enough for a link: its steps with their settings, and the numbers that were set
// by hand between them. Done again on the CPU, it gives the same bits on every machine.
//
//     train=200b32r0.5,W.3.5:0.25,100b32r0.1o2h500g200
//
// A stage of training is its steps and then a letter for each setting that is not the engine's default. What is never changed: the
// meaning of a letter, and the defaults below.

import type { CellEdit, Control, Model, RunChange, TrainOnOptions, TrainOptions } from "../client/api/index.ts";

export type Stage =
  | { readonly kind: "train"; readonly options: TrainOptions }
  | { readonly kind: "trainOn"; readonly options: TrainOnOptions & { readonly steps: number } }
  | { readonly kind: "edit"; readonly cell: CellEdit };

/** Why a past is not in a link or a file. */
export const untolds = ["forgotten", "tooLong", "tooMuchByHand"] as const;
export type Untold = (typeof untolds)[number];

/** A past as a recipe, or why there is none. */
export type Past =
  { readonly train: string; readonly untold: null } | { readonly train: null; readonly untold: Untold };

const without = (untold: Untold): Past => ({ train: null, untold });

/** Letters of a recipe at most: a link stays under 2,000 with it. */
export const MOST = 1500;
/** Entries that the engine lists at most: with as many, the first ones may be missing. */
const LISTED = 1000;

const BATCH = 32;
const RULES = ["sgd", "momentum", "adamw"] as const;
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e-?\d+)?`;
const STEPS = new RegExp(String.raw`^(\d+)((?:[a-df-wyz]${NUMBER})*)(?:x(\d+(?:\.\d+)+))?$`);
const CELL = new RegExp(String.raw`^([EWUbc])((?:\.\d+){1,2}):(${NUMBER})$`);

/** The shortest way to write a number that is read back to the same bits of an f32. */
export function single(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === Math.fround(value)) return plain(text);
  }
  return plain(value);
}

/** A plus would be read as a space. */
const plain = (value: number): string => String(value).replace("+", "");

/** A letter for each setting: its default, and how it stands in the options. */
const SETTINGS: readonly {
  readonly letter: string;
  readonly usual: number;
  of(again: NonNullable<RunChange["again"]>): number | undefined;
  put(value: number): Partial<TrainOptions>;
  /** Whether the engine holds it as an f32. */
  readonly single?: true;
}[] = [
  { letter: "r", usual: 0.1, of: ({ rate }) => rate, put: (rate) => ({ rate }) },
  {
    letter: "y",
    usual: 0,
    of: ({ order }) => (order === "sequential" ? 1 : 0),
    put: (order) => ({ order: order === 0 ? "random" : "sequential" }),
  },
  {
    letter: "o",
    usual: 0,
    of: ({ optimizer }) => RULES.indexOf(optimizer ?? "sgd"),
    put: (rule) => ({ optimizer: RULES[rule] ?? "sgd" }),
  },
  {
    letter: "m",
    usual: 0.9,
    of: ({ optimizer, momentum }) => (optimizer === "momentum" ? momentum : undefined),
    put: (momentum) => ({ momentum }),
    single: true,
  },
  {
    letter: "p",
    usual: 0.9,
    of: ({ optimizer, beta1 }) => (optimizer === "adamw" ? beta1 : undefined),
    put: (beta1) => ({ beta1 }),
  },
  {
    letter: "q",
    usual: 0.999,
    of: ({ optimizer, beta2 }) => (optimizer === "adamw" ? beta2 : undefined),
    put: (beta2) => ({ beta2 }),
  },
  {
    letter: "z",
    usual: 1e-8,
    of: ({ optimizer, epsilon }) => (optimizer === "adamw" ? epsilon : undefined),
    put: (epsilon) => ({ epsilon }),
    single: true,
  },
  { letter: "d", usual: 0, of: ({ weightDecay }) => weightDecay, put: (weightDecay) => ({ weightDecay }) },
  { letter: "c", usual: 0, of: ({ clip }) => clip, put: (clip) => (clip === 0 ? {} : { clip }) },
  { letter: "h", usual: 0, of: ({ total }) => total, put: (total) => ({ schedule: "cosine", total }) },
  { letter: "s", usual: 0, of: ({ every }) => every, put: (every) => ({ schedule: "step", every }) },
  { letter: "f", usual: 0.1, of: ({ factor }) => factor, put: (factor) => ({ factor }) },
  // Whether it goes on with an earlier one is never left to what came before.
  { letter: "g", usual: NaN, of: ({ from }) => from, put: (from) => ({ from }) },
];

/** What a link says of a run's past, oldest first; something else than a link may have more room, `most` letters. */
export function written(changes: readonly RunChange[], most = MOST): Past {
  if (changes.length >= LISTED) return without("forgotten");
  const stages: string[] = [];
  /** By place: of what is set between two steps only the last value counts. */
  let set = new Map<string, string>();
  const flush = (): void => {
    for (const [place, value] of set) stages.push(`${place}:${value}`);
    set = new Map();
  };
  for (const change of changes) {
    if (change.kind === "edit") {
      if (change.cells === undefined) return without("tooMuchByHand");
      for (const { tensor, index, value } of change.cells) set.set([tensor, ...index].join("."), single(value));
      continue;
    }
    if (change.steps === 0) continue;
    flush();
    const { again = {}, batch = BATCH } = change;
    const said = SETTINGS.map(({ letter, usual, of, single: f32 }) => {
      const value = of(again);
      if (value === undefined) return "";
      const text = f32 ? single(value) : plain(value);
      return Number(text) === usual ? "" : letter + text;
    });
    let stage = String(change.steps) + (batch === BATCH ? "" : `b${batch}`) + said.join("");
    if (change.kind === "trainOn") {
      if (change.examples === undefined) return without("tooMuchByHand");
      const { contexts, targets } = change.examples;
      stage += `t${targets.length}x${[...contexts, ...targets].join(".")}`;
    }
    stages.push(stage);
  }
  flush();
  const train = stages.join(",");
  return train.length > most ? without("tooLong") : { train, untold: null };
}

/** The stages of a recipe; null where it is none. Whether the engine can do them is for the engine to say. */
export function stagesOf(text: string): Stage[] | null {
  const stages: Stage[] = [];
  for (const part of text === "" ? [] : text.split(",")) {
    const stage = edited(part) ?? trained(part);
    if (stage === null) return null;
    stages.push(stage);
  }
  return stages;
}

function edited(part: string): Stage | null {
  const [, tensor, place = "", value] = CELL.exec(part) ?? [];
  if (tensor === undefined) return null;
  return { kind: "edit", cell: { tensor, index: place.split(".").slice(1).map(Number), value: Number(value) } };
}

function trained(part: string): Stage | null {
  const [, steps, said = "", list] = STEPS.exec(part) ?? [];
  if (steps === undefined || !(Number(steps) > 0)) return null;
  let options: TrainOptions = { steps: Number(steps), batch: BATCH, rate: 0.1 };
  let targets: number | null = null;
  const seen = new Set<string>();
  for (const [, letter = "", value] of said.matchAll(new RegExp(`([a-z])(${NUMBER})`, "g"))) {
    if (seen.has(letter)) return null;
    seen.add(letter);
    const setting = SETTINGS.find((one) => one.letter === letter);
    if (letter === "t") targets = Number(value);
    else if (letter === "b") options = { ...options, batch: Number(value) };
    else if (setting === undefined) return null;
    else options = { ...options, ...setting.put(Number(value)) };
  }
  if ((list === undefined) !== (targets === null)) return null;
  if (list === undefined || targets === null) return { kind: "train", options };
  const ids = list.split(".").map(Number);
  if (!Number.isInteger(targets) || targets < 1 || ids.length % targets !== 0 || ids.length === targets) return null;
  const { order, ...rest } = options;
  if (order !== undefined) return null;
  return {
    kind: "trainOn",
    options: {
      ...rest,
      contexts: Uint32Array.from(ids.slice(0, -targets)),
      targets: Uint32Array.from(ids.slice(-targets)),
    },
  };
}

/** Training steps of all of it. */
export function stepsOf(stages: readonly Stage[]): number {
  return stages.reduce((steps, stage) => steps + (stage.kind === "edit" ? 0 : stage.options.steps), 0);
}

/** Does a stage again: links and hand-ins are replayed by this alone. */
export async function redo(
  model: Model,
  stage: Stage,
  control: Pick<Control, "signal"> & { readonly onProgress?: () => void },
): Promise<void> {
  if (stage.kind === "edit") await model.edit([stage.cell]);
  else if (stage.kind === "train") await model.train({ ...stage.options, ...control });
  else await model.trainOn({ ...stage.options, ...control });
}
