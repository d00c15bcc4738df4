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

/**
 * The contexts that a game with these dice comes to most often, `most` of them, the first one first. Each time the one that is reached
 * with the largest probability is taken, the two models' dice half and half.
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
  const taken = new Set<string>();
  const waiting = new Map<string, { readonly context: readonly number[]; reach: number }>();
  waiting.set(keyOf(first), { context: first, reach: 1 });
  while (rows.length < most && waiting.size > 0) {
    // The earliest of equals: the sheet is the same each time.
    const next = [...waiting.values()].reduce((best, one) => (one.reach > best.reach ? one : best));
    waiting.delete(keyOf(next.context));
    taken.add(keyOf(next.context));
    const { network, trigram } = await ask(next.context);
    const row = { context: next.context, network: dieOf(network, sides), trigram: trigram && dieOf(trigram, sides) };
    rows.push(row);
    const dice = row.trigram === null ? [row.network] : [row.network, row.trigram];
    for (const die of dice)
      for (const { id, from, to } of die) {
        if (id === end) continue;
        const context = after(next.context, id, n);
        const key = keyOf(context);
        if (taken.has(key)) continue;
        const reach = (next.reach * (to - from + 1)) / sides / dice.length;
        const known = waiting.get(key);
        if (known === undefined) waiting.set(key, { context, reach });
        else known.reach += reach;
      }
  }
  return rows;
}

/** Where a token leads to: a context's number on the sheet, from 1; null where it is not there. */
export function placeOf(rows: readonly Row[], context: readonly number[], id: number, n: number): number | null {
  const key = keyOf(after(context, id, n));
  const at = rows.findIndex((row) => keyOf(row.context) === key);
  return at < 0 ? null : at + 1;
}
