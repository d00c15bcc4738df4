//! The limits of the network in numbers: how W grows with the window, and how little its blocks share.

use serde::Serialize;

use crate::model::config::MAXIMUM_CONTEXT;
use crate::model::{Config, Dims, Parameters, Tensor};

/// The sizes for a context length.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Growth {
    /// n, words of context.
    pub context: usize,
    /// H·n·d, the numbers in W.
    pub w: u64,
    /// All parameters.
    pub parameters: u64,
    /// |V| to the power of n + 1: the size of a table of all (n+1)-grams.
    pub ngrams: f64,
}

/// The sizes for every context length from 1 to 16, with everything else unchanged.
pub fn growth(config: &Config) -> Vec<Growth> {
    (1..=MAXIMUM_CONTEXT)
        .map(|context| {
            let dims = Dims { context, ..config.dims };
            let w = (dims.hidden as u64).saturating_mul(dims.input() as u64);
            let ngrams = (0..=context).fold(1.0, |p, _| p * dims.vocabulary as f64);
            Growth { context, w, parameters: Config { dims, ..*config }.parameter_count(), ngrams }
        })
        .collect()
}

/// What one word adds to the hidden units at each position, and how similar these contributions are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WordBlocks {
    /// W_i E x, n vectors of H numbers, oldest position first: what the word adds to a at position i.
    pub given: Vec<Vec<f32>>,
    /// n x n: the cosine between its contributions at two positions. 1: the same; near 0: unrelated.
    pub alike: Vec<Vec<f64>>,
    /// n x n: the cosine between two blocks of W as a whole.
    pub blocks: Vec<Vec<f64>>,
}

/// The blocks of W for one word.
///
/// # Panics
/// If the word is not in the vocabulary.
pub fn blocks(parameters: &Parameters, word: u32) -> WordBlocks {
    let Dims { context: n, embedding: d, hidden, .. } = parameters.layout.config.dims;
    let column = &parameters.slice(Tensor::E)[word as usize * d..(word as usize + 1) * d];
    let w = parameters.slice(Tensor::W);
    let block = |i: usize| -> Vec<f32> {
        (0..hidden).flat_map(|h| &w[h * n * d + i * d..h * n * d + (i + 1) * d]).copied().collect()
    };
    let all: Vec<Vec<f32>> = (0..n).map(block).collect();
    let given: Vec<Vec<f32>> =
        all.iter().map(|block| block.chunks(d).map(|row| product(row, column) as f32).collect()).collect();
    WordBlocks { alike: cosines(&given), blocks: cosines(&all), given }
}

fn product(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

/// The cosine of every pair; 0 if one of the two vectors is zero.
fn cosines(rows: &[Vec<f32>]) -> Vec<Vec<f64>> {
    let cosine = |a: &[f32], b: &[f32]| {
        let lengths = (product(a, a) * product(b, b)).sqrt();
        if lengths > 0.0 { product(a, b) / lengths } else { 0.0 }
    };
    rows.iter().map(|a| rows.iter().map(|b| cosine(a, b)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let dims = Dims { context: 2, embedding: 2, hidden: 2, vocabulary: 3 };
        Config { dims, activation: Default::default(), bias: false }.checked().expect("small")
    }

    #[test]
    fn w_grows_with_the_window_by_hand() {
        let all = growth(&config());
        assert_eq!(all.len(), 16);
        assert_eq!((all[0].context, all[0].w, all[0].parameters, all[0].ngrams), (1, 4, 6 + 4 + 6, 9.0));
        assert_eq!((all[2].context, all[2].w, all[2].ngrams), (3, 12, 81.0));
        assert_eq!(all[1].parameters, config().parameter_count());
    }

    #[test]
    fn what_a_word_gives_at_each_position_by_hand() {
        let mut parameters = Parameters::zeros(config());
        parameters.slice_mut(Tensor::E).copy_from_slice(&[0.0, 0.0, 1.0, 2.0, 5.0, 5.0]);
        // Two rows of H, each [block 0 | block 1].
        parameters.slice_mut(Tensor::W).copy_from_slice(&[1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]);
        let found = blocks(&parameters, 1);
        assert_eq!(found.given, [[1.0, 2.0], [2.0, 1.0]]);
        assert!((found.alike[0][1] - 0.8).abs() < 1e-12 && (found.alike[1][1] - 1.0).abs() < 1e-12);
        assert_eq!(found.blocks[0][1], 0.0);
        assert_eq!(blocks(&parameters, 0).alike[0][0], 0.0);
    }
}
