//! One example under the glass: every step, every tensor, and the sum behind any one number.
//!
//! A trace is a batch of one on the kernels that train: there is no second mathematics to show. What is explained is read
//! from the same buffers.

pub mod explain;
pub mod fine;

pub use explain::{Explanation, Factor, Term};
pub use fine::{DzParts, JACOBIAN_LIMIT, SoftmaxParts};

use serde::Serialize;

use crate::backend::Cpu;
use crate::error::{Error, Result};
use crate::model::{Config, Parameters, Step, Tensor, plan};
use crate::train::{Optimizer, Settings};

/// An example whose forward and backward pass stand in a [`Cpu`].
#[derive(Debug)]
pub struct Example<'a> {
    cpu: &'a mut Cpu,
    parameters: &'a Parameters,
    context: &'a [u32],
    target: u32,
}

/// A tensor as the interface shows it: E and dE d x |V|, matrices row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Which.
    pub tensor: Tensor,
    /// `[rows, columns]` or `[length]`.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub data: Vec<f32>,
}

/// A step of the plan as it is in this network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Station {
    /// Its name, which is never changed.
    pub id: &'static str,
    /// "forward", "backward" or "update".
    pub phase: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// LaTeX.
    pub equation: &'static str,
    /// Names of tensors.
    pub reads: Vec<&'static str>,
    /// Names of tensors.
    pub writes: Vec<&'static str>,
}

/// An update that is only looked at.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The state that it would start from.
    pub optimizer: &'a Optimizer,
    /// Its rate and rule.
    pub settings: &'a Settings,
    /// The model's step before it.
    pub step: u64,
}

/// What one example and one update do.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// n ids, oldest first.
    pub context: Vec<u32>,
    /// The id of the token to be predicted.
    pub target: u32,
    /// L of the example, in nats.
    pub loss: f32,
    /// L of the same example after the update.
    pub loss_after: f32,
    /// The tensors asked for, in the plan's order.
    pub tensors: Vec<Shown>,
    /// The parameters after the update, those that were asked for.
    pub updated: Vec<Shown>,
    /// The plan's steps in this network.
    pub steps: Vec<Station>,
}

/// The steps that exist in a network of this make, as scripts see them.
pub fn stations(config: &Config) -> Vec<Station> {
    let station = |step: &'static Step| Station {
        id: step.id.name(),
        phase: step.phase.name(),
        title: step.title,
        equation: step.equation_in(config),
        reads: step.reads_in(config).map(Tensor::name).collect(),
        writes: step.writes.iter().map(|t| t.name()).collect(),
    };
    plan::steps(config).map(station).collect()
}

impl<'a> Example<'a> {
    /// Runs the example forward and backward.
    ///
    /// # Errors
    /// A context that is not n words long, or a word outside the vocabulary.
    pub fn new(
        cpu: &'a mut Cpu,
        parameters: &'a Parameters,
        context: &'a [u32],
        target: u32,
    ) -> Result<Self> {
        let dims = cpu.config().dims;
        if context.len() != dims.context {
            return Err(Error::value(
                "context",
                format!("{} tokens long", context.len()),
                format!("it must have {}", dims.context),
            ));
        }
        for (name, &word) in context.iter().map(|w| ("context", w)).chain([("target", &target)]) {
            if word as usize >= dims.vocabulary {
                let right = format!("token ids go from 0 to {}", dims.vocabulary - 1);
                return Err(Error::value(name, word, right));
            }
        }
        cpu.gradients(parameters, context, &[target]);
        Ok(Example { cpu, parameters, context, target })
    }

    /// L, in nats.
    pub fn loss(&self) -> f32 {
        self.cpu.mean_loss()
    }

    /// Everything, and what one update would do. Nothing that is given changes. `wanted`: which tensors to show, all where
    /// none are named; a parameter is shown as it is after the update.
    pub fn trace(self, change: Change<'_>, wanted: Option<&[Tensor]>) -> Trace {
        let config = *self.cpu.config();
        let loss = self.loss();
        let wanted = |tensor: &Tensor| wanted.is_none_or(|wanted| wanted.contains(tensor));
        let tensors = Tensor::ALL.into_iter().filter(wanted).filter_map(|t| self.shown(t)).collect();
        let after = self.after(change);
        self.cpu.evaluate(&after, self.context, &[self.target]);
        let updated = after.layout.tensors().iter().copied().filter(wanted).map(|tensor| {
            let (shape, data) = after.shown(tensor);
            Shown { tensor, shape, data }
        });
        Trace {
            context: self.context.to_vec(),
            target: self.target,
            loss,
            loss_after: self.cpu.mean_loss(),
            tensors,
            updated: updated.collect(),
            steps: stations(&config),
        }
    }

    /// The parameters after one update on this example.
    fn after(&self, change: Change<'_>) -> Parameters {
        let Change { optimizer, settings, step } = change;
        let mut after = self.parameters.clone();
        let mut optimizer = optimizer.clone();
        optimizer.take_up(settings.rule, after.data.len());
        optimizer.update(settings, step, &mut after, &self.cpu.gradients, self.cpu.touched());
        after
    }

    /// A value or gradient of this example as shown; none for parameters, and for what this network has not.
    pub fn shown(&self, tensor: Tensor) -> Option<Shown> {
        let config = self.cpu.config();
        let parameter = match tensor {
            Tensor::L => return Some(Shown { tensor, shape: vec![1], data: vec![self.loss()] }),
            Tensor::dE => Tensor::E,
            Tensor::db | Tensor::dc if !config.bias => return None,
            _ => {
                let data = self.cpu.tensor(tensor)?.to_vec();
                return Some(Shown { tensor, shape: tensor.shape(config), data });
            }
        };
        let (shape, data) = self.cpu.gradients.shown(parameter);
        Some(Shown { tensor, shape, data })
    }
}
