//! How fast the network trains natively: `cargo bench`. The sizes are those that every figure of the README names.

mod sizes;

use divan::counter::ItemsCount;
use glasslm::run::Trainer;
use glasslm::train::TrainOptions;
use sizes::{Size, sizes, stream};

fn main() {
    divan::main();
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.letter)
    }
}

#[divan::bench(args = sizes())]
fn step(bencher: divan::Bencher<'_, '_>, size: Size) {
    let mut trainer = Trainer::new(size.config, 1);
    let stream = stream(&size.config);
    let steps = if size.config.dims.vocabulary > 1_000 { 2 } else { 256u64 };
    let options = TrainOptions { steps: Some(1e9), batch: Some(size.batch as f64), ..Default::default() };
    let mut pass = trainer.begin(options.checked().expect("these options are valid"));
    bencher
        .counter(ItemsCount::new(steps))
        .bench_local(|| trainer.advance(&mut pass, &stream, steps).losses.len());
}
