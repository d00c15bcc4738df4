//! Making a model in pieces so small that a worker can answer, show progress and cancel between them.

use std::sync::Arc;

use super::evaluation::TEXT_COST;
use super::options::{Checked, CorpusSource, ModelOptions};
use super::{Session, Source};
use crate::check;
use crate::error::Result;
use crate::model::{Config, Dims};
use crate::reason;
use crate::run::Trainer;
use crate::text::{Builder, Corpus, CorpusOptions, Part, Split, corpora};
use crate::work::{Progress, Work, fitting};

/// Work that is fed its text unless the options hold it. Drop it to cancel.
#[derive(Debug)]
pub struct Creation {
    checked: Checked,
    builder: Builder,
}

impl Creation {
    /// Begins a model. A text in the options is used, and then no text is fed.
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
        Ok(Creation { checked, builder })
    }

    /// Announces the size of the text that will come in chunks.
    ///
    /// # Errors
    /// More than there is memory for.
    pub fn expect(&mut self, bytes: u64) -> Result<()> {
        self.builder.expect(bytes)
    }

    /// Does the rest of the reading; returns the corpus and the options that it was made with.
    ///
    /// # Errors
    /// A text from which no corpus can be made.
    pub(super) fn corpus(self) -> (Checked, Result<Corpus>) {
        (self.checked, self.builder.finish())
    }

    /// How the text is read.
    pub(super) fn reading(&self) -> &CorpusOptions {
        &self.checked.corpus
    }

    /// Does the rest of the work and returns the model.
    ///
    /// # Errors
    /// A text from which no corpus can be made, a network too large for its vocabulary.
    pub fn finish(self) -> Result<Session> {
        let Checked { network, seed, .. } = self.checked;
        let corpus = self.builder.finish()?;
        corpus.check_context(network.dims.context)?;
        let dims = Dims { vocabulary: corpus.vocabulary.len(), ..network.dims };
        let network = Config { dims, ..network }.checked()?;
        network.ask(reason::this_network(), 3)?;
        let checked = Checked { network, ..self.checked };
        let trainer = Trainer::new(network, seed);
        Ok(Session::new(checked, Source::Corpus(Arc::new(corpus)), trainer))
    }
}

impl Work<()> for Creation {
    type Output = Session;

    fn advance(&mut self, (): &mut (), budget: u64) -> Result<Progress> {
        Ok(self.builder.advance(fitting(budget, TEXT_COST))?.into())
    }

    fn feed(&mut self, part: Part, utf8: &[u8]) -> Result<()> {
        self.builder.push(part, utf8)
    }

    fn seal(&mut self) {
        self.builder.seal();
    }

    fn finish(self, (): &mut ()) -> Result<Session> {
        Creation::finish(self)
    }
}
