//! How far the examples of a batch disagree: compares the gradient of each with their mean.

use crate::backend::Cpu;
use crate::lm::Done;
use crate::model::{Config, Parameters, Tensor};
use crate::trace::diagnostics::norm;

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

/// Compares each example's gradient with their mean: a first pass over the examples computes the mean, a second one compares. It borrows
/// nothing.
#[derive(Debug, Clone)]
pub struct BatchWork {
    contexts: Vec<u32>,
    targets: Vec<u32>,
    /// How many passes are done, of 2B.
    next: usize,
    sum: Vec<f64>,
    mean: Parameters,
    batch: Batch,
}

impl BatchWork {
    /// Begins with these examples: B·n ids, oldest first, and B targets.
    pub fn new(config: &Config, contexts: &[u32], targets: &[u32]) -> Self {
        let mean = Parameters::zeros(*config);
        let (losses, norms, agreement) = Default::default();
        BatchWork {
            contexts: contexts.to_vec(),
            targets: targets.to_vec(),
            next: 0,
            sum: vec![0.0; mean.data.len()],
            mean,
            batch: Batch { loss: 0.0, tensor_norms: Vec::new(), losses, norms, agreement, norm: 0.0 },
        }
    }

    /// Does up to `budget` more passes.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn advance(&mut self, cpu: &mut Cpu, parameters: &Parameters, budget: usize) -> Done {
        let (n, count) = (parameters.layout.config.dims.context, self.targets.len());
        for _ in 0..budget.min(2 * count - self.next) {
            let example = self.next % count;
            let context = &self.contexts[example * n..(example + 1) * n];
            cpu.gradients(parameters, context, &self.targets[example..=example]);
            let own = &cpu.gradients.data;
            if self.next < count {
                self.sum.iter_mut().zip(own).for_each(|(sum, &g)| *sum += f64::from(g));
                self.batch.losses.push(cpu.losses()[0]);
                self.batch.norms.push(norm(own));
            } else {
                let dot: f64 =
                    own.iter().zip(&self.mean.data).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
                let lengths = self.batch.norms[example] * self.batch.norm;
                self.batch.agreement.push(if dot == 0.0 { 0.0 } else { dot / lengths });
            }
            self.next += 1;
            if self.next == count {
                self.average();
            }
        }
        Done { done: self.next, total: 2 * count }
    }

    fn average(&mut self) {
        let count = self.targets.len() as f64;
        let sum = std::mem::take(&mut self.sum);
        self.mean.data.iter_mut().zip(sum).for_each(|(mean, sum)| *mean = (sum / count) as f32);
        let pairs = self.mean.layout.gradients();
        self.batch.tensor_norms = pairs.map(|(of, tensor)| (tensor, norm(self.mean.slice(of)))).collect();
        self.batch.norm = norm(&self.mean.data);
        self.batch.loss = (self.batch.losses.iter().sum::<f64>() / count) as f32;
    }

    /// The result, and the mean gradient, with each tensor in its parameter's place.
    pub fn finish(self) -> (Batch, Parameters) {
        (self.batch, self.mean)
    }
}
