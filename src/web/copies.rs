//! Copies of a model, as the worker has them made: straight from the engine's memory into the browser's arrays.

use js_sys::Float32Array;
use wasm_bindgen::JsValue;

use super::convert::{self, JsResult};
use super::session::Session;
use crate::session::copies::List;

impl List for Float32Array {
    fn of(length: usize) -> Self {
        Float32Array::new_with_length(length as u32)
    }

    fn put(&mut self, from: usize, numbers: &[f32]) {
        self.subarray(from as u32, (from + numbers.len()) as u32).copy_from(numbers);
    }
}

impl Session {
    /// Begins to copy E, W, U and, where there are biases, b and c.
    pub(super) fn begin_parameters(&mut self) -> JsResult<u32> {
        let ticket = self.inner.begin_parameters();
        self.begun(ticket, |_, all| Ok(convert::tensors(&all, |list: &Float32Array| list.into())))
    }

    /// Begins to copy the state that training goes on from.
    pub(super) fn begin_handover(&mut self) -> JsResult<u32> {
        let ticket = self.inner.begin_handover::<Float32Array>();
        self.begun(ticket, |_, handover| convert::handover_object(handover))
    }

    /// Begins to copy the state to begin again from where the loss at `step` was no number, or null.
    pub(super) fn begin_sound_before(&mut self, step: f64) -> JsResult<u32> {
        let ticket = self.inner.begin_sound_before::<Float32Array>(step as u64);
        self.begun(ticket, |_, handover| handover.map_or(Ok(JsValue::NULL), convert::handover_object))
    }
}
