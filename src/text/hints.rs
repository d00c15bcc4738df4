//! What a text looks like before a model is made from it: lines that are not sentences, a table, subtitles, an order that a split by
//! position would cut badly. A hint says what was found and which options would fit; it changes nothing.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::options::{CorpusOptions, Sentences, Unit};

/// How many bytes at the beginning of a text are examined.
pub const SAMPLE: usize = 1 << 18;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TextHintKind {
    /// Lines of nearly equal length that end anywhere in a sentence.
    Wrapped,
    /// Numbers, times and arrows between the lines.
    Subtitles,
    /// The same form at the beginning of every line: times and names of a chat or a log.
    Beginnings,
    /// The same number of separators on every line.
    Table,
    /// A script without spaces between words, which the rules for words cut into characters.
    Script,
    /// Numbers or words joined by commas, which become one token.
    Joined,
    /// Lines in alphabetical order, so that splits by position would have different letters.
    Sorted,
    /// Validation sentences that are in training too.
    Repeated,
    /// The licence of a book, or notes of its transcribers.
    Licence,
    /// `<unk>`, or spaces around punctuation: the text is already cut into tokens.
    Prepared,
    /// Words between underscores, for italics.
    Italics,
}

/// One finding, the share of the text that it concerns, and options that would fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextHint {
    /// What.
    pub kind: TextHintKind,
    /// The share of the lines (for a script of the letters, for repeated sentences of the validation sentences), from 0 to 1.
    pub share: f64,
    /// An example from the text; empty if there is none.
    pub example: String,
    /// Options that fit; none if the text itself must change.
    pub change: TextChange,
}

/// Options that a hint would set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct TextChange {
    /// What a token is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// What a sentence is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentences: Option<Sentences>,
    /// The seed of a shuffle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shuffle: Option<u32>,
}

/// The hints for the beginning of a text that is already clean. What the options already fit gives no hint.
pub fn hints(text: &str, options: &CorpusOptions) -> Vec<TextHint> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut found = Vec::new();
    let mut say = |kind, share: f64, example: &str, change| {
        let example: String = example.chars().take(60).collect();
        found.push(TextHint { kind, share, example, change });
    };
    let none = TextChange::default();
    let per_line = |holds: &dyn Fn(&str) -> bool| lines.iter().filter(|line| holds(line)).count();
    let share = |count: usize| count as f64 / lines.len().max(1) as f64;
    let line_is_sentence = options.sentences == Sentences::Line;

    let arrows = per_line(&|line| is_time_line(line));
    let subtitles = arrows >= 2 && share(arrows) > 0.1;
    if subtitles {
        let example = lines.iter().find(|line| is_time_line(line)).unwrap_or(&"");
        say(TextHintKind::Subtitles, share(arrows), example, none);
    }
    if let Some(line) = lines.iter().find(|line| is_licence(line)) {
        say(TextHintKind::Licence, share(per_line(&|line| is_licence(line))), line, none);
    }
    let italics = per_line(&|line| italic(line).is_some());
    if italics >= 2 && options.unit != Unit::Character {
        say(
            TextHintKind::Italics,
            share(italics),
            lines.iter().find_map(|line| italic(line)).unwrap_or(""),
            none,
        );
    }
    if options.unit == Unit::Word {
        let marks = per_line(&|line| {
            line.contains("<unk>") || line.split(' ').any(|word| word == "," || word == ".")
        });
        let tight = per_line(&|line| line.contains(", ") && !line.contains(" , "));
        let special = lines.iter().any(|line| line.contains("<unk>"));
        // There is a choice only if the rules for words and white space cut differently.
        let differs =
            per_line(&|line| line.split_whitespace().any(|word| word.split_word_bounds().nth(1).is_some()));
        if special || marks >= 5 && share(marks) > 0.3 && tight * 10 < marks && share(differs) > 0.05 {
            let example =
                lines.iter().find(|line| line.contains("<unk>") || line.contains(" , ")).unwrap_or(&"");
            say(
                TextHintKind::Prepared,
                share(marks),
                example,
                TextChange { unit: Some(Unit::Space), ..none },
            );
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let unspaced = text.chars().filter(|&c| is_unspaced(c)).count();
        if letters > 0 && 2 * unspaced > letters {
            let share = unspaced as f64 / letters as f64;
            say(TextHintKind::Script, share, "", TextChange { unit: Some(Unit::Character), ..none });
        }
        let joined = |line: &str| line.split_whitespace().find(|word| is_joined(word)).map(str::to_owned);
        let count = per_line(&|line| joined(line).is_some());
        if share(count) > 0.2 {
            let example = lines.iter().find_map(|line| joined(line)).unwrap_or_default();
            say(
                TextHintKind::Joined,
                share(count),
                &example,
                TextChange { unit: Some(Unit::Character), ..none },
            );
        }
    }
    if lines.len() >= 5 && !subtitles {
        if let Some((separator, columns, share)) = table(&lines) {
            let example =
                lines.iter().find(|line| line.matches(separator).count() + 1 == columns).unwrap_or(&"");
            say(TextHintKind::Table, share, example, none);
        } else if let Some((shape, share)) = common_shape(&lines) {
            say(TextHintKind::Beginnings, share, lines[0][..prefix(lines[0], &shape)].trim_end(), none);
        }
    }
    if line_is_sentence && !subtitles {
        if let Some(share) = wrapped(text) {
            let change = TextChange { sentences: Some(Sentences::Punctuation), ..none };
            say(TextHintKind::Wrapped, share, lines.first().unwrap_or(&""), change);
        }
        if options.shuffle.is_none() && options.split[0] < 1.0 && lines.len() >= 20 {
            let lower: Vec<String> = lines.iter().map(|line| crate::host::lowercase(line)).collect();
            let pairs = lower.len() - 1;
            let sorted = lower.windows(2).filter(|pair| pair[0] <= pair[1]).count();
            let first = |line: &String| line.chars().next();
            let grows = first(&lower[0]) != first(&lower[pairs]);
            if sorted * 100 >= pairs * 97 && grows {
                let change = TextChange { shuffle: Some(1), ..none };
                say(TextHintKind::Sorted, sorted as f64 / pairs as f64, lines[0], change);
            }
        }
    }
    found
}

/// A line of times of a subtitle file.
fn is_time_line(line: &str) -> bool {
    line.split_once("-->").is_some_and(|(from, to)| {
        [from, to]
            .iter()
            .all(|time| time.trim_start().starts_with(|c: char| c.is_ascii_digit()) && time.contains(':'))
    })
}

/// The lines with which libraries of free books mark their own text.
fn is_licence(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    line.starts_with("***") && (line.contains("start of") || line.contains("end of"))
        || line.contains("project gutenberg")
}

/// The first word between underscores.
fn italic(line: &str) -> Option<&str> {
    line.split_whitespace().find(|word| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '_');
        word.len() > 2
            && (word.starts_with('_') && word[1..].chars().any(char::is_alphabetic))
            && !word[1..].starts_with('_')
    })
}

/// Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32, 0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0x20000..=0x3FFFF)
        && c.is_alphabetic()
}

/// `1,2,3`: the rules for words keep digits and the commas between them together.
fn is_joined(word: &str) -> bool {
    let commas = word.bytes().filter(|&b| b == b',').count();
    commas >= 2
        && word.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.')
        // Thousands are grouped in threes.
        && word.split(',').skip(1).any(|group| group.len() != 3)
}

/// The form of a text: a digit for digits, a letter for letters, the rest as it is.
fn shape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let kind = match c {
            c if c.is_numeric() => '0',
            c if c.is_alphabetic() => 'a',
            c => c,
        };
        if !(matches!(kind, '0' | 'a') && out.ends_with(kind)) {
            out.push(kind);
        }
    }
    out
}

/// How many bytes of a line a form covers.
fn prefix(line: &str, wanted: &str) -> usize {
    let mut end = 0;
    for (at, c) in line.char_indices() {
        let next = at + c.len_utf8();
        if shape(&line[..next]).len() > wanted.len() {
            break;
        }
        end = next;
    }
    end
}

/// The form at the beginning of nearly all lines, if it contains a date, a time, or a name before a colon.
fn common_shape(lines: &[&str]) -> Option<(String, f64)> {
    let shapes: Vec<String> =
        lines.iter().take(400).map(|line| shape(&line.chars().take(40).collect::<String>())).collect();
    // What most lines have in common with a line in the middle.
    let model = &shapes[shapes.len() / 2];
    let mut best = None;
    for (at, c) in model.char_indices() {
        let start = &model[..at + c.len_utf8()];
        let count = shapes.iter().filter(|shape| shape.starts_with(start)).count();
        if count * 10 < shapes.len() * 9 {
            break;
        }
        // A form ends with a separator; a bare word or number at the beginning is none.
        let stamp = c == ' ' && start.contains('0') && start.contains([':', '/', '.', '-']);
        if (stamp || matches!(c, ':' | ']' | '>' | '|' | ';' | '\t')) && start.chars().count() >= 2 {
            best = Some((start.to_owned(), count as f64 / shapes.len() as f64));
        }
    }
    best
}

/// A separator that occurs equally often, at least twice, on nearly all lines, and the number of columns.
fn table(lines: &[&str]) -> Option<(char, usize, f64)> {
    ['\t', ';', '|', ','].into_iter().find_map(|separator| {
        let count = |line: &&str| line.matches(separator).count();
        let wanted = count(&lines[lines.len() / 2]);
        let same = lines.iter().filter(|line| count(line) == wanted).count();
        // Prose has spaces after its commas.
        let bare = lines.iter().filter(|line| !line.contains(", ")).count();
        let fits = same * 10 >= lines.len() * 9 && bare * 10 >= lines.len() * 9;
        (wanted >= if separator == ',' { 2 } else { 1 } && fits)
            .then(|| (separator, wanted + 1, same as f64 / lines.len() as f64))
    })
}

/// Whether the lines inside paragraphs are nearly full and mostly end inside a sentence: the share that is.
fn wrapped(text: &str) -> Option<f64> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    // The last line of a paragraph may be short and end with a full stop, so it is ignored.
    let inner: Vec<&str> = lines
        .windows(2)
        .filter(|pair| !pair[0].is_empty() && !pair[1].is_empty())
        .map(|pair| pair[0])
        .collect();
    if inner.len() < 8 {
        return None;
    }
    let mut lengths: Vec<u32> = inner.iter().map(|line| line.chars().count() as u32).collect();
    lengths.sort_unstable();
    let full = lengths[lengths.len() * 9 / 10];
    let near = lengths.iter().filter(|&&length| length * 10 >= full * 8 && length <= full + 4).count();
    let open = inner
        .iter()
        .filter(|line| !line.ends_with(['.', '!', '?', '"', '”', '’', '\'', ':', ';', '»', '…', ')', '。']))
        .count();
    let count = inner.len();
    let holds = (40..=110).contains(&full) && near * 10 >= count * 7 && open * 10 >= count * 6;
    holds.then(|| open as f64 / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str, options: CorpusOptions) -> Vec<TextHintKind> {
        hints(text, &options).into_iter().map(|hint| hint.kind).collect()
    }

    fn words(text: &str) -> Vec<TextHintKind> {
        kinds(text, CorpusOptions::default())
    }

    #[test]
    fn lines_of_sentences_need_no_hint() {
        let farm = "the hen sat on the nest\nthe cat ran, and the dog slept\na cow ate grass\nthe pig and the hen ate corn\n\
                    every dog runs\nsome cats sleep well\n";
        assert_eq!(words(&farm.repeat(5)), []);
        for bundled in super::super::corpora::all() {
            let (options, parts) = super::super::corpora::text(bundled.name, None).unwrap();
            let seen = kinds(&parts[0].1[..parts[0].1.len().min(20_000)], options);
            assert_eq!(seen, [], "{}", bundled.name);
        }
    }

    #[test]
    fn a_book_with_its_licence() {
        let line = "It was the best of times and the worst of _times_, and it went on so\nfor as long as anybody could remember who had lived there and had any\n";
        let text =
            format!("The Project Gutenberg eBook of X\n\n*** START OF THE BOOK X ***\n\n{}", line.repeat(10));
        let seen = hints(&text, &CorpusOptions::default());
        assert_eq!(
            seen.iter().map(|hint| hint.kind).collect::<Vec<_>>(),
            [TextHintKind::Licence, TextHintKind::Italics, TextHintKind::Wrapped]
        );
        assert_eq!(seen[2].change.sentences, Some(Sentences::Punctuation));
        // Where the option is set already there is nothing to say.
        let flow = CorpusOptions { sentences: Sentences::Punctuation, ..Default::default() };
        assert!(!kinds(&text, flow).contains(&TextHintKind::Wrapped));
    }

    #[test]
    fn subtitles_chats_and_tables() {
        let speech =
            "1\n00:00:01,000 --> 00:00:03,000\n<i>Hello.</i>\n\n2\n00:00:04,000 --> 00:00:06,000\nYes?\n\n";
        assert_eq!(words(&speech.repeat(4)), [TextHintKind::Subtitles]);
        let chat = "[12:03] Anna: are you there\n[12:04] Ben: yes\n[12:09] Anna: good\n[13:00] Ben: bye\n[13:01] Anna: bye\n";
        let seen = hints(chat, &CorpusOptions::default());
        assert_eq!((seen[0].kind, seen[0].example.as_str()), (TextHintKind::Beginnings, "[12:03] Anna:"));
        assert_eq!(words("a;b b;c\nd;e e;f\ng;h h;i\nj;k k;l\nm;n n;o\n"), [TextHintKind::Table]);
    }

    #[test]
    fn scripts_numbers_and_prepared_corpora() {
        assert_eq!(words("การเล่นดนตรีสนุก\n"), [TextHintKind::Script]);
        assert_eq!(words("1,2,3,4\n2,3,4,5\n3,4,5,6\n"), [TextHintKind::Joined]);
        assert!(
            !words("it cost 1,250,000 pounds\nit cost 2,500,000 pounds\n").contains(&TextHintKind::Joined)
        );
        let seen = hints("the <unk> firm 's shares rose N %\n", &CorpusOptions::default());
        assert_eq!((seen[0].kind, seen[0].change.unit), (TextHintKind::Prepared, Some(Unit::Space)));
    }

    #[test]
    fn a_sorted_list() {
        let names: String = (0..260u32)
            .map(|i| format!("{}{}\n", char::from(b'a' + (i / 10) as u8), char::from(b'a' + (i % 10) as u8)))
            .collect();
        let letters = CorpusOptions { unit: Unit::Character, ..Default::default() };
        let seen = hints(&names, &letters);
        assert_eq!((seen[0].kind, seen[0].change.shuffle), (TextHintKind::Sorted, Some(1)));
        assert_eq!(kinds(&names, CorpusOptions { shuffle: Some(1), ..letters }), []);
    }
}
