//! The primer: backpropagation on a network small enough to write out whole, in f64.

mod cells;
mod classifier;
mod descent;
mod hidden;
mod sheet;
mod walk;

pub use cells::{Primer, PrimerComplaint, PrimerNetwork};
pub use classifier::{Backward, Classifier, Forward, MAXIMUM_MAGNITUDE};
pub use descent::Descent;
pub use hidden::{Hidden, HiddenBackward, HiddenForward};
pub use sheet::{PrimerCell, PrimerChain, PrimerMatrix, Sheet};
pub use walk::{PrimerEdge, PrimerNode, PrimerStep, PrimerWalk, Sizes, walk};
