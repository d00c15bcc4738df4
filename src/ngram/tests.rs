use proptest::prelude::*;

use super::*;
use crate::lm::{Special, evaluate, score, sentence_examples};

/// Sentences one after the other, padded, for a given context length.
struct Sentences(Vec<Vec<u32>>, usize);

const SPECIAL: Special = Special { boundary: Some(0), unknown: Some(1) };

impl Examples for Sentences {
    fn len(&self) -> usize {
        self.0.iter().map(|s| s.len() + 1).sum()
    }
    fn context_length(&self) -> usize {
        self.1
    }
    fn gather(&self, mut index: usize, context: &mut [u32]) -> u32 {
        for sentence in &self.0 {
            if index <= sentence.len() {
                let line = sentence_examples(sentence, self.1, SPECIAL).expect("not empty");
                return line.gather(index, context);
            }
            index -= sentence.len() + 1;
        }
        panic!("no example {index}")
    }
}

fn options(order: usize, smoothing: Smoothing) -> NgramOptions {
    NgramOptions { order, smoothing, ..NgramOptions::default() }
}

/// Three sentences over `</s>` `<unk>` a b c: "a b", "a c", "a b b".
fn hand(order: usize) -> Sentences {
    Sentences(vec![vec![2, 3], vec![2, 4], vec![2, 3, 3]], order - 1)
}

fn near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
}

#[test]
fn maximum_likelihood_by_hand() {
    let mut model = Ngram::train(options(2, Smoothing::None), 5, &hand(2)).expect("trained");
    // Bigrams: </s> a 3; a b 2, a c 1; b </s> 2, b b 1; c </s> 1.
    assert_eq!(model.entries(), 6);
    assert_eq!(model.counts(&[2]).expect("one token"), [(3, 2), (4, 1)]);
    near(model.probability(&[2], 3).expect("seen"), 2.0 / 3.0);
    near(model.probability(&[0], 2).expect("seen"), 1.0);
    assert_eq!(model.probability(&[1], 2), None);
    let mut row = [0.0; 5];
    assert!(!model.log_probabilities(&[1], &mut row));
    // 1 · 2/3 · 2/3 over three predictions.
    let scored = score(&mut model, &[2, 3], SPECIAL).expect("a sentence");
    near(scored.tally.figures().expect("three").perplexity, libm::pow(4.0 / 9.0, -1.0 / 3.0));
    let scored = score(&mut model, &[3], SPECIAL).expect("a sentence");
    assert_eq!(scored.tally.figures().expect("two").nll, f64::INFINITY);
}

#[test]
fn add_k_by_hand_and_zero_is_maximum_likelihood() {
    let model = Ngram::train(options(2, Smoothing::AddK), 5, &hand(2)).expect("trained");
    near(model.probability(&[2], 3).expect("smoothed"), 3.0 / 8.0);
    near(model.probability(&[2], 1).expect("smoothed"), 1.0 / 8.0);
    near(model.probability(&[1], 4).expect("smoothed"), 1.0 / 5.0);
    let zero = NgramOptions { k: 0.0, ..options(2, Smoothing::AddK) };
    let zero = Ngram::train(zero, 5, &hand(2)).expect("trained");
    assert!(!zero.is_smoothed());
    assert_eq!(zero.probability(&[1], 4), None);
}

#[test]
fn kneser_ney_with_a_given_discount_by_hand() {
    let given = NgramOptions { discount: Some(0.5), ..options(2, Smoothing::KneserNey) };
    let model = Ngram::train(given, 5, &hand(2)).expect("trained");
    // Continuations: a 1 (</s>), b 2 (a, b), c 1 (a), </s> 2 (b, c); 6 in all, four types.
    let lowest = |kept: f64| kept / 6.0 + 4.0 * 0.5 / 6.0 / 5.0;
    near(model.probability(&[1], 3).expect("smoothed"), lowest(1.5));
    near(model.probability(&[1], 1).expect("smoothed"), lowest(0.0));
    // After a: b 2, c 1, so two types: g = 1/3.
    near(model.probability(&[2], 3).expect("smoothed"), 1.5 / 3.0 + lowest(1.5) / 3.0);
    near(model.probability(&[2], 0).expect("smoothed"), lowest(1.5) / 3.0);
    assert_eq!(model.stored(), 6 + 4);
    assert!(model.discounts().iter().all(|d| d.origin == DiscountOrigin::Given));
}

#[test]
fn a_stream_counts_from_its_first_full_context() {
    let stream = sentence_examples(&[0, 1, 0, 1, 1], 2, Special::default()).expect("long enough");
    let model = Ngram::train(options(3, Smoothing::None), 2, &stream).expect("trained");
    assert_eq!(model.entries(), 3);
    assert_eq!(model.count(&[1, 0], 1), 1);
    let counted = Ngram::train(options(1, Smoothing::None), 2, &stream).expect("trained");
    assert_eq!(counted.counts(&[]).expect("no context needed"), [(1, 2), (0, 1)]);
}

#[test]
fn the_unseen_are_counted_and_the_first_is_named() {
    let model = Ngram::train(options(2, Smoothing::None), 5, &hand(2)).expect("trained");
    let other = Sentences(vec![vec![2, 3], vec![4, 2], vec![1]], 3);
    let mut count = SparsityCount::new(&model);
    while count.advance(&model, &other, 2).done < other.len() {}
    let found = count.found();
    assert_eq!((found.possible, found.seen, found.tokens), (25.0, 6, 8));
    // </s> c, c a, a </s>, </s> <unk>, <unk> </s>; only <unk> was never a context.
    assert_eq!((found.unseen, found.unseen_contexts), (5, 1));
    assert_eq!(found.first_unseen.as_deref(), Some(&[0, 4][..]));
}

#[test]
fn bad_options_are_said() {
    for (bad, says) in [
        (options(0, Smoothing::KneserNey), "order is 0; it must be a whole number from 1 to 5"),
        (options(6, Smoothing::KneserNey), "order is 6"),
        (NgramOptions { k: -1.0, ..options(2, Smoothing::AddK) }, "k is -1"),
        (NgramOptions { k: f64::NAN, ..options(2, Smoothing::AddK) }, "k is NaN"),
        (
            NgramOptions { k: 1e308, ..options(2, Smoothing::AddK) },
            "k is 1e308; it must be from 1e-100 to 1e100",
        ),
        (NgramOptions { k: 1e-320, ..options(2, Smoothing::AddK) }, "k is 1e-320"),
        (NgramOptions { discount: Some(1.5), ..NgramOptions::default() }, "discount is 1.5"),
        (NgramOptions { discount: Some(0.0), ..NgramOptions::default() }, "discount is 0"),
    ] {
        let message = Ngram::train(bad, 5, &Sentences(vec![vec![2]], 5)).expect_err("refused").to_string();
        assert!(message.contains(says), "{message}");
    }
    let nothing = Sentences(Vec::new(), 4);
    let message = Ngram::train(options(5, Smoothing::None), 5, &nothing).expect_err("refused").to_string();
    assert!(message.contains("no n-gram that long"), "{message}");
}

#[test]
fn one_sentence_is_enough_and_the_fallback_is_named() {
    let one = Sentences(vec![vec![2, 3]], 4);
    let mut model = Ngram::train(options(5, Smoothing::KneserNey), 5, &one).expect("trained");
    assert!(model.discounts().iter().all(|d| d.origin == DiscountOrigin::Half), "{:?}", model.discounts());
    assert!(evaluate(&mut model, &one, SPECIAL).figures().expect("three").perplexity.is_finite());
}

#[test]
fn orders_of_one_text_share_their_lower_tables() {
    for smoothing in [Smoothing::KneserNey, Smoothing::AddK] {
        let mut below: Option<Ngram> = None;
        for order in 1..=MAXIMUM_ORDER {
            let fresh = || Counting::new(options(order, smoothing), 5, &hand(order)).expect("fits");
            let mut counting = match &below {
                Some(below) => fresh().after(below),
                None => fresh(),
            };
            while counting.advance(&hand(order), 2).done < 2 * hand(order).len() {}
            let model = counting.finish().expect("room");
            assert_eq!(model, Ngram::train(options(order, smoothing), 5, &hand(order)).expect("trained"));
            let shared = model.levels.iter().filter(|level| Arc::strong_count(level) > 1).count();
            let lower = if smoothing == Smoothing::KneserNey { order.saturating_sub(2) } else { 0 };
            assert_eq!(shared, lower, "order {order}");
            below = Some(model);
        }
    }
}

#[test]
fn counting_in_pieces_gives_the_same_model() {
    let whole = Ngram::train(NgramOptions::default(), 5, &hand(3)).expect("trained");
    let mut counting = Counting::new(NgramOptions::default(), 5, &hand(3)).expect("fits");
    let (mut done, mut last) = (counting.advance(&hand(3), 2), 0);
    while done.done < done.total {
        assert!(done.done >= last, "{done:?} after {last}");
        last = done.done;
        done = counting.advance(&hand(3), 2);
    }
    assert_eq!(counting.finish(), Ok(whole));
}

fn corpora() -> impl Strategy<Value = (usize, Vec<Vec<u32>>)> {
    (3usize..40).prop_flat_map(|v| {
        let sentence = prop::collection::vec(1..v as u32, 1..12);
        (Just(v), prop::collection::vec(sentence, 1..30))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_smoothed_model_sums_to_one_after_any_context(
        (v, sentences) in corpora(),
        order in 1..=MAXIMUM_ORDER,
        rule in 0..3,
        k in prop_oneof![0.001..5.0f64, Just(1e-100), Just(1e100)],
        discount in 0.01..=1.0f64,
        seeds in prop::collection::vec(prop::array::uniform4(any::<u32>()), 8),
    ) {
        let options = match rule {
            0 => NgramOptions { k, ..options(order, Smoothing::AddK) },
            1 => NgramOptions { discount: Some(discount), ..options(order, Smoothing::KneserNey) },
            _ => options(order, Smoothing::KneserNey),
        };
        let examples = Sentences(sentences, order - 1);
        let mut model = Ngram::train(options, v, &examples).expect("trained");
        let mut row = vec![0.0; v];
        let mut seen = vec![0; order - 1];
        for (index, seed) in seeds.iter().enumerate() {
            let anything: Vec<u32> = seed[..order - 1].iter().map(|s| s % v as u32).collect();
            examples.gather(index % examples.len(), &mut seen);
            for context in [&anything, &seen] {
                prop_assert!(model.log_probabilities(context, &mut row));
                let sum: f64 = row.iter().map(|&l| libm::exp(l)).sum();
                prop_assert!((sum - 1.0).abs() < 1e-6, "{sum}");
                for (token, &l) in row.iter().enumerate() {
                    let alone = model.probability(context, token as u32).expect("smoothed");
                    prop_assert!((libm::exp(l) - alone).abs() < 1e-12);
                    prop_assert!(alone > 0.0);
                }
            }
        }
    }
}

/// What an ARPA file says, read as its readers do.
struct Read(std::collections::HashMap<String, (f64, f64)>);

impl Read {
    fn new(file: &str) -> Self {
        let mut all = std::collections::HashMap::new();
        let mut said = Vec::new();
        let mut found = [0usize; MAXIMUM_ORDER];
        for line in file.lines() {
            if let Some((_, count)) = line.strip_prefix("ngram ").and_then(|rest| rest.split_once('=')) {
                said.push(count.parse::<usize>().expect("a count"));
            }
            let mut parts = line.split('\t');
            let (Some(log), Some(gram)) = (parts.next(), parts.next()) else { continue };
            let backoff = parts.next().map_or(0.0, |text| text.parse().expect("a backoff"));
            found[gram.split(' ').count() - 1] += 1;
            let before = all.insert(gram.to_owned(), (log.parse().expect("a logarithm"), backoff));
            assert!(before.is_none(), "{gram} twice");
        }
        assert_eq!(said, found[..said.len()], "the counts that the file begins with");
        for gram in all.keys() {
            let history = gram.rsplit_once(' ').map(|(history, _)| history);
            assert!(history.is_none_or(|history| all.contains_key(history)), "the history of {gram}");
        }
        Read(all)
    }

    fn log10(&self, history: &[&str], word: &str) -> f64 {
        let gram = [history, &[word]].concat().join(" ");
        match self.0.get(&gram) {
            Some((log, _)) => *log,
            None => {
                let backoff = self.0.get(&history.join(" ")).map_or(0.0, |(_, backoff)| *backoff);
                backoff + self.log10(&history[1..], word)
            }
        }
    }
}

const NAMES: [&str; 5] = ["</s>", "<unk>", "a", "b", "c"];

fn arpa(model: &Ngram, boundary: Option<u32>, count: usize) -> String {
    let mut arpa = Arpa::new(model, boundary).expect("smoothed");
    let mut file = String::new();
    let name = |id: u32| NAMES[id as usize].replace("</s>", if boundary.is_some() { "</s>" } else { "x" });
    while let Some(piece) = arpa.piece(model, name, count) {
        file.push_str(&piece);
    }
    file
}

#[test]
fn arpa_by_hand() {
    // Absolute discount 1/2 at both orders. Bigrams: </s> a 3; a b 2, a c 1; b </s> 2, b b 1; c </s> 1.
    let given = NgramOptions { discount: Some(0.5), ..options(2, Smoothing::KneserNey) };
    let model = Ngram::train(given, 5, &hand(2)).expect("trained");
    let file = arpa(&model, Some(0), 1000);
    // Continuations: </s> after b, c: 2; a after </s>: 1; b after a, b: 2; c after a: 1: of 6, and 4 · 1/2 / 6 = 1/3 goes to 1/5 each.
    let unigram = |count: f64| (count - 0.5) / 6.0 + 1.0 / 15.0;
    let read = Read::new(&file);
    let near =
        |got: f64, wanted: f64| assert!((got - libm::log10(wanted)).abs() < 1e-6, "{got} {wanted}\n{file}");
    near(read.0["b"].0, unigram(2.0));
    near(read.0["<unk>"].0, 1.0 / 15.0);
    // After a: (2 - 1/2)/3 for b, and 2 · 1/2 / 3 is left for the unigrams.
    near(read.0["a"].1, 1.0 / 3.0);
    near(read.0["a b"].0, 0.5 + unigram(2.0) / 3.0);
    near(read.log10(&["a"], "a"), unigram(1.0) / 3.0);
    near(read.0["<s>"].1, 0.5 / 3.0);
    near(read.0["<s> a"].0, 2.5 / 3.0 + unigram(1.0) / 6.0);
    assert_eq!(read.0["<s>"].0, -99.0);
    assert!(
        file.starts_with("\\data\\\nngram 1=6\nngram 2=6\n\n\\1-grams:\n") && file.ends_with("\n\\end\\\n")
    );
}

#[test]
fn arpa_gives_every_probability_back() {
    for order in 1..=MAXIMUM_ORDER {
        for options in [
            options(order, Smoothing::KneserNey),
            NgramOptions { discount: Some(0.75), ..options(order, Smoothing::KneserNey) },
            NgramOptions { k: 0.3, ..options(order, Smoothing::AddK) },
        ] {
            let stream =
                crate::lm::Sequence { tokens: vec![2, 3, 4, 2, 3, 3, 2, 4, 4, 3, 2], context: order - 1 };
            let models = [
                (Ngram::train(options, 5, &hand(order)).expect("trained"), Some(0)),
                (Ngram::train(options, 5, &stream).expect("trained"), None),
            ];
            for (model, boundary) in models {
                let file = arpa(&model, boundary, 3);
                assert_eq!(file, arpa(&model, boundary, 1000), "however it is cut");
                let read = Read::new(&file);
                // Every history of the order's length, padded where there is a boundary.
                for number in 0..5usize.pow(order as u32 - 1) {
                    let history: Vec<u32> =
                        (0..order - 1).map(|i| (number / 5usize.pow(i as u32) % 5) as u32).collect();
                    let padding = history.iter().take_while(|&&id| Some(id) == boundary).count();
                    if history[padding..].contains(&0) {
                        continue;
                    }
                    let mut names: Vec<&str> =
                        history[padding..].iter().map(|&id| NAMES[id as usize]).collect();
                    if padding > 0 {
                        names.insert(0, "<s>");
                    }
                    for token in (0..5).filter(|&id| boundary.is_some() || id > 0) {
                        // A sentence that was never begun like this: no reader tells its padding from one token.
                        let begun = padding == 0 || model.highest().table.find(&history).is_some();
                        let wanted = model.probability(&history, token).expect("smoothed");
                        let got = read.log10(&names, NAMES[token as usize]);
                        let off = (got - libm::log10(wanted)).abs();
                        assert!(!begun || off < 1e-5, "{options:?} {names:?} {token} {got} {wanted}\n{file}");
                    }
                }
            }
        }
    }
    let none = Ngram::train(options(2, Smoothing::None), 5, &hand(2)).expect("trained");
    assert!(Arpa::new(&none, Some(0)).expect_err("no probability").to_string().contains("choose Kneser-Ney"));
}
