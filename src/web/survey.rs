//! A text in numbers before there is a model, as the worker calls it.

use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::creation::part_named;
use super::session::progress_object;
use crate::session::survey;

type Answer<T = ()> = core::result::Result<T, JsValue>;

/// As a [`Creation`](super::creation::Creation); what it gives in the end is a report.
#[wasm_bindgen]
pub struct Survey {
    inner: survey::Survey,
}

#[wasm_bindgen]
impl Survey {
    /// For these options. A text of the caller's own is empty in them: it is pushed.
    #[wasm_bindgen(constructor)]
    pub fn new(#[wasm_bindgen(unchecked_param_type = "ModelOptions")] options: JsValue) -> Answer<Survey> {
        Ok(Survey { inner: survey::Survey::new(convert::options(options)?).map_err(refused)? })
    }

    /// How many bytes of text will be pushed, at least.
    pub fn expect(&mut self, bytes: f64) -> Answer {
        self.inner.expect(bytes as u64).map_err(refused)
    }

    /// A chunk of a text, in UTF-8: of the whole, or of one split.
    pub fn push(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Split | \"whole\"")] part: &str,
        utf8: &[u8],
    ) -> Answer {
        let part = part_named(part).map_err(refused)?;
        self.inner.push(part, utf8).map_err(refused)
    }

    /// The text is complete.
    pub fn seal(&mut self) {
        self.inner.seal();
    }

    /// About `budget` bytes of text. A text that cannot be read is done: the report says why.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(&mut self, budget: f64) -> Answer<JsValue> {
        let progress = self.inner.advance(budget as usize).map_err(refused)?;
        Ok(progress_object(progress.done as f64, progress.total as f64))
    }

    /// What the text looks like: also where it cannot be read.
    #[wasm_bindgen(unchecked_return_type = "TextHint[]")]
    pub fn hints(&self) -> Answer<JsValue> {
        convert::descriptor(&self.inner.hints())
    }

    /// The report. The survey is used up.
    #[wasm_bindgen(unchecked_return_type = "TextReport")]
    pub fn finish(self) -> Answer<JsValue> {
        convert::descriptor(&self.inner.finish())
    }
}
