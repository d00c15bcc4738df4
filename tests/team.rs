//! Does it matter to a number how many threads make it? The same run by one, two, three and four, and by a number that changes.

#[path = "bench/sizes.rs"]
mod sizes;

use glasslm::backend::{Network, Team};
use glasslm::lm::{Evaluation, Sequence, Special};
use glasslm::model::{Activation, Config, Dims};
use glasslm::run::Trainer;
use glasslm::train::{OptimizerOptions, TrainOptions};
use sizes::{sizes, stream};

/// FNV-1a, 64 bits, of numbers' bytes.
fn hash(numbers: &[f32]) -> u64 {
    let bytes = numbers.iter().flat_map(|x| x.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn helped(team: &mut Team, threads: usize) {
    let pool = team.pool();
    pool.hire(threads - 1);
    while pool.up() + 1 < threads {
        std::thread::yield_now();
    }
    assert_eq!(pool.set_threads(threads), threads);
}

/// All that a run leaves: losses, parameters, moments, an evaluation.
fn run(
    config: Config,
    stream: &Sequence,
    options: &TrainOptions,
    threads: &dyn Fn(u64) -> usize,
) -> [u64; 5] {
    let mut trainer = Trainer::new(config, 7);
    helped(trainer.team(), 4);
    let mut pass = trainer.begin(options.checked().expect("valid"));
    let mut losses = Vec::new();
    while trainer.left(&pass) > 0 {
        let step = trainer.state().step;
        trainer.team().pool().set_threads(threads(step));
        let chunk = trainer.advance(&mut pass, stream, 1);
        assert_eq!(chunk.stopped, None);
        losses.extend(chunk.losses);
    }
    let mut contexts = vec![0; 37 * config.dims.context];
    let targets: Vec<u32> = (0..37)
        .zip(contexts.chunks_mut(config.dims.context))
        .map(|(i, context)| glasslm::lm::Examples::gather(stream, 31 * i, context))
        .collect();
    let (parameters, cpu) = trainer.parameters_and_cpu();
    let scores: Vec<f32> =
        cpu.evaluate(parameters, &contexts, &targets).iter().map(|&loss| loss as f32).collect();
    let state = trainer.state();
    [&losses, &state.parameters.data, &state.optimizer.first, &state.optimizer.second, &scores]
        .map(|numbers| hash(numbers))
}

#[test]
fn one_hash_by_any_number_of_threads() {
    let rule = |name: &str, clip: Option<f64>, decay: f64| -> OptimizerOptions {
        serde_json::from_value(serde_json::json!({
            "optimizer": name, "rate": 0.01, "clip": clip, "weightDecay": decay,
        }))
        .expect("options")
    };
    let rules = [
        rule("sgd", None, 0.0),
        rule("sgd", Some(0.1), 0.0),
        rule("sgd", None, 0.01),
        rule("momentum", None, 0.0),
        rule("momentum", Some(0.1), 0.01),
        rule("adamw", None, 0.01),
        rule("adamw", Some(0.1), 0.0),
    ];
    for size in sizes() {
        let large = size.config.dims.vocabulary > 1_000;
        let stream = stream(&size.config);
        let rules = if size.letter == 'L' { &rules[..1] } else { &rules[..] };
        for (number, optimizer) in rules.iter().enumerate() {
            for bias in [false, true] {
                // The batch of the benchmark, and one of which shares get unequal parts, or none.
                let batches = if large { vec![size.batch] } else { vec![size.batch, 13, 3] };
                for batch in batches {
                    let options = TrainOptions {
                        steps: Some(if large { 2.0 } else { 60.0 }),
                        batch: Some(batch as f64),
                        optimizer: optimizer.clone(),
                        ..Default::default()
                    };
                    let config = Config { bias, ..size.config };
                    let alone = run(config, &stream, &options, &|_| 1);
                    for threads in 2..=4 {
                        let together = run(config, &stream, &options, &|_| threads);
                        assert_eq!(alone, together, "{}, rule {number}, {threads} threads", size.letter);
                    }
                    let changing = run(config, &stream, &options, &|step| 1 + (step * 7 % 4) as usize);
                    assert_eq!(alone, changing, "{}, rule {number}, a number that changes", size.letter);
                }
            }
        }
    }
}

#[test]
fn an_evaluation_by_any_number_of_threads_has_the_bits_of_one() {
    // A vocabulary so large that few rows are scored at a time; elsewhere many contexts come again.
    let dims = Dims { vocabulary: 30_003, context: 2, embedding: 3, hidden: 5 };
    let large = Config { dims, activation: Activation::Tanh, bias: true };
    for config in sizes().into_iter().map(|size| size.config).chain([large]) {
        let mut stream = stream(&config);
        let examples = if config.dims.vocabulary > 1_000 { 301 } else { 3_001 };
        stream.tokens.truncate(examples + config.dims.context);
        let mut trainer = Trainer::new(config, 7);
        helped(trainer.team(), 4);
        let special = Special { boundary: Some(stream.tokens[20]), unknown: Some(stream.tokens[30]) };
        let mut evaluate = |piece: usize, threads: &dyn Fn(usize) -> usize| {
            let (mut evaluation, mut scores, mut done) = (Evaluation::new(), Vec::new(), 0);
            while done < examples {
                trainer.team().pool().set_threads(threads(done));
                let (parameters, cpu) = trainer.parameters_and_cpu();
                let mut network = Network::new(parameters, cpu);
                let tell = |_, score: f64| scores.push(score.to_bits());
                done = evaluation.advance_telling(&mut network, &stream, special, piece, tell).done;
            }
            (evaluation.tally(), scores)
        };
        let alone = evaluate(64, &|_| 1);
        assert!(alone.0.boundaries > 0 && alone.0.unknown > 0 && alone.1.len() == examples);
        for threads in 1..=4 {
            for piece in [100, 1_000] {
                assert!(alone == evaluate(piece, &|_| threads), "{config:?}: {threads} threads");
            }
        }
        assert!(alone == evaluate(77, &|done| 1 + done % 4), "{config:?}: a number that changes");
    }
}

#[test]
fn the_way_back_over_a_run_by_many_is_the_same_one() {
    let size = sizes()[0];
    let stream = stream(&size.config);
    let options = TrainOptions { steps: Some(200.0), ..Default::default() };
    let way = |threads: [usize; 4]| {
        let mut trainer = Trainer::new(size.config, 3);
        helped(trainer.team(), 4);
        let mut seen = vec![hash(&trainer.state().parameters.data)];
        let mut pass = trainer.begin(options.checked().expect("valid"));
        for (part, threads) in threads.into_iter().enumerate() {
            trainer.team().pool().set_threads(threads);
            match part {
                0 | 1 => drop(trainer.advance(&mut pass, &stream, 100)),
                2 => {
                    trainer.seek(57);
                    while trainer.state().step != 57 {
                        trainer.seek_chunk(&stream, 1_000);
                    }
                }
                _ => {
                    trainer.seek(0);
                    while trainer.state().step != 0 {
                        trainer.seek_chunk(&stream, 1_000);
                    }
                }
            }
            seen.push(hash(&trainer.state().parameters.data));
        }
        seen
    };
    let alone = way([1; 4]);
    assert_eq!(alone[0], alone[4], "all the way back");
    for threads in [[2; 4], [4; 4], [1, 4, 3, 2], [3, 2, 1, 4]] {
        assert_eq!(alone, way(threads), "{threads:?}");
    }
}
