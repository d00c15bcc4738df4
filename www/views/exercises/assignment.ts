// An assignment is a link: the part of the page's address before `#` says what is asked, and of which model. It stays while the part after
// `#` goes with the reader from place to place. What a student hands in is one file: the answers, and for each model that they were given on the way to make it again.

import type { ModelStanding, RunChange } from "../../client/api/index.ts";
import { digest } from "../../files/digest.ts";
import { type LinkedOptions, home, read as readAddress, write as writeAddress } from "../../state/address.ts";
import { type Past, stagesOf, untolds, written } from "../../state/recipe.ts";
import { isRecord, isStanding } from "./shape.ts";

/** The form of links, and of files; a newer one is said to be newer. */
export const VERSION = 1;
/** Since 2 a recipe is written as a link's; files of version 1 are still read. */
const FILE_VERSION = 2;
/** Letters of a title, a name, an answer: more are cut. */
export const LONGEST = 120;
/** A digest as the engine writes it. */
const DIGEST = /^[0-9a-f]{16}$/;
/** Characters of a hand-in's line. */
const LINE = 200;
/** Models and answers of a file: more are no student's. */
const MOST = 1000;
/** Letters of a recipe. */
const MOST_LETTERS = 100_000;

/** To be trained: a validation perplexity, and the steps that it may take. */
export interface Goal {
  readonly perplexity: number;
  readonly steps: number;
}

export interface Assignment {
  readonly title: string;
  /** Chapters and kinds of question; all where it is empty. */
  readonly ask: readonly string[];
  readonly seed: number;
  readonly goal: Goal | null;
  /** The model that the link opens. */
  readonly options: LinkedOptions;
  /** The digest of the text that it was made with; links of an earlier day have none. */
  readonly text?: string;
}

/** What can be wrong with a link. */
export type Fault = "newer" | "seed" | "goal" | "none";

/** The link's own part of an address, and the model's. */
export function write({ title, ask, seed, goal, options, text }: Assignment): string {
  const query = new URLSearchParams({ assignment: String(VERSION), title, ask: ask.join("."), seed: String(seed) });
  if (goal !== null) {
    query.set("perplexity", String(goal.perplexity));
    query.set("steps", String(goal.steps));
  }
  if (text !== undefined) query.set("text", text);
  const hash = writeAddress({ ...home, options });
  const model = hash.split("?")[1];
  if (model !== undefined) query.set("model", model);
  return `?${query.toString()}${hash}`;
}

export interface Read {
  readonly assignment: Assignment | null;
  readonly faults: readonly Fault[];
}

/** Reads a link; what of it cannot be used is told, and the rest is used. */
export function read(search: string): Read {
  const query = new URLSearchParams(search);
  const version = whole(query.get("assignment"));
  if (version === null || version < 1) return { assignment: null, faults: ["none"] };
  const faults: Fault[] = version > VERSION ? ["newer"] : [];
  const seed = whole(query.get("seed"));
  if (seed === null) faults.push("seed");
  const [perplexity, steps] = [Number(query.get("perplexity") ?? NaN), whole(query.get("steps"))];
  const asked = query.has("perplexity") || query.has("steps");
  const good = perplexity >= 1 && Number.isFinite(perplexity) && steps !== null;
  if (asked && !good) faults.push("goal");
  const text = query.get("text") ?? "";
  return {
    assignment: {
      ...(DIGEST.test(text) ? { text } : {}),
      title: (query.get("title") ?? "").slice(0, LONGEST),
      ask: (query.get("ask") ?? "").split(".").filter((name) => name !== ""),
      seed: seed ?? 1,
      goal: asked && good ? { perplexity, steps } : null,
      options: readAddress(`#/${home.room}?${query.get("model") ?? ""}`).options,
    },
    faults,
  };
}

/** The same from a whole link, as it is pasted. */
export function readLink(link: string): Read {
  const [before = ""] = link.split("#");
  return read(before.slice(before.indexOf("?") + 1));
}

function whole(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

const nothing = (): Promise<void> => Promise.resolve();

/** The name by which an assignment's hand-ins are known: of all that it asks, and of which model. */
export function idOf({ title, ask, seed, goal, options, text }: Assignment): Promise<string> {
  const sorted = Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1));
  return digest(
    [JSON.stringify([VERSION, title, ask, seed, goal, sorted, ...(text === undefined ? [] : [text])])],
    nothing,
  );
}

/** How a model is made again: opened or made with these options, then everything that was done to it. */
export type Recipe = Past & {
  /** Null: its text is the reader's own. */
  readonly options: LinkedOptions | null;
  /** The step that its history begins at: 0, or a trained model's that came with the page. */
  readonly first: number;
};

export function recipeOf(options: LinkedOptions | null, first: number, changes: readonly RunChange[]): Recipe {
  return { options, first, ...written(changes, MOST_LETTERS) };
}

export interface Made {
  readonly standing: ModelStanding;
  readonly recipe: Recipe;
}
export interface Answered {
  readonly kind: string;
  readonly given: string;
  /** The place of its model among the file's. */
  readonly model: number;
}

export interface HandIn {
  readonly glasslm: "hand-in";
  readonly version: number;
  readonly id: string;
  readonly assignment: Assignment;
  readonly name: string;
  /** Drawn by chance when the sheet was first opened: two files with the same one are copies. */
  readonly sheet: string;
  readonly models: readonly Made[];
  readonly answers: readonly Answered[];
  /** What was trained for the goal. */
  readonly goal: { readonly perplexity: number; readonly model: number } | null;
  /** A sum of all the rest, to tell a file that was changed by accident or by hand. */
  readonly check: string;
}

const checkOf = (rest: Omit<HandIn, "check">): Promise<string> => digest([JSON.stringify(rest)], nothing);

export async function handIn(
  rest: Omit<HandIn, "check" | "glasslm" | "version">,
): Promise<{ readonly file: string; readonly line: string }> {
  const { id, assignment, name, sheet, models, answers, goal } = rest;
  const whole: Omit<HandIn, "check"> = {
    glasslm: "hand-in",
    version: FILE_VERSION,
    id,
    assignment,
    name: name.slice(0, LONGEST),
    sheet,
    models,
    answers: answers.map((one) => ({ ...one, given: one.given.slice(0, LONGEST) })),
    goal,
  };
  const check = await checkOf(whole);
  const last = models.at(-1)?.standing;
  const told = [
    `GlassLM ${String(FILE_VERSION)} ${id}`,
    name.replace(/\s+/g, " ").trim().slice(0, 60),
    `${String(answers.length)} answers`,
    goal === null ? "" : `perplexity ${goal.perplexity.toPrecision(4)}`,
    last === undefined ? "" : `step ${String(last.step)} ${last.digest}`,
    `check ${check}`,
  ];
  const line = told.filter((part) => part !== "").join(" · ");
  return { file: `${JSON.stringify({ ...whole, check }, null, 1)}\n`, line: [...line].slice(0, LINE).join("") };
}

/** Why a file is none; `edited` files are read all the same. */
export type FileFault = "cut" | "other" | "newer" | "shape";

export interface ReadFile {
  readonly handIn: HandIn | null;
  readonly fault: FileFault | null;
  /** Whether it is not as the page wrote it. */
  readonly edited: boolean;
}

/** Reads a file that may hold anything. */
export async function readFile(text: string): Promise<ReadFile> {
  const failed = (fault: FileFault): ReadFile => ({ handIn: null, fault, edited: false });
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return failed(text.includes('"hand-in"') ? "cut" : "other");
  }
  if (!isRecord(found) || found.glasslm !== "hand-in") return failed("other");
  if (typeof found.version === "number" && found.version > FILE_VERSION) return failed("newer");
  const { id, assignment, name, sheet, models, answers, goal, check } = found;
  const asked = assignmentIn(assignment);
  const made = Array.isArray(models) && models.length <= MOST ? models.map(madeIn) : [null];
  const isGiven = (one: unknown): one is Answered =>
    isRecord(one) &&
    typeof one.kind === "string" &&
    typeof one.given === "string" &&
    one.given.length <= LONGEST &&
    typeof one.model === "number" &&
    made[one.model] !== undefined;
  const reached = goal === null ? null : goalIn(goal, made.length);
  if (
    asked === null ||
    typeof id !== "string" ||
    typeof name !== "string" ||
    typeof sheet !== "string" ||
    made.includes(null) ||
    !Array.isArray(answers) ||
    answers.length > MOST ||
    !answers.every(isGiven) ||
    reached === undefined
  )
    return failed("shape");
  const rest: Omit<HandIn, "check"> = {
    glasslm: "hand-in",
    version: FILE_VERSION,
    id,
    assignment: asked,
    name: name.slice(0, LONGEST),
    sheet,
    models: made.filter((one) => one !== null),
    answers: answers.map(({ kind, given, model }) => ({ kind, given, model })),
    goal: reached,
  };
  const written: Record<string, unknown> = { ...found };
  delete written.check;
  const edited = check !== (await digest([JSON.stringify(written)], nothing)) || id !== (await idOf(asked));
  return { handIn: { ...rest, check: typeof check === "string" ? check : "" }, fault: null, edited };
}

function goalIn(goal: unknown, models: number): HandIn["goal"] | undefined {
  if (!isRecord(goal)) return undefined;
  const { perplexity, model } = goal;
  return typeof perplexity === "number" &&
    typeof model === "number" &&
    Number.isInteger(model) &&
    model >= 0 &&
    model < models
    ? { perplexity, model }
    : undefined;
}

function assignmentIn(value: unknown): Assignment | null {
  if (!isRecord(value)) return null;
  const { title, ask, seed, goal, options, text } = value;
  if (typeof title !== "string" || !Array.isArray(ask) || !ask.every((one) => typeof one === "string")) return null;
  if (typeof seed !== "number" || !Number.isSafeInteger(seed)) return null;
  if (goal !== null && (!isRecord(goal) || typeof goal.perplexity !== "number" || typeof goal.steps !== "number"))
    return null;
  const linked = optionsIn(options);
  if (text !== undefined && !(typeof text === "string" && DIGEST.test(text))) return null;
  const made = { title, ask, seed, goal: goal as Goal | null, options: linked ?? {} };
  return linked && (text === undefined ? made : { ...made, text });
}

/** Options as a link may have them: what the page itself writes and reads. A text of one's own is never taken from a file. */
export function optionsIn(value: unknown): LinkedOptions | null {
  if (!isRecord(value)) return null;
  try {
    return readAddress(writeAddress({ ...home, options: value as LinkedOptions })).options;
  } catch {
    return null;
  }
}

/** A model that came from a file or from storage; null where it is none. */
export function madeIn(value: unknown): Made | null {
  if (!isRecord(value) || !isStanding(value.standing)) return null;
  const recipe = recipeIn(value.recipe);
  return recipe && { standing: value.standing, recipe };
}

/** A recipe that came from a file or from storage; null where it is none. */
export function recipeIn(value: unknown): Recipe | null {
  if (!isRecord(value)) return null;
  const { options, first } = value;
  if (typeof first !== "number") return null;
  const linked = options === null ? null : optionsIn(options);
  if (options !== null && linked === null) return null;
  const past = "changes" in value ? pastOfFirst(value.changes) : pastIn(value);
  return past && { options: linked, first, ...past };
}

function pastIn({ train, untold }: Readonly<Record<string, unknown>>): Past | null {
  if (typeof train === "string")
    return train.length <= MOST_LETTERS && stagesOf(train) !== null ? { train, untold: null } : null;
  const why = untolds.find((one) => one === untold);
  return train === null && why !== undefined ? { train, untold: why } : null;
}

/** As version 1 wrote it: the stretches of training, and of anything else only that there was something. */
function pastOfFirst(changes: unknown): Past | null {
  if (!Array.isArray(changes) || changes.length > MOST) return null;
  const done: RunChange[] = [];
  for (const change of changes as readonly unknown[]) {
    if (!isRecord(change)) return null;
    const { kind, steps, batch, again } = change;
    if (kind !== "train") return { train: null, untold: "tooMuchByHand" };
    if (typeof steps !== "number" || typeof batch !== "number" || !isRecord(again)) return null;
    done.push({ kind, from: 0, steps, count: batch, batch, again });
  }
  // Whether it makes sense is seen once it is written as today's.
  return pastIn(written(done, MOST_LETTERS));
}
