//! The gradient check: compares the gradient that a backend really used with central differences of the loss in f64.
//!
//! ```text
//! dL/dx ~ (8 (L(x + h) - L(x - h)) - (L(x + 2h) - L(x - 2h))) / 12 h      an error of order h^4
//! error = |g - fd| / max(|g|, |fd|, 1e-3 · the tensor's largest |g|)
//! ```
//! With relu the loss has kinks. If one of the four points is on the other side of a kink than x, the difference means nothing, so the
//! entry is skipped and counted.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::backend::Reference;
use crate::lm::Done;
use crate::model::{Activation, Layout, Operation, Parameters, Phase, Tensor};
use crate::rng::{Rng, Stream};

/// h. For a thousandth the formula's error and the rounding of f64 are both about 1e-12.
pub const STEP: f64 = 1e-3;
/// The error of a gradient that is smaller than this part of its tensor's largest is relative to that part, not to the gradient.
pub const FLOOR: f64 = 1e-3;

/// The error of a gradient g against a difference.
pub fn error(g: f64, difference: f64, largest: f64) -> f64 {
    let error = (g - difference).abs() / g.abs().max(difference.abs()).max(FLOOR * largest);
    // Both are zero, and so is the whole tensor: there is no error.
    if error.is_nan() && g == difference { 0.0 } else { error }
}

/// Differences of one batch's mean loss.
#[derive(Debug, Clone)]
pub struct Differences {
    parameters: Parameters<f64>,
    contexts: Vec<u32>,
    targets: Vec<u32>,
    sides: Vec<bool>,
}

impl Differences {
    /// The parameters around which it differentiates.
    pub fn new(parameters: Parameters<f64>, contexts: &[u32], targets: &[u32]) -> Self {
        let sides = sides(&Reference::forward(&parameters, contexts, targets), &parameters);
        Differences { parameters, contexts: contexts.to_vec(), targets: targets.to_vec(), sides }
    }

    /// The derivative by number `i` of a parameter, in the order of memory; none if a kink is too near.
    pub fn at(&mut self, tensor: Tensor, i: usize) -> Option<f64> {
        let near = self.loss_at(tensor, i, STEP)? - self.loss_at(tensor, i, -STEP)?;
        let far = self.loss_at(tensor, i, 2.0 * STEP)? - self.loss_at(tensor, i, -2.0 * STEP)?;
        Some((8.0 * near - far) / (12.0 * STEP))
    }

    fn loss_at(&mut self, tensor: Tensor, i: usize, offset: f64) -> Option<f64> {
        let before = self.parameters.slice(tensor)[i];
        self.parameters.slice_mut(tensor)[i] = before + offset;
        let run = Reference::forward(&self.parameters, &self.contexts, &self.targets);
        let loss = (sides(&run, &self.parameters) == self.sides).then(|| run.mean_loss());
        self.parameters.slice_mut(tensor)[i] = before;
        loss
    }
}

/// On which side of relu's kink each hidden unit is; other activations have no kink.
fn sides(run: &Reference<'_, f64>, parameters: &Parameters<f64>) -> Vec<bool> {
    let layout = parameters.layout;
    if layout.config.activation != Activation::Relu {
        return Vec::new();
    }
    let mapped = layout.plan.steps.iter().filter_map(|step| match step.operation {
        Operation::Map { from, .. } => Some(run.tensor(from)),
        _ => None,
    });
    mapped.flatten().map(|&a| a > 0.0).collect()
}

/// The result of a check for one tensor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradientFinding {
    /// The gradient.
    pub tensor: &'static str,
    /// The largest error; 0 if nothing was checked.
    pub worst: f64,
    /// Where it is, row and column as shown.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<GradientPlace>,
    /// Entries compared.
    pub checked: usize,
    /// Entries that were skipped, because a kink was too near.
    pub skipped: usize,
}

/// One entry of a gradient, and both numbers for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradientPlace {
    /// The gradient.
    pub tensor: &'static str,
    /// Row and column as shown.
    pub index: Vec<usize>,
    /// The backend's number.
    pub gradient: f32,
    /// The number by differences.
    pub difference: f64,
}

/// The result of a whole check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradientReport {
    /// The largest error of all.
    pub worst: f64,
    /// Where it is; absent where nothing was checked.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<GradientPlace>,
    /// Entries compared.
    pub checked: usize,
    /// Entries left out: a kink was too near.
    pub skipped: usize,
    /// The same for each gradient.
    pub tensors: Vec<GradientFinding>,
}

/// A check in pieces. It borrows nothing and changes nothing.
#[derive(Debug, Clone)]
pub struct GradientCheck {
    differences: Differences,
    /// For each tensor the gradient's numbers in memory's order, and the largest of them.
    gradients: Vec<(Tensor, Tensor, Vec<f32>, f64)>,
    /// The next number of each tensor to be compared.
    entries: Vec<(usize, usize)>,
    next: usize,
    found: Vec<GradientFinding>,
}

impl GradientCheck {
    /// Draws `samples` entries from a stream of its own, as evenly over the gradients as their sizes allow. A column of dE that the batch
    /// did not read is zero by construction, so three of four draws are from columns that it read.
    ///
    /// `gradients` has the gradient of this batch's mean loss, as a backend computed it; with `only`, one tensor alone is checked.
    pub fn new(
        parameters: &Parameters,
        gradients: &Parameters,
        contexts: &[u32],
        targets: &[u32],
        only: Option<Tensor>,
        samples: usize,
        seed: u64,
    ) -> Self {
        let wide = Parameters {
            layout: parameters.layout,
            data: parameters.data.iter().map(|&x| f64::from(x)).collect(),
        };
        let gradients: Vec<_> = parameters
            .layout
            .gradients()
            .filter(|(_, gradient)| only.is_none_or(|only| only == *gradient))
            .map(|(of, gradient)| {
                let data = gradients.slice(of).to_vec();
                let largest = data.iter().fold(0.0f64, |m, &g| m.max(f64::from(g.abs())));
                (of, gradient, data, largest)
            })
            .collect();
        let found = gradients.iter().map(|(_, gradient, ..)| GradientFinding {
            tensor: gradient.name(),
            worst: 0.0,
            place: None,
            checked: 0,
            skipped: 0,
        });
        let found = found.collect();
        let lengths: Vec<_> = gradients.iter().map(|(of, _, data, _)| (*of, data.len())).collect();
        let entries = drawn(&lengths, parameters.layout.config.dims.embedding, contexts, samples, seed);
        GradientCheck {
            differences: Differences::new(wide, contexts, targets),
            gradients,
            entries,
            next: 0,
            found,
        }
    }

    /// Elementary operations for one entry: forward passes in f64, without vector instructions.
    pub fn cost(&self) -> u64 {
        let Layout { plan, config, .. } = &self.differences.parameters.layout;
        8 * plan.operations(Phase::Forward, config)
    }

    /// Compares up to `budget` more entries.
    pub fn advance(&mut self, budget: usize) -> Done {
        let end = self.entries.len().min(self.next.saturating_add(budget));
        for &(which, i) in &self.entries[self.next..end] {
            let (of, gradient, data, largest) = &self.gradients[which];
            let found = &mut self.found[which];
            let Some(difference) = self.differences.at(*of, i) else {
                found.skipped += 1;
                continue;
            };
            found.checked += 1;
            let error = error(f64::from(data[i]), difference, *largest);
            // A NaN counts as worse than any number.
            if found.place.is_none() || error > found.worst || error.is_nan() {
                let index = of.index(&self.differences.parameters.layout.config, i);
                let tensor = gradient.name();
                found.worst = error;
                found.place = Some(GradientPlace { tensor, index, gradient: data[i], difference });
            }
        }
        self.next = end;
        Done { done: self.next, total: self.entries.len() }
    }

    /// The result so far.
    pub fn report(&self) -> GradientReport {
        let worse = |a: &&GradientFinding, b: &&GradientFinding| a.worst.total_cmp(&b.worst);
        let worst = self.found.iter().filter(|found| found.place.is_some()).max_by(worse);
        GradientReport {
            worst: worst.map_or(0.0, |found| found.worst),
            place: worst.and_then(|found| found.place.clone()),
            checked: self.found.iter().map(|found| found.checked).sum(),
            skipped: self.found.iter().map(|found| found.skipped).sum(),
            tensors: self.found.clone(),
        }
    }
}

/// Distinct entries as (tensor, number), tensor by tensor.
fn drawn(
    lengths: &[(Tensor, usize)],
    embedding: usize,
    contexts: &[u32],
    samples: usize,
    seed: u64,
) -> Vec<(usize, usize)> {
    let mut rng = Rng::new(seed, Stream::Check);
    // Each tensor in turn gives one entry, until there are enough or no more.
    let mut wanted = vec![0; lengths.len()];
    let mut left = samples;
    while left > 0 && wanted.iter().zip(lengths).any(|(wanted, (_, length))| wanted < length) {
        for (wanted, (_, length)) in wanted.iter_mut().zip(lengths) {
            if left > 0 && *wanted < *length {
                *wanted += 1;
                left -= 1;
            }
        }
    }
    let mut entries = Vec::new();
    for (which, (&wanted, &(of, length))) in wanted.iter().zip(lengths).enumerate() {
        let mut chosen = BTreeSet::new();
        let mut draws = 0;
        while chosen.len() < wanted {
            let read = of.by_column() && draws % 4 != 3 && draws < 4 * wanted;
            chosen.insert(if wanted == length {
                chosen.len()
            } else if read {
                let word = contexts[rng.below(contexts.len() as u32) as usize] as usize;
                word * embedding + rng.below(embedding as u32) as usize
            } else {
                rng.below(length as u32) as usize
            });
            draws += 1;
        }
        entries.extend(chosen.into_iter().map(|i| (which, i)));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_relative_but_not_to_next_to_nothing() {
        assert_eq!(error(1.5, 1.0, 1.0), 1.0 / 3.0);
        assert_eq!(error(1e-9, 0.0, 1.0), 1e-6);
        assert_eq!(error(0.0, 0.0, 0.0), 0.0);
        assert!(error(f64::NAN, 0.0, 1.0).is_nan());
    }

    #[test]
    fn entries_are_distinct_even_and_as_many_as_asked() {
        let lengths = [(Tensor::E, 400), (Tensor::b, 3), (Tensor::U, 200)];
        let entries = drawn(&lengths, 4, &[7, 9, 7], 60, 1);
        let of = |which| entries.iter().filter(|(w, _)| *w == which).count();
        assert_eq!([of(0), of(1), of(2)], [29, 3, 28]);
        assert_eq!(entries.iter().collect::<BTreeSet<_>>().len(), 60);
        assert!(entries.iter().all(|&(which, i)| i < lengths[which].1));
        // Words 7 and 9 have eight numbers: all of them are likely among so many draws.
        assert!(entries.iter().filter(|&&(w, i)| w == 0 && (i / 4 == 7 || i / 4 == 9)).count() > 4);
        assert_eq!(drawn(&lengths, 4, &[7, 9, 7], 10_000, 1).len(), 603);
        assert_eq!(drawn(&lengths, 4, &[7], 60, 1), drawn(&lengths, 4, &[7], 60, 1));
        assert_ne!(drawn(&lengths, 4, &[7], 60, 1), drawn(&lengths, 4, &[7], 60, 2));
    }
}
