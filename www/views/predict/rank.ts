// Which word comes first: the whole vocabulary in order of probability, fast enough for every key press.

/** Bits of a probability that are looked at in one pass. */
const DIGIT = 11;
const SIZE = 2 ** DIGIT;

/**
 * The ids of the vocabulary, the most probable first, ties by id. A probability in [0, 1] orders as its bits do: they are
 * sorted digit by digit, which takes as long for each word whether there are a hundred or fifty thousand.
 */
export function rank(probabilities: Float32Array): Uint32Array {
  const count = probabilities.length;
  const bits = new Uint32Array(probabilities.buffer, probabilities.byteOffset, count);
  let from = Uint32Array.from(bits.keys());
  let to = new Uint32Array(count);
  const ends = new Uint32Array(SIZE);
  // A probability has 30 bits: 1 is 0x3f800000.
  for (let shift = 0; shift < 30; shift += DIGIT) {
    ends.fill(0);
    for (let id = 0; id < count; id += 1) ends[(bits[id]! >>> shift) % SIZE]! += 1;
    // The largest digit comes first.
    for (let digit = SIZE - 1, end = 0; digit >= 0; digit -= 1) {
      end += ends[digit]!;
      ends[digit] = end;
    }
    // From the back, so that equal digits keep their order.
    for (let at = count - 1; at >= 0; at -= 1) {
      const id = from[at]!;
      const digit = (bits[id]! >>> shift) % SIZE;
      ends[digit]! -= 1;
      to[ends[digit]!] = id;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** The ids, in the order given, whose token has the query in it; upper and lower case are the same. */
export function find(ids: Uint32Array, vocabulary: readonly string[], query: string): Uint32Array {
  if (query === "") return ids;
  const wanted = query.toLowerCase();
  return ids.filter((id) => (vocabulary[id] ?? "").toLowerCase().includes(wanted));
}

/** Up to `most` words that go on from `start`, in the vocabulary's order, which is that of frequency. */
export function complete(
  vocabulary: readonly string[],
  start: string,
  most: number,
  skip: readonly number[],
): string[] {
  const found: string[] = [];
  if (start === "") return found;
  const wanted = start.toLowerCase();
  for (let id = 0; id < vocabulary.length && found.length < most; id += 1) {
    const word = vocabulary[id] ?? "";
    if (word.length > start.length && word.toLowerCase().startsWith(wanted) && !skip.includes(id)) found.push(word);
  }
  return found;
}
