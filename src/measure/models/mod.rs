//! What is counted and scored by every model of a corpus.

pub mod chain;
pub mod likelihood;
pub mod lineup;
pub mod mixture;
pub mod ngrams;
pub mod rows;
