//! The whole application without a browser: one model, everything that the page and a script can do with it.
//!
//! Long calls come in pieces: begin, then chunk after chunk. Nothing here knows a clock or a thread; who calls decides how
//! long a chunk may be. A call that fails leaves the model as it was.

mod card;
pub mod creation;
pub mod debug;
pub mod examples;
pub mod facts;
mod generate;
pub mod history;
pub mod measure;
mod mirror;
pub mod options;
pub mod project;
mod saved;
pub mod shipped;
pub mod survey;
pub mod trails;

pub use creation::Creation;
pub use debug::{CheckOptions, ExplainOptions, Target, TraceOptions, ViewOptions};
pub use examples::BatchOptions;
pub use options::{BackendName, CorpusSource, GenerateOptions, ModelOptions, Words};
pub use project::Neighbour;
pub use saved::Loading;

use std::sync::Arc;

use crate::backend::Network;
use crate::error::{Error, Result};
use crate::lm::{self, Done, Ending, Evaluation, Figures, Special};
use crate::measure::lineup::Lineup;
use crate::model::{Config, Parameters, Tensor};
use crate::text::{Builder, Corpus, CorpusOptions, Encoded, Part, Progress, Split, TokenStream, Vocabulary};
pub use crate::trace::Shown;
use crate::train::{Nothing, Own, Pass, State, Stopped, TrainOnOptions, TrainOptions, Trainer};
use generate::Generating;
use options::Checked;

/// One model: its text, its network, its run.
#[derive(Debug)]
pub struct Session {
    checked: Checked,
    source: Source,
    trainer: Trainer,
    training: Option<Pass>,
    evaluating: Option<Evaluating>,
    generating: Option<Generating>,
    traced: Option<debug::Traced>,
    worst: Option<(Split, crate::measure::examples::Worst)>,
    lineup: Option<Lineup>,
    measuring: Option<measure::Work>,
    /// The state before the latest that came back from the graphics card.
    before_card: Option<State>,
}

/// An evaluation under way.
#[derive(Debug)]
enum Evaluating {
    /// A text of the caller's becomes tokens.
    Reading(Box<Builder>),
    /// Tokens are scored; `read`: what reading them counts in the progress.
    Scoring { evaluation: Box<Evaluation>, stream: TokenStream, read: usize },
}

/// Bytes of text that are read in the time that a token takes to score.
const READING: usize = 16;

/// What is known of the text.
#[derive(Debug, Clone)]
enum Source {
    /// All of it.
    Corpus(Arc<Corpus>),
    /// Only how to read a sentence: a saved model without its text.
    Rules { vocabulary: Vocabulary, unknown_is_trained: bool },
}

/// What some training steps gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Each the mean over its batch, nats, before that step's update.
    pub losses: Vec<f32>,
    /// Steps that the model has taken, all calls together.
    pub step: u64,
    /// Steps of this run that are still to do.
    pub left: u64,
    /// Set where the run ended early.
    pub stopped: Option<Stopped>,
}

/// The next word's distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The n ids that counted, oldest first.
    pub context: Vec<u32>,
    /// |V|, by id.
    pub probabilities: Vec<f32>,
}

/// A sentence's factors of the chain rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The predicted tokens as they were given, `</s>` at the end where there is one.
    pub tokens: Vec<String>,
    /// ln P of each.
    pub log_probabilities: Vec<f64>,
    /// Whether each is in the vocabulary.
    pub known: Vec<bool>,
    /// The means.
    pub figures: Figures,
}

/// Drawn words.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// Without the prompt and without `</s>`.
    pub tokens: Vec<String>,
    /// The model's own probability of each.
    pub probabilities: Vec<f64>,
    /// Why it ended.
    pub ending: Ending,
}

/// What is evaluated.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluated {
    /// A split of the model's own corpus.
    Split(Split),
    /// Another text, by the corpus's rules.
    Text(String),
}

impl Session {
    /// A model from its options in one go: [`Creation`] in one call.
    ///
    /// # Errors
    /// Options or a text that cannot make a model.
    pub fn create(options: ModelOptions) -> Result<Self> {
        Creation::new(options)?.finish()
    }

    fn new(checked: Checked, source: Source, trainer: Trainer) -> Self {
        Session {
            checked,
            source,
            trainer,
            training: None,
            evaluating: None,
            generating: None,
            traced: None,
            worst: None,
            lineup: None,
            measuring: None,
            before_card: None,
        }
    }

    /// What it was made with, every default filled in, the text apart.
    pub fn options(&self) -> ModelOptions {
        self.checked.echo()
    }

    /// The network's make.
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

    /// The furthest step of this run: where it stands, as long as nothing led back.
    pub fn last_step(&self) -> u64 {
        self.trainer.history().line.last_step()
    }

    /// The text, where the model has one.
    ///
    /// # Errors
    /// A model without its text.
    pub fn corpus(&self) -> Result<&Corpus> {
        match &self.source {
            Source::Corpus(corpus) => Ok(corpus),
            Source::Rules { .. } => Err(no_text()),
        }
    }

    /// Tokens of a split's sentences, `<unk>` in place, no boundaries. In a stream `from` and `count` are in tokens.
    ///
    /// # Errors
    /// A model without its text.
    pub fn sentences(&self, split: Split, from: usize, count: usize) -> Result<Vec<Vec<String>>> {
        let vocabulary = self.vocabulary();
        let word = |id: u32| vocabulary.token(id).to_owned();
        let rows = self.corpus()?.split(split).rows(from, count);
        Ok(rows.into_iter().map(|row| row.into_iter().map(word).collect()).collect())
    }

    /// E, W, U and, where there are biases, b and c.
    pub fn parameters(&self) -> Vec<Shown> {
        let parameters = &self.trainer.state().parameters;
        let shown = |&tensor: &Tensor| {
            let (shape, data) = parameters.shown(tensor);
            Shown { tensor, shape, data }
        };
        parameters.layout.tensors().iter().map(shown).collect()
    }

    /// Replaces the ones given. No step is counted; the optimizer's state stays.
    ///
    /// # Errors
    /// A name that is no parameter here, a wrong shape, a number that is not finite.
    pub fn set_parameters(&mut self, some: &[Shown]) -> Result<()> {
        self.settled()?;
        let config = self.config();
        let mut parameters = self.trainer.state().parameters.clone();
        for Shown { tensor, shape, data } in some {
            let name = tensor.name();
            if !parameters.layout.tensors().contains(tensor) {
                return Err(Error::value("the tensor", name, "this model has no such parameter"));
            }
            let expected = tensor.shape(&config);
            if *shape != expected || data.len() != expected.iter().product::<usize>() {
                let given = format!("{shape:?} with {} numbers", data.len());
                return Err(Error::value(name, given, format!("its shape must be {expected:?}")));
            }
            if let Some(at) = data.iter().position(|x| !x.is_finite()) {
                let given = format!("{} at place {at}", data[at]);
                return Err(Error::value(name, given, "every number must be finite"));
            }
            parameters.shown_view_mut(*tensor).iter_mut().zip(data).for_each(|(slot, &x)| *slot = x);
        }
        self.trainer.set_parameters(&parameters);
        Ok(())
    }

    /// The distribution of the word after these; the last n count. In a corpus of sentences `</s>` pads their left.
    ///
    /// # Errors
    /// A word outside a closed vocabulary; in a stream, fewer than n tokens.
    pub fn predict(&mut self, context: &Words) -> Result<Prediction> {
        let context = self.context(context)?;
        let (parameters, cpu) = self.trainer.look();
        let probabilities = cpu.forward(parameters, &context).to_vec();
        Ok(Prediction { context, probabilities })
    }

    /// The last n ids of some words.
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

    /// Begins a run on the training split, from where the last one ended.
    ///
    /// # Errors
    /// An option that cannot be worked with, a model without its text.
    pub fn begin_train(&mut self, options: &TrainOptions) -> Result<()> {
        let run = options.checked()?;
        self.corpus()?;
        self.settled()?;
        self.training = Some(self.trainer.begin(run));
        Ok(())
    }

    /// Up to so many steps of the run that was begun. How a run is cut changes no bit of its result.
    ///
    /// # Errors
    /// No run was begun.
    pub fn train_chunk(&mut self, steps: u64) -> Result<Trained> {
        let Some(mut pass) = self.training.take() else {
            return Err(Error::State("no training run is under way".to_owned()));
        };
        let chunk = match &self.source {
            Source::Corpus(corpus) => {
                let windows = corpus.train.windows(self.checked.network.dims.context);
                self.trainer.advance(&mut pass, &windows, steps)
            }
            // A run on the split does not begin without one.
            Source::Rules { .. } => self.trainer.advance(&mut pass, &Nothing, steps),
        };
        let left = pass.left();
        self.training = (left > 0).then_some(pass);
        Ok(Trained { losses: chunk.losses, step: self.step(), left, stopped: chunk.stopped })
    }

    /// Ends a run before its last step; the steps that are done stay.
    pub fn end_train(&mut self) {
        self.training = None;
    }

    /// A run in one go.
    ///
    /// # Errors
    /// As [`Session::begin_train`].
    pub fn train(&mut self, options: &TrainOptions) -> Result<Trained> {
        self.begin_train(options)?;
        self.train_chunk(u64::MAX)
    }

    /// Begins a run on these very examples in this order, around and around: B·n ids, oldest first, and B targets. It goes
    /// on by [`Session::train_chunk`].
    ///
    /// # Errors
    /// An option that cannot be worked with, lengths that do not fit, an id outside the vocabulary.
    pub fn begin_train_on(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        options: &TrainOnOptions,
    ) -> Result<()> {
        self.check_examples(contexts, targets)?;
        let n = self.config().dims.context;
        let run = options.checked(targets.len())?;
        self.settled()?;
        let own = Own { contexts: contexts.to_vec(), targets: targets.to_vec(), n };
        self.training = Some(self.trainer.begin_on(run, own));
        Ok(())
    }

    /// Such a run in one go.
    ///
    /// # Errors
    /// As [`Session::begin_train_on`].
    pub fn train_on(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        options: &TrainOnOptions,
    ) -> Result<Trained> {
        self.begin_train_on(contexts, targets, options)?;
        self.train_chunk(u64::MAX)
    }

    /// Refuses examples of a script that are not B·n ids and B ids of this vocabulary.
    fn check_examples(&self, contexts: &[u32], targets: &[u32]) -> Result<()> {
        let dims = self.config().dims;
        let n = dims.context;
        if targets.is_empty() || contexts.len() != targets.len() * n {
            return Err(Error::value(
                "contexts",
                format!("{} ids for {} targets", contexts.len(), targets.len()),
                format!("it must have {n} ids for each target, and there must be a target"),
            ));
        }
        for (name, ids) in [("contexts", contexts), ("targets", targets)] {
            if let Some(id) = ids.iter().find(|&&id| id as usize >= dims.vocabulary) {
                let expected = format!("each id must be below {}", dims.vocabulary);
                return Err(Error::value(name, format!("a list with {id}"), expected));
            }
        }
        Ok(())
    }

    /// Begins to measure the model on a split or another text.
    ///
    /// # Errors
    /// A model without its text; nothing to predict in the split; a text that is too large.
    pub fn begin_evaluate(&mut self, what: &Evaluated) -> Result<()> {
        self.evaluating = Some(match what {
            Evaluated::Split(split) => {
                let stream = self.corpus()?.split(*split).clone();
                if stream.windows(self.config().dims.context).is_empty() {
                    return Err(Error::Text(format!(
                        "the {} split has nothing to predict; give it more text, or evaluate another split",
                        split.name()
                    )));
                }
                Evaluating::Scoring { evaluation: Box::default(), stream, read: 0 }
            }
            Evaluated::Text(text) => {
                self.begin_evaluate_text(0)?;
                self.push_evaluated(text.as_bytes())?;
                self.seal_evaluated();
                return Ok(());
            }
        });
        Ok(())
    }

    /// Begins to measure the model on a text that comes in chunks, of so many bytes at least.
    ///
    /// # Errors
    /// More text than there is memory for.
    pub fn begin_evaluate_text(&mut self, bytes: u64) -> Result<()> {
        let all = self.vocabulary().tokens().map(str::to_owned).collect();
        let options = CorpusOptions { vocabulary: Some(all), ..self.checked.corpus.clone() };
        let mut builder = Builder::new(options)?.for_measuring();
        builder.expect(bytes)?;
        self.evaluating = Some(Evaluating::Reading(Box::new(builder)));
        Ok(())
    }

    /// A chunk of that text, in UTF-8, cut anywhere.
    ///
    /// # Errors
    /// No text is being read; more of it than there is memory for.
    pub fn push_evaluated(&mut self, utf8: &[u8]) -> Result<()> {
        match &mut self.evaluating {
            Some(Evaluating::Reading(builder)) => builder.push(Part::Only(Split::Train), utf8),
            _ => Err(no_evaluation()),
        }
    }

    /// That text is complete.
    pub fn seal_evaluated(&mut self) {
        if let Some(Evaluating::Reading(builder)) = &mut self.evaluating {
            builder.seal();
        }
    }

    /// Forgets an evaluation before its end.
    pub fn cancel_evaluate(&mut self) {
        self.evaluating = None;
    }

    /// Reads some of the text or scores about `budget` more tokens, and says how far it is.
    ///
    /// # Errors
    /// No evaluation was begun; a text with nothing to predict, or with a word outside a closed vocabulary.
    pub fn evaluate_chunk(&mut self, budget: usize) -> Result<Done> {
        let special = self.special();
        let n = self.config().dims.context;
        match self.evaluating.take() {
            None => Err(no_evaluation()),
            Some(Evaluating::Reading(mut builder)) => {
                let Progress { done, total } = builder.advance(budget.saturating_mul(READING))?;
                if done < total {
                    self.evaluating = Some(Evaluating::Reading(builder));
                    // Half of the way at most.
                    return Ok(Done { done: done as usize / 2, total: total as usize });
                }
                let stream = builder.finish()?.train;
                let read = stream.windows(n).len();
                if read == 0 {
                    return Err(Error::Text("the text has nothing to predict; give more of it".to_owned()));
                }
                self.evaluating = Some(Evaluating::Scoring { evaluation: Box::default(), stream, read });
                Ok(Done { done: read, total: 2 * read })
            }
            Some(Evaluating::Scoring { mut evaluation, stream, read }) => {
                let (parameters, cpu) = self.trainer.look();
                let Done { done, total } = evaluation.advance(
                    &mut Network::new(parameters, cpu),
                    &stream.windows(n),
                    special,
                    budget,
                );
                self.evaluating = Some(Evaluating::Scoring { evaluation, stream, read });
                Ok(Done { done: read + done, total: read + total })
            }
        }
    }

    /// The figures of the evaluation that was begun; whatever is left of it is done first.
    ///
    /// # Errors
    /// As [`Session::evaluate_chunk`].
    pub fn end_evaluate(&mut self) -> Result<Figures> {
        while self.evaluate_chunk(usize::MAX).map(|Done { done, total }| done < total)? {}
        match self.evaluating.take() {
            Some(Evaluating::Scoring { evaluation, .. }) => {
                evaluation.tally().figures().ok_or_else(no_evaluation)
            }
            _ => Err(no_evaluation()),
        }
    }

    /// An evaluation in one go.
    ///
    /// # Errors
    /// As [`Session::begin_evaluate`].
    pub fn evaluate(&mut self, what: &Evaluated) -> Result<Figures> {
        self.begin_evaluate(what)?;
        self.end_evaluate()
    }

    /// A sentence, factor by factor.
    ///
    /// # Errors
    /// No word at all; in a stream, none beyond the first n; a word outside a closed vocabulary.
    pub fn score(&mut self, sentence: &Words) -> Result<Scored> {
        let encoded = self.encode(sentence)?;
        let special = self.special();
        let (parameters, cpu) = self.trainer.look();
        let score = lm::score(&mut Network::new(parameters, cpu), &encoded.ids, special)?;
        scored(encoded, score, self.vocabulary())
    }

    /// Draws words after a prompt, in one go.
    ///
    /// # Errors
    /// As [`Session::begin_generate`].
    pub fn generate(&mut self, options: &GenerateOptions) -> Result<Generated> {
        self.begin_generate(options)?;
        self.end_generate()
    }

    /// The parameters as they lie in memory.
    pub fn raw_parameters(&self) -> &Parameters {
        &self.trainer.state().parameters
    }
}

/// A score with its words as they were given.
fn scored(encoded: Encoded, score: lm::Score, vocabulary: &Vocabulary) -> Result<Scored> {
    let figures = score.tally.figures().ok_or_else(no_evaluation)?;
    // In a stream the first n tokens are only context.
    let first = encoded.tokens.len().saturating_sub(score.tokens.len());
    let boundary = vocabulary.boundary();
    let mut tokens = encoded.tokens[if boundary.is_some() { 0 } else { first }..].to_vec();
    tokens.extend(boundary.map(|id| vocabulary.token(id).to_owned()));
    Ok(Scored { tokens, log_probabilities: score.log_probabilities, known: score.known, figures })
}

fn no_text() -> Error {
    Error::State(
        "this model was loaded without its text; load it with a corpus to train and evaluate".to_owned(),
    )
}

fn no_generation() -> Error {
    Error::State("no words are being drawn".to_owned())
}

fn no_evaluation() -> Error {
    Error::State("no evaluation is under way".to_owned())
}

#[cfg(test)]
mod tests;
