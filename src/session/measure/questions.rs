//! Questions that are answered at once.

use serde::{Deserialize, Serialize};

use super::{no_lineup_yet, not_counted};
use crate::backend::Network;
use crate::error::{Error, Result};
use crate::lm::{Figures, LanguageModel, Special};
use crate::measure::games::entropy::{self, Entropy};
use crate::measure::games::shannon::Game;
use crate::measure::models::chain::{Chain, chain};
use crate::measure::models::lineup::Name;
use crate::measure::studies::limits::{self, Blocks, Growth};
use crate::ngram::Ngram;
use crate::session::{Session, Source, Words, no_text};
use crate::text::{Split, corpora};

/// A question that is answered at once.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// A sentence's factors, by every model.
    Chain(Words),
    /// What followed a context.
    Counts {
        /// The n-gram's order.
        order: usize,
        /// The words before; the last order - 1 count.
        context: Words,
    },
    /// The Shannon game as far as it was played.
    Game(GameSoFar),
    /// The perplexity of a distribution given by weights.
    Entropy(Vec<f64>),
    /// The true perplexities of the bundled sources.
    Sources(u32),
    /// W against n.
    Growth,
    /// What a word gives at each position.
    Blocks(String),
    /// A bundled corpus's text.
    Text(String),
}

/// A game that is played: the same seed asks the same words again.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GameSoFar {
    /// Which words are asked.
    pub seed: f64,
    /// How many.
    pub rounds: usize,
    /// (token, per cent) pairs of every round that was played, in order.
    pub stakes: Vec<Vec<(u32, f64)>>,
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each is named after its question")]
pub enum Answer {
    Chain(Vec<ModelChain>),
    Counts(Counts),
    Game(Played),
    Entropy(Entropy),
    Sources { digits: Entropy, switchboard: Entropy },
    Growth(Vec<Growth>),
    Blocks(Blocks),
    Text(String),
}

/// A sentence by one model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelChain {
    /// Which model.
    pub model: Name,
    /// The words as they were typed, `</s>` at the end where there is one: what the factors' positions count.
    pub tokens: Vec<String>,
    /// The factors; None with a sentence in `problem`.
    pub chain: Option<Chain>,
    /// Why there are none.
    pub problem: Option<String>,
}

/// What followed a context in training.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// The tokens that count, oldest first.
    pub context: Vec<u32>,
    /// How often the context occurred.
    pub total: u64,
    /// What followed and how often, the most frequent first, and the model's probability of it.
    pub followers: Vec<(u32, u32, f64)>,
    /// Words of the vocabulary that never followed.
    pub never: usize,
    /// The probability that the model gives to all of these together; None where it has no distribution.
    pub never_probability: Option<f64>,
}

/// One round that was played.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Round {
    /// What stood before.
    pub context: Vec<u32>,
    /// The word that it was.
    pub target: u32,
    /// The probability that the stakes gave it.
    pub probability: f64,
}

/// A game.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Played {
    /// Rounds in all.
    pub rounds: usize,
    /// Those that were played.
    pub played: Vec<Round>,
    /// What stands before the word to guess; None when the game is over.
    pub context: Option<Vec<u32>>,
    /// The player's figures; None before the first round.
    pub player: Option<Figures>,
    /// Every model's figures on the words that were played.
    pub models: Vec<(Name, Option<Figures>)>,
}

impl Session {
    /// Answers a question.
    ///
    /// # Errors
    /// What the question says is wrong; n-grams that are not counted yet; a model without its text.
    pub fn ask(&mut self, question: &Question) -> Result<Answer> {
        match question {
            Question::Chain(sentence) => self.chain(sentence),
            Question::Counts { order, context } => self.counts(*order, context),
            Question::Game(game) => self.game(game),
            Question::Entropy(weights) => Ok(Answer::Entropy(entropy::entropy(weights)?)),
            Question::Sources(names) => Ok(Answer::Sources {
                digits: entropy::uniform(10)?,
                switchboard: entropy::switchboard(*names)?,
            }),
            Question::Growth => Ok(Answer::Growth(limits::growth(&self.config()))),
            Question::Blocks(word) => {
                let id = self.encode(&Words::Text(word.clone()))?.ids.first().copied();
                let id = id.ok_or_else(|| Error::Text("there is no word yet; type one".into()))?;
                Ok(Answer::Blocks(limits::blocks(&self.trainer.state().parameters, id)))
            }
            Question::Text(name) => {
                let parts = corpora::text(name, None)?.1;
                Ok(Answer::Text(parts.into_iter().map(|(_, text)| text).collect()))
            }
        }
    }

    fn chain(&mut self, sentence: &Words) -> Result<Answer> {
        let encoded = self.encode(sentence)?;
        if encoded.ids.is_empty() {
            return Err(Error::Text("the sentence is empty; type at least one word".into()));
        }
        let special = self.special();
        let mut tokens = encoded.tokens.clone();
        tokens.extend(special.boundary.map(|id| self.vocabulary().token(id).to_owned()));
        let (parameters, cpu) = self.trainer.look();
        let mut network = Network::new(parameters, cpu);
        let mut none = no_lineup_yet();
        let models = self.lineup.as_mut().unwrap_or(&mut none).with(&mut network);
        let one = |(name, model): (Name, &mut dyn LanguageModel)| match chain(model, &encoded.ids, special) {
            Ok(chain) => {
                ModelChain { model: name, tokens: tokens.clone(), chain: Some(chain), problem: None }
            }
            Err(error) => ModelChain {
                model: name,
                tokens: tokens.clone(),
                chain: None,
                problem: Some(error.to_string()),
            },
        };
        Ok(Answer::Chain(models.into_iter().map(one).collect()))
    }

    fn counts(&mut self, order: usize, context: &Words) -> Result<Answer> {
        let ids = self.encode(context)?.ids;
        let mut padded = vec![self.vocabulary().boundary(); 4].into_iter().flatten().collect::<Vec<_>>();
        padded.extend_from_slice(&ids);
        let size = self.vocabulary().len();
        let model =
            self.lineup.as_mut().and_then(|lineup| lineup.of(order)).ok_or_else(|| not_counted(order))?;
        Ok(Answer::Counts(counts(model, &padded, size)?))
    }

    fn game(&mut self, so_far: &GameSoFar) -> Result<Answer> {
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let special = Special::from(&corpus.vocabulary);
        let (parameters, cpu) = self.trainer.look();
        let mut network = Network::new(parameters, cpu);
        let mut none = no_lineup_yet();
        let mut models = self.lineup.as_mut().unwrap_or(&mut none).with(&mut network);
        // Enough context to read, and all that any model looks at.
        const READ: usize = 8;
        let width = models.iter().map(|(_, model)| model.context_length()).fold(READ, usize::max);
        let seed = crate::check::whole("seed", so_far.seed, 0, crate::rng::MAXIMUM_SEED)?;
        let examples = corpus.split(Split::Validation).windows(width);
        let mut game = Game::new(&examples, corpus.vocabulary.len(), special, so_far.rounds, seed)?;
        let mut played = Vec::new();
        for stakes in &so_far.stakes {
            let context = game.context().map(<[u32]>::to_vec).unwrap_or_default();
            let (target, probability) = game.stake(stakes)?;
            played.push(Round { context, target, probability });
        }
        let figures =
            models.iter_mut().map(|(name, model)| (*name, game.compare(*model).figures())).collect();
        Ok(Answer::Game(Played {
            rounds: game.rounds(),
            played,
            context: game.context().map(<[u32]>::to_vec),
            player: game.tally().figures(),
            models: figures,
        }))
    }
}

fn counts(model: &mut Ngram, padded: &[u32], size: usize) -> Result<Counts> {
    let found = model.counts(padded)?;
    let context = padded[padded.len() - model.context_length()..].to_vec();
    let total = found.iter().map(|&(_, count)| u64::from(count)).sum();
    let never = size - found.len();
    let by = |token| model.probability(&context, token);
    let seen: Option<f64> = found.iter().map(|&(token, _)| by(token)).sum();
    let defined = by(0).is_some();
    let followers =
        found.iter().map(|&(token, count)| (token, count, by(token).unwrap_or_default())).collect();
    // The sum of what followed is never above 1 but by rounding.
    let never_probability = seen.filter(|_| defined).map(|seen| (1.0 - seen).max(0.0));
    Ok(Counts { context, total, followers, never, never_probability })
}
