//! The accounting behind every figure: adds up losses, over all examples or piece by piece.

use libm::exp;
use serde::{Deserialize, Serialize};

use super::{Examples, LanguageModel, Special};

/// The perplexity: exp of a mean loss in nats. No other place computes it.
pub fn perplexity(nll: f64) -> f64 {
    exp(nll)
}

/// Nats as bits: divided by ln 2.
pub fn bits(nats: f64) -> f64 {
    nats / core::f64::consts::LN_2
}

/// A sum of losses, and the counts of what it is a sum over.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Sum of -ln P, nats.
    pub nll_sum: f64,
    /// Predictions counted.
    pub tokens: u64,
    /// Of these, targets that are `<unk>`.
    pub unknown: u64,
    /// Of these, sentence ends.
    pub boundaries: u64,
    /// Of these, targets with probability zero: one makes the perplexity infinite.
    pub impossible: u64,
}

/// A tally as figures. Losses are nats per token; means are over tokens, never over batches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Mean -ln P, nats per token.
    pub nll: f64,
    /// exp(nll) = 2^bits.
    pub perplexity: f64,
    /// Mean -log2 P, bits per token.
    pub bits: f64,
    /// N, predictions counted.
    pub tokens: u64,
    /// Targets that were `<unk>`.
    pub unknown: u64,
    /// Targets that were `</s>`.
    pub boundaries: u64,
    /// Targets with probability zero.
    pub impossible: u64,
}

impl Tally {
    /// Counts one prediction.
    pub fn add(&mut self, log_probability: f64, target: u32, special: Special) {
        self.nll_sum -= log_probability;
        self.tokens += 1;
        self.unknown += u64::from(special.unknown == Some(target));
        self.boundaries += u64::from(special.boundary == Some(target));
        self.impossible += u64::from(log_probability == f64::NEG_INFINITY);
    }

    /// The figures; none if nothing was counted, because there is no mean of nothing.
    pub fn figures(&self) -> Option<Figures> {
        if self.tokens == 0 {
            return None;
        }
        let nll = self.nll_sum / self.tokens as f64;
        Some(Figures {
            nll,
            perplexity: perplexity(nll),
            bits: bits(nll),
            tokens: self.tokens,
            unknown: self.unknown,
            boundaries: self.boundaries,
            impossible: self.impossible,
        })
    }
}

impl core::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        let Tally { nll_sum, tokens, unknown, boundaries, impossible } = other;
        self.nll_sum += nll_sum;
        self.tokens += tokens;
        self.unknown += unknown;
        self.boundaries += boundaries;
        self.impossible += impossible;
    }
}

/// How far a piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Examples that are done.
    pub done: usize,
    /// Examples in all.
    pub total: usize,
}

/// Examples that a model is given in one call, where it does not ask for another number.
pub const EXAMPLES_PER_CALL: usize = 64;

/// An evaluation in pieces, so that the page can do other things between. It borrows nothing.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    next: usize,
    tally: Tally,
    wide: Vec<u32>,
    contexts: Vec<u32>,
    targets: Vec<u32>,
    scores: Vec<f64>,
}

impl Evaluation {
    /// An evaluation from the first example on.
    pub fn new() -> Self {
        Self::default()
    }

    /// Scores up to `budget` more examples (a multiple of what the model is given at once is best) and returns how far it is.
    ///
    /// # Panics
    /// If the model uses a longer context than the examples have.
    pub fn advance<M, X>(&mut self, model: &mut M, examples: &X, special: Special, budget: usize) -> Done
    where
        M: LanguageModel + ?Sized,
        X: Examples + ?Sized,
    {
        self.advance_telling(model, examples, special, budget, |_, _| ())
    }

    /// As [`Evaluation::advance`]; calls `tell` with each example's index and ln P(target | context).
    ///
    /// # Panics
    /// As there.
    pub fn advance_telling<M, X>(
        &mut self,
        model: &mut M,
        examples: &X,
        special: Special,
        budget: usize,
        mut tell: impl FnMut(usize, f64),
    ) -> Done
    where
        M: LanguageModel + ?Sized,
        X: Examples + ?Sized,
    {
        let (n, width, total) = (model.context_length(), examples.context_length(), examples.len());
        assert!(n <= width, "the examples hold what the model looks back on");
        let end = total.min(self.next.saturating_add(budget));
        self.wide.resize(width, 0);
        while self.next < end {
            let count = model.examples_per_call().min(end - self.next);
            self.contexts.clear();
            self.targets.clear();
            for index in self.next..self.next + count {
                let target = examples.gather(index, &mut self.wide);
                self.contexts.extend_from_slice(&self.wide[width - n..]);
                self.targets.push(target);
            }
            self.scores.clear();
            self.scores.resize(count, 0.0);
            model.score_batch(&self.contexts, &self.targets, &mut self.scores);
            for (i, (&score, &target)) in self.scores.iter().zip(&self.targets).enumerate() {
                self.tally.add(score, target, special);
                tell(self.next + i, score);
            }
            self.next += count;
        }
        Done { done: self.next, total }
    }

    /// The tally so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

/// Evaluates all examples at once.
pub fn evaluate<M, X>(model: &mut M, examples: &X, special: Special) -> Tally
where
    M: LanguageModel + ?Sized,
    X: Examples + ?Sized,
{
    let mut evaluation = Evaluation::new();
    evaluation.advance(model, examples, special, usize::MAX);
    evaluation.tally()
}
