//! What a reader should know beside a model's figures.

use super::{Session, Source};
use crate::text::Split;

impl Session {
    /// Whether `<unk>`, where there is one, occurs in training: where it never does, what the model gives it means
    /// nothing, and `minimumCount: 2` would teach it.
    pub fn unknown_is_trained(&self) -> bool {
        match &self.source {
            Source::Corpus(corpus) => corpus.vocabulary.unknown().is_none() || corpus.unknown_is_trained(),
            Source::Rules { unknown_is_trained, .. } => *unknown_is_trained,
        }
    }

    /// Bytes that the model may come to use: its network with gradients and moments, and its tokens.
    pub fn memory(&self) -> u64 {
        let text = match &self.source {
            Source::Corpus(corpus) => {
                Split::ALL.iter().map(|&split| corpus.split(split).len() as u64 * 4).sum()
            }
            Source::Rules { .. } => 0,
        };
        self.config().memory_estimate().saturating_add(text)
    }
}
