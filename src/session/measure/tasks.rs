//! Questions that take longer. Each is work.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{NGRAM_COST, NgramSettings, PIECE, TOKEN_COST, no_lineup_yet, not_counted};
use crate::backend::Network;
use crate::error::{Error, Result};
use crate::lm::{Done, EXAMPLES_PER_CALL, Figures, LanguageModel, Special, Tally};
use crate::measure::games::spelling::{Spelling, SpellingOptions, SpellingWork};
use crate::measure::models::likelihood::{self, Forming, Forms};
use crate::measure::models::lineup::{Lineup, LineupWork, Member, ModelName};
use crate::measure::models::rows::{Rows, RowsWork};
use crate::measure::studies::contexts::{ContextsWork, NearContext};
use crate::measure::studies::unseen::{UnseenList, UnseenWork};
use crate::reason;
use crate::session::works::Ticket;
use crate::session::{CorpusSource, Session, Source, Words, no_text};
use crate::text::{Corpus, Split, TokenStream};
use crate::work::{Effect, Progress, Work, complete, fitting};

/// A question that takes longer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Task {
    /// Counts the n-grams of all orders, which later questions use.
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
    /// Combinations that an n-gram model never saw.
    Unseen {
        /// The n-gram's order.
        order: usize,
        /// The most rows.
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
    /// The given context.
    pub context: Vec<u32>,
    /// The training contexts, nearest first.
    pub nearest: Vec<NearContext>,
    /// The corpus line of each; in a stream, the tokens around it.
    pub lines: Vec<Vec<String>>,
}

/// A loss in all its forms.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Likelihood {
    /// The forms over the whole split.
    pub forms: Forms,
    /// The loss with its counts.
    pub figures: Figures,
    /// The split's first factors.
    pub steps: Vec<likelihood::LikelihoodStep>,
    /// The predicted tokens of these factors.
    pub tokens: Vec<u32>,
}

/// The number of contexts to find.
const NEAREST: usize = 8;
/// The number of factors to show.
const STEPS: usize = 240;
/// Tokens of a stream shown around a context.
const AROUND: usize = 8;

impl Session {
    /// Begins a task.
    ///
    /// # Errors
    /// A value of the task out of range; n-grams that are not counted yet; a model without its text.
    pub fn begin_task(&mut self, task: &Task) -> Result<Ticket<Outcome>> {
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let models = 1 + self.lineup.as_ref().map_or(0, |lineup| lineup.models.len());
        match task {
            Task::Lineup(settings) => self.begin(Counting(LineupWork::new(settings.checked()?)?)),
            Task::Rows(split) if models > 1 => {
                let fitted = corpus.validation.len();
                self.begin(Table(RowsWork::new(*split, models, fitted)?))
            }
            Task::Rows(_) => Err(not_counted(3)),
            Task::Spelling(options) => {
                let corpus = Arc::clone(corpus);
                let (parameters, cpu) = self.trainer.parameters_and_cpu();
                let mut network = Network::new(parameters, cpu);
                let mut none = no_lineup_yet();
                let models = self.lineup.as_mut().unwrap_or(&mut none).with(&mut network);
                let history =
                    models.iter().map(|(_, model)| model.context_length()).max().unwrap_or_default();
                let names: Vec<ModelName> = models.into_iter().map(|(name, _)| name).collect();
                self.begin(Correcting(SpellingWork::new(*options, &corpus, history, &names)?))
            }
            Task::Nearest(words) => {
                let context = self.context(words)?;
                let parameters = &self.trainer.state().parameters;
                let work = ContextsWork::new(parameters, &context, NEAREST)?;
                self.begin(Nearness { context, work })
            }
            &Task::Likelihood { split, order } => self.begin(Scoring {
                split,
                order,
                next: 0,
                first: Vec::new(),
                forming: Forming::default(),
                tally: Tally::default(),
            }),
            &Task::Unseen { order, most } => {
                if self.lineup.as_mut().is_none_or(|lineup| lineup.of(order).is_none()) {
                    return Err(not_counted(order));
                }
                let farmyard = matches!(&self.checked.named, Some(CorpusSource::Named { name, .. }) if name == "farmyard");
                // The farmyard's held-back combinations have three words of context.
                let work = match farmyard && order <= 4 {
                    true => UnseenWork::farmyard(self.checked.network.dims.context, corpus, most),
                    false => UnseenWork::validation(corpus, most),
                };
                self.begin(Unmet { order, work })
            }
        }
    }
}

/// What a task reads.
struct Seen<'a> {
    network: Network<'a>,
    lineup: &'a mut Lineup,
    corpus: &'a Arc<Corpus>,
    /// Elementary operations of scoring a token by every model.
    cost: u64,
}

/// Hands a task the network, the n-grams and the corpus.
fn seen<T>(on: &mut Session, look: impl FnOnce(Seen<'_>) -> Result<T>) -> Result<T> {
    let cost =
        on.forward_cost() + on.lineup.as_ref().map_or(0, |lineup| NGRAM_COST * lineup.models.len() as u64);
    let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
    let (parameters, cpu) = on.trainer.parameters_and_cpu();
    let mut none = no_lineup_yet();
    let lineup = on.lineup.as_mut().unwrap_or(&mut none);
    look(Seen { network: Network::new(parameters, cpu), lineup, corpus, cost })
}

/// Counts the n-grams of all orders.
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
        // Work that reads the n-grams must not continue with other ones.
        on.changed();
        Ok(Outcome::Lineup { members })
    }
}

/// Evaluates every model on one split.
#[derive(Debug)]
struct Table(RowsWork);

impl Work<Session> for Table {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        seen(on, |Seen { mut network, lineup, corpus, cost }| {
            Ok(self.0.advance(&mut network, lineup, corpus, budget, cost).into())
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
        seen(on, |Seen { mut network, lineup, corpus, cost }| {
            // A candidate costs each model as many passes as tokens depend on it.
            let cost = cost * (1 + network.context_length() as u64);
            Ok(self.0.advance(&mut network, lineup, corpus, budget, cost)?.into())
        })
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        Ok(Outcome::Spelling(self.0.finish()))
    }
}

/// Searches for the training contexts nearest to one.
#[derive(Debug)]
struct Nearness {
    context: Vec<u32>,
    work: ContextsWork,
}

impl Work<Session> for Nearness {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let parameters = &on.trainer.state().parameters;
        Ok(self.work.advance(parameters, &corpus.train, corpus.vocabulary.boundary(), budget).into())
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        let Source::Corpus(corpus) = &on.source else { return Err(no_text()) };
        let nearest = self.work.finish();
        let sentences = corpus.vocabulary.boundary().is_some();
        let line = |near: &NearContext| {
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
    next: usize,
    /// The first factors' ln P.
    first: Vec<f64>,
    forming: Forming,
    tally: Tally,
}

impl Work<Session> for Scoring {
    type Output = Outcome;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        seen(on, |Seen { mut network, lineup, corpus, cost }| {
            let model: &mut dyn LanguageModel = match self.order {
                0 => &mut network,
                order => lineup.of(order).ok_or_else(|| not_counted(order))?,
            };
            let special = Special::from(&corpus.vocabulary);
            Ok(self.score(model, corpus.split(self.split), special, fitting(budget, cost)).into())
        })
    }

    fn finish(mut self, on: &mut Session) -> Result<Outcome> {
        complete(&mut self, on)?;
        let Scoring { split, order, first, forming, tally, .. } = self;
        let n = match order {
            0 => on.config().dims.context,
            order => order - 1,
        };
        let windows = on.corpus()?.split(split).windows(n);
        let both = forming.forms().zip(tally.figures());
        let (forms, figures) =
            both.ok_or_else(|| Error::Text(reason::split_predicts_nothing(split.name())))?;
        let steps = likelihood::steps(&first, STEPS);
        let mut context = vec![0; n];
        let tokens = (0..steps.len()).map(|i| windows.gather(i, &mut context)).collect();
        Ok(Outcome::Likelihood(Likelihood { forms, figures, steps, tokens }))
    }
}

/// Searches for combinations that an n-gram model never saw.
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

impl Scoring {
    /// ln P of up to `budget` more of the split's tokens.
    fn score(
        &mut self,
        model: &mut dyn LanguageModel,
        stream: &TokenStream,
        special: Special,
        budget: usize,
    ) -> Done {
        let n = model.context_length();
        let windows = stream.windows(n);
        let end = windows.len().min(self.next.saturating_add(budget));
        while self.next < end {
            let count = EXAMPLES_PER_CALL.min(end - self.next);
            let mut contexts = vec![0; count * n];
            let targets: Vec<u32> = (0..count)
                .map(|i| windows.gather(self.next + i, &mut contexts[i * n..(i + 1) * n]))
                .collect();
            let mut logs = vec![0.0; count];
            model.score_batch(&contexts, &targets, &mut logs);
            for (&log, &target) in logs.iter().zip(&targets) {
                self.tally.add(log, target, special);
                self.forming.add(log);
            }
            self.first.extend(logs.iter().take(STEPS.saturating_sub(self.first.len())));
            self.next += count;
        }
        Done { done: self.next, total: windows.len() }
    }
}
