//! Exercises on the current model, and the mark that says on which model an answer was given.

use serde::Serialize;

use super::{Session, Source};
use crate::check::whole;
use crate::error::Result;
use crate::exercises::{self, Exercise, ExerciseKind, ExerciseMark, Ground, QuestionDrawing};
use crate::rng::MAXIMUM_SEED;
use crate::text::Split;
use crate::work::{Progress, Work, complete, fitting};

/// Identifies the model that an answer was given on: two models with the same one have the same numbers and the same text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelStanding {
    /// Training steps taken.
    pub step: u64,
    /// FNV-1a, 64 bits, of every parameter's bits, as sixteen hexadecimal digits.
    pub digest: String,
    /// The same hash of the vocabulary and all tokens; empty for a model without its text.
    pub text: String,
}

/// Exercises, and the model that they are about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exercises {
    /// The questions, in the order of the lecture.
    pub questions: Vec<Exercise>,
    /// Requested kinds for which this model or its text is too small.
    pub missing: Vec<&'static str>,
    /// Requested names that are neither a kind nor a chapter.
    pub unknown: Vec<String>,
    /// The model.
    pub standing: ModelStanding,
}

/// A marked answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExerciseJudged {
    /// The question as this model asks it. If the page showed another one, the model has changed since.
    pub question: Exercise,
    /// Whether the answer is right, and the solution.
    pub marked: ExerciseMark,
    /// The model that marked it.
    pub standing: ModelStanding,
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn hashed(bytes: impl IntoIterator<Item = u8>, from: u64) -> u64 {
    bytes.into_iter().fold(from, |hash, byte| {
        crate::counted::did(1);
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What is hashed, in order: the parameters, the vocabulary, the splits.
const PLACES: usize = 2 + Split::ALL.len();

/// Hashes the model's numbers and its text, piece by piece.
#[derive(Debug)]
pub(super) struct Identifying {
    /// The part that is being hashed, and how much of it is done.
    place: usize,
    at: usize,
    hash: u64,
    digest: String,
}

/// Bytes counted for a number, a word or an id.
const ITEM: u64 = 8;

impl Identifying {
    pub(super) fn new() -> Self {
        Identifying { place: 0, at: 0, hash: OFFSET, digest: String::new() }
    }

    /// Hashes up to `budget` more bytes; true when everything is hashed.
    fn identify(&mut self, on: &Session, budget: u64) -> bool {
        let mut left = fitting(budget, ITEM);
        let numbers = &on.trainer.state().parameters.data;
        let corpus = on.corpus().ok();
        while left > 0 && self.place < PLACES {
            let length = match (self.place, corpus) {
                (0, _) => numbers.len(),
                (_, None) => 0,
                (1, Some(corpus)) => corpus.vocabulary.len(),
                (split, Some(corpus)) => corpus.split(Split::ALL[split - 2]).len(),
            };
            let end = length.min(self.at.saturating_add(left));
            let some = self.at..end;
            left -= some.len();
            self.hash = match (self.place, corpus) {
                (0, _) => hashed(numbers[some].iter().flat_map(|x| x.to_bits().to_le_bytes()), self.hash),
                (_, None) => self.hash,
                (1, Some(corpus)) => {
                    let words = some.map(|id| corpus.vocabulary.token(id as u32));
                    hashed(words.flat_map(|token| token.bytes().chain([0])), self.hash)
                }
                (split, Some(corpus)) => {
                    let stream = corpus.split(Split::ALL[split - 2]);
                    hashed(some.flat_map(|at| stream.id(at).to_le_bytes()), self.hash)
                }
            };
            self.at = end;
            if end == length {
                if self.place == 0 {
                    self.digest = format!("{:016x}", core::mem::replace(&mut self.hash, OFFSET));
                }
                (self.place, self.at) = (self.place + 1, 0);
            }
        }
        self.place == PLACES
    }

    fn standing(self, on: &Session) -> ModelStanding {
        let text = if on.corpus().is_ok() { format!("{:016x}", self.hash) } else { String::new() };
        ModelStanding { step: on.step(), digest: self.digest, text }
    }
}

impl Work<Session> for Identifying {
    type Output = ModelStanding;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        Ok(Progress::of(u64::from(self.identify(on, budget)), 1))
    }

    fn finish(mut self, on: &mut Session) -> Result<ModelStanding> {
        complete(&mut self, on)?;
        Ok(self.standing(on))
    }
}

/// The most examples that one draw of a question computes: two orders of a line, factor by factor.
const EXAMPLES: u64 = 20;

impl Session {
    /// Elementary operations of drawing a question once: examples through the network, or a pass over the columns of E.
    pub(super) fn draw_cost(&self) -> u64 {
        let embedding = self.config().dims.embedding * self.config().dims.vocabulary;
        EXAMPLES * self.forward_cost() + 8 * embedding as u64
    }

    fn ground(&mut self) -> Ground<'_> {
        let (parameters, cpu) = self.trainer.parameters_and_cpu();
        let (vocabulary, corpus) = match &self.source {
            Source::Corpus(corpus) => (&corpus.vocabulary, Some(&**corpus)),
            Source::Rules { vocabulary, .. } => (vocabulary, None),
        };
        Ground { vocabulary, parameters, cpu, corpus }
    }
}

/// Draws questions, kind by kind.
#[derive(Debug)]
pub(super) struct Asking {
    identifying: Identifying,
    /// The kinds that are left, the next one last.
    left: Vec<QuestionDrawing>,
    all: usize,
    asked: Exercises,
}

impl Asking {
    /// The exercises that a seed makes from a model: of these kinds or chapters, or of all if none is named.
    pub(super) fn new(seed: f64, wanted: &[String]) -> Result<Self> {
        let seed = whole("seed", seed, 0, MAXIMUM_SEED)?;
        let is = |kind: &ExerciseKind, name: &str| kind.id == name || kind.chapter == name;
        let chosen = |kind: &&ExerciseKind| wanted.is_empty() || wanted.iter().any(|name| is(kind, name));
        let mut left: Vec<QuestionDrawing> = exercises::kinds()
            .filter(chosen)
            .map(|kind| QuestionDrawing::new(kind, seed))
            .collect::<Result<_>>()?;
        left.reverse();
        let known = |name: &&String| !exercises::kinds().any(|kind| is(kind, name));
        let asked = Exercises {
            questions: Vec::new(),
            missing: Vec::new(),
            unknown: wanted.iter().filter(known).cloned().collect(),
            standing: ModelStanding { step: 0, digest: String::new(), text: String::new() },
        };
        Ok(Asking { identifying: Identifying::new(), all: left.len(), left, asked })
    }
}

impl Work<Session> for Asking {
    type Output = Exercises;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let total = self.all as u64 + 1;
        if self.left.is_empty() {
            let known = self.identifying.identify(on, budget);
            return Ok(Progress::of(self.all as u64 + u64::from(known), total));
        }
        let draws = fitting(budget, on.draw_cost());
        let mut ground = on.ground();
        for _ in 0..draws {
            let Some(drawing) = self.left.last_mut() else { break };
            match drawing.draw(&mut ground) {
                Some(drawn) => self.asked.questions.push(drawn.exercise()),
                None if drawing.is_given_up() => self.asked.missing.push(drawing.kind().id),
                None => continue,
            }
            self.left.pop();
        }
        Ok(Progress::of((self.all - self.left.len()) as u64, total))
    }

    fn finish(mut self, on: &mut Session) -> Result<Exercises> {
        complete(&mut self, on)?;
        Ok(Exercises { standing: self.identifying.standing(on), ..self.asked })
    }
}

/// Marks an answer.
#[derive(Debug)]
pub(super) struct Marking {
    identifying: Identifying,
    drawing: QuestionDrawing,
    given: String,
    judged: Option<(Exercise, ExerciseMark)>,
}

impl Marking {
    pub(super) fn new(seed: f64, kind: &str, given: &str) -> Result<Self> {
        let seed = whole("seed", seed, 0, MAXIMUM_SEED)?;
        let drawing = QuestionDrawing::new(exercises::named(kind)?, seed)?;
        Ok(Marking { identifying: Identifying::new(), drawing, given: given.to_owned(), judged: None })
    }
}

impl Work<Session> for Marking {
    type Output = ExerciseJudged;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        if self.judged.is_some() {
            return Ok(Progress::of(1 + u64::from(self.identifying.identify(on, budget)), 2));
        }
        let draws = fitting(budget, on.draw_cost());
        let mut ground = on.ground();
        for _ in 0..draws {
            if let Some(drawn) = self.drawing.draw(&mut ground) {
                let marked = drawn.mark(&self.given)?;
                self.judged = Some((drawn.exercise(), marked));
                return Ok(Progress::of(1, 2));
            }
            if self.drawing.is_given_up() {
                return Err(self.drawing.too_small());
            }
        }
        Ok(Progress::of(0, 2))
    }

    fn finish(mut self, on: &mut Session) -> Result<ExerciseJudged> {
        complete(&mut self, on)?;
        let standing = self.identifying.standing(on);
        let (question, marked) = self.judged.ok_or_else(|| self.drawing.too_small())?;
        Ok(ExerciseJudged { question, marked, standing })
    }
}
