//! Runs the plan on the graphics card: dispatches the shaders, which are beside the operations. Only this room names the GPU library.
//!
//! [`shaders`] and [`uniforms`] are plain data without a feature, so that a plain test run reads every shader. Everything else needs
//! the feature `gpu`: [`Card`] is the device with its compiled kernels, [`CardNetwork`] is one model in its memory.
//!
//! Results differ from the CPU's in the last bits: WGSL does not fix the rounding of a division, and tiles sum in another order. On
//! one adapter a run always gives the same bits, since no order of sums depends on which invocation is first.

pub mod shaders;
pub mod uniforms;
mod windows;

pub use windows::{WindowPlaces, WindowSource};

#[cfg(feature = "gpu")]
mod batch;
#[cfg(feature = "gpu")]
mod card;
#[cfg(feature = "gpu")]
mod network;
#[cfg(feature = "gpu")]
mod signal;

#[cfg(feature = "gpu")]
pub use batch::Updating;
#[cfg(feature = "gpu")]
pub use card::{Asked, Card, Spoil};
#[cfg(feature = "gpu")]
pub use network::{CardNetwork, Moments, Traced};
#[cfg(feature = "gpu")]
pub use signal::block_on;
