//! One example under the glass: every step, every tensor, and the sum behind any one number.
//!
//! A trace is a batch of one on the kernels that train: there is no second mathematics to show. What is explained is read
//! from the same buffers.

use serde::Serialize;

use crate::backend::Cpu;
use crate::error::{Error, Result};
use crate::model::{Activation, Config, Parameters, Step, Tensor, plan};
use crate::ops::{activation, softmax};
use crate::train::{Optimizer, Settings};

/// An example whose forward and backward pass stand in a [`Cpu`].
#[derive(Debug)]
pub struct Example<'a> {
    cpu: &'a mut Cpu,
    parameters: &'a Parameters,
    context: &'a [u32],
    target: u32,
}

/// A tensor as the interface shows it: E and dE d x |V|, matrices row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Which.
    pub tensor: Tensor,
    /// `[rows, columns]` or `[length]`.
    pub shape: Vec<usize>,
    /// Its numbers.
    pub data: Vec<f32>,
}

/// A step of the plan as it is in this network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Station {
    /// Its name, which is never changed.
    pub id: &'static str,
    /// "forward", "backward" or "update".
    pub phase: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// LaTeX.
    pub equation: &'static str,
    /// Names of tensors.
    pub reads: Vec<&'static str>,
    /// Names of tensors.
    pub writes: Vec<&'static str>,
}

/// What one example and one update do.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// L of the example, in nats.
    pub loss: f32,
    /// L of the same example after the update.
    pub loss_after: f32,
    /// The tensors asked for, in the plan's order.
    pub tensors: Vec<Shown>,
    /// The parameters after the update.
    pub updated: Vec<Shown>,
    /// The plan's steps in this network.
    pub steps: Vec<Station>,
}

/// The steps that exist in a network of this make, as scripts see them.
pub fn stations(config: &Config) -> Vec<Station> {
    let station = |step: &'static Step| Station {
        id: step.id.name(),
        phase: step.phase.name(),
        title: step.title,
        equation: step.equation_in(config),
        reads: step.reads_in(config).map(Tensor::name).collect(),
        writes: step.writes.iter().map(|t| t.name()).collect(),
    };
    plan::steps(config).map(station).collect()
}

/// Where one number came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The number.
    pub value: f32,
    /// "sum" where the products of the terms add up to the value, within f32 rounding; "parameter" or "one-hot" for what
    /// came from nowhere; else the function (tanh, sigmoid, relu, softmax, log, derivative) of the terms, its operands.
    pub operation: &'static str,
    /// The equation of one element, as LaTeX.
    pub equation: &'static str,
    /// In the equation's order.
    pub terms: Vec<Term>,
}

/// A term of a sum, or an operand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// What is multiplied.
    pub factors: Vec<Factor>,
    /// Its share of the sum; an operand's value.
    pub product: f32,
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

/// Softmax, one small step at a time, for one example; all |V| long.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftmaxParts {
    /// m, the largest logit.
    pub maximum: f32,
    /// z - m
    pub shifted: Vec<f32>,
    /// e^(z - m)
    pub exponentials: Vec<f32>,
    /// s, what they sum to.
    pub sum: f32,
    /// e^(z - m) / s
    pub yhat: Vec<f32>,
}

/// The long way to dz, for one example.
#[derive(Debug, Clone, PartialEq)]
pub struct DzParts {
    /// dL/dyhat: -1/yhat\[target\] there, zero elsewhere. Infinite where the target's probability is too small for f32.
    pub dyhat: Vec<f32>,
    /// dyhat/dz = diag(yhat) - yhat yhat^T, |V| x |V|; none where that is over [`JACOBIAN_LIMIT`] words.
    pub jacobian: Option<Vec<f32>>,
    /// (dyhat/dz)^T dL/dyhat, which collapses to yhat - y.
    pub product: Vec<f32>,
}

/// The largest vocabulary whose Jacobian is written out: a million numbers.
pub const JACOBIAN_LIMIT: usize = 1_000;

/// The slope of the activation, as a factor's name.
const SLOPE: &str = "sigma'";
/// The one-hot target, as a factor's name.
const ONE_HOT: &str = "y";

impl<'a> Example<'a> {
    /// Runs the example forward and backward.
    ///
    /// # Errors
    /// A context that is not n words long, or a word outside the vocabulary.
    pub fn new(
        cpu: &'a mut Cpu,
        parameters: &'a Parameters,
        context: &'a [u32],
        target: u32,
    ) -> Result<Self> {
        let dims = cpu.config().dims;
        if context.len() != dims.context {
            return Err(Error::value(
                "context",
                format!("{} tokens long", context.len()),
                format!("it must have {}", dims.context),
            ));
        }
        for (name, &word) in context.iter().map(|w| ("context", w)).chain([("target", &target)]) {
            if word as usize >= dims.vocabulary {
                let right = format!("token ids go from 0 to {}", dims.vocabulary - 1);
                return Err(Error::value(name, word, right));
            }
        }
        cpu.gradients(parameters, context, &[target]);
        Ok(Example { cpu, parameters, context, target })
    }

    /// L, in nats.
    pub fn loss(&self) -> f32 {
        self.cpu.mean_loss()
    }

    /// Everything, and what one update would do; `optimizer` is the state it would start from, `step` the model's. Nothing
    /// that is given changes. `wanted`: which tensors to show, all where none are named.
    pub fn trace(
        self,
        optimizer: &Optimizer,
        settings: &Settings,
        step: u64,
        wanted: Option<&[Tensor]>,
    ) -> Trace {
        let config = *self.cpu.config();
        let loss = self.loss();
        let tensors = Tensor::ALL
            .into_iter()
            .filter(|t| wanted.is_none_or(|wanted| wanted.contains(t)))
            .filter_map(|t| self.shown(t))
            .collect();
        let mut after = self.parameters.clone();
        let mut optimizer = optimizer.clone();
        optimizer.take_up(settings.rule, after.data.len());
        optimizer.update(settings, step, &mut after, &self.cpu.gradients, self.cpu.touched());
        self.cpu.evaluate(&after, self.context, &[self.target]);
        let updated = after.layout.tensors().iter().map(|&tensor| {
            let (shape, data) = after.shown(tensor);
            Shown { tensor, shape, data }
        });
        Trace {
            loss,
            loss_after: self.cpu.mean_loss(),
            tensors,
            updated: updated.collect(),
            steps: stations(&config),
        }
    }

    /// A value or gradient of this example as shown; none for parameters, and for what this network has not.
    pub fn shown(&self, tensor: Tensor) -> Option<Shown> {
        let config = self.cpu.config();
        let parameter = match tensor {
            Tensor::L => return Some(Shown { tensor, shape: vec![1], data: vec![self.loss()] }),
            Tensor::dE => Tensor::E,
            Tensor::db | Tensor::dc if !config.bias => return None,
            _ => {
                let data = self.cpu.tensor(tensor)?.to_vec();
                return Some(Shown { tensor, shape: tensor.shape(config), data });
            }
        };
        let (shape, data) = self.cpu.gradients.shown(parameter);
        Some(Shown { tensor, shape, data })
    }

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
        Ok(Explanation { value, operation, equation, terms })
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
                let minus_y = Term { product: 0.0 - y.value, factors: vec![y] };
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

    /// The softmax taken apart; its last part is yhat, bit for bit.
    pub fn softmax_parts(&self) -> SoftmaxParts {
        let z = self.cpu.tensor(Tensor::z).expect("kept");
        let maximum = softmax::maximum(z);
        let shifted: Vec<f32> = z.iter().map(|z| z - maximum).collect();
        let exponentials: Vec<f32> = shifted.iter().map(|&x| crate::ops::math::exp_f32(x)).collect();
        let sum = crate::ops::sum::sum(&exponentials) as f32;
        let yhat = exponentials.iter().map(|x| x / sum).collect();
        SoftmaxParts { maximum, shifted, exponentials, sum, yhat }
    }

    /// dz by way of the Jacobian of the softmax.
    pub fn dz_parts(&self) -> DzParts {
        let yhat = self.cpu.tensor(Tensor::yhat).expect("kept");
        let target = self.target as usize;
        let mut dyhat = vec![0.0; yhat.len()];
        dyhat[target] = -1.0 / yhat[target];
        let cell = |i: usize, j: usize| if i == j { yhat[i] - yhat[i] * yhat[i] } else { -yhat[i] * yhat[j] };
        // All other elements of dL/dyhat are zero, so one row of the Jacobian is the whole product.
        let product = (0..yhat.len()).map(|j| cell(target, j) * dyhat[target]).collect();
        let jacobian = (yhat.len() <= JACOBIAN_LIMIT)
            .then(|| (0..yhat.len()).flat_map(|i| (0..yhat.len()).map(move |j| cell(i, j))).collect());
        DzParts { dyhat, jacobian, product }
    }
}

/// The term of these factors.
fn term(factors: Vec<Factor>) -> Term {
    let product = factors.iter().map(|f| f.value).fold(1.0, |product, value| product * value);
    Term { factors, product }
}
