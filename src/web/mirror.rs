//! A model in the second engine, brought to where the page's own stands.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::session::Session;

#[wasm_bindgen]
impl Session {
    /// Stands where the page's own model stands.
    pub fn stand(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Handover")] handover: JsValue,
    ) -> JsResult<()> {
        self.inner.stand(convert::handover(&handover)?).map_err(refused)
    }
}
