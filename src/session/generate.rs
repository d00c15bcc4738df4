//! Words after a prompt, in pieces.

use super::{GenerateOptions, Generated, Session, no_generation};
use crate::backend::Network;
use crate::error::Result;
use crate::lm::{Done, Ending, Generation};

/// Words that are being drawn.
#[derive(Debug)]
pub(super) struct Generating {
    generation: Generation,
    length: usize,
    tokens: Vec<u32>,
    probabilities: Vec<f64>,
    ending: Option<Ending>,
}

impl Session {
    /// Begins to draw words after a prompt. Whatever is drawn, training goes on as if nothing had been.
    ///
    /// # Errors
    /// An option that cannot be worked with; in a stream, a prompt shorter than the context.
    pub fn begin_generate(&mut self, options: &GenerateOptions) -> Result<()> {
        let sampling = options.checked()?;
        let prompt = self.encode(&options.prompt.clone().unwrap_or_default())?.ids;
        let (special, length) = (self.special(), sampling.length);
        let (parameters, cpu) = self.trainer.look();
        let generation = Generation::new(&Network::new(parameters, cpu), &prompt, special, sampling)?;
        let (tokens, probabilities) = (Vec::new(), Vec::new());
        self.generating = Some(Generating { generation, length, tokens, probabilities, ending: None });
        Ok(())
    }

    /// Draws up to `budget` more, and says how far it is.
    ///
    /// # Errors
    /// Nothing was begun.
    pub fn generate_chunk(&mut self, budget: usize) -> Result<Done> {
        let Some(Generating { generation, length, tokens, probabilities, ending }) = &mut self.generating
        else {
            return Err(no_generation());
        };
        let (parameters, cpu) = self.trainer.look();
        let mut network = Network::new(parameters, cpu);
        for _ in 0..budget {
            if ending.is_some() {
                break;
            }
            match generation.draw(&mut network) {
                Ok(drawn) => {
                    tokens.push(drawn.token);
                    probabilities.push(drawn.probability);
                }
                Err(end) => *ending = Some(end),
            }
        }
        let done = if ending.is_some() { *length + 1 } else { tokens.len() };
        Ok(Done { done, total: *length + 1 })
    }

    /// What was drawn; whatever is left of it is drawn first.
    ///
    /// # Errors
    /// Nothing was begun.
    pub fn end_generate(&mut self) -> Result<Generated> {
        self.generate_chunk(usize::MAX)?;
        let Some(Generating { tokens, probabilities, ending, .. }) = self.generating.take() else {
            return Err(no_generation());
        };
        let vocabulary = self.vocabulary();
        let tokens = tokens.into_iter().map(|id| vocabulary.token(id).to_owned()).collect();
        Ok(Generated { tokens, probabilities, ending: ending.unwrap_or(Ending::Length) })
    }
}
