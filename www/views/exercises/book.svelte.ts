// What was answered: kept over rooms and reloads, in the browser's storage where it lets the page, else for as long as the page is open.

import type { Exercise, ExerciseMark, ModelStanding } from "../../client/api/index.ts";

import { isExercise, isRecord, isStanding } from "./shape.ts";

const KEY = "glasslm.exercises";
/** Answers that are kept: the newest. */
const MOST = 300;

/** A question as it was shown, and what was said to it. */
export interface Entry {
  readonly question: Exercise;
  /** The model that it was asked about. */
  readonly standing: ModelStanding;
  readonly given: string;
  readonly mark: ExerciseMark | null;
  /** When it was last changed, milliseconds. */
  readonly at: number;
}

interface Kept {
  readonly version: 1;
  readonly entries: Readonly<Record<string, Entry>>;
  /** By chapter: the seed of its questions. */
  readonly seeds: Readonly<Record<string, number>>;
  /** By chapter: what was guessed before its numbers were shown; empty where nothing was guessed. */
  readonly guesses: Readonly<Record<string, string>>;
  /** By assignment: what is kept of its sheet. */
  readonly sheets: Readonly<Record<string, unknown>>;
  readonly open: boolean;
}

const EMPTY: Kept = { version: 1, entries: {}, seeds: {}, guesses: {}, sheets: {}, open: false };

class Book {
  #kept = $state.raw<Kept>(EMPTY);
  /** Whether the browser refuses to store anything. */
  refused = $state(false);

  constructor() {
    const read = this.#read();
    if (read !== null) this.#kept = read;
    // Another tab's answers are this one's too.
    window.addEventListener("storage", ({ key }) => {
      const now = key === KEY ? this.#read() : null;
      if (now !== null) this.#kept = now;
    });
  }

  get open(): boolean {
    return this.#kept.open;
  }
  set open(open: boolean) {
    if (open !== this.#kept.open) this.#write({ ...this.#kept, open });
  }

  entry(text: string, seed: number, kind: string): Entry | null {
    return this.#kept.entries[name(text, seed, kind)] ?? null;
  }
  put(seed: number, entry: Entry): void {
    const all = { ...this.#kept.entries, [name(entry.standing.text, seed, entry.question.kind)]: entry };
    const newest = Object.entries(all)
      .sort(([, one], [, other]) => other.at - one.at)
      .slice(0, MOST);
    this.#write({ ...this.#kept, entries: Object.fromEntries(newest) });
  }

  seed(chapter: string): number {
    return this.#kept.seeds[chapter] ?? 1;
  }
  sow(chapter: string, seed: number): void {
    this.#write({ ...this.#kept, seeds: { ...this.#kept.seeds, [chapter]: seed } });
  }

  guess(chapter: string): string | null {
    return this.#kept.guesses[chapter] ?? null;
  }
  guessed(chapter: string, guess: string): void {
    this.#write({ ...this.#kept, guesses: { ...this.#kept.guesses, [chapter]: guess } });
  }

  sheet(id: string): unknown {
    return this.#kept.sheets[id] ?? null;
  }
  putSheet(id: string, sheet: object): void {
    this.#write({ ...this.#kept, sheets: { ...this.#kept.sheets, [id]: sheet } });
  }

  #write(kept: Kept): void {
    this.#kept = kept;
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
      this.refused = false;
    } catch {
      this.refused = true;
    }
  }

  #read(): Kept | null {
    try {
      const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
      if (!isRecord(found) || found.version !== 1) return null;
      const { entries, seeds, guesses, sheets, open } = found;
      return {
        version: 1,
        entries: filtered(entries, isEntry),
        seeds: filtered(seeds, (seed): seed is number => Number.isSafeInteger(seed)),
        guesses: filtered(guesses, (guess): guess is string => typeof guess === "string"),
        sheets: filtered(sheets, isRecord),
        open: open === true,
      };
    } catch {
      return null;
    }
  }
}

function name(text: string, seed: number, kind: string): string {
  return `${text} ${String(seed)} ${kind}`;
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value) || !isExercise(value.question) || !isStanding(value.standing)) return false;
  const { given, mark, at } = value;
  const marked = mark === null || (isRecord(mark) && typeof mark.expected === "number" && Array.isArray(mark.way));
  return typeof given === "string" && typeof at === "number" && marked;
}

function filtered<T>(from: unknown, is: (value: unknown) => value is T): Record<string, T> {
  const found: [string, T][] = isRecord(from)
    ? Object.entries(from).flatMap(([key, value]): [string, T][] => (is(value) ? [[key, value]] : []))
    : [];
  return Object.fromEntries(found);
}

/** One for the page: rooms come and go. */
export const book = new Book();
