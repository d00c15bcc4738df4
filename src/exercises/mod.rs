//! Exercises for every chapter of the lecture: a seed makes questions from the model, its text, and numbers of their own. The engine
//! computes every answer; none is written down. A question is data: its facts, its options, and, after an answer, the numbers of the way
//! to it. The page has the words.
//!
//! The facts of a question are rounded first, and the answer is computed from the rounded numbers, so that a reader who works by hand has
//! the same numbers. A degenerate draw (an answer of zero, a classic mistake that happens to be right, two equal options) is repeated.

mod counts;
mod draft;
mod ground;
mod information;
mod language;
mod network;
mod primer;
mod training;

pub use draft::{ExerciseChoice, ExerciseFact, ExerciseValue};
pub use ground::Ground;
pub use primer::{DrawnPrimerQuestion, PRIMER, PrimerQuestion, questions};

use draft::{Draft, Solution};
use serde::Serialize;

use crate::reason;
use crate::rng::{MAXIMUM_SEED, Rng, Stream};
use crate::{Error, Result};

/// A kind of question.
pub struct ExerciseKind {
    /// Its name in links and files; never used for another kind.
    pub id: &'static str,
    /// The chapter of the lecture that it belongs to; [`PRIMER`] of the primer's own.
    pub chapter: &'static str,
    make: fn(&mut Ground<'_>, &mut Rng) -> Option<Draft>,
}

impl core::fmt::Debug for ExerciseKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.id)
    }
}

const ROOMS: [&[ExerciseKind]; 6] =
    [language::KINDS, counts::KINDS, information::KINDS, network::KINDS, training::KINDS, primer::KINDS];

/// All kinds.
pub fn kinds() -> impl Iterator<Item = &'static ExerciseKind> {
    ROOMS.into_iter().flatten()
}

/// One question, without its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exercise {
    /// Its kind.
    pub kind: &'static str,
    /// The chapter of the lecture that it belongs to.
    pub chapter: &'static str,
    /// What it shows.
    pub facts: Vec<ExerciseFact>,
    /// What can be chosen; empty where a number is wanted.
    pub options: Vec<ExerciseChoice>,
    /// How far off a number may be.
    pub tolerance: f64,
}

/// What an answer was worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExerciseMark {
    /// Whether it was right.
    pub right: bool,
    /// The right number, or the place of the right option.
    pub expected: f64,
    /// The classic mistake that gives the answer that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub miss: Option<&'static str>,
    /// The numbers of the way to the answer.
    pub way: Vec<ExerciseFact>,
}

/// How often a question is drawn before the model counts as too small for it.
const DRAWS: u64 = 64;

/// A question that is being drawn.
#[derive(Debug)]
pub struct QuestionDrawing {
    kind: &'static ExerciseKind,
    seed: u64,
    draws: u64,
}

/// A question with its answer.
#[derive(Debug)]
pub struct DrawnQuestion {
    kind: &'static ExerciseKind,
    draft: Draft,
}

impl QuestionDrawing {
    /// Begins to draw a question of this kind with this seed.
    ///
    /// # Errors
    /// A seed above 2^53 - 1.
    pub fn new(kind: &'static ExerciseKind, seed: u64) -> Result<Self> {
        if seed > MAXIMUM_SEED {
            return Err(Error::value("seed", seed, reason::whole(0u32, MAXIMUM_SEED)));
        }
        Ok(QuestionDrawing { kind, seed, draws: 0 })
    }

    /// Draws once; none if that gives no question that can be asked.
    pub fn draw(&mut self, ground: &mut Ground<'_>) -> Option<DrawnQuestion> {
        let QuestionDrawing { kind, seed, draws } = self;
        *draws += 1;
        // Each kind has its own draws, so that a new kind changes no other.
        let own =
            kind.id.bytes().fold(0u64, |all, byte| (all.wrapping_mul(31) + u64::from(byte)) & 0xFFFF_FFFF);
        let mut rng = Rng::numbered(*seed, Stream::Exercise, (own << 8) + *draws);
        (kind.make)(ground, &mut rng).filter(Draft::is_sound).map(|draft| DrawnQuestion { kind, draft })
    }

    /// Its kind.
    pub fn kind(&self) -> &'static ExerciseKind {
        self.kind
    }

    /// Whether this model or its text is too small for the question.
    pub fn is_given_up(&self) -> bool {
        self.draws >= DRAWS
    }

    /// The error that it is.
    pub fn too_small(&self) -> Error {
        Error::State(reason::small_model(self.kind.id))
    }
}

impl DrawnQuestion {
    /// The part of it that is shown.
    pub fn exercise(self) -> Exercise {
        let DrawnQuestion { kind, draft } = self;
        let tolerance = draft.tolerance();
        let Draft { facts, solution, .. } = draft;
        let options = match solution {
            Solution::Number { .. } => Vec::new(),
            Solution::Choice { options, .. } => options,
        };
        Exercise { kind: kind.id, chapter: kind.chapter, facts, options, tolerance }
    }

    /// Marks an answer: a number as typed, or the place of an option.
    ///
    /// # Errors
    /// [`Error::Value`] if it is neither a number nor an option's place; that does not count as a miss.
    pub fn mark(&self, given: &str) -> Result<ExerciseMark> {
        let draft = &self.draft;
        let number = read(given, draft)?;
        let (right, expected) = match &draft.solution {
            Solution::Number { value, .. } => (draft.is_right(number), *value),
            Solution::Choice { options, right } => {
                if number < 0.0 || number.fract() != 0.0 || number >= options.len() as f64 {
                    let wanted = reason::answer_option(options.len() - 1);
                    return Err(Error::value("the answer", format!("\"{given}\""), wanted));
                }
                (number == *right as f64, *right as f64)
            }
        };
        let miss = draft.misses.iter().find(|(_, value)| !right && draft.is_near(number, *value));
        Ok(ExerciseMark { right, expected, miss: miss.map(|(name, _)| *name), way: draft.way.clone() })
    }
}

/// A number as people type it: a minus sign of either kind, a comma for the point, commas or spaces between thousands of a count.
fn read(given: &str, draft: &Draft) -> Result<f64> {
    let mut text = given.trim().replace('\u{2212}', "-");
    if draft.is_whole() {
        text.retain(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\''));
    } else if !text.contains('.') && text.matches(',').count() == 1 {
        text = text.replace(',', ".");
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(Error::value("the answer", format!("\"{given}\""), reason::answer_number())),
    }
}

/// The kind with this name.
///
/// # Errors
/// A name that no kind has.
pub fn named(id: &str) -> Result<&'static ExerciseKind> {
    kinds()
        .find(|kind| kind.id == id)
        .ok_or_else(|| Error::value("the question", format!("\"{id}\""), reason::known_question()))
}
