//! The log of a run: all that changed it, in a form that can be done again to the last bit.

use std::sync::Arc;

use crate::train::Task;

/// At most so many ends of calls are remembered for each stretch of steps: further back, undo takes larger strides.
const MAXIMUM_CALLS: usize = 256;

/// One parameter that was set by hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Its place in the flat buffer.
    pub index: usize,
    /// What it was.
    pub before: f32,
    /// What it became.
    pub after: f32,
}

/// All parameters set by hand at once, or so many that a copy takes less than a list of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// All of them as they were.
    pub before: Arc<[f32]>,
    /// As they became.
    pub after: Arc<[f32]>,
    /// How many are others.
    pub changed: usize,
}

/// The kinds of change.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Training steps.
    Steps(Task),
    /// Parameters set by hand: no step is counted, the optimizer's state stays.
    Edit(Arc<[Cell]>),
    /// The same of whole tensors.
    Set(Whole),
}

impl Act {
    /// Whether parameters were set by hand.
    pub fn is_by_hand(&self) -> bool {
        matches!(self, Act::Edit(_) | Act::Set(_))
    }

    /// Sets them again, or takes them back.
    ///
    /// # Panics
    /// If they are another network's.
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

/// A place in a log: all entries before number `entry` are done, and the first `done` steps of that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The entry that comes next or is under way.
    pub entry: usize,
    /// How many of its steps are done.
    pub done: u64,
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The same in every branch of the run that has this entry in its past.
    pub id: u64,
    /// What was done.
    pub act: Act,
    /// The step that it began at.
    pub start: u64,
    /// Steps that it took.
    pub steps: u64,
    /// After how many of its steps the calls before the last one ended.
    calls: Vec<u64>,
}

impl Entry {
    /// An entry that is about to begin at this step.
    pub fn new(id: u64, act: Act, start: u64) -> Self {
        Entry { id, act, start, steps: 0, calls: Vec::new() }
    }

    /// The step that it ends at.
    pub fn end(&self) -> u64 {
        self.start + self.steps
    }

    /// Whether it is a stretch of such steps on the training split, so that more of the same continue it.
    pub fn is_of(&self, task: &Task) -> bool {
        task.own.is_none() && matches!(&self.act, Act::Steps(own) if own == task)
    }

    /// Another call continues it.
    pub fn call(&mut self) {
        if self.calls.len() == MAXIMUM_CALLS {
            self.calls.remove(0);
        }
        self.calls.push(self.steps);
    }

    /// Where the call began that took the last of the first `done` steps.
    pub fn call_before(&self, done: u64) -> u64 {
        self.calls.iter().rev().copied().find(|&end| end < done).unwrap_or(0)
    }

    /// Its first `steps` steps.
    pub fn cut(&mut self, steps: u64) {
        self.steps = steps;
        self.calls.retain(|&end| end < steps);
    }

    /// What it holds in memory.
    pub fn bytes(&self) -> usize {
        let held = match &self.act {
            Act::Steps(Task { own: Some(own), .. }) => 4 * (own.contexts.len() + own.targets.len()),
            Act::Steps(_) => 0,
            Act::Edit(cells) => size_of_val(&cells[..]),
            Act::Set(Whole { before, after, .. }) => size_of_val(&before[..]) + size_of_val(&after[..]),
        };
        size_of::<Entry>() + 8 * self.calls.len() + held
    }
}
