//! One size of batch: its activations in the card's memory, and the plan's steps as dispatches over them.

use super::card::{Card, Dispatch, groups};
use super::network::Tensors;
use super::shaders::Name;
use super::uniforms::{Activation, Lookup, Product, Softmax, Stretch, Sum, Uniform};
use super::windows::WindowPlaces;
use crate::error::Result;
use crate::model::plan::{self, Phase};
use crate::model::{Config, StepId, Tensor};
use crate::ops::activation::Function;

/// What an update has to do; other numbers of it may change from step to step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Updating {
    /// Every number of E changes, read or not: there is a moment, or a decay.
    pub dense: bool,
    /// The gradient's norm is needed.
    pub clip: bool,
}

/// Where a step's examples come from, and what becomes of their gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// From the windows, in the order that was written; the parameters move.
    Train(Updating),
    /// Written to `contexts` and `targets`; every tensor is kept.
    Trace,
}

/// B examples.
#[derive(Debug)]
pub(super) struct Batch {
    pub size: usize,
    pub used: Use,
    pub contexts: wgpu::Buffer,
    pub targets: wgpu::Buffer,
    pub order: wgpu::Buffer,
    pub order_room: usize,
    sorted: wgpu::Buffer,
    spare: wgpu::Buffer,
    values: Vec<(Tensor, wgpu::Buffer)>,
    pub losses: wgpu::Buffer,
    parts: wgpu::Buffer,
    norms: wgpu::Buffer,
    pub dispatches: Vec<Dispatch>,
}

/// Rows or columns of C that one workgroup of `matmul.wgsl` makes.
const TILE: u64 = 64;
/// With fewer workgroups than this a card is not busy, and a long k is cut.
const BUSY: u64 = 64;
/// k is not cut into slices shorter than this.
const SHORTEST_SLICE: u64 = 256;
/// Numbers that one workgroup of the norm sums, at the least, and the most workgroups of one tensor.
const NORM_EACH: u64 = 4096;
const NORM_GROUPS: u64 = 256;
/// Entries of the order that are written at a time, unless one batch is more.
const ORDER_ROOM: usize = 1 << 20;
/// The most steps of one submission.
pub(super) const MOST_STEPS: usize = 256;

/// One factor of a product: a buffer and its strides.
struct Factor<'a>(&'a wgpu::Buffer, u32, u32);

impl Batch {
    /// Room for B examples, and every step of the plan as dispatches.
    ///
    /// # Errors
    /// A tensor that the card cannot hold.
    pub fn new(
        card: &Card,
        config: &Config,
        tensors: &Tensors,
        places: WindowPlaces,
        size: usize,
        used: Use,
    ) -> Result<Batch> {
        let dims = &config.dims;
        let rows = size as u64;
        let positions = rows * dims.context as u64;
        let mut values = Vec::new();
        for (tensor, length) in [
            (Tensor::e, dims.input()),
            (Tensor::a, dims.hidden),
            (Tensor::h, dims.hidden),
            (Tensor::z, dims.vocabulary),
            (Tensor::dz, dims.vocabulary),
            (Tensor::dh, dims.hidden),
            (Tensor::da, dims.hidden),
            (Tensor::de, dims.input()),
            (Tensor::yhat, if used == Use::Trace { dims.vocabulary } else { 0 }),
        ] {
            let what = format!("{} of a batch of {size}", tensor.name());
            values.push((tensor, card.room(&what, rows * length as u64)?));
        }
        let order_room = match used {
            Use::Train(_) => size.max(ORDER_ROOM.min(size * MOST_STEPS)),
            Use::Trace => 0,
        };
        let products = [
            (size, dims.hidden, dims.input()),
            (size, dims.vocabulary, dims.hidden),
            (dims.vocabulary, dims.hidden, size),
            (size, dims.hidden, dims.vocabulary),
            (dims.hidden, dims.input(), size),
            (size, dims.input(), dims.hidden),
        ];
        let parts = products.iter().map(|&(m, n, k)| match slices(m, n, k) {
            (1, _) => 0,
            (count, _) => count * (m * n) as u64,
        });
        let mut batch = Batch {
            size,
            used,
            contexts: card.room("the contexts", positions)?,
            targets: card.room("the targets", rows)?,
            order: card.room("the order of examples", order_room as u64)?,
            order_room,
            sorted: card.room("the positions by word", positions)?,
            spare: card.room("the positions by word", positions)?,
            values,
            losses: card.room("the losses", rows)?,
            parts: card.room("the parts of a product", parts.max().unwrap_or(0))?,
            norms: card.room("the norm's parts", 2 * NORM_GROUPS * tensors.parameters.len() as u64)?,
            dispatches: Vec::new(),
        };
        let mut dispatches = Vec::new();
        let mut scaled = false;
        for step in plan::steps(config) {
            if step.phase == Phase::Update {
                let Use::Train(updating) = used else { break };
                if updating.clip && !scaled {
                    batch.norm(card, config, tensors, &mut dispatches);
                    scaled = true;
                }
            }
            batch.step(step.id, card, config, tensors, places, &mut dispatches);
        }
        batch.dispatches = dispatches;
        Ok(batch)
    }

    /// A tensor of the batch, and how many numbers one example has.
    pub fn value(&self, tensor: Tensor) -> &wgpu::Buffer {
        &self.values.iter().find(|(name, _)| *name == tensor).expect("a tensor of the batch").1
    }

    fn step(
        &self,
        id: StepId,
        card: &Card,
        config: &Config,
        tensors: &Tensors,
        places: WindowPlaces,
        out: &mut Vec<Dispatch>,
    ) {
        use Tensor as T;
        let dims = &config.dims;
        let rows = self.size as u64;
        let (input, hidden, words) = (dims.input() as u32, dims.hidden as u32, dims.vocabulary as u32);
        let batch = self.size as u32;
        let value = |tensor| self.value(tensor);
        let theta = |tensor| tensors.parameter(tensor);
        let gradient = |tensor| tensors.gradient(tensor);
        let steps = &tensors.steps;
        let lookup = Lookup {
            batch,
            context: dims.context as u32,
            embedding: dims.embedding as u32,
            bits: (32 - (words - 1).leading_zeros()).next_multiple_of(6),
            stride: places.stride,
            offset: places.offset,
            boundary: places.boundary,
        }
        .bytes();
        let positions = rows * dims.context as u64;
        let mut product =
            |to: &wgpu::Buffer, a: Factor<'_>, b: Factor<'_>, [m, n, k]: [u32; 3], bias: Option<T>| {
                let (count, slice) = slices(m as usize, n as usize, k as usize);
                let bias_buffer = bias.filter(|_| config.bias).map(theta);
                let biased = |here: bool| u32::from(here && bias_buffer.is_some());
                let uniform = Product {
                    m,
                    n,
                    k,
                    a_row: a.1,
                    a_column: a.2,
                    b_row: b.1,
                    b_column: b.2,
                    slice: slice as u32,
                    bias: biased(count == 1),
                };
                let tiles = |length: u32| u64::from(length).div_ceil(TILE) as u32;
                let target = if count == 1 { to } else { &self.parts };
                let unused = bias_buffer.unwrap_or(a.0);
                out.push(card.dispatch(
                    Name::Multiply,
                    [tiles(n), tiles(m), count as u32],
                    Some(&uniform.bytes()),
                    steps,
                    &[a.0, b.0, unused, target],
                ));
                if count > 1 {
                    let sum = Sum { rows: count as u32, columns: n, length: m * n, bias: biased(true) };
                    out.push(card.dispatch(
                        Name::Slices,
                        groups(u64::from(m * n), 256),
                        Some(&sum.bytes()),
                        steps,
                        &[&self.parts, unused, to],
                    ));
                }
            };
        match id {
            StepId::lookup => {
                if matches!(self.used, Use::Train(_)) {
                    out.push(card.dispatch(
                        Name::Examples,
                        groups(rows, 64),
                        Some(&lookup),
                        steps,
                        &[&tensors.tokens, &self.order, &self.contexts, &self.targets],
                    ));
                }
                out.push(card.dispatch(
                    Name::Lookup,
                    groups(rows * u64::from(input), 256),
                    Some(&lookup),
                    steps,
                    &[&self.contexts, theta(T::E), value(T::e)],
                ));
            }
            // The look-up wrote the pieces one after the other.
            StepId::concat => {}
            StepId::affine => product(
                value(T::a),
                Factor(value(T::e), input, 1),
                Factor(theta(T::W), 1, input),
                [batch, hidden, input],
                Some(T::b),
            ),
            StepId::activation => out.push(card.dispatch(
                Name::Activate,
                groups(rows * u64::from(hidden), 256),
                Some(&activation(config, rows)),
                steps,
                &[value(T::a), value(T::h)],
            )),
            StepId::logits => product(
                value(T::z),
                Factor(value(T::h), hidden, 1),
                Factor(theta(T::U), 1, hidden),
                [batch, words, hidden],
                Some(T::c),
            ),
            // The loss of each example and dz come with it.
            StepId::softmax => {
                let keep = u32::from(self.used == Use::Trace);
                let uniform = Softmax { batch, words, keep, scale: 1.0 / batch as f32 };
                out.push(card.dispatch(
                    Name::Softmax,
                    groups(rows, 1),
                    Some(&uniform.bytes()),
                    steps,
                    &[value(T::z), &self.targets, value(T::yhat), value(T::dz), &self.losses],
                ));
            }
            StepId::loss => {
                if matches!(self.used, Use::Train(_)) {
                    let stretch = Stretch { length: batch, ..Default::default() };
                    out.push(card.dispatch(
                        Name::MeanLoss,
                        [1, 1, 1],
                        Some(&stretch.bytes()),
                        steps,
                        &[&self.losses, &tensors.means],
                    ));
                }
            }
            StepId::dz => {}
            StepId::dU => product(
                gradient(T::U),
                Factor(value(T::dz), 1, words),
                Factor(value(T::h), hidden, 1),
                [words, hidden, batch],
                None,
            ),
            StepId::dh => product(
                value(T::dh),
                Factor(value(T::dz), words, 1),
                Factor(theta(T::U), hidden, 1),
                [batch, hidden, words],
                None,
            ),
            StepId::da => out.push(card.dispatch(
                Name::Derive,
                groups(rows * u64::from(hidden), 256),
                Some(&activation(config, rows)),
                steps,
                &[value(T::dh), value(T::da), value(T::h)],
            )),
            StepId::dW => product(
                gradient(T::W),
                Factor(value(T::da), 1, hidden),
                Factor(value(T::e), input, 1),
                [hidden, input, batch],
                None,
            ),
            StepId::de => product(
                value(T::de),
                Factor(value(T::da), hidden, 1),
                Factor(theta(T::W), input, 1),
                [batch, input, hidden],
                None,
            ),
            StepId::dc | StepId::db => {
                let (from, to, columns) =
                    if id == StepId::dc { (T::dz, T::c, words) } else { (T::da, T::b, hidden) };
                let sum = Sum { rows: batch, columns, length: columns, bias: 0 };
                out.push(card.dispatch(
                    Name::Columns,
                    groups(u64::from(columns), 64),
                    Some(&sum.bytes()),
                    steps,
                    &[value(from), gradient(to)],
                ));
            }
            StepId::dE => {
                out.push(card.dispatch(
                    Name::Sort,
                    [1, 1, 1],
                    Some(&lookup),
                    steps,
                    &[&self.contexts, &self.sorted, &self.spare],
                ));
                out.push(card.dispatch(
                    Name::Gather,
                    groups(positions, 1),
                    Some(&lookup),
                    steps,
                    &[&self.contexts, &self.sorted, value(T::de), gradient(T::E), &tensors.stamps],
                ));
            }
            StepId::update_E => match self.used {
                Use::Train(Updating { dense: false, .. }) => {
                    let stretch = Stretch { length: positions as u32, row: dims.embedding as u32, pairs: 0 };
                    out.push(card.dispatch(
                        Name::Touched,
                        groups(positions, 1),
                        Some(&stretch.bytes()),
                        steps,
                        &[gradient(T::E), &tensors.scale, theta(T::E), &self.sorted, &self.contexts],
                    ));
                }
                _ => out.push(self.update(card, config, tensors, T::E)),
            },
            StepId::update_W => out.push(self.update(card, config, tensors, T::W)),
            StepId::update_b => out.push(self.update(card, config, tensors, T::b)),
            StepId::update_U => out.push(self.update(card, config, tensors, T::U)),
            StepId::update_c => out.push(self.update(card, config, tensors, T::c)),
        }
    }

    fn update(&self, card: &Card, config: &Config, tensors: &Tensors, tensor: Tensor) -> Dispatch {
        let stretch = stretch(config, tensors, tensor);
        let [first, second] = tensors.moments(tensor);
        card.dispatch(
            Name::Update,
            groups(u64::from(stretch.length), 256),
            Some(&stretch.bytes()),
            &tensors.steps,
            &[
                tensors.gradient(tensor),
                &tensors.stamps,
                &tensors.scale,
                tensors.parameter(tensor),
                first,
                second,
            ],
        )
    }

    /// The norm of the whole gradient, and the factor that a clip makes of it.
    fn norm(&self, card: &Card, config: &Config, tensors: &Tensors, out: &mut Vec<Dispatch>) {
        let mut pairs = 0;
        for (tensor, _) in &tensors.parameters {
            let stretch = Stretch { pairs, ..stretch(config, tensors, *tensor) };
            let count = u64::from(stretch.length).div_ceil(NORM_EACH).min(NORM_GROUPS) as u32;
            out.push(card.dispatch(
                Name::NormParts,
                [count, 1, 1],
                Some(&stretch.bytes()),
                &tensors.steps,
                &[tensors.gradient(*tensor), &tensors.stamps, &self.norms],
            ));
            pairs += count;
        }
        let all = Stretch { length: pairs, row: 0, pairs: 0 };
        let buffers = [&self.norms, &tensors.scale];
        out.push(card.dispatch(Name::NormScale, [1, 1, 1], Some(&all.bytes()), &tensors.steps, &buffers));
    }
}

fn stretch(config: &Config, tensors: &Tensors, tensor: Tensor) -> Stretch {
    let row = if tensor == Tensor::E { config.dims.embedding as u32 } else { 0 };
    Stretch { length: tensors.length(tensor) as u32, row, pairs: 0 }
}

fn activation(config: &Config, rows: u64) -> Vec<u8> {
    let function = match crate::backend::function(config.activation) {
        Function::Tanh => 0,
        Function::Sigmoid => 1,
        Function::Relu => 2,
    };
    Activation { length: (rows * config.dims.hidden as u64) as u32, function }.bytes()
}

/// How many slices k is cut into, and how long each is.
fn slices(m: usize, n: usize, k: usize) -> (u64, u64) {
    let tiles = (m as u64).div_ceil(TILE) * (n as u64).div_ceil(TILE);
    let k = k as u64;
    if tiles >= BUSY || k < 2 * SHORTEST_SLICE {
        return (1, k.next_multiple_of(16));
    }
    let count = BUSY.div_ceil(tiles).min(k / SHORTEST_SLICE);
    let slice = k.div_ceil(count).next_multiple_of(16);
    (k.div_ceil(slice), slice)
}
