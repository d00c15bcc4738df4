//! A model's options as scripts spell them: doubles and names, all optional, checked here.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::{Error, Result};
use crate::lm::Sampling;
use crate::model::config::{MAXIMUM_CONTEXT, MAXIMUM_VOCABULARY};
use crate::model::{Activation, Config, Dims};
use crate::reason;
use crate::rng::MAXIMUM_SEED;
use crate::text::corpora;
use crate::text::{CorpusOptions, Encoded, Sentences, Unit, Vocabulary};

/// The source of the text: a bundled corpus, one text to split, or three splits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "it must be { name, size? } of a bundled one, { text }, or { train, validation?, test? }"
)]
pub enum CorpusSource {
    /// A corpus bundled with the engine, with its own default options.
    Named {
        /// Its name.
        name: String,
        /// Its size, if it has sizes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<f64>,
    },
    /// One text, which is split by the options' fractions.
    Text {
        /// The whole text.
        text: String,
    },
    /// A text for each split.
    Splits {
        /// The text to train on.
        train: String,
        /// The text to choose settings by; may be empty.
        #[serde(default)]
        validation: String,
        /// The text to report the result on; may be empty.
        #[serde(default)]
        test: String,
    },
}

/// Where training runs: on the CPU, exactly; on the GPU; or on the faster of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackendChoice {
    /// On the CPU, exactly.
    #[default]
    Cpu,
    /// On the GPU.
    WebGpu,
    /// On the faster of the two.
    Auto,
}

/// A model's options: how text becomes tokens, vocabulary and splits, then the network's sizes and initial values. A bundled corpus has
/// its own defaults for reading its text; otherwise the defaults are those named here.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ModelOptions {
    /// The text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corpus: Option<CorpusSource>,
    /// Default "word". "space" cuts at white space only; `<unk>` and `</s>` in the text are then the special tokens.
    pub unit: Option<Unit>,
    /// Default false.
    pub lowercase: Option<bool>,
    /// Whether look-alike apostrophes, quotes and hyphens are read as the same. Default true for words, false otherwise.
    pub fold: Option<bool>,
    /// A sentence is a line (true, the default), or ends with punctuation, or is the text between blank lines; false: the text is one
    /// stream.
    pub sentences: Option<Sentences>,
    /// False closes the vocabulary: a text with a token outside it is refused. Default true.
    pub unknown: Option<bool>,
    /// Default 1.
    pub minimum_count: Option<f64>,
    /// Counts `</s>` and `<unk>`. Default 10000.
    pub maximum_vocabulary: Option<f64>,
    /// Fixes the tokens and their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vocabulary: Option<Vec<String>>,
    /// Three fractions with sum 1, the first above 0. Default [0.8, 0.1, 0.1].
    pub split: Option<Vec<f64>>,
    /// The seed by which the sentences (in a stream, blocks) are shuffled before `split` divides them. Default: the text's own
    /// order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shuffle: Option<f64>,
    /// n, 1 to 16. Default 3.
    pub context: Option<f64>,
    /// d. Default 16.
    pub embedding: Option<f64>,
    /// H. Default 64.
    pub hidden: Option<f64>,
    /// Default "tanh".
    pub activation: Option<Activation>,
    /// Default false.
    pub bias: Option<bool>,
    /// An integer, 0 to 2^53-1. Default 1.
    pub seed: Option<f64>,
    /// Default "cpu".
    pub backend: Option<BackendChoice>,
}

/// The largest d and H for which memory is estimated.
const MAXIMUM_SIZE: u64 = 1_000_000;

/// A model's checked options: the corpus's and the network's.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The bundled corpus, if it is one.
    pub named: Option<CorpusSource>,
    /// How text becomes tokens.
    pub corpus: CorpusOptions,
    /// The network without |V|, which the text decides.
    pub network: Config,
    /// The seed of the initial values and of the training order.
    pub seed: u64,
    /// Where training should run. This engine computes on the CPU; its caller takes a run to the GPU.
    pub backend: BackendChoice,
}

impl ModelOptions {
    /// The options, if a model can be made with them; `text` has the defaults of those that are absent.
    ///
    /// # Errors
    /// The first value out of range.
    pub fn checked(&self, text: CorpusOptions) -> Result<Checked> {
        let count = |name, value: Option<f64>, default: u32, high: u64| {
            check::whole(name, value.unwrap_or(f64::from(default)), 1, high).map(|count| count as u32)
        };
        let unit = self.unit.unwrap_or(text.unit);
        let shuffle = self.shuffle.map(|seed| check::whole("shuffle", seed, 0, MAXIMUM_SEED)).transpose()?;
        let corpus = CorpusOptions {
            unit,
            fold: self.fold.unwrap_or(unit == Unit::Word),
            shuffle: shuffle.or(text.shuffle),
            lowercase: self.lowercase.unwrap_or(text.lowercase),
            sentences: self.sentences.unwrap_or(text.sentences),
            unknown: self.unknown.unwrap_or(text.unknown),
            minimum_count: count(
                "minimumCount",
                self.minimum_count,
                text.minimum_count,
                u64::from(u32::MAX),
            )?,
            maximum_vocabulary: count(
                "maximumVocabulary",
                self.maximum_vocabulary,
                text.maximum_vocabulary,
                MAXIMUM_VOCABULARY as u64,
            )?,
            vocabulary: self.vocabulary.clone().or(text.vocabulary),
            split: self.split.as_ref().map_or(Ok(text.split), |given| three(given))?,
        };
        corpus.check()?;
        let size = |name, value: Option<f64>, default: f64, high: u64| {
            check::whole(name, value.unwrap_or(default), 1, high).map(|size| size as usize)
        };
        let network = Config {
            dims: Dims {
                context: size("context", self.context, 3.0, MAXIMUM_CONTEXT as u64)?,
                embedding: size("embedding", self.embedding, 16.0, MAXIMUM_SIZE)?,
                hidden: size("hidden", self.hidden, 64.0, MAXIMUM_SIZE)?,
                // |V| is at least this large: a network that is too large even so is refused before its text is read.
                vocabulary: 1,
            },
            activation: self.activation.unwrap_or_default(),
            bias: self.bias.unwrap_or(false),
        }
        .checked()?;
        let seed = check::whole("seed", self.seed.unwrap_or(1.0), 0, MAXIMUM_SEED)?;
        let named = self.corpus.clone().filter(|source| matches!(source, CorpusSource::Named { .. }));
        Ok(Checked { named, corpus, network, seed, backend: self.backend.unwrap_or_default() })
    }
}

impl Checked {
    /// The bundled corpus's own vocabulary, if it has one.
    fn bundled(&self) -> Option<Vec<String>> {
        match &self.named {
            Some(CorpusSource::Named { name, size }) => {
                corpora::vocabulary(name, size.map(|n| n as u32)).ok()?
            }
            _ => None,
        }
    }

    /// The options with every default filled in, without the caller's text and without what a bundled corpus defines itself.
    pub fn echo(&self) -> ModelOptions {
        let Checked { named, corpus, network: Config { dims, activation, bias }, seed, backend } = self;
        ModelOptions {
            corpus: named.clone(),
            unit: Some(corpus.unit),
            lowercase: Some(corpus.lowercase),
            fold: Some(corpus.fold),
            sentences: Some(corpus.sentences),
            unknown: Some(corpus.unknown),
            minimum_count: Some(corpus.minimum_count.into()),
            maximum_vocabulary: Some(corpus.maximum_vocabulary.into()),
            vocabulary: corpus.vocabulary.clone().filter(|given| self.bundled().as_ref() != Some(given)),
            split: Some(corpus.split.to_vec()),
            shuffle: corpus.shuffle.map(|seed| seed as f64),
            context: Some(dims.context as f64),
            embedding: Some(dims.embedding as f64),
            hidden: Some(dims.hidden as f64),
            activation: Some(*activation),
            bias: Some(*bias),
            seed: Some(*seed as f64),
            backend: Some(*backend),
        }
    }
}

fn three(fractions: &[f64]) -> Result<[f64; 3]> {
    fractions.try_into().map_err(|_| Error::value("split", fractions, reason::three_fractions()))
}

/// Words from a script: a text to cut by the corpus's rules, or tokens taken as they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "it must be a text or a list of tokens")]
pub enum Words {
    /// A text.
    Text(String),
    /// Tokens.
    Tokens(Vec<String>),
}

impl Words {
    /// The tokens and their ids, by these rules.
    ///
    /// # Errors
    /// A token outside a closed vocabulary.
    pub fn encode(&self, vocabulary: &Vocabulary) -> Result<Encoded> {
        match self {
            Words::Text(text) => vocabulary.encode(text),
            Words::Tokens(tokens) => vocabulary.encode_tokens(tokens),
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Words::Tokens(Vec::new())
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Words::Text(text.to_owned())
    }
}

/// How to draw words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerateOptions {
    /// The prompt. Default: empty.
    pub prompt: Option<Words>,
    /// The most tokens to draw. Default 20.
    pub length: Option<f64>,
    /// 0 takes the most probable token. Default 1.
    pub temperature: Option<f64>,
    /// Draws from this many of the most probable tokens. Default: all.
    pub top_k: Option<f64>,
    /// Draws from the most probable tokens that together have this probability. Default 1.
    pub top_p: Option<f64>,
    /// Default 1.
    pub seed: Option<f64>,
}

impl GenerateOptions {
    /// The checked options.
    ///
    /// # Errors
    /// The first value out of range.
    pub fn checked(&self) -> Result<Sampling> {
        let default = Sampling::default();
        let top_k = self.top_k.map(|k| check::whole("topK", k, 1, MAXIMUM_VOCABULARY as u64)).transpose()?;
        Sampling {
            length: check::whole("length", self.length.unwrap_or(20.0), 1, 100_000)? as usize,
            temperature: self.temperature.unwrap_or(default.temperature),
            top_k: top_k.map(|k| k as usize),
            top_p: self.top_p.unwrap_or(default.top_p),
            seed: check::whole("seed", self.seed.unwrap_or(1.0), 0, MAXIMUM_SEED)?,
        }
        .checked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_value_is_named() {
        type Set = fn(&mut ModelOptions, f64);
        let fields: [(&str, Set, &[f64]); 8] = [
            ("context", |o, x| o.context = Some(x), &[0.0, -1.0, 2.5, 17.0, f64::NAN]),
            ("embedding", |o, x| o.embedding = Some(x), &[0.0, -1.0, 2.5, 1e7, f64::NAN]),
            ("hidden", |o, x| o.hidden = Some(x), &[0.0, -1.0, 2.5, 1e7, f64::INFINITY]),
            ("minimumCount", |o, x| o.minimum_count = Some(x), &[0.0, 1.5, f64::NAN]),
            ("maximumVocabulary", |o, x| o.maximum_vocabulary = Some(x), &[0.0, 2.0, 10.5, 1e9]),
            ("seed", |o, x| o.seed = Some(x), &[-1.0, 0.5, 1e16, f64::NAN]),
            ("shuffle", |o, x| o.shuffle = Some(x), &[-1.0, 0.5, 1e16, f64::NAN]),
            ("split", |o, x| o.split = Some(vec![x, 0.5]), &[0.5]),
        ];
        for (name, change, values) in fields {
            for &value in values {
                let mut options = ModelOptions::default();
                change(&mut options, value);
                let message = options.checked(CorpusOptions::default()).expect_err(name).to_string();
                assert!(message.starts_with(&format!("{name} is ")), "{message}");
            }
        }
        let large = ModelOptions { embedding: Some(1e6), hidden: Some(1e6), ..Default::default() }
            .checked(CorpusOptions::default());
        assert!(large.expect_err("too large").to_string().starts_with("this network would need"));
    }

    #[test]
    fn the_echo_says_the_same_again() {
        let checked =
            ModelOptions { seed: Some(7.0), backend: Some(BackendChoice::Auto), ..Default::default() }
                .checked(CorpusOptions::default())
                .expect("valid");
        let echo = checked.echo();
        assert_eq!((echo.context, echo.hidden, echo.seed), (Some(3.0), Some(64.0), Some(7.0)));
        assert_eq!(echo.backend, Some(BackendChoice::Auto));
        assert_eq!(echo.checked(CorpusOptions::default()), Ok(checked));
    }

    #[test]
    fn drawing_is_checked() {
        for (name, options) in [
            ("length", GenerateOptions { length: Some(0.0), ..Default::default() }),
            ("topK", GenerateOptions { top_k: Some(1.5), ..Default::default() }),
            ("topP", GenerateOptions { top_p: Some(0.0), ..Default::default() }),
            ("temperature", GenerateOptions { temperature: Some(-1.0), ..Default::default() }),
            ("seed", GenerateOptions { seed: Some(-1.0), ..Default::default() }),
        ] {
            let message = options.checked().expect_err(name).to_string();
            assert!(message.starts_with(&format!("{name} is ")), "{message}");
        }
    }
}
