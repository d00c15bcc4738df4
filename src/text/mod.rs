//! Turns text into sentences, tokens, a vocabulary, splits and windows. It only counts; it knows no model.

pub mod options;

mod blocks;
mod clean;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub mod encoding;
pub mod hints;
mod intern;
pub mod normal;
mod segment;
mod sentence;

pub mod vocabulary;

pub mod stream;

pub mod builder;

pub mod corpora;

pub use builder::{Builder, Part, ReadProgress, check_memory, memory_estimate};
pub use options::{CorpusOptions, Sentences, Unit};
pub use stream::{TokenStream, Windows};
pub use vocabulary::{BOUNDARY, Encoded, TOKEN_COST, UNKNOWN, Vocabulary, VocabularyListing};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::reason;

/// A part of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The parameters are fitted to it, and the vocabulary is taken only from it.
    Train,
    /// Choices (steps, rate, sizes) are made on it.
    Validation,
    /// The result is reported on it.
    Test,
}

impl Split {
    /// All three, in the order of [`CorpusOptions::split`].
    pub const ALL: [Split; 3] = [Split::Train, Split::Validation, Split::Test];

    /// Its name in scripts.
    pub fn name(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Validation => "validation",
            Split::Test => "test",
        }
    }
}

/// A text, ready for a model.
#[derive(Debug, Clone)]
pub struct Corpus {
    /// The options that it was made with.
    pub options: CorpusOptions,
    /// The tokens by id.
    pub vocabulary: Vocabulary,
    /// How often each vocabulary item occurs in training, by id; `</s>` once per sentence.
    pub counts: Vec<u32>,
    /// The training split.
    pub train: TokenStream,
    /// The validation split.
    pub validation: TokenStream,
    /// The test split.
    pub test: TokenStream,
    /// How many apostrophes, quotes and hyphens folding changed.
    pub folded: u64,
    /// How many distinct tokens the training split has, and how many of them occur often enough for the vocabulary.
    pub distinct: [u32; 2],
}

impl Corpus {
    /// A text that is in memory, in one go.
    ///
    /// # Errors
    /// Options or a text that cannot make a corpus.
    pub fn from_text(options: CorpusOptions, text: &str) -> Result<Self> {
        let mut builder = Builder::new(options)?;
        builder.push(Part::Whole, text.as_bytes())?;
        builder.finish()
    }

    /// A text for each split, in one go. Validation and test may be empty.
    ///
    /// # Errors
    /// Options or texts that cannot make a corpus.
    pub fn from_splits(options: CorpusOptions, train: &str, validation: &str, test: &str) -> Result<Self> {
        let mut builder = Builder::new(options)?;
        for (split, text) in Split::ALL.into_iter().zip([train, validation, test]) {
            builder.push(Part::Only(split), text.as_bytes())?;
        }
        builder.finish()
    }

    /// A split's tokens.
    pub fn split(&self, split: Split) -> &TokenStream {
        match split {
            Split::Train => &self.train,
            Split::Validation => &self.validation,
            Split::Test => &self.test,
        }
    }

    /// Whether `<unk>` exists and occurs in training. If it does not, a model's probability of it means nothing.
    pub fn unknown_is_trained(&self) -> bool {
        self.vocabulary.unknown().is_some_and(|id| self.counts[id as usize] > 0)
    }

    /// Another text by this corpus's rules, as a split of its own: what `evaluate({ text })` reads.
    ///
    /// # Errors
    /// A text with nothing in it, or more than there is memory for; a word outside a closed vocabulary.
    pub fn stream(&self, text: &str) -> Result<TokenStream> {
        let given = self.vocabulary.tokens().map(str::to_owned).collect();
        let options = CorpusOptions { vocabulary: Some(given), ..self.options.clone() };
        Ok(Corpus::from_splits(options, text, "", "")?.train)
    }

    /// Another text's beginning as this module reads it: what [`hints::hints`] looks at.
    pub fn clean(text: &str, options: &CorpusOptions) -> String {
        clean::clean(text, options.into(), &mut 0).into_owned()
    }

    /// The part of the validation sentences that stand in training, too; None in a stream, and where there are none. At most
    /// `most` tokens of each split are looked at.
    pub fn repeated(&self, most: usize) -> Option<f64> {
        let boundary = self.vocabulary.boundary()?;
        let sentences = |stream: &TokenStream| {
            let mut all = Vec::new();
            let mut state = 0u64;
            for id in stream.ids().take(most) {
                if id == boundary {
                    all.push(std::mem::take(&mut state));
                } else {
                    state = (state.rotate_left(5) ^ u64::from(id) ^ 0x9E37_79B9)
                        .wrapping_mul(0x517C_C1B7_2722_0A95);
                }
            }
            all
        };
        let known: std::collections::HashSet<u64> = sentences(&self.train).into_iter().collect();
        let asked = sentences(&self.validation);
        let met = asked.iter().filter(|sentence| known.contains(sentence)).count();
        (!asked.is_empty()).then(|| met as f64 / asked.len() as f64)
    }

    /// Refuses a context too long for a stream: with n tokens there is nothing left to predict.
    ///
    /// # Errors
    /// A context as long as the training split.
    pub fn check_context(&self, n: usize) -> Result<()> {
        if self.train.windows(n).is_empty() {
            return Err(Error::value("context", n, reason::stream_context(self.train.len())));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
