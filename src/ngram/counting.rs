//! Counts an n-gram model, a piece at a time: reads the examples, sorts, tabulates and weighs; for Kneser-Ney the same again for every
//! lower order, from the table of the order above.

use std::sync::Arc;

use super::discount::Discounts;
use super::runs::{Run, Runs};
use super::table::{Table, pack, token_bits};
use super::{Level, Ngram, NgramOptions, Smoother, Smoothing};
use crate::error::{Error, Result};
use crate::lm::{Done, Examples};
use crate::memory;
use crate::reason;

/// Counting in pieces. It borrows nothing.
#[derive(Debug, Clone)]
pub struct Counting {
    options: NgramOptions,
    vocabulary: usize,
    bits: u32,
    total: usize,
    context: Vec<u32>,
    runs: Runs,
    /// The highest order first.
    levels: Vec<Arc<Level>>,
    /// Levels that the model of another order has for the same text, the highest order first.
    shared: Vec<Arc<Level>>,
    stage: Stage,
    refused: Option<Error>,
}

#[derive(Debug, Clone)]
enum Stage {
    /// The examples up to here are read.
    Reading(usize),
    Sorting,
    Tabulating(Run, Table),
    /// Computes g(h) of each context, the weight of the order below.
    Weighing(Level),
    /// The n-grams of the lowest order so far, without their oldest token.
    Continuing {
        entry: usize,
        place: usize,
    },
    Over,
}

/// Bytes of an n-gram while it is sorted: its key and its count, in a run and in the run into which it is merged.
const SORTED: u64 = 2 * (16 + 4);
/// The most bytes of an n-gram in a table, if each has a different context: token and count; the context, its start, its sum and its
/// weight.
const TABLE: u64 = 4 + 4 + 16 + 4 + 8 + 8;

impl Counting {
    /// Begins before the first example of the training split. `vocabulary` is |V|.
    ///
    /// # Errors
    /// Options out of range; examples too few for this order; more memory than there is.
    ///
    /// # Panics
    /// If the examples hold less context than the order needs.
    pub fn new<X: Examples + ?Sized>(options: NgramOptions, vocabulary: usize, examples: &X) -> Result<Self> {
        let options = options.checked()?;
        let (width, total) = (examples.context_length(), examples.len());
        assert!(options.order - 1 <= width, "order {} needs more context than {width}", options.order);
        if total == 0 {
            return Err(Error::value("order", options.order, reason::no_long_ngram()));
        }
        let sorted = |count: u64| count.saturating_mul(SORTED);
        memory::ask_for(reason::counting_ngrams(), reason::split_fits, total as u64, sorted)?;
        Ok(Counting {
            options,
            vocabulary,
            bits: token_bits(vocabulary).max(1),
            total,
            context: vec![0; width],
            runs: Runs::default(),
            levels: Vec::new(),
            shared: Vec::new(),
            stage: Stage::Reading(0),
            refused: None,
        })
    }

    /// Takes the lower levels from the model of the order below, which was counted on the same sentences with the same options. A text of
    /// sentences has the same shorter n-grams for every order (a stream does not: its first tokens are only context).
    ///
    /// # Panics
    /// If that model has another order or other options.
    pub fn after(mut self, below: &Ngram) -> Self {
        let order = below.options.order + 1;
        assert_eq!(self.options, NgramOptions { order, ..below.options }, "the order below");
        if below.rule == Smoother::KneserNey {
            self.shared = below.levels[..order - 2].iter().rev().cloned().collect();
        }
        self
    }

    /// Whether there is room for this many n-grams of this many bytes; if not, the count is over.
    fn has_room(&mut self, ngrams: usize, bytes: u64) -> bool {
        let order = self.options.order - self.levels.len();
        let asked = memory::ask(reason::counting_order(order), &[ngrams as u64 * bytes]);
        self.refused = asked.err();
        self.refused.is_none()
    }

    /// Does the work of about `budget` examples. All is done when `done` is `total`, twice the number of examples.
    pub fn advance<X: Examples + ?Sized>(&mut self, examples: &X, budget: usize) -> Done {
        if let Stage::Reading(next) = self.stage {
            let end = self.total.min(next.saturating_add(budget));
            let history = self.context.len() + 1 - self.options.order;
            for index in next..end {
                let target = examples.gather(index, &mut self.context);
                let key = pack(&self.context[history..], self.bits) << self.bits | u128::from(target);
                self.runs.push(key);
            }
            self.stage = if end < self.total { Stage::Reading(end) } else { Stage::Sorting };
        } else {
            self.work(budget);
        }
        self.done()
    }

    /// Does one piece of the work after the reading.
    fn work(&mut self, budget: usize) {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Reading(_) | Stage::Sorting => match self.runs.settle(budget) {
                Some(run) if self.has_room(run.keys.len(), TABLE) => {
                    let table = Table::new(self.bits, run.keys.len());
                    Stage::Tabulating(run, table)
                }
                Some(_) => Stage::Over,
                None => Stage::Sorting,
            },
            Stage::Tabulating(run, mut table) => {
                let from = table.entries();
                let end = run.keys.len().min(from.saturating_add(budget));
                for (&key, &count) in run.keys[from..end].iter().zip(&run.counts[from..end]) {
                    table.push(key, count);
                }
                if end < run.keys.len() {
                    Stage::Tabulating(run, table)
                } else {
                    table.close();
                    Stage::Weighing(Level::new(table, self.options.discount))
                }
            }
            Stage::Weighing(mut level) => {
                if level.weigh(budget) {
                    self.levels.push(Arc::new(level));
                    self.below()
                } else {
                    Stage::Weighing(level)
                }
            }
            Stage::Continuing { entry, mut place } => {
                let length = self.options.order + 1 - self.levels.len();
                let above = &self.levels[self.levels.len() - 1].table;
                let end = above.entries().min(entry.saturating_add(budget));
                for entry in entry..end {
                    self.runs.push(above.continuation(length, entry, &mut place));
                }
                if end < above.entries() { Stage::Continuing { entry: end, place } } else { Stage::Sorting }
            }
            Stage::Over => Stage::Over,
        };
    }

    /// Continues after a level: with the one below it, or with the end.
    fn below(&mut self) -> Stage {
        if self.levels.len() == 2 {
            self.levels.append(&mut self.shared);
        }
        if self.options.smoothing != Smoothing::KneserNey || self.levels.len() == self.options.order {
            return Stage::Over;
        }
        let above = self.levels[self.levels.len() - 1].table.entries();
        if self.has_room(above, SORTED) { Stage::Continuing { entry: 0, place: 0 } } else { Stage::Over }
    }

    /// Reading is the first half; the other half goes by levels.
    fn done(&self) -> Done {
        let total = 2 * self.total;
        let levels = if self.options.smoothing == Smoothing::KneserNey { self.options.order } else { 1 };
        let part = match self.stage {
            Stage::Reading(next) => return Done { done: next, total },
            Stage::Over => return Done { done: total, total },
            Stage::Continuing { .. } | Stage::Sorting => 0,
            Stage::Tabulating(..) => 1,
            Stage::Weighing(_) => 2,
        };
        Done { done: self.total + self.total * (3 * self.levels.len() + part) / (3 * levels), total }
    }

    /// Does the rest of the work, and returns the model.
    ///
    /// # Errors
    /// Less memory than the tables need.
    pub fn finish(mut self) -> Result<Ngram> {
        while !matches!(self.stage, Stage::Over) {
            self.work(usize::MAX);
        }
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let rule = match self.options.smoothing {
            Smoothing::KneserNey => Smoother::KneserNey,
            Smoothing::AddK if self.options.k > 0.0 => Smoother::AddK(self.options.k),
            Smoothing::AddK | Smoothing::None => Smoother::MaximumLikelihood,
        };
        self.levels.reverse();
        Ok(Ngram { options: self.options, vocabulary: self.vocabulary, rule, levels: self.levels })
    }
}

impl Level {
    /// No context weighed yet.
    fn new(table: Table, discount: Option<f64>) -> Self {
        let discounts =
            discount.map_or_else(|| Discounts::estimated(table.counts_of_counts()), Discounts::given);
        let left = Vec::with_capacity(table.contexts());
        Level { table, discounts, left }
    }

    /// Weighs up to `budget` more contexts; true when all are.
    fn weigh(&mut self, budget: usize) -> bool {
        let from = self.left.len();
        let end = self.table.contexts().min(from.saturating_add(budget));
        for place in from..end {
            let followers = self.table.followers(place);
            let taken: f64 = followers.counts.iter().map(|&c| self.discounts.of(c)).sum();
            self.left.push(taken / followers.total as f64);
        }
        end == self.table.contexts()
    }
}
