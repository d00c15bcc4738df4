//! A model into bytes and back.

use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::{Session, progress_object};
use crate::session::{self, CorpusSource};

/// A saved model on its way back: `advance` until all is done, then `finish`; `free` cancels it.
#[wasm_bindgen]
pub struct Loading {
    inner: session::Loading,
}

#[wasm_bindgen]
impl Loading {
    /// From a saved model's bytes; without a corpus it cannot train, nor evaluate a split.
    #[wasm_bindgen(constructor)]
    pub fn new(
        bytes: &[u8],
        #[wasm_bindgen(unchecked_param_type = "CorpusSource | undefined")] corpus: JsValue,
    ) -> Result<Loading, JsValue> {
        let corpus: Option<CorpusSource> = convert::options(corpus)?;
        Ok(Loading { inner: session::Loading::new(bytes, corpus).map_err(refused)? })
    }

    /// About `budget` bytes of the corpus.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(&mut self, budget: f64) -> Result<JsValue, JsValue> {
        let progress = self.inner.advance(budget as usize).map_err(refused)?;
        Ok(progress_object(progress.done as f64, progress.total as f64))
    }

    /// The model. The loading is used up.
    pub fn finish(self) -> Result<Session, JsValue> {
        Ok(Session { inner: self.inner.finish().map_err(refused)? })
    }
}

#[wasm_bindgen]
impl Session {
    /// The model as a file: parameters, options, vocabulary, and all that training goes on from.
    pub fn save(&self) -> Vec<u8> {
        self.inner.save()
    }
}
