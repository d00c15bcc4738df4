//! A training state that is sent between two engines: the page's engine and one in another module with its own memory. The numbers are
//! sent as they are, so a run that changes engines loses no bit.

use serde::{Deserialize, Serialize};

use super::options::Schedule;
use super::{Optimizer, OptimizerName, State};
use crate::counted;
use crate::error::{Error, Result};
use crate::model::{Activation, Config, Dims, Layout, Parameters};
use crate::reason;
use crate::work::{NUMBER_COST, Progress, fitting};

/// Everything of a state except its long lists of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Make {
    /// n
    pub context: usize,
    /// d
    pub embedding: usize,
    /// H
    pub hidden: usize,
    /// |V|
    pub vocabulary: usize,
    /// sigma
    pub activation: Activation,
    /// Whether b and c exist.
    pub bias: bool,
    /// The optimizer's rule.
    pub rule: OptimizerName,
    /// Updates since the optimizer was cleared.
    pub updates: u64,
    /// How many training steps were taken.
    pub step: u64,
    /// Examples dealt from the training split.
    pub dealt: u64,
    /// The seed, from which the order of the examples follows.
    pub seed: u64,
    /// The schedule of the last step's rate.
    pub schedule: Option<Schedule>,
}

/// Numbers that are not in a model's memory yet: another engine's, a script's.
pub trait Numbers {
    /// How many.
    fn length(&self) -> usize;
    /// Copies those from a place on, which must exist.
    fn copy(&self, from: usize, into: &mut [f32]);
}

impl Numbers for Vec<f32> {
    fn length(&self) -> usize {
        self.len()
    }

    fn copy(&self, from: usize, into: &mut [f32]) {
        into.copy_from_slice(&self[from..from + into.len()]);
    }
}

impl<N: Numbers> Numbers for &N {
    fn length(&self) -> usize {
        (*self).length()
    }

    fn copy(&self, from: usize, into: &mut [f32]) {
        (*self).copy(from, into);
    }
}

/// A state in parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Handover<L = Vec<f32>> {
    /// Everything but the lists.
    pub make: Make,
    /// theta, in the order of memory.
    pub parameters: L,
    /// The optimizer's first moment, or empty.
    pub first: L,
    /// Its second, or empty.
    pub second: L,
}

impl Make {
    /// The network's configuration.
    pub fn config(&self) -> Config {
        let Make { context, embedding, hidden, vocabulary, activation, bias, .. } = *self;
        Config { dims: Dims { context, embedding, hidden, vocabulary }, activation, bias }
    }

    /// Describes a state.
    pub fn of(state: &State, seed: u64) -> Self {
        let State { parameters, optimizer, step, dealt, schedule } = state;
        let Config { dims, activation, bias } = parameters.layout.config;
        Make {
            context: dims.context,
            embedding: dims.embedding,
            hidden: dims.hidden,
            vocabulary: dims.vocabulary,
            activation,
            bias,
            rule: optimizer.rule,
            updates: optimizer.updates,
            step: *step,
            dealt: *dealt,
            seed,
            schedule: *schedule,
        }
    }
}

impl<L> Handover<L> {
    /// A state in parts; `copy` copies its lists.
    pub fn of(state: &State, seed: u64, copy: impl Fn(&[f32]) -> L) -> Self {
        let State { parameters, optimizer, .. } = state;
        Handover {
            make: Make::of(state, seed),
            parameters: copy(&parameters.data),
            first: copy(&optimizer.first),
            second: copy(&optimizer.second),
        }
    }
}

impl<L: Numbers> Handover<L> {
    /// Begins to copy the state in.
    ///
    /// # Errors
    /// Lists whose lengths do not fit the network or the rule; less room than they take.
    pub fn arriving(self) -> Result<Arriving<L>> {
        let Handover { make, parameters, first, second } = self;
        let (config, buffers) = (make.config(), 1 + make.rule.buffers());
        let from = [parameters, first, second];
        let length = |list: usize| if list < buffers { config.parameter_count() } else { 0 };
        if !from.iter().enumerate().all(|(list, numbers)| numbers.length() as u64 == length(list)) {
            return Err(Error::Device(reason::card_lengths()));
        }
        config.ask(reason::this_model(), buffers)?;
        let lists = from.each_ref().map(|numbers| Vec::with_capacity(numbers.length()));
        Ok(Arriving { make, from, lists })
    }

    /// The state, copied in one go.
    ///
    /// # Errors
    /// As [`arriving`](Self::arriving).
    pub fn state(self) -> Result<State> {
        let mut arriving = self.arriving()?;
        arriving.advance(u64::MAX, |_, _, _| ());
        Ok(arriving.state())
    }
}

/// A state on its way in from another engine, piece by piece.
#[derive(Debug)]
pub struct Arriving<L> {
    make: Make,
    from: [L; 3],
    lists: [Vec<f32>; 3],
}

impl<L: Numbers> Arriving<L> {
    /// What it is a state of.
    pub fn make(&self) -> &Make {
        &self.make
    }

    /// Copies about `budget` elementary operations' worth of numbers, and shows them: which list, from which of its places on, the numbers.
    pub fn advance(&mut self, budget: u64, mut see: impl FnMut(usize, usize, &[f32])) -> Progress {
        let mut left = fitting(budget, NUMBER_COST);
        for (which, (from, list)) in self.from.iter().zip(&mut self.lists).enumerate() {
            let at = list.len();
            let count = left.min(from.length() - at);
            list.resize(at + count, 0.0);
            from.copy(at, &mut list[at..]);
            see(which, at, &list[at..]);
            counted::did(NUMBER_COST as usize * count);
            left -= count;
        }
        let length = |lists: [usize; 3]| lists.iter().sum::<usize>() as u64;
        Progress::of(
            length(self.lists.each_ref().map(Vec::len)),
            length(self.from.each_ref().map(Numbers::length)),
        )
    }

    /// The state, once all of it is there.
    pub fn state(self) -> State {
        let Make { rule, updates, step, dealt, schedule, .. } = self.make;
        let [data, first, second] = self.lists;
        let parameters = Parameters { layout: Layout::of(self.make.config()), data };
        State { parameters, optimizer: Optimizer { rule, updates, first, second }, step, dealt, schedule }
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{OptimizerOptions, ScheduleName};
    use super::*;

    fn state(rule: OptimizerName) -> State {
        let dims = Dims { context: 2, embedding: 3, hidden: 4, vocabulary: 5 };
        let config = Config { dims, activation: Activation::Relu, bias: true };
        let parameters = Parameters::initialised(config, 3);
        let mut optimizer = Optimizer::new(rule, parameters.data.len());
        optimizer.first.iter_mut().chain(&mut optimizer.second).for_each(|x| *x = 0.1);
        optimizer.updates = 6;
        let cosine =
            OptimizerOptions { schedule: Some(ScheduleName::Cosine), total: Some(9.0), ..Default::default() };
        let schedule = cosine.checked().expect("valid").begun(5, None).schedule;
        State { parameters, optimizer, step: 7, dealt: 8, schedule }
    }

    #[test]
    fn apart_and_together_again_is_the_same() {
        for rule in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
            let state = state(rule);
            assert_eq!(Handover::of(&state, 9, <[f32]>::to_vec).state(), Ok(state));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut short = Handover::of(&state(OptimizerName::Momentum), 1, <[f32]>::to_vec);
        short.first.pop();
        assert!(short.state().is_err());
    }
}
