//! The settings that are shipped: the build trains the page's first model with them, the Train room begins with them, and
//! the claims about the farmyard are tested with them.

use super::{CorpusSource, ModelOptions, Session};
use crate::error::Result;
use crate::text::corpora::{farmyard, switchboard};
use crate::train::{OptimizerOptions, TrainOptions};

/// Plain SGD at a constant rate, as the lecture has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Training {
    /// How many steps the page's first model has taken.
    pub steps: u32,
    /// B
    pub batch: u32,
    /// eta
    pub rate: f64,
}

impl Training {
    /// For [`Session::train`].
    pub fn options(&self) -> TrainOptions {
        TrainOptions {
            steps: Some(self.steps.into()),
            batch: Some(self.batch.into()),
            optimizer: OptimizerOptions { rate: Some(self.rate), ..Default::default() },
            ..Default::default()
        }
    }
}

/// How a bundled corpus's default model is trained. On the farmyard three times the rate of scripts' default is past the
/// first, uneven part of the way at 1,000 steps and at its best on validation at 2,000.
///
/// The switchboard's three places must rise above N names by ln N, each step by a quarter of the rate at first; larger batches
/// then tell a quarter from chance. `tests/switchboard.rs` holds that a hundred steps are enough, however many names.
pub fn training(corpus: &str) -> Training {
    match corpus {
        farmyard::NAME => Training { steps: 2_000, batch: 32, rate: 0.3 },
        switchboard::NAME => Training { steps: 200, batch: 64, rate: 0.5 },
        _ => Training { steps: 2_000, batch: 32, rate: 0.1 },
    }
}

/// Where the page's first model has its text.
pub fn corpus() -> CorpusSource {
    CorpusSource::Named { name: farmyard::NAME.to_owned(), size: None }
}

/// The model that the page opens on, trained.
///
/// # Errors
/// None that its settings leave possible.
pub fn opening() -> Result<Session> {
    let mut session = Session::create(ModelOptions { corpus: Some(corpus()), ..ModelOptions::default() })?;
    session.train(&training(farmyard::NAME).options())?;
    Ok(session)
}
