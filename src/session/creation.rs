//! Making a model in pieces so small that a worker can answer, show progress and cancel between them.

use std::sync::Arc;

use super::evaluation::TEXT_COST;
use super::options::{Checked, CorpusSource, ModelOptions};
use super::{Session, Source};
use crate::check;
use crate::error::Result;
use crate::model::{Config, Dims, Initialising, Layout};
use crate::reason;
use crate::run::Trainer;
use crate::text::{Builder, Corpus, CorpusOptions, Part, Split, corpora};
use crate::work::{Progress, Work, complete, fitting};

/// A text on its way to a corpus, by a model's options. It is fed unless the options hold it. Drop it to cancel.
#[derive(Debug)]
pub struct TextReading {
    checked: Checked,
    builder: Builder,
}

impl TextReading {
    /// Begins to read. A text in the options is used, and then no text is fed.
    ///
    /// # Errors
    /// Options from which no model can be made, a text that is too large.
    pub fn new(options: ModelOptions) -> Result<Self> {
        let (defaults, bundled) = match &options.corpus {
            Some(CorpusSource::Named { name, size }) => {
                let size = size.map(|size| check::whole("size", size, 1, u64::from(u32::MAX))).transpose()?;
                corpora::text(name, size.map(|size| size as u32))?
            }
            _ => Default::default(),
        };
        let checked = options.checked(defaults)?;
        let mut builder = Builder::new(checked.corpus.clone())?;
        for (part, text) in bundled {
            builder.push(part, text.as_bytes())?;
        }
        match &options.corpus {
            Some(CorpusSource::Text { text }) => builder.push(Part::Whole, text.as_bytes())?,
            Some(CorpusSource::Splits { train, validation, test }) => {
                for (split, text) in Split::ALL.into_iter().zip([train, validation, test]) {
                    builder.push(Part::Only(split), text.as_bytes())?;
                }
            }
            Some(CorpusSource::Named { .. }) | None => {}
        }
        Ok(TextReading { checked, builder })
    }

    /// Announces the size of the text that will come in chunks.
    ///
    /// # Errors
    /// More than there is memory for.
    pub fn expect(&mut self, bytes: u64) -> Result<()> {
        self.builder.expect(bytes)
    }

    /// As [`Work::feed`].
    ///
    /// # Errors
    /// More text than there is memory for.
    pub fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        self.builder.push(part, utf8)
    }

    /// Says that the text is complete.
    pub fn seal(&mut self) {
        self.builder.seal();
    }

    /// Reads for about `budget` elementary operations.
    ///
    /// # Errors
    /// A text from which no corpus can be made.
    pub fn advance(&mut self, budget: u64) -> Result<Progress> {
        Ok(self.builder.advance(fitting(budget, TEXT_COST))?.into())
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.builder.progress().into()
    }

    /// How the text is read.
    pub(super) fn options(&self) -> &CorpusOptions {
        &self.checked.corpus
    }

    /// Does the rest of the reading; returns the corpus and the options that it was made with.
    ///
    /// # Errors
    /// A text from which no corpus can be made.
    pub(super) fn corpus(self) -> (Checked, Result<Corpus>) {
        (self.checked, self.builder.finish())
    }
}

/// A model on its way: first its text is read, then its parameters get their initial values. Drop it to cancel.
#[derive(Debug)]
pub struct Creation {
    /// How far the text is; it stays once it is read.
    read: Progress,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// None only until the parameters begin.
    Text(Option<Box<TextReading>>),
    Parameters(Box<Start>),
}

/// The text is read.
#[derive(Debug)]
struct Start {
    checked: Checked,
    corpus: Corpus,
    initialising: Initialising,
}

impl Creation {
    /// Begins a model. A text in the options is used, and then no text is fed.
    ///
    /// # Errors
    /// Options from which no model can be made, a text that is too large.
    pub fn new(options: ModelOptions) -> Result<Self> {
        let text = TextReading::new(options)?;
        Ok(Creation { read: text.progress(), stage: Stage::Text(Some(Box::new(text))) })
    }

    /// As [`TextReading::expect`].
    ///
    /// # Errors
    /// More than there is memory for.
    pub fn expect(&mut self, bytes: u64) -> Result<()> {
        self.text().map_or(Ok(()), |text| text.expect(bytes))
    }

    fn text(&mut self) -> Option<&mut TextReading> {
        if let Stage::Text(text) = &mut self.stage { text.as_deref_mut() } else { None }
    }

    /// Does the rest of the work and returns the model.
    ///
    /// # Errors
    /// A text from which no corpus can be made, a network too large for its vocabulary.
    pub fn finish(mut self) -> Result<Session> {
        self.seal();
        complete(&mut self, &mut ())?;
        let Stage::Parameters(start) = self.stage else { unreachable!("the text is read") };
        let Start { checked, corpus, initialising } = *start;
        let trainer = Trainer::from_parameters(initialising.parameters(), checked.seed);
        Ok(Session::new(checked, Source::Corpus(Arc::new(corpus)), trainer))
    }
}

impl Start {
    fn of(text: TextReading) -> Result<Self> {
        let (checked, corpus) = text.corpus();
        let corpus = corpus?;
        corpus.check_context(checked.network.dims.context)?;
        let dims = Dims { vocabulary: corpus.vocabulary.len(), ..checked.network.dims };
        let network = Config { dims, ..checked.network }.checked()?;
        network.ask(reason::this_network(), 3)?;
        let initialising = Initialising::new(Layout::of(network), checked.seed);
        Ok(Start { checked: Checked { network, ..checked }, corpus, initialising })
    }
}

impl Work<()> for Creation {
    type Output = Session;

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        match &mut self.stage {
            Stage::Text(text) => {
                if let Some(reading) = text {
                    self.read = reading.advance(budget)?;
                }
                if self.read.is_complete()
                    && let Some(text) = text.take()
                {
                    self.stage = Stage::Parameters(Box::new(Start::of(*text)?));
                }
                // A quarter of the whole is the parameters' share.
                Ok(Progress::of(3 * self.read.done, 4 * self.read.total))
            }
            Stage::Parameters(start) => {
                let text = self.read.total;
                Ok(Progress::of(3 * text + start.initialising.advance(budget).part_of(text), 4 * text))
            }
        }
    }

    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        self.text().map_or(Ok(()), |text| text.feed(part, utf8))
    }

    fn seal(&mut self) {
        if let Some(text) = self.text() {
            text.seal();
        }
    }

    fn finish(self, (): &mut ()) -> Result<Session> {
        Creation::finish(self)
    }
}
