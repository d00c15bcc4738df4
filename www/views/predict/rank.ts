// Which word comes first: the whole vocabulary in order of probability, fast enough for every key press.

/** Ids are exact below this: with the 30 bits of a probability they fill a float's 53 bits or fewer. */
const IDS = 2 ** 22;

/**
 * The ids of the vocabulary, the most probable first, ties by id. A probability in [0, 1] orders as its bits do, so each
 * becomes one whole number with its id, and a native sort of numbers does the rest.
 */
export function rank(probabilities: Float32Array): Uint32Array {
  if (probabilities.length > IDS) throw new RangeError(`${probabilities.length} words cannot be ranked, only ${IDS}`);
  const bits = new Uint32Array(probabilities.buffer, probabilities.byteOffset, probabilities.length);
  const keys = new Float64Array(bits.length);
  for (let id = 0; id < bits.length; id += 1) keys[id] = -(bits[id] ?? 0) * IDS + id;
  keys.sort();
  return Uint32Array.from(keys, (key) => ((key % IDS) + IDS) % IDS);
}

/** The ids, in the order given, whose token has the query in it; upper and lower case are the same. */
export function find(ids: Uint32Array, vocabulary: readonly string[], query: string): Uint32Array {
  if (query === "") return ids;
  const wanted = query.toLowerCase();
  return ids.filter((id) => (vocabulary[id] ?? "").toLowerCase().includes(wanted));
}

/** Up to `most` words that go on from `start`, in the vocabulary's order, which is that of frequency. */
export function complete(vocabulary: readonly string[], start: string, most: number, skip: readonly number[]): string[] {
  const found: string[] = [];
  if (start === "") return found;
  const wanted = start.toLowerCase();
  for (let id = 0; id < vocabulary.length && found.length < most; id += 1) {
    const word = vocabulary[id] ?? "";
    if (word.length > start.length && word.toLowerCase().startsWith(wanted) && !skip.includes(id)) found.push(word);
  }
  return found;
}
