//! Uniform random digits: nothing to learn, so the perplexity of the best model is the number of choices, 10.

use super::{Bundled, SEED};
use crate::error::{Error, Result};
use crate::reason;
use crate::rng::{Rng, Stream};
use crate::text::{CorpusOptions, Unit};

pub(super) const NAME: &str = "digits";
pub(super) const SIZE: u32 = 20_000;
const SIZES: core::ops::RangeInclusive<u32> = 100..=1_000_000;

/// What it is.
pub fn about() -> Bundled {
    Bundled {
        name: NAME,
        title: "Random digits",
        description: "Ten equally likely digits: perplexity counts the choices, and no model gets below 10 for long.",
        options: CorpusOptions {
            unit: Unit::Character,
            fold: false,
            sentences: false.into(),
            unknown: false,
            vocabulary: Some((0..10).map(|digit| digit.to_string()).collect()),
            ..Default::default()
        },
    }
}

/// `size` digits, 100 to 1,000,000.
///
/// # Errors
/// Another size.
pub fn text(size: u32) -> Result<String> {
    if !SIZES.contains(&size) {
        return Err(Error::value("size", size, reason::digits(*SIZES.start(), *SIZES.end())));
    }
    let mut rng = Rng::new(SEED, Stream::Corpus);
    Ok((0..size).map(|_| char::from(b'0' + rng.below(10) as u8)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_about_equally_often() {
        let corpus = crate::text::corpora::corpus(NAME, None).unwrap();
        assert_eq!(corpus.vocabulary.tokens().collect::<Vec<_>>().concat(), "0123456789");
        assert_eq!(corpus.train.len(), 16_000);
        // 1,600 each; the standard deviation is 38.
        assert!(corpus.counts.iter().all(|c| (1_450..1_750).contains(c)), "{:?}", corpus.counts);
    }
}
