//! Evaluations: work on a split, or on a text that it reads first.

use super::works::Ticket;
use super::{Session, nothing_scored, outgrown};
use crate::backend::Network;
use crate::error::{Error, Result};
use crate::lm::{Evaluation, Figures};
use crate::model::{Layout, Phase};
use crate::reason;
use crate::text::{self, Builder, CorpusOptions, Part, Split, TokenStream};
use crate::work::{Progress, Work, complete, fitting};

/// What to evaluate on.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluated {
    /// A split of the model's own corpus.
    Split(Split),
    /// Another text, read by the corpus's rules.
    Text(String),
}

/// An evaluation under way.
#[derive(Debug)]
enum Evaluating {
    /// The caller's text is being cut into tokens.
    Reading(Option<Box<Builder>>),
    /// Tokens are being scored; `read` is the share of reading in the progress.
    Scoring { evaluation: Box<Evaluation>, stream: TokenStream, read: u64 },
}

impl Work<Session> for Evaluating {
    type Output = Figures;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let special = on.special();
        let n = on.config().dims.context;
        match self {
            Evaluating::Reading(reading) => {
                let mut builder = reading.take().ok_or_else(nothing_scored)?;
                let text::ReadProgress { done, total } = builder.advance(fitting(budget, TEXT_COST))?;
                if done < total {
                    *reading = Some(builder);
                    // Reading is at most half of the progress.
                    return Ok(Progress::of(done / 2, total));
                }
                let stream = builder.finish()?.train;
                let read = stream.windows(n).len() as u64;
                if read == 0 {
                    return Err(Error::Text(reason::text_predicts_nothing()));
                }
                *self = Evaluating::Scoring { evaluation: Box::default(), stream, read };
                Ok(Progress::of(read, 2 * read))
            }
            Evaluating::Scoring { evaluation, stream, read } => {
                let tokens = fitting(budget, on.forward_cost());
                let (parameters, cpu) = on.trainer.parameters_and_cpu();
                let done = evaluation.advance(
                    &mut Network::new(parameters, cpu),
                    &stream.windows(n),
                    special,
                    tokens,
                );
                let Progress { done, total, .. } = Progress::from(done);
                Ok(Progress::of(*read + done, *read + total))
            }
        }
    }

    fn feed(&mut self, _: Part, utf8: &[u8]) -> Result<()> {
        match self {
            Evaluating::Reading(Some(builder)) => builder.push(Part::Only(Split::Train), utf8),
            _ => Err(Error::State(reason::text_complete())),
        }
    }

    fn seal(&mut self) {
        if let Evaluating::Reading(Some(builder)) = self {
            builder.seal();
        }
    }

    fn finish(mut self, on: &mut Session) -> Result<Figures> {
        complete(&mut self, on)?;
        match self {
            Evaluating::Scoring { evaluation, .. } => match evaluation.tally().figures() {
                Some(figures) if figures.nll.is_nan() => Err(outgrown()),
                figures => figures.ok_or_else(nothing_scored),
            },
            Evaluating::Reading(_) => Err(nothing_scored()),
        }
    }
}

/// Elementary operations of reading a byte of text, cutting it into tokens and looking them up.
pub(super) const TEXT_COST: u64 = 64;

impl Session {
    /// Elementary operations of one example's forward pass.
    pub(super) fn forward_cost(&self) -> u64 {
        let Layout { plan, config, .. } = &self.trainer.state().parameters.layout;
        plan.operations(Phase::Forward, config)
    }

    /// Begins to evaluate the model on a split or another text.
    ///
    /// # Errors
    /// A model without its text; a split with nothing to predict; a text that is too large.
    pub fn begin_evaluate(&mut self, what: &Evaluated) -> Result<Ticket<Figures>> {
        match what {
            Evaluated::Split(split) => {
                let stream = self.corpus()?.split(*split).clone();
                if stream.windows(self.config().dims.context).is_empty() {
                    return Err(Error::Text(reason::split_evaluates_nothing(split.name())));
                }
                self.begin(Evaluating::Scoring { evaluation: Box::default(), stream, read: 0 })
            }
            Evaluated::Text(text) => {
                let mut reading = self.reading(0)?;
                reading.feed(Part::Whole, text.as_bytes())?;
                Work::seal(&mut reading);
                self.begin(reading)
            }
        }
    }

    /// Begins to evaluate the model on a text of at least this many bytes, which is fed to it.
    ///
    /// # Errors
    /// More text than there is memory for.
    pub fn begin_evaluate_text(&mut self, bytes: u64) -> Result<Ticket<Figures>> {
        let reading = self.reading(bytes)?;
        self.begin(reading)
    }

    fn reading(&self, bytes: u64) -> Result<Evaluating> {
        let all = self.vocabulary().tokens().map(str::to_owned).collect();
        let options = CorpusOptions { vocabulary: Some(all), ..self.checked.corpus.clone() };
        let mut builder = Builder::new(options)?.for_measuring();
        builder.expect(bytes)?;
        Ok(Evaluating::Reading(Some(Box::new(builder))))
    }

    /// Evaluates in one call.
    ///
    /// # Errors
    /// As [`Session::begin_evaluate`].
    pub fn evaluate(&mut self, what: &Evaluated) -> Result<Figures> {
        let evaluation = self.begin_evaluate(what)?;
        self.finish(evaluation)
    }
}
