//! Counts of a text before there is a model, as the worker asks for them.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::work::Work;
use crate::session::survey::Survey;

/// Begins to read a text with these options, for a report. They contain no text of the caller's own: it is fed afterwards, at least
/// `bytes` bytes.
///
/// # Errors
/// Options that [`Survey::new`] refuses, or a text of more bytes than fit.
#[wasm_bindgen]
pub fn survey(
    #[wasm_bindgen(unchecked_param_type = "ModelOptions")] options: JsValue,
    bytes: f64,
) -> JsResult<Work> {
    let mut survey = Survey::new(convert::options("survey", &options)?).map_err(refused)?;
    survey.expect(bytes as u64).map_err(refused)?;
    Ok(Work::new(survey, |report| {
        let object: Object = convert::descriptor(&report)?.unchecked_into();
        if let Some(problem) = report.problem {
            convert::set(&object, "problem", &problem.to_string().into());
            let refusal = Object::new();
            convert::facts(&refusal, problem);
            convert::set(&object, "refusal", &refusal);
        }
        Ok(object.into())
    }))
}
