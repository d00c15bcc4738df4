//! Makes a model. Its text is fed in chunks, so that a hundred megabytes are not copied at once and no other call waits.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::saved;
use super::session::Session;
use super::work::Work;
use crate::session::{self, CorpusSource};

fn made(inner: session::Session) -> JsResult {
    Ok(Session::of(inner).into())
}

/// Begins to make a model. The options contain no text of the caller's own: it is fed afterwards, at least `bytes` bytes.
///
/// # Errors
/// Options that [`session::Creation::new`] refuses, or a text of more bytes than fit.
#[wasm_bindgen]
pub fn create(
    #[wasm_bindgen(unchecked_param_type = "ModelOptions")] options: JsValue,
    bytes: f64,
) -> JsResult<Work> {
    let mut creation = session::Creation::new(convert::options("create", &options)?).map_err(refused)?;
    creation.expect(bytes as u64).map_err(refused)?;
    Ok(Work::new(creation, made))
}

/// Sets the text of the bundled corpus "story", which is in a file of its own.
#[cfg(not(feature = "lab"))]
#[wasm_bindgen(js_name = tellStory)]
pub fn tell_story(text: String) {
    crate::text::corpora::story::tell(text);
}

/// Begins to load a saved model from its bytes or from a file. Without a corpus it can neither train nor evaluate a split.
///
/// # Errors
/// A file that is not a saved model or does not fit, or a corpus that it was not made from.
#[wasm_bindgen]
pub fn load(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | Blob")] saved: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CorpusSource | undefined")] corpus: JsValue,
    bytes: f64,
) -> JsResult<Work> {
    let corpus: Option<CorpusSource> = convert::options("corpus", &corpus)?;
    let mut loading = session::Loading::new(saved::bytes(saved)?, corpus).map_err(refused)?;
    loading.expect(bytes as u64);
    Ok(Work::new(loading, made))
}
