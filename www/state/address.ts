// The address of the page: the part after `#`, which is all that has to be copied to show someone the same thing. A bundled
// corpus, the options, the seed, the room and the selection are in it; a reader's own text never is.
//
//     #/train?corpus=switchboard&context=2&seed=7&select=W.3.5

import type { MadeOptions, NetworkOptions, TextOptions } from "../client/api/index.ts";

/** The places of the page. */
export const rooms = ["predict", "step", "train", "measure", "primer", "corpus"] as const;
export type Room = (typeof rooms)[number];

/** A tensor by its name, or one number of it. */
export interface Selection {
  readonly tensor: string;
  /** `[row, column]` or `[position]`; empty: the whole tensor. */
  readonly index: readonly number[];
}

/** What a link to a model says: a bundled corpus and whatever differs from that corpus's own defaults. */
export type LinkedOptions = Omit<TextOptions, "vocabulary"> &
  NetworkOptions & {
    readonly corpus?: { readonly name: string; readonly size?: number };
  };

/** Where one is in the primer. */
export interface PrimerPlace {
  /** 1 to 6. */
  readonly part: number;
  /** The seed of its questions. */
  readonly questions: number;
}

export interface Address {
  readonly room: Room;
  readonly options: LinkedOptions;
  readonly selection: Selection | null;
  /** A step of the plan, by its name. */
  readonly step: string | null;
  readonly primer: PrimerPlace;
}

export const home: Address = {
  room: "predict",
  options: {},
  selection: null,
  step: null,
  primer: { part: 1, questions: 1 },
};

const choices = {
  unit: ["word", "character", "space"],
  activation: ["tanh", "sigmoid", "relu"],
  backend: ["cpu", "webgpu", "auto"],
} as const;
const switches = ["lowercase", "fold", "unknown", "bias"] as const;
const rules = ["punctuation", "paragraph"] as const;
const numbers = ["minimumCount", "maximumVocabulary", "context", "embedding", "hidden", "seed", "shuffle"] as const;

/**
 * Reads the part of an address after `#`. What it does not know or cannot read is left out, so that an old or mistyped link
 * still opens; whether a number is allowed is for the engine to say.
 */
export function read(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const given = new URLSearchParams(query);
  const options: Record<string, unknown> = {};

  const name = given.get("corpus");
  if (name !== null && name !== "") {
    const size = whole(given.get("size"));
    options["corpus"] = size === null ? { name } : { name, size };
  }
  for (const [key, allowed] of Object.entries(choices)) {
    const value = given.get(key);
    if (value !== null && (allowed as readonly string[]).includes(value)) options[key] = value;
  }
  for (const key of switches) {
    const value = given.get(key);
    if (value === "yes" || value === "no") options[key] = value === "yes";
  }
  for (const key of numbers) {
    const value = whole(given.get(key));
    if (value !== null) options[key] = value;
  }
  const sentences = given.get("sentences");
  const rule = rules.find((known) => known === sentences);
  if (rule !== undefined) options["sentences"] = rule;
  else if (sentences === "yes" || sentences === "no") options["sentences"] = sentences === "yes";
  const split = (given.get("split") ?? "").split(",").map(Number);
  if (split.length === 3 && split.every((part) => part >= 0)) options["split"] = split;
  return {
    room: rooms.find((room) => room === path) ?? home.room,
    options: options as LinkedOptions,
    selection: selectionFrom(given.get("select")),
    step: given.get("step") || null,
    primer: primerFrom(given),
  };
}

/** The part of an address after `#` and with it; `read` gives the same address back. */
export function write(address: Address): string {
  const query = new URLSearchParams();
  const { corpus, ...options } = address.options;
  if (corpus !== undefined) {
    query.set("corpus", corpus.name);
    if (corpus.size !== undefined) query.set("size", String(corpus.size));
  }
  for (const key of [...Object.keys(choices), ...switches, "sentences", ...numbers] as (keyof Omit<
    typeof options,
    "split"
  >)[]) {
    const value = options[key];
    if (value === undefined) continue;
    query.set(key, typeof value === "boolean" ? (value ? "yes" : "no") : String(value));
  }
  if (options.split !== undefined) query.set("split", options.split.join(","));
  if (address.step !== null) query.set("step", address.step);
  if (address.selection !== null) {
    query.set("select", [address.selection.tensor, ...address.selection.index].join("."));
  }
  if (address.room === "primer") {
    const { part, questions } = address.primer;
    if (part !== home.primer.part) query.set("part", String(part));
    if (questions !== home.primer.questions) query.set("questions", String(questions));
  }
  const text = query.toString();
  return `#/${address.room}${text === "" ? "" : `?${text}`}`;
}

/** A model's options as a link holds them; null where it cannot: the text or the vocabulary is the reader's own. */
export function linkable(options: Readonly<MadeOptions>): LinkedOptions | null {
  const { corpus, vocabulary, ...rest } = options;
  return corpus !== undefined && "name" in corpus && vocabulary === undefined ? { corpus, ...rest } : null;
}

/** Which bundled corpus a model was made from; null: an own text, or none. */
export function bundledName({ corpus }: Readonly<MadeOptions>): string | null {
  return corpus !== undefined && "name" in corpus ? corpus.name : null;
}

function primerFrom(given: URLSearchParams): PrimerPlace {
  const part = whole(given.get("part"));
  return {
    part: part !== null && part >= 1 && part <= 6 ? part : home.primer.part,
    questions: whole(given.get("questions")) ?? home.primer.questions,
  };
}

function whole(text: string | null): number | null {
  if (text === null || !/^\d+$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

function selectionFrom(text: string | null): Selection | null {
  const match = /^([A-Za-z]+)((?:\.\d+){0,2})$/.exec(text ?? "");
  if (match === null) return null;
  const [, tensor = "", index = ""] = match;
  return { tensor, index: index.split(".").slice(1).map(Number) };
}
