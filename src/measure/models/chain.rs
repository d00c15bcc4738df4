//! The chain rule: P(S) as a product of conditional probabilities, with the history that a model really uses.

use libm::exp;
use serde::Serialize;

use crate::error::Result;
use crate::lm::{Examples as _, Figures, LanguageModel, Special, Tally, bits, score, sentence_examples};

/// One factor, P(token | history).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Factor {
    /// The predicted token.
    pub token: u32,
    /// Where it stands: so many words of the text come before it, and the chain rule conditions on all of them.
    pub position: usize,
    /// How many of these the model looks at, the nearest ones: the Markov assumption crosses out the others.
    pub used: usize,
    /// How many `</s>` of padding fill the rest of its context.
    pub padding: usize,
    /// Whether it is in the vocabulary.
    pub known: bool,
    /// Whether the model has a distribution after this history at all: maximum likelihood has none after one that it
    /// never saw.
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

/// A text's factors, and what they come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// In order; the sentence's end is the last where there is one.
    pub factors: Vec<Factor>,
    /// Over all predictions, the end included: "3 words + end = 4".
    pub with_end: Figures,
    /// Over the words alone, as P(w1..wk)^(-1/k). None where there are none.
    pub without_end: Option<Figures>,
}

/// A sentence's (or stream's) factors by this model.
///
/// # Errors
/// An empty sentence; in a stream, no token beyond the first n.
pub fn chain<M: LanguageModel + ?Sized>(model: &mut M, tokens: &[u32], special: Special) -> Result<Chain> {
    let n = model.context_length();
    let scored = score(model, tokens, special)?;
    // In a stream the first n tokens are only context; a sentence is predicted from its first word on.
    let first = if special.boundary.is_some() { 0 } else { n };
    let line = sentence_examples(tokens, n, special)?;
    let (mut context, mut row) = (vec![0; n], vec![0.0; model.vocabulary_size()]);
    let mut running = 0.0;
    let mut words = Tally::default();
    let factors = scored.tokens.iter().zip(&scored.log_probabilities).zip(&scored.known).enumerate();
    let factors = factors
        .map(|(index, ((&token, &log_probability), &known))| {
            let position = first + index;
            let used = n.min(position);
            running += log_probability;
            // Only where nothing was given can there be no distribution.
            let defined = log_probability > f64::NEG_INFINITY || {
                line.gather(index, &mut context);
                model.log_probabilities(&context, &mut row)
            };
            if position < tokens.len() {
                words.add(log_probability, token, special);
            }
            Factor {
                token,
                position,
                used,
                padding: n - used,
                known,
                defined,
                probability: exp(log_probability),
                log_probability,
                surprisal_bits: bits(-log_probability),
                running,
            }
        })
        .collect();
    let with_end = scored.tally.figures().expect("a scored text has a prediction");
    Ok(Chain { factors, with_end, without_end: words.figures() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::sentence_examples;
    use crate::ngram::{Ngram, NgramOptions, Smoothing};

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
