//! The plan on the graphics card: the shaders beside the operations, dispatched from here. The only place that names the GPU
//! library.
//!
//! [`shaders`] and [`uniforms`] are plain data and always there, so that a plain test run reads every shader. All else needs the
//! feature `gpu`: [`Card`] is the device with its compiled kernels, [`CardNetwork`] one model's numbers in its memory.
//!
//! A result is not the CPU's to the last bit: WGSL leaves the rounding of a division open, and tiles sum in another order. It is
//! the same from run to run on one adapter, since no order of sums depends on which invocation comes first.

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
