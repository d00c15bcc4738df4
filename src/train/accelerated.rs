//! The run on the graphics card: the same steps as `run::Trainer` takes, many in one submission.
//!
//! A state is sent to the card, steps are taken there, and a state is read back on request. The caller keeps the states that it has
//! read: a run continues from them if the card is lost or a loss is not finite.

use super::optimizer::Amounts;
use super::options::{ExampleOrder, OptimizerName, Run, Schedule};
use super::{Optimizer, Order, State};
use crate::backend::webgpu::{Card, CardNetwork, Moments, Updating, WindowSource, uniforms};
use crate::error::Result;
use crate::model::{Config, Parameters};

/// One model's run on the card.
#[derive(Debug)]
pub struct Accelerated {
    network: CardNetwork,
    seed: u64,
    examples: usize,
    order: Option<Order>,
    rule: OptimizerName,
    updates: u64,
    step: u64,
    dealt: u64,
    schedule: Option<Schedule>,
    pass: Option<Pass>,
}

#[derive(Debug, Clone, Copy)]
struct Pass {
    run: Run,
    start: u64,
    split: bool,
}

fn moments(rule: OptimizerName) -> Moments {
    Moments { first: rule != OptimizerName::Sgd, second: rule == OptimizerName::AdamW }
}

impl Accelerated {
    /// A model on the card with this state.
    ///
    /// # Errors
    /// A model that the card cannot hold.
    pub async fn new(card: &Card, state: &State, seed: u64) -> Result<Self> {
        let rule = state.optimizer.rule;
        let mut network = CardNetwork::of(card, state.parameters.layout, moments(rule)).await?;
        network.upload(&state.parameters, &state.optimizer.first, &state.optimizer.second);
        Ok(Accelerated {
            network,
            seed,
            examples: 0,
            order: None,
            rule,
            updates: state.optimizer.updates,
            step: state.step,
            dealt: state.dealt,
            schedule: state.schedule,
            pass: None,
        })
    }

    /// The network's configuration.
    pub fn config(&self) -> &Config {
        self.network.config()
    }

    /// How many training steps were taken.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Copies the examples to the card.
    ///
    /// # Errors
    /// More examples than it can hold.
    pub async fn set_examples(&mut self, source: &WindowSource) -> Result<()> {
        self.network.set_windows(source).await?;
        self.examples = source.examples;
        self.order = None;
        self.pass = None;
        Ok(())
    }

    /// Begins a run with the state's rule: with `split` over the training split from its current place, else over custom examples from
    /// the first on.
    ///
    /// # Errors
    /// A batch that the card cannot hold.
    ///
    /// # Panics
    /// If the state belongs to another rule.
    pub async fn begin(&mut self, run: Run, split: bool) -> Result<()> {
        assert!(run.settings.rule == self.rule, "the state is another rule's");
        let dense = run.settings.rule != OptimizerName::Sgd || run.settings.weight_decay != 0.0;
        let clip = run.settings.clip.is_some();
        self.network.prepare(run.batch, Updating { dense, clip }).await?;
        let order = if split { run.order } else { ExampleOrder::Sequential };
        let settings = run.settings.begun(self.step, self.schedule);
        self.pass = Some(Pass { run: Run { order, settings, ..run }, start: self.step, split });
        Ok(())
    }

    /// Takes up to `count` steps in one submission, and returns the mean loss of each before its update, in nats. If one of them is not
    /// finite, the state on the card is of no use, and the caller continues from an older one.
    ///
    /// # Errors
    /// The card was lost.
    ///
    /// # Panics
    /// If no run was begun, or there are no examples.
    pub async fn advance(&mut self, count: usize) -> Result<Vec<f32>> {
        let Pass { run, start, split } = self.pass.expect("a run was begun");
        let count = count.clamp(1, self.network.most_steps());
        let order = self.order.get_or_insert_with(|| Order::new(self.seed, self.examples));
        order.set_dealt(if split { self.dealt } else { (self.step - start) * run.batch as u64 });
        let examples: Vec<u32> = (0..count * run.batch).map(|_| order.deal(run.order) as u32).collect();
        let mut steps: Vec<_> =
            (0..count as u64).map(|i| amounts(&run, self.step + i, self.updates + i + 1)).collect();
        let losses = self.network.run(&examples, &mut steps).await?;
        self.step += count as u64;
        self.updates += count as u64;
        self.schedule = run.settings.schedule;
        if split {
            self.dealt += (count * run.batch) as u64;
        }
        Ok(losses)
    }

    /// Waits for a submission without a step, to measure its latency.
    ///
    /// # Errors
    /// The card was lost.
    pub async fn idle(&self) -> Result<()> {
        self.network.idle().await
    }

    /// A copy of the state.
    ///
    /// # Errors
    /// The card was lost.
    pub async fn state(&self) -> Result<State> {
        let [data, first, second] = self.network.download().await?;
        let config = *self.network.config();
        let parameters = Parameters { data, ..Parameters::zeros(config) };
        let mut optimizer = Optimizer::new(self.rule, 0);
        (optimizer.first, optimizer.second, optimizer.updates) = (first, second, self.updates);
        Ok(State { parameters, optimizer, step: self.step, dealt: self.dealt, schedule: self.schedule })
    }

    /// The network on the card.
    pub fn network(&mut self) -> &mut CardNetwork {
        &mut self.network
    }
}

/// A step's numbers as the shader reads them.
fn amounts(run: &Run, step: u64, updates: u64) -> uniforms::Amounts {
    let from = Amounts::new(&run.settings, step, updates);
    uniforms::Amounts {
        rule: match from.rule {
            OptimizerName::Sgd => 0,
            OptimizerName::Momentum => 1,
            OptimizerName::AdamW => 2,
        },
        rate: from.rate,
        keep: from.keep,
        clip: run.settings.clip.map_or(0.0, |clip| clip as f32),
        momentum: from.momentum,
        beta1: from.beta1,
        rest1: from.rest1,
        beta2: from.beta2,
        rest2: from.rest2,
        correction1: from.correction1,
        correction2: from.correction2,
        epsilon: from.epsilon,
        ..Default::default()
    }
}
