//! A 2-2-3 network with one hidden layer: a = W x, h = tanh(a), z = U h, yhat = softmax(z), L = -log yhat[target]. The letters are
//! those of the language model.

use super::classifier::{Forward, OutputGradient, check_cells, one_hot, target_of, times};
use crate::Result;

/// The numbers a student edits. Only valid ones can be held.
#[derive(Debug, Clone, PartialEq)]
pub struct Hidden {
    /// The input, 2.
    pub(crate) x: [f64; 2],
    /// The weights of the hidden layer, 2 x 2.
    pub(crate) w: [[f64; 2]; 2],
    /// The weights of the output layer, 3 x 2.
    pub(crate) u: [[f64; 2]; 3],
    /// The index of the one in y, 0 to 2.
    pub(crate) target: usize,
}

/// Every intermediate value of the forward pass.
#[derive(Debug, Clone, PartialEq)]
pub struct HiddenForward {
    /// W x, 2.
    pub a: [f64; 2],
    /// tanh(a), 2.
    pub h: [f64; 2],
    /// U h, its softmax and the loss.
    pub output: Forward,
}

/// Each derivative as a full matrix, the products from left to right, and their short forms.
#[derive(Debug, Clone, PartialEq)]
pub struct HiddenBackward {
    /// dL/dyhat, 1 x 3.
    pub dyhat: [f64; 3],
    /// dyhat/dz, 3 x 3.
    pub jacobian: [[f64; 3]; 3],
    /// dz/dU, 3 x 6 (U row by row): h in the two columns of row i, zeros elsewhere.
    pub dz_du: [[f64; 6]; 3],
    /// dz/dh = U, 3 x 2.
    pub dz_dh: [[f64; 2]; 3],
    /// dh/da = diag(1 - h^2), 2 x 2: the link that the hidden layer adds.
    pub dh_da: [[f64; 2]; 2],
    /// da/dW, 2 x 4 (W row by row): x in the two columns of row i, zeros elsewhere.
    pub da_dw: [[f64; 4]; 2],
    /// dL/dyhat times dyhat/dz, 1 x 3.
    pub dz_product: [f64; 3],
    /// That times dz/dU, 1 x 6.
    pub du_product: [f64; 6],
    /// dz times dz/dh, 1 x 2.
    pub dh_product: [f64; 2],
    /// That times dh/da, 1 x 2.
    pub da_product: [f64; 2],
    /// That times da/dW, 1 x 4.
    pub dw_product: [f64; 4],
    /// yhat - y, 1 x 3.
    pub dz: [f64; 3],
    /// (yhat_i - y_i) h_j, 1 x 6.
    pub du: [f64; 6],
    /// U^T dz, 1 x 2.
    pub dh: [f64; 2],
    /// dh * (1 - h^2), element by element, 1 x 2.
    pub da: [f64; 2],
    /// da_i x_j, 1 x 4.
    pub dw: [f64; 4],
    /// Whether a product failed (zero times infinity) although the short forms do not.
    pub product_failed: bool,
}

impl Hidden {
    /// A network of these cells.
    ///
    /// # Errors
    /// A cell that is no number or too large; a y that is not one-hot.
    pub fn new(x: [f64; 2], w: [[f64; 2]; 2], u: [[f64; 2]; 3], y: [f64; 3]) -> Result<Self> {
        check_cells(["x1", "x2"].into_iter().zip(x))?;
        check_cells(["w11", "w12", "w21", "w22"].into_iter().zip(w.into_iter().flatten()))?;
        check_cells(["u11", "u12", "u21", "u22", "u31", "u32"].into_iter().zip(u.into_iter().flatten()))?;
        Ok(Self { x, w, u, target: target_of(y)? })
    }

    /// y, one-hot, 3.
    pub fn y(&self) -> [f64; 3] {
        one_hot(self.target)
    }

    /// The forward pass.
    pub fn forward(&self) -> HiddenForward {
        let a = self.w.map(|row| row[0] * self.x[0] + row[1] * self.x[1]);
        let h = a.map(libm::tanh);
        let output = Forward::of(self.u.map(|row| row[0] * h[0] + row[1] * h[1]), self.target);
        HiddenForward { a, h, output }
    }

    /// The backward pass: the matrices multiplied from left to right, one product at a time, and the short forms.
    pub fn backward(&self) -> HiddenBackward {
        let HiddenForward { h, output, .. } = self.forward();
        let OutputGradient { dyhat, jacobian, dz_product, dz } = OutputGradient::of(output.yhat, self.target);
        let slope = h.map(|h| 1.0 - h * h);
        let dz_du = spread(&h);
        let dz_dh = self.u;
        let dh_da = [[slope[0], 0.0], [0.0, slope[1]]];
        let da_dw = spread(&self.x);
        let du_product = times(&dz_product, &dz_du);
        let dh_product = times(&dz_product, &dz_dh);
        let da_product = times(&dh_product, &dh_da);
        let dw_product = times(&da_product, &da_dw);
        let du = core::array::from_fn(|column| dz[column / 2] * h[column % 2]);
        let dh: [f64; 2] = times(&dz, &self.u);
        let da: [f64; 2] = core::array::from_fn(|i| dh[i] * slope[i]);
        let dw = core::array::from_fn(|column| da[column / 2] * self.x[column % 2]);
        let product_failed = du_product.iter().chain(&dw_product).any(|v| !v.is_finite());
        HiddenBackward {
            dyhat,
            jacobian,
            dz_du,
            dz_dh,
            dh_da,
            da_dw,
            dz_product,
            du_product,
            dh_product,
            da_product,
            dw_product,
            dz,
            du,
            dh,
            da,
            dw,
            product_failed,
        }
    }
}

/// The derivative of M v by M, row by row: v in the two columns of row i, zeros elsewhere.
fn spread<const ROWS: usize, const COLUMNS: usize>(v: &[f64; 2]) -> [[f64; COLUMNS]; ROWS] {
    core::array::from_fn(|i| core::array::from_fn(|column| if column / 2 == i { v[column % 2] } else { 0.0 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Central differences with step 1e-6 on values of order 1 are good to about 1e-9.
    const TOLERANCE: f64 = 1e-7;
    const STEP: f64 = 1e-6;

    fn slope<const N: usize>(at: impl Fn(f64) -> [f64; N]) -> [f64; N] {
        let (up, down) = (at(STEP), at(-STEP));
        core::array::from_fn(|i| (up[i] - down[i]) / (2.0 * STEP))
    }

    proptest! {
        #[test]
        fn every_matrix_is_the_slope_it_says(
            x in prop::array::uniform2(-2.0..2.0f64),
            w in prop::array::uniform2(prop::array::uniform2(-2.0..2.0f64)),
            u in prop::array::uniform3(prop::array::uniform2(-2.0..2.0f64)),
            target in 0usize..3,
        ) {
            let y = one_hot(target);
            let model = Hidden::new(x, w, u, y).unwrap();
            let (forward, back) = (model.forward(), model.backward());
            prop_assert!(!back.product_failed);
            for column in 0..4 {
                let moved = |t: f64| {
                    let mut w = w;
                    w[column / 2][column % 2] += t;
                    Hidden::new(x, w, u, y).unwrap().forward()
                };
                let [loss] = slope(|t| [moved(t).output.loss]);
                prop_assert!((loss - back.dw[column]).abs() < TOLERANCE);
                prop_assert!((back.dw_product[column] - back.dw[column]).abs() < 1e-12);
                let da = slope(|t| moved(t).a);
                for (i, row) in back.da_dw.iter().enumerate() {
                    prop_assert!((da[i] - row[column]).abs() < TOLERANCE);
                }
            }
            for column in 0..6 {
                let moved = |t: f64| {
                    let mut u = u;
                    u[column / 2][column % 2] += t;
                    Hidden::new(x, w, u, y).unwrap().forward()
                };
                let [loss] = slope(|t| [moved(t).output.loss]);
                prop_assert!((loss - back.du[column]).abs() < TOLERANCE);
                prop_assert!((back.du_product[column] - back.du[column]).abs() < 1e-12);
                let dz = slope(|t| moved(t).output.z);
                for (i, row) in back.dz_du.iter().enumerate() {
                    prop_assert!((dz[i] - row[column]).abs() < TOLERANCE);
                }
            }
            for j in 0..2 {
                let z = |t: f64| {
                    let mut h = forward.h;
                    h[j] += t;
                    u.map(|row| row[0] * h[0] + row[1] * h[1])
                };
                let dz = slope(z);
                for (i, row) in back.dz_dh.iter().enumerate() {
                    prop_assert!((dz[i] - row[j]).abs() < TOLERANCE);
                }
                let [dh] = slope(|t| [Forward::of(z(t), target).loss]);
                prop_assert!((dh - back.dh[j]).abs() < TOLERANCE);
                let [through] = slope(|t| [libm::tanh(forward.a[j] + t)]);
                prop_assert!((through - back.dh_da[j][j]).abs() < TOLERANCE);
                prop_assert_eq!(back.dh_da[j][1 - j], 0.0);
                prop_assert!((back.dh_product[j] - back.dh[j]).abs() < 1e-12);
                prop_assert!((back.da_product[j] - back.da[j]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_saturated_unit_lets_nothing_through() {
        let model =
            Hidden::new([1.0, 0.0], [[50.0, 0.0], [0.1, 0.0]], [[1.0, 1.0]; 3], [1.0, 0.0, 0.0]).unwrap();
        let back = model.backward();
        assert_eq!(back.da[0], 0.0);
        assert_eq!(&back.dw[..2], [0.0, 0.0]);
    }

    #[test]
    fn bad_cells_are_named() {
        let error =
            Hidden::new([1.0; 2], [[0.0, f64::NAN], [0.0; 2]], [[0.0; 2]; 3], [1.0, 0.0, 0.0]).unwrap_err();
        assert!(error.to_string().starts_with("w12 is NaN"), "{error}");
        let error = Hidden::new([1.0; 2], [[0.0; 2]; 2], [[0.0, 1e308], [0.0; 2], [0.0; 2]], [1.0, 0.0, 0.0]);
        assert!(error.unwrap_err().to_string().starts_with("u12 is "));
    }
}
