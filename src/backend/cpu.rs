//! The plan, run fast: the exact path, the same bits in the browser, natively, on any machine.
//!
//! The steps' order is the plan's; products go to `kernel.rs`, the rest to the operations' own loops. Nothing is allocated once
//! the buffers have seen the largest batch. [`super::Reference`] runs the same plan step by step, and a test holds both
//! equal to the last bit.

use super::function;
use super::kernel::{self, Workspace};
use crate::model::plan::{self, Phase};
use crate::model::{Config, Parameters, StepId, Tensor};
use crate::ops::matmul::BLOCK;
use crate::ops::{Matrix, activation, lookup, softmax, sum};

/// Examples among which [`Cpu::score`] looks for a context that came before.
const SCORED: usize = 64;
/// Logits that it has at hand at once: they and their exponentials are 2 MiB.
const CACHED: usize = 1 << 18;

/// Bytes of activations at hand at once: a larger batch is done in slices, whose gradients are added up in the batch's own order.
const SLICE_BYTES: u64 = 64 << 20;

/// Examples whose activations are at hand at once while a batch's gradient is taken: whole blocks of a matrix product's sums, so
/// that slices give the bits of the whole.
pub fn slice(config: &Config) -> usize {
    let rows = usize::try_from(SLICE_BYTES / example_bytes(config)).unwrap_or(usize::MAX);
    (rows / BLOCK * BLOCK).max(BLOCK)
}

/// What a batch takes at most while its gradient is taken: a slice's buffers, and of each example its words, its target and its loss.
pub fn batch_bytes(config: &Config, batch: u64) -> u64 {
    let rows = batch.min(slice(config) as u64);
    let words = 4 * config.dims.context as u64;
    rows.saturating_mul(example_bytes(config)).saturating_add(batch.saturating_mul(words + 4 + 8))
}

/// What one example takes of a batch's buffers: e and de; a, h, dh, da; z, yhat, dz.
fn example_bytes(config: &Config) -> u64 {
    let [input, hidden, words] =
        [config.dims.input(), config.dims.hidden, config.dims.vocabulary].map(|size| size as u64);
    4 * (2 * input + 4 * hidden + 3 * words)
}

/// One network's workspace: its activations and gradients after the latest call.
#[derive(Debug, Clone)]
pub struct Cpu {
    config: Config,
    /// The gradient of the latest batch's mean loss. Dense: a column of E that the batch did not read is zero.
    pub gradients: Parameters,
    activations: Activations,
    losses: Vec<f64>,
    touched: Vec<u32>,
    /// For each word whether it stands in `touched`.
    is_touched: Vec<bool>,
    workspace: Workspace,
    batch: usize,
}

/// A batch's rows of each tensor, B x its length.
#[derive(Debug, Clone, Default)]
struct Activations {
    e: Vec<f32>,
    a: Vec<f32>,
    h: Vec<f32>,
    z: Vec<f32>,
    yhat: Vec<f32>,
    dz: Vec<f32>,
    dh: Vec<f32>,
    da: Vec<f32>,
    de: Vec<f32>,
}

impl Cpu {
    /// Room for this network.
    pub fn new(config: Config) -> Self {
        Cpu {
            config,
            gradients: Parameters::zeros(config),
            activations: Activations::default(),
            losses: Vec::new(),
            touched: Vec::new(),
            is_touched: vec![false; config.dims.vocabulary],
            workspace: Workspace::default(),
            batch: 0,
        }
    }

    /// The network's make.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// B of the latest call.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Forward and backward over a batch: leaves the gradients of its mean loss, returns that loss in nats.
    ///
    /// `contexts`: B·n ids, each example's oldest word first; `targets`: B ids.
    ///
    /// # Panics
    /// If the batch is empty, the lengths do not fit, or an id is outside the vocabulary.
    #[inline(never)] // One training step is one function to a browser's compiler.
    pub fn gradients(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]) -> f32 {
        self.gradients_in_slices(parameters, contexts, targets, slice(&self.config))
    }

    /// As [`Cpu::gradients`], so many examples at a time. The activations that stay are the last slice's, or those of the slice in
    /// which a loss was no number: none after it is computed.
    #[inline(always)]
    fn gradients_in_slices(
        &mut self,
        parameters: &Parameters,
        contexts: &[u32],
        targets: &[u32],
        slice: usize,
    ) -> f32 {
        let n = self.config.dims.context;
        assert_eq!(contexts.len(), targets.len() * n, "{} words, {} targets", contexts.len(), targets.len());
        assert!(!targets.is_empty(), "a batch has an example");
        self.losses.clear();
        let scale = 1.0 / targets.len() as f32;
        let slices = contexts.chunks(slice.saturating_mul(n)).zip(targets.chunks(slice));
        for (number, (contexts, targets)) in slices.enumerate() {
            self.logits(parameters, contexts);
            let before = self.losses.len();
            self.probabilities_and_losses(targets, scale);
            self.backward(parameters, contexts, number > 0);
            if !self.losses[before..].iter().all(|loss| loss.is_finite()) {
                break;
            }
        }
        self.mean_loss()
    }

    /// yhat, B x |V|: each row the probabilities of the next word.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn forward(&mut self, parameters: &Parameters, contexts: &[u32]) -> &[f32] {
        self.logits(parameters, contexts);
        let words = self.config.dims.vocabulary;
        let Activations { z, yhat, .. } = &mut self.activations;
        softmax::forward_rows(z, yhat, words, &mut |_, _, _, _| {});
        yhat
    }

    /// log yhat in nats, B x |V|, never -infinity for finite logits, into `out`.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn log_probabilities(&mut self, parameters: &Parameters, contexts: &[u32], out: &mut Vec<f64>) {
        self.logits(parameters, contexts);
        let words = self.config.dims.vocabulary;
        let Activations { z, yhat, .. } = &mut self.activations;
        out.clear();
        softmax::forward_rows(z, yhat, words, &mut |_, z, _, normaliser| {
            let log_sum = libm::log(normaliser.sum);
            out.extend(z.iter().map(|&z| (f64::from(z) - f64::from(normaliser.maximum)) - log_sum));
        });
    }

    /// The loss of each example in nats, without gradients: what evaluation sums.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn evaluate(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]) -> &[f64] {
        self.logits(parameters, contexts);
        assert_eq!(self.batch, targets.len(), "{} contexts, {} targets", self.batch, targets.len());
        let words = self.config.dims.vocabulary;
        let Activations { z, yhat, .. } = &mut self.activations;
        self.losses.clear();
        softmax::forward_rows(z, yhat, words, &mut |row, z, _, normaliser| {
            self.losses.push(-normaliser.log_probability(z[targets[row] as usize]));
        });
        &self.losses
    }

    /// log yhat[target] in nats of B examples into `out`: bit for bit what [`Cpu::evaluate`] gives, without its tensors. A context
    /// that comes again is not computed again, and the logits at hand fit a processor's cache, however large the vocabulary.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn score(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        let (n, words) = (self.config.dims.context, self.config.dims.vocabulary);
        assert_eq!(contexts.len(), targets.len() * n, "{} targets", targets.len());
        assert_eq!(out.len(), targets.len(), "each target has a place for its score");
        let mut distinct: Vec<u32> = Vec::new();
        let blocks = contexts.chunks(SCORED * n).zip(targets.chunks(SCORED)).zip(out.chunks_mut(SCORED));
        for ((contexts, targets), out) in blocks {
            distinct.clear();
            let mut of = [0; SCORED];
            for (context, of) in contexts.chunks_exact(n).zip(&mut of) {
                let known = distinct.chunks_exact(n).position(|other| other == context);
                *of = known.unwrap_or(distinct.len() / n);
                if known.is_none() {
                    distinct.extend_from_slice(context);
                }
            }
            let mut number = 0;
            for some in distinct.chunks(n * (CACHED / words).max(1)) {
                self.logits(parameters, some);
                let Activations { z, yhat, .. } = &mut self.activations;
                softmax::forward_rows(z, yhat, words, &mut |_, z, _, normaliser| {
                    for ((out, &target), &of) in out.iter_mut().zip(targets).zip(&of) {
                        if of == number {
                            *out = normaliser.log_probability(z[target as usize]);
                        }
                    }
                    number += 1;
                });
            }
        }
    }

    /// Bytes that its batch buffers have room for.
    pub fn batch_room(&self) -> u64 {
        let x = &self.activations;
        let lists = [&x.e, &x.a, &x.h, &x.z, &x.yhat, &x.dz, &x.dh, &x.da, &x.de];
        lists.iter().map(|list| 4 * list.capacity() as u64).sum()
    }

    /// Each example's loss after [`Cpu::gradients`] or [`Cpu::evaluate`], in nats.
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// Their mean, added in order in f64.
    pub fn mean_loss(&self) -> f32 {
        (self.losses.iter().sum::<f64>() / self.losses.len() as f64) as f32
    }

    /// The words that the latest batch read, in the order of their first reading: the only columns of dE that are not zero.
    pub fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// A tensor of the latest batch: B rows of e, a, h, z, yhat, and after [`Cpu::gradients`] dz, dh, da, de; or a
    /// parameter's gradient as it lies in memory. None for what is not kept here.
    pub fn tensor(&self, tensor: Tensor) -> Option<&[f32]> {
        let x = &self.activations;
        Some(match tensor {
            Tensor::e => &x.e,
            Tensor::a => &x.a,
            Tensor::h => &x.h,
            Tensor::z => &x.z,
            Tensor::yhat => &x.yhat,
            Tensor::dz => &x.dz,
            Tensor::dh => &x.dh,
            Tensor::da => &x.da,
            Tensor::de => &x.de,
            Tensor::dE => self.gradients.slice(Tensor::E),
            Tensor::dW => self.gradients.slice(Tensor::W),
            Tensor::db => self.gradients.slice(Tensor::b),
            Tensor::dU => self.gradients.slice(Tensor::U),
            Tensor::dc => self.gradients.slice(Tensor::c),
            Tensor::E | Tensor::W | Tensor::b | Tensor::U | Tensor::c | Tensor::L => return None,
        })
    }

    /// After a loss that is not finite: the first step of the plan that wrote such a number, and into which tensor.
    pub fn first_not_finite(&self) -> Option<(StepId, Tensor)> {
        plan::steps(&self.config).filter(|step| step.phase != Phase::Update).find_map(|step| {
            let bad = |tensor: &&Tensor| match self.tensor(**tensor) {
                Some(values) => values.iter().any(|x| !x.is_finite()),
                None => **tensor == Tensor::L && self.losses.iter().any(|x| !x.is_finite()),
            };
            step.writes.iter().find(bad).map(|&tensor| (step.id, tensor))
        })
    }

    /// sigma(W e + b) of each context, B rows of H: no farther than that, for questions that are about h alone.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn hidden(&mut self, parameters: &Parameters, contexts: &[u32]) -> &[f32] {
        self.to_hidden(parameters, contexts);
        &self.activations.h
    }

    /// Look-up to logits.
    fn logits(&mut self, parameters: &Parameters, contexts: &[u32]) {
        self.to_hidden(parameters, contexts);
        let (dims, batch) = (self.config.dims, self.batch);
        let x = &mut self.activations;
        x.z.resize(batch * dims.vocabulary, 0.0);
        x.yhat.resize(batch * dims.vocabulary, 0.0);
        let h = Matrix::new(&x.h, batch, dims.hidden);
        let u = Matrix::new(parameters.slice(Tensor::U), dims.vocabulary, dims.hidden).transposed();
        kernel::product(&mut self.workspace, h, u, &mut x.z);
        add_to_rows(parameters.slice(Tensor::c), &mut x.z);
    }

    /// Look-up to the hidden layer.
    fn to_hidden(&mut self, parameters: &Parameters, contexts: &[u32]) {
        let dims = self.config.dims;
        let batch = contexts.len() / dims.context;
        assert!(
            batch > 0 && batch * dims.context == contexts.len(),
            "{} words are not contexts of {}",
            contexts.len(),
            dims.context
        );
        self.batch = batch;
        let x = &mut self.activations;
        for (tensor, length) in [(&mut x.e, dims.input()), (&mut x.a, dims.hidden), (&mut x.h, dims.hidden)] {
            tensor.resize(batch * length, 0.0);
        }
        lookup::forward(parameters.slice(Tensor::E), dims.embedding, contexts, &mut x.e);
        let e = Matrix::new(&x.e, batch, dims.input());
        let w = Matrix::new(parameters.slice(Tensor::W), dims.hidden, dims.input()).transposed();
        kernel::product(&mut self.workspace, e, w, &mut x.a);
        add_to_rows(parameters.slice(Tensor::b), &mut x.a);
        activation::forward(function(self.config.activation), &x.a, &mut x.h);
    }

    /// Softmax, loss and dz, a row at a time.
    fn probabilities_and_losses(&mut self, targets: &[u32], scale: f32) {
        let words = self.config.dims.vocabulary;
        let Activations { z, yhat, dz, .. } = &mut self.activations;
        dz.resize(z.len(), 0.0);
        softmax::forward_rows(z, yhat, words, &mut |row, z, yhat, normaliser| {
            let target = targets[row] as usize;
            self.losses.push(-normaliser.log_probability(z[target]));
            softmax::backward(yhat, target, scale, &mut dz[row * words..][..words]);
        });
    }

    /// dU to dE; `onto`: on top of what the batch's slices before this one gave.
    fn backward(&mut self, parameters: &Parameters, contexts: &[u32], onto: bool) {
        let (dims, batch) = (self.config.dims, self.batch);
        let (workspace, gradients, x) = (&mut self.workspace, &mut self.gradients, &mut self.activations);
        x.dh.resize(batch * dims.hidden, 0.0);
        x.da.resize(batch * dims.hidden, 0.0);
        x.de.resize(batch * dims.input(), 0.0);
        let dz = Matrix::new(&x.dz, batch, dims.vocabulary);
        let h = Matrix::new(&x.h, batch, dims.hidden);
        kernel::product_onto(workspace, dz.transposed(), h, gradients.slice_mut(Tensor::U), onto);
        if self.config.bias {
            sum::column_sums_onto(&x.dz, gradients.slice_mut(Tensor::c), onto);
        }
        let u = Matrix::new(parameters.slice(Tensor::U), dims.vocabulary, dims.hidden);
        kernel::product(workspace, dz, u, &mut x.dh);
        activation::backward(function(self.config.activation), &x.dh, &x.h, &mut x.da);
        let da = Matrix::new(&x.da, batch, dims.hidden);
        let e = Matrix::new(&x.e, batch, dims.input());
        kernel::product_onto(workspace, da.transposed(), e, gradients.slice_mut(Tensor::W), onto);
        if self.config.bias {
            sum::column_sums_onto(&x.da, gradients.slice_mut(Tensor::b), onto);
        }
        let w = Matrix::new(parameters.slice(Tensor::W), dims.hidden, dims.input());
        kernel::product(workspace, da, w, &mut x.de);
        // Only the columns of the batch before can be other than zero.
        let gradient = gradients.slice_mut(Tensor::E);
        if !onto {
            for word in self.touched.drain(..) {
                gradient[word as usize * dims.embedding..][..dims.embedding].fill(0.0);
                self.is_touched[word as usize] = false;
            }
        }
        lookup::backward(&x.de, dims.embedding, contexts, gradient);
        for &word in contexts {
            if !core::mem::replace(&mut self.is_touched[word as usize], true) {
                self.touched.push(word);
            }
        }
    }
}

/// Adds a bias to each row; none where it is empty.
fn add_to_rows(bias: &[f32], x: &mut [f32]) {
    if bias.is_empty() {
        return;
    }
    for row in x.chunks_exact_mut(bias.len()) {
        for (x, &bias) in row.iter_mut().zip(bias) {
            *x += bias;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activation, Dims};

    #[test]
    fn a_batch_in_slices_has_the_bits_of_the_whole() {
        for bias in [false, true] {
            let dims = Dims { context: 2, embedding: 3, hidden: 9, vocabulary: 13 };
            let config = Config { dims, activation: Activation::Tanh, bias };
            let parameters = Parameters::initialised(config, 5);
            let ids = |count: u32, step: u32| (0..count).map(|i| i * step % 13).collect::<Vec<u32>>();
            let (contexts, targets) = (ids(2 * 700, 7), ids(700, 5));
            let (mut whole, mut sliced) = (Cpu::new(config), Cpu::new(config));
            // Twice: nothing may be left over from the batch before.
            for _ in 0..2 {
                let loss = whole.gradients_in_slices(&parameters, &contexts, &targets, 700);
                let same = sliced.gradients_in_slices(&parameters, &contexts, &targets, BLOCK);
                assert_eq!(loss.to_bits(), same.to_bits());
                assert_eq!(whole.gradients, sliced.gradients);
                assert_eq!((whole.losses(), whole.touched()), (sliced.losses(), sliced.touched()));
            }
        }
    }

    #[test]
    fn no_slice_is_larger_than_its_share_and_each_is_whole_blocks() {
        let config = |vocabulary| Config {
            dims: Dims { context: 3, embedding: 16, hidden: 64, vocabulary },
            activation: Activation::Tanh,
            bias: true,
        };
        for (words, rows) in [(96, 26_112), (10_000, 512), (1_000_000, BLOCK)] {
            assert_eq!(slice(&config(words)), rows, "{words} words");
        }
    }
}
