//! Training runs: work that takes steps.

use super::{Session, Source};
use crate::error::{Error, Result};
use crate::reason::{self, Reason};
use crate::run::{Chunk, Nothing, Pass, Stopped};
use crate::train::{Own, TrainOnOptions, TrainOptions};
use crate::work::{Effect, Progress, Work};

use super::works::Ticket;

/// The result of some training steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Trained {
    /// Losses of the steps since the last progress: the mean over the minibatch in nats, before that step's update.
    pub losses: Vec<f32>,
    /// Steps that the model has taken in all calls together.
    pub step: u64,
    /// Why the run ended early, if it did.
    pub stopped: Option<Stopped>,
    /// What the reader should know about how the run went, or would continue.
    pub warning: Option<Reason>,
}

/// A training run.
#[derive(Debug)]
struct Training {
    pass: Pass,
    steps: u64,
    stopped: Option<Stopped>,
    /// Whether the last step was taken back; no step replaces it.
    over: bool,
}

impl Training {
    fn chunk(&mut self, on: &mut Session, budget: u64) -> Chunk {
        let n = on.config().dims.context;
        let chunk = match &on.source {
            Source::Corpus(corpus) => {
                on.trainer.advance_within(&mut self.pass, &corpus.train.windows(n), u64::MAX, budget)
            }
            // A run on the split does not begin without a text.
            Source::Rules { .. } => on.trainer.advance_within(&mut self.pass, &Nothing, u64::MAX, budget),
        };
        on.changed();
        self.stopped.clone_from(&chunk.stopped);
        if self.stopped.is_none() && !chunk.losses.is_empty() && on.trainer.left(&self.pass) == 0 {
            self.stopped = match &on.source {
                Source::Corpus(corpus) => on.trainer.conclude(&self.pass, &corpus.train.windows(n)),
                Source::Rules { .. } => on.trainer.conclude(&self.pass, &Nothing),
            };
            // A last step after which the loss is no number is taken back.
            self.over = self.stopped.is_some();
        }
        chunk
    }
}

impl Work<Session> for Training {
    type Output = Trained;

    fn effect(&self) -> Effect {
        Effect::Trains
    }

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let losses = if self.stopped.is_none() { self.chunk(on, budget).losses } else { Vec::new() };
        let left = if self.over { 0 } else { on.trainer.left(&self.pass) };
        Ok(Progress { losses, ..Progress::of(self.steps - left, self.steps) })
    }

    fn finish(mut self, on: &mut Session) -> Result<Trained> {
        let mut losses = Vec::new();
        while self.stopped.is_none() && on.trainer.left(&self.pass) > 0 {
            losses.extend(self.chunk(on, u64::MAX).losses);
        }
        let warning = on.trainer.warning(&self.pass);
        Ok(Trained { losses, step: on.step(), stopped: self.stopped, warning })
    }
}

impl Session {
    /// Begins a run on the training split, from where the last one ended. The size of its pieces changes no bit of the result. A
    /// cancelled run keeps its steps.
    ///
    /// # Errors
    /// An option that cannot be worked with, a model without its text.
    pub fn begin_train(&mut self, options: &TrainOptions) -> Result<Ticket<Trained>> {
        let run = options.checked()?;
        let examples = self.corpus()?.train.len();
        self.at_rest()?;
        self.trainer.ask_to_run(&run, examples)?;
        let pass = self.trainer.begin(run);
        self.begin(Training { pass, steps: run.steps, stopped: None, over: false })
    }

    /// Trains in one call.
    ///
    /// # Errors
    /// As [`Session::begin_train`].
    pub fn train(&mut self, options: &TrainOptions) -> Result<Trained> {
        let run = self.begin_train(options)?;
        self.finish(run)
    }

    /// Begins a run on exactly these examples, in this order, over and over: B·n ids, oldest first, and B targets.
    ///
    /// # Errors
    /// An option that cannot be worked with, lengths that do not fit, an id outside the vocabulary.
    pub fn begin_train_on(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        options: &TrainOnOptions,
    ) -> Result<Ticket<Trained>> {
        self.check_examples(contexts, targets)?;
        let n = self.config().dims.context;
        let run = options.checked(targets.len())?;
        self.at_rest()?;
        self.trainer.ask_to_run(&run, contexts.len() + targets.len())?;
        let own = Own { contexts: contexts.to_vec(), targets: targets.to_vec(), n, first: self.step() };
        let pass = self.trainer.begin_on(run, own);
        self.begin(Training { pass, steps: run.steps, stopped: None, over: false })
    }

    /// Trains on these examples in one call.
    ///
    /// # Errors
    /// As [`Session::begin_train_on`].
    pub fn train_on(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        options: &TrainOnOptions,
    ) -> Result<Trained> {
        let run = self.begin_train_on(contexts, targets, options)?;
        self.finish(run)
    }

    /// Refuses a script's examples unless they are B·n ids and B ids of this vocabulary.
    pub(super) fn check_examples(&self, contexts: &[u32], targets: &[u32]) -> Result<()> {
        let dims = self.config().dims;
        let n = dims.context;
        if targets.is_empty() || contexts.len() != targets.len() * n {
            return Err(Error::value(
                "contexts",
                format!("{} ids for {} targets", contexts.len(), targets.len()),
                reason::ids_per_target(n),
            ));
        }
        for (name, ids) in [("contexts", contexts), ("targets", targets)] {
            if let Some(id) = ids.iter().find(|&&id| id as usize >= dims.vocabulary) {
                let expected = reason::ids_below(dims.vocabulary);
                return Err(Error::value(name, format!("a list with {id}"), expected));
            }
        }
        Ok(())
    }
}
