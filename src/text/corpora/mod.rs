//! The texts that come with GlassLM, all written or generated for it.

pub mod digits;
pub mod farmyard;
pub mod names;
pub mod story;
pub mod switchboard;

use super::{Builder, Corpus, CorpusOptions, Part};
use crate::error::{Error, Result};
use crate::reason;

/// The seed of every generated corpus, so that the text is the same everywhere and always.
const SEED: u64 = 2003;

/// A bundled corpus, without its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundled {
    /// Its name in scripts and links.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it teaches, in one line.
    pub description: &'static str,
    /// Its default options.
    pub options: CorpusOptions,
}

/// All of them; the page opens with the first one.
pub fn all() -> Vec<Bundled> {
    vec![farmyard::about(), digits::about(), switchboard::about(), names::about(), story::about()]
}

/// The bundled corpus with this name.
///
/// # Errors
/// No bundled corpus has that name.
pub fn find(name: &str) -> Result<Bundled> {
    all().into_iter().find(|bundled| bundled.name == name).ok_or_else(|| {
        let names: Vec<&str> = all().iter().map(|b| b.name).collect();
        Error::value("corpus", format!("\"{name}\""), reason::one_of(names.join(", ")))
    })
}

/// The vocabulary of a bundled corpus of this size, if it is closed.
///
/// # Errors
/// No such corpus; a size that it cannot have.
pub fn vocabulary(name: &str, size: Option<u32>) -> Result<Option<Vec<String>>> {
    Ok(match name {
        switchboard::NAME => Some(switchboard::vocabulary(switchboard::names(size)?)),
        _ => find(name)?.options.vocabulary,
    })
}

/// The text of a bundled corpus, in parts, and its options. Only some corpora have a `size`: see [`digits::text`] and
/// [`switchboard::text`]; the others refuse it.
///
/// # Errors
/// No such corpus; a size that it cannot have.
pub fn text(name: &str, size: Option<u32>) -> Result<(CorpusOptions, Vec<(Part, String)>)> {
    let mut options = find(name)?.options;
    let whole = |text: String| vec![(Part::Whole, text)];
    let parts = match (name, size) {
        (digits::NAME, size) => whole(digits::text(size.unwrap_or(digits::SIZE))?),
        (switchboard::NAME, size) => {
            let text = switchboard::text(size.unwrap_or(switchboard::SIZE))?;
            options.vocabulary = vocabulary(name, size)?;
            whole(text)
        }
        (_, Some(size)) => {
            return Err(Error::value("size", size, reason::one_size(name)));
        }
        (names::NAME, None) => whole(names::text()),
        (story::NAME, None) => whole(story::text()?.to_owned()),
        _ => farmyard::parts(),
    };
    Ok((options, parts))
}

/// A bundled corpus, made with its own options in one go.
///
/// # Errors
/// As [`text`].
pub fn corpus(name: &str, size: Option<u32>) -> Result<Corpus> {
    let (options, parts) = text(name, size)?;
    let mut builder = Builder::new(options)?;
    for (part, text) in parts {
        builder.push(part, text.as_bytes())?;
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_becomes_a_corpus_that_it_knows() {
        for bundled in all() {
            let made = corpus(bundled.name, None).unwrap();
            for split in crate::text::Split::ALL {
                assert!(!made.split(split).is_empty(), "{}", bundled.name);
                // Only the story, told in real sentences, meets new words after its training split.
                let met = split != crate::text::Split::Train && bundled.name == story::NAME;
                assert!(met || made.split(split).unknown() == 0, "{} {}", bundled.name, split.name());
            }
            assert!(!bundled.description.contains('\n'));
        }
    }

    #[test]
    fn a_wrong_name_or_size_is_refused() {
        let error = find("barnyard").unwrap_err().to_string();
        assert!(error.contains("\"barnyard\"") && error.contains("farmyard, digits"), "{error}");
        assert!(text("farmyard", Some(3)).unwrap_err().to_string().contains("has one size"));
        assert!(text("switchboard", Some(30_001)).is_err());
        assert!(text("digits", Some(0)).is_err());
    }
}
