//! Calls to the engine itself, without a model.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, shape};
use crate::memory::free;
use crate::session::shipped;
use crate::text::corpora::farmyard;
use crate::text::{check_memory, corpora};

/// How the one backend computes. Every build for the browser has the same vectors, so that all give the same bits.
pub(crate) const CPU_DETAIL: &str = "128-bit SIMD";

/// The crate's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The backend that is in this module; the worker knows of the card.
#[wasm_bindgen(unchecked_return_type = "Backend")]
pub fn cpu() -> JsValue {
    shape!(Backend {
        name: "Exclude<BackendChoice, \"auto\">" = "cpu".into(),
        available: "boolean" = true.into(),
        /// SIMD level, adapter, or why not.
        detail: "string" = CPU_DETAIL.into(),
    })
}

/// The bundled corpora. The page opens with the first one.
///
/// # Errors
/// None: the descriptions are plain data.
#[wasm_bindgen(unchecked_return_type = "BundledCorpus[]")]
pub fn corpora() -> JsResult {
    let list = js_sys::Array::new();
    for bundled in corpora::all() {
        list.push(&shape!(BundledCorpus {
            name: "string" = bundled.name.into(),
            title: "string" = bundled.title.into(),
            description: "string" = bundled.description.into(),
            options: "Readonly<Omit<ModelOptions, \"corpus\">>" = convert::descriptor(&bundled.options)?,
            /// How its default model is trained: what the Train room begins with.
            training: "CorpusTraining" = training(bundled.name),
            /// Words that its grammar puts in one class; empty where it has no classes.
            classes: "readonly WordClass[]" = classes(bundled.name),
        }));
    }
    Ok(list.into())
}

/// Checks that a text of this many bytes fits.
///
/// # Errors
/// A text that does not fit, with the estimate.
#[wasm_bindgen(js_name = checkText)]
pub fn check_text(#[wasm_bindgen(unchecked_param_type = "number")] bytes: JsValue) -> JsResult<()> {
    let bytes = convert::number("bytes", &bytes)?;
    let bytes = crate::check::whole("bytes", bytes, 0, 1 << 53).map_err(convert::refused)?;
    check_memory(bytes as u64, free()).map_err(convert::refused)
}

/// The bytes of the engine's memory, which all models share. It grows and never shrinks.
pub(crate) fn memory() -> u64 {
    let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>();
    u64::from(memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length())
}

/// The word classes of a corpus's grammar; none if it has no classes.
fn classes(corpus: &str) -> JsValue {
    let known = if corpus == farmyard::NAME { farmyard::classes() } else { Vec::new() };
    let object = |class: farmyard::Class| {
        let words = convert::strings(class.words.iter().copied());
        shape!(WordClass { name: "string" = class.name.into(), words: "readonly string[]" = words })
    };
    known.into_iter().map(object).collect::<js_sys::Array>().into()
}

fn training(corpus: &str) -> JsValue {
    let shipped::Training { steps, batch, rate } = shipped::training(corpus);
    shape!(CorpusTraining {
        steps: "number" = steps.into(),
        batch: "number" = batch.into(),
        rate: "number" = rate.into(),
    })
}
