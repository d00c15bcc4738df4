//! Counts of a text before there is a model, as the worker asks for them.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
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
        let plain = convert::descriptor(&report)?;
        let (problem, refusal) = report.problem.map_or((JsValue::UNDEFINED, JsValue::UNDEFINED), |problem| {
            let (sentence, refusal) = (problem.to_string(), Object::new());
            convert::facts(&refusal, problem);
            (sentence.into(), refusal.into())
        });
        Ok(shape!(
            /// A text in numbers before there is a model.
            TextReport extends TextPlain (plain) {
                /// Why there can be no model, where there can be none.
                problem?: "string" = problem,
                /// The same, as a page phrases it.
                refusal?: "ErrorFacts" = refusal,
            }
        ))
    }))
}
