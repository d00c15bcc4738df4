//! Draws words from a model.

use libm::exp;
use serde::{Deserialize, Serialize};

use super::{LanguageModel, Special, too_short};
use crate::error::{Error, Result};
use crate::rank::rank;
use crate::reason;
use crate::rng::{MAXIMUM_SEED, Rng, Stream};

/// How to draw words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sampling {
    /// The most tokens.
    pub length: usize,
    /// Divides the log probabilities: 1 is the model itself, 0 takes the most probable token.
    pub temperature: f64,
    /// Draws from the k most probable tokens. None: all.
    pub top_k: Option<usize>,
    /// Draws from the most probable tokens whose probabilities together reach this. 1: all.
    pub top_p: f64,
    /// The seed of the draw.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling { length: 20, temperature: 1.0, top_k: None, top_p: 1.0, seed: 1 }
    }
}

impl Sampling {
    /// The options, if all are valid.
    ///
    /// # Errors
    /// The first one that is out of its range.
    pub fn checked(self) -> Result<Self> {
        if !(self.temperature >= 0.0 && self.temperature.is_finite()) {
            return Err(Error::value("temperature", self.temperature, reason::number_least(0u32)));
        }
        if self.top_k == Some(0) {
            return Err(Error::value("topK", 0, reason::whole_least(1u32)));
        }
        if !(self.top_p > 0.0 && self.top_p <= 1.0) {
            return Err(Error::value("topP", self.top_p, reason::above_zero(1.0)));
        }
        if self.seed > MAXIMUM_SEED {
            return Err(Error::value("seed", self.seed, reason::whole_seed()));
        }
        Ok(self)
    }
}

/// Why a generation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// It has as many tokens as were requested.
    Length,
    /// `</s>` was drawn.
    Boundary,
    /// Nothing can follow: no distribution, or all of it on `<unk>`.
    Nothing,
}

/// One drawn token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Its id, never `<unk>`.
    pub token: u32,
    /// Its probability by the model, before temperature and cuts: the one that Predict shows for the same context.
    pub probability: f64,
}

/// Draws words one at a time, so that a page can show each and can stop. It borrows nothing.
#[derive(Debug, Clone)]
pub struct Generation {
    options: Sampling,
    special: Special,
    history: Vec<u32>,
    rng: Rng,
    drawn: usize,
    row: Vec<f64>,
    order: Vec<u32>,
    weights: Vec<f64>,
}

impl Generation {
    /// Begins after `prompt`, which is padded on the left with `</s>` if the vocabulary has it.
    ///
    /// # Errors
    /// An option out of range; in a stream, a prompt shorter than the model's context.
    pub fn new<M>(model: &M, prompt: &[u32], special: Special, options: Sampling) -> Result<Self>
    where
        M: LanguageModel + ?Sized,
    {
        let options = options.checked()?;
        let n = model.context_length();
        let mut history = Vec::new();
        match special.boundary {
            Some(boundary) => history.resize(n, boundary),
            None if prompt.len() < n => return Err(too_short(n, prompt.len())),
            None => {}
        }
        history.extend_from_slice(prompt);
        let rng = Rng::new(options.seed, Stream::Sampling);
        let row = vec![0.0; model.vocabulary_size()];
        Ok(Generation {
            options,
            special,
            history,
            rng,
            drawn: 0,
            row,
            order: Vec::new(),
            weights: Vec::new(),
        })
    }

    /// Draws the next token, or says why there is none. `</s>` is an ending, not a token.
    pub fn draw<M: LanguageModel + ?Sized>(&mut self, model: &mut M) -> core::result::Result<Drawn, Ending> {
        if self.drawn == self.options.length {
            return Err(Ending::Length);
        }
        let n = model.context_length();
        let exists = model.log_probabilities(&self.history[self.history.len() - n..], &mut self.row);
        let token = if exists { self.pick() } else { None }.ok_or(Ending::Nothing)?;
        if self.special.boundary == Some(token) {
            return Err(Ending::Boundary);
        }
        self.history.push(token);
        self.drawn += 1;
        Ok(Drawn { token, probability: exp(self.row[token as usize]) })
    }

    /// Applies the temperature first, then `topK`, then `topP`, and draws from the rest.
    fn pick(&mut self) -> Option<u32> {
        let Self { row, order, weights, options, special, .. } = self;
        order.clear();
        order.extend(
            (0..row.len() as u32)
                .filter(|&t| special.unknown != Some(t) && row[t as usize] > f64::NEG_INFINITY),
        );
        let by_probability = |a: &u32, b: &u32| row[*b as usize].total_cmp(&row[*a as usize]).then(a.cmp(b));
        if options.temperature == 0.0 {
            return order.iter().copied().min_by(by_probability);
        }
        rank(order, &|a, b| by_probability(&a, &b));
        order.truncate(options.top_k.unwrap_or(usize::MAX));
        let best = row[*order.first()? as usize];
        weights.clear();
        weights.extend(order.iter().map(|&t| exp((row[t as usize] - best) / options.temperature)));
        let mut total: f64 = weights.iter().sum();
        if options.top_p < 1.0 {
            let enough = options.top_p * total;
            let mut reached = 0.0;
            let kept = weights
                .iter()
                .position(|w| {
                    reached += w;
                    reached >= enough
                })
                .map_or(weights.len(), |last| last + 1);
            weights.truncate(kept);
            total = weights.iter().sum();
        }
        let mut left = self.rng.unit_f64() * total;
        // Rounding may leave a small rest after the last weight; it belongs to the last token.
        for (&token, &weight) in order.iter().zip(weights.iter()) {
            if left < weight {
                return Some(token);
            }
            left -= weight;
        }
        Some(order[weights.len() - 1])
    }
}
