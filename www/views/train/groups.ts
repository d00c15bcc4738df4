// Words in groups, for the colours of the map: whichever way they are grouped, a group keeps its number while it keeps most of its words.

import type { Theme } from "../../draw/colour.ts";
import { positionHue } from "../../draw/ink.ts";

export interface Group {
  /** Null: it has no name of its own. */
  readonly name: string | null;
  readonly ids: readonly number[];
}

/** Beyond the eight hues of the positions. */
const MORE: Record<Theme, readonly string[]> = {
  light: ["#a02585", "#2b62c0", "#75472a", "#2f7470"],
  dark: ["#f29ade", "#8fb4ff", "#d3a88a", "#8fd0ca"],
};

export function groupHue(theme: Theme, number: number): string {
  return number < 8 ? positionHue(theme, number) : (MORE[theme][(number - 8) % 4] as string);
}

/** The new numbering of groups (by id) renumbered so that each has the old number that most of its words had. */
export function steady(fresh: ArrayLike<number>, old: ArrayLike<number> | null): number[] {
  const all = Array.from(fresh);
  if (old?.length !== all.length) return all;
  const size = Math.max(...all, ...Array.from(old)) + 1;
  const shared = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const [id, group] of all.entries()) {
    const row = shared[group];
    const before = old[id];
    if (row !== undefined && before !== undefined) row[before] = (row[before] ?? 0) + 1;
  }
  const pairs = shared.flatMap((row, now) => row.map((words, before) => ({ now, before, words })));
  pairs.sort((a, b) => b.words - a.words || a.now - b.now || a.before - b.before);
  const name = new Map<number, number>();
  const taken = new Set<number>();
  for (const { now, before } of pairs) {
    if (name.has(now) || taken.has(before)) continue;
    name.set(now, before);
    taken.add(before);
  }
  return all.map((group) => name.get(group) ?? group);
}

/** The words of each number. */
export function gathered(of: readonly number[]): Group[] {
  const groups: number[][] = [];
  for (const [id, group] of of.entries()) (groups[group] ??= []).push(id);
  return Array.from(groups, (ids) => ({ name: null, ids: ids ?? [] }));
}
