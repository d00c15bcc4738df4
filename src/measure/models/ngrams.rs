//! Counts an n-gram model of a corpus and measures it on every split, in pieces: the result of `model.ngram`.

use crate::error::{Error, Result};
use crate::lm::{Done, Evaluation, Figures, Special};
use crate::ngram::{Counting, Ngram, NgramOptions, Sparsity, SparsityCount};
use crate::text::{Corpus, Split};

/// A model's figures on one split.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitFigures {
    /// None if the split has nothing to predict.
    pub figures: Option<Figures>,
    /// How much of it was never seen in training, and the first such n-gram.
    pub sparsity: Sparsity,
}

/// A counted model, measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The model.
    pub model: Ngram,
    /// Train, validation, test.
    pub splits: Vec<SplitFigures>,
}

/// The work of counting and measuring. It borrows nothing.
#[derive(Debug)]
pub struct NgramWork {
    order: usize,
    special: Special,
    behind: usize,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// None only while the counts become a model.
    Counting(Option<Box<Counting>>),
    Measuring(Box<Measuring>),
    /// There was too little memory.
    Refused(Error),
}

#[derive(Debug)]
struct Measuring {
    measured: Measured,
    evaluation: Evaluation,
    sparsity: SparsityCount,
}

impl NgramWork {
    /// Counts on the training split, then measures on all three.
    ///
    /// # Errors
    /// Options out of range, an order above what the corpus allows, more memory than there is.
    pub fn new(options: NgramOptions, corpus: &Corpus) -> Result<Self> {
        let options = options.checked()?;
        let windows = corpus.train.windows(options.order - 1);
        let counting = Counting::new(options, corpus.vocabulary.len(), &windows)?;
        Ok(NgramWork {
            order: options.order,
            special: Special::from(&corpus.vocabulary),
            behind: 0,
            stage: Stage::Counting(Some(Box::new(counting))),
        })
    }

    /// Does the work of up to `budget` examples.
    pub fn advance(&mut self, corpus: &Corpus, budget: usize) -> Done {
        let windows = |split| corpus.split(split).windows(self.order - 1);
        // Counting takes as long as twice the training examples: it reads them, and then makes the tables.
        let examples = Split::ALL.map(|split| windows(split).len());
        let total = 2 * examples[0] + examples.iter().sum::<usize>();
        match &mut self.stage {
            Stage::Counting(counting) => {
                let examples = windows(Split::Train);
                let done = counting.as_mut().expect("still counting").advance(&examples, budget);
                if done.done == done.total {
                    let model = match counting.take().expect("still counting").finish() {
                        Ok(model) => model,
                        Err(error) => {
                            self.stage = Stage::Refused(error);
                            return Done { done: total, total };
                        }
                    };
                    self.behind = done.total;
                    let sparsity = SparsityCount::new(&model);
                    let measured = Measured { model, splits: Vec::new() };
                    let evaluation = Evaluation::new();
                    self.stage = Stage::Measuring(Box::new(Measuring { measured, evaluation, sparsity }));
                }
                Done { done: done.done, total }
            }
            Stage::Measuring(measuring) => {
                let Measuring { measured, evaluation, sparsity } = &mut **measuring;
                let Some(&split) = Split::ALL.get(measured.splits.len()) else {
                    return Done { done: total, total };
                };
                let examples = windows(split);
                let done = evaluation.advance(&mut measured.model, &examples, self.special, budget);
                sparsity.advance(&measured.model, &examples, budget);
                let behind = self.behind + done.done;
                if done.done == done.total {
                    let figures = evaluation.tally().figures();
                    measured.splits.push(SplitFigures { figures, sparsity: sparsity.found().clone() });
                    *evaluation = Evaluation::new();
                    *sparsity = SparsityCount::new(&measured.model);
                    self.behind += done.total;
                }
                Done { done: behind, total }
            }
            Stage::Refused(_) => Done { done: total, total },
        }
    }

    /// Whether everything is measured, or was refused.
    pub fn is_done(&self) -> bool {
        match &self.stage {
            Stage::Counting(_) => false,
            Stage::Measuring(measuring) => measuring.measured.splits.len() == Split::ALL.len(),
            Stage::Refused(_) => true,
        }
    }

    /// Does the rest of the work, and returns the result.
    ///
    /// # Errors
    /// Less memory than the tables need.
    pub fn finish(mut self, corpus: &Corpus) -> Result<Measured> {
        while !self.is_done() {
            self.advance(corpus, usize::MAX);
        }
        match self.stage {
            Stage::Measuring(measuring) => Ok(measuring.measured),
            Stage::Refused(error) => Err(error),
            Stage::Counting(_) => unreachable!("it is done"),
        }
    }
}

/// Counts and measures in one go.
///
/// # Errors
/// As [`NgramWork::new`].
pub fn measure(options: NgramOptions, corpus: &Corpus) -> Result<Measured> {
    NgramWork::new(options, corpus)?.finish(corpus)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ngram::Smoothing;
    use crate::text::CorpusOptions;

    fn corpus(sentences: bool) -> Corpus {
        let options = CorpusOptions { sentences: sentences.into(), ..CorpusOptions::default() };
        Corpus::from_splits(options, "a b\na c\na b b\n", "a b\n", "c a\n").expect("a corpus")
    }

    fn options(order: usize, smoothing: Smoothing) -> NgramOptions {
        NgramOptions { order, smoothing, ..NgramOptions::default() }
    }

    #[test]
    fn all_splits_by_hand() {
        let measured = measure(options(2, Smoothing::None), &corpus(true)).expect("measured");
        assert_eq!(measured.model.entries(), 6);
        let [train, validation, test] = &measured.splits[..] else { panic!("three splits") };
        let validation = validation.figures.expect("three predictions");
        // </s> a: 1; a b: 2/3; b </s>: 2/3.
        assert!((validation.perplexity - libm::pow(4.0 / 9.0, -1.0 / 3.0)).abs() < 1e-12);
        assert_eq!((validation.tokens, train.sparsity.unseen), (3, 0));
        // </s> c, c a and a </s> never occurred; the first of them is named.
        assert_eq!((test.sparsity.unseen, test.figures.expect("three").nll), (3, f64::INFINITY));
        let first = test.sparsity.first_unseen.clone().expect("unseen");
        let corpus = corpus(true);
        let text: Vec<&str> = first.iter().map(|&id| corpus.vocabulary.token(id)).collect();
        assert_eq!(text, ["</s>", "c"]);
    }

    #[test]
    fn pieces_give_the_same_and_count_to_the_total() {
        let corpus = corpus(true);
        let mut work = NgramWork::new(options(3, Smoothing::KneserNey), &corpus).expect("fits");
        let mut last = 0;
        while !work.is_done() {
            let done = work.advance(&corpus, 4);
            assert!(done.done >= last && done.done <= done.total, "{done:?} after {last}");
            last = done.done;
        }
        assert_eq!(work.advance(&corpus, 4).done, last);
        assert_eq!(
            work.finish(&corpus),
            Ok(measure(options(3, Smoothing::KneserNey), &corpus).expect("measured"))
        );
    }

    #[test]
    fn an_order_above_what_a_stream_allows_is_said() {
        let options_ = CorpusOptions { sentences: false.into(), unknown: false, ..CorpusOptions::default() };
        let corpus = Corpus::from_splits(options_, "a b c", "", "").expect("a corpus");
        let message = measure(options(5, Smoothing::KneserNey), &corpus).expect_err("refused").to_string();
        assert!(message.starts_with("order is 5; the training split has no n-gram that long"), "{message}");
        let measured = measure(options(2, Smoothing::KneserNey), &corpus).expect("measured");
        assert_eq!(measured.splits[1].figures, None);
    }
}
