//! A thousand invented given names, from which a model learns which letters follow which, and how a name ends.

use super::{Bundled, SEED};
use crate::rank::rank;
use crate::rng::{Rng, Stream};
use crate::text::{CorpusOptions, Unit};

/// What scripts and links call it.
pub const NAME: &str = "names";
const COUNT: usize = 1_000;

/// What it is.
pub fn about() -> Bundled {
    Bundled {
        name: NAME,
        title: "Invented names",
        description: "Characters instead of words: the network learns vowels, consonants and endings, and makes up new names.",
        options: CorpusOptions { unit: Unit::Character, fold: false, lowercase: true, ..Default::default() },
    }
}

const FIRST: [&str; 32] = [
    "al", "am", "ar", "be", "bri", "ca", "co", "da", "el", "fa", "fi", "ga", "ha", "il", "jo", "ka", "la",
    "li", "lo", "ma", "mi", "na", "no", "o", "pe", "ra", "ro", "sa", "se", "ta", "ve", "wi",
];
const MIDDLE: [&str; 16] =
    ["", "", "da", "la", "li", "lo", "ma", "mi", "na", "ne", "ra", "ri", "ro", "sa", "ta", "ve"];
const LAST: [&str; 20] = [
    "bel", "dan", "dor", "la", "lan", "lin", "mar", "mir", "na", "nel", "nor", "ra", "ren", "rin", "ris",
    "sa", "ta", "than", "vin", "wen",
];

/// The names, one per line, in no order. No syllable occurs twice in a row ("lala", "nana").
pub fn text() -> String {
    let mut names = Vec::new();
    for first in FIRST {
        for middle in MIDDLE {
            for last in LAST {
                let stutters = first.ends_with(middle) && !middle.is_empty()
                    || last.starts_with(middle) && !middle.is_empty();
                if !stutters && !last.starts_with(first) {
                    names.push([first, middle, last].concat());
                }
            }
        }
    }
    let mut order: Vec<u32> = (0..names.len() as u32).collect();
    rank(&mut order, &|a, b| names[a as usize].cmp(&names[b as usize]));
    let mut names: Vec<String> = order.iter().map(|&at| names[at as usize].clone()).collect();
    names.dedup();
    Rng::new(SEED, Stream::Corpus).shuffle(&mut names);
    names.truncate(COUNT);
    names.iter_mut().for_each(|name| name[..1].make_ascii_uppercase());
    names.join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_thousand_and_no_two_alike() {
        let text = text();
        assert_eq!(text.lines().count(), COUNT);
        assert_eq!(text.lines().collect::<HashSet<_>>().len(), COUNT);
        assert!(text.lines().all(|name| (3..=12).contains(&name.len())), "{text}");
        let corpus = crate::text::corpora::corpus(NAME, None).unwrap();
        assert_eq!(corpus.train.sentences(), 800);
        assert!(corpus.vocabulary.len() <= 28);
    }
}
