//! The Measure room and `ngram` without a browser: questions about a model's corpus and the models of it. Nothing here changes the
//! network.
//!
//! Quick questions are answered at once ([`Session::ask`](super::Session::ask)); long ones are work
//! ([`Session::begin_task`](super::Session::begin_task)).

mod ngram;
mod questions;
mod settings;
mod tasks;

pub use ngram::{Listing, NgramCounting, NgramFollowing, NgramModel, NgramPredicting, NgramScoring};
pub use questions::{Answer, ContextCounts, Game, GameRound, GameSoFar, ModelChain, Question};
pub use settings::NgramSettings;
pub use tasks::{Likelihood, Nearest, Outcome, Task};

use crate::error::Error;
use crate::measure::models::lineup::Lineup;
use crate::ngram::NgramOptions;
use crate::reason;

/// The most examples counted in one piece: a few milliseconds, even if the pieces before were faster than expected.
const PIECE: usize = 1 << 14;
/// Elementary operations of scoring a token by an n-gram model: five binary searches.
const NGRAM_COST: u64 = 2_048;
/// Elementary operations of counting a token or looking it up.
const TOKEN_COST: u64 = 512;

/// No n-grams: the network alone.
fn no_lineup_yet() -> Lineup {
    Lineup { options: NgramOptions::default(), models: Vec::new(), members: Vec::new() }
}

fn not_counted(order: usize) -> Error {
    Error::State(reason::not_counted(order))
}

#[cfg(test)]
mod tests;
