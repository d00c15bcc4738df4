//! What questions are made from: the current model and its text.

use crate::backend::Cpu;
use crate::model::{Dims, Parameters, Tensor};
use crate::rng::Rng;
use crate::text::{Corpus, Split, Vocabulary};

/// The current model, and its text if it has one.
pub struct Ground<'a> {
    /// The tokens by id.
    pub vocabulary: &'a Vocabulary,
    /// The model's numbers.
    pub parameters: &'a Parameters,
    /// The workspace to run them in.
    pub cpu: &'a mut Cpu,
    /// Its text.
    pub corpus: Option<&'a Corpus>,
}

/// The most tokens of a line: as many as fit on a line of the page.
const LONGEST: usize = 9;

/// One example with everything that the questions need.
pub(crate) struct Seen {
    pub context: Vec<u32>,
    pub target: u32,
}

impl Ground<'_> {
    pub(super) fn dims(&self) -> Dims {
        self.parameters.layout.config.dims
    }

    pub(super) fn word(&self, id: u32) -> String {
        self.vocabulary.token(id).to_owned()
    }

    pub(super) fn words(&self, ids: &[u32]) -> Vec<String> {
        ids.iter().map(|&id| self.word(id)).collect()
    }

    /// The network's distribution after these n ids, with the rounded probabilities that are shown.
    pub(super) fn predict(&mut self, context: &[u32]) -> Option<Vec<f64>> {
        let all = self.cpu.forward(self.parameters, context);
        all.iter().all(|p| p.is_finite()).then(|| all.iter().map(|&p| f64::from(p)).collect())
    }

    /// An example of a split.
    pub(super) fn example(&self, split: Split, rng: &mut Rng) -> Option<Seen> {
        let windows = self.corpus?.split(split).windows(self.dims().context);
        if windows.is_empty() {
            return None;
        }
        let mut context = vec![0; self.dims().context];
        let target =
            windows.gather(rng.below(windows.len().min(u32::MAX as usize) as u32) as usize, &mut context);
        Some(Seen { context, target })
    }

    /// Runs the example forward and backward; [`Ground::tensor`] then has its tensors.
    pub(super) fn trace(&mut self, seen: &Seen) -> bool {
        self.cpu.gradients(self.parameters, &seen.context, &[seen.target]).is_finite()
    }

    pub(super) fn tensor(&self, tensor: Tensor) -> Option<Vec<f64>> {
        Some(self.cpu.tensor(tensor)?.iter().map(|&x| f64::from(x)).collect())
    }

    /// Draws lines of a split, each separately, none of them empty.
    pub(super) fn lines(&self, split: Split, count: usize, rng: &mut Rng) -> Option<Vec<Vec<u32>>> {
        let stream = self.corpus?.split(split);
        let sentences = stream.sentences();
        let places = if sentences > 0 { sentences } else { stream.len() };
        if places == 0 {
            return None;
        }
        let mut rows = Vec::new();
        for _ in 0..4 * count {
            let from = rng.below(places.min(u32::MAX as usize) as u32) as usize;
            let wanted = if sentences > 0 { 1 } else { LONGEST };
            let mut row = stream.rows(from, wanted).pop().unwrap_or_default();
            row.truncate(LONGEST);
            if !row.is_empty() {
                rows.push(row);
            }
            if rows.len() == count {
                return Some(rows);
            }
        }
        None
    }

    /// A line of a split with at least `least` tokens.
    pub(super) fn line(&self, split: Split, least: usize, rng: &mut Rng) -> Option<Vec<u32>> {
        self.lines(split, 8, rng)?.into_iter().find(|line| line.len() >= least)
    }

    /// ln P of each token of a sentence, and of its end if the text has sentences.
    pub(super) fn factors(&mut self, line: &[u32]) -> Option<Vec<f64>> {
        let n = self.dims().context;
        let boundary = self.vocabulary.boundary();
        let mut all = vec![boundary.unwrap_or_default(); if boundary.is_some() { n } else { 0 }];
        all.extend_from_slice(line);
        all.extend(boundary);
        (n..all.len())
            .map(|at| Some(libm::log(*self.predict(&all[at - n..at])?.get(all[at] as usize)?)))
            .collect()
    }

    /// An ordinary token that is not one of these.
    pub(super) fn other(&self, not: &[u32], rng: &mut Rng) -> Option<u32> {
        let special = [self.vocabulary.boundary(), self.vocabulary.unknown()];
        (0..32)
            .map(|_| rng.below(self.vocabulary.len() as u32))
            .find(|id| !not.contains(id) && !special.contains(&Some(*id)))
    }
}

/// A number from `low` to `high` in steps of a `parts`th.
pub(crate) fn drawn(rng: &mut Rng, low: i32, high: i32, parts: i32) -> f64 {
    f64::from(low + rng.below((high - low + 1) as u32) as i32) / f64::from(parts)
}

/// A whole number from `low` to `high`.
pub(crate) fn whole(rng: &mut Rng, low: u32, high: u32) -> usize {
    (low + rng.below(high - low + 1)) as usize
}

/// One of several.
pub(crate) fn one_of<T: Copy>(rng: &mut Rng, all: &[T]) -> T {
    all[rng.below(all.len() as u32) as usize]
}
