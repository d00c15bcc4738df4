//! Compares the card with the CPU before it is used, since a card can be silently wrong: it computes one small step of the current
//! model, and every tensor is compared.

use super::options::{ExampleOrder, OptimizerOptions, Run, Settings};
use super::{Accelerated, Optimizer, State};
use crate::backend::Cpu;
use crate::backend::webgpu::{Card, Traced, WindowSource};
use crate::error::{Error, Result};
use crate::model::{Layout, Operation, Parameters, Tensor};

/// The largest max|card - cpu| / max|cpu| of a tensor that is trusted. Sums of thousands of products in another order differ by about
/// 1e-6 of the largest; a wrong kernel differs by far more than 1e-4.
pub const TOLERANCE: f64 = 1e-4;
/// The largest rate of the step. Without it a tensor with a tiny gradient would make all other tensors explode.
const MOST_RATE: f32 = 1e6;
/// How far the sum of a softmax may be from 1 for extreme inputs.
const SUM_TOLERANCE: f64 = 1e-5;

/// How well one tensor agrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// The tensor. A parameter means its numbers after the update.
    pub tensor: Tensor,
    /// max|card - cpu| / max|cpu|; infinite if a number is not finite.
    pub difference: f64,
}

/// The result of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// Every tensor of one step, in order.
    pub tensors: Vec<Agreement>,
    /// What is wrong with extreme inputs, if anything.
    pub saturated: Option<String>,
}

impl Proof {
    /// The worst tensor.
    pub fn worst(&self) -> Agreement {
        let start = Agreement { tensor: Tensor::L, difference: 0.0 };
        self.tensors
            .iter()
            .fold(start, |worst, this| if this.difference > worst.difference { *this } else { worst })
    }

    /// Why the card is not trusted; none if it is.
    pub fn refusal(&self) -> Option<String> {
        let Agreement { tensor, difference } = self.worst();
        if difference > TOLERANCE {
            return Some(format!(
                "the graphics card computes something else than the CPU: {} differs by {difference:.1e} of its largest number, \
                 where at most {TOLERANCE:.0e} is trusted",
                tensor.name()
            ));
        }
        self.saturated.clone()
    }
}

/// max|card - cpu| / max|cpu|. It is infinite if a number is not finite, or if only the CPU's numbers are all zero.
pub fn difference(card: &[f32], cpu: &[f32]) -> f64 {
    if card.len() != cpu.len() || card.iter().chain(cpu).any(|x| !x.is_finite()) {
        return f64::INFINITY;
    }
    let pairs = card.iter().zip(cpu);
    let worst = pairs.map(|(g, c)| (f64::from(*g) - f64::from(*c)).abs()).fold(0.0, f64::max);
    let largest = cpu.iter().map(|c| f64::from(c.abs())).fold(0.0, f64::max);
    if worst == 0.0 { 0.0 } else { worst / largest }
}

/// Runs one step of this model over these examples on both, and a pass with extreme inputs.
///
/// # Errors
/// The card cannot hold the model, or was lost.
///
/// # Panics
/// If there are no examples, or they do not fit the network.
pub async fn prove(card: &Card, parameters: &Parameters, contexts: &[u32], targets: &[u32]) -> Result<Proof> {
    let config = parameters.layout.config;
    let mut cpu = Cpu::new(config);
    let state = State {
        parameters: parameters.clone(),
        optimizer: Optimizer::default(),
        step: 0,
        dealt: 0,
        schedule: None,
    };
    let mut run = Accelerated::new(card, &state, 0).await?;

    cpu.gradients(parameters, contexts, targets);
    let traced = run.network().trace(contexts, targets).await?;
    let mut tensors = compare(&traced, &cpu);

    let settings =
        Settings { rate: telling_rate(parameters, &cpu), ..OptimizerOptions::default().checked()? };
    let mut after = parameters.clone();
    Optimizer::default().update(&settings, 0, &mut after, &mut cpu);
    run.set_examples(&WindowSource::of_examples(contexts, targets, config.dims.context)).await?;
    run.begin(Run { steps: 1, batch: targets.len(), order: ExampleOrder::Sequential, settings }, false)
        .await?;
    let mean = difference(&run.advance(1).await?, &[cpu.mean_loss()]);
    tensors[0].difference = tensors[0].difference.max(mean);
    let updated = run.state().await?;
    for &tensor in parameters.layout.tensors() {
        let difference = difference(updated.parameters.slice(tensor), after.slice(tensor));
        tensors.push(Agreement { tensor, difference });
    }

    let extreme = saturated(parameters, &mut cpu, contexts, targets);
    run.network().upload(&extreme, &[], &[]);
    cpu.gradients(&extreme, contexts, targets);
    let traced = run.network().trace(contexts, targets).await?;
    if let Some(fault) = card.fault() {
        return Err(Error::Device(fault));
    }
    Ok(Proof { tensors, saturated: check_saturated(&traced, &cpu) })
}

/// A rate at which every parameter tensor moves by at least its own size. At a usual rate a missing update would be within the
/// tolerance.
fn telling_rate(parameters: &Parameters, cpu: &Cpu) -> f64 {
    let largest = |data: &[f32]| data.iter().fold(0.0f32, |m, x| m.max(x.abs()));
    let rates = parameters.layout.tensors().iter().map(|&tensor| {
        let ratio = largest(parameters.slice(tensor)) / largest(cpu.gradients.slice(tensor));
        // A gradient of zero moves nothing at any rate.
        if ratio.is_finite() { ratio.min(MOST_RATE) } else { 0.0 }
    });
    f64::from(rates.fold(1.0, f32::max))
}

/// Compares every tensor of a traced batch with the CPU's latest batch, L first.
pub fn compare(traced: &Traced, cpu: &Cpu) -> Vec<Agreement> {
    let losses: Vec<f32> = cpu.losses().iter().map(|&loss| loss as f32).collect();
    let mut all = vec![Agreement { tensor: Tensor::L, difference: difference(&traced.losses, &losses) }];
    all.extend(traced.tensors.iter().filter_map(|(tensor, data)| {
        let difference = difference(data, cpu.tensor(*tensor)?);
        Some(Agreement { tensor: *tensor, difference })
    }));
    all
}

/// The largest logit for extreme inputs, and the largest number of the other affine steps.
const EXTREME: [f32; 2] = [1e4, 1e3];

/// The model with matrices scaled so that numbers of z reach 10,000, and numbers of a 1,000.
pub fn saturated(parameters: &Parameters, cpu: &mut Cpu, contexts: &[u32], targets: &[u32]) -> Parameters {
    let mut extreme = parameters.clone();
    let Layout { config, plan } = parameters.layout;
    for step in plan.steps_in(&config) {
        let Operation::Affine { products, to, .. } = step.operation else { continue };
        let is_last =
            plan.steps.iter().any(|s| matches!(s.operation, Operation::Softmax { from, .. } if from == to));
        let wanted = EXTREME[usize::from(!is_last)];
        cpu.gradients(&extreme, contexts, targets);
        let largest = cpu.tensor(to).expect("kept").iter().fold(0.0f32, |m, x| m.max(x.abs()));
        if largest > 0.0 {
            for &(matrix, _) in products {
                extreme.slice_mut(matrix).iter_mut().for_each(|w| *w *= wanted / largest);
            }
        }
    }
    extreme
}

/// What is wrong: something not finite, a sum that is not 1, another most likely word.
fn check_saturated(traced: &Traced, cpu: &Cpu) -> Option<String> {
    let at =
        |wanted: Tensor| traced.tensors.iter().find(|(tensor, _)| *tensor == wanted).map(|(_, data)| data);
    for (tensor, data) in &traced.tensors {
        if data.iter().any(|x| !x.is_finite()) {
            return Some(format!(
                "the graphics card makes numbers that are not finite of extreme inputs, first in {}",
                tensor.name()
            ));
        }
    }
    let words = cpu.config().dims.vocabulary;
    let (card, ours) = (at(Tensor::yhat)?, cpu.tensor(Tensor::yhat)?);
    for (card, ours) in card.chunks_exact(words).zip(ours.chunks_exact(words)) {
        let sum: f64 = card.iter().map(|&y| f64::from(y)).sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Some(format!("the graphics card's probabilities sum to {sum:.6} with extreme inputs"));
        }
        // If two words are equally likely, either may be first.
        let best = ours.iter().copied().fold(f32::MIN, f32::max);
        let theirs = card.iter().copied().fold(f32::MIN, f32::max);
        let agreed = card.iter().zip(ours).any(|(c, o)| *c == theirs && *o > best - SUM_TOLERANCE as f32);
        if !agreed {
            return Some("the graphics card finds another word most likely with extreme inputs".to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_of_the_largest_and_nan_is_refused_first() {
        assert_eq!(difference(&[1.0, 2.0], &[1.0, 2.0]), 0.0);
        assert!((difference(&[1.0, 4.1], &[1.0, 4.0]) - 0.025).abs() < 1e-6);
        assert_eq!(difference(&[f32::NAN], &[f32::NAN]), f64::INFINITY);
        assert_eq!(difference(&[0.1], &[0.0]), f64::INFINITY);
        assert_eq!(difference(&[0.1], &[]), f64::INFINITY);
    }

    #[test]
    fn a_wrong_card_is_refused_with_the_tensor() {
        let fine = Agreement { tensor: Tensor::E, difference: 3e-6 };
        let bad = Agreement { tensor: Tensor::dU, difference: 0.5 };
        let proof = |tensors: Vec<Agreement>| Proof { tensors, saturated: None };
        assert_eq!(proof(vec![fine]).refusal(), None);
        let refusal = proof(vec![fine, bad]).refusal().expect("refused");
        assert!(refusal.contains("dU differs by 5.0e-1"), "{refusal}");
    }
}
