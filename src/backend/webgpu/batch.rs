//! A batch of one size: its activations in the card's memory, and the dispatches of the plan's steps.

use super::card::{Card, Dispatch, groups};
use super::network::Tensors;
use super::shaders::Name;
use super::uniforms::{self, Lookup, Softmax, Stretch, Sum, Uniform};
use super::windows::WindowPlaces;
use crate::backend::products::{Product, products};
use crate::error::{Error, Result};
use crate::model::{Config, Layout, Operation, Phase, Step, Tensor};
use crate::ops::Activation;
use crate::reason;

/// What the dispatches of an update depend on. The update's other numbers may change from step to step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Updating {
    /// Every number of E changes, whether it was read or not: the rule has a moment, or there is weight decay.
    pub dense: bool,
    /// The update needs the gradient's norm.
    pub clip: bool,
}

/// What a batch is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// The examples are windows, in the order given by `order`; the parameters move.
    Train(Updating),
    /// The examples are written to `contexts` and `targets`; every tensor is kept.
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

/// Rows or columns of C that one workgroup of `matmul.wgsl` computes.
const TILE: u64 = 64;
/// Fewer workgroups than this leave a card idle, so a long k is cut into slices.
const BUSY: u64 = 64;
/// A slice of k is not shorter than this.
const SHORTEST_SLICE: u64 = 256;
/// The fewest numbers that one workgroup of the norm sums, and the most workgroups for one tensor.
const NORM_EACH: u64 = 4096;
const NORM_GROUPS: u64 = 256;
/// Entries of the order that are written at a time, unless one batch has more.
const ORDER_ROOM: usize = 1 << 20;
/// The most steps in one submission.
pub(super) const MOST_STEPS: usize = 256;

/// What is needed to make the dispatches of a step.
struct Making<'a> {
    card: &'a Card,
    layout: Layout,
    tensors: &'a Tensors,
    lookup: Vec<u8>,
    dispatches: Vec<Dispatch>,
}

impl Making<'_> {
    fn push(&mut self, name: Name, groups: [u32; 3], uniform: &[u8], buffers: &[&wgpu::Buffer]) {
        let steps = &self.tensors.steps;
        self.dispatches.push(self.card.dispatch(name, groups, Some(uniform), steps, buffers));
    }
}

impl Batch {
    /// Allocates the buffers for B examples, and makes the dispatches of every step of the plan.
    ///
    /// # Errors
    /// A tensor that the card cannot hold, or a step without a shader.
    pub(crate) fn new(
        card: &Card,
        layout: Layout,
        tensors: &Tensors,
        places: WindowPlaces,
        size: usize,
        used: Use,
    ) -> Result<Batch> {
        let config = &layout.config;
        let dims = &config.dims;
        let rows = size as u64;
        let positions = rows * dims.context as u64;
        let mut values = Vec::new();
        for tensor in values_of(&layout) {
            // Training needs the probabilities only inside the softmax's shader.
            let is_kept = used == Use::Trace || !is_softmax(&layout, tensor);
            let length = if is_kept { tensor.len(config) } else { 0 };
            let what = format!("{} of a batch of {size}", tensor.name());
            values.push((tensor, card.room(&what, rows * length as u64)?));
        }
        let order_room = match used {
            Use::Train(_) => size.max(ORDER_ROOM.min(size * MOST_STEPS)),
            Use::Trace => 0,
        };
        let products = layout.plan.steps_in(config).flat_map(|step| products(&step.operation, config));
        let mut parts = 0;
        for product in products {
            if product.more {
                return Err(Error::Device(reason::card_sum(product.to.name())));
            }
            let [m, n, k] = product.size(config, size);
            let (count, _) = slices(m, n, k);
            parts = parts.max(if count > 1 { count * (m * n) as u64 } else { 0 });
        }
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
            parts: card.room("the parts of a product", parts)?,
            norms: card.room("the norm's parts", 2 * NORM_GROUPS * tensors.parameters.len() as u64)?,
            dispatches: Vec::new(),
        };
        let lookup = Lookup {
            batch: size as u32,
            context: dims.context as u32,
            embedding: dims.embedding as u32,
            bits: (32 - (dims.vocabulary as u32 - 1).leading_zeros()).next_multiple_of(6),
            stride: places.stride,
            offset: places.offset,
            boundary: places.boundary,
        };
        let mut making = Making { card, layout, tensors, lookup: lookup.bytes(), dispatches: Vec::new() };
        let mut scaled = false;
        for step in layout.plan.steps_in(config) {
            if step.operation.phase() == Phase::Update {
                let Use::Train(updating) = used else { break };
                if updating.clip && !scaled {
                    batch.norm(&mut making);
                    scaled = true;
                }
            }
            batch.step(step, &mut making);
        }
        batch.dispatches = making.dispatches;
        Ok(batch)
    }

    /// A tensor of the batch.
    ///
    /// # Panics
    /// If the plan has no such value.
    pub(crate) fn value(&self, tensor: Tensor) -> &wgpu::Buffer {
        &self.values.iter().find(|(name, _)| *name == tensor).expect("a tensor of the batch").1
    }

    /// The buffer of a tensor: a value, a parameter, or a parameter's gradient.
    fn buffer<'a>(&'a self, tensors: &'a Tensors, tensor: Tensor) -> &'a wgpu::Buffer {
        match tensor.parent() {
            _ if tensor.is_parameter() => tensors.parameter(tensor),
            Some(parameter) if parameter.is_parameter() => tensors.gradient(parameter),
            _ => self.value(tensor),
        }
    }

    /// The dispatches of one step.
    fn step(&self, step: &Step, making: &mut Making<'_>) {
        let tensors = making.tensors;
        let at = |tensor| self.buffer(tensors, tensor);
        let config = making.layout.config;
        let rows = self.size as u64;
        let numbers = |tensor: Tensor| groups(rows * tensor.len(&config) as u64, 256);
        match step.operation {
            Operation::Gather { table, to } => self.gather(table, to, making),
            // The look-up has already joined the pieces; the softmax's dispatch computes dz too.
            Operation::Concat { .. } | Operation::LossBack { .. } => {}
            Operation::Affine { .. } | Operation::AffineBack { .. } | Operation::Outer { .. } => {
                for product in products(&step.operation, &config) {
                    self.product(&product, making);
                }
            }
            Operation::Map { from, to, .. } => {
                let uniform = activation(&config, rows * to.len(&config) as u64);
                making.push(Name::Activate, numbers(to), &uniform, &[at(from), at(to)]);
            }
            Operation::Softmax { from, to } => self.softmax(from, to, making),
            Operation::Loss { .. } => {
                if matches!(self.used, Use::Train(_)) {
                    let stretch = Stretch { length: self.size as u32, ..Default::default() };
                    let buffers = [&self.losses, &tensors.means];
                    making.push(Name::MeanLoss, [1, 1, 1], &stretch.bytes(), &buffers);
                }
            }
            Operation::MapBack { from, at: value, to } => {
                let uniform = activation(&config, rows * to.len(&config) as u64);
                making.push(Name::Derive, numbers(to), &uniform, &[at(from), at(to), at(value)]);
            }
            Operation::BiasBack { from, to } => {
                let columns = to.len(&config) as u32;
                let sum = Sum { rows: self.size as u32, columns, length: columns, bias: 0 };
                let all = groups(u64::from(columns), 64);
                making.push(Name::Columns, all, &sum.bytes(), &[at(from), at(to)]);
            }
            Operation::Scatter { from, to } => self.scatter(from, to, making),
            Operation::Update { parameter } => self.update(parameter, making),
        }
    }

    /// Gathers the step's examples from the windows in training, and then the columns of E that they name.
    fn gather(&self, table: Tensor, to: Tensor, making: &mut Making<'_>) {
        let tensors = making.tensors;
        let (rows, lookup) = (self.size as u64, making.lookup.clone());
        if matches!(self.used, Use::Train(_)) {
            let buffers = [&tensors.tokens, &self.order, &self.contexts, &self.targets];
            making.push(Name::Examples, groups(rows, 64), &lookup, &buffers);
        }
        let numbers = groups(rows * to.len(&making.layout.config) as u64, 256);
        making.push(
            Name::Lookup,
            numbers,
            &lookup,
            &[&self.contexts, tensors.parameter(table), self.value(to)],
        );
    }

    /// One product. k is cut into slices if there are too few tiles.
    fn product(&self, product: &Product, making: &mut Making<'_>) {
        let (config, tensors) = (making.layout.config, making.tensors);
        let [m, n, k] = product.size(&config, self.size);
        let (count, slice) = slices(m, n, k);
        let [m, n, k] = [m, n, k].map(|size| size as u32);
        let [(a, a_row, a_column), (b, b_row, b_column)] = [product.a, product.b].map(|factor| {
            let [row, column] = factor.strides(&config).map(|stride| stride as u32);
            (self.buffer(tensors, factor.tensor), row, column)
        });
        let bias = product.bias.map(|bias| tensors.parameter(bias));
        let biased = |here: bool| u32::from(here && bias.is_some());
        let to = self.buffer(tensors, product.to);
        let uniform = uniforms::Product {
            m,
            n,
            k,
            a_row,
            a_column,
            b_row,
            b_column,
            slice: slice as u32,
            bias: biased(count == 1),
        };
        let tiles = |length: u32| u64::from(length).div_ceil(TILE) as u32;
        let target = if count == 1 { to } else { &self.parts };
        let unused = bias.unwrap_or(a);
        let all = [tiles(n), tiles(m), count as u32];
        making.push(Name::Multiply, all, &uniform.bytes(), &[a, b, unused, target]);
        if count > 1 {
            let sum = Sum { rows: count as u32, columns: n, length: m * n, bias: biased(true) };
            let all = groups(u64::from(m * n), 256);
            making.push(Name::Slices, all, &sum.bytes(), &[&self.parts, unused, to]);
        }
    }

    /// The probabilities, with each example's loss and the derivative by the logits.
    fn softmax(&self, from: Tensor, to: Tensor, making: &mut Making<'_>) {
        let Layout { config, plan } = making.layout;
        let back = plan.steps.iter().find_map(|step| match step.operation {
            Operation::LossBack { to: back, .. } => Some(back),
            _ => None,
        });
        let back = self.value(back.expect("a plan goes back from its loss"));
        let keep = u32::from(self.used == Use::Trace);
        let (batch, words) = (self.size as u32, config.dims.vocabulary as u32);
        let uniform = Softmax { batch, words, keep, scale: 1.0 / batch as f32 };
        let buffers = [self.value(from), &self.targets, self.value(to), back, &self.losses];
        making.push(Name::Softmax, groups(self.size as u64, 1), &uniform.bytes(), &buffers);
    }

    /// Sorts the positions by word, and sums each word's gradients.
    fn scatter(&self, from: Tensor, to: Tensor, making: &mut Making<'_>) {
        let tensors = making.tensors;
        let (positions, lookup) = (self.positions(making), making.lookup.clone());
        making.push(Name::Sort, [1, 1, 1], &lookup, &[&self.contexts, &self.sorted, &self.spare]);
        let gradient = self.buffer(tensors, to);
        let buffers = [&self.contexts, &self.sorted, self.value(from), gradient, &tensors.stamps];
        making.push(Name::Gather, groups(positions, 1), &lookup, &buffers);
    }

    fn positions(&self, making: &Making<'_>) -> u64 {
        (self.size * making.layout.config.dims.context) as u64
    }

    /// Moves a parameter. If nothing else changes, only those columns of E move that were read.
    fn update(&self, parameter: Tensor, making: &mut Making<'_>) {
        let tensors = making.tensors;
        let config = making.layout.config;
        let (gradient, theta) = (tensors.gradient(parameter), tensors.parameter(parameter));
        if parameter.by_column() && matches!(self.used, Use::Train(Updating { dense: false, .. })) {
            let positions = self.positions(making);
            let row = config.dims.embedding as u32;
            let stretch = Stretch { length: positions as u32, row, pairs: 0 };
            let buffers = [gradient, &tensors.scale, theta, &self.sorted, &self.contexts];
            return making.push(Name::Touched, groups(positions, 1), &stretch.bytes(), &buffers);
        }
        let stretch = stretch(&config, tensors, parameter);
        let [first, second] = tensors.moments(parameter);
        let buffers = [gradient, &tensors.stamps, &tensors.scale, theta, first, second];
        making.push(Name::Update, groups(u64::from(stretch.length), 256), &stretch.bytes(), &buffers);
    }

    /// The norm of the whole gradient, and the factor by which clipping scales it.
    fn norm(&self, making: &mut Making<'_>) {
        let tensors = making.tensors;
        let mut pairs = 0;
        for (tensor, _) in &tensors.parameters {
            let stretch = Stretch { pairs, ..stretch(&making.layout.config, tensors, *tensor) };
            let count = u64::from(stretch.length).div_ceil(NORM_EACH).min(NORM_GROUPS) as u32;
            let buffers = [tensors.gradient(*tensor), &tensors.stamps, &self.norms];
            making.push(Name::NormParts, [count, 1, 1], &stretch.bytes(), &buffers);
            pairs += count;
        }
        let all = Stretch { length: pairs, row: 0, pairs: 0 };
        making.push(Name::NormScale, [1, 1, 1], &all.bytes(), &[&self.norms, &tensors.scale]);
    }
}

/// The plan's values: one row for each example.
pub(super) fn values_of(layout: &Layout) -> impl Iterator<Item = Tensor> + use<> {
    let is_value = |tensor: &Tensor| {
        let of = tensor.parent().unwrap_or(*tensor);
        !of.is_parameter() && *tensor != Tensor::L
    };
    layout.plan.tensors_in(&layout.config).into_iter().filter(is_value)
}

fn is_softmax(layout: &Layout, tensor: Tensor) -> bool {
    layout.plan.source(tensor).is_some_and(|step| matches!(step.operation, Operation::Softmax { .. }))
}

fn stretch(config: &Config, tensors: &Tensors, tensor: Tensor) -> Stretch {
    let row = if tensor.by_column() { config.dims.embedding as u32 } else { 0 };
    Stretch { length: tensors.length(tensor) as u32, row, pairs: 0 }
}

fn activation(config: &Config, length: u64) -> Vec<u8> {
    let function = match config.activation {
        Activation::Tanh => 0,
        Activation::Sigmoid => 1,
        Activation::Relu => 2,
    };
    uniforms::Activation { length: length as u32, function }.bytes()
}

/// The number of slices of k, and their length.
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
