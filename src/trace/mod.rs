//! One example under the glass: every step, every tensor, and the sum behind any one number.
//!
//! A trace is a batch of one example on the kernels of training: there is no second implementation only for showing. Explanations
//! read the same buffers.

pub mod diagnostics;
pub mod equations;
pub mod explain;
pub mod fine;
pub mod named;
pub mod view;

pub use diagnostics::Diagnostics;
pub use equations::StepUpdate;
pub use explain::{Explanation, Factor, Term};
pub use fine::{DzParts, JACOBIAN_LIMIT, SoftmaxParts};
pub use named::Named;

use std::borrow::Cow;
use std::cell::OnceCell;

use ndarray::ArrayView2;
use serde::Serialize;

use crate::backend::Cpu;
use crate::error::{Error, Result};
use crate::memory;
use crate::model::{Layout, Operation, Parameters, Tensor, plan};
use crate::reason;
use crate::train::{Amounts, Optimizer, Settings};

/// An example whose forward and backward pass are in a [`Cpu`].
#[derive(Debug)]
pub struct Example<'a> {
    cpu: &'a mut Cpu,
    parameters: &'a Parameters,
    context: &'a [u32],
    target: u32,
    loss: f32,
    change: Option<Change<'a>>,
    after: OnceCell<After>,
    softmax: OnceCell<SoftmaxParts>,
    dz: OnceCell<DzParts>,
    slopes: OnceCell<Vec<(Tensor, Vec<f32>)>>,
    one_hot: OnceCell<Vec<f32>>,
}

/// The state after an update on the example, and the moments before it.
#[derive(Debug)]
struct After {
    parameters: Parameters,
    /// The optimizer's moments before the update, as long as the parameters, or empty.
    first: Vec<f32>,
    second: Vec<f32>,
    amounts: Amounts,
}

/// A tensor as the interface shows it: matrices row-major, E and dE as d x |V|.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown<L = Vec<f32>> {
    /// The tensor.
    pub tensor: Tensor,
    /// `[rows, columns]` or `[length]`.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub data: L,
}

impl Shown {
    /// Copies the numbers of a view of the tensor.
    pub fn of(tensor: Tensor, view: ArrayView2<'_, f32>) -> Self {
        let axes = if tensor.is_matrix() { 2 } else { 1 };
        Shown { tensor, shape: view.shape()[..axes].to_vec(), data: view.iter().copied().collect() }
    }
}

/// A step of the plan as it is in this network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Station {
    /// Its name, which never changes.
    pub id: &'static str,
    /// "forward", "backward" or "update".
    pub phase: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// Its equation, as LaTeX.
    pub equation: Cow<'static, str>,
    /// The names of the tensors that it reads.
    pub reads: Vec<&'static str>,
    /// The names of the tensors that it writes.
    pub writes: Vec<&'static str>,
    /// For a small step: the step that it is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<&'static str>,
    /// For an update: what it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<StepUpdate>,
}

/// An update that is computed but not applied to the model.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The optimizer's state before it.
    pub optimizer: &'a Optimizer,
    /// Its rate and rule.
    pub settings: &'a Settings,
    /// The model's step before it.
    pub step: u64,
}

/// What a trace contains.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// Which tensors to copy; none means all. A parameter is copied after the update.
    pub tensors: Option<Vec<Tensor>>,
    /// Whether it contains the small steps of softmax and dz.
    pub fine: bool,
}

/// The numbers of one example and one update.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// n ids, oldest first.
    pub context: Vec<u32>,
    /// The id of the token to be predicted.
    pub target: u32,
    /// L of the example, in nats.
    pub loss: f32,
    /// L of the same example after the update.
    pub loss_after: f32,
    /// yhat of the same example after the update: |V| probabilities.
    pub yhat_after: Vec<f32>,
    /// The requested tensors, in the plan's order.
    pub tensors: Vec<Shown>,
    /// The requested parameters, after the update.
    pub updated: Vec<Shown>,
    /// The plan's steps in this network.
    pub steps: Vec<Station>,
    /// Norms, flow, ratios, flags.
    pub diagnostics: Diagnostics,
    /// The small steps, if they were requested.
    pub fine: Option<(SoftmaxParts, DzParts)>,
}

/// The steps of a network with this layout, as scripts see them. With `fine` the small steps of a step precede it.
pub fn stations(layout: &Layout, updating: StepUpdate, fine: bool) -> Vec<Station> {
    let mut stations = Vec::new();
    for step in layout.plan.steps_in(&layout.config) {
        let phase = step.operation.phase().name();
        let small = plan::FINE.iter().filter(|small| fine && small.parent == step.id);
        stations.extend(small.map(|small| Station {
            id: small.id,
            phase,
            title: small.title,
            equation: small.equation.into(),
            reads: small.reads.to_vec(),
            writes: small.writes.to_vec(),
            parent: Some(step.id),
            update: None,
        }));
        let is_update = matches!(step.operation, Operation::Update { .. });
        stations.push(Station {
            id: step.id,
            phase,
            title: step.title,
            equation: equations::of_step(&step.operation.in_network(&layout.config), updating).into(),
            reads: step.operation.reads(&layout.config).into_iter().map(Tensor::name).collect(),
            writes: vec![step.operation.writes().name()],
            parent: None,
            update: is_update.then_some(updating),
        });
    }
    stations
}

impl<'a> Example<'a> {
    /// Runs the example forward and backward.
    ///
    /// # Errors
    /// A context that is not n words long, or a word outside the vocabulary.
    pub fn new(
        cpu: &'a mut Cpu,
        parameters: &'a Parameters,
        context: &'a [u32],
        target: u32,
    ) -> Result<Self> {
        let dims = cpu.config().dims;
        if context.len() != dims.context {
            return Err(Error::value(
                "context",
                format!("{} tokens long", context.len()),
                reason::length(dims.context),
            ));
        }
        for (name, &word) in context.iter().map(|w| ("context", w)).chain([("target", &target)]) {
            if word as usize >= dims.vocabulary {
                let right = reason::id_range(dims.vocabulary - 1);
                return Err(Error::value(name, word, right));
            }
        }
        let loss = cpu.gradients(parameters, context, &[target]);
        Ok(Example {
            cpu,
            parameters,
            context,
            target,
            loss,
            change: None,
            after: OnceCell::new(),
            softmax: OnceCell::new(),
            dz: OnceCell::new(),
            slopes: OnceCell::new(),
            one_hot: OnceCell::new(),
        })
    }

    /// The same example, together with one update on it.
    pub fn updating(self, change: Change<'a>) -> Self {
        Example { change: Some(change), after: OnceCell::new(), ..self }
    }

    /// L, in nats.
    pub fn loss(&self) -> f32 {
        self.loss
    }

    /// The whole trace, and what the update would do. The model does not change.
    ///
    /// # Errors
    /// An example without an update (see [`Example::updating`]).
    pub fn trace(self, wanted: &Wanted) -> Result<Trace> {
        memory::ask(reason::this_trace(), &self.bytes(wanted))?;
        let asked = |tensor: &Tensor| wanted.tensors.as_ref().is_none_or(|all| all.contains(tensor));
        let layout = self.parameters.layout;
        let of_example = |tensor: &Tensor| !tensor.is_parameter();
        let tensors = layout.plan.tensors_in(&layout.config).into_iter().filter(asked).filter(of_example);
        let tensors = tensors.filter_map(|t| self.shown(t)).collect();
        let updating = StepUpdate::of(&self.after()?.amounts);
        let diagnostics = self.diagnostics(&self.after()?.parameters)?;
        let Example { cpu, context, target, loss, mut after, mut softmax, mut dz, .. } =
            self.with_parts(wanted.fine);
        let After { parameters: after, .. } = after.take().expect("asked for above");
        cpu.evaluate(&after, context, &[target]);
        let updated = after.layout.tensors().iter().copied().filter(asked);
        let updated = updated.map(|tensor| Shown::of(tensor, after.shown(tensor)));
        Ok(Trace {
            context: context.to_vec(),
            target,
            loss,
            loss_after: cpu.mean_loss(),
            yhat_after: cpu.tensor(Tensor::yhat).unwrap_or_default().to_vec(),
            tensors,
            updated: updated.collect(),
            steps: stations(&layout, updating, wanted.fine),
            diagnostics,
            fine: softmax.take().zip(dz.take()).filter(|_| wanted.fine),
        })
    }

    /// The bytes of each copy in a trace: the tensors, and the small steps of softmax and dz.
    fn bytes(&self, wanted: &Wanted) -> Vec<u64> {
        let config = self.cpu.config();
        let size =
            |tensor: &Tensor| 4 * tensor.shape(config).iter().map(|&size| size as u64).product::<u64>();
        let asked = |tensor: &Tensor| wanted.tensors.as_ref().is_none_or(|all| all.contains(tensor));
        let mut bytes: Vec<u64> = self.tensors().iter().filter(|t| asked(t)).map(size).collect();
        if wanted.fine {
            let words = config.dims.vocabulary as u64;
            let jacobian = if words <= JACOBIAN_LIMIT as u64 { words * words } else { 0 };
            bytes.extend([4 * jacobian, 4 * 6 * words]);
        }
        // yhat once more, after the update.
        bytes.push(4 * self.parameters.layout.config.dims.vocabulary as u64);
        bytes
    }

    fn with_parts(self, fine: bool) -> Self {
        if fine {
            self.softmax_parts();
            self.dz_parts();
        }
        self
    }

    /// The state after its update.
    fn after(&self) -> Result<&After> {
        let Some(Change { optimizer, settings, step }) = self.change else {
            return Err(Error::State(reason::no_update()));
        };
        if self.after.get().is_none() {
            memory::ask(reason::this_update(), &update_bytes(self.parameters, settings))?;
        }
        Ok(self.after.get_or_init(|| {
            let mut parameters = self.parameters.clone();
            let mut optimizer = optimizer.clone();
            optimizer.take_up(settings.rule, parameters.data.len());
            let (first, second) = (optimizer.first.clone(), optimizer.second.clone());
            let amounts = optimizer.update_by(settings, step, &mut parameters, self.cpu);
            After { parameters, first, second, amounts }
        }))
    }
}

/// The bytes of an update that is not applied: the parameters after it, the moments before and after it, and a list of the words.
fn update_bytes(parameters: &Parameters, settings: &Settings) -> Vec<u64> {
    let size = 4 * parameters.data.len() as u64;
    let moments = settings.rule.buffers();
    let mut bytes = vec![size; 1 + 2 * moments];
    bytes.push(8 * parameters.layout.config.dims.vocabulary as u64);
    bytes
}
