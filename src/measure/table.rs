//! The table: every model on the same tokens, one N; and the network mixed with an n-gram, the weight fitted on
//! validation.

use libm::{exp, log};

use crate::error::{Error, Result};
use crate::lm::{Evaluation, Examples, Figures, LanguageModel, Special};

/// P = weight · P_first + (1 - weight) · P_second.
pub struct Mixture<'a> {
    first: &'a mut dyn LanguageModel,
    second: &'a mut dyn LanguageModel,
    /// The first model's share, 0 to 1.
    weight: f64,
    row: Vec<f64>,
}

impl<'a> Mixture<'a> {
    /// Two models over one vocabulary.
    ///
    /// # Errors
    /// A weight outside 0..=1.
    ///
    /// # Panics
    /// If their vocabularies differ in size.
    pub fn new(
        first: &'a mut dyn LanguageModel,
        second: &'a mut dyn LanguageModel,
        weight: f64,
    ) -> Result<Self> {
        assert_eq!(first.vocabulary_size(), second.vocabulary_size(), "one vocabulary");
        if !(0.0..=1.0).contains(&weight) {
            return Err(Error::value("weight", weight, "it must be a number from 0 to 1"));
        }
        let row = vec![0.0; first.vocabulary_size()];
        Ok(Mixture { first, second, weight, row })
    }
}

impl LanguageModel for Mixture<'_> {
    fn context_length(&self) -> usize {
        self.first.context_length().max(self.second.context_length())
    }

    fn vocabulary_size(&self) -> usize {
        self.first.vocabulary_size()
    }

    /// Where one model has no distribution, the other one's stands alone.
    fn log_probabilities(&mut self, context: &[u32], out: &mut [f64]) -> bool {
        let end = |model: &dyn LanguageModel| context.len() - model.context_length();
        let one = self.first.log_probabilities(&context[end(self.first)..], &mut self.row);
        let two = self.second.log_probabilities(&context[end(self.second)..], out);
        if one && !two {
            out.copy_from_slice(&self.row);
        } else if one {
            for (second, &first) in out.iter_mut().zip(&self.row) {
                *second = mix(self.weight, first, *second);
            }
        }
        one || two
    }
}

/// ln of the weighted sum of two probabilities given by their logarithms.
pub(super) fn mix(weight: f64, first: f64, second: f64) -> f64 {
    let sum = weight * exp(first) + (1.0 - weight) * exp(second);
    if sum > 0.0 { log(sum) } else { f64::NEG_INFINITY }
}

/// Every example's ln P by this model, looked up with the end of the example's context that it uses.
///
/// # Panics
/// If the model looks further back than the examples.
pub fn log_probabilities<M, X>(model: &mut M, examples: &X) -> Vec<f64>
where
    M: LanguageModel + ?Sized,
    X: Examples + ?Sized,
{
    const BATCH: usize = 64;
    let (n, width) = (model.context_length(), examples.context_length());
    let mut all = vec![0.0; examples.len()];
    let (mut wide, mut contexts, mut targets) = (vec![0; width], Vec::new(), Vec::new());
    for (batch, out) in all.chunks_mut(BATCH).enumerate() {
        contexts.clear();
        targets.clear();
        for index in batch * BATCH..batch * BATCH + out.len() {
            targets.push(examples.gather(index, &mut wide));
            contexts.extend_from_slice(&wide[width - n..]);
        }
        model.score_batch(&contexts, &targets, out);
    }
    all
}

/// The share of the first model that makes the mixture's loss on these examples smallest, by expectation maximisation
/// (Jelinek and Mercer 1980): the loss is convex in the weight, so where it settles is the best there is.
///
/// `first` and `second`: ln P of the same examples by each model. Examples that both find impossible say nothing.
///
/// # Errors
/// Nothing to fit on.
///
/// # Panics
/// If the lengths differ.
pub fn fit_weight(first: &[f64], second: &[f64]) -> Result<f64> {
    assert_eq!(first.len(), second.len(), "the same examples");
    let pairs: Vec<(f64, f64)> = first
        .iter()
        .zip(second)
        .map(|(&a, &b)| (a, b, a.max(b)))
        .filter(|&(.., top)| top > f64::NEG_INFINITY)
        // Scaled by the larger of the two, so that nothing underflows; the share does not change.
        .map(|(a, b, top)| (exp(a - top), exp(b - top)))
        .collect();
    if pairs.is_empty() {
        return Err(Error::Text("the weight is fitted on the validation split, which is empty".into()));
    }
    const STEPS: usize = 500;
    const SETTLED: f64 = 1e-9;
    let mut weight = 0.5;
    for _ in 0..STEPS {
        let shares = pairs.iter().map(|&(a, b)| weight * a / (weight * a + (1.0 - weight) * b));
        let next = shares.sum::<f64>() / pairs.len() as f64;
        let moved = (next - weight).abs();
        weight = next.clamp(0.0, 1.0);
        if moved < SETTLED {
            break;
        }
    }
    Ok(weight)
}

/// The figures of several models on the same examples: those of the longest context, so one N.
///
/// # Panics
/// If a model looks further back than the examples.
pub fn compare<X>(
    models: &mut [&mut dyn LanguageModel],
    examples: &X,
    special: Special,
) -> Vec<Option<Figures>>
where
    X: Examples + ?Sized,
{
    let figures = |model: &mut &mut dyn LanguageModel| {
        let mut evaluation = Evaluation::new();
        evaluation.advance(&mut **model, examples, special, usize::MAX);
        evaluation.tally().figures()
    };
    models.iter_mut().map(figures).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lm::{evaluate, sentence_examples};
    use crate::ngram::{Ngram, NgramOptions, Smoothing};

    const STREAM: Special = Special { boundary: None, unknown: None };

    fn tokens(seed: u32, count: u32) -> Vec<u32> {
        (0..count)
            .map(|i| (i.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 13) % 7 * (i % 3) % 7)
            .collect()
    }

    fn model(order: usize) -> Ngram {
        let line = sentence_examples(&tokens(1, 300), order - 1, STREAM).expect("long enough");
        let options = NgramOptions { order, smoothing: Smoothing::AddK, ..NgramOptions::default() };
        Ngram::train(options, 7, &line).expect("trained")
    }

    #[test]
    fn every_model_is_scored_on_the_same_tokens() {
        let line = sentence_examples(&tokens(5, 50), 4, STREAM).expect("long enough");
        let (mut one, mut five) = (model(1), model(5));
        let rows = compare(&mut [&mut one, &mut five], &line, STREAM);
        assert!(rows.iter().all(|row| row.expect("figures").tokens == 46));
        let alone = evaluate(&mut one, &line, STREAM).figures().expect("figures");
        assert_eq!(rows[0], Some(alone));
        let by_token = log_probabilities(&mut five, &line);
        let mean = -by_token.iter().sum::<f64>() / 46.0;
        assert!((mean - rows[1].expect("figures").nll).abs() < 1e-12);
    }

    #[test]
    fn the_fitted_weight_is_the_best_of_a_grid() {
        let line = sentence_examples(&tokens(9, 200), 2, STREAM).expect("long enough");
        let (mut one, mut three) = (model(1), model(3));
        let logs = (log_probabilities(&mut one, &line), log_probabilities(&mut three, &line));
        let weight = fit_weight(&logs.0, &logs.1).expect("fitted");
        let mut loss = |weight| {
            let mut mixture = Mixture::new(&mut one, &mut three, weight).expect("a weight");
            evaluate(&mut mixture, &line, STREAM).figures().expect("figures").nll
        };
        let best = loss(weight);
        for grid in 0..=20 {
            assert!(best <= loss(f64::from(grid) / 20.0) + 1e-9, "{weight} against {grid}/20");
        }
    }

    #[test]
    fn a_mixture_sums_to_one_and_stands_alone_where_the_other_has_nothing() {
        let (mut one, mut three) = (model(1), model(3));
        let mut row = [0.0; 7];
        let mut mixture = Mixture::new(&mut one, &mut three, 0.3).expect("a weight");
        assert!(mixture.log_probabilities(&[1, 2], &mut row));
        assert!((row.iter().map(|&l| exp(l)).sum::<f64>() - 1.0).abs() < 1e-12);
        let line = sentence_examples(&[0, 1, 0, 1], 1, STREAM).expect("long enough");
        let options = NgramOptions { order: 2, smoothing: Smoothing::None, ..NgramOptions::default() };
        let mut bare = Ngram::train(options, 7, &line).expect("trained");
        let mut wanted = [0.0; 7];
        one.log_probabilities(&[], &mut wanted);
        let mut mixture = Mixture::new(&mut one, &mut bare, 0.3).expect("a weight");
        assert!(mixture.log_probabilities(&[5], &mut row));
        assert_eq!(row, wanted);
    }

    #[test]
    fn one_sided_fits_and_bad_weights() {
        let impossible = [f64::NEG_INFINITY; 3];
        assert_eq!(fit_weight(&[-1.0; 3], &impossible).expect("fitted"), 1.0);
        assert!(fit_weight(&impossible, &impossible).is_err());
        let (mut one, mut three) = (model(1), model(3));
        for weight in [-0.1, 1.1, f64::NAN] {
            assert!(Mixture::new(&mut one, &mut three, weight).is_err(), "{weight}");
        }
    }
}
