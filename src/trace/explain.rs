//! Where a number came from: the sum or the operation behind it, term by term.

use serde::{Deserialize, Serialize};

use super::{Example, Named};
use crate::error::{Error, Result};
use crate::model::{Activation, Tensor};
use crate::rank::rank;
use crate::train::Rule;

/// Where one number came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The number.
    pub value: f32,
    /// "sum" where the products of the terms add up to the value, within f32 rounding; "parameter", "one-hot", "memory"
    /// (the optimizer's) or "setting" for what this example did not compute; else the function (tanh, sigmoid, relu,
    /// softmax, log, derivative, max, exp, quotient, adamw) of the terms, its operands.
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
    /// Of a parameter: since when it has been so.
    pub origin: Option<Origin>,
}

/// What a parameter's number is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "initial")]
pub enum Origin {
    /// The seed's, unchanged.
    Initial(f32),
    /// Training made it; the seed's number was this one.
    Trained(f32),
    /// It was set before any training; the seed's number was this one.
    Set(f32),
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
            let mut places: Vec<u32> = (0..self.terms.len() as u32).collect();
            let size = |at: u32| self.terms[at as usize].product.abs();
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
    /// What is multiplied.
    pub factors: Vec<Factor>,
    /// Its share of the sum, the exact product of its f32 factors; an operand's value.
    pub product: f64,
}

/// One number in a term, and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factor {
    /// A name: see [`Named`].
    pub tensor: &'static str,
    /// Row and column as shown, or the place in a vector.
    pub index: Vec<usize>,
    /// The number there.
    pub value: f32,
}

/// An operation's name, the equation of one element, its terms.
type Behind = (&'static str, &'static str, Vec<Term>);

impl Example<'_> {
    /// The sum, or the operation, behind the number at `index` (as shown) of the tensor of that name.
    ///
    /// # Errors
    /// A name that is no tensor of this network, or an index outside its shape.
    pub fn explain(&self, name: &str, index: &[usize]) -> Result<Explanation> {
        let named = self.named(name)?;
        let shape = named.shape(self.cpu.config());
        if index.len() != shape.len() || index.iter().zip(&shape).any(|(i, length)| i >= length) {
            let shape = shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
            return Err(Error::value(
                "index",
                format!("{index:?}"),
                format!("{name} is {shape}, counted from 0"),
            ));
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
        Ok(match named {
            Named::Plan(tensor) => return self.origin_in_plan(tensor, index),
            Named::Updated(tensor) => return self.origin_of_update(tensor, index),
            Named::First(_) | Named::Second(_) => ("memory", "", Vec::new()),
            Named::Rate | Named::Momentum | Named::Keep | Named::Clip => ("setting", "", Vec::new()),
            Named::OneHot => {
                ("one-hot", r"y_i = 1 \text{ where } i \text{ is the target, else } 0", Vec::new())
            }
            Named::Slope => {
                let equation = match self.cpu.config().activation {
                    Activation::Tanh => r"\sigma'(a_i) = 1 - h_i^2",
                    Activation::Sigmoid => r"\sigma'(a_i) = h_i (1 - h_i)",
                    Activation::Relu => r"\sigma'(a_i) = 1 \text{ where } h_i > 0, \text{ else } 0",
                };
                ("derivative", equation, vec![plan(Tensor::h)?])
            }
            Named::Maximum => ("max", r"m = \max_k z_k", all(Named::Plan(Tensor::z))?),
            Named::Shifted => {
                let terms = vec![plan(Tensor::z)?, self.minus(Named::Maximum, &[0])?];
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
                let (left, right) = (
                    self.factor(Named::Plan(Tensor::yhat), &[i])?,
                    self.factor(Named::Plan(Tensor::yhat), &[j])?,
                );
                let product = term(vec![left, right]);
                let product = Term { product: -product.product, ..product };
                let mut terms = Vec::new();
                if i == j {
                    terms.push(plan(Tensor::yhat)?);
                }
                terms.push(product);
                ("sum", r"J_{ij} = \hat{y}_i\,[i = j] - \hat{y}_i\,\hat{y}_j", terms)
            }
            Named::Product => {
                // All other elements of dL/dyhat are zero.
                let target = self.target as usize;
                let terms = match self.factor(Named::Jacobian, &[target, i]) {
                    Ok(cell) => vec![term(vec![cell, self.factor(Named::DYhat, &[target])?])],
                    Err(_) => vec![plan(Tensor::yhat)?, self.minus(Named::OneHot, &[i])?],
                };
                ("sum", r"dz_i = \sum_k J_{ki}\,d\hat{y}_k", terms)
            }
        })
    }

    fn origin_in_plan(&self, tensor: Tensor, index: &[usize]) -> Result<Behind> {
        let dims = self.cpu.config().dims;
        let bias = self.cpu.config().bias;
        let (i, j) = (index[0], index.get(1).copied().unwrap_or(0));
        let one = |t: Tensor, at: &[usize]| self.operand(Named::Plan(t), at);
        let two =
            |left, at_left: &[usize], right, at_right: &[usize]| self.product(left, at_left, right, at_right);
        Ok(match tensor {
            Tensor::E | Tensor::W | Tensor::b | Tensor::U | Tensor::c => ("parameter", "", Vec::new()),
            Tensor::e => {
                let word = self.context[i / dims.embedding] as usize;
                ("sum", r"e_i = E_{r w}", vec![one(Tensor::E, &[i % dims.embedding, word])?])
            }
            Tensor::a => {
                let products = (0..dims.input()).map(|k| two(Tensor::W, &[i, k], Tensor::e, &[k]));
                let bias_term = bias.then(|| one(Tensor::b, &[i]));
                let equation =
                    if bias { r"a_i = \sum_k W_{ik}\,e_k + b_i" } else { r"a_i = \sum_k W_{ik}\,e_k" };
                ("sum", equation, products.chain(bias_term).collect::<Result<_>>()?)
            }
            Tensor::h => {
                let activation = self.cpu.config().activation;
                let equation = match activation {
                    Activation::Tanh => r"h_i = \tanh(a_i)",
                    Activation::Sigmoid => r"h_i = 1 / (1 + e^{-a_i})",
                    Activation::Relu => r"h_i = \max(0, a_i)",
                };
                (activation.name(), equation, vec![one(Tensor::a, &[i])?])
            }
            Tensor::z => {
                let products = (0..dims.hidden).map(|k| two(Tensor::U, &[i, k], Tensor::h, &[k]));
                let bias_term = bias.then(|| one(Tensor::c, &[i]));
                let equation =
                    if bias { r"z_i = \sum_k U_{ik}\,h_k + c_i" } else { r"z_i = \sum_k U_{ik}\,h_k" };
                ("sum", equation, products.chain(bias_term).collect::<Result<_>>()?)
            }
            Tensor::yhat => {
                let terms = (0..dims.vocabulary).map(|k| one(Tensor::z, &[k]));
                ("softmax", r"\hat{y}_i = e^{z_i} / \sum_k e^{z_k}", terms.collect::<Result<_>>()?)
            }
            Tensor::L => {
                let target = vec![one(Tensor::yhat, &[self.target as usize])?];
                ("log", r"L = -\log \hat{y}_{\text{target}}", target)
            }
            Tensor::dz => {
                let terms = vec![one(Tensor::yhat, &[i])?, self.minus(Named::OneHot, &[i])?];
                ("sum", r"dz_i = \hat{y}_i - y_i", terms)
            }
            Tensor::dU => ("sum", r"dU_{ij} = dz_i\,h_j", vec![two(Tensor::dz, &[i], Tensor::h, &[j])?]),
            Tensor::dc => ("sum", r"dc_i = dz_i", vec![one(Tensor::dz, &[i])?]),
            Tensor::dh => {
                let terms = (0..dims.vocabulary).map(|k| two(Tensor::U, &[k, i], Tensor::dz, &[k]));
                ("sum", r"dh_i = \sum_k U_{ki}\,dz_k", terms.collect::<Result<_>>()?)
            }
            Tensor::da => {
                let factors =
                    vec![self.factor(Named::Plan(Tensor::dh), &[i])?, self.factor(Named::Slope, &[i])?];
                ("sum", r"da_i = dh_i\,\sigma'(a_i)", vec![term(factors)])
            }
            Tensor::dW => ("sum", r"dW_{ij} = da_i\,e_j", vec![two(Tensor::da, &[i], Tensor::e, &[j])?]),
            Tensor::db => ("sum", r"db_i = da_i", vec![one(Tensor::da, &[i])?]),
            Tensor::de => {
                let terms = (0..dims.hidden).map(|k| two(Tensor::W, &[k, i], Tensor::da, &[k]));
                ("sum", r"de_i = \sum_k W_{ki}\,da_k", terms.collect::<Result<_>>()?)
            }
            Tensor::dE => {
                let readers = self.context.iter().enumerate().filter(|&(_, &word)| word as usize == j);
                let terms = readers.map(|(position, _)| one(Tensor::de, &[position * dims.embedding + i]));
                ("sum", r"dE_{rw} = \sum_{p:\,x_p = w} de_{pd + r}", terms.collect::<Result<_>>()?)
            }
        })
    }

    /// A parameter after the update. Weight decay and clipping are factors where they do anything.
    fn origin_of_update(&self, tensor: Tensor, index: &[usize]) -> Result<Behind> {
        let amounts = self.after()?.amounts;
        let gradient = match tensor {
            Tensor::E => Tensor::dE,
            Tensor::W => Tensor::dW,
            Tensor::b => Tensor::db,
            Tensor::U => Tensor::dU,
            _ => Tensor::dc,
        };
        let with = |setting: Option<Named>, named: Named| -> Result<Vec<Factor>> {
            let setting = setting.map(|setting| self.factor(setting, &[0])).transpose()?;
            Ok(setting.into_iter().chain([self.factor(named, index)?]).collect())
        };
        let kept = with((amounts.keep != 1.0).then_some(Named::Keep), Named::Plan(tensor))?;
        let clipped = with((amounts.scale != 1.0).then_some(Named::Clip), Named::Plan(gradient))?;
        let step = |factors: Vec<Factor>| -> Result<Term> {
            let factors: Vec<_> = [self.factor(Named::Rate, &[0])?].into_iter().chain(factors).collect();
            let product = term(factors);
            Ok(Term { product: -product.product, ..product })
        };
        Ok(match amounts.rule {
            Rule::Sgd => ("sum", r"\theta' = \theta - \eta\,d\theta", vec![term(kept), step(clipped)?]),
            Rule::Momentum => {
                let velocity = with(Some(Named::Momentum), Named::First(tensor))?;
                let terms = vec![term(kept), step(velocity)?, step(clipped)?];
                ("sum", r"\theta' = \theta - \eta (\mu v + d\theta)", terms)
            }
            Rule::AdamW => {
                let memory = |named| Ok::<_, Error>(term(vec![self.factor(named, index)?]));
                let terms = vec![
                    term(kept),
                    memory(Named::First(tensor))?,
                    memory(Named::Second(tensor))?,
                    term(clipped),
                ];
                ("adamw", r"\theta' = \theta - \eta\,\hat{m} / (\hat{v}^{1/2} + \epsilon)", terms)
            }
        })
    }

    #[inline(never)] // A visitor loads this code: one copy of it is enough, here and below.
    fn factor(&self, named: Named, index: &[usize]) -> Result<Factor> {
        Ok(Factor {
            tensor: named.name(self.rule()),
            index: index.to_vec(),
            value: self.value(named, index)?,
        })
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

    /// A term that is taken away.
    #[inline(never)]
    fn minus(&self, named: Named, index: &[usize]) -> Result<Term> {
        let operand = self.operand(named, index)?;
        Ok(Term { product: 0.0 - operand.product, ..operand })
    }

    /// The number at an index as shown.
    #[inline(never)]
    fn value(&self, named: Named, index: &[usize]) -> Result<f32> {
        Ok(self.matrix(named)?.at(index[0], index.get(1).copied().unwrap_or(0)))
    }
}

/// The term of these factors.
#[inline(never)]
fn term(factors: Vec<Factor>) -> Term {
    let product = factors.iter().map(|f| f64::from(f.value)).fold(1.0, |product, value| product * value);
    Term { factors, product }
}

/// What terms add up to in f64, and how far the same sum in f32 may be from it.
fn added(terms: &[Term]) -> (f64, f64) {
    let total = terms.iter().map(|term| term.product).sum();
    let magnitude: f64 = terms.iter().map(|term| term.product.abs()).sum();
    // Half a unit in the last place for each addition, and for a product of up to four factors; the second part is for
    // what underflows.
    let roundings = terms.len() as f64 + 3.0;
    (total, roundings * (magnitude * f64::from(f32::EPSILON) / 2.0 + f64::from(f32::from_bits(1))))
}
