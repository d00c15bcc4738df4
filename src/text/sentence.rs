//! Sentences by punctuation, and paragraphs: cuts cleaned text, which arrives in pieces, where one ends.

use super::clean::is_mark;
use super::normal::plain;
use super::options::{Sentences, Unit};

/// Text without a sentence end is searched again only after it has grown by this much: a search costs a pass over it.
const PATIENCE: usize = 1 << 14;
/// The longest sentence in memory; a longer one is returned in pieces that end at a space.
const LONGEST: usize = 1 << 16;

/// A piece of a sentence, and whether the sentence ends with it.
pub(crate) type Piece = (String, bool);

/// Cuts running text: a line break is a space, a blank line ends a sentence.
#[derive(Debug)]
pub(crate) struct Cutter {
    punctuation: bool,
    /// The part of the paragraph that is not cut into sentences yet; its last line may be unfinished.
    text: String,
    /// Whether the line that is being read has anything but white space.
    spoken: bool,
    /// Whether a line has just ended, and the next character is not known.
    broken: bool,
    /// Whether the sentence at the beginning of the text began in a piece that was already returned.
    inside: bool,
    patience: usize,
}

impl Cutter {
    /// For one text.
    pub(crate) fn new(rule: Sentences) -> Self {
        Cutter {
            punctuation: rule == Sentences::Punctuation,
            text: String::new(),
            spoken: false,
            broken: false,
            inside: false,
            patience: PATIENCE,
        }
    }

    /// Takes a piece of text, and returns the sentences that are decided.
    pub(crate) fn push(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut lines = text.split('\n');
        self.line(lines.next().unwrap_or_default(), &mut pieces);
        for line in lines {
            if !std::mem::take(&mut self.spoken) {
                self.end(&mut pieces);
            }
            self.broken = true;
            self.line(line, &mut pieces);
        }
        pieces
    }

    /// Ends the text, and returns the rest.
    pub(crate) fn finish(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.end(&mut pieces);
        pieces
    }

    fn line(&mut self, line: &str, pieces: &mut Vec<Piece>) {
        let blank = line.chars().all(char::is_whitespace);
        if blank && !self.spoken {
            return; // a blank line, or white space at the beginning of a line
        }
        self.spoken = true;
        let line = if std::mem::take(&mut self.broken) {
            if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            line.trim_start()
        } else {
            line
        };
        self.text.push_str(line);
        if self.text.len() >= self.patience {
            self.cut(pieces);
            self.patience = self.text.len() + PATIENCE;
        }
    }

    /// Returns what no later text can change.
    fn cut(&mut self, pieces: &mut Vec<Piece>) {
        let mut end = 0;
        if self.punctuation {
            let starts = ends(&self.text);
            // The end of a sentence may depend on the letter after the next; two sentences later it is decided.
            end = starts.len().checked_sub(3).map_or(0, |at| starts[at]);
            let mut from = 0;
            for &at in starts.iter().take_while(|&&at| at <= end) {
                pieces.push((trimmed(&self.text[from..at], &mut self.inside), true));
                from = at;
            }
        }
        if end == 0 && (self.text.len() > LONGEST || !self.punctuation) {
            // White space after a letter: no rule looks back across it. It stays with the text that follows, even if that is empty.
            let mut spaces = self.text.match_indices(' ').map(|(at, _)| at);
            let sound = |&at: &usize| self.text[..at].ends_with(|c: char| c.is_alphanumeric());
            if let Some(at) = spaces.rfind(sound) {
                let piece = if self.inside { &self.text[..at] } else { self.text[..at].trim_start() };
                pieces.push((piece.to_owned(), false));
                self.inside = true;
                end = at;
            }
        }
        self.text.drain(..end);
    }

    /// Ends everything that is left, at a blank line or at the end of the text.
    fn end(&mut self, pieces: &mut Vec<Piece>) {
        self.spoken = false;
        self.broken = false;
        self.patience = PATIENCE;
        let text = std::mem::take(&mut self.text);
        let mut from = 0;
        if self.punctuation {
            for at in ends(&text) {
                pieces.push((trimmed(&text[from..at], &mut self.inside), true));
                from = at;
            }
        }
        // The rest ends what was returned before, even if it is empty.
        pieces.push((trimmed(&text[from..], &mut self.inside), true));
    }
}

/// A sentence, or the rest of one that has begun, without white space around it.
fn trimmed(text: &str, inside: &mut bool) -> String {
    let text = text.trim_end();
    if std::mem::take(inside) { text.to_owned() } else { text.trim_start().to_owned() }
}

/// Where sentences end, with the end of the text as the last: by Unicode's rules (UAX 29, from SB6 on), but not after an abbreviation,
/// and not after a quotation in the middle of a sentence. The rules are written out here: a crate's table for them is larger than the
/// rest of this room. A test compares the two.
fn ends(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut rest = text.char_indices().peekable();
    let mut before = None;
    while let Some((at, c)) = rest.next() {
        if !is_full_stop(c) && !is_terminal(c) {
            before = Some(c);
            continue;
        }
        let mut stop = is_full_stop(c);
        let mut end = at + c.len_utf8();
        let next = rest.peek().map(|&(_, next)| next);
        // 3.5, U.S
        let inside = stop
            && next.is_some_and(|next| {
                next.is_numeric()
                    || next.is_uppercase() && before.is_some_and(|c| c.is_uppercase() || c.is_lowercase())
            });
        before = Some(c);
        if inside {
            continue;
        }
        // More terminators, then closing marks, then white space; another terminator after those continues the sentence.
        let (mut closing, mut quoted) = (true, false);
        while let Some(&(at, c)) = rest.peek() {
            if is_full_stop(c) || is_terminal(c) {
                (stop, closing, quoted) = (is_full_stop(c), true, false);
            } else if closing && is_closing(c) {
                quoted = true;
            } else if c.is_whitespace() {
                closing = false;
            } else if plain(c) || !(is_mark(c, Unit::Word) || is_mark(c, Unit::Character)) {
                // A mark belongs to its base: no cluster is cut.
                break;
            }
            end = at + c.len_utf8();
            before = Some(c);
            rest.next();
        }
        let after = &text[end..];
        let letter = after.chars().find(|&c| c.is_alphabetic() || is_full_stop(c) || is_terminal(c));
        let goes_on = after.starts_with([',', '-', ':', ';', '\u{2013}', '\u{2014}', '\u{3001}', '\u{FF0C}'])
            || stop && letter.is_some_and(char::is_lowercase)
            || quoted && after.starts_with(char::is_lowercase);
        if !goes_on && !abbreviates(text[start..end].trim_end()) && end < text.len() {
            found.push(end);
            start = end;
        }
    }
    if !text.is_empty() {
        found.push(text.len());
    }
    found
}

fn is_full_stop(c: char) -> bool {
    matches!(c, '.' | '\u{2024}' | '\u{FE52}' | '\u{FF0E}')
}

/// Characters that only end sentences, in the scripts of many readers.
fn is_terminal(c: char) -> bool {
    matches!(c, '!' | '?' | '\u{203C}' | '\u{203D}' | '\u{2047}'..='\u{2049}' | '\u{3002}' | '\u{FF01}' | '\u{FF1F}' | '\u{FF61}'
        | '\u{589}' | '\u{61D}'..='\u{61F}' | '\u{6D4}' | '\u{964}'..='\u{965}' | '\u{104A}'..='\u{104B}' | '\u{1362}'
        | '\u{1367}'..='\u{1368}' | '\u{17D4}'..='\u{17D5}')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' | '\u{AB}' | '\u{BB}' | '\u{2018}'..='\u{201F}' | '\u{2039}'..='\u{203A}'
        | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301B}' | '\u{FF08}'..='\u{FF09}')
}

/// Words with a full stop that end no sentence: titles, and abbreviations before a number or an example, in the languages of most of our
/// readers' texts. An initial ends no sentence either.
const ABBREVIATIONS: [&str; 50] = [
    "mr", "mrs", "ms", "messrs", "dr", "prof", "st", "rev", "hon", "gen", "col", "capt", "lt", "sgt", "sen",
    "rep", "gov", "mt", "no", "nos", "nr", "fig", "figs", "eq", "vol", "ch", "pp", "ed", "eds", "cf", "vs",
    "e.g", "i.e", "viz", "al", "approx", "ca", "z.b", "d.h", "u.a", "bzw", "vgl", "hr", "fr", "mme", "mlle",
    "sr", "sra", "sta", "jan",
];

fn abbreviates(sentence: &str) -> bool {
    let Some(word) = sentence.strip_suffix('.') else { return false };
    let word = word
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\''))
        .next()
        .unwrap_or_default();
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() && word != "I";
    initial || ABBREVIATIONS.contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, rule: Sentences, chunk: usize, patience: usize) -> Vec<String> {
        let mut cutter = Cutter::new(rule);
        let mut pieces = Vec::new();
        let letters: Vec<char> = text.chars().collect();
        for some in letters.chunks(chunk) {
            cutter.patience = cutter.patience.min(patience);
            pieces.extend(cutter.push(&some.iter().collect::<String>()));
        }
        pieces.extend(cutter.finish());
        let mut sentences = vec![String::new()];
        for (piece, end) in pieces {
            sentences.last_mut().unwrap().push_str(&piece);
            if end {
                sentences.push(String::new());
            }
        }
        sentences.retain(|sentence| !sentence.trim().is_empty());
        sentences
    }

    fn sentences(text: &str) -> Vec<String> {
        cut(text, Sentences::Punctuation, usize::MAX, usize::MAX)
    }

    #[test]
    fn a_full_stop_ends_a_sentence_across_lines() {
        assert_eq!(
            sentences("The hen\nsat. The cat\n  ran! \"Why?\" said\nthe dog.\n\nA title\n\nEnd"),
            ["The hen sat.", "The cat ran!", "\"Why?\" said the dog.", "A title", "End"]
        );
    }

    #[test]
    fn an_abbreviation_ends_none() {
        assert_eq!(
            sentences(
                "Dr. Watson met J. R. Tolkien, i.e. nobody, at 3.5 p. He left. So did I. It rained, z.B. Regen."
            ),
            [
                "Dr. Watson met J. R. Tolkien, i.e. nobody, at 3.5 p.",
                "He left.",
                "So did I.",
                "It rained, z.B. Regen."
            ]
        );
    }

    #[test]
    fn a_blank_line_ends_a_paragraph() {
        let text = "One. Two\nthree.\n \nFour\n\n\nfive";
        assert_eq!(
            cut(text, Sentences::Paragraph, usize::MAX, usize::MAX),
            ["One. Two three.", "Four", "five"]
        );
    }

    #[test]
    fn a_text_without_an_end_is_not_held() {
        let mut cutter = Cutter::new(Sentences::Punctuation);
        let mut held = 0;
        for _ in 0..100_000 {
            cutter.push("word and ");
            held = held.max(cutter.text.len());
        }
        assert!(held < 2 * LONGEST, "{held}");
    }

    proptest! {
        /// The crate knows nothing of abbreviations, nor of a sentence that goes on after a quotation.
        #[test]
        fn the_rules_are_unicodes(text in "[b-dB-Dhé.!?,;:0-9 \"(»\u{3002}\u{915}\u{301}]{0,40}") {
            use unicode_segmentation::UnicodeSegmentation;
            // A cleaned text has no mark on a space.
            let text = text.replace(" \u{301}", " ");
            let theirs: Vec<usize> = text
                .split_sentence_bound_indices()
                .map(|(at, sentence)| (at + sentence.len(), sentence.trim_end()))
                .filter(|(end, sentence)| {
                    let quoted = sentence.trim_end_matches('\u{301}').ends_with(is_closing) && text[*end..].starts_with(char::is_lowercase);
                    *end == text.len() || !quoted
                })
                .map(|(end, _)| end)
                .collect();
            let ours = ends(&text);
            let mut start = 0;
            for end in theirs {
                let abbreviation = abbreviates(text[start..end].trim_end()) && end < text.len();
                prop_assert_eq!(ours.contains(&end), !abbreviation, "{:?} at {}", text, end);
                if !abbreviation {
                    start = end;
                }
            }
        }

        #[test]
        fn pieces_never_show(text in "[a-cA-C .!?,0-9\\n'\"]{0,60}", chunk in 1usize..9, paragraph in any::<bool>()) {
            let rule = if paragraph { Sentences::Paragraph } else { Sentences::Punctuation };
            prop_assert_eq!(cut(&text, rule, chunk, 1), cut(&text, rule, usize::MAX, usize::MAX));
        }
    }
}
