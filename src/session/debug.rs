//! One example in detail: the calls with which the Step room and scripts debug. None of them changes the model.
//!
//! A script gives all options in one object, from which the shell reads each group separately. serde's `flatten` would do the same
//! by buffering the whole object, with code that every visitor would have to load.

use serde::Deserialize;

use super::{Session, Words};
use crate::check::{MAXIMUM_COUNT, whole};
use crate::error::{Error, Result};
use crate::measure::studies::gradients::{GradientCheck, GradientReport};
use crate::model::{Parameters, Tensor};
use crate::reason;
use crate::rng::MAXIMUM_SEED;
use crate::trace::explain::{Origin, TermOrder};
use crate::trace::view::{self, Picture, Window};
use crate::trace::{Change, Example, Explanation, Trace, Wanted};
use crate::train::{OptimizerOptions, Settings};

/// The token to be predicted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "it must be a token or its id")]
pub enum Target {
    /// Its id.
    Id(f64),
    /// The token itself.
    Token(String),
}

impl From<&str> for Target {
    fn from(token: &str) -> Self {
        Target::Token(token.to_owned())
    }
}

/// An example, and an update on it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExampleOptions {
    /// With `target`, the example; without both, the last one traced, computed again. A parameter needs no example.
    pub context: Option<Words>,
    /// A token or its id.
    pub target: Option<Target>,
    /// The update's options; without any, those of the last trace. Read separately.
    #[serde(skip)]
    pub optimizer: OptimizerOptions,
}

/// What to trace of an example, and an update on it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceOptions {
    /// The tensors to copy out of the engine. Default: all. A parameter's name means its value after the update. At |V| = 10,000 dU or U
    /// alone takes ten megabytes, so a view names what it draws.
    pub tensors: Option<Vec<String>>,
    /// Also softmax and dz in small steps. Default false.
    pub fine: Option<bool>,
    /// The update's rate, rule and schedule. Read separately.
    #[serde(skip)]
    pub optimizer: OptimizerOptions,
}

/// Which terms to give, and of which example.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExplainOptions {
    /// Default "equation": in the equation's order. "magnitude": the largest product first, in softmax the largest z.
    pub order: Option<TermOrder>,
    /// The first term to give. Default 0.
    pub from: Option<f64>,
    /// The number of terms to give. Default: all.
    pub count: Option<f64>,
    /// The example. Read separately.
    #[serde(skip)]
    pub example: ExampleOptions,
}

/// Which entries of an example's gradients to check.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GradientCheckOptions {
    /// One gradient. Default: all.
    pub tensor: Option<String>,
    /// The number of entries, spread over the gradients. Default 60.
    pub samples: Option<f64>,
    /// The seed that draws the entries. Default 1.
    pub seed: Option<f64>,
    /// The example. Read separately.
    #[serde(skip)]
    pub example: ExampleOptions,
}

/// Which window of a tensor to draw, and how large: at most 4,000,000 pixels in all.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ViewOptions {
    /// [first, end], without the end, as the tensor is shown. Default: all.
    pub rows: Option<[f64; 2]>,
    /// As `rows`.
    pub columns: Option<[f64; 2]>,
    /// The most pixels across. Default and limit: one a column.
    pub width: Option<f64>,
    /// The most pixels down. Default and limit: one a row.
    pub height: Option<f64>,
    /// The example. Read separately.
    #[serde(skip)]
    pub example: ExampleOptions,
}

/// The last example traced, and its update.
#[derive(Debug, Clone, PartialEq)]
pub struct LastTraced {
    context: Vec<u32>,
    target: u32,
    settings: Settings,
}

/// Entries of a gradient check by default.
const SAMPLES: f64 = 60.0;
/// The most entries of one check.
const MAXIMUM_SAMPLES: u64 = 1_000_000;

impl Session {
    /// One example through every plan step, and the effect of one update on it.
    ///
    /// # Errors
    /// A context or a target that the model cannot read, an option out of range.
    pub fn trace(&mut self, context: &Words, target: &Target, options: &TraceOptions) -> Result<Trace> {
        let tensors = options.tensors.as_deref().map(tensors_named).transpose()?;
        let wanted = Wanted { tensors, fine: options.fine.unwrap_or(false) };
        let traced = LastTraced {
            settings: options.optimizer.checked()?,
            context: self.context(context)?,
            target: self.target(target)?,
        };
        let trace = self.with_example(&traced, |example| example.trace(&wanted))?;
        self.traced = Some(traced);
        Ok(trace)
    }

    /// How the number at `index` of a tensor was computed, in an example or in the last one traced.
    ///
    /// # Errors
    /// A name that is no tensor of this network, an index outside the tensor, no example.
    pub fn explain(&mut self, tensor: &str, index: &[f64], options: &ExplainOptions) -> Result<Explanation> {
        let index = places(index)?;
        let from = whole("from", options.from.unwrap_or(0.0), 0, MAXIMUM_COUNT)? as usize;
        let count = options.count.unwrap_or(MAXIMUM_COUNT as f64);
        let count = whole("count", count, 0, MAXIMUM_COUNT)? as usize;
        let traced = self.example_of(&options.example, tensor)?;
        let mut explanation = self.with_example(&traced, |example| example.explain(tensor, &index))?;
        explanation.origin = self.origin(tensor, &index, explanation.value);
        Ok(explanation.paged(options.order.unwrap_or_default(), from, count))
    }

    /// The origin of a parameter's number: the seed, training, or an edit by hand.
    fn origin(&self, tensor: &str, index: &[usize], value: f32) -> Option<Origin> {
        let parameters = &self.trainer.state().parameters;
        let tensor = Tensor::named(tensor).filter(|t| parameters.layout.tensors().contains(t))?;
        let place = tensor.place(&self.config(), index);
        let initial = Parameters::initial(parameters.layout, self.checked.seed, tensor, place);
        let is = |other: f32| other.to_bits() == value.to_bits();
        // Training may have changed an edited number since; then training is its origin.
        let last_set = self.trainer.history().last_set(parameters.layout.range(tensor).start + place);
        Some(match (last_set, self.step()) {
            _ if is(initial) => Origin::Initial(initial),
            (Some(set), _) if is(set) => Origin::Set(initial),
            (_, 0) => Origin::Set(initial),
            _ => Origin::Trained(initial),
        })
    }

    /// Begins to compare the backend's gradient with central differences. The caller owns the check, which shares nothing with the
    /// model.
    ///
    /// # Errors
    /// A tensor that is no gradient of this network, no example, a number out of range.
    pub fn check_gradients(&mut self, options: &GradientCheckOptions) -> Result<GradientCheck> {
        let samples = whole("samples", options.samples.unwrap_or(SAMPLES), 1, MAXIMUM_SAMPLES)? as usize;
        let seed = whole("seed", options.seed.unwrap_or(1.0), 0, MAXIMUM_SEED)?;
        let only = options.tensor.as_deref().map(|name| self.gradient(name)).transpose()?;
        let LastTraced { context, target, .. } = self.example_of(&options.example, "dW")?;
        // The parameters in f64, the gradients that are checked, and a list of the entries.
        self.config().ask(reason::gradient_check(), 3)?;
        let entries = (samples as u64).min(self.config().parameter_count());
        crate::memory::ask(reason::gradient_check(), &[64 * entries])?;
        let (state, cpu) = self.trainer.state_and_cpu();
        let parameters = &state.parameters;
        cpu.gradients(parameters, &context, &[target]);
        Ok(GradientCheck::new(parameters, &cpu.gradients, &context, &[target], only, samples, seed))
    }

    /// Checks gradients in one call.
    ///
    /// # Errors
    /// As [`Session::check_gradients`].
    pub fn gradient_report(&mut self, options: &GradientCheckOptions) -> Result<GradientReport> {
        let mut check = self.check_gradients(options)?;
        check.advance(usize::MAX);
        Ok(check.report())
    }

    /// The gradient of a parameter of this network, by its name.
    fn gradient(&self, name: &str) -> Result<Tensor> {
        let layout = self.trainer.state().parameters.layout;
        let pairs = || layout.gradients().map(|(_, gradient)| gradient);
        pairs().find(|gradient| gradient.name() == name).ok_or_else(|| {
            let all: Vec<_> = pairs().map(Tensor::name).collect();
            Error::value("tensor", name, reason::one_of(all.join(" ")))
        })
    }

    /// A tensor as an image of at most the given size; each pixel has the mean and the extremes of its cells.
    ///
    /// # Errors
    /// A name that is no tensor of this network, a window outside the tensor, no example.
    pub fn view(&mut self, tensor: &str, options: &ViewOptions) -> Result<Picture> {
        let size = |name, value: Option<f64>| match value {
            Some(value) => whole(name, value, 1, MAXIMUM_COUNT).map(|size| size as usize),
            None => Ok(usize::MAX),
        };
        let window = Window {
            rows: options.rows.map(|range| ends("rows", range)).transpose()?,
            columns: options.columns.map(|range| ends("columns", range)).transpose()?,
            width: size("width", options.width)?,
            height: size("height", options.height)?,
        };
        let traced = self.example_of(&options.example, tensor)?;
        self.with_example(&traced, |example| view::picture(example.matrix(example.named(tensor)?)?, &window))
    }

    /// The example that the options name. A parameter is the same in every example, so any will do.
    fn example_of(&self, options: &ExampleOptions, tensor: &str) -> Result<LastTraced> {
        let settings = match &self.traced {
            Some(traced) if options.optimizer == OptimizerOptions::default() => traced.settings,
            _ => options.optimizer.checked()?,
        };
        let is_parameter = |t: Tensor| self.trainer.state().parameters.layout.tensors().contains(&t);
        match (&options.context, &options.target) {
            (Some(context), Some(target)) => {
                Ok(LastTraced { context: self.context(context)?, target: self.target(target)?, settings })
            }
            (None, None) => match &self.traced {
                Some(traced) => Ok(LastTraced { settings, ..traced.clone() }),
                None if Tensor::named(tensor).is_some_and(is_parameter) => {
                    Ok(LastTraced { context: vec![0; self.config().dims.context], target: 0, settings })
                }
                None => Err(Error::State(reason::nothing_traced())),
            },
            (Some(_), None) => Err(Error::value("target", "absent", reason::context_wants_target())),
            (None, Some(_)) => Err(Error::value("context", "absent", reason::target_wants_context())),
        }
    }

    /// Runs an example and hands it to `see`.
    fn with_example<T>(
        &mut self,
        traced: &LastTraced,
        see: impl FnOnce(Example<'_>) -> Result<T>,
    ) -> Result<T> {
        let (state, cpu) = self.trainer.state_and_cpu();
        let settings = traced.settings.begun(state.step, state.schedule);
        let change = Change { optimizer: &state.optimizer, settings: &settings, step: state.step };
        see(Example::new(cpu, &state.parameters, &traced.context, traced.target)?.updating(change))
    }

    /// The id of a target.
    fn target(&self, target: &Target) -> Result<u32> {
        match target {
            Target::Id(id) => Ok(whole("target", *id, 0, self.vocabulary().len() as u64 - 1)? as u32),
            Target::Token(token) => Ok(self.vocabulary().encode_tokens(&[token])?.ids[0]),
        }
    }
}

/// Places in a tensor.
fn places(index: &[f64]) -> Result<Vec<usize>> {
    index.iter().map(|&i| whole("index", i, 0, MAXIMUM_COUNT).map(|i| i as usize)).collect()
}

/// A range from its first index and its end.
fn ends(name: &'static str, [first, end]: [f64; 2]) -> Result<core::ops::Range<usize>> {
    let at = |value| whole(name, value, 0, MAXIMUM_COUNT).map(|at| at as usize);
    Ok(at(first)?..at(end)?)
}

/// The tensors of these names.
pub(super) fn tensors_named(names: &[String]) -> Result<Vec<Tensor>> {
    let named = |name: &String| {
        Tensor::named(name).ok_or_else(|| {
            let all = Tensor::ALL.map(Tensor::name).join(" ");
            Error::value("tensors", format!("a list with \"{name:.40}\""), reason::tensors_are(all))
        })
    };
    names.iter().map(named).collect()
}
