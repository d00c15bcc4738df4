//! Every equation of a network, of a step or of one element, as LaTeX. It is made from the operation and the letters of the tensors, so
//! that no equation can differ from what is computed.

use serde::Serialize;

use crate::model::{Operation, Tensor};
use crate::ops::Activation;
use crate::train::{Amounts, OptimizerName};

/// What the update of a parameter does, as its equation shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StepUpdate {
    /// The optimizer's rule.
    pub optimizer: OptimizerName,
    /// Whether every parameter is first multiplied by 1 - eta · lambda.
    pub decay: bool,
    /// Whether the gradient is scaled down because its norm is over the limit.
    pub clip: bool,
}

impl StepUpdate {
    /// For an update by these amounts.
    pub fn of(amounts: &Amounts) -> Self {
        StepUpdate { optimizer: amounts.rule, decay: amounts.keep != 1.0, clip: amounts.scale != 1.0 }
    }

    /// Whether columns of E change whose word was not read: the rule has moments, or there is weight decay.
    pub fn moves_all(&self) -> bool {
        self.decay || self.optimizer != OptimizerName::Sgd
    }
}

/// A tensor's letter in LaTeX.
pub fn letter(tensor: Tensor) -> String {
    match tensor.parent() {
        Some(of) => format!("d{}", letter(of)),
        None => tensor.0.latex.to_owned(),
    }
}

/// The equation of a step.
pub fn of_step(operation: &Operation, updating: StepUpdate) -> String {
    let to = letter(operation.writes());
    match *operation {
        Operation::Gather { table, .. } => {
            let table = letter(table);
            format!(r"{table}\,x_{{t-n}},\ \ldots,\ {table}\,x_{{t-1}}")
        }
        Operation::Concat { table, .. } => {
            let table = letter(table);
            format!(r"{to} = [{table} x_{{t-n}};\ \ldots;\ {table} x_{{t-1}}]")
        }
        Operation::Affine { products, bias, .. } => {
            let mut terms: Vec<_> =
                products.iter().map(|&(m, x)| format!("{} {}", letter(m), letter(x))).collect();
            terms.extend(bias.map(letter));
            format!("{to} = {}", terms.join(" + "))
        }
        Operation::Map { from, .. } => format!(r"{to} = \sigma({})", letter(from)),
        Operation::Softmax { from, .. } => format!(r"{to} = \operatorname{{softmax}}({})", letter(from)),
        Operation::Loss { from, .. } => format!(r"{to} = -y \cdot \log {}", letter(from)),
        Operation::LossBack { from, .. } => format!("{to} = {} - y", letter(from)),
        Operation::Outer { left, right, .. } => {
            format!(r"{to} = {}\,{}^{{\top}}", letter(left), letter(right))
        }
        Operation::BiasBack { from, .. } => format!("{to} = {}", letter(from)),
        Operation::AffineBack { products, .. } => {
            let terms = products.iter().map(|&(m, dy)| format!(r"{}^{{\top}} {}", letter(m), letter(dy)));
            format!("{to} = {}", terms.collect::<Vec<_>>().join(" + "))
        }
        Operation::MapBack { from, to: written, .. } => {
            let of = written.parent().map(letter).unwrap_or_default();
            format!(r"{to} = {} \odot \sigma'({of})", letter(from))
        }
        Operation::Scatter { from, .. } => {
            format!(r"{to} = \sum_{{i=1}}^{{n}} {}_i\,x_{{t-n-1+i}}^{{\top}}", letter(from))
        }
        Operation::Update { .. } => {
            let kept = if updating.decay { format!(r"(1 - \eta\lambda)\,{to}") } else { to.clone() };
            format!(r"{to} \leftarrow {kept} - {}", moved(&to, "", updating))
        }
    }
}

/// The equation of one element; `i` is its row, `j` its column.
pub fn of_element(operation: &Operation, activation: Activation, updating: StepUpdate) -> String {
    let written = operation.writes();
    let to = letter(written);
    match *operation {
        Operation::Gather { table, .. } | Operation::Concat { table, .. } => {
            format!("{to}_i = {}_{{r w}}", letter(table))
        }
        Operation::Affine { products, bias, .. } => {
            let terms = products.iter().map(|&(m, x)| format!(r"{}_{{ik}}\,{}_k", letter(m), letter(x)));
            format!(
                r"{to}_i = {}{}",
                sums(terms),
                bias.map_or(String::new(), |b| format!(" + {}_i", letter(b)))
            )
        }
        Operation::Map { from, .. } => {
            let from = letter(from);
            match activation {
                Activation::Tanh => format!(r"{to}_i = \tanh({from}_i)"),
                Activation::Sigmoid => format!("{to}_i = 1 / (1 + e^{{-{from}_i}})"),
                Activation::Relu => format!(r"{to}_i = \max(0, {from}_i)"),
            }
        }
        Operation::Softmax { from, .. } => {
            let from = letter(from);
            format!(r"{to}_i = e^{{{from}_i}} / \sum_k e^{{{from}_k}}")
        }
        Operation::Loss { from, .. } => format!(r"{to} = -\log {}_{{\text{{target}}}}", letter(from)),
        Operation::LossBack { from, .. } => format!("{to}_i = {}_i - y_i", letter(from)),
        Operation::Outer { left, right, .. } => {
            format!(r"{to}_{{ij}} = {}_i\,{}_j", letter(left), letter(right))
        }
        Operation::BiasBack { from, .. } => format!("{to}_i = {}_i", letter(from)),
        Operation::AffineBack { products, .. } => {
            let terms = products.iter().map(|&(m, dy)| format!(r"{}_{{ki}}\,{}_k", letter(m), letter(dy)));
            format!(r"{to}_i = {}", sums(terms))
        }
        Operation::MapBack { from, .. } => {
            let of = written.parent().map(letter).unwrap_or_default();
            format!(r"{to}_i = {}_i\,\sigma'({of}_i)", letter(from))
        }
        Operation::Scatter { from, .. } => {
            format!(r"{to}_{{rw}} = \sum_{{p:\,x_p = w}} {}_{{pd + r}}", letter(from))
        }
        Operation::Update { .. } => {
            let place = if written.is_matrix() { "_{ij}" } else { "_i" };
            let kept = if updating.decay { r"\text{keep}\," } else { "" };
            format!("{to}'{place} = {kept}{to}{place} - {}", moved(&to, place, updating))
        }
    }
}

/// The equation of an activation's slope at one element of its result.
pub fn of_slope(at: &str, to: &str, activation: Activation) -> String {
    match activation {
        Activation::Tanh => format!(r"\sigma'({at}_i) = 1 - {to}_i^2"),
        Activation::Sigmoid => format!(r"\sigma'({at}_i) = {to}_i (1 - {to}_i)"),
        Activation::Relu => format!(r"\sigma'({at}_i) = 1 \text{{ where }} {to}_i > 0, \text{{ else }} 0"),
    }
}

fn sums(terms: impl Iterator<Item = String>) -> String {
    terms.map(|term| format!(r"\sum_k {term}")).collect::<Vec<_>>().join(" + ")
}

/// What an update subtracts from the parameter with this letter.
fn moved(parameter: &str, place: &str, updating: StepUpdate) -> String {
    let clip = if updating.clip { r"\text{clip}\," } else { "" };
    match updating.optimizer {
        OptimizerName::Sgd => format!(r"\eta\,{clip}d{parameter}{place}"),
        OptimizerName::Momentum => format!(r"\eta\,(\mu\,v{place} + {clip}d{parameter}{place})"),
        OptimizerName::AdamW => format!(r"\eta\,\hat{{m}}{place} / (\sqrt{{\hat{{v}}{place}}} + \epsilon)"),
    }
}
