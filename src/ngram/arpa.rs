//! An n-gram model as ARPA, the field's text format: KenLM and SRILM read it, and every probability comes back.
//!
//! ARPA says P(w|h) for the n-grams it lists, and P(w|h) = backoff(h) P(w|h') for the others. Interpolated Kneser-Ney is of that form:
//! its g(h) is the backoff weight. So is add-k, with 1/|V| below the highest order. Where a history is padded, its boundaries are one
//! `<s>`, as the format has it, and its numbers are those of the whole padded history.

use std::fmt::Write as _;

use super::{Ngram, Rule};
use crate::error::{Error, Result};

/// `<s>` in a listed n-gram: the padding, however long. It is no token of the vocabulary.
const START: u32 = u32::MAX;
/// What stands for "never predicted": the format's own habit.
const NEVER: &str = "-99";
/// More n-grams than this are not written: their list alone takes 20 bytes each.
const MOST: usize = 5_000_000;

type Gram = [u32; super::MAXIMUM_ORDER];

/// The file in the making, a piece at a time.
#[derive(Debug)]
pub struct Arpa {
    /// The n-grams of each order, sorted.
    orders: Vec<Vec<Gram>>,
    boundary: Option<u32>,
    order: usize,
    at: usize,
}

impl Arpa {
    /// Which n-grams there will be. `boundary`: what pads and ends a sentence, where there is one.
    ///
    /// # Errors
    /// Maximum likelihood, which has no probability to give after an unseen history; more n-grams than can be listed.
    pub fn new(model: &Ngram, boundary: Option<u32>) -> Result<Self> {
        if !model.is_smoothed() || matches!(model.rule, Rule::AddK(k) if k == 0.0) {
            return Err(Error::State(
                "maximum likelihood gives unseen n-grams no probability, and ARPA needs one; choose Kneser-Ney or add-k"
                    .to_owned(),
            ));
        }
        if model.stored() > MOST {
            return Err(Error::State(format!(
                "this model has {} n-grams; at most {MOST} are written; a lower order has fewer",
                model.stored()
            )));
        }
        let n = model.options.order;
        let mut orders = vec![Vec::new(); n];
        orders[0].extend((0..model.vocabulary as u32).map(gram1));
        orders[0].push(gram1(START));
        for (i, level) in model.levels.iter().enumerate() {
            let length = n - model.levels.len() + i;
            for place in 0..level.table.contexts() {
                let context = level.table.context(place, length);
                let padding = context.iter().take_while(|&&token| Some(token) == boundary).count();
                // A shorter padded history is the whole one's, which is listed from the highest order.
                if padding > 0 && length + 1 < n {
                    continue;
                }
                let mut gram: Vec<u32> = if padding > 0 { vec![START] } else { Vec::new() };
                gram.extend(&context[padding..]);
                for &token in level.table.followers(place).tokens {
                    orders[gram.len()].push(packed(&gram, token));
                }
            }
        }
        // A listed n-gram's history is listed too. Only what Kneser-Ney's continuations leave out has to be added: a stream's first tokens,
        // and add-k's lower orders.
        for length in (1..n).rev() {
            let (below, above) = orders.split_at_mut(length);
            let Some(below) = below.last_mut() else { continue };
            below.sort_unstable();
            let missing: Vec<Gram> = above[0]
                .iter()
                .map(|gram| prefix(gram, length))
                .filter(|history| below.binary_search(history).is_err())
                .collect();
            below.extend(missing);
        }
        for grams in &mut orders {
            grams.sort_unstable();
            grams.dedup();
        }
        Ok(Arpa { orders, boundary, order: 0, at: 0 })
    }

    /// The next lines, about `count` of them; None after the last. `name`: how a token is written.
    pub fn piece(&mut self, model: &Ngram, name: impl Fn(u32) -> String, count: usize) -> Option<String> {
        let mut out = String::new();
        if self.order == 0 {
            out.push_str("\\data\\\n");
            for (i, grams) in self.orders.iter().enumerate() {
                let _ = writeln!(
                    out,
                    "ngram {}={}",
                    i + 1,
                    grams.len() + usize::from(i == 0 && self.boundary.is_none())
                );
            }
            self.order = 1;
        }
        let grams = self.orders.get(self.order - 1)?;
        if self.at == 0 {
            let _ = writeln!(out, "\n\\{}-grams:", self.order);
            if self.order == 1 && self.boundary.is_none() {
                // A stream has no end of a sentence; readers want the mark all the same.
                let _ = writeln!(out, "{NEVER}\t</s>");
            }
        }
        let stop = self.at.saturating_add(count).min(grams.len());
        for gram in &grams[self.at..stop] {
            let gram = &gram[..self.order];
            let log = if gram == [START] { NEVER.to_owned() } else { decimal(self.probability(model, gram)) };
            let _ = write!(out, "{log}\t");
            for (i, &token) in gram.iter().enumerate() {
                let text = if token == START { "<s>".to_owned() } else { name(token) };
                let _ = write!(out, "{}{text}", if i == 0 { "" } else { " " });
            }
            let backoff = if self.order < self.orders.len() { self.backoff(model, gram) } else { 1.0 };
            if backoff != 1.0 {
                let _ = write!(out, "\t{}", decimal(backoff));
            }
            out.push('\n');
        }
        self.at = stop;
        if stop == grams.len() {
            (self.order, self.at) = (self.order + 1, 0);
            if self.order > self.orders.len() {
                out.push_str("\n\\end\\\n");
            }
        }
        Some(out)
    }

    /// The history as the model reads it: `<s>` is as many boundaries as fill it up.
    fn history(&self, model: &Ngram, gram: &[u32]) -> Vec<u32> {
        match (gram.first(), self.boundary) {
            (Some(&START), Some(boundary)) => {
                let mut padded = vec![boundary; model.options.order - gram.len()];
                padded.extend(&gram[1..]);
                padded
            }
            _ => gram.to_vec(),
        }
    }

    /// P of the last token after those before it.
    fn probability(&self, model: &Ngram, gram: &[u32]) -> f64 {
        let (&token, before) = gram.split_last().expect("an n-gram has a token");
        let history = self.history(model, before);
        match model.rule {
            Rule::KneserNey => model.recursion(&history, token),
            _ if history.len() + 1 < model.options.order => 1.0 / model.vocabulary as f64,
            _ => model.probability(&history, token).unwrap_or_default(),
        }
    }

    /// What an unseen token's shorter probability is multiplied by after this history.
    fn backoff(&self, model: &Ngram, gram: &[u32]) -> f64 {
        if gram[0] == START && self.boundary.is_none() {
            return 1.0;
        }
        let history = self.history(model, gram);
        match model.rule {
            Rule::KneserNey => {
                // A padded history backs off in one step through all the lengths that its one `<s>` stands for.
                (gram.len()..=history.len())
                    .map(|length| model.left(&history[history.len() - length..]))
                    .product()
            }
            Rule::AddK(k) if history.len() + 1 == model.options.order => {
                let size = model.vocabulary as f64;
                let total = model.highest().table.find(&history).map_or(0, |followers| followers.total);
                k * size / (total as f64 + k * size)
            }
            _ => 1.0,
        }
    }
}

fn gram1(token: u32) -> Gram {
    let mut gram = Gram::default();
    gram[0] = token;
    gram
}

fn packed(history: &[u32], token: u32) -> Gram {
    let mut gram = Gram::default();
    gram[..history.len()].copy_from_slice(history);
    gram[history.len()] = token;
    gram
}

fn prefix(gram: &Gram, length: usize) -> Gram {
    let mut shorter = Gram::default();
    shorter[..length].copy_from_slice(&gram[..length]);
    shorter
}

/// log10, as the format writes it.
fn decimal(probability: f64) -> String {
    format!("{:.7}", libm::log10(probability))
}
