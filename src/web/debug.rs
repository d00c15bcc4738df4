//! [`Session`]'s calls for debugging, as the worker calls them.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::{Answer, Session, words};
use crate::session::Target;
use crate::trace::{Shown, Trace};

#[wasm_bindgen]
impl Session {
    /// One example through every step, and what one update on it would do.
    #[wasm_bindgen(unchecked_return_type = "Trace")]
    pub fn trace(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number")] target: JsValue,
        #[wasm_bindgen(unchecked_param_type = "TraceOptions")] options: JsValue,
    ) -> Answer {
        let context = words("context", context)?;
        let target: Target = convert::options(target)?;
        let trace = self.inner.trace(&context, &target, &convert::options(options)?).map_err(refused)?;
        trace_object(&trace)
    }

    /// Where a number came from.
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub fn explain(
        &mut self,
        tensor: &str,
        #[wasm_bindgen(unchecked_param_type = "readonly number[]")] index: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ExplainOptions")] options: JsValue,
    ) -> Answer {
        let index: Vec<f64> = convert::options(index)?;
        let explanation = self.inner.explain(tensor, &index, &convert::options(options)?);
        convert::descriptor(&explanation.map_err(refused)?)
    }
}

fn trace_object(trace: &Trace) -> Answer {
    Ok(convert::object([
        ("context", convert::ids(&trace.context)),
        ("target", trace.target.into()),
        ("loss", trace.loss.into()),
        ("lossAfter", trace.loss_after.into()),
        ("tensors", by_name(&trace.tensors)),
        ("updated", by_name(&trace.updated)),
        ("steps", convert::descriptor(&trace.steps)?),
    ]))
}

/// Tensors by their names.
pub(super) fn by_name(all: &[Shown]) -> JsValue {
    let object = Object::new();
    for Shown { tensor, shape, data } in all {
        convert::set(&object, tensor.name(), &convert::tensor(shape, data));
    }
    object.into()
}
