//! A branch of the run: everything that was done from its first state on, and snapshots of the states between.

use std::sync::Arc;

use super::log::{Cursor, Entry};
use super::snapshot::Snapshot;
use crate::train::State;

/// A branch of the run. Two branches share the entries and snapshots of their common past.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Its number.
    pub id: u32,
    /// The log, oldest first.
    pub entries: Vec<Entry>,
    /// In order of their places; the first one is at the beginning of the log.
    pub snapshots: Vec<Snapshot>,
    /// The state at its end, while the run is elsewhere.
    pub tip: Option<Arc<State>>,
}

impl Branch {
    /// The first step that the run can go back to.
    pub fn first_step(&self) -> u64 {
        self.snapshots[0].state.step
    }

    /// The last step.
    pub fn last_step(&self) -> u64 {
        self.entries.last().map_or_else(|| self.first_step(), Entry::end)
    }

    /// The place after the last entry.
    pub fn end(&self) -> Cursor {
        Cursor { entry: self.entries.len(), done: 0 }
    }

    /// The place after this step and after the edits there: where the next step started.
    pub fn cursor_of(&self, step: u64) -> Cursor {
        match self.entries.iter().position(|entry| entry.end() > step) {
            Some(entry) => Cursor { entry, done: step.saturating_sub(self.entries[entry].start) },
            None => self.end(),
        }
    }

    /// The step at a place.
    pub fn step_of(&self, at: Cursor) -> u64 {
        self.entries.get(at.entry).map_or_else(|| self.last_step(), |entry| entry.start + at.done)
    }

    /// The place where the last change before this place began: an edit, or a call of `trainOn` or `train`.
    pub fn undone(&self, at: Cursor) -> Option<Cursor> {
        let (entry, done) = match at.done {
            0 => (at.entry.checked_sub(1)?, self.entries[at.entry - 1].steps),
            done => (at.entry, done),
        };
        Some(Cursor { entry, done: self.entries[entry].call_before(done) })
    }

    /// One step before this place, if the last change was a step.
    pub fn step_back(&self, at: Cursor) -> Option<Cursor> {
        let (entry, done) = match at.done {
            0 => (at.entry.checked_sub(1)?, self.entries[at.entry - 1].steps),
            done => (at.entry, done),
        };
        Some(Cursor { entry, done: done.checked_sub(1)? })
    }

    /// Drops everything after a place.
    pub fn cut(&mut self, at: Cursor) {
        self.entries.truncate(at.entry + usize::from(at.done > 0));
        if at.done > 0 {
            self.entries[at.entry].cut(at.done);
        }
        self.snapshots.retain(|snapshot| snapshot.at <= at);
        self.tip = None;
    }

    /// The latest snapshot that is not beyond a place.
    pub fn nearest(&self, at: Cursor) -> &Snapshot {
        let beyond = self.snapshots.partition_point(|snapshot| snapshot.at <= at);
        &self.snapshots[beyond - 1]
    }

    /// The last step that two branches have in common.
    pub fn parted(&self, other: &Branch) -> u64 {
        let mut step = self.first_step().max(other.first_step());
        for (mine, theirs) in self.entries.iter().zip(&other.entries) {
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
