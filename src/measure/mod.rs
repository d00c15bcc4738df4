//! What is measured on a model: figures, games, studies. Nothing here changes a model.

pub mod games;
pub mod models;
pub mod studies;
