//! Where words have been.

use js_sys::{Float32Array, Reflect};
use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::Session;
use crate::error::Error;

#[wasm_bindgen]
impl Session {
    /// Some words' places over the run, along the directions of a projection: k x d numbers.
    #[wasm_bindgen(unchecked_return_type = "Trails")]
    pub fn trails(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly number[]")] ids: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Tensor")] components: JsValue,
    ) -> Result<JsValue, JsValue> {
        let ids: Vec<u32> = convert::options("ids", &ids)?;
        let data = Reflect::get(&components, &"data".into())
            .ok()
            .and_then(|data| data.dyn_into::<Float32Array>().ok());
        let components = data.ok_or_else(|| {
            let wanted = "it must be a tensor { shape, data: Float32Array }, as project gives it";
            refused(Error::value("components", convert::given(&components), wanted))
        })?;
        let found = self.inner.trails(&ids, &components.to_vec()).map_err(refused)?;
        let steps: Vec<f64> = found.steps.iter().map(|&step| step as f64).collect();
        let (words, states) = (ids.len(), found.steps.len());
        let k = found.places.len().checked_div(words * states).unwrap_or(0);
        Ok(convert::object([
            ("steps", js_sys::Float64Array::from(&steps[..]).into()),
            ("places", convert::tensor(&[words, states, k], &found.places)),
        ]))
    }
}
