//! The matrix product, C = A B, with its order of sums: the scalar twin of `backend/kernel.rs`.
//!
//! ```text
//! C_ij = Σ_k A_ik B_kj        A m x k   B k x n   C m x n
//! ```
//! k runs in order, a product then a sum (never fused), in blocks of [`BLOCK`]: each block starts at 0 and the blocks' sums
//! are added in order. Blocks are what a cache holds; they also keep rounding errors from growing with the whole length.
//!
//! Backward, both again products: dA = dC Bᵀ, dB = Aᵀ dC (Jurafsky and Martin, Speech and Language Processing, chapter on
//! neural networks). [`Matrix::transposed`] swaps strides, so neither copies anything.

use super::Real;

/// Elements of a sum before it is added to the block's before it.
pub const BLOCK: usize = 256;

/// A matrix that lies somewhere with any strides.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a, T> {
    /// Its first element and all after it.
    pub data: &'a [T],
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Elements from a row to the next.
    pub row_stride: usize,
    /// Elements from a column to the next.
    pub column_stride: usize,
}

impl<'a, T: Copy> Matrix<'a, T> {
    /// Row after row.
    ///
    /// # Panics
    /// If `data` is not rows x columns long.
    pub fn new(data: &'a [T], rows: usize, columns: usize) -> Self {
        assert!(data.len() == rows * columns, "a matrix has a number for each row and column");
        Matrix { data, rows, columns, row_stride: columns, column_stride: 1 }
    }

    /// The same numbers, read the other way if `other`.
    #[inline(always)]
    pub fn turned(self, other: bool) -> Self {
        if other { self.transposed() } else { self }
    }

    /// The same numbers, read the other way.
    pub fn transposed(self) -> Self {
        Matrix {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// The element in row i, column j.
    #[inline(always)]
    pub fn at(&self, i: usize, j: usize) -> T {
        self.data[i * self.row_stride + j * self.column_stride]
    }
}

/// C = A B, row after row into `c`.
///
/// # Panics
/// If the shapes do not fit.
pub fn product<T: Real>(a: Matrix<'_, T>, b: Matrix<'_, T>, c: &mut [T]) {
    assert_eq!(a.columns, b.rows, "{} x {} times {} x {}", a.rows, a.columns, b.rows, b.columns);
    assert_eq!(c.len(), a.rows * b.columns, "the product is {} x {}", a.rows, b.columns);
    for i in 0..a.rows {
        for j in 0..b.columns {
            let mut total = T::ZERO;
            for start in (0..a.columns).step_by(BLOCK) {
                let mut block = T::ZERO;
                for k in start..(start + BLOCK).min(a.columns) {
                    block += a.at(i, k) * b.at(k, j);
                }
                total = if start == 0 { block } else { total + block };
            }
            c[i * b.columns + j] = total;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_by_hand() {
        let mut c = [0.0; 4];
        product(
            Matrix::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 3),
            Matrix::new(&[1.0, 0.0, 0.0, 1.0, 2.0, -1.0], 3, 2),
            &mut c,
        );
        assert_eq!(c, [7.0, -1.0, 16.0, -1.0]);
    }

    #[test]
    fn a_transposed_view_reads_columns() {
        let m = Matrix::new(&[1, 2, 3, 4, 5, 6], 2, 3).transposed();
        assert_eq!((m.rows, m.columns, m.at(2, 1), m.at(0, 1)), (3, 2, 6, 4));
    }

    #[test]
    fn blocks_are_summed_apart() {
        // 2^24 swallows single ones, but not a second block's 256.
        let mut row = vec![1.0f32; 512];
        row[0] = 16_777_216.0;
        let ones = vec![1.0f32; 512];
        let mut c = [0.0f32];
        product(Matrix::new(&row, 1, 512), Matrix::new(&ones, 512, 1), &mut c);
        assert_eq!(c[0], 16_777_216.0 + 256.0);
    }
}
