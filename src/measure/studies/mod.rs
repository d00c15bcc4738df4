//! What is found out about one network.

pub mod batch;
pub mod clusters;
pub mod contexts;
pub mod dead;
pub mod gradients;
pub mod limits;
pub mod project;
pub mod unseen;
pub mod worst;
