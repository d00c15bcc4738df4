//! Tests over a model whose distribution is known.

use super::*;
use crate::error::Result;

/// A whole generation.
#[derive(Debug, Clone, PartialEq)]
struct Generated {
    /// The drawn tokens, without the prompt and without `</s>`.
    tokens: Vec<u32>,
    /// The model's own probability of each.
    probabilities: Vec<f64>,
    /// Why it ended.
    ending: Ending,
}

/// Draws until the length is reached, `</s>` comes or nothing can follow.
fn generate<M: LanguageModel + ?Sized>(
    model: &mut M,
    prompt: &[u32],
    special: Special,
    options: Sampling,
) -> Result<Generated> {
    let mut generation = Generation::new(model, prompt, special, options)?;
    let (mut tokens, mut probabilities) = (Vec::new(), Vec::new());
    loop {
        match generation.draw(model) {
            Ok(drawn) => {
                tokens.push(drawn.token);
                probabilities.push(drawn.probability);
            }
            Err(ending) => return Ok(Generated { tokens, probabilities, ending }),
        }
    }
}

/// The same distribution after every context.
struct Fixed(Vec<f64>, usize);

impl LanguageModel for Fixed {
    fn context_length(&self) -> usize {
        self.1
    }
    fn vocabulary_size(&self) -> usize {
        self.0.len()
    }
    fn log_probabilities(&mut self, context: &[u32], out: &mut [f64]) -> bool {
        assert_eq!(context.len(), self.1);
        for (o, &p) in out.iter_mut().zip(&self.0) {
            *o = log_probability(p);
        }
        true
    }
}

const BOTH: Special = Special { boundary: Some(0), unknown: Some(1) };

#[test]
fn ten_equal_digits_have_perplexity_ten() {
    let mut model = Fixed(vec![0.1; 10], 2);
    let line = sentence_examples(&[3, 1, 4, 1, 5, 9, 2], 2, Special::default()).expect("long enough");
    let figures = evaluate(&mut model, &line, Special::default()).figures().expect("five tokens");
    assert_eq!((figures.tokens, figures.unknown, figures.boundaries), (5, 0, 0));
    assert!((figures.perplexity - 10.0).abs() < 1e-12, "{figures:?}");
    assert!((figures.bits - libm::log2(10.0)).abs() < 1e-12, "{figures:?}");
}

#[test]
fn three_words_and_the_end_are_four_predictions() {
    // P = 1/4 · 1/2 · 1/4 · 1/8: perplexity (1/256)^(-1/4) = 4.
    let mut model = Fixed(vec![0.125, 0.125, 0.25, 0.5], 3);
    let score = score(&mut model, &[2, 3, 2], BOTH).expect("a sentence");
    assert_eq!(score.tokens, [2, 3, 2, 0]);
    let figures = score.tally.figures().expect("four tokens");
    assert_eq!((figures.tokens, figures.boundaries), (4, 1));
    assert!((figures.perplexity - 4.0).abs() < 1e-12, "{figures:?}");
}

#[test]
fn an_unknown_word_is_counted_and_an_impossible_one_is_infinite() {
    let mut model = Fixed(vec![0.5, 0.5, 0.0], 1);
    let scored = score(&mut model, &[1], BOTH).expect("a sentence");
    assert_eq!((scored.known, scored.tally.unknown), (vec![false, true], 1));
    let scored = score(&mut model, &[2], BOTH).expect("a sentence");
    assert_eq!(scored.tally.impossible, 1);
    assert_eq!(scored.tally.figures().expect("two tokens").perplexity, f64::INFINITY);
}

#[test]
fn nothing_to_score_is_said() {
    let mut model = Fixed(vec![0.5, 0.5], 2);
    assert!(score(&mut model, &[], BOTH).expect_err("empty").to_string().contains("empty"));
    let short = score(&mut model, &[1, 1], Special::default()).expect_err("too short");
    let right = "3 tokens needed, 2 given; a stream has no padding: add at least 1 more";
    assert_eq!(short.to_string(), right);
    assert!(too_short(1, 0).to_string().starts_with("1 token needed, 0 given; "));
    assert_eq!(Tally::default().figures(), None);
}

#[test]
fn pieces_and_the_whole_agree_and_wider_contexts_are_cut() {
    let tokens: Vec<u32> = (0..500).map(|i| (i * 7 % 4) as u32).collect();
    let mut model = Fixed(vec![0.125, 0.125, 0.25, 0.5], 2);
    let line = sentence_examples(&tokens, 5, BOTH).expect("a sentence");
    let whole = evaluate(&mut model, &line, BOTH);
    let mut pieces = Evaluation::new();
    while pieces.advance(&mut model, &line, BOTH, 33).done < line.len() {}
    assert_eq!(pieces.tally().tokens, 501);
    assert!((pieces.tally().nll_sum - whole.nll_sum).abs() < 1e-9);
}

#[test]
fn the_unknown_word_is_never_drawn_and_the_boundary_ends() {
    let mut model = Fixed(vec![0.1, 0.6, 0.3], 2);
    for seed in 0..50 {
        let options = Sampling { length: 100, seed, ..Sampling::default() };
        let generated = generate(&mut model, &[], BOTH, options).expect("drawn");
        assert!(generated.tokens.iter().all(|&t| t == 2), "{:?}", generated.tokens);
        assert!(generated.probabilities.iter().all(|&p| (p - 0.3).abs() < 1e-12));
    }
    let options = Sampling { temperature: 0.0, length: 4, ..Sampling::default() };
    let generated = generate(&mut model, &[], BOTH, options).expect("drawn");
    assert_eq!((generated.tokens, generated.ending), (vec![2; 4], Ending::Length));
    let all_unknown = generate(&mut Fixed(vec![0.0, 1.0], 1), &[], BOTH, Sampling::default());
    assert_eq!(all_unknown.expect("nothing drawn").ending, Ending::Nothing);
}

#[test]
fn cuts_and_temperature_do_what_they_say() {
    let mut model = Fixed(vec![0.4, 0.3, 0.2, 0.1], 1);
    let mut counts = |options: Sampling| {
        let options = Sampling { length: 20_000, ..options };
        let mut counts = [0.0; 4];
        for t in generate(&mut model, &[0], Special::default(), options).expect("drawn").tokens {
            counts[t as usize] += 1.0 / 20_000.0;
        }
        counts
    };
    let near = |got: [f64; 4], wanted: [f64; 4]| {
        assert!(got.iter().zip(wanted).all(|(g, w)| (g - w).abs() < 0.02), "{got:?}");
    };
    near(counts(Sampling::default()), [0.4, 0.3, 0.2, 0.1]);
    near(counts(Sampling { top_k: Some(2), ..Sampling::default() }), [4.0 / 7.0, 3.0 / 7.0, 0.0, 0.0]);
    near(counts(Sampling { top_p: 0.65, ..Sampling::default() }), [4.0 / 7.0, 3.0 / 7.0, 0.0, 0.0]);
    // Temperature 1/2 squares: 16, 9, 4, 1 of 30.
    near(
        counts(Sampling { temperature: 0.5, ..Sampling::default() }),
        [16.0 / 30.0, 9.0 / 30.0, 4.0 / 30.0, 1.0 / 30.0],
    );
}

#[test]
fn refuses_options_that_mean_nothing() {
    for (bad, says) in [
        (Sampling { temperature: f64::NAN, ..Sampling::default() }, "temperature is NaN"),
        (Sampling { temperature: -1.0, ..Sampling::default() }, "temperature is -1"),
        (Sampling { top_k: Some(0), ..Sampling::default() }, "topK is 0"),
        (Sampling { top_p: 0.0, ..Sampling::default() }, "topP is 0"),
        (Sampling { seed: u64::MAX, ..Sampling::default() }, "seed is"),
    ] {
        let message = bad.checked().expect_err("refused").to_string();
        assert!(message.contains(says), "{message}");
    }
}
