//! Counts keys in pieces: sorted runs of distinct keys with their counts are merged two by two, a little in each call, so that no call
//! waits for the sort of a million n-grams.

use std::collections::VecDeque;

/// Keys that are sorted at once, in a fraction of a millisecond.
const RUN: usize = 1 << 12;

/// Distinct keys in order, and their counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Run {
    pub keys: Vec<u128>,
    pub counts: Vec<u32>,
}

impl Run {
    fn with_capacity(capacity: usize) -> Self {
        Run { keys: Vec::with_capacity(capacity), counts: Vec::with_capacity(capacity) }
    }

    fn push(&mut self, key: u128, count: u32) {
        self.keys.push(key);
        self.counts.push(count);
    }
}

/// A merge that is under way, and how far each run is read.
#[derive(Debug, Clone)]
struct Merge {
    from: [Run; 2],
    at: [usize; 2],
    into: Run,
}

/// Keys that are being counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Runs {
    loose: Vec<u128>,
    waiting: VecDeque<Run>,
    merge: Option<Box<Merge>>,
}

impl Runs {
    /// Counts a key.
    pub(crate) fn push(&mut self, key: u128) {
        self.loose.push(key);
        if self.loose.len() == RUN {
            self.tidy();
        }
    }

    /// Sorts the loose keys into a run.
    fn tidy(&mut self) {
        if self.loose.is_empty() {
            return;
        }
        self.loose.sort_unstable();
        let mut run = Run::with_capacity(self.loose.len());
        for same in self.loose.chunk_by(|a, b| a == b) {
            run.push(same[0], same.len() as u32);
        }
        self.loose.clear();
        self.waiting.push_back(run);
    }

    /// Merges up to `budget` keys. Returns the one run that is left in the end.
    pub(crate) fn settle(&mut self, budget: usize) -> Option<Run> {
        self.tidy();
        let mut left = budget;
        loop {
            if self.merge.is_none() {
                if self.waiting.len() < 2 {
                    return Some(self.waiting.pop_front().unwrap_or_default());
                }
                let from = [self.waiting.pop_front()?, self.waiting.pop_front()?];
                let into = Run::with_capacity(from[0].keys.len() + from[1].keys.len());
                self.merge = Some(Box::new(Merge { from, at: [0, 0], into }));
            }
            let merge = self.merge.as_mut()?;
            left = merge.go(left);
            if left == 0 {
                return None;
            }
            self.waiting.extend(self.merge.take().map(|merge| merge.into));
        }
    }
}

impl Merge {
    /// Merges up to `budget` keys. The rest of the budget is above 0 exactly when the merge is complete.
    fn go(&mut self, budget: usize) -> usize {
        let Merge { from: [a, b], at: [i, j], into } = self;
        for done in 0..budget {
            match (a.keys.get(*i), b.keys.get(*j)) {
                (None, None) => return budget - done,
                (Some(&x), Some(&y)) if x == y => {
                    into.push(x, a.counts[*i] + b.counts[*j]);
                    *i += 1;
                    *j += 1;
                }
                (Some(&x), y) if y.is_none_or(|&y| x < y) => {
                    into.push(x, a.counts[*i]);
                    *i += 1;
                }
                (_, y) => {
                    into.push(*y.expect("the first one is at its end or larger"), b.counts[*j]);
                    *j += 1;
                }
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn counts_as_a_map_does_whatever_the_budget() {
        for (total, budget) in [(0, 5), (1, 1), (RUN, 100), (5 * RUN + 17, 777), (20_000, usize::MAX)] {
            let keys: Vec<u128> =
                (0..total as u128).map(|i| i.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 5_003).collect();
            let (mut runs, mut map) = (Runs::default(), BTreeMap::new());
            for &key in &keys {
                runs.push(key);
                *map.entry(key).or_insert(0u32) += 1;
            }
            let run = loop {
                if let Some(run) = runs.settle(budget) {
                    break run;
                }
            };
            let (keys, counts): (Vec<_>, Vec<_>) = map.into_iter().unzip();
            assert_eq!(run, Run { keys, counts }, "{total} keys, {budget} at a time");
        }
    }
}
