//! Training: which examples a step sees, how their gradient becomes a change, and how any of it is done again.

pub mod handover;
pub mod optimizer;
pub mod options;
pub mod order;

pub mod change;
pub mod line;

pub mod history;
pub mod seek;
pub mod trainer;

#[cfg(feature = "gpu")]
pub mod accelerated;
#[cfg(feature = "gpu")]
pub mod proof;

#[cfg(feature = "gpu")]
pub use accelerated::Accelerated;
pub use change::{Cell, Change, Own, Task, What, Whole};
pub use handover::{Handover, Make};
pub use history::{HISTORY_BUDGET, History};
pub use optimizer::{Amounts, Optimizer};
pub use options::{OptimizerOptions, OrderName, Rule, Run, Settings, TrainOnOptions, TrainOptions};
pub use order::Order;
pub use seek::Nothing;
pub use trainer::{Chunk, Pass, State, Stopped, Trainer};
