//! Examples to look at: a split's, the worst predicted, a minibatch; and the lines that read a word.

use std::sync::Arc;

use serde::Deserialize;

use super::works::Ticket;
use super::{Session, Source, no_text};
use crate::backend::Network;
use crate::check::whole;
use crate::error::{Error, Result};
use crate::measure::studies::batch::{Batch, BatchWork};
use crate::measure::studies::dead::DeadUnits;
use crate::measure::studies::worst::Worst;
use crate::model::Tensor;
use crate::reason;
use crate::text::{Split, TokenStream};
use crate::trace::Shown;
use crate::work::{Progress, Work, complete, fitting};

/// One example of a split.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitExample {
    /// Its index in the split.
    pub index: usize,
    /// The number of examples in the split.
    pub count: usize,
    /// n ids, oldest first.
    pub context: Vec<u32>,
    /// The id that follows them.
    pub target: u32,
    /// The context's tokens, padding included.
    pub tokens: Vec<String>,
    /// The target's token.
    pub target_token: String,
    /// The index of the target's sentence, as in `sentences`; in a stream, the target's position.
    pub line: usize,
}

/// A line of the training split that reads a word.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadLine {
    /// The sentence's index, as in `sentences`; in a stream, the word's position.
    pub line: usize,
    /// Its tokens; in a stream, those around the word.
    pub tokens: Vec<String>,
    /// The word's indices in `tokens`. Empty for the padding, which is before all of them.
    pub positions: Vec<usize>,
}

/// Where a word's column of E is read in training.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// The number of lines that read it; in a stream, of positions.
    pub total: usize,
    /// The first of these lines.
    pub lines: Vec<ReadLine>,
}

/// What to return of a batch.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct BatchOptions {
    /// The mean gradients to copy. Default: all.
    pub tensors: Option<Vec<String>>,
}

/// Tokens shown on either side of a word in a stream.
const AROUND: usize = 8;
/// Elementary operations of finding an example's line among a few sentences.
const LOOK_UP: u64 = 2_048;
/// The most windows of `dead`, examples of `worst` and lines of `lines`.
const MAXIMUM_WANTED: u64 = 1_000_000;
/// The most examples of one `batch`: each takes its own pass.
const MAXIMUM_BATCH: usize = 4_096;

impl Session {
    /// One example of a split.
    ///
    /// # Errors
    /// A model without its text, an index beyond the split's end.
    pub fn example(&self, split: Split, index: f64) -> Result<SplitExample> {
        let stream = self.corpus()?.split(split);
        let count = stream.windows(self.config().dims.context).len();
        if count == 0 {
            return Err(Error::Text(reason::split_without_example(split.name())));
        }
        let index = whole("index", index, 0, count as u64 - 1)? as usize;
        Ok(self.example_at(stream, index))
    }

    fn example_at(&self, stream: &TokenStream, index: usize) -> SplitExample {
        let n = self.config().dims.context;
        let windows = stream.windows(n);
        let mut context = vec![0; n];
        let target = windows.gather(index, &mut context);
        let token = |id: u32| self.vocabulary().token(id).to_owned();
        let line = match self.vocabulary().boundary() {
            Some(_) => stream.line_of(index),
            None => index + n,
        };
        SplitExample {
            index,
            count: windows.len(),
            tokens: context.iter().map(|&id| token(id)).collect(),
            target_token: token(target),
            context,
            target,
            line,
        }
    }

    /// Begins to search for the examples of a split that the model predicts worst.
    ///
    /// # Errors
    /// A model without its text, a split without examples, a count out of range.
    pub fn begin_worst(&mut self, split: Split, count: f64) -> Result<Ticket<Vec<(SplitExample, f64)>>> {
        let count = whole("count", count, 1, MAXIMUM_WANTED)? as usize;
        self.example(split, 0.0)?;
        let (n, examples) = (self.config().dims.context, self.corpus()?.split(split).len());
        crate::memory::ask(reason::worst_examples(), &worst_bytes(count.min(examples), n))?;
        self.begin(Search { split, worst: Worst::new(count), found: Vec::new() })
    }

    /// Begins to search for ReLU units that are zero on each of `windows` training windows, which the seed draws.
    ///
    /// # Errors
    /// A model without its text, a number out of range.
    pub fn begin_dead(&mut self, windows: f64) -> Result<Ticket<(Vec<u32>, usize)>> {
        let windows = whole("windows", windows, 1, MAXIMUM_WANTED)? as usize;
        let n = self.config().dims.context;
        let examples = self.corpus()?.train.windows(n).len();
        self.config().ask(reason::dead_units(), 1)?;
        let units = DeadUnits::new(&self.config(), examples, windows, self.checked.seed);
        self.begin(Silence { units })
    }

    /// Finds dead units in one call.
    ///
    /// # Errors
    /// As [`Session::begin_dead`].
    pub fn dead(&mut self, windows: f64) -> Result<(Vec<u32>, usize)> {
        let search = self.begin_dead(windows)?;
        self.finish(search)
    }

    /// Begins to search for the first `count` training lines whose windows read a token's column of E.
    ///
    /// # Errors
    /// A model without its text, a token outside the vocabulary, too little memory for the lines.
    pub fn begin_lines(&mut self, token: &str, count: f64) -> Result<Ticket<Lines>> {
        let count = whole("count", count, 1, MAXIMUM_WANTED)? as usize;
        self.corpus()?;
        let Some(word) = self.vocabulary().id(token) else {
            return Err(Error::value("token", format!("\"{token:.40}\""), reason::in_vocabulary()));
        };
        let found = Lines { total: 0, lines: Vec::new() };
        self.begin(Reading { word, count, next: 0, line: 0, sentence: Vec::new(), found })
    }

    /// Finds the lines in one call.
    ///
    /// # Errors
    /// As [`Session::begin_lines`].
    pub fn lines(&mut self, token: &str, count: f64) -> Result<Lines> {
        let search = self.begin_lines(token, count)?;
        self.finish(search)
    }

    /// Begins to compute the mean gradient of a minibatch, and how much its examples disagree with it. B·n ids, oldest first, and B
    /// targets.
    ///
    /// # Errors
    /// Lengths that do not fit, an id outside the vocabulary, too many examples.
    pub fn begin_batch(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        options: &BatchOptions,
    ) -> Result<Ticket<(Batch, Vec<Shown>)>> {
        self.check_examples(contexts, targets)?;
        if targets.len() > MAXIMUM_BATCH {
            let right = reason::examples_most(MAXIMUM_BATCH);
            return Err(Error::value("targets", format!("{} ids long", targets.len()), right));
        }
        let wanted = options.tensors.as_deref().map(super::debug::tensors_named).transpose()?;
        // The sum in f64, the mean, and a copy of the part that is shown.
        self.config().ask(reason::batch_gradient(), 4)?;
        crate::memory::ask(reason::this_batch(), &[4 * contexts.len() as u64, 36 * targets.len() as u64])?;
        let work = BatchWork::new(&self.config(), contexts, targets);
        self.begin(BatchAgreement { work, wanted })
    }

    /// Computes a batch's gradient in one call.
    ///
    /// # Errors
    /// As [`Session::begin_batch`].
    pub fn batch(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        options: &BatchOptions,
    ) -> Result<(Batch, Vec<Shown>)> {
        let work = self.begin_batch(contexts, targets, options)?;
        self.finish(work)
    }
}

/// Bytes of the list of the worst, which grows by doubling, and of each example with its words.
fn worst_bytes(count: usize, n: usize) -> [u64; 2] {
    let count = count as u64;
    [48 * count, count * (2 * size_of::<(SplitExample, f64)>() as u64 + (n as u64 + 1) * (WORD_BYTES + 4))]
}

/// The search for the worst predicted examples, then for their lines.
#[derive(Debug)]
struct Search {
    split: Split,
    worst: Worst,
    found: Vec<(SplitExample, f64)>,
}

impl Work<Session> for Search {
    type Output = Vec<(SplitExample, f64)>;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let special = on.special();
        let n = on.config().dims.context;
        let count = fitting(budget, on.forward_cost());
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let (parameters, cpu) = on.trainer.parameters_and_cpu();
        let windows = corpus.split(self.split).windows(n);
        let Progress { done, total, .. } =
            self.worst.advance(&mut Network::new(parameters, cpu), &windows, special, count).into();
        let wanted = self.worst.wanted().min(windows.len()) as u64;
        if done == total {
            let mut left = budget;
            let stream = on.corpus()?.split(self.split);
            while let Some((loss, index)) = self.worst.take_least() {
                let example = on.example_at(stream, index);
                left = left.saturating_sub(16 * example.tokens.len() as u64 + LOOK_UP);
                self.found.push((example, loss));
                if left == 0 {
                    break;
                }
            }
        }
        Ok(Progress::of(done + self.found.len() as u64, total + wanted))
    }

    fn finish(mut self, on: &mut Session) -> Result<Self::Output> {
        complete(&mut self, on)?;
        self.found.reverse();
        Ok(self.found)
    }
}

/// The search for the lines that read a word, token by token.
#[derive(Debug)]
struct Reading {
    word: u32,
    count: usize,
    next: usize,
    line: usize,
    /// The sentence that is being searched.
    sentence: Vec<u32>,
    found: Lines,
}

/// Elementary operations of visiting a token of a text.
const LOOK_AT: u64 = 4;
/// Bytes of a token in a list of words: its pointer, and its letters with the allocator's overhead.
const WORD_BYTES: u64 = 64;

impl Reading {
    /// Adds a line; returns the elementary operations that its words take.
    fn add(&mut self, on: &Session, line: usize, ids: &[u32], positions: Vec<usize>) -> Result<u64> {
        self.found.total += 1;
        if self.found.lines.len() == self.count {
            return Ok(0);
        }
        // Small lists need no check.
        if self.found.lines.len().is_multiple_of(1024) {
            crate::memory::ask(reason::these_lines(), &[1024 * WORD_BYTES * (1 + ids.len() as u64)])?;
        }
        let tokens = ids.iter().map(|&id| on.vocabulary().token(id).to_owned()).collect();
        self.found.lines.push(ReadLine { line, tokens, positions });
        crate::counted::did(16 * ids.len());
        Ok(16 * ids.len() as u64)
    }
}

impl Work<Session> for Reading {
    type Output = Lines;

    fn advance(&mut self, on: &mut Session, mut budget: u64) -> Result<Progress> {
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let corpus = Arc::clone(corpus);
        let stream = &corpus.train;
        let total = stream.len();
        while budget > 0 && self.next < total {
            let (place, id) = (self.next, stream.id(self.next));
            self.next += 1;
            crate::counted::did(LOOK_AT as usize);
            budget = budget.saturating_sub(LOOK_AT);
            let spent = match stream.boundary() {
                // The end of a sentence is predicted, never read. Every line reads the padding before it.
                Some(boundary) if id == boundary => {
                    let sentence = core::mem::take(&mut self.sentence);
                    let positions: Vec<_> =
                        (0..sentence.len()).filter(|&i| sentence[i] == self.word).collect();
                    let line = self.line;
                    self.line += 1;
                    match self.word == boundary || !positions.is_empty() {
                        true => self.add(on, line, &sentence, positions)?,
                        false => 0,
                    }
                }
                Some(_) => {
                    self.sentence.push(id);
                    0
                }
                // The last token is predicted, never read.
                None if id == self.word && place + 1 < total => {
                    let first = place.saturating_sub(AROUND);
                    let ids: Vec<u32> =
                        (first..total.min(place + AROUND + 1)).map(|at| stream.id(at)).collect();
                    self.add(on, place, &ids, vec![place - first])?
                }
                None => 0,
            };
            budget = budget.saturating_sub(spent);
        }
        Ok(Progress::of(self.next as u64, total as u64))
    }

    fn finish(mut self, on: &mut Session) -> Result<Lines> {
        complete(&mut self, on)?;
        Ok(self.found)
    }
}

/// The search for dead units.
#[derive(Debug)]
struct Silence {
    units: DeadUnits,
}

impl Work<Session> for Silence {
    type Output = (Vec<u32>, usize);

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let dims = on.config().dims;
        let windows = fitting(budget, (dims.context * dims.embedding * dims.hidden) as u64);
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let parameters = &on.trainer.state().parameters;
        Ok(self.units.advance(parameters, &corpus.train.windows(dims.context), windows).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Self::Output> {
        complete(&mut self, on)?;
        Ok(self.units.found())
    }
}

/// The comparison of a batch's gradients with their mean.
#[derive(Debug)]
struct BatchAgreement {
    work: BatchWork,
    wanted: Option<Vec<Tensor>>,
}

impl Work<Session> for BatchAgreement {
    type Output = (Batch, Vec<Shown>);

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let cost = 3 * on.forward_cost() + 4 * on.config().parameter_count();
        let (parameters, cpu) = on.trainer.parameters_and_cpu();
        Ok(self.work.advance(cpu, parameters, fitting(budget, cost)).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Self::Output> {
        complete(&mut self, on)?;
        let BatchAgreement { work, wanted } = self;
        let (batch, mean) = work.finish();
        let pairs = mean.layout.gradients();
        let here =
            pairs.filter(|(_, gradient)| wanted.as_ref().is_none_or(|wanted| wanted.contains(gradient)));
        let shown = here.map(|(of, tensor)| Shown::of(tensor, mean.shown(of)));
        Ok((batch, shown.collect()))
    }
}
