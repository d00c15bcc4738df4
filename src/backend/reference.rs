//! The plan, run step by step with the operations' definitions, in f32 or f64: what a gradient check trusts, and what
//! [`super::Cpu`] is held to, bit by bit, in f32. Slow and plain on purpose.

use super::function;
use crate::model::plan::{self, Phase};
use crate::model::{Parameters, StepId, Tensor};
use crate::ops::{Matrix, Real, activation, lookup, matmul, softmax, sum};

/// A batch's tensors after [`Reference::run`], by name, B rows each (gradients of parameters as they lie in memory).
#[derive(Debug, Clone)]
pub struct Reference<'a, T> {
    parameters: &'a Parameters<T>,
    tensors: Vec<Vec<T>>,
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
        let tensors = vec![Vec::new(); Tensor::ALL.len()];
        let mut run = Reference { parameters, tensors, losses: Vec::new() };
        for step in plan::steps(&parameters.layout.config).filter(|step| phases.contains(&step.phase)) {
            if step.id == StepId::softmax {
                run.losses = run.losses_of(targets);
            }
            if let Some(values) = run.written(step.id, contexts, targets) {
                run.tensors[step.writes[0] as usize] = values;
            }
        }
        run
    }

    /// A tensor's numbers.
    pub fn tensor(&self, tensor: Tensor) -> &[T] {
        if self.parameters.layout.tensors().contains(&tensor) {
            return self.parameters.slice(tensor);
        }
        &self.tensors[tensor as usize]
    }

    /// The mean of the losses.
    pub fn mean_loss(&self) -> f64 {
        self.losses.iter().sum::<f64>() / self.losses.len() as f64
    }

    fn matrix(&self, tensor: Tensor, rows: usize) -> Matrix<'_, T> {
        let data = self.tensor(tensor);
        Matrix::new(data, rows, data.len() / rows)
    }

    /// What a step writes, from what is there; none where it writes nothing new.
    fn written(&self, id: StepId, contexts: &[u32], targets: &[u32]) -> Option<Vec<T>> {
        let config = self.parameters.layout.config;
        let dims = config.dims;
        let (batch, words, hidden) = (targets.len(), dims.vocabulary, dims.hidden);
        let function = function(config.activation);
        let rows = |tensor| self.matrix(tensor, batch);
        let zeros = |length: usize| vec![T::ZERO; length];
        Some(match id {
            StepId::lookup => {
                let mut e = zeros(batch * dims.input());
                lookup::forward(self.tensor(Tensor::E), dims.embedding, contexts, &mut e);
                e
            }
            // The look-up wrote the pieces one after the other.
            StepId::concat => return None,
            StepId::affine => {
                let a = product(rows(Tensor::e), self.matrix(Tensor::W, hidden).transposed());
                self.with_bias(a, Tensor::b)
            }
            StepId::activation => {
                let mut h = zeros(batch * hidden);
                activation::forward(function, self.tensor(Tensor::a), &mut h);
                h
            }
            StepId::logits => {
                let z = product(rows(Tensor::h), self.matrix(Tensor::U, words).transposed());
                self.with_bias(z, Tensor::c)
            }
            StepId::softmax => {
                let mut yhat = zeros(batch * words);
                softmax::forward_rows(self.tensor(Tensor::z), &mut yhat, words, &mut |_, _, _, _| {});
                yhat
            }
            // The softmax's normaliser gave the losses before yhat was rounded.
            StepId::loss => self.losses.iter().map(|&l| T::from_f64(l)).collect(),
            StepId::dz => {
                let mut dz = zeros(batch * words);
                let scale = T::ONE / T::from_f64(batch as f64);
                for (row, &target) in targets.iter().enumerate() {
                    let range = row * words..(row + 1) * words;
                    let yhat = &self.tensor(Tensor::yhat)[range.clone()];
                    softmax::backward(yhat, target as usize, scale, &mut dz[range]);
                }
                dz
            }
            StepId::dU => product(rows(Tensor::dz).transposed(), rows(Tensor::h)),
            StepId::dc => column_sums(self.tensor(Tensor::dz), words),
            StepId::dh => product(rows(Tensor::dz), self.matrix(Tensor::U, words)),
            StepId::da => {
                let mut da = zeros(batch * hidden);
                activation::backward(function, self.tensor(Tensor::dh), self.tensor(Tensor::h), &mut da);
                da
            }
            StepId::dW => product(rows(Tensor::da).transposed(), rows(Tensor::e)),
            StepId::db => column_sums(self.tensor(Tensor::da), hidden),
            StepId::de => product(rows(Tensor::da), self.matrix(Tensor::W, hidden)),
            StepId::dE => {
                let mut gradient = zeros(words * dims.embedding);
                lookup::backward(self.tensor(Tensor::de), dims.embedding, contexts, &mut gradient);
                gradient
            }
            // Updates are the optimizer's.
            StepId::update_E | StepId::update_W | StepId::update_b | StepId::update_U | StepId::update_c => {
                return None;
            }
        })
    }

    fn losses_of(&self, targets: &[u32]) -> Vec<f64> {
        let words = self.parameters.layout.config.dims.vocabulary;
        let mut yhat = vec![T::ZERO; words];
        let rows = self.tensor(Tensor::z).chunks_exact(words).zip(targets);
        rows.map(|(z, &target)| -softmax::forward(z, &mut yhat).log_probability(z[target as usize])).collect()
    }

    fn with_bias(&self, mut x: Vec<T>, bias: Tensor) -> Vec<T> {
        let bias = self.parameters.slice(bias);
        if !bias.is_empty() {
            for row in x.chunks_exact_mut(bias.len()) {
                row.iter_mut().zip(bias).for_each(|(x, &bias)| *x += bias);
            }
        }
        x
    }
}

fn product<T: Real>(a: Matrix<'_, T>, b: Matrix<'_, T>) -> Vec<T> {
    let mut c = vec![T::ZERO; a.rows * b.columns];
    matmul::product(a, b, &mut c);
    c
}

fn column_sums<T: Real>(x: &[T], columns: usize) -> Vec<T> {
    let mut sums = vec![T::ZERO; columns];
    sum::column_sums(x, &mut sums);
    sums
}
