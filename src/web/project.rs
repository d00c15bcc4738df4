//! The embeddings as points.

use wasm_bindgen::prelude::*;

use super::convert;
use crate::measure::studies::clusters::Clusters;
use crate::measure::studies::project::Projection;
use crate::session::Neighbour;

pub(super) fn projection_object(found: &Projection) -> JsValue {
    let matrix = |numbers: &ndarray::Array2<f64>| {
        let data: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
        convert::tensor(numbers.shape(), &data)
    };
    convert::object([
        ("coordinates", matrix(&found.coordinates)),
        ("explained", convert::floats_from_f64(&found.explained.to_vec())),
        ("components", matrix(&found.components)),
    ])
}

pub(super) fn clusters_object(found: &Clusters) -> JsValue {
    convert::object([
        ("of", js_sys::Uint32Array::from(found.of.as_slice()).into()),
        ("explained", found.explained.into()),
    ])
}

pub(super) fn neighbours_object(found: &[Neighbour]) -> JsValue {
    let entry = |neighbour: &Neighbour| {
        let token = neighbour.token.as_str().into();
        convert::object([("token", token), ("similarity", neighbour.similarity.into())])
    };
    found.iter().map(entry).collect::<js_sys::Array>().into()
}
