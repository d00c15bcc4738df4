//! The whole application without a browser: one model, and everything that the page or a script can do with it.
//!
//! Long calls are work (`crate::work`): begun, then advanced piece by piece. Nothing here knows a clock or a thread; the caller decides
//! how long a piece may take. A call that fails leaves the model as it was.

mod card;
pub mod copies;
pub mod creation;
pub mod debug;
mod evaluation;
pub mod examples;
mod exercises;
pub mod facts;
pub mod foreign;
mod generate;
pub mod history;
pub mod measure;
mod mirror;
mod numbers;
pub mod options;
pub mod project;
mod saved;
mod score;
mod setting;
pub mod shipped;
pub mod survey;
pub mod trails;
mod training;
mod works;

pub use creation::Creation;
pub use debug::{ExplainOptions, GradientCheckOptions, Target, TraceOptions, ViewOptions};
pub use evaluation::Evaluated;
pub use examples::BatchOptions;
pub use exercises::{ExerciseJudged, Exercises, ModelStanding};
pub use options::{BackendChoice, CorpusSource, GenerateOptions, ModelOptions, Words};
pub use project::Neighbour;
pub use saved::Loading;
pub use score::Scored;
pub use training::Trained;
pub use works::Ticket;

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::lm::{self, Ending, Special};
use crate::measure::models::lineup::Lineup;
use crate::model::{Config, Parameters, Tensor};
use crate::reason;
use crate::run::Trainer;
use crate::text::{Corpus, Encoded, Split, Vocabulary};
pub use crate::trace::Shown;
use crate::train::State;
use crate::train::options::Schedule;
use options::Checked;
use score::scored;
use works::Works;

/// One model: its text, its network, its run.
#[derive(Debug)]
pub struct Session {
    checked: Checked,
    source: Source,
    trainer: Trainer,
    traced: Option<debug::LastTraced>,
    lineup: Option<Lineup>,
    works: Works,
    /// The state before the latest one that came back from the GPU.
    before_card: Option<State>,
}

/// What the model knows of its text.
#[derive(Debug, Clone)]
enum Source {
    /// The text itself, as tokens.
    Corpus(Arc<Corpus>),
    /// Only how to read a sentence, as in a saved model without its text.
    Rules { vocabulary: Vocabulary, unknown_is_trained: bool },
}

/// The next word's distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The n ids that the model read, oldest first.
    pub context: Vec<u32>,
    /// e: the context's columns of E, one after the other.
    pub embedded: Vec<f32>,
    /// h: the hidden units' activations.
    pub hidden: Vec<f32>,
    /// |V|, by id.
    pub probabilities: Vec<f32>,
}

/// Words drawn from the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// Without the prompt and without `</s>`.
    pub tokens: Vec<String>,
    /// The model's probability of each.
    pub probabilities: Vec<f64>,
    /// Why the drawing ended.
    pub ending: Ending,
}

impl Session {
    /// A model from its options: [`Creation`] in one call.
    ///
    /// # Errors
    /// Options or a text from which no model can be made.
    pub fn create(options: ModelOptions) -> Result<Self> {
        Creation::new(options)?.finish()
    }

    fn new(checked: Checked, source: Source, trainer: Trainer) -> Self {
        Session {
            checked,
            source,
            trainer,
            traced: None,
            lineup: None,
            works: Works::default(),
            before_card: None,
        }
    }

    /// The options that the model was made with, every default filled in, without the text.
    pub fn options(&self) -> ModelOptions {
        self.checked.echo()
    }

    /// The network's sizes and choices.
    pub fn config(&self) -> Config {
        self.checked.network
    }

    /// The tokens by id.
    pub fn vocabulary(&self) -> &Vocabulary {
        match &self.source {
            Source::Corpus(corpus) => &corpus.vocabulary,
            Source::Rules { vocabulary, .. } => vocabulary,
        }
    }

    /// Training steps taken.
    pub fn step(&self) -> u64 {
        self.trainer.state().step
    }

    /// The furthest step of this run: the current one unless the run was taken back.
    pub fn last_step(&self) -> u64 {
        self.trainer.history().branch.last_step()
    }

    /// The learning rate schedule of the last step, and the step at which it began.
    pub fn schedule(&self) -> Option<Schedule> {
        self.trainer.state().schedule
    }

    /// The text, if the model has one.
    ///
    /// # Errors
    /// A model without its text.
    pub fn corpus(&self) -> Result<&Corpus> {
        match &self.source {
            Source::Corpus(corpus) => Ok(corpus),
            Source::Rules { .. } => Err(no_text()),
        }
    }

    /// Tokens of a split's sentences, `<unk>` included, without boundaries. In a stream `from` and `count` count tokens.
    ///
    /// # Errors
    /// A model without its text.
    pub fn sentences(&self, split: Split, from: usize, count: usize) -> Result<Vec<Vec<String>>> {
        let vocabulary = self.vocabulary();
        let word = |id: u32| vocabulary.token(id).to_owned();
        let rows = self.corpus()?.split(split).rows(from, count);
        Ok(rows.into_iter().map(|row| row.into_iter().map(word).collect()).collect())
    }

    /// The distribution of the word after these words, of which the last n count. In a corpus of sentences `</s>` pads them on the left.
    ///
    /// # Errors
    /// A word outside a closed vocabulary; in a stream, fewer than n tokens.
    pub fn predict(&mut self, context: &Words) -> Result<Prediction> {
        let context = self.context(context)?;
        let (parameters, cpu) = self.trainer.parameters_and_cpu();
        let probabilities = cpu.forward(parameters, &context).to_vec();
        if probabilities.iter().any(|p| !p.is_finite()) {
            return Err(outgrown());
        }
        let [embedded, hidden] = [Tensor::e, Tensor::h].map(|of| cpu.tensor(of).unwrap_or_default().to_vec());
        Ok(Prediction { context, embedded, hidden, probabilities })
    }

    /// The last n ids of these words.
    fn context(&self, words: &Words) -> Result<Vec<u32>> {
        let n = self.config().dims.context;
        let ids = self.encode(words)?.ids;
        match self.vocabulary().boundary() {
            None if ids.len() < n => Err(lm::too_short(n, ids.len())),
            boundary => {
                let padding = n.saturating_sub(ids.len());
                let mut context = vec![boundary.unwrap_or_default(); padding];
                context.extend_from_slice(&ids[ids.len() - (n - padding)..]);
                Ok(context)
            }
        }
    }

    fn encode(&self, words: &Words) -> Result<Encoded> {
        words.encode(self.vocabulary())
    }

    fn special(&self) -> Special {
        Special::from(self.vocabulary())
    }

    /// The parameters as they lie in memory.
    pub fn raw_parameters(&self) -> &Parameters {
        &self.trainer.state().parameters
    }
}

fn no_text() -> Error {
    Error::State(reason::without_text())
}

/// Finite parameters can be so large that what is computed from them is no longer a number.
fn outgrown() -> Error {
    Error::State(reason::outgrown())
}

fn nothing_scored() -> Error {
    Error::Text(reason::nothing_predicted())
}

#[cfg(test)]
mod tests;
