//! The claims that the bundled corpora were written for: do they hold, with the models as they are shipped?

use glasslm::backend::{Cpu, Network};
use glasslm::lm::{LanguageModel, Special, evaluate, score};
use glasslm::model::{Config, Dims};
use glasslm::ngram::{Ngram, NgramOptions, Smoothing};
use glasslm::run::Trainer;
use glasslm::session::{Evaluated, ModelOptions, Session, Words, shipped};
use glasslm::text::corpora::farmyard;
use glasslm::text::{Corpus, Split, corpora};
use glasslm::train::{OptimizerName, OptimizerOptions, TrainOptions};

/// The default model on this corpus, trained.
fn trained(corpus: &Corpus, steps: u32) -> Trainer {
    let dims = Dims { context: 3, embedding: 16, hidden: 64, vocabulary: corpus.vocabulary.len() };
    let config =
        Config { dims, activation: Default::default(), bias: false }.checked().expect("the defaults");
    let optimizer =
        OptimizerOptions { rate: Some(0.1), optimizer: Some(OptimizerName::Momentum), ..Default::default() };
    let options =
        TrainOptions { steps: Some(f64::from(steps)), batch: Some(32.0), optimizer, ..Default::default() };
    let mut trainer = Trainer::new(config, 1);
    let mut pass = trainer.begin(options.checked().expect("fine options"));
    while trainer.left(&pass) > 0 {
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
    Session::load(&bytes, Some(shipped::corpus(farmyard::NAME))).expect("its own bytes")
}

/// A bundled corpus's default model from another seed, trained as the shipped one is.
fn seeded(name: &str, seed: u32) -> Session {
    let options = ModelOptions {
        corpus: Some(shipped::corpus(name)),
        seed: Some(f64::from(seed)),
        ..ModelOptions::default()
    };
    let mut session = Session::create(options).expect("a model");
    session.train(&shipped::training(name).options()).expect("trained");
    session
}

/// Of each word's nearest words, as many as there are others of its class: the share that is of its class.
fn neighbours_of_a_class(session: &mut Session, classes: &[Vec<&str>]) -> f64 {
    let (mut own, mut all) = (0, 0);
    for class in classes {
        for word in class {
            let near = session.neighbours(word, (class.len() - 1) as f64).expect("a word");
            own += near.iter().filter(|found| class.contains(&&*found.token)).count();
            all += near.len();
        }
    }
    f64::from(own as u32) / f64::from(all as u32)
}

/// The mean over words of (b - a) / max(a, b) on the map (Rousseeuw 1987): a is the mean distance to the others of the word's
/// class, b that to the nearest other class.
fn silhouette(session: &mut Session, classes: &[Vec<&str>]) -> f64 {
    let map = session.project(2.0).expect("a map").coordinates;
    let place = |word: &&str| {
        let id = session.vocabulary().id(word).expect("a word") as usize;
        [map[[id, 0]], map[[id, 1]]]
    };
    let places: Vec<Vec<[f64; 2]>> = classes.iter().map(|class| class.iter().map(place).collect()).collect();
    let mut all = Vec::new();
    for (c, class) in places.iter().enumerate() {
        for from in class {
            let far = |to: &[f64; 2]| libm::hypot(from[0] - to[0], from[1] - to[1]);
            let sum = |k: usize| places[k].iter().map(far).sum::<f64>();
            let own = sum(c) / (class.len() - 1) as f64;
            let others = (0..places.len()).filter(|&k| k != c);
            let other = others.map(|k| sum(k) / places[k].len() as f64).fold(f64::INFINITY, f64::min);
            all.push((other - own) / other.max(own));
        }
    }
    all.iter().sum::<f64>() / all.len() as f64
}

fn alike() -> Vec<Vec<&'static str>> {
    farmyard::classes().into_iter().take(farmyard::ALIKE).map(|class| class.words).collect()
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
fn on_the_farmyard_words_of_a_class_find_together_from_any_seed() {
    let classes = alike();
    // The start knows nothing of them: what is found below was learnt.
    let mut start = Session::create(shipped().options()).expect("a model");
    let before = neighbours_of_a_class(&mut start, &classes);
    assert!(before < 0.3, "{before}");
    for (name, mut session) in
        [("shipped", shipped()), ("2", seeded("farmyard", 2)), ("3", seeded("farmyard", 3))]
    {
        let share = neighbours_of_a_class(&mut session, &classes);
        assert!(share >= 0.95, "{name}: {share} of the nearest words");
        let apart = silhouette(&mut session, &classes);
        assert!(apart >= 0.65, "{name}: silhouette {apart}");
        for split in [Split::Validation, Split::Test] {
            let found = perplexity(&mut session, split);
            assert!(found <= 3.9, "{name}: {found} on {split:?}");
        }
    }
}

#[test]
fn the_groups_that_the_embeddings_show_are_the_grammars_classes() {
    let mut session = shipped();
    let found = session.clusters(12.0).expect("groups");
    let group = |word: &&str| found.of[session.vocabulary().id(word).expect("a word") as usize];
    let mut whole = 0;
    for class in alike() {
        let first = group(&class[0]);
        whole += usize::from(class.iter().all(|word| group(word) == first));
    }
    assert!(whole >= 6, "{whole} of the {} classes are in one group each", farmyard::ALIKE);
    // From the start they cannot be told.
    let mut start = Session::create(session.options()).expect("a model");
    assert!(
        start.clusters(12.0).expect("groups").explained < 0.4 && found.explained > 0.7,
        "{}",
        found.explained
    );
    assert_eq!(session.clusters(12.0), Ok(found));
    for (k, says) in [(1.0, "k is 1; it must be a whole number from 2 to 12"), (f64::NAN, "k is NaN;")] {
        assert!(session.clusters(k).expect_err("refused").to_string().starts_with(says));
    }
}

#[test]
fn among_the_names_letters_the_vowels_part_from_the_consonants() {
    let vowels = [vec!["a", "e", "i", "o"]];
    let mut start = Session::create(shipped::trained("names").expect("trained").options()).expect("a model");
    assert!(neighbours_of_a_class(&mut start, &vowels) < 0.5);
    let rounded = shipped::trained("names").expect("trained").save_rounded();
    let mut shipped = Session::load(&rounded, Some(shipped::corpus("names"))).expect("its own bytes");
    assert_eq!(neighbours_of_a_class(&mut shipped, &vowels), 1.0);
    for seed in [2, 3] {
        let share = neighbours_of_a_class(&mut seeded("names", seed), &vowels);
        assert!(share >= 0.75, "{seed}: {share}");
    }
}

#[test]
fn every_bundled_corpus_opens_on_a_model_that_has_learnt() {
    for bundled in corpora::all() {
        let mut start = Session::create(ModelOptions {
            corpus: Some(shipped::corpus(bundled.name)),
            ..ModelOptions::default()
        })
        .expect("a model");
        let bytes = shipped::trained(bundled.name).expect("trained").save_rounded();
        let mut trained = Session::load(&bytes, Some(shipped::corpus(bundled.name))).expect("its own bytes");
        assert_eq!(trained.step(), u64::from(shipped::training(bundled.name).steps));
        let [before, after] =
            [&mut start, &mut trained].map(|session| perplexity(session, Split::Validation));
        // Of random digits there is nothing to learn.
        let enough = if bundled.name == "digits" { 1.01 } else { 0.25 };
        assert!(after < enough * before, "{}: {before} became {after}", bundled.name);
    }
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
    let (parameters, cpu) = trainer.parameters_and_cpu();
    prefers(&mut Network::new(parameters, cpu), "the network");
}

#[test]
fn every_distribution_of_the_network_sums_to_one() {
    let corpus = corpora::corpus("farmyard", None).expect("bundled");
    let mut trainer = trained(&corpus, 200);
    let (parameters, cpu): (_, &mut Cpu) = trainer.parameters_and_cpu();
    let mut network = Network::new(parameters, cpu);
    let words = corpus.vocabulary.len() as u32;
    let mut row = vec![0.0; words as usize];
    for first in 0..words {
        assert!(network.log_probabilities(&[first, (first * 7) % words, (first * 31) % words], &mut row));
        let sum: f64 = row.iter().map(|&l| libm::exp(l)).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
    }
}
