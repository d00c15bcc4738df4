//! The thin wasm-bindgen shell over `session`. Only this room knows JavaScript.
//!
//! Descriptors become plain objects, numbers typed arrays that own them, and errors a JavaScript `Error` with the sentence. The
//! TypeScript types are those of the scripting interface in www/client.

mod card;
mod convert;
mod copies;
mod corpus;
#[expect(unreachable_pub, reason = "wasm-bindgen exports public functions only, here and below")]
mod creation;
#[cfg(feature = "lab")]
mod debug;
#[expect(unreachable_pub, reason = "as above")]
mod engine;
mod history;
#[cfg(feature = "lab")]
mod measure;
#[cfg(feature = "lab")]
#[expect(unreachable_pub, reason = "as above")]
mod primer;
#[cfg(feature = "lab")]
mod project;
#[cfg_attr(feature = "lab", expect(unreachable_pub, reason = "as above"))]
mod saved;
mod session;
#[cfg(feature = "lab")]
#[expect(unreachable_pub, reason = "as above")]
mod survey;
mod trails;
mod work;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
import type { Backend, BackendName, BundledCorpus, CorpusSource, ForeignOptions, MadeOptions, ModelOptions, ParameterTensors, Prediction, Progress, Score, Split, Tensor,
  TrainOnOptions } from "../www/client/api/index.js";
import type { SentenceRange } from "../www/client/api/index.js";
import type { Clusters, Neighbour, Projection, Trails } from "../www/client/api/index.js";
import type { Handover, Probe, WindowSource } from "../www/client/api/index.js";
import type { Adopted, CellEdit, Schedule, ToldHistory } from "../www/client/api/index.js";
import type { ErrorFacts, ExerciseMark, PrimerComplaint, PrimerNetwork, PrimerQuestion, PrimerSheet, PrimerSizes, Reason } from "../www/client/api/index.js";
import type { GradientCheckOptions, ExplainOptions, Explanation, Lines, SplitExample, TensorView, Trace, TraceOptions, ViewOptions } from "../www/client/api/index.js";
import type { NgramFacts, NgramOptions, Question } from "../www/client/api/index.js";
import type { CountedSplit, TextHint, TextReport } from "../www/client/api/index.js";
import type { Works } from "../www/client/wire/protocol.js";
"#;

/// Runs when the module is instantiated, so that a panic is reported on the console with its place.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
    crate::host::provide(crate::host::Host {
        nfc: |text| String::from(js_sys::JsString::from(text).normalize("NFC")),
        lowercase: |text| String::from(js_sys::JsString::from(text).to_lower_case()),
        number: |text| wasm_bindgen::JsValue::from_str(text).unchecked_into_f64(),
        decimal: |number| {
            String::from(js_sys::Number::from(number).to_string_with_radix(10).expect("base ten"))
        },
    });
}
