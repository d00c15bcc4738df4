//! Counts of a model's text, as the worker asks for them: exact at any size, and as fast for a hundred megabytes.

use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
use super::session::{Session, split_named};

#[wasm_bindgen]
impl Session {
    /// Sentences, tokens, unknown tokens and characters of a split, without the ends of sentences.
    ///
    /// # Errors
    /// A model without its text, or a value that is not a split.
    #[wasm_bindgen(unchecked_return_type = "CountedSplit")]
    pub fn counted(&self, #[wasm_bindgen(unchecked_param_type = "Split")] split: JsValue) -> JsResult {
        let corpus = self.inner.corpus().map_err(refused)?;
        let split = split_named(split)?;
        let stream = corpus.split(split);
        Ok(shape!(
            /// A split in numbers; ends of sentences are not counted.
            CountedSplit {
                /// 0 in a stream.
                sentences: "number" = (stream.sentences() as f64).into(),
                tokens: "number" = (stream.tokens() as f64).into(),
                /// Tokens that are `<unk>`.
                unknown: "number" = (stream.unknown() as f64).into(),
                /// Characters of the tokens that are no white space, the same whatever the unit is; those of `<unk>` are not known. Bits per
                /// character, bits · (tokens + sentences) / characters, compare words with characters where no token is `<unk>`.
                characters: "number" = (self.inner.characters(split).map_err(refused)? as f64).into(),
            }
        ))
    }

    /// How often each token of the vocabulary occurs in training, by id; `</s>` once per sentence.
    ///
    /// # Errors
    /// A model without its text.
    #[wasm_bindgen(unchecked_return_type = "Uint32Array")]
    pub fn frequencies(&self) -> JsResult {
        Ok(convert::ids(&self.inner.corpus().map_err(refused)?.counts))
    }
}
