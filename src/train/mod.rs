//! Training: which examples a step sees, and how their gradient becomes a change.

pub mod optimizer;
pub mod options;
pub mod order;
pub mod trainer;

pub use optimizer::Optimizer;
pub use options::{OptimizerOptions, OrderName, Rule, Run, Settings, TrainOnOptions, TrainOptions};
pub use order::Order;
pub use trainer::{Chunk, Pass, State, Stopped, Trainer};
