//! One example under the glass: the calls that the Step room and scripts debug with. None of them changes the model.

use serde::Deserialize;

use super::{Session, Words};
use crate::check;
use crate::error::{Error, Result};
use crate::model::Tensor;
use crate::trace::explain::TermOrder;
use crate::trace::{Change, Example, Explanation, Trace};
use crate::train::{OptimizerOptions, Settings};

/// The token to be predicted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Target {
    /// Its id.
    Id(f64),
    /// Itself.
    Token(String),
}

impl From<&str> for Target {
    fn from(token: &str) -> Self {
        Target::Token(token.to_owned())
    }
}

/// `trace`'s options.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceOptions {
    /// Names of the tensors to copy out; all where absent. A parameter's name asks for it after the update.
    pub tensors: Option<Vec<String>>,
    /// Rate, rule, schedule of the update.
    #[serde(flatten)]
    pub optimizer: OptimizerOptions,
}

/// `explain`'s options.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExplainOptions {
    /// With `target`, the example; the last one traced where both are absent.
    pub context: Option<Words>,
    /// See `context`.
    pub target: Option<Target>,
    /// "equation" where absent.
    pub order: Option<TermOrder>,
    /// The first term wanted, 0 where absent.
    pub from: Option<f64>,
    /// How many terms are wanted, all where absent.
    pub count: Option<f64>,
    /// Of the update; where all of it is absent, the last trace's.
    #[serde(flatten)]
    pub optimizer: OptimizerOptions,
}

/// An example, and the update that it was looked at with.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced {
    context: Vec<u32>,
    target: u32,
    settings: Settings,
}

impl Session {
    /// One example through every step, and what one update on it would do.
    ///
    /// # Errors
    /// A context or a target that the model cannot read, an option that cannot be worked with.
    pub fn trace(&mut self, context: &Words, target: &Target, options: &TraceOptions) -> Result<Trace> {
        let wanted = options.tensors.as_deref().map(tensors_named).transpose()?;
        let traced = Traced {
            settings: options.optimizer.checked()?,
            context: self.context(context)?,
            target: self.target(target)?,
        };
        let trace = self.look(&traced, |example, change| Ok(example.trace(change, wanted.as_deref())))?;
        self.traced = Some(traced);
        Ok(trace)
    }

    /// Where the number at `index` of a tensor came from, in an example or in the last one traced.
    ///
    /// # Errors
    /// A name that is no tensor of this network, an index outside it, no example.
    pub fn explain(&mut self, tensor: &str, index: &[f64], options: &ExplainOptions) -> Result<Explanation> {
        let limit = check::MAXIMUM_COUNT;
        let index: Vec<usize> = index
            .iter()
            .map(|&i| check::whole("index", i, 0, limit).map(|i| i as usize))
            .collect::<Result<_>>()?;
        let from = check::whole("from", options.from.unwrap_or(0.0), 0, limit)? as usize;
        let count = check::whole("count", options.count.unwrap_or(limit as f64), 0, limit)? as usize;
        let traced = self.example_of(options)?;
        let explanation = self.look(&traced, |example, _| example.explain(tensor, &index))?;
        Ok(explanation.paged(options.order.unwrap_or_default(), from, count))
    }

    /// The example that is meant.
    fn example_of(&self, options: &ExplainOptions) -> Result<Traced> {
        let settings = match &self.traced {
            Some(traced) if options.optimizer == OptimizerOptions::default() => traced.settings,
            _ => options.optimizer.checked()?,
        };
        match (&options.context, &options.target) {
            (Some(context), Some(target)) => {
                Ok(Traced { context: self.context(context)?, target: self.target(target)?, settings })
            }
            (None, None) => match &self.traced {
                Some(traced) => Ok(Traced { settings, ..traced.clone() }),
                None => Err(Error::State(
                    "no example has been traced yet; give a context and a target, or trace one".to_owned(),
                )),
            },
            (Some(_), None) => {
                Err(Error::value("target", "absent", "a context needs one: a token or its id"))
            }
            (None, Some(_)) => {
                Err(Error::value("context", "absent", "a target needs one: the tokens before it"))
            }
        }
    }

    /// Runs an example, and lets it be looked at.
    fn look<T>(
        &mut self,
        traced: &Traced,
        see: impl FnOnce(Example<'_>, Change<'_>) -> Result<T>,
    ) -> Result<T> {
        let (state, cpu) = self.trainer.inspect();
        let change = Change { optimizer: &state.optimizer, settings: &traced.settings, step: state.step };
        see(Example::new(cpu, &state.parameters, &traced.context, traced.target)?, change)
    }

    /// The id of a target.
    fn target(&self, target: &Target) -> Result<u32> {
        match target {
            Target::Id(id) => Ok(check::whole("target", *id, 0, self.vocabulary().len() as u64 - 1)? as u32),
            Target::Token(token) => Ok(self.vocabulary().encode_tokens(&[token])?.ids[0]),
        }
    }
}

/// The tensors of these names.
fn tensors_named(names: &[String]) -> Result<Vec<Tensor>> {
    let named = |name: &String| {
        Tensor::named(name).ok_or_else(|| {
            let all = Tensor::ALL.map(Tensor::name).join(" ");
            Error::value("tensors", format!("a list with \"{name:.40}\""), format!("the tensors are {all}"))
        })
    };
    names.iter().map(named).collect()
}
