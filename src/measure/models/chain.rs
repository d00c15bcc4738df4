//! The chain rule: P(S) as a product of conditional probabilities, with the history that the model really uses.

use libm::exp;
use serde::Serialize;

use crate::error::Result;
use crate::lm::{
    Done, EXAMPLES_PER_CALL, Examples as _, Figures, LanguageModel, Sequence, Special, Tally, bits,
    sentence_examples,
};
use crate::memory;
use crate::reason;

/// One factor, P(token | history).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainFactor {
    /// The predicted token.
    pub token: u32,
    /// Its position: how many words of the text precede it. The chain rule conditions on all of them.
    pub position: usize,
    /// How many of these the model uses, the nearest ones. The Markov assumption drops the others.
    pub used: usize,
    /// How many `</s>` of padding fill the rest of its context.
    pub padding: usize,
    /// Whether it is in the vocabulary.
    pub known: bool,
    /// Whether the model has a distribution after this history: maximum likelihood has none after a history that it never saw.
    pub defined: bool,
    /// P(token | history)
    pub probability: f64,
    /// ln P(token | history), nats.
    pub log_probability: f64,
    /// -log2 P(token | history), bits.
    pub surprisal_bits: f64,
    /// The sum of the logarithms so far, nats: ln of the probability of the text up to here.
    pub running: f64,
}

/// A text's factors, and their figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// The factors in order; the last one is the sentence's end, if there is one.
    pub factors: Vec<ChainFactor>,
    /// Over all predictions, the end included: "3 words + end = 4".
    pub with_end: Figures,
    /// Over the words alone, as P(w1..wk)^(-1/k). None if there are no words.
    pub without_end: Option<Figures>,
}

/// A sentence's (or stream's) factors by one model, in pieces. It borrows nothing; the model must stay the same.
#[derive(Debug)]
pub struct Chaining {
    line: Sequence,
    special: Special,
    /// Words of the text, and how many of them are only context.
    words: usize,
    first: usize,
    factors: Vec<ChainFactor>,
    all: Tally,
    known: Tally,
}

impl Chaining {
    /// Begins with these tokens, for a model with a context of `n` tokens.
    ///
    /// # Errors
    /// An empty sentence; in a stream, no token beyond the first n; less memory than the factors take.
    pub fn new(tokens: &[u32], n: usize, special: Special) -> Result<Self> {
        // Each has its id; the padding and the end come on top.
        let each = size_of::<u32>() + size_of::<ChainFactor>();
        memory::ask(reason::these_factors(), &[((tokens.len() + n + 1) * each) as u64])?;
        let line = sentence_examples(tokens, n, special)?;
        // In a stream the first n tokens are only context; a sentence is predicted from its first word on.
        let first = if special.boundary.is_some() { 0 } else { n };
        let factors = Vec::with_capacity(line.len());
        let (all, known) = Default::default();
        Ok(Chaining { line, special, words: tokens.len(), first, factors, all, known })
    }

    /// Scores up to `budget` more factors.
    pub fn advance<M: LanguageModel + ?Sized>(&mut self, model: &mut M, budget: usize) -> Done {
        let (n, total) = (model.context_length(), self.line.len());
        let end = total.min(self.factors.len().saturating_add(budget));
        while self.factors.len() < end {
            let from = self.factors.len();
            let count = EXAMPLES_PER_CALL.min(end - from);
            let mut contexts = vec![0; count * n];
            let targets: Vec<u32> =
                (0..count).map(|i| self.line.gather(from + i, &mut contexts[i * n..(i + 1) * n])).collect();
            let mut scores = vec![0.0; count];
            model.score_batch(&contexts, &targets, &mut scores);
            for (i, (&token, &score)) in targets.iter().zip(&scores).enumerate() {
                self.add(model, &contexts[i * n..(i + 1) * n], token, score);
            }
        }
        Done { done: self.factors.len(), total }
    }

    fn add<M: LanguageModel + ?Sized>(&mut self, model: &M, context: &[u32], token: u32, log: f64) {
        let n = context.len();
        let position = self.first + self.factors.len();
        let used = n.min(position);
        // There can be no distribution only if the probability is zero.
        let defined = log > f64::NEG_INFINITY || model.is_defined(context);
        self.all.add(log, token, self.special);
        if position < self.words {
            self.known.add(log, token, self.special);
        }
        self.factors.push(ChainFactor {
            token,
            position,
            used,
            padding: n - used,
            known: self.special.unknown != Some(token),
            defined,
            probability: exp(log),
            log_probability: log,
            surprisal_bits: bits(-log),
            running: self.factors.last().map_or(0.0, |before| before.running) + log,
        });
    }

    /// The factors and their figures, after all factors are scored.
    ///
    /// # Panics
    /// If none is scored.
    pub fn finish(self) -> Chain {
        let with_end = self.all.figures().expect("a text that can be scored has a prediction");
        Chain { factors: self.factors, with_end, without_end: self.known.figures() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::sentence_examples;
    use crate::ngram::{Ngram, NgramOptions, Smoothing};

    fn chain<M: LanguageModel + ?Sized>(model: &mut M, tokens: &[u32], special: Special) -> Result<Chain> {
        let mut work = Chaining::new(tokens, model.context_length(), special)?;
        while {
            let done = work.advance(model, 2);
            done.done < done.total
        } {}
        Ok(work.finish())
    }

    const SPECIAL: Special = Special { boundary: Some(0), unknown: None };

    #[test]
    fn factors_multiply_to_the_sentence_and_the_end_can_be_left_out() {
        // One sentence, a b a: after a comes b or the end, after b comes a.
        let line = sentence_examples(&[1, 2, 1], 1, SPECIAL).expect("a sentence");
        let options = NgramOptions { order: 2, smoothing: Smoothing::None, ..NgramOptions::default() };
        let mut model = Ngram::train(options, 3, &line).expect("trained");
        let chain = chain(&mut model, &[1, 2, 1], SPECIAL).expect("a sentence");
        let surprisals: Vec<f64> = chain.factors.iter().map(|f| f.surprisal_bits).collect();
        assert_eq!(surprisals, [0.0, 1.0, 0.0, 1.0]);
        let histories: Vec<_> = chain.factors.iter().map(|f| (f.position, f.used, f.padding)).collect();
        assert_eq!(histories, [(0, 0, 1), (1, 1, 0), (2, 1, 0), (3, 1, 0)]);
        // P = 1/4 over four predictions, 1/2 over three.
        assert!((libm::exp(chain.factors[3].running) - 0.25).abs() < 1e-12);
        assert!((chain.with_end.perplexity - libm::sqrt(2.0)).abs() < 1e-12);
        let without = chain.without_end.expect("three words");
        assert_eq!((chain.with_end.tokens, without.tokens), (4, 3));
        assert!((without.perplexity - libm::cbrt(2.0)).abs() < 1e-12);
    }

    #[test]
    fn a_word_that_never_followed_is_not_a_history_that_never_was() {
        let line = sentence_examples(&[1, 2, 1], 1, SPECIAL).expect("a sentence");
        let options = NgramOptions { order: 2, smoothing: Smoothing::None, ..NgramOptions::default() };
        let mut model = Ngram::train(options, 4, &line).expect("trained");
        // a a never occurred; after 3, which never occurred, there is no distribution at all.
        let chain = chain(&mut model, &[1, 1, 3, 2], SPECIAL).expect("a sentence");
        let factors: Vec<_> =
            chain.factors.iter().map(|f| (f.log_probability > f64::NEG_INFINITY, f.defined)).collect();
        assert_eq!(factors, [(true, true), (false, true), (false, true), (false, false), (false, true)]);
        assert_eq!(chain.with_end.perplexity, f64::INFINITY);
    }

    #[test]
    fn a_stream_has_no_end_to_leave_out() {
        let stream = Special::default();
        let line = sentence_examples(&[0, 1, 0, 1, 1], 1, stream).expect("long enough");
        let mut model =
            Ngram::train(NgramOptions { order: 2, ..NgramOptions::default() }, 2, &line).expect("trained");
        let chain = chain(&mut model, &[0, 1, 0], stream).expect("long enough");
        assert_eq!(chain.factors[0].position, 1);
        assert_eq!(chain.without_end, Some(chain.with_end));
    }
}
