//! What a text becomes, whole: splits, vocabulary, counts, and what bad input gets.

use proptest::prelude::*;

use super::*;

fn words() -> CorpusOptions {
    CorpusOptions::default()
}

fn all(corpus: &Corpus) -> Vec<&str> {
    corpus.vocabulary.tokens().collect()
}

fn rows(corpus: &Corpus, split: Split) -> Vec<String> {
    let spell =
        |row: Vec<u32>| row.iter().map(|&id| corpus.vocabulary.token(id)).collect::<Vec<_>>().join(" ");
    corpus.split(split).rows(0, usize::MAX).into_iter().map(spell).collect()
}

fn refused(options: CorpusOptions, text: &str) -> String {
    Corpus::from_text(options, text).unwrap_err().to_string()
}

#[test]
fn vocabulary_by_count_then_code_points_from_training_alone() {
    let text = "b a é\nb a c\n\nb Z\nb\nb\nb\nb\nb\nnew b\nb other";
    let corpus = Corpus::from_text(words(), text).unwrap();
    assert_eq!(all(&corpus), ["</s>", "<unk>", "b", "a", "Z", "c", "é"]);
    assert_eq!(corpus.counts, [8, 0, 8, 2, 1, 1, 1]);
    assert_eq!(rows(&corpus, Split::Validation), ["<unk> b"]);
    assert_eq!(rows(&corpus, Split::Test), ["b <unk>"]);
    assert_eq!(Split::ALL.map(|s| corpus.split(s).unknown()), [0, 1, 1]);
    assert_eq!(Split::ALL.map(|s| corpus.split(s).sentences()), [8, 1, 1]);
    assert_eq!(corpus.train.tokens(), 13);
    assert!(!corpus.unknown_is_trained());
}

#[test]
fn minimum_and_maximum_leave_unknown_words() {
    let text = "a a a b b c\na b c d";
    let split = [1.0, 0.0, 0.0];
    let corpus = Corpus::from_text(CorpusOptions { minimum_count: 2, split, ..words() }, text).unwrap();
    assert_eq!(all(&corpus), ["</s>", "<unk>", "a", "b", "c"]);
    assert!(corpus.unknown_is_trained());
    let corpus = Corpus::from_text(CorpusOptions { maximum_vocabulary: 4, split, ..words() }, text).unwrap();
    assert_eq!(all(&corpus), ["</s>", "<unk>", "a", "b"]);
    assert_eq!(corpus.counts, [2, 3, 4, 3]);
}

#[test]
fn a_stream_runs_across_lines() {
    let options = CorpusOptions { sentences: false.into(), split: [0.5, 0.25, 0.25], ..words() };
    let text = "a b\r\n\nb a\na b a b";
    let corpus = Corpus::from_text(options.clone(), text).unwrap();
    assert_eq!(all(&corpus), ["<unk>", "a", "b"]);
    assert_eq!(Split::ALL.map(|s| corpus.split(s).len()), [4, 2, 2]);
    let options = CorpusOptions { unit: Unit::Character, unknown: false, split: [1.0, 0.0, 0.0], ..options };
    let corpus = Corpus::from_text(options, text).unwrap();
    let spelt: String = corpus.train.ids().map(|id| corpus.vocabulary.token(id)).collect();
    assert_eq!(spelt, "a b\n\nb a\na b a b");
}

#[test]
fn a_given_vocabulary_fixes_the_ids() {
    let vocabulary = Some(["1", "0"].map(String::from).to_vec());
    let options = CorpusOptions {
        vocabulary,
        unit: Unit::Character,
        sentences: false.into(),
        unknown: false,
        split: [1.0, 0.0, 0.0],
        ..words()
    };
    let corpus = Corpus::from_text(options.clone(), "0010").unwrap();
    assert_eq!(corpus.train.ids().collect::<Vec<_>>(), [1, 1, 0, 1]);
    assert!(refused(options, "0020").contains("\"2\" is not in the vocabulary"));
}

#[test]
fn a_closed_vocabulary_refuses_what_training_never_saw() {
    let error = refused(CorpusOptions { unknown: false, ..words() }, "a b\na b\na <img");
    assert!(error.contains("\"<\" is not in the vocabulary"), "{error}");
}

#[test]
fn explicit_splits_are_taken_as_they_are() {
    let corpus = Corpus::from_splits(words(), "a b\nb a", "a c", "").unwrap();
    assert_eq!(rows(&corpus, Split::Train), ["a b", "b a"]);
    assert_eq!(rows(&corpus, Split::Validation), ["a <unk>"]);
    assert!(corpus.test.is_empty());
    assert!(Corpus::from_splits(words(), " \n", "a b", "").unwrap_err().to_string().contains("empty"));
    let mut builder = Builder::new(words()).unwrap();
    builder.push(Part::Whole, b"a b").unwrap();
    builder.push(Part::Only(Split::Test), b"a b").unwrap();
    assert!(builder.finish().unwrap_err().to_string().starts_with("a corpus is one text"));
}

#[test]
fn too_little_text_is_refused_in_a_sentence() {
    assert!(refused(words(), "").starts_with("the text is empty"));
    assert!(refused(words(), " \n \t\n").starts_with("the text is empty"));
    assert!(refused(words(), "word").starts_with("the text has only one word"));
    assert!(refused(words(), "one sentence here").starts_with("the text has one sentence for 3 splits"));
    assert!(refused(words(), "a b\nc d").starts_with("the text has 2 sentences for 3 splits"));
    let stream = CorpusOptions { sentences: false.into(), ..words() };
    assert!(refused(stream.clone(), "a b c").starts_with("the text has 3 tokens for 3 splits"));
    let corpus = Corpus::from_text(stream, "a b c d e f g h").unwrap();
    assert!(corpus.check_context(16).unwrap_err().to_string().starts_with("context is 16"));
}

#[test]
fn a_text_beyond_memory_is_refused_with_the_estimate() {
    let mut builder = Builder::new(words()).unwrap().with_memory_limit(1_000_000);
    let error = builder.push(Part::Whole, &[b'a'; 200_000]).unwrap_err().to_string();
    assert_eq!(error, "this text would need about 3 MB of memory; at most 1 MB can be used here");
    check_memory(100_000_000, crate::memory::LIMIT).unwrap();
}

#[test]
fn ten_megabytes_without_a_newline() {
    let options = CorpusOptions { sentences: false.into(), ..words() };
    let corpus = Corpus::from_text(options, &"word ".repeat(2_000_000)).unwrap();
    assert_eq!(corpus.train.len(), 1_600_000);
    // As one single word it is no text: that is said early, in chunks and whole alike.
    let mut builder = Builder::new(words()).unwrap();
    let mut pushed = 0;
    let early = loop {
        builder.push(Part::Whole, &[b'x'; 65_536]).unwrap();
        pushed += 1;
        if let Err(error) = builder.advance(65_536) {
            break error;
        }
    };
    assert!(pushed < 10, "refused after {pushed} chunks");
    assert!(early.to_string().starts_with("the text has a word of more than 65,536 bytes"), "{early}");
    assert_eq!(
        refused(words(), &("a b\n".repeat(9) + &"x".repeat(10_000_000) + " end\n")),
        early.to_string()
    );
    let long = format!("{} b\nb b\nb b", "x".repeat(65_536));
    assert_eq!(Corpus::from_text(words(), &long).unwrap().train.tokens(), 2);
}

#[test]
fn no_call_does_more_than_its_share() {
    // Each word is new: tables grow, and the vocabulary is chosen among 60,000.
    let text: String =
        (0..60_000).map(|i| format!("w{:x}{}", i * 7919, if i % 9 == 8 { '\n' } else { ' ' })).collect();
    let mut builder = Builder::new(CorpusOptions { maximum_vocabulary: 500, ..words() }).unwrap();
    builder.expect(text.len() as u64).unwrap();
    for chunk in text.as_bytes().chunks(4096) {
        builder.push(Part::Whole, chunk).unwrap();
        let ReadProgress { done, total } = builder.advance(4096).unwrap();
        assert!(done < total && total == 4 * text.len() as u64);
    }
    builder.seal();
    let mut calls = 0;
    while builder.advance(4096).unwrap().done < 4 * text.len() as u64 {
        calls += 1;
    }
    // Counting and replacing take a step for so many tokens, choosing many more.
    assert!(calls > 2 * (48_000 / 4096) + 60_000 / 4096 * 32, "{calls}");
    let corpus = builder.finish().unwrap();
    assert_eq!(corpus.vocabulary.len(), 500);
    // All are equally frequent: the first by their letters are chosen, as sorting them all says.
    let mut all: Vec<&str> = text.split_whitespace().take(6667 * 9 * 8 / 10 + 9).collect();
    all.truncate(corpus.train.tokens());
    all.sort_unstable();
    assert!(corpus.vocabulary.tokens().skip(2).eq(all[..498].iter().copied()));
}

#[test]
fn one_word_can_be_measured() {
    let mut builder = Builder::new(words()).unwrap().for_measuring();
    builder.push(Part::Only(Split::Train), b"hello").unwrap();
    assert_eq!(builder.finish().unwrap().train.len(), 2);
    assert!(Builder::new(words()).unwrap().for_measuring().finish().is_err());
}

#[test]
fn progress_grows_to_its_total() {
    let mut builder = Builder::new(words()).unwrap();
    builder.push(Part::Whole, "a b c\n".repeat(1000).as_bytes()).unwrap();
    builder.seal();
    let mut last = 0;
    let mut calls = 0;
    loop {
        let ReadProgress { done, total } = builder.advance(100).unwrap();
        assert!(done >= last && done <= total, "{done} after {last} of {total}");
        (last, calls) = (done, calls + 1);
        if done == total {
            break;
        }
    }
    assert!(calls > 100, "{calls} calls: the work is not bounded by the budget");
    assert_eq!(builder.finish().unwrap().train.sentences(), 800);
}

#[test]
fn many_sentences_are_found_by_number() {
    let text: String = (0..1000).map(|i| format!("w{i} x\n")).collect();
    let corpus = Corpus::from_text(words(), &text).unwrap();
    for from in [0, 63, 64, 65, 799] {
        let row = &corpus.train.rows(from, 1)[0];
        assert_eq!(corpus.vocabulary.token(row[0]), format!("w{from}"));
    }
}

#[test]
fn another_text_reads_by_the_same_rules() {
    let corpus = Corpus::from_text(words(), "a b\na b\na b").unwrap();
    let stream = corpus.stream("b c\n\na").unwrap();
    assert_eq!(stream.ids().collect::<Vec<_>>(), [3, 1, 0, 2, 0]);
    assert_eq!((stream.unknown(), stream.sentences()), (1, 2));
    assert!(corpus.stream("").is_err());
}

proptest! {
    #[test]
    fn any_string_makes_a_corpus_or_a_sentence(
        text in any::<String>(), sentences in any::<bool>(), character in any::<bool>(), unknown in any::<bool>(),
        lowercase in any::<bool>()
    ) {
        let unit = if character { Unit::Character } else { Unit::Word };
        let options = CorpusOptions { unit, sentences: sentences.into(), unknown, lowercase, ..words() };
        match Corpus::from_text(options, &text) {
            Ok(corpus) => prop_assert!(corpus.train.ids().all(|id| (id as usize) < corpus.vocabulary.len())),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn chunked_is_whole(text in "[a-c \\n\\ré]{0,80}", chunk in 1usize..9, budget in 1usize..50) {
        let mut builder = Builder::new(words()).unwrap();
        let mut work = || -> Result<()> {
            for bytes in text.as_bytes().chunks(chunk) {
                builder.push(Part::Whole, bytes)?;
                builder.advance(budget)?;
            }
            Ok(())
        };
        let chunked = work().and_then(|()| builder.finish());
        match (chunked, Corpus::from_text(words(), &text)) {
            (Ok(a), Ok(b)) => {
                prop_assert_eq!(&a.vocabulary, &b.vocabulary);
                prop_assert!(Split::ALL.iter().all(|&s| a.split(s).ids().eq(b.split(s).ids())));
            }
            (a, b) => prop_assert_eq!(a.err(), b.err()),
        }
    }
}

/// As `own` of the field cases: all of the text is training.
fn own(text: &str, options: CorpusOptions) -> Corpus {
    Corpus::from_text(CorpusOptions { split: [1.0, 0.0, 0.0], ..options }, text).unwrap()
}

fn characters() -> CorpusOptions {
    CorpusOptions { unit: Unit::Character, fold: false, ..words() }
}

#[test]
fn t01_no_entry_is_blank_or_invisible() {
    let corpus = own("می \u{200C}خواهم\nاو رفت", words());
    assert_eq!(all(&corpus)[2..].iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
    let corpus = own("one \u{200E}two\nfive \u{301}six", words());
    assert_eq!(all(&corpus), ["</s>", "<unk>", "five", "one", "six", "two"]);
}

#[test]
fn t02_no_two_entries_look_alike() {
    let text = "cooperate now\n\u{FEFF}cooperate now\nco\u{AD}operate now\ncooperate\u{200B}now\ncooperate\u{2060} now";
    assert_eq!(all(&own(text, words())), ["</s>", "<unk>", "cooperate", "now"]);
}

#[test]
fn t04_and_t12_a_return_ends_a_line() {
    let corpus = own("a cat sat\ra dog sat\ra dog ran\r", words());
    assert_eq!(corpus.train.sentences(), 3);
    let corpus = own("ab\r\r\ncd\r\r\nab\r\r\n", characters());
    assert_eq!((corpus.train.sentences(), all(&corpus)), (3, vec!["</s>", "<unk>", "a", "b", "c", "d"]));
    let stream = CorpusOptions { sentences: Sentences::None, ..characters() };
    assert_eq!(own("ab\r\r\ncd\r\r\nab\r\r\n", stream).train.len(), 9);
}

#[test]
fn t05_a_prepared_corpus_is_read_as_published() {
    let prepared = CorpusOptions { unit: Unit::Space, fold: false, ..words() };
    let corpus = own("the <unk> firm 's shares rose N %\nthe firm rose\n", prepared.clone());
    let first = corpus.train.rows(0, 1).remove(0);
    assert_eq!((first.len(), corpus.train.unknown(), corpus.train.len()), (8, 1, 13));
    assert_eq!(all(&corpus)[..2], ["</s>", "<unk>"]);
    assert_eq!(corpus.counts[..2], [2, 1]);
    // The end of a sentence, where the text says it itself; and where there are no special tokens, words like others.
    let corpus = own("a b </s> c </s>\n</s>\nd", prepared.clone());
    assert_eq!(rows(&corpus, Split::Train), ["a b", "c", "d"]);
    let stream = CorpusOptions { sentences: Sentences::None, unknown: false, ..prepared };
    assert_eq!(all(&own("a <unk> </s> a", stream)), ["a", "</s>", "<unk>"]);
}

#[test]
fn t06_to_t08_one_spelling() {
    let corpus = own("I don’t know\nwe don’t care\n", words());
    assert_eq!(corpus.folded, 2);
    assert_eq!(corpus.vocabulary.encode("I don't").unwrap(), corpus.vocabulary.encode("I don’t").unwrap());
    assert!(corpus.vocabulary.encode("don’t").unwrap().known[0]);
    let corpus = own("caf\u{E9} ouvert\ncaf\u{E9} ferm\u{E9}\n", words());
    assert!(corpus.vocabulary.encode("cafe\u{301}").unwrap().known[0]);
    let corpus = own("ΟΔΟΣ ΜΟΥ\nΜΟΥ\n", CorpusOptions { lowercase: true, ..characters() });
    let row: String = corpus.train.rows(0, 1)[0].iter().map(|&id| corpus.vocabulary.token(id)).collect();
    assert_eq!(row, "οδος μου");
}

#[test]
fn t09_and_o9() {
    assert_eq!(own("การเล่นดนตรีสนุก\n", words()).train.tokens(), 13);
    assert!(all(&own("Bonjour\u{202F}! Anna\u{202F}!\nAnna\u{202F}?\n", words())).contains(&"Anna"));
}

#[test]
fn r2_a_space_after_a_target_is_no_other_word() {
    let vocabulary = own("the mare trots\nthe hen sat\n", words()).vocabulary;
    let trots = vocabulary.encode_tokens(&["trots"]).unwrap();
    assert!(trots.known[0]);
    for typed in ["trots ", " trots", "trots\u{A0}\t"] {
        assert_eq!(vocabulary.encode_tokens(&[typed]).unwrap(), trots, "{typed:?}");
    }
}

#[test]
fn sentences_by_punctuation_and_paragraphs() {
    let text = "The hen sat. Dr. Cat\nran! The end\n\nOne. Two\n";
    let punctuation = CorpusOptions { sentences: Sentences::Punctuation, ..words() };
    let corpus = own(text, punctuation.clone());
    assert_eq!(rows(&corpus, Split::Train), ["The hen sat .", "Dr . Cat ran !", "The end", "One .", "Two"]);
    let corpus = own(text, CorpusOptions { sentences: Sentences::Paragraph, ..words() });
    assert_eq!(rows(&corpus, Split::Train), ["The hen sat . Dr . Cat ran ! The end", "One . Two"]);
    // Among characters a line break inside a sentence is a space.
    let corpus = own("ab\ncd. Ef\n", CorpusOptions { sentences: Sentences::Punctuation, ..characters() });
    assert_eq!(rows(&corpus, Split::Train), ["a b   c d .", "E f"]);
    assert_eq!(corpus.vocabulary.encode("b\nc").unwrap().tokens, ["b", " ", "c"]);
}

#[test]
fn a_shuffle_keeps_sentences_whole_and_its_seed_says_all() {
    let text: String = (0..1000).map(|i| format!("a{} b{} c{}\n", i / 100, i / 10 % 10, i % 10)).collect();
    let with = |shuffle| Corpus::from_text(CorpusOptions { shuffle, ..words() }, &text).unwrap();
    let [plain, one, again, two] = [None, Some(1), Some(1), Some(2)].map(with);
    assert_eq!(rows(&one, Split::Train), rows(&again, Split::Train));
    assert_ne!(rows(&one, Split::Validation), rows(&two, Split::Validation));
    assert_ne!(rows(&one, Split::Validation), rows(&plain, Split::Validation));
    assert_eq!(Split::ALL.map(|split| one.split(split).sentences()), [800, 100, 100]);
    // Each sentence once, whole, wherever it went; a sentence is still found by its number.
    let mut seen = std::collections::BTreeSet::new();
    for split in Split::ALL {
        let stream = one.split(split);
        let all = stream.rows(0, usize::MAX);
        assert!([0, 63, 64, 99].into_iter().all(|at| stream.rows(at, 1)[0] == all[at]));
        seen.extend(rows(&one, split));
    }
    let sentences: std::collections::BTreeSet<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(seen, sentences);
    // By position every validation word is one of the last hundred; drawn, they come from everywhere. The vocabulary is by count.
    let stream = CorpusOptions { shuffle: Some(3), sentences: Sentences::None, ..characters() };
    let letters: String = (0..26u8).map(|i| char::from(b'a' + i).to_string().repeat(400)).collect();
    let corpus = Corpus::from_text(stream, &letters).unwrap();
    assert_eq!(Split::ALL.map(|split| corpus.split(split).len()), [8320, 1040, 1040]);
    let kinds = |split: Split| corpus.split(split).ids().collect::<std::collections::BTreeSet<_>>().len();
    assert!(kinds(Split::Validation) > 5 && kinds(Split::Train) == 26);
    let total: u64 = Split::ALL.iter().map(|&split| corpus.split(split).len() as u64).sum();
    assert_eq!(total, 10_400);
}
