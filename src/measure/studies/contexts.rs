//! Finds the training contexts whose embeddings are nearest to those of a given context: similar contexts that the network has seen.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::lm::Done;
use crate::memory;
use crate::model::{Parameters, Tensor};
use crate::reason;
use crate::text::{TokenStream, Windows};

/// One distinct training context.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NearContext {
    /// Its n token ids, oldest first.
    pub context: Vec<u32>,
    /// The cosine of its e and the given context's e: 1 for the same direction.
    pub similarity: f64,
    /// The first training sentence that has it; in a stream, the position of the token predicted from it.
    pub line: usize,
    /// How often it occurs in training.
    pub count: u32,
    /// The tokens that followed it and how often, the most frequent first.
    pub followers: Vec<(u32, u32)>,
}

/// A word's column of E.
fn column(parameters: &Parameters, word: u32) -> &[f32] {
    let d = parameters.layout.config.dims.embedding;
    &parameters.slice(Tensor::E)[word as usize * d..][..d]
}

fn product(a: &[f32], b: &[f32]) -> f64 {
    crate::counted::did(a.len());
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

/// The search. It borrows nothing.
#[derive(Debug)]
pub struct ContextsWork {
    n: usize,
    most: usize,
    /// The given context.
    asked: Vec<u32>,
    /// Entry position·|V| + word: q(position) · E(word).
    products: Vec<f64>,
    /// |E(word)|²
    squares: Vec<f64>,
    /// |q|
    length: f64,
    next: usize,
    line: usize,
    found: Vec<NearContext>,
    context: Vec<u32>,
}

impl ContextsWork {
    /// Begins to search the `most` contexts nearest to this one, by this network's E.
    ///
    /// # Errors
    /// A context whose embeddings are all zero and have no direction; too little memory.
    ///
    /// # Panics
    /// If `context` does not have n ids of the vocabulary.
    pub fn new(parameters: &Parameters, context: &[u32], most: usize) -> Result<Self> {
        let dims = parameters.layout.config.dims;
        assert_eq!(context.len(), dims.context, "a context of n ids");
        let words = dims.vocabulary as u64;
        memory::ask(reason::nearest_contexts(), &[8 * words, 8 * words * dims.context as u64])?;
        let asked = context.to_vec();
        let square = |&word: &u32| product(column(parameters, word), column(parameters, word));
        let length = context.iter().map(square).sum::<f64>().sqrt();
        if length == 0.0 {
            return Err(Error::State(reason::context_without_direction()));
        }
        let context = vec![0; dims.context];
        let squares = Vec::with_capacity(dims.vocabulary);
        let products = vec![0.0; dims.vocabulary * dims.context];
        let (next, line, found) = (0, 0, Vec::new());
        let n = dims.context;
        Ok(ContextsWork { n, most, asked, products, squares, length, next, line, found, context })
    }

    /// Advances by about `budget` elementary operations: first the products of each word, then context by context.
    ///
    /// # Panics
    /// If the parameters are not those that it was begun with.
    pub fn advance(
        &mut self,
        parameters: &Parameters,
        stream: &TokenStream,
        boundary: Option<u32>,
        mut budget: u64,
    ) -> Done {
        let (size, d) = (parameters.layout.config.dims.vocabulary, parameters.layout.config.dims.embedding);
        let cost = ((self.n + 1) * d) as u64;
        while budget > 0 && self.squares.len() < size {
            let word = self.squares.len();
            let own = column(parameters, word as u32);
            self.squares.push(product(own, own));
            for (position, &q) in self.asked.iter().enumerate() {
                self.products[position * size + word] = product(column(parameters, q), own);
            }
            budget = budget.saturating_sub(cost);
        }
        let total = size + stream.windows(self.n).len();
        if budget == 0 {
            return Done { done: self.squares.len() + self.next, total };
        }
        let contexts = crate::work::fitting(budget, 16 * self.n as u64);
        let Done { done, .. } = self.compare(stream, boundary, contexts);
        Done { done: size + done, total }
    }

    /// Compares up to `budget` more contexts with the given one.
    fn compare(&mut self, stream: &TokenStream, boundary: Option<u32>, budget: usize) -> Done {
        let windows: Windows<'_> = stream.windows(self.n);
        let total = windows.len();
        let end = total.min(self.next.saturating_add(budget));
        let size = self.squares.len();
        for index in self.next..end {
            let target = windows.gather(index, &mut self.context);
            let (mut product, mut square) = (0.0, 0.0);
            for (position, &word) in self.context.iter().enumerate() {
                product += self.products[position * size + word as usize];
                square += self.squares[word as usize];
            }
            // A context without a direction has no similar ones.
            let similarity = if square > 0.0 { product / (self.length * square.sqrt()) } else { 0.0 };
            let line = if boundary.is_some() { self.line } else { index + self.n };
            self.line += usize::from(boundary == Some(target));
            self.meet(similarity, line, target);
        }
        self.next = end;
        Done { done: end, total }
    }

    /// Adds a context in order of similarity. A context that was dropped never returns: the least similarity that is kept only grows.
    fn meet(&mut self, similarity: f64, line: usize, target: u32) {
        let full = self.found.len() == self.most;
        if full && self.found.last().is_none_or(|last| similarity < last.similarity) {
            return;
        }
        let found = &mut self.found;
        let at = found.partition_point(|near| near.similarity > similarity);
        let equal = found[at..].iter().take_while(|near| near.similarity == similarity).count();
        if let Some(near) = found[at..at + equal].iter_mut().find(|near| near.context == self.context) {
            near.count += 1;
            match near.followers.iter_mut().find(|(token, _)| *token == target) {
                Some((_, count)) => *count += 1,
                None => near.followers.push((target, 1)),
            }
            return;
        }
        if full && at + equal == self.most {
            return; // as near as the last one, which came first
        }
        let followers = vec![(target, 1)];
        found.insert(
            at + equal,
            NearContext { context: self.context.clone(), similarity, line, count: 1, followers },
        );
        found.truncate(self.most);
    }

    /// The contexts found, nearest first.
    pub fn finish(mut self) -> Vec<NearContext> {
        for near in &mut self.found {
            near.followers.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Config, Dims};
    use crate::text::{Corpus, CorpusOptions};

    /// |V| = 6: </s> <unk> a b c d, E in two dimensions by hand.
    fn parameters() -> Parameters {
        let dims = Dims { context: 2, embedding: 2, hidden: 1, vocabulary: 6 };
        let config = Config { dims, activation: Default::default(), bias: false };
        let mut parameters = Parameters::zeros(config.checked().expect("small"));
        parameters.slice_mut(Tensor::E).copy_from_slice(&[
            0.0, 0.0, 0.0, 0.0, // </s>, <unk>
            1.0, 0.0, // a
            0.8, 0.6, // b: near to a
            0.0, 1.0, // c
            -1.0, 0.0, // d: opposite to a
        ]);
        parameters
    }

    fn nearest(most: usize, budget: u64) -> Vec<NearContext> {
        let corpus = Corpus::from_splits(
            CorpusOptions {
                vocabulary: Some(["a", "b", "c", "d"].map(String::from).to_vec()),
                ..Default::default()
            },
            "a c a\nb c d\nd c b\nb c a\nb c d\n",
            "",
            "",
        )
        .expect("a corpus");
        let mut work = ContextsWork::new(&parameters(), &[2, 4], most).expect("a direction");
        while {
            let done = work.advance(&parameters(), &corpus.train, corpus.vocabulary.boundary(), budget);
            done.done < done.total
        } {}
        work.finish()
    }

    #[test]
    fn the_same_context_is_first_and_a_like_one_second() {
        let found = nearest(3, u64::MAX);
        assert_eq!(found, nearest(3, 1));
        // a c: the same. b c: (0.8 + 1) / (sqrt 2 · sqrt 2) = 0.9, in lines 1, 3 and 4.
        assert_eq!((found[0].context.as_slice(), found[0].line, found[0].count), (&[2, 4][..], 0, 1));
        assert!((found[0].similarity - 1.0).abs() < 1e-6);
        assert_eq!((found[1].context.as_slice(), found[1].line, found[1].count), (&[3, 4][..], 1, 3));
        assert!((found[1].similarity - 0.9).abs() < 1e-6, "{found:?}");
        assert_eq!(found[1].followers, [(5, 2), (2, 1)]);
    }

    #[test]
    fn however_few_are_kept_their_counts_are_whole() {
        let all = nearest(100, 7);
        for most in 1..all.len() {
            assert_eq!(nearest(most, 3), all[..most]);
        }
        assert!(all.windows(2).all(|pair| pair[0].similarity >= pair[1].similarity));
    }

    #[test]
    fn a_context_without_a_direction_is_said() {
        assert!(ContextsWork::new(&parameters(), &[0, 0], 3).is_err());
    }
}
