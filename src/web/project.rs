//! The embeddings as points.

use wasm_bindgen::prelude::*;

use super::convert::{self, shape};
use crate::measure::studies::clusters::Clusters;
use crate::measure::studies::project::Projection;
use crate::session::Neighbour;

pub(super) fn projection_object(found: &Projection) -> JsValue {
    let matrix = |numbers: &ndarray::Array2<f64>| {
        let data: Vec<f32> = numbers.iter().map(|&x| x as f32).collect();
        convert::tensor(numbers.shape(), &data)
    };
    shape!(
        /// The embeddings along the directions in which they differ most.
        Projection {
            /// |V| x dimensions: each word's place, the words' mean at 0.
            coordinates: "Tensor" = matrix(&found.coordinates),
            /// Each direction's share of the whole variance, 0 to 1, the largest first.
            explained: "Float32Array" = convert::floats_from_f64(&found.explained.to_vec()),
            /// dimensions x d: unit vectors; of each the entry of largest size is positive.
            components: "Tensor" = matrix(&found.components),
        }
    )
}

pub(super) fn clusters_object(found: &Clusters) -> JsValue {
    shape!(
        /// The words in groups, as their embeddings lie together: k-means, seeded.
        Clusters {
            /// The group of each word, by id; numbered from 0 as they are met.
            of: "Uint32Array" = convert::ids(&found.of),
            /// The share of the embeddings' variance that lies between the groups, 0 to 1.
            explained: "number" = found.explained.into(),
        }
    )
}

pub(super) fn neighbours_object(found: &[Neighbour]) -> JsValue {
    let entry = |neighbour: &Neighbour| {
        shape!(
            /// A word near another.
            Neighbour {
                token: "string" = neighbour.token.as_str().into(),
                /// The cosine of the two columns of E, -1 to 1.
                similarity: "number" = neighbour.similarity.into(),
            }
        )
    };
    found.iter().map(entry).collect::<js_sys::Array>().into()
}
