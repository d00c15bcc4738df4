// The sheet of an assignment: what was asked of which model, and what was answered; kept by the assignment's name.

import type { Exercise, Model } from "../../client/api/index.ts";
import { linkable } from "../../state/address.ts";
import { type Answered, type Made, madeIn, recipeOf } from "./assignment.ts";
import { book } from "./book.svelte.ts";
import { isExercise, isRecord } from "./shape.ts";

/** A model, and what was asked of it. */
export interface Round extends Made {
  readonly questions: readonly Exercise[];
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
}

interface Given {
  readonly given: string;
  /** The place of the round that its question is of. */
  readonly round: number;
}

export interface Sheet {
  /** Drawn by chance: a file with the same one is a copy. */
  readonly nonce: string;
  readonly rounds: readonly Round[];
  readonly answers: Readonly<Record<string, Given>>;
  readonly goal: { readonly perplexity: number; readonly made: Made } | null;
}

export function fresh(): Sheet {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const nonce = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { nonce, rounds: [], answers: {}, goal: null };
}

/** The sheet as it is kept; null where there is none, or something else. */
export function kept(id: string): Sheet | null {
  const found = book.sheet(id);
  if (!isRecord(found)) return null;
  const { nonce, rounds, answers, goal } = found;
  if (!isText(nonce) || !Array.isArray(rounds) || !isRecord(answers)) return null;
  const asked = rounds.map(roundIn);
  if (asked.includes(null)) return null;
  const sound = Object.entries(answers).filter(
    (entry): entry is [string, Given] =>
      isRecord(entry[1]) && isText(entry[1].given) && typeof entry[1].round === "number" && entry[1].round in rounds,
  );
  const reached = isRecord(goal) && typeof goal.perplexity === "number" ? goal.perplexity : null;
  const made = isRecord(goal) ? madeIn(goal.made) : null;
  return {
    nonce,
    rounds: asked.filter((one) => one !== null),
    answers: Object.fromEntries(sound),
    goal: reached === null || made === null ? null : { perplexity: reached, made },
  };
}

const isText = (value: unknown): value is string => typeof value === "string";

function roundIn(one: unknown): Round | null {
  const made = madeIn(one);
  if (made === null || !isRecord(one)) return null;
  const { questions, missing, unknown } = one;
  const all = (list: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(list) && list.every(is);
  return all(questions, isExercise) && all(missing, isText) && all(unknown, isText)
    ? {
        ...made,
        questions: questions as readonly Exercise[],
        missing: missing as readonly string[],
        unknown: unknown as readonly string[],
      }
    : null;
}

/** The question of this kind that the sheet shows now: the one that was answered, else the latest. */
export function questionOf({ rounds, answers }: Sheet, kind: string): { question: Exercise; round: number } | null {
  const at = answers[kind]?.round ?? rounds.length - 1;
  const question = rounds[at]?.questions.find((one) => one.kind === kind);
  return question === undefined ? null : { question, round: at };
}

/** How the model on the page is made again; null while a run changes it between the two looks. */
export async function madeNow(model: Model): Promise<Made | null> {
  const before = await model.measure.standing();
  const { step, changes, first } = await model.history();
  const after = await model.measure.standing();
  if (before.digest !== after.digest || step !== after.step) return null;
  return { standing: after, recipe: recipeOf(linkable(model.options), first, changes) };
}

/** Asks this model; null while a run changes it. */
export async function askNow(model: Model, seed: number, wanted: readonly string[]): Promise<Round | null> {
  const made = await madeNow(model);
  const { questions, missing, unknown, standing } = await model.measure.exercises(seed, wanted);
  return made === null || made.standing.digest !== standing.digest ? null : { ...made, questions, missing, unknown };
}

/** What of a sheet is handed in: the models that an answer or the goal is of, and the answers with their places. */
export function handedIn({ rounds, answers, goal }: Sheet): {
  readonly models: readonly Made[];
  readonly answers: readonly Answered[];
  readonly goal: { readonly perplexity: number; readonly model: number } | null;
} {
  const given = Object.entries(answers).filter(([, one]) => one.given.trim() !== "");
  const used = [...new Set(given.map(([, { round }]) => round))].sort((a, b) => a - b);
  const models: Made[] = used.flatMap((at) => {
    const round = rounds[at];
    return round === undefined ? [] : [{ standing: round.standing, recipe: round.recipe }];
  });
  const place = goal === null ? -1 : models.push(goal.made) - 1;
  return {
    models,
    answers: given.map(([kind, one]) => ({ kind, given: one.given, model: used.indexOf(one.round) })),
    goal: goal === null ? null : { perplexity: goal.perplexity, model: place },
  };
}
