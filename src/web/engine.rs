//! What the engine itself can be asked, without a model.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult};
use crate::memory::free;
use crate::session::shipped;
use crate::text::corpora::farmyard;
use crate::text::{check_memory, corpora};

/// How the one backend computes: every build for the browser has the same vectors, or it would not give the same bits.
pub const CPU_DETAIL: &str = "128-bit SIMD";

/// The crate's version.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What can compute here, and what cannot.
#[wasm_bindgen(unchecked_return_type = "Backend[]")]
pub fn backends() -> JsValue {
    let backend = |name: &str, available: bool, detail: &str| {
        convert::object([("name", name.into()), ("available", available.into()), ("detail", detail.into())])
    };
    [backend("cpu", true, CPU_DETAIL), backend("webgpu", false, "this version computes on the CPU alone")]
        .into_iter()
        .collect::<js_sys::Array>()
        .into()
}

/// The bundled corpora, the first the one that the page opens on.
#[wasm_bindgen(unchecked_return_type = "BundledCorpus[]")]
pub fn corpora() -> JsResult {
    let list = js_sys::Array::new();
    for bundled in corpora::all() {
        list.push(&convert::object([
            ("name", bundled.name.into()),
            ("title", bundled.title.into()),
            ("description", bundled.description.into()),
            ("options", convert::descriptor(&bundled.options)?),
            ("training", training(bundled.name)),
            ("classes", classes(bundled.name)),
        ]));
    }
    Ok(list.into())
}

/// Throws the refusal, with the estimate, if a text of so many bytes cannot be held.
#[wasm_bindgen(js_name = checkText)]
pub fn check_text(#[wasm_bindgen(unchecked_param_type = "number")] bytes: JsValue) -> JsResult<()> {
    let bytes = convert::number("bytes", &bytes)?;
    let bytes = crate::check::whole("bytes", bytes, 0, 1 << 53).map_err(convert::refused)?;
    check_memory(bytes as u64, free()).map_err(convert::refused)
}

/// Bytes that the whole engine holds, all models together: its memory grows and never shrinks.
pub fn memory() -> u64 {
    let memory = wasm_bindgen::memory().unchecked_into::<js_sys::WebAssembly::Memory>();
    u64::from(memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length())
}

/// Words that a corpus's own grammar puts in one class; none where it has no classes.
fn classes(corpus: &str) -> JsValue {
    let known = if corpus == farmyard::NAME { farmyard::classes() } else { Vec::new() };
    let object = |class: farmyard::Class| {
        let words = convert::strings(class.words.iter().copied());
        convert::object([("name", class.name.into()), ("words", words)])
    };
    known.into_iter().map(object).collect::<js_sys::Array>().into()
}

fn training(corpus: &str) -> JsValue {
    let shipped::Training { steps, batch, rate } = shipped::training(corpus);
    convert::object([("steps", steps.into()), ("batch", batch.into()), ("rate", rate.into())])
}
