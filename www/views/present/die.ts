// A distribution as the sides of a die, for a class without computers; and which contexts a sheet of paper has.

/** The sides of one token, from 1: `from` to `to`, both its own. */
export interface Sides {
  readonly id: number;
  readonly probability: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Shares a die out by the largest remainder: whole sides, together exactly as many as the die has. The most probable come first; of
 * equal remainders the more probable gets the side, then the earlier token.
 */
export function dieOf(probabilities: ArrayLike<number>, sides: number): readonly Sides[] {
  const all = Array.from(probabilities, (probability, id) => ({ id, probability }));
  const total = all.reduce((sum, { probability }) => sum + probability, 0);
  if (!(total > 0)) return [];
  const shared = all.map(({ id, probability }) => {
    const quota = (sides * probability) / total;
    const whole = Math.floor(quota);
    return { id, probability, whole, rest: quota - whole };
  });
  const left = sides - shared.reduce((sum, { whole }) => sum + whole, 0);
  const more = new Set(
    [...shared]
      .sort((a, b) => b.rest - a.rest || b.probability - a.probability || a.id - b.id)
      .slice(0, left)
      .map(({ id }) => id),
  );
  let at = 0;
  return shared
    .map(({ id, probability, whole }) => ({ id, probability, count: whole + (more.has(id) ? 1 : 0) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || b.probability - a.probability || a.id - b.id)
    .map(({ id, probability, count }) => {
      const from = at + 1;
      at += count;
      return { id, probability, from, to: at };
    });
}

/** A context of the sheet, with what both models say after it. */
export interface Row {
  /** The tokens that the network reads, oldest first, without padding. */
  readonly context: readonly number[];
  readonly network: readonly Sides[];
  /** Null where the trigram has no distribution. */
  readonly trigram: readonly Sides[] | null;
}

export interface Asked {
  readonly network: ArrayLike<number>;
  readonly trigram: ArrayLike<number> | null;
}

/** The context after a token, as the network reads it. */
export const after = (context: readonly number[], id: number, n: number): readonly number[] =>
  [...context, id].slice(-n);

const keyOf = (context: readonly number[]): string => context.join(" ");

/** Where a token leads to on a sheet: the context itself, or the nearest, which ends in the same words. */
export interface Place {
  /** From 0. */
  readonly at: number;
  readonly exact: boolean;
  /** Words that it has in common with the context itself, at its end. */
  readonly common: number;
}

/** Where a token leads to; null where no context of the sheet ends in it. */
export function placeOf(
  rows: readonly Pick<Row, "context">[],
  context: readonly number[],
  id: number,
  n: number,
): Place | null {
  const wanted = after(context, id, n);
  let best: Place | null = null;
  for (const [at, row] of rows.entries()) {
    let common = 0;
    while (
      common < wanted.length &&
      common < row.context.length &&
      row.context.at(-1 - common) === wanted.at(-1 - common)
    )
      common += 1;
    const exact = common === wanted.length && common === row.context.length;
    if (exact) return { at, exact, common };
    if (common > (best?.common ?? 0)) best = { at, exact, common };
  }
  return best;
}

/** Rolls after which a game is followed no further. */
const ROLLS = 16;

/** Words of context that a trigram reads: where two contexts end in the same ones, they are the same to it. */
const TRIGRAM = 2;

/**
 * Which contexts a sheet has, at most `most`: those that a game with these dice needs. A word that leads nowhere is rolled again. The
 * word that would be rolled again most often is given a context next, or the context that is only nearly there.
 */
export async function sheetOf(
  first: readonly number[],
  n: number,
  end: number,
  sides: number,
  most: number,
  ask: (context: readonly number[]) => Promise<Asked>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let next: readonly number[] | null = first;
  while (next !== null && rows.length < most) {
    const { network, trigram } = await ask(next);
    rows.push({ context: next, network: dieOf(network, sides), trigram: trigram && dieOf(trigram, sides) });
    next = neededOf(rows, n, end, sides);
  }
  // What was added last may lead nowhere: it goes, and what led there is rolled again.
  for (let at = deadEnd(rows, n, end); at > 0; at = deadEnd(rows, n, end)) rows.splice(at, 1);
  return rows;
}

const diceOf = ({ network, trigram }: Row): readonly (readonly Sides[])[] =>
  trigram === null ? [network] : [network, trigram];

/** The latest row with a list that neither leads on nor ends the sentence; -1: none. */
function deadEnd(rows: readonly Row[], n: number, end: number): number {
  return rows.findLastIndex((row) =>
    diceOf(row).some((die) => !die.some(({ id }) => id === end || placeOf(rows, row.context, id, n) !== null)),
  );
}

/** The context that a game on these rows needs most; null where it needs none. */
function neededOf(rows: readonly Row[], n: number, end: number, sides: number): readonly number[] | null {
  const dead = rows[deadEnd(rows, n, end)];
  if (dead !== undefined) {
    const die =
      diceOf(dead).find((one) => !one.some(({ id }) => placeOf(rows, dead.context, id, n) !== null)) ?? dead.network;
    if (die[0] !== undefined) return after(dead.context, die[0].id, n);
  }
  /** Contexts that are not there, by what makes them the same, and those that are nearly there. */
  const missing = new Map<string, Needed>();
  const nearly = new Map<string, Needed>();
  const ways = rows.map((row) => {
    const dice = diceOf(row);
    return dice.flatMap((die) =>
      die.map(({ id, from, to }) => ({
        id,
        share: (to - from + 1) / sides / dice.length,
        place: id === end ? null : placeOf(rows, row.context, id, n),
      })),
    );
  });
  let here = new Map([[0, 1]]);
  for (let roll = 0; roll < ROLLS && here.size > 0; roll += 1) {
    const there = new Map<number, number>();
    for (const [at, mass] of here) {
      const row = rows[at]!;
      const whole = ways[at]!.reduce(
        (sum, { id, share, place }) => sum + (place !== null || id === end ? share : 0),
        0,
      );
      for (const { id, share, place } of ways[at]!) {
        if (id === end) continue;
        const context = after(row.context, id, n);
        const weight = mass * share;
        if (place === null) count(missing, String(id), weight, context);
        else if (!place.exact && place.common < TRIGRAM)
          count(missing, keyOf(context.slice(-TRIGRAM)), weight, context);
        else if (!place.exact) count(nearly, keyOf(context), weight, context);
        if (place !== null) there.set(place.at, (there.get(place.at) ?? 0) + weight / whole);
      }
    }
    here = there;
  }
  return (largest(missing) ?? largest(nearly))?.context ?? null;
}

interface Needed {
  weight: number;
  /** Of all that count as the same, the one that comes most often. */
  most: number;
  context: readonly number[];
}

function count(all: Map<string, Needed>, key: string, weight: number, context: readonly number[]): void {
  const known = all.get(key) ?? { weight: 0, most: 0, context };
  known.weight += weight;
  if (weight > known.most) Object.assign(known, { most: weight, context });
  all.set(key, known);
}

/** The earliest of equals: the sheet is the same each time. */
function largest(all: ReadonlyMap<string, Needed>): Needed | null {
  return [...all.values()].reduce<Needed | null>(
    (best, one) => (best === null || one.weight > best.weight ? one : best),
    null,
  );
}
