// The address of the page: the part after `#`, which is all that has to be copied to show someone the same thing. A bundled
// corpus, the options, the seed, the room and what is looked at are in it; a reader's own text never is, nor where this machine
// trains.
//
//     #/train?corpus=switchboard&context=2&seed=7&select=W.3.5
//
// One table says what is in it: `read` and `write` go through the same rows, so that nothing can be written that is not read.

import type { MadeOptions, NetworkOptions, TextOptions } from "../client/api/index.ts";
import { type Language, languages } from "../story/told.ts";
import { type Pace, paces } from "./pace.ts";

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
  Omit<NetworkOptions, "backend"> & {
    readonly corpus?: { readonly name: string; readonly size?: number };
  };

/** Where one is in the primer. */
export interface PrimerPlace {
  /** 1 to 6. */
  readonly part: number;
  /** The seed of its questions. */
  readonly questions: number;
}

/** The parts of the Measure room. */
export const measureParts = ["chain", "ngrams", "table", "perplexity", "why", "spelling", "likelihood"] as const;
export type MeasurePart = (typeof measureParts)[number];

export interface Address {
  readonly room: Room;
  readonly options: LinkedOptions;
  readonly selection: Selection | null;
  /** A step of the plan, by its name. */
  readonly step: string | null;
  /** Whether the plan's steps are taken apart. */
  readonly fine: boolean;
  /** What stands in the Context box, and the target that was chosen for it. */
  readonly context: string;
  readonly target: string | null;
  /** Where the reader's differ from the corpus's own. */
  readonly rate: number | null;
  readonly batch: number | null;
  /** How a run is shown, and where it pauses or stops by itself: where they differ from how the page begins. */
  readonly pace: Pace | null;
  readonly pauses: boolean | null;
  readonly patience: number | null;
  readonly primer: PrimerPlace;
  readonly measure: MeasurePart;
  /** The chapter of the lecture that is open; null: the lecture is closed. Whether there is such a chapter is for the lecture to say. */
  readonly chapter: string | null;
  /** The language of the page; null: whatever the reader's browser asks for. */
  readonly language: Language | null;
  /** What is read by whoever it is for, when that is fetched: by its name, as it stands in the address. */
  readonly more: More;
}

/** The version of what a link can say. A link says which one it needs where that is not the first: `since` knows. */
const VERSION = 5;

/** How the model came to stand where it stands: `recipe.ts` reads and writes it. */
const pastNames = ["start", "card", "train"];
/** The settings of the next steps: `moment.svelte.ts` reads and writes them. */
export const settingNames = "optimizer momentum decay clip schedule total every factor".split(" ");
/** What was set in a room, and holds no word: the room reads and writes it. */
const setNames = "classifier network ngrams weights spelling likelihood".split(" ");
/** The same, since version 4. */
const measureNames = "game growth source".split(" ");
/** The same, since version 5. */
const drawNames = ["sampling"];
/** What links say since version 2 or 3, kept as it stands until it is asked for; of it the words that were typed in a room. */
const later: readonly string[] = ["own", ...pastNames, ...settingNames, ..."sentence second".split(" ")];
const latest: readonly string[] = [...setNames, ..."counts near inside outside block".split(" ")];
/** How a lecturer's link shows the page, and what each may be: `views/present` reads them. */
const shownAs: Readonly<Record<string, RegExp>> = {
  lock: /^1$/,
  hide: /^[a-z]+(,[a-z]+)*$/,
  path: /^[1-9]\d{0,3}(,[1-9]\d{0,3})*$/,
  large: /^1$/,
  present: /^1$/,
};
const isShownAs = (name: string): boolean => Object.hasOwn(shownAs, name);
/** Names by the version of links that they came with. */
const versions: readonly (readonly [version: number, names: readonly string[]])[] = [
  [2, later],
  [3, [...latest, ...Object.keys(shownAs)]],
  [4, measureNames],
  [5, drawNames],
];
const since = (name: string): number => versions.find(([, names]) => names.includes(name))?.[0] ?? 1;
export type More = Readonly<Record<string, string>>;

const some = (more: More, is: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(more).filter(([name]) => is(name)));

/** What of it says how the model came to stand where it stands. */
export const pastOf = (more: More): More => some(more, (name) => pastNames.includes(name));
/** The rest; whose text it is about is no state of the page's. */
export const withoutPast = (more: More): Record<string, string> =>
  some(more, (name) => name !== "own" && !pastNames.includes(name));
/** What of it holds no word of the reader's. */
export const settingsOf = (more: More): More =>
  some(more, (name) => [...settingNames, ...setNames, ...measureNames, ...drawNames].includes(name) || isShownAs(name));
/** Whether it says how a lecturer wants the page shown. */
export const showsOwnWay = (more: More): boolean => Object.keys(more).some(isShownAs);

export const home: Address = {
  room: "predict",
  options: {},
  selection: null,
  step: null,
  fine: false,
  context: "",
  target: null,
  rate: null,
  batch: null,
  pace: null,
  pauses: null,
  patience: null,
  primer: { part: 1, questions: 1 },
  measure: "chain",
  chapter: null,
  language: null,
  more: {},
};

/** How a value stands in an address. What `read` cannot read is undefined, and left out. */
interface Kind<T> {
  read(text: string): T | undefined;
  write(value: T): string;
}

const words: Kind<string> = { read: (text) => text || undefined, write: (text) => text };
const flag: Kind<boolean> = {
  read: (text) => (text === "yes" ? true : text === "no" ? false : undefined),
  write: (value) => (value ? "yes" : "no"),
};
const whole: Kind<number> = {
  read: (text) => (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined),
  write: String,
};
const positive: Kind<number> = { ...whole, read: (text) => whole.read(text) || undefined };
const real: Kind<number> = {
  read: (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined),
  write: String,
};
const parts: Kind<readonly [number, number, number]> = {
  read(text) {
    const split = text.split(",").map(Number);
    const [a = NaN, b = NaN, c = NaN] = split;
    return split.length === 3 && split.every((part) => part >= 0) ? [a, b, c] : undefined;
  },
  write: (split) => split.join(","),
};
const cell: Kind<Selection> = {
  // A tensor's name may have a dot or a prime of its own: `updated.W`, `sigma'`.
  read(text) {
    const [, tensor, index = ""] = /^((?:(?:updated|m|v)\.)?[A-Za-z]+'?)((?:\.\d+){0,2})$/.exec(text) ?? [];
    return tensor === undefined ? undefined : { tensor, index: index.split(".").slice(1).map(Number) };
  },
  write: ({ tensor, index }) => [tensor, ...index].join("."),
};
const choice = <const T extends string>(...allowed: readonly T[]): Kind<T> => ({
  read: (text) => allowed.find((one) => one === text),
  write: (value) => value,
});

/** Words that have a form. */
const matching = (form: RegExp | undefined): Kind<string> =>
  form === undefined ? words : { ...words, read: (text) => (form.test(text) ? text : undefined) };

/** One kind or, where that does not read it, the other. */
function either<A extends boolean, B extends string>(one: Kind<A>, other: Kind<B>): Kind<A | B> {
  return {
    read: (text) => one.read(text) ?? other.read(text),
    write: (value) => (typeof value === "string" ? other.write(value) : one.write(value)),
  };
}

/** One thing in an address: its name there, where it comes from, where it goes to. */
interface Row {
  readonly name: string;
  /** The text of it; undefined where it is not said. */
  write(address: Address): string | undefined;
  /** The address with it; the same address where the text makes no sense. */
  read(address: Address, text: string): Address;
  /** Whether an empty text says nothing, and is no mistake. */
  readonly worded: boolean;
}

function row<T>(
  name: string,
  kind: Kind<T>,
  get: (address: Address) => T | null | undefined,
  set: (address: Address, value: T) => Address,
): Row {
  return {
    name,
    write(address) {
      const value = get(address);
      return value === undefined || value === null ? undefined : kind.write(value);
    },
    read(address, text) {
      const value = kind.read(text);
      return value === undefined ? address : set(address, value);
    },
    worded: (kind as unknown) === words,
  };
}

function option<K extends keyof Omit<LinkedOptions, "corpus">>(
  name: K,
  kind: Kind<NonNullable<LinkedOptions[K]>>,
): Row {
  return row(
    name,
    kind,
    ({ options }) => options[name],
    (address, value) => ({ ...address, options: { ...address.options, [name]: value } }),
  );
}

const rows: readonly Row[] = [
  row(
    "corpus",
    words,
    ({ options }) => options.corpus?.name,
    (address, name) => ({ ...address, options: { ...address.options, corpus: { name } } }),
  ),
  row(
    "size",
    whole,
    ({ options }) => options.corpus?.size,
    (address, size) => {
      const { corpus } = address.options;
      return corpus ? { ...address, options: { ...address.options, corpus: { ...corpus, size } } } : address;
    },
  ),
  option("unit", choice("word", "character", "space")),
  option("activation", choice("tanh", "sigmoid", "relu")),
  option("lowercase", flag),
  option("fold", flag),
  option("sentences", either(flag, choice("punctuation", "paragraph"))),
  option("unknown", flag),
  option("bias", flag),
  option("minimumCount", whole),
  option("maximumVocabulary", whole),
  option("context", whole),
  option("embedding", whole),
  option("hidden", whole),
  option("seed", whole),
  option("shuffle", whole),
  option("split", parts),
  row(
    "rate",
    real,
    ({ rate }) => rate,
    (address, rate) => ({ ...address, rate }),
  ),
  row(
    "batch",
    whole,
    ({ batch }) => batch,
    (address, batch) => ({ ...address, batch }),
  ),
  row(
    "pace",
    choice(...paces),
    ({ pace }) => pace,
    (address, pace) => ({ ...address, pace }),
  ),
  row(
    "pauses",
    flag,
    ({ pauses }) => pauses,
    (address, pauses) => ({ ...address, pauses }),
  ),
  row(
    "patience",
    positive,
    ({ patience }) => patience,
    (address, patience) => ({ ...address, patience }),
  ),
  row(
    "text",
    words,
    ({ context }) => context || null,
    (address, context) => ({ ...address, context }),
  ),
  row(
    "target",
    words,
    ({ target }) => target,
    (address, target) => ({ ...address, target }),
  ),
  row(
    "step",
    words,
    ({ step }) => step,
    (address, step) => ({ ...address, step }),
  ),
  row(
    "fine",
    flag,
    ({ fine }) => fine || null,
    (address, fine) => ({ ...address, fine }),
  ),
  row(
    "select",
    cell,
    ({ selection }) => selection,
    (address, selection) => ({ ...address, selection }),
  ),
  row(
    "part",
    whole,
    ({ room, primer: { part } }) => (room === "primer" && part !== home.primer.part ? part : null),
    (address, part) => (part >= 1 && part <= 6 ? { ...address, primer: { ...address.primer, part } } : address),
  ),
  row(
    "questions",
    whole,
    ({ room, primer: { questions } }) => (room === "primer" && questions !== home.primer.questions ? questions : null),
    (address, questions) => ({ ...address, primer: { ...address.primer, questions } }),
  ),
  row(
    "measure",
    choice(...measureParts),
    ({ room, measure }) => (room === "measure" && measure !== home.measure ? measure : null),
    (address, measure) => ({ ...address, measure }),
  ),
  row(
    "chapter",
    words,
    ({ chapter }) => chapter,
    (address, chapter) => ({ ...address, chapter }),
  ),
  row(
    "lang",
    choice(...languages),
    ({ language }) => language,
    (address, language) => ({ ...address, language }),
  ),
  ...[...later, ...latest, ...measureNames, ...drawNames, ...Object.keys(shownAs)].map((name) =>
    row(
      name,
      matching(shownAs[name]),
      ({ more }) => more[name],
      (address, text) => ({ ...address, more: { ...address.more, [name]: text } }),
    ),
  ),
];

/**
 * Reads the part of an address after `#`. What it does not know or cannot read is left out, so that an old or mistyped link
 * still opens; whether a number is allowed is for the engine to say.
 */
export function read(hash: string): Address {
  const { path, given } = split(hash);
  const room = rooms.find((known) => known === path) ?? home.room;
  return rows.reduce<Address>(
    (address, one) => {
      const text = given.get(one.name);
      return text === null ? address : one.read(address, text);
    },
    { ...home, room },
  );
}

/** What links once said and nothing asks for any more. */
const past: ReadonlySet<string> = new Set(["backend"]);

/** A part of an address that could not be used: a value that is none, a name or a room that is not known here. */
export interface Unread {
  readonly kind: "value" | "name" | "room" | "newer";
  readonly name: string;
  readonly text: string;
}

/** What of an address could not be used, so that it can be said and not left out in silence. */
export function unread(hash: string): Unread[] {
  const { path, given } = split(hash);
  const found: Unread[] = [];
  if (path !== "" && !rooms.some((room) => room === path)) found.push({ kind: "room", name: path, text: "" });
  const address = read(hash);
  for (const name of new Set(given.keys())) {
    const text = given.get(name) ?? "";
    const known = rows.find((one) => one.name === name);
    if (known === undefined) {
      if (name === "v" && /^\d+$/.test(text)) {
        if (Number(text) > VERSION) found.unshift({ kind: "newer", name, text });
      } else if (!past.has(name)) found.push({ kind: "name", name, text });
    } else if (known.read(address, text) === address && !(text === "" && known.worded))
      found.push({ kind: "value", name, text });
  }
  return found;
}

function split(hash: string): { readonly path: string; readonly given: URLSearchParams } {
  // A messenger may have written the question mark its own way.
  const [path = "", query = ""] = hash
    .replace(/^#?\/?/, "")
    .replace(/^(\w+)%3F/i, "$1?")
    .split("?", 2);
  return { path, given: new URLSearchParams(query) };
}

/** The part of an address after `#` and with it; `read` gives the same address back. */
export function write(address: Address): string {
  const query = new URLSearchParams();
  for (const one of rows) {
    const text = one.write(address);
    if (text !== undefined) query.set(one.name, text);
  }
  const needs = Math.max(1, ...[...query.keys()].map(since));
  if (needs > 1) query.set("v", String(needs));
  // What an address may hold as it is: a recipe and a split are full of these.
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return `#/${address.room}${text === "" ? "" : `?${text}`}`;
}

/** A model's options as a link holds them; null where it cannot: the text or the vocabulary is the reader's own. */
export function linkable(options: Readonly<MadeOptions>): LinkedOptions | null {
  const { corpus, vocabulary, ...rest } = options;
  // Where this machine trains is no part of what is shown: another may have no graphics card.
  delete rest.backend;
  return corpus !== undefined && "name" in corpus && vocabulary === undefined ? { corpus, ...rest } : null;
}

/** Options of a model of an own text, without the text; null where its vocabulary is the reader's own too. */
export function optionsOfOwn(options: Readonly<MadeOptions>): LinkedOptions | null {
  const { corpus, vocabulary, backend, ...rest } = options;
  return corpus !== undefined && backend !== undefined && vocabulary === undefined ? rest : null;
}

/** Options without those that are a model's anyway. */
export function shortened(options: LinkedOptions, defaults: Readonly<Record<string, unknown>>): LinkedOptions {
  const said = Object.entries(options).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name]),
  );
  return Object.fromEntries(said);
}

/** Which bundled corpus a model was made from; null: an own text, or none. */
export function bundledName({ corpus }: Readonly<MadeOptions>): string | null {
  return corpus !== undefined && "name" in corpus ? corpus.name : null;
}
