//! What the worker needs from a [`Session`] to train it on the graphics card, whose engine is another module.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
use super::session::{Session, split_named};
use crate::backend::webgpu::WindowSource;
use crate::train::TrainOnOptions;

#[wasm_bindgen]
impl Session {
    /// A split as the card and the crew read it.
    ///
    /// # Errors
    /// A model without its text, or a value that is not a split.
    #[wasm_bindgen(js_name = windowSource, unchecked_return_type = "WindowSource")]
    pub fn window_source(&self, #[wasm_bindgen(unchecked_param_type = "Split")] split: JsValue) -> JsResult {
        let source = self.inner.window_source(split_named(split)?).map_err(refused)?;
        Ok(self.windows_object(&source))
    }

    /// A script's custom examples as the card reads them.
    ///
    /// # Errors
    /// As [`session::Session::train_on`](crate::session::Session::train_on).
    #[wasm_bindgen(js_name = windowSourceOf, unchecked_return_type = "WindowSource")]
    pub fn window_source_of(
        &self,
        contexts: &[u32],
        targets: &[u32],
        #[wasm_bindgen(unchecked_param_type = "Omit<TrainOnOptions, \"contexts\" | \"targets\">")]
        options: JsValue,
    ) -> JsResult {
        let options: TrainOnOptions = convert::train_on_options(&options)?;
        let source = self.inner.window_source_of(contexts, targets, &options).map_err(refused)?;
        Ok(self.windows_object(&source))
    }

    /// A few examples for comparing two engines.
    #[wasm_bindgen(unchecked_return_type = "Probe")]
    pub fn probe(&self) -> JsValue {
        let (contexts, targets) = self.inner.probe();
        shape!(
            /// A few examples: examples x n ids, and their targets.
            Probe {
                contexts: "Uint32Array" = convert::ids(&contexts),
                targets: "Uint32Array" = convert::ids(&targets),
            }
        )
    }

    /// Takes some steps on a copy of the model, which is then dropped.
    ///
    /// # Errors
    /// A model without its text.
    pub fn rehearse(&mut self, steps: f64, batch: f64) -> JsResult<()> {
        self.inner.rehearse(steps as u64, batch as u64).map_err(refused)
    }
}

impl Session {
    fn windows_object(&self, source: &WindowSource) -> JsValue {
        let unknown = self.inner.vocabulary().unknown();
        shape!(
            /// Examples as the card reads them: tokens, and where the windows lie in them.
            WindowSource {
                tokens: "Uint32Array" = convert::ids(&source.tokens),
                stride: "number" = source.places.stride.into(),
                offset: "number" = source.places.offset.into(),
                boundary: "number" = source.places.boundary.into(),
                examples: "number" = (source.examples as f64).into(),
                /// The id of `<unk>`, or -1.
                unknown: "number" = unknown.map_or(-1.0, f64::from).into(),
            }
        )
    }
}
