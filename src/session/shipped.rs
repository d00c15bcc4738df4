//! The settings that are shipped: the build trains the page's first model with them, the Train room offers them first, and the tests
//! of the claims about the farmyard use them.

use super::{CorpusSource, ModelOptions, Session};
use crate::error::Result;
use crate::text::corpora::{farmyard, names, story, switchboard};
use crate::train::{OptimizerOptions, TrainOptions};

/// Plain SGD at a constant rate, as in the lecture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Training {
    /// Training steps.
    pub steps: u32,
    /// B, the batch size.
    pub batch: u32,
    /// eta, the learning rate.
    pub rate: f64,
}

impl Training {
    /// The settings as [`Session::train`] takes them.
    pub fn options(&self) -> TrainOptions {
        TrainOptions {
            steps: Some(self.steps.into()),
            batch: Some(self.batch.into()),
            optimizer: OptimizerOptions { rate: Some(self.rate), ..Default::default() },
            ..Default::default()
        }
    }
}

/// How a bundled corpus's default model is trained, chosen by validation and by what its embeddings show: DESIGN.md lists what was
/// tried. On the farmyard the classes of words are apart and validation is best at 2,000 steps; the vowels of the invented names lie
/// together; the model begins to memorize the story soon after 1,500.
///
/// On the switchboard three logits must rise above those of N names by ln N, at first by a quarter of the rate a step; larger batches
/// then tell a quarter from chance. `tests/switchboard.rs` holds that a hundred steps are enough for any number of names.
pub fn training(corpus: &str) -> Training {
    match corpus {
        farmyard::NAME => Training { steps: 2_000, batch: 32, rate: 0.4 },
        switchboard::NAME => Training { steps: 200, batch: 64, rate: 0.5 },
        names::NAME => Training { steps: 2_000, batch: 32, rate: 0.1 },
        story::NAME => Training { steps: 1_500, batch: 32, rate: 0.3 },
        _ => Training { steps: 2_000, batch: 32, rate: 0.1 },
    }
}

/// A bundled corpus with its default options.
pub fn corpus(name: &str) -> CorpusSource {
    CorpusSource::Named { name: name.to_owned(), size: None }
}

/// A bundled corpus's default model, trained: the page opens with one, and shows another when a reader chooses its corpus.
///
/// # Errors
/// A name that is no bundled corpus.
pub fn trained(name: &str) -> Result<Session> {
    let mut session =
        Session::create(ModelOptions { corpus: Some(corpus(name)), ..ModelOptions::default() })?;
    session.train(&training(name).options())?;
    Ok(session)
}

/// The model that the page opens with, trained.
///
/// # Errors
/// None in practice: its settings are valid.
pub fn opening() -> Result<Session> {
    trained(farmyard::NAME)
}
