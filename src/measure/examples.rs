//! What many examples say about a network: hidden units that never speak, the worst predictions, how far the examples of a
//! batch disagree.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::backend::{Cpu, Network};
use crate::lm::{Done, Evaluation, Examples, Special};
use crate::model::{Activation, Config, Parameters, Tensor};
use crate::rng::{Rng, Stream};
use crate::trace::diagnostics::norm;

/// Windows looked at together.
const BATCH: usize = 64;

/// Which relu units are zero on all of some windows, drawn from the examples by a stream of its own; all examples in order where there
/// are no more. Only a relu can be dead: for other activations none is, and no window is looked at. It borrows nothing.
#[derive(Debug, Clone)]
pub struct DeadUnits {
    rng: Rng,
    windows: usize,
    /// Whether these are all of the examples.
    all: bool,
    next: usize,
    silent: Vec<bool>,
    cpu: Cpu,
    contexts: Vec<u32>,
}

impl DeadUnits {
    /// Of this network, over up to `windows` of so many examples.
    pub fn new(config: &Config, examples: usize, windows: usize, seed: u64) -> Self {
        let windows = if config.activation == Activation::Relu { windows.min(examples) } else { 0 };
        DeadUnits {
            rng: Rng::new(seed, Stream::Diagnostics),
            windows,
            all: windows == examples,
            next: 0,
            silent: vec![windows > 0; config.dims.hidden],
            cpu: Cpu::new(*config),
            contexts: Vec::new(),
        }
    }

    /// Looks at up to `budget` more windows.
    ///
    /// # Panics
    /// If the examples are others than it was made for.
    pub fn advance<X: Examples + ?Sized>(
        &mut self,
        parameters: &Parameters,
        examples: &X,
        budget: usize,
    ) -> Done {
        let n = examples.context_length();
        let end = self.windows.min(self.next.saturating_add(budget));
        while self.next < end {
            let batch = BATCH.min(end - self.next);
            self.contexts.resize(batch * n, 0);
            for (i, context) in self.contexts.chunks_exact_mut(n).enumerate() {
                let index = match self.all {
                    true => self.next + i,
                    false => self.rng.below(examples.len() as u32) as usize,
                };
                examples.gather(index, context);
            }
            let h = self.cpu.hidden(parameters, &self.contexts);
            for row in h.chunks_exact(self.silent.len()) {
                self.silent.iter_mut().zip(row).for_each(|(silent, &h)| *silent &= h == 0.0);
            }
            self.next += batch;
        }
        Done { done: self.next, total: self.windows }
    }

    /// The units that never spoke so far, and how many windows were looked at.
    pub fn found(&self) -> (Vec<u32>, usize) {
        let units =
            self.silent.iter().enumerate().filter(|(_, silent)| **silent).map(|(unit, _)| unit as u32);
        (units.collect(), self.next)
    }
}

/// The examples that a model predicts worst, found in pieces. It borrows nothing.
#[derive(Debug, Clone)]
pub struct Worst {
    evaluation: Evaluation,
    count: usize,
    /// The least bad on top while the search goes on.
    heap: BinaryHeap<Reverse<Bad>>,
}

/// An example's loss and its place. The worse is the greater; of equal losses the earlier.
#[derive(Debug, Clone, Copy)]
struct Bad {
    loss: f64,
    index: usize,
}

impl Ord for Bad {
    fn cmp(&self, other: &Self) -> Ordering {
        self.loss.total_cmp(&other.loss).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Bad {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Bad {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Bad {}

impl Worst {
    /// The `count` worst.
    pub fn new(count: usize) -> Self {
        Worst { evaluation: Evaluation::new(), count, heap: BinaryHeap::new() }
    }

    /// How many are wanted.
    pub fn wanted(&self) -> usize {
        self.count
    }

    /// Up to `budget` more examples.
    pub fn advance<X: Examples + ?Sized>(
        &mut self,
        model: &mut Network<'_>,
        examples: &X,
        special: Special,
        budget: usize,
    ) -> Done {
        let Worst { evaluation, count, heap } = self;
        evaluation.advance_telling(model, examples, special, budget, |index, log_probability| {
            let bad = Reverse(Bad { loss: -log_probability, index });
            if heap.len() < *count {
                heap.push(bad);
            } else if heap.peek().is_some_and(|least| bad < *least) {
                heap.pop();
                heap.push(bad);
            }
        })
    }

    /// Loss in nats and index of the least bad that was found and not yet taken out.
    pub fn take_least(&mut self) -> Option<(f64, usize)> {
        self.heap.pop().map(|Reverse(Bad { loss, index })| (loss, index))
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

/// Each example's gradient against their mean, example by example: first all of them make the mean, then each is held against it. It
/// borrows nothing.
#[derive(Debug, Clone)]
pub struct BatchWork {
    contexts: Vec<u32>,
    targets: Vec<u32>,
    /// What is behind: of 2B.
    next: usize,
    sum: Vec<f64>,
    mean: Parameters,
    batch: Batch,
}

impl BatchWork {
    /// Of these examples: B·n ids, oldest first, and B targets.
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

    /// Up to `budget` passes more.
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

    /// What was found, and the mean gradient, each tensor in its parameter's place.
    pub fn finish(self) -> (Batch, Parameters) {
        (self.batch, self.mean)
    }
}
