//! Facts that a reader needs beside a model's figures.

use super::{Session, Source};
use crate::error::Result;
use crate::text::Split;

/// Bytes that a model needs at least; its run's snapshots and log are extra (`Overview::bytes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// E, W, U, b and c.
    pub parameters: u64,
    /// The optimizer's state: nothing for plain SGD.
    pub optimizer: u64,
    /// The corpus as token ids.
    pub tokens: u64,
}

impl Session {
    /// Whether `<unk>`, if the vocabulary has it, occurs in training. If it never does, its probability means nothing;
    /// `minimumCount: 2` would train it.
    pub fn unknown_is_trained(&self) -> bool {
        match &self.source {
            Source::Corpus(corpus) => corpus.vocabulary.unknown().is_none() || corpus.unknown_is_trained(),
            Source::Rules { unknown_is_trained, .. } => *unknown_is_trained,
        }
    }

    /// Characters of a split's tokens without white space. They are the same for every unit, so that bits per character compare where
    /// perplexities do not. Those of `<unk>` are not known.
    ///
    /// # Errors
    /// A model without its text.
    pub fn characters(&self, split: Split) -> Result<u64> {
        let corpus = self.corpus()?;
        let vocabulary = &corpus.vocabulary;
        let specials = [vocabulary.boundary(), vocabulary.unknown()];
        let visible = |(id, token): (usize, &str)| {
            if specials.contains(&Some(id as u32)) {
                return 0;
            }
            token.chars().filter(|c| !c.is_whitespace()).count() as u64
        };
        let lengths: Vec<u64> = vocabulary.tokens().enumerate().map(visible).collect();
        Ok(match split {
            Split::Train => {
                lengths.iter().zip(&corpus.counts).map(|(length, &count)| length * u64::from(count)).sum()
            }
            _ => corpus.split(split).ids().map(|id| lengths[id as usize]).sum(),
        })
    }

    /// The bytes that the model takes now.
    pub fn taken(&self) -> Taken {
        let state = self.trainer.state();
        let parameters = 4 * state.parameters.data.len() as u64;
        Taken { parameters, optimizer: state.optimizer.bytes() as u64, tokens: self.token_bytes() }
    }

    /// Bytes that the model may use at most: its network with gradients and moments, and its tokens.
    pub fn memory(&self) -> u64 {
        self.config().memory_estimate().saturating_add(self.token_bytes())
    }

    fn token_bytes(&self) -> u64 {
        match &self.source {
            Source::Corpus(corpus) => {
                Split::ALL.iter().map(|&split| corpus.split(split).len() as u64 * 4).sum()
            }
            Source::Rules { .. } => 0,
        }
    }
}
