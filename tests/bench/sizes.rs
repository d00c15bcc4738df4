//! The sizes that every figure of speed names, and a made-up text to train on.

use glasslm::lm::Sequence;
use glasslm::model::{Activation, Config, Dims};

/// A network and its batch, by the letter that the README calls it.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// T, M, W or L.
    pub letter: char,
    /// The network.
    pub config: Config,
    /// B
    pub batch: usize,
}

/// The table that the browser's benchmark reads too.
pub(crate) fn sizes() -> Vec<Size> {
    let table = include_str!("sizes.txt").lines().filter(|line| !line.starts_with('#'));
    table
        .map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [letter, numbers @ .., bias] = fields.as_slice() else { panic!("{line}") };
            let number = |i: usize| numbers[i].parse().expect("a whole number");
            let dims =
                Dims { vocabulary: number(0), context: number(1), embedding: number(2), hidden: number(3) };
            Size {
                letter: letter.chars().next().expect("a letter"),
                config: Config { dims, activation: Activation::Tanh, bias: *bias == "yes" },
                batch: number(4),
            }
        })
        .collect()
}

/// A stream in which every word follows from its place, for a network of this make.
pub(crate) fn stream(config: &Config) -> Sequence {
    let Dims { vocabulary, context, .. } = config.dims;
    let words = vocabulary as u64;
    Sequence { tokens: (0..100_000_u64).map(|i| (i * i % 10_007 % words) as u32).collect(), context }
}
