//! Goes to another place of the run: takes the nearest snapshot at once, then repeats what is between, chunk by chunk.

use std::sync::Arc;

use super::log::{Act, Cursor};
use super::trainer::Trainer;
use crate::lm::{Done, Examples};
use crate::train::State;

/// A seek that is under way.
#[derive(Debug, Clone)]
pub struct Seeking {
    to: Cursor,
    /// How many steps it repeats.
    total: u64,
    left: u64,
    /// Where a cancelled seek returns: state, branch, place.
    origin: (Arc<State>, u32, Option<Cursor>),
}

impl Trainer {
    /// Begins to go to the place after a step. The state is then that of the nearest snapshot. The total is 0 if nothing has to be
    /// repeated.
    pub fn seek(&mut self, step: u64) -> Done {
        self.go(self.history.branch.cursor_of(step))
    }

    /// Begins to go to where the last change began. None: there is no change to undo.
    pub fn undo(&mut self) -> Option<Done> {
        let back = self.history.branch.undone(self.history.here())?;
        Some(self.go(back))
    }

    /// Undoes all edits since the last step at once, and returns how many there were.
    pub fn put_back(&mut self) -> usize {
        let here = self.history.here();
        let edits = match here.done {
            0 => {
                let past = &self.history.branch.entries[..here.entry];
                past.iter().rev().take_while(|entry| entry.act.is_by_hand()).count()
            }
            _ => 0,
        };
        if edits > 0 {
            self.go(Cursor { entry: here.entry - edits, done: 0 });
        }
        edits
    }

    /// Begins to go to the end of another branch. None: there is no such branch.
    pub fn visit(&mut self, branch: u32) -> Option<Done> {
        let origin = self.set_out();
        if !self.history.swap(branch) {
            self.return_to(origin);
            return None;
        }
        let to = self.history.branch.end();
        self.start_near(to);
        Some(self.way(to, origin))
    }

    /// Begins to go to a place on the run's branch.
    pub(super) fn go(&mut self, to: Cursor) -> Done {
        let here = self.history.here();
        if here == to {
            return Done { done: 0, total: 0 };
        }
        let origin = self.set_out();
        let (nearest, _) = self.history.nearest(to);
        let ahead = nearest <= here && here < to;
        if !ahead && !self.unedit(here, to) {
            self.start_near(to);
        }
        self.way(to, origin)
    }

    /// Repeats up to `steps` steps. The state is exact when all are done.
    pub fn seek_chunk<X>(&mut self, split: &X, steps: u64) -> Done
    where
        X: Examples + ?Sized,
    {
        self.seek_within(split, steps, u64::MAX)
    }

    /// As [`Trainer::seek_chunk`], within a budget of elementary operations, but at least by one grain.
    pub fn seek_within<X>(&mut self, split: &X, steps: u64, mut budget: u64) -> Done
    where
        X: Examples + ?Sized,
    {
        let Some(mut seeking) = self.seeking.take() else { return Done { done: 0, total: 0 } };
        let mut steps = steps.min(seeking.left);
        let mut here = self.history.here();
        while here < seeking.to {
            let entry = &self.history.branch.entries[here.entry];
            let end = if here.entry == seeking.to.entry { seeking.to.done } else { entry.steps };
            match entry.act.clone() {
                by_hand @ (Act::Edit(_) | Act::Set(_)) => {
                    by_hand.set(&mut self.state.parameters.data, false);
                }
                Act::Steps(task) => {
                    let cost = self.cost_of(&task);
                    while steps > 0 && here.done < end {
                        if self.gradients(&task, split, &mut budget).is_none() {
                            steps = 0;
                            break;
                        }
                        self.update(&task);
                        here.done += 1;
                        seeking.left -= 1;
                        budget = budget.saturating_sub(cost);
                        steps = if budget < cost { 0 } else { steps - 1 };
                    }
                }
            }
            if here.done < end || here == seeking.to {
                break;
            }
            here = Cursor { entry: here.entry + 1, done: 0 };
        }
        let done = Done { done: (seeking.total - seeking.left) as usize, total: seeking.total as usize };
        if here == seeking.to {
            self.history.arrive(here);
        } else {
            self.history.at = Some(here);
            self.seeking = Some(seeking);
        }
        done
    }

    /// Whether a seek is under way.
    pub fn is_seeking(&self) -> bool {
        self.seeking.is_some()
    }

    /// Returns to where a seek that is not finished began.
    pub fn cancel_seek(&mut self) {
        if let Some(seeking) = self.seeking.take() {
            self.return_to(seeking.origin);
        }
    }

    fn set_out(&mut self) -> (Arc<State>, u32, Option<Cursor>) {
        let state = Arc::new(self.state.clone());
        let at = self.history.at;
        self.history.leave(&state);
        (state, self.history.branch.id, at)
    }

    fn return_to(&mut self, (state, branch, at): (Arc<State>, u32, Option<Cursor>)) {
        if self.history.branch.id != branch {
            self.history.swap(branch);
        }
        self.state.take_over(&state);
        let end = self.history.branch.end();
        self.history.arrive(at.unwrap_or(end));
    }

    fn start_near(&mut self, to: Cursor) {
        let (at, state) = self.history.nearest(to);
        self.state.take_over(state);
        self.history.at = Some(at);
    }

    /// If only edits are between the places, restores the old numbers, newest edit first.
    fn unedit(&mut self, here: Cursor, to: Cursor) -> bool {
        if here.done > 0 || to.done > 0 || to > here {
            return false;
        }
        let between = &self.history.branch.entries[to.entry..here.entry];
        if !between.iter().all(|entry| entry.act.is_by_hand()) {
            return false;
        }
        for entry in between.iter().rev() {
            entry.act.set(&mut self.state.parameters.data, true);
        }
        self.history.at = Some(to);
        true
    }

    /// Begins the replay from here to `to`.
    fn way(&mut self, to: Cursor, origin: (Arc<State>, u32, Option<Cursor>)) -> Done {
        let branch = &self.history.branch;
        let left = branch.step_of(to) - self.state.step;
        let here = self.history.here();
        self.seeking = Some(Seeking { to, total: left, left, origin });
        if left == 0 && here <= to {
            // At most edits are left, which need no examples.
            return self.seek_chunk(&Nothing, 0);
        }
        Done { done: 0, total: left as usize }
    }
}

/// No examples, for a replay without steps.
#[derive(Debug)]
pub struct Nothing;

impl Examples for Nothing {
    fn len(&self) -> usize {
        0
    }
    fn context_length(&self) -> usize {
        0
    }
    fn gather(&self, _: usize, _: &mut [u32]) -> u32 {
        unreachable!("there are no examples")
    }
}
