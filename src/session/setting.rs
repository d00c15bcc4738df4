//! Parameters that are set from outside, piece by piece. The model changes at the end, all at once.

use super::{Session, Shown, Ticket};
use crate::checkpoint::fill;
use crate::counted;
use crate::error::{Error, Result};
use crate::host::decimal;
use crate::model::Parameters;
use crate::reason;
use crate::run::Replacing;
use crate::train::Numbers;
use crate::work::{NUMBER_COST, Progress, Work, complete, fitting};

/// How many numbers are taken over at once.
const PIECE: usize = 4096;

/// Tensors that are being taken over.
#[derive(Debug)]
struct Setting<L> {
    given: Vec<Shown<L>>,
    /// How many of them are taken over, and how many numbers of the next one.
    taken: usize,
    at: usize,
    replacing: Replacing,
}

impl<L: Numbers> Setting<L> {
    fn lengths(&self) -> impl Iterator<Item = u64> {
        self.given.iter().map(|shown| shown.data.length() as u64)
    }

    /// Takes over about so many elementary operations' worth of numbers of one tensor, which is not complete.
    fn take(&mut self, budget: u64) -> Result<()> {
        let Setting { given, taken, at, replacing } = self;
        let Shown { tensor, data, .. } = &given[*taken];
        let end = data.length().min(at.saturating_add(fitting(budget, NUMBER_COST)));
        let mut piece = [0.0; PIECE];
        while *at < end {
            let piece = &mut piece[..PIECE.min(end - *at)];
            data.copy(*at, piece);
            if let Some(place) = piece.iter().position(|x| !x.is_finite()) {
                let number = decimal(f64::from(piece[place]));
                let found = format!("{number} at place {}", *at + place);
                return Err(Error::value(tensor.name(), found, reason::all_finite()));
            }
            fill(replacing.parameters().shown_mut(*tensor), *at, piece);
            counted::did(NUMBER_COST as usize * piece.len());
            *at += piece.len();
        }
        if *at == data.length() {
            (*taken, *at) = (*taken + 1, 0);
        }
        Ok(())
    }
}

impl<L: Numbers> Work<Session> for Setting<L> {
    type Output = ();

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let all = on.raw_parameters().data.len() as u64;
        let total = 3 * all + self.lengths().sum::<u64>();
        if (self.replacing.parameters().data.len() as u64) < all {
            return Ok(Progress { total, ..self.replacing.copy(&on.trainer, budget) });
        }
        if self.taken < self.given.len() {
            self.take(budget)?;
            let taken = self.lengths().take(self.taken).sum::<u64>() + self.at as u64;
            return Ok(Progress::of(all + taken, total));
        }
        let compared = self.replacing.compare(&on.trainer, budget)?;
        Ok(Progress::of(total - compared.total + compared.done, total))
    }

    fn finish(mut self, on: &mut Session) -> Result<()> {
        complete(&mut self, on)?;
        on.at_rest()?;
        on.trainer.replace(self.replacing);
        on.changed();
        Ok(())
    }
}

impl Session {
    /// Begins to replace the given parameters. No step is counted; the optimizer's state stays.
    ///
    /// # Errors
    /// A name that is no parameter of this network, a wrong shape; too little memory for a copy. A number that is not finite is an
    /// error of the work.
    pub fn begin_set_parameters<L: Numbers + 'static>(&mut self, given: Vec<Shown<L>>) -> Result<Ticket<()>> {
        let setting = self.setting(given)?;
        self.begin(setting)
    }

    /// Replaces the given parameters in one call.
    ///
    /// # Errors
    /// As [`Session::begin_set_parameters`]; a number that is not finite.
    pub fn set_parameters(&mut self, given: &[Shown<impl Numbers>]) -> Result<()> {
        let given = given.iter().map(|Shown { tensor, shape, data }| Shown {
            tensor: *tensor,
            shape: shape.clone(),
            data,
        });
        let setting = self.setting(given.collect())?;
        setting.finish(self)
    }

    fn setting<L: Numbers>(&self, given: Vec<Shown<L>>) -> Result<Setting<L>> {
        self.at_rest()?;
        let Parameters { layout, .. } = self.raw_parameters();
        for Shown { tensor, shape, data } in &given {
            let name = tensor.name();
            if !layout.tensors().contains(tensor) {
                return Err(Error::value("the tensor", name, reason::no_parameter()));
            }
            let (expected, length) = (tensor.shape(&layout.config), data.length());
            if *shape != expected || length != expected.iter().product::<usize>() {
                let given = format!("{shape:?} with {length} numbers");
                return Err(Error::value(name, given, reason::shape(&expected[..])));
            }
        }
        let replacing = Replacing::of(&self.trainer)?;
        Ok(Setting { given, taken: 0, at: 0, replacing })
    }
}
