//! A run takes steps, logs everything that changes it, and goes back to any of its steps by the nearest snapshot and a replay.

pub mod log;
pub mod snapshot;

pub mod branch;

pub mod history;
pub mod replacing;
pub mod replay;
pub mod trainer;

pub use branch::Branch;
pub use history::{HISTORY_BUDGET, History};
pub use log::{Act, Cell, Cursor, Entry, Whole};
pub use replacing::Replacing;
pub use replay::Nothing;
pub use trainer::{Chunk, Pass, Stopped, Trainer};
