//! One model in the card's memory: parameters, gradients, moments and windows. It trains there, many steps in one submission.

use super::batch::{Batch, MOST_STEPS, Updating, Use, values_of};
use super::card::{Card, STEP_BYTES, step_bytes};
use super::uniforms::Amounts;
use super::windows::{WindowPlaces, WindowSource};
use crate::error::{Error, Result};
use crate::model::{Config, Layout, Parameters, Tensor};
use crate::reason;

/// The buffers that the dispatches of every batch share.
#[derive(Debug)]
pub(super) struct Tensors {
    /// Each parameter with its buffer.
    pub parameters: Vec<(Tensor, wgpu::Buffer)>,
    gradients: Vec<wgpu::Buffer>,
    first: Vec<wgpu::Buffer>,
    second: Vec<wgpu::Buffer>,
    lengths: Vec<u64>,
    pub stamps: wgpu::Buffer,
    pub scale: wgpu::Buffer,
    pub steps: wgpu::Buffer,
    pub means: wgpu::Buffer,
    pub tokens: wgpu::Buffer,
}

impl Tensors {
    fn at(&self, tensor: Tensor) -> usize {
        self.parameters.iter().position(|(name, _)| *name == tensor).expect("a parameter of this network")
    }
    pub(crate) fn parameter(&self, tensor: Tensor) -> &wgpu::Buffer {
        &self.parameters[self.at(tensor)].1
    }
    pub(crate) fn gradient(&self, tensor: Tensor) -> &wgpu::Buffer {
        &self.gradients[self.at(tensor)]
    }
    pub(crate) fn moments(&self, tensor: Tensor) -> [&wgpu::Buffer; 2] {
        let at = self.at(tensor);
        [&self.first[at], &self.second[at]]
    }
    pub(crate) fn length(&self, tensor: Tensor) -> u64 {
        self.lengths[self.at(tensor)]
    }
}

/// Which moments an optimizer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moments {
    /// v of momentum, m of AdamW.
    pub first: bool,
    /// v of AdamW.
    pub second: bool,
}

/// A batch's tensors by name: values have B rows, gradients of parameters the order of memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    /// In the plan's order.
    pub tensors: Vec<(Tensor, Vec<f32>)>,
    /// The loss of each example, in nats.
    pub losses: Vec<f32>,
}

/// One model on the card.
#[derive(Debug)]
pub struct CardNetwork {
    card: Card,
    layout: Layout,
    tensors: Tensors,
    moments: Moments,
    places: WindowPlaces,
    batch: Option<Batch>,
    tracing: Option<Batch>,
    stamp: u32,
}

impl CardNetwork {
    /// A model of this configuration whose numbers are all zero.
    ///
    /// # Errors
    /// A tensor that is larger than one buffer of the card may be, or more memory than the card has.
    pub async fn new(card: &Card, config: Config, moments: Moments) -> Result<CardNetwork> {
        Self::of(card, Layout::of(config), moments).await
    }

    /// A network with this layout.
    ///
    /// # Errors
    /// As [`CardNetwork::new`].
    pub async fn of(card: &Card, layout: Layout, moments: Moments) -> Result<CardNetwork> {
        let config = layout.config;
        let tensors = card
            .allocate("this network", || {
                let mut tensors = Tensors {
                    parameters: Vec::new(),
                    gradients: Vec::new(),
                    first: Vec::new(),
                    second: Vec::new(),
                    lengths: Vec::new(),
                    stamps: card.room("the words' stamps", config.dims.vocabulary as u64)?,
                    scale: card.room("the clip's factor", 1)?,
                    steps: card.uniform(MOST_STEPS as u64 * STEP_BYTES),
                    means: card.room("the losses", MOST_STEPS as u64)?,
                    tokens: card.room("the tokens", 1)?,
                };
                for &tensor in layout.tensors() {
                    let length = layout.range(tensor).len() as u64;
                    let room = |needed: bool| card.room(tensor.name(), if needed { length } else { 1 });
                    tensors.parameters.push((tensor, room(true)?));
                    tensors.gradients.push(room(true)?);
                    tensors.first.push(room(moments.first)?);
                    tensors.second.push(room(moments.second)?);
                    tensors.lengths.push(length);
                }
                Ok(tensors)
            })
            .await?;
        Ok(CardNetwork {
            card: card.clone(),
            layout,
            tensors,
            moments,
            places: WindowPlaces::default(),
            batch: None,
            tracing: None,
            stamp: 0,
        })
    }

    /// The device.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The network's configuration.
    pub fn config(&self) -> &Config {
        &self.layout.config
    }

    /// Which moments it has.
    pub fn moments(&self) -> Moments {
        self.moments
    }

    /// Sets the parameters and those moments that it has.
    ///
    /// # Panics
    /// If they belong to another network.
    pub fn upload(&mut self, parameters: &Parameters, first: &[f32], second: &[f32]) {
        assert_eq!(parameters.layout, self.layout, "another network's parameters");
        for (i, (tensor, buffer)) in self.tensors.parameters.iter().enumerate() {
            let range = parameters.layout.range(*tensor);
            self.card.write(buffer, &parameters.data[range.clone()]);
            if self.moments.first {
                self.card.write(&self.tensors.first[i], &first[range.clone()]);
            }
            if self.moments.second {
                self.card.write(&self.tensors.second[i], &second[range]);
            }
        }
    }

    /// Parameters, first and second moment, each in the order of memory. A moment that it does not have is empty.
    ///
    /// # Errors
    /// The card was lost.
    pub async fn download(&self) -> Result<[Vec<f32>; 3]> {
        let tensors = &self.tensors;
        let mut wanted = Vec::new();
        let parameters = tensors.parameters.iter().map(|(_, buffer)| buffer);
        wanted.extend(parameters.zip(tensors.lengths.iter().copied()));
        for (has, moment) in [(self.moments.first, &tensors.first), (self.moments.second, &tensors.second)] {
            if has {
                wanted.extend(moment.iter().zip(tensors.lengths.iter().copied()));
            }
        }
        let mut read = self.card.read(&wanted).await?.into_iter();
        let count = tensors.lengths.len();
        let mut whole =
            |has: bool| if has { read.by_ref().take(count).collect::<Vec<_>>().concat() } else { Vec::new() };
        Ok([whole(true), whole(self.moments.first), whole(self.moments.second)])
    }

    /// Copies the examples' tokens to the card.
    ///
    /// # Errors
    /// More tokens than one buffer of the card may hold.
    pub async fn set_windows(&mut self, source: &WindowSource) -> Result<()> {
        let card = &self.card;
        let room = || card.room("the training text", source.tokens.len() as u64);
        self.tensors.tokens = card.allocate("the training text", room).await?;
        self.card.write_ids(&self.tensors.tokens, &source.tokens);
        self.places = source.places;
        self.batch = None;
        Ok(())
    }

    /// Allocates the buffers for training with batches of this size.
    ///
    /// # Errors
    /// A tensor of the batch that is larger than one buffer of the card may be, or more memory than the card has.
    pub async fn prepare(&mut self, size: usize, updating: Updating) -> Result<()> {
        let used = Use::Train(updating);
        if self.batch.as_ref().is_some_and(|batch| (batch.size, batch.used) == (size, used)) {
            return Ok(());
        }
        self.batch = None;
        self.batch = Some(self.made(size, used).await?);
        Ok(())
    }

    async fn made(&self, size: usize, used: Use) -> Result<Batch> {
        let what = format!("a batch of {size}");
        let make = || Batch::new(&self.card, self.layout, &self.tensors, self.places, size, used);
        self.card.allocate(&what, make).await
    }

    /// How many steps one submission can hold.
    ///
    /// # Panics
    /// If no batch was prepared.
    pub fn most_steps(&self) -> usize {
        let batch = self.batch.as_ref().expect("prepared");
        (batch.order_room / batch.size).clamp(1, MOST_STEPS)
    }

    /// Runs steps in one submission: `order` holds the examples of all steps, `steps` the numbers of each (this sets their places and
    /// stamps). Returns the mean loss of each step before its update, in nats.
    ///
    /// # Errors
    /// The card was lost.
    ///
    /// # Panics
    /// If no batch was prepared, or there are more steps than one submission can hold.
    pub async fn run(&mut self, order: &[u32], steps: &mut [Amounts]) -> Result<Vec<f32>> {
        let batch = self.batch.as_ref().expect("prepared");
        assert!(
            steps.len() <= self.most_steps() && order.len() == steps.len() * batch.size,
            "one submission's"
        );
        for (i, step) in steps.iter_mut().enumerate() {
            self.stamp = self.stamp.wrapping_add(1).max(1);
            (step.first, step.stamp, step.slot) = ((i * batch.size) as u32, self.stamp, i as u32);
        }
        let card = &self.card;
        card.write_ids(&batch.order, order);
        card.queue.write_buffer(&self.tensors.steps, 0, &step_bytes(steps));
        let mut encoder = card.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            for slot in 0..steps.len() as u64 {
                card.encode(&mut pass, &batch.dispatches, slot);
            }
        }
        card.queue.submit([encoder.finish()]);
        let mut read = card.read(&[(&self.tensors.means, steps.len() as u64)]).await?;
        Ok(read.pop().unwrap_or_default())
    }

    /// Reads one number back from the card, to measure how long a submission waits besides its work.
    ///
    /// # Errors
    /// The card was lost.
    pub async fn idle(&self) -> Result<()> {
        self.card.read(&[(&self.tensors.means, 1)]).await.map(drop)
    }

    /// Runs these examples forward and backward with the current parameters, and reads every tensor back. Nothing that training reads
    /// changes.
    ///
    /// # Errors
    /// The card was lost, or has too little memory.
    ///
    /// # Panics
    /// If the lengths do not fit or an id is outside the vocabulary.
    pub async fn trace(&mut self, contexts: &[u32], targets: &[u32]) -> Result<Traced> {
        let dims = self.layout.config.dims;
        let size = targets.len();
        assert!(size > 0 && contexts.len() == size * dims.context, "contexts of {} words", dims.context);
        let known = |ids: &[u32]| ids.iter().all(|&id| (id as usize) < dims.vocabulary);
        assert!(known(contexts) && known(targets), "a word outside the vocabulary");
        if self.tracing.as_ref().is_none_or(|batch| batch.size != size) {
            self.tracing = None;
            self.tracing = Some(self.made(size, Use::Trace).await?);
        }
        let batch = self.tracing.as_ref().ok_or_else(|| Error::Device(reason::card_no_room()))?;
        self.stamp = self.stamp.wrapping_add(1).max(1);
        let card = &self.card;
        card.write_ids(&batch.contexts, contexts);
        card.write_ids(&batch.targets, targets);
        let step = Amounts { stamp: self.stamp, ..Default::default() };
        card.queue.write_buffer(&self.tensors.steps, 0, &step_bytes(&[step]));
        let mut encoder = card.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            card.encode(&mut pass, &batch.dispatches, 0);
        }
        card.queue.submit([encoder.finish()]);
        self.traced(contexts, size).await
    }

    async fn traced(&self, contexts: &[u32], size: usize) -> Result<Traced> {
        let Some(batch) = &self.tracing else { return Err(Error::Device(reason::card_untraced())) };
        let config = &self.layout.config;
        let mut names = Vec::new();
        let mut wanted = Vec::new();
        for tensor in values_of(&self.layout) {
            names.push(tensor);
            wanted.push((batch.value(tensor), (size * tensor.len(config)) as u64));
        }
        for (of, gradient) in self.layout.gradients() {
            names.push(gradient);
            wanted.push((self.tensors.gradient(of), self.tensors.length(of)));
        }
        wanted.push((&batch.losses, size as u64));
        let mut read = self.card.read(&wanted).await?;
        let losses = read.pop().unwrap_or_default();
        let mut tensors: Vec<_> = names.into_iter().zip(read).collect();
        for (_, gradient) in tensors.iter_mut().filter(|(tensor, _)| tensor.by_column()) {
            // Columns that this step did not read still hold numbers of earlier steps.
            let mut touched = vec![false; config.dims.vocabulary];
            contexts.iter().for_each(|&word| touched[word as usize] = true);
            for (column, touched) in gradient.chunks_exact_mut(config.dims.embedding).zip(touched) {
                if !touched {
                    column.fill(0.0);
                }
            }
        }
        let order = self.layout.plan.tensors_in(config);
        tensors.sort_by_key(|(tensor, _)| order.iter().position(|t| t == tensor));
        Ok(Traced { tensors, losses })
    }
}
