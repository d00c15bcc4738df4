/** Which words of a vocabulary a picture has room for. */

/** The ids of the `count` largest values, largest first; ties by id. NaN never counts. */
export function largest(values: ArrayLike<number>, count: number): number[] {
  const ids = Array.from({ length: values.length }, (_, i) => i).filter((i) => !Number.isNaN(values[i]));
  ids.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
  return ids.slice(0, Math.max(0, count));
}

/**
 * At most `room` of `size` ids in order of id, so that a word keeps its place: those in `first` (the earlier, the surer), then the lowest.
 */
export function shown(size: number, room: number, first: readonly number[]): number[] {
  const chosen = new Set<number>();
  for (const id of first) if (chosen.size < room && id >= 0 && id < size) chosen.add(id);
  for (let id = 0; id < size && chosen.size < room; id += 1) chosen.add(id);
  return [...chosen].sort((a, b) => a - b);
}

/** How a token is written on the page: what cannot be seen gets a sign of its own. */
export function written(token: string): string {
  if (token === "\n") return "\u23ce";
  if (token === " ") return "\u2423";
  if (token === "\t") return "\u21e5";
  return token;
}
