//! The n-grams of all orders, counted with the same smoothing, with which the network is compared.

use serde::Serialize;

use crate::error::Result;
use crate::lm::{Done, LanguageModel};
use crate::ngram::{Counting, Discounts, MAXIMUM_ORDER, Ngram, NgramOptions};
use crate::text::Corpus;

/// The kind of model that a figure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ModelKind {
    /// The current network.
    Network,
    /// An n-gram model.
    Ngram,
    /// The network and an n-gram model together.
    Mixture,
    /// No language model.
    Nothing,
}

/// A model's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelName {
    /// The kind.
    pub kind: ModelKind,
    /// The order of the n-gram, or of the mixture's n-gram; else 0.
    pub order: usize,
}

impl ModelName {
    /// The network.
    pub const NETWORK: ModelName = ModelName { kind: ModelKind::Network, order: 0 };

    /// The n-gram of this order.
    pub fn ngram(order: usize) -> Self {
        ModelName { kind: ModelKind::Ngram, order }
    }
}

/// One order's counts as numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Its order.
    pub order: usize,
    /// Why there is no such model; all numbers are then zero.
    pub problem: Option<String>,
    /// Distinct n-grams of this order in training.
    pub entries: usize,
    /// How many n-grams the model stores; for Kneser-Ney, those of the lower orders too.
    pub stored: usize,
    /// |V| to the power of the order: how many n-grams are possible.
    pub possible: f64,
    /// The discounts of each order and their origin, the lowest order first; empty without Kneser-Ney.
    pub discounts: Vec<Discounts>,
}

/// Models of order 1 to 5.
#[derive(Debug, Clone, PartialEq)]
pub struct Lineup {
    /// The options of all of them, without the order.
    pub options: NgramOptions,
    /// The models for which the corpus is long enough.
    pub models: Vec<Ngram>,
    /// All orders; one without a model has a sentence that says why.
    pub members: Vec<Member>,
}

impl Lineup {
    /// The model of this order, if there is one.
    pub fn of(&mut self, order: usize) -> Option<&mut Ngram> {
        self.models.iter_mut().find(|model| model.options().order == order)
    }

    /// The network and every n-gram, with their names.
    pub fn with<'a>(
        &'a mut self,
        network: &'a mut dyn LanguageModel,
    ) -> Vec<(ModelName, &'a mut dyn LanguageModel)> {
        let mut all: Vec<(ModelName, &'a mut dyn LanguageModel)> = vec![(ModelName::NETWORK, network)];
        for model in &mut self.models {
            all.push((ModelName::ngram(model.options().order), model));
        }
        all
    }
}

/// The work of counting the models. It borrows nothing.
#[derive(Debug)]
pub struct LineupWork {
    lineup: Lineup,
    counting: Option<Counting>,
}

impl LineupWork {
    /// Begins to count all orders; the order in `options` is ignored.
    ///
    /// # Errors
    /// A k or a discount out of range.
    pub fn new(options: NgramOptions) -> Result<Self> {
        let options = NgramOptions { order: 1, ..options }.checked()?;
        let lineup = Lineup { options, models: Vec::new(), members: Vec::new() };
        Ok(LineupWork { lineup, counting: None })
    }

    /// Does the work of about `budget` training examples.
    pub fn advance(&mut self, corpus: &Corpus, budget: usize) -> Done {
        let share = 2 * corpus.train.len();
        let total = share * MAXIMUM_ORDER;
        let Lineup { options, models, members } = &mut self.lineup;
        let order = members.len() + 1;
        if order > MAXIMUM_ORDER {
            return Done { done: total, total };
        }
        let windows = corpus.train.windows(order - 1);
        let size = corpus.vocabulary.len();
        let possible = (0..order).fold(1.0, |p, _| p * size as f64);
        let empty = Member { order, problem: None, entries: 0, stored: 0, possible, discounts: Vec::new() };
        let counting = match &mut self.counting {
            Some(counting) => counting,
            none => match Counting::new(NgramOptions { order, ..*options }, size, &windows) {
                Ok(counting) => {
                    let sentences = corpus.vocabulary.boundary().is_some();
                    let below = models.last().filter(|below| sentences && below.options().order + 1 == order);
                    none.insert(match below {
                        Some(below) => counting.after(below),
                        None => counting,
                    })
                }
                Err(error) => {
                    members.push(Member { problem: Some(error.to_string()), ..empty });
                    return Done { done: share * members.len(), total };
                }
            },
        };
        let done = counting.advance(&windows, budget);
        if done.done < done.total {
            return Done { done: share * members.len() + done.done, total };
        }
        match self.counting.take().map(Counting::finish) {
            Some(Ok(model)) => {
                members.push(Member {
                    entries: model.entries(),
                    stored: model.stored(),
                    discounts: model.discounts(),
                    ..empty
                });
                models.push(model);
            }
            Some(Err(error)) => members.push(Member { problem: Some(error.to_string()), ..empty }),
            None => {}
        }
        Done { done: share * members.len(), total }
    }

    /// Does the rest of the work, and returns the models.
    pub fn finish(mut self, corpus: &Corpus) -> Lineup {
        while self.lineup.members.len() < MAXIMUM_ORDER {
            self.advance(corpus, usize::MAX);
        }
        self.lineup
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::CorpusOptions;

    fn work(corpus: &Corpus, budget: usize) -> Lineup {
        let mut work = LineupWork::new(NgramOptions::default()).expect("fine options");
        let (mut last, mut calls) = (0, 0);
        loop {
            let done = work.advance(corpus, budget);
            assert!(done.done >= last && done.done <= done.total, "{done:?} after {last}");
            (last, calls) = (done.done, calls + 1);
            if done.done == done.total {
                assert!(calls < 1_000, "{calls} calls");
                return work.finish(corpus);
            }
        }
    }

    #[test]
    fn five_orders_by_hand_in_pieces_too() {
        let corpus =
            Corpus::from_splits(CorpusOptions::default(), "a b\na c\na b b\n", "", "").expect("a corpus");
        let lineup = work(&corpus, usize::MAX);
        assert_eq!(lineup, work(&corpus, 3));
        let entries: Vec<_> = lineup.members.iter().map(|m| m.entries).collect();
        // </s> a b c; the six pairs; </s></s>a </s>ab </s>ac ab</s> ac</s> abb bb</s>; every longer one is as many.
        assert_eq!(entries, [4, 6, 7, 7, 7]);
        assert_eq!(lineup.members[1].possible, 25.0);
        assert_eq!(lineup.models.len(), 5);
        // Each as if it had been counted alone.
        for model in &lineup.models {
            let order = model.options().order;
            let alone =
                Ngram::train(model.options(), corpus.vocabulary.len(), &corpus.train.windows(order - 1));
            assert_eq!(alone.as_ref(), Ok(model));
        }
    }

    #[test]
    fn an_order_that_a_short_stream_has_not_is_said_and_the_others_stand() {
        let options = CorpusOptions { sentences: false.into(), unknown: false, ..CorpusOptions::default() };
        let corpus = Corpus::from_splits(options, "a b c", "", "").expect("a corpus");
        let mut lineup = work(&corpus, 1);
        let problems: Vec<_> = lineup.members.iter().map(|m| m.problem.is_some()).collect();
        assert_eq!(problems, [false, false, false, true, true]);
        assert!(lineup.of(3).is_some() && lineup.of(4).is_none());
    }

    #[test]
    fn bad_settings_are_said() {
        for k in [-1.0, f64::NAN] {
            let error = LineupWork::new(NgramOptions { k, ..Default::default() }).expect_err("refused");
            assert!(error.to_string().starts_with("k is "), "{error}");
        }
    }
}
