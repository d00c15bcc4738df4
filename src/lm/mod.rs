//! What every language model can do, and what is written once for all of them: scoring, evaluation, perplexity, generation. The same
//! code measures the network and the n-grams, so their figures can be compared.
//!
//! Inside, everything is in nats (natural logarithms) and f64. A context is token ids, oldest first.

mod accounting;
mod generation;
mod sentence;

pub use accounting::{Done, EXAMPLES_PER_CALL, Evaluation, Figures, Tally, bits, evaluate, perplexity};
pub use generation::{Drawn, Ending, Generation, Sampling};
pub use sentence::{Score, Scoring, Sequence, score, sentence_examples, too_short};

use libm::log;

use crate::text::{Vocabulary, Windows};

/// A model that gives every token of the vocabulary a probability after a context.
pub trait LanguageModel {
    /// n, how many tokens of context the model really uses. An n-word context makes an (n+1)-gram model.
    fn context_length(&self) -> usize;

    /// |V|, how many tokens a distribution has.
    fn vocabulary_size(&self) -> usize;

    /// Writes ln P(token | context) for every token: `context` has [`context_length`](Self::context_length) ids, `out` has |V| places.
    /// False if the model has no distribution there (maximum likelihood after an unseen context); `out` then holds negative infinity
    /// everywhere.
    fn log_probabilities(&mut self, context: &[u32], out: &mut [f64]) -> bool;

    /// Whether it has a distribution after this context.
    fn is_defined(&self, _context: &[u32]) -> bool {
        true
    }

    /// How many examples it is best given at once.
    fn examples_per_call(&self) -> usize {
        EXAMPLES_PER_CALL
    }

    /// Writes ln P(target | context) of B examples: `contexts` holds B·n ids, `targets` and `out` B each. Negative infinity if the model
    /// has no distribution. A model that computes in batches overrides this; the values are the same.
    fn score_batch(&mut self, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        let n = self.context_length();
        assert!(contexts.len() == targets.len() * n, "contexts must be B x n");
        assert!(out.len() == targets.len(), "out must be B");
        let mut row = vec![0.0; self.vocabulary_size()];
        for (example, (&target, score)) in targets.iter().zip(out).enumerate() {
            self.log_probabilities(&contexts[example * n..(example + 1) * n], &mut row);
            *score = row[target as usize];
        }
    }
}

/// Examples in order: each is a target with the tokens before it. A text's windows are examples; they are computed from its tokens when
/// they are needed, and never stored.
pub trait Examples {
    /// How many examples there are.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many tokens of context each has. If a model uses fewer, it uses the last ones.
    fn context_length(&self) -> usize;
    /// Writes the context of example `index`, oldest first, and returns its target.
    fn gather(&self, index: usize, context: &mut [u32]) -> u32;
}

impl Examples for Windows<'_> {
    fn len(&self) -> usize {
        Windows::len(self)
    }
    fn context_length(&self) -> usize {
        self.context()
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        Windows::gather(self, index, context)
    }
}

/// The special tokens, if the vocabulary has them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Special {
    /// `</s>`: pads the left of a sentence and ends it. None: the text is one stream.
    pub boundary: Option<u32>,
    /// `<unk>`. None: the vocabulary is closed.
    pub unknown: Option<u32>,
}

impl From<&Vocabulary> for Special {
    fn from(vocabulary: &Vocabulary) -> Self {
        Special { boundary: vocabulary.boundary(), unknown: vocabulary.unknown() }
    }
}

/// ln of a probability; 0 becomes negative infinity.
pub fn log_probability(probability: f64) -> f64 {
    if probability > 0.0 { log(probability) } else { f64::NEG_INFINITY }
}

#[cfg(test)]
mod tests;
