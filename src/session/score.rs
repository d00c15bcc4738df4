//! A sentence, factor by factor, in pieces.

use super::works::Ticket;
use super::{Session, Words, nothing_scored};
use crate::backend::Network;
use crate::error::Result;
use crate::lm::{self, Figures, Scoring};
use crate::text::{Encoded, Vocabulary};
use crate::work::{Progress, Work, complete, fitting};

/// A sentence's factors of the chain rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The predicted tokens as they were given, with `</s>` at the end if the corpus has sentences.
    pub tokens: Vec<String>,
    /// ln P of each.
    pub log_probabilities: Vec<f64>,
    /// Whether each is in the vocabulary.
    pub known: Vec<bool>,
    /// The sentence's loss and perplexity.
    pub figures: Figures,
}

/// A sentence that is being scored.
#[derive(Debug)]
struct Factors {
    scoring: Scoring,
    words: Encoded,
}

impl Work<Session> for Factors {
    type Output = Scored;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let (special, tokens) = (on.special(), fitting(budget, on.forward_cost()));
        let (parameters, cpu) = on.trainer.parameters_and_cpu();
        Ok(self.scoring.advance(&mut Network::new(parameters, cpu), special, tokens).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Scored> {
        complete(&mut self, on)?;
        scored(self.words, self.scoring.finish(on.special()), on.vocabulary())
    }
}

impl Session {
    /// Begins to score a sentence, factor by factor.
    ///
    /// # Errors
    /// No word; in a stream, no word beyond the first n; a word outside a closed vocabulary.
    pub fn begin_score(&mut self, sentence: &Words) -> Result<Ticket<Scored>> {
        let words = self.encode(sentence)?;
        let scoring = Scoring::new(&words.ids, self.config().dims.context, self.special())?;
        self.begin(Factors { scoring, words })
    }

    /// Scores a sentence in one call.
    ///
    /// # Errors
    /// As [`Session::begin_score`].
    pub fn score(&mut self, sentence: &Words) -> Result<Scored> {
        let score = self.begin_score(sentence)?;
        self.finish(score)
    }
}

/// A score with the words as they were given.
pub(super) fn scored(encoded: Encoded, score: lm::Score, vocabulary: &Vocabulary) -> Result<Scored> {
    let figures = score.tally.figures().ok_or_else(nothing_scored)?;
    // In a stream the first n tokens are only context.
    let first = encoded.tokens.len().saturating_sub(score.tokens.len());
    let boundary = vocabulary.boundary();
    let mut tokens = encoded.tokens;
    if boundary.is_none() {
        tokens.drain(..first);
    }
    tokens.extend(boundary.map(|id| vocabulary.token(id).to_owned()));
    Ok(Scored { tokens, log_probabilities: score.log_probabilities, known: score.known, figures })
}
