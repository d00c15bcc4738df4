//! Parameters that replace a run's, piece by piece. The run changes only at the end, in one move.

use super::{Cell, Trainer, Whole};
use crate::counted;
use crate::error::Result;
use crate::model::Parameters;
use crate::work::{NUMBER_COST, Progress, fitting};
use crate::{memory, reason};

/// What the log will hold.
#[derive(Debug)]
enum Noted {
    Cells(Vec<Cell>),
    /// All new parameters: the log's own copy.
    Whole(Vec<f32>),
}

/// The parameters that a run will have. They begin as a copy of its own; then some are written; then both are compared for the log.
#[derive(Debug)]
pub struct Replacing {
    parameters: Parameters,
    /// Parameters that were compared.
    compared: usize,
    /// How many of them differ.
    changed: usize,
    /// Parameters that were looked at for the log.
    looked: usize,
    noted: Noted,
}

impl Replacing {
    /// Nothing is copied yet.
    ///
    /// # Errors
    /// Less room than a copy takes.
    pub fn of(run: &Trainer) -> Result<Self> {
        let Parameters { layout, data } = &run.state().parameters;
        layout.config.ask(reason::setting_parameters(), 1)?;
        let parameters = Parameters { layout: *layout, data: Vec::with_capacity(data.len()) };
        Ok(Replacing { parameters, compared: 0, changed: 0, looked: 0, noted: Noted::Cells(Vec::new()) })
    }

    /// Copies about `budget` elementary operations' worth of the run's parameters.
    pub fn copy(&mut self, run: &Trainer, budget: u64) -> Progress {
        let Parameters { data, .. } = &mut self.parameters;
        let from = &run.state().parameters.data;
        let end = from.len().min(data.len().saturating_add(fitting(budget, NUMBER_COST)));
        counted::did(NUMBER_COST as usize * (end - data.len()));
        data.extend_from_slice(&from[data.len()..end]);
        Progress::of(end as u64, from.len() as u64)
    }

    /// The copy, to write into once it is complete.
    pub fn parameters(&mut self) -> &mut Parameters {
        &mut self.parameters
    }

    /// Compares about `budget` elementary operations' worth of parameters with the run's: first how many differ, then, for the log, which
    /// ones. So many that a list would be larger than two copies are logged as copies.
    ///
    /// # Errors
    /// Less room than the log needs.
    pub fn compare(&mut self, run: &Trainer, budget: u64) -> Result<Progress> {
        let (before, after) = (&run.state().parameters.data, &self.parameters.data);
        let length = before.len();
        let differs = |&at: &usize| before[at].to_bits() != after[at].to_bits();
        let step = fitting(budget, NUMBER_COST);
        if self.compared < length {
            let piece = self.compared..length.min(self.compared.saturating_add(step));
            counted::did(NUMBER_COST as usize * piece.len());
            self.compared = piece.end;
            self.changed += piece.filter(differs).count();
            if self.compared == length {
                self.noted = self.room()?;
            }
        } else {
            let piece = self.looked..length.min(self.looked.saturating_add(step));
            counted::did(NUMBER_COST as usize * piece.len());
            self.looked = piece.end;
            match &mut self.noted {
                Noted::Whole(copy) => copy.extend_from_slice(&after[piece]),
                Noted::Cells(cells) => cells.extend(piece.filter(differs).map(|index| Cell {
                    index,
                    before: before[index],
                    after: after[index],
                })),
            }
        }
        Ok(Progress::of((self.compared + self.looked) as u64, 2 * length as u64))
    }

    /// Room for what the log will hold.
    fn room(&self) -> Result<Noted> {
        let Parameters { layout, data } = &self.parameters;
        let bytes = self.changed * size_of::<Cell>();
        if bytes > 2 * size_of_val(&data[..]) {
            // The run's old parameters become the log's without a copy.
            layout.config.ask(reason::setting_parameters(), 1)?;
            return Ok(Noted::Whole(Vec::with_capacity(data.len())));
        }
        // The list, and the log's.
        memory::ask(reason::setting_parameters(), &[bytes as u64; 2])?;
        Ok(Noted::Cells(Vec::with_capacity(self.changed)))
    }
}

impl Trainer {
    /// Replaces the parameters by those that were compared with them. No step is counted; the optimizer's state stays.
    ///
    /// # Panics
    /// If they belong to another network.
    pub fn replace(&mut self, replacing: Replacing) {
        let Replacing { parameters, changed, noted, .. } = replacing;
        assert!(parameters.layout == self.state.parameters.layout, "another network's parameters");
        match noted {
            Noted::Cells(cells) => self.edit(cells, false),
            Noted::Whole(after) => {
                let whole = Whole { before: Default::default(), after: after.into(), changed };
                let whole = self.history.set(whole, &self.state);
                whole.before = core::mem::replace(&mut self.state.parameters.data, parameters.data).into();
            }
        }
    }

    /// Replaces the parameters in one call.
    ///
    /// # Errors
    /// Less room than a copy of them takes, and than the log needs for what changed.
    ///
    /// # Panics
    /// As [`replace`](Self::replace).
    pub fn set_parameters(&mut self, parameters: &Parameters) -> Result<()> {
        let mut replacing = Replacing::of(self)?;
        replacing.parameters.clone_from(parameters);
        while !replacing.compare(self, u64::MAX)?.is_complete() {}
        self.replace(replacing);
        Ok(())
    }
}
