//! A model in the making: its text comes in chunks, so that neither a hundred megabytes are copied at once nor anybody waits.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::{Session, progress_object};
use crate::error::{Error, Result};
use crate::session::{self, CorpusSource};
use crate::text::{Part, Split};

type Answer<T = ()> = core::result::Result<T, JsValue>;

/// Of new options or a saved model: `expect`, `push` and `seal` where the text is the caller's own; `advance` until all is
/// done; then `finish`. `free` cancels it.
#[wasm_bindgen]
pub struct Creation {
    inner: Inner,
}

enum Inner {
    New(Box<session::Creation>),
    Saved(Box<session::Loading>),
}

#[wasm_bindgen]
impl Creation {
    /// For one model. A text of the caller's own is empty in the options: it is pushed.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "ModelOptions")] options: JsValue) -> Answer<Creation> {
        let inner = session::Creation::new(convert::options(options)?).map_err(refused)?;
        Ok(Creation { inner: Inner::New(Box::new(inner)) })
    }

    /// From a saved model's bytes; without a corpus it cannot train, nor evaluate a split.
    pub fn load(
        bytes: Uint8Array,
        #[wasm_bindgen(unchecked_param_type = "CorpusSource | undefined")] corpus: JsValue,
    ) -> Answer<Creation> {
        let corpus: Option<CorpusSource> = convert::options(corpus)?;
        let inner = session::Loading::new(bytes, corpus).map_err(refused)?;
        Ok(Creation { inner: Inner::Saved(Box::new(inner)) })
    }

    /// How many bytes of text will be pushed, at least.
    pub fn expect(&mut self, bytes: f64) -> Answer {
        self.text().map_or(Ok(()), |creation| creation.expect(bytes as u64)).map_err(refused)
    }

    /// A chunk of a text, in UTF-8: of the whole, or of one split.
    pub fn push(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Split | \"whole\"")] part: &str,
        utf8: &[u8],
    ) -> Answer {
        let part = part_named(part).map_err(refused)?;
        self.text().map_or(Ok(()), |creation| creation.push(part, utf8)).map_err(refused)
    }

    /// The text is complete.
    pub fn seal(&mut self) {
        if let Some(creation) = self.text() {
            creation.seal();
        }
    }

    /// About `budget` bytes of text.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(&mut self, budget: f64) -> Answer<JsValue> {
        let progress = match &mut self.inner {
            Inner::New(inner) => inner.advance(budget as usize),
            Inner::Saved(inner) => inner.advance(budget as usize),
        }
        .map_err(refused)?;
        Ok(progress_object(progress.done as f64, progress.total as f64))
    }

    /// The model. The creation is used up.
    pub fn finish(self) -> Answer<Session> {
        let inner = match self.inner {
            Inner::New(inner) => inner.finish(),
            Inner::Saved(inner) => inner.finish(),
        }
        .map_err(refused)?;
        Ok(Session { inner })
    }
}

impl Creation {
    /// What reads the text, where there is one.
    fn text(&mut self) -> Option<&mut session::Creation> {
        match &mut self.inner {
            Inner::New(inner) => Some(inner),
            Inner::Saved(inner) => inner.creation(),
        }
    }
}

pub(super) fn part_named(name: &str) -> Result<Part> {
    let split = Split::ALL.into_iter().find(|split| split.name() == name);
    match split {
        Some(split) => Ok(Part::Only(split)),
        None if name == "whole" => Ok(Part::Whole),
        None => Err(Error::value("part", name, "it must be \"whole\" or the name of a split")),
    }
}
