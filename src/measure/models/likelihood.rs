//! One number in its many forms: the product of the probabilities, the sum of their logarithms, the mean negative
//! log-likelihood in nats and in bits, the perplexity; and where the product underflows.

use libm::{exp, exp2};
use serde::Serialize;

use crate::lm::{bits, perplexity};

/// The forms of one loss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forms {
    /// N, the number of probabilities.
    pub tokens: usize,
    /// Sum of ln P, nats.
    pub log_sum: f64,
    /// log10 of the product, which shows its size even if no f32 can hold it.
    pub product_log10: f64,
    /// The product as f32 multiplies it: 0 once it has underflowed.
    pub product_f32: f32,
    /// After how many factors the f32 product became 0 although no factor was. None: it did not.
    pub underflow_after: Option<usize>,
    /// J in nats per token: the mean of -ln P.
    pub nll: f64,
    /// J in bits per token: the mean of -log2 P.
    pub bits: f64,
    /// e^J with J in nats.
    pub perplexity: f64,
    /// 2^J with J in bits: the same number.
    pub perplexity_from_bits: f64,
}

/// Computes the forms factor by factor, and stores no factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Forming {
    tokens: usize,
    log_sum: f64,
    product_f32: f32,
    underflow_after: Option<usize>,
}

impl Default for Forming {
    fn default() -> Self {
        Forming { tokens: 0, log_sum: 0.0, product_f32: 1.0, underflow_after: None }
    }
}

impl Forming {
    /// Adds one ln P, in nats.
    pub fn add(&mut self, log_probability: f64) {
        self.tokens += 1;
        self.log_sum += log_probability;
        let before = self.product_f32;
        self.product_f32 *= exp(log_probability) as f32;
        if self.product_f32 == 0.0 && before > 0.0 && log_probability > f64::NEG_INFINITY {
            self.underflow_after = Some(self.tokens);
        }
    }

    /// The forms so far; none if there are no factors.
    pub fn forms(&self) -> Option<Forms> {
        let &Forming { tokens, log_sum, product_f32, underflow_after } = self;
        let nll = -log_sum / tokens as f64;
        (tokens > 0).then(|| Forms {
            tokens,
            log_sum,
            product_log10: log_sum / core::f64::consts::LN_10,
            product_f32,
            underflow_after,
            nll,
            bits: bits(nll),
            perplexity: perplexity(nll),
            perplexity_from_bits: exp2(bits(nll)),
        })
    }
}

/// One factor, and the product so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LikelihoodStep {
    /// The factor.
    pub probability: f64,
    /// The product so far, as f32 multiplies it.
    pub product_f32: f32,
    /// log10 of the product so far, from the sum of the logarithms.
    pub product_log10: f64,
    /// The sum of ln P so far, nats.
    pub log_sum: f64,
}

/// The first `most` factors, one by one. They end soon after the f32 product is 0.
pub fn steps(log_probabilities: &[f64], most: usize) -> Vec<LikelihoodStep> {
    /// Factors after the product is 0, which show that the sum continues.
    const AFTER: usize = 5;
    let (mut product_f32, mut log_sum, mut after) = (1.0f32, 0.0, 0);
    let mut all = Vec::new();
    for &l in log_probabilities.iter().take(most) {
        if after == AFTER {
            break;
        }
        let probability = exp(l);
        product_f32 *= probability as f32;
        log_sum += l;
        after += usize::from(product_f32 == 0.0);
        all.push(LikelihoodStep {
            probability,
            product_f32,
            product_log10: log_sum / core::f64::consts::LN_10,
            log_sum,
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(logs: &[f64]) -> Option<Forms> {
        let mut forming = Forming::default();
        logs.iter().for_each(|&log| forming.add(log));
        forming.forms()
    }

    #[test]
    fn all_forms_are_one_number() {
        let forms = forms(&[libm::log(0.5), libm::log(0.125)]).expect("two factors");
        assert!((forms.product_f32 - 0.0625).abs() < 1e-9 && forms.underflow_after.is_none(), "{forms:?}");
        assert!((forms.bits - 2.0).abs() < 1e-12, "{forms:?}");
        assert!((forms.perplexity - 4.0).abs() < 1e-12, "{forms:?}");
        assert!((forms.perplexity_from_bits - 4.0).abs() < 1e-12, "{forms:?}");
    }

    #[test]
    fn the_product_underflows_where_f32_ends_and_the_sum_does_not() {
        // The smallest positive f32 is 2^-149; half of it rounds to zero.
        let forms = forms(&vec![libm::log(0.5); 1000]).expect("factors");
        assert_eq!((forms.product_f32, forms.underflow_after), (0.0, Some(150)));
        assert!((forms.perplexity - 2.0).abs() < 1e-12);
        assert!((forms.product_log10 + 301.03).abs() < 0.01);
    }

    #[test]
    fn the_steps_show_the_product_vanish() {
        let all = steps(&vec![libm::log(0.5); 1000], 400);
        assert_eq!(all.len(), 154); // the 150th product is 0, and four more
        assert!(all[148].product_f32 > 0.0 && all[149].product_f32 == 0.0);
        assert!((all[149].product_log10 + 150.0 * libm::log10(2.0)).abs() < 1e-9);
        assert!((all[1].product_f32 - 0.25).abs() < 1e-6);
        assert_eq!(steps(&[-1.0; 10], 3).len(), 3);
    }

    #[test]
    fn an_impossible_word_is_no_underflow_and_nothing_is_nothing() {
        let found = forms(&[f64::NEG_INFINITY, -1.0]).expect("two factors");
        assert_eq!((found.product_f32, found.underflow_after), (0.0, None));
        assert_eq!(found.perplexity, f64::INFINITY);
        assert_eq!(forms(&[]), None);
    }
}
