//! How sparse n-grams are: how many are possible, how many occur, and how many of another split were never seen.

use super::Ngram;
use crate::lm::{Done, Examples, LanguageModel as _};

/// The numbers behind the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparsity {
    /// |V| to the power of the order.
    pub possible: f64,
    /// Distinct n-grams in the training split.
    pub seen: usize,
    /// Predicted tokens that were counted.
    pub tokens: u64,
    /// Of these, tokens whose n-gram has no training count.
    pub unseen: u64,
    /// Of these, tokens whose context never occurred in training: maximum likelihood has no distribution there.
    pub unseen_contexts: u64,
    /// The first unseen n-gram, context and token: the one that makes maximum likelihood's perplexity infinite.
    pub first_unseen: Option<Vec<u32>>,
}

/// A count of unseen n-grams in pieces. It borrows nothing.
#[derive(Debug, Clone)]
pub struct SparsityCount {
    next: usize,
    context: Vec<u32>,
    found: Sparsity,
}

impl SparsityCount {
    /// Before the first example.
    pub fn new(model: &Ngram) -> Self {
        let possible = (0..model.options.order).fold(1.0, |p, _| p * model.vocabulary as f64);
        let found = Sparsity {
            possible,
            seen: model.entries(),
            tokens: 0,
            unseen: 0,
            unseen_contexts: 0,
            first_unseen: None,
        };
        SparsityCount { next: 0, context: Vec::new(), found }
    }

    /// Counts up to `budget` more examples.
    ///
    /// # Panics
    /// If the examples hold less context than the model needs.
    pub fn advance<X: Examples + ?Sized>(&mut self, model: &Ngram, examples: &X, budget: usize) -> Done {
        let total = examples.len();
        let end = total.min(self.next.saturating_add(budget));
        self.context.resize(examples.context_length(), 0);
        let start = self.context.len() - model.context_length();
        for index in self.next..end {
            let target = examples.gather(index, &mut self.context);
            let history = &self.context[start..];
            let followers = model.highest().table.find(history);
            self.found.tokens += 1;
            self.found.unseen_contexts += u64::from(followers.is_none());
            if followers.is_none_or(|f| f.count(target) == 0) {
                self.found.unseen += 1;
                self.found.first_unseen.get_or_insert_with(|| [history, &[target]].concat());
            }
        }
        self.next = end;
        Done { done: end, total }
    }

    /// The counts so far.
    pub fn found(&self) -> &Sparsity {
        &self.found
    }
}
