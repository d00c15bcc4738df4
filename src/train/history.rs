//! Everything that changed a run, and enough snapshots to do it again from close by: every step can be gone back to, to
//! the last bit. A change made in the past starts a new line; the old future stays, as a branch.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::change::{Cell, Change, Task, What, Whole};
use super::line::{Cursor, Kept, Line, Snapshot};
use super::trainer::State;

/// Bytes for one run's snapshots and log; all runs together have a part of the engine's memory (`memory::Held`). The first state and the last one stay
/// whatever they take.
pub const HISTORY_BUDGET: usize = 96_000_000;
/// Bytes of it for the log, or what the latest two sets of all parameters take. A run changed so often by hand that its log outgrows
/// this forgets how it began.
const LOG_BUDGET: usize = 32_000_000;
/// Bytes of a parameter in two such sets, each with what was before, and half as much again.
const SETS: usize = 3 * 2 * 4;
/// A state is copied once in so many steps, which costs a per cent or two of training's time: at most so many updates
/// are done again to go back to the last parameters with a finite loss.
pub const SNAPSHOT_EVERY: u64 = 64;
/// Before a call on a caller's own examples a copy is worth more: such a call is what undo takes back.
const SNAPSHOT_BEFORE_OWN: u64 = 16;
/// Old futures that are kept; the shortest goes first.
const MAXIMUM_BRANCHES: usize = 24;

/// The run's past and its other futures.
#[derive(Debug, Clone)]
pub struct History {
    /// The course that the run is on.
    pub line: Line,
    /// Where on it the run stands; none: at its end.
    pub at: Option<Cursor>,
    /// The courses that were left, oldest first.
    pub others: Vec<Line>,
    /// What the snapshots and the log may take, in bytes.
    budget: usize,
    /// What the log alone may take, in bytes.
    log_budget: usize,
    /// What it takes, or a little more.
    log: usize,
    /// The latest copy, in memory that is used again and again.
    latest: Option<Snapshot>,
    /// Steps between snapshots that are kept: doubles as they fill the budget.
    every: u64,
    /// Whether the next step opens an entry of its own, even if it continues the last one.
    parted: bool,
    ids: u64,
    /// Lines so far.
    numbers: u32,
}

impl History {
    /// Begins at a state.
    pub fn new(first: &State, budget: usize) -> Self {
        let snapshot = Snapshot { id: 0, at: Cursor { change: 0, done: 0 }, state: Kept::first(first) };
        History {
            line: Line { id: 1, changes: Vec::new(), snapshots: vec![snapshot], tip: None },
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

    /// What the snapshots and the log may take, in bytes.
    pub fn budget(&self) -> usize {
        self.budget
    }

    /// Another budget; what is too much for it is thinned at once.
    pub fn set_budget(&mut self, bytes: usize) {
        self.budget = bytes;
        self.thin();
    }

    /// Where the run stands.
    pub fn here(&self) -> Cursor {
        self.at.unwrap_or_else(|| self.line.end())
    }

    /// What a parameter, by its place in the flat buffer, was last set to by hand in the run's past; none where it never
    /// was, as far as the log goes back.
    pub fn last_set(&self, index: usize) -> Option<f32> {
        let past = &self.line.changes[..self.here().change.min(self.line.changes.len())];
        past.iter().rev().find_map(|change| match &change.what {
            What::Edit(cells) => cells.iter().find(|cell| cell.index == index).map(|cell| cell.after),
            What::Set(Whole { before, after, .. }) => {
                (before[index].to_bits() != after[index].to_bits()).then_some(after[index])
            }
            What::Steps(_) => None,
        })
    }

    /// A call is about to take its first step, of this make, from this state.
    pub fn open(&mut self, task: &Task, state: &State) {
        self.fork();
        match self.line.changes.last_mut() {
            Some(last) if !self.parted && last.is_of(task) => {
                last.call();
                self.log += size_of::<u64>();
            }
            _ => {
                if task.own.is_some() {
                    self.roll(state, self.line.end(), SNAPSHOT_BEFORE_OWN);
                }
                self.push(What::Steps(task.clone()), state);
            }
        }
    }

    /// A step of the change that was opened is about to be taken.
    pub fn step(&mut self, state: &State) {
        let last = self.line.changes.last_mut().expect("a call opens its change");
        let done = last.steps;
        last.steps += 1;
        self.roll(state, Cursor { change: self.line.changes.len() - 1, done }, SNAPSHOT_EVERY);
    }

    /// Parameters of this state are about to be set by hand. `again`: if the latest change set the very same ones, the
    /// two are one.
    pub fn edit(&mut self, cells: &[Cell], state: &State, again: bool) {
        self.fork();
        let again = again && !self.parted;
        let last = self.line.changes.last_mut();
        if let Some(Change { what: What::Edit(before), .. }) = last.filter(|_| again) {
            let pairs = || before.iter().zip(cells);
            if before.len() == cells.len() && pairs().all(|(old, new)| old.index == new.index) {
                *before = pairs().map(|(old, new)| Cell { before: old.before, ..*new }).collect();
                return;
            }
        }
        self.push(What::Edit(cells.into()), state);
    }

    /// All parameters of this state are about to be set by hand.
    pub fn set(&mut self, whole: Whole, state: &State) {
        self.fork();
        self.push(What::Set(whole), state);
    }

    fn push(&mut self, what: What, state: &State) {
        self.parted = false;
        let change = Change::new(self.next_id(), what, state.step);
        self.log += change.bytes();
        if self.log > self.log_budget {
            self.forget(state);
            self.log += change.bytes();
        }
        self.line.changes.push(change);
        self.thin();
    }

    /// Makes room in the log: the other futures go first, then the beginning, up to a snapshot between two changes; where
    /// there is none, all that came before this state.
    fn forget(&mut self, state: &State) {
        self.others.clear();
        let Line { changes, snapshots, .. } = &mut self.line;
        let mut held = 0;
        let fits = |change: &&Change| {
            held += change.bytes();
            held <= self.log_budget / 2
        };
        let first = changes.len() - changes.iter().rev().take_while(fits).count();
        let new = snapshots.iter().position(|snapshot| snapshot.at.done == 0 && snapshot.at.change >= first);
        self.latest = None;
        match new {
            Some(new) => {
                snapshots.drain(..new);
                let gone = snapshots[0].at.change;
                changes.drain(..gone);
                snapshots.iter_mut().for_each(|snapshot| snapshot.at.change -= gone);
            }
            None => {
                let id = self.next_id();
                let at = Cursor { change: 0, done: 0 };
                self.line.changes.clear();
                self.line.snapshots = vec![Snapshot { id, at, state: Kept::first(state) }];
            }
        }
        self.log = self.log_bytes();
    }

    /// The latest snapshot that is not beyond a place.
    pub fn nearest(&self, at: Cursor) -> (Cursor, &State) {
        if let Some(tip) = self.line.tip.as_ref().filter(|_| at == self.line.end()) {
            return (at, tip);
        }
        let kept = self.line.nearest(at);
        let latest = self.latest.as_ref().filter(|latest| latest.at <= at && latest.at > kept.at);
        let nearest = latest.unwrap_or(kept);
        (nearest.at, &nearest.state)
    }

    /// The run goes to another place on its line. What it leaves behind at the end is kept.
    pub fn leave(&mut self, state: &Arc<State>) {
        if self.at.is_none() {
            self.line.tip = Some(Arc::clone(state));
        }
        self.at = Some(self.here());
    }

    /// The run has come to a place on its line.
    pub fn arrive(&mut self, at: Cursor) {
        let end = at == self.line.end();
        self.at = (!end).then_some(at);
        if end {
            self.line.tip = None;
        }
    }

    /// Forgets what comes after a place on the run's line, and stands there.
    pub fn cut(&mut self, at: Cursor) {
        self.line.cut(at);
        self.latest = self.latest.take().filter(|latest| latest.at <= at);
        self.at = None;
    }

    /// Goes over to another line, whose end comes next. False: there is no such line.
    pub fn swap(&mut self, id: u32) -> bool {
        let Some(other) = self.others.iter_mut().find(|line| line.id == id) else { return false };
        std::mem::swap(&mut self.line, other);
        self.latest = None;
        self.at = Some(self.line.end());
        true
    }

    /// The past of where the run stands, for a second run from there. The snapshots are shared.
    pub fn past(&self) -> Self {
        let mut line = self.line.clone();
        line.cut(self.here());
        History {
            line,
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

    /// A change is about to be made: in the past it begins a line of its own.
    fn fork(&mut self) {
        let Some(at) = self.at.take() else { return };
        if at == self.line.end() {
            return;
        }
        let old = self.line.clone();
        self.line.cut(at);
        self.latest = self.latest.take().filter(|latest| latest.at <= at);
        self.parted = true;
        // A future of edits alone was taken back to be done differently: nothing was learnt in it.
        if old.last_step() > self.line.last_step() {
            self.numbers += 1;
            self.line.id = self.numbers;
            self.others.push(old);
        }
        if self.others.len() > MAXIMUM_BRANCHES {
            let own = |line: &Line| line.last_step() - line.parted(&self.line);
            let shortest = (0..self.others.len()).min_by_key(|&i| own(&self.others[i]));
            self.others.remove(shortest.unwrap_or(0));
        }
    }

    /// All lines.
    fn lines(&self) -> impl Iterator<Item = &Line> {
        core::iter::once(&self.line).chain(&self.others)
    }

    fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    /// Copies the state if the latest copy is `old` steps old or more; keeps a copy for good every so often.
    fn roll(&mut self, state: &State, at: Cursor, old: u64) {
        let kept = self.line.snapshots.last().map_or(0, |snapshot| snapshot.state.step);
        let latest = self.latest.as_ref().map_or(kept, |latest| latest.state.step.max(kept));
        if state.step < latest + old {
            return;
        }
        if state.step >= kept + self.every {
            match self.room_for(state) {
                Some(state) => {
                    let id = self.next_id();
                    self.line.snapshots.push(Snapshot { id, at, state });
                    return self.thin();
                }
                // The other runs, or the browser, leave no room: fewer snapshots, so a longer replay.
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

    /// Whether there is a latest copy, whose memory the next one takes.
    pub fn has_latest(&self) -> bool {
        self.latest.is_some()
    }

    /// A copy of this state, if need be in the place of the snapshot that is missed least.
    fn room_for(&mut self, state: &State) -> Option<Arc<Kept>> {
        Kept::of(state).or_else(|| {
            let (_, _, id) = self.closest()?;
            self.let_go(id);
            Kept::of(state)
        })
    }

    /// Lets a snapshot go, in all lines that have it.
    fn let_go(&mut self, id: u64) {
        for line in core::iter::once(&mut self.line).chain(&mut self.others) {
            line.snapshots.retain(|snapshot| snapshot.id != id);
        }
    }

    /// What all of it takes in memory: snapshots and log, what lines share once.
    pub fn bytes(&self) -> usize {
        let latest = self.latest.as_ref().map_or(0, |latest| latest.state.bytes());
        latest + self.snapshots().map(|(_, state)| state.bytes()).sum::<usize>() + self.log_bytes()
    }

    /// The steps of the snapshots on the run's line.
    pub fn snapshot_steps(&self) -> Vec<u64> {
        let end = self.line.tip.as_ref().map(|tip| tip.step);
        let mut steps: Vec<u64> = self.line.snapshots.iter().map(|snapshot| snapshot.state.step).collect();
        steps.extend(end.filter(|end| steps.last() != Some(end)));
        steps
    }

    fn log_bytes(&self) -> usize {
        let mut seen = BTreeSet::new();
        let changes = self.lines().flat_map(|line| &line.changes);
        changes.filter(|change| seen.insert(change.id)).map(Change::bytes).sum()
    }

    /// Every snapshot once, and the lines' ends.
    fn snapshots(&self) -> impl Iterator<Item = (u64, &State)> {
        let (mut seen, alone) = (BTreeSet::new(), self.others.is_empty());
        // Without branches nothing is shared, and a run looks here every few steps.
        let kept = self.lines().flat_map(|line| &line.snapshots);
        let kept = kept.filter(move |snapshot| alone || seen.insert(snapshot.id));
        let tips = self.lines().filter_map(|line| line.tip.as_deref().map(|tip| (0, tip)));
        kept.map(|snapshot| (snapshot.id, &**snapshot.state)).chain(tips)
    }

    /// Lets snapshots go until the rest fits: the one whose neighbours are the closest, of equals the oldest. Where none
    /// is left, the ends of old branches: going there is then a longer replay.
    fn thin(&mut self) {
        let latest = self.latest.as_ref().map_or(0, |latest| latest.state.bytes());
        let mut bytes = latest + self.log + self.snapshots().map(|(_, state)| state.bytes()).sum::<usize>();
        while bytes > self.budget {
            let Some((gap, _, id)) = self.closest() else { break };
            let lines = || core::iter::once(&self.line).chain(&self.others);
            let state = lines().flat_map(|line| &line.snapshots).find(|snapshot| snapshot.id == id);
            bytes -= state.map_or(0, |snapshot| snapshot.state.bytes());
            self.let_go(id);
            if gap > 2 * self.every {
                self.every *= 2;
            }
        }
        for line in &mut self.others {
            if bytes <= self.budget {
                break;
            }
            bytes -= line.tip.take().map_or(0, |tip| tip.bytes());
        }
    }

    /// The snapshot between the closest neighbours, with their distance in steps.
    fn closest(&self) -> Option<(u64, u64, u64)> {
        let (mut seen, alone) = (BTreeSet::new(), self.others.is_empty());
        let mut closest: Option<(u64, u64, u64)> = None;
        for (number, line) in self.lines().enumerate() {
            for (i, snapshot) in line.snapshots.iter().enumerate() {
                if !(alone || seen.insert(snapshot.id)) || i == 0 {
                    continue;
                }
                let next = match line.snapshots.get(i + 1) {
                    Some(next) => next.state.step,
                    // The last one of the run's own line stays.
                    None if number == 0 => continue,
                    None => line.last_step(),
                };
                let gap = next - line.snapshots[i - 1].state.step;
                let this = (gap, snapshot.state.step, snapshot.id);
                closest = Some(closest.map_or(this, |other| other.min(this)));
            }
        }
        closest
    }
}
