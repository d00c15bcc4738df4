//! One sentence as examples, and its factors of the chain rule.

use super::{Done, Evaluation, Examples, LanguageModel, Special, Tally};
use crate::error::{Error, Result};
use crate::memory;
use crate::reason;

/// A text's probability as the factors of the chain rule, one per prediction.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The predicted tokens, with `</s>` at the end if the vocabulary has it.
    pub tokens: Vec<u32>,
    /// ln P of each, after the context that the model really uses.
    pub log_probabilities: Vec<f64>,
    /// Whether each is a word of the vocabulary (not `<unk>`).
    pub known: Vec<bool>,
    /// Their sum, with its counts.
    pub tally: Tally,
}

/// Consecutive tokens as examples: each is predicted from the `context` tokens before it; the first ones are only context.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Ids, more than `context` of them.
    pub tokens: Vec<u32>,
    /// n
    pub context: usize,
}

impl Examples for Sequence {
    fn len(&self) -> usize {
        self.tokens.len() - self.context
    }
    fn context_length(&self) -> usize {
        self.context
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        context.copy_from_slice(&self.tokens[index..index + self.context]);
        self.tokens[index + self.context]
    }
}

/// The error for a stream of too few tokens: a stream has no padding.
pub fn too_short(needed: usize, given: usize) -> Error {
    let more = needed - given;
    Error::Text(match needed {
        1 => reason::one_token_needed(given, more),
        _ => reason::tokens_needed(needed, given, more),
    })
}

/// One sentence as examples for a model with a context of `n` tokens.
///
/// # Errors
/// An empty sentence; in a stream, no token beyond the first n.
pub fn sentence_examples(tokens: &[u32], n: usize, special: Special) -> Result<Sequence> {
    let mut padded = Vec::with_capacity(tokens.len() + n + 1);
    match special.boundary {
        Some(_) if tokens.is_empty() => {
            return Err(Error::Text(reason::empty_sentence()));
        }
        Some(boundary) => {
            padded.resize(n, boundary);
            padded.extend_from_slice(tokens);
            padded.push(boundary);
        }
        None if tokens.len() <= n => {
            return Err(too_short(n + 1, tokens.len()));
        }
        None => padded.extend_from_slice(tokens),
    }
    Ok(Sequence { tokens: padded, context: n })
}

/// A sentence that is scored in pieces.
#[derive(Debug)]
pub struct Scoring {
    line: Sequence,
    evaluation: Evaluation,
    log_probabilities: Vec<f64>,
}

impl Scoring {
    /// Begins to score a sentence with a model whose context has `n` tokens. The sentence has no boundaries; they are added if the
    /// vocabulary has them.
    ///
    /// # Errors
    /// An empty sentence; in a stream, no token beyond the first n; less memory than the factors take.
    pub fn new(tokens: &[u32], n: usize, special: Special) -> Result<Self> {
        // Each has its id twice, ln P and whether it is known; the padding and the end come on top.
        let each = 2 * size_of::<u32>() + size_of::<f64>() + size_of::<bool>();
        memory::ask(reason::these_factors(), &[((tokens.len() + n + 1) * each) as u64])?;
        let line = sentence_examples(tokens, n, special)?;
        let log_probabilities = Vec::with_capacity(line.len());
        Ok(Scoring { line, evaluation: Evaluation::new(), log_probabilities })
    }

    /// Scores up to `budget` more tokens, and returns how far it is.
    pub fn advance<M: LanguageModel + ?Sized>(
        &mut self,
        model: &mut M,
        special: Special,
        budget: usize,
    ) -> Done {
        let Scoring { line, evaluation, log_probabilities } = self;
        evaluation.advance_telling(model, line, special, budget, |_, score| log_probabilities.push(score))
    }

    /// The scores so far.
    pub fn finish(self, special: Special) -> Score {
        let tokens = self.line.tokens[self.line.context..].to_vec();
        let known = tokens.iter().map(|&token| special.unknown != Some(token)).collect();
        Score { tokens, log_probabilities: self.log_probabilities, known, tally: self.evaluation.tally() }
    }
}

/// Scores one sentence in one go.
///
/// # Errors
/// As [`Scoring::new`].
pub fn score<M: LanguageModel + ?Sized>(model: &mut M, tokens: &[u32], special: Special) -> Result<Score> {
    let mut scoring = Scoring::new(tokens, model.context_length(), special)?;
    scoring.advance(model, special, usize::MAX);
    Ok(scoring.finish(special))
}
