//! What is measured on a model: evaluation, games, tables. Nothing here changes a model.

pub mod chain;
pub mod clusters;
pub mod contexts;
pub mod entropy;
pub mod examples;
pub mod game;
pub mod gradients;
pub mod likelihood;
pub mod limits;
pub mod lineup;
pub mod ngrams;
pub mod project;
pub mod rows;
pub mod spelling;
pub mod table;
pub mod unseen;
