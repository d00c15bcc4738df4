//! The state from which a step starts.

use super::Optimizer;
use super::options::Schedule;
use crate::model::Parameters;

/// The state from which a step starts. The same state always leads to the same numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// theta
    pub parameters: Parameters,
    /// The moments of the rule.
    pub optimizer: Optimizer,
    /// How many steps were taken.
    pub step: u64,
    /// Examples dealt from the training split, over all epochs.
    pub dealt: u64,
    /// The schedule of the last step's rate, and where it began; none if the rate was constant.
    pub schedule: Option<Schedule>,
}

impl State {
    /// Becomes a copy of `other`, and reuses its own memory.
    pub(crate) fn take_over(&mut self, other: &State) {
        self.parameters.data.clone_from(&other.parameters.data);
        self.parameters.layout = other.parameters.layout;
        self.optimizer.clone_from(&other.optimizer);
        self.step = other.step;
        self.dealt = other.dealt;
        self.schedule = other.schedule;
    }

    /// The bytes of each of its long lists.
    pub(crate) fn buffers(&self) -> [u64; 3] {
        [&self.parameters.data, &self.optimizer.first, &self.optimizer.second]
            .map(|list| size_of_val(&list[..]) as u64)
    }

    /// Its size in memory.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<State>() + 4 * self.parameters.data.len() + self.optimizer.bytes()
    }
}
