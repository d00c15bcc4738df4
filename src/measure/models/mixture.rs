//! The network mixed with an n-gram: P = w · P_network + (1 - w) · P_ngram, the weight w fitted on validation. Where one of the two has
//! no distribution at all (maximum likelihood after a context that never occurred), the other one's stands alone.

use libm::{exp, log};

use crate::error::{Error, Result};

/// In place of a logarithm: the model has no distribution there. (Negative infinity is a probability of zero.)
pub(super) const NO_DISTRIBUTION: f64 = f64::NAN;

/// ln of the mixture's probability, from two logarithms, of which one may be [`NO_DISTRIBUTION`].
pub(super) fn mix(weight: f64, first: f64, second: f64) -> f64 {
    if second.is_nan() {
        return first;
    }
    if first.is_nan() {
        return second;
    }
    let sum = weight * exp(first) + (1.0 - weight) * exp(second);
    if sum > 0.0 { log(sum) } else { f64::NEG_INFINITY }
}

/// The share of the first model that makes the mixture's loss on these examples smallest, by expectation maximisation
/// (Jelinek and Mercer 1980): the loss is convex in the weight, so where it settles is the best there is.
///
/// `first` and `second`: ln P of the same examples by each model. Examples that both find impossible, or for which one has no
/// distribution, say nothing.
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
        .filter(|(a, b)| !(a.is_nan() || b.is_nan()))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Probabilities of two models that are good at different examples.
    fn logs() -> (Vec<f64>, Vec<f64>) {
        let of = |at: u32, shift: u32| log(f64::from((at * 37 + shift * 11) % 97 + 1) / 98.0);
        ((0..200).map(|at| of(at, 1)).collect(), (0..200).map(|at| of(at * at, 5)).collect())
    }

    #[test]
    fn the_fitted_weight_is_the_best_of_a_grid() {
        let (first, second) = logs();
        let weight = fit_weight(&first, &second).expect("fitted");
        let loss = |weight| -first.iter().zip(&second).map(|(&a, &b)| mix(weight, a, b)).sum::<f64>();
        let best = loss(weight);
        for grid in 0..=20 {
            assert!(best <= loss(f64::from(grid) / 20.0) + 1e-6, "{weight} against {grid}/20");
        }
    }

    #[test]
    fn where_one_has_no_distribution_the_other_stands_alone() {
        for weight in [0.0, 0.3, 1.0] {
            assert_eq!(mix(weight, -1.5, NO_DISTRIBUTION), -1.5);
            assert_eq!(mix(weight, NO_DISTRIBUTION, -2.5), -2.5);
        }
        // A probability of zero is one: it takes its share.
        assert!((mix(0.5, log(0.5), f64::NEG_INFINITY) - log(0.25)).abs() < 1e-12);
        // And such examples move no weight.
        let (mut first, mut second) = logs();
        let weight = fit_weight(&first, &second).expect("fitted");
        first.extend([-1.0; 50]);
        second.extend([NO_DISTRIBUTION; 50]);
        assert_eq!(fit_weight(&first, &second), Ok(weight));
    }

    #[test]
    fn one_sided_fits() {
        let impossible = [f64::NEG_INFINITY; 3];
        assert_eq!(fit_weight(&[-1.0; 3], &impossible).expect("fitted"), 1.0);
        assert!(fit_weight(&impossible, &impossible).is_err());
    }
}
