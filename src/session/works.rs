//! The long work of a model, all of it owned in one place: one piece of work at a time changes the model, any number look at it.

use core::any::Any;
use core::marker::PhantomData;

use super::Session;
use crate::error::{Error, Result};
use crate::lm::Done;
use crate::measure::studies::gradients::{GradientCheck, GradientReport};
use crate::reason;
use crate::text::{self, Part};
use crate::work::{Effect, Progress, Work, complete, fitting};

/// A piece of work that was begun; `T` is the type of its output.
#[derive(Debug)]
pub struct Ticket<T> {
    id: u32,
    gives: PhantomData<fn() -> T>,
}

impl<T> Ticket<T> {
    /// Its number, for [`Session::advance`] and [`Session::cancel`].
    pub fn id(&self) -> u32 {
        self.id
    }
}

/// Work with its output's type erased; only the ticket knows it.
trait Erased {
    fn effect(&self) -> Effect;
    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress>;
    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()>;
    fn seal(&mut self);
    fn finish(self: Box<Self>, on: &mut Session) -> Result<Box<dyn Any>>;
    fn give_up(&mut self, on: &mut Session);
}

impl<W> Erased for W
where
    W: Work<Session>,
    W::Output: 'static,
{
    fn effect(&self) -> Effect {
        Work::effect(self)
    }
    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        Work::advance(self, on, budget)
    }
    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        Work::feed(self, part, utf8)
    }
    fn seal(&mut self) {
        Work::seal(self);
    }
    fn finish(self: Box<Self>, on: &mut Session) -> Result<Box<dyn Any>> {
        Ok(Box::new(Work::finish(*self, on)?))
    }
    fn give_up(&mut self, on: &mut Session) {
        Work::give_up(self, on);
    }
}

struct UnderWay {
    id: u32,
    work: Box<dyn Erased>,
    /// How often the model had been changed when the work was begun.
    began: u64,
}

/// All the work on one model.
#[derive(Default)]
pub(super) struct Works {
    latest: u32,
    all: Vec<UnderWay>,
    /// How often the model has been changed.
    changes: u64,
}

impl core::fmt::Debug for Works {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Works { latest, all, changes } = self;
        f.debug_struct("Works")
            .field("latest", latest)
            .field("under_way", &all.len())
            .field("changes", changes)
            .finish()
    }
}

impl Session {
    /// Begins a piece of work.
    ///
    /// # Errors
    /// Work that would change the model while another piece of work does.
    pub fn begin<W>(&mut self, work: W) -> Result<Ticket<W::Output>>
    where
        W: Work<Session> + 'static,
        W::Output: 'static,
    {
        if work.effect().changes() {
            self.at_rest()?;
        }
        self.works.latest += 1;
        let id = self.works.latest;
        self.works.all.push(UnderWay { id, work: Box::new(work), began: self.works.changes });
        Ok(Ticket { id, gives: PhantomData })
    }

    /// Continues the work for about `budget` elementary operations, and by at least one grain.
    ///
    /// # Errors
    /// The work's own error, which ends it. Work that is over or unknown; work that reads a model that has changed since.
    pub fn advance(&mut self, id: u32, budget: u64) -> Result<Progress> {
        let mut under_way = self.taken_out(id)?;
        match under_way.work.advance(self, budget) {
            Ok(progress) => {
                self.works.all.push(under_way);
                Ok(progress)
            }
            Err(error) => {
                under_way.work.give_up(self);
                Err(error)
            }
        }
    }

    /// Hands the work a chunk of the text that it reads, in UTF-8, cut anywhere.
    ///
    /// # Errors
    /// More text than there is memory for; work that reads no text, or is over.
    pub fn feed(&mut self, id: u32, part: Part, utf8: &[u8]) -> Result<()> {
        self.work(id)?.feed(part, utf8)
    }

    /// Says that the text is complete.
    ///
    /// # Errors
    /// Work that is over or unknown.
    pub fn seal(&mut self, id: u32) -> Result<()> {
        self.work(id)?.seal();
        Ok(())
    }

    /// Does the rest of the work and returns its output.
    ///
    /// # Errors
    /// As [`Session::advance`].
    ///
    /// # Panics
    /// If the ticket is another session's.
    pub fn finish<T: 'static>(&mut self, ticket: Ticket<T>) -> Result<T> {
        let under_way = self.taken_out(ticket.id)?;
        let given = under_way.work.finish(self)?;
        Ok(*given.downcast().expect("a ticket is of the work that it was given for"))
    }

    /// Finishes the work and drops its output.
    #[cfg(test)]
    pub(super) fn finish_any(&mut self, id: u32) {
        let under_way = self.taken_out(id).expect("under way");
        drop(under_way.work.finish(self).expect("finished"));
    }

    /// Cancels the work. Work that is over or unknown is no error.
    pub fn cancel(&mut self, id: u32) {
        if let Some(at) = self.works.all.iter().position(|under_way| under_way.id == id) {
            let mut under_way = self.works.all.remove(at);
            under_way.work.give_up(self);
        }
    }

    /// Refuses a change while a piece of work changes the model.
    pub(super) fn at_rest(&self) -> Result<()> {
        let mut effects = self.works.all.iter().map(|under_way| under_way.work.effect());
        match effects.rfind(|effect| effect.changes()) {
            None => Ok(()),
            Some(Effect::Travels) => Err(on_its_way()),
            Some(_) => Err(Error::State(reason::under_way())),
        }
    }

    /// Notes that the model has changed.
    pub(super) fn changed(&mut self) {
        self.works.changes += 1;
    }

    fn work(&mut self, id: u32) -> Result<&mut Box<dyn Erased>> {
        let found = self.works.all.iter_mut().find(|under_way| under_way.id == id);
        found.map(|under_way| &mut under_way.work).ok_or_else(is_over)
    }

    fn taken_out(&mut self, id: u32) -> Result<UnderWay> {
        let at = self.works.all.iter().position(|under_way| under_way.id == id).ok_or_else(is_over)?;
        let under_way = self.works.all.remove(at);
        if under_way.work.effect() == Effect::Reads && under_way.began != self.works.changes {
            return Err(Error::State(reason::changed_since()));
        }
        Ok(under_way)
    }
}

/// The run cannot change while it is on its way to another step.
pub(super) fn on_its_way() -> Error {
    Error::State(reason::on_its_way())
}

fn is_over() -> Error {
    Error::State(reason::work_over())
}

impl From<Done> for Progress {
    fn from(Done { done, total }: Done) -> Self {
        Progress::of(done as u64, total as u64)
    }
}

impl From<text::ReadProgress> for Progress {
    fn from(text::ReadProgress { done, total }: text::ReadProgress) -> Self {
        Progress::of(done, total)
    }
}

impl Work<()> for GradientCheck {
    type Output = GradientReport;

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        let cost = self.cost();
        Ok(GradientCheck::advance(self, fitting(budget, cost)).into())
    }

    fn finish(mut self, on: &mut ()) -> Result<GradientReport> {
        complete(&mut self, on)?;
        Ok(self.report())
    }
}
