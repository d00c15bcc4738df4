//! The plan, run step by step with the operations' definitions, in f32 or f64: what a gradient check trusts, and what
//! [`super::Cpu`] is held to, bit by bit, in f32. Slow and plain on purpose.

use super::function;
use crate::model::plan;
use crate::model::{Config, Parameters, StepId, Tensor};
use crate::ops::{Matrix, Real, activation, lookup, matmul, softmax, sum};

/// A batch's tensors after [`Reference::run`], by name, B rows each (gradients of parameters as they lie in memory).
#[derive(Debug, Clone)]
pub struct Reference<T> {
    config: Config,
    tensors: Vec<Vec<T>>,
    /// Each example's loss, in nats.
    pub losses: Vec<f64>,
}

impl<T: Real> Reference<T> {
    /// Runs the plan's forward and backward steps, in its order.
    ///
    /// # Panics
    /// If the lengths do not fit or an id is outside the vocabulary.
    pub fn run(parameters: &Parameters<T>, contexts: &[u32], targets: &[u32]) -> Self {
        let config = parameters.layout.config;
        let mut run = Reference { config, tensors: vec![Vec::new(); Tensor::ALL.len()], losses: Vec::new() };
        for &tensor in parameters.layout.tensors() {
            run.tensors[tensor as usize] = parameters.slice(tensor).to_vec();
        }
        for step in plan::steps(&config) {
            run.step(step.id, contexts, targets);
        }
        run
    }

    /// A tensor's numbers.
    pub fn tensor(&self, tensor: Tensor) -> &[T] {
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

    fn set_product(&mut self, to: Tensor, a: Matrix<'_, T>, b: Matrix<'_, T>) {
        let mut c = vec![T::ZERO; a.rows * b.columns];
        matmul::product(a, b, &mut c);
        self.tensors[to as usize] = c;
    }

    fn step(&mut self, id: StepId, contexts: &[u32], targets: &[u32]) {
        let dims = self.config.dims;
        let (batch, words, hidden) = (targets.len(), dims.vocabulary, dims.hidden);
        let function = function(self.config.activation);
        let now = self.clone();
        let rows = |tensor| now.matrix(tensor, batch);
        let zeros = |length: usize| vec![T::ZERO; length];
        match id {
            StepId::lookup => {
                let mut e = zeros(batch * dims.input());
                lookup::forward(now.tensor(Tensor::E), dims.embedding, contexts, &mut e);
                self.tensors[Tensor::e as usize] = e;
            }
            // The look-up wrote the pieces one after the other.
            StepId::concat => {}
            StepId::affine => {
                self.set_product(Tensor::a, rows(Tensor::e), now.matrix(Tensor::W, hidden).transposed());
                self.add_bias(Tensor::a, now.tensor(Tensor::b));
            }
            StepId::activation => {
                let mut h = zeros(batch * hidden);
                activation::forward(function, now.tensor(Tensor::a), &mut h);
                self.tensors[Tensor::h as usize] = h;
            }
            StepId::logits => {
                self.set_product(Tensor::z, rows(Tensor::h), now.matrix(Tensor::U, words).transposed());
                self.add_bias(Tensor::z, now.tensor(Tensor::c));
            }
            StepId::softmax => {
                let mut yhat = zeros(batch * words);
                self.losses.clear();
                for (row, &target) in targets.iter().enumerate() {
                    let z = &now.tensor(Tensor::z)[row * words..][..words];
                    let normaliser = softmax::forward(z, &mut yhat[row * words..][..words]);
                    self.losses.push(-normaliser.log_probability(z[target as usize]));
                }
                self.tensors[Tensor::yhat as usize] = yhat;
            }
            // The softmax's normaliser gave the losses before yhat was rounded.
            StepId::loss => {
                self.tensors[Tensor::L as usize] = now.losses.iter().map(|&l| T::from_f64(l)).collect();
            }
            StepId::dz => {
                let mut dz = zeros(batch * words);
                let scale = T::ONE / T::from_f64(batch as f64);
                for (row, &target) in targets.iter().enumerate() {
                    let range = row * words..(row + 1) * words;
                    let yhat = &now.tensor(Tensor::yhat)[range.clone()];
                    softmax::backward(yhat, target as usize, scale, &mut dz[range]);
                }
                self.tensors[Tensor::dz as usize] = dz;
            }
            StepId::dU => self.set_product(Tensor::dU, rows(Tensor::dz).transposed(), rows(Tensor::h)),
            StepId::dc => self.set_column_sums(Tensor::dc, now.tensor(Tensor::dz), words),
            StepId::dh => self.set_product(Tensor::dh, rows(Tensor::dz), now.matrix(Tensor::U, words)),
            StepId::da => {
                let mut da = zeros(batch * hidden);
                activation::backward(function, now.tensor(Tensor::dh), now.tensor(Tensor::h), &mut da);
                self.tensors[Tensor::da as usize] = da;
            }
            StepId::dW => self.set_product(Tensor::dW, rows(Tensor::da).transposed(), rows(Tensor::e)),
            StepId::db => self.set_column_sums(Tensor::db, now.tensor(Tensor::da), hidden),
            StepId::de => self.set_product(Tensor::de, rows(Tensor::da), now.matrix(Tensor::W, hidden)),
            StepId::dE => {
                let mut gradient = zeros(words * dims.embedding);
                lookup::backward(now.tensor(Tensor::de), dims.embedding, contexts, &mut gradient);
                self.tensors[Tensor::dE as usize] = gradient;
            }
            // Updates are the optimizer's.
            StepId::update_E | StepId::update_W | StepId::update_b | StepId::update_U | StepId::update_c => {}
        }
    }

    fn add_bias(&mut self, to: Tensor, bias: &[T]) {
        if !bias.is_empty() {
            for row in self.tensors[to as usize].chunks_exact_mut(bias.len()) {
                row.iter_mut().zip(bias).for_each(|(x, &bias)| *x += bias);
            }
        }
    }

    fn set_column_sums(&mut self, to: Tensor, x: &[T], columns: usize) {
        let mut sums = vec![T::ZERO; columns];
        sum::column_sums(x, &mut sums);
        self.tensors[to as usize] = sums;
    }
}
