//! The network: what it is made with, where its numbers lie, and the plan of its steps.

pub(crate) mod bounds;
pub mod config;
pub mod parameters;
pub mod plan;
pub mod tensor;

pub use crate::ops::Activation;
pub use config::{Config, Dims};
pub use parameters::{Initialising, Layout, Parameters};
pub use plan::{Operation, PLAN, Phase, Plan, Step};
pub use tensor::{Axis, Tensor};
