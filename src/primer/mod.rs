//! The primer: backpropagation on a network small enough to write out whole, in f64.

mod classifier;

pub use classifier::{Backward, Classifier, Forward, MAXIMUM_MAGNITUDE};
