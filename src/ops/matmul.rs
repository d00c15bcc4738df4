//! The matrix product, C = A B, with its order of sums: the scalar twin of `backend/kernel.rs`.
//!
//! ```text
//! C_ij = Σ_k A_ik B_kj        A m x k   B k x n   C m x n
//! ```
//! k runs in order, a product then a sum (never fused), in blocks of [`BLOCK`]: each block starts at 0, and the sums of the blocks
//! are added in order. A block fits a cache, and blocks keep rounding errors from growing with the whole length.
//!
//! Backward, both are products again: dA = dC Bᵀ, dB = Aᵀ dC (Jurafsky and Martin, Speech and Language Processing, chapter on
//! neural networks). Transposing only swaps the axes of a view (`reversed_axes`), so nothing is copied.

use ndarray::ArrayView2;

use super::Real;

/// Elements of a sum in one block.
pub const BLOCK: usize = 256;

/// Writes C = A B row by row into `c`.
///
/// # Panics
/// If the shapes do not fit.
pub fn product<T: Real>(a: ArrayView2<'_, T>, b: ArrayView2<'_, T>, c: &mut [T]) {
    let ([m, length], n) = ([a.nrows(), a.ncols()], b.ncols());
    assert_eq!(length, b.nrows(), "{m} x {length} times {} x {n}", b.nrows());
    assert_eq!(c.len(), m * n, "the product is {m} x {n}");
    for i in 0..m {
        for j in 0..n {
            let mut total = T::ZERO;
            for start in (0..length).step_by(BLOCK) {
                let mut block = T::ZERO;
                for k in start..(start + BLOCK).min(length) {
                    block += a[[i, k]] * b[[k, j]];
                }
                total = if start == 0 { block } else { total + block };
            }
            c[i * n + j] = total;
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::aview2;

    use super::*;

    #[test]
    fn a_product_by_hand() {
        let a = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
        let b = [[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]];
        let mut c = [0.0; 4];
        product(aview2(&a), aview2(&b), &mut c);
        assert_eq!(c, [7.0, -1.0, 16.0, -1.0]);
        // (A B)ᵀ = Bᵀ Aᵀ
        product(aview2(&b).reversed_axes(), aview2(&a).reversed_axes(), &mut c);
        assert_eq!(c, [7.0, 16.0, -1.0, -1.0]);
    }

    #[test]
    fn blocks_are_summed_apart() {
        // 2^24 swallows single ones, but not a second block's 256.
        let mut row = [1.0f32; 512];
        row[0] = 16_777_216.0;
        let mut c = [0.0f32];
        product(aview2(&[row]), aview2(&[[1.0]; 512]), &mut c);
        assert_eq!(c[0], 16_777_216.0 + 256.0);
    }
}
