//! Text to tokens, a piece at a time: the pieces' borders never show in the result.

use std::borrow::Cow;

use unicode_segmentation::{Graphemes, UWordBounds, UnicodeSegmentation};

use super::options::Unit;
use crate::error::{Error, Result};

/// A whole text's tokens in order, lower-cased where asked for. A newline is among the characters, not among the words.
pub fn tokens(text: &str, unit: Unit, lowercase: bool) -> impl Iterator<Item = Cow<'_, str>> {
    segments(text, unit).filter(move |s| unit == Unit::Character || !is_blank(s)).map(move |s| {
        if lowercase && s.chars().any(|c| !c.is_lowercase() && !c.is_ascii_punctuation()) {
            Cow::Owned(s.to_lowercase())
        } else {
            Cow::Borrowed(s)
        }
    })
}

/// Whether a token is white space only: among words, none; a line of nothing else is blank.
pub fn is_blank(token: &str) -> bool {
    token.chars().all(char::is_whitespace)
}

fn segments(text: &str, unit: Unit) -> Segments<'_> {
    match unit {
        Unit::Word => Segments::Words(text.split_word_bounds()),
        Unit::Character => Segments::Characters(text.graphemes(true)),
    }
}

/// One type for both, known where it is called: a call through a table for each word is a tenth of the time.
enum Segments<'t> {
    Words(UWordBounds<'t>),
    Characters(Graphemes<'t>),
}

impl<'t> Iterator for Segments<'t> {
    type Item = &'t str;

    #[inline]
    fn next(&mut self) -> Option<&'t str> {
        match self {
            Segments::Words(words) => words.next(),
            Segments::Characters(characters) => characters.next(),
        }
    }
}

/// How many segments at the end of an unfinished text may still change with what follows: Unicode's word rules look two
/// past a boundary ("can" "." becomes "can.t"); one more for safety. A boundary once decided is a sound place to start
/// again: no rule of UAX 29 looks back across one.
const HELD_BACK: usize = 3;

/// The longest token that is read, in bytes. Nobody writes one: it is what a binary file, or a text whose spaces were
/// lost, looks like; and until a token has ended, all of it must be looked at again.
pub const LONGEST_TOKEN: usize = 1 << 16;

/// What a longer one gets.
pub fn too_long() -> Error {
    Error::Text(
        "the text has a word of more than 65,536 bytes, so it is no text, or its spaces are missing; cut it into words"
            .to_owned(),
    )
}

/// An unfinished text without a newline is cut only from this length on: cutting costs a pass over it.
const LONG: usize = 1 << 15;

/// Decodes UTF-8 that comes in chunks: drops a byte order mark, reads CRLF as LF, refuses NUL and what is not UTF-8.
/// Ready text comes out in pieces that end on token boundaries.
#[derive(Debug, Clone)]
pub struct Decoder {
    unit: Unit,
    /// Bytes of an unfinished UTF-8 sequence.
    partial: Vec<u8>,
    /// Bytes seen, for the position in an error.
    position: u64,
    /// Text not yet cut.
    text: String,
    /// The last character was CR, and what follows it is not known.
    carriage_return: bool,
    /// The text is not tried again before it is as long as this: a word of 10 MB would be read 10 MB / chunk times.
    patience: usize,
}

impl Decoder {
    /// For one text.
    pub fn new(unit: Unit) -> Self {
        Decoder {
            unit,
            partial: Vec::new(),
            position: 0,
            text: String::new(),
            carriage_return: false,
            patience: LONG,
        }
    }

    /// Takes a chunk; gives the text that is ready, which ends on a token boundary (empty when none is).
    pub fn push(&mut self, bytes: &[u8]) -> Result<String> {
        if let Some(at) = bytes.iter().position(|&b| b == 0) {
            let at = self.position + self.partial.len() as u64 + at as u64;
            return Err(Error::Text(format!(
                "byte {at} is NUL, so this is a binary file; a corpus is plain text in UTF-8"
            )));
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
        let first = self.position == 0 && !valid.is_empty();
        self.position += valid.len() as u64;
        self.append(if first { valid.strip_prefix('\u{FEFF}').unwrap_or(valid) } else { valid });
        self.ready()
    }

    /// The text's end: what is left of it.
    pub fn finish(&mut self) -> Result<String> {
        if !self.partial.is_empty() {
            let partial = std::mem::take(&mut self.partial);
            return Err(self.not_utf8(&partial, 0));
        }
        if std::mem::take(&mut self.carriage_return) {
            self.text.push('\r');
        }
        Ok(std::mem::take(&mut self.text))
    }

    fn not_utf8(&self, bytes: &[u8], at: usize) -> Error {
        Error::Text(format!(
            "byte {} (0x{:02X}) is not UTF-8; save the text as UTF-8 and try again",
            self.position + at as u64,
            bytes[at]
        ))
    }

    fn append(&mut self, mut text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.carriage_return) && !text.starts_with('\n') {
            self.text.push('\r');
        }
        if let Some(before) = text.strip_suffix('\r') {
            self.carriage_return = true;
            text = before;
        }
        if !text.as_bytes().contains(&b'\r') {
            return self.text.push_str(text);
        }
        let mut lines = text.split("\r\n");
        self.text.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.text.push('\n');
            self.text.push_str(line);
        }
    }

    /// Cuts off what no later text can change: up to the last newline, or, in a long line, all but the last segments.
    fn ready(&mut self) -> Result<String> {
        let end = match self.text.rfind('\n') {
            Some(newline) => newline + 1,
            None if self.text.len() >= self.patience => self.decided(),
            None => return Ok(String::new()),
        };
        // No boundary, or only those of the last few: one of them is longer than any that is read.
        if end == 0 && self.text.len() > (HELD_BACK + 1) * LONGEST_TOKEN {
            return Err(too_long());
        }
        let rest = self.text.split_off(end);
        self.patience = if end == 0 { 2 * rest.len() } else { LONG.max(rest.len() + LONG) };
        Ok(std::mem::replace(&mut self.text, rest))
    }

    fn decided(&self) -> usize {
        let mut last = [0usize; HELD_BACK];
        let mut start = 0;
        for segment in segments(&self.text, self.unit) {
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

    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text, Unit::Word, false).map(Cow::into_owned).collect()
    }

    fn in_chunks(bytes: &[u8], chunk: usize, unit: Unit, patience: usize) -> Result<Vec<String>> {
        let mut decoder = Decoder { patience, ..Decoder::new(unit) };
        let mut found = Vec::new();
        for part in bytes.chunks(chunk) {
            // A small patience at every chunk makes the cutting happen in short texts too.
            decoder.patience = decoder.patience.min(patience);
            let ready = decoder.push(part)?;
            found.extend(tokens(&ready, unit, false).map(Cow::into_owned));
        }
        found.extend(tokens(&decoder.finish()?, unit, false).map(Cow::into_owned));
        Ok(found)
    }

    #[test]
    fn punctuation_is_a_token_and_white_space_is_none() {
        assert_eq!(words("Don't stop,  cat!\t3.5 m"), ["Don't", "stop", ",", "cat", "!", "3.5", "m"]);
        assert_eq!(words(" \n\t "), [""; 0]);
    }

    #[test]
    fn hostile_words_stand_raw() {
        assert_eq!(words("<img src=x>"), ["<", "img", "src", "=", "x", ">"]);
        assert_eq!(words("שלום עולם"), ["שלום", "עולם"]);
        let family = "👩‍👩‍👧‍👦e\u{301}";
        let clusters: Vec<_> = tokens(family, Unit::Character, false).collect();
        assert_eq!(clusters, ["👩‍👩‍👧‍👦", "e\u{301}"]);
    }

    #[test]
    fn a_special_token_typed_in_a_text_falls_apart() {
        for typed in ["</s>", "<unk>"] {
            assert!(words(typed).iter().all(|t| t != typed));
            assert!(tokens(typed, Unit::Character, false).all(|t| t != typed));
        }
    }

    #[test]
    fn marks_and_line_ends() {
        for chunk in 1..9 {
            let got = in_chunks("\u{FEFF}a\r\nb\rc\r".as_bytes(), chunk, Unit::Character, 1).unwrap();
            assert_eq!(got, ["a", "\n", "b", "\r", "c", "\r"]);
        }
    }

    #[test]
    fn says_where_it_is_not_text() {
        for chunk in 1..5 {
            let error = in_chunks(b"ab\xC3\x28", chunk, Unit::Word, 1).unwrap_err().to_string();
            assert!(error.starts_with("byte 2 (0xC3) is not UTF-8"), "{error}");
            let error = in_chunks("é\0".as_bytes(), chunk, Unit::Word, 1).unwrap_err().to_string();
            assert!(error.starts_with("byte 2 is NUL"), "{error}");
            let error = in_chunks(b"abc\xE2\x82", chunk, Unit::Word, 1).unwrap_err().to_string();
            assert!(error.starts_with("byte 3 (0xE2)"), "{error}");
        }
    }

    /// Letters, marks and joiners that Unicode's rules treat specially, more often than chance would bring them.
    fn text() -> impl Strategy<Value = String> {
        let special = "[a-c.,:'_0-9 \\r\\n\u{301}\u{200D}\u{1F1E6}\u{1F1E7}\u{1F469}\u{5D0}\u{22}\u{915}\u{94D}\u{AD}]{0,24}";
        prop_oneof![special, "\\PC{0,24}", any::<String>()]
    }

    proptest! {
        #[test]
        fn chunks_never_show(text in text(), chunk in 1usize..7, word in any::<bool>()) {
            let unit = if word { Unit::Word } else { Unit::Character };
            let text = text.replace('\0', "");
            let whole = in_chunks(text.as_bytes(), usize::MAX, unit, usize::MAX);
            prop_assert_eq!(in_chunks(text.as_bytes(), chunk, unit, 1), whole);
        }

        #[test]
        fn characters_come_back(text in any::<String>()) {
            let text = text.replace('\0', "").replace("\r\n", "\n");
            let text = text.trim_start_matches('\u{FEFF}');
            prop_assert_eq!(in_chunks(text.as_bytes(), 5, Unit::Character, 1).unwrap().concat(), text);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>(), chunk in 1usize..9) {
            let _ = in_chunks(&bytes, chunk, Unit::Word, 1);
        }
    }
}
