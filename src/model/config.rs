//! The configuration of a network.

use crate::error::{Error, Result};
use crate::memory;
use crate::ops::Activation;
use crate::reason::{self, Reason};

/// The sizes in the shapes of all tensors. A gradient has the shape of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dims {
    /// n, words of context. An n-word context makes an (n+1)-gram model.
    pub context: usize,
    /// d, numbers per word.
    pub embedding: usize,
    /// H, hidden units.
    pub hidden: usize,
    /// |V|, words in the vocabulary.
    pub vocabulary: usize,
}

impl Dims {
    /// n·d, the length of e.
    pub fn input(&self) -> usize {
        self.context * self.embedding
    }
}

/// A network's configuration: the sizes, the activation, the biases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Config {
    /// n, d, H, |V|.
    pub dims: Dims,
    /// sigma.
    pub activation: Activation,
    /// Whether b and c exist.
    pub bias: bool,
}

/// The longest context.
pub const MAXIMUM_CONTEXT: usize = 16;
/// The largest vocabulary.
pub const MAXIMUM_VOCABULARY: usize = 1_000_000;

impl Config {
    /// The same configuration, if a network can be made with it.
    ///
    /// # Errors
    /// A size outside its range, or a network that needs more than all memory, with the estimate.
    pub fn checked(self) -> Result<Self> {
        let Dims { context, embedding, hidden, vocabulary } = self.dims;
        if !(1..=MAXIMUM_CONTEXT).contains(&context) {
            return Err(Error::value("context", context, reason::whole(1u32, MAXIMUM_CONTEXT)));
        }
        if embedding == 0 {
            return Err(Error::value("embedding", embedding, reason::whole_least(1u32)));
        }
        if hidden == 0 {
            return Err(Error::value("hidden", hidden, reason::whole_least(1u32)));
        }
        if !(1..=MAXIMUM_VOCABULARY).contains(&vocabulary) {
            return Err(Error::value("vocabulary", vocabulary, reason::vocabulary_size()));
        }
        let (needed, limit) = (self.memory_estimate(), memory::limit());
        if needed > limit {
            let fits = self.fitting(limit, Config::memory_estimate);
            return Err(Error::Memory { what: reason::this_network(), needed, limit, fits });
        }
        Ok(self)
    }

    /// The most bytes that a run holds at once, with AdamW, which has the most moments: the parameters and their two moments; the
    /// gradient; the first snapshot, the latest snapshot and the last state, each with moments, while the run goes back; and one more
    /// copy with moments, for a study. Sixteen buffers of f32.
    pub fn memory_estimate(&self) -> u64 {
        self.parameter_count().saturating_mul(64)
    }

    /// Asks for room for this many buffers of the size of the parameters.
    ///
    /// # Errors
    /// Less room than that.
    pub fn ask(&self, what: Reason, buffers: usize) -> Result<()> {
        let size = |config: &Config| config.parameter_count().saturating_mul(4);
        memory::ask(what, &vec![size(self); buffers]).map_err(|error| match error {
            Error::Memory { what, needed, limit, .. } => {
                let fits = self.fitting(limit, |config| size(config).saturating_mul(buffers as u64));
                Error::Memory { what, needed, limit, fits }
            }
            other => other,
        })
    }

    /// The largest hidden layer for which `bytes` is within the limit.
    fn fitting(&self, limit: u64, bytes: impl Fn(&Config) -> u64) -> Option<Reason> {
        let with = |hidden: u64| Config { dims: Dims { hidden: hidden as usize, ..self.dims }, ..*self };
        let most = memory::most_within(limit, self.dims.hidden as u64, |hidden| bytes(&with(hidden)));
        most.map(reason::hidden_fits)
    }

    /// How many numbers the network has: |V|·d + H·n·d + |V|·H (+ H + |V|).
    pub fn parameter_count(&self) -> u64 {
        let [n, d, h, v] = [self.dims.context, self.dims.embedding, self.dims.hidden, self.dims.vocabulary]
            .map(|x| x as u64);
        let biases = if self.bias { h.saturating_add(v) } else { 0 };
        v.saturating_mul(d)
            .saturating_add(h.saturating_mul(n.saturating_mul(d)))
            .saturating_add(v.saturating_mul(h))
            .saturating_add(biases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(context: usize, embedding: usize, hidden: usize, vocabulary: usize) -> Config {
        Config {
            dims: Dims { context, embedding, hidden, vocabulary },
            activation: Activation::Tanh,
            bias: true,
        }
    }

    #[test]
    fn refuses_what_cannot_be_and_says_what_could() {
        assert!(config(3, 16, 64, 96).checked().is_ok());
        for (bad, says) in [
            (config(0, 16, 64, 96), "context is 0"),
            (config(17, 16, 64, 96), "context is 17"),
            (config(3, 0, 64, 96), "embedding is 0"),
            (config(3, 16, 0, 96), "hidden is 0"),
            (config(3, 16, 64, 0), "vocabulary is 0"),
            (config(3, 16, 1_000_000_000, 96), "this network would need about"),
        ] {
            let message = bad.checked().expect_err("refused").to_string();
            assert!(message.contains(says), "{message}");
        }
    }

    #[test]
    fn counts_every_parameter() {
        assert_eq!(config(3, 16, 64, 96).parameter_count(), 96 * 16 + 64 * 48 + 96 * 64 + 64 + 96);
    }
}
