// Marking hand-ins: each model is made again as its file says, and every answer is given to it once more. What a file claims of itself is
// never believed; what cannot be made again is not marked, and says why.

import type { Exercises, GlassLM, Model, ModelStanding } from "../../client/api/index.ts";
import { said } from "../../state/refusal.svelte.ts";
import { type Cell, csv } from "../../files/tables.ts";
import { short } from "../../draw/number.ts";
import { agrees, fetchOpening, mayOpen, opening } from "../../state/opening.ts";
import { redo, stagesOf, stepsOf } from "../../state/recipe.ts";
import { grading as story } from "../../story/assignment.ts";
import { count, fill } from "../../story/index.ts";
import { type Assignment, type HandIn, type Recipe, idOf, readFile } from "./assignment.ts";

/** Training steps of one model: more would keep a class's marking waiting for one file. */
const MOST_STEPS = 200_000;

export interface Dropped {
  readonly name: string;
  /** Its text, or why it could not be read. */
  readonly text: string | { readonly reason: string };
}

export interface Answer {
  readonly kind: string;
  readonly given: string;
  readonly state: "right" | "wrong" | "unsure" | "open";
}

export interface Graded {
  readonly file: string;
  readonly handIn: HandIn | null;
  /** In the order of the questions; empty where no model of the file could be made again. */
  readonly answers: readonly Answer[];
  readonly goal: { readonly perplexity: number; readonly step: number; readonly reached: boolean } | null;
  readonly notes: readonly string[];
}

/** A model that was made again, with what it was asked. */
interface Remade {
  readonly standing: ModelStanding;
  readonly model: Model;
  readonly asked: Map<string, Exercises>;
  readonly marks: Map<string, boolean>;
  perplexity: number | null;
}

/** Where a file's marking stands. */
interface Draft {
  readonly file: string;
  readonly handIn: HandIn | null;
  readonly notes: Set<string>;
  readonly answers: Map<string, Answer>;
  /** The questions of its assignment, in order. */
  kinds: readonly string[];
  goal: Graded["goal"];
}

export interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, all: number) => void;
}

/** Marks all files. `expected`: the assignment that they should answer, where it is known. */
export async function grade(
  glasslm: GlassLM,
  dropped: readonly Dropped[],
  expected: Assignment | null,
  { signal, onProgress }: Watch,
): Promise<Graded[]> {
  const wanted = expected && (await idOf(expected));
  const drafts: Draft[] = [];
  for (const one of dropped) drafts.push(await draftOf(one, wanted));
  copies(drafts);

  // What an assignment asks is what it asks of its link's own model.
  const asks = new Map<string, Promise<readonly string[]>>();
  for (const draft of drafts) {
    const { handIn } = draft;
    if (handIn === null || signal.aborted) continue;
    const { assignment } = handIn;
    const key = await idOf(assignment);
    const found = asks.get(key) ?? kindsOf(glasslm, assignment);
    asks.set(key, found);
    draft.kinds = await found;
  }

  // Each model is made once, whoever answered on it.
  const recipes = new Map<string, { readonly recipe: Recipe; readonly uses: { draft: Draft; at: number }[] }>();
  for (const draft of drafts)
    draft.handIn?.models.forEach(({ recipe }, at) => {
      const key = JSON.stringify(recipe);
      const found = recipes.get(key) ?? { recipe, uses: [] };
      recipes.set(key, found);
      found.uses.push({ draft, at });
    });
  let done = 0;
  onProgress(0, recipes.size);
  for (const { recipe, uses } of recipes.values()) {
    const made = signal.aborted ? story.note.stopped : await make(glasslm, recipe, signal);
    if (typeof made === "string") for (const { draft } of uses) draft.notes.add(made);
    else {
      try {
        const standing = await made.measure.standing();
        const remade: Remade = { standing, model: made, asked: new Map(), marks: new Map(), perplexity: null };
        for (const { draft, at } of uses) await mark(draft, at, remade);
      } catch (error) {
        for (const { draft } of uses) draft.notes.add(fill(story.note.refused, { reason: said(error) }));
      } finally {
        await made.dispose();
      }
    }
    done += 1;
    onProgress(done, recipes.size);
  }
  return drafts.map(({ file, handIn, notes, answers, kinds, goal }) => {
    const given = new Map((handIn?.answers ?? []).map((one) => [one.kind, one.given]));
    // A question that only a later model could be asked counts where it was answered.
    const names = kinds.length > 0 ? [...new Set([...kinds, ...answers.keys()])] : [...given.keys()];
    return {
      file,
      handIn,
      notes: [...notes],
      goal,
      answers: names.map(
        (kind): Answer =>
          answers.get(kind) ?? {
            kind,
            given: given.get(kind) ?? "",
            state: given.has(kind) ? "unsure" : "open",
          },
      ),
    };
  });
}

async function draftOf({ name, text }: Dropped, wanted: string | null): Promise<Draft> {
  const draft: Draft = { file: name, handIn: null, notes: new Set(), answers: new Map(), kinds: [], goal: null };
  if (typeof text !== "string") {
    draft.notes.add(fill(story.note.unread, text));
    return draft;
  }
  const { handIn, fault, edited } = await readFile(text);
  if (fault !== null) draft.notes.add(story.note[fault]);
  if (edited) draft.notes.add(story.note.edited);
  if (handIn !== null && wanted !== null && wanted !== (await idOf(handIn.assignment)))
    draft.notes.add(fill(story.note.another, { title: handIn.assignment.title }));
  return { ...draft, handIn };
}

/** Marks files that are copies of an earlier one, and those with the same answers on the same models. */
function copies(drafts: readonly Draft[]): void {
  const sheets = new Map<string, string>();
  const works = new Map<string, string>();
  for (const { file, handIn, notes } of drafts) {
    if (handIn === null) continue;
    const { sheet, answers, models, assignment } = handIn;
    const digests = models.map(({ standing }) => standing.digest);
    const work = JSON.stringify([
      assignment.seed,
      answers.map(({ kind, given, model }) => [kind, given.trim(), digests[model]]),
    ]);
    const copied = sheets.get(sheet);
    const same = works.get(work);
    if (copied !== undefined) notes.add(fill(story.note.sheet, { file: copied }));
    else if (same !== undefined && answers.length > 0) notes.add(fill(story.note.same, { file: same }));
    sheets.set(sheet, copied ?? file);
    works.set(work, same ?? file);
  }
}

/** The kinds of question of an assignment, in order; none where its model cannot be made. */
async function kindsOf(glasslm: GlassLM, { options, seed, ask }: Assignment): Promise<readonly string[]> {
  let model: Model | null = null;
  try {
    const name = mayOpen(options);
    model = name === null ? null : await opening(glasslm, await fetchOpening(name), options);
    model ??= await glasslm.create({ ...options, corpus: options.corpus ?? { name: "farmyard" } });
    const { questions } = await model.measure.exercises(seed, ask);
    return questions.map(({ kind }) => kind);
  } catch {
    // What the files' own models ask is taken in its place, and why they cannot be made is said of each.
    return [];
  } finally {
    await model?.dispose();
  }
}

/** The model of a recipe, or why there is none. */
async function make(
  glasslm: GlassLM,
  { options, first, train, untold }: Recipe,
  signal: AbortSignal,
): Promise<Model | string> {
  const words = story.note;
  if (options === null) return words.own;
  const stages = train === null ? null : stagesOf(train);
  if (stages === null) return words.untold[untold ?? "tooMuchByHand"];
  const steps = stepsOf(stages);
  if (!(steps <= MOST_STEPS)) return fill(words.long, { steps: count(steps), most: count(MOST_STEPS) });
  let model: Model | null = null;
  try {
    if (first === 0) model = await glasslm.create({ ...options, corpus: options.corpus ?? { name: "farmyard" } });
    else {
      const name = mayOpen(options);
      model = name === null ? null : await opening(glasslm, await fetchOpening(name), options);
    }
    if (model?.step !== first) {
      await model?.dispose();
      return fill(words.base, { step: count(first) });
    }
    for (const stage of stages) await redo(model, stage, { signal });
    return model;
  } catch (error) {
    await model?.dispose();
    return signal.aborted ? words.stopped : fill(words.refused, { reason: said(error) });
  }
}

/** Marks what a file says of one of its models. */
async function mark(draft: Draft, at: number, remade: Remade): Promise<void> {
  const { handIn, notes, answers } = draft;
  const claimed = handIn?.models[at];
  if (handIn === null || claimed === undefined) return;
  const { assignment, goal } = handIn;
  const { standing, model, asked, marks } = remade;
  if (!agrees(assignment.options, claimed.recipe.options ?? {})) {
    notes.add(story.note.model);
    return;
  }
  // Another text is why the numbers are others, too.
  const differs =
    standing.text !== claimed.standing.text
      ? story.note.text
      : standing.digest !== claimed.standing.digest
        ? story.note.digest
        : null;
  if (differs !== null) {
    notes.add(differs);
    return;
  }
  const about = JSON.stringify([assignment.seed, assignment.ask]);
  const questions = asked.get(about) ?? (await model.measure.exercises(assignment.seed, assignment.ask));
  asked.set(about, questions);
  if (draft.kinds.length === 0) draft.kinds = questions.questions.map(({ kind }) => kind);
  for (const { kind, given } of handIn.answers.filter((one) => one.model === at)) {
    if (answers.has(kind)) continue;
    if (!questions.questions.some((one) => one.kind === kind)) {
      notes.add(fill(story.note.kind, { kind }));
      continue;
    }
    const key = JSON.stringify([assignment.seed, kind, given]);
    const right =
      marks.get(key) ??
      (await model.measure.mark(assignment.seed, kind, given).then(
        ({ marked }) => marked.right,
        (error: unknown) => {
          // No number is a wrong answer, and says so.
          notes.add(fill(story.note.answer, { kind, reason: said(error) }));
          return false;
        },
      ));
    marks.set(key, right);
    answers.set(kind, { kind, given, state: right ? "right" : "wrong" });
  }
  if (goal === null || goal.model !== at) return;
  remade.perplexity ??= (await model.evaluate("validation")).perplexity;
  const { perplexity } = remade;
  const { step } = standing;
  if (Math.abs(perplexity - goal.perplexity) > 1e-3 * perplexity)
    notes.add(fill(story.note.claims, { claimed: short(goal.perplexity), found: short(perplexity) }));
  const asks = assignment.goal;
  draft.goal = { perplexity, step, reached: asks !== null && perplexity <= asks.perplexity && step <= asks.steps };
}

export const tally = ({ answers }: Graded, state: Answer["state"]): number =>
  answers.filter((one) => one.state === state).length;

/** The class as a table for a spreadsheet: a row for each file, two columns for each question. */
export function table(all: readonly Graded[]): string {
  const kinds = [...new Set(all.flatMap(({ answers }) => answers.map(({ kind }) => kind)))];
  const names = [
    "file",
    "name",
    "assignment",
    "title",
    "seed",
    "sheet",
    "right",
    "wrong",
    "unanswered",
    "not confirmed",
  ];
  const rows = all.map((one): Cell[] => {
    const { file, handIn, answers, goal, notes } = one;
    const of = (kind: string): Answer | undefined => answers.find((answer) => answer.kind === kind);
    return [
      file,
      handIn?.name ?? null,
      handIn?.id ?? null,
      handIn?.assignment.title ?? null,
      handIn?.assignment.seed ?? null,
      handIn?.sheet ?? null,
      tally(one, "right"),
      tally(one, "wrong"),
      tally(one, "open"),
      tally(one, "unsure"),
      goal === null ? null : goal.reached ? "yes" : "no",
      goal?.perplexity ?? null,
      goal?.step ?? null,
      notes.join(" "),
      ...kinds.flatMap((kind): Cell[] => [of(kind)?.state ?? null, of(kind)?.given ?? null]),
    ];
  });
  return csv(
    [...names, "task reached", "perplexity", "step", "notes", ...kinds.flatMap((kind) => [kind, `${kind}: answer`])],
    rows,
  );
}
