//! Long work, as the worker drives it. The work of a model is advanced, fed, finished and cancelled by its number. Work that belongs
//! to no model, or holds all that it needs, is an object with the same calls.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::session::Session;
use crate::error::{Error, Result};
use crate::reason;
use crate::session::{self, Ticket};
use crate::text::{Part, Split};
use crate::work;

/// Finishes a piece of work and converts its output.
type Tell = Box<dyn FnOnce(&mut session::Session) -> JsResult>;

/// The work that is under way, by its number.
#[derive(Default)]
pub(super) struct Begun {
    all: Vec<(u32, Tell)>,
}

impl Session {
    /// Notes the work that was begun, and how its output is converted.
    pub(super) fn begun<T: 'static>(
        &mut self,
        ticket: Result<Ticket<T>>,
        tell: impl FnOnce(&session::Session, T) -> JsResult + 'static,
    ) -> JsResult<u32> {
        let ticket = ticket.map_err(refused)?;
        let id = ticket.id();
        let finish = move |on: &mut session::Session| {
            let given = on.finish(ticket).map_err(refused)?;
            tell(on, given)
        };
        self.begun.all.push((id, Box::new(finish)));
        Ok(id)
    }

    fn forgotten(&mut self, work: u32) -> Option<Tell> {
        let at = self.begun.all.iter().position(|(id, _)| *id == work)?;
        Some(self.begun.all.remove(at).1)
    }
}

#[wasm_bindgen]
impl Session {
    /// Advances a piece of work by about `budget` elementary operations.
    ///
    /// # Errors
    /// As [`session::Session::advance`].
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(&mut self, work: u32, budget: f64) -> JsResult {
        match self.inner.advance(work, budget as u64) {
            Ok(progress) => Ok(progress_object(&progress)),
            Err(error) => {
                self.forgotten(work);
                Err(refused(error))
            }
        }
    }

    /// Gives the work a chunk of the text that it reads, in UTF-8.
    ///
    /// # Errors
    /// As [`session::Session::feed`], or a part that does not exist.
    pub fn feed(
        &mut self,
        work: u32,
        #[wasm_bindgen(unchecked_param_type = "Split | \"whole\"")] part: &str,
        utf8: &[u8],
    ) -> JsResult<()> {
        self.inner.feed(work, part_named(part).map_err(refused)?, utf8).map_err(refused)
    }

    /// Says that the text is complete.
    ///
    /// # Errors
    /// Work that is over or unknown.
    pub fn seal(&mut self, work: u32) -> JsResult<()> {
        self.inner.seal(work).map_err(refused)
    }

    /// Finishes the work, including all that is left of it, and returns its output.
    ///
    /// # Errors
    /// As [`session::Session::finish`].
    #[wasm_bindgen(unchecked_return_type = "any")]
    pub fn finish(&mut self, work: u32) -> JsResult {
        let tell = self.forgotten(work).ok_or_else(|| refused(Error::State(reason::work_over())))?;
        tell(&mut self.inner)
    }

    /// Cancels the work; work that is over is no error.
    pub fn cancel(&mut self, work: u32) {
        self.forgotten(work);
        self.inner.cancel(work);
    }
}

/// Work that belongs to no model: `advance` until all is done, then `finish`; `free` cancels it.
#[wasm_bindgen]
pub struct Work {
    inner: Box<dyn Alone>,
}

trait Alone {
    fn advance(&mut self, budget: u64) -> Result<work::Progress>;
    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()>;
    fn seal(&mut self);
    fn finish(self: Box<Self>) -> JsResult;
}

/// Work, and how its output is converted.
struct Told<W, F> {
    work: W,
    tell: F,
}

impl<W, F> Alone for Told<W, F>
where
    W: work::Work<()>,
    F: FnOnce(W::Output) -> JsResult,
{
    fn advance(&mut self, budget: u64) -> Result<work::Progress> {
        self.work.advance(&mut (), budget)
    }
    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        self.work.feed(part, utf8)
    }
    fn seal(&mut self) {
        self.work.seal();
    }
    fn finish(self: Box<Self>) -> JsResult {
        let Told { work, tell } = *self;
        tell(work.finish(&mut ()).map_err(refused)?)
    }
}

impl Work {
    /// Wraps a piece of work.
    pub(super) fn new<W>(work: W, tell: impl FnOnce(W::Output) -> JsResult + 'static) -> Self
    where
        W: work::Work<()> + 'static,
    {
        Work { inner: Box::new(Told { work, tell }) }
    }
}

#[wasm_bindgen]
impl Work {
    /// Advances by about `budget` elementary operations.
    ///
    /// # Errors
    /// What the work cannot do.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(&mut self, budget: f64) -> JsResult {
        Ok(progress_object(&self.inner.advance(budget as u64).map_err(refused)?))
    }

    /// Gives the work a chunk of a text, in UTF-8: of the whole text, or of one split.
    ///
    /// # Errors
    /// More text than fits, a part that does not exist, or work that reads no text.
    pub fn feed(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Split | \"whole\"")] part: &str,
        utf8: &[u8],
    ) -> JsResult<()> {
        self.inner.feed(part_named(part).map_err(refused)?, utf8).map_err(refused)
    }

    /// Says that the text is complete.
    pub fn seal(&mut self) {
        self.inner.seal();
    }

    /// Finishes the work and returns its output. The object cannot be used again.
    ///
    /// # Errors
    /// As [`Work::advance`].
    #[wasm_bindgen(unchecked_return_type = "any")]
    pub fn finish(self) -> JsResult {
        self.inner.finish()
    }
}

fn progress_object(progress: &work::Progress) -> JsValue {
    let losses = &progress.losses;
    convert::shape!(
        /// How much of a long call is done, in units of its own.
        Progress {
            done: "number" = (progress.done as f64).into(),
            total: "number" = (progress.total as f64).into(),
            /// Of a training run: the losses of the steps since it last told, in order, nats.
            losses?: "Float32Array" = if losses.is_empty() { JsValue::UNDEFINED } else { convert::floats(losses) },
        }
    )
}

fn part_named(name: &str) -> Result<Part> {
    let split = Split::ALL.into_iter().find(|split| split.name() == name);
    match split {
        Some(split) => Ok(Part::Only(split)),
        None if name == "whole" => Ok(Part::Whole),
        None => Err(Error::value("part", name, reason::split_or_whole())),
    }
}
