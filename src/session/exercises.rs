//! Exercises on the model as it stands, and what an answer was given on.

use serde::Serialize;

use super::{Session, Source};
use crate::check::whole;
use crate::error::Result;
use crate::exercises::{self, Exercise, Ground, Kind, Marked};
use crate::rng::MAXIMUM_SEED;
use crate::text::Split;

/// Which model an answer was given on: two that agree in this have the same numbers and the same text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Training steps taken.
    pub step: u64,
    /// FNV-1a, 64 bits, of every parameter's bits, as sixteen hexadecimal digits.
    pub digest: String,
    /// The same of the vocabulary and of all tokens; empty for a model without its text.
    pub text: String,
}

/// Exercises, and which model they are about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// The questions, in the order of the lecture's kinds.
    pub questions: Vec<Exercise>,
    /// Kinds that were asked for and for which this model or its text is too small.
    pub missing: Vec<&'static str>,
    /// What was asked for and is neither a kind nor a chapter.
    pub unknown: Vec<String>,
    /// The model.
    pub standing: Standing,
}

/// An answer that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The question as this model asks it: where the page has shown another, the model has changed meanwhile.
    pub question: Exercise,
    /// What it was worth.
    pub marked: Marked,
    /// The model that it was given on.
    pub standing: Standing,
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn hashed(bytes: impl IntoIterator<Item = u8>, from: u64) -> u64 {
    bytes.into_iter().fold(from, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Session {
    /// Which numbers the model has, and which text.
    pub fn standing(&self) -> Standing {
        let numbers = &self.trainer.state().parameters.data;
        let digest = hashed(numbers.iter().flat_map(|x| x.to_bits().to_le_bytes()), OFFSET);
        let text = self.corpus().map_or_else(
            |_| String::new(),
            |corpus| {
                let words = corpus.vocabulary.tokens().flat_map(|token| token.bytes().chain([0]));
                let text = Split::ALL.iter().fold(hashed(words, OFFSET), |hash, &split| {
                    hashed(corpus.split(split).ids().flat_map(u32::to_le_bytes), hash)
                });
                format!("{text:016x}")
            },
        );
        Standing { step: self.step(), digest: format!("{digest:016x}"), text }
    }

    /// The exercises that a seed makes of this model: of these kinds or chapters, of all where none is named.
    ///
    /// # Errors
    /// A seed that is none.
    pub fn exercises(&mut self, seed: f64, wanted: &[String]) -> Result<Asked> {
        let seed = whole("seed", seed, 0, MAXIMUM_SEED)?;
        let is = |kind: &Kind, name: &str| kind.id == name || kind.chapter == name;
        let standing = self.standing();
        let mut ground = self.ground();
        let (mut questions, mut missing) = (Vec::new(), Vec::new());
        for kind in exercises::kinds() {
            if !wanted.is_empty() && !wanted.iter().any(|name| is(kind, name)) {
                continue;
            }
            match kind.ask(&mut ground, seed)? {
                Some(question) => questions.push(question),
                None => missing.push(kind.id),
            }
        }
        let known = |name: &&String| !exercises::kinds().any(|kind| is(kind, name));
        let unknown = wanted.iter().filter(known).cloned().collect();
        Ok(Asked { questions, missing, unknown, standing })
    }

    /// Looks at an answer.
    ///
    /// # Errors
    /// A seed or a kind that is none; an answer that is no number.
    pub fn mark(&mut self, seed: f64, kind: &str, given: &str) -> Result<Judged> {
        let seed = whole("seed", seed, 0, MAXIMUM_SEED)?;
        let standing = self.standing();
        let (kind, mut ground) = (exercises::named(kind)?, self.ground());
        let marked = kind.mark(&mut ground, seed, given)?;
        let question = kind.ask(&mut ground, seed)?.ok_or_else(|| kind.too_small())?;
        Ok(Judged { question, marked, standing })
    }

    fn ground(&mut self) -> Ground<'_> {
        let (parameters, cpu) = self.trainer.look();
        let (vocabulary, corpus) = match &self.source {
            Source::Corpus(corpus) => (&corpus.vocabulary, Some(&**corpus)),
            Source::Rules { vocabulary, .. } => (vocabulary, None),
        };
        Ground { vocabulary, parameters, cpu, corpus }
    }
}
