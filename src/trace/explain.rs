//! Where a number came from: the sum or the operation behind it, term by term.

use serde::{Deserialize, Serialize};

use super::Example;
use crate::error::{Error, Result};
use crate::model::{Activation, Tensor};
use crate::ops::activation;

/// Where one number came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The number.
    pub value: f32,
    /// "sum" where the products of the terms add up to the value, within f32 rounding; "parameter" or "one-hot" for what
    /// came from nowhere; else the function (tanh, sigmoid, relu, softmax, log, derivative) of the terms, its operands.
    pub operation: &'static str,
    /// The equation of one element, as LaTeX.
    pub equation: &'static str,
    /// In the equation's order, or in the order that was asked for; all of them, or a page of them.
    pub terms: Vec<Term>,
    /// How many terms there are, on this page and off it.
    pub count: usize,
    /// Of a sum: all its products, added in f64.
    pub total: Option<f64>,
    /// Of a sum: how far the value may lie from `total`, because the network adds in f32. Each product and each addition
    /// rounds once, by at most 2^-24 of the sum of the products' magnitudes.
    pub tolerance: Option<f64>,
}

/// In which order an explanation's terms come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermOrder {
    /// As the equation runs.
    #[default]
    Equation,
    /// The largest magnitude first; equals as the equation runs.
    Magnitude,
}

impl Explanation {
    /// The terms in another order, and of them `count` from the `from`th on.
    pub fn paged(mut self, order: TermOrder, from: usize, count: usize) -> Self {
        if order == TermOrder::Magnitude {
            // A stable sort: what is equal stays as the equation runs.
            self.terms.sort_by(|a, b| b.product.abs().total_cmp(&a.product.abs()));
        }
        self.terms = self.terms.into_iter().skip(from).take(count).collect();
        self
    }
}

/// A term of a sum, or an operand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// What is multiplied.
    pub factors: Vec<Factor>,
    /// Its share of the sum, the exact product of its f32 factors; an operand's value.
    pub product: f64,
}

/// One number in a term, and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factor {
    /// A tensor's name, or `y`, the one-hot target, or `sigma'`, the activation's slope at a.
    pub tensor: &'static str,
    /// Row and column as shown, or the place in a vector.
    pub index: Vec<usize>,
    /// The number there.
    pub value: f32,
}

/// The slope of the activation, as a factor's name.
const SLOPE: &str = "sigma'";
/// The one-hot target, as a factor's name.
const ONE_HOT: &str = "y";

impl Example<'_> {
    /// The sum, or the operation, behind the number at `index` (as shown) of the tensor of that name.
    ///
    /// # Errors
    /// A name that is no tensor of this network, or an index outside its shape.
    pub fn explain(&self, name: &str, index: &[usize]) -> Result<Explanation> {
        let config = self.cpu.config();
        let shape = match name {
            SLOPE => Tensor::h.shape(config),
            ONE_HOT => Tensor::yhat.shape(config),
            _ => self.named(name)?.shape(config),
        };
        if index.len() != shape.len() || index.iter().zip(&shape).any(|(i, length)| i >= length) {
            let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
            return Err(Error::value(
                "index",
                format!("{index:?}"),
                format!("{name} is {shape}, counted from 0"),
            ));
        }
        let (operation, equation, terms) = match name {
            SLOPE => ("derivative", self.slope_equation(), vec![self.operand(Tensor::h, index)]),
            ONE_HOT => ("one-hot", r"y_i = 1 \text{ where } i \text{ is the target, else } 0", Vec::new()),
            _ => self.origin(self.named(name)?, index),
        };
        let value = match name {
            SLOPE => self.slope(index[0]),
            ONE_HOT => self.one_hot(index[0]),
            _ => self.value(self.named(name)?, index),
        };
        let sum = (operation == "sum").then(|| added(&terms));
        Ok(Explanation {
            value,
            operation,
            equation,
            count: terms.len(),
            terms,
            total: sum.map(|sum| sum.0),
            tolerance: sum.map(|sum| sum.1),
        })
    }

    fn named(&self, name: &str) -> Result<Tensor> {
        let bias = self.cpu.config().bias;
        Tensor::named(name)
            .filter(|t| bias || !matches!(t, Tensor::b | Tensor::c | Tensor::db | Tensor::dc))
            .ok_or_else(|| Error::value("tensor", name, "it must be a tensor of this network, such as \"z\""))
    }

    fn origin(&self, tensor: Tensor, index: &[usize]) -> (&'static str, &'static str, Vec<Term>) {
        let dims = self.cpu.config().dims;
        let (i, j) = (index[0], index.get(1).copied().unwrap_or(0));
        let one = |t: Tensor, at: &[usize]| self.operand(t, at);
        let two = |left: Tensor, at_left: &[usize], right: Tensor, at_right: &[usize]| {
            term(vec![self.factor(left, at_left), self.factor(right, at_right)])
        };
        match tensor {
            Tensor::E | Tensor::W | Tensor::b | Tensor::U | Tensor::c => ("parameter", "", Vec::new()),
            Tensor::e => {
                let word = self.context[i / dims.embedding] as usize;
                ("sum", r"e_i = E_{r w}", vec![one(Tensor::E, &[i % dims.embedding, word])])
            }
            Tensor::a => {
                let mut terms: Vec<_> =
                    (0..dims.input()).map(|k| two(Tensor::W, &[i, k], Tensor::e, &[k])).collect();
                if !self.cpu.config().bias {
                    return ("sum", r"a_i = \sum_k W_{ik}\,e_k", terms);
                }
                terms.push(one(Tensor::b, &[i]));
                ("sum", r"a_i = \sum_k W_{ik}\,e_k + b_i", terms)
            }
            Tensor::h => {
                let activation = self.cpu.config().activation;
                let equation = match activation {
                    Activation::Tanh => r"h_i = \tanh(a_i)",
                    Activation::Sigmoid => r"h_i = 1 / (1 + e^{-a_i})",
                    Activation::Relu => r"h_i = \max(0, a_i)",
                };
                (activation.name(), equation, vec![one(Tensor::a, &[i])])
            }
            Tensor::z => {
                let mut terms: Vec<_> =
                    (0..dims.hidden).map(|k| two(Tensor::U, &[i, k], Tensor::h, &[k])).collect();
                if !self.cpu.config().bias {
                    return ("sum", r"z_i = \sum_k U_{ik}\,h_k", terms);
                }
                terms.push(one(Tensor::c, &[i]));
                ("sum", r"z_i = \sum_k U_{ik}\,h_k + c_i", terms)
            }
            Tensor::yhat => {
                let terms = (0..dims.vocabulary).map(|k| one(Tensor::z, &[k])).collect();
                ("softmax", r"\hat{y}_i = e^{z_i} / \sum_k e^{z_k}", terms)
            }
            Tensor::L => {
                let target = vec![one(Tensor::yhat, &[self.target as usize])];
                ("log", r"L = -\log \hat{y}_{\text{target}}", target)
            }
            Tensor::dz => {
                let y = Factor { tensor: ONE_HOT, index: vec![i], value: self.one_hot(i) };
                let minus_y = Term { product: 0.0 - f64::from(y.value), factors: vec![y] };
                ("sum", r"dz_i = \hat{y}_i - y_i", vec![one(Tensor::yhat, &[i]), minus_y])
            }
            Tensor::dU => ("sum", r"dU_{ij} = dz_i\,h_j", vec![two(Tensor::dz, &[i], Tensor::h, &[j])]),
            Tensor::dc => ("sum", r"dc_i = dz_i", vec![one(Tensor::dz, &[i])]),
            Tensor::dh => {
                let terms = (0..dims.vocabulary).map(|k| two(Tensor::U, &[k, i], Tensor::dz, &[k])).collect();
                ("sum", r"dh_i = \sum_k U_{ki}\,dz_k", terms)
            }
            Tensor::da => {
                let slope = Factor { tensor: SLOPE, index: vec![i], value: self.slope(i) };
                let product = term(vec![self.factor(Tensor::dh, &[i]), slope]);
                ("sum", r"da_i = dh_i\,\sigma'(a_i)", vec![product])
            }
            Tensor::dW => ("sum", r"dW_{ij} = da_i\,e_j", vec![two(Tensor::da, &[i], Tensor::e, &[j])]),
            Tensor::db => ("sum", r"db_i = da_i", vec![one(Tensor::da, &[i])]),
            Tensor::de => {
                let terms = (0..dims.hidden).map(|k| two(Tensor::W, &[k, i], Tensor::da, &[k])).collect();
                ("sum", r"de_i = \sum_k W_{ki}\,da_k", terms)
            }
            Tensor::dE => {
                let readers = self.context.iter().enumerate().filter(|&(_, &word)| word as usize == j);
                let terms =
                    readers.map(|(position, _)| one(Tensor::de, &[position * dims.embedding + i])).collect();
                ("sum", r"dE_{rw} = \sum_{p:\,x_p = w} de_{pd + r}", terms)
            }
        }
    }

    fn factor(&self, tensor: Tensor, index: &[usize]) -> Factor {
        Factor { tensor: tensor.name(), index: index.to_vec(), value: self.value(tensor, index) }
    }

    fn operand(&self, tensor: Tensor, index: &[usize]) -> Term {
        term(vec![self.factor(tensor, index)])
    }

    /// The number at an index as shown.
    fn value(&self, tensor: Tensor, index: &[usize]) -> f32 {
        let config = self.cpu.config();
        let shape = tensor.shape(config);
        let flat = match (tensor, index) {
            // In memory a word's numbers lie side by side.
            (Tensor::E | Tensor::dE, &[r, word]) => word * config.dims.embedding + r,
            (_, &[i, j]) => i * shape[1] + j,
            (_, index) => index[0],
        };
        match tensor {
            Tensor::L => self.loss(),
            _ => self.cpu.tensor(tensor).unwrap_or_else(|| self.parameters.slice(tensor))[flat],
        }
    }

    fn one_hot(&self, i: usize) -> f32 {
        f32::from(u8::from(i == self.target as usize))
    }

    fn slope(&self, i: usize) -> f32 {
        let function = crate::backend::function(self.cpu.config().activation);
        activation::derivative(function, self.value(Tensor::h, &[i]))
    }

    fn slope_equation(&self) -> &'static str {
        match self.cpu.config().activation {
            Activation::Tanh => r"\sigma'(a_i) = 1 - h_i^2",
            Activation::Sigmoid => r"\sigma'(a_i) = h_i (1 - h_i)",
            Activation::Relu => r"\sigma'(a_i) = 1 \text{ where } h_i > 0, \text{ else } 0",
        }
    }
}

/// The term of these factors.
fn term(factors: Vec<Factor>) -> Term {
    let product = factors.iter().map(|f| f64::from(f.value)).fold(1.0, |product, value| product * value);
    Term { factors, product }
}

/// What terms add up to in f64, and how far the same sum in f32 may be from it.
fn added(terms: &[Term]) -> (f64, f64) {
    let total = terms.iter().map(|term| term.product).sum();
    let magnitude: f64 = terms.iter().map(|term| term.product.abs()).sum();
    // Half a unit in the last place for a product and for an addition; the second part is for what underflows.
    let roundings = terms.len() as f64 + 1.0;
    (total, roundings * (magnitude * f64::from(f32::EPSILON) / 2.0 + f64::from(f32::from_bits(1))))
}
