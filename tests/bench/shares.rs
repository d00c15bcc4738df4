//! What a second thread would gain outside a training run, natively:
//! `CARGO_PROFILE_RELEASE_PANIC=unwind cargo bench --bench shares [-- evaluation]`. Without the variable cargo makes the library twice under
//! one name, once for the binary and once for this, and may link the wrong one. For each kind of long work its time on one thread, stage
//! by stage, and an evaluation's by two. Medians, quartiles in brackets, then the fastest twentieth, which other programs disturb least;
//! the samples of one and two take turns.

#[expect(dead_code, reason = "an evaluation has no batch")]
mod sizes;

use std::time::Instant;

use glasslm::backend::{Network, Team};
use glasslm::lm::{Evaluation, Examples, Sequence, Special};
use glasslm::ngram::{Counting, NgramOptions};
use glasslm::run::Trainer;
use glasslm::session::{CorpusSource, ModelOptions, Session};
use glasslm::text::{Builder, CorpusOptions, Part};
use sizes::{sizes, stream};

/// Of what takes a good part of a second.
const SAMPLES: usize = 11;

/// Milliseconds.
fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let began = Instant::now();
    std::hint::black_box(work());
    1e3 * began.elapsed().as_secs_f64()
}

/// So many samples of each of these, in turns.
fn turns<const N: usize>(samples: usize, mut each: [&mut dyn FnMut() -> f64; N]) -> [Vec<f64>; N] {
    let mut taken = [const { Vec::new() }; N];
    for _ in 0..samples {
        for (one, taken) in each.iter_mut().zip(&mut taken) {
            taken.push(one());
        }
    }
    taken.iter_mut().for_each(|samples| samples.sort_by(f64::total_cmp));
    taken
}

/// The number of sorted ones at this part of them.
fn at(sorted: &[f64], part: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * part) as usize]
}

fn shown(sorted: &[f64]) -> String {
    let form = |x: f64| if x < 10.0 { format!("{x:.2}") } else { format!("{x:.0}") };
    let [low, median, high, fast] = [0.25, 0.5, 0.75, 0.05].map(|part| form(at(sorted, part)));
    format!("{median} [{low}-{high}] {fast} ms")
}

fn sorted(samples: &mut [f64]) -> String {
    samples.sort_by(f64::total_cmp);
    shown(samples)
}

fn times(one: &[f64], two: &[f64]) -> String {
    format!("x{:.2}, fastest x{:.2}", at(one, 0.5) / at(two, 0.5), at(one, 0.05) / at(two, 0.05))
}

fn helped(team: &mut Team, threads: usize) {
    let pool = team.pool();
    pool.hire(threads - 1);
    while pool.up() + 1 < threads {
        std::thread::yield_now();
    }
    pool.set_threads(threads);
}

/// A number that looks drawn by lot, for each place.
fn lot(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

/// Words by Zipf's law, as `tests/bench/counting.mjs` makes them.
fn zipf(tokens: usize) -> Vec<u32> {
    let (mut state, mut before) = (1, 0);
    let mut draw = || {
        let rank = libm::pow(30_000.0, lot(&mut state)) as u32;
        before = if lot(&mut state) < 0.5 { rank } else { (before * 7 + rank % 5) % 30_000 };
        before
    };
    (0..tokens).map(|_| draw()).collect()
}

fn evaluation() {
    println!("evaluation, by so many examples of a split");
    for size in sizes() {
        let large = size.config.dims.vocabulary > 1_000;
        let (piece, samples) = if large { (128, 120) } else { (1_024, 2_000) };
        let split = stream(&size.config);
        let made = |threads: usize| {
            let mut trainer = Trainer::new(size.config, 1);
            helped(trainer.team(), threads);
            (trainer, Evaluation::new())
        };
        let (mut one, mut two) = (made(1), made(2));
        let run = |(trainer, evaluation): &mut (Trainer, Evaluation)| {
            let (parameters, cpu) = trainer.parameters_and_cpu();
            let mut network = Network::new(parameters, cpu);
            timed(|| {
                if evaluation.advance(&mut network, &split, Special::default(), piece).done == split.len() {
                    *evaluation = Evaluation::new();
                }
            })
        };
        let [one, two] = turns(samples, [&mut || run(&mut one), &mut || run(&mut two)]);
        println!(
            "  {} {piece:>6}  one {}  two {}  {}",
            size.letter,
            shown(&one),
            shown(&two),
            times(&one, &two)
        );
    }
}

fn projection() {
    println!("project: two components of a map, by stage");
    for (words, d) in [(2_000, 64), (10_000, 64), (30_000, 64), (10_000, 256), (30_000, 256)] {
        let text: String = (0..words).map(|i| format!("w{i} w{i} w{i}\n")).collect();
        let mut session = Session::create(ModelOptions {
            corpus: Some(CorpusSource::Text { text }),
            maximum_vocabulary: Some(1e6),
            minimum_count: Some(1.0),
            embedding: Some(f64::from(d)),
            hidden: Some(1.0),
            split: Some(vec![1.0, 0.0, 0.0]),
            ..Default::default()
        })
        .expect("a model");
        let words = session.vocabulary().len();
        let mut stages = [const { Vec::new() }; 4];
        for _ in 0..SAMPLES {
            let work = session.begin_project(2.0).expect("room");
            let mut taken = [0.0; 4];
            let mut stage = 0;
            loop {
                let began = Instant::now();
                let progress = session.advance(work.id(), 100_000).expect("work");
                taken[stage] += 1e3 * began.elapsed().as_secs_f64();
                if progress.done == progress.total {
                    break;
                }
                stage = match progress.done {
                    0 => 0,
                    1 => 1,
                    at if at + 1 < progress.total => 2,
                    _ => 3,
                };
            }
            drop(session.finish(work).expect("a map"));
            stages.iter_mut().zip(taken).for_each(|(all, one)| all.push(one));
        }
        let [centring, making, turning, placing] = stages.each_mut().map(|samples| sorted(samples));
        println!(
            "  {words:>6} x {d:<5} centring {centring}  products {making}  turning or solving {turning}  placing {placing}"
        );
    }
}

fn counting() {
    println!("counting: Kneser-Ney of order 5 in a million tokens, by stage");
    let split = Sequence { tokens: zipf(1_000_000), context: 4 };
    let options = NgramOptions { order: 5, ..Default::default() };
    let mut stages = [const { Vec::new() }; 3];
    for _ in 0..SAMPLES {
        let mut work = Counting::new(options, 30_000, &split).expect("room");
        let mut taken = [0.0; 3];
        let mut stage = 0;
        loop {
            let mut done = split.len();
            taken[stage] += timed(|| done = work.advance(&split, 20_000).done);
            if done == 2 * split.len() {
                break;
            }
            // What is done says of each order whether it is being sorted, tabulated or weighed.
            stage = (done.saturating_sub(split.len()) * 3 * 5).div_ceil(split.len()) % 3;
        }
        stages.iter_mut().zip(taken).for_each(|(all, one)| all.push(one));
    }
    let [sorting, tabulating, weighing] = stages.each_mut().map(|samples| sorted(samples));
    println!("  reading and sorting {sorting}  tabulating {tabulating}  weighing {weighing}");
}

fn reading() {
    let mut text = String::new();
    for (i, word) in zipf(2_600_000).into_iter().enumerate() {
        text.push_str(&format!("w{word}"));
        text.push(if i % 20 == 19 { '\n' } else { ' ' });
    }
    println!("a text of {:.0} MB becomes a corpus, by stage", text.len() as f64 / 1e6);
    let mut copy = vec![0; text.len()];
    let mut stages = [const { Vec::new() }; 3];
    for _ in 0..SAMPLES {
        let mut work = Builder::new(CorpusOptions::default()).expect("valid");
        let mut taken = [timed(|| copy.copy_from_slice(text.as_bytes())), 0.0, 0.0];
        for some in text.as_bytes().chunks(1 << 16) {
            work.push(Part::Whole, some).expect("room");
        }
        work.seal();
        let mut stage = 1;
        loop {
            let began = Instant::now();
            let done = work.advance(100_000).expect("text");
            taken[stage] += 1e3 * began.elapsed().as_secs_f64();
            if done.done == done.total {
                break;
            }
            // Cutting into words and looking them up is half of the progress.
            stage = 1 + usize::from(2 * done.done >= done.total);
        }
        stages.iter_mut().zip(taken).for_each(|(all, one)| all.push(one));
    }
    let [copying, cutting, rest] = stages.each_mut().map(|samples| sorted(samples));
    println!("  a copy of it {copying}  cutting and looking up {cutting}  the rest {rest}");
}

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let works: [(&str, fn()); 4] =
        [("evaluation", evaluation), ("project", projection), ("counting", counting), ("reading", reading)];
    for (name, work) in works {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            work();
        }
    }
}
