//! The linear softmax classifier: z = W x, yhat = softmax(z), L = -sum_i y_i log(yhat_i), y one-hot.
//! Two inputs, three classes. This W has the role of U in the language model.

use crate::reason;
use crate::{Error, Result};

/// The largest magnitude a cell may have: products and sums of such cells are far from f64's overflow.
pub const MAXIMUM_MAGNITUDE: f64 = 1e6;

/// The numbers a student edits. Only valid ones can be held.
#[derive(Debug, Clone, PartialEq)]
pub struct Classifier {
    /// The input, 2.
    pub(crate) x: [f64; 2],
    /// The weights, 3 x 2.
    pub(crate) w: [[f64; 2]; 3],
    /// The index of the one in y, 0 to 2.
    pub(crate) target: usize,
}

/// Every intermediate value of the forward pass.
#[derive(Debug, Clone, PartialEq)]
pub struct Forward {
    /// W x, 3.
    pub z: [f64; 3],
    /// The largest z: subtracted before exp, so that exp cannot overflow.
    pub shift: f64,
    /// exp(z - shift), 3.
    pub exponentials: [f64; 3],
    /// Their sum, from 1 to 3.
    pub sum: f64,
    /// softmax(z), 3.
    pub yhat: [f64; 3],
    /// The loss in nats, computed from z (log of the sum, minus the target's shifted z): finite even if yhat underflows.
    pub loss: f64,
}

/// Each derivative as a full matrix, and the short forms of the products.
#[derive(Debug, Clone, PartialEq)]
pub struct Backward {
    /// dL/dyhat = -y_i / yhat_i, 1 x 3. Infinite or NaN if yhat underflows.
    pub dyhat: [f64; 3],
    /// dyhat/dz, 3 x 3: yhat_i (1 - yhat_i) on the diagonal, -yhat_i yhat_j off it.
    pub jacobian: [[f64; 3]; 3],
    /// dz/dW, 3 x 6 (W row by row): x in the two columns of row i, zeros elsewhere.
    pub dz_dw: [[f64; 6]; 3],
    /// The first product, dL/dyhat times dyhat/dz, 1 x 3.
    pub dz_product: [f64; 3],
    /// The second product, that times dz/dW, 1 x 6.
    pub dw_product: [f64; 6],
    /// yhat - y, 1 x 3: the short form of `dz_product`.
    pub dz: [f64; 3],
    /// (yhat_i - y_i) x_j, 1 x 6: the short form of `dw_product`.
    pub dw: [f64; 6],
    /// Whether the product failed (infinity or zero divided or multiplied by zero) although the short form does not.
    pub product_failed: bool,
}

impl Classifier {
    /// A network of these cells.
    ///
    /// # Errors
    /// A cell that is no number or too large; a y that is not one-hot.
    pub fn new(x: [f64; 2], w: [[f64; 2]; 3], y: [f64; 3]) -> Result<Self> {
        check_cells(["x1", "x2"].into_iter().zip(x))?;
        check_cells(["w11", "w12", "w21", "w22", "w31", "w32"].into_iter().zip(w.into_iter().flatten()))?;
        Ok(Self { x, w, target: target_of(y)? })
    }

    /// y, one-hot, 3.
    pub fn y(&self) -> [f64; 3] {
        one_hot(self.target)
    }

    /// The forward pass.
    pub fn forward(&self) -> Forward {
        Forward::of(self.w.map(|row| row[0] * self.x[0] + row[1] * self.x[1]), self.target)
    }

    /// The backward pass: the three matrices multiplied from left to right, and the short form.
    pub fn backward(&self) -> Backward {
        let OutputGradient { dyhat, jacobian, dz_product, dz } =
            OutputGradient::of(self.forward().yhat, self.target);
        let dz_dw: [[f64; 6]; 3] = core::array::from_fn(|i| {
            core::array::from_fn(|column| if column / 2 == i { self.x[column % 2] } else { 0.0 })
        });
        let dw_product = times(&dz_product, &dz_dw);
        let dw = core::array::from_fn(|column| dz[column / 2] * self.x[column % 2]);
        let product_failed = dw_product.iter().any(|v| !v.is_finite());
        Backward { dyhat, jacobian, dz_dw, dz_product, dw_product, dz, dw, product_failed }
    }
}

/// [`Error::Value`] for the first cell that is no number, or too large.
pub(super) fn check_cells(cells: impl Iterator<Item = (&'static str, f64)>) -> Result<()> {
    for (name, value) in cells {
        if value.is_nan() || value.abs() > MAXIMUM_MAGNITUDE {
            return Err(Error::value(
                name,
                value,
                reason::number_between(-MAXIMUM_MAGNITUDE, MAXIMUM_MAGNITUDE),
            ));
        }
    }
    Ok(())
}

/// The index of y's one. [`Error::Value`] for a y that is not one-hot.
pub(super) fn target_of(y: [f64; 3]) -> Result<usize> {
    let ones = y.iter().filter(|&&v| v == 1.0).count();
    let zeros = y.iter().filter(|&&v| v == 0.0).count();
    match y.iter().position(|&v| v == 1.0) {
        Some(target) if ones == 1 && zeros == 2 => Ok(target),
        _ => Err(Error::value("y", format!("{y:?}"), reason::one_hot())),
    }
}

impl Forward {
    /// Softmax and loss of these logits, as both networks of the primer end.
    pub(crate) fn of(z: [f64; 3], target: usize) -> Self {
        let shift = z[0].max(z[1]).max(z[2]);
        let exponentials = z.map(|z| libm::exp(z - shift));
        let sum = exponentials[0] + exponentials[1] + exponentials[2];
        let yhat = exponentials.map(|e| e / sum);
        let loss = libm::log(sum) - (z[target] - shift);
        Forward { z, shift, exponentials, sum, yhat, loss }
    }
}

/// The gradient through loss and softmax: the two matrices, their product, and its short form.
pub(super) struct OutputGradient {
    pub(super) dyhat: [f64; 3],
    pub(super) jacobian: [[f64; 3]; 3],
    pub(super) dz_product: [f64; 3],
    pub(super) dz: [f64; 3],
}

impl OutputGradient {
    pub(super) fn of(yhat: [f64; 3], target: usize) -> Self {
        let y = one_hot(target);
        let dyhat: [f64; 3] = core::array::from_fn(|i| -y[i] / yhat[i]);
        let jacobian: [[f64; 3]; 3] = core::array::from_fn(|i| {
            core::array::from_fn(|j| if i == j { yhat[i] * (1.0 - yhat[i]) } else { -yhat[i] * yhat[j] })
        });
        let dz_product = times(&dyhat, &jacobian);
        OutputGradient { dyhat, jacobian, dz_product, dz: core::array::from_fn(|i| yhat[i] - y[i]) }
    }
}

/// y, one-hot, 3.
pub(super) fn one_hot(target: usize) -> [f64; 3] {
    core::array::from_fn(|i| f64::from(u8::from(i == target)))
}

/// A row of K times a K x N matrix, summed in order.
pub(super) fn times<const K: usize, const N: usize>(row: &[f64; K], matrix: &[[f64; N]; K]) -> [f64; N] {
    core::array::from_fn(|j| (1..K).fold(row[0] * matrix[0][j], |sum, k| sum + row[k] * matrix[k][j]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Central differences with h = 1e-5 on values of order 1: truncation and rounding both stay below 1e-8.
    const TOLERANCE: f64 = 1e-7;

    proptest! {
        #[test]
        fn the_product_is_the_short_form_and_the_slope(
            x in prop::array::uniform2(-2.0..2.0f64),
            w in prop::array::uniform3(prop::array::uniform2(-2.0..2.0f64)),
            target in 0usize..3,
        ) {
            let back = Classifier::new(x, w, one_hot(target)).unwrap().backward();
            prop_assert!(!back.product_failed);
            for column in 0..6 {
                let loss = |h: f64| {
                    let mut moved = w;
                    moved[column / 2][column % 2] += h;
                    Classifier::new(x, moved, one_hot(target)).unwrap().forward().loss
                };
                let slope = (loss(1e-5) - loss(-1e-5)) / 2e-5;
                prop_assert!((slope - back.dw[column]).abs() < TOLERANCE);
                prop_assert!((back.dw_product[column] - back.dw[column]).abs() < 1e-12);
            }
        }
    }

    proptest! {
        #[test]
        fn every_matrix_is_the_slope_it_says(
            x in prop::array::uniform2(-2.0..2.0f64),
            w in prop::array::uniform3(prop::array::uniform2(-2.0..2.0f64)),
            target in 0usize..3,
        ) {
            let model = Classifier::new(x, w, one_hot(target)).unwrap();
            let (forward, back) = (model.forward(), model.backward());
            const H: f64 = 1e-6;
            for j in 0..3 {
                // dL/dyhat of L = -log yhat[target], for yhat as a free variable.
                let nudge = H * forward.yhat[j];
                let loss = |h: f64| if j == target { -libm::log(forward.yhat[j] + h) } else { forward.loss };
                let slope = (loss(nudge) - loss(-nudge)) / (2.0 * nudge);
                prop_assert!((slope - back.dyhat[j]).abs() <= TOLERANCE * back.dyhat[j].abs().max(1.0));
                // Column j of the Jacobian, and dL/dz_j.
                let at = |h: f64| {
                    let mut z = forward.z;
                    z[j] += h;
                    Forward::of(z, target)
                };
                let (up, down) = (at(H), at(-H));
                for i in 0..3 {
                    let slope = (up.yhat[i] - down.yhat[i]) / (2.0 * H);
                    prop_assert!((slope - back.jacobian[i][j]).abs() < TOLERANCE);
                }
                prop_assert!(((up.loss - down.loss) / (2.0 * H) - back.dz[j]).abs() < TOLERANCE);
                prop_assert!((back.dz_product[j] - back.dz[j]).abs() < 1e-12);
            }
            for column in 0..6 {
                let z = |h: f64| {
                    let mut moved = w;
                    moved[column / 2][column % 2] += h;
                    Classifier::new(x, moved, one_hot(target)).unwrap().forward().z
                };
                for i in 0..3 {
                    let slope = (z(H)[i] - z(-H)[i]) / (2.0 * H);
                    prop_assert!((slope - back.dz_dw[i][column]).abs() < TOLERANCE);
                }
            }
        }
    }

    #[test]
    fn underflow_breaks_the_product_and_not_the_short_form() {
        let model = Classifier::new([1.0, 0.0], [[1000.0, 0.0], [0.0, 0.0], [0.0, 0.0]], one_hot(1)).unwrap();
        let back = model.backward();
        assert_eq!(model.forward().loss, 1000.0);
        assert!(back.product_failed && back.dyhat[1] == f64::NEG_INFINITY);
        assert_eq!(back.dw, [1.0, 0.0, -1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn bad_cells_are_named() {
        for bad in [f64::NAN, f64::INFINITY, 1e308] {
            let error = Classifier::new([1.0, bad], [[0.0; 2]; 3], one_hot(0)).unwrap_err();
            assert!(error.to_string().starts_with("x2 is "), "{error}");
        }
        for y in [[0.0; 3], [1.0, 1.0, 0.0], [0.5, 0.5, 0.0], [1.0, f64::NAN, 0.0]] {
            assert!(Classifier::new([1.0; 2], [[0.0; 2]; 3], y).is_err(), "{y:?}");
        }
    }
}
