//! Runs the plan step by step with the operations' definitions, in f32 or f64. A gradient check trusts it, and a test compares
//! [`super::Cpu`] with it bit by bit in f32. It is slow and plain on purpose.

use ndarray::ArrayView2;

use crate::model::{Operation, Parameters, Phase, Step, Tensor};
use crate::ops::{Real, activation, lookup, matmul, softmax, sum};

/// A batch's tensors after [`Reference::run`], by name: values have B rows, gradients of parameters the order of memory.
#[derive(Debug, Clone)]
pub struct Reference<'a, T> {
    parameters: &'a Parameters<T>,
    tensors: Vec<(Tensor, Vec<T>)>,
    /// Each example's loss, in nats.
    pub losses: Vec<f64>,
}

impl<'a, T: Real> Reference<'a, T> {
    /// Runs the plan's forward and backward steps, in its order.
    ///
    /// # Panics
    /// If the lengths do not fit or an id is outside the vocabulary.
    pub fn run(parameters: &'a Parameters<T>, contexts: &[u32], targets: &[u32]) -> Self {
        Self::run_phases(&[Phase::Forward, Phase::Backward], parameters, contexts, targets)
    }

    /// Runs the forward steps alone: what a difference of losses needs.
    ///
    /// # Panics
    /// As [`Reference::run`].
    pub fn forward(parameters: &'a Parameters<T>, contexts: &[u32], targets: &[u32]) -> Self {
        Self::run_phases(&[Phase::Forward], parameters, contexts, targets)
    }

    fn run_phases(
        phases: &[Phase],
        parameters: &'a Parameters<T>,
        contexts: &[u32],
        targets: &[u32],
    ) -> Self {
        let mut run = Reference { parameters, tensors: Vec::new(), losses: Vec::new() };
        let layout = parameters.layout;
        let wanted = |step: &&Step| phases.contains(&step.operation.phase());
        for step in layout.plan.steps_in(&layout.config).filter(wanted) {
            if let Some(values) = run.written(&step.operation, contexts, targets) {
                run.tensors.push((step.operation.writes(), values));
            }
        }
        run
    }

    /// A tensor's numbers; empty if no step has written it.
    pub fn tensor(&self, tensor: Tensor) -> &[T] {
        if tensor.is_parameter() {
            return self.parameters.slice(tensor);
        }
        self.tensors.iter().find(|(name, _)| *name == tensor).map_or(&[], |(_, values)| values)
    }

    /// The mean of the losses.
    pub fn mean_loss(&self) -> f64 {
        self.losses.iter().sum::<f64>() / self.losses.len() as f64
    }

    /// A parameter as shown, or the batch's rows of a value.
    fn matrix(&self, tensor: Tensor) -> ArrayView2<'_, T> {
        if tensor.is_parameter() {
            return self.parameters.shown(tensor);
        }
        let (rows, length) = (self.tensor(tensor), tensor.len(&self.parameters.layout.config));
        ArrayView2::from_shape((rows.len() / length, length), rows).expect("rows of one length")
    }

    /// What a step writes; none if it writes nothing new.
    fn written(&mut self, operation: &Operation, contexts: &[u32], targets: &[u32]) -> Option<Vec<T>> {
        let config = self.parameters.layout.config;
        let dims = config.dims;
        let zeros = |length: usize| vec![T::ZERO; length];
        Some(match *operation {
            Operation::Gather { table, .. } => {
                let mut pieces = zeros(contexts.len() * dims.embedding);
                lookup::forward(self.tensor(table), dims.embedding, contexts, &mut pieces);
                pieces
            }
            // The look-up has already joined the pieces; the optimizer makes the updates.
            Operation::Concat { .. } | Operation::Update { .. } => return None,
            Operation::Affine { products, bias, .. } => {
                let transposed =
                    products.iter().map(|&(m, x)| (self.matrix(x), self.matrix(m).reversed_axes()));
                let y = sum_of(transposed);
                match bias.filter(|bias| bias.is_in(&config)) {
                    Some(bias) => with_bias(y, self.parameters.slice(bias)),
                    None => y,
                }
            }
            Operation::Map { from, .. } => {
                let from = self.tensor(from);
                let mut to = zeros(from.len());
                activation::forward(config.activation, from, &mut to);
                to
            }
            Operation::Softmax { from, .. } => {
                self.losses = losses(self.tensor(from), targets, dims.vocabulary);
                let mut yhat = self.tensor(from).to_vec();
                softmax::exponentials(&mut yhat, dims.vocabulary, &mut |_, yhat, normaliser| {
                    softmax::divide(yhat, &normaliser);
                });
                yhat
            }
            // The losses come from the softmax's normaliser, before yhat was rounded.
            Operation::Loss { .. } => self.losses.iter().map(|&l| T::from_f64(l)).collect(),
            Operation::LossBack { from, .. } => {
                let yhat = self.tensor(from);
                let mut dz = zeros(yhat.len());
                let scale = T::ONE / T::from_f64(targets.len() as f64);
                let words = dims.vocabulary;
                let rows = yhat.chunks_exact(words).zip(dz.chunks_exact_mut(words)).zip(targets);
                for ((yhat, dz), &target) in rows {
                    softmax::backward(yhat, target as usize, scale, dz);
                }
                dz
            }
            Operation::Outer { left, right, .. } => {
                product(self.matrix(left).reversed_axes(), self.matrix(right))
            }
            Operation::BiasBack { from, to } => {
                let mut sums = zeros(to.len(&config));
                sum::column_sums(self.tensor(from), &mut sums);
                sums
            }
            Operation::AffineBack { products, .. } => {
                sum_of(products.iter().map(|&(m, dy)| (self.matrix(dy), self.matrix(m))))
            }
            Operation::MapBack { from, at, .. } => {
                let from = self.tensor(from);
                let mut to = zeros(from.len());
                activation::backward(config.activation, from, self.tensor(at), &mut to);
                to
            }
            Operation::Scatter { from, to } => {
                let mut gradient = zeros(to.len(&config));
                lookup::backward(self.tensor(from), dims.embedding, contexts, 0, &mut gradient);
                gradient
            }
        })
    }
}

/// Each example's loss.
fn losses<T: Real>(z: &[T], targets: &[u32], words: usize) -> Vec<f64> {
    let mut yhat = vec![T::ZERO; words];
    let rows = z.chunks_exact(words).zip(targets);
    rows.map(|(z, &target)| -softmax::forward(z, &mut yhat).log_probability(z[target as usize])).collect()
}

fn with_bias<T: Real>(mut x: Vec<T>, bias: &[T]) -> Vec<T> {
    for row in x.chunks_exact_mut(bias.len()) {
        row.iter_mut().zip(bias).for_each(|(x, &bias)| *x += bias);
    }
    x
}

/// The sum of the products, added in order.
fn sum_of<'m, T: Real>(mut products: impl Iterator<Item = (ArrayView2<'m, T>, ArrayView2<'m, T>)>) -> Vec<T> {
    let (a, b) = products.next().expect("an affine step multiplies");
    let mut sum = product(a, b);
    for (a, b) in products {
        sum.iter_mut().zip(product(a, b)).for_each(|(sum, more)| *sum += more);
    }
    sum
}

fn product<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>) -> Vec<T> {
    let mut c = vec![T::ZERO; a.nrows() * b.ncols()];
    matmul::product(a, b, &mut c);
    c
}
