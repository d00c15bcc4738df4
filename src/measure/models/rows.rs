//! The table's rows: the network, the n-grams and their mixture on one split, all on the same tokens, in pieces.

use serde::Serialize;

use super::lineup::{Lineup, ModelKind, ModelName};
use super::mixture::{NO_DISTRIBUTION, Weighing, mix};
use crate::error::{Error, Result};
use crate::lm::{Done, EXAMPLES_PER_CALL, Figures, LanguageModel, Special, Tally};
use crate::memory;
use crate::reason;
use crate::text::{Corpus, Split};
use crate::work::fitting;

/// One model on one split.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The model.
    pub model: ModelName,
    /// None if the split has nothing to predict.
    pub figures: Option<Figures>,
    /// Predictions whose n-gram has no training count; none for a model that counts no n-grams.
    pub unseen: Option<u64>,
    /// The first such n-gram, oldest token first: it makes the perplexity of maximum likelihood infinite.
    pub first_unseen: Option<Vec<u32>>,
    /// Numbers that the model keeps.
    pub stored: u64,
}

/// All models on one split.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rows {
    /// The split.
    pub split: Split,
    /// The network first, then the n-grams by order, then the mixture if a weight could be fitted.
    pub rows: Vec<Row>,
    /// The network's weight in the mixture, fitted on validation.
    pub weight: Option<f64>,
    /// Tokens in the longest history. In a stream, predictions with fewer tokens before them are left out.
    pub history: usize,
}

/// The work of measuring the models. It borrows nothing; the models must not change meanwhile.
#[derive(Debug)]
pub struct RowsWork {
    split: Split,
    /// What is read now: validation for the weight, then the split.
    fitting: bool,
    next: usize,
    behind: usize,
    tallies: Vec<Tally>,
    unseen: Vec<(u64, Option<Vec<u32>>)>,
    /// ln P of every validation token by each model, for the weight.
    logs: Vec<Vec<f64>>,
    /// Each model's own loss there; a prediction without a distribution counts as impossible.
    losses: Vec<f64>,
    /// The weight that is being fitted, and the model beside the network.
    weighing: Option<(usize, Weighing)>,
    /// On validation: how many of these tokens the mixture has scored.
    mixing: usize,
    mixture: Option<(usize, f64)>,
    mixed: Tally,
}

impl RowsWork {
    /// Begins with this split. `models` is their number, including the network; `fitted` is the number of validation tokens.
    ///
    /// # Errors
    /// Less memory than a number for each of these tokens by each model takes.
    pub fn new(split: Split, models: usize, fitted: usize) -> Result<Self> {
        memory::ask(reason::table_of_models(), &vec![log_bytes(fitted); models])?;
        Ok(RowsWork {
            split,
            fitting: true,
            next: 0,
            behind: 0,
            tallies: vec![Tally::default(); models],
            unseen: vec![(0, None); models],
            logs: (0..models).map(|_| Vec::with_capacity(fitted)).collect(),
            losses: vec![0.0; models],
            weighing: None,
            mixing: 0,
            mixture: None,
            mixed: Tally::default(),
        })
    }

    /// Advances by about `budget` elementary operations; scoring a token by every model takes `cost`.
    pub fn advance(
        &mut self,
        network: &mut dyn LanguageModel,
        lineup: &mut Lineup,
        corpus: &Corpus,
        mut budget: u64,
        cost: u64,
    ) -> Done {
        let history = history(network, lineup);
        let validation = corpus.validation.windows(history);
        let rest =
            if self.split == Split::Validation { 0 } else { corpus.split(self.split).windows(history).len() };
        // Fitting the weight counts as many tokens as validation has, and one more.
        let total = 2 * validation.len() + 1 + rest;
        let special = Special::from(&corpus.vocabulary);
        loop {
            let on_validation = self.fitting || self.split == Split::Validation;
            let examples = if on_validation { validation } else { corpus.split(self.split).windows(history) };
            while budget > 0 && self.next < examples.len() {
                let left = fitting(budget, cost).min(examples.len() - self.next);
                let count = EXAMPLES_PER_CALL.min(left);
                self.score(network, lineup, &examples, count, special);
                budget = budget.saturating_sub(cost.saturating_mul(count as u64));
            }
            if self.next < examples.len() {
                break;
            }
            if !self.fitting {
                return Done { done: total, total };
            }
            if budget == 0 || !self.fit(&mut budget) {
                let (passes, all) = self.weighing.as_ref().map_or((0, 1), |(_, weighing)| weighing.passes());
                return Done { done: validation.len() * passes / all + validation.len(), total };
            }
            if self.split == Split::Validation {
                return Done { done: total, total };
            }
            self.behind = 2 * self.next + 1;
            self.next = 0;
        }
        Done { done: self.behind + self.next, total }
    }

    /// Scores the next `count` examples by every model.
    fn score(
        &mut self,
        network: &mut dyn LanguageModel,
        lineup: &mut Lineup,
        examples: &crate::text::Windows<'_>,
        count: usize,
        special: Special,
    ) {
        let width = examples.context();
        let counted = !self.fitting || self.split == Split::Validation;
        let mut wide = vec![0; count * width];
        let targets: Vec<u32> = (0..count)
            .map(|i| examples.gather(self.next + i, &mut wide[i * width..(i + 1) * width]))
            .collect();
        let (mut contexts, mut scores) = (Vec::new(), vec![vec![0.0; count]; 1 + lineup.models.len()]);
        if counted {
            for (i, model) in lineup.models.iter().enumerate() {
                let n = model.context_length();
                for (j, &target) in targets.iter().enumerate() {
                    let context = &wide[(j + 1) * width - n..(j + 1) * width];
                    if model.count(context, target) == 0 {
                        self.unseen[i + 1].0 += 1;
                        self.unseen[i + 1].1.get_or_insert_with(|| [context, &[target]].concat());
                    }
                }
            }
        }
        for (i, (_, model)) in lineup.with(network).into_iter().enumerate() {
            let n = model.context_length();
            contexts.clear();
            (1..=count).for_each(|j| contexts.extend_from_slice(&wide[j * width - n..j * width]));
            model.score_batch(&contexts, &targets, &mut scores[i]);
            if counted {
                scores[i].iter().zip(&targets).for_each(|(&l, &t)| self.tallies[i].add(l, t, special));
            }
        }
        for (model, scores) in lineup.models.iter().zip(&mut scores[1..]) {
            let n = model.context_length();
            for (j, score) in scores.iter_mut().enumerate().filter(|(_, score)| **score == f64::NEG_INFINITY)
            {
                let context = &wide[(j + 1) * width - n..(j + 1) * width];
                if model.probability(context, targets[j]).is_none() {
                    *score = NO_DISTRIBUTION;
                }
            }
        }
        if self.fitting {
            for ((logs, loss), scores) in self.logs.iter_mut().zip(&mut self.losses).zip(&scores) {
                logs.extend_from_slice(scores);
                let alone = |l: &f64| if l.is_nan() { f64::NEG_INFINITY } else { *l };
                scores.iter().for_each(|l| *loss -= alone(l));
            }
        }
        if let (true, Some((with, weight))) = (counted && !self.fitting, self.mixture) {
            for (j, &target) in targets.iter().enumerate() {
                self.mixed.add(mix(weight, scores[0][j], scores[with][j]), target, special);
            }
        }
        self.next += count;
    }

    /// Fits the network's weight beside the n-gram that is best on validation, and computes the mixture's loss there. True: it is done.
    fn fit(&mut self, budget: &mut u64) -> bool {
        if self.weighing.is_none() {
            let best = (1..self.losses.len()).min_by(|&a, &b| self.losses[a].total_cmp(&self.losses[b]));
            let Some(best) = best else {
                self.fitting = false;
                return true;
            };
            self.weighing = Some((best, Weighing::new()));
        }
        let Some((best, weighing)) = &mut self.weighing else { return true };
        let (network, other) = (&self.logs[0], &self.logs[*best]);
        if !weighing.advance(network, other, budget) {
            return false;
        }
        if let (Some(weight), Split::Validation) = (weighing.weight(), self.split) {
            if self.mixing == 0 {
                // The tokens are the same as for the network, so their counts are too.
                self.mixed = Tally { nll_sum: 0.0, impossible: 0, ..self.tallies[0] };
            }
            while self.mixing < network.len() {
                if *budget == 0 {
                    return false;
                }
                let l = mix(weight, network[self.mixing], other[self.mixing]);
                self.mixed.nll_sum -= l;
                self.mixed.impossible += u64::from(l == f64::NEG_INFINITY);
                self.mixing += 1;
                crate::counted::did(64);
                *budget = budget.saturating_sub(64);
            }
        }
        self.mixture = weighing.weight().map(|weight| (*best, weight));
        (self.fitting, self.logs) = (false, Vec::new());
        true
    }

    /// The rows, after all is done.
    ///
    /// # Errors
    /// Nothing to predict in this split.
    pub fn finish(self, network: &dyn LanguageModel, lineup: &Lineup, parameters: u64) -> Result<Rows> {
        let history = history(network, lineup);
        if self.tallies[0].tokens == 0 {
            return Err(Error::Text(reason::split_predicts_nothing_after(self.split.name(), history)));
        }
        let names = std::iter::once(ModelName::NETWORK)
            .chain(lineup.models.iter().map(|m| ModelName::ngram(m.options().order)));
        let mut rows: Vec<Row> = names
            .zip(self.tallies)
            .zip(self.unseen)
            .map(|((model, tally), (unseen, first_unseen))| {
                let counts = model.kind == ModelKind::Ngram;
                Row {
                    model,
                    figures: tally.figures(),
                    unseen: counts.then_some(unseen),
                    first_unseen,
                    stored: parameters,
                }
            })
            .collect();
        for (row, model) in rows[1..].iter_mut().zip(&lineup.models) {
            row.stored = model.stored() as u64;
        }
        if let Some((with, _)) = self.mixture {
            let order = rows[with].model.order;
            rows.push(Row {
                model: ModelName { kind: ModelKind::Mixture, order },
                figures: self.mixed.figures(),
                unseen: None,
                first_unseen: None,
                stored: parameters + rows[with].stored,
            });
        }
        Ok(Rows { split: self.split, rows, weight: self.mixture.map(|(_, weight)| weight), history })
    }
}

/// The numbers of one model.
fn log_bytes(tokens: usize) -> u64 {
    8 * tokens as u64
}

fn history(network: &dyn LanguageModel, lineup: &Lineup) -> usize {
    lineup.models.iter().map(|model| model.context_length()).fold(network.context_length(), usize::max)
}

#[cfg(test)]
mod tests {
    use super::super::lineup::LineupWork;
    use super::*;
    use crate::lm::evaluate;
    use crate::ngram::{Ngram, NgramOptions, Smoothing};
    use crate::text::CorpusOptions;

    fn corpus() -> Corpus {
        let train = "the hen eats corn\nthe cow eats grass\nthe hen sees the cow\n".repeat(3);
        Corpus::from_splits(
            CorpusOptions::default(),
            &train,
            "the cow eats corn\n",
            "the hen eats\nthe cow eats\nthe pig eats\n",
        )
        .expect("a corpus")
    }

    /// An add-k bigram stands for the network: what is asked of it is the same.
    fn stand_in(corpus: &Corpus) -> Ngram {
        let options = NgramOptions { order: 2, smoothing: Smoothing::AddK, k: 0.5, ..Default::default() };
        Ngram::train(options, corpus.vocabulary.len(), &corpus.train.windows(1)).expect("counted")
    }

    fn rows(corpus: &Corpus, smoothing: Smoothing, split: Split, budget: u64) -> Result<Rows> {
        let options = NgramOptions { smoothing, ..Default::default() };
        let mut lineup = LineupWork::new(options).expect("options").finish(corpus);
        let mut network = stand_in(corpus);
        let mut work = RowsWork::new(split, 1 + lineup.models.len(), corpus.validation.len())?;
        loop {
            let done = work.advance(&mut network, &mut lineup, corpus, budget, 1);
            if done.done == done.total {
                return work.finish(&network, &lineup, 77);
            }
        }
    }

    #[test]
    fn all_models_are_scored_on_the_same_tokens_however_the_work_is_cut() {
        let corpus = corpus();
        for split in Split::ALL {
            let whole = rows(&corpus, Smoothing::KneserNey, split, u64::MAX).expect("rows");
            assert_eq!(whole, rows(&corpus, Smoothing::KneserNey, split, 1).expect("rows"));
            assert_eq!(whole.rows.len(), 7);
            let windows = corpus.split(split).windows(4);
            assert!(whole.rows.iter().all(|r| r.figures.is_some_and(|f| f.tokens == windows.len() as u64)));
            let alone = evaluate(&mut stand_in(&corpus), &windows, Special::from(&corpus.vocabulary));
            assert_eq!(whole.rows[0].figures, alone.figures());
            assert_eq!(whole.rows[0].stored, 77);
        }
    }

    /// The mixture's mean loss by its definition, word by word of the whole distribution, which must sum to 1.
    fn mixed_nll(corpus: &Corpus, smoothing: Smoothing, order: usize, weight: f64) -> f64 {
        let options = NgramOptions { smoothing, ..Default::default() };
        let mut lineup = LineupWork::new(options).expect("options").finish(corpus);
        let (mut network, second) = (stand_in(corpus), lineup.of(order).expect("counted"));
        let windows = corpus.test.windows(4);
        let (mut wide, mut sum) = (vec![0; 4], 0.0);
        for index in 0..windows.len() {
            let target = windows.gather(index, &mut wide) as usize;
            let [mut one, mut two] = [(); 2].map(|()| vec![0.0; corpus.vocabulary.len()]);
            network.log_probabilities(&wide[3..], &mut one);
            let defined = second.log_probabilities(&wide[5 - order..], &mut two);
            let share = if defined { weight } else { 1.0 };
            let p = |at: usize| share * libm::exp(one[at]) + (1.0 - share) * libm::exp(two[at]);
            assert!(((0..one.len()).map(p).sum::<f64>() - 1.0).abs() < 1e-9);
            sum -= libm::log(p(target));
        }
        sum / windows.len() as f64
    }

    #[test]
    fn the_mixture_is_the_mixture_of_the_two() {
        let corpus = corpus();
        for smoothing in [Smoothing::KneserNey, Smoothing::None] {
            let found = rows(&corpus, smoothing, Split::Test, u64::MAX).expect("rows");
            let (mixed, weight) = (found.rows[6].clone(), found.weight.expect("fitted"));
            let wanted = mixed_nll(&corpus, smoothing, mixed.model.order, weight);
            let got = mixed.figures.expect("figures").nll;
            assert!((got - wanted).abs() < 1e-12, "{smoothing:?}: {got} {wanted}");
        }
        // On validation, where the weight was fitted, it beats both.
        let on_validation = rows(&corpus, Smoothing::KneserNey, Split::Validation, u64::MAX).expect("rows");
        let nll = |i: usize| on_validation.rows[i].figures.expect("figures").nll;
        assert!((1..6).chain([0]).all(|i| nll(6) <= nll(i) + 1e-9), "{on_validation:?}");
    }

    #[test]
    fn maximum_likelihood_names_the_ngram_that_did_it() {
        let corpus = corpus();
        let found = rows(&corpus, Smoothing::None, Split::Validation, u64::MAX).expect("rows");
        let word = |id: &u32| corpus.vocabulary.token(*id);
        let trigram = &found.rows[3];
        // "cow eats corn" never occurred; "the cow eats" did.
        assert_eq!(trigram.figures.expect("figures").perplexity, f64::INFINITY);
        assert_eq!(trigram.unseen, Some(1));
        let first: Vec<_> = trigram.first_unseen.as_ref().expect("one").iter().map(word).collect();
        assert_eq!(first, ["cow", "eats", "corn"]);
    }

    #[test]
    fn a_split_with_nothing_in_it_is_said() {
        let corpus = Corpus::from_splits(CorpusOptions::default(), "a b c\n", "", "").expect("a corpus");
        let found = rows(&corpus, Smoothing::KneserNey, Split::Validation, 1).expect_err("nothing");
        assert!(found.to_string().starts_with("the validation split has nothing to predict"), "{found}");
        let train = rows(&corpus, Smoothing::KneserNey, Split::Train, 1).expect("rows");
        assert_eq!((train.rows.len(), train.weight), (6, None));
    }
}
