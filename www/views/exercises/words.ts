// A question in words: the catalogue's sentences with the engine's facts filled in. Tokens of a corpus stay apart from the sentence, so
// that they are shown as they are and never read for names in braces.

import { localised } from "../../draw/number.ts";
import type { Exercise, ExerciseChoice, ExerciseFact, ExerciseMark, ExerciseValue } from "../../client/api/index.ts";
import { type ExerciseWords, exercises as story, kinds, misses, names } from "../../story/exercises.ts";
import { count, fill } from "../../story/index.ts";
import { mark } from "../../story/told.ts";
import { named, shown } from "../token.ts";

/** A piece of a sentence; `live`: a value of the engine's, which no translator should touch. */
export interface Piece {
  readonly text: string;
  readonly live: boolean;
}

const wordsOf: Readonly<Record<string, ExerciseWords | undefined>> = kinds;
const nameOf: Readonly<Record<string, string | undefined>> = names;
const missOf: Readonly<Record<string, string | undefined>> = misses;

/** A number of a question: every digit that it was computed with, and no more. */
export function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return count(value).replace("-", "−");
  const [mantissa = "", exponent] = String(Number(value.toPrecision(5))).split("e");
  const written = localised(mantissa.replace("-", "−"));
  return exponent === undefined ? written : `${written}e${exponent.replace("+", "").replace("-", "−")}`;
}

const isWords = (value: readonly unknown[]): value is readonly string[] => typeof value[0] === "string";

/** A value as text; lists of tokens that are no sentence have commas. */
export function written(value: ExerciseValue, listed = false, as: "start" | "end" = "end"): string {
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return nameOf[value] ?? value;
  if (isWords(value)) return value.map((token) => named(token, as)).join(listed ? ", " : " ");
  return value
    .map((one) => (typeof one === "number" ? number(one) : one.map(shown).join(" ")))
    .join(mark() === "," ? "; " : ", ");
}

/** The kinds that show their tokens as a list. */
const LISTED = new Set(["what-is-left"]);

function pieces(text: string, facts: readonly ExerciseFact[], kind: string, answer?: string): Piece[] {
  return text
    .split(/(\{[\w-]+\})/)
    .filter((part) => part !== "")
    .map((part) => {
      const name = /^\{([\w-]+)\}$/.exec(part)?.[1];
      if (name === undefined) return { text: part, live: false };
      if (name === "answer" && answer !== undefined) return { text: answer, live: true };
      const fact = facts.find((one) => one.name === name);
      if (fact === undefined) return { text: "…", live: false };
      return {
        text: written(fact.value, LISTED.has(kind), name === "context" ? "start" : "end"),
        live: typeof fact.value !== "string",
      };
    });
}

/** What the question asks; `beside` the numbers that it is about, without them. A kind of a newer version has no words here. */
export function asked({ kind, facts }: Exercise, beside = false): Piece[] {
  const words = wordsOf[kind];
  if (words === undefined) return [{ text: fill(story.unknown, { kind }), live: false }];
  const { given, ask } = words;
  return pieces(given === undefined || beside ? ask : `${given} ${ask}`, facts, kind);
}

/** A kind by what it asks, its names in braces left open. */
export function inShort(kind: string): string {
  return wordsOf[kind]?.ask.replace(/\{[\w-]+\}/g, "…") ?? fill(story.unknown, { kind });
}

export function option({ value, number: row }: ExerciseChoice): string {
  return row === undefined ? written(value) : `${written(value)}: ${number(row)}`;
}

/** The right answer, as the page writes it. */
export function answer(question: Exercise, expected: number): string {
  const right = question.options[expected];
  return question.options.length === 0 ? number(expected) : right === undefined ? "" : option(right);
}

/** The way to the answer, a line a step, after the mistake that was made where it is a known one. */
export function way(question: Exercise, { expected, way: numbers, miss }: ExerciseMark): Piece[][] {
  const facts = [...question.facts, ...numbers];
  const lines = wordsOf[question.kind]?.way ?? [];
  const said = miss === undefined ? undefined : missOf[miss];
  return [
    ...(said === undefined ? [] : [[{ text: said, live: false }]]),
    ...lines.map((line) => pieces(line, facts, question.kind, answer(question, expected))),
  ];
}

/** The lines of the text that a question is about, where it is about some. */
export function lines({ facts }: Exercise): readonly string[] {
  const value = facts.find(({ name }) => name === "lines")?.value;
  return Array.isArray(value) ? (value as readonly (readonly string[])[]).map((line) => line.map(shown).join(" ")) : [];
}

/** The curve that a question shows. */
export function curve({ facts }: Exercise): readonly number[] {
  const value = facts.find(({ name }) => name === "curve")?.value;
  return Array.isArray(value) ? (value as readonly number[]) : [];
}

/** The same question: shown facts and options alike. */
export function same(one: Exercise, other: Exercise): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
