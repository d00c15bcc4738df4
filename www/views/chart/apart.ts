// Labels along one side that must not cover each other.

/** Each place moved as little as it takes to be `gap` from its neighbours and within [low, high], in the order given. */
export function apart(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let before = low - gap;
  for (const item of order) {
    item.place = Math.max(item.place, before + gap);
    before = item.place;
  }
  let after = high + gap;
  for (const item of [...order].reverse()) {
    item.place = Math.min(item.place, after - gap);
    after = item.place;
  }
  const moved = new Array<number>(places.length);
  for (const { place, index } of order) moved[index] = place;
  return moved;
}
