//! What runs the plan: [`Cpu`], fast and exact, [`Reference`], the plan step by step with the operations' definitions, and
//! [`webgpu`], the graphics card.

pub mod cpu;
mod kernel;
pub mod network;
pub mod reference;
pub mod webgpu;

pub use cpu::Cpu;
pub use network::Network;
pub use reference::Reference;

use crate::model::Activation;
use crate::ops::activation::Function;

/// The operation behind an activation's name.
pub(crate) fn function(activation: Activation) -> Function {
    match activation {
        Activation::Tanh => Function::Tanh,
        Activation::Sigmoid => Function::Sigmoid,
        Activation::Relu => Function::Relu,
    }
}
