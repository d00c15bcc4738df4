//! The thin wasm-bindgen shell over `session`: the only place that knows JavaScript.
