/** Which words of a vocabulary a picture has room for. */

/** The ids of the `count` largest values, largest first; ties by id. NaN never counts. */
export function largest(values: ArrayLike<number>, count: number): number[] {
  const best: number[] = [];
  for (let id = 0; id < values.length && count > 0; id += 1) {
    const value = values[id] as number;
    if (Number.isNaN(value) || (best.length === count && !(value > (values[best[count - 1] as number] as number))))
      continue;
    let at = best.length;
    while (at > 0 && value > (values[best[at - 1] as number] as number)) at -= 1;
    best.splice(at, 0, id);
    if (best.length > count) best.pop();
  }
  return best;
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
