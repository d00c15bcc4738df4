//! What a step starts from.

use super::Optimizer;
use super::options::Schedule;
use crate::model::Parameters;

/// What a step starts from; the same state goes on to the same numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// theta
    pub parameters: Parameters,
    /// What the rule remembers.
    pub optimizer: Optimizer,
    /// Steps taken.
    pub step: u64,
    /// Examples dealt from the training split, over all epochs.
    pub dealt: u64,
    /// What moved the rate in the last step, and since when; none: nothing did.
    pub schedule: Option<Schedule>,
}

impl State {
    /// Becomes a copy of `other`, in the memory that is there.
    pub(crate) fn take_over(&mut self, other: &State) {
        self.parameters.data.clone_from(&other.parameters.data);
        self.parameters.layout = other.parameters.layout;
        self.optimizer.clone_from(&other.optimizer);
        self.step = other.step;
        self.dealt = other.dealt;
        self.schedule = other.schedule;
    }

    /// The bytes of its long lists.
    pub(crate) fn buffers(&self) -> [u64; 3] {
        [&self.parameters.data, &self.optimizer.first, &self.optimizer.second]
            .map(|list| size_of_val(&list[..]) as u64)
    }

    /// What it takes in memory.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<State>() + 4 * self.parameters.data.len() + self.optimizer.bytes()
    }
}
