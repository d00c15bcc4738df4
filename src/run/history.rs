//! Everything that changed a run, and enough snapshots to repeat it from nearby, so that the run can go back to every step, to the
//! last bit. A change in the past starts a new branch; the steps that followed are kept as another branch.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::branch::Branch;
use super::log::{Act, Cell, Cursor, Entry, Whole};
use super::snapshot::{Kept, Snapshot};
use crate::train::{State, TrainTask};

/// Bytes for one run's snapshots and log. All runs together have a part of the engine's memory (`memory::Held`). The first and the
/// last state are kept even if they take more.
pub const HISTORY_BUDGET: usize = 96_000_000;
/// Bytes of it for the log, or more if two changes of all parameters need more. If edits make the log larger than this, the run drops
/// its beginning.
const LOG_BUDGET: usize = 32_000_000;
/// Bytes per parameter for two changes of all parameters, each with before and after, and half as much again.
const SETS: usize = 3 * 2 * 4;
/// Steps between two copies of the state. A copy costs one or two per cent of training's time; going back to the last parameters with
/// a finite loss then repeats at most this many updates.
pub const SNAPSHOT_EVERY: u64 = 64;
/// The same before a call on custom examples: undo often goes back to such a call, so a copy there is worth more.
const SNAPSHOT_BEFORE_OWN: u64 = 16;
/// The most other branches that are kept; the shortest is dropped first.
const MAXIMUM_BRANCHES: usize = 24;

/// The run's past and its other branches.
#[derive(Debug, Clone)]
pub struct History {
    /// The branch that the run is on.
    pub branch: Branch,
    /// The run's place on it; none: at its end.
    pub at: Option<Cursor>,
    /// The other branches, oldest first.
    pub others: Vec<Branch>,
    /// The most bytes of the snapshots and the log.
    budget: usize,
    /// The most bytes of the log alone.
    log_budget: usize,
    /// The bytes of the log, or a little more.
    log: usize,
    /// The latest copy of the state. The next one reuses its memory.
    latest: Option<Snapshot>,
    /// Steps between two snapshots. It doubles when they fill the budget.
    every: u64,
    /// Whether the next step opens a new entry, even if it continues the last one.
    parted: bool,
    ids: u64,
    /// How many branches there have been.
    numbers: u32,
}

impl History {
    /// A history that begins at this state.
    pub fn new(first: &State, budget: usize) -> Self {
        let snapshot = Snapshot { id: 0, at: Cursor { entry: 0, done: 0 }, state: Kept::first(first) };
        History {
            branch: Branch { id: 1, entries: Vec::new(), snapshots: vec![snapshot], tip: None },
            at: None,
            others: Vec::new(),
            budget,
            log_budget: LOG_BUDGET.max(SETS * first.parameters.data.len()),
            log: 0,
            latest: None,
            every: SNAPSHOT_EVERY,
            parted: false,
            ids: 1,
            numbers: 1,
        }
    }

    /// The most bytes of the snapshots and the log.
    pub fn budget(&self) -> usize {
        self.budget
    }

    /// Sets the budget, and drops snapshots that exceed it.
    pub fn set_budget(&mut self, bytes: usize) {
        self.budget = bytes;
        self.thin();
    }

    /// The run's place.
    pub fn here(&self) -> Cursor {
        self.at.unwrap_or_else(|| self.branch.end())
    }

    /// The number to which a parameter, given by its place in the flat buffer, was last set by hand; none if the log has no such edit.
    pub fn last_set(&self, index: usize) -> Option<f32> {
        let past = &self.branch.entries[..self.here().entry.min(self.branch.entries.len())];
        past.iter().rev().find_map(|entry| match &entry.act {
            Act::Edit(cells) => cells.iter().find(|cell| cell.index == index).map(|cell| cell.after),
            Act::Set(Whole { before, after, .. }) => {
                (before[index].to_bits() != after[index].to_bits()).then_some(after[index])
            }
            Act::Steps(_) => None,
        })
    }

    /// Notes that a call is about to take its first step of this task from this state.
    pub fn open(&mut self, task: &TrainTask, state: &State) {
        self.fork();
        match self.branch.entries.last_mut() {
            Some(last) if !self.parted && last.is_of(task) => {
                last.call();
                self.log += size_of::<u64>();
            }
            _ => {
                if task.own.is_some() {
                    self.roll(state, self.branch.end(), SNAPSHOT_BEFORE_OWN);
                }
                self.push(Act::Steps(task.clone()), state);
            }
        }
    }

    /// Notes that a step of the open entry is about to be taken.
    ///
    /// # Panics
    /// If no entry was opened.
    pub fn step(&mut self, state: &State) {
        let last = self.branch.entries.last_mut().expect("a call opens its entry");
        let done = last.steps;
        last.steps += 1;
        self.roll(state, Cursor { entry: self.branch.entries.len() - 1, done }, SNAPSHOT_EVERY);
    }

    /// Notes that the steps from the end of the log to this state were taken elsewhere.
    ///
    /// # Panics
    /// As [`History::step`].
    pub fn follow(&mut self, state: &State) {
        let last = self.branch.entries.last_mut().expect("a call opens its entry");
        last.steps = state.step - last.start;
        let done = last.steps;
        self.roll(state, Cursor { entry: self.branch.entries.len() - 1, done }, SNAPSHOT_EVERY);
    }

    /// Notes that parameters of this state are about to be set by hand. With `again`, an edit of the same parameters as the last
    /// entry's is merged with it.
    pub fn edit(&mut self, cells: &[Cell], state: &State, again: bool) {
        self.fork();
        let again = again && !self.parted;
        let last = self.branch.entries.last_mut();
        if let Some(Entry { act: Act::Edit(before), .. }) = last.filter(|_| again) {
            let pairs = || before.iter().zip(cells);
            if before.len() == cells.len() && pairs().all(|(old, new)| old.index == new.index) {
                *before = pairs().map(|(old, new)| Cell { before: old.before, ..*new }).collect();
                return;
            }
        }
        self.push(Act::Edit(cells.into()), state);
    }

    /// Notes that all parameters of this state are about to be set by hand. The caller moves the old ones into the entry.
    pub fn set(&mut self, whole: Whole, state: &State) -> &mut Whole {
        self.fork();
        self.push(Act::Set(whole), state);
        match self.branch.entries.last_mut() {
            Some(Entry { act: Act::Set(whole), .. }) => whole,
            _ => unreachable!("it was the last"),
        }
    }

    fn push(&mut self, act: Act, state: &State) {
        self.parted = false;
        let entry = Entry::new(self.next_id(), act, state.step);
        self.log += entry.bytes();
        if self.log > self.log_budget {
            self.forget(state);
            self.log += entry.bytes();
        }
        self.branch.entries.push(entry);
        self.thin();
    }

    /// Makes room in the log: drops the other branches, then the beginning up to a snapshot between two entries, or everything before
    /// this state if there is no such snapshot.
    fn forget(&mut self, state: &State) {
        self.others.clear();
        let Branch { entries, snapshots, .. } = &mut self.branch;
        let mut held = 0;
        let fits = |entry: &&Entry| {
            held += entry.bytes();
            held <= self.log_budget / 2
        };
        let first = entries.len() - entries.iter().rev().take_while(fits).count();
        let new = snapshots.iter().position(|snapshot| snapshot.at.done == 0 && snapshot.at.entry >= first);
        self.latest = None;
        match new {
            Some(new) => {
                snapshots.drain(..new);
                let gone = snapshots[0].at.entry;
                entries.drain(..gone);
                snapshots.iter_mut().for_each(|snapshot| snapshot.at.entry -= gone);
            }
            None => {
                let id = self.next_id();
                let at = Cursor { entry: 0, done: 0 };
                self.branch.entries.clear();
                self.branch.snapshots = vec![Snapshot { id, at, state: Kept::first(state) }];
            }
        }
        self.log = self.log_bytes();
    }

    /// The latest snapshot that is not beyond a place.
    pub fn nearest(&self, at: Cursor) -> (Cursor, &State) {
        if let Some(tip) = self.branch.tip.as_ref().filter(|_| at == self.branch.end()) {
            return (at, tip);
        }
        let kept = self.branch.nearest(at);
        let latest = self.latest.as_ref().filter(|latest| latest.at <= at && latest.at > kept.at);
        let nearest = latest.unwrap_or(kept);
        (nearest.at, &nearest.state)
    }

    /// Notes that the run leaves its place for another one on its branch. The state at the branch's end is kept.
    pub fn leave(&mut self, state: &Arc<State>) {
        if self.at.is_none() {
            self.branch.tip = Some(Arc::clone(state));
        }
        self.at = Some(self.here());
    }

    /// Notes that the run has arrived at a place on its branch.
    pub fn arrive(&mut self, at: Cursor) {
        let end = at == self.branch.end();
        self.at = (!end).then_some(at);
        if end {
            self.branch.tip = None;
        }
    }

    /// Drops everything after a place on the run's branch, which is then the run's place.
    pub fn cut(&mut self, at: Cursor) {
        self.branch.cut(at);
        self.latest = self.latest.take().filter(|latest| latest.at <= at);
        self.at = None;
    }

    /// Changes to another branch; the run's place is then its end. False: there is no such branch.
    pub fn swap(&mut self, id: u32) -> bool {
        let Some(other) = self.others.iter_mut().find(|branch| branch.id == id) else { return false };
        std::mem::swap(&mut self.branch, other);
        self.latest = None;
        self.at = Some(self.branch.end());
        true
    }

    /// The past of the run's place, for a second run from there. The snapshots are shared.
    pub fn past(&self) -> Self {
        let mut branch = self.branch.clone();
        branch.cut(self.here());
        History {
            branch,
            at: None,
            others: Vec::new(),
            latest: None,
            parted: true,
            budget: self.budget,
            log_budget: self.log_budget,
            log: self.log,
            every: self.every,
            ids: self.ids,
            numbers: self.numbers,
        }
    }

    /// Prepares a change: in the past it begins a new branch.
    fn fork(&mut self) {
        let Some(at) = self.at.take() else { return };
        if at == self.branch.end() {
            return;
        }
        let old = self.branch.clone();
        self.branch.cut(at);
        self.latest = self.latest.take().filter(|latest| latest.at <= at);
        self.parted = true;
        // A future without steps was undone to be done differently; it is not worth a branch.
        if old.last_step() > self.branch.last_step() {
            self.numbers += 1;
            self.branch.id = self.numbers;
            self.others.push(old);
        }
        if self.others.len() > MAXIMUM_BRANCHES {
            let own = |branch: &Branch| branch.last_step() - branch.parted(&self.branch);
            let shortest = (0..self.others.len()).min_by_key(|&i| own(&self.others[i]));
            self.others.remove(shortest.unwrap_or(0));
        }
    }

    /// All branches.
    fn branches(&self) -> impl Iterator<Item = &Branch> {
        core::iter::once(&self.branch).chain(&self.others)
    }

    fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    /// Copies the state if the latest copy is at least `old` steps old. Every `every` steps the copy becomes a snapshot.
    fn roll(&mut self, state: &State, at: Cursor, old: u64) {
        let kept = self.branch.snapshots.last().map_or(0, |snapshot| snapshot.state.step);
        let latest = self.latest.as_ref().map_or(kept, |latest| latest.state.step.max(kept));
        if state.step < latest + old {
            return;
        }
        if state.step >= kept + self.every {
            match self.room_for(state) {
                Some(state) => {
                    let id = self.next_id();
                    self.branch.snapshots.push(Snapshot { id, at, state });
                    return self.thin();
                }
                // The other runs or the browser leave no room, so there are fewer snapshots and longer replays.
                None => self.every *= 2,
            }
        }
        let memory = self.latest.take().and_then(|latest| Arc::try_unwrap(latest.state).ok());
        let state = match memory {
            Some(memory) => memory.again(state),
            None => Kept::of(state),
        };
        self.latest = state.map(|state| Snapshot { id: 0, at, state });
        self.thin();
    }

    /// Whether there is a latest copy, whose memory the next one reuses.
    pub fn has_latest(&self) -> bool {
        self.latest.is_some()
    }

    /// A copy of this state. If there is no room, the snapshot that is missed least is dropped for it.
    fn room_for(&mut self, state: &State) -> Option<Arc<Kept>> {
        Kept::of(state).or_else(|| {
            let (_, _, id) = self.closest()?;
            self.let_go(id);
            Kept::of(state)
        })
    }

    /// Drops a snapshot from all branches that have it.
    fn let_go(&mut self, id: u64) {
        for branch in core::iter::once(&mut self.branch).chain(&mut self.others) {
            branch.snapshots.retain(|snapshot| snapshot.id != id);
        }
    }

    /// The bytes of snapshots and log. What branches share is counted once.
    pub fn bytes(&self) -> usize {
        let latest = self.latest.as_ref().map_or(0, |latest| latest.state.bytes());
        latest + self.snapshots().map(|(_, state)| state.bytes()).sum::<usize>() + self.log_bytes()
    }

    /// The steps of the snapshots on the run's branch.
    pub fn snapshot_steps(&self) -> Vec<u64> {
        let end = self.branch.tip.as_ref().map(|tip| tip.step);
        let mut steps: Vec<u64> = self.branch.snapshots.iter().map(|snapshot| snapshot.state.step).collect();
        steps.extend(end.filter(|end| steps.last() != Some(end)));
        steps
    }

    fn log_bytes(&self) -> usize {
        let mut seen = BTreeSet::new();
        let entries = self.branches().flat_map(|branch| &branch.entries);
        entries.filter(|entry| seen.insert(entry.id)).map(Entry::bytes).sum()
    }

    /// Every snapshot once, and the states at the ends of branches.
    fn snapshots(&self) -> impl Iterator<Item = (u64, &State)> {
        let (mut seen, alone) = (BTreeSet::new(), self.others.is_empty());
        // Without other branches nothing is shared. A run asks every few steps, so this has to be fast.
        let kept = self.branches().flat_map(|branch| &branch.snapshots);
        let kept = kept.filter(move |snapshot| alone || seen.insert(snapshot.id));
        let tips = self.branches().filter_map(|branch| branch.tip.as_deref().map(|tip| (0, tip)));
        kept.map(|snapshot| (snapshot.id, &**snapshot.state)).chain(tips)
    }

    /// Drops snapshots until the rest fits: first the one whose neighbours are closest, of equals the oldest. If no snapshot is left,
    /// it drops the states at the ends of other branches, which makes going there a longer replay.
    fn thin(&mut self) {
        let latest = self.latest.as_ref().map_or(0, |latest| latest.state.bytes());
        let mut bytes = latest + self.log + self.snapshots().map(|(_, state)| state.bytes()).sum::<usize>();
        while bytes > self.budget {
            let Some((gap, _, id)) = self.closest() else { break };
            let branches = || core::iter::once(&self.branch).chain(&self.others);
            let state = branches().flat_map(|branch| &branch.snapshots).find(|snapshot| snapshot.id == id);
            bytes -= state.map_or(0, |snapshot| snapshot.state.bytes());
            self.let_go(id);
            if gap > 2 * self.every {
                self.every *= 2;
            }
        }
        for branch in &mut self.others {
            if bytes <= self.budget {
                break;
            }
            bytes -= branch.tip.take().map_or(0, |tip| tip.bytes());
        }
    }

    /// The snapshot between the closest neighbours, with their distance in steps.
    fn closest(&self) -> Option<(u64, u64, u64)> {
        let (mut seen, alone) = (BTreeSet::new(), self.others.is_empty());
        let mut closest: Option<(u64, u64, u64)> = None;
        for (number, branch) in self.branches().enumerate() {
            for (i, snapshot) in branch.snapshots.iter().enumerate() {
                if !(alone || seen.insert(snapshot.id)) || i == 0 {
                    continue;
                }
                let next = match branch.snapshots.get(i + 1) {
                    Some(next) => next.state.step,
                    // The last snapshot of the run's branch stays.
                    None if number == 0 => continue,
                    None => branch.last_step(),
                };
                let gap = next - branch.snapshots[i - 1].state.step;
                let this = (gap, snapshot.state.step, snapshot.id);
                closest = Some(closest.map_or(this, |other| other.min(this)));
            }
        }
        closest
    }
}
