//! What changes a run, in a form that can be done again to the last bit.

use std::sync::Arc;

use super::options::{OrderName, Run, Settings};
use crate::lm::Examples;

/// At most so many ends of calls are remembered for each stretch of steps: further back, undo takes larger strides.
const MAXIMUM_CALLS: usize = 256;

/// Examples that a caller brought along: B·n ids, oldest first, and B targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The contexts, one after the other.
    pub contexts: Vec<u32>,
    /// What follows each.
    pub targets: Vec<u32>,
    /// n
    pub n: usize,
    /// The step at which the first of them was dealt: a run that is done again from further on deals the same ones.
    pub first: u64,
}

impl Examples for Own {
    fn len(&self) -> usize {
        self.targets.len()
    }
    fn context_length(&self) -> usize {
        self.n
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        context.copy_from_slice(&self.contexts[index * self.n..(index + 1) * self.n]);
        self.targets[index]
    }
}

/// What a step is made of besides the state that it starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// B
    pub batch: usize,
    /// The order of the examples.
    pub order: OrderName,
    /// Rate, rule, schedule.
    pub settings: Settings,
    /// The caller's own examples, in their order from the first on; none: the training split, where the run is in it.
    pub own: Option<Arc<Own>>,
}

impl Task {
    /// Steps on the training split.
    pub fn split(run: &Run) -> Self {
        Task { batch: run.batch, order: run.order, settings: run.settings, own: None }
    }

    /// Steps on examples of the caller's own.
    pub fn own(run: &Run, own: Own) -> Self {
        let own = Some(Arc::new(own));
        Task { batch: run.batch, order: OrderName::Sequential, settings: run.settings, own }
    }
}

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
pub enum What {
    /// Training steps.
    Steps(Task),
    /// Parameters set by hand: no step is counted, the optimizer's state stays.
    Edit(Arc<[Cell]>),
    /// The same of whole tensors.
    Set(Whole),
}

impl What {
    /// Whether parameters were set by hand.
    pub fn is_by_hand(&self) -> bool {
        matches!(self, What::Edit(_) | What::Set(_))
    }

    /// Sets them again, or takes them back.
    ///
    /// # Panics
    /// If they are another network's.
    pub fn set(&self, parameters: &mut [f32], back: bool) {
        match self {
            What::Steps(_) => {}
            What::Edit(cells) => {
                for cell in &cells[..] {
                    parameters[cell.index] = if back { cell.before } else { cell.after };
                }
            }
            What::Set(Whole { before, after, .. }) => {
                parameters.copy_from_slice(if back { before } else { after });
            }
        }
    }
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The same in every line of the run that has this change in its past.
    pub id: u64,
    /// What was done.
    pub what: What,
    /// The step that it began at.
    pub start: u64,
    /// Steps that it took.
    pub steps: u64,
    /// After how many of its steps the calls before the last one ended.
    calls: Vec<u64>,
}

impl Change {
    /// A change that is about to begin at this step.
    pub fn new(id: u64, what: What, start: u64) -> Self {
        Change { id, what, start, steps: 0, calls: Vec::new() }
    }

    /// The step that it ends at.
    pub fn end(&self) -> u64 {
        self.start + self.steps
    }

    /// Whether it is a stretch of such steps on the training split, so that more of the same continue it.
    pub fn is_of(&self, task: &Task) -> bool {
        task.own.is_none() && matches!(&self.what, What::Steps(own) if own == task)
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
        let held = match &self.what {
            What::Steps(Task { own: Some(own), .. }) => 4 * (own.contexts.len() + own.targets.len()),
            What::Steps(_) => 0,
            What::Edit(cells) => size_of_val(&cells[..]),
            What::Set(Whole { before, after, .. }) => size_of_val(&before[..]) + size_of_val(&after[..]),
        };
        size_of::<Change>() + 8 * self.calls.len() + held
    }
}
