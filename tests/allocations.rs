//! Does a training step take memory of its own? Every request for memory of this thread is counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use glasslm::backend::Network;
use glasslm::lm::{Evaluation, Sequence, Special};
use glasslm::model::{Activation, Config, Dims};
use glasslm::run::Trainer;
use glasslm::train::{OptimizerName, OptimizerOptions, TrainOptions};

struct Counting;

thread_local! {
    static REQUESTS: Cell<u64> = const { Cell::new(0) };
    /// Where a helper's requests are counted.
    static HELPER: Cell<Option<&'static AtomicU64>> = const { Cell::new(None) };
}

fn count() {
    REQUESTS.with(|requests| requests.set(requests.get() + 1));
    HELPER.get().map(|requests| requests.fetch_add(1, SeqCst));
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Requests for memory while so many steps are done in one call.
fn requests(trainer: &mut Trainer, run: glasslm::train::Run, text: &Sequence, steps: u64) -> u64 {
    let mut pass = trainer.begin(run);
    let before = REQUESTS.get();
    assert_eq!(trainer.advance(&mut pass, text, steps).losses.len() as u64, steps);
    REQUESTS.get() - before
}

#[test]
fn a_step_takes_no_memory() {
    let dims = Dims { context: 3, embedding: 5, hidden: 17, vocabulary: 41 };
    let text = Sequence { tokens: (0..2000).map(|i| i * i % 41).collect(), context: 3 };
    for rule in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
        let mut trainer = Trainer::new(Config { dims, activation: Activation::Tanh, bias: true }, 1);
        let optimizer = OptimizerOptions {
            optimizer: Some(rule),
            rate: Some(1e-3),
            clip: Some(1.0),
            ..Default::default()
        };
        let options = TrainOptions { steps: Some(1e6), batch: Some(32.0), optimizer, ..Default::default() };
        let run = options.checked().expect("valid");
        // The first steps make the room that all later ones use.
        requests(&mut trainer, run, &text, 100);
        // A state is kept every 64 steps, an epoch has an order, the list of losses grows: far less than once a step.
        let many = requests(&mut trainer, run, &text, 1000);
        assert!(many < 200, "{rule:?}: {many} requests in 1000 steps");
    }
}

#[test]
fn a_helper_takes_no_memory_from_its_first_share_on() {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    let dims = Dims { context: 3, embedding: 5, hidden: 300, vocabulary: 41 };
    let text = Sequence { tokens: (0..2000).map(|i| i * i % 41).collect(), context: 3 };
    for threads in 2..=4 {
        let mut trainer = Trainer::new(Config { dims, activation: Activation::Tanh, bias: true }, 1);
        let team = trainer.team();
        team.pool().hire(threads - 1);
        while team.pool().set_threads(threads) < threads {
            std::thread::yield_now();
        }
        team.run(&|share| HELPER.set((share.number() > 0).then_some(&ASKED)));
        for batch in [8.0, 13.0, 700.0] {
            let options = TrainOptions { steps: Some(1e6), batch: Some(batch), ..Default::default() };
            requests(&mut trainer, options.checked().expect("valid"), &text, 3);
        }
        let (parameters, cpu) = trainer.parameters_and_cpu();
        cpu.make_room_to_score(threads);
        let room = cpu.batch_room();
        let mut evaluation = Evaluation::new();
        evaluation.advance(&mut Network::new(parameters, cpu), &text, Special::default(), usize::MAX);
        assert_eq!(cpu.batch_room(), room, "what was made is what it takes");
        // What is counted is counted.
        assert_eq!(ASKED.load(SeqCst), 0, "{threads} threads");
        trainer.team().run(&|share| drop(std::hint::black_box(vec![share.number()])));
        assert_eq!(ASKED.swap(0, SeqCst), threads as u64 - 1);
    }
}
