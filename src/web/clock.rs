//! The time, which the engine itself never asks for: only its shell says how long something took.

use wasm_bindgen::prelude::*;
use web_sys::{Performance, WorkerGlobalScope};

/// A moment, to measure from.
pub struct Clock {
    performance: Option<Performance>,
    began: f64,
}

impl Clock {
    /// Now. In a place without a clock all takes no time.
    pub fn start() -> Self {
        let scope = js_sys::global().dyn_into::<WorkerGlobalScope>().ok();
        let performance = scope.and_then(|scope| scope.performance());
        let began = performance.as_ref().map_or(0.0, Performance::now);
        Clock { performance, began }
    }

    /// Milliseconds since then.
    pub fn milliseconds(&self) -> f64 {
        self.performance.as_ref().map_or(0.0, |performance| performance.now() - self.began)
    }
}
