//! What a reader plays against the models.

pub mod entropy;
pub mod shannon;
pub mod spelling;
