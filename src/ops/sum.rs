//! Sums, in the one order that every backend of the exact path keeps.
//!
//! [`sum`] has four lanes, element i in lane i mod 4, combined as (l0 + l1) + (l2 + l3), in chunks of 256 elements whose sums are
//! added in f64, in order: it is as exact over 50,000 words as over 50. [`column_sums`] adds down a column, as a matrix product does.

use super::{Real, matmul};

/// Elements in a chunk.
pub const CHUNK: usize = 256;

/// Columns that are summed together.
const STRIPE: usize = 16;

/// Σ x_i.
pub fn sum<T: Real>(x: &[T]) -> f64 {
    let mut total = 0.0;
    for chunk in x.chunks(CHUNK) {
        let mut lanes = [T::ZERO; 4];
        let (fours, rest) = chunk.as_chunks::<4>();
        for four in fours {
            for lane in 0..4 {
                lanes[lane] += four[lane];
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane += x;
        }
        total += ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])).to_f64();
    }
    total
}

/// Σ x_i², the square of the L2 norm: squares and sums in f64, four lanes over the whole length. The square of an f32 is exact in
/// f64 and cannot overflow there.
pub fn sum_of_squares(x: &[f32]) -> f64 {
    let mut lanes = [0.0f64; 4];
    let (fours, rest) = x.as_chunks::<4>();
    for four in fours {
        for lane in 0..4 {
            lanes[lane] += f64::from(four[lane]) * f64::from(four[lane]);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane += f64::from(x) * f64::from(x);
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

/// The sum of each column of a row-major matrix: a bias's gradient, db = Σ da over the batch. The order is that of
/// [`matmul::product`] with a row of ones.
///
/// # Panics
/// If `x` is not whole rows.
pub fn column_sums<T: Real>(x: &[T], sums: &mut [T]) {
    column_sums_onto(x, sums.len(), 0, sums, false);
}

/// As [`column_sums`], for the columns from `from` on, one for each of `sums`. With `onto` the sums are added to what `sums` holds. If
/// that is the sum of earlier rows, in whole blocks of [`matmul::BLOCK`], the result has the bits of one sum over all rows.
///
/// # Panics
/// If `x` is not whole rows.
pub fn column_sums_onto<T: Real>(x: &[T], columns: usize, from: usize, sums: &mut [T], onto: bool) {
    assert!(x.len().is_multiple_of(columns), "a matrix is whole rows");
    for (number, block) in x.chunks(matmul::BLOCK * columns).enumerate() {
        for (stripe, sums) in sums.chunks_mut(STRIPE).enumerate() {
            let mut lanes = [T::ZERO; STRIPE];
            for row in block.chunks_exact(columns) {
                let row = &row[from + stripe * STRIPE..];
                match row.first_chunk::<STRIPE>() {
                    Some(row) => (0..STRIPE).for_each(|i| lanes[i] += row[i]),
                    None => lanes.iter_mut().zip(row).for_each(|(lane, &x)| *lane += x),
                }
            }
            for (sum, lane) in sums.iter_mut().zip(lanes) {
                *sum = if onto || number > 0 { *sum + lane } else { lane };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{ArrayView2, Axis, aview1};

    use super::*;

    #[test]
    fn chunks_keep_a_long_sum_exact() {
        let tenth = vec![0.1f32; 1_000_003];
        let exact = f64::from(0.1f32) * 1_000_003.0;
        assert!((sum(&tenth) - exact).abs() / exact < 1e-6);
        assert!((sum_of_squares(&tenth) / (exact * f64::from(0.1f32)) - 1.0).abs() < 1e-10);
        assert_eq!(sum_of_squares(&[2.0, -3.0, 0.5, 1.0, 4.0]), 30.25);
    }

    #[test]
    fn the_order_is_four_lanes() {
        // In order the first two would lose the 1; in lanes it meets the others last.
        let x = [1e8f32, 1.0, -1e8, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(sum(&x), f64::from((1e8f32 + 1.0) + (-1e8 + 0.0)));
        assert_eq!(sum::<f32>(&[]), 0.0);
    }

    #[test]
    fn a_column_sum_is_a_product_with_ones() {
        let (rows, columns) = (600, 3);
        let x: Vec<f32> = (0..rows * columns).map(|i| 1.0 / (i as f32 + 1.0)).collect();
        let (mut sums, mut product) = ([0.0f32; 3], [0.0f32; 3]);
        column_sums(&x, &mut sums);
        let ones = vec![1.0f32; rows];
        let matrix = ArrayView2::from_shape((rows, columns), &x).expect("a number for each");
        matmul::product(aview1(&ones).insert_axis(Axis(0)), matrix, &mut product);
        assert_eq!(sums, product);
    }
}
