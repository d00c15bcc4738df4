//! What a step needs besides the state from which it starts.

use std::sync::Arc;

use super::options::{ExampleOrder, Run, Settings};
use crate::lm::Examples;

/// Custom examples of a caller: B·n ids, oldest first, and B targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The contexts, one after the other.
    pub contexts: Vec<u32>,
    /// The target of each context.
    pub targets: Vec<u32>,
    /// n
    pub n: usize,
    /// The step at which the first of them was dealt, so that a replay from a later step deals the same ones.
    pub first: u64,
}

impl Examples for Own {
    fn len(&self) -> usize {
        self.targets.len()
    }
    fn context_length(&self) -> usize {
        self.n
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        context.copy_from_slice(&self.contexts[index * self.n..(index + 1) * self.n]);
        self.targets[index]
    }
}

/// What a step needs besides the state from which it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainTask {
    /// B
    pub batch: usize,
    /// The order of the examples.
    pub order: ExampleOrder,
    /// Rate, rule, schedule.
    pub settings: Settings,
    /// Custom examples, in their order from the first on; none: the training split, from where the run is in it.
    pub own: Option<Arc<Own>>,
}

impl TrainTask {
    /// Steps on the training split.
    pub fn split(run: &Run) -> Self {
        TrainTask { batch: run.batch, order: run.order, settings: run.settings, own: None }
    }

    /// Steps on custom examples.
    pub fn own(run: &Run, own: Own) -> Self {
        let own = Some(Arc::new(own));
        TrainTask { batch: run.batch, order: ExampleOrder::Sequential, settings: run.settings, own }
    }
}
