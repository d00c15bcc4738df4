//! What a line end, a space and a letter are. This room decides it once, for corpora, queries, files, pasted texts and scripts.
//!
//! - Every kind of line end becomes a newline, every other white space a space.
//! - An invisible character is dropped, but its effect stays: a zero-width space ends a word or a cluster; a joiner stays where it joins
//!   its neighbours (an emoji of several, a Persian word, an Indic conjunct).
//! - A mark without a base is dropped.
//! - Letters are lower-cased over the whole text, if the options say so: a final sigma needs its word.
//! - The text is in canonical form (NFC).
//! - Apostrophes, quotes and hyphens that look alike become one, if the options say so.

use std::borrow::Cow;

use super::normal::plain;
use super::options::{CorpusOptions, Unit};
use super::segment::is_one;
use crate::host::{lowercase, nfc};

/// The zero-width space. If tokens are characters, it stays as the end of a cluster, and is no token.
pub(crate) const SEAM: char = '\u{200B}';

/// How the characters of a text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// What a token is.
    pub unit: Unit,
    /// Whether letters are lower-cased.
    pub lowercase: bool,
    /// Whether apostrophes, quotes and hyphens that look alike are one.
    pub fold: bool,
}

impl From<&CorpusOptions> for Reading {
    fn from(options: &CorpusOptions) -> Self {
        Reading { unit: options.unit, lowercase: options.lowercase, fold: options.fold }
    }
}

/// A text as the segmentation reads it. Adds the number of characters that folding changed to `folded`. Cleaning a clean text changes
/// nothing.
pub(crate) fn clean<'t>(text: &'t str, reading: Reading, folded: &mut u64) -> Cow<'t, str> {
    let simple = |b: u8| (0x20..0x7F).contains(&b) || b == b'\n' || b == b'\t';
    if text.bytes().all(simple) {
        return match reading.lowercase && text.bytes().any(|b| b.is_ascii_uppercase()) {
            true => Cow::Owned(text.to_ascii_lowercase()),
            false => Cow::Borrowed(text),
        };
    }
    let mut text = seen(text, reading.unit);
    if reading.lowercase {
        text = lowercase(&text);
    }
    // The canonical form may move a mark to a place where it has no base: after one that the rules for clusters, of an older Unicode,
    // take for a letter.
    while !text.chars().all(plain) {
        let canonical = nfc(&text);
        if canonical == text {
            break;
        }
        text = seen(&canonical, reading.unit);
    }
    if reading.fold && text.contains(|c| alike(c) != c) {
        *folded += text.chars().filter(|&c| alike(c) != c).count() as u64;
        text = text.chars().map(alike).collect();
    }
    Cow::Owned(text)
}

/// Lines, spaces, and what can be seen.
fn seen(text: &str, unit: Unit) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\r' => {
                let mut returns = 1;
                while rest.as_str().starts_with('\r') {
                    rest.next();
                    returns += 1;
                }
                let mut ends = returns;
                if rest.as_str().starts_with('\n') {
                    rest.next();
                    // CR LF and CR CR LF are one line end; each further return is another.
                    ends = (returns - 1).max(1);
                }
                out.extend(std::iter::repeat_n('\n', ends));
            }
            '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push('\t'),
            SEAM => out.push(if unit == Unit::Character { SEAM } else { ' ' }),
            // The Braille pattern without a dot is not white space by name, but looks like it.
            '\u{2800}' => out.push(' '),
            c if c.is_whitespace() => out.push(' '),
            '\u{200C}' | '\u{200D}' => {
                if joins(&out, c, rest.as_str().chars().next(), unit) {
                    out.push(c);
                }
            }
            c if unseen(c) => {}
            c if !plain(c) && is_mark(c, unit) && !stands(&out) => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether the end of the text can be the base of a mark.
fn stands(out: &str) -> bool {
    out.chars().next_back().is_some_and(|c| !c.is_whitespace() && c != SEAM)
}

/// Characters without a glyph: Unicode's Default_Ignorable_Code_Point, and other control and format characters.
pub(super) fn unseen(c: char) -> bool {
    matches!(c as u32,
        0..=0x1F | 0x7F..=0x9F | 0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
        | 0xFFF0..=0xFFFB | 0x13430..=0x1343F | 0x16FE4 | 0x1BCA0..=0x1BCA3 | 0x1D159 | 0x1D173..=0x1D17A
        | 0xE0000..=0xE0FFF)
}

/// A character that belongs to the one before it, whatever that is. The rules for clusters and for words differ on some.
pub(super) fn is_mark(c: char, unit: Unit) -> bool {
    let mut buffer = [b'!'; 5];
    let length = 1 + c.encode_utf8(&mut buffer[1..]).len();
    core::str::from_utf8(&buffer[..length]).is_ok_and(|pair| is_one(pair, ruling(unit)))
}

/// The rules by which letters and marks belong together.
fn ruling(unit: Unit) -> Unit {
    if unit == Unit::Character { Unit::Character } else { Unit::Word }
}

/// Whether a joiner or non-joiner after `out` has an effect: it holds an emoji together, or shapes a word of a script whose letters
/// join. If tokens are characters, it may also end a cluster of such a script: the next character is then another token.
fn joins(out: &str, joiner: char, next: Option<char>, unit: Unit) -> bool {
    const MARKS: usize = 8;
    let mut start = out.len();
    let mut base = None;
    for (at, c) in out.char_indices().rev().take(MARKS) {
        (start, base) = (at, Some(c));
        if plain(c) || !is_mark(c, unit) {
            break;
        }
    }
    let Some(base) =
        base.filter(|c| !c.is_whitespace() && *c != SEAM && !matches!(c, '\u{200C}' | '\u{200D}'))
    else {
        return false;
    };
    if out.ends_with(['\u{200C}', '\u{200D}']) {
        return false;
    }
    let shaped = shapes(base);
    if shaped && unit == Unit::Character {
        return true;
    }
    let Some(next) = next.filter(|&c| plain(c) || !is_mark(c, unit)) else { return false };
    let mut around = out[start..].to_owned();
    around.push(joiner);
    around.push(next);
    let one_cluster = is_one(&around, Unit::Character);
    match unit {
        Unit::Character => one_cluster,
        Unit::Word | Unit::Space => (one_cluster || shaped && shapes(next)) && is_one(&around, Unit::Word),
    }
}

/// A letter of a script whose letters change their shape beside a joiner: Arabic and related scripts, and those of India.
fn shapes(c: char) -> bool {
    matches!(c as u32, 0x620..=0x8FF | 0x900..=0xDFF | 0x1800..=0x18AA | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC)
        && c.is_alphabetic()
}

/// The plain form of an apostrophe, a quote or a hyphen that looks like it.
fn alike(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}' | '\u{2BC}' | '\u{2032}' | '\u{B4}' | '\u{FF07}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{FF02}' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => '-',
        c => c,
    }
}

/// The last place, at `from` or later, where a text may be cut so that cleaning its two parts gives the same as cleaning the whole; 0 if
/// there is none. After the cut there is no mark and no line end, and nothing that decides the case of a sigma before it.
pub(crate) fn seam(text: &str, from: usize, lowercase: bool) -> usize {
    let bytes = text.as_bytes();
    let mut rest = text;
    while let Some(after) = rest.chars().next_back() {
        let at = rest.len() - after.len_utf8();
        if at == 0 || at < from {
            break;
        }
        rest = &rest[..at];
        let before = bytes[at - 1];
        let sound = before == b'\n'
            || match after {
                '\r' | '\n' => false,
                'a'..='z' | 'A'..='Z' => !lowercase || before.is_ascii_alphabetic(),
                // The rule for a final sigma skips these.
                '\'' | '.' | ':' | '^' | '`' => !lowercase,
                // No control character: most are dropped, and their neighbours then meet.
                '\t' | ' '..='~' => true,
                '\u{3001}'..='\u{3004}' | '\u{3041}'..='\u{3094}' | '\u{30A1}'..='\u{30FA}' => true,
                '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => true,
                // An emoji may be joined to the character before it.
                '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' => {
                    rest.chars().next_back().is_some_and(|c| !unseen(c))
                }
                _ => false,
            };
        if sound {
            return at;
        }
    }
    // After a line end any character begins anew, also where it is the text's last.
    if bytes.last() == Some(&b'\n') { text.len() } else { 0 }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, unit: Unit) -> String {
        clean(text, Reading { unit, lowercase: false, fold: true }, &mut 0).into_owned()
    }

    #[test]
    fn every_line_end_of_the_world() {
        let text = "a\nb\r\nc\rd\r\r\ne\u{85}f\u{2028}g\u{2029}h\u{B}i\u{C}j\r\rk\r";
        assert_eq!(read(text, Unit::Word), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\nk\n");
    }

    #[test]
    fn white_space_is_a_space_and_what_nobody_sees_is_nothing() {
        assert_eq!(read("a\u{A0}b\u{202F}c\u{3000}d\te", Unit::Word), "a b c d\te");
        assert_eq!(
            read("co\u{AD}operate \u{FEFF}now\u{2060} \u{200E}x\u{200B}y", Unit::Word),
            "cooperate now x y"
        );
        assert_eq!(read("\u{2764}\u{FE0F} \u{0301}six\u{1}", Unit::Word), "\u{2764} six");
    }

    #[test]
    fn a_joiner_stays_where_it_joins() {
        for unit in [Unit::Word, Unit::Character] {
            let family = "\u{1F469}\u{200D}\u{1F469}";
            assert_eq!(read(family, unit), family);
            let persian = "\u{645}\u{6CC}\u{200C}\u{62E}";
            assert_eq!(read(persian, unit), persian);
            assert_eq!(read("a\u{200D}b\u{200C}c", unit), "abc");
            assert_eq!(read("\u{645}\u{6CC} \u{200C}\u{62E}", unit), "\u{645}\u{6CC} \u{62E}");
        }
        assert_eq!(read("\u{6CC}\u{200C}", Unit::Word), "\u{6CC}");
        assert_eq!(read("\u{6CC}\u{200C}", Unit::Character), "\u{6CC}\u{200C}");
    }

    #[test]
    fn letters_are_one_spelling_and_the_whole_text_lower() {
        assert_eq!(read("cafe\u{301}", Unit::Word), "caf\u{E9}");
        let reading = Reading { unit: Unit::Character, lowercase: true, fold: false };
        assert_eq!(clean("ΟΔΟΣ ΜΟΥ", reading, &mut 0), "οδος μου");
        assert_eq!(clean("J\u{30C}", reading, &mut 0), "\u{1F0}");
    }

    /// The rules for clusters know U+05C8 as no mark; a newer canonical form may, and puts it after the virama.
    #[test]
    fn a_mark_that_the_canonical_form_moves_stands_on_something_or_goes() {
        for unit in [Unit::Word, Unit::Character] {
            let once = read("\u{5C8}\u{94D}", unit);
            assert!(once.starts_with('\u{5C8}'), "{once:?}");
            assert_eq!(read(&once, unit), once);
        }
    }

    #[test]
    fn what_stands_around_a_control_meets() {
        for control in ['\u{1}', '\u{7F}', '\u{1B}'] {
            let text = format!("a \u{AC00}{control}\u{11A8} b");
            let at = text.find(control).expect("it is there");
            assert_eq!(read(&text, Unit::Word), "a \u{AC01} b");
            assert_ne!(seam(&text[..=at], 0, false), at);
        }
    }

    #[test]
    fn folding_counts_what_it_changes() {
        let mut folded = 0;
        let reading = Reading { unit: Unit::Word, lowercase: false, fold: true };
        assert_eq!(clean("I don’t ‑ “so”", reading, &mut folded), "I don't - \"so\"");
        assert_eq!(folded, 4);
        assert_eq!(clean("a – b — c", reading, &mut folded), "a – b — c");
    }

    /// Letters, marks and joiners that the rules treat specially, more often than chance would bring them.
    pub(crate) fn strange() -> impl Strategy<Value = String> {
        let special = "[a-cAΣσ.,:'’_0-9 \u{1}\\r\\n\t\u{301}\u{307}\u{30C}İ\u{200B}\u{200C}\u{200D}\u{FE0F}\u{1F1E6}\u{1F1E7}\u{1F469}\u{1F3FD}\u{5C8}\u{11A8}\u{16D67}\
                       \u{5D0}\u{22}\u{915}\u{937}\u{94D}\u{AD}\u{6CC}\u{62E}\u{FEFF}\u{1100}\u{1161}\u{AC00}\u{11A8}\u{2028}\u{E33}\u{600}\u{1000}\u{3042}]{0,24}";
        prop_oneof![special, "\\PC{0,24}", any::<String>()]
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in strange(), unit in 0usize..3, lowercase in any::<bool>(), fold in any::<bool>()) {
            let unit = [Unit::Word, Unit::Character, Unit::Space][unit];
            let reading = Reading { unit, lowercase, fold };
            let once = clean(&text, reading, &mut 0).into_owned();
            let again = clean(&once, reading, &mut 0);
            prop_assert_eq!(again.as_ref(), &once);
        }

        #[test]
        fn a_seam_never_shows(text in strange(), lowercase in any::<bool>(), character in any::<bool>()) {
            let unit = if character { Unit::Character } else { Unit::Word };
            let reading = Reading { unit, lowercase, fold: true };
            let whole = clean(&text, reading, &mut 0).into_owned();
            for end in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
                let at = seam(&text[..end], 0, lowercase);
                let parts = [clean(&text[..at], reading, &mut 0), clean(&text[at..], reading, &mut 0)].concat();
                prop_assert_eq!(&parts, &whole, "cut at {}", at);
            }
        }
    }
}
