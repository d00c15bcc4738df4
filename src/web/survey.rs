//! A text in numbers before there is a model, as the worker calls it.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::work::Work;
use crate::session::survey::Survey;

/// Begins to read a text for these options; it gives a report. A text of the caller's own is empty in them: it is fed, so many bytes at
/// least.
#[wasm_bindgen]
pub fn survey(
    #[wasm_bindgen(unchecked_param_type = "ModelOptions")] options: JsValue,
    bytes: f64,
) -> JsResult<Work> {
    let mut survey = Survey::new(convert::options("survey", &options)?).map_err(refused)?;
    survey.expect(bytes as u64).map_err(refused)?;
    Ok(Work::new(survey, |report| convert::descriptor(&report)))
}
