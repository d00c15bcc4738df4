//! Where a model stands, from one engine to another.

use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::Session;
use crate::session::Standing;
use crate::train::Rule;

/// The rules, by their numbers among the facts.
const RULES: [Rule; 3] = [Rule::Sgd, Rule::Momentum, Rule::AdamW];

#[wasm_bindgen]
impl Session {
    /// Its numbers, and rule, updates, step and examples dealt.
    #[wasm_bindgen(unchecked_return_type = "{ numbers: Float32Array, facts: Float64Array }")]
    pub fn standing(&self) -> JsValue {
        let Standing { numbers, rule, updates, step, dealt } = self.inner.standing();
        let rule = RULES.iter().position(|&other| other == rule).unwrap_or_default();
        let facts = [rule as f64, updates as f64, step as f64, dealt as f64];
        convert::object([
            ("numbers", convert::floats(&numbers)),
            ("facts", js_sys::Float64Array::new_from_slice(&facts).into()),
        ])
    }

    /// Stands where another engine's model of the same make stands.
    pub fn stand(&mut self, numbers: Vec<f32>, facts: &[f64]) -> Result<(), JsValue> {
        let &[rule, updates, step, dealt] = facts else {
            return Err(JsValue::from_str("four facts are needed"));
        };
        let rule = RULES.get(rule as usize).copied().unwrap_or(Rule::Sgd);
        let [updates, step, dealt] = [updates, step, dealt].map(|x| x as u64);
        self.inner.stand(&Standing { numbers, rule, updates, step, dealt }).map_err(refused)
    }
}
