//! The paths of words on the map over a run.

use js_sys::{Float32Array, Reflect};
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
use super::session::Session;
use crate::error::Error;
use crate::reason;
use crate::session::trails::Trails;

impl Session {
    /// Begins to compute some words' places over the run, along the directions of a projection: k x d numbers.
    pub(super) fn begin_trails(&mut self, given: &JsValue) -> JsResult<u32> {
        let field = |name: &str| Reflect::get(given, &name.into()).unwrap_or_default();
        let ids: Vec<u32> = convert::options("ids", &field("ids"))?;
        let components = field("components");
        let data = Reflect::get(&components, &"data".into())
            .ok()
            .and_then(|data| data.dyn_into::<Float32Array>().ok());
        let components = data.ok_or_else(|| {
            let wanted = reason::projected();
            refused(Error::value("components", convert::given(&components), wanted))
        })?;
        let words = ids.len();
        let ticket = self.inner.begin_trails(&ids, &components.to_vec());
        self.begun(ticket, move |_, found| Ok(trails_object(words, &found)))
    }
}

fn trails_object(words: usize, found: &Trails) -> JsValue {
    let steps: Vec<f64> = found.steps.iter().map(|&step| step as f64).collect();
    let states = found.steps.len();
    let k = found.places.len().checked_div(words * states).unwrap_or(0);
    shape!(
        /// Where words have been during the run, all seen along the same directions.
        Trails {
            /// Training steps of the states, rising: the run's snapshots, at most 200, and where it stands.
            steps: "Float64Array" = js_sys::Float64Array::from(&steps[..]).into(),
            /// words x states x dimensions; the mean of all words as they stand now is at 0.
            places: "Tensor" = convert::tensor(&[words, states, k], &found.places),
        }
    )
}
