//! Random byte strings and random texts through the reader: no panic, no call that does more than its share, and what was read
//! can be read back. A short run here; `cargo xtask fuzz` makes it ten million and a million.

#![allow(clippy::unwrap_used, reason = "a test")]

use glasslm::rng::{Rng, Stream};
use glasslm::text::{Builder, CorpusOptions, Part, Sentences, Unit};

fn runs(name: &str, short: u64) -> u64 {
    std::env::var(name).ok().and_then(|count| count.parse().ok()).unwrap_or(short)
}

/// Options of every kind.
fn options(rng: &mut Rng) -> CorpusOptions {
    let unit = [Unit::Word, Unit::Character, Unit::Space][rng.below(3) as usize];
    let rules = [Sentences::Line, Sentences::None, Sentences::Punctuation, Sentences::Paragraph];
    CorpusOptions {
        unit,
        sentences: rules[rng.below(4) as usize],
        lowercase: rng.below(2) == 0,
        fold: rng.below(2) == 0,
        unknown: rng.below(4) > 0,
        shuffle: (rng.below(3) == 0).then_some(7),
        split: if rng.below(2) == 0 { [1.0, 0.0, 0.0] } else { [0.8, 0.1, 0.1] },
        ..Default::default()
    }
}

/// Reads these bytes in pieces; gives the corpus, or nothing where they are refused, and how many calls it took.
fn read(bytes: &[u8], options: CorpusOptions, rng: &mut Rng) -> (Option<glasslm::text::Corpus>, u64) {
    let mut builder = Builder::new(options).unwrap();
    let mut calls = 0;
    let mut rest = bytes;
    let budget = 1 + rng.below(64) as usize;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at((1 + rng.below(40) as usize).min(rest.len()));
        rest = after;
        if builder.push(Part::Whole, piece).is_err() {
            return (None, calls);
        }
        calls += 1;
        if builder.advance(budget).is_err() {
            return (None, calls);
        }
    }
    builder.seal();
    loop {
        calls += 1;
        match builder.advance(budget) {
            Err(_) => return (None, calls),
            Ok(progress) if progress.done == progress.total => break,
            Ok(_) => {
                assert!(calls < 1000 + 40 * bytes.len() as u64, "{calls} calls for {} bytes", bytes.len())
            }
        }
    }
    (builder.finish().ok(), calls)
}

#[test]
fn any_bytes_are_read_or_refused() {
    let mut rng = Rng::new(1, Stream::Check);
    let mut read_whole = 0;
    for _ in 0..runs("FUZZ_BYTES", 3_000) {
        let length = rng.below(80) as usize;
        // Half of them mostly letters: pure chance is hardly ever UTF-8.
        let letters = rng.below(2) == 0;
        let bytes: Vec<u8> = (0..length)
            .map(|_| match letters && rng.below(12) > 0 {
                true => b"abc .\n\r\t'-"[rng.below(10) as usize],
                false => rng.below(256) as u8,
            })
            .collect();
        let options = options(&mut rng);
        read_whole += u64::from(read(&bytes, options, &mut rng).0.is_some());
    }
    assert!(read_whole > 0);
}

/// A random text: letters of many scripts, marks, joiners, line ends, and any other character.
fn text(rng: &mut Rng) -> String {
    const STRANGE: [char; 48] = [
        'a',
        'b',
        'Z',
        'Σ',
        ' ',
        ' ',
        '\n',
        '\r',
        '\t',
        '.',
        ',',
        '\'',
        '’',
        '"',
        '-',
        '_',
        '0',
        '3',
        '\u{301}',
        '\u{307}',
        '\u{30C}',
        'İ',
        '\u{200B}',
        '\u{200C}',
        '\u{200D}',
        '\u{FE0F}',
        '\u{1F1E6}',
        '\u{1F469}',
        '\u{1F3FD}',
        '\u{5D0}',
        '\u{915}',
        '\u{94D}',
        '\u{AD}',
        '\u{6CC}',
        '\u{FEFF}',
        '\u{1100}',
        '\u{1161}',
        '\u{2028}',
        '\u{E33}',
        '\u{600}',
        '\u{1}',
        '\u{85}',
        '\u{5C8}',
        '\u{11A8}',
        '\u{AC00}',
        '\u{113D1}',
        '\u{16D63}',
        '\u{16D67}',
    ];
    (0..rng.below(60))
        .map(|_| match rng.below(10) {
            0 => char::from_u32(rng.below(0x11_0000)).filter(|&c| c != '\0').unwrap_or('x'),
            _ => STRANGE[rng.below(48) as usize],
        })
        .collect()
}

#[test]
fn every_entry_of_any_text_is_read_back() {
    let mut rng = Rng::new(2, Stream::Check);
    let mut entries = 0;
    for _ in 0..runs("FUZZ_TEXTS", 2_000) {
        let text = text(&mut rng);
        let options = options(&mut rng);
        let unit = options.unit;
        let (Some(corpus), _) = read(text.as_bytes(), options, &mut rng) else { continue };
        let vocabulary = &corpus.vocabulary;
        let mut typed = String::new();
        let mut wanted = Vec::new();
        for (id, token) in vocabulary.tokens().enumerate() {
            let id = id as u32;
            if unit != Unit::Space && (Some(id) == vocabulary.boundary() || Some(id) == vocabulary.unknown())
            {
                continue;
            }
            assert_eq!(vocabulary.encode(token).unwrap().ids, [id], "{token:?} of {text:?}");
            assert_eq!(vocabulary.encode_tokens(&[token]).unwrap().ids, [id], "{token:?} of {text:?}");
            // What parts two tokens, whatever they are; `tests/browser/append.spec.ts` has the page's rule for leaving it out.
            let parted = if unit == Unit::Character { '\u{200B}' } else { ' ' };
            typed.extend((!wanted.is_empty()).then_some(parted));
            typed.push_str(token);
            wanted.push(id);
            entries += 1;
        }
        if !wanted.is_empty() {
            assert_eq!(vocabulary.encode(&typed).unwrap().ids, wanted, "{typed:?} of {text:?}");
        }
    }
    assert!(entries > 1_000);
}
