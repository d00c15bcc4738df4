//! What runs the plan: [`Cpu`] is fast and exact, [`Reference`] runs it step by step with the operations' definitions, and
//! [`webgpu`] runs it on the graphics card.

pub mod cpu;
mod kernel;
pub mod network;
mod products;
pub mod reference;
pub mod team;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod threads;
pub mod webgpu;

pub use cpu::{Cpu, Moves};
pub use network::Network;
pub use reference::Reference;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use team::Pool;
pub use team::{Shared, Team};
