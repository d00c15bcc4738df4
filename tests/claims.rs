//! The claims that the bundled corpora were written for: do they hold, with the models as they are shipped?

use glasslm::backend::{Cpu, Network};
use glasslm::lm::{LanguageModel, Special, evaluate, score};
use glasslm::model::{Config, Dims};
use glasslm::ngram::{Ngram, NgramOptions, Smoothing};
use glasslm::session::{Evaluated, Session, Words, shipped};
use glasslm::text::{Corpus, Split, corpora};
use glasslm::train::{OptimizerOptions, Rule, TrainOptions, Trainer};

/// The default model on this corpus, trained.
fn trained(corpus: &Corpus, steps: u32) -> Trainer {
    let dims = Dims { context: 3, embedding: 16, hidden: 64, vocabulary: corpus.vocabulary.len() };
    let config =
        Config { dims, activation: Default::default(), bias: false }.checked().expect("the defaults");
    let optimizer =
        OptimizerOptions { rate: Some(0.1), optimizer: Some(Rule::Momentum), ..Default::default() };
    let options =
        TrainOptions { steps: Some(f64::from(steps)), batch: Some(32.0), optimizer, ..Default::default() };
    let mut trainer = Trainer::new(config, 1);
    let mut pass = trainer.begin(options.checked().expect("fine options"));
    while pass.left() > 0 {
        let chunk = trainer.advance(&mut pass, &corpus.train.windows(3), 256);
        assert!(chunk.stopped.is_none(), "{:?}", chunk.stopped);
    }
    trainer
}

/// Every order with every smoothing.
fn ngrams(corpus: &Corpus) -> Vec<Ngram> {
    let train = |options: NgramOptions| {
        Ngram::train(options, corpus.vocabulary.len(), &corpus.train.windows(options.order - 1))
            .expect("counted")
    };
    (1..=5)
        .flat_map(|order| {
            let base = NgramOptions { order, ..NgramOptions::default() };
            [
                base,
                NgramOptions { discount: Some(0.75), ..base },
                NgramOptions { smoothing: Smoothing::AddK, ..base },
                NgramOptions { smoothing: Smoothing::AddK, k: 0.1, ..base },
                NgramOptions { smoothing: Smoothing::AddK, k: 0.01, ..base },
                NgramOptions { smoothing: Smoothing::None, ..base },
            ]
        })
        .map(train)
        .collect()
}

/// The page's first model, from the very bytes that the build puts beside the page.
fn shipped() -> Session {
    let bytes = shipped::opening().expect("trained").save_rounded();
    Session::load(&bytes, Some(shipped::corpus())).expect("its own bytes")
}

fn perplexity(session: &mut Session, split: Split) -> f64 {
    session.evaluate(&Evaluated::Split(split)).expect("figures").perplexity
}

#[test]
fn the_shipped_numbers_are_rounded_and_lose_nothing_that_counts() {
    let (mut exact, mut rounded) = (shipped::opening().expect("trained"), shipped());
    for split in Split::ALL {
        let [exact, rounded] = [&mut exact, &mut rounded].map(|session| perplexity(session, split));
        assert!((rounded / exact - 1.0).abs() < 0.01, "{exact} became {rounded}");
    }
    // It stands where its training ended, and goes on from there; its start can be made again from its options.
    assert_eq!((rounded.step(), rounded.options()), (exact.step(), exact.options()));
    let start = Session::create(rounded.options()).expect("its options");
    assert_eq!(start.step(), 0);
}

#[test]
fn on_the_farmyard_the_network_is_below_every_ngram() {
    let corpus = corpora::corpus("farmyard", None).expect("bundled");
    let special = Special::from(&corpus.vocabulary);
    let test = corpus.split(Split::Test).windows(4);
    let network = shipped().evaluate(&Evaluated::Split(Split::Test)).expect("figures");
    for mut model in ngrams(&corpus) {
        let figures = evaluate(&mut model, &test, special).figures().expect("a test split");
        assert_eq!(figures.tokens, network.tokens);
        assert!(
            network.perplexity < figures.perplexity,
            "network {}, {:?} {}",
            network.perplexity,
            model.options(),
            figures.perplexity
        );
    }
}

#[test]
fn on_held_back_combinations_the_network_gives_ten_times_the_trigram_and_more_than_nonsense() {
    let corpus = corpora::corpus("farmyard", None).expect("bundled");
    let options = NgramOptions { order: 3, smoothing: Smoothing::AddK, ..NgramOptions::default() };
    let trigram = Ngram::train(options, corpus.vocabulary.len(), &corpus.train.windows(2)).expect("counted");
    let mut network = shipped();
    let id = |word: &str| corpus.vocabulary.id(word).expect("a word of the farmyard");
    let (mut held_back, mut illicit, mut counted) = (0.0, 0.0, 0.0);
    let all = corpora::farmyard::held_back();
    for combination in &all {
        let words = Words::Tokens(combination.context.map(str::to_owned).to_vec());
        let row = network.predict(&words).expect("a context").probabilities;
        held_back += f64::from(row[id(combination.next) as usize]);
        illicit += f64::from(row[id(combination.illicit) as usize]);
        counted += trigram.probability(&combination.context.map(id), id(combination.next)).expect("smoothed");
    }
    let n = all.len() as f64;
    assert!(n > 100.0, "only {n} combinations");
    assert!(held_back >= 10.0 * counted, "network {}, add-k trigram {}", held_back / n, counted / n);
    assert!(held_back > illicit, "licit {}, illicit {}", held_back / n, illicit / n);
}

#[test]
fn on_the_story_every_model_hears_i_saw_a_van() {
    let corpus = corpora::corpus("story", None).expect("bundled");
    let special = Special::from(&corpus.vocabulary);
    let [said, heard] =
        ["i saw a van", "eyes awe of an"].map(|text| corpus.vocabulary.encode(text).expect("typed text").ids);
    let prefers = |model: &mut dyn LanguageModel, name: &str| {
        let [a, b] = [&said, &heard].map(|ids| score(model, ids, special).expect("a sentence").tally.nll_sum);
        assert!(a < b, "{name}: {a} nats for the first, {b} for the second");
    };
    for mut model in ngrams(&corpus).into_iter().filter(Ngram::is_smoothed) {
        let name = format!("{:?}", model.options());
        prefers(&mut model, &name);
    }
    let mut trainer = trained(&corpus, 1_000);
    let (parameters, cpu) = trainer.look();
    prefers(&mut Network::new(parameters, cpu), "the network");
}

#[test]
fn every_distribution_of_the_network_sums_to_one() {
    let corpus = corpora::corpus("farmyard", None).expect("bundled");
    let mut trainer = trained(&corpus, 200);
    let (parameters, cpu): (_, &mut Cpu) = trainer.look();
    let mut network = Network::new(parameters, cpu);
    let words = corpus.vocabulary.len() as u32;
    let mut row = vec![0.0; words as usize];
    for first in 0..words {
        assert!(network.log_probabilities(&[first, (first * 7) % words, (first * 31) % words], &mut row));
        let sum: f64 = row.iter().map(|&l| libm::exp(l)).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    }
}
