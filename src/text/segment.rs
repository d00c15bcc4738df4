//! Cuts text into tokens, a piece at a time. The borders of the pieces do not affect the result.

use unicode_segmentation::{Graphemes, UWordBounds, UnicodeSegmentation};

use super::clean::{Reading, SEAM, clean, seam};
use super::options::Unit;
use crate::error::{Error, Result};
use crate::reason;

/// The tokens of a cleaned text in order. A newline is a token among characters, but not among words.
pub(crate) fn tokens(text: &str, unit: Unit) -> impl Iterator<Item = &str> {
    segments(text, unit).filter(move |s| match unit {
        Unit::Character => !s.starts_with(SEAM),
        Unit::Word | Unit::Space => !is_blank(s),
    })
}

/// Whether a token is only white space. Among words it is no token; a line of nothing else is blank.
pub(crate) fn is_blank(token: &str) -> bool {
    token.chars().all(|c| c.is_whitespace() || c == SEAM)
}

/// Whether a text is one segment by the rules of a unit: one word, or one cluster.
pub(super) fn is_one(text: &str, unit: Unit) -> bool {
    segments(text, unit).nth(1).is_none()
}

fn segments(text: &str, unit: Unit) -> Segments<'_> {
    match unit {
        Unit::Word => Segments::Words(text.split_word_bounds()),
        Unit::Character => Segments::Characters(text.graphemes(true)),
        Unit::Space => Segments::Runs(text),
    }
}

/// One type for all units, known at compile time: a virtual call for each word would cost a tenth of the time.
enum Segments<'t> {
    Words(UWordBounds<'t>),
    Characters(Graphemes<'t>),
    /// White space and everything else, in turns.
    Runs(&'t str),
}

impl<'t> Iterator for Segments<'t> {
    type Item = &'t str;

    /// Not inlined: the rules for words and clusters are about ten kilobytes of WebAssembly in each place.
    #[inline(never)]
    fn next(&mut self) -> Option<&'t str> {
        match self {
            Segments::Words(words) => words.next(),
            Segments::Characters(characters) => characters.next(),
            Segments::Runs(rest) => {
                let blank = rest.chars().next()?.is_whitespace();
                let end = rest.find(|c: char| c.is_whitespace() != blank).unwrap_or(rest.len());
                let (run, after) = rest.split_at(end);
                *rest = after;
                Some(run)
            }
        }
    }
}

/// How many segments at the end of an unfinished text may still change with the text that follows: Unicode's word rules look two past a
/// boundary ("can" "." becomes "can.t"), and one more for safety. A boundary that is decided is a good place to continue: no rule of
/// UAX 29 looks back across one.
const HELD_BACK: usize = 3;

/// The longest token that is read, in bytes. A longer one means a binary file or a text that lost its spaces; and until a token has
/// ended, all of it must be read again for each chunk.
pub(crate) const LONGEST_TOKEN: usize = 1 << 16;

/// The error for a longer one.
pub(crate) fn too_long() -> Error {
    Error::Text(reason::long_word())
}

/// An unfinished text without a newline is cut only from this length on: cutting costs a pass over it.
const LONG: usize = 1 << 15;

/// Decodes UTF-8 in chunks, refuses NUL and invalid UTF-8, and cleans the text. It returns pieces that end at token boundaries.
#[derive(Debug, Clone)]
pub(crate) struct Decoder {
    reading: Reading,
    /// Bytes of an unfinished UTF-8 sequence.
    partial: Vec<u8>,
    /// Bytes seen, for the position in an error.
    position: u64,
    /// Text that is not clean yet, because the text that follows decides what it is.
    raw: String,
    /// Text not yet cut.
    text: String,
    /// Characters that folding changed.
    folded: u64,
    /// The length from which the text is tried again: otherwise a word of 10 MB would be read 10 MB / chunk times.
    patience: usize,
}

impl Decoder {
    /// For one text.
    pub(crate) fn new(reading: Reading) -> Self {
        Decoder {
            reading,
            partial: Vec::new(),
            position: 0,
            raw: String::new(),
            text: String::new(),
            folded: 0,
            patience: LONG,
        }
    }

    /// Characters that folding has changed so far.
    pub(crate) fn folded(&self) -> u64 {
        self.folded
    }

    /// Takes a chunk, and returns the text that is ready, which ends at a token boundary; empty if none is.
    ///
    /// # Errors
    /// Bytes that are not text in UTF-8.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<String> {
        if let Some(at) = bytes.iter().position(|&b| b == 0) {
            let at = self.position + self.partial.len() as u64 + at as u64;
            return Err(Error::Text(reason::nul_byte(at)));
        }
        let joined;
        let bytes = if self.partial.is_empty() {
            bytes
        } else {
            joined = [std::mem::take(&mut self.partial).as_slice(), bytes].concat();
            &joined
        };
        let (valid, rest) = match core::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                (core::str::from_utf8(valid).unwrap_or_default(), rest)
            }
            Err(error) => return Err(self.not_utf8(bytes, error.valid_up_to())),
        };
        self.partial = rest.to_vec();
        self.position += valid.len() as u64;
        self.append(valid);
        self.ready()
    }

    /// Ends the text, and returns the rest of it.
    ///
    /// # Errors
    /// A text that ends in the middle of a character.
    pub(crate) fn finish(&mut self) -> Result<String> {
        if !self.partial.is_empty() {
            let partial = std::mem::take(&mut self.partial);
            return Err(self.not_utf8(&partial, 0));
        }
        let raw = std::mem::take(&mut self.raw);
        self.text.push_str(&clean(&raw, self.reading, &mut self.folded));
        Ok(std::mem::take(&mut self.text))
    }

    fn not_utf8(&self, bytes: &[u8], at: usize) -> Error {
        Error::Text(reason::not_utf8(self.position + at as u64, format!("{:02X}", bytes[at])))
    }

    /// Cleans the part that no later text can change.
    fn append(&mut self, text: &str) {
        if self.raw.is_empty() {
            let at = seam(text, 0, self.reading.lowercase);
            self.text.push_str(&clean(&text[..at], self.reading, &mut self.folded));
            self.raw.push_str(&text[at..]);
        } else {
            let seen = self.raw.len();
            self.raw.push_str(text);
            let at = seam(&self.raw, seen, self.reading.lowercase);
            self.text.push_str(&clean(&self.raw[..at], self.reading, &mut self.folded));
            self.raw.drain(..at);
        }
    }

    /// Cuts off the part that no later text can change: up to the last newline, or, in a long line, all but the last segments.
    fn ready(&mut self) -> Result<String> {
        let end = match self.text.rfind('\n') {
            Some(newline) => newline + 1,
            None if self.text.len() >= self.patience => self.decided(),
            None if self.raw.len() > LONGEST_TOKEN => 0,
            None => return Ok(String::new()),
        };
        // No boundary, or only those of the last few segments: one of them is longer than the longest token.
        if self.raw.len() > LONGEST_TOKEN || end == 0 && self.text.len() > (HELD_BACK + 1) * LONGEST_TOKEN {
            return Err(too_long());
        }
        let rest = self.text.split_off(end);
        self.patience = if end == 0 { 2 * rest.len() } else { LONG.max(rest.len() + LONG) };
        Ok(std::mem::replace(&mut self.text, rest))
    }

    fn decided(&self) -> usize {
        let mut last = [0usize; HELD_BACK];
        let mut start = 0;
        for segment in segments(&self.text, self.reading.unit) {
            last.rotate_left(1);
            last[HELD_BACK - 1] = start;
            start += segment.len();
        }
        last[0]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::clean::{tests::strange, unseen};
    use super::*;

    fn reading(unit: Unit) -> Reading {
        Reading { unit, lowercase: false, fold: false }
    }

    fn cleaned(text: &str, unit: Unit) -> Vec<String> {
        tokens(&clean(text, reading(unit), &mut 0), unit).map(str::to_owned).collect()
    }

    fn words(text: &str) -> Vec<String> {
        cleaned(text, Unit::Word)
    }

    fn in_chunks(bytes: &[u8], chunk: usize, reading: Reading, patience: usize) -> Result<Vec<String>> {
        let unit = reading.unit;
        let mut decoder = Decoder { patience, ..Decoder::new(reading) };
        let mut found = Vec::new();
        for part in bytes.chunks(chunk) {
            // A small patience at every chunk makes the cutting happen in short texts too.
            decoder.patience = decoder.patience.min(patience);
            let ready = decoder.push(part)?;
            found.extend(tokens(&ready, unit).map(str::to_owned));
        }
        found.extend(tokens(&decoder.finish()?, unit).map(str::to_owned));
        Ok(found)
    }

    #[test]
    fn punctuation_is_a_token_and_white_space_is_none() {
        assert_eq!(words("Don't stop,  cat!\t3.5 m"), ["Don't", "stop", ",", "cat", "!", "3.5", "m"]);
        assert_eq!(words(" \n\t "), [""; 0]);
        assert_eq!(words("Bonjour\u{202F}! Anna\u{202F}!"), ["Bonjour", "!", "Anna", "!"]);
        assert_eq!(cleaned("the firm 's N %,", Unit::Space), ["the", "firm", "'s", "N", "%,"]);
    }

    #[test]
    fn hostile_words_stand_raw() {
        assert_eq!(words("<img src=x>"), ["<", "img", "src", "=", "x", ">"]);
        assert_eq!(words("שלום עולם"), ["שלום", "עולם"]);
        let family = "👩‍👩‍👧‍👦e\u{303}";
        assert_eq!(cleaned(family, Unit::Character), ["👩‍👩‍👧‍👦", "\u{1EBD}"]);
    }

    #[test]
    fn a_special_token_typed_in_a_text_falls_apart() {
        for typed in ["</s>", "<unk>"] {
            assert!(words(typed).iter().all(|t| t != typed));
            assert!(tokens(typed, Unit::Character).all(|t| t != typed));
        }
    }

    #[test]
    fn marks_and_line_ends() {
        for chunk in 1..9 {
            let text = "\u{FEFF}a\r\nb\rc\r\r\n\u{FEFF}d\r";
            let got = in_chunks(text.as_bytes(), chunk, reading(Unit::Character), 1).unwrap();
            assert_eq!(got, ["a", "\n", "b", "\n", "c", "\n", "d", "\n"]);
        }
    }

    #[test]
    fn says_where_it_is_not_text() {
        for chunk in 1..5 {
            let words = reading(Unit::Word);
            let error = in_chunks(b"ab\xC3\x28", chunk, words, 1).unwrap_err().to_string();
            assert!(error.starts_with("byte 2 (0xC3) is not UTF-8"), "{error}");
            let error = in_chunks("é\0".as_bytes(), chunk, words, 1).unwrap_err().to_string();
            assert!(error.starts_with("byte 2 is NUL"), "{error}");
            let error = in_chunks(b"abc\xE2\x82", chunk, words, 1).unwrap_err().to_string();
            assert!(error.starts_with("byte 3 (0xE2)"), "{error}");
        }
    }

    /// The rules for clusters, of an older Unicode than the canonical form's, take U+05C8 for no mark, and the canonical form moves
    /// it before marks of a higher class: the seam between them holds both back.
    #[test]
    fn a_seam_keeps_what_the_canonical_form_would_move() {
        assert_eq!(
            cleaned("_\u{307}\u{307}\u{200B}\u{5C8}", Unit::Character),
            ["_\u{307}\u{307}", "\u{5C8}"]
        );
    }

    fn unit() -> impl Strategy<Value = Unit> {
        prop_oneof![Just(Unit::Word), Just(Unit::Character), Just(Unit::Space)]
    }

    proptest! {
        #[test]
        fn chunks_never_show(
            text in strange(), chunk in 1usize..7, unit in unit(), lowercase in any::<bool>(), fold in any::<bool>()
        ) {
            let reading = Reading { unit, lowercase, fold };
            let text = text.replace('\0', "");
            let whole = in_chunks(text.as_bytes(), usize::MAX, reading, usize::MAX);
            prop_assert_eq!(in_chunks(text.as_bytes(), chunk, reading, 1), whole);
        }

        #[test]
        fn characters_come_back(text in strange()) {
            let text = text.replace('\0', "");
            let seen = clean(&text, reading(Unit::Character), &mut 0).replace(SEAM, "");
            let tokens = in_chunks(text.as_bytes(), 5, reading(Unit::Character), 1).unwrap();
            prop_assert_eq!(tokens.concat(), seen);
        }

        /// Whatever stands in a text: its tokens can be seen, told apart, typed one by one and one after another with what parts
        /// them, and are read as themselves. What the page leaves out between them is tested there, by its own rule.
        #[test]
        fn every_token_is_read_back(
            text in strange(), more in strange(), unit in unit(), lowercase in any::<bool>(), fold in any::<bool>()
        ) {
            let reading = Reading { unit, lowercase, fold };
            let read = |text: &str| -> Vec<String> {
                tokens(&clean(text, reading, &mut 0), unit).map(str::to_owned).collect()
            };
            let all: Vec<String> = read(&text).into_iter().chain(read(&more)).collect();
            let mut typed = String::new();
            let mut alike = std::collections::HashMap::new();
            for (at, token) in all.iter().enumerate() {
                prop_assert_eq!(&read(token), std::slice::from_ref(token));
                typed.extend((at > 0).then_some(if unit == Unit::Character { SEAM } else { ' ' }));
                typed.push_str(token);
                prop_assert_eq!(&read(&typed), &all[..=at], "{:?}", typed);
                // Line ends, tabs and joiners that stayed have signs of their own where tokens are shown.
                let signed = |c: char| matches!(c, '\u{200C}' | '\u{200D}' | '\n' | '\t');
                let seen: String = token.chars().filter(|&c| !unseen(c) || signed(c)).collect();
                prop_assert!(!seen.is_empty() && (unit == Unit::Character || !is_blank(&seen)));
                prop_assert!(alike.insert(seen, token).is_none_or(|other| other == token));
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>(), chunk in 1usize..9) {
            let _ = in_chunks(&bytes, chunk, reading(Unit::Word), 1);
        }
    }
}
