//! The Measure room and `ngram`, without a browser: what is asked of a model's corpus and of the models on it. Nothing here
//! changes the network.
//!
//! Quick questions are answered at once ([`Session::ask`]); long ones are work ([`Session::begin_task`]).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::works::Ticket;
use super::{Session, Source, Words, no_text};
use crate::backend::Network;
use crate::error::{Error, Result};
use crate::lm::{self, Done, Figures, LanguageModel, Special, Tally};
use crate::measure::chain::{Chain, chain};
use crate::measure::contexts::{ContextsWork, Near};
use crate::measure::entropy::{self, Entropy};
use crate::measure::game::Game;
use crate::measure::likelihood::{self, Forms};
use crate::measure::limits::{self, Blocks, Growth};
use crate::measure::lineup::{Lineup, LineupWork, Member, Name};
use crate::measure::ngrams::{Measured, NgramWork};
use crate::measure::rows::{Rows, RowsWork};
use crate::measure::spelling::{Spelling, SpellingOptions, SpellingWork};
use crate::measure::unseen::{UnseenList, UnseenWork};
use crate::ngram::{Arpa, Ngram, NgramOptions, Smoothing};
use crate::text::{Corpus, Split, corpora};
use crate::work::{Effect, Progress, Work, complete, fitting};

/// How the n-grams are made, as scripts spell it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NgramSettings {
    /// 3 where absent; passed over where all orders are counted.
    pub order: Option<f64>,
    /// "kneser-ney" where absent.
    pub smoothing: Option<Smoothing>,
    /// 1 where absent.
    pub k: Option<f64>,
    /// Estimated where absent.
    pub discount: Option<f64>,
}

impl NgramSettings {
    /// The options, if n-grams can be counted with them.
    ///
    /// # Errors
    /// The first value out of its range.
    pub fn checked(&self) -> Result<NgramOptions> {
        let fine = NgramOptions::default();
        let order = match self.order {
            Some(order) => {
                crate::check::whole("order", order, 1, crate::ngram::MAXIMUM_ORDER as u64)? as usize
            }
            None => fine.order,
        };
        NgramOptions {
            order,
            smoothing: self.smoothing.unwrap_or_default(),
            k: self.k.unwrap_or(fine.k),
            discount: self.discount,
        }
        .checked()
    }
}

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

/// A question that takes a while.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Task {
    /// Count the n-grams of all orders; what is asked later is asked of these.
    Lineup(NgramSettings),
    /// Every model on one split.
    Rows(Split),
    /// The spelling corrector.
    Spelling(SpellingOptions),
    /// The training contexts nearest to a context.
    Nearest(Words),
    /// One model's loss on a split, in all its forms.
    Likelihood {
        /// Which split.
        split: Split,
        /// The n-gram's order, 0 for the network.
        order: usize,
    },
    /// What the trigram never saw.
    Unseen {
        /// The n-gram's order.
        order: usize,
        /// Rows at most.
        most: usize,
    },
}

/// The answer to a [`Task`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each is named after its task")]
pub enum Outcome {
    Lineup { members: Vec<Member> },
    Rows(Rows),
    Spelling(Spelling),
    Nearest(Nearest),
    Likelihood(Likelihood),
    Unseen(UnseenList),
}

/// The nearest contexts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Nearest {
    /// The context that was asked.
    pub context: Vec<u32>,
    /// The nearest of training, nearest first.
    pub nearest: Vec<Near>,
    /// The corpus line of each; in a stream, the tokens around it.
    pub lines: Vec<Vec<String>>,
}

/// A loss in all its forms.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Likelihood {
    /// The forms over the whole split.
    pub forms: Forms,
    /// The same with its accounting.
    pub figures: Figures,
    /// The split's first factors, one by one.
    pub steps: Vec<likelihood::Step>,
    /// The tokens that these are the probabilities of.
    pub tokens: Vec<u32>,
}

/// Examples counted in one piece at the most: some milliseconds, however quick the pieces before it were.
const PIECE: usize = 1 << 14;
/// Contexts that a search finds.
const NEAREST: usize = 8;
/// Factors that are shown one by one.
const STEPS: usize = 240;
/// Tokens of a stream shown around a context.
const AROUND: usize = 8;

impl Session {
    /// An n-gram model of its own, to be counted in pieces.
    ///
    /// # Errors
    /// Settings out of range, a model without its text, an order above what the corpus allows.
    pub fn ngram(&self, settings: &NgramSettings) -> Result<NgramCounting> {
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let work = NgramWork::new(settings.checked()?, corpus)?;
        Ok(NgramCounting { corpus: Arc::clone(corpus), work })
    }

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

    /// Begins a task.
    ///
    /// # Errors
    /// What the task says is wrong; n-grams that are not counted yet; a model without its text.
    pub fn begin_task(&mut self, task: &Task) -> Result<Ticket<Outcome>> {
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let models = 1 + self.lineup.as_ref().map_or(0, |lineup| lineup.models.len());
        match task {
            Task::Lineup(settings) => self.begin(Counting(LineupWork::new(settings.checked()?)?)),
            Task::Rows(split) if models > 1 => self.begin(Table(RowsWork::new(*split, models))),
            Task::Rows(_) => Err(not_counted(3)),
            Task::Spelling(options) => {
                let corpus = Arc::clone(corpus);
                let (parameters, cpu) = self.trainer.look();
                let mut network = Network::new(parameters, cpu);
                let mut none = no_lineup_yet();
                let models = self.lineup.as_mut().unwrap_or(&mut none).with(&mut network);
                let history =
                    models.iter().map(|(_, model)| model.context_length()).max().unwrap_or_default();
                let names: Vec<Name> = models.into_iter().map(|(name, _)| name).collect();
                self.begin(Correcting(SpellingWork::new(*options, &corpus, history, &names)?))
            }
            Task::Nearest(words) => {
                let context = self.context(words)?;
                let parameters = &self.trainer.state().parameters;
                let work = ContextsWork::new(parameters, &context, NEAREST)?;
                self.begin(Nearness { context, work })
            }
            &Task::Likelihood { split, order } => {
                self.begin(Scoring { split, order, logs: Vec::new(), tally: Tally::default() })
            }
            &Task::Unseen { order, most } => {
                if self.lineup.as_mut().is_none_or(|lineup| lineup.of(order).is_none()) {
                    return Err(not_counted(order));
                }
                let farmyard = matches!(&self.checked.named, Some(super::CorpusSource::Named { name, .. }) if name == "farmyard");
                // The held-back combinations have three words of context.
                let work = match farmyard && order <= 4 {
                    true => UnseenWork::farmyard(self.checked.network.dims.context, corpus, most),
                    false => UnseenWork::validation(corpus, most),
                };
                self.begin(Unmet { order, work })
            }
        }
    }
}

/// What a task looks at.
struct Seen<'a> {
    network: Network<'a>,
    lineup: &'a mut Lineup,
    corpus: &'a Arc<Corpus>,
    /// Elementary operations of scoring a token by every model.
    cost: u64,
}

/// Lets a task look at the network, the n-grams and the corpus.
fn seen<T>(on: &mut Session, look: impl FnOnce(Seen<'_>) -> Result<T>) -> Result<T> {
    let cost =
        on.forward_cost() + on.lineup.as_ref().map_or(0, |lineup| NGRAM_COST * lineup.models.len() as u64);
    let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
    let (parameters, cpu) = on.trainer.look();
    let mut none = no_lineup_yet();
    let lineup = on.lineup.as_mut().unwrap_or(&mut none);
    look(Seen { network: Network::new(parameters, cpu), lineup, corpus, cost })
}

/// Elementary operations of scoring a token by an n-gram model: five look-ups by halving.
const NGRAM_COST: u64 = 2_048;
/// Elementary operations that a token is worth where it is only counted or looked up.
const TOKEN_COST: u64 = 512;

/// The n-grams of all orders, counted.
#[derive(Debug)]
struct Counting(LineupWork);

impl Work<Session> for Counting {
    type Output = Outcome;

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        Ok(self.0.advance(corpus, fitting(budget, TOKEN_COST).min(PIECE)).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let lineup = self.0.finish(corpus);
        let members = lineup.members.clone();
        on.lineup = Some(lineup);
        // What looks at the n-grams sees others from here on.
        on.changed();
        Ok(Outcome::Lineup { members })
    }
}

/// Every model on one split.
#[derive(Debug)]
struct Table(RowsWork);

impl Work<Session> for Table {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        seen(on, |Seen { mut network, lineup, corpus, cost }| {
            Ok(self.0.advance(&mut network, lineup, corpus, fitting(budget, cost)).into())
        })
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        let stored = on.config().parameter_count();
        seen(on, |Seen { network, lineup, .. }| Ok(Outcome::Rows(self.0.finish(&network, lineup, stored)?)))
    }
}

/// The spelling corrector.
#[derive(Debug)]
struct Correcting(SpellingWork);

impl Work<Session> for Correcting {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        seen(on, |Seen { mut network, lineup, cost, .. }| {
            // A candidate costs each model as much as the tokens it takes part in.
            let candidates = fitting(budget, cost * (1 + network.context_length() as u64));
            Ok(self.0.advance(&mut network, lineup, candidates).into())
        })
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        Ok(Outcome::Spelling(self.0.finish()))
    }
}

/// The training contexts nearest to one.
#[derive(Debug)]
struct Nearness {
    context: Vec<u32>,
    work: ContextsWork,
}

impl Work<Session> for Nearness {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let contexts = fitting(budget, 16 * on.checked.network.dims.context as u64);
        Ok(self.work.advance(&corpus.train, corpus.vocabulary.boundary(), contexts).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let nearest = self.work.finish();
        let sentences = corpus.vocabulary.boundary().is_some();
        let line = |near: &Near| {
            let rows = match sentences {
                true => corpus.train.rows(near.line, 1),
                false => corpus.train.rows(near.line.saturating_sub(AROUND), 2 * AROUND),
            };
            let ids = rows.into_iter().next().unwrap_or_default();
            ids.into_iter().map(|id| corpus.vocabulary.token(id).to_owned()).collect()
        };
        let lines = nearest.iter().map(line).collect();
        Ok(Outcome::Nearest(Nearest { context: self.context, nearest, lines }))
    }
}

/// One model's loss on a split.
#[derive(Debug)]
struct Scoring {
    split: Split,
    order: usize,
    logs: Vec<f64>,
    tally: Tally,
}

impl Work<Session> for Scoring {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let Scoring { split, order, logs, tally } = self;
        seen(on, |Seen { mut network, lineup, corpus, cost }| {
            let model: &mut dyn LanguageModel = match *order {
                0 => &mut network,
                order => lineup.of(order).ok_or_else(|| not_counted(order))?,
            };
            let special = Special::from(&corpus.vocabulary);
            Ok(likelihoods(model, corpus.split(*split), special, logs, tally, fitting(budget, cost)).into())
        })
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        let Scoring { split, order, logs, tally } = self;
        let n = match order {
            0 => on.config().dims.context,
            order => order - 1,
        };
        let windows = on.corpus()?.split(split).windows(n);
        let both = likelihood::forms(&logs).zip(tally.figures());
        let (forms, figures) = both.ok_or_else(|| {
            Error::Text(format!(
                "the {} split has nothing to predict; give the corpus more text",
                split.name()
            ))
        })?;
        let steps = likelihood::steps(&logs, STEPS);
        let mut context = vec![0; n];
        let tokens = (0..steps.len()).map(|i| windows.gather(i, &mut context)).collect();
        Ok(Outcome::Likelihood(Likelihood { forms, figures, steps, tokens }))
    }
}

/// What an n-gram never saw.
#[derive(Debug)]
struct Unmet {
    order: usize,
    work: UnseenWork,
}

impl Work<Session> for Unmet {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        seen(on, |Seen { mut network, lineup, corpus, cost }| {
            let ngram = lineup.of(self.order).ok_or_else(|| not_counted(self.order))?;
            Ok(self.work.advance(&mut network, ngram, corpus, fitting(budget, cost)).into())
        })
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        Ok(Outcome::Unseen(self.work.finish()))
    }
}

/// ln P of up to `budget` more of a split's tokens.
fn likelihoods(
    model: &mut dyn LanguageModel,
    stream: &crate::text::TokenStream,
    special: Special,
    logs: &mut Vec<f64>,
    tally: &mut Tally,
    budget: usize,
) -> Done {
    const BATCH: usize = 64;
    let n = model.context_length();
    let windows = stream.windows(n);
    let end = windows.len().min(logs.len().saturating_add(budget));
    while logs.len() < end {
        let from = logs.len();
        let batch = BATCH.min(end - from);
        let mut contexts = vec![0; batch * n];
        let targets: Vec<u32> =
            (0..batch).map(|i| windows.gather(from + i, &mut contexts[i * n..(i + 1) * n])).collect();
        logs.resize(from + batch, 0.0);
        model.score_batch(&contexts, &targets, &mut logs[from..]);
        for (&log, &target) in logs[from..].iter().zip(&targets) {
            tally.add(log, target, special);
        }
    }
    Done { done: logs.len(), total: windows.len() }
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

/// A model that is counted in pieces. It holds the text itself: the network's model may go meanwhile.
#[derive(Debug)]
pub struct NgramCounting {
    corpus: Arc<Corpus>,
    work: NgramWork,
}

impl Work<()> for NgramCounting {
    type Output = NgramModel;

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        Ok(self.work.advance(&self.corpus, fitting(budget, TOKEN_COST).min(PIECE)).into())
    }

    fn finish(self, (): &mut ()) -> Result<NgramModel> {
        let measured = self.work.finish(&self.corpus)?;
        Ok(NgramModel { corpus: self.corpus, measured })
    }
}

/// An n-gram model of a corpus.
#[derive(Debug)]
pub struct NgramModel {
    corpus: Arc<Corpus>,
    /// The counts and the figures on the three splits.
    pub measured: Measured,
}

impl NgramModel {
    /// Whether `<unk>` occurs in training: where it does not, what the model gives it means little.
    pub fn unknown_is_trained(&self) -> bool {
        self.corpus.unknown_is_trained()
    }

    /// The tokens by id.
    pub fn token(&self, id: u32) -> &str {
        self.corpus.vocabulary.token(id)
    }

    /// The ids of a context, padded on the left where there is a boundary.
    fn context(&self, words: &Words) -> Result<Vec<u32>> {
        let ids = words.encode(&self.corpus.vocabulary)?.ids;
        let n = self.measured.model.context_length();
        let boundary = self.corpus.vocabulary.boundary();
        let mut padded: Vec<u32> = std::iter::repeat_n(boundary, n).flatten().collect();
        padded.extend_from_slice(&ids);
        if padded.len() < n {
            return Err(lm::too_short(n, padded.len()));
        }
        Ok(padded.split_off(padded.len() - n))
    }

    /// The context's ids and P of every token after it; None where maximum likelihood has no distribution.
    ///
    /// # Errors
    /// In a stream, a context that is too short; a word outside a closed vocabulary.
    pub fn predict(&mut self, context: &Words) -> Result<(Vec<u32>, Option<Vec<f64>>)> {
        let context = self.context(context)?;
        let mut row = vec![0.0; self.corpus.vocabulary.len()];
        let defined = self.measured.model.log_probabilities(&context, &mut row);
        let probabilities = defined.then(|| row.iter().map(|&l| libm::exp(l)).collect());
        Ok((context, probabilities))
    }

    /// A sentence, factor by factor.
    ///
    /// # Errors
    /// An empty sentence; in a stream, no token beyond the first order - 1.
    pub fn score(&mut self, sentence: &Words) -> Result<super::Scored> {
        let encoded = sentence.encode(&self.corpus.vocabulary)?;
        let special = Special::from(&self.corpus.vocabulary);
        let score = lm::score(&mut self.measured.model, &encoded.ids, special)?;
        super::scored(encoded, score, &self.corpus.vocabulary)
    }

    /// What followed a context in training and how often, the most frequent first.
    ///
    /// # Errors
    /// In a stream, a context that is too short; a word outside a closed vocabulary.
    pub fn counts(&self, context: &Words) -> Result<Vec<(u32, u32)>> {
        self.measured.model.counts(&self.context(context)?)
    }

    /// The model as ARPA, to be read piece by piece with [`arpa_piece`](Self::arpa_piece).
    ///
    /// # Errors
    /// As [`Arpa::new`].
    pub fn arpa(&self) -> Result<Arpa> {
        Arpa::new(&self.measured.model, self.corpus.vocabulary.boundary())
    }

    /// Its next lines, about `count`; None after the last. White space ends a word there, so a token's is written as a sign.
    pub fn arpa_piece(&self, arpa: &mut Arpa, count: usize) -> Option<String> {
        let sign = |c: char| match c {
            '\n' => '␤',
            '\t' => '␉',
            c if c.is_whitespace() => '␣',
            c => c,
        };
        arpa.piece(&self.measured.model, |id| self.token(id).chars().map(sign).collect(), count)
    }
}

/// No n-grams: the network alone.
fn no_lineup_yet() -> Lineup {
    Lineup { options: NgramOptions::default(), models: Vec::new(), members: Vec::new() }
}

fn not_counted(order: usize) -> Error {
    Error::State(format!(
        "there is no {order}-gram model to ask: count the n-grams first; a short corpus has none of the higher orders"
    ))
}

#[cfg(test)]
mod tests;
