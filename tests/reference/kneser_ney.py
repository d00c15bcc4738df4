"""Kneser-Ney probabilities from the definition, in exact fractions, for tests/kneser_ney.rs to agree with.

Written from the papers and from the conventions in the README's "Scripting", not from the Rust: n-grams are tuples in
dictionaries, continuations are sets of left neighbours, the recursion goes down from the highest order, and nothing is
rounded before it is printed. Plain Python 3, no packages.

    python3 tests/reference/kneser_ney.py > tests/reference/kneser_ney.tsv

Definition (Kneser and Ney 1995; Chen and Goodman 1998, interpolated form), h' = h without its oldest token:
    P(w|h) = max(c(hw) - D(c(hw)), 0) / c(h) + gamma(h) P(w|h'),  gamma(h) = sum over v with c(hv) > 0 of D(c(hv)) / c(h)
    P(w|h) = P(w|h') where h never occurred; below unigrams 1/|V|
    highest order: c is a count. Below: c(g) = number of distinct tokens seen to the left of g.
    D given: that D at every order. Not given: Y = n1/(n1 + 2 n2), D1 = 1 - 2Y n2/n1, D2 = 2 - 3Y n3/n2, D3+ = 3 - 4Y n4/n3
    per order; the fallback is D = Y where n3 or n4 is 0 or a discount is not above 0, and D = 1/2 where n1 or n2 is 0.
"""

from collections import defaultdict
from fractions import Fraction

END = 0  # </s>
SIZE = 24  # |V|; token 1 stands for <unk> and token 23 is never seen
PROBES = 14  # contexts asked for in each setting


class Chance:
    """A small linear congruential generator (the constants of C's sample rand), so that the file repeats anywhere."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 1103515245 + 12345) % 2**31
        return (self.state >> 12) % bound


def corpus():
    """Sixty sentences in which small tokens are frequent and each token has favourite followers."""
    chance = Chance(2003)
    sentences = []
    for _ in range(60):
        sentence, token = [], 1 + chance.below(6)
        for _ in range(1 + chance.below(9)):
            sentence.append(token)
            spread = 1 + chance.below(SIZE - 3)
            token = 1 + (token * 5 + chance.below(spread)) % (SIZE - 2)
        sentences.append(sentence)
    return sentences


def windows(sentences, order, stream):
    """The n-grams whose last token is predicted."""
    if stream:
        tokens = [token for sentence in sentences for token in sentence]
        return [tuple(tokens[i - order + 1 : i + 1]) for i in range(order - 1, len(tokens))]
    grams = []
    for sentence in sentences:
        line = [END] * (order - 1) + sentence + [END]
        grams += [tuple(line[i - order + 1 : i + 1]) for i in range(order - 1, len(line))]
    return grams


def count_all(sentences, order, stream):
    """counts[m][gram] for m = 1 .. order: occurrences at the top, distinct left neighbours below."""
    counts = {order: defaultdict(int)}
    for gram in windows(sentences, order, stream):
        counts[order][gram] += 1
    for m in range(order - 1, 0, -1):
        neighbours = defaultdict(set)
        for gram in counts[m + 1]:
            neighbours[gram[1:]].add(gram[0])
        counts[m] = {gram: len(left) for gram, left in neighbours.items()}
    return counts


def discounts(table, given):
    if given is not None:
        return [given] * 3
    n = [None] + [sum(1 for c in table.values() if c == i) for i in (1, 2, 3, 4)]
    if n[1] == 0 or n[2] == 0:
        return [Fraction(1, 2)] * 3
    y = Fraction(n[1], n[1] + 2 * n[2])
    if n[3] and n[4]:
        d = [i - (i + 1) * y * Fraction(n[i + 1], n[i]) for i in (1, 2, 3)]
        if min(d) > 0:
            return d
    return [y] * 3


def model(sentences, order, stream, given):
    counts = count_all(sentences, order, stream)
    off = {m: discounts(counts[m], given) for m in counts}

    def probability(word, history):
        m = len(history) + 1
        lower = probability(word, history[1:]) if m > 1 else Fraction(1, SIZE)
        after = {gram[-1]: c for gram, c in counts[m].items() if gram[:-1] == history}
        total = sum(after.values())
        if total == 0:
            return lower
        d = lambda c: off[m][min(c, 3) - 1]
        left = sum(d(c) for c in after.values()) / Fraction(total)
        kept = max(after[word] - d(after[word]), 0) / Fraction(total) if word in after else 0
        return kept + left * lower

    return probability


def main():
    sentences = corpus()
    print("# made by kneser_ney.py; |V| =", SIZE)
    for sentence in sentences:
        print("sentence", *sentence, sep="\t")
    chance = Chance(1998)
    for stream in (False, True):
        for order in (1, 2, 3, 4, 5):
            grams = windows(sentences, order, stream)
            for given in (None, Fraction(1, 2), Fraction(3, 4)):
                probability = model(sentences, order, stream, given)
                # The definition's own check, before a value is written down.
                history = grams[len(grams) // 2][:-1]
                assert sum(probability(w, history) for w in range(SIZE)) == 1
                for probe in range(PROBES):
                    gram = grams[chance.below(len(grams))]
                    history, word = gram[:-1], gram[-1]
                    if probe % 3 == 1:
                        word = chance.below(SIZE)
                    if probe % 3 == 2:
                        history = tuple(chance.below(SIZE) for _ in history)
                    value = float(probability(word, history))
                    name = "none" if given is None else str(float(given))
                    where = "stream" if stream else "sentences"
                    print("p", where, order, name, " ".join(map(str, history)), word, repr(value), sep="\t")


if __name__ == "__main__":
    main()
