//! The network mixed with an n-gram: P = w · P_network + (1 - w) · P_ngram, with the weight w fitted on validation. If one of the two has
//! no distribution (maximum likelihood after a context that never occurred), the mixture is the other one alone.

use libm::{exp, log};

/// Replaces a logarithm if the model has no distribution there. (Negative infinity is a probability of zero.)
pub(super) const NO_DISTRIBUTION: f64 = f64::NAN;

/// ln of the mixture's probability, from two logarithms; one of them may be [`NO_DISTRIBUTION`].
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

/// Finds the weight of the first model that minimises the mixture's loss on some examples, by expectation maximisation (Jelinek and
/// Mercer 1980). The loss is convex in the weight, so the weight to which it converges is the best. It works in pieces: example by
/// example, pass after pass.
///
/// Examples that both models find impossible, or for which one has no distribution, are ignored.
#[derive(Debug)]
pub(super) struct Weighing {
    weight: f64,
    /// In this pass: the sum of the first model's shares, and the number of examples.
    sum: f64,
    count: usize,
    next: usize,
    pass: usize,
}

/// The most passes, and the change of the weight below which they end.
const PASSES: usize = 500;
const SETTLED: f64 = 1e-9;
/// Elementary operations of an example in a pass: two exponentials.
const EXAMPLE: u64 = 64;

impl Weighing {
    pub(crate) fn new() -> Self {
        Weighing { weight: 0.5, sum: 0.0, count: 0, next: 0, pass: 0 }
    }

    /// Advances within a budget of elementary operations, at least by one example. `first` and `second` are ln P of the same examples by
    /// each model. True: the weight has converged.
    ///
    /// # Panics
    /// If the lengths differ.
    pub(crate) fn advance(&mut self, first: &[f64], second: &[f64], budget: &mut u64) -> bool {
        assert_eq!(first.len(), second.len(), "the same examples");
        while *budget > 0 && self.pass < PASSES {
            if self.next < first.len() {
                let (a, b) = (first[self.next], second[self.next]);
                let top = a.max(b);
                if !(a.is_nan() || b.is_nan()) && top > f64::NEG_INFINITY {
                    // Both are scaled by the larger one, so that nothing underflows; the share does not change.
                    let (a, b) = (exp(a - top), exp(b - top));
                    self.sum += self.weight * a / (self.weight * a + (1.0 - self.weight) * b);
                    self.count += 1;
                }
                self.next += 1;
                crate::counted::did(EXAMPLE as usize);
                *budget = budget.saturating_sub(EXAMPLE);
                continue;
            }
            let next = if self.count > 0 { self.sum / self.count as f64 } else { self.weight };
            let moved = (next - self.weight).abs();
            self.weight = next.clamp(0.0, 1.0);
            self.pass = if moved < SETTLED { PASSES } else { self.pass + 1 };
            (self.sum, self.next) = (0.0, 0);
            if self.pass < PASSES {
                self.count = 0;
            }
        }
        self.pass == PASSES
    }

    /// How many passes are done, of [`PASSES`].
    pub(crate) fn passes(&self) -> (usize, usize) {
        (self.pass, PASSES)
    }

    /// The weight after it has converged; none if all examples were ignored.
    pub(crate) fn weight(&self) -> Option<f64> {
        (self.count > 0).then_some(self.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In one go, and example by example: the same.
    fn fit_weight(first: &[f64], second: &[f64]) -> Option<f64> {
        let by = |grain: u64| {
            let mut work = Weighing::new();
            while !work.advance(first, second, &mut { grain }) {}
            work.weight()
        };
        let whole = by(u64::MAX);
        assert_eq!(whole, by(1));
        whole
    }

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
        assert_eq!(fit_weight(&first, &second), Some(weight));
    }

    #[test]
    fn one_sided_fits() {
        let impossible = [f64::NEG_INFINITY; 3];
        assert_eq!(fit_weight(&[-1.0; 3], &impossible).expect("fitted"), 1.0);
        assert_eq!(fit_weight(&impossible, &impossible), None);
        assert_eq!(fit_weight(&[], &[]), None);
    }
}
