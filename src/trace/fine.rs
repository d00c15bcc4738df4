//! Softmax and dz, one small step at a time.

use super::Example;
use crate::model::Tensor;
use crate::ops::{math, softmax, sum};

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

impl Example<'_> {
    /// The softmax taken apart; its last part is yhat, bit for bit.
    pub fn softmax_parts(&self) -> SoftmaxParts {
        let z = self.cpu.tensor(Tensor::z).expect("kept");
        let maximum = softmax::maximum(z);
        let shifted: Vec<f32> = z.iter().map(|z| z - maximum).collect();
        let exponentials: Vec<f32> = shifted.iter().map(|&x| math::exp_f32(x)).collect();
        let sum = sum::sum(&exponentials) as f32;
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
