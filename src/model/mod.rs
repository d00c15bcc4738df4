//! The network: what it is made with, where its numbers lie, and the plan of its steps.

pub mod config;
pub mod parameters;
pub mod plan;

pub use config::{Activation, Config, Dims};
pub use parameters::{Layout, Parameters};
pub use plan::{PLAN, Phase, Step, StepId, Tensor};
