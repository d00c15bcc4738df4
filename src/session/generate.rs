//! Drawing words after a prompt, piece by piece.

use super::works::Ticket;
use super::{GenerateOptions, Generated, Session};
use crate::backend::Network;
use crate::error::{Error, Result};
use crate::lm::{Ending, Generation};
use crate::work::{Progress, Work, complete, fitting};

/// Words that are being drawn.
#[derive(Debug)]
struct Generating {
    generation: Generation,
    length: usize,
    tokens: Vec<u32>,
    probabilities: Vec<f64>,
    ending: Option<Ending>,
}

impl Work<Session> for Generating {
    type Output = Generated;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        // A draw also sorts the words that it may take.
        let draws = fitting(budget, on.forward_cost() + 32 * on.vocabulary().len() as u64);
        let (parameters, cpu) = on.trainer.parameters_and_cpu();
        let mut network = Network::new(parameters, cpu);
        for _ in 0..draws {
            if self.ending.is_some() {
                break;
            }
            match self.generation.draw(&mut network) {
                Ok(drawn) => {
                    self.tokens.push(drawn.token);
                    self.probabilities.push(drawn.probability);
                }
                Err(end) => self.ending = Some(end),
            }
        }
        let total = self.length as u64 + 1;
        Ok(Progress::of(if self.ending.is_some() { total } else { self.tokens.len() as u64 }, total))
    }

    fn finish(mut self, on: &mut Session) -> Result<Generated> {
        complete(&mut self, on)?;
        let tokens = self.tokens.into_iter().map(|id| on.vocabulary().token(id).to_owned()).collect();
        let ending = self.ending.unwrap_or(Ending::Length);
        Ok(Generated { tokens, probabilities: self.probabilities, ending })
    }
}

impl Session {
    /// Begins to draw words after a prompt. Drawing changes nothing in later training.
    ///
    /// # Errors
    /// An option that cannot be worked with; in a stream, a prompt shorter than the context.
    pub fn begin_generate(&mut self, options: &GenerateOptions) -> Result<Ticket<Generated>> {
        let sampling = options.checked()?;
        let words = options.prompt.clone().unwrap_or_default();
        let prompt = self.encode(&words)?.ids;
        // In a stream the prompt may be too short; that error comes below.
        if let Err(error @ Error::State(_)) = self.predict(&words) {
            return Err(error);
        }
        let (special, length) = (self.special(), sampling.length);
        let (parameters, cpu) = self.trainer.parameters_and_cpu();
        let generation = Generation::new(&Network::new(parameters, cpu), &prompt, special, sampling)?;
        let (tokens, probabilities) = (Vec::new(), Vec::new());
        self.begin(Generating { generation, length, tokens, probabilities, ending: None })
    }

    /// Draws words after a prompt in one call.
    ///
    /// # Errors
    /// As [`Session::begin_generate`].
    pub fn generate(&mut self, options: &GenerateOptions) -> Result<Generated> {
        let words = self.begin_generate(options)?;
        self.finish(words)
    }
}
