//! The discounts of Kneser-Ney smoothing, estimated from counts of counts.
//!
//! Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling", Harvard TR-10-98 (1998) and
//! Computer Speech and Language 13 (1999), modified Kneser-Ney: with Y = n1 / (n1 + 2 n2),
//! D1 = 1 - 2 Y n2/n1, D2 = 2 - 3 Y n3/n2, D3+ = 3 - 4 Y n4/n3.

use serde::Serialize;

/// Where an order's discounts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DiscountOrigin {
    /// The caller gave one D.
    Given,
    /// Modified: D1, D2, D3+ from n1 .. n4.
    Modified,
    /// Fallback if n3 or n4 is zero: one D = Y = n1 / (n1 + 2 n2), the estimate of Ney, Essen and Kneser (1994), for every count.
    OneDiscount,
    /// The same fallback, because D2 or D3+ would not be above zero: many n-grams occur 3 or 4 times, compared with 1 and 2.
    NotPositive,
    /// Fallback if n1 or n2 is zero, so that nothing can be estimated: one D = 1/2.
    Half,
}

/// The discounts of one order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Discounts {
    /// The discount of a count of 1, of 2, and of 3 or more.
    pub values: [f64; 3],
    /// Where they come from.
    pub origin: DiscountOrigin,
}

/// The fallback if no discount can be estimated.
const HALF: f64 = 0.5;

impl Discounts {
    /// The same D at every count.
    pub fn given(discount: f64) -> Self {
        Discounts { values: [discount; 3], origin: DiscountOrigin::Given }
    }

    /// From n1 .. n4, with the fallbacks that [`DiscountOrigin`] names.
    pub fn estimated(counts_of_counts: [u64; 4]) -> Self {
        let [n1, n2, n3, n4] = counts_of_counts.map(|n| n as f64);
        if n1 == 0.0 || n2 == 0.0 {
            return Discounts { values: [HALF; 3], origin: DiscountOrigin::Half };
        }
        let y = n1 / (n1 + 2.0 * n2);
        if n3 > 0.0 && n4 > 0.0 {
            let values = [1.0 - 2.0 * y * n2 / n1, 2.0 - 3.0 * y * n3 / n2, 3.0 - 4.0 * y * n4 / n3];
            // With a discount of zero or less an unseen word would be impossible.
            if values.iter().all(|&d| d > 0.0) {
                return Discounts { values, origin: DiscountOrigin::Modified };
            }
            return Discounts { values: [y; 3], origin: DiscountOrigin::NotPositive };
        }
        Discounts { values: [y; 3], origin: DiscountOrigin::OneDiscount }
    }

    /// The discount of this count (1 or more).
    pub fn of(&self, count: u32) -> f64 {
        self.values[count.min(3) as usize - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_formula_by_hand() {
        // Y = 10/(10 + 8) = 5/9; D1 = 1 - 2·5/9·4/10 = 5/9; D2 = 2 - 3·5/9·2/4 = 7/6; D3+ = 3 - 4·5/9·1/2 = 17/9.
        let d = Discounts::estimated([10, 4, 2, 1]);
        for (got, wanted) in d.values.iter().zip([5.0 / 9.0, 7.0 / 6.0, 17.0 / 9.0]) {
            assert!((got - wanted).abs() < 1e-12, "{d:?}");
        }
        assert_eq!(d.origin, DiscountOrigin::Modified);
        assert_eq!((d.of(1), d.of(3), d.of(99)), (d.values[0], d.values[2], d.values[2]));
    }

    #[test]
    fn falls_back_and_says_so() {
        assert_eq!(Discounts::estimated([0, 4, 2, 1]).origin, DiscountOrigin::Half);
        assert_eq!(Discounts::estimated([4, 0, 2, 1]).values, [0.5; 3]);
        let one = Discounts::estimated([10, 4, 0, 0]);
        assert_eq!((one.origin, one.values), (DiscountOrigin::OneDiscount, [10.0 / 18.0; 3]));
        // D3+ = 3 - 4 · 5/9 · 2 is below zero.
        assert_eq!(Discounts::estimated([10, 4, 2, 4]).origin, DiscountOrigin::NotPositive);
        // P05: ten tokens once, four twice, two three times, four four times.
        let many = Discounts::estimated([10, 4, 2, 4]);
        assert_eq!(many.values, [10.0 / 18.0; 3]);
    }
}
