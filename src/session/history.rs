//! The time machine: back to any step of the run, exact to the last bit; edits by hand; branches.

use super::works::{Ticket, on_its_way};
use super::{Session, Source};
use crate::error::{Error, Result};
use crate::lm::Done;
use crate::model::{Layout, Parameters, Tensor};
use crate::reason;
use crate::run::{Act, Cell, Entry, History, Nothing};
use crate::work::{Effect, Progress, Work, complete};

/// The most log entries of an overview; the latest ones are given.
const MOST_ENTRIES: usize = 1000;
/// The most numbers that an edit's log entry lists.
const MOST_CELLS: usize = 64;

/// One number to set.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The parameter.
    pub tensor: Tensor,
    /// `[row, column]` or `[position]`, as the interface shows the tensor.
    pub index: Vec<usize>,
    /// The new value.
    pub value: f32,
}

/// A log entry as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// The step at which it began.
    pub from: u64,
    /// The number of steps that it took.
    pub steps: u64,
    /// The kind of change.
    pub act: Act,
    /// The numbers that were set by hand; empty if they are too many to list.
    pub set: Vec<Edit>,
}

/// A branch that the run is not on.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherBranch {
    /// Its number, for [`Session::begin_visit`].
    pub id: u32,
    /// The step up to which it is the same as the run.
    pub from: u64,
    /// Its furthest step.
    pub last: u64,
    /// Its first change that the run does not have.
    pub change: Option<LogEntry>,
}

/// The run's past.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The first step that can be reached.
    pub first: u64,
    /// The furthest step.
    pub last: u64,
    /// The current step.
    pub step: u64,
    /// The number of the run's branch.
    pub branch: u32,
    /// Steps of the snapshots.
    pub snapshots: Vec<u64>,
    /// Bytes that snapshots and log take.
    pub bytes: usize,
    /// Bytes that they may take.
    pub budget: usize,
    /// The latest changes up to the current step, oldest first.
    pub changes: Vec<LogEntry>,
    /// The other branches.
    pub branches: Vec<OtherBranch>,
}

impl Session {
    /// Begins to go to the state after this step and the edits made there, from which the next step started. The state becomes at
    /// once that of the nearest snapshot; the work computes the steps from there, and the state is exact to the last bit when it is
    /// done. Cancelling goes back to the state before the call.
    ///
    /// # Errors
    /// A step that this run does not have.
    pub fn begin_seek(&mut self, step: f64) -> Result<Ticket<()>> {
        self.at_rest()?;
        let branch = &self.trainer.history().branch;
        let (first, last) = (branch.first_step(), branch.last_step());
        if (0.0..first as f64).contains(&step) {
            return Err(Error::value("step", step, reason::history_begins(first, last)));
        }
        let step = crate::check::whole("step", step, first, last)?;
        self.trainer.ask_to_go()?;
        let way = self.trainer.seek(step);
        self.set_out(way)
    }

    /// Begins to go to the state before the latest change: an edit, a call of `train_on` or of `train`.
    ///
    /// # Errors
    /// Nothing was changed.
    pub fn begin_undo(&mut self) -> Result<Ticket<()>> {
        self.at_rest()?;
        self.trainer.ask_to_go()?;
        let way = self.trainer.undo().ok_or_else(|| Error::State(reason::nothing_to_undo()))?;
        self.set_out(way)
    }

    /// Begins to go to the end of another branch.
    ///
    /// # Errors
    /// No branch has that number.
    pub fn begin_visit(&mut self, branch: f64) -> Result<Ticket<()>> {
        self.at_rest()?;
        self.trainer.ask_to_go()?;
        let mut ids = self.trainer.history().others.iter().map(|other| other.id);
        let id = ids.find(|&id| f64::from(id) == branch);
        let way = id
            .and_then(|id| self.trainer.visit(id))
            .ok_or_else(|| Error::value("branch", branch, reason::branch()))?;
        self.set_out(way)
    }

    fn set_out(&mut self, Done { done, total }: Done) -> Result<Ticket<()>> {
        self.changed();
        self.begin(Travel { left: (total - done) as u64, total: total as u64 })
    }

    /// Goes to a step in one call.
    ///
    /// # Errors
    /// As [`Session::begin_seek`].
    pub fn seek(&mut self, step: f64) -> Result<()> {
        let way = self.begin_seek(step)?;
        self.finish(way)
    }

    /// Takes back the latest change in one call.
    ///
    /// # Errors
    /// As [`Session::begin_undo`].
    pub fn undo(&mut self) -> Result<()> {
        let way = self.begin_undo()?;
        self.finish(way)
    }

    /// Goes to the end of another branch in one call.
    ///
    /// # Errors
    /// As [`Session::begin_visit`].
    pub fn visit(&mut self, branch: f64) -> Result<()> {
        let way = self.begin_visit(branch)?;
        self.finish(way)
    }

    /// Sets numbers by hand: no step is counted, the optimizer's state stays. Returns the values before. With `again` an edit of the
    /// same numbers as the latest change joins it, as when a reader drags a number.
    ///
    /// # Errors
    /// No edit, a parameter that the network does not have, an index outside it, a number that is not finite.
    pub fn edit(&mut self, edits: &[Edit], again: bool) -> Result<Vec<f32>> {
        self.at_rest()?;
        if edits.is_empty() {
            return Err(Error::value("the edit", "empty", reason::edit_something()));
        }
        let parameters = self.raw_parameters();
        let cells = edits.iter().map(|edit| cell(parameters, edit)).collect::<Result<Vec<Cell>>>()?;
        let before = cells.iter().map(|cell| cell.before).collect();
        self.trainer.edit(cells, again);
        self.changed();
        Ok(before)
    }

    /// Takes back the edits since the last step and returns how many they were.
    ///
    /// # Errors
    /// While the run is on its way to another step.
    pub fn put_back(&mut self) -> Result<usize> {
        self.at_rest()?;
        self.trainer.ask_to_go()?;
        self.changed();
        Ok(self.trainer.put_back())
    }

    /// A second model with this state and this past; the two share the text.
    ///
    /// # Errors
    /// While the run is on its way to another step.
    pub fn branch(&self) -> Result<Session> {
        if self.trainer.is_seeking() {
            return Err(on_its_way());
        }
        self.config().ask(reason::second_model(), 3)?;
        Ok(Session::new(self.checked.clone(), self.source.clone(), self.trainer.copy()))
    }

    /// The first step that can be reached.
    pub fn first_step(&self) -> u64 {
        self.trainer.history().branch.first_step()
    }

    /// The number of the run's branch; it changes with a change in the past.
    pub fn line(&self) -> u32 {
        self.trainer.history().branch.id
    }

    /// Whether the run is on its way to a step: the state is then approximate.
    pub fn is_near(&self) -> bool {
        self.trainer.is_seeking()
    }

    /// The run's past.
    pub fn history(&self) -> Overview {
        let history = self.trainer.history();
        let History { branch, others, .. } = history;
        let here = history.here();
        let listed = here.entry.saturating_sub(MOST_ENTRIES)..here.entry;
        crate::counted::did(listed.len());
        let entry = |of: &Entry| self.entry(of);
        let mut done = branch.entries[listed].iter().map(entry).collect::<Vec<_>>();
        if here.done > 0 {
            done.push(LogEntry { steps: here.done, ..entry(&branch.entries[here.entry]) });
        }
        done.drain(..done.len().saturating_sub(MOST_ENTRIES));
        let branches = others.iter().map(|other| {
            let from = other.parted(branch);
            let change = other.entries.partition_point(|change| change.end() <= from);
            let change = other.entries.get(change).map(|change| {
                let from = from.max(change.start);
                LogEntry { from, steps: change.end() - from, ..entry(change) }
            });
            OtherBranch { id: other.id, from, last: other.last_step(), change }
        });
        Overview {
            first: branch.first_step(),
            last: branch.last_step(),
            step: self.step(),
            branch: branch.id,
            snapshots: history.snapshot_steps(),
            bytes: history.bytes(),
            budget: history.budget(),
            changes: done,
            branches: branches.collect(),
        }
    }

    fn entry(&self, of: &Entry) -> LogEntry {
        let layout = &self.raw_parameters().layout;
        let set = match &of.act {
            Act::Edit(cells) if cells.len() <= MOST_CELLS => {
                cells.iter().map(|cell| edit_of(layout, cell)).collect()
            }
            _ => Vec::new(),
        };
        LogEntry { from: of.start, steps: of.steps, act: of.act.clone(), set }
    }

    /// Sets the budget for snapshots and log, in bytes.
    pub fn set_history_budget(&mut self, bytes: usize) {
        self.trainer.history_mut().set_budget(bytes);
    }
}

/// The way to another step.
#[derive(Debug)]
struct Travel {
    left: u64,
    total: u64,
}

impl Work<Session> for Travel {
    type Output = ();

    fn effect(&self) -> Effect {
        // A way without steps blocks nothing.
        if self.left > 0 { Effect::Travels } else { Effect::Apart }
    }

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        if on.trainer.is_seeking() {
            let Done { done, total } = match &on.source {
                Source::Corpus(corpus) => {
                    let windows = corpus.train.windows(on.checked.network.dims.context);
                    on.trainer.seek_within(&windows, u64::MAX, budget)
                }
                Source::Rules { .. } => on.trainer.seek_within(&Nothing, u64::MAX, budget),
            };
            self.left = (total - done) as u64;
            on.changed();
        }
        Ok(Progress::of(self.total - self.left, self.total))
    }

    fn finish(mut self, on: &mut Session) -> Result<()> {
        complete(&mut self, on)
    }

    fn give_up(&mut self, on: &mut Session) {
        on.trainer.cancel_seek();
        on.changed();
    }
}

/// The edit of a place in the flat buffer, the inverse of [`cell`].
fn edit_of(layout: &Layout, cell: &Cell) -> Edit {
    let mut start = 0;
    for &tensor in layout.tensors() {
        let length = tensor.len(&layout.config);
        if cell.index < start + length {
            return Edit {
                tensor,
                index: tensor.index(&layout.config, cell.index - start),
                value: cell.after,
            };
        }
        start += length;
    }
    unreachable!("an edit is of a parameter")
}

/// An edit's place in the flat buffer, checked.
fn cell(parameters: &Parameters, edit: &Edit) -> Result<Cell> {
    let Edit { tensor, index, value } = edit;
    let name = tensor.name();
    if !parameters.layout.tensors().contains(tensor) {
        return Err(Error::value("the tensor", name, reason::no_parameter()));
    }
    let shape = tensor.shape(&parameters.layout.config);
    if index.len() != shape.len() || index.iter().zip(&shape).any(|(at, size)| at >= size) {
        let expected = reason::place_within(name, &shape[..]);
        return Err(Error::value("index", format!("{index:?}"), expected));
    }
    if !value.is_finite() {
        return Err(Error::value("value", f64::from(*value), reason::finite()));
    }
    let place = tensor.place(&parameters.layout.config, index);
    let index = parameters.layout.range(*tensor).start + place;
    Ok(Cell { index, before: parameters.data[index], after: *value })
}
