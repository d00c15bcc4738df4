// Which words a word was near to, from what a run's log kept of E. Where the run stands the engine says so itself.

import type { Neighbour, Tensor } from "../../client/api/index.ts";

/** The k columns of E (d x |V|) that point most nearly the same way as column `id`, the nearest first; of equals the more frequent. */
export function nearestTo({ shape, data }: Tensor, id: number, k: number): { id: number; similarity: number }[] {
  const [d = 0, size = 0] = shape;
  const dots = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let row = 0; row < d; row += 1) {
    const own = data[row * size + id] ?? 0;
    for (let word = 0; word < size; word += 1) {
      const value = data[row * size + word] ?? 0;
      dots[word] = (dots[word] ?? 0) + own * value;
      squares[word] = (squares[word] ?? 0) + value * value;
    }
  }
  const own = squares[id] ?? 0;
  return Array.from(dots, (dot, word) => ({ id: word, similarity: dot / Math.sqrt(own * (squares[word] ?? 0)) || 0 }))
    .filter((other) => other.id !== id)
    .sort((a, b) => b.similarity - a.similarity || a.id - b.id)
    .slice(0, k);
}

/** The same as words. */
export function neighboursIn(E: Tensor, id: number, k: number, vocabulary: readonly string[]): Neighbour[] {
  return nearestTo(E, id, k).map((found) => ({ token: vocabulary[found.id] ?? "", similarity: found.similarity }));
}
