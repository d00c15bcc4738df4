//! Writes an n-gram model as ARPA, the field's text format, from which KenLM and SRILM read every probability.
//!
//! ARPA gives P(w|h) for the n-grams that it lists, and P(w|h) = backoff(h) P(w|h') for the others. Interpolated Kneser-Ney has that
//! form, with g(h) as the backoff weight, and so has add-k, with 1/|V| below the highest order. The padding of a history is one `<s>`, as
//! in the format, with the numbers of the whole padded history.

use std::fmt::Write as _;

use super::{Ngram, Smoother};
use crate::error::{Error, Result};
use crate::memory;
use crate::reason;

/// `<s>` in a listed n-gram: padding of any length. It is not a token of the vocabulary.
const START: u32 = u32::MAX;
/// The number for "never predicted", as is usual in the format.
const NEVER: &str = "-99";
/// The most n-grams that are written: their list alone takes 20 bytes each.
const MOST: usize = 5_000_000;

type Gram = [u32; super::MAXIMUM_ORDER];

/// Writes the file a piece at a time: lists the n-grams first, then writes their lines.
#[derive(Debug)]
pub struct Arpa {
    /// The n-grams of each order, sorted.
    orders: Vec<Grams>,
    boundary: Option<u32>,
    listing: Option<Listing>,
    order: usize,
    at: usize,
}

/// N-grams of one order: those of tokens alone and those that begin with [`START`], each sorted.
#[derive(Debug, Default)]
struct Grams {
    plain: Vec<Gram>,
    padded: Vec<Gram>,
}

/// The position in listing the n-grams.
#[derive(Debug)]
enum Listing {
    /// In the model's tables: this level, and this context of it.
    Reading { level: usize, place: usize },
    /// A listed n-gram's history is listed too. Only what Kneser-Ney's continuations leave out has to be added: a stream's first tokens,
    /// and add-k's lower orders. Of the histories of this length, up to these places in the longer ones and in their own.
    Completing { length: usize, padded: bool, above: usize, below: usize, merged: Vec<Gram> },
}

/// The n-grams listed in one piece: a few milliseconds.
const LISTED: usize = 1 << 16;
/// Bytes of the list for an n-gram: its entry, as much again while the list is completed, and room to grow.
const LIST_BYTES: u64 = 3 * size_of::<Gram>() as u64;

impl Grams {
    fn len(&self) -> usize {
        self.plain.len() + self.padded.len()
    }

    fn get(&self, at: usize) -> &Gram {
        self.plain.get(at).unwrap_or_else(|| &self.padded[at - self.plain.len()])
    }

    fn side(&mut self, padded: bool) -> &mut Vec<Gram> {
        if padded { &mut self.padded } else { &mut self.plain }
    }
}

impl Arpa {
    /// Begins to write this model. `boundary`: the token that pads and ends a sentence, if there is one.
    ///
    /// # Errors
    /// Maximum likelihood, which has no probabilities after an unseen history; more n-grams than can be listed; too little
    /// memory for their list.
    pub fn new(model: &Ngram, boundary: Option<u32>) -> Result<Self> {
        if !model.is_smoothed() || matches!(model.rule, Smoother::AddK(k) if k == 0.0) {
            return Err(Error::State(reason::arpa_unsmoothed()));
        }
        if model.stored() > MOST {
            return Err(Error::State(reason::arpa_many(model.stored(), MOST)));
        }
        let listed = (model.stored() + model.vocabulary) as u64;
        memory::ask(reason::ngram_list(), &[LIST_BYTES * listed])?;
        let mut orders: Vec<Grams> = Vec::new();
        orders.resize_with(model.options.order, Grams::default);
        orders[0].plain.extend((0..model.vocabulary as u32).map(gram1));
        orders[0].padded.push(gram1(START));
        Ok(Arpa { orders, boundary, listing: Some(Listing::Reading { level: 0, place: 0 }), order: 0, at: 0 })
    }

    /// Lists about `count` more n-grams; none are left once `listing` is none.
    fn list(&mut self, model: &Ngram, count: usize) {
        let n = model.options.order;
        let mut left = count;
        while left > 0
            && let Some(listing) = &mut self.listing
        {
            match listing {
                Listing::Reading { level, place } => {
                    let Some(table) = model.levels.get(*level).map(|level| &level.table) else {
                        let merged = Vec::new();
                        let next =
                            Listing::Completing { length: n - 1, padded: false, above: 0, below: 0, merged };
                        self.listing = (n > 1).then_some(next);
                        continue;
                    };
                    if *place == table.contexts() {
                        (*level, *place) = (*level + 1, 0);
                        continue;
                    }
                    let length = n - model.levels.len() + *level;
                    let context = table.context(*place, length);
                    let followers = table.followers(*place).tokens;
                    *place += 1;
                    left = left.saturating_sub(1 + followers.len());
                    crate::counted::did(1 + followers.len());
                    let padding = context.iter().take_while(|&&token| Some(token) == self.boundary).count();
                    // A shorter padded history is the whole one's, which is listed from the highest order.
                    if padding > 0 && length + 1 < n {
                        continue;
                    }
                    let mut gram: Vec<u32> = if padding > 0 { vec![START] } else { Vec::new() };
                    gram.extend(&context[padding..]);
                    // All single tokens are listed.
                    if gram.is_empty() {
                        continue;
                    }
                    let grams = self.orders[gram.len()].side(padding > 0);
                    grams.extend(followers.iter().map(|&token| packed(&gram, token)));
                }
                Listing::Completing { length, padded, above, below, merged } => {
                    let (lower, higher) = self.orders.split_at_mut(*length);
                    let own = lower[*length - 1].side(*padded);
                    let history = higher[0].side(*padded).get(*above).map(|gram| prefix(gram, *length));
                    let listed = own.get(*below).copied();
                    let next = match (listed, history) {
                        (Some(listed), Some(history)) => Some(listed.min(history)),
                        (listed, history) => listed.or(history),
                    };
                    let Some(next) = next else {
                        *own = core::mem::take(merged);
                        (*above, *below) = (0, 0);
                        (*length, *padded) = if *padded { (*length - 1, false) } else { (*length, true) };
                        if *length == 0 {
                            self.listing = None;
                        }
                        continue;
                    };
                    *above += usize::from(history == Some(next));
                    *below += usize::from(listed == Some(next));
                    if merged.last() != Some(&next) {
                        merged.push(next);
                    }
                    left -= 1;
                    crate::counted::did(1);
                }
            }
        }
    }

    /// About `count` more lines; empty while the n-grams are still being listed; None after the last. `name` gives a token's
    /// spelling.
    pub fn piece(&mut self, model: &Ngram, name: impl Fn(u32) -> String, count: usize) -> Option<String> {
        let mut out = String::new();
        if self.listing.is_some() {
            self.list(model, LISTED);
            return Some(out);
        }
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
                // A stream has no end of a sentence, but programs that read ARPA expect the token.
                let _ = writeln!(out, "{NEVER}\t</s>");
            }
        }
        let stop = self.at.saturating_add(count).min(grams.len());
        crate::counted::did((stop - self.at) * 2 * self.orders.len());
        for at in self.at..stop {
            let gram = &grams.get(at)[..self.order];
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

    /// The history as the model reads it: `<s>` becomes as many boundaries as fill it.
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
            Smoother::KneserNey => model.recursion(&history, token),
            _ if history.len() + 1 < model.options.order => 1.0 / model.vocabulary as f64,
            _ => model.probability(&history, token).unwrap_or_default(),
        }
    }

    /// The factor of an unseen token's shorter probability after this history.
    fn backoff(&self, model: &Ngram, gram: &[u32]) -> f64 {
        if gram[0] == START && self.boundary.is_none() {
            return 1.0;
        }
        let history = self.history(model, gram);
        match model.rule {
            Smoother::KneserNey => {
                // A padded history backs off in one step through all the lengths that its `<s>` represents.
                (gram.len()..=history.len())
                    .map(|length| model.left(&history[history.len() - length..]))
                    .product()
            }
            Smoother::AddK(k) if history.len() + 1 == model.options.order => {
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
