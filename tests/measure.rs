//! What the Measure room says of the bundled corpora: does it hold, asked as the page asks it?

use glasslm::backend::Network;
use glasslm::lm::LanguageModel;
use glasslm::measure::games::entropy;
use glasslm::measure::studies::unseen::UnseenList;
use glasslm::model::{Config, Dims};
use glasslm::ngram::Smoothing;
use glasslm::run::Trainer;
use glasslm::session::measure::{NgramSettings, Outcome, Task};
use glasslm::session::{CorpusSource, Evaluated, ModelOptions, Session, shipped};
use glasslm::text::Split;
use glasslm::train::{OptimizerName, OptimizerOptions, TrainOptions};
use proptest::prelude::*;

fn unseen(session: &mut Session, smoothing: Smoothing) -> UnseenList {
    let settings = NgramSettings { smoothing: Some(smoothing), ..Default::default() };
    let task = session.begin_task(&Task::Lineup(settings)).expect("settings");
    assert!(matches!(session.finish(task), Ok(Outcome::Lineup { .. })));
    let task = session.begin_task(&Task::Unseen { order: 3, most: 5_000 }).expect("counted");
    match session.finish(task) {
        Ok(Outcome::Unseen(list)) => list,
        other => panic!("{other:?}"),
    }
}

#[test]
fn combination_by_combination_the_network_is_above_the_trigram_and_above_the_illicit_word() {
    let mut session = shipped::opening().expect("the farmyard's own model");
    let list = unseen(&mut session, Smoothing::AddK);
    assert!(list.held_back && list.total > 900 && list.rows.len() == list.total, "{} rows", list.total);
    assert!(list.network >= 10.0 * list.ngram, "network {}, trigram {}", list.network, list.ngram);
    assert!(list.network > list.illicit.expect("the farmyard has a grammar"), "{:?}", list.illicit);
    // Not the means alone: nearly every single one.
    let most = list.total * 95 / 100;
    assert!(list.above_ngram >= most, "above the trigram in {} of {}", list.above_ngram, list.total);
    assert!(list.above_illicit >= most, "above the illicit word in {} of {}", list.above_illicit, list.total);
    let means = |by: fn(&glasslm::measure::studies::unseen::Unseen) -> f64| {
        list.rows.iter().map(by).sum::<f64>() / list.total as f64
    };
    assert!((means(|row| row.network) - list.network).abs() < 1e-12);
    // Maximum likelihood gives what it never saw nothing at all.
    let bare = unseen(&mut session, Smoothing::None);
    assert!(bare.rows.iter().all(|row| row.ngram.unwrap_or_default() == 0.0));
}

#[test]
fn a_network_that_learns_the_switchboard_comes_down_to_its_entropy_and_no_further() {
    const NAMES: u32 = 300;
    let mut session = Session::create(ModelOptions {
        corpus: Some(CorpusSource::Named { name: "switchboard".into(), size: Some(f64::from(NAMES)) }),
        context: Some(1.0),
        embedding: Some(4.0),
        hidden: Some(4.0),
        bias: Some(true),
        ..Default::default()
    })
    .expect("a model");
    let line = entropy::switchboard(NAMES).expect("names").perplexity;
    let on = |session: &mut Session, split| {
        session.evaluate(&Evaluated::Split(split)).expect("figures").perplexity
    };
    let start = on(&mut session, Split::Validation);
    assert!((start - 303.0).abs() < 5.0, "{start}");
    let optimizer =
        OptimizerOptions { rate: Some(0.02), optimizer: Some(OptimizerName::AdamW), ..Default::default() };
    session
        .train(&TrainOptions { steps: Some(1_500.0), batch: Some(64.0), optimizer, ..Default::default() })
        .expect("trained");
    let end = on(&mut session, Split::Validation);
    assert!(end < 1.15 * line, "validation {end}, the source {line}");
    // 2,120 calls are a sample: their mean strays from the source's by a few per cent.
    assert!(end > 0.95 * line, "validation {end}, the source {line}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_networks_distributions_sum_to_one_after_any_context(
        vocabulary in 2usize..200,
        context in 1usize..5,
        bias in any::<bool>(),
        seed in 0u64..1_000,
        scale in 0.1f32..30.0,
        ids in prop::collection::vec(any::<u32>(), 4),
    ) {
        let dims = Dims { context, embedding: 5, hidden: 9, vocabulary };
        let config = Config { dims, activation: Default::default(), bias }.checked().expect("small");
        let mut trainer = Trainer::new(config, seed);
        let mut parameters = trainer.state().parameters.clone();
        // Far from the start too, where some scores are large.
        parameters.data.iter_mut().for_each(|x| *x *= scale);
        trainer.set_parameters(&parameters).expect("room");
        let (parameters, cpu) = trainer.parameters_and_cpu();
        let ids: Vec<u32> = ids[..context].iter().map(|id| id % vocabulary as u32).collect();
        let mut row = vec![0.0; vocabulary];
        prop_assert!(Network::new(parameters, cpu).log_probabilities(&ids, &mut row));
        let sum: f64 = row.iter().map(|&l| libm::exp(l)).sum();
        prop_assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    }
}
