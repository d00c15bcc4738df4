//! What followed a context, the most frequent first, in pieces: after a frequent word nearly every other word may follow.

use std::collections::BinaryHeap;

use super::Ngram;
use crate::counted;
use crate::error::Result;
use crate::memory;
use crate::reason;

/// Elementary operations for one follower: it sinks into the heap, or it comes out of it and is told.
pub const FOLLOWER_COST: u64 = 64;

/// What followed a context. It borrows nothing; the model must stay the same.
#[derive(Debug)]
pub struct Following {
    context: Vec<u32>,
    /// Followers that are read, and all of them.
    read: usize,
    total: usize,
    /// The count above the token's complement: on top the most frequent, of equal ones the first.
    heap: BinaryHeap<u64>,
}

impl Following {
    /// After the last order - 1 tokens of a context.
    ///
    /// # Errors
    /// A context that is too short; less memory than the followers take.
    pub fn new(model: &Ngram, context: &[u32]) -> Result<Self> {
        let context = model.history(context)?.to_vec();
        let total = model.highest().table.find(&context).map_or(0, |followers| followers.tokens.len());
        // Here, and where they are told.
        memory::ask(reason::ngram_list(), &[(size_of::<u64>() * total) as u64; 2])?;
        Ok(Following { context, read: 0, total, heap: BinaryHeap::with_capacity(total) })
    }

    /// The tokens that count, oldest first.
    pub fn context(&self) -> &[u32] {
        &self.context
    }

    /// How many followed.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Reads or tells about `count` followers, and returns how many steps of both are done, of twice the total.
    pub fn advance(&mut self, model: &Ngram, count: usize, mut tell: impl FnMut(u32, u32)) -> usize {
        let mut left = count;
        if let Some(followers) = model.highest().table.find(&self.context) {
            let end = self.total.min(self.read.saturating_add(left));
            let some = self.read..end;
            left -= some.len();
            let pairs = followers.tokens[some.clone()].iter().zip(&followers.counts[some]);
            self.heap.extend(pairs.map(|(&token, &count)| u64::from(count) << 32 | u64::from(!token)));
            self.read = end;
        }
        while left > 0
            && let Some(most) = self.heap.pop()
        {
            tell(!(most as u32), (most >> 32) as u32);
            left -= 1;
        }
        counted::did(FOLLOWER_COST as usize * (count - left));
        2 * self.read - self.heap.len()
    }
}
