//! What every language model can do, and everything that is written once over it: scoring, evaluation, perplexity,
//! generation. The network and the n-grams are measured by these very lines, so their figures can be compared.
//!
//! Inside, everything is in nats (natural logarithms) and f64. A context is token ids, oldest first.

use libm::{exp, log};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::rank::rank;
use crate::rng::{MAXIMUM_SEED, Rng, Stream};
use crate::text::{Vocabulary, Windows};

/// A model that gives every token of the vocabulary a probability after a context.
pub trait LanguageModel {
    /// n, how many tokens of context the model really looks at. An n-word context makes an (n+1)-gram model.
    fn context_length(&self) -> usize;

    /// |V|, how many tokens a distribution has.
    fn vocabulary_size(&self) -> usize;

    /// Writes ln P(token | context) for every token: `context` has [`context_length`](Self::context_length) ids, `out`
    /// has |V| places. False where the model has no distribution there (maximum likelihood after an unseen context);
    /// `out` then holds negative infinity everywhere.
    fn log_probabilities(&mut self, context: &[u32], out: &mut [f64]) -> bool;

    /// ln P(target | context) of B examples: `contexts` holds B·n ids, `targets` and `out` B each. Negative infinity
    /// where the model gives nothing. A model that computes in batches overrides it; the values are the same.
    fn score_batch(&mut self, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        let n = self.context_length();
        assert_eq!(contexts.len(), targets.len() * n, "contexts must be B x n");
        assert_eq!(out.len(), targets.len(), "out must be B");
        let mut row = vec![0.0; self.vocabulary_size()];
        for (example, (&target, score)) in targets.iter().zip(out).enumerate() {
            self.log_probabilities(&contexts[example * n..(example + 1) * n], &mut row);
            *score = row[target as usize];
        }
    }
}

/// Examples in order: each a target with the tokens before it. A text's windows are one; they are computed from its
/// tokens when asked for, never held as a whole.
pub trait Examples {
    /// How many examples there are.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many tokens of context each has. It may be more than a model looks at: the last ones then count.
    fn context_length(&self) -> usize;
    /// Writes the context of example `index`, oldest first, and returns its target.
    fn gather(&self, index: usize, context: &mut [u32]) -> u32;
}

impl Examples for Windows<'_> {
    fn len(&self) -> usize {
        Windows::len(self)
    }
    fn context_length(&self) -> usize {
        self.context()
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        Windows::gather(self, index, context)
    }
}

/// The tokens with a meaning of their own, where the options have them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Special {
    /// `</s>`: pads a sentence's left, ends it. None: the text is one stream.
    pub boundary: Option<u32>,
    /// `<unk>`. None: the vocabulary is closed.
    pub unknown: Option<u32>,
}

impl From<&Vocabulary> for Special {
    fn from(vocabulary: &Vocabulary) -> Self {
        Special { boundary: vocabulary.boundary(), unknown: vocabulary.unknown() }
    }
}

/// exp of a mean loss in nats: the perplexity. The one place that computes it.
pub fn perplexity(nll: f64) -> f64 {
    exp(nll)
}

/// Nats as bits: divided by ln 2.
pub fn bits(nats: f64) -> f64 {
    nats / core::f64::consts::LN_2
}

/// The accounting behind every perplexity: a sum of losses and what it is a sum over.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Sum of -ln P, nats.
    pub nll_sum: f64,
    /// Predictions counted.
    pub tokens: u64,
    /// Of these, targets that are `<unk>`.
    pub unknown: u64,
    /// Of these, sentence ends.
    pub boundaries: u64,
    /// Of these, targets with probability zero: one makes the perplexity infinite.
    pub impossible: u64,
}

/// A tally as figures. Losses are nats per token; means are over tokens, never over batches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Mean -ln P, nats per token.
    pub nll: f64,
    /// exp(nll) = 2^bits.
    pub perplexity: f64,
    /// Mean -log2 P, bits per token.
    pub bits: f64,
    /// N, predictions counted.
    pub tokens: u64,
    /// Targets that were `<unk>`.
    pub unknown: u64,
    /// Targets that were `</s>`.
    pub boundaries: u64,
    /// Targets with probability zero.
    pub impossible: u64,
}

impl Tally {
    /// Counts one prediction.
    pub fn add(&mut self, log_probability: f64, target: u32, special: Special) {
        self.nll_sum -= log_probability;
        self.tokens += 1;
        self.unknown += u64::from(special.unknown == Some(target));
        self.boundaries += u64::from(special.boundary == Some(target));
        self.impossible += u64::from(log_probability == f64::NEG_INFINITY);
    }

    /// The figures; None where nothing was counted, because a mean over nothing is no number.
    pub fn figures(&self) -> Option<Figures> {
        if self.tokens == 0 {
            return None;
        }
        let nll = self.nll_sum / self.tokens as f64;
        Some(Figures {
            nll,
            perplexity: perplexity(nll),
            bits: bits(nll),
            tokens: self.tokens,
            unknown: self.unknown,
            boundaries: self.boundaries,
            impossible: self.impossible,
        })
    }
}

/// How far a piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Examples behind.
    pub done: usize,
    /// Examples in all.
    pub total: usize,
}

/// Examples scored together.
const BATCH: usize = 64;

/// An evaluation that can be taken in pieces, so that a page stays alive while it runs. It borrows nothing.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    next: usize,
    tally: Tally,
    wide: Vec<u32>,
    contexts: Vec<u32>,
    targets: Vec<u32>,
    scores: Vec<f64>,
}

impl Evaluation {
    /// From the first example on.
    pub fn new() -> Self {
        Self::default()
    }

    /// Scores up to `budget` more examples (a multiple of the batch is best) and says how far it is.
    ///
    /// # Panics
    /// If the model looks further back than the examples' context.
    pub fn advance<M, X>(&mut self, model: &mut M, examples: &X, special: Special, budget: usize) -> Done
    where
        M: LanguageModel + ?Sized,
        X: Examples + ?Sized,
    {
        self.advance_telling(model, examples, special, budget, |_, _| ())
    }

    /// As [`Evaluation::advance`]; `tell` hears each example's index and ln P(target | context).
    ///
    /// # Panics
    /// As there.
    pub fn advance_telling<M, X>(
        &mut self,
        model: &mut M,
        examples: &X,
        special: Special,
        budget: usize,
        mut tell: impl FnMut(usize, f64),
    ) -> Done
    where
        M: LanguageModel + ?Sized,
        X: Examples + ?Sized,
    {
        let (n, width, total) = (model.context_length(), examples.context_length(), examples.len());
        assert!(n <= width, "the model looks back {n} tokens, the examples hold {width}");
        let end = total.min(self.next.saturating_add(budget));
        self.wide.resize(width, 0);
        while self.next < end {
            let batch = BATCH.min(end - self.next);
            self.contexts.clear();
            self.targets.clear();
            for index in self.next..self.next + batch {
                let target = examples.gather(index, &mut self.wide);
                self.contexts.extend_from_slice(&self.wide[width - n..]);
                self.targets.push(target);
            }
            self.scores.clear();
            self.scores.resize(batch, 0.0);
            model.score_batch(&self.contexts, &self.targets, &mut self.scores);
            for (i, (&score, &target)) in self.scores.iter().zip(&self.targets).enumerate() {
                self.tally.add(score, target, special);
                tell(self.next + i, score);
            }
            self.next += batch;
        }
        Done { done: self.next, total }
    }

    /// What was counted so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

/// All examples at once.
pub fn evaluate<M, X>(model: &mut M, examples: &X, special: Special) -> Tally
where
    M: LanguageModel + ?Sized,
    X: Examples + ?Sized,
{
    let mut evaluation = Evaluation::new();
    evaluation.advance(model, examples, special, usize::MAX);
    evaluation.tally()
}

/// A text's probability as the factors of the chain rule, one a prediction.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The predicted tokens, `</s>` at the end where there is one.
    pub tokens: Vec<u32>,
    /// ln P of each, after the history that the model really uses.
    pub log_probabilities: Vec<f64>,
    /// Whether each is a word of the vocabulary (not `<unk>`).
    pub known: Vec<bool>,
    /// The sum, with what it is a sum over.
    pub tally: Tally,
}

/// Consecutive tokens as examples: each is predicted from the `context` tokens before it, the first ones are only context.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Ids, more than `context` of them.
    pub tokens: Vec<u32>,
    /// n
    pub context: usize,
}

impl Examples for Sequence {
    fn len(&self) -> usize {
        self.tokens.len() - self.context
    }
    fn context_length(&self) -> usize {
        self.context
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        context.copy_from_slice(&self.tokens[index..index + self.context]);
        self.tokens[index + self.context]
    }
}

/// What a stream says to fewer tokens than it needs: nothing stands in for those that are missing.
pub fn too_short(needed: usize, given: usize) -> Error {
    let plural = if needed == 1 { "" } else { "s" };
    let more = needed - given;
    let right = format!("a stream has no padding: add at least {more} more");
    Error::Text(format!("{needed} token{plural} needed, {given} given; {right}"))
}

/// One sentence as examples for a model that looks back `n` tokens.
///
/// # Errors
/// An empty sentence; in a stream, no token beyond the first n.
pub fn sentence_examples(tokens: &[u32], n: usize, special: Special) -> Result<Sequence> {
    let mut padded = Vec::with_capacity(tokens.len() + n + 1);
    match special.boundary {
        Some(_) if tokens.is_empty() => {
            return Err(Error::Text("the sentence is empty; it needs at least one word".into()));
        }
        Some(boundary) => {
            padded.resize(n, boundary);
            padded.extend_from_slice(tokens);
            padded.push(boundary);
        }
        None if tokens.len() <= n => {
            return Err(too_short(n + 1, tokens.len()));
        }
        None => padded.extend_from_slice(tokens),
    }
    Ok(Sequence { tokens: padded, context: n })
}

/// Scores one sentence (without its boundaries, which are added where the options have them).
///
/// # Errors
/// An empty sentence; in a stream, no token beyond the first n.
pub fn score<M: LanguageModel + ?Sized>(model: &mut M, tokens: &[u32], special: Special) -> Result<Score> {
    let n = model.context_length();
    let line = sentence_examples(tokens, n, special)?;
    let mut contexts = vec![0; line.len() * n];
    let targets: Vec<u32> =
        (0..line.len()).map(|i| line.gather(i, &mut contexts[i * n..(i + 1) * n])).collect();
    let mut log_probabilities = vec![0.0; targets.len()];
    model.score_batch(&contexts, &targets, &mut log_probabilities);
    let mut tally = Tally::default();
    for (&target, &score) in targets.iter().zip(&log_probabilities) {
        tally.add(score, target, special);
    }
    let known = targets.iter().map(|&t| special.unknown != Some(t)).collect();
    Ok(Score { tokens: targets, log_probabilities, known, tally })
}

/// How to draw words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sampling {
    /// How many tokens at most.
    pub length: usize,
    /// Divides the logarithms: 1 is the model itself, 0 takes the best.
    pub temperature: f64,
    /// Only the k most probable. None: all.
    pub top_k: Option<usize>,
    /// Only the most probable that together reach this. 1: all.
    pub top_p: f64,
    /// The seed of the draw.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling { length: 20, temperature: 1.0, top_k: None, top_p: 1.0, seed: 1 }
    }
}

impl Sampling {
    /// The options, if words can be drawn with them.
    ///
    /// # Errors
    /// The first one out of its range.
    pub fn checked(self) -> Result<Self> {
        if !(self.temperature >= 0.0 && self.temperature.is_finite()) {
            return Err(Error::value("temperature", self.temperature, "it must be a number of at least 0"));
        }
        if self.top_k == Some(0) {
            return Err(Error::value("topK", 0, "it must be a whole number of at least 1"));
        }
        if !(self.top_p > 0.0 && self.top_p <= 1.0) {
            return Err(Error::value("topP", self.top_p, "it must be above 0 and at most 1"));
        }
        if self.seed > MAXIMUM_SEED {
            return Err(Error::value("seed", self.seed, "it must be a whole number from 0 to 2^53 - 1"));
        }
        Ok(self)
    }
}

/// Why a generation went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// As many tokens as were asked for.
    Length,
    /// `</s>` was drawn.
    Boundary,
    /// Nothing can follow: no distribution, or all of it on `<unk>`.
    Nothing,
}

/// One drawn token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Its id, never `<unk>`.
    pub token: u32,
    /// The model's own probability of it, before temperature and cuts: what Predict shows for the same context.
    pub probability: f64,
}

/// Draws words one at a time, so that a page can show each and stop. It borrows nothing.
#[derive(Debug, Clone)]
pub struct Generation {
    options: Sampling,
    special: Special,
    history: Vec<u32>,
    rng: Rng,
    drawn: usize,
    row: Vec<f64>,
    order: Vec<u32>,
    weights: Vec<f64>,
}

impl Generation {
    /// After `prompt`, which `</s>` pads on the left where the options have it.
    ///
    /// # Errors
    /// An option out of range; in a stream, a prompt shorter than the model's context.
    pub fn new<M>(model: &M, prompt: &[u32], special: Special, options: Sampling) -> Result<Self>
    where
        M: LanguageModel + ?Sized,
    {
        let options = options.checked()?;
        let n = model.context_length();
        let mut history = Vec::new();
        match special.boundary {
            Some(boundary) => history.resize(n, boundary),
            None if prompt.len() < n => return Err(too_short(n, prompt.len())),
            None => {}
        }
        history.extend_from_slice(prompt);
        let rng = Rng::new(options.seed, Stream::Sampling);
        let row = vec![0.0; model.vocabulary_size()];
        Ok(Generation {
            options,
            special,
            history,
            rng,
            drawn: 0,
            row,
            order: Vec::new(),
            weights: Vec::new(),
        })
    }

    /// Draws the next token, or says why there is none. `</s>` is told as an ending, not as a token.
    pub fn draw<M: LanguageModel + ?Sized>(&mut self, model: &mut M) -> core::result::Result<Drawn, Ending> {
        if self.drawn == self.options.length {
            return Err(Ending::Length);
        }
        let n = model.context_length();
        let exists = model.log_probabilities(&self.history[self.history.len() - n..], &mut self.row);
        let token = if exists { self.pick() } else { None }.ok_or(Ending::Nothing)?;
        if self.special.boundary == Some(token) {
            return Err(Ending::Boundary);
        }
        self.history.push(token);
        self.drawn += 1;
        Ok(Drawn { token, probability: exp(self.row[token as usize]) })
    }

    /// Temperature first, then the k best, then the most probable that reach `topP`, then a draw among what is left.
    fn pick(&mut self) -> Option<u32> {
        let Self { row, order, weights, options, special, .. } = self;
        order.clear();
        order.extend(
            (0..row.len() as u32)
                .filter(|&t| special.unknown != Some(t) && row[t as usize] > f64::NEG_INFINITY),
        );
        let by_probability = |a: &u32, b: &u32| row[*b as usize].total_cmp(&row[*a as usize]).then(a.cmp(b));
        if options.temperature == 0.0 {
            return order.iter().copied().min_by(by_probability);
        }
        rank(order, &|a, b| by_probability(&a, &b));
        order.truncate(options.top_k.unwrap_or(usize::MAX));
        let best = row[*order.first()? as usize];
        weights.clear();
        weights.extend(order.iter().map(|&t| exp((row[t as usize] - best) / options.temperature)));
        let mut total: f64 = weights.iter().sum();
        if options.top_p < 1.0 {
            let enough = options.top_p * total;
            let mut reached = 0.0;
            let kept = weights
                .iter()
                .position(|w| {
                    reached += w;
                    reached >= enough
                })
                .map_or(weights.len(), |last| last + 1);
            weights.truncate(kept);
            total = weights.iter().sum();
        }
        let mut left = self.rng.unit_f64() * total;
        // Rounding may leave a crumb after the last weight: it belongs to the last token.
        for (&token, &weight) in order.iter().zip(weights.iter()) {
            if left < weight {
                return Some(token);
            }
            left -= weight;
        }
        Some(order[weights.len() - 1])
    }
}

/// A whole generation.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The drawn tokens, without the prompt and without `</s>`.
    pub tokens: Vec<u32>,
    /// The model's own probability of each.
    pub probabilities: Vec<f64>,
    /// Why it ended.
    pub ending: Ending,
}

/// Draws until the length is reached, `</s>` comes or nothing can follow.
///
/// # Errors
/// As [`Generation::new`].
pub fn generate<M: LanguageModel + ?Sized>(
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

/// ln of a probability, for models that hold probabilities: 0 becomes negative infinity.
pub fn log_probability(probability: f64) -> f64 {
    if probability > 0.0 { log(probability) } else { f64::NEG_INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
