//! A story written for this project: a few real sentences, with phrases that lectures on language models use.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Bundled;
use crate::error::{Error, Result};
use crate::reason;
use crate::text::CorpusOptions;

/// What scripts and links call it.
pub const NAME: &str = "story";

/// The text. The page's first engine is fetched without it (6 kB, compressed), and gets it before it is read.
static TEXT: OnceLock<Cow<'static, str>> = OnceLock::new();

/// Sets the text once; later calls have the same text.
pub fn tell(text: String) {
    let _ = TEXT.set(text.into());
}

/// What it is.
pub fn about() -> Bundled {
    Bundled {
        name: NAME,
        title: "The blue van",
        description: "A story of 3,000 words: what a model makes of real sentences, and why it hears \"I saw a van\" and not \
                      \"eyes awe of an\".",
        options: CorpusOptions { lowercase: true, split: [0.9, 0.05, 0.05], ..Default::default() },
    }
}

/// The story, one sentence per line.
///
/// # Errors
/// In the page's first engine, before [`tell`].
pub fn text() -> Result<&'static str> {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown", not(feature = "lab"))))]
    let _ = TEXT.set(include_str!("story.txt").into());
    let untold = || Error::State(reason::text_not_fetched(NAME));
    TEXT.get().map(Cow::as_ref).ok_or_else(untold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Corpus, Split};

    fn lines(corpus: &Corpus, split: Split) -> Vec<String> {
        let spell = |row: Vec<u32>| {
            row.iter().map(|&id| format!(" {}", corpus.vocabulary.token(id))).collect::<String>() + " "
        };
        corpus.split(split).rows(0, usize::MAX).into_iter().map(spell).collect()
    }

    #[test]
    fn three_thousand_words_in_sentences() {
        let text = text().unwrap();
        assert!(text.split_whitespace().count() >= 3_000);
        assert!(text.lines().count() >= 300);
        assert!(text.lines().all(|line| line.split_whitespace().count() <= 30));
    }

    #[test]
    fn the_lectures_words_are_there_and_the_sentence_is_not() {
        let corpus = crate::text::corpora::corpus(NAME, None).unwrap();
        for word in "i saw a van eyes awe of an and thanks for all the fish where are we".split(' ') {
            let id = corpus.vocabulary.id(word).unwrap_or_else(|| panic!("{word}"));
            assert!(corpus.counts[id as usize] > 0, "{word}");
        }
        for split in Split::ALL {
            assert!(lines(&corpus, split).iter().all(|line| !line.contains(" i saw a van ")));
        }
        let train = lines(&corpus, Split::Train).concat();
        let count = |phrase: &str| train.matches(&format!(" {phrase} ")).count();
        // Counts alone prefer the one to the other, at the first order and at the second.
        for (likely, unlikely) in [("i saw", "eyes awe"), ("saw a", "awe of"), ("a van", "of an")] {
            assert!(count(likely) > 2 * count(unlikely), "{likely}, {unlikely}");
        }
        assert!(count("and thanks for all the") >= 5, "an opening that can be completed");
        assert!(count("where are we") >= 5, "an opening that can be completed");
    }
}
