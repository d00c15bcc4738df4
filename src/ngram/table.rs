//! Counted n-grams of one order, compact: sorted arrays, looked up by bisection.
//!
//! An n-gram is packed into one integer, oldest token in the highest bits, so that sorting brings together what shares a
//! context. Five tokens of at most 20 bits (|V| <= 1,000,000) take 100 bits.

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
    /// How often `token` followed: 0 if never.
    pub fn count(&self, token: u32) -> u32 {
        self.tokens.binary_search(&token).map_or(0, |i| self.counts[i])
    }
}

impl Table {
    /// Counts packed n-grams; `keys` is sorted in place.
    pub fn count(keys: &mut [u128], bits: u32) -> Self {
        keys.sort_unstable();
        let mask = (1u128 << bits) - 1;
        let (mut contexts, mut starts, mut tokens) = (Vec::new(), Vec::new(), Vec::new());
        let (mut counts, mut totals): (Vec<u32>, Vec<u64>) = (Vec::new(), Vec::new());
        for run in keys.chunk_by(|a, b| a == b) {
            let (context, token) = (run[0] >> bits, (run[0] & mask) as u32);
            if contexts.last() != Some(&context) {
                contexts.push(context);
                starts.push(tokens.len() as u32);
                totals.push(0);
            }
            tokens.push(token);
            counts.push(run.len() as u32);
            *totals.last_mut().expect("pushed above") += run.len() as u64;
        }
        starts.push(tokens.len() as u32);
        for array in [&mut starts, &mut tokens, &mut counts] {
            array.shrink_to_fit();
        }
        contexts.shrink_to_fit();
        Table { bits, contexts, starts, tokens, counts, totals }
    }

    /// The table of the order below, by continuation: an n-gram counts once for each distinct token on its left.
    /// `length` is this table's order, at least 2.
    pub fn continuation(&self, length: usize) -> Self {
        let shorter = (1u128 << (self.bits * (length as u32 - 1))) - 1;
        let mut keys: Vec<u128> = (0..self.contexts.len())
            .flat_map(|place| {
                let followers = self.followers(place);
                let context = self.contexts[place] << self.bits;
                followers.tokens.iter().map(move |&token| (context | u128::from(token)) & shorter)
            })
            .collect();
        Table::count(&mut keys, self.bits)
    }

    /// What followed this context, or None if it never occurred.
    pub fn find(&self, context: &[u32]) -> Option<Followers<'_>> {
        self.contexts.binary_search(&pack(context, self.bits)).ok().map(|place| self.followers(place))
    }

    /// The followers of the `place`th context.
    pub fn followers(&self, place: usize) -> Followers<'_> {
        let range = self.starts[place] as usize..self.starts[place + 1] as usize;
        Followers {
            place,
            tokens: &self.tokens[range.clone()],
            counts: &self.counts[range],
            total: self.totals[place],
        }
    }

    /// Distinct contexts.
    pub fn contexts(&self) -> usize {
        self.contexts.len()
    }

    /// Distinct n-grams.
    pub fn entries(&self) -> usize {
        self.tokens.len()
    }

    /// n1, n2, n3, n4: how many n-grams occurred exactly once, twice, three times, four times.
    pub fn counts_of_counts(&self) -> [u64; 4] {
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

    #[test]
    fn counts_what_followed() {
        let bits = 2;
        let mut keys: Vec<u128> =
            [[0, 1], [1, 2], [0, 1], [0, 2], [3, 1]].iter().map(|g| pack(g, bits)).collect();
        let table = Table::count(&mut keys, bits);
        assert_eq!((table.contexts(), table.entries()), (3, 4));
        let after = table.find(&[0]).expect("seen");
        assert_eq!((after.tokens, after.counts, after.total), (&[1, 2][..], &[2, 1][..], 3));
        assert_eq!((after.count(1), after.count(3)), (2, 0));
        assert!(table.find(&[2]).is_none());
        assert_eq!(table.counts_of_counts(), [3, 1, 0, 0]);
        // 1 has 0 and 3 on its left, 2 has 0 and 1: twice each, however often they occurred.
        let below = table.continuation(2);
        let all = below.find(&[]).expect("the empty context");
        assert_eq!((all.tokens, all.counts, all.total), (&[1, 2][..], &[2, 2][..], 4));
    }
}
