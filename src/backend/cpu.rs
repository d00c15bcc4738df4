//! Runs the plan fast and exactly: with the same bits in the browser, natively, on any machine.
//!
//! A new workspace translates the plan into calls once. `kernel.rs` computes the products, the operations' own loops the rest.
//! After the largest batch nothing more is allocated. [`super::Reference`] runs the same plan step by step, and a test holds
//! both equal to the last bit.

use core::ops::Range;

use super::kernel::{self, Matrix, Workspace};
use super::products::{self, products};
use super::team::{Share, Shared, Team};
use crate::lm::EXAMPLES_PER_CALL;
use crate::model::{Config, Dims, Layout, Operation, Parameters, Phase, Tensor};
use crate::ops::matmul::BLOCK;
use crate::ops::{activation, lookup, softmax, sum};

/// The most logits that [`Cpu::score`] computes at once, 4 MiB. U is read again each time.
const CACHED: usize = 1 << 20;

/// The most bytes of activations at once. A larger batch is computed in slices, whose gradients are added in the batch's order.
const SLICE_BYTES: u64 = 64 << 20;

/// The most values that a plan may have.
const VALUES: usize = 16;

/// The fewest examples in a share: the rows of one tile of a matrix product.
const ROWS: usize = 4;

/// Rows of a gradient that are computed before their parameters move: they are still in the first caches then, and the next rows
/// reuse the memory.
const MOVED: usize = 240;

/// How many examples of a batch are computed at once for its gradient: whole blocks of a matrix product's sums, so that slices give
/// the bits of the whole batch.
pub fn slice(config: &Config) -> usize {
    slice_of(&Calls::of(&Layout::of(*config)).1)
}

fn slice_of(values: &[Value]) -> usize {
    let rows = usize::try_from(SLICE_BYTES / example_bytes(values)).unwrap_or(usize::MAX);
    (rows / BLOCK * BLOCK).max(BLOCK)
}

/// The most bytes that a batch's gradient takes: the buffers and words of a slice, and the words, target and loss of each example.
pub fn batch_bytes(config: &Config, batch: u64) -> u64 {
    let (_, values) = Calls::of(&Layout::of(*config));
    let rows = batch.min(slice_of(&values) as u64);
    let words = 4 * config.dims.context as u64;
    rows.saturating_mul(example_bytes(&values) + words).saturating_add(batch.saturating_mul(words + 4 + 8))
}

/// How many examples of a call each of so many threads takes: with helpers more, so that they wait for each other less often.
fn examples_of_each(threads: usize) -> usize {
    if threads > 1 { 4 * EXAMPLES_PER_CALL } else { EXAMPLES_PER_CALL }
}

/// How many examples so many threads score at once.
pub fn rows_to_score(config: &Config, threads: usize) -> usize {
    threads * (CACHED / config.dims.vocabulary).clamp(1, examples_of_each(threads))
}

/// Bytes of one example in the batch's buffers: every value of the plan.
fn example_bytes(values: &[Value]) -> u64 {
    values.iter().map(|value| 4 * value.length as u64).sum()
}

/// The workspace of one network. It holds the activations and gradients of the latest call.
#[derive(Debug, Clone)]
pub struct Cpu {
    layout: Layout,
    calls: Calls,
    /// The gradient of the latest batch's mean loss, after [`Cpu::gradients`] or `sum(None)`. If [`Cpu::sum`] moves a matrix in the same
    /// pass, that matrix's gradient is not stored. Dense: a column of E that the batch did not read is zero.
    pub gradients: Parameters,
    /// The threads that compute.
    pub team: Team,
    values: Vec<Value>,
    losses: Vec<f64>,
    touched: Touched,
    /// The words of the latest slice of a batch.
    contexts: Vec<u32>,
    /// Each share has a room of its own.
    rooms: Vec<Room>,
    batch: usize,
    /// The part of the gradient that is still to do: the sums over the examples of the latest slice.
    owed: Option<Sums>,
}

/// A tensor's rows, one for each example of the batch.
#[derive(Debug, Clone)]
struct Value {
    tensor: Tensor,
    length: usize,
    /// Whether the backward pass computes it.
    backward: bool,
    data: Vec<f32>,
}

/// The memory in which a share packs and adds.
#[derive(Debug, Clone, Default)]
struct Room {
    workspace: Workspace,
    /// A product that is added to the one before it.
    more: Vec<f32>,
}

/// Sums over a slice's examples that are still to do.
#[derive(Debug, Clone, Copy)]
struct Sums {
    /// Added to the sums of the batch's earlier slices.
    onto: bool,
}

/// The words that the latest batch read.
#[derive(Debug, Clone, Default)]
struct Touched {
    /// In the order in which they were first read.
    words: Vec<u32>,
    /// For each word of the vocabulary, whether it is one of them.
    is: Vec<bool>,
    /// The words of the previous batch, whose gradients are not yet zero.
    before: Vec<u32>,
}

/// Moves parameters by their gradient.
pub trait Moves: Sync {
    /// Moves the parameters at this place of the flat buffer by their gradient. Each parameter is moved once, by any of the threads.
    fn by(&self, place: Range<usize>, gradient: &[f32]);
    /// Whether a word that the batch did not read moves too.
    fn all_words(&self) -> bool;
}

/// The calls for a batch, with each tensor already found: values by their number, parameters and their gradients by their ranges
/// in the flat buffers.
#[derive(Debug, Clone, Default)]
struct Calls {
    /// From the look-up to the logits.
    forward: Vec<Call>,
    /// Logits, probabilities, and the loss's derivative by the logits: in training each overwrites the one before it.
    softmax: [usize; 3],
    /// How many forward calls and how many values there are up to the last hidden layer.
    hidden: (usize, usize),
    /// From the derivative by the logits to the derivative by what was looked up, example by example.
    backward: Vec<Call>,
    /// Sums of those derivatives over the examples: the gradients. They do not depend on each other.
    sums: Vec<Sum>,
}

/// Computes numbers of an example from other numbers of that example and from the parameters.
#[derive(Debug, Clone)]
enum Call {
    Gather { table: Range<usize>, to: usize },
    Product { a: usize, b: Factor, to: usize, bias: Range<usize>, more: bool },
    Map { from: usize, to: usize },
    MapBack { from: usize, at: usize, to: usize },
}

/// A parameter's gradient.
#[derive(Debug, Clone)]
struct Sum {
    of: SumOf,
    /// The parameter's place.
    to: Range<usize>,
}

#[derive(Debug, Clone)]
enum SumOf {
    /// Products of the columns of two values: the gradient's rows are `a`'s columns.
    Outer {
        a: usize,
        b: usize,
    },
    Columns {
        from: usize,
    },
    Scatter {
        from: usize,
    },
}

/// A parameter as a product's factor.
#[derive(Debug, Clone)]
struct Factor {
    range: Range<usize>,
    size: [usize; 2],
    strides: [usize; 2],
}

/// Which stages of the softmax stay in memory: logits, probabilities, and the loss's derivative by the logits.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stages {
    /// All of them, so that they can be read later.
    All,
    /// Only the last one, which overwrites the others: no row leaves the cache in between.
    Last,
}

/// The backward pass from the logits of a batch.
struct Back<'a> {
    targets: &'a [u32],
    /// The index of these examples' first loss.
    first: usize,
    /// The weight of each loss in the batch's mean.
    scale: f32,
}

/// What calls work on; each share uses the rows of its own examples.
struct Rows<'a> {
    config: &'a Config,
    /// Each value's numbers, and their count per example.
    values: [(Shared<'a, f32>, usize); VALUES],
    contexts: &'a [u32],
    parameters: &'a [f32],
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
            let mut sum = |of, to| calls.sums.push(Sum { of, to: gradient(to) });
            match step.operation {
                Operation::Gather { table, to } => {
                    out.push(Call::Gather { table: layout.range(table), to: at(to) });
                }
                Operation::Affine { .. } | Operation::AffineBack { .. } => {
                    let factor = |parameter: products::Factor| Factor {
                        range: layout.range(parameter.tensor),
                        size: parameter.size(config, 1),
                        strides: parameter.strides(config),
                    };
                    out.extend(products(&step.operation, config).into_iter().map(|product| Call::Product {
                        a: at(product.a.tensor),
                        b: factor(product.b),
                        to: at(product.to),
                        bias: product.bias.map_or(0..0, |bias| layout.range(bias)),
                        more: product.more,
                    }));
                }
                Operation::Outer { left, right, to } => sum(SumOf::Outer { a: at(left), b: at(right) }, to),
                Operation::Map { from, to, .. } => {
                    out.push(Call::Map { from: at(from), to: at(to) });
                    calls.hidden = (calls.forward.len(), values.len());
                }
                // The look-up has already joined the pieces; the softmax computes the losses too.
                Operation::Concat { .. } | Operation::Loss { .. } | Operation::Update { .. } => {}
                Operation::Softmax { from, to } => calls.softmax = [at(from), at(to), 0],
                Operation::LossBack { to, .. } => calls.softmax[2] = at(to),
                Operation::BiasBack { from, to } => sum(SumOf::Columns { from: at(from) }, to),
                Operation::MapBack { from, at: value, to } => {
                    out.push(Call::MapBack { from: at(from), at: at(value), to: at(to) });
                }
                Operation::Scatter { from, to } => sum(SumOf::Scatter { from: at(from) }, to),
            }
        }
        assert!(values.len() <= VALUES, "there is a place for each value");
        (calls, values)
    }

    /// The values that hold the logits, the probabilities and the loss's derivative by the logits.
    fn places(&self, backward: bool, stages: Stages) -> [usize; 3] {
        match stages {
            Stages::All => self.softmax,
            Stages::Last => [self.softmax[1 + usize::from(backward)]; 3],
        }
    }
}

/// What sums work on.
struct Summing<'a> {
    config: &'a Config,
    values: &'a [Value],
    contexts: &'a [u32],
    touched: &'a Touched,
    gradients: Shared<'a, f32>,
    rooms: Shared<'a, Room>,
    /// The sums still to do; none if they are done.
    sums: Option<Sums>,
    moves: Option<&'a dyn Moves>,
}

impl<'a> Rows<'a> {
    /// Some examples' numbers of a value.
    fn of(&self, value: usize, rows: &Range<usize>) -> (Shared<'a, f32>, Range<usize>) {
        let (numbers, length) = self.values[value];
        (numbers, rows.start * length..rows.end * length)
    }

    fn read(&self, value: usize, rows: &Range<usize>) -> &'a [f32] {
        let (numbers, range) = self.of(value, rows);
        // SAFETY: no call writes what it reads, and the rows belong to one share.
        unsafe { numbers.read(range) }
    }

    fn write(&self, value: usize, rows: &Range<usize>) -> &'a mut [f32] {
        let (numbers, range) = self.of(value, rows);
        // SAFETY: as above.
        unsafe { numbers.part(range) }
    }

    /// Runs a call for some rows.
    fn call(&self, call: &Call, rows: &Range<usize>, room: &mut Room) {
        let (dims, activation) = (&self.config.dims, self.config.activation);
        match call {
            Call::Gather { table, to } => {
                let contexts = &self.contexts[rows.start * dims.context..rows.end * dims.context];
                let table = &self.parameters[table.clone()];
                lookup::forward(table, dims.embedding, contexts, self.write(*to, rows));
            }
            Call::Product { a, b, to, bias, more } => {
                let a = Matrix::by_rows(self.read(*a, rows), self.values[*a].1);
                let b = Matrix::new(&self.parameters[b.range.clone()], b.size, b.strides);
                let c = self.write(*to, rows);
                if *more {
                    let more = kernel::at_least(&mut room.more, c.len());
                    kernel::product(&mut room.workspace, a, b, more);
                    c.iter_mut().zip(more).for_each(|(c, more)| *c += *more);
                } else {
                    kernel::product(&mut room.workspace, a, b, c);
                }
                add_to_rows(&self.parameters[bias.clone()], c);
            }
            Call::Map { from, to } => {
                activation::forward(activation, self.read(*from, rows), self.write(*to, rows));
            }
            Call::MapBack { from, at, to } => {
                let (dh, h) = (self.read(*from, rows), self.read(*at, rows));
                activation::backward(activation, dh, h, self.write(*to, rows));
            }
        }
    }
}

impl Sum {
    /// How many of its numbers are computed before their parameters move.
    fn moved(&self, values: &[Value]) -> usize {
        match self.of {
            SumOf::Outer { a, b } if values[b].length <= kernel::NC => {
                values[a].length.min(MOVED) * values[b].length
            }
            _ => 0,
        }
    }
}

impl Summing<'_> {
    /// Computes a share of a sum if that is still to do, and moves its parameters if `moves` is given.
    fn sum(&self, sum: &Sum, share: Share) {
        let (value, start) = (|at: usize| &self.values[at], sum.to.start);
        match sum.of {
            SumOf::Outer { a, b } => {
                let (a, b) = (value(a), value(b));
                let n = b.length;
                let rows = share.part(a.length, 8);
                let many = if self.moves.is_some() { MOVED } else { rows.len().max(1) };
                for first in rows.clone().step_by(many) {
                    let again = first > rows.start;
                    let rows = first..rows.end.min(first + many);
                    // Only the columns of A that are these rows of the gradient.
                    let a = Matrix::by_rows(&a.data, a.length).transposed().rows(rows.clone());
                    let b = Matrix::by_rows(&b.data, n);
                    let (at, count) = (start + rows.start * n, rows.len() * n);
                    // SAFETY: a share has a room of its own.
                    let room = || &mut unsafe { self.rooms.part(share.number()..share.number() + 1) }[0];
                    match (self.sums, self.moves) {
                        (Some(Sums { onto: false }), Some(moves)) if n <= kernel::NC => {
                            let Room { workspace, more } = room();
                            let more = kernel::at_least(more, count);
                            kernel::product_onto(workspace, a, b, more, false, again);
                            moves.by(at..at + count, more);
                        }
                        _ => drop(self.made(at, count, true, &|c, onto| {
                            kernel::product_onto(&mut room().workspace, a, b, c, onto, again);
                        })),
                    }
                }
            }
            SumOf::Columns { from } => {
                let (from, columns) = (value(from), share.part(sum.to.len(), 16));
                self.made(start + columns.start, columns.len(), true, &|c, onto| {
                    sum::column_sums_onto(&from.data, from.length, columns.start, c, onto);
                });
            }
            SumOf::Scatter { from } => {
                let d = self.config.dims.embedding;
                let words = share.part(sum.to.len() / d, 1);
                let own = |word: &u32| words.contains(&(*word as usize)).then_some(*word as usize);
                let every = self.moves.is_none_or(Moves::all_words);
                let gradient = self.made(start + words.start * d, words.len() * d, every, &|c, onto| {
                    // Only columns that the previous batch read can be non-zero.
                    for word in self.touched.before.iter().filter_map(own).filter(|_| !onto) {
                        c[(word - words.start) * d..][..d].fill(0.0);
                    }
                    lookup::backward(&value(from).data, d, self.contexts, words.start, c);
                });
                let Some(moves) = self.moves.filter(|_| !every) else { return };
                for word in self.touched.words.iter().filter_map(own) {
                    let row = (word - words.start) * d;
                    moves.by(start + word * d..start + (word + 1) * d, &gradient[row..][..d]);
                }
            }
        }
    }

    /// Numbers of the gradient from `at` on: `make` computes them if that is still to do. Then their parameters move if `moves` says so.
    #[inline(never)]
    fn made(&self, at: usize, count: usize, moves: bool, make: &dyn Fn(&mut [f32], bool)) -> &[f32] {
        let place = at..at + count;
        if let Some(Sums { onto }) = self.sums {
            // SAFETY: each share has its own rows, columns and words.
            make(unsafe { self.gradients.part(place.clone()) }, onto);
        }
        // SAFETY: as above, and the write above has ended.
        let gradient = unsafe { self.gradients.read(place.clone()) };
        if let Some(moves) = self.moves.filter(|_| moves) {
            moves.by(place, gradient);
        }
        gradient
    }

    fn run(&self, calls: &Calls, team: &Team) {
        team.run(&|share| calls.sums.iter().for_each(|sum| self.sum(sum, share)));
    }
}

impl Cpu {
    /// A workspace for a network of this configuration.
    pub fn new(config: Config) -> Self {
        Self::of(Layout::of(config))
    }

    /// A workspace for a network with this layout.
    ///
    /// # Panics
    /// If a step of the plan reads what no step before it writes.
    pub fn of(layout: Layout) -> Self {
        let (calls, values) = Calls::of(&layout);
        let is = vec![false; layout.config.dims.vocabulary];
        Cpu {
            layout,
            calls,
            gradients: Parameters::zeros_of(layout),
            team: Team::default(),
            values,
            losses: Vec::new(),
            touched: Touched { is, ..Default::default() },
            contexts: Vec::new(),
            rooms: Vec::new(),
            batch: 0,
            owed: None,
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

    /// Runs a batch forward and backward, computes the gradients of its mean loss, and returns that loss in nats.
    ///
    /// `contexts`: B·n ids, each example's oldest word first; `targets`: B ids.
    ///
    /// # Panics
    /// If the batch is empty, the lengths do not fit, or an id is outside the vocabulary.
    pub fn gradients(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]) -> f32 {
        let slice = slice_of(&self.values);
        let loss = self.derivatives_in_slices(parameters, contexts, targets, slice, Stages::All);
        self.sum(None);
        loss
    }

    /// As [`Cpu::gradients`], but does not add up the gradients over the examples, which is left to [`Cpu::sum`], and does not keep
    /// logits and probabilities.
    ///
    /// # Panics
    /// As there.
    pub fn derivatives(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]) -> f32 {
        let slice = slice_of(&self.values);
        self.derivatives_in_slices(parameters, contexts, targets, slice, Stages::Last)
    }

    /// As [`Cpu::derivatives`], `slice` examples at a time. The activations of the last slice stay. After a slice with a loss that is
    /// not finite, no other slice is computed.
    #[inline(never)] // One training step is one function to a browser's compiler.
    fn derivatives_in_slices(
        &mut self,
        parameters: &Parameters,
        contexts: &[u32],
        targets: &[u32],
        slice: usize,
        stages: Stages,
    ) -> f32 {
        let n = self.layout.config.dims.context;
        assert!(contexts.len() == targets.len() * n, "each target has n words");
        assert!(!targets.is_empty(), "a batch has an example");
        self.losses.clear();
        self.owed = None;
        let scale = 1.0 / targets.len() as f32;
        let slices = contexts.chunks(slice.saturating_mul(n)).zip(targets.chunks(slice));
        for (number, (contexts, targets)) in slices.enumerate() {
            self.sum(None);
            let before = self.losses.len();
            self.set_batch(contexts);
            self.make_room(true, stages);
            self.losses.resize(before + self.batch, 0.0);
            let back = Back { targets, first: before, scale };
            self.run(parameters, self.calls.forward.len(), Some(back), stages);
            self.owed = Some(Sums { onto: number > 0 });
            if !self.losses[before..].iter().all(|loss| loss.is_finite()) {
                break;
            }
        }
        self.mean_loss()
    }

    /// Adds up the gradients if that is still to do, and moves the parameters by them if `moves` is given.
    #[inline(never)]
    pub fn sum(&mut self, moves: Option<&dyn Moves>) {
        let Some(sums) = self.owed.take() else {
            return moves.map_or((), |moves| self.move_by(moves));
        };
        let Cpu { layout, calls, gradients, team, values, touched, contexts, rooms, .. } = self;
        touched.read(contexts, sums.onto);
        let with = Summing {
            config: &layout.config,
            values,
            contexts,
            touched,
            gradients: Shared::new(&mut gradients.data),
            rooms: of_each(rooms, team, || calls.sums.iter().map(|sum| sum.moved(values)).max().unwrap_or(0)),
            sums: Some(sums),
            moves,
        };
        with.run(calls, team);
        touched.before.clear();
    }

    /// Moves parameters by the gradients, which are already added up.
    pub fn move_by(&self, moves: &dyn Moves) {
        let with = Summing {
            config: &self.layout.config,
            values: &self.values,
            contexts: &self.contexts,
            touched: &self.touched,
            gradients: Shared::to_read(&self.gradients.data),
            rooms: Shared::to_read(&[]),
            sums: None,
            moves: Some(moves),
        };
        with.run(&self.calls, &self.team);
    }

    /// yhat, B x |V|: each row the probabilities of the next word.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn forward(&mut self, parameters: &Parameters, contexts: &[u32]) -> &[f32] {
        self.logits(parameters, contexts, Stages::Last);
        let (words, yhat) = self.probabilities();
        softmax::exponentials(yhat, words, &mut |_, yhat, normaliser| softmax::divide(yhat, &normaliser));
        yhat
    }

    /// Writes log yhat in nats, B x |V|, into `out`: never -infinity for finite logits.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn log_probabilities(&mut self, parameters: &Parameters, contexts: &[u32], out: &mut Vec<f64>) {
        self.logits(parameters, contexts, Stages::All);
        let [z, yhat, _] = self.calls.softmax;
        let [z, yhat] =
            self.values.get_disjoint_mut([z, yhat]).expect("two tensors").map(|value| &mut value.data);
        yhat.copy_from_slice(z);
        let words = self.layout.config.dims.vocabulary;
        out.clear();
        softmax::exponentials(yhat, words, &mut |row, yhat, normaliser| {
            let log_sum = libm::log(normaliser.sum);
            let z = &z[row * words..][..words];
            out.extend(z.iter().map(|&z| (f64::from(z) - f64::from(normaliser.maximum)) - log_sum));
            softmax::divide(yhat, &normaliser);
        });
    }

    /// The loss of each example in nats, without gradients: what evaluation sums.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn evaluate(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]) -> &[f64] {
        self.logits(parameters, contexts, Stages::Last);
        assert!(self.batch == targets.len(), "each context has a target");
        let mut losses = core::mem::take(&mut self.losses);
        losses.clear();
        let (words, yhat) = self.probabilities();
        // The exponentials overwrite the logits before the normaliser is known, so each target's logit waits in its loss's place.
        losses
            .extend(yhat.chunks_exact(words).zip(targets).map(|(z, &target)| f64::from(z[target as usize])));
        softmax::exponentials(yhat, words, &mut |row, yhat, normaliser| {
            losses[row] = -normaliser.log_probability(losses[row] as f32);
            softmax::divide(yhat, &normaliser);
        });
        self.losses = losses;
        &self.losses
    }

    /// Writes log yhat[target] in nats of B examples into `out`: bit for bit as [`Cpu::evaluate`], without keeping its tensors. A
    /// repeated context is computed once, and the logits take a few megabytes at most, however large the vocabulary.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn score(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        let Dims { context: n, vocabulary: words, .. } = self.layout.config.dims;
        assert!(contexts.len() == targets.len() * n, "each target has n words");
        assert!(out.len() == targets.len(), "each target has a place for its score");
        let together = self.examples_per_call();
        let rows = rows_to_score(self.config(), self.team.threads());
        let mut distinct: Vec<u32> = Vec::new();
        // For each example, the row of its context; for each row, the first example that may have it.
        let (mut of, mut from): (Vec<u32>, Vec<u32>) = Default::default();
        let blocks =
            contexts.chunks(together * n).zip(targets.chunks(together)).zip(out.chunks_mut(together));
        for ((contexts, targets), out) in blocks {
            distinct.clear();
            of.clear();
            from.clear();
            for some in contexts.chunks(EXAMPLES_PER_CALL * n) {
                let (row, example) = (from.len(), of.len());
                for context in some.chunks_exact(n) {
                    let known = distinct[row * n..].chunks_exact(n).position(|other| other == context);
                    of.push(known.map_or(from.len(), |known| row + known) as u32);
                    if known.is_none() {
                        distinct.extend_from_slice(context);
                        from.push(example as u32);
                    }
                }
            }
            let mut first = 0;
            for some in distinct.chunks(n * rows) {
                self.logits(parameters, some, Stages::Last);
                let Cpu { calls, team, values, batch, .. } = self;
                let z = &mut values[calls.softmax[1]].data;
                // As in `evaluate`: each target's logit waits where its score will be.
                for ((out, &target), of) in out.iter_mut().zip(targets).zip(&of) {
                    let row =
                        (*of as usize).checked_sub(first).and_then(|row| z.chunks_exact(words).nth(row));
                    *out = row.map_or(*out, |row| row[target as usize].into());
                }
                let (z, out) = (Shared::new(z), Shared::new(out));
                team.run(&|share| {
                    let rows = share.part(*batch, ROWS);
                    // SAFETY: a share has its own rows.
                    let z = unsafe { z.part(rows.start * words..rows.end * words) };
                    softmax::exponentials(z, words, &mut |row, _, normaliser| {
                        let number = first + rows.start + row;
                        let some = of.iter().enumerate().skip(from[number] as usize).take(EXAMPLES_PER_CALL);
                        for (at, _) in some.filter(|(_, of)| **of == number as u32) {
                            // SAFETY: an example has one row.
                            let out = &mut unsafe { out.part(at..at + 1) }[0];
                            *out = normaliser.log_probability(*out as f32);
                        }
                    });
                });
                first += *batch;
            }
        }
    }

    /// How many examples [`Cpu::score`] is best given at once.
    pub fn examples_per_call(&self) -> usize {
        let threads = self.team.threads();
        threads * examples_of_each(threads)
    }

    /// Makes the room of [`Cpu::score`] by so many threads: it then takes no more while helpers work.
    pub fn make_room_to_score(&mut self, threads: usize) {
        self.batch = rows_to_score(self.config(), threads);
        self.make_room(false, Stages::Last);
    }

    /// The capacity of its batch buffers in bytes.
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

    /// The words that the latest batch read, in the order in which they were first read: only their columns of dE are not zero.
    pub fn touched(&self) -> &[u32] {
        &self.touched.words
    }

    /// For each word of the vocabulary, whether the latest batch read it.
    pub fn is_touched(&self) -> &[bool] {
        &self.touched.is
    }

    /// A tensor of the latest batch: B rows of a value or, after [`Cpu::gradients`], of the derivative by a value; or a parameter's
    /// gradient in the order of memory. None for parameters, for L (see [`Cpu::losses`]), and for what training and evaluation
    /// overwrite.
    pub fn tensor(&self, tensor: Tensor) -> Option<&[f32]> {
        if let Some(parameter) = tensor.parent().filter(|of| of.is_parameter()) {
            return Some(self.gradients.slice(parameter));
        }
        self.values
            .iter()
            .find(|value| value.tensor == tensor && !value.data.is_empty())
            .map(|value| &value.data[..])
    }

    /// For a batch whose loss is not finite: the first step of the plan that writes such a number, and the tensor it writes to.
    pub fn first_not_finite(
        &mut self,
        parameters: &Parameters,
        contexts: &[u32],
        targets: &[u32],
    ) -> Option<(&'static str, Tensor)> {
        self.gradients(parameters, contexts, targets);
        self.layout.plan.steps_in(self.config()).find_map(|step| {
            let written = step.operation.writes();
            let bad = match self.tensor(written) {
                Some(values) => values.iter().any(|x| !x.is_finite()),
                None => !written.is_parameter() && self.losses.iter().any(|x| !x.is_finite()),
            };
            bad.then_some((step.id, written))
        })
    }

    /// The output of the last hidden layer for each context, B rows of H. Nothing beyond that layer is computed.
    ///
    /// # Panics
    /// As [`Cpu::gradients`].
    pub fn hidden(&mut self, parameters: &Parameters, contexts: &[u32]) -> &[f32] {
        let (calls, values) = self.calls.hidden;
        self.set_batch(contexts);
        for value in &mut self.values[..values] {
            value.data.resize(self.batch * value.length, 0.0);
        }
        self.run(parameters, calls, None, Stages::All);
        &self.values[values - 1].data
    }

    /// |V|, and the buffer of the probabilities.
    fn probabilities(&mut self) -> (usize, &mut Vec<f32>) {
        (self.layout.config.dims.vocabulary, &mut self.values[self.calls.softmax[1]].data)
    }

    /// Makes room for the batch in every value of the forward pass and, with `backward`, of the backward pass. Stages that do not stay
    /// get none.
    fn make_room(&mut self, backward: bool, stages: Stages) {
        let places = self.calls.places(backward, stages);
        for (number, value) in self.values.iter_mut().enumerate() {
            if backward || !value.backward {
                let is = !self.calls.softmax.contains(&number) || places.contains(&number);
                value.data.resize(if is { self.batch * value.length } else { 0 }, 0.0);
            }
        }
    }

    /// Runs the first `forward` forward calls for the current examples, and the backward pass if `back` is given.
    fn run(&mut self, parameters: &Parameters, forward: usize, back: Option<Back<'_>>, stages: Stages) {
        let Cpu { layout, calls, team, values, losses, contexts, rooms, batch, .. } = self;
        let words = layout.config.dims.vocabulary;
        let mut with = Rows {
            config: &layout.config,
            values: [(Shared::new(&mut []), 0); VALUES],
            contexts,
            parameters: &parameters.data,
        };
        for (at, value) in with.values.iter_mut().zip(values) {
            *at = (Shared::new(&mut value.data), value.length);
        }
        for (value, place) in calls.softmax.into_iter().zip(calls.places(back.is_some(), stages)) {
            with.values[value] = with.values[place];
        }
        let rooms = of_each(rooms, team, || {
            let calls = calls.forward.iter().chain(&calls.backward);
            let more = calls.filter_map(|call| match call {
                Call::Product { to, more: true, .. } => Some(*batch * with.values[*to].1),
                _ => None,
            });
            more.max().unwrap_or(0)
        });
        let (losses, batch) = (Shared::new(losses), *batch);
        team.run(&|share| {
            let rows = share.part(batch, ROWS);
            if rows.is_empty() {
                return;
            }
            // SAFETY: a share has a room of its own.
            let room = &mut unsafe { rooms.part(share.number()..share.number() + 1) }[0];
            for call in &calls.forward[..forward] {
                with.call(call, &rows, room);
            }
            let Some(Back { targets, first, scale }) = &back else { return };
            // Softmax, loss and dz, a row at a time. Each target's logit waits in its loss's place, as in `evaluate`.
            let [z, yhat, dz] = calls.softmax;
            // SAFETY: a share has its own examples.
            let losses = unsafe { losses.part(first + rows.start..first + rows.end) };
            let targets = &targets[rows.clone()];
            for ((loss, z), &target) in
                losses.iter_mut().zip(with.read(z, &rows).chunks_exact(words)).zip(targets)
            {
                *loss = z[target as usize].into();
            }
            let mut dz = (stages == Stages::All).then(|| {
                with.write(yhat, &rows).copy_from_slice(with.read(z, &rows));
                with.write(dz, &rows)
            });
            softmax::exponentials(with.write(yhat, &rows), words, &mut |row, yhat, normaliser| {
                losses[row] = -normaliser.log_probability(losses[row] as f32);
                let dz = match &mut dz {
                    Some(dz) => {
                        let dz = &mut dz[row * words..][..words];
                        dz.copy_from_slice(yhat);
                        softmax::divide(yhat, &normaliser);
                        dz
                    }
                    None => yhat,
                };
                softmax::derivative(dz, &normaliser, targets[row] as usize, *scale);
            });
            for call in &calls.backward {
                with.call(call, &rows, room);
            }
        });
    }

    /// Runs the forward pass from the look-up to the logits.
    fn logits(&mut self, parameters: &Parameters, contexts: &[u32], stages: Stages) {
        self.set_batch(contexts);
        self.make_room(false, stages);
        self.run(parameters, self.calls.forward.len(), None, stages);
    }

    /// Makes these contexts the current batch.
    fn set_batch(&mut self, contexts: &[u32]) {
        let context = self.layout.config.dims.context;
        self.batch = contexts.len() / context;
        assert!(self.batch > 0 && self.batch * context == contexts.len(), "words are whole contexts",);
        self.contexts.clear();
        self.contexts.extend_from_slice(contexts);
        self.owed = None;
    }
}

impl Touched {
    /// Notes the words of a slice; with `onto` they are added to those of the batch's earlier slices.
    fn read(&mut self, words: &[u32], onto: bool) {
        if !onto {
            core::mem::swap(&mut self.before, &mut self.words);
            for word in &self.before {
                self.is[*word as usize] = false;
            }
        }
        for &word in words {
            if !core::mem::replace(&mut self.is[word as usize], true) {
                self.words.push(word);
            }
        }
    }
}

/// A room for each share. Rooms of helpers get their full size here, with `more` numbers for products that are added: a helper must
/// not allocate. When a browser's shared memory grows, not every thread sees the new size at once (V8 takes a fill of it for a fault).
fn of_each<'a>(rooms: &'a mut Vec<Room>, team: &Team, more: impl Fn() -> usize) -> Shared<'a, Room> {
    if rooms.len() < team.threads() {
        rooms.resize_with(team.threads(), Room::default);
    }
    if team.threads() > 1 {
        let more = more();
        for room in &mut rooms[1..] {
            room.workspace.make_whole();
            room.more.reserve(more.saturating_sub(room.more.len()));
        }
    }
    Shared::new(rooms)
}

/// Adds a bias to each row; an empty bias adds nothing.
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
    use crate::model::Activation;

    #[test]
    fn a_batch_in_slices_has_the_bits_of_the_whole() {
        for bias in [false, true] {
            let dims = Dims { context: 2, embedding: 3, hidden: 9, vocabulary: 13 };
            let config = Config { dims, activation: Activation::Tanh, bias };
            let parameters = Parameters::initialised(config, 5);
            let ids = |count: u32, step: u32| (0..count).map(|i| i * step % 13).collect::<Vec<u32>>();
            let (contexts, targets) = (ids(2 * 700, 7), ids(700, 5));
            let (mut whole, mut sliced) = (Cpu::new(config), Cpu::new(config));
            // Twice: nothing may be left over from the previous batch.
            for _ in 0..2 {
                let loss = whole.derivatives_in_slices(&parameters, &contexts, &targets, 700, Stages::All);
                let same =
                    sliced.derivatives_in_slices(&parameters, &contexts, &targets, BLOCK, Stages::Last);
                whole.sum(None);
                sliced.sum(None);
                assert_eq!(loss.to_bits(), same.to_bits());
                assert_eq!(whole.gradients, sliced.gradients);
                assert_eq!((whole.losses(), whole.touched()), (sliced.losses(), sliced.touched()));
                // In training dz overwrites the logits. Old logits must not stay, or they could be taken for the current ones.
                let dz = |cpu: &Cpu| cpu.tensor(Tensor::dz).expect("made").to_vec();
                let last = dz(&sliced);
                assert_eq!(dz(&whole)[700 * 13 - last.len()..], last);
                assert_eq!([Tensor::z, Tensor::yhat].map(|gone| sliced.tensor(gone)), [None; 2]);
                assert!([Tensor::z, Tensor::yhat].iter().all(|kept| whole.tensor(*kept).is_some()));
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
