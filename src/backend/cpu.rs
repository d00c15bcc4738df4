//! The plan, run fast: the exact path, the same bits in the browser, natively, on any machine.
//!
//! The plan is worked out into calls once, when the workspace is made; products go to `kernel.rs`, the rest to the operations'
//! own loops. Nothing is allocated once the buffers have seen the largest batch. [`super::Reference`] runs the same plan step
//! by step, and a test holds both equal to the last bit.

use core::ops::{Range, RangeTo};

use super::kernel::{self, Workspace};
use super::products::{self, products};
use crate::model::{Config, Layout, Operation, Parameters, Phase, Tensor};
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
    slice_of(&Calls::of(&Layout::of(*config)).1)
}

fn slice_of(values: &[Value]) -> usize {
    let rows = usize::try_from(SLICE_BYTES / example_bytes(values)).unwrap_or(usize::MAX);
    (rows / BLOCK * BLOCK).max(BLOCK)
}

/// What a batch takes at most while its gradient is taken: a slice's buffers, and of each example its words, its target and its loss.
pub fn batch_bytes(config: &Config, batch: u64) -> u64 {
    let (_, values) = Calls::of(&Layout::of(*config));
    let rows = batch.min(slice_of(&values) as u64);
    let words = 4 * config.dims.context as u64;
    rows.saturating_mul(example_bytes(&values)).saturating_add(batch.saturating_mul(words + 4 + 8))
}

/// What one example takes of a batch's buffers: every value of the plan.
fn example_bytes(values: &[Value]) -> u64 {
    values.iter().map(|value| 4 * value.length as u64).sum()
}

/// One network's workspace: its activations and gradients after the latest call.
#[derive(Debug, Clone)]
pub struct Cpu {
    layout: Layout,
    calls: Calls,
    /// The gradient of the latest batch's mean loss. Dense: a column of E that the batch did not read is zero.
    pub gradients: Parameters,
    values: Vec<Value>,
    losses: Vec<f64>,
    touched: Touched,
    workspace: Workspace,
    /// A product that is added to the one before it.
    more: Vec<f32>,
    batch: usize,
}

/// A tensor's rows, one for each example of the batch.
#[derive(Debug, Clone)]
struct Value {
    tensor: Tensor,
    length: usize,
    /// Whether the way back makes it.
    backward: bool,
    data: Vec<f32>,
}

/// The words that the latest batch read.
#[derive(Debug, Clone, Default)]
struct Touched {
    /// In the order of their first reading.
    words: Vec<u32>,
    /// For each word whether it stands among them.
    is: Vec<bool>,
}

/// What there is to do for a batch, each tensor already found: values by their number, parameters and their gradients by
/// their ranges in the flat buffers.
#[derive(Debug, Clone, Default)]
struct Calls {
    /// Look-up to logits.
    forward: Vec<Call>,
    /// Logits, probabilities, and the loss's derivative by the logits: one pass makes the last two.
    softmax: [usize; 3],
    /// How many of the forward calls end with the last hidden layer, and how many values there are by then.
    hidden: (usize, usize),
    /// From the logits' derivative to the gradients.
    backward: Vec<Call>,
}

#[derive(Debug, Clone)]
enum Call {
    Gather { table: Range<usize>, to: usize },
    Product { a: Factor, b: Factor, to: Target, bias: Range<usize>, more: bool },
    Map { from: usize, to: usize },
    ColumnSums { from: usize, to: Range<usize> },
    MapBack { from: usize, at: usize, to: usize },
    Scatter { from: usize, to: Range<usize> },
}

/// A factor of a product: its rows are this long in memory.
#[derive(Debug, Clone)]
struct Factor {
    numbers: Source,
    columns: usize,
    transposed: bool,
}

#[derive(Debug, Clone)]
enum Source {
    Value(usize),
    Parameter(Range<usize>),
}

#[derive(Debug, Clone)]
enum Target {
    Value(usize),
    Gradient(Range<usize>),
}

/// What the calls work on.
struct Running<'a> {
    config: &'a Config,
    contexts: &'a [u32],
    parameters: &'a [f32],
    /// On top of what the batch's slices before this one gave.
    onto: bool,
    gradients: &'a mut [f32],
    values: &'a mut [Value],
    touched: &'a mut Touched,
    workspace: &'a mut Workspace,
    more: &'a mut Vec<f32>,
}

impl Calls {
    /// The plan's calls, and the values that they need room for.
    fn of(layout: &Layout) -> (Calls, Vec<Value>) {
        let config = &layout.config;
        let mut values: Vec<Value> = Vec::new();
        let mut calls = Calls::default();
        let slot = |values: &[Value], tensor: Tensor| {
            values.iter().position(|value| value.tensor == tensor).expect("a step before it writes it")
        };
        let gradient = |tensor: Tensor| layout.range(tensor.parent().expect("a parameter's derivative"));
        for step in layout.plan.steps_in(config) {
            let backward = match step.operation.phase() {
                Phase::Forward => false,
                Phase::Backward => true,
                Phase::Update => continue,
            };
            let written = step.operation.writes();
            let is_gradient = written.parent().is_some_and(Tensor::is_parameter);
            if !is_gradient
                && !matches!(step.operation, Operation::Loss { .. })
                && values.iter().all(|value| value.tensor != written)
            {
                let length = written.len(config);
                values.push(Value { tensor: written, length, backward, data: Vec::new() });
            }
            let out = if backward { &mut calls.backward } else { &mut calls.forward };
            let at = |tensor| slot(&values, tensor);
            match step.operation {
                Operation::Gather { table, to } => {
                    out.push(Call::Gather { table: layout.range(table), to: at(to) });
                }
                Operation::Affine { .. } | Operation::AffineBack { .. } | Operation::Outer { .. } => {
                    let factor = |products::Factor { tensor, transposed }| {
                        let (numbers, columns) = if tensor.is_parameter() {
                            let [_, columns] = layout.memory_shape(tensor);
                            (Source::Parameter(layout.range(tensor)), columns)
                        } else {
                            (Source::Value(at(tensor)), tensor.len(config))
                        };
                        Factor { numbers, columns, transposed: transposed != tensor.by_column() }
                    };
                    out.extend(products(&step.operation, config).into_iter().map(|product| Call::Product {
                        a: factor(product.a),
                        b: factor(product.b),
                        to: if is_gradient {
                            Target::Gradient(gradient(product.to))
                        } else {
                            Target::Value(at(product.to))
                        },
                        bias: product.bias.map_or(0..0, |bias| layout.range(bias)),
                        more: product.more,
                    }));
                }
                Operation::Map { from, to, .. } => {
                    out.push(Call::Map { from: at(from), to: at(to) });
                    calls.hidden = (calls.forward.len(), values.len());
                }
                // The look-up wrote the pieces one after the other; the losses come with the softmax.
                Operation::Concat { .. } | Operation::Loss { .. } | Operation::Update { .. } => {}
                Operation::Softmax { from, to } => calls.softmax = [at(from), at(to), 0],
                Operation::LossBack { to, .. } => calls.softmax[2] = at(to),
                Operation::BiasBack { from, to } => {
                    out.push(Call::ColumnSums { from: at(from), to: gradient(to) });
                }
                Operation::MapBack { from, at: value, to } => {
                    out.push(Call::MapBack { from: at(from), at: at(value), to: at(to) });
                }
                Operation::Scatter { from, to } => {
                    out.push(Call::Scatter { from: at(from), to: gradient(to) });
                }
            }
        }
        (calls, values)
    }
}

impl Call {
    fn run(&self, with: &mut Running<'_>) {
        let embedding = with.config.dims.embedding;
        let activation = with.config.activation;
        match self {
            Call::Gather { table, to } => {
                let table = &with.parameters[table.clone()];
                lookup::forward(table, embedding, with.contexts, &mut with.values[*to].data);
            }
            Call::Product { a, b, to, bias, more } => {
                // What a product writes is none of its factors.
                let mut value = match to {
                    Target::Value(at) => core::mem::take(&mut with.values[*at].data),
                    Target::Gradient(_) => Vec::new(),
                };
                let c = match to {
                    Target::Value(_) => &mut value[..],
                    Target::Gradient(range) => &mut with.gradients[range.clone()],
                };
                let (a, b) = (a.matrix(with.values, with.parameters), b.matrix(with.values, with.parameters));
                if *more {
                    with.more.resize(c.len(), 0.0);
                    kernel::product(with.workspace, a, b, with.more);
                    c.iter_mut().zip(&*with.more).for_each(|(c, &more)| *c += more);
                } else {
                    let onto = with.onto && matches!(to, Target::Gradient(_));
                    kernel::product_onto(with.workspace, a, b, c, onto);
                }
                add_to_rows(&with.parameters[bias.clone()], c);
                if let Target::Value(at) = to {
                    with.values[*at].data = value;
                }
            }
            Call::Map { from, to } => {
                let mut h = core::mem::take(&mut with.values[*to].data);
                activation::forward(activation, &with.values[*from].data, &mut h);
                with.values[*to].data = h;
            }
            Call::ColumnSums { from, to } => {
                let sums = &mut with.gradients[to.clone()];
                sum::column_sums_onto(&with.values[*from].data, sums, with.onto);
            }
            Call::MapBack { from, at, to } => {
                let mut da = core::mem::take(&mut with.values[*to].data);
                activation::backward(activation, &with.values[*from].data, &with.values[*at].data, &mut da);
                with.values[*to].data = da;
            }
            Call::Scatter { from, to } => {
                // Only the columns of the batch before can be other than zero.
                let gradient = &mut with.gradients[to.clone()];
                if !with.onto {
                    for word in with.touched.words.drain(..) {
                        gradient[word as usize * embedding..][..embedding].fill(0.0);
                        with.touched.is[word as usize] = false;
                    }
                }
                lookup::backward(&with.values[*from].data, embedding, with.contexts, gradient);
                for &word in with.contexts {
                    if !core::mem::replace(&mut with.touched.is[word as usize], true) {
                        with.touched.words.push(word);
                    }
                }
            }
        }
    }
}

impl Factor {
    #[inline(always)]
    fn matrix<'a>(&self, values: &'a [Value], parameters: &'a [f32]) -> Matrix<'a, f32> {
        let data = match &self.numbers {
            Source::Value(at) => &values[*at].data,
            Source::Parameter(range) => &parameters[range.clone()],
        };
        let matrix = Matrix::new(data, data.len() / self.columns, self.columns);
        if self.transposed { matrix.transposed() } else { matrix }
    }
}

impl Cpu {
    /// Room for a network of this configuration.
    pub fn new(config: Config) -> Self {
        Self::of(Layout::of(config))
    }

    /// Room for a network that is laid out like this.
    ///
    /// # Panics
    /// If a step of the plan reads what no step before it writes.
    pub fn of(layout: Layout) -> Self {
        let (calls, values) = Calls::of(&layout);
        Cpu {
            layout,
            calls,
            gradients: Parameters::zeros_of(layout),
            values,
            losses: Vec::new(),
            touched: Touched { words: Vec::new(), is: vec![false; layout.config.dims.vocabulary] },
            workspace: Workspace::default(),
            more: Vec::new(),
            batch: 0,
        }
    }

    /// The network's configuration.
    pub fn config(&self) -> &Config {
        &self.layout.config
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
        self.gradients_in_slices(parameters, contexts, targets, slice_of(&self.values))
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
        let n = self.layout.config.dims.context;
        assert_eq!(contexts.len(), targets.len() * n, "{} words, {} targets", contexts.len(), targets.len());
        assert!(!targets.is_empty(), "a batch has an example");
        self.losses.clear();
        let scale = 1.0 / targets.len() as f32;
        let slices = contexts.chunks(slice.saturating_mul(n)).zip(targets.chunks(slice));
        for (number, (contexts, targets)) in slices.enumerate() {
            self.logits(parameters, contexts);
            let before = self.losses.len();
            self.probabilities_and_losses(targets, scale);
            self.make_room(true);
            self.run(true, ..self.calls.backward.len(), parameters, contexts, number > 0);
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
        let words = self.layout.config.dims.vocabulary;
        let [z, yhat] = self.probabilities();
        softmax::forward_rows(z, yhat, words, &mut |_, _, _, _| {});
        &self.values[self.calls.softmax[1]].data
    }

    /// log yhat in nats, B x |V|, never -infinity for finite logits, into `out`.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn log_probabilities(&mut self, parameters: &Parameters, contexts: &[u32], out: &mut Vec<f64>) {
        self.logits(parameters, contexts);
        let words = self.layout.config.dims.vocabulary;
        let [z, yhat] = self.probabilities();
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
        let words = self.layout.config.dims.vocabulary;
        let mut losses = core::mem::take(&mut self.losses);
        losses.clear();
        let [z, yhat] = self.probabilities();
        softmax::forward_rows(z, yhat, words, &mut |row, z, _, normaliser| {
            losses.push(-normaliser.log_probability(z[targets[row] as usize]));
        });
        self.losses = losses;
        &self.losses
    }

    /// log yhat[target] in nats of B examples into `out`: bit for bit what [`Cpu::evaluate`] gives, without its tensors. A context
    /// that comes again is not computed again, and the logits at hand fit a processor's cache, however large the vocabulary.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn score(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        let (n, words) = (self.layout.config.dims.context, self.layout.config.dims.vocabulary);
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
                let [z, yhat] = self.probabilities();
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
        self.values.iter().map(|value| 4 * value.data.capacity() as u64).sum()
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
        &self.touched.words
    }

    /// A tensor of the latest batch: B rows of a value, and after [`Cpu::gradients`] of a derivative by one; or a parameter's
    /// gradient as it lies in memory. None for what is not kept here: parameters, and L (see [`Cpu::losses`]).
    pub fn tensor(&self, tensor: Tensor) -> Option<&[f32]> {
        if let Some(parameter) = tensor.parent().filter(|of| of.is_parameter()) {
            return Some(self.gradients.slice(parameter));
        }
        self.values.iter().find(|value| value.tensor == tensor).map(|value| &value.data[..])
    }

    /// After a loss that is not finite: the first step of the plan that wrote such a number, and into which tensor.
    pub fn first_not_finite(&self) -> Option<(&'static str, Tensor)> {
        self.layout.plan.steps_in(self.config()).find_map(|step| {
            let written = step.operation.writes();
            let bad = match self.tensor(written) {
                Some(values) => values.iter().any(|x| !x.is_finite()),
                None => !written.is_parameter() && self.losses.iter().any(|x| !x.is_finite()),
            };
            bad.then_some((step.id, written))
        })
    }

    /// What the last hidden layer gives for each context, B rows of H: no farther than that, for questions that are about it
    /// alone.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn hidden(&mut self, parameters: &Parameters, contexts: &[u32]) -> &[f32] {
        let (calls, values) = self.calls.hidden;
        self.set_batch(contexts);
        for value in &mut self.values[..values] {
            value.data.resize(self.batch * value.length, 0.0);
        }
        self.run(false, ..calls, parameters, contexts, false);
        &self.values[values - 1].data
    }

    /// Logits and the room for their probabilities.
    fn probabilities(&mut self) -> [&mut Vec<f32>; 2] {
        let [z, yhat, _] = self.calls.softmax;
        self.values.get_disjoint_mut([z, yhat]).expect("two tensors").map(|value| &mut value.data)
    }

    /// Room in every value of one way for the batch.
    fn make_room(&mut self, backward: bool) {
        for value in self.values.iter_mut().filter(|value| value.backward == backward) {
            value.data.resize(self.batch * value.length, 0.0);
        }
    }

    /// Some of the calls of one way.
    fn run(
        &mut self,
        backward: bool,
        calls: RangeTo<usize>,
        parameters: &Parameters,
        contexts: &[u32],
        onto: bool,
    ) {
        let mut with = Running {
            config: &self.layout.config,
            contexts,
            parameters: &parameters.data,
            onto,
            gradients: &mut self.gradients.data,
            values: &mut self.values,
            touched: &mut self.touched,
            workspace: &mut self.workspace,
            more: &mut self.more,
        };
        for call in &(if backward { &self.calls.backward } else { &self.calls.forward })[calls] {
            call.run(&mut with);
        }
    }

    /// Look-up to logits.
    fn logits(&mut self, parameters: &Parameters, contexts: &[u32]) {
        self.set_batch(contexts);
        self.make_room(false);
        self.run(false, ..self.calls.forward.len(), parameters, contexts, false);
    }

    /// The batch's size is that of these contexts.
    fn set_batch(&mut self, contexts: &[u32]) {
        let context = self.layout.config.dims.context;
        self.batch = contexts.len() / context;
        assert!(
            self.batch > 0 && self.batch * context == contexts.len(),
            "{} words are not contexts of {context}",
            contexts.len(),
        );
    }

    /// Softmax, loss and dz, a row at a time.
    fn probabilities_and_losses(&mut self, targets: &[u32], scale: f32) {
        let words = self.layout.config.dims.vocabulary;
        let [z, yhat, dz] = self
            .values
            .get_disjoint_mut(self.calls.softmax)
            .expect("three tensors")
            .map(|value| &mut value.data);
        dz.resize(z.len(), 0.0);
        softmax::forward_rows(z, yhat, words, &mut |row, z, yhat, normaliser| {
            let target = targets[row] as usize;
            self.losses.push(-normaliser.log_probability(z[target]));
            softmax::backward(yhat, target, scale, &mut dz[row * words..][..words]);
        });
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
