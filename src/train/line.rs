//! One course that the run took: what was done from its first state on, and snapshots on the way.

use std::ops::Deref;
use std::sync::Arc;

use super::change::Change;
use super::trainer::State;
use crate::memory::{self, Held};

/// A place in a line: all changes before number `change` are done, and the first `done` steps of that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The change that comes next or is under way.
    pub change: usize,
    /// How many of its steps are done.
    pub done: u64,
}

/// A copy of a state, counted among the pasts of all runs for as long as it is kept.
#[derive(Debug)]
pub struct Kept {
    state: State,
    held: Held,
}

impl Kept {
    /// A copy that stays whatever it takes: a run's first state.
    pub fn first(state: &State) -> Arc<Self> {
        Arc::new(Kept { held: Held::taken(state.bytes() as u64), state: state.clone() })
    }

    /// A copy, if there is room for it.
    pub fn of(state: &State) -> Option<Arc<Self>> {
        let bytes = state.bytes() as u64;
        let held = Held::take(bytes)?;
        memory::ask("a snapshot", &state.buffers()).ok()?;
        Some(Arc::new(Kept { state: state.clone(), held }))
    }

    /// A copy in the memory of this one, if it has another rule's size and there is no room for that, none.
    pub fn again(self, state: &State) -> Option<Arc<Self>> {
        let Kept { state: mut memory, held } = self;
        if memory.bytes() != state.bytes() {
            drop((memory, held));
            return Kept::of(state);
        }
        memory.take_over(state);
        Some(Arc::new(Kept { state: memory, held }))
    }
}

impl Deref for Kept {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

/// A state that was kept.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The same in every line that shares it.
    pub id: u64,
    /// Where it was taken.
    pub at: Cursor,
    /// What stood there.
    pub state: Arc<Kept>,
}

/// A course of the run. Lines that parted share the changes and snapshots of their common past.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number.
    pub id: u32,
    /// The log, oldest first.
    pub changes: Vec<Change>,
    /// By place; the first one is where the log begins.
    pub snapshots: Vec<Snapshot>,
    /// The state at its end, while the run stands elsewhere.
    pub tip: Option<Arc<State>>,
}

impl Line {
    /// The first step that can be gone back to.
    pub fn first_step(&self) -> u64 {
        self.snapshots[0].state.step
    }

    /// The furthest step.
    pub fn last_step(&self) -> u64 {
        self.changes.last().map_or_else(|| self.first_step(), Change::end)
    }

    /// Behind the last change.
    pub fn end(&self) -> Cursor {
        Cursor { change: self.changes.len(), done: 0 }
    }

    /// Where the run stood after this step and what was done by hand there: where the next step started from.
    pub fn cursor_of(&self, step: u64) -> Cursor {
        match self.changes.iter().position(|change| change.end() > step) {
            Some(change) => Cursor { change, done: step.saturating_sub(self.changes[change].start) },
            None => self.end(),
        }
    }

    /// The step at a place.
    pub fn step_of(&self, at: Cursor) -> u64 {
        self.changes.get(at.change).map_or_else(|| self.last_step(), |change| change.start + at.done)
    }

    /// Where the latest change before this place began: an edit, a call on own examples, a call of `train`.
    pub fn undone(&self, at: Cursor) -> Option<Cursor> {
        let (change, done) = match at.done {
            0 => (at.change.checked_sub(1)?, self.changes[at.change - 1].steps),
            done => (at.change, done),
        };
        Some(Cursor { change, done: self.changes[change].call_before(done) })
    }

    /// One step before this place, if the latest that was done is a step.
    pub fn step_back(&self, at: Cursor) -> Option<Cursor> {
        let (change, done) = match at.done {
            0 => (at.change.checked_sub(1)?, self.changes[at.change - 1].steps),
            done => (at.change, done),
        };
        Some(Cursor { change, done: done.checked_sub(1)? })
    }

    /// Forgets what comes after a place.
    pub fn cut(&mut self, at: Cursor) {
        self.changes.truncate(at.change + usize::from(at.done > 0));
        if at.done > 0 {
            self.changes[at.change].cut(at.done);
        }
        self.snapshots.retain(|snapshot| snapshot.at <= at);
        self.tip = None;
    }

    /// The latest snapshot that is not beyond a place.
    pub fn nearest(&self, at: Cursor) -> &Snapshot {
        let beyond = self.snapshots.partition_point(|snapshot| snapshot.at <= at);
        &self.snapshots[beyond - 1]
    }

    /// The step up to which two lines are the same.
    pub fn parted(&self, other: &Line) -> u64 {
        let mut step = self.first_step().max(other.first_step());
        for (mine, theirs) in self.changes.iter().zip(&other.changes) {
            if mine.id != theirs.id {
                break;
            }
            step = mine.start + mine.steps.min(theirs.steps);
            if mine.steps != theirs.steps {
                break;
            }
        }
        step
    }
}
