//! The tokens of a split, and its windows: contexts and targets, computed when they are needed.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::Blocks;

/// The tokens of a split. In a corpus of sentences the ids are `w1 .. wk </s> w1 .. wk </s>`. Padding is not stored; a window makes it
/// left of a sentence's first word.
#[derive(Debug, Clone)]
pub struct TokenStream {
    pub(super) ids: Arc<Blocks>,
    /// The range of ids that belongs to this split.
    pub(super) range: Range<usize>,
    pub(super) boundary: Option<u32>,
    /// Where every [`STRIDE`]th sentence starts in `ids`.
    pub(super) starts: Vec<usize>,
    /// The number of the split's first sentence: the strides count the sentences of the whole text.
    pub(super) skip: usize,
    pub(super) sentences: usize,
    pub(super) unknown: usize,
}

/// Only every such sentence start is stored: for a text of two-character lines all starts would take as much memory as its tokens.
pub(super) const STRIDE: usize = 64;

impl TokenStream {
    /// How many ids it has, `</s>` included.
    pub fn len(&self) -> usize {
        self.range.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }

    /// The id at a place, `</s>` included.
    ///
    /// # Panics
    /// Beyond the end.
    pub fn id(&self, index: usize) -> u32 {
        assert!(index < self.len(), "token {index} of a split of {}", self.len());
        self.ids.get(self.range.start + index)
    }

    /// All ids in order, `</s>` included.
    pub fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.range.clone().map(|at| self.ids.get(at))
    }

    /// How many sentences it has; 0 in a stream.
    pub fn sentences(&self) -> usize {
        self.sentences
    }

    /// The token that ends a sentence; none in a stream.
    pub fn boundary(&self) -> Option<u32> {
        self.boundary
    }

    /// How many tokens of the text it has, without `</s>`.
    pub fn tokens(&self) -> usize {
        self.len() - self.sentences
    }

    /// How many tokens are `<unk>`.
    pub fn unknown(&self) -> usize {
        self.unknown
    }

    /// The ids of the sentences `from` .. `from + count`, as far as they exist, without boundaries. In a stream, which has no sentences,
    /// `from` and `count` are in tokens, and the result is one row.
    pub fn rows(&self, from: usize, count: usize) -> Vec<Vec<u32>> {
        let Some(boundary) = self.boundary else {
            let from = from.min(self.len());
            let row: Vec<u32> =
                (from..from.saturating_add(count).min(self.len())).map(|i| self.id(i)).collect();
            return if row.is_empty() { Vec::new() } else { vec![row] };
        };
        if from >= self.sentences {
            return Vec::new();
        }
        let first = from + self.skip;
        let mut at = self.starts[first / STRIDE];
        let mut rows = Vec::new();
        for sentence in first - first % STRIDE..from.saturating_add(count).min(self.sentences) + self.skip {
            let mut row = Vec::new();
            while self.ids.get(at) != boundary {
                row.push(self.ids.get(at));
                at += 1;
            }
            at += 1;
            if sentence >= first {
                rows.push(row);
            }
        }
        rows
    }

    /// The number of the sentence that a token is in or ends; in a stream, the token's place. It visits only a few sentences.
    pub fn line_of(&self, index: usize) -> usize {
        let Some(boundary) = self.boundary else { return index };
        let target = self.range.start + index;
        let before = self.starts.partition_point(|&start| start <= target).max(1) - 1;
        let sentences = (self.starts[before]..target).filter(|&at| self.ids.get(at) == boundary).count();
        (before * STRIDE + sentences).saturating_sub(self.skip)
    }

    /// Every prediction with `context` tokens before it.
    pub fn windows(&self, context: usize) -> Windows<'_> {
        Windows { stream: self, context }
    }
}

/// A split as examples: n tokens of context and the next one.
#[derive(Debug, Clone, Copy)]
pub struct Windows<'a> {
    stream: &'a TokenStream,
    context: usize,
}

impl Windows<'_> {
    /// How many examples it has: in sentences, every word and every end; in a stream, all tokens after the first n.
    pub fn len(&self) -> usize {
        match self.stream.boundary {
            Some(_) => self.stream.len(),
            None => self.stream.len().saturating_sub(self.context),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// n
    pub fn context(&self) -> usize {
        self.context
    }

    /// Writes the context of example `index` into `out` (n ids, oldest first) and returns its target. O(n) for any index.
    ///
    /// # Panics
    /// If `out` is not n long, or there is no such example.
    pub fn gather(&self, index: usize, out: &mut [u32]) -> u32 {
        assert_eq!(out.len(), self.context, "a context of n ids");
        assert!(index < self.len(), "example {index} of {}", self.len());
        crate::counted::did(self.context + 1);
        let TokenStream { ids, range, boundary, .. } = self.stream;
        match *boundary {
            None => {
                let at = range.start + index;
                for (i, slot) in out.iter_mut().enumerate() {
                    *slot = ids.get(at + i);
                }
                ids.get(at + self.context)
            }
            Some(boundary) => {
                let target = range.start + index;
                let mut at = target;
                let mut inside = true;
                for slot in out.iter_mut().rev() {
                    inside = inside && at > range.start && ids.get(at - 1) != boundary;
                    *slot = if inside { ids.get(at - 1) } else { boundary };
                    at -= usize::from(inside);
                }
                ids.get(target)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(ids: &[u32], range: Range<usize>, boundary: Option<u32>) -> TokenStream {
        let mut blocks = Blocks::default();
        ids.iter().for_each(|&id| blocks.push(id));
        let sentences = ids[range.clone()].iter().filter(|&&id| Some(id) == boundary).count();
        let starts = vec![range.start];
        TokenStream { ids: Arc::new(blocks), range, boundary, starts, skip: 0, sentences, unknown: 0 }
    }

    fn examples(stream: &TokenStream, n: usize) -> Vec<(Vec<u32>, u32)> {
        let windows = stream.windows(n);
        (0..windows.len())
            .map(|i| {
                let mut context = vec![99; n];
                let target = windows.gather(i, &mut context);
                (context, target)
            })
            .collect()
    }

    #[test]
    fn a_sentence_is_padded_left_and_ended() {
        let s = stream(&[9, 0, 5, 6, 0, 7, 0], 2..7, Some(0));
        assert_eq!(
            examples(&s, 2),
            [
                (vec![0, 0], 5),
                (vec![0, 5], 6),
                (vec![5, 6], 0),
                (vec![0, 0], 7), // nothing of the sentence before
                (vec![0, 7], 0)
            ]
        );
        assert_eq!(examples(&s, 16)[2].0[13..], [0, 5, 6]);
        assert_eq!((s.sentences(), s.tokens()), (2, 3));
        assert_eq!(s.rows(0, 9), [vec![5, 6], vec![7]]);
        assert_eq!(s.rows(1, 1), [vec![7]]);
        assert!(s.rows(2, 1).is_empty());
    }

    #[test]
    fn a_stream_starts_with_context_only() {
        let s = stream(&[9, 1, 2, 3, 4], 1..5, None);
        assert_eq!(examples(&s, 2), [(vec![1, 2], 3), (vec![2, 3], 4)]);
        assert!(s.windows(4).is_empty());
        assert_eq!(s.rows(1, 2), [vec![2, 3]]);
        assert_eq!((s.sentences(), s.tokens()), (0, 4));
    }
}
