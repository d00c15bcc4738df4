//! The account of memory, held against an allocator that counts: no estimate is below what is used, what does not fit is refused, and a
//! refusal leaves everything as it was.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::alloc::{GlobalAlloc, Layout};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard};

use glasslm::backend::{Cpu, cpu};
use glasslm::checkpoint::File;
use glasslm::lm::Examples;
use glasslm::measure::games::spelling::SpellingOptions;
use glasslm::measure::{models::lineup::LineupWork, studies::project};
use glasslm::memory::{self, Counted};
use glasslm::model::{Activation, Config, Dims, Parameters};
use glasslm::ngram::{Ngram, NgramOptions};
use glasslm::run::Trainer;
use glasslm::session::measure::{GameSoFar, NgramScoring, NgramSettings, Question, Task};
use glasslm::session::{
    BatchOptions, CorpusSource, Evaluated, GenerateOptions, GradientCheckOptions, ModelOptions, Session,
    TraceOptions, Words,
};
use glasslm::text::Split;
use glasslm::text::{Corpus, CorpusOptions};
use glasslm::train::{Handover, OptimizerName, OptimizerOptions, TrainOptions};
use glasslm::work::Work as _;
use glasslm::{Error, Result};

/// The library's own allocator, and the most that was in use.
struct Peak;

static PEAK: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call goes on as it came.
unsafe impl GlobalAlloc for Peak {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let memory = unsafe { Counted.alloc(layout) };
        PEAK.fetch_max(memory::used(), Relaxed);
        memory
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let memory = unsafe { Counted.alloc_zeroed(layout) };
        PEAK.fetch_max(memory::used(), Relaxed);
        memory
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { Counted.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Where it moves, both are there for a moment.
        PEAK.fetch_max(memory::used() + size as u64, Relaxed);
        unsafe { Counted.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Peak = Peak;

/// Numbers that another engine holds: none of them is in this one's account.
#[derive(Clone)]
struct There(Rc<[f32]>);

impl glasslm::train::Numbers for There {
    fn length(&self) -> usize {
        self.0.len()
    }

    fn copy(&self, from: usize, into: &mut [f32]) {
        into.copy_from_slice(&self.0[from..from + into.len()]);
    }
}

fn there(handover: Handover) -> Handover<There> {
    let Handover { make, parameters, first, second } = handover;
    let [parameters, first, second] = [parameters, first, second].map(|list| There(list.into()));
    Handover { make, parameters, first, second }
}

/// One test at a time: the account is the program's.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    let guard = ONE.lock().unwrap_or_else(|broken| broken.into_inner());
    memory::set_limit(memory::LIMIT);
    guard
}

/// What a call adds to what is in use, at its worst and when it is over.
fn during<T>(call: impl FnOnce() -> T) -> (u64, u64, T) {
    let before = memory::used();
    PEAK.store(before, Relaxed);
    let answer = call();
    (PEAK.load(Relaxed) - before, memory::used().saturating_sub(before), answer)
}

fn config(context: usize, embedding: usize, hidden: usize, vocabulary: usize) -> Config {
    Config { dims: Dims { context, embedding, hidden, vocabulary }, activation: Activation::Tanh, bias: true }
}

/// Numbers that hardly repeat: every n-gram has a context of its own.
struct Numbers {
    count: usize,
    words: u32,
}

impl Examples for Numbers {
    fn len(&self) -> usize {
        self.count
    }
    fn context_length(&self) -> usize {
        4
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        let word = |at: usize| (at as u32).wrapping_mul(2_654_435_761).rotate_left(15) % self.words;
        context.iter_mut().enumerate().for_each(|(i, slot)| *slot = word(index + i));
        word(index + 4)
    }
}

#[test]
fn the_largest_batch_takes_what_was_asked_for_and_no_more() {
    let _alone = alone();
    let config = config(2, 4, 4, 4_000);
    let parameters = Parameters::initialised(config, 1);
    let mut cpu = Cpu::new(config);
    let batch = 65_536;
    let ids: Vec<u32> = (0..3 * batch).map(|i| i % 4_000).collect();
    let (contexts, targets) = ids.split_at(2 * batch as usize);
    let (peak, ..) = during(|| cpu.gradients(&parameters, contexts, targets));
    let estimate = cpu::batch_bytes(&config, batch.into());
    // All of it at once would be 3 GB.
    assert!(peak <= estimate + 1_000_000 && estimate < 70_000_000, "{peak} of {estimate}");
    assert!(peak > estimate / 2, "{peak} of {estimate}");
}

fn train(trainer: &mut Trainer, steps: u64, rule: OptimizerName, batch: f64) {
    let optimizer = OptimizerOptions { rate: Some(1e-3), optimizer: Some(rule), ..Default::default() };
    let run = TrainOptions { steps: Some(steps as f64), batch: Some(batch), order: None, optimizer }
        .checked()
        .unwrap();
    let text =
        Numbers { count: 1_000, words: trainer.state().parameters.layout.config.dims.vocabulary as u32 };
    let mut pass = trainer.begin(run);
    assert_eq!(trainer.advance(&mut pass, &text, steps).losses.len() as u64, steps);
}

#[test]
fn a_run_takes_no_more_than_the_networks_estimate() {
    let _alone = alone();
    let config = config(4, 32, 128, 3_000);
    let (peak, ..) = during(|| {
        let mut trainer = Trainer::new(config, 1);
        // No more snapshots than must stay: the others have a budget of their own.
        trainer.history_mut().set_budget(0);
        train(&mut trainer, 150, OptimizerName::AdamW, 4.0);
        let text = Numbers { count: 1_000, words: 3_000 };
        for step in [20, 149, 0, 150] {
            trainer.seek(step);
            trainer.seek_chunk(&text, u64::MAX);
            assert_eq!(trainer.state().step, step);
        }
    });
    let estimate = config.memory_estimate() + cpu::batch_bytes(&config, 4);
    assert!(peak <= estimate + 1_000_000, "{peak} of {estimate}");
    assert!(peak > estimate / 2, "{peak} of {estimate}");
}

#[test]
fn counting_takes_what_each_order_asks_for() {
    let _alone = alone();
    let text = Numbers { count: 200_000, words: 30_000 };
    let (peak, kept, model) =
        during(|| Ngram::train(NgramOptions { order: 5, ..Default::default() }, 30_000, &text).unwrap());
    // 44 bytes an n-gram in each of five tables, 40 while one of them is sorted.
    let (tables, sorted) = (44 * model.stored() as u64, 40 * 200_000);
    assert!(kept <= tables + 100_000, "{kept} of {tables}");
    assert!(peak <= tables + sorted + 1_000_000, "{peak} of {tables} and {sorted}");
    assert!(peak > (tables + sorted) / 2, "{peak} of {tables} and {sorted}");
}

#[test]
fn the_lineup_keeps_each_table_once() {
    let _alone = alone();
    let text = (0..60_000u32).map(|i| {
        format!("w{} {}", i.wrapping_mul(2_654_435_761) % 9_000, if i % 12 == 11 { "\n" } else { "" })
    });
    let corpus =
        Corpus::from_splits(CorpusOptions::default(), &text.collect::<String>(), "w1\n", "w2\n").unwrap();
    let (_, kept, lineup) = during(|| LineupWork::new(NgramOptions::default()).unwrap().finish(&corpus));
    assert_eq!(lineup.models.len(), 5);
    let all: usize = lineup.models.iter().map(Ngram::stored).sum();
    let own: usize = lineup.models.iter().map(Ngram::entries).sum();
    // Fifteen tables, of which nine are different: five highest and the continuations of four orders.
    assert!(
        kept < 44 * (own as u64 + own as u64 * 4 / 5) && kept < 44 * all as u64 * 7 / 10,
        "{kept}: {own}, {all}"
    );
}

#[test]
fn a_map_of_wide_embeddings_makes_no_square_of_their_width() {
    let _alone = alone();
    let points = ndarray::Array2::from_shape_fn((96, 20_000), |(i, j)| ((i * 31 + j * 17) % 101) as f32);
    let (peak, ..) = during(|| project::project(points.view(), 2).unwrap());
    assert!(peak < 4_000_000, "{peak}");
}

#[test]
fn a_header_of_nothing_but_brackets_costs_little_more_than_its_bytes() {
    let _alone = alone();
    let mut bytes = vec![0; 8];
    bytes.extend_from_slice(b"{\"a\":[");
    while bytes.len() < 90_000_000 {
        bytes.extend_from_slice(b"[],");
    }
    bytes.extend_from_slice(b"[]]}");
    let length = bytes.len() as u64 - 8;
    bytes[..8].copy_from_slice(&length.to_le_bytes());
    let (peak, _, opened) = during(|| File::open(&bytes[..]).map(|_| ()));
    assert!(opened.is_err_and(|error| error.to_string().contains("more than 1100000 values")));
    assert!(peak < 200_000_000, "{peak}");
}

fn model(hidden: f64) -> Result<Session> {
    let corpus = Some(CorpusSource::Named { name: "farmyard".to_owned(), size: None });
    Session::create(ModelOptions { corpus, hidden: Some(hidden), ..Default::default() })
}

fn needs(error: &Error) -> bool {
    matches!(error, Error::Memory { needed, limit, .. } if needed > limit)
}

#[test]
fn models_share_one_limit_and_a_refusal_costs_no_other_its_life() {
    let _alone = alone();
    memory::set_limit(memory::used() + 120_000_000);
    let mut models = Vec::new();
    let refused = loop {
        match model(10_000.0) {
            Ok(model) => models.push(model),
            Err(error) => break error,
        }
        assert!(models.len() < 100, "nobody adds them up");
    };
    assert!(needs(&refused) && models.len() > 2, "{refused} after {}", models.len());
    assert!(refused.to_string().contains("a hidden layer of at most"), "{refused}");
    for model in &mut models {
        let before = model.save();
        let branched = model.branch().map(|_| ());
        assert!(branched.is_err_and(|error| needs(&error)));
        assert_eq!(model.save(), before);
        assert!(model.predict(&Words::from("the cow")).is_ok());
    }
    // One goes, and there is room for one again.
    models.pop();
    assert!(model(10_000.0).is_ok());
}

#[test]
fn a_run_that_does_not_fit_is_refused_and_says_what_would() {
    let _alone = alone();
    let mut session = model(2_000.0).unwrap();
    let before = session.save();
    let options = |batch: f64, optimizer| TrainOptions {
        steps: Some(1.0),
        batch: Some(batch),
        optimizer: OptimizerOptions { optimizer: Some(optimizer), ..Default::default() },
        ..Default::default()
    };
    memory::set_limit(memory::used() + 20_000_000);
    let refused = session.train(&options(60_000.0, OptimizerName::Sgd)).unwrap_err().to_string();
    let most = refused
        .split("a batch of at most ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next()?.parse::<f64>().ok());
    let most = most.unwrap_or_else(|| panic!("{refused}"));
    assert!((1.0..60_000.0).contains(&most), "{refused}");
    assert_eq!(session.save(), before);
    session.train(&options(most, OptimizerName::Sgd)).unwrap();
    // What the rule remembers is asked for too.
    memory::set_limit(memory::used() + 1_000_000);
    let refused = session.train(&options(1.0, OptimizerName::AdamW)).unwrap_err();
    assert!(needs(&refused), "{refused}");
    let all = session.parameters();
    assert!(session.set_parameters(&all).is_err_and(|error| needs(&error)));
    assert!(session.begin_seek(0.0).is_err_and(|error| needs(&error)));
    assert_eq!(session.step(), 1);
}

#[test]
fn the_pasts_of_all_runs_share_one_room_and_stay_exact() {
    let _alone = alone();
    memory::set_limit(memory::used() + 90_000_000);
    let mut runs: Vec<Trainer> = (0..8).map(|seed| Trainer::new(config(4, 20, 60, 1_000), seed)).collect();
    let mut plain = Trainer::new(config(4, 20, 60, 1_000), 3);
    let state = |trainer: &Trainer| trainer.state().parameters.data.clone();
    for trainer in &mut runs {
        train(trainer, 1_400, OptimizerName::Momentum, 1.0);
    }
    // Alone each would keep 21 snapshots of 660 kB or more.
    let all: usize = runs.iter().map(|run| run.history().bytes()).sum();
    let ends = 8 * 3 * 700_000;
    assert!(all as u64 <= memory::limit() / 3 + ends, "{all} of {}", memory::limit());
    train(&mut plain, 333, OptimizerName::Momentum, 1.0);
    let text = Numbers { count: 1_000, words: 1_000 };
    runs[3].seek(333);
    runs[3].seek_chunk(&text, u64::MAX);
    assert_eq!(state(&runs[3]), state(&plain));
}

#[test]
fn two_sets_of_all_parameters_are_both_undone_however_large_the_network() {
    let _alone = alone();
    // 12 bytes for each number in a list of them would be more than the log may hold.
    let mut session = model(20_000.0).unwrap();
    let states: Vec<Vec<u8>> = (0..3)
        .map(|times| {
            let saved = session.save();
            let mut all = session.parameters();
            all.iter_mut().flat_map(|shown| &mut shown.data).for_each(|x| *x += 0.5);
            if times < 2 {
                session.set_parameters(&all).unwrap();
            }
            saved
        })
        .collect();
    assert_eq!(session.save(), states[2]);
    for saved in states[..2].iter().rev() {
        session.undo().unwrap();
        assert_eq!(session.save(), *saved);
    }
}

/// Where no more than this is left, each is refused in its own name: it has asked for what it takes, before it took it.
#[test]
fn whatever_takes_more_the_longer_the_text_asks_in_its_own_name() {
    let _alone = alone();
    let mut session = model(20.0).unwrap();
    let ngram = session.ngram(&NgramSettings::default()).unwrap().finish(&mut ()).unwrap();
    let text = "the cow eats grass . ".repeat(2_000);
    let ask = |on: &mut Session, question: &Question| {
        let begun = on.begin_ask(question)?;
        on.finish(begun).map(drop)
    };
    let game = GameSoFar { seed: 1.0, rounds: 3, stakes: Vec::new() };
    let spelling = Task::Spelling(SpellingOptions { sentences: 3.0, ..Default::default() });
    // What a text is looked up to fits; its factors do not.
    let (none, looked_up) = (0, 29 * 8_001 + text.len() as u64);
    let tokens = Words::Tokens(text.split(' ').map(str::to_owned).take(8_000).collect());
    let chain = Question::Chain(tokens.clone());
    let lineup = session.begin_task(&Task::Lineup(NgramSettings::default())).unwrap();
    session.finish(lineup).unwrap();
    let cow = Words::from("the cow");
    let counts = Question::Counts { order: 3, context: cow.clone() };
    let ngram = Rc::new(RefCell::new(ngram));
    type Call<'a> = Box<dyn Fn(&mut Session) -> Result<()> + 'a>;
    let calls: Vec<(&str, u64, Call<'_>)> = vec![
        ("the search for dead units", none, Box::new(|on| on.begin_dead(1e6).map(drop))),
        ("the order of the words to guess", none, Box::new(|on| ask(on, &Question::Game(game.clone())))),
        ("this text", none, Box::new(|on| on.begin_evaluate_text(1_000_000).map(drop))),
        ("this text", none, Box::new(|on| on.evaluate(&Evaluated::Text(text.clone())).map(drop))),
        (
            "the order of the sentences",
            none,
            Box::new(|on| {
                let begun = on.begin_task(&spelling)?;
                on.finish(begun).map(drop)
            }),
        ),
        ("this prediction", none, Box::new(|_| ngram.borrow().predict(&"the cow".into()).map(drop))),
        ("the list of this model's n-grams", none, Box::new(|_| ngram.borrow().counts(&cow).map(drop))),
        ("the list of this model's n-grams", none, Box::new(|on| on.begin_ask(&counts).map(drop))),
        ("this text", none, Box::new(|on| on.predict(&text.as_str().into()).map(drop))),
        ("this text", none, Box::new(|on| on.predict(&tokens).map(drop))),
        ("this text", none, Box::new(|on| on.begin_score(&tokens).map(drop))),
        ("this text", none, Box::new(|on| on.begin_ask(&chain).map(drop))),
        ("this text", none, Box::new(|_| ngram.borrow().predict(&tokens).map(drop))),
        (
            "this text",
            none,
            Box::new(|on| {
                let prompt = Some(tokens.clone());
                on.generate(&GenerateOptions { prompt, length: Some(1.0), ..Default::default() }).map(drop)
            }),
        ),
        ("these factors", looked_up, Box::new(|on| on.begin_score(&tokens).map(drop))),
        ("these factors", looked_up, Box::new(|_| NgramScoring::new(Rc::clone(&ngram), &tokens).map(drop))),
        ("these factors", looked_up, Box::new(|on| on.begin_ask(&chain).map(drop))),
    ];
    for (says, _, call) in &calls {
        call(&mut session).expect(says);
    }
    for (says, room, call) in &calls {
        memory::set_limit(memory::used() + room);
        let refused = call(&mut session).expect_err(says);
        assert!(needs(&refused) && refused.to_string().starts_with(says), "{says}: {refused}");
    }
}

/// Everything that looks at a model asks before it takes, and no estimate is below what it takes: nothing is in use that nobody asked for.
#[test]
fn whatever_looks_at_a_model_asks_for_what_it_takes() {
    let _alone = alone();
    // Letters, so that they can be misspelt; two words differ in three of them at the least, so that few are near a slip.
    let word = |i: u32| {
        let letters = [i / 256, i / 16 % 16, i % 16].map(|k| char::from(b'a' + k as u8));
        letters.iter().collect::<String>().repeat(3)
    };
    let words: Vec<String> = (0..4_000).map(word).collect();
    let line = |i: usize| {
        (0..9).map(|k| words[(i * 7919 + k * k * 131) % words.len()].as_str()).collect::<Vec<_>>().join(" ")
    };
    let text: String = (0..4_000).map(|i| line(i) + "\n").collect();
    let made = ModelOptions {
        corpus: Some(CorpusSource::Text { text }),
        embedding: Some(40.0),
        hidden: Some(100.0),
        ..Default::default()
    };
    let mut session = Session::create(made).unwrap();
    session.train(&TrainOptions { steps: Some(70.0), ..Default::default() }).unwrap();
    // The workspace of one example, of a batch of them.
    session.predict(&"aabaabaab aacaacaac".into()).unwrap();
    session
        .score(&"aabaabaab aacaacaac aadaadaad aaeaaeaae aafaafaaf aagaagaag aahaahaah aaiaaiaai".into())
        .unwrap();
    let adamw = OptimizerOptions { optimizer: Some(OptimizerName::AdamW), ..Default::default() };
    let fine = TraceOptions { fine: Some(true), optimizer: adamw, ..Default::default() };
    let (contexts, targets) = (vec![5; 3 * 512], vec![9; 512]);
    let directions = vec![0.5f32; 40 * 40];
    let ids: Vec<u32> = (0..3_000).collect();
    let settings = || NgramSettings { order: Some(5.0), ..Default::default() };
    let ahead = {
        let mut ahead = session.branch().unwrap();
        let optimizer = OptimizerOptions { optimizer: Some(OptimizerName::AdamW), ..Default::default() };
        ahead.train(&TrainOptions { steps: Some(1.0), optimizer, ..Default::default() }).unwrap();
        there(ahead.handover())
    };
    // Other numbers than the last time, each time.
    let sets = [0.5, 0.25].map(|by| {
        let mut all = session.parameters();
        all.iter_mut().flat_map(|shown| &mut shown.data).for_each(|x| *x += by);
        all
    });
    let set = Cell::new(0);
    let other = || {
        set.set(1 - set.get());
        &sets[set.get()]
    };
    let long = Words::Tokens((0..5_000).map(|i| words[i * 7 % words.len()].clone()).collect());
    type Look<'a> = Box<dyn Fn(&mut Session) + 'a>;
    let task = |task: Task| -> Look<'_> {
        Box::new(move |on| {
            let begun = on.begin_task(&task).unwrap();
            drop(on.finish(begun).unwrap());
        })
    };
    let looks: Vec<(&str, Look<'_>)> = vec![
        (
            "trace",
            Box::new(|on| drop(on.trace(&"aabaabaab aacaacaac".into(), &"aadaadaad".into(), &fine).unwrap())),
        ),
        ("project", Box::new(|on| drop(on.project(40.0).unwrap()))),
        ("clusters", Box::new(|on| drop(on.clusters(12.0).unwrap()))),
        ("neighbours", Box::new(|on| drop(on.neighbours("aabaabaab", 3_999.0).unwrap()))),
        ("lines", Box::new(|on| drop(on.lines("</s>", 4_000.0).unwrap()))),
        ("trails", Box::new(|on| drop(on.trails(&ids, &directions).unwrap()))),
        (
            "worst",
            Box::new(|on| {
                let search = on.begin_worst(Split::Validation, 30_000.0).unwrap();
                drop(on.finish(search).unwrap());
            }),
        ),
        ("batch", Box::new(|on| drop(on.batch(&contexts, &targets, &BatchOptions::default()).unwrap()))),
        (
            "check",
            Box::new(|on| {
                let wide = GradientCheckOptions { samples: Some(100_000.0), ..Default::default() };
                drop(on.check_gradients(&wide).unwrap());
            }),
        ),
        ("lineup", task(Task::Lineup(settings()))),
        ("rows", task(Task::Rows(Split::Test))),
        ("likelihood", task(Task::Likelihood { split: Split::Validation, order: 0 })),
        ("nearest", task(Task::Nearest("aabaabaab aacaacaac aadaadaad".into()))),
        ("spelling", task(Task::Spelling(SpellingOptions { sentences: 10.0, ..Default::default() }))),
        ("stand", Box::new(|on| on.stand(ahead.clone()).unwrap())),
        ("adopt", Box::new(|on| on.adopt(ahead.clone(), None).unwrap())),
        // Some of them are a list in the log, all of them two copies.
        ("set E", Box::new(|on| on.set_parameters(&other()[..1]).unwrap())),
        ("set all", Box::new(|on| on.set_parameters(other()).unwrap())),
        ("score", Box::new(|on| drop(on.score(&long).unwrap()))),
        (
            "chain",
            Box::new(|on| {
                let begun = on.begin_ask(&Question::Chain(long.clone())).unwrap();
                drop(on.finish(begun).unwrap());
            }),
        ),
    ];
    for (name, look) in looks {
        // What is kept for the next one is not asked for again.
        look(&mut session);
        let asked = memory::asked();
        let (peak, ..) = during(|| look(&mut session));
        let asked = memory::asked() - asked;
        assert!(peak <= asked + 600_000, "{name} takes {peak}, asked for {asked}");
        // And where there is no room, each is refused, and the model is as it was.
        // (An order of n-grams that does not fit is told beside the others, as a model's chain is.)
        if asked > 2_000_000 && !["lineup", "chain"].contains(&name) {
            memory::set_limit(memory::used() + asked / 8);
            let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| look(&mut session)));
            let says = broken.expect_err(name);
            let says = says.downcast_ref::<String>().map_or("", String::as_str);
            assert!(says.contains("Memory"), "{name}: {says}");
            memory::set_limit(memory::LIMIT);
        }
    }
    // The file of an n-gram model lists its n-grams.
    let counting = session.ngram(&settings()).unwrap();
    let model = counting.finish(&mut ()).unwrap();
    let asked = memory::asked();
    let (peak, ..) = during(|| {
        let mut file = model.arpa().unwrap();
        while model.arpa_piece(&mut file, 500).is_some() {}
    });
    let asked = memory::asked() - asked;
    assert!(peak <= asked + 600_000, "ARPA takes {peak}, asked for {asked}");
}
