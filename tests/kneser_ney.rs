//! Do our Kneser-Ney probabilities agree with an independent implementation? `reference/kneser_ney.py` computed them in
//! exact fractions from the definition; `reference/kneser_ney.tsv` is what it printed.

use glasslm::lm::{Examples, LanguageModel, Special, sentence_examples};
use glasslm::ngram::{DiscountOrigin, Ngram, NgramOptions, Smoothing};

/// Both sides are exact up to f64 rounding; this is the agreement that is promised.
const TOLERANCE: f64 = 1e-6;
const VOCABULARY: usize = 24;
const PADDED: Special = Special { boundary: Some(0), unknown: None };

/// Every example of the sentences, one after the other.
struct All {
    width: usize,
    contexts: Vec<u32>,
    targets: Vec<u32>,
}

impl All {
    fn of(sentences: &[Vec<u32>], width: usize, stream: bool) -> Self {
        let mut all = All { width, contexts: Vec::new(), targets: Vec::new() };
        let parts = if stream { vec![sentences.concat()] } else { sentences.to_vec() };
        let special = if stream { Special::default() } else { PADDED };
        let mut context = vec![0; width];
        for part in &parts {
            let line = sentence_examples(part, width, special).expect("long enough");
            for index in 0..line.len() {
                all.targets.push(line.gather(index, &mut context));
                all.contexts.extend_from_slice(&context);
            }
        }
        all
    }
}

impl Examples for All {
    fn len(&self) -> usize {
        self.targets.len()
    }
    fn context_length(&self) -> usize {
        self.width
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        context.copy_from_slice(&self.contexts[index * self.width..(index + 1) * self.width]);
        self.targets[index]
    }
}

fn ids(field: &str) -> Vec<u32> {
    field.split_whitespace().map(|id| id.parse().expect("a token id")).collect()
}

#[test]
fn kneser_ney_agrees_with_exact_fractions() {
    let reference = include_str!("reference/kneser_ney.tsv");
    let sentences: Vec<Vec<u32>> =
        reference.lines().filter_map(|l| l.strip_prefix("sentence\t")).map(ids).collect();
    let (mut compared, mut modified, mut fallen_back) = (0, 0, 0);
    let mut model: Option<((String, String, String), Ngram)> = None;
    for line in reference.lines().filter_map(|l| l.strip_prefix("p\t")) {
        let [place, order, discount, context, token, value] =
            line.split('\t').collect::<Vec<_>>().try_into().expect("six fields");
        let setting = (place.to_string(), order.to_string(), discount.to_string());
        if model.as_ref().is_none_or(|(of, _)| *of != setting) {
            let order: usize = order.parse().expect("an order");
            let options = NgramOptions {
                order,
                smoothing: Smoothing::KneserNey,
                discount: discount.parse().ok(),
                ..NgramOptions::default()
            };
            let examples = All::of(&sentences, order - 1, place == "stream");
            let trained = Ngram::train(options, VOCABULARY, &examples).expect("trained");
            for discounts in trained.discounts() {
                modified += usize::from(discounts.origin == DiscountOrigin::Modified);
                fallen_back += usize::from(matches!(
                    discounts.origin,
                    DiscountOrigin::OneDiscount | DiscountOrigin::NotPositive | DiscountOrigin::Half
                ));
            }
            model = Some((setting, trained));
        }
        let (_, model) = model.as_mut().expect("made above");
        let (context, token) = (ids(context), token.parse::<u32>().expect("a token id"));
        let wanted: f64 = value.parse().expect("a probability");
        let alone = model.probability(&context, token).expect("Kneser-Ney has every distribution");
        let mut row = vec![0.0; VOCABULARY];
        assert!(model.log_probabilities(&context, &mut row));
        for got in [alone, libm::exp(row[token as usize])] {
            assert!(
                (got - wanted).abs() <= TOLERANCE,
                "P({token} | {context:?}) is {got}, the script says {wanted}: {line}"
            );
        }
        compared += 1;
    }
    assert!(compared >= 200, "only {compared} probabilities were compared");
    assert!(
        modified > 0 && fallen_back > 0,
        "modified {modified}, fallen back {fallen_back}: both must be covered"
    );
}
