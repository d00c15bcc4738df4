//! One course that the run took: what was done from its first state on, and snapshots on the way.

use std::sync::Arc;

use super::change::Change;
use super::trainer::State;

/// A place in a line: all changes before number `change` are done, and the first `done` steps of that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The change that comes next or is under way.
    pub change: usize,
    /// How many of its steps are done.
    pub done: u64,
}

/// A state that was kept.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The same in every line that shares it.
    pub id: u64,
    /// Where it was taken.
    pub at: Cursor,
    /// What stood there.
    pub state: Arc<State>,
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
