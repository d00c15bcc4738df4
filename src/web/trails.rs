//! Where words have been.

use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::Session;

#[wasm_bindgen]
impl Session {
    /// Some words' places over the run, along the directions of a projection: k x d numbers.
    #[wasm_bindgen(unchecked_return_type = "Trails")]
    pub fn trails(&self, ids: &[u32], components: &[f32]) -> Result<JsValue, JsValue> {
        let found = self.inner.trails(ids, components).map_err(refused)?;
        let steps: Vec<f64> = found.steps.iter().map(|&step| step as f64).collect();
        let (words, states) = (ids.len(), found.steps.len());
        let k = found.places.len().checked_div(words * states).unwrap_or(0);
        Ok(convert::object([
            ("steps", js_sys::Float64Array::from(&steps[..]).into()),
            ("places", convert::tensor(&[words, states, k], &found.places)),
        ]))
    }
}
