//! What a text would become under some options, before a model is made of it: counts, first lines, costs, and hints.

use serde::Serialize;

use super::creation::TextReading;
use super::options::{CorpusSource, ModelOptions};
use crate::error::{Error, Result};
use crate::model::{Config, Dims, PLAN};
use crate::text::hints::{self, TextChange, TextHint, TextHintKind};
use crate::text::{Corpus, Part, Split, corpora};
use crate::work::{Progress, Work};

/// Lines that a report shows, and tokens of each.
const LINES: usize = 6;
const TOKENS: usize = 40;
/// Tokens of a split that are searched for repeated sentences.
const COMPARED: usize = 2_000_000;
/// The share of validation sentences found in training from which on the reader is told.
const REPEATED: f64 = 0.5;

/// The counts of a split.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SurveyedSplit {
    /// Sentences; 0 in a stream.
    pub sentences: usize,
    /// Tokens without the ends of sentences.
    pub tokens: usize,
    /// Tokens that are `<unk>`.
    pub unknown: usize,
    /// Predictions that the network would be trained on or evaluated by.
    pub predictions: usize,
}

/// The three splits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SurveyedSplits {
    /// The split that the model is trained on.
    pub train: SurveyedSplit,
    /// The split that settings are chosen by.
    pub validation: SurveyedSplit,
    /// The split that the result is reported on.
    pub test: SurveyedSplit,
}

/// The beginning of a sentence, or of a stream, as tokens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextLine {
    /// The first tokens, `<unk>` included.
    pub tokens: Vec<String>,
    /// How many more tokens there are.
    pub more: usize,
}

/// What the text becomes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextFigures {
    /// The counts of each split.
    pub splits: SurveyedSplits,
    /// |V|
    pub vocabulary: usize,
    /// Distinct tokens of the training split.
    pub distinct: u32,
    /// Those that occur at least `minimumCount` times.
    pub enough: u32,
    /// Apostrophes, quotes and hyphens that folding changed.
    pub folded: u64,
    /// The first lines of the training split.
    pub lines: Vec<TextLine>,
    /// Learned parameters.
    pub parameters: u64,
    /// Bytes that network and text may use at most.
    pub memory: u64,
    /// Multiplications of one training example, forward and backward.
    pub operations: u64,
}

/// What is known before there is a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextReport {
    /// Why no model can be made, if none can.
    #[serde(skip)]
    pub problem: Option<Error>,
    /// None if no corpus can be made.
    pub figures: Option<TextFigures>,
    /// What the text looks like.
    pub hints: Vec<TextHint>,
}

/// A report under way.
#[derive(Debug)]
pub struct Survey {
    reading: TextReading,
    /// The first bytes of the training text.
    sample: Vec<u8>,
    /// Why no model can be made of the text.
    problem: Option<Error>,
}

impl Survey {
    /// A report for these options, and for the text in them if there is one.
    ///
    /// # Errors
    /// Options from which no model can be made, a text that is too large.
    pub fn new(options: ModelOptions) -> Result<Self> {
        let sample = match &options.corpus {
            Some(CorpusSource::Text { text }) => beginning(text),
            Some(CorpusSource::Splits { train, .. }) => beginning(train),
            Some(CorpusSource::Named { name, size }) => {
                let (_, parts) = corpora::text(name, size.map(|size| size as u32))?;
                parts.first().map(|(_, text)| beginning(text)).unwrap_or_default()
            }
            None => Vec::new(),
        };
        Ok(Survey { reading: TextReading::new(options)?, sample, problem: None })
    }

    /// As [`TextReading::expect`].
    ///
    /// # Errors
    /// More than there is memory for.
    pub fn expect(&mut self, bytes: u64) -> Result<()> {
        self.reading.expect(bytes)
    }

    /// What the text looks like, before or after it is read.
    pub fn hints(&self) -> Vec<TextHint> {
        let text = String::from_utf8_lossy(&self.sample);
        let options = self.reading.options();
        let mut text = Corpus::clean(&text, options);
        if self.sample.len() >= hints::SAMPLE {
            // The last line may be cut.
            text.truncate(text.rfind('\n').unwrap_or(text.len()));
        }
        hints::hints(&text, options)
    }

    /// Does the rest of the work and returns the report.
    pub fn finish(self) -> TextReport {
        let mut hints = self.hints();
        if let Some(problem) = self.problem {
            return TextReport { problem: Some(problem), figures: None, hints };
        }
        let (checked, corpus) = self.reading.corpus();
        let figures = corpus.and_then(|corpus| {
            if let Some(share) = corpus.repeated(COMPARED).filter(|&share| share >= REPEATED) {
                hints.push(TextHint {
                    kind: TextHintKind::Repeated,
                    share,
                    example: String::new(),
                    change: TextChange::default(),
                });
            }
            figures(&corpus, checked.network)
        });
        match figures {
            Ok(figures) => TextReport { problem: None, figures: Some(figures), hints },
            Err(error) => TextReport { problem: Some(error), figures: None, hints },
        }
    }
}

/// A fault of the text is no error here: the report names it.
impl Work<()> for Survey {
    type Output = TextReport;

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        if self.problem.is_none() {
            match self.reading.advance(budget) {
                Ok(progress) => return Ok(progress),
                Err(problem) => self.problem = Some(problem),
            }
        }
        Ok(Progress::of(1, 1))
    }

    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        if matches!(part, Part::Whole | Part::Only(Split::Train)) {
            let room = hints::SAMPLE.saturating_sub(self.sample.len());
            self.sample.extend_from_slice(&utf8[..utf8.len().min(room)]);
        }
        if self.problem.is_none() {
            self.problem = self.reading.feed(part, utf8).err();
        }
        Ok(())
    }

    fn seal(&mut self) {
        self.reading.seal();
    }

    fn finish(self, (): &mut ()) -> Result<TextReport> {
        Ok(Survey::finish(self))
    }
}

fn beginning(text: &str) -> Vec<u8> {
    text.as_bytes()[..text.len().min(hints::SAMPLE)].to_vec()
}

fn figures(corpus: &Corpus, network: Config) -> Result<TextFigures> {
    let n = network.dims.context;
    corpus.check_context(n)?;
    let dims = Dims { vocabulary: corpus.vocabulary.len(), ..network.dims };
    let network = Config { dims, ..network }.checked()?;
    let counted = |split| {
        let stream = corpus.split(split);
        SurveyedSplit {
            sentences: stream.sentences(),
            tokens: stream.tokens(),
            unknown: stream.unknown(),
            predictions: stream.windows(n).len(),
        }
    };
    let rows = match corpus.vocabulary.boundary() {
        Some(_) => corpus.train.rows(0, LINES),
        None => (0..LINES).flat_map(|line| corpus.train.rows(line * TOKENS, TOKENS)).collect(),
    };
    let lines = rows.into_iter().map(|row| TextLine {
        tokens: row.iter().take(TOKENS).map(|&id| corpus.vocabulary.token(id).to_owned()).collect(),
        more: row.len().saturating_sub(TOKENS),
    });
    let tokens: u64 = Split::ALL.iter().map(|&split| corpus.split(split).len() as u64).sum();
    Ok(TextFigures {
        splits: SurveyedSplits {
            train: counted(Split::Train),
            validation: counted(Split::Validation),
            test: counted(Split::Test),
        },
        vocabulary: corpus.vocabulary.len(),
        distinct: corpus.distinct[0],
        enough: corpus.distinct[1],
        folded: corpus.folded,
        lines: lines.collect(),
        parameters: network.parameter_count(),
        memory: network.memory_estimate().saturating_add(4 * tokens),
        operations: PLAN.multiplications(&network),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Unit;

    fn survey(text: &str, options: ModelOptions) -> TextReport {
        let corpus = Some(CorpusSource::Text { text: text.to_owned() });
        Survey::new(ModelOptions { corpus, ..options }).unwrap().finish()
    }

    #[test]
    fn a_text_in_numbers() {
        let text = format!("{}a {}\n", "the hen sat\n".repeat(9), "b ".repeat(100));
        let report = survey(&text, ModelOptions { split: Some(vec![1.0, 0.0, 0.0]), ..Default::default() });
        let figures = report.figures.unwrap();
        assert_eq!((report.problem, report.hints), (None, vec![]));
        assert_eq!((figures.vocabulary, figures.distinct, figures.enough), (7, 5, 5));
        let SurveyedSplit { sentences, tokens, unknown, predictions } = figures.splits.train;
        assert_eq!((sentences, tokens, unknown, predictions), (10, 128, 0, 138));
        assert_eq!((figures.lines.len(), figures.lines[0].tokens.join(" ")), (6, "the hen sat".to_owned()));
        assert_eq!(figures.operations, 3 * (3 * 16 * 64 + 64 * 7));
        let model = super::super::Session::create(ModelOptions {
            corpus: Some(CorpusSource::Text { text }),
            split: Some(vec![1.0, 0.0, 0.0]),
            ..Default::default()
        });
        assert_eq!(figures.memory, model.unwrap().memory());
    }

    #[test]
    fn t13_a_stream_says_all_of_it() {
        let corpus = Some(CorpusSource::Named { name: "digits".to_owned(), size: None });
        let figures =
            Survey::new(ModelOptions { corpus, ..Default::default() }).unwrap().finish().figures.unwrap();
        assert_eq!(figures.splits.train.tokens, 16_000);
        assert!(figures.lines.len() == 6 && figures.lines.iter().all(|line| line.tokens.len() == TOKENS));
        let text = "the sea is wide and ".repeat(50_000);
        let figures = survey(&text, ModelOptions { sentences: Some(false.into()), ..Default::default() })
            .figures
            .unwrap();
        let SurveyedSplits { train, validation, test } = figures.splits;
        assert_eq!([train, validation, test].map(|split| split.tokens), [200_000, 25_000, 25_000]);
    }

    #[test]
    fn t10_what_is_wrong_is_said_beside_what_would_fit() {
        let report = survey("1,2,3,4\n2,3,4,5\n3,4,5,6\n", ModelOptions::default());
        assert_eq!(report.hints[0].change.unit, Some(Unit::Character));
        assert!(report.problem.unwrap().to_string().starts_with("the training split has only one word"));
        let report = survey(
            "1,2,3,4\n2,3,4,5\n3,4,5,6\n",
            ModelOptions { unit: Some(Unit::Character), ..Default::default() },
        );
        assert!(report.figures.is_some());
    }

    #[test]
    fn o7_repeated_lines_are_noticed() {
        let report =
            survey(&"the hen sat\nthe cat ran\na dog slept\na cow ate\n".repeat(6), ModelOptions::default());
        let repeated = report.hints.iter().find(|hint| hint.kind == TextHintKind::Repeated).unwrap();
        assert_eq!(repeated.share, 1.0);
    }
}
