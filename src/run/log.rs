//! The log of a run: everything that changed it, in a form that can be repeated to the last bit.

use std::sync::Arc;

use crate::train::TrainTask;

/// The most ends of calls that an entry of steps remembers. Further back undo takes larger strides.
const MAXIMUM_CALLS: usize = 256;

/// One parameter that was set by hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Its place in the flat buffer.
    pub index: usize,
    /// The old number.
    pub before: f32,
    /// The new number.
    pub after: f32,
}

/// Parameters that were set by hand, so many of them that two whole copies are smaller than a list. The lists are moved here, not
/// copied.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// All parameters before.
    pub before: Arc<Vec<f32>>,
    /// All parameters after.
    pub after: Arc<Vec<f32>>,
    /// How many of them changed.
    pub changed: usize,
}

/// The kinds of change.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Training steps.
    Steps(TrainTask),
    /// Parameters set by hand: no step is counted, and the optimizer's state stays.
    Edit(Arc<[Cell]>),
    /// The same, stored as whole copies.
    Set(Whole),
}

impl Act {
    /// Whether parameters were set by hand.
    pub fn is_by_hand(&self) -> bool {
        matches!(self, Act::Edit(_) | Act::Set(_))
    }

    /// Sets the parameters again, or with `back` restores the old ones.
    ///
    /// # Panics
    /// If the parameters belong to another network.
    pub fn set(&self, parameters: &mut [f32], back: bool) {
        match self {
            Act::Steps(_) => {}
            Act::Edit(cells) => {
                for cell in &cells[..] {
                    parameters[cell.index] = if back { cell.before } else { cell.after };
                }
            }
            Act::Set(Whole { before, after, .. }) => {
                parameters.copy_from_slice(if back { before } else { after });
            }
        }
    }
}

/// A place in a log: all entries before number `entry` are done, and the first `done` steps of this entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The entry that is next or under way.
    pub entry: usize,
    /// How many of its steps are done.
    pub done: u64,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The same in every branch whose past has this entry.
    pub id: u64,
    /// What was done.
    pub act: Act,
    /// The step at which it began.
    pub start: u64,
    /// How many steps it has.
    pub steps: u64,
    /// For each call but the last one, after how many steps of the entry it ended.
    calls: Vec<u64>,
}

impl Entry {
    /// An entry without steps that begins at this step.
    pub fn new(id: u64, act: Act, start: u64) -> Self {
        Entry { id, act, start, steps: 0, calls: Vec::new() }
    }

    /// The step at which it ends.
    pub fn end(&self) -> u64 {
        self.start + self.steps
    }

    /// Whether it has steps of this task on the training split, so that more of them continue it.
    pub fn is_of(&self, task: &TrainTask) -> bool {
        task.own.is_none() && matches!(&self.act, Act::Steps(own) if own == task)
    }

    /// Notes that another call continues it.
    pub fn call(&mut self) {
        if self.calls.len() == MAXIMUM_CALLS {
            self.calls.remove(0);
        }
        self.calls.push(self.steps);
    }

    /// After how many steps of the entry the call began that took step number `done`.
    pub fn call_before(&self, done: u64) -> u64 {
        self.calls.iter().rev().copied().find(|&end| end < done).unwrap_or(0)
    }

    /// Keeps only its first `steps` steps.
    pub fn cut(&mut self, steps: u64) {
        self.steps = steps;
        self.calls.retain(|&end| end < steps);
    }

    /// Its size in memory.
    pub fn bytes(&self) -> usize {
        let held = match &self.act {
            Act::Steps(TrainTask { own: Some(own), .. }) => 4 * (own.contexts.len() + own.targets.len()),
            Act::Steps(_) => 0,
            Act::Edit(cells) => size_of_val(&cells[..]),
            Act::Set(Whole { after, .. }) => 2 * size_of_val(&after[..]),
        };
        size_of::<Entry>() + 8 * self.calls.len() + held
    }
}
