//! The examples that a network predicts worst.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::backend::Network;
use crate::lm::{Done, Evaluation, Examples, Special};

/// The examples that a model predicts worst, found in pieces. It borrows nothing.
#[derive(Debug, Clone)]
pub struct Worst {
    evaluation: Evaluation,
    count: usize,
    /// A heap with the least bad one on top during the search.
    heap: BinaryHeap<Reverse<Bad>>,
}

/// An example's loss and its place. A worse one is greater; of equal losses, the earlier one.
#[derive(Debug, Clone, Copy)]
struct Bad {
    loss: f64,
    index: usize,
}

impl Ord for Bad {
    fn cmp(&self, other: &Self) -> Ordering {
        self.loss.total_cmp(&other.loss).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Bad {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Bad {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Bad {}

impl Worst {
    /// The `count` worst.
    pub fn new(count: usize) -> Self {
        Worst { evaluation: Evaluation::new(), count, heap: BinaryHeap::new() }
    }

    /// How many are wanted.
    pub fn wanted(&self) -> usize {
        self.count
    }

    /// Scores up to `budget` more examples.
    pub fn advance<X: Examples + ?Sized>(
        &mut self,
        model: &mut Network<'_>,
        examples: &X,
        special: Special,
        budget: usize,
    ) -> Done {
        let Worst { evaluation, count, heap } = self;
        evaluation.advance_telling(model, examples, special, budget, |index, log_probability| {
            let bad = Reverse(Bad { loss: -log_probability, index });
            if heap.len() < *count {
                heap.push(bad);
            } else if heap.peek().is_some_and(|least| bad < *least) {
                heap.pop();
                heap.push(bad);
            }
        })
    }

    /// Loss in nats and index of the least bad that was found and not yet taken out.
    pub fn take_least(&mut self) -> Option<(f64, usize)> {
        self.heap.pop().map(|Reverse(Bad { loss, index })| (loss, index))
    }
}
