//! Long work: begun, advanced piece by piece, fed where it reads a text, finished, or given up. Training, an evaluation, a count of
//! n-grams, a model in the making are all of this one shape, so that whoever drives them knows only it.
//!
//! A budget is counted in elementary operations, a multiplication with its addition or a byte that is looked at, never in time: how many
//! of them fill a frame is what the driver finds out. Whatever the budget, one grain is done: one step, one example, a few thousand swaps.

use crate::error::{Error, Result};
use crate::reason;
use crate::text::Part;

/// How far a piece of work is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// What is behind, in the work's own units.
    pub done: u64,
    /// All of it. No more than `done` only when nothing is left but to finish.
    pub total: u64,
    /// Of a training run: the losses of the steps that this piece took.
    pub losses: Vec<f32>,
}

impl Progress {
    /// So much of so much.
    pub fn of(done: u64, total: u64) -> Self {
        Progress { done, total, losses: Vec::new() }
    }

    /// Whether nothing is left but to finish.
    pub fn is_complete(&self) -> bool {
        self.done >= self.total
    }
}

/// What a piece of work does to what it works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing; it wants to see one and the same state from its first piece to its last.
    Reads,
    /// Nothing, and it has a copy of its own of what it needs: others may change the rest meanwhile.
    Apart,
    /// It takes steps. Between its pieces the state is whole.
    Trains,
    /// It goes to another place of the run. Until it is there, the state is only near.
    Travels,
}

impl Effect {
    /// Whether it changes what it works on: only one such piece of work is under way at a time.
    pub fn changes(self) -> bool {
        matches!(self, Effect::Trains | Effect::Travels)
    }
}

/// A piece of long work on something, `()` where it stands for itself. How it is cut changes no bit of what it gives.
pub trait Work<On: ?Sized> {
    /// What it gives.
    type Output;

    /// What it does to what it works on.
    fn effect(&self) -> Effect {
        Effect::Reads
    }

    /// Goes on for about `budget` elementary operations, by one grain at the least.
    ///
    /// # Errors
    /// What cannot be done. The work is then over.
    fn advance(&mut self, on: &mut On, budget: u64) -> Result<Progress>;

    /// Takes a chunk of the text that it reads, in UTF-8, cut anywhere.
    ///
    /// # Errors
    /// More text than there is memory for; work that reads none.
    fn feed(&mut self, _part: Part, _utf8: &[u8]) -> Result<()> {
        Err(Error::State(reason::reads_no_text()))
    }

    /// The text is complete.
    fn seal(&mut self) {}

    /// What it gives; whatever is left of it is done first.
    ///
    /// # Errors
    /// What cannot be done.
    fn finish(self, on: &mut On) -> Result<Self::Output>
    where
        Self: Sized;

    /// Gives it up before its end: puts back what must not stay half done.
    fn give_up(&mut self, _on: &mut On) {}
}

/// Advances until nothing is left.
///
/// # Errors
/// As [`Work::advance`].
pub fn complete<On: ?Sized, W: Work<On> + ?Sized>(work: &mut W, on: &mut On) -> Result<()> {
    while !work.advance(on, u64::MAX)?.is_complete() {}
    Ok(())
}

/// How many pieces of `cost` operations each fit a budget: one at the least.
pub fn fitting(budget: u64, cost: u64) -> usize {
    usize::try_from(budget / cost.max(1)).unwrap_or(usize::MAX).max(1)
}
