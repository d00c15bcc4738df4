//! What is measured on a model: evaluation, games, tables. Nothing here changes a model.

pub mod chain;
pub mod entropy;
pub mod examples;
pub mod game;
pub mod gradients;
pub mod likelihood;
pub mod ngrams;
pub mod project;
pub mod table;
