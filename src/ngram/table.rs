//! The counted n-grams of one order in sorted arrays, which are searched by bisection.
//!
//! An n-gram is packed into one integer, with the oldest token in the highest bits, so that sorting groups n-grams by context. Five
//! tokens of at most 20 bits (|V| <= 1,000,000) take 100 bits.

/// How many bits a token id takes.
pub(super) fn token_bits(vocabulary: usize) -> u32 {
    usize::BITS - vocabulary.saturating_sub(1).leading_zeros()
}

/// The tokens as one integer, the oldest in the highest bits. No tokens are 0.
pub(super) fn pack(tokens: &[u32], bits: u32) -> u128 {
    tokens.iter().fold(0, |key, &token| key << bits | u128::from(token))
}

/// What followed each context, and how often.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    bits: u32,
    /// Distinct contexts, sorted.
    contexts: Vec<u128>,
    /// Where each context's followers start; one more at the end.
    starts: Vec<u32>,
    /// The followers, each context's sorted by id.
    tokens: Vec<u32>,
    /// How often each followed: 1 or more.
    counts: Vec<u32>,
    /// The sum of each context's counts.
    totals: Vec<u64>,
}

/// One context's followers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followers<'a> {
    /// The context's place in the table.
    pub place: usize,
    /// Token ids, sorted.
    pub tokens: &'a [u32],
    /// How often each followed.
    pub counts: &'a [u32],
    /// The sum of the counts.
    pub total: u64,
}

impl Followers<'_> {
    /// Those with an id in a range, and how often each followed.
    pub(super) fn within(&self, ids: &core::ops::Range<u32>) -> impl Iterator<Item = (u32, u32)> {
        let [start, end] = [ids.start, ids.end].map(|id| self.tokens.partition_point(|&token| token < id));
        self.tokens[start..end].iter().copied().zip(self.counts[start..end].iter().copied())
    }

    /// How often `token` followed: 0 if never.
    pub(crate) fn count(&self, token: u32) -> u32 {
        self.tokens.binary_search(&token).map_or(0, |i| self.counts[i])
    }
}

impl Table {
    /// An empty table with room for this many n-grams.
    pub(crate) fn new(bits: u32, capacity: usize) -> Self {
        // Room for the case that each has a different context: lists that grow by doubling would sometimes take twice as much.
        Table {
            bits,
            contexts: Vec::with_capacity(capacity),
            starts: Vec::with_capacity(capacity + 1),
            tokens: Vec::with_capacity(capacity),
            counts: Vec::with_capacity(capacity),
            totals: Vec::with_capacity(capacity),
        }
    }

    /// Adds the next packed n-gram, which is larger than all before it, with its count.
    pub(crate) fn push(&mut self, key: u128, count: u32) {
        let context = key >> self.bits;
        if self.contexts.last() != Some(&context) {
            self.contexts.push(context);
            self.starts.push(self.tokens.len() as u32);
            self.totals.push(0);
        }
        self.tokens.push((key & ((1u128 << self.bits) - 1)) as u32);
        self.counts.push(count);
        if let Some(total) = self.totals.last_mut() {
            *total += u64::from(count);
        }
    }

    /// Completes the table after the last n-gram.
    pub(crate) fn close(&mut self) {
        self.starts.push(self.tokens.len() as u32);
        self.starts.shrink_to_fit();
        self.contexts.shrink_to_fit();
        self.totals.shrink_to_fit();
    }

    /// The n-gram at `entry` without its oldest token, for an order of `length`: the order below counts it once for each. `place` is its
    /// context and is advanced; both start at 0.
    pub(crate) fn continuation(&self, length: usize, entry: usize, place: &mut usize) -> u128 {
        while entry >= self.starts[*place + 1] as usize {
            *place += 1;
        }
        let shorter = (1u128 << (self.bits * (length as u32 - 1))) - 1;
        (self.contexts[*place] << self.bits | u128::from(self.tokens[entry])) & shorter
    }

    /// What followed this context, or None if it never occurred.
    pub(crate) fn find(&self, context: &[u32]) -> Option<Followers<'_>> {
        self.contexts.binary_search(&pack(context, self.bits)).ok().map(|place| self.followers(place))
    }

    /// The followers of the `place`th context.
    pub(crate) fn followers(&self, place: usize) -> Followers<'_> {
        let range = self.starts[place] as usize..self.starts[place + 1] as usize;
        Followers {
            place,
            tokens: &self.tokens[range.clone()],
            counts: &self.counts[range],
            total: self.totals[place],
        }
    }

    /// The `place`th context, of this many tokens, the oldest first.
    pub(crate) fn context(&self, place: usize, length: usize) -> Vec<u32> {
        let mask = (1u128 << self.bits) - 1;
        (0..length as u32).rev().map(|i| (self.contexts[place] >> (i * self.bits) & mask) as u32).collect()
    }

    /// Distinct contexts.
    pub(crate) fn contexts(&self) -> usize {
        self.contexts.len()
    }

    /// Distinct n-grams.
    pub(crate) fn entries(&self) -> usize {
        self.tokens.len()
    }

    /// n1, n2, n3, n4: how many n-grams occurred exactly once, twice, three times, four times.
    pub(crate) fn counts_of_counts(&self) -> [u64; 4] {
        let mut of = [0; 4];
        for &count in &self.counts {
            if let Some(n) = of.get_mut(count as usize - 1) {
                *n += 1;
            }
        }
        of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_bits_hold_a_million_tokens() {
        assert_eq!(token_bits(1_000_000), 20);
        assert_eq!((token_bits(1), token_bits(2), token_bits(3)), (0, 1, 2));
    }

    fn table(mut keys: Vec<u128>, bits: u32) -> Table {
        keys.sort_unstable();
        let mut table = Table::new(bits, keys.len());
        keys.chunk_by(|a, b| a == b).for_each(|same| table.push(same[0], same.len() as u32));
        table.close();
        table
    }

    #[test]
    fn counts_what_followed() {
        let bits = 2;
        let keys = [[0, 1], [1, 2], [0, 1], [0, 2], [3, 1]].iter().map(|g| pack(g, bits)).collect();
        let counted = table(keys, bits);
        assert_eq!((counted.contexts(), counted.entries()), (3, 4));
        let after = counted.find(&[0]).expect("seen");
        assert_eq!((after.tokens, after.counts, after.total), (&[1, 2][..], &[2, 1][..], 3));
        assert_eq!((after.count(1), after.count(3)), (2, 0));
        assert!(counted.find(&[2]).is_none());
        assert_eq!(counted.counts_of_counts(), [3, 1, 0, 0]);
        // 1 has 0 and 3 on its left, 2 has 0 and 1: twice each, however often they occurred.
        let mut place = 0;
        let below = table((0..4).map(|entry| counted.continuation(2, entry, &mut place)).collect(), bits);
        let all = below.find(&[]).expect("the empty context");
        assert_eq!((all.tokens, all.counts, all.total), (&[1, 2][..], &[2, 2][..], 4));
    }
}
