//! What a step is made of besides the state that it starts from.

use std::sync::Arc;

use super::options::{OrderName, Run, Settings};
use crate::lm::Examples;

/// Examples that a caller brought along: B·n ids, oldest first, and B targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The contexts, one after the other.
    pub contexts: Vec<u32>,
    /// What follows each.
    pub targets: Vec<u32>,
    /// n
    pub n: usize,
    /// The step at which the first of them was dealt: a run that is done again from further on deals the same ones.
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

/// What a step is made of besides the state that it starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// B
    pub batch: usize,
    /// The order of the examples.
    pub order: OrderName,
    /// Rate, rule, schedule.
    pub settings: Settings,
    /// The caller's own examples, in their order from the first on; none: the training split, where the run is in it.
    pub own: Option<Arc<Own>>,
}

impl Task {
    /// Steps on the training split.
    pub fn split(run: &Run) -> Self {
        Task { batch: run.batch, order: run.order, settings: run.settings, own: None }
    }

    /// Steps on examples of the caller's own.
    pub fn own(run: &Run, own: Own) -> Self {
        let own = Some(Arc::new(own));
        Task { batch: run.batch, order: OrderName::Sequential, settings: run.settings, own }
    }
}
