//! Quick questions. A sentence and a game go to every model in turn. Each question is work.

use serde::{Deserialize, Serialize};

use super::{NGRAM_COST, no_lineup_yet, not_counted};
use crate::backend::Network;
use crate::error::{Error, Result};
use crate::lm::{Evaluation, Figures, LanguageModel, Special};
use crate::measure::games::entropy::{self, Entropy};
use crate::measure::games::shannon::{GameDrawing, ShannonGame};
use crate::measure::models::chain::{Chain, Chaining};
use crate::measure::models::lineup::{Lineup, ModelName};
use crate::measure::studies::limits::{self, Growth, WordBlocks};
use crate::memory;
use crate::ngram::{FOLLOWER_COST, Following, Ngram};
use crate::reason;
use crate::session::exercises::{Asking, Identifying, Marking};
use crate::session::works::Ticket;
use crate::session::{ExerciseJudged, Exercises, ModelStanding, Session, Source, Words, no_text};
use crate::text::{Split, corpora};
use crate::work::{Effect, Progress, Work, complete, fitting};

/// A quick question about the corpus or its models.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// A sentence's factors, by every model.
    Chain(Words),
    /// What followed a context.
    Counts {
        /// The n-gram's order.
        order: usize,
        /// The words before it, of which the last order - 1 count.
        context: Words,
    },
    /// The Shannon game, as far as it has been played.
    Game(GameSoFar),
    /// The perplexity of a distribution given by weights.
    Entropy(Vec<f64>),
    /// The true perplexities of the bundled sources.
    Sources(u32),
    /// W against n.
    Growth,
    /// A word's contribution at each position of the context.
    Blocks(String),
    /// A bundled corpus's text.
    Text(String),
    /// The exercises of a seed.
    Exercises {
        /// The seed of their numbers.
        seed: f64,
        /// Kinds of question, or chapters with all their kinds; empty: every kind.
        wanted: Vec<String>,
    },
    /// An answer to an exercise.
    Mark {
        /// The exercise's seed.
        seed: f64,
        /// Its kind.
        kind: String,
        /// The number as typed, or the place of an option.
        given: String,
    },
    /// Which numbers the model has, and which text it was made from.
    Standing,
}

/// A game under way. The same seed asks for the same words again.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GameSoFar {
    /// The seed that draws the words.
    pub seed: f64,
    /// The number of rounds.
    pub rounds: usize,
    /// (token, per cent) pairs of every round so far, in order.
    pub stakes: Vec<Vec<(u32, f64)>>,
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each is named after its question")]
pub enum Answer {
    Chain(Vec<ModelChain>),
    Counts(ContextCounts),
    Game(Game),
    Entropy(Entropy),
    Sources { digits: Entropy, switchboard: Entropy },
    Growth(Vec<Growth>),
    Blocks(WordBlocks),
    Text(String),
    Exercises(Exercises),
    Mark(ExerciseJudged),
    Standing(ModelStanding),
}

/// A sentence by one model.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelChain {
    /// Which model.
    pub model: ModelName,
    /// The words as they were typed, with `</s>` if the corpus has sentences; the factors' positions are indices into them.
    pub tokens: Vec<String>,
    /// The factors; None if `problem` says why there are none.
    pub chain: Option<Chain>,
    /// Why there are none.
    pub problem: Option<String>,
}

/// What followed a context in training.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContextCounts {
    /// The tokens that count, oldest first.
    pub context: Vec<u32>,
    /// How often the context occurs in training.
    pub total: u64,
    /// Each token that followed, how often, and its probability; the most frequent first.
    pub followers: Vec<(u32, u32, f64)>,
    /// The number of words in the vocabulary that never followed.
    pub never: usize,
    /// The total probability of these words; None if the model has no distribution.
    pub never_probability: Option<f64>,
}

/// A finished round.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GameRound {
    /// The context before the word.
    pub context: Vec<u32>,
    /// The word to guess.
    pub target: u32,
    /// The probability that the stakes gave it.
    pub probability: f64,
}

/// A game.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Game {
    /// The number of rounds.
    pub rounds: usize,
    /// The finished rounds.
    pub played: Vec<GameRound>,
    /// The context before the next word to guess; None when the game is over.
    pub context: Option<Vec<u32>>,
    /// The player's figures; None before the first round.
    pub player: Option<Figures>,
    /// Every model's figures on the same words.
    pub models: Vec<(ModelName, Option<Figures>)>,
}

impl Session {
    /// Begins to answer a question.
    ///
    /// # Errors
    /// A value of the question out of range; n-grams that are not counted yet; a model without its text.
    pub fn begin_ask(&mut self, question: &Question) -> Result<Ticket<Answer>> {
        let answer = match question {
            Question::Chain(sentence) => {
                let work = self.chaining(sentence)?;
                return self.begin(work);
            }
            Question::Game(game) => {
                let work = self.playing(game)?;
                return self.begin(work);
            }
            Question::Counts { order, context } => {
                let work = self.tallying(*order, context)?;
                return self.begin(work);
            }
            Question::Entropy(weights) => Answer::Entropy(entropy::entropy(weights)?),
            Question::Sources(names) => {
                Answer::Sources { digits: entropy::uniform(10)?, switchboard: entropy::switchboard(*names)? }
            }
            Question::Growth => Answer::Growth(limits::growth(&self.config())),
            Question::Blocks(word) => {
                let id = self.encode(&Words::Text(word.clone()))?.ids.first().copied();
                let id = id.ok_or_else(|| Error::Text(reason::type_word()))?;
                Answer::Blocks(limits::blocks(&self.trainer.state().parameters, id))
            }
            Question::Text(name) => {
                let parts = corpora::text(name, None)?.1;
                Answer::Text(parts.into_iter().map(|(_, text)| text).collect())
            }
            Question::Exercises { seed, wanted } => {
                return self.begin(Told(Asking::new(*seed, wanted)?, Answer::Exercises));
            }
            Question::Mark { seed, kind, given } => {
                return self.begin(Told(Marking::new(*seed, kind, given)?, Answer::Mark));
            }
            Question::Standing => return self.begin(Told(Identifying::new(), Answer::Standing)),
        };
        self.begin(Known(answer))
    }

    /// Answers a question in one call.
    ///
    /// # Errors
    /// As [`Session::begin_ask`].
    pub fn ask(&mut self, question: &Question) -> Result<Answer> {
        let work = self.begin_ask(question)?;
        self.finish(work)
    }

    fn chaining(&self, sentence: &Words) -> Result<Chains> {
        let encoded = self.encode(sentence)?;
        if encoded.ids.is_empty() {
            return Err(Error::Text(reason::type_sentence()));
        }
        let mut tokens = encoded.tokens;
        tokens.extend(self.special().boundary.map(|id| self.vocabulary().token(id).to_owned()));
        // Every model's answer contains the tokens.
        let models = 1 + self.lineup.as_ref().map_or(0, |lineup| lineup.models.len());
        let bytes: usize = tokens.iter().map(|token| size_of::<String>() + token.len()).sum();
        memory::ask(reason::these_factors(), &vec![bytes as u64; models])?;
        Ok(Chains { ids: encoded.ids, tokens, under_way: None, found: Vec::new() })
    }

    fn playing(&mut self, so_far: &GameSoFar) -> Result<Playing> {
        let seed = crate::check::whole("seed", so_far.seed, 0, crate::rng::MAXIMUM_SEED)?;
        let lineup = self.lineup.as_ref();
        let orders = lineup.into_iter().flat_map(|lineup| &lineup.models).map(|model| model.context_length());
        // Enough context for a reader, and all that any model reads.
        const READ: usize = 8;
        let width = orders.fold(READ.max(self.config().dims.context), usize::max);
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let examples = corpus.split(Split::Validation).windows(width).len();
        let special = Special::from(&corpus.vocabulary);
        Ok(Playing {
            drawing: Some(GameDrawing::new(examples, seed)?),
            game: ShannonGame::new(width, corpus.vocabulary.len(), special),
            width,
            special,
            so_far: so_far.clone(),
            played: Vec::new(),
            evaluation: Evaluation::new(),
            scored: 0,
            figures: Vec::new(),
        })
    }

    fn tallying(&mut self, order: usize, context: &Words) -> Result<Tallying> {
        let ids = self.encode(context)?.ids;
        let mut padded = vec![self.vocabulary().boundary(); 4].into_iter().flatten().collect::<Vec<_>>();
        padded.extend_from_slice(&ids);
        let words = self.vocabulary().len();
        let model = counted(&mut self.lineup, order)?;
        let following = Following::new(model, &padded)?;
        let followers = following.total();
        memory::ask(reason::ngram_list(), &[(followers * size_of::<(u32, u32, f64)>()) as u64])?;
        let followers = Vec::with_capacity(followers);
        Ok(Tallying { order, words, following, total: 0, seen: 0.0, followers })
    }
}

/// The n-grams of an order.
fn counted(lineup: &mut Option<Lineup>, order: usize) -> Result<&mut Ngram> {
    lineup.as_mut().and_then(|lineup| lineup.of(order)).ok_or_else(|| not_counted(order))
}

/// An answer that needed no work.
#[derive(Debug)]
struct Known(Answer);

impl Work<Session> for Known {
    type Output = Answer;

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, _: &mut Session, _: u64) -> Result<Progress> {
        Ok(Progress::of(1, 1))
    }

    fn finish(self, _: &mut Session) -> Result<Answer> {
        Ok(self.0)
    }
}

/// Work whose output is an answer.
#[derive(Debug)]
struct Told<W: Work<Session>>(W, fn(W::Output) -> Answer);

impl<W: Work<Session>> Work<Session> for Told<W> {
    type Output = Answer;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        self.0.advance(on, budget)
    }

    fn finish(self, on: &mut Session) -> Result<Answer> {
        Ok(self.1(self.0.finish(on)?))
    }
}

/// Hands work the model of this number: the network first, then the n-grams; none beyond the last.
fn model<T>(
    on: &mut Session,
    number: usize,
    look: impl FnOnce(ModelName, &mut dyn LanguageModel, u64) -> Result<T>,
) -> Result<Option<T>> {
    let cost = if number == 0 { on.forward_cost() } else { NGRAM_COST };
    let (parameters, cpu) = on.trainer.parameters_and_cpu();
    let mut network = Network::new(parameters, cpu);
    let mut none = no_lineup_yet();
    let models = on.lineup.as_mut().unwrap_or(&mut none).with(&mut network);
    let Some((name, model)) = models.into_iter().nth(number) else { return Ok(None) };
    look(name, model, cost).map(Some)
}

/// A sentence by every model, one after the other.
#[derive(Debug)]
struct Chains {
    ids: Vec<u32>,
    tokens: Vec<String>,
    under_way: Option<Chaining>,
    found: Vec<ModelChain>,
}

impl Work<Session> for Chains {
    type Output = Answer;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let special = on.special();
        let total = 1 + on.lineup.as_ref().map_or(0, |lineup| lineup.models.len());
        let Chains { ids, tokens, under_way, found } = self;
        model(on, found.len(), |name, model, cost| {
            let mut over = |chain: Option<Chain>, problem: Option<String>| {
                found.push(ModelChain { model: name, tokens: tokens.clone(), chain, problem });
            };
            let mut chaining = match under_way.take() {
                Some(chaining) => chaining,
                None => match Chaining::new(ids, model.context_length(), special) {
                    Ok(chaining) => chaining,
                    Err(error) => {
                        over(None, Some(error.to_string()));
                        return Ok(());
                    }
                },
            };
            let done = chaining.advance(model, fitting(budget, cost));
            match done.done < done.total {
                true => *under_way = Some(chaining),
                false => over(Some(chaining.finish()), None),
            }
            Ok(())
        })?;
        Ok(Progress::of(self.found.len() as u64, total as u64))
    }

    fn finish(mut self, on: &mut Session) -> Result<Answer> {
        complete(&mut self, on)?;
        Ok(Answer::Chain(self.found))
    }
}

/// A game: the words are drawn, the stakes are scored, every model plays the same words.
#[derive(Debug)]
struct Playing {
    drawing: Option<GameDrawing>,
    game: ShannonGame,
    width: usize,
    special: Special,
    so_far: GameSoFar,
    played: Vec<GameRound>,
    evaluation: Evaluation,
    scored: usize,
    figures: Vec<(ModelName, Option<Figures>)>,
}

/// Elementary operations of listing a follower, with a search for it in each order.
const LISTED_COST: u64 = FOLLOWER_COST + NGRAM_COST;

/// Elementary operations of scoring a stake.
const STAKE: u64 = 64;

impl Work<Session> for Playing {
    type Output = Answer;

    fn advance(&mut self, on: &mut Session, mut budget: u64) -> Result<Progress> {
        let models = 1 + on.lineup.as_ref().map_or(0, |lineup| lineup.models.len()) as u64;
        let rounds = self.so_far.stakes.len() as u64;
        let total = 1 + rounds + models;
        if let Some(drawing) = &mut self.drawing {
            let examples = on.corpus()?.split(Split::Validation).windows(self.width);
            if !drawing.advance(&mut self.game, &examples, self.so_far.rounds, &mut budget) {
                return Ok(Progress::of(0, total));
            }
            self.drawing = None;
            self.game = self.game.clone().checked()?;
        }
        while budget > 0
            && let Some(stakes) = self.so_far.stakes.get(self.played.len())
        {
            let context = self.game.context().map(<[u32]>::to_vec).unwrap_or_default();
            let (target, probability) = self.game.stake(stakes)?;
            self.played.push(GameRound { context, target, probability });
            budget = budget.saturating_sub(STAKE * (1 + stakes.len() as u64));
        }
        let behind = 1 + self.played.len() as u64;
        if (self.played.len() as u64) < rounds || budget == 0 {
            return Ok(Progress::of(behind, total));
        }
        let Playing { game, special, evaluation, scored, figures, .. } = self;
        model(on, figures.len(), |name, model, cost| {
            let some = fitting(budget, cost).min(game.played() - *scored);
            evaluation.advance(model, game, *special, some);
            *scored += some;
            if *scored == game.played() {
                figures.push((name, core::mem::take(evaluation).tally().figures()));
                *scored = 0;
            }
            Ok(())
        })?;
        Ok(Progress::of(behind + self.figures.len() as u64, total))
    }

    fn finish(mut self, on: &mut Session) -> Result<Answer> {
        complete(&mut self, on)?;
        Ok(Answer::Game(Game {
            rounds: self.game.rounds(),
            context: self.game.context().map(<[u32]>::to_vec),
            player: self.game.tally().figures(),
            played: self.played,
            models: self.figures,
        }))
    }
}

/// The followers of a context with the model's probabilities.
#[derive(Debug)]
struct Tallying {
    order: usize,
    /// |V|
    words: usize,
    following: Following,
    total: u64,
    /// The total probability of the followers so far.
    seen: f64,
    followers: Vec<(u32, u32, f64)>,
}

impl Work<Session> for Tallying {
    type Output = Answer;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let model = counted(&mut on.lineup, self.order)?;
        let Tallying { following, total, seen, followers, .. } = self;
        let context = following.context().to_vec();
        let done = following.advance(model, fitting(budget, LISTED_COST), |token, count| {
            let probability = model.probability(&context, token).unwrap_or_default();
            *total += u64::from(count);
            *seen += probability;
            followers.push((token, count, probability));
        });
        Ok(Progress::of(done as u64, 2 * following.total() as u64))
    }

    fn finish(mut self, on: &mut Session) -> Result<Answer> {
        complete(&mut self, on)?;
        let Tallying { order, words, following, total, seen, followers } = self;
        let context = following.context().to_vec();
        let defined = counted(&mut on.lineup, order)?.is_defined(&context);
        // Only rounding can bring the sum above 1.
        let never_probability = defined.then(|| (1.0 - seen).max(0.0));
        let never = words - followers.len();
        Ok(Answer::Counts(ContextCounts { context, total, followers, never, never_probability }))
    }
}
