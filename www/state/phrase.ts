// The sentence of a refusal, from its code and its facts. Fetched with the first refusal.

import type { Cause, ErrorFacts, Fact, Reason } from "../client/api/index.ts";
import { backend } from "../story/backend.ts";
import { corpus } from "../story/corpus.ts";
import { story } from "../story/index.ts";
import { measure } from "../story/measure.ts";
import { refusals as words } from "../story/refusals.ts";
import { count, fill, isolated, locale, mark } from "../story/told.ts";
import { train } from "../story/train.ts";

/** What the page calls what the engine names so. What it has no field for keeps its name. `chosen`: it is a choice, no number. */
const label = (field: string, chosen: boolean): string =>
  new Map<string, string>([
    ["context", corpus.n],
    ["embedding", corpus.d],
    ["hidden", corpus.H],
    ["seed", corpus.seed],
    ["activation", corpus.activation],
    ["unit", corpus.unit],
    ["minimumCount", corpus.minimumCount],
    ["maximumVocabulary", corpus.maximumVocabulary],
    ["split", corpus.splits],
    ["shuffle", corpus.shuffleSeed],
    ["batch", train.batch],
    ["rate", train.rate],
    ["optimizer", train.optimizer],
    ["momentum", train.momentum],
    ["beta1", "β₁"],
    ["beta2", "β₂"],
    ["weightDecay", train.decay],
    ["clip", train.clip],
    ["schedule", train.schedule],
    ["total", train.total],
    ["every", train.every],
    ["factor", train.factor],
    ["temperature", story.predict.temperature],
    ["topK", story.predict.topK],
    ["topP", story.predict.topP],
    ["k", measure.ngrams.k],
    ["order", measure.ngrams.order],
    ["discount", measure.ngrams.d],
    ["sentences", measure.spelling.sentences],
    ["edits", measure.spelling.edits],
    ["slip", measure.spelling.slip],
    ["eta", "η"],
    ["an argument", words.fields.argument],
    ["the answer", words.fields.answer],
    ["the control", words.fields.control],
    ["sum of stakes", words.fields.stakes],
    ...Object.entries(words.fields),
    ...(chosen ? ([["sentences", corpus.sentences]] as const) : []),
    ["smoothing", measure.ngrams.smoothing],
    ["backend", backend.label],
  ]).get(field) ?? field;

/** What the page calls a choice of a field; one that it does not offer keeps its name. */
function choice(field: string, name: string): string {
  const choices: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    optimizer: train.optimizers,
    schedule: train.schedules,
    unit: corpus.units,
    sentences: corpus.sentenceRules,
    smoothing: measure.ngrams.smoothings,
    backend: backend.wishes,
    split: corpus.split,
  };
  return choices[field]?.[name] ?? name;
}

/** A word as a sentence quotes it. */
const quoted = (word: string): string => (locale() === "de" ? `„${isolated(word)}“` : `“${isolated(word)}”`);
/** A number with all its digits. */
const number = (value: number): string =>
  Number.isFinite(value) && (value === 0 || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15))
    ? value.toLocaleString(locale(), { maximumFractionDigits: 20 }).replaceAll("-", "\u2212")
    : String(value).replaceAll("-", "\u2212").replace(".", mark());
/** A text of the engine that is a number. */
const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text);
const listed = (all: readonly string[]): string => new Intl.ListFormat(locale()).format(all);

/** What a field held, as the engine's sentence says it. */
function given(text: string, field: string): string {
  if (isNumber(text)) return number(Number(text));
  const word = /^"([^]*?)"(,.*)?$/.exec(text)?.[1];
  if (word !== undefined) return quoted(choice(field, word));
  const list = /^\[(.+)\]$/.exec(text)?.[1]?.split(", ");
  if (list?.every(isNumber)) return listed(list.map((one) => number(Number(one))));
  const length = /^a list of (\d+)$/.exec(text)?.[1];
  if (length !== undefined) return fill(words.given.list, { count: count(Number(length)) });
  const known = words.given;
  return (
    new Map<string, string>([
      ["absent", known.absent],
      ["null", known.empty],
      ["nothing", known.empty],
      ["empty", known.empty],
      ["true", known.truth],
      ["false", known.falsehood],
      ["an object", known.object],
      ["a function", known.function],
      ["a symbol", known.symbol],
      ["nested too deeply", known.deep],
      ["a list that is too long", known.longList],
      ["an object with too many fields", known.largeObject],
      ["neither a number nor a text nor an object", known.noData],
      ["something that cannot be sent to the engine, such as a function", known.unsendable],
    ]).get(text) ?? text
  );
}

/** Facts that are numbers, written out. */
const DECIMALS: ReadonlySet<string> = new Set(["such", "product", "factor", "below"]);

const isCause = (value: Fact): value is Cause => typeof value === "object" && "message" in value;

function fact(name: string, value: Fact, field: string): string {
  if (typeof value === "number") return number(value);
  if (typeof value === "string") {
    if (name === "split") return (corpus.split as Readonly<Record<string, string>>)[value] ?? value;
    return DECIMALS.has(name) && isNumber(value) ? number(Number(value)) : value;
  }
  if (isCause(value)) return phrase(value) ?? value.message;
  const [first] = value;
  return typeof first === "string"
    ? new Intl.ListFormat(locale(), { type: "disjunction" }).format(
        value.map((one) => quoted(choice(field, String(one)))),
      )
    : value.map((side) => number(Number(side))).join(" × ");
}

/** Bytes, rounded up. */
function size(bytes: number): string {
  const [unit, one] = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e10 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  return Math.ceil(bytes / Number(one)).toLocaleString(locale(), { style: "unit", unit: String(unit) });
}

function told({ code, facts }: Reason, others: Readonly<Record<string, string>> = {}, field = ""): string | null {
  const all: Readonly<Record<string, string>> = { ...words.codes, ...words.threads };
  const text = all[code];
  if (text === undefined) return null;
  const named = Object.entries(facts).map(([name, value]): [string, string] => [name, fact(name, value, field)]);
  // A fact of the same name is what its sentence means.
  return fill(text, { ...others, ...Object.fromEntries(named) } as Record<never, string>);
}

/** The refusal in the reader's words; null where the page has none. */
export function phrase(error: ErrorFacts): string | null {
  const { code, facts = {}, field = "", given: held = "", needed, most, fits } = error;
  if (code === undefined) return null;
  const bytes = needed === undefined || most === undefined ? {} : { needed: size(needed), limit: size(most) };
  const said = told(
    { code, facts },
    { ...bytes, field: label(field, code === "choice"), given: given(held, field) },
    field,
  );
  const more = fits && told(fits);
  return said !== null && more ? `${said} ${more}` : said;
}
