//! The names of an example's tensors, and one way to read the numbers of any of them: for explanations, images and copies.

use std::borrow::Cow;

use ndarray::ArrayView2;

use super::{Example, Shown};
use crate::error::{Error, Result};
use crate::model::tensor::{Kind, TensorRow};
use crate::model::{Axis, Config, Tensor};
use crate::reason;
use crate::train::OptimizerName;

/// Everything of an example that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A tensor of the plan.
    Plan(Tensor),
    /// A parameter after the update: `updated.W`.
    Updated(Tensor),
    /// The optimizer's first moment before the update: momentum's `v.W`, AdamW's `m.W`.
    First(Tensor),
    /// AdamW's second moment before the update: `v.W`.
    Second(Tensor),
    /// `sigma'`, the slope of the activation whose result is this value; H.
    Slope(Tensor),
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
    /// `mu`, of momentum.
    Momentum,
    /// `keep`, the factor that weight decay leaves of a parameter.
    Keep,
    /// `clip`, the factor that clipping leaves of a gradient.
    Clip,
}

/// A row of [`OTHERS`].
const fn other(
    name: &'static str,
    letter: &'static str,
    latex: &'static str,
    spoken: &'static str,
    axes: [Axis; 2],
) -> TensorRow {
    TensorRow { letter, latex, spoken, ..TensorRow::value(name, axes, None) }
}

/// A row of [`OTHERS`] that is a derivative on the way from the loss to z by the Jacobian.
const fn derivative(
    name: &'static str,
    letter: &'static str,
    latex: &'static str,
    spoken: &'static str,
    axes: [Axis; 2],
) -> TensorRow {
    TensorRow { kind: Kind::Derivative(Tensor::yhat), ..other(name, letter, latex, spoken, axes) }
}

use Axis::{One, Unit, Word};

/// Everything else that has a name: neither a tensor of the plan nor a parameter after its update.
pub static OTHERS: [(Named, TensorRow); 13] = [
    (Named::Slope(Tensor::h), other("sigma'", "\u{3c3}\u{2032}", r"\sigma'", "sigma prime", [Unit, One])),
    (Named::OneHot, other("y", "y", "y", "y, the truth", [Word, One])),
    (Named::Maximum, other("maximum", "m", "m", "maximum", [One, One])),
    (Named::Shifted, other("shifted", "s", "s", "shifted", [Word, One])),
    (Named::Exponentials, other("exponentials", "x", "x", "exponentials", [Word, One])),
    (Named::Sum, other("sum", "S", "S", "sum", [One, One])),
    (Named::DYhat, derivative("dyhat", "d\u{177}", r"d\hat{y}", "gradient of y hat", [Word, One])),
    (Named::Jacobian, derivative("jacobian", "J", "J", "jacobian", [Word, Word])),
    (
        Named::Product,
        derivative("product", "J\u{1d40}d\u{177}", r"(J^{\top} d\hat{y})", "product", [Word, One]),
    ),
    (Named::Rate, other("eta", "\u{3b7}", r"\eta", "eta", [One, One])),
    (Named::Momentum, other("mu", "\u{3bc}", r"\mu", "mu", [One, One])),
    (Named::Keep, other("keep", "keep", r"\text{keep}", "keep", [One, One])),
    (Named::Clip, other("clip", "clip", r"\text{clip}", "clip", [One, One])),
];

/// The prefixes of a parameter's name: after the update, and the two moments.
const PREFIXES: [&str; 3] = ["updated", "m", "v"];

impl Named {
    /// Its shape as shown.
    pub fn shape(self, config: &Config) -> Vec<usize> {
        match self {
            Named::Plan(t) | Named::Updated(t) | Named::First(t) | Named::Second(t) | Named::Slope(t) => {
                t.shape(config)
            }
            other => {
                let axes =
                    OTHERS.iter().find(|(named, _)| *named == other).map_or([One; 2], |(_, row)| row.axes);
                let [rows, columns] = axes.map(|axis| axis.length(&config.dims));
                if axes[1] == One { vec![rows] } else { vec![rows, columns] }
            }
        }
    }
}

impl Example<'_> {
    /// The tensor with this name in this example.
    ///
    /// # Errors
    /// A name that nothing has here.
    pub fn named(&self, name: &str) -> Result<Named> {
        let prefixed = || {
            let (prefix, parameter) = name.split_once('.')?;
            let tensor = self.parameters.layout.tensors().iter().find(|t| t.name() == parameter)?;
            match (PREFIXES.iter().position(|p| *p == prefix)?, self.rule()) {
                (0, _) => Some(Named::Updated(*tensor)),
                (1, OptimizerName::AdamW) | (2, OptimizerName::Momentum) => Some(Named::First(*tensor)),
                (2, OptimizerName::AdamW) => Some(Named::Second(*tensor)),
                _ => None,
            }
        };
        let slope = || self.maps().find(|(_, _, slope)| *slope == name).map(|(_, to, _)| Named::Slope(to));
        let other = || OTHERS.iter().find(|(_, row)| row.name == name).map(|(named, _)| *named);
        self.tensors()
            .into_iter()
            .find(|tensor| tensor.name() == name)
            .map(Named::Plan)
            .or_else(prefixed)
            .or_else(slope)
            .or_else(other)
            .ok_or_else(|| Error::value("tensor", name, reason::tensor_here()))
    }

    /// Its name in scripts.
    pub(super) fn name(&self, named: Named) -> Cow<'static, str> {
        let prefixed = |which: usize, tensor: Tensor| format!("{}.{}", PREFIXES[which], tensor.name()).into();
        match named {
            Named::Plan(tensor) => tensor.name().into(),
            Named::Updated(tensor) => prefixed(0, tensor),
            // The one moment of momentum is a velocity.
            Named::First(tensor) => {
                prefixed(if self.rule() == OptimizerName::Momentum { 2 } else { 1 }, tensor)
            }
            Named::Second(tensor) => prefixed(2, tensor),
            Named::Slope(of) => {
                self.maps().find(|(_, to, _)| *to == of).map_or("", |(_, _, slope)| slope).into()
            }
            other => OTHERS.iter().find(|(named, _)| *named == other).map_or("", |(_, row)| row.name).into(),
        }
    }

    /// The tensors of this network.
    pub(super) fn tensors(&self) -> Vec<Tensor> {
        let layout = self.parameters.layout;
        layout.plan.tensors_in(&layout.config)
    }

    /// The rule that its update would follow.
    pub(super) fn rule(&self) -> OptimizerName {
        self.change.map_or(OptimizerName::default(), |change| change.settings.rule)
    }

    /// All numbers of a tensor, rows and columns as shown; a vector is one column.
    ///
    /// # Errors
    /// A Jacobian that is too large to be stored, or a tensor of an update if the example has none.
    pub fn matrix(&self, named: Named) -> Result<ArrayView2<'_, f32>> {
        let config = self.cpu.config();
        let shape = named.shape(config);
        let shape = (shape[0], shape.get(1).copied().unwrap_or(1));
        let plain = |data| ArrayView2::from_shape(shape, data).expect("a number for each row and column");
        let as_shown = |tensor: Tensor, memory| tensor.shown(config, memory);
        let range = |tensor| self.parameters.layout.range(tensor);
        Ok(match named {
            Named::Plan(t) if t == Tensor::L => plain(std::slice::from_ref(&self.loss)),
            Named::Plan(t) => as_shown(t, self.cpu.tensor(t).unwrap_or_else(|| self.parameters.slice(t))),
            Named::Updated(t) => as_shown(t, self.after()?.parameters.slice(t)),
            Named::First(t) => as_shown(t, &self.after()?.first[range(t)]),
            Named::Second(t) => as_shown(t, &self.after()?.second[range(t)]),
            Named::Slope(of) => plain(self.slopes(of)),
            Named::OneHot => plain(self.one_hot()),
            Named::Maximum => plain(std::slice::from_ref(&self.softmax_parts().maximum)),
            Named::Shifted => plain(&self.softmax_parts().shifted),
            Named::Exponentials => plain(&self.softmax_parts().exponentials),
            Named::Sum => plain(std::slice::from_ref(&self.softmax_parts().sum)),
            Named::DYhat => plain(&self.dz_parts().dyhat),
            Named::Jacobian => plain(self.dz_parts().jacobian.as_deref().ok_or_else(|| {
                Error::value("tensor", "jacobian", reason::jacobian_words(super::JACOBIAN_LIMIT))
            })?),
            Named::Product => plain(&self.dz_parts().product),
            Named::Rate => plain(std::slice::from_ref(&self.after()?.amounts.rate)),
            Named::Momentum => plain(std::slice::from_ref(&self.after()?.amounts.momentum)),
            Named::Keep => plain(std::slice::from_ref(&self.after()?.amounts.keep)),
            Named::Clip => plain(std::slice::from_ref(&self.after()?.amounts.scale)),
        })
    }

    /// A tensor of the plan as shown; none if this network does not have it.
    pub fn shown(&self, tensor: Tensor) -> Option<Shown> {
        if !tensor.is_in(self.cpu.config()) {
            return None;
        }
        self.matrix(Named::Plan(tensor)).ok().map(|view| Shown::of(tensor, view))
    }
}
