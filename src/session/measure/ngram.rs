//! A script's own n-gram model.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::{NGRAM_COST, NgramSettings, PIECE, TOKEN_COST};
use crate::error::Result;
use crate::lm::{self, LanguageModel, Scoring, Special};
use crate::measure::models::ngrams::{Measured, NgramWork};
use crate::memory;
use crate::ngram::{Arpa, FOLLOWER_COST, Following, ROW_COST};
use crate::reason;
use crate::session::{Scored, Session, Source, Words, no_text, scored};
use crate::text::{Corpus, Encoded};
use crate::work::{Effect, Progress, Work, complete, fitting};

/// The least number of tokens of a row, or followers of a context, in one piece.
const ROW_GRAIN: usize = 256;

impl Session {
    /// Begins an n-gram model of the corpus, counted piece by piece.
    ///
    /// # Errors
    /// Settings out of range, a model without its text, an order above what the corpus allows.
    pub fn ngram(&self, settings: &NgramSettings) -> Result<NgramCounting> {
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let work = NgramWork::new(settings.checked()?, corpus)?;
        Ok(NgramCounting { corpus: Arc::clone(corpus), work })
    }
}

/// An n-gram model that is being counted. It holds the text itself, so the network's model may be disposed of.
#[derive(Debug)]
pub struct NgramCounting {
    corpus: Arc<Corpus>,
    work: NgramWork,
}

impl Work<()> for NgramCounting {
    type Output = NgramModel;

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        Ok(self.work.advance(&self.corpus, fitting(budget, TOKEN_COST).min(PIECE)).into())
    }

    fn finish(self, (): &mut ()) -> Result<NgramModel> {
        let measured = self.work.finish(&self.corpus)?;
        Ok(NgramModel { corpus: self.corpus, measured })
    }
}

/// An n-gram model of a corpus.
#[derive(Debug)]
pub struct NgramModel {
    corpus: Arc<Corpus>,
    /// The counts and the figures on the three splits.
    pub measured: Measured,
}

impl NgramModel {
    /// Whether `<unk>` occurs in training. If not, its probability means little.
    pub fn unknown_is_trained(&self) -> bool {
        self.corpus.unknown_is_trained()
    }

    /// The tokens by id.
    pub fn token(&self, id: u32) -> &str {
        self.corpus.vocabulary.token(id)
    }

    /// The ids of a context, padded on the left if the corpus has sentences.
    fn context(&self, words: &Words) -> Result<Vec<u32>> {
        let ids = words.encode(&self.corpus.vocabulary)?.ids;
        let n = self.measured.model.context_length();
        let boundary = self.corpus.vocabulary.boundary();
        let mut padded: Vec<u32> = std::iter::repeat_n(boundary, n).flatten().collect();
        padded.extend_from_slice(&ids);
        if padded.len() < n {
            return Err(lm::too_short(n, padded.len()));
        }
        Ok(padded.split_off(padded.len() - n))
    }

    /// The context's ids and P of every token after it; None if maximum likelihood has no distribution.
    ///
    /// # Errors
    /// In a stream, a context that is too short; a word outside a closed vocabulary; too little memory for a row.
    pub fn predict(&self, context: &Words) -> Result<(Vec<u32>, Option<Vec<f64>>)> {
        let mut row = self.row(context)?;
        while !row.advance(self, u64::MAX).is_complete() {}
        Ok(row.finish())
    }

    fn row(&self, context: &Words) -> Result<Row> {
        let (context, words) = (self.context(context)?, self.corpus.vocabulary.len());
        // A script gets a rounded copy.
        memory::ask(reason::this_prediction(), &[8 * words as u64, 4 * words as u64])?;
        Ok(Row { context, words, probabilities: Vec::with_capacity(words), exists: true })
    }

    /// What followed a context in training and how often, the most frequent first.
    ///
    /// # Errors
    /// In a stream, a context that is too short; a word outside a closed vocabulary; too little memory for the followers.
    pub fn counts(&self, context: &Words) -> Result<Vec<(u32, u32)>> {
        self.measured.model.counts(&self.context(context)?)
    }

    fn following(&self, context: &Words) -> Result<Following> {
        Following::new(&self.measured.model, &self.context(context)?)
    }

    /// The model as an ARPA file, read piece by piece with [`arpa_piece`](Self::arpa_piece).
    ///
    /// # Errors
    /// As [`Arpa::new`].
    pub fn arpa(&self) -> Result<Arpa> {
        Arpa::new(&self.measured.model, self.corpus.vocabulary.boundary())
    }

    /// About `count` more lines; None after the last. White space ends a word in ARPA, so a sign stands for it inside a token.
    pub fn arpa_piece(&self, arpa: &mut Arpa, count: usize) -> Option<String> {
        let sign = |c: char| match c {
            '\n' => '␤',
            '\t' => '␉',
            c if c.is_whitespace() => '␣',
            c => c,
        };
        arpa.piece(&self.measured.model, |id| self.token(id).chars().map(sign).collect(), count)
    }
}

/// P of every token after a context, token by token.
#[derive(Debug)]
struct Row {
    context: Vec<u32>,
    words: usize,
    probabilities: Vec<f64>,
    exists: bool,
}

impl Row {
    fn advance(&mut self, of: &NgramModel, budget: u64) -> Progress {
        let first = self.probabilities.len();
        let count = fitting(budget, ROW_COST).max(ROW_GRAIN).min(self.words - first);
        self.probabilities.resize(first + count, 0.0);
        let some = &mut self.probabilities[first..];
        self.exists = of.measured.model.log_probabilities_from(&self.context, first as u32, some);
        some.iter_mut().for_each(|p| *p = libm::exp(*p));
        let done = if self.exists { self.probabilities.len() } else { self.words };
        Progress::of(done as u64, self.words as u64)
    }

    fn finish(self) -> (Vec<u32>, Option<Vec<f64>>) {
        (self.context, self.exists.then_some(self.probabilities))
    }
}

/// A prediction of an n-gram model. It holds the model, which the script may dispose of.
#[derive(Debug)]
pub struct NgramPredicting {
    model: Rc<RefCell<NgramModel>>,
    row: Row,
}

impl NgramPredicting {
    /// Begins to predict after these words.
    ///
    /// # Errors
    /// As [`NgramModel::predict`].
    pub fn new(model: Rc<RefCell<NgramModel>>, context: &Words) -> Result<Self> {
        let row = model.borrow().row(context)?;
        Ok(NgramPredicting { model, row })
    }
}

impl Work<()> for NgramPredicting {
    type Output = (Vec<u32>, Option<Vec<f64>>);

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        Ok(self.row.advance(&self.model.borrow(), budget))
    }

    fn finish(mut self, on: &mut ()) -> Result<Self::Output> {
        complete(&mut self, on)?;
        Ok(self.row.finish())
    }
}

/// The destination of a context's followers: the engine's memory, or an array in the browser's.
pub trait Listing {
    /// Adds a follower: its id, its text, and how often it followed.
    fn put(&mut self, id: u32, token: &str, count: u32);
}

impl Listing for Vec<(u32, u32)> {
    fn put(&mut self, id: u32, _: &str, count: u32) {
        self.push((id, count));
    }
}

/// The followers of a context. It holds the n-gram model, which the script may dispose of.
#[derive(Debug)]
pub struct NgramFollowing<L> {
    model: Rc<RefCell<NgramModel>>,
    following: Following,
    list: L,
}

impl<L: Listing> NgramFollowing<L> {
    /// Begins to list what followed these words.
    ///
    /// # Errors
    /// As [`NgramModel::counts`].
    pub fn new(model: Rc<RefCell<NgramModel>>, context: &Words, list: L) -> Result<Self> {
        let following = model.borrow().following(context)?;
        Ok(NgramFollowing { model, following, list })
    }
}

impl<L: Listing> Work<()> for NgramFollowing<L> {
    type Output = L;

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        let NgramFollowing { model, following, list } = self;
        let NgramModel { corpus, measured } = &*model.borrow();
        let some = fitting(budget, FOLLOWER_COST).max(ROW_GRAIN);
        let tell = |id, count| list.put(id, corpus.vocabulary.token(id), count);
        let done = following.advance(&measured.model, some, tell);
        Ok(Progress::of(done as u64, 2 * following.total() as u64))
    }

    fn finish(mut self, on: &mut ()) -> Result<L> {
        complete(&mut self, on)?;
        Ok(self.list)
    }
}

/// A sentence that an n-gram model scores factor by factor. It holds the model, which the script may dispose of.
#[derive(Debug)]
pub struct NgramScoring {
    model: Rc<RefCell<NgramModel>>,
    scoring: Scoring,
    words: Encoded,
}

impl NgramScoring {
    /// Begins to score this sentence.
    ///
    /// # Errors
    /// An empty sentence; in a stream, no token beyond the first order - 1; a word outside a closed vocabulary.
    pub fn new(model: Rc<RefCell<NgramModel>>, sentence: &Words) -> Result<Self> {
        let (scoring, words) = {
            let NgramModel { corpus, measured } = &*model.borrow();
            let words = sentence.encode(&corpus.vocabulary)?;
            let special = Special::from(&corpus.vocabulary);
            (Scoring::new(&words.ids, measured.model.context_length(), special)?, words)
        };
        Ok(NgramScoring { model, scoring, words })
    }
}

impl Work<()> for NgramScoring {
    type Output = Scored;

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        let NgramModel { corpus, measured } = &mut *self.model.borrow_mut();
        let special = Special::from(&corpus.vocabulary);
        Ok(self.scoring.advance(&mut measured.model, special, fitting(budget, NGRAM_COST)).into())
    }

    fn finish(mut self, on: &mut ()) -> Result<Scored> {
        complete(&mut self, on)?;
        let NgramModel { corpus, .. } = &*self.model.borrow();
        scored(self.words, self.scoring.finish(Special::from(&corpus.vocabulary)), &corpus.vocabulary)
    }
}
