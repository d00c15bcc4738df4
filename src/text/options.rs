//! The options of a corpus. Names and defaults are those of the scripting interface.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::reason;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A word by Unicode's rules (UAX 29); punctuation is a token, white space is none.
    #[default]
    Word,
    /// An extended grapheme cluster (UAX 29): what a reader calls one character.
    Character,
    /// Everything between white space, for corpora that are already cut into tokens: `<unk>` and `</s>` in the text are the special
    /// tokens.
    Space,
}

impl Unit {
    /// Its name in scripts.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Word => "word",
            Unit::Character => "character",
            Unit::Space => "space",
        }
    }
}

/// What a sentence is. Scripts say `true`, `false`, "punctuation" or "paragraph".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Spelt", into = "Spelt")]
pub enum Sentences {
    /// A line.
    #[default]
    Line,
    /// Nothing: the text is one stream.
    None,
    /// A sentence that ends with a full stop or a similar mark, by Unicode's rules (UAX 29) and the usual abbreviations. A line break is
    /// a space; a blank line ends a sentence.
    Punctuation,
    /// Everything between blank lines.
    Paragraph,
}

impl Sentences {
    /// Whether there are sentences: then `</s>` ends each and pads its left.
    pub fn any(self) -> bool {
        self != Sentences::None
    }

    /// Whether a line break inside a sentence is a space.
    pub fn flow(self) -> bool {
        matches!(self, Sentences::Punctuation | Sentences::Paragraph)
    }
}

impl From<bool> for Sentences {
    fn from(lines: bool) -> Self {
        if lines { Sentences::Line } else { Sentences::None }
    }
}

/// The value as scripts give it.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "it must be true, false, \"punctuation\" or \"paragraph\"")]
enum Spelt {
    Lines(bool),
    Rule(SentenceRule),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SentenceRule {
    Punctuation,
    Paragraph,
}

impl From<Spelt> for Sentences {
    fn from(spelt: Spelt) -> Self {
        match spelt {
            Spelt::Lines(lines) => lines.into(),
            Spelt::Rule(SentenceRule::Punctuation) => Sentences::Punctuation,
            Spelt::Rule(SentenceRule::Paragraph) => Sentences::Paragraph,
        }
    }
}

impl From<Sentences> for Spelt {
    fn from(sentences: Sentences) -> Self {
        match sentences {
            Sentences::Line => Spelt::Lines(true),
            Sentences::None => Spelt::Lines(false),
            Sentences::Punctuation => Spelt::Rule(SentenceRule::Punctuation),
            Sentences::Paragraph => Spelt::Rule(SentenceRule::Paragraph),
        }
    }
}

/// How a text becomes tokens, vocabulary and splits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CorpusOptions {
    /// What a token is.
    pub unit: Unit,
    /// Whether the text is lower-cased (by Unicode's full mapping, without a language).
    pub lowercase: bool,
    /// Whether apostrophes, quotes and hyphens that look alike are read as one. On by default for words.
    pub fold: bool,
    /// What a sentence is, which `</s>` ends; without sentences the text is one stream.
    pub sentences: Sentences,
    /// Whether there is an `<unk>` for tokens outside the vocabulary; otherwise it is closed and such a text is refused.
    pub unknown: bool,
    /// Tokens that occur less often in the training split are not in the vocabulary.
    pub minimum_count: u32,
    /// The most items of the vocabulary, `</s>` and `<unk>` included.
    pub maximum_vocabulary: u32,
    /// The given tokens in the order of their ids; counts then do not matter. `</s>` and `<unk>` are put first if the options have them
    /// and the list does not.
    pub vocabulary: Option<Vec<String>>,
    /// Fractions of training, validation and test: contiguous, in the order of the text, by sentence or, in a stream, by token.
    pub split: [f64; 3],
    /// The seed of a shuffle of the sentences (in a stream, of its blocks) before the fractions cut them; none: the order of the text.
    pub shuffle: Option<u64>,
}

impl Default for CorpusOptions {
    fn default() -> Self {
        CorpusOptions {
            unit: Unit::Word,
            lowercase: false,
            fold: true,
            sentences: Sentences::Line,
            unknown: true,
            minimum_count: 1,
            maximum_vocabulary: 10_000,
            vocabulary: None,
            split: [0.8, 0.1, 0.1],
            shuffle: None,
        }
    }
}

/// How far the sum of the fractions may be from 1: more than three decimal fractions lose in binary.
const SPLIT_TOLERANCE: f64 = 1e-6;

impl CorpusOptions {
    /// The options, if a corpus can be made with them.
    ///
    /// # Errors
    /// The first value out of its range.
    pub fn check(&self) -> Result<()> {
        let [train, validation, test] = self.split;
        let sum = train + validation + test;
        let sound = self.split.iter().all(|f| f.is_finite() && *f >= 0.0) && train > 0.0;
        if !sound || (sum - 1.0).abs() > SPLIT_TOLERANCE {
            return Err(Error::value("split", &self.split[..], reason::split_fractions()));
        }
        if self.minimum_count == 0 {
            return Err(Error::value("minimumCount", 0, reason::whole_least(1u32)));
        }
        let specials = u32::from(self.sentences.any()) + u32::from(self.unknown);
        if self.maximum_vocabulary < specials + 1 {
            return Err(Error::value(
                "maximumVocabulary",
                self.maximum_vocabulary,
                reason::vocabulary_room(specials + 1),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound() {
        CorpusOptions::default().check().unwrap();
    }

    #[test]
    fn a_sentence_is_spelt_as_scripts_spell_it() {
        for (spelt, sentences) in [
            ("true", Sentences::Line),
            ("false", Sentences::None),
            ("\"punctuation\"", Sentences::Punctuation),
            ("\"paragraph\"", Sentences::Paragraph),
        ] {
            assert_eq!(serde_json::from_str::<Sentences>(spelt).unwrap(), sentences);
            assert_eq!(serde_json::to_string(&sentences).unwrap(), spelt);
        }
        assert!(serde_json::from_str::<Sentences>("\"verse\"").is_err());
    }

    #[test]
    fn a_split_is_three_fractions_of_one() {
        for split in [[0.0, 0.5, 0.5], [0.8, 0.1, 0.2], [1.1, -0.1, 0.0], [f64::NAN, 0.0, 0.0]] {
            let error = CorpusOptions { split, ..Default::default() }.check().unwrap_err().to_string();
            assert!(error.starts_with("split is [") && error.contains("sum to 1"), "{error}");
        }
        CorpusOptions { split: [1.0, 0.0, 0.0], ..Default::default() }.check().unwrap();
    }

    #[test]
    fn a_vocabulary_has_room_for_a_word() {
        let error = CorpusOptions { maximum_vocabulary: 2, ..Default::default() }.check().unwrap_err();
        assert!(error.to_string().contains("at least 3"), "{error}");
        assert!(CorpusOptions { minimum_count: 0, ..Default::default() }.check().is_err());
    }
}
