//! The telephone switchboard: three of four calls go to three places, the rest to anyone. The perplexity is not the number of names but
//! the number of equally likely choices that would be as hard.

use super::Bundled;
use crate::error::{Error, Result};
use crate::reason;
use crate::rng::{Rng, Stream};
use crate::text::CorpusOptions;

/// What scripts and links call it.
pub const NAME: &str = "switchboard";
/// The default number of names.
pub(super) const SIZE: u32 = 1_000;
/// The lecture's number of names, and the most there can be.
const MOST: u32 = 30_000;
/// A seed with which the validation calls of 300, 1,000, 3,000 and 30,000 names go to a name about as often as in the source: a few
/// hundred calls more or fewer would move the figure by several per cent.
const SEED: u64 = 19_983;
const PLACES: [&str; 3] = ["Operator", "Sales", "Support"];

/// What it is.
pub fn about() -> Bundled {
    Bundled {
        name: NAME,
        title: "Telephone switchboard",
        description: "Operator, Sales and Support take a quarter of the calls each, N names share the last: how perplexity \
                      weighs unequal choices.",
        options: CorpusOptions {
            sentences: false.into(),
            unknown: false,
            vocabulary: Some(vocabulary(SIZE)),
            ..Default::default()
        },
    }
}

/// How many calls the sample with `names` names has: 20,000 and 4 per name, so that each name is called about once.
pub fn length(names: u32) -> u32 {
    20_000 + 4 * names
}

/// The number of names for a requested size.
pub(super) fn names(size: Option<u32>) -> Result<u32> {
    match size.unwrap_or(SIZE) {
        names @ 1..=MOST => Ok(names),
        other => Err(Error::value("size", other, reason::callers(1u32, MOST))),
    }
}

/// The calls, eight per line, for 1 to 30,000 names.
///
/// # Errors
/// Another number of names.
pub fn text(names: u32) -> Result<String> {
    let names = self::names(Some(names))?;
    let mut rng = Rng::new(SEED, Stream::Corpus);
    let mut text = String::new();
    for call in 1..=length(names) {
        match rng.below(4) {
            3 => text.push_str(&name(rng.below(names))),
            place => text.push_str(PLACES[place as usize]),
        }
        text.push(if call % 8 == 0 { '\n' } else { ' ' });
    }
    Ok(text)
}

/// The closed vocabulary: the three places, then the names.
pub fn vocabulary(names: u32) -> Vec<String> {
    PLACES.into_iter().map(String::from).chain((0..names).map(name)).collect()
}

/// The true entropy in bits: 3/4 log2 4 + 1/4 log2 4N. Two to this power is the perplexity that no model beats in the long run.
pub fn entropy_bits(names: u32) -> f64 {
    0.75 * 2.0 + 0.25 * (2.0 + libm::log2(f64::from(names)))
}

/// Syllables of a consonant and a vowel. Three of them can be read in only one way, so no two names are the same.
const SYLLABLES: [&str; 40] = [
    "ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fe", "ka", "ke", "ki", "ko", "la", "le", "li",
    "lo", "lu", "ma", "me", "mi", "mo", "na", "ne", "ni", "no", "nu", "ra", "re", "ri", "ro", "ru", "sa",
    "so", "ta", "te", "to", "va", "vi",
];

/// Name number `index`. A step without a common factor with 40^3 makes neighbouring names different.
fn name(index: u32) -> String {
    let mut rest = (index as usize * 24_107 + 11_213) % SYLLABLES.len().pow(3);
    let mut name = String::with_capacity(6);
    for _ in 0..3 {
        name.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    name[..1].make_ascii_uppercase();
    name
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn thirty_thousand_names_are_thirty_thousand() {
        let tokens = vocabulary(MOST);
        assert_eq!(tokens.len(), 30_003);
        assert_eq!(tokens.iter().collect::<HashSet<_>>().len(), 30_003);
    }

    #[test]
    fn the_line_is_the_lectures() {
        let bits = entropy_bits(30_000);
        assert!((bits - 5.718).abs() < 5e-4, "{bits}");
        assert!((libm::exp2(bits) - 52.64).abs() < 5e-3);
    }

    #[test]
    fn calls_go_where_they_should() {
        let corpus = crate::text::corpora::corpus(NAME, Some(30_000)).unwrap();
        assert_eq!(corpus.vocabulary.len(), 30_003);
        let calls = corpus.train.len() as f64;
        assert_eq!(corpus.train.len(), 112_000);
        for id in 0..3 {
            let share = f64::from(corpus.counts[id]) / calls;
            assert!((share - 0.25).abs() < 0.005, "{share}"); // three standard deviations are 0.004
        }
    }
}
