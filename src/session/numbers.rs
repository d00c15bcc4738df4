//! A file's numbers on their way into a model's state, piece by piece.

use ndarray::{ArrayViewMut1, Axis};

use crate::checkpoint::{File, Found, fill};
use crate::error::Result;
use crate::model::Tensor;
use crate::train::State;
use crate::work::{NUMBER_COST, Progress, fitting};

/// Where a file's tensor goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Goal {
    /// A parameter; `turned`: rows are columns in the file.
    Parameter { tensor: Tensor, turned: bool },
    /// The optimizer's first moment.
    First,
    /// Its second.
    Second,
}

/// Tensors of a file, read one after the other.
#[derive(Debug)]
pub(super) struct FileNumbers<'a> {
    file: File<'a>,
    all: Vec<(Found, Goal)>,
    /// How many of them are read, and how many numbers of the next one.
    read: usize,
    at: usize,
}

impl<'a> FileNumbers<'a> {
    /// Reads these tensors of the file: each by its name, its shape, and where it goes.
    ///
    /// # Errors
    /// A tensor that is missing, or has another shape or another type of number.
    pub(super) fn new<'n>(
        file: File<'a>,
        all: impl IntoIterator<Item = (&'n str, Vec<usize>, Goal)>,
    ) -> Result<Self> {
        let find = |(name, shape, goal): (_, Vec<usize>, _)| Ok((file.find(name, &shape)?, goal));
        let all = all.into_iter().map(find).collect::<Result<_>>()?;
        Ok(FileNumbers { file, all, read: 0, at: 0 })
    }

    /// How far it is, in numbers.
    pub(super) fn progress(&self) -> Progress {
        let length = |all: &[(Found, Goal)]| all.iter().map(|(found, _)| found.length() as u64).sum::<u64>();
        Progress::of(length(&self.all[..self.read]) + self.at as u64, length(&self.all))
    }

    /// Reads about `budget` elementary operations' worth of numbers; returns what is left of the budget.
    ///
    /// # Errors
    /// A number that is not finite as f32; bytes that are gone.
    pub(super) fn advance(&mut self, state: &mut State, mut budget: u64) -> Result<u64> {
        while let Some(&(found, goal)) = self.all.get(self.read).filter(|_| budget > 0) {
            let mut view = match goal {
                Goal::Parameter { tensor, turned } => {
                    let view = state.parameters.shown_mut(tensor);
                    if turned { view.reversed_axes() } else { view }
                }
                Goal::First => ArrayViewMut1::from(&mut state.optimizer.first[..]).insert_axis(Axis(0)),
                Goal::Second => ArrayViewMut1::from(&mut state.optimizer.second[..]).insert_axis(Axis(0)),
            };
            let mut put = |from: usize, numbers: &[f32]| fill(view.view_mut(), from, numbers);
            let at = self.file.read(found, self.at, fitting(budget, NUMBER_COST), &mut put)?;
            budget = budget.saturating_sub(NUMBER_COST * (at - self.at) as u64);
            self.at = at;
            if at == found.length() {
                (self.read, self.at) = (self.read + 1, 0);
            }
        }
        Ok(budget)
    }
}
