//! What runs the plan: [`Cpu`], fast and exact, [`Reference`], the plan step by step with the operations' definitions, and
//! [`webgpu`], the graphics card.

pub mod cpu;
mod kernel;
pub mod network;
mod products;
pub mod reference;
pub mod webgpu;

pub use cpu::Cpu;
pub use network::Network;
pub use reference::Reference;
