//! How large the numbers of a forward pass can become, whatever the words: from each matrix's largest number alone.

use super::{Operation, Parameters, Tensor};
use crate::counted;

/// Sums in f32 stay finite below this: half of its largest number, the other half is for rounding.
const FINITE: f64 = f32::MAX as f64 / 2.0;

/// Whether every logit, and so every loss, is sure to be finite. It is not sure for many a network whose losses are finite all the same.
///
/// |Σ M x + bias| is at most Σ |x| · max |M| · max |x| + max |bias| (the first |x|: how many numbers x has), and an activation's result
/// is at most 1 or what it was applied to.
pub(crate) fn surely_finite(parameters: &Parameters) -> bool {
    let config = &parameters.layout.config;
    counted::did(parameters.data.len());
    let mut bounds: Vec<(Tensor, f64)> = Vec::new();
    for step in parameters.layout.plan.steps_in(config) {
        let of = |tensor: Tensor| {
            bounds.iter().find(|(of, _)| *of == tensor).map_or(f64::NAN, |(_, bound)| *bound)
        };
        let (to, bound) = match step.operation {
            Operation::Gather { table, to } => (to, largest(parameters.slice(table))),
            Operation::Affine { products, bias, to } => {
                let bias = bias.filter(|_| config.bias).map_or(0.0, |bias| largest(parameters.slice(bias)));
                let product =
                    |(m, x): &(Tensor, Tensor)| x.len(config) as f64 * largest(parameters.slice(*m)) * of(*x);
                (to, products.iter().map(product).sum::<f64>() + bias)
            }
            Operation::Map { from, to, .. } => (to, if of(from) < 1.0 { 1.0 } else { of(from) }),
            Operation::Softmax { .. } => return true,
            _ => continue,
        };
        if bound.is_nan() || bound >= FINITE {
            return false;
        }
        bounds.push((to, bound));
    }
    false
}

/// The largest number's size; not a number, or infinite, if one of them is.
fn largest(numbers: &[f32]) -> f64 {
    // Without their signs, the bits of a larger number are a larger integer, and those of an infinity and of no number the largest.
    let bits = numbers.iter().map(|x| x.to_bits() & (u32::MAX >> 1)).fold(0, u32::max);
    f32::from_bits(bits).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Cpu;
    use crate::model::{Activation, Config, Dims};

    #[test]
    fn what_is_surely_finite_is_finite() {
        let dims = Dims { context: 2, embedding: 3, hidden: 5, vocabulary: 11 };
        let contexts: Vec<u32> = (0..22).map(|i| i * 7 % 11).collect();
        let targets: Vec<u32> = (0..11).collect();
        let mut seen = [0; 3];
        for activation in [Activation::Tanh, Activation::Sigmoid, Activation::Relu] {
            for bias in [false, true] {
                let config = Config { dims, activation, bias };
                for tensor in Parameters::initialised(config, 1).layout.tensors() {
                    for scale in [1.0, 1e6, 1e19, 1e37, 1e38, f32::INFINITY, f32::NAN] {
                        let mut parameters = Parameters::initialised(config, 1);
                        parameters.slice_mut(*tensor).iter_mut().for_each(|x| *x = 2.0 * scale);
                        let sure = surely_finite(&parameters);
                        let losses = Cpu::new(config).evaluate(&parameters, &contexts, &targets).to_vec();
                        let finite = losses.iter().all(|loss| loss.is_finite());
                        assert!(finite || !sure, "{tensor:?} of {scale}: not finite");
                        seen[usize::from(sure) + usize::from(finite)] += 1;
                    }
                }
            }
        }
        // Each of the three: not finite, finite but not sure, sure.
        assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
    }
}
