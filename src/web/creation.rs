//! A model in the making: its text comes in chunks, so that neither a hundred megabytes are copied at once nor anybody waits.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::saved::loading;
use super::session::Session;
use super::work::Work;
use crate::session::{self, CorpusSource};

fn made(inner: session::Session) -> JsResult {
    Ok(Session::of(inner).into())
}

/// Begins to make a model. A text of the caller's own is empty in the options: it is fed, so many bytes at least.
#[wasm_bindgen]
pub fn create(
    #[wasm_bindgen(unchecked_param_type = "ModelOptions")] options: JsValue,
    bytes: f64,
) -> JsResult<Work> {
    let mut creation = session::Creation::new(convert::options("create", &options)?).map_err(refused)?;
    creation.expect(bytes as u64).map_err(refused)?;
    Ok(Work::new(creation, made))
}

/// Says the text of the bundled corpus "story", which comes in a file of its own.
#[cfg(not(feature = "lab"))]
#[wasm_bindgen(js_name = tellStory)]
pub fn tell_story(text: String) {
    crate::text::corpora::story::tell(text);
}

/// Begins to take up a saved model, from its bytes or a file that has them; without a corpus it cannot train, nor evaluate a split.
#[wasm_bindgen]
pub fn load(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | Blob")] saved: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CorpusSource | undefined")] corpus: JsValue,
    bytes: f64,
) -> JsResult<Work> {
    let corpus: Option<CorpusSource> = convert::options("corpus", &corpus)?;
    let mut loading = loading(saved, corpus)?;
    loading.expect(bytes as u64).map_err(refused)?;
    Ok(Work::new(loading, made))
}
