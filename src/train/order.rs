//! The order in which examples are dealt to steps.

use super::options::ExampleOrder;
use crate::rng::{Rng, Shuffle, Stream};

/// Deals examples, epoch after epoch. Its whole state is how many it has dealt: the permutation of an epoch follows from the seed and
/// the epoch's number, so a run can continue from any place.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    seed: u64,
    examples: usize,
    epoch: u64,
    /// The place of the next example in the epoch.
    position: usize,
    /// The permutation of an epoch, and which epoch that is.
    permutation: Vec<u32>,
    permuted: Option<u64>,
    /// The shuffle that is under way: its epoch, and its draws.
    shuffling: Option<(u64, Shuffle)>,
}

/// The fewest swaps that are done at a time, whatever the budget is.
const GRAIN: u64 = 1 << 16;
/// Elementary operations of a swap: a draw, and two distant places in memory.
const SWAP: u64 = 16;

impl Order {
    /// The order of this many examples, from the start.
    ///
    /// # Panics
    /// If there are no examples, or more than 2^32 - 1.
    pub fn new(seed: u64, examples: usize) -> Self {
        assert!(examples > 0 && u32::try_from(examples).is_ok(), "so many examples can be dealt");
        Order {
            seed,
            examples,
            epoch: 0,
            position: 0,
            permutation: Vec::new(),
            permuted: None,
            shuffling: None,
        }
    }

    /// Continues as if this many had been dealt, over all epochs.
    pub fn set_dealt(&mut self, dealt: u64) {
        self.epoch = dealt / self.examples as u64;
        self.position = (dealt % self.examples as u64) as usize;
    }

    /// Advances the shuffle of the next example's epoch, within a budget of elementary operations, but at least by one grain. True: that
    /// example can be dealt.
    pub fn prepare(&mut self, name: ExampleOrder, budget: &mut u64) -> bool {
        let epoch = self.epoch + u64::from(self.position == self.examples);
        if name == ExampleOrder::Sequential || self.permuted == Some(epoch) {
            return true;
        }
        if self.shuffling.as_ref().is_none_or(|(of, _)| *of != epoch) {
            self.permuted = None;
            self.permutation.clear();
            let rng = Rng::numbered(self.seed, Stream::Order, epoch);
            self.shuffling = Some((epoch, Shuffle::new(rng, self.examples)));
        }
        let Some((_, shuffle)) = &mut self.shuffling else { return true };
        let swaps = (*budget / SWAP).max(GRAIN);
        let filled = self.permutation.len() as u32;
        if (filled as usize) < self.examples {
            let more = u32::try_from(swaps).unwrap_or(u32::MAX).min(self.examples as u32 - filled);
            self.permutation.extend(filled..filled + more);
            *budget = budget.saturating_sub(u64::from(more));
            if (self.permutation.len()) < self.examples {
                return false;
            }
        }
        let whole = shuffle.advance(&mut self.permutation, usize::try_from(swaps).unwrap_or(usize::MAX));
        *budget = budget.saturating_sub(SWAP * swaps.min(self.examples as u64));
        if whole {
            self.shuffling = None;
            self.permuted = Some(epoch);
        }
        whole
    }

    /// The next example. After the last one of an epoch it is the first of the next epoch.
    pub fn deal(&mut self, name: ExampleOrder) -> usize {
        if self.position == self.examples {
            self.position = 0;
            self.epoch += 1;
        }
        let position = self.position;
        self.position += 1;
        match name {
            ExampleOrder::Sequential => position,
            ExampleOrder::Random => {
                if self.permuted != Some(self.epoch) {
                    self.permutation.clear();
                    self.permutation.extend(0..self.examples as u32);
                    Rng::numbered(self.seed, Stream::Order, self.epoch).shuffle(&mut self.permutation);
                    (self.permuted, self.shuffling) = (Some(self.epoch), None);
                }
                self.permutation[position] as usize
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_deals_every_example_once() {
        let mut order = Order::new(5, 100);
        let mut epochs: Vec<Vec<usize>> =
            (0..3).map(|_| (0..100).map(|_| order.deal(ExampleOrder::Random)).collect()).collect();
        assert_ne!(epochs[0], epochs[1]);
        for epoch in &mut epochs {
            epoch.sort_unstable();
            assert_eq!(*epoch, (0..100).collect::<Vec<_>>());
        }
    }

    #[test]
    fn can_be_taken_up_anywhere() {
        let mut whole = Order::new(5, 7);
        let dealt: Vec<usize> = (0..30).map(|_| whole.deal(ExampleOrder::Random)).collect();
        for start in [29, 0, 13, 7, 6] {
            let mut taken_up = Order::new(5, 7);
            taken_up.set_dealt(start as u64);
            assert_eq!(taken_up.deal(ExampleOrder::Random), dealt[start]);
        }
    }

    #[test]
    fn sequential_goes_around() {
        let mut order = Order::new(5, 3);
        let dealt: Vec<usize> = (0..7).map(|_| order.deal(ExampleOrder::Sequential)).collect();
        assert_eq!(dealt, [0, 1, 2, 0, 1, 2, 0]);
    }
}
