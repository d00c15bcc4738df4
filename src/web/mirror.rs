//! Brings a model of the second engine to the state of the page's own model.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::session::Session;

#[wasm_bindgen]
impl Session {
    /// Takes the state of the page's own model.
    ///
    /// # Errors
    /// A value that is not a state of this network.
    pub fn stand(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Handover")] handover: JsValue,
    ) -> JsResult<()> {
        self.inner.stand(convert::handover(&handover)?).map_err(refused)
    }
}
