//! One model from its text to its words, and what must never change on the way.

use std::cell::RefCell;
use std::rc::Rc;

use super::foreign::{Converting, Foreign, NamedTensor, NamedTensors};
use super::history::Edit;
use super::measure::{GameSoFar, NgramFollowing, NgramPredicting, NgramSettings, Question, Task};
use super::*;
use crate::measure::games::spelling::SpellingOptions;
use crate::text::Part;
use crate::train::{OptimizerName, OptimizerOptions, TrainOnOptions, TrainOptions};
use crate::work::{Progress, Work};

/// A small farm: who eats what follows from the animal.
fn farm() -> String {
    let mut text = String::new();
    for i in 0..120 {
        let (who, what) = [("hen", "corn"), ("cow", "grass"), ("cat", "fish"), ("pig", "roots")][i % 4];
        let when = ["today", "at noon", "again"][i % 3];
        text.push_str(&format!("the {who} eats {what} {when}\n"));
    }
    text
}

fn options() -> ModelOptions {
    ModelOptions {
        corpus: Some(CorpusSource::Text { text: farm() }),
        context: Some(2.0),
        embedding: Some(6.0),
        hidden: Some(12.0),
        ..Default::default()
    }
}

fn session() -> Session {
    Session::create(options()).expect("a model")
}

fn steps(steps: f64) -> TrainOptions {
    let optimizer = OptimizerOptions { rate: Some(0.5), ..Default::default() };
    TrainOptions { steps: Some(steps), batch: Some(16.0), optimizer, ..Default::default() }
}

fn untrained_loss(session: &Session) -> f64 {
    libm::log(session.vocabulary().len() as f64)
}

#[test]
fn from_text_to_words() {
    let mut session = session();
    let before = session.evaluate(&Evaluated::Split(Split::Test)).expect("figures");
    assert!((before.nll - untrained_loss(&session)).abs() < 0.05, "{before:?}");
    let trained = session.train(&steps(400.0)).expect("trained");
    assert_eq!((trained.step, trained.losses.len(), trained.stopped), (400, 400, None));
    let after = session.evaluate(&Evaluated::Split(Split::Test)).expect("figures");
    // What a line leaves open is which of 4 animals and which of 3 times: the rest is certain.
    assert!(after.nll < 0.5, "{after:?}");
    let prediction = session.predict(&"the cow eats".into()).expect("a prediction");
    assert_eq!(prediction.context.len(), 2);
    let dims = session.config().dims;
    assert_eq!((prediction.embedded.len(), prediction.hidden.len()), (dims.input(), dims.hidden));
    let grass = session.vocabulary().id("grass").expect("a word");
    assert!(prediction.probabilities[grass as usize] > 0.9);
    let sum: f32 = prediction.probabilities.iter().sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    let sentence = session.score(&"the hen eats corn today".into()).expect("a score");
    assert_eq!(sentence.tokens, ["the", "hen", "eats", "corn", "today", "</s>"]);
    assert!(sentence.figures.perplexity < 2.5, "{:?}", sentence.figures);
    let best = GenerateOptions {
        prompt: Some("the cat eats".into()),
        temperature: Some(0.0),
        length: Some(1.0),
        ..Default::default()
    };
    assert_eq!(session.generate(&best).expect("words").tokens, ["fish"]);
}

#[test]
fn pieces_and_the_whole_agree_to_the_last_bit() {
    let mut whole = session();
    whole.train(&steps(60.0)).expect("trained");
    let mut pieces = session();
    let run = pieces.begin_train(&steps(25.0)).expect("begun");
    while !pieces.advance(run.id(), 1).expect("a chunk").is_complete() {
        // Looking between chunks changes nothing.
        pieces.evaluate(&Evaluated::Split(Split::Validation)).expect("figures");
        pieces.generate(&GenerateOptions::default()).expect("words");
        pieces.score(&"the hen".into()).expect("a score");
    }
    let (id, _) = (run.id(), pieces.finish(run).expect("done"));
    pieces.train(&steps(35.0)).expect("trained");
    assert_eq!(whole.raw_parameters(), pieces.raw_parameters());
    assert!(pieces.advance(id, 1).is_err(), "the run is over");
}

#[test]
fn an_evaluation_in_pieces_gives_the_same_figures() {
    let mut session = session();
    let whole = session.evaluate(&Evaluated::Split(Split::Train)).expect("figures");
    let evaluation = session.begin_evaluate(&Evaluated::Split(Split::Train)).expect("begun");
    while !session.advance(evaluation.id(), 5_000).expect("a chunk").is_complete() {}
    assert_eq!(session.finish(evaluation), Ok(whole));
    let text = session.evaluate(&Evaluated::Text("the dog eats corn".to_owned())).expect("figures");
    assert_eq!((text.tokens, text.unknown), (5, 1));
}

#[test]
fn parameters_go_out_and_in() {
    let mut session = session();
    let before = session.raw_parameters().clone();
    let shown = session.parameters();
    assert_eq!(shown[0].shape, [6, session.vocabulary().len()]);
    session.set_parameters(&shown).expect("its own");
    assert_eq!(*session.raw_parameters(), before);
    let mut other = shown[0].clone();
    other.data[1] = 9.0; // the second word's first number
    session.set_parameters(&[other]).expect("one number changed");
    assert_eq!(session.raw_parameters().data[6], 9.0);
    let bias = Shown { tensor: Tensor::b, shape: vec![12], data: vec![0.0; 12] };
    let shape = Shown { shape: vec![9], ..shown[1].clone() };
    let mut number = shown[2].clone();
    number.data[3] = f32::NAN;
    for (bad, says) in [(bias, "no such parameter"), (shape, "must be [12, 12]"), (number, "NaN at place 3")]
    {
        let message = session.set_parameters(&[bad]).expect_err("refused").to_string();
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_stream_needs_its_context() {
    let stream = ModelOptions { sentences: Some(false.into()), context: Some(3.0), ..options() };
    let mut session = Session::create(stream).expect("a model");
    let message = session.predict(&"hen".into()).expect_err("too short").to_string();
    assert_eq!(message, "3 tokens needed, 1 given; a stream has no padding: add at least 2 more");
    let scored = session.score(&"the hen eats corn today".into()).expect("a score");
    assert_eq!(scored.tokens, ["corn", "today"]);
}

#[test]
fn own_examples_are_checked_and_learnt() {
    let mut session = session();
    let losses = session
        .train_on(&[2, 3, 4, 5], &[6, 7], &TrainOnOptions { steps: Some(50.0), ..Default::default() })
        .expect("trained")
        .losses;
    assert!(losses.len() == 50 && losses[49] < losses[0]);
    for (contexts, targets) in [(&[1u32, 2, 3][..], &[1u32][..]), (&[1, 999], &[1]), (&[], &[])] {
        assert!(session.train_on(contexts, targets, &TrainOnOptions::default()).is_err());
    }
    assert_eq!(session.step(), 50);
}

#[test]
fn own_examples_in_pieces_give_the_same_bits() {
    let (contexts, targets) = ([2, 3, 4, 5, 6, 7], [6, 7, 2]);
    for optimizer in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
        let optimizer = OptimizerOptions { optimizer: Some(optimizer), ..Default::default() };
        let options = TrainOnOptions { steps: Some(50.0), batch: Some(2.0), optimizer };
        let mut whole = session();
        let losses = whole.train_on(&contexts, &targets, &options).expect("trained").losses;
        let mut pieces = session();
        let run = pieces.begin_train_on(&contexts, &targets, &options).expect("begun");
        let mut told = Vec::new();
        while told.len() < 50 {
            // Looking between chunks changes nothing.
            pieces.predict(&"the hen".into()).expect("a prediction");
            let progress = pieces.advance(run.id(), 100_000).expect("a chunk");
            told.extend(progress.losses);
            assert_eq!((progress.done, progress.total), (told.len() as u64, 50));
        }
        assert_eq!(pieces.finish(run).expect("done").stopped, None);
        assert_eq!(told, losses);
        assert_eq!(whole.raw_parameters(), pieces.raw_parameters());
        // One that its caller ended keeps its steps, and is one change.
        let mut ended = session();
        let run = ended.begin_train_on(&contexts, &targets, &options).expect("begun");
        let mut first = Vec::new();
        while first.len() < 9 {
            first.extend(ended.advance(run.id(), 1).expect("a chunk").losses);
        }
        ended.cancel(run.id());
        assert_eq!((ended.step(), &first[..]), (9, &losses[..9]));
        assert!(ended.advance(run.id(), 1).is_err(), "the run is over");
        ended.undo().expect("one change");
        assert_eq!((ended.step(), ended.raw_parameters()), (0, session().raw_parameters()));
    }
}

#[test]
fn a_text_that_comes_in_pieces_is_measured_the_same() {
    let mut session = session();
    let text = "the dog eats corn\nthe hen eats grass today\n".repeat(30);
    let whole = session.evaluate(&Evaluated::Text(text.clone())).expect("figures");
    let reading = session.begin_evaluate_text(text.len() as u64).expect("begun");
    let mut last = 0.0;
    for chunk in text.as_bytes().chunks(7) {
        session.feed(reading.id(), Part::Whole, chunk).expect("room");
        let progress = session.advance(reading.id(), 1).expect("a chunk");
        assert!(!progress.is_complete(), "only what is finished may look finished");
    }
    session.seal(reading.id()).expect("under way");
    loop {
        let progress = session.advance(reading.id(), 3).expect("a chunk");
        let part = progress.done as f64 / progress.total as f64;
        assert!(part >= last, "{part} after {last}");
        last = part;
        if progress.is_complete() {
            break;
        }
    }
    assert_eq!(session.finish(reading), Ok(whole));
    let given_up = session.begin_evaluate_text(0).expect("begun").id();
    session.cancel(given_up);
    assert!(session.advance(given_up, 1).is_err() && session.feed(given_up, Part::Whole, b"a").is_err());
    let refused = session.begin_evaluate_text(5_000_000_000).expect_err("too large").to_string();
    assert!(refused.starts_with("this text would need about 60 GB of memory"), "{refused}");
}

#[test]
fn a_refused_call_changes_nothing() {
    let mut session = session();
    let before = session.raw_parameters().clone();
    for bad in [0.0, 2.5, f64::NAN] {
        assert!(session.train(&steps(bad)).is_err());
    }
    assert_eq!((session.step(), session.raw_parameters()), (0, &before));
    let empty = ModelOptions { corpus: None, ..Default::default() };
    assert!(Session::create(empty).is_err());
}

#[test]
fn a_bundled_corpus_brings_its_own_options() {
    let named = |name: &str, size| CorpusSource::Named { name: name.to_owned(), size };
    let create = |corpus| Session::create(ModelOptions { corpus: Some(corpus), ..Default::default() });
    let mut farmyard = create(named("farmyard", None)).expect("a model");
    assert_eq!(farmyard.options().lowercase, Some(true));
    assert_eq!(farmyard.options().corpus, Some(named("farmyard", None)));
    farmyard.train(&steps(2.0)).expect("trained");
    // A closed vocabulary that the corpus brings is not told again: its name says it.
    let switchboard = create(named("switchboard", Some(30.0))).expect("a model");
    assert_eq!((switchboard.options().vocabulary, switchboard.vocabulary().len()), (None, 33));
    let again = Session::create(switchboard.options()).expect("a model");
    assert_eq!(again.raw_parameters(), switchboard.raw_parameters());
    let digits: Vec<String> = (0..10).rev().map(|digit| digit.to_string()).collect();
    let other = ModelOptions {
        corpus: Some(named("digits", None)),
        vocabulary: Some(digits.clone()),
        ..Default::default()
    };
    assert_eq!(Session::create(other).expect("a model").options().vocabulary, Some(digits));
    for (bad, says) in [
        (named("barnyard", None), "barnyard"),
        (named("digits", Some(0.5)), "size is 0.5"),
        (named("farmyard", Some(5.0)), "size is 5"),
    ] {
        let message = create(bad).expect_err("refused").to_string();
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_saved_model_goes_on_as_if_it_had_never_been_saved() {
    for rule in [crate::train::OptimizerName::Sgd, crate::train::OptimizerName::AdamW] {
        let run = |count| {
            let optimizer = OptimizerOptions { optimizer: Some(rule), ..steps(count).optimizer };
            TrainOptions { optimizer, ..steps(count) }
        };
        let mut whole = Session::create(ModelOptions { bias: Some(true), ..options() }).expect("a model");
        whole.train(&run(30.0)).expect("trained");
        let bytes = whole.save();
        let mut loaded = Session::load(&bytes, options().corpus).expect("a model");
        assert_eq!(loaded.save(), bytes);
        assert_eq!(loaded.options(), whole.options());
        assert_eq!(whole.train(&run(30.0)), loaded.train(&run(30.0)));
        assert_eq!(whole.raw_parameters(), loaded.raw_parameters());
        let mut bare = Session::load(&bytes, None).expect("a model");
        assert_eq!(bare.step(), 30);
        assert!(bare.train(&run(1.0)).expect_err("no text").to_string().contains("without its text"));
        assert!(bare.predict(&"the hen".into()).is_ok());
        assert!(bare.evaluate(&Evaluated::Text("the hen eats corn".to_owned())).is_ok());
    }
}

/// Case N04: the schedule that is under way is saved too; a file from before that begins its own.
#[test]
fn a_saved_model_goes_on_with_its_schedule() {
    use crate::train::options::ScheduleName;
    let cosine = |count| {
        let optimizer = OptimizerOptions {
            schedule: Some(ScheduleName::Cosine),
            total: Some(20.0),
            ..steps(count).optimizer
        };
        TrainOptions { optimizer, ..steps(count) }
    };
    let mut whole = session();
    whole.train(&steps(10.0)).expect("trained");
    whole.train(&cosine(5.0)).expect("trained");
    let bytes = whole.save();
    let mut loaded = Session::load(&bytes, options().corpus).expect("a model");
    assert_eq!(loaded.save(), bytes);
    assert_eq!(loaded.schedule().and_then(|schedule| schedule.end()), Some(30));
    assert_eq!(whole.train(&cosine(15.0)), loaded.train(&cosine(15.0)));
    assert_eq!(whole.raw_parameters(), loaded.raw_parameters());
    let before = whole.raw_parameters().clone();
    whole.train(&cosine(1.0)).expect("trained");
    assert_eq!(*whole.raw_parameters(), before);
    let at = bytes.windows(10).position(|window| window == b"\"schedule\"").expect("it is saved");
    let mut old = bytes.clone();
    old[at + 1] = b'x';
    let mut old = Session::load(&old, options().corpus).expect("a model");
    assert_eq!(old.schedule(), None);
    old.train(&cosine(1.0)).expect("trained");
    assert_eq!(old.schedule().and_then(|schedule| schedule.from), Some(15));
    let mut broken = bytes;
    let from = broken.windows(7).position(|window| window == b"from\\\":").expect("it is saved");
    broken[from] = b'x';
    let refused = Session::load(&broken, None).expect_err("no start").to_string();
    assert!(refused.contains("its schedule is missing or makes no sense"), "{refused}");
}

#[test]
fn a_changed_file_is_a_sentence_not_a_panic() {
    let bytes = session().save();
    for at in (0..bytes.len()).step_by(3) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x15;
        let _ = Session::load(&changed, None).map(|session| session.step());
        if at % 100 == 0 {
            assert!(Session::load(&bytes[..at], None).is_err());
        }
    }
}

#[test]
fn a_copy_without_its_text_predicts_with_the_same_bits() {
    let mut model = session();
    for (steps_of, text) in
        [(0.0, "the cow"), (30.0, ""), (30.0, "never heard of"), (1.0, "the the the the the")]
    {
        if steps_of > 0.0 {
            model.train(&steps(steps_of)).expect("it trains");
        }
        let mut copy = Session::load(&model.save(), None).expect("its own bytes");
        let words = Words::Text(text.to_owned());
        let (here, there) = (model.predict(&words).expect("known"), copy.predict(&words).expect("known"));
        let bits = |all: &[f32]| all.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(here.context, there.context);
        assert_eq!(bits(&here.probabilities), bits(&there.probabilities));
    }
}

/// However it is cut, a copy is the copy that is made in one go; and all of it is of one state, or it is refused.
#[test]
fn a_copy_in_pieces_is_the_copy_in_one_go() {
    let mut session = session();
    let momentum = OptimizerOptions { optimizer: Some(OptimizerName::Momentum), ..Default::default() };
    session.train(&TrainOptions { optimizer: momentum, ..steps(3.0) }).expect("trained");
    let cut = |on: &mut Session, id: u32, budget: u64| {
        let mut pieces = 1;
        while !on.advance(id, budget).expect("a piece").is_complete() {
            pieces += 1;
        }
        pieces
    };
    for budget in [0, 1, 700, u64::MAX] {
        let file = session.begin_save(Vec::new()).expect("begun");
        assert!(cut(&mut session, file.id(), budget) > 1);
        assert_eq!(session.finish(file), Ok(session.save()));
        let shown = session.begin_parameters::<Vec<f32>>().expect("begun");
        cut(&mut session, shown.id(), budget);
        assert_eq!(session.finish(shown), Ok(session.parameters()));
        let handed = session.begin_handover::<Vec<f32>>().expect("begun");
        cut(&mut session, handed.id(), budget);
        assert_eq!(session.finish(handed), Ok(session.handover()));
    }
    let file = session.begin_save(Vec::new()).expect("begun");
    session.advance(file.id(), 1).expect("a piece");
    session.train(&steps(1.0)).expect("trained");
    let message = session.finish(file).expect_err("another model").to_string();
    assert!(message.starts_with("the model has changed"), "{message}");
}

/// While one piece of work changes the model, nothing else does; and what looks at it sees one and the same model, or says so.
#[test]
fn one_piece_of_work_at_a_time_changes_the_model() {
    let mut session = session();
    let run = session.begin_train(&steps(20.0)).expect("begun");
    for _ in 0..5 {
        session.advance(run.id(), 1).expect("a step");
    }
    let before = session.save();
    let cell = Edit { tensor: Tensor::W, index: vec![0, 0], value: 5.0 };
    let shown = session.parameters();
    let refused = [
        session.edit(std::slice::from_ref(&cell), false).err(),
        session.set_parameters(&shown).err(),
        session.put_back().err(),
        session.begin_undo().err(),
        session.begin_seek(2.0).err(),
        session.begin_train(&steps(1.0)).err(),
    ];
    for error in refused {
        let message = error.expect("refused").to_string();
        assert!(message.starts_with("a training run is under way"), "{message}");
    }
    assert_eq!((session.save(), session.step()), (before, 5));
    // What looks at the model begins between two steps; if it is gone on with after the next one, it says so.
    let seen = session.begin_evaluate(&Evaluated::Split(Split::Train)).expect("begun");
    session.advance(seen.id(), 1).expect("the model has not changed");
    session.advance(run.id(), 1).expect("a step");
    let message = session.finish(seen).expect_err("another model").to_string();
    assert!(message.starts_with("the model has changed"), "{message}");
    session.cancel(run.id());
    session.edit(&[cell], false).expect("at rest");
    let history = session.history();
    assert_eq!(
        history.changes.iter().map(|change| (change.from, change.steps)).collect::<Vec<_>>(),
        [(0, 6), (6, 0)]
    );
}

/// Work that stands for itself, whatever it gives.
trait Pieces {
    fn sealed(&mut self);
    fn piece(&mut self, budget: u64) -> Progress;
    fn end(self: Box<Self>);
}

impl<W: Work<()>> Pieces for W {
    fn sealed(&mut self) {
        self.seal();
    }

    fn piece(&mut self, budget: u64) -> Progress {
        self.advance(&mut (), budget).expect("a piece")
    }

    fn end(self: Box<Self>) {
        assert!(Work::finish(*self, &mut ()).is_ok());
    }
}

/// No call and no piece of work does more than its share, however large the model is: counted where it is done (`crate::counted`), not
/// timed. A budget is kept but for one grain, and nothing that is answered at once does more than a few passes of one example.
#[test]
fn no_call_does_more_than_its_share() {
    use crate::counted::counter::during;

    // Letters, so that they can be misspelt; two words differ in three of them at the least, so that few are near a slip.
    let word = |i: u32| {
        let letters = [i / 144, i / 12 % 12, i % 12].map(|k| char::from(b'a' + k as u8));
        letters.iter().collect::<String>().repeat(3)
    };
    let words: Vec<String> = (0..1_500).map(word).collect();
    let line = |i: usize| {
        (0..8).map(|k| words[(i * 7919 + k * k * 131) % words.len()].as_str()).collect::<Vec<_>>().join(" ")
    };
    let text: String = (0..3_000).map(|i| line(i) + "\n").collect();
    let corpus = Some(CorpusSource::Text { text });
    let relu = Some(crate::model::Activation::Relu);
    let options = ModelOptions { corpus, hidden: Some(48.0), activation: relu, ..Default::default() };
    let made = options;
    let mut session = Session::create(made.clone()).expect("a model");
    let example = session.forward_cost();
    type Begin<'a> = Box<dyn Fn(&mut Session) -> u32 + 'a>;
    const BUDGET: u64 = 2_000_000;
    let scored = 64 * (example + 6 * 2_048);
    let drawn = session.draw_cost();
    let copied = 4 * 4_096;
    let directions = vec![0.5f32; 2 * session.config().dims.embedding];
    let ids: Vec<u32> = (0..1_000).collect();
    let task = |task: Task| -> Begin<'_> { Box::new(move |on| on.begin_task(&task).expect("begun").id()) };
    let (contexts, targets) = (vec![5; 3 * 512], vec![9; 512]);
    let batch = TrainOptions { batch: Some(4.0), ..steps(12_000.0) };
    let there = session.handover();
    let begun: Vec<(&str, u64, u64, Begin<'_>)> = vec![
        // Two epochs: the shuffle of the second one falls into the run.
        ("train", BUDGET, 4 * 3 * example, Box::new(|on| on.begin_train(&batch).expect("begun").id())),
        ("seek", BUDGET, 4 * 3 * example, Box::new(|on| on.begin_seek(11_000.0).expect("begun").id())),
        (
            "evaluate",
            BUDGET,
            64 * example,
            Box::new(|on| on.begin_evaluate(&Evaluated::Split(Split::Train)).expect("begun").id()),
        ),
        (
            "worst",
            BUDGET,
            64 * example,
            Box::new(|on| on.begin_worst(Split::Train, 2_000.0).expect("begun").id()),
        ),
        ("dead", BUDGET, 64 * example, Box::new(|on| on.begin_dead(1e6).expect("begun").id())),
        (
            "batch",
            BUDGET,
            3 * example,
            Box::new(|on| on.begin_batch(&contexts, &targets, &BatchOptions::default()).expect("begun").id()),
        ),
        (
            "generate",
            BUDGET,
            example,
            Box::new(|on| {
                let options = GenerateOptions { length: Some(300.0), ..Default::default() };
                on.begin_generate(&options).expect("begun").id()
            }),
        ),
        ("project", 50_000, 4_096, Box::new(|on| on.begin_project(2.0).expect("begun").id())),
        ("clusters", 1_000_000, 16_384, Box::new(|on| on.begin_clusters(12.0).expect("begun").id())),
        (
            "neighbours",
            5_000,
            64,
            Box::new(|on| on.begin_neighbours("aabaabaab", 1_000.0).expect("begun").id()),
        ),
        ("lines", 5_000, 256, Box::new(|on| on.begin_lines("aabaabaab", 3.0).expect("begun").id())),
        ("trails", 10_000, 64, Box::new(|on| on.begin_trails(&ids, &directions).expect("begun").id())),
        ("nearest", 10_000, 1_024, task(Task::Nearest("aabaabaab aacaacaac aadaadaad".into()))),
        ("lineup", 500_000, 1 << 20, task(Task::Lineup(NgramSettings::default()))),
        ("rows", BUDGET, scored, task(Task::Rows(Split::Validation))),
        ("likelihood", BUDGET, scored, task(Task::Likelihood { split: Split::Validation, order: 0 })),
        (
            "spelling",
            BUDGET,
            8 * scored,
            task(Task::Spelling(SpellingOptions { sentences: 6.0, ..Default::default() })),
        ),
        (
            "ask for a chain",
            BUDGET,
            scored,
            Box::new(|on| {
                let sentence = "aabaabaab aacaacaac aadaadaad ".repeat(300);
                on.begin_ask(&Question::Chain(sentence.as_str().into())).expect("begun").id()
            }),
        ),
        (
            "score",
            BUDGET,
            64 * example,
            Box::new(|on| {
                let sentence = "aabaabaab aacaacaac aadaadaad ".repeat(300);
                on.begin_score(&sentence.as_str().into()).expect("begun").id()
            }),
        ),
        (
            "ask for a game",
            20_000,
            scored,
            Box::new(|on| {
                let game = GameSoFar { seed: 1.0, rounds: 200, stakes: vec![Vec::new(); 150] };
                on.begin_ask(&Question::Game(game)).expect("begun").id()
            }),
        ),
        (
            "ask for counts",
            20_000,
            scored,
            Box::new(|on| {
                let all = Question::Counts { order: 1, context: Words::default() };
                on.begin_ask(&all).expect("begun").id()
            }),
        ),
        ("unseen", BUDGET, scored, task(Task::Unseen { order: 3, most: 20 })),
        (
            "exercises",
            BUDGET,
            drawn,
            Box::new(|on| {
                let all = Question::Exercises { seed: 3.0, wanted: Vec::new() };
                on.begin_ask(&all).expect("begun").id()
            }),
        ),
        (
            "mark",
            50_000,
            drawn,
            Box::new(|on| {
                let mark =
                    Question::Mark { seed: 3.0, kind: "nearest-column".to_owned(), given: "0".to_owned() };
                on.begin_ask(&mark).expect("begun").id()
            }),
        ),
        ("save", 50_000, copied, Box::new(|on| on.begin_save(Vec::new()).expect("begun").id())),
        ("parameters", 50_000, copied, Box::new(|on| on.begin_parameters::<Vec<f32>>().expect("begun").id())),
        ("handover", 50_000, copied, Box::new(|on| on.begin_handover::<Vec<f32>>().expect("begun").id())),
        (
            "sound state",
            50_000,
            copied,
            Box::new(|on| on.begin_sound_before::<Vec<f32>>(u64::MAX).expect("begun").id()),
        ),
        ("stand", 50_000, copied, Box::new(|on| on.begin_stand(there.clone()).expect("begun").id())),
        ("adopt", 50_000, copied, Box::new(|on| on.begin_adopt(there.clone(), None).expect("begun").id())),
        (
            "set parameters",
            50_000,
            copied,
            Box::new(|on| on.begin_set_parameters(on.parameters()).expect("begun").id()),
        ),
        ("standing", 50_000, 64, Box::new(|on| on.begin_ask(&Question::Standing).expect("begun").id())),
    ];
    for (name, budget, grain, begin) in begun {
        let (at_once, id) = during(|| begin(&mut session));
        assert!(at_once <= 4 * example, "to begin {name} takes {at_once} operations");
        let mut pieces = 0;
        loop {
            let (done, progress) = during(|| session.advance(id, budget).expect("under way"));
            assert!(
                done <= budget + 2 * grain,
                "a piece of {name} takes {done} operations of {budget}, its grain is {grain}"
            );
            pieces += 1;
            if progress.is_complete() {
                break;
            }
        }
        // Words end where the model ends a sentence.
        assert!(pieces > 3 || name == "generate", "{name} was not cut: {pieces}");
        // What is asked of the n-grams comes after them.
        if name == "lineup" {
            session.finish_any(id);
        }
        session.cancel(id);
    }
    // Making a model, loading it, and turning another program's file into it.
    let saved = session.save();
    let words: Vec<String> = session.vocabulary().tokens().map(str::to_owned).collect();
    let named = |name: &str| Some(NamedTensor { name: name.to_owned(), transposed: None });
    let told = Foreign {
        tensors: NamedTensors { E: named("E"), W: named("W"), U: named("U"), ..Default::default() },
        options: ModelOptions { vocabulary: Some(words), ..Default::default() },
    };
    type Start<'a> = Box<dyn Fn() -> Box<dyn Pieces + 'a> + 'a>;
    let starts: [(&str, Start<'_>); 4] = [
        ("create", Box::new(|| Box::new(Creation::new(made.clone()).expect("options")))),
        ("load", Box::new(|| Box::new(Loading::new(&saved[..], None).expect("a file")))),
        (
            "load with its text",
            Box::new(|| Box::new(Loading::new(&saved[..], made.corpus.clone()).expect("a file"))),
        ),
        (
            "convert",
            Box::new(|| Box::new(Converting::new(&saved[..], told.clone(), Vec::new()).expect("a file"))),
        ),
    ];
    for (name, start) in starts {
        let (at_once, mut work) = during(start);
        assert!(at_once <= 4 * example, "to begin to {name} takes {at_once} operations");
        work.sealed();
        let mut pieces = 0;
        loop {
            let (done, progress) = during(|| work.piece(50_000));
            assert!(done <= 50_000 + 2 * copied, "a piece of {name} takes {done} operations");
            pieces += 1;
            if progress.is_complete() {
                break;
            }
        }
        assert!(pieces > 3, "{name} was not cut: {pieces}");
        let (at_once, ()) = during(|| work.end());
        assert!(at_once <= 4 * example, "to finish {name} takes {at_once} operations");
    }
    // An n-gram model of its own holds what it needs.
    let counting = session.ngram(&NgramSettings::default()).expect("a text");
    let ngram = Rc::new(RefCell::new(counting.finish(&mut ()).expect("counted")));
    let context = Words::from("aabaabaab aacaacaac");
    let (at_once, mut row) = during(|| NgramPredicting::new(Rc::clone(&ngram), &context).expect("known"));
    assert!(at_once <= 4 * example, "to begin an n-gram's prediction takes {at_once} operations");
    let mut pieces = 1;
    loop {
        let (done, progress) = during(|| row.advance(&mut (), 20_000).expect("under way"));
        assert!(done <= 40_000, "a piece of an n-gram's prediction takes {done} operations");
        if progress.is_complete() {
            break;
        }
        pieces += 1;
    }
    assert!(pieces > 3, "an n-gram's prediction was not cut: {pieces}");
    assert_eq!(row.finish(&mut ()), ngram.borrow().predict(&context));
    // After nothing, every word followed.
    let one = NgramSettings { order: Some(1.0), ..Default::default() };
    let counting = session.ngram(&one).expect("a text");
    let ngram = Rc::new(RefCell::new(counting.finish(&mut ()).expect("counted")));
    let nothing = Words::default();
    let (at_once, listing) = during(|| NgramFollowing::new(Rc::clone(&ngram), &nothing, Vec::new()));
    assert!(at_once <= 4 * example, "to begin an n-gram's counts takes {at_once} operations");
    let mut listing = listing.expect("known");
    let mut pieces = 1;
    loop {
        let (done, progress) = during(|| listing.advance(&mut (), 20_000).expect("under way"));
        assert!(done <= 40_000, "a piece of an n-gram's counts takes {done} operations");
        if progress.is_complete() {
            break;
        }
        pieces += 1;
    }
    assert!(pieces > 3, "an n-gram's counts were not cut: {pieces}");
    let listed = listing.finish(&mut ());
    assert_eq!(listed, ngram.borrow().counts(&nothing));
    assert!(listed.expect("counted").is_sorted_by_key(|&(id, count)| (std::cmp::Reverse(count), id)));
    type Call = fn(&mut Session);
    // A run of many changes: each edit is an entry of its log.
    for at in 0..5_000 {
        session
            .edit(&[Edit { tensor: Tensor::W, index: vec![0, 0], value: at as f32 }], false)
            .expect("an edit");
    }
    let few: [(&str, Call); 9] = [
        ("trace", |on| {
            drop(on.trace(&"aabaabaab".into(), &Target::Id(7.0), &TraceOptions::default()).expect("a trace"))
        }),
        ("explain", |on| drop(on.explain("dh", &[3.0], &ExplainOptions::default()).expect("an explanation"))),
        ("explain a parameter", |on| {
            drop(on.explain("W", &[0.0, 0.0], &ExplainOptions::default()).expect("an explanation"));
        }),
        ("view", |on| {
            drop(
                on.view("U", &ViewOptions { width: Some(90.0), height: Some(90.0), ..Default::default() })
                    .expect("a view"),
            )
        }),
        ("history", |on| drop(on.history())),
        ("sentences", |on| drop(on.sentences(Split::Train, 400, 20).expect("lines"))),
        ("predict", |on| drop(on.predict(&"aabaabaab aacaacaac aadaadaad".into()).expect("a prediction"))),
        ("score", |on| drop(on.score(&"aabaabaab aacaacaac aadaadaad".into()).expect("a score"))),
        ("example", |on| drop(on.example(Split::Train, 9_000.0).expect("an example"))),
    ];
    for (name, call) in few {
        let (done, ()) = during(|| call(&mut session));
        assert!(done <= 6 * example, "{name} takes {done} operations, an example {example}");
    }
}

/// After rates that blow it up, a model never stands on parameters that give no number, and never says that it does.
#[test]
fn a_run_ends_on_numbers_or_says_that_there_are_none() {
    let relu = Some(crate::model::Activation::Relu);
    let mut stopped = 0;
    for seed in 1..=12 {
        for rate in [20.0, 50.0, 1e4, 1e6] {
            let made = ModelOptions { activation: relu, seed: Some(f64::from(seed)), ..options() };
            let mut session = Session::create(made).expect("a model");
            for _ in 0..9 {
                let optimizer = OptimizerOptions { rate: Some(rate), ..Default::default() };
                let run =
                    TrainOptions { steps: Some(1.0), batch: Some(1.0), optimizer, ..Default::default() };
                let trained = session.train(&run).expect("trained");
                stopped += u32::from(trained.stopped.is_some());
                assert!(session.raw_parameters().data.iter().all(|x| x.is_finite()));
                match session.predict(&"the hen".into()) {
                    Ok(prediction) => assert!(prediction.probabilities.iter().all(|p| p.is_finite())),
                    Err(error) => assert!(
                        error.to_string().starts_with("the network's numbers have outgrown"),
                        "{error}"
                    ),
                }
                if trained.stopped.is_some() {
                    break;
                }
            }
        }
    }
    assert!(stopped > 10, "{stopped} runs were stopped");
}
