//! Where a number comes from: the sum or the operation behind it, term by term.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::equations::{self, StepUpdate};
use super::{Example, Named};
use crate::error::{Error, Result};
use crate::model::{Operation, Tensor};
use crate::rank::rank;
use crate::reason;
use crate::train::OptimizerName;

/// Where one number comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The number.
    pub value: f32,
    /// "sum" if the products of the terms add up to the value, within f32 rounding; "parameter", "one-hot", "memory" (a moment of the
    /// optimizer) or "setting" for what this example did not compute; else the function (tanh, sigmoid, relu, softmax, log,
    /// derivative, max, exp, quotient, adamw) whose operands are the terms.
    pub operation: &'static str,
    /// The equation of one element, as LaTeX.
    pub equation: Cow<'static, str>,
    /// The terms in the equation's order, or in the requested order; all of them, or a page of them.
    pub terms: Vec<Term>,
    /// How many terms there are in all.
    pub count: usize,
    /// For a sum: all its products, added in f64.
    pub total: Option<f64>,
    /// For a sum: how far the value may be from `total`, because the network adds in f32. Each product and each addition rounds once,
    /// by at most 2^-24 of the sum of the products' magnitudes.
    pub tolerance: Option<f64>,
    /// For a parameter: what its number is.
    pub origin: Option<Origin>,
}

/// What a parameter's number is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "initial")]
pub enum Origin {
    /// The initial number, unchanged.
    Initial(f32),
    /// Training changed it; the initial number was this one.
    Trained(f32),
    /// It was set by hand, and nothing has changed it since; the initial number was this one.
    Set(f32),
}

/// The order of an explanation's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermOrder {
    /// The equation's order.
    #[default]
    Equation,
    /// The largest magnitude first, in softmax the largest z; equals in the equation's order.
    Magnitude,
}

impl Explanation {
    /// Sorts the terms, and keeps `count` of them from number `from` on.
    pub fn paged(mut self, order: TermOrder, from: usize, count: usize) -> Self {
        if order == TermOrder::Magnitude {
            // The sort is stable, so equal terms stay in the equation's order.
            let mut places: Vec<u32> = (0..self.terms.len() as u32).collect();
            // In softmax a number counts by its e^z, so its sign matters.
            let signed = self.operation == "softmax";
            let size = |at: u32| {
                let product = self.terms[at as usize].product;
                if signed { product } else { product.abs() }
            };
            rank(&mut places, &|a, b| size(b).total_cmp(&size(a)));
            let page = places.into_iter().skip(from).take(count);
            self.terms = page.map(|at| self.terms[at as usize].clone()).collect();
            return self;
        }
        self.terms = self.terms.into_iter().skip(from).take(count).collect();
        self
    }
}

/// A term of a sum, or an operand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// The numbers that are multiplied.
    pub factors: Vec<Factor>,
    /// What it adds to the sum: its sign times the exact product of its f32 factors; or an operand's value.
    pub product: f64,
    /// 1, or -1 if it is subtracted: the y of yhat - y, the step of an update.
    pub sign: i8,
}

/// One number in a term, and its place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factor {
    /// A name: see [`Named`].
    pub tensor: Cow<'static, str>,
    /// Row and column as shown, or the place in a vector.
    pub index: Vec<usize>,
    /// The number.
    pub value: f32,
}

/// An operation's name, the equation of one element, and the terms.
type Behind = (&'static str, Cow<'static, str>, Vec<Term>);

impl Example<'_> {
    /// The sum or the operation behind the number at `index` (as shown) of the tensor with this name.
    ///
    /// # Errors
    /// A name that is no tensor of this network, or an index outside its shape.
    pub fn explain(&self, name: &str, index: &[usize]) -> Result<Explanation> {
        let named = self.named(name)?;
        let shape = named.shape(self.cpu.config());
        if index.len() != shape.len() || index.iter().zip(&shape).any(|(i, length)| i >= length) {
            let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
            return Err(Error::value("index", format!("{index:?}"), reason::index_within(name, shape)));
        }
        let value = self.value(named, index)?;
        let (operation, equation, terms) = self.origin(named, index)?;
        let sum = (operation == "sum").then(|| added(&terms));
        Ok(Explanation {
            value,
            operation,
            equation,
            count: terms.len(),
            terms,
            total: sum.map(|sum| sum.0),
            tolerance: sum.map(|sum| sum.1),
            origin: None,
        })
    }

    fn origin(&self, named: Named, index: &[usize]) -> Result<Behind> {
        let words = self.cpu.config().dims.vocabulary;
        let i = index[0];
        let one = |t: Named, at: &[usize]| self.operand(t, at);
        let plan = |t: Tensor| self.operand(Named::Plan(t), &[i]);
        let all = |t: Named| (0..words).map(|k| self.operand(t, &[k])).collect::<Result<Vec<_>>>();
        let (operation, equation, terms) = match named {
            Named::Plan(tensor) => return self.origin_in_plan(tensor, index),
            Named::Updated(tensor) => return self.origin_of_update(tensor, index),
            Named::First(_) | Named::Second(_) => ("memory", "", Vec::new()),
            Named::Rate | Named::Momentum | Named::Keep | Named::Clip => ("setting", "", Vec::new()),
            Named::OneHot => {
                ("one-hot", r"y_i = 1 \text{ where } i \text{ is the target, else } 0", Vec::new())
            }
            Named::Slope(to) => {
                let from = self.maps().find(|(_, of, _)| *of == to).map_or(to, |(from, _, _)| from);
                let (at, value) = (equations::letter(from), equations::letter(to));
                let equation = equations::of_slope(&at, &value, self.cpu.config().activation);
                return Ok(("derivative", equation.into(), vec![plan(to)?]));
            }
            Named::Maximum => ("max", r"m = \max_k z_k", all(Named::Plan(Tensor::z))?),
            Named::Shifted => {
                let terms = vec![plan(Tensor::z)?, one(Named::Maximum, &[0])?.taken_away()];
                ("sum", r"s_i = z_i - m", terms)
            }
            Named::Exponentials => ("exp", r"x_i = e^{s_i}", vec![one(Named::Shifted, &[i])?]),
            Named::Sum => ("sum", r"S = \sum_k x_k", all(Named::Exponentials)?),
            Named::DYhat => {
                let terms = vec![one(Named::OneHot, &[i])?, plan(Tensor::yhat)?];
                ("quotient", r"d\hat{y}_i = -y_i / \hat{y}_i", terms)
            }
            Named::Jacobian => {
                let j = index[1];
                let product = self.product(Tensor::yhat, &[i], Tensor::yhat, &[j])?.taken_away();
                let own = (i == j).then(|| plan(Tensor::yhat)).transpose()?;
                let terms = own.into_iter().chain([product]).collect();
                ("sum", r"J_{ij} = \hat{y}_i\,[i = j] - \hat{y}_i\,\hat{y}_j", terms)
            }
            Named::Product => {
                // All other elements of dL/dyhat are zero.
                let target = self.target as usize;
                let terms = match self.factor(Named::Jacobian, &[target, i]) {
                    Ok(cell) => vec![term(vec![cell, self.factor(Named::DYhat, &[target])?])],
                    Err(_) => vec![plan(Tensor::yhat)?, one(Named::OneHot, &[i])?.taken_away()],
                };
                ("sum", r"dz_i = \sum_k J_{ki}\,d\hat{y}_k", terms)
            }
        };
        Ok((operation, equation.into(), terms))
    }

    /// A tensor of the plan: its operation says where each of its numbers comes from.
    fn origin_in_plan(&self, tensor: Tensor, index: &[usize]) -> Result<Behind> {
        let config = self.cpu.config();
        let Some(step) = self.parameters.layout.plan.source(tensor) else {
            return Ok(("parameter", "".into(), Vec::new()));
        };
        let step = step.operation.in_network(config);
        let d = config.dims.embedding;
        let (i, j) = (index[0], index.get(1).copied().unwrap_or(0));
        let one = |t: Tensor, at: &[usize]| self.operand(Named::Plan(t), at);
        // All products of a row of the matrix with the vector, or with `turned` of a column.
        let products = |pairs: &'static [(Tensor, Tensor)], turned: bool| {
            pairs.iter().flat_map(move |&(matrix, vector)| {
                (0..vector.len(config)).map(move |k| {
                    let place = if turned { [k, i] } else { [i, k] };
                    self.product(matrix, &place, vector, &[k])
                })
            })
        };
        let terms = match step {
            Operation::Gather { table, .. } | Operation::Concat { table, .. } => {
                vec![one(table, &[i % d, self.context[i / d] as usize])?]
            }
            Operation::Affine { products: pairs, bias, .. } => {
                products(pairs, false).chain(bias.map(|bias| one(bias, &[i]))).collect::<Result<_>>()?
            }
            Operation::AffineBack { products: pairs, .. } => products(pairs, true).collect::<Result<_>>()?,
            Operation::Map { from, .. } | Operation::BiasBack { from, .. } => vec![one(from, &[i])?],
            Operation::Softmax { from, .. } => {
                (0..from.len(config)).map(|k| one(from, &[k])).collect::<Result<_>>()?
            }
            Operation::Loss { from, .. } => vec![one(from, &[self.target as usize])?],
            Operation::LossBack { from, .. } => {
                vec![one(from, &[i])?, self.operand(Named::OneHot, &[i])?.taken_away()]
            }
            Operation::Outer { left, right, .. } => vec![self.product(left, &[i], right, &[j])?],
            Operation::MapBack { from, at, .. } => {
                vec![term(vec![self.factor(Named::Plan(from), &[i])?, self.factor(Named::Slope(at), &[i])?])]
            }
            Operation::Scatter { from, .. } => {
                let readers = self.context.iter().enumerate().filter(|&(_, &word)| word as usize == j);
                readers.map(|(position, _)| one(from, &[position * d + i])).collect::<Result<_>>()?
            }
            Operation::Update { .. } => Vec::new(),
        };
        let operation = match step {
            Operation::Map { .. } => config.activation.name(),
            Operation::Softmax { .. } => "softmax",
            Operation::Loss { .. } => "log",
            _ => "sum",
        };
        let still = StepUpdate { optimizer: OptimizerName::Sgd, decay: false, clip: false };
        Ok((operation, equations::of_element(&step, config.activation, still).into(), terms))
    }

    /// A parameter after the update. Weight decay and clipping are factors if they change anything.
    fn origin_of_update(&self, parameter: Tensor, index: &[usize]) -> Result<Behind> {
        let amounts = &self.after()?.amounts;
        let updating = StepUpdate::of(amounts);
        let gradient = parameter.derivative().expect("every parameter has a gradient");
        let with = |setting: Option<Named>, named: Named| -> Result<Vec<Factor>> {
            let setting = setting.map(|setting| self.factor(setting, &[0])).transpose()?;
            Ok(setting.into_iter().chain([self.factor(named, index)?]).collect())
        };
        let kept = with(updating.decay.then_some(Named::Keep), Named::Plan(parameter))?;
        let clipped = with(updating.clip.then_some(Named::Clip), Named::Plan(gradient))?;
        let step = |factors: Vec<Factor>| -> Result<Term> {
            let rate = self.factor(Named::Rate, &[0])?;
            Ok(term([rate].into_iter().chain(factors).collect()).taken_away())
        };
        let (operation, terms) = match amounts.rule {
            OptimizerName::Sgd => ("sum", vec![term(kept), step(clipped)?]),
            OptimizerName::Momentum => {
                let velocity = with(Some(Named::Momentum), Named::First(parameter))?;
                ("sum", vec![term(kept), step(velocity)?, step(clipped)?])
            }
            OptimizerName::AdamW => {
                let memory = |named| Ok::<_, Error>(term(vec![self.factor(named, index)?]));
                let (first, second) = (memory(Named::First(parameter))?, memory(Named::Second(parameter))?);
                ("adamw", vec![term(kept), first, second, term(clipped)])
            }
        };
        let update = Operation::Update { parameter };
        Ok((operation, equations::of_element(&update, self.cpu.config().activation, updating).into(), terms))
    }

    #[inline(never)] // Keeps the module small: one copy of this code is enough, here and below.
    fn factor(&self, named: Named, index: &[usize]) -> Result<Factor> {
        Ok(Factor { tensor: self.name(named), index: index.to_vec(), value: self.value(named, index)? })
    }

    #[inline(never)]
    fn operand(&self, named: Named, index: &[usize]) -> Result<Term> {
        Ok(term(vec![self.factor(named, index)?]))
    }

    /// The product of two numbers of the plan.
    #[inline(never)]
    fn product(&self, left: Tensor, at_left: &[usize], right: Tensor, at_right: &[usize]) -> Result<Term> {
        Ok(term(vec![self.factor(Named::Plan(left), at_left)?, self.factor(Named::Plan(right), at_right)?]))
    }

    /// The number at an index as shown.
    #[inline(never)]
    fn value(&self, named: Named, index: &[usize]) -> Result<f32> {
        Ok(self.matrix(named)?[[index[0], index.get(1).copied().unwrap_or(0)]])
    }
}

impl Term {
    /// The same term, subtracted.
    fn taken_away(self) -> Self {
        Term { product: 0.0 - self.product, sign: -self.sign, ..self }
    }
}

/// The term of these factors.
#[inline(never)]
fn term(factors: Vec<Factor>) -> Term {
    let product = factors.iter().map(|f| f64::from(f.value)).fold(1.0, |product, value| product * value);
    Term { factors, product, sign: 1 }
}

/// The sum of the terms in f64, and how far the same sum in f32 may be from it.
fn added(terms: &[Term]) -> (f64, f64) {
    let total = terms.iter().map(|term| term.product).sum();
    let magnitude: f64 = terms.iter().map(|term| term.product.abs()).sum();
    // Half a unit in the last place for each addition and for each product of up to four factors; the second part covers underflow.
    let roundings = terms.len() as f64 + 3.0;
    (total, roundings * (magnitude * f64::from(f32::EPSILON) / 2.0 + f64::from(f32::from_bits(1))))
}
