//! The softmax, the loss and dz, in one pass over the logits.
//!
//! ```text
//! yhat_i = e^(z_i - m) / s      m = max z,  s = Σ_i e^(z_i - m)       z, yhat, dz: |V| each, one example's row
//! L = -log yhat[target] = log s - (z[target] - m)                     nats
//! dz_i = (yhat_i - y_i) · scale                                       y one-hot, scale = 1/B for a batch's mean loss
//! ```
//! Subtracting the largest logit changes no quotient and keeps e^ from overflowing. L is computed from s, not from yhat, so that
//! it is finite for all finite logits, even if yhat[target] underflows. s is summed as in `sum.rs`.
//! Source: Jurafsky and Martin, chapter on neural networks; the shift, Goodfellow et al. 2016, section 4.1.

use super::Real;
use super::sum::sum;

/// What a pass over one row finds besides its probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normaliser<T> {
    /// m, the largest logit.
    pub maximum: T,
    /// s, the sum of the shifted exponentials.
    pub sum: f64,
}

impl<T: Real> Normaliser<T> {
    /// log yhat_i, from its logit: (z_i - m) - log s.
    pub fn log_probability(&self, z: T) -> f64 {
        (z.to_f64() - self.maximum.to_f64()) - libm::log(self.sum)
    }
}

/// How many numbers' exponentials are computed together, so that short rows make a long loop.
const TOGETHER: usize = 1024;
/// The most rows among them.
const ROWS: usize = 64;

/// yhat from z.
///
/// # Panics
/// If they differ in length.
#[inline]
pub fn forward<T: Real>(z: &[T], yhat: &mut [T]) -> Normaliser<T> {
    yhat.copy_from_slice(z);
    let maximum = shift(yhat);
    T::exp_each(yhat);
    let normaliser = Normaliser { maximum, sum: sum(yhat) };
    divide(yhat, &normaliser);
    normaliser
}

/// Called for each row: with its number, its exponentials, and the normaliser that makes them probabilities. It is not generic, so
/// that the page's engine has only one copy of the loop around it.
pub type Each<'a, T> = dyn FnMut(usize, &mut [T], Normaliser<T>) + 'a;

/// Replaces rows of `words` logits by their shifted exponentials, in place.
///
/// # Panics
/// If they are not whole rows.
pub fn exponentials<T: Real>(z: &mut [T], words: usize, each: &mut Each<'_, T>) {
    assert!(z.len().is_multiple_of(words), "z is rows of |V|");
    let rows = (TOGETHER / words).clamp(1, ROWS);
    let mut maxima = [T::ZERO; ROWS];
    let mut number = 0;
    for some in z.chunks_mut(rows * words) {
        for (row, maximum) in some.chunks_exact_mut(words).zip(&mut maxima) {
            *maximum = shift(row);
        }
        T::exp_each(some);
        for (row, &maximum) in some.chunks_exact_mut(words).zip(&maxima) {
            let sum = sum(row);
            each(number, row, Normaliser { maximum, sum });
            number += 1;
        }
    }
}

/// Replaces z by z - m, and returns m.
#[inline(never)]
fn shift<T: Real>(z: &mut [T]) -> T {
    let maximum = maximum(z);
    z.iter_mut().for_each(|z| *z = *z - maximum);
    maximum
}

/// Replaces exponentials by yhat.
#[inline(never)]
pub fn divide<T: Real>(exponentials: &mut [T], normaliser: &Normaliser<T>) {
    let divisor = T::from_f64(normaliser.sum);
    exponentials.iter_mut().for_each(|y| *y = *y / divisor);
}

/// Replaces exponentials by dz: [`divide`] and [`backward`] in one.
///
/// # Panics
/// If the target is outside the row.
#[inline(never)]
pub fn derivative<T: Real>(exponentials: &mut [T], normaliser: &Normaliser<T>, target: usize, scale: T) {
    let divisor = T::from_f64(normaliser.sum);
    let yhat = exponentials[target] / divisor;
    exponentials.iter_mut().for_each(|y| *y = *y / divisor * scale);
    exponentials[target] = (yhat - T::ONE) * scale;
}

/// The largest element. A NaN is skipped; the sum will contain it.
#[inline(always)]
pub fn maximum<T: Real>(x: &[T]) -> T {
    let larger = |m: T, x: T| if x > m { x } else { m };
    let mut lanes = [[T::NEG_INFINITY; 4]; 4];
    let join = |lanes: &mut [T; 4], four: &[T; 4]| {
        for lane in 0..4 {
            lanes[lane] = larger(lanes[lane], four[lane]);
        }
    };
    let (fours, rest) = x.as_chunks::<4>();
    let (sixteens, fours) = fours.as_chunks::<4>();
    for sixteen in sixteens {
        // Four by themselves: no comparison waits for the one before it.
        for (lanes, four) in lanes.iter_mut().zip(sixteen) {
            join(lanes, four);
        }
    }
    let [mut all, others @ ..] = lanes;
    for four in &others {
        join(&mut all, four);
    }
    for four in fours {
        join(&mut all, four);
    }
    let mut largest = T::NEG_INFINITY;
    for &x in all.iter().chain(rest) {
        largest = larger(largest, x);
    }
    largest
}

/// dz from yhat.
///
/// # Panics
/// If they differ in length, or the target is outside the row.
#[inline]
pub fn backward<T: Real>(yhat: &[T], target: usize, scale: T, dz: &mut [T]) {
    assert!(yhat.len() == dz.len(), "yhat and dz have one length");
    for (dz, &yhat) in dz.iter_mut().zip(yhat) {
        *dz = yhat * scale;
    }
    dz[target] = (yhat[target] - T::ONE) * scale;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_logits_by_hand() {
        let mut yhat = [0.0f64; 3];
        let normaliser = forward(&[0.0, libm::log(2.0), libm::log(5.0)], &mut yhat);
        for (got, exact) in yhat.into_iter().zip([0.125, 0.25, 0.625]) {
            assert!((got - exact).abs() < 1e-15);
        }
        assert!((normaliser.log_probability(0.0) + libm::log(8.0)).abs() < 1e-15);
        let mut dz = [0.0; 3];
        backward(&yhat, 1, 0.5, &mut dz);
        assert!((dz[1] + 0.375).abs() < 1e-15 && (dz.iter().sum::<f64>()).abs() < 1e-15);
    }

    #[test]
    fn rows_in_their_place_have_the_bits_of_each_by_itself() {
        let mut rng = crate::rng::Rng::new(2, crate::rng::Stream::Check);
        for (rows, words) in [(1, 3), (7, 300), (130, 9), (2, 3000)] {
            let z: Vec<f32> = (0..rows * words).map(|_| rng.symmetric_f32(9.0)).collect();
            let (mut yhat, mut dz) = (vec![0.0; words], vec![0.0; words]);
            let mut seen = 0;
            exponentials(&mut z.clone(), words, &mut |row, there, normaliser| {
                assert_eq!(forward(&z[row * words..][..words], &mut yhat), normaliser);
                let (target, scale) = (row % words, 1.0 / rows as f32);
                backward(&yhat, target, scale, &mut dz);
                let mut probabilities = there.to_vec();
                divide(&mut probabilities, &normaliser);
                derivative(there, &normaliser, target, scale);
                assert!(probabilities == yhat && there == dz, "row {row} of {rows}, {words} words");
                seen += 1;
            });
            assert_eq!(seen, rows);
        }
    }

    #[test]
    fn logits_of_ten_thousand_are_no_trouble() {
        let mut yhat = [0.0f32; 3];
        let normaliser = forward(&[1e4, -1e4, 0.0], &mut yhat);
        assert_eq!(yhat, [1.0, 0.0, 0.0]);
        assert_eq!(normaliser.log_probability(-1e4), -2e4);
        let equal = forward(&[-1e4f32; 3], &mut yhat);
        assert!((equal.log_probability(-1e4) + libm::log(3.0)).abs() < 1e-12);
    }

    #[test]
    fn fifty_thousand_probabilities_sum_to_one() {
        let mut rng = crate::rng::Rng::new(1, crate::rng::Stream::Check);
        for bound in [0.01, 1.0, 10.0, 80.0] {
            let z: Vec<f32> = (0..50_000).map(|_| rng.symmetric_f32(bound)).collect();
            let mut yhat = vec![0.0; z.len()];
            forward(&z, &mut yhat);
            let total: f64 = yhat.iter().map(|&y| f64::from(y)).sum();
            assert!((total - 1.0).abs() < 1e-6, "bound {bound}: {total}");
        }
    }

    #[test]
    fn what_is_not_finite_shows() {
        let mut yhat = [0.0f32; 2];
        for bad in [[f32::NAN, 0.0], [f32::INFINITY, 0.0], [f32::NEG_INFINITY; 2]] {
            assert!(!forward(&bad, &mut yhat).log_probability(bad[1]).is_finite());
        }
    }
}
