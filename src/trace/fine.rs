//! What an example has besides the plan's tensors: the small steps of softmax and dz, the slopes, the one-hot target. Each is computed
//! when it is first needed.

use super::Example;
use crate::model::{Operation, Tensor};
use crate::ops::{activation, math, softmax, sum};

/// Softmax, one small step at a time, for one example; all |V| long.
#[derive(Debug, Clone, PartialEq)]
pub struct SoftmaxParts {
    /// m, the largest logit.
    pub maximum: f32,
    /// z - m
    pub shifted: Vec<f32>,
    /// e^(z - m)
    pub exponentials: Vec<f32>,
    /// s, their sum.
    pub sum: f32,
    /// e^(z - m) / s
    pub yhat: Vec<f32>,
}

/// dz by the Jacobian of the softmax, for one example.
#[derive(Debug, Clone, PartialEq)]
pub struct DzParts {
    /// dL/dyhat: -1/yhat\[target\] at the target, zero elsewhere. Infinite if the target's probability underflows in f32.
    pub dyhat: Vec<f32>,
    /// dyhat/dz = diag(yhat) - yhat yhat^T, |V| x |V|; none for more than [`JACOBIAN_LIMIT`] words.
    pub jacobian: Option<Vec<f32>>,
    /// (dyhat/dz)^T dL/dyhat, which simplifies to yhat - y.
    pub product: Vec<f32>,
}

/// The largest vocabulary whose Jacobian is written out: a million numbers.
pub const JACOBIAN_LIMIT: usize = 1_000;

impl Example<'_> {
    /// The small steps of the softmax; the last one is yhat, bit for bit.
    pub fn softmax_parts(&self) -> &SoftmaxParts {
        self.softmax.get_or_init(|| {
            let z = self.cpu.tensor(Tensor::z).expect("kept");
            let maximum = softmax::maximum(z);
            let shifted: Vec<f32> = z.iter().map(|z| z - maximum).collect();
            let exponentials: Vec<f32> = shifted.iter().map(|&x| math::exp_f32(x)).collect();
            let sum = sum::sum(&exponentials) as f32;
            let yhat = exponentials.iter().map(|x| x / sum).collect();
            SoftmaxParts { maximum, shifted, exponentials, sum, yhat }
        })
    }

    /// The small steps of dz, by the Jacobian of the softmax.
    pub fn dz_parts(&self) -> &DzParts {
        self.dz.get_or_init(|| {
            let yhat = self.cpu.tensor(Tensor::yhat).expect("kept");
            let words = yhat.len();
            let target = self.target as usize;
            let mut dyhat = vec![0.0; words];
            dyhat[target] = -1.0 / yhat[target];
            let cell =
                |i: usize, j: usize| if i == j { yhat[i] - yhat[i] * yhat[i] } else { -yhat[i] * yhat[j] };
            // All other elements of dL/dyhat are zero, so one row of the Jacobian is the whole product.
            let product = (0..words).map(|j| cell(target, j) * dyhat[target]).collect();
            let jacobian = (words <= JACOBIAN_LIMIT)
                .then(|| (0..words).flat_map(|i| (0..words).map(move |j| cell(i, j))).collect());
            DzParts { dyhat, jacobian, product }
        })
    }

    /// sigma' of the activation whose result is `value`.
    pub(super) fn slopes(&self, value: Tensor) -> &[f32] {
        let all = self.slopes.get_or_init(|| {
            let activation = self.cpu.config().activation;
            let maps = self.maps().map(|(_, to, _)| {
                let h = self.cpu.tensor(to).expect("kept");
                (to, h.iter().map(|&h| activation::derivative(activation, h)).collect())
            });
            maps.collect()
        });
        all.iter().find(|(of, _)| *of == value).map_or(&[], |(_, slopes)| slopes)
    }

    /// The plan's activations: what each is applied to, its result, and the name of its slope.
    pub(super) fn maps(&self) -> impl Iterator<Item = (Tensor, Tensor, &'static str)> + use<> {
        self.parameters.layout.plan.steps.iter().filter_map(|step| match step.operation {
            Operation::Map { from, to, slope } => Some((from, to, slope)),
            _ => None,
        })
    }

    /// y, |V|.
    pub(super) fn one_hot(&self) -> &[f32] {
        self.one_hot.get_or_init(|| {
            let mut y = vec![0.0; self.cpu.config().dims.vocabulary];
            y[self.target as usize] = 1.0;
            y
        })
    }
}
