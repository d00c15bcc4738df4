//! A model into bytes.

use wasm_bindgen::prelude::*;

use super::session::Session;

#[wasm_bindgen]
impl Session {
    /// The model as a file: parameters, options, vocabulary, and all that training goes on from.
    pub fn save(&self) -> Vec<u8> {
        self.inner.save()
    }
}
