//! What an example's tensors are called, and where their numbers lie: one way to read any of them, for the inspector's
//! sums, the stage's images and the copies that leave.

use super::{Example, Shown};
use crate::error::{Error, Result};
use crate::model::{Config, Tensor};
use crate::ops::Matrix;
use crate::train::Rule;

/// Everything of an example that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A tensor of the plan.
    Plan(Tensor),
    /// A parameter after the update: `updated.W`.
    Updated(Tensor),
    /// What the optimizer remembers before the update: momentum's `v.W`, AdamW's `m.W`.
    First(Tensor),
    /// AdamW's `v.W`, before the update.
    Second(Tensor),
    /// `sigma'`, the activation's slope at a; H.
    Slope,
    /// `y`, the one-hot target; |V|.
    OneHot,
    /// The softmax's small steps: `maximum`, one number.
    Maximum,
    /// `shifted`, |V|.
    Shifted,
    /// `exponentials`, |V|.
    Exponentials,
    /// `sum`, one number.
    Sum,
    /// dz's small steps: `dyhat`, |V|.
    DYhat,
    /// `jacobian`, |V| x |V|.
    Jacobian,
    /// `product`, |V|.
    Product,
    /// `eta`, the update's rate; one number, like the three that follow.
    Rate,
    /// `mu`, momentum's.
    Momentum,
    /// `keep`, what weight decay leaves of a parameter.
    Keep,
    /// `clip`, what clipping leaves of a gradient.
    Clip,
}

/// The names that are no tensor's of the plan and no parameter's with a prefix.
const OTHERS: [(Named, &str); 13] = [
    (Named::Slope, "sigma'"),
    (Named::OneHot, "y"),
    (Named::Maximum, "maximum"),
    (Named::Shifted, "shifted"),
    (Named::Exponentials, "exponentials"),
    (Named::Sum, "sum"),
    (Named::DYhat, "dyhat"),
    (Named::Jacobian, "jacobian"),
    (Named::Product, "product"),
    (Named::Rate, "eta"),
    (Named::Momentum, "mu"),
    (Named::Keep, "keep"),
    (Named::Clip, "clip"),
];

/// A parameter's names with their prefixes: after the update, and the two memories.
const PREFIXED: [(Tensor, [&str; 3]); 5] = [
    (Tensor::E, ["updated.E", "m.E", "v.E"]),
    (Tensor::W, ["updated.W", "m.W", "v.W"]),
    (Tensor::b, ["updated.b", "m.b", "v.b"]),
    (Tensor::U, ["updated.U", "m.U", "v.U"]),
    (Tensor::c, ["updated.c", "m.c", "v.c"]),
];

impl Named {
    /// Its shape as shown.
    pub fn shape(self, config: &Config) -> Vec<usize> {
        let words = config.dims.vocabulary;
        match self {
            Named::Plan(t) | Named::Updated(t) | Named::First(t) | Named::Second(t) => t.shape(config),
            Named::Slope => vec![config.dims.hidden],
            Named::OneHot | Named::Shifted | Named::Exponentials | Named::DYhat | Named::Product => {
                vec![words]
            }
            Named::Jacobian => vec![words, words],
            Named::Maximum | Named::Sum => vec![1],
            Named::Rate | Named::Momentum | Named::Keep | Named::Clip => vec![1],
        }
    }

    /// As scripts spell it, where this rule updates.
    pub fn name(self, rule: Rule) -> &'static str {
        let prefixed = |tensor: Tensor, which: usize| {
            PREFIXED.iter().find(|(t, _)| *t == tensor).map_or("", |(_, names)| names[which])
        };
        match self {
            Named::Plan(tensor) => tensor.name(),
            Named::Updated(tensor) => prefixed(tensor, 0),
            // The one memory of momentum is a velocity.
            Named::First(tensor) => prefixed(tensor, if rule == Rule::Momentum { 2 } else { 1 }),
            Named::Second(tensor) => prefixed(tensor, 2),
            other => OTHERS.iter().find(|(named, _)| *named == other).map_or("", |(_, name)| name),
        }
    }
}

impl Example<'_> {
    /// What has this name here.
    ///
    /// # Errors
    /// Nothing has.
    pub fn named(&self, name: &str) -> Result<Named> {
        let rule = self.rule();
        let parameters = self.parameters.layout.tensors();
        let prefixed = || {
            let (tensor, names) = PREFIXED
                .iter()
                .find(|(tensor, names)| parameters.contains(tensor) && names.contains(&name))?;
            match (names.iter().position(|n| *n == name)?, rule) {
                (0, _) => Some(Named::Updated(*tensor)),
                (1, Rule::AdamW) | (2, Rule::Momentum) => Some(Named::First(*tensor)),
                (2, Rule::AdamW) => Some(Named::Second(*tensor)),
                _ => None,
            }
        };
        let other = || OTHERS.iter().find(|(_, other)| *other == name).map(|(named, _)| *named);
        Tensor::named(name)
            .filter(|&tensor| self.has(tensor))
            .map(Named::Plan)
            .or_else(prefixed)
            .or_else(other)
            .ok_or_else(|| Error::value("tensor", name, "it must be a tensor of this network, such as \"z\""))
    }

    /// Whether this network has the tensor: biases and their gradients are only where there are biases.
    pub(super) fn has(&self, tensor: Tensor) -> bool {
        self.cpu.config().bias || !matches!(tensor, Tensor::b | Tensor::c | Tensor::db | Tensor::dc)
    }

    /// The rule that its update would follow.
    pub(super) fn rule(&self) -> Rule {
        self.change.map_or(Rule::default(), |change| change.settings.rule)
    }

    /// All numbers of a tensor, rows and columns as shown; a vector is one column.
    ///
    /// # Errors
    /// What is not written out: a Jacobian too large, what belongs to an update where there is none.
    pub fn matrix(&self, named: Named) -> Result<Matrix<'_, f32>> {
        let config = self.cpu.config();
        let shape = named.shape(config);
        let (rows, columns) = (shape[0], shape.get(1).copied().unwrap_or(1));
        let plain = |data| Matrix::new(data, rows, columns);
        // In memory a word's numbers lie side by side.
        let as_shown = |tensor: Tensor, data| match tensor {
            Tensor::E | Tensor::dE => Matrix::new(data, columns, rows).transposed(),
            _ => plain(data),
        };
        let range = |tensor| self.parameters.layout.range(tensor);
        Ok(match named {
            Named::Plan(Tensor::L) => plain(std::slice::from_ref(&self.loss)),
            Named::Plan(t) => as_shown(t, self.cpu.tensor(t).unwrap_or_else(|| self.parameters.slice(t))),
            Named::Updated(t) => as_shown(t, self.after()?.parameters.slice(t)),
            Named::First(t) => as_shown(t, &self.after()?.first[range(t)]),
            Named::Second(t) => as_shown(t, &self.after()?.second[range(t)]),
            Named::Slope => plain(self.slopes()),
            Named::OneHot => plain(self.one_hot()),
            Named::Maximum => plain(std::slice::from_ref(&self.softmax_parts().maximum)),
            Named::Shifted => plain(&self.softmax_parts().shifted),
            Named::Exponentials => plain(&self.softmax_parts().exponentials),
            Named::Sum => plain(std::slice::from_ref(&self.softmax_parts().sum)),
            Named::DYhat => plain(&self.dz_parts().dyhat),
            Named::Jacobian => plain(self.dz_parts().jacobian.as_deref().ok_or_else(|| {
                Error::value(
                    "tensor",
                    "jacobian",
                    format!("it is written out for at most {} words", super::JACOBIAN_LIMIT),
                )
            })?),
            Named::Product => plain(&self.dz_parts().product),
            Named::Rate => plain(std::slice::from_ref(&self.after()?.amounts.rate)),
            Named::Momentum => plain(std::slice::from_ref(&self.after()?.amounts.momentum)),
            Named::Keep => plain(std::slice::from_ref(&self.after()?.amounts.keep)),
            Named::Clip => plain(std::slice::from_ref(&self.after()?.amounts.scale)),
        })
    }

    /// A tensor of the plan as shown; none for what this network has not.
    pub fn shown(&self, tensor: Tensor) -> Option<Shown> {
        let config = self.cpu.config();
        if !self.has(tensor) {
            return None;
        }
        let data = copied(self.matrix(Named::Plan(tensor)).ok()?);
        Some(Shown { tensor, shape: tensor.shape(config), data })
    }
}

/// A matrix's numbers, row after row.
pub fn copied(matrix: Matrix<'_, f32>) -> Vec<f32> {
    let Matrix { data, rows, columns, .. } = matrix;
    if matrix.column_stride == 1 {
        return data.to_vec();
    }
    (0..rows).flat_map(|i| (0..columns).map(move |j| matrix.at(i, j))).collect()
}
