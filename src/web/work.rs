//! Long work, as the worker drives it: one family for all of it. A model's own is begun, advanced, fed, finished and given up by its
//! number; what belongs to no model, or holds what it needs, is an object with the same calls.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::session::Session;
use crate::error::{Error, Result};
use crate::reason;
use crate::session::{self, Ticket};
use crate::text::{Part, Split};
use crate::work;

/// What becomes of a piece of work's output.
type Tell = Box<dyn FnOnce(&mut session::Session) -> JsResult>;

/// What is under way, by its number.
#[derive(Default)]
pub(super) struct Begun {
    all: Vec<(u32, Tell)>,
}

impl Session {
    /// Takes note of what was begun, and of what its output becomes.
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
    /// Goes on with work that was begun, for about `budget` elementary operations.
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

    /// Hands it a chunk of the text that it reads, in UTF-8.
    pub fn feed(
        &mut self,
        work: u32,
        #[wasm_bindgen(unchecked_param_type = "Split | \"whole\"")] part: &str,
        utf8: &[u8],
    ) -> JsResult<()> {
        self.inner.feed(work, part_named(part).map_err(refused)?, utf8).map_err(refused)
    }

    /// That text is complete.
    pub fn seal(&mut self, work: u32) -> JsResult<()> {
        self.inner.seal(work).map_err(refused)
    }

    /// What it gives; whatever is left of it is done first.
    #[wasm_bindgen(unchecked_return_type = "any")]
    pub fn finish(&mut self, work: u32) -> JsResult {
        let tell = self.forgotten(work).ok_or_else(|| refused(Error::State(reason::work_over())))?;
        tell(&mut self.inner)
    }

    /// Gives it up before its end; work that is over is no error.
    pub fn cancel(&mut self, work: u32) {
        self.forgotten(work);
        self.inner.cancel(work);
    }
}

/// Work that stands for itself: `advance` until all is done, then `finish`; `free` gives it up.
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

/// Work, and what its output becomes.
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
    /// About `budget` elementary operations more.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(&mut self, budget: f64) -> JsResult {
        Ok(progress_object(&self.inner.advance(budget as u64).map_err(refused)?))
    }

    /// A chunk of a text, in UTF-8: of the whole, or of one split.
    pub fn feed(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Split | \"whole\"")] part: &str,
        utf8: &[u8],
    ) -> JsResult<()> {
        self.inner.feed(part_named(part).map_err(refused)?, utf8).map_err(refused)
    }

    /// The text is complete.
    pub fn seal(&mut self) {
        self.inner.seal();
    }

    /// What it gives. The work is used up.
    #[wasm_bindgen(unchecked_return_type = "any")]
    pub fn finish(self) -> JsResult {
        self.inner.finish()
    }
}

fn progress_object(progress: &work::Progress) -> JsValue {
    let object =
        convert::object([("done", (progress.done as f64).into()), ("total", (progress.total as f64).into())]);
    if !progress.losses.is_empty() {
        convert::set(object.unchecked_ref(), "losses", &convert::floats(&progress.losses));
    }
    object
}

fn part_named(name: &str) -> Result<Part> {
    let split = Split::ALL.into_iter().find(|split| split.name() == name);
    match split {
        Some(split) => Ok(Part::Only(split)),
        None if name == "whole" => Ok(Part::Whole),
        None => Err(Error::value("part", name, reason::split_or_whole())),
    }
}
