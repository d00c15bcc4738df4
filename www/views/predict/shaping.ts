// What temperature, top k and top p make of a prediction, word by word, as the engine draws: temperature first, then the k best, then
// the most probable that together reach p.

export interface Shaping {
  readonly temperature: number;
  /** Null: all. */
  readonly topK: number | null;
  readonly topP: number;
}

export const PLAIN: Shaping = { temperature: 1, topK: null, topP: 1 };

export function isPlain({ temperature, topK, topP }: Shaping): boolean {
  return temperature === 1 && topK === null && topP >= 1;
}

/**
 * The probability with which each word would be drawn; 0: excluded. `ranked` are all ids, the most probable first. The unknown word
 * is never drawn, since no text has it. Settings that the engine would refuse change nothing.
 */
export function shaped(
  probabilities: Float32Array,
  ranked: ArrayLike<number>,
  { temperature, topK, topP }: Shaping,
  unknown: number,
): Float32Array {
  if (!(temperature >= 0) || !(topP > 0) || (topK !== null && !(topK >= 1))) return probabilities;
  const drawn = new Float32Array(probabilities.length);
  const order = Array.from(ranked).filter((id) => id !== unknown && (probabilities[id] ?? 0) > 0);
  const [first] = order;
  if (first === undefined) return drawn;
  if (temperature === 0) {
    drawn[first] = 1;
    return drawn;
  }
  const best = Math.log(probabilities[first] ?? 0);
  const kept = order.slice(0, topK ?? order.length);
  const weights = kept.map((id) => Math.exp((Math.log(probabilities[id] ?? 0) - best) / temperature));
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  if (topP < 1) {
    let reached = 0;
    const last = weights.findIndex((weight) => (reached += weight) >= topP * total);
    if (last >= 0) weights.length = last + 1;
    total = weights.reduce((sum, weight) => sum + weight, 0);
  }
  for (const [at, weight] of weights.entries()) drawn[kept[at] ?? first] = weight / total;
  return drawn;
}
