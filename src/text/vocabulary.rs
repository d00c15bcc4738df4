//! The tokens that a model knows, by id, and the rules by which a typed text becomes ids, as its corpus did.

use std::borrow::Cow;

use super::clean::{Reading, clean};
use super::intern::Interner;
use super::options::{CorpusOptions, Sentences, Unit};
use super::segment;
use crate::counted;
use crate::error::{Error, Result};
use crate::{memory, reason};

/// The boundary: pads the left of a sentence and ends it.
pub const BOUNDARY: &str = "</s>";
/// The token for everything outside the vocabulary.
pub const UNKNOWN: &str = "<unk>";

/// The rules and the tokens: everything that a model without its corpus needs to read a sentence.
///
/// A text cannot contain a special token: the segmentation cuts `</s>` into `<` `/` `s` `>`. Only if tokens are cut at white space alone
/// are special tokens read from the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    tokens: Interner,
    reading: Reading,
    sentences: Sentences,
    boundary: Option<u32>,
    unknown: Option<u32>,
}

/// A vocabulary that is made token by token, in the order of their ids.
#[derive(Debug)]
pub struct VocabularyListing {
    tokens: Interner,
    /// How many of them were put first.
    specials: usize,
}

/// Elementary operations that a token is worth: as many as 32 bytes of text.
pub const TOKEN_COST: usize = 32 * 64;

impl VocabularyListing {
    /// `</s>` and `<unk>` if the options have them, unless the list `has` them itself.
    pub fn new(options: &CorpusOptions, has: impl Fn(&str) -> bool) -> Self {
        let mut tokens = Interner::default();
        for (special, wanted) in [(BOUNDARY, options.sentences.any()), (UNKNOWN, options.unknown)] {
            if wanted && !has(special) {
                tokens.intern(special);
            }
        }
        VocabularyListing { specials: tokens.len(), tokens }
    }

    /// The next token's id.
    ///
    /// # Errors
    /// An empty token, or one that the list has already.
    pub fn push(&mut self, token: &str) -> Result<u32> {
        let id = self.tokens.len() as u32;
        if token.is_empty() || self.tokens.intern(token) != id {
            let given = match token {
                "" => "a list with an empty token".to_owned(),
                token => format!("a list with \"{token}\" twice"),
            };
            return Err(Error::value("vocabulary", given, reason::tokens_once()));
        }
        counted::did(TOKEN_COST);
        Ok(id)
    }

    /// Goes on through the list, by at most `count` tokens.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn advance<T: AsRef<str>>(&mut self, list: &[T], count: usize) -> Result<()> {
        for token in list.iter().skip(self.listed()).take(count) {
            self.push(token.as_ref())?;
        }
        Ok(())
    }

    /// How many tokens of the list there are.
    pub fn listed(&self) -> usize {
        self.tokens.len() - self.specials
    }

    /// The vocabulary.
    ///
    /// # Errors
    /// A list of nothing but special tokens.
    pub fn finish(self, options: &CorpusOptions) -> Result<Vocabulary> {
        let VocabularyListing { tokens, .. } = self;
        let boundary = if options.sentences.any() { tokens.find(BOUNDARY) } else { None };
        let unknown = if options.unknown { tokens.find(UNKNOWN) } else { None };
        let specials = usize::from(boundary.is_some()) + usize::from(unknown.is_some());
        if tokens.len() <= specials {
            return Err(Error::Text(reason::no_token_left()));
        }
        Ok(Vocabulary { tokens, reading: options.into(), sentences: options.sentences, boundary, unknown })
    }
}

/// A typed text, token by token.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Encoded {
    /// The tokens as they were read, lower-cased if the rules say so.
    pub tokens: Vec<String>,
    /// Their ids; that of `<unk>` for a token outside the vocabulary.
    pub ids: Vec<u32>,
    /// Whether each is in the vocabulary.
    pub known: Vec<bool>,
}

impl Vocabulary {
    /// A vocabulary of these tokens in the order of their ids. `</s>` and `<unk>` are put first if the options have them and `tokens`
    /// does not.
    ///
    /// # Errors
    /// A token that occurs twice, an empty token, or a list of nothing but special tokens.
    pub fn new<'a>(options: &CorpusOptions, tokens: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let tokens: Vec<&str> = tokens.into_iter().collect();
        let mut listing = VocabularyListing::new(options, |special| tokens.contains(&special));
        listing.advance(&tokens[..], usize::MAX)?;
        listing.finish(options)
    }

    /// |V|
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// False: a vocabulary has at least one token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The token of an id, raw.
    ///
    /// # Panics
    /// If the id is not below |V|.
    pub fn token(&self, id: u32) -> &str {
        self.tokens.text(id)
    }

    /// All tokens by id.
    pub fn tokens(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.tokens.text(id))
    }

    /// The id of a token; none if the vocabulary does not have it.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.tokens.find(token)
    }

    /// `</s>`, in a corpus of sentences.
    pub fn boundary(&self) -> Option<u32> {
        self.boundary
    }

    /// `<unk>`, in an open vocabulary.
    pub fn unknown(&self) -> Option<u32> {
        self.unknown
    }

    /// What a token is.
    pub fn unit(&self) -> Unit {
        self.reading.unit
    }

    /// Whether tokens are lower-cased.
    pub fn lowercase(&self) -> bool {
        self.reading.lowercase
    }

    /// Reads a typed text by the rules of the corpus. In a corpus of sentences a line break is no token.
    ///
    /// # Errors
    /// A word outside a closed vocabulary; a text of more words than there is room for.
    pub fn encode(&self, text: &str) -> Result<Encoded> {
        // What it is cleaned to, in steps.
        ask(3 * text.len())?;
        let mut text = clean(text, self.reading, &mut 0);
        if self.sentences.flow() && text.contains('\n') {
            text = Cow::Owned(text.replace('\n', " "));
        }
        let tokens = || segment::tokens(&text, self.reading.unit);
        let mut encoded = Encoded::room_for(tokens().count(), text.len())?;
        for token in tokens() {
            if token != "\n" || self.boundary.is_none() {
                self.encode_one(token, &mut encoded)?;
            }
        }
        Ok(encoded)
    }

    /// Looks up given tokens: each as it is, then as the corpus would have read it; `</s>` and `<unk>` by their names.
    ///
    /// # Errors
    /// A token outside a closed vocabulary; more tokens than there is room for.
    pub fn encode_tokens<S: AsRef<str>>(&self, tokens: &[S]) -> Result<Encoded> {
        let bytes = tokens.iter().map(|token| token.as_ref().len()).sum();
        let mut encoded = Encoded::room_for(tokens.len(), bytes)?;
        for token in tokens {
            let token = token.as_ref();
            match self.id(token) {
                None => {
                    let cleaned = clean(token, self.reading, &mut 0);
                    // If white space is no token, a word with white space around it is the same word.
                    let typed = if self.unit() == Unit::Character { &cleaned } else { cleaned.trim() };
                    self.encode_one(typed, &mut encoded)?;
                }
                _ => self.encode_one(token, &mut encoded)?,
            }
        }
        Ok(encoded)
    }

    fn encode_one(&self, token: &str, encoded: &mut Encoded) -> Result<()> {
        let id = self.id(token);
        encoded.ids.push(id.or(self.unknown).ok_or_else(|| self.outside(token))?);
        encoded.known.push(id.is_some() && id != self.unknown);
        encoded.tokens.push(token.to_owned());
        Ok(())
    }

    /// The error of a closed vocabulary.
    pub(super) fn outside(&self, token: &str) -> Error {
        Error::Text(reason::closed_vocabulary(token, self.len()))
    }
}

impl Encoded {
    /// Empty, with room for so many tokens of so many bytes together, and for an end.
    fn room_for(tokens: usize, bytes: usize) -> Result<Self> {
        let tokens = tokens + 1;
        ask(tokens * (size_of::<String>() + size_of::<u32>() + size_of::<bool>()) + bytes)?;
        Ok(Encoded {
            tokens: Vec::with_capacity(tokens),
            ids: Vec::with_capacity(tokens),
            known: Vec::with_capacity(tokens),
        })
    }
}

/// Asks for room for a text that is looked up. A few words find it even where nothing is left.
fn ask(bytes: usize) -> Result<()> {
    match bytes as u64 {
        0..=memory::SMALL => Ok(()),
        bytes => memory::ask(reason::this_text(), &[bytes]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(sentences: bool, unknown: bool) -> CorpusOptions {
        CorpusOptions { sentences: sentences.into(), unknown, lowercase: true, ..Default::default() }
    }

    #[test]
    fn special_tokens_come_first_unless_the_list_places_them() {
        let all = |v: &Vocabulary| v.tokens().map(str::to_owned).collect::<Vec<_>>();
        let v = Vocabulary::new(&options(true, true), ["a", "b"]).unwrap();
        assert_eq!(all(&v), ["</s>", "<unk>", "a", "b"]);
        let v = Vocabulary::new(&options(true, true), ["a", "<unk>", "b"]).unwrap();
        assert_eq!(all(&v), ["</s>", "a", "<unk>", "b"]);
        assert_eq!((v.boundary(), v.unknown()), (Some(0), Some(2)));
        let v = Vocabulary::new(&options(false, false), ["a", "b"]).unwrap();
        assert_eq!(all(&v), ["a", "b"]);
        assert_eq!((v.boundary(), v.unknown()), (None, None));
    }

    #[test]
    fn a_list_is_checked() {
        let error = |list: &[&str]| {
            Vocabulary::new(&options(true, true), list.iter().copied()).unwrap_err().to_string()
        };
        assert!(error(&["a", "b", "a"]).contains("\"a\" twice"));
        assert!(error(&["a", ""]).contains("empty token"));
        assert!(error(&[]).contains("no token is left"));
        assert!(error(&["</s>", "<unk>"]).contains("no token is left"));
    }

    #[test]
    fn typed_words_are_marked() {
        let v = Vocabulary::new(&options(true, true), ["the", "cat", "."]).unwrap();
        let encoded = v.encode("The Dog\ncat.").unwrap();
        assert_eq!(encoded.tokens, ["the", "dog", "cat", "."]);
        assert_eq!(encoded.ids, [2, 1, 3, 4]);
        assert_eq!(encoded.known, [true, false, true, true]);
        let encoded = v.encode_tokens(&["</s>", "Cat", "<unk>"]).unwrap();
        assert_eq!(encoded.ids, [0, 3, 1]);
        assert_eq!(encoded.known, [true, true, false]);
    }

    #[test]
    fn a_query_is_read_as_its_corpus() {
        let v = Vocabulary::new(&CorpusOptions::default(), ["caf\u{E9}", "don't"]).unwrap();
        assert_eq!(v.encode("cafe\u{301} don\u{2019}t\u{200E}").unwrap().ids, [2, 3]);
        assert_eq!(v.encode_tokens(&["cafe\u{301} ", "don\u{2019}t"]).unwrap().ids, [2, 3]);
        let prepared = CorpusOptions { unit: Unit::Space, fold: false, ..Default::default() };
        let v = Vocabulary::new(&prepared, ["the", "'s"]).unwrap();
        let encoded = v.encode("the <unk> 's </s>").unwrap();
        assert_eq!((encoded.ids, encoded.known), (vec![2, 1, 3, 0], vec![true, false, true, true]));
    }

    #[test]
    fn a_closed_vocabulary_names_the_stranger() {
        let v = Vocabulary::new(&options(false, false), ["0", "1"]).unwrap();
        let error = v.encode("0 7").unwrap_err().to_string();
        assert!(error.contains("\"7\" is not in the vocabulary"), "{error}");
    }
}
