//! n-grams of order 1 to 5: the models with which the network is compared.
//!
//! - Maximum likelihood: P(w|h) = c(h w) / c(h). After an h that never occurred there is no distribution.
//! - Add-k (Lidstone): P(w|h) = (c(h w) + k) / (c(h) + k |V|).
//! - Interpolated Kneser-Ney (Kneser and Ney 1995; Chen and Goodman 1998, 1999): with h' for h without its oldest token,
//!   P(w|h) = max(c(h w) - D, 0) / c(h) + g(h) P(w|h'), g(h) = sum of D over what followed h / c(h). Below the highest
//!   order c counts continuations: distinct tokens on the left, `</s>` included. The lowest order mixes with 1/|V|.
//!   After an h that never occurred, P(w|h) = P(w|h').

mod arpa;
mod counting;
mod discount;
mod following;
mod runs;
mod sparsity;
mod table;

pub use arpa::Arpa;
pub use counting::Counting;
pub use discount::{DiscountOrigin, Discounts};
pub use following::{FOLLOWER_COST, Following};
pub use sparsity::{Sparsity, SparsityCount};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::counted;
use crate::error::{Error, Result};
use crate::lm::{Examples, LanguageModel, log_probability, too_short};
use crate::reason;
use table::{Followers, Table};

/// The longest n-gram.
pub const MAXIMUM_ORDER: usize = 5;

/// Elementary operations for one token of a row: a share of each order, and a logarithm.
pub const ROW_COST: u64 = 64;

/// The range of add-k's k: outside it k |V| is infinite or a probability is 0, and the probabilities do not sum to 1.
const K: core::ops::RangeInclusive<f64> = 1e-100..=1e100;

/// How unseen words get a probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Smoothing {
    /// Interpolated Kneser-Ney, modified if no discount is given.
    #[default]
    KneserNey,
    /// k is added to every count.
    AddK,
    /// Not at all: maximum likelihood.
    None,
}

/// The options of an n-gram model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NgramOptions {
    /// 1 to 5: it uses order - 1 tokens of context.
    pub order: usize,
    /// How unseen words get their share.
    pub smoothing: Smoothing,
    /// The k of add-k; 0 is maximum likelihood.
    pub k: f64,
    /// Kneser-Ney's D at every order. None: D1, D2, D3+ per order, estimated.
    pub discount: Option<f64>,
}

impl Default for NgramOptions {
    fn default() -> Self {
        NgramOptions { order: 3, smoothing: Smoothing::KneserNey, k: 1.0, discount: None }
    }
}

impl NgramOptions {
    /// The options, if a model can be made with them.
    ///
    /// # Errors
    /// An order outside 1..=5, a k that is negative, no number, or beyond [`K`], a discount outside (0, 1].
    pub fn checked(self) -> Result<Self> {
        if !(1..=MAXIMUM_ORDER).contains(&self.order) {
            return Err(Error::value("order", self.order, reason::whole(1u32, MAXIMUM_ORDER)));
        }
        if self.k != 0.0 && !K.contains(&self.k) {
            return Err(Error::value("k", format!("{:?}", self.k), reason::smoothing_range()));
        }
        match self.discount {
            Some(d) if !(d > 0.0 && d <= 1.0) => Err(Error::value("discount", d, reason::above_zero(1.0))),
            _ => Ok(self),
        }
    }
}

/// How the highest order's counts become probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Smoother {
    KneserNey,
    AddK(f64),
    MaximumLikelihood,
}

/// The counts of one order, and for each context the weight of the order below.
#[derive(Debug, Clone, PartialEq)]
struct Level {
    table: Table,
    discounts: Discounts,
    /// g(h) of each context, in the table's order.
    left: Vec<f64>,
}

/// A counted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Ngram {
    options: NgramOptions,
    vocabulary: usize,
    rule: Smoother,
    /// For Kneser-Ney one level per order, the lowest first; models of several orders share equal levels. Otherwise the highest order
    /// alone.
    levels: Vec<Arc<Level>>,
}

impl Ngram {
    /// Counts all examples at once. `vocabulary` is |V|.
    ///
    /// # Errors
    /// As [`Counting::new`].
    pub fn train<X: Examples + ?Sized>(
        options: NgramOptions,
        vocabulary: usize,
        examples: &X,
    ) -> Result<Self> {
        let mut counting = Counting::new(options, vocabulary, examples)?;
        counting.advance(examples, usize::MAX);
        counting.finish()
    }

    /// The options that it was made with.
    pub fn options(&self) -> NgramOptions {
        self.options
    }

    /// Whether every token has a probability above zero after every context.
    pub fn is_smoothed(&self) -> bool {
        self.rule != Smoother::MaximumLikelihood
    }

    /// The discounts of each order and their origin, the lowest order first; none without Kneser-Ney.
    pub fn discounts(&self) -> Vec<Discounts> {
        match self.rule {
            Smoother::KneserNey => self.levels.iter().map(|level| level.discounts).collect(),
            _ => Vec::new(),
        }
    }

    /// Distinct n-grams of its order in the training split.
    pub fn entries(&self) -> usize {
        self.highest().table.entries()
    }

    /// How many n-grams it stores, in all orders.
    pub fn stored(&self) -> usize {
        self.levels.iter().map(|level| level.table.entries()).sum()
    }

    /// What followed the last order - 1 tokens of `context` in training and how often, the most frequent first.
    ///
    /// # Errors
    /// As [`Following::new`].
    pub fn counts(&self, context: &[u32]) -> Result<Vec<(u32, u32)>> {
        let mut following = Following::new(self, context)?;
        let mut counts = Vec::with_capacity(following.total());
        following.advance(self, usize::MAX, |token, count| counts.push((token, count)));
        Ok(counts)
    }

    /// How often `token` followed the last order - 1 tokens of `context` in training.
    ///
    /// # Panics
    /// If the context is too short.
    pub fn count(&self, context: &[u32], token: u32) -> u32 {
        let history = &context[context.len() + 1 - self.options.order..];
        self.highest().table.find(history).map_or(0, |f| f.count(token))
    }

    /// P(token | the last order - 1 tokens of `context`); none if there is no distribution.
    ///
    /// # Panics
    /// If the context is too short.
    pub fn probability(&self, context: &[u32], token: u32) -> Option<f64> {
        let history = &context[context.len() + 1 - self.options.order..];
        let size = self.vocabulary as f64;
        match self.rule {
            Smoother::KneserNey => Some(self.recursion(history, token)),
            Smoother::AddK(k) => {
                let (count, total) = self
                    .highest()
                    .table
                    .find(history)
                    .map_or((0, 0), |followers| (followers.count(token), followers.total));
                Some((f64::from(count) + k) / (total as f64 + k * size))
            }
            Smoother::MaximumLikelihood => {
                let followers = self.highest().table.find(history)?;
                Some(f64::from(followers.count(token)) / followers.total as f64)
            }
        }
    }

    /// ln P of the tokens from one on, as many as there are places; false where there is no distribution.
    ///
    /// # Panics
    /// If the context is too short.
    pub fn log_probabilities_from(&self, context: &[u32], first: u32, out: &mut [f64]) -> bool {
        let history = &context[context.len() + 1 - self.options.order..];
        let size = self.vocabulary as f64;
        let tokens = first..first + out.len() as u32;
        counted::did(ROW_COST as usize * out.len());
        match self.rule {
            Smoother::KneserNey => {
                out.fill(1.0 / size);
                for (level, followers) in self.seen_levels(history) {
                    let left = level.left[followers.place];
                    out.iter_mut().for_each(|p| *p *= left);
                    for (token, count) in followers.within(&tokens) {
                        let kept = f64::from(count) - level.discounts.of(count);
                        out[(token - first) as usize] += kept / followers.total as f64;
                    }
                }
            }
            Smoother::AddK(_) | Smoother::MaximumLikelihood => {
                let k = if let Smoother::AddK(k) = self.rule { k } else { 0.0 };
                let followers = self.highest().table.find(history);
                if followers.is_none() && k == 0.0 {
                    out.fill(f64::NEG_INFINITY);
                    return false;
                }
                let total = followers.map_or(0, |f| f.total) as f64 + k * size;
                out.fill(k / total);
                for (token, count) in followers.iter().flat_map(|followers| followers.within(&tokens)) {
                    out[(token - first) as usize] = (f64::from(count) + k) / total;
                }
            }
        }
        out.iter_mut().for_each(|p| *p = log_probability(*p));
        true
    }

    /// Kneser-Ney's P(token | history), for a history of any length up to the order's.
    fn recursion(&self, history: &[u32], token: u32) -> f64 {
        let mut p = 1.0 / self.vocabulary as f64;
        for (level, followers) in self.seen_levels(history) {
            let count = followers.count(token);
            let kept = if count > 0 { f64::from(count) - level.discounts.of(count) } else { 0.0 };
            p = kept / followers.total as f64 + level.left[followers.place] * p;
        }
        p
    }

    /// Kneser-Ney's g(history): 1 if the history was never seen.
    fn left(&self, history: &[u32]) -> f64 {
        let level = self.levels.get(history.len());
        level.and_then(|level| level.table.find(history).map(|f| level.left[f.place])).unwrap_or(1.0)
    }

    fn highest(&self) -> &Level {
        self.levels.last().expect("a model has its own order")
    }

    /// The levels that have seen the end of this history, the lowest first.
    fn seen_levels<'a>(&'a self, history: &'a [u32]) -> impl Iterator<Item = (&'a Level, Followers<'a>)> {
        self.levels.iter().take(history.len() + 1).enumerate().filter_map(|(length, level)| {
            level.table.find(&history[history.len() - length..]).map(|followers| (&**level, followers))
        })
    }

    fn history<'a>(&self, context: &'a [u32]) -> Result<&'a [u32]> {
        let needed = self.options.order - 1;
        if context.len() < needed {
            return Err(too_short(needed, context.len()));
        }
        Ok(&context[context.len() - needed..])
    }
}

impl LanguageModel for Ngram {
    fn context_length(&self) -> usize {
        self.options.order - 1
    }

    fn vocabulary_size(&self) -> usize {
        self.vocabulary
    }

    fn log_probabilities(&mut self, context: &[u32], out: &mut [f64]) -> bool {
        assert_eq!(out.len(), self.vocabulary, "a place for every token");
        self.log_probabilities_from(context, 0, out)
    }

    fn is_defined(&self, context: &[u32]) -> bool {
        self.is_smoothed()
            || self.highest().table.find(&context[context.len() + 1 - self.options.order..]).is_some()
    }

    fn score_batch(&mut self, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        let n = self.context_length();
        for (example, (&target, score)) in targets.iter().zip(out).enumerate() {
            let context = &contexts[example * n..(example + 1) * n];
            *score = self.probability(context, target).map_or(f64::NEG_INFINITY, log_probability);
        }
    }
}

#[cfg(test)]
mod tests;
