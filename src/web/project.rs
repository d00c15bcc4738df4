//! The embeddings as points.

use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::Session;
use crate::session;

#[wasm_bindgen]
impl Session {
    /// The words along the directions in which their embeddings differ most.
    #[wasm_bindgen(unchecked_return_type = "Projection")]
    pub fn project(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] dimensions: JsValue,
    ) -> Result<JsValue, JsValue> {
        let found = self.inner.project(convert::number("dimensions", &dimensions)?).map_err(refused)?;
        let (components, coordinates) = (&found.components, &found.coordinates);
        let matrix = |numbers: &ndarray::Array2<f64>| {
            let data: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
            convert::tensor(numbers.shape(), &data)
        };
        Ok(convert::object([
            ("coordinates", matrix(coordinates)),
            ("explained", convert::floats_from_f64(&found.explained.to_vec())),
            ("components", matrix(components)),
        ]))
    }

    /// The words in at most k groups.
    #[wasm_bindgen(unchecked_return_type = "Clusters")]
    pub fn clusters(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
    ) -> Result<JsValue, JsValue> {
        let found = self.inner.clusters(convert::number("k", &k)?).map_err(refused)?;
        Ok(convert::object([
            ("of", js_sys::Uint32Array::from(found.of.as_slice()).into()),
            ("explained", found.explained.into()),
        ]))
    }

    /// The words whose embeddings point most nearly the same way.
    #[wasm_bindgen(unchecked_return_type = "Neighbour[]")]
    pub fn neighbours(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] token: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
    ) -> Result<JsValue, JsValue> {
        let (token, k) = (convert::text("token", &token)?, convert::number("k", &k)?);
        let found = self.inner.neighbours(&token, k).map_err(refused)?;
        let entry = |neighbour: session::Neighbour| {
            convert::object([("token", neighbour.token.into()), ("similarity", neighbour.similarity.into())])
        };
        Ok(found.into_iter().map(entry).collect::<js_sys::Array>().into())
    }
}
