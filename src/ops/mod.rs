//! One operation, one pair of files: `x.rs` is the definition (formula, shapes, forward, backward, its test), `x.wgsl` the shader.
//! Definitions are generic over [`Real`], so that the same lines give the f32 bits of training and the f64 values of the gradient
//! check.

pub mod math;
pub mod real;

pub mod activation;
pub mod lookup;
pub mod matmul;
pub mod softmax;
pub mod sum;

pub use activation::Activation;
pub use real::Real;
