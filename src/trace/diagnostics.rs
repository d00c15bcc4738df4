//! Diagnostics of one example: norms, the gradient's flow, update-to-data ratios, and warnings.

use serde::Serialize;

use super::Example;
use super::named::Named;
use crate::error::{Error, Result};
use crate::model::{Operation, Parameters, Tensor};
use crate::ops::sum::sum_of_squares;

/// A hidden unit is saturated if |sigma'(a)| is below this part of sigma's steepest slope: 1 for tanh, 1/4 for the sigmoid. A relu does
/// not saturate: it is on or off, and one that is always off is dead.
pub const SATURATED_BELOW: f64 = 0.05;
/// A gradient vanishes if its norm is below this part of the norm of dz, the first gradient.
pub const VANISHING_BELOW: f64 = 1e-3;
/// A gradient explodes if its norm is above this many times the norm of dz, or not finite.
pub const EXPLODING_ABOVE: f64 = 1e3;

/// The L2 norm, summed in f64.
pub fn norm(values: &[f32]) -> f64 {
    sum_of_squares(values).sqrt()
}

/// One step of the gradient's flow from the loss to the words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// The value from which the gradient flows.
    pub from: &'static str,
    /// The value to which it flows; "word" at the end.
    pub to: &'static str,
    /// The gradient.
    pub tensor: &'static str,
    /// Its L2 norm; at the end, that of one word's part.
    pub norm: f64,
    /// At the end: the word's position, 0 for the oldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
}

/// What is wrong with a number or a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FlagKind {
    /// See [`SATURATED_BELOW`].
    Saturated,
    /// See [`VANISHING_BELOW`].
    Vanishing,
    /// See [`EXPLODING_ABOVE`].
    Exploding,
}

/// A warning, and where it belongs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flag {
    /// The tensor.
    pub tensor: &'static str,
    /// The index of the number, if the warning is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Vec<usize>>,
    /// The kind of warning.
    pub kind: FlagKind,
    /// What was compared with the limit: the slope as a part of the steepest, or the norm as a multiple of the norm of dz.
    pub value: f64,
}

/// The sizes of one example's numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostics {
    /// The L2 norm of every tensor that this network has.
    pub norms: Vec<(Tensor, f64)>,
    /// The gradient from the loss back to each word.
    pub flow: Vec<Flow>,
    /// For each parameter |update| / |data|, L2; infinite if all its numbers are zero and the update is not.
    pub ratios: Vec<(Tensor, f64)>,
    /// The warnings.
    pub flags: Vec<Flag>,
}

impl Example<'_> {
    /// The diagnostics of the example; `after` has the parameters after the update.
    ///
    /// # Errors
    /// None that an example can meet: every tensor of the plan is there.
    pub fn diagnostics(&self, after: &Parameters) -> Result<Diagnostics> {
        let in_memory = |tensor| {
            let whole = self.matrix(Named::Plan(tensor))?.to_slice_memory_order();
            Ok::<_, Error>(whole.expect("a tensor lies in one piece"))
        };
        let mut norms = Vec::new();
        for tensor in self.tensors() {
            norms.push((tensor, norm(in_memory(tensor)?)));
        }
        let of = |tensor: Tensor| norms.iter().find(|(t, _)| *t == tensor).map_or(0.0, |(_, norm)| *norm);
        let mut flow = Vec::new();
        let config = *self.cpu.config();
        for step in self.parameters.layout.plan.steps_in(&config) {
            let tensor = step.operation.writes();
            // The gradient flows through the derivatives by values; those by parameters branch off.
            let Some(to) = tensor.parent().filter(|of| !of.is_parameter()) else {
                if let Operation::Scatter { from, .. } = step.operation {
                    for (position, part) in in_memory(from)?.chunks_exact(config.dims.embedding).enumerate() {
                        let of = from.parent().map_or("", Tensor::name);
                        let (norm, position) = (norm(part), Some(position));
                        flow.push(Flow { from: of, to: "word", tensor: from.name(), norm, position });
                    }
                }
                continue;
            };
            let from = step.operation.reads(&config).into_iter().find_map(Tensor::parent);
            flow.push(Flow {
                from: from.unwrap_or(Tensor::L).name(),
                to: to.name(),
                tensor: tensor.name(),
                norm: of(tensor),
                position: None,
            });
        }
        let mut flags = self.saturated();
        flags.extend(unusual(&flow));
        let ratios =
            after.layout.tensors().iter().map(|&t| (t, ratio(self.parameters.slice(t), after.slice(t))));
        Ok(Diagnostics { ratios: ratios.collect(), norms, flow, flags })
    }

    fn saturated(&self) -> Vec<Flag> {
        let Some(steepest) = self.cpu.config().activation.steepest() else { return Vec::new() };
        let part = |(i, slope): (usize, &f32)| (i, f64::from(slope.abs()) / steepest);
        let flags = self.maps().flat_map(|(_, to, _)| {
            let flag = move |(i, value)| Flag {
                tensor: to.name(),
                index: Some(vec![i]),
                kind: FlagKind::Saturated,
                value,
            };
            let parts = self.slopes(to).iter().enumerate().map(part);
            parts.filter(|(_, part)| *part < SATURATED_BELOW).map(flag).collect::<Vec<_>>()
        });
        flags.collect()
    }
}

/// Warnings for gradients that are much larger or smaller than the first one, dz.
fn unusual(flow: &[Flow]) -> Vec<Flag> {
    let whole = flow.iter().filter(|step| step.position.is_none());
    let first = flow.first().map_or(0.0, |step| step.norm);
    whole
        .filter_map(|step| {
            let value = step.norm / first;
            let kind = if !step.norm.is_finite() || value > EXPLODING_ABOVE {
                FlagKind::Exploding
            } else if value < VANISHING_BELOW {
                FlagKind::Vanishing
            } else {
                return None;
            };
            Some(Flag { tensor: step.tensor, index: None, kind, value })
        })
        .collect()
}

/// |after - before| / |before|
fn ratio(before: &[f32], after: &[f32]) -> f64 {
    let change = before.iter().zip(after).map(|(&before, &after)| {
        let change = f64::from(after) - f64::from(before);
        change * change
    });
    let change = change.sum::<f64>().sqrt();
    if change == 0.0 { 0.0 } else { change / norm(before) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norms_and_ratios_by_hand() {
        assert_eq!(norm(&[3.0, 0.0, -4.0]), 5.0);
        assert_eq!(norm(&[1e30, 0.0]), f64::from(1e30f32));
        assert_eq!(ratio(&[3.0, 4.0], &[3.0, 3.5]), 0.1);
        assert_eq!(ratio(&[0.0, 0.0], &[0.0, 0.0]), 0.0);
        assert_eq!(ratio(&[0.0], &[1.0]), f64::INFINITY);
    }

    #[test]
    fn what_is_out_of_proportion_is_flagged_where_it_is() {
        let flow = |norms: [f64; 4]| {
            let names = ["dz", "dh", "da", "de"];
            let step = |(tensor, norm)| Flow { from: "", to: "", tensor, norm, position: None };
            names.into_iter().zip(norms).map(step).collect::<Vec<_>>()
        };
        let kinds = |norms| unusual(&flow(norms)).into_iter().map(|f| (f.tensor, f.kind)).collect::<Vec<_>>();
        assert_eq!(kinds([0.5, 0.1, 0.01, 0.001]), []);
        assert_eq!(
            kinds([0.5, 0.1, 4e-4, 501.0]),
            [("da", FlagKind::Vanishing), ("de", FlagKind::Exploding)]
        );
        assert_eq!(kinds([0.5, 0.1, f64::NAN, 1.0]), [("da", FlagKind::Exploding)]);
        // The first gradient is zero, so there is nothing to compare with.
        assert_eq!(kinds([0.0, 0.0, 0.0, 0.0]), []);
    }
}
