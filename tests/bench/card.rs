//! How fast the network trains on the graphics card beside the CPU, natively: `cargo bench --features gpu --bench card`.
//! With the card's peak in TFLOP/s in `GPU_PEAK_TFLOPS`, the part of it that was reached.

mod sizes;

use std::time::{Duration, Instant};

use glasslm::backend::webgpu::{Asked, Card, WindowSource, block_on};
use glasslm::error::Result;
use glasslm::run::Trainer;
use glasslm::train::{Accelerated, Run, State, TrainOptions};
use sizes::{Size, sizes, stream};

/// Each figure is the median of so many stretches of at least this long.
const STRETCHES: usize = 5;
const STRETCH: Duration = Duration::from_millis(400);

/// Steps a second: the median of some stretches, after a first one that is not counted.
fn rate(mut steps: impl FnMut(u64) -> Result<u64>) -> Result<f64> {
    let mut count = 1;
    let mut rates = Vec::new();
    for _ in 0..=STRETCHES {
        let (began, mut done) = (Instant::now(), 0);
        while began.elapsed() < STRETCH {
            done += steps(count)?;
            // A call that fills the stretch by itself is long enough.
            if began.elapsed() < STRETCH {
                count = (count * 2).min(256);
            }
        }
        rates.push(done as f64 / began.elapsed().as_secs_f64());
    }
    rates.remove(0);
    rates.sort_by(f64::total_cmp);
    Ok(rates[rates.len() / 2])
}

/// Steps a second on the card.
///
/// # Errors
/// It takes no model or batch of this size, or was lost.
fn on_card(card: &Card, start: &State, source: &WindowSource, run: Run) -> Result<f64> {
    let mut model = block_on(Accelerated::new(card, start, 1))?;
    block_on(model.set_examples(source))?;
    block_on(model.begin(run, true))?;
    rate(|count| block_on(model.advance(count as usize)).map(|losses| losses.len() as u64))
}

fn main() {
    let card = match block_on(Card::open(Asked::default())) {
        Ok(card) => card,
        Err(error) => return println!("no figures: {error}"),
    };
    let peak = std::env::var("GPU_PEAK_TFLOPS").ok().and_then(|text| text.parse::<f64>().ok());
    println!("{}", card.detail);
    println!(
        "size   CPU ex/s    GPU ex/s   GPU/CPU   GPU GFLOP/s{}",
        if peak.is_some() { "   of its peak" } else { "" }
    );
    for Size { letter, config, batch } in sizes() {
        let dims = config.dims;
        let stream = stream(&config);
        let run = TrainOptions { steps: Some(1e9), batch: Some(batch as f64), ..Default::default() }
            .checked()
            .expect("valid");

        let mut trainer = Trainer::new(config, 1);
        let start = trainer.state().clone();
        let mut pass = trainer.begin(run);
        let cpu = rate(|count| Ok(trainer.advance(&mut pass, &stream, count).losses.len() as u64))
            .expect("the CPU takes every size");

        let source = WindowSource::of_stream(stream.tokens.clone(), dims.context, None);
        let gpu = match on_card(&card, &start, &source, run) {
            Ok(rate) => rate,
            Err(refusal) => {
                println!("{letter:<4} {:>10.0}  {refusal}", cpu * batch as f64);
                continue;
            }
        };

        // Three products of each of the two layers, a multiplication and an addition each.
        let operations = 6 * batch * (dims.input() * dims.hidden + dims.hidden * dims.vocabulary);
        let flops = gpu * operations as f64;
        print!(
            "{:<4} {:>10.0}  {:>10.0}  {:>8.3}  {:>12.1}",
            letter,
            cpu * batch as f64,
            gpu * batch as f64,
            gpu / cpu,
            flops / 1e9
        );
        match peak {
            Some(peak) => println!("  {:>12.1} %", 100.0 * flops / (peak * 1e12)),
            None => println!(),
        }
    }
}
