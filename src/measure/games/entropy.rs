//! The true entropy of a source: in the long run no model's loss on new text can be lower.

use libm::log;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::lm::{bits, perplexity};
use crate::reason;

/// The uncertainty of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entropy {
    /// -sum of p ln p.
    pub nats: f64,
    /// -sum of p log2 p.
    pub bits: f64,
    /// exp(nats) = 2^bits: a choice among this many equally likely options is as uncertain.
    pub perplexity: f64,
}

/// The entropy of a distribution that is given by weights. They need not sum to 1, so that a reader can drag one bar alone.
///
/// # Errors
/// A weight that is negative or not finite; no weight above zero.
pub fn entropy(weights: &[f64]) -> Result<Entropy> {
    if let Some(bad) = weights.iter().find(|w| !(**w >= 0.0 && w.is_finite())) {
        return Err(Error::value("weight", *bad, reason::number_least(0u32)));
    }
    let largest = weights.iter().fold(0.0, |a: f64, &b| a.max(b));
    if largest == 0.0 {
        return Err(Error::Text(reason::nothing_weighed()));
    }
    // Divided by the largest first, so that huge weights cannot overflow the sum.
    let total: f64 = weights.iter().map(|w| w / largest).sum();
    let nats: f64 = weights
        .iter()
        .map(|w| w / largest / total)
        .filter(|&p| p > 0.0)
        .map(|p| -p * log(p))
        .sum::<f64>()
        .max(0.0);
    Ok(of(nats))
}

/// The entropy of `choices` equally likely tokens, such as the random digits: perplexity `choices`.
///
/// # Errors
/// No choice.
pub fn uniform(choices: u32) -> Result<Entropy> {
    if choices == 0 {
        return Err(Error::value("size", choices, reason::whole_least(1u32)));
    }
    Ok(of(log(f64::from(choices))))
}

/// The entropy of the telephone switchboard: Operator, Sales and Support have a quarter each, and `names` names share the last quarter:
/// 3/4 ln 4 + 1/4 ln 4N.
///
/// # Errors
/// No name.
pub fn switchboard(names: u32) -> Result<Entropy> {
    if names == 0 {
        return Err(Error::value("size", names, reason::whole_least(1u32)));
    }
    Ok(of(log(4.0) + 0.25 * log(f64::from(names))))
}

fn of(nats: f64) -> Entropy {
    Entropy { nats, bits: bits(nats), perplexity: perplexity(nats) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_of_the_lecture() {
        let digits = uniform(10).expect("ten");
        assert!((digits.perplexity - 10.0).abs() < 1e-9, "{digits:?}");
        let phone = switchboard(30_000).expect("names");
        assert!((phone.bits - 5.718).abs() < 5e-4, "{phone:?}");
        assert!((phone.perplexity - 52.64).abs() < 5e-3, "{phone:?}");
    }

    #[test]
    fn the_closed_forms_are_the_sums() {
        for names in [1, 2, 7, 1_000] {
            let weights = [vec![f64::from(names); 3], vec![1.0; names as usize]].concat();
            let (sum, form) = (entropy(&weights).expect("weights"), switchboard(names).expect("names"));
            assert!((sum.nats - form.nats).abs() < 1e-12, "{sum:?} {form:?}");
            let (sum, form) =
                (entropy(&vec![1.0; names as usize]).expect("weights"), uniform(names).expect("some"));
            assert!((sum.nats - form.nats).abs() < 1e-12, "{sum:?} {form:?}");
        }
        // However many: nothing is made of that length.
        assert!(switchboard(u32::MAX).expect("names").bits > 9.9);
    }

    #[test]
    fn weights_need_no_sum_and_certainty_is_one_choice() {
        let a = entropy(&[1.0, 1.0, 2.0]).expect("weights");
        assert!((a.bits - 1.5).abs() < 1e-12);
        let huge = entropy(&[1e308, 1e308, 1e308, 1e308]).expect("weights");
        assert!((huge.perplexity - 4.0).abs() < 1e-9);
        assert_eq!(entropy(&[0.0, 3.0]).expect("one weight").perplexity, 1.0);
    }

    #[test]
    fn what_is_no_distribution_is_said() {
        for (bad, says) in [
            (vec![-1.0, 2.0], "weight is -1"),
            (vec![f64::NAN], "weight is NaN"),
            (vec![0.0, 0.0], "above 0"),
            (vec![], "above 0"),
        ] {
            let message = entropy(&bad).expect_err("refused").to_string();
            assert!(message.contains(says), "{message}");
        }
        assert!(switchboard(0).is_err() && uniform(0).is_err());
    }
}
