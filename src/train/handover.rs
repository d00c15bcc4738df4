//! A training state that is sent between two engines: the page's engine and one in another module with its own memory. The numbers are
//! sent as they are, so a run that changes engines loses no bit.

use serde::{Deserialize, Serialize};

use super::options::Schedule;
use super::{Optimizer, Rule, State};
use crate::error::{Error, Result};
use crate::model::{Activation, Config, Dims, Parameters};
use crate::reason;

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
    pub rule: Rule,
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

impl Handover {
    /// Puts the state together.
    ///
    /// # Errors
    /// Lists whose lengths do not fit the network or the rule.
    pub fn state(self) -> Result<State> {
        let Make { rule, updates, step, dealt, schedule, .. } = self.make;
        let mut parameters = Parameters::zeros(self.make.config());
        let length = parameters.data.len();
        let mut optimizer = Optimizer::new(rule, length);
        if self.parameters.len() != length
            || self.first.len() != optimizer.first.len()
            || self.second.len() != optimizer.second.len()
        {
            return Err(Error::Device(reason::card_lengths()));
        }
        parameters.data = self.parameters;
        (optimizer.first, optimizer.second, optimizer.updates) = (self.first, self.second, updates);
        Ok(State { parameters, optimizer, step, dealt, schedule })
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{OptimizerOptions, ScheduleName};
    use super::*;

    fn state(rule: Rule) -> State {
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
        for rule in [Rule::Sgd, Rule::Momentum, Rule::AdamW] {
            let state = state(rule);
            assert_eq!(Handover::of(&state, 9, <[f32]>::to_vec).state(), Ok(state));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let mut short = Handover::of(&state(Rule::Momentum), 1, <[f32]>::to_vec);
        short.first.pop();
        assert!(short.state().is_err());
    }
}
