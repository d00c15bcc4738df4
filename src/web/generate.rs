//! Words after a prompt, in pieces.

use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::{Session, progress_object};

#[wasm_bindgen]
impl Session {
    /// Begins to draw words after a prompt.
    #[wasm_bindgen(js_name = beginGenerate)]
    pub fn begin_generate(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "GenerateOptions")] options: JsValue,
    ) -> Result<(), JsValue> {
        self.inner.begin_generate(&convert::options(options)?).map_err(refused)
    }

    /// Up to `budget` more.
    #[wasm_bindgen(js_name = generateChunk, unchecked_return_type = "Progress")]
    pub fn generate_chunk(&mut self, budget: f64) -> Result<JsValue, JsValue> {
        let done = self.inner.generate_chunk(budget as usize).map_err(refused)?;
        Ok(progress_object(done.done as f64, done.total as f64))
    }

    /// What was drawn.
    #[wasm_bindgen(js_name = endGenerate, unchecked_return_type = "Generated")]
    pub fn end_generate(&mut self) -> Result<JsValue, JsValue> {
        let generated = self.inner.end_generate().map_err(refused)?;
        Ok(convert::object([
            ("tokens", convert::strings(generated.tokens.iter().map(String::as_str))),
            ("probabilities", convert::floats_from_f64(&generated.probabilities)),
        ]))
    }
}
