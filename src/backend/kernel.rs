//! The matrix product that trains: C = A B on packed panels, a 4 x 8 tile at a time, four lanes wide.
//!
//! Its scalar twin is `ops/matmul.rs`, whose order of sums it keeps to the last bit: every element of C is one lane of one
//! accumulator, a product and then a sum for each k in order, in blocks of [`BLOCK`]. Lanes are columns of C, so their number
//! never shows in a result. 4 x 8 because eight accumulators, two vectors of B and one of A fit sixteen registers; larger
//! tiles spill. Packing takes strides, so a transposed product copies nothing that the plain one does not.

use wide::f32x4;

use crate::ops::Matrix;
use crate::ops::matmul::BLOCK;

/// Rows of a tile.
const MR: usize = 4;
/// Columns of a tile: two vectors.
const NR: usize = 8;
/// Rows of A packed at a time: MC x BLOCK numbers stay in the second cache.
const MC: usize = 120;
/// Columns of B packed at a time.
const NC: usize = 1024;

/// Room for packed panels, kept from product to product.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    a: Vec<f32>,
    b: Vec<f32>,
}

/// C = A B, row after row into `c`.
///
/// # Panics
/// If the shapes do not fit.
#[inline(never)] // Inlined into a long loop it would stay in a browser's baseline tier.
pub fn product(workspace: &mut Workspace, a: Matrix<'_, f32>, b: Matrix<'_, f32>, c: &mut [f32]) {
    assert_eq!(a.columns, b.rows, "{} x {} times {} x {}", a.rows, a.columns, b.rows, b.columns);
    assert_eq!(c.len(), a.rows * b.columns, "the product is {} x {}", a.rows, b.columns);
    let (m, n, k) = (a.rows, b.columns, a.columns);
    let Workspace { a: packed_a, b: packed_b } = workspace;
    for columns in blocks(n, NC) {
        for ks in blocks(k, BLOCK) {
            let packed_b = pack::<NR>(b.transposed(), columns, ks, packed_b);
            for rows in blocks(m, MC) {
                let packed_a = pack::<MR>(a, rows, ks, packed_a);
                for (j, panel_b) in packed_b.chunks_exact(NR * ks.length).enumerate() {
                    let column = columns.start + j * NR;
                    for (i, panel_a) in packed_a.chunks_exact(MR * ks.length).enumerate() {
                        let row = rows.start + i * MR;
                        let tile = tile(panel_a, panel_b);
                        store(
                            &tile,
                            c,
                            n,
                            [row, column],
                            [MR.min(m - row), NR.min(n - column)],
                            ks.start > 0,
                        );
                    }
                }
            }
        }
    }
}

/// One tile's sums over one block of k.
#[inline(always)]
fn tile(a: &[f32], b: &[f32]) -> [[f32x4; 2]; MR] {
    let mut sums = [[f32x4::splat(0.0); 2]; MR];
    // Two pointers that move on, not one index for both: an index costs its loads six additions for each k.
    let mut rows_of_b = b.as_chunks::<NR>().0.iter();
    for a in a.as_chunks::<MR>().0 {
        let Some(b) = rows_of_b.next() else { break };
        let b = [f32x4::new([b[0], b[1], b[2], b[3]]), f32x4::new([b[4], b[5], b[6], b[7]])];
        for i in 0..MR {
            let a = f32x4::splat(a[i]);
            sums[i][0] += a * b[0];
            sums[i][1] += a * b[1];
        }
    }
    sums
}

/// A tile into C (width n) at its place; `add` to what earlier blocks of k left there.
#[inline(always)]
fn store(tile: &[[f32x4; 2]; MR], c: &mut [f32], n: usize, at: [usize; 2], size: [usize; 2], add: bool) {
    let c = &mut c[at[0] * n + at[1]..];
    // Fixed sizes where the tile is whole: a copy of unknown length would be a call.
    if size == [MR, NR] {
        for (i, sums) in tile.iter().enumerate() {
            let row = c[i * n..].first_chunk_mut::<NR>().expect("a whole tile lies inside C");
            for (four, sums) in row.as_chunks_mut::<4>().0.iter_mut().zip(sums) {
                *four = if add { (f32x4::new(*four) + *sums).to_array() } else { sums.to_array() };
            }
        }
    } else {
        for (i, [left, right]) in tile.iter().enumerate().take(size[0]) {
            let sums = left.as_array().iter().chain(right.as_array());
            for (c, sum) in c[i * n..][..size[1]].iter_mut().zip(sums) {
                *c = if add { *c + sum } else { *sum };
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Span {
    start: usize,
    length: usize,
}

fn blocks(length: usize, size: usize) -> impl Iterator<Item = Span> {
    (0..length).step_by(size).map(move |start| Span { start, length: size.min(length - start) })
}

/// What stands in for rows past the edge.
const ZEROS: [f32; BLOCK] = [0.0; BLOCK];

/// Panels of R rows, k after k: what a tile reads, side by side. Rows past the edge are zero.
#[inline(always)]
fn pack<'p, const R: usize>(
    m: Matrix<'_, f32>,
    rows: Span,
    ks: Span,
    packed: &'p mut Vec<f32>,
) -> &'p mut [f32] {
    let length = rows.length.div_ceil(R) * R * ks.length;
    if packed.len() < length {
        packed.resize(length, 0.0);
    }
    let packed = &mut packed[..length];
    for (panel, out) in packed.chunks_exact_mut(R * ks.length).enumerate() {
        let first = rows.start + panel * R;
        let height = R.min(rows.start + rows.length - first);
        let out = out.as_chunks_mut::<R>().0;
        if m.column_stride == 1 {
            let rows: [&[f32]; R] = core::array::from_fn(|r| {
                if r < height {
                    &m.data[(first + r) * m.row_stride + ks.start..][..ks.length]
                } else {
                    &ZEROS[..ks.length]
                }
            });
            transpose(rows, out);
        } else if m.row_stride == 1 {
            for (k, out) in out.iter_mut().enumerate() {
                let column = &m.data[(ks.start + k) * m.column_stride + first..][..height];
                match <&[f32; R]>::try_from(column) {
                    Ok(column) => *out = *column,
                    Err(_) => *out = core::array::from_fn(|r| column.get(r).copied().unwrap_or(0.0)),
                }
            }
        } else {
            for (k, out) in out.iter_mut().enumerate() {
                *out = core::array::from_fn(|r| if r < height { m.at(first + r, ks.start + k) } else { 0.0 });
            }
        }
    }
    packed
}

/// R rows, read side by side: four of each at a time, turned in registers.
#[inline(always)]
fn transpose<const R: usize>(rows: [&[f32]; R], out: &mut [[f32; R]]) {
    let fours = rows.map(|row| row.as_chunks::<4>().0);
    let (blocks, rest) = out.as_chunks_mut::<4>();
    for (k, block) in blocks.iter_mut().enumerate() {
        for r in (0..R).step_by(4) {
            let turned = f32x4::transpose(core::array::from_fn(|i| f32x4::new(fours[r + i][k])));
            for (out, four) in block.iter_mut().zip(turned) {
                out[r..r + 4].copy_from_slice(four.as_array());
            }
        }
    }
    let done = 4 * blocks.len();
    for (k, out) in rest.iter_mut().enumerate() {
        *out = rows.map(|row| row[done + k]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::matmul;
    use crate::rng::{Rng, Stream};

    #[test]
    fn equal_to_the_definition_to_the_last_bit() {
        let mut rng = Rng::new(1, Stream::Check);
        let mut workspace = Workspace::default();
        for (m, n, k) in [
            (1, 1, 1),
            (4, 8, 256),
            (5, 9, 257),
            (3, 7, 2),
            (13, 31, 521),
            (127, 17, 61),
            (121, 1033, 5),
            (1, 1031, 600),
            (241, 1, 1024),
            (64, 100, 32),
        ] {
            let a: Vec<f32> = (0..m * k).map(|_| rng.symmetric_f32(1.0)).collect();
            let b: Vec<f32> = (0..k * n).map(|_| rng.symmetric_f32(1.0)).collect();
            for (a, b) in [
                (Matrix::new(&a, m, k), Matrix::new(&b, k, n)),
                (Matrix::new(&a, k, m).transposed(), Matrix::new(&b, k, n)),
                (Matrix::new(&a, m, k), Matrix::new(&b, n, k).transposed()),
                (Matrix::new(&a, k, m).transposed(), Matrix::new(&b, n, k).transposed()),
            ] {
                let (mut fast, mut exact) = (vec![f32::NAN; m * n], vec![0.0; m * n]);
                product(&mut workspace, a, b, &mut fast);
                matmul::product(a, b, &mut exact);
                assert!(
                    fast.iter().zip(&exact).all(|(f, e)| f.to_bits() == e.to_bits()),
                    "{m} x {k} x {n}: not the definition's bits"
                );
            }
        }
    }
}
