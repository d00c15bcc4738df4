//! Long work is begun, advanced piece by piece, fed if it reads a text, and finished or cancelled. Training, an evaluation, a count of
//! n-grams and the making of a model all have this one shape, so that the caller needs to know only it.
//!
//! A budget is counted in elementary operations (a multiplication with its addition, or a byte that is read), never in time: the caller
//! finds out how many of them fill a frame. Each call does at least one grain: one step, one example, a few thousand swaps.

use crate::error::{Error, Result};
use crate::reason;
use crate::text::Part;

/// Elementary operations that a number is worth which is copied, compared or read: its bytes.
pub const NUMBER_COST: u64 = 4;

/// How far a piece of work is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    /// The part that is done, in the work's own units.
    pub done: u64,
    /// The whole. It equals `done` only when nothing is left but to finish.
    pub total: u64,
    /// For a training run: the losses of the steps that this piece took.
    pub losses: Vec<f32>,
}

impl Progress {
    /// The progress `done` of `total`.
    pub fn of(done: u64, total: u64) -> Self {
        Progress { done, total, losses: Vec::new() }
    }

    /// The same part of another whole. It is the whole only when nothing is left.
    pub fn part_of(&self, whole: u64) -> u64 {
        if self.is_complete() { whole } else { whole * self.done / self.total }
    }

    /// Whether nothing is left but to finish.
    pub fn is_complete(&self) -> bool {
        self.done >= self.total
    }
}

/// How a piece of work affects the model that it works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It only reads, and the model must not change between its first and its last piece.
    Reads,
    /// It only reads its own copy, so the model may change meanwhile.
    Apart,
    /// It takes steps. Between its pieces the state is complete.
    Trains,
    /// It goes to another place of the run. Until it arrives, the state is only approximate.
    Travels,
}

impl Effect {
    /// Whether it changes what it works on: only one such piece of work is under way at a time.
    pub fn changes(self) -> bool {
        matches!(self, Effect::Trains | Effect::Travels)
    }
}

/// A piece of long work on a model, or on `()` if it needs none. The size of the pieces changes no bit of its output.
pub trait Work<On: ?Sized> {
    /// Its output.
    type Output;

    /// How it affects the model.
    fn effect(&self) -> Effect {
        Effect::Reads
    }

    /// Advances by about `budget` elementary operations, at least by one grain.
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

    /// Says that the text is complete.
    fn seal(&mut self) {}

    /// Does the rest of the work, and returns its output.
    ///
    /// # Errors
    /// What cannot be done.
    fn finish(self, on: &mut On) -> Result<Self::Output>
    where
        Self: Sized;

    /// Cancels the work: undoes what must not stay half done.
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

/// How many pieces of `cost` operations fit a budget, at least one.
pub fn fitting(budget: u64, cost: u64) -> usize {
    usize::try_from(budget / cost.max(1)).unwrap_or(usize::MAX).max(1)
}
