//! The primer: backpropagation on a network small enough to write out whole, in f64.

mod cells;
mod classifier;
mod descent;
mod hidden;
mod sheet;
mod walk;

pub use cells::{Complaint, Primer, PrimerNetwork};
pub use classifier::{Backward, Classifier, Forward, MAXIMUM_MAGNITUDE};
pub use descent::Descent;
pub use hidden::{Hidden, HiddenBackward, HiddenForward};
pub use sheet::{Cell, Chain, Matrix, Sheet};
pub use walk::{Edge, Node, Sizes, Walk, WalkStep, walk};
