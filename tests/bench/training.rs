//! How fast the network trains natively: `cargo bench`. The sizes are those that every figure of the README names.

use divan::counter::ItemsCount;
use glasslm::lm::Examples;
use glasslm::model::{Activation, Config, Dims};
use glasslm::train::{TrainOptions, Trainer};

fn main() {
    divan::main();
}

/// A network and its batch, by the letter that the README calls it.
#[derive(Clone, Copy)]
struct Size {
    letter: char,
    vocabulary: usize,
    context: usize,
    embedding: usize,
    hidden: usize,
    batch: usize,
    bias: bool,
}

/// The table that the browser's benchmark reads too.
fn sizes() -> Vec<Size> {
    let table = include_str!("sizes.txt").lines().filter(|line| !line.starts_with('#'));
    table
        .map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [letter, numbers @ .., bias] = fields.as_slice() else { panic!("{line}") };
            let number = |i: usize| numbers[i].parse().expect("a whole number");
            Size {
                letter: letter.chars().next().expect("a letter"),
                vocabulary: number(0),
                context: number(1),
                embedding: number(2),
                hidden: number(3),
                batch: number(4),
                bias: *bias == "yes",
            }
        })
        .collect()
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.letter)
    }
}

/// A stream in which every word follows from the ones before it.
struct Stream {
    n: usize,
    words: usize,
}

impl Examples for Stream {
    fn len(&self) -> usize {
        100_000
    }
    fn context_length(&self) -> usize {
        self.n
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        let word = |i: usize| (i * i % 10_007 % self.words) as u32;
        for (i, slot) in context.iter_mut().enumerate() {
            *slot = word(index + i);
        }
        word(index + self.n)
    }
}

#[divan::bench(args = sizes())]
fn step(bencher: divan::Bencher<'_, '_>, size: Size) {
    let dims = Dims {
        context: size.context,
        embedding: size.embedding,
        hidden: size.hidden,
        vocabulary: size.vocabulary,
    };
    let config = Config { dims, activation: Activation::Tanh, bias: size.bias };
    let mut trainer = Trainer::new(config, 1);
    let stream = Stream { n: size.context, words: size.vocabulary };
    let steps = if size.vocabulary > 1_000 { 2 } else { 256u64 };
    let options = TrainOptions { steps: Some(1e9), batch: Some(size.batch as f64), ..Default::default() };
    let mut pass = trainer.begin(options.checked().expect("these options are valid"));
    bencher
        .counter(ItemsCount::new(steps))
        .bench_local(|| trainer.advance(&mut pass, &stream, steps).losses.len());
}
