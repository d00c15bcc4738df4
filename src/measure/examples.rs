//! What many examples say about a network: hidden units that never speak, the worst predictions, how far the examples of a
//! batch disagree.

use super::gradients::PAIRS;
use crate::backend::{Cpu, Network};
use crate::lm::{Done, Evaluation, Examples, Special};
use crate::model::{Activation, Parameters, Tensor};
use crate::rng::{Rng, Stream};
use crate::trace::diagnostics::norm;

/// Windows looked at together.
const BATCH: usize = 64;

/// Which relu units were zero on all of `windows` windows, drawn from the examples by a stream of its own; all examples in
/// order where there are no more. Only a relu can be dead: for other activations none is, and no window is looked at.
/// Returns the units and how many windows were looked at.
///
/// # Panics
/// If the examples' context is not the network's.
pub fn dead_units<X: Examples + ?Sized>(
    cpu: &mut Cpu,
    parameters: &Parameters,
    examples: &X,
    windows: usize,
    seed: u64,
) -> (Vec<u32>, usize) {
    let config = parameters.layout.config;
    if config.activation != Activation::Relu || examples.is_empty() {
        return (Vec::new(), 0);
    }
    let mut rng = Rng::new(seed, Stream::Diagnostics);
    let windows = windows.min(examples.len());
    let all = windows == examples.len();
    let mut silent = vec![true; config.dims.hidden];
    let n = examples.context_length();
    let mut contexts = vec![0; BATCH * n];
    for start in (0..windows).step_by(BATCH) {
        let batch = BATCH.min(windows - start);
        for (i, context) in contexts.chunks_exact_mut(n).take(batch).enumerate() {
            let index = if all { start + i } else { rng.below(examples.len() as u32) as usize };
            examples.gather(index, context);
        }
        cpu.forward(parameters, &contexts[..batch * n]);
        let h = cpu.tensor(Tensor::h).expect("kept");
        for row in h.chunks_exact(config.dims.hidden) {
            silent.iter_mut().zip(row).for_each(|(silent, &h)| *silent &= h == 0.0);
        }
    }
    let units = silent.iter().enumerate().filter(|(_, silent)| **silent).map(|(unit, _)| unit as u32);
    (units.collect(), windows)
}

/// The examples that a model predicts worst, found in pieces. It borrows nothing.
#[derive(Debug, Clone)]
pub struct Worst {
    evaluation: Evaluation,
    count: usize,
    /// Loss in nats and index, the worst first.
    found: Vec<(f64, usize)>,
}

impl Worst {
    /// The `count` worst.
    pub fn new(count: usize) -> Self {
        Worst { evaluation: Evaluation::new(), count, found: Vec::new() }
    }

    /// Up to `budget` more examples.
    pub fn advance<X: Examples + ?Sized>(
        &mut self,
        model: &mut Network<'_>,
        examples: &X,
        special: Special,
        budget: usize,
    ) -> Done {
        let Worst { evaluation, count, found } = self;
        evaluation.advance_telling(model, examples, special, budget, |index, log_probability| {
            let loss = -log_probability;
            // Equal losses keep the text's order.
            let place = found.partition_point(|(other, _)| other.total_cmp(&loss).is_ge());
            if place < *count {
                found.insert(place, (loss, index));
                found.truncate(*count);
            }
        })
    }

    /// Loss in nats and index of what was found so far, the worst first.
    pub fn found(&self) -> &[(f64, usize)] {
        &self.found
    }
}

/// How the gradients of a batch's examples relate to their mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The mean of the losses.
    pub loss: f32,
    /// The L2 norm of each parameter's mean gradient.
    pub tensor_norms: Vec<(Tensor, f64)>,
    /// Each example's loss, nats.
    pub losses: Vec<f64>,
    /// The L2 norm of each example's own gradient, over all parameters.
    pub norms: Vec<f64>,
    /// The cosine between each example's gradient and the mean: 1 where it pulls the same way, 0 across, below 0 against.
    /// 0 where one of them is zero.
    pub agreement: Vec<f64>,
    /// The L2 norm of the mean gradient.
    pub norm: f64,
}

/// Each example's gradient against their mean. Leaves the mean gradient, of this very batch, in `cpu`.
///
/// # Panics
/// As [`Cpu::gradients`].
pub fn batch(cpu: &mut Cpu, parameters: &Parameters, contexts: &[u32], targets: &[u32]) -> Batch {
    let n = parameters.layout.config.dims.context;
    let loss = cpu.gradients(parameters, contexts, targets);
    let mean = cpu.gradients.data.clone();
    let here = |(of, _): &(Tensor, Tensor)| parameters.layout.tensors().contains(of);
    let tensor_norms = PAIRS.into_iter().filter(here);
    let tensor_norms = tensor_norms.map(|(of, tensor)| (tensor, norm(cpu.gradients.slice(of)))).collect();
    let losses = cpu.losses().to_vec();
    let length = norm(&mean);
    let (mut norms, mut agreement) = (Vec::new(), Vec::new());
    for (context, &target) in contexts.chunks_exact(n).zip(targets) {
        cpu.gradients(parameters, context, &[target]);
        let own = &cpu.gradients.data;
        let dot: f64 = own.iter().zip(&mean).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
        let own = norm(own);
        norms.push(own);
        agreement.push(if dot == 0.0 { 0.0 } else { dot / (own * length) });
    }
    cpu.gradients(parameters, contexts, targets);
    Batch { loss, tensor_norms, losses, norms, agreement, norm: length }
}
