//! GlassLM: a feedforward neural language model in which every number can be inspected.
//!
//! Dimension letters, the same everywhere: B batch, n context length, d embedding size, H hidden size, V vocabulary size.
//! The modules are in reading order; each uses only those above it, which `tests/rooms.rs` checks.

pub mod host;

pub mod reason;

pub mod error;

pub mod check;
pub mod counted;
pub mod given;
pub mod memory;
pub mod rank;
pub mod rng;

pub mod text;

pub mod work;

pub mod lm;
pub mod ngram;

pub mod ops;

pub mod model;

pub mod backend;

pub mod train;

pub mod run;

pub mod trace;

pub mod measure;

pub mod checkpoint;

pub mod primer;

pub mod exercises;

pub mod session;

#[cfg(all(target_arch = "wasm32", target_os = "unknown", not(feature = "gpu")))]
mod web;

// The module for the graphics card is fetched separately from the page's engine, and has its own shell.
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "gpu"))]
#[path = "web/gpu/mod.rs"]
mod web;

// So is the crew's module, which has threads.
#[cfg(all(target_arch = "wasm32", target_os = "wasi"))]
#[path = "web/crew.rs"]
mod web;

pub use error::{Error, FileTensor, Result};

// Natively a program chooses its own allocator; the library's unit tests use this one.
#[cfg(any(test, target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: memory::Counted = memory::Counted;
