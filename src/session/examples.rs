//! Examples to look at: the corpus's own, the worst predicted, a batch; and where a word is read.

use serde::Deserialize;

use super::{Session, Source, no_text};
use crate::backend::Network;
use crate::check::whole;
use crate::error::{Error, Result};
use crate::lm::Done;
use crate::measure::examples::{self, Batch, Worst};
use crate::text::{Split, TokenStream};
use crate::trace::Shown;

/// One example of a split.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitExample {
    /// Which of the split's.
    pub index: usize,
    /// How many the split has.
    pub count: usize,
    /// n ids, oldest first.
    pub context: Vec<u32>,
    /// What follows them.
    pub target: u32,
    /// The context's tokens, padding included.
    pub tokens: Vec<String>,
    /// The target's token.
    pub target_token: String,
    /// The sentence that the target stands in, as `sentences` counts; in a stream, the target's place.
    pub line: usize,
}

/// A line of the training split that reads a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// As `sentences` counts; in a stream, the place of the word.
    pub line: usize,
    /// Its tokens; in a stream, those around the word.
    pub tokens: Vec<String>,
    /// Where in `tokens` the word stands. Empty for the padding, which stands before them all.
    pub positions: Vec<usize>,
}

/// Where a word's column of E is read in training.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// How many lines read it; in a stream, how many places.
    pub total: usize,
    /// The first of them.
    pub lines: Vec<Line>,
}

/// `batch`'s options, the examples apart.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct BatchOptions {
    /// Names of the mean gradients to copy out; all where absent.
    pub tensors: Option<Vec<String>>,
}

/// Tokens shown on either side of a word in a stream.
const AROUND: usize = 8;
/// The most windows of `dead`, examples of `worst` and lines of `lines`.
const MAXIMUM_WANTED: u64 = 1_000_000;
/// The most examples of one `batch`: each costs a pass of its own.
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
            return Err(Error::Text(format!("the {} split has no example", split.name())));
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
            Some(boundary) => stream.ids().take(index).filter(|&id| id == boundary).count(),
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

    /// Begins to look for the examples of a split that the model predicts worst.
    ///
    /// # Errors
    /// A model without its text, a split without examples, a count that cannot be worked with.
    pub fn begin_worst(&mut self, split: Split, count: f64) -> Result<()> {
        let count = whole("count", count, 1, MAXIMUM_WANTED)? as usize;
        self.example(split, 0.0)?;
        self.worst = Some((split, Worst::new(count)));
        Ok(())
    }

    /// About `budget` more examples.
    ///
    /// # Errors
    /// No search was begun.
    pub fn worst_chunk(&mut self, budget: usize) -> Result<Done> {
        let special = self.special();
        let n = self.config().dims.context;
        let (split, mut worst) = self.worst.take().ok_or_else(no_search)?;
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let (parameters, cpu) = self.trainer.look();
        let windows = corpus.split(split).windows(n);
        let done = worst.advance(&mut Network::new(parameters, cpu), &windows, special, budget);
        self.worst = Some((split, worst));
        Ok(done)
    }

    /// What the search found, with each example's loss in nats, the worst first; whatever is left of it is done first.
    ///
    /// # Errors
    /// No search was begun.
    pub fn end_worst(&mut self) -> Result<Vec<(SplitExample, f64)>> {
        self.worst_chunk(usize::MAX)?;
        let (split, worst) = self.worst.take().ok_or_else(no_search)?;
        let stream = self.corpus()?.split(split);
        Ok(worst.found().iter().map(|&(loss, index)| (self.example_at(stream, index), loss)).collect())
    }

    /// The relu units that are zero on all of `windows` training windows, and how many windows were looked at.
    ///
    /// # Errors
    /// A model without its text, a number that cannot be worked with.
    pub fn dead(&mut self, windows: f64) -> Result<(Vec<u32>, usize)> {
        let windows = whole("windows", windows, 1, MAXIMUM_WANTED)? as usize;
        let (n, seed) = (self.config().dims.context, self.checked.seed);
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let (parameters, cpu) = self.trainer.look();
        Ok(examples::dead_units(cpu, parameters, &corpus.train.windows(n), windows, seed))
    }

    /// The first `count` training lines whose windows read a token's column of E.
    ///
    /// # Errors
    /// A model without its text, a token that is not in the vocabulary.
    pub fn lines(&self, token: &str, count: f64) -> Result<Lines> {
        let count = whole("count", count, 1, MAXIMUM_WANTED)? as usize;
        let stream = &self.corpus()?.train;
        let vocabulary = self.vocabulary();
        let Some(word) = vocabulary.id(token) else {
            return Err(Error::value("token", format!("\"{token:.40}\""), "it must be in the vocabulary"));
        };
        let tokens = |ids: &[u32]| ids.iter().map(|&id| vocabulary.token(id).to_owned()).collect();
        let mut found = Lines { total: 0, lines: Vec::new() };
        let mut add = |line: usize, ids: &[u32], positions: Vec<usize>| {
            found.total += 1;
            if found.lines.len() < count {
                found.lines.push(Line { line, tokens: tokens(ids), positions });
            }
        };
        match vocabulary.boundary() {
            // The end of a sentence is predicted, never read; the padding before it is read by every line.
            Some(boundary) => {
                let mut sentence = Vec::new();
                let mut line = 0;
                for id in stream.ids() {
                    if id != boundary {
                        sentence.push(id);
                        continue;
                    }
                    let positions: Vec<_> = (0..sentence.len()).filter(|&i| sentence[i] == word).collect();
                    if word == boundary || !positions.is_empty() {
                        add(line, &sentence, positions);
                    }
                    sentence.clear();
                    line += 1;
                }
            }
            None => {
                let ids: Vec<u32> = stream.ids().collect();
                // The last token is predicted, never read.
                for place in (0..ids.len().saturating_sub(1)).filter(|&place| ids[place] == word) {
                    let first = place.saturating_sub(AROUND);
                    add(place, &ids[first..ids.len().min(place + AROUND + 1)], vec![place - first]);
                }
            }
        }
        Ok(found)
    }

    /// The mean gradient of a batch, and how much its examples disagree with it. B·n ids, oldest first, and B targets.
    ///
    /// # Errors
    /// Lengths that do not fit, an id outside the vocabulary, too many examples.
    pub fn batch(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        options: &BatchOptions,
    ) -> Result<(Batch, Vec<Shown>)> {
        self.check_examples(contexts, targets)?;
        if targets.len() > MAXIMUM_BATCH {
            let right = format!("at most {MAXIMUM_BATCH} examples can be compared at once");
            return Err(Error::value("targets", format!("{} ids long", targets.len()), right));
        }
        let wanted = options.tensors.as_deref().map(super::debug::tensors_named).transpose()?;
        let (parameters, cpu) = self.trainer.look();
        let batch = examples::batch(cpu, parameters, contexts, targets);
        let pairs = crate::measure::gradients::PAIRS.into_iter();
        let here = pairs.filter(|(of, gradient)| {
            parameters.layout.tensors().contains(of)
                && wanted.as_ref().is_none_or(|wanted| wanted.contains(gradient))
        });
        let shown = here.map(|(of, tensor)| {
            let (shape, data) = cpu.gradients.shown(of);
            Shown { tensor, shape, data }
        });
        let shown = shown.collect();
        Ok((batch, shown))
    }
}

fn no_search() -> Error {
    Error::State("no search for the worst examples is under way".to_owned())
}
