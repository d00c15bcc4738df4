//! Training: which examples a step reads, and how their gradient becomes an update.

pub mod optimizer;
pub mod options;
pub mod order;
pub mod state;
pub mod task;

pub mod handover;

#[cfg(feature = "gpu")]
pub mod accelerated;
#[cfg(feature = "gpu")]
pub mod proof;

#[cfg(feature = "gpu")]
pub use accelerated::Accelerated;
pub use handover::{Arriving, Handover, Make, Numbers};
pub use optimizer::{Amounts, Optimizer};
pub use options::{
    ExampleOrder, OptimizerName, OptimizerOptions, Run, Settings, TrainOnOptions, TrainOptions,
};
pub use order::Order;
pub use state::State;
pub use task::{Own, TrainTask};
