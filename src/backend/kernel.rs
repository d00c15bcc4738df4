//! The matrix product for training: C = A B, one 4 x 8 tile at a time, four lanes wide, on panels that are packed or read in place.
//!
//! Its scalar twin is `ops/matmul.rs`. The kernel keeps that order of sums to the last bit: every element of C is one lane of one
//! accumulator, which multiplies and then adds for each k in order, in blocks of [`BLOCK`]. Lanes are columns of C, so the number of
//! lanes changes no result. A tile is 4 x 8 because eight accumulators, two vectors of B and one of A fit sixteen registers; larger
//! tiles spill. Where a factor's ks lie side by side, a tile reads four of its rows in place, since a load gives each number to a whole
//! vector; the other factor's eight have to lie side by side for each k, and are packed where they do not or where they are many.

use core::ops::Range;

use wide::f32x4;

use crate::ops::matmul::BLOCK;

/// Rows of a tile.
const MR: usize = 4;
/// Columns of a tile: two vectors.
const NR: usize = 8;
/// Rows of A packed at a time: MC x BLOCK numbers stay in the second-level cache.
const MC: usize = 120;
/// Columns of B packed at a time.
pub(crate) const NC: usize = 1024;
/// A panel is read in place if its numbers lie within this many: the first-level cache holds as many.
const IN_PLACE: usize = 8192;

/// A matrix as the tiles read it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matrix<'a> {
    /// Its first number and all after it.
    data: &'a [f32],
    rows: usize,
    columns: usize,
    /// Numbers from a row to the next.
    row_stride: usize,
    /// Numbers from a column to the next.
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A matrix of this size with these strides.
    ///
    /// # Panics
    /// If `data` is not rows x columns long.
    pub(crate) fn new(
        data: &'a [f32],
        [rows, columns]: [usize; 2],
        [row_stride, column_stride]: [usize; 2],
    ) -> Self {
        assert!(data.len() == rows * columns, "a matrix has a number for each row and column");
        Matrix { data, rows, columns, row_stride, column_stride }
    }

    /// Row after row, each of this many columns.
    ///
    /// # Panics
    /// If `data` is not whole rows.
    pub(crate) fn by_rows(data: &'a [f32], columns: usize) -> Self {
        Self::new(data, [data.len() / columns, columns], [columns, 1])
    }

    /// The same numbers, read the other way.
    pub(crate) fn transposed(self) -> Self {
        Matrix {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// These rows alone.
    pub(crate) fn rows(self, rows: Range<usize>) -> Self {
        Matrix { data: &self.data[rows.start * self.row_stride..], rows: rows.len(), ..self }
    }
}

/// Memory for packed panels, reused by the next product.
#[derive(Debug, Clone, Default)]
pub(crate) struct Workspace {
    a: Vec<f32>,
    b: Vec<f32>,
}

impl Workspace {
    /// Grows to the largest size that a product needs.
    pub(crate) fn make_whole(&mut self) {
        for (packed, most) in [(&mut self.a, MC), (&mut self.b, NC)] {
            at_least(packed, most * BLOCK);
        }
    }
}

/// So many numbers of a room, which grows if it has fewer. What it has stays as it is.
#[inline(always)]
pub(crate) fn at_least(room: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if room.len() < length {
        room.resize(length, 0.0);
    }
    &mut room[..length]
}

/// C = A B, row after row into `c`.
///
/// # Panics
/// If the shapes do not fit.
pub(crate) fn product(workspace: &mut Workspace, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f32]) {
    product_onto(workspace, a, b, c, false, false);
}

/// As [`product`]. With `onto` the product is added to what C holds. If C holds the product of the ks before these, in whole blocks of
/// [`BLOCK`], the result has the bits of one product over all ks. With `again` B is the same as in the last call, so a B that fits into
/// the workspace as a whole is not packed again.
///
/// # Panics
/// If the shapes do not fit, or with `again` if both factors have their ks side by side.
#[inline(never)] // Inlined into a long loop it would stay in a browser's baseline tier.
pub(crate) fn product_onto(
    workspace: &mut Workspace,
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f32],
    onto: bool,
    again: bool,
) {
    crate::counted::did(a.rows * a.columns * b.columns);
    assert!(a.columns == b.rows, "the shapes of a product fit");
    assert!(c.len() == a.rows * b.columns, "the shapes of a product fit");
    let (width, k) = (b.columns, a.columns);
    if a.rows == 1 && width >= NR && a.column_stride == 1 && b.row_stride == 1 {
        return single_row(&a.data[..k], b.transposed(), c, onto);
    }
    let by_rows = a.column_stride == 1 && b.row_stride == 1;
    assert!(!(by_rows && again), "a product of two factors by rows may have packed A");
    let turned = by_rows && turns(a, b);
    let (a, b) = if turned { (b.transposed(), a.transposed()) } else { (a, b) };
    let (m, n) = (a.rows, b.columns);
    let Workspace { a: packed_a, b: packed_b } = workspace;
    let again = again && n <= NC && k <= BLOCK;
    for columns in blocks(n, NC) {
        for ks in blocks(k, BLOCK) {
            let b = b.transposed();
            let panels_b = if b.row_stride == 1 {
                Panels::<NR>::of(b, columns, ks, packed_b, again)
            } else {
                let packed = if again { &packed_b[..] } else { pack_turned::<NR>(b, columns, ks, packed_b) };
                Panels::Packed(packed, ks.length)
            };
            for rows in blocks(m, MC) {
                let panels_a = (a.column_stride != 1).then(|| Panels::<MR>::of(a, rows, ks, packed_a, false));
                // What a row beyond the edge gives is not stored: it may be the last one again.
                let apart = core::array::from_fn(|r| r.min(rows.length - 1) * a.row_stride);
                let whole = rows.length >= MR && columns.length >= NR;
                for (j, column) in columns.panels(NR).enumerate() {
                    let panel_b = panels_b.at(j, column);
                    for (i, row) in rows.panels(MR).enumerate() {
                        let tile = match &panels_a {
                            Some(panels) => tile(ks.length, panels.at(i, row).each(ks.length), panel_b),
                            None => tile(
                                ks.length,
                                each_of(&a.data[row * a.row_stride + ks.start..], apart, ks.length),
                                panel_b,
                            ),
                        };
                        let (at, fresh) = ([row, column], [rows.start + i * MR, columns.start + j * NR]);
                        let add = onto || ks.start > 0;
                        // A sum may be written twice, but not added twice.
                        if !whole || (at != fresh && add) {
                            let strides = if turned { [1, width] } else { [width, 1] };
                            let tile = tile.map(|row| row.map(f32x4::to_array));
                            store_part(tile, c, strides, [m, n], at, fresh, add);
                        } else if turned {
                            store_turned(&tile, c, width, at, add);
                        } else {
                            store(&tile, c, width, at, add);
                        }
                    }
                }
            }
        }
    }
}

/// Whether, of two factors by rows, Cᵀ = Bᵀ Aᵀ is computed, tile by tile, and stored as C. What has its ks side by side need not be packed
/// for a tile's rows, but for a tile's columns. So Aᵀ is packed instead of B, and each tile is turned: packing takes a third of a cycle
/// for each of B's n k numbers, turning a quarter for each of C's m n. A's rows have to fill tiles that are eight wide.
fn turns(a: Matrix<'_>, b: Matrix<'_>) -> bool {
    let rows = a.rows >= NR && a.rows.div_ceil(MR).is_multiple_of(2);
    rows && b.columns >= MR && 5 * a.columns > 4 * a.rows
}

/// One row times columns whose ks are contiguous (`columns` is n x K), as in h Uᵀ of a single context. A tile would pack B for one
/// of its four rows; this transposes four ks at a time in registers instead.
#[inline(never)]
fn single_row(a: &[f32], columns: Matrix<'_>, c: &mut [f32], onto: bool) {
    for first in (Span { start: 0, length: c.len() }).panels(NR) {
        for ks in blocks(a.len(), BLOCK) {
            let side: [&[f32]; NR] = core::array::from_fn(|r| {
                &columns.data[(first + r) * columns.row_stride + ks.start..][..ks.length]
            });
            let fours = side.map(|column| column.as_chunks::<4>().0);
            let (quads, rest) = a[ks.start..][..ks.length].as_chunks::<4>();
            let mut sums = [f32x4::splat(0.0); NR / 4];
            for (k, a) in quads.iter().enumerate() {
                for (i, sum) in sums.iter_mut().enumerate() {
                    let turned = f32x4::transpose(core::array::from_fn(|r| f32x4::new(fours[4 * i + r][k])));
                    for (&a, four) in a.iter().zip(turned) {
                        *sum += f32x4::splat(a) * four;
                    }
                }
            }
            for (k, &a) in (4 * quads.len()..).zip(rest) {
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum += f32x4::splat(a) * f32x4::new(core::array::from_fn(|r| side[4 * i + r][k]));
                }
            }
            for (c, sum) in c[first..][..NR].as_chunks_mut::<4>().0.iter_mut().zip(sums) {
                *c = if onto || ks.start > 0 { f32x4::new(*c) + sum } else { sum }.to_array();
            }
        }
    }
}

/// One tile's sums over one block of k: `a` gives the four numbers of A for each k in turn.
#[inline(always)]
fn tile(length: usize, mut a: impl FnMut() -> [f32; MR], b: Panel<'_, NR>) -> [[f32x4; 2]; MR] {
    let mut sums = [[f32x4::splat(0.0); 2]; MR];
    assert!(b.holds(length));
    // A moving pointer, not an index: an index costs additions for each k. In bytes, and the ks counted down: some browsers' compilers
    // leave a shift or a comparison in the loop otherwise.
    let (mut at, step) = (b.data.as_ptr(), size_of::<f32>() * b.step);
    let mut left = length;
    while left > 0 {
        left -= 1;
        // SAFETY: there are eight numbers at each of `length` steps, asserted above.
        let [left, right] = unsafe { &*at.cast::<[[f32; 4]; 2]>() }.map(f32x4::new);
        for (sums, a) in sums.iter_mut().zip(a()) {
            let a = f32x4::splat(a);
            sums[0] += a * left;
            sums[1] += a * right;
        }
        // After the last step the pointer may be beyond the data; it is not dereferenced there.
        at = at.wrapping_byte_add(step);
    }
    sums
}

/// The numbers of four rows for each of `ks` ks in turn. `data` has the first row's from the first k on, and the others' so far behind.
#[inline(always)]
fn each_of(data: &[f32], apart: [usize; MR], ks: usize) -> impl FnMut() -> [f32; MR] {
    assert!(apart[MR - 1] + ks <= data.len());
    let mut at = apart.map(|apart| data.as_ptr().wrapping_add(apart));
    move || {
        // SAFETY: `tile` asks once for each k, and each row has as many numbers: none begins behind the last, asserted above.
        let four = at.map(|at| unsafe { *at });
        at = at.map(|at| at.wrapping_add(1));
        four
    }
}

/// Stores a whole tile in C (width n); with `add` it is added to the sums of earlier blocks of k.
#[inline(always)]
fn store(tile: &[[f32x4; 2]; MR], c: &mut [f32], n: usize, at: [usize; 2], add: bool) {
    let c = &mut c[at[0] * n + at[1]..];
    for i in 0..MR {
        let row = c[i * n..].first_chunk_mut::<NR>().expect("a whole tile lies inside C");
        let (fours, _) = row.as_chunks_mut::<4>();
        for j in 0..2 {
            let sums = if add { f32x4::new(fours[j]) + tile[i][j] } else { tile[i][j] };
            fours[j] = sums.to_array();
        }
    }
}

/// As [`store`], for a tile of Cᵀ: its rows are columns of C.
#[inline(always)]
fn store_turned(tile: &[[f32x4; 2]; MR], c: &mut [f32], n: usize, at: [usize; 2], add: bool) {
    let c = &mut c[at[1] * n + at[0]..];
    for j in 0..2 {
        let turned = f32x4::transpose(core::array::from_fn(|i| tile[i][j]));
        for (i, sums) in turned.into_iter().enumerate() {
            let four = c[(4 * j + i) * n..].first_chunk_mut::<MR>().expect("a whole tile lies inside C");
            *four = if add { f32x4::new(*four) + sums } else { sums }.to_array();
        }
    }
}

/// Stores the part of a tile that lies within `size` and that no earlier tile covered: from row and column `fresh` on. C has `strides`
/// from a tile's row to the next and from its column to the next.
#[cold]
#[inline(never)]
fn store_part(
    tile: [[[f32; 4]; 2]; MR],
    c: &mut [f32],
    strides: [usize; 2],
    size: [usize; 2],
    at: [usize; 2],
    fresh: [usize; 2],
    add: bool,
) {
    for i in fresh[0]..size[0].min(at[0] + MR) {
        for j in fresh[1]..size[1].min(at[1] + NR) {
            let sum = tile[i - at[0]].as_flattened()[j - at[1]];
            let c = &mut c[i * strides[0] + j * strides[1]];
            *c = if add { *c + sum } else { sum };
        }
    }
}

#[derive(Clone, Copy)]
struct Span {
    start: usize,
    length: usize,
}

impl Span {
    /// Where panels of `size` start. The last panel moves back to be whole and overlaps the one before it, unless the span is shorter
    /// than a panel.
    fn panels(self, size: usize) -> impl Iterator<Item = usize> {
        let last = self.start + self.length.saturating_sub(size);
        (self.start..self.start + self.length).step_by(size).map(move |start| start.min(last))
    }
}

fn blocks(length: usize, size: usize) -> impl Iterator<Item = Span> {
    (0..length).step_by(size).map(move |start| Span { start, length: size.min(length - start) })
}

/// R rows as a tile reads them: R adjacent numbers for each k, `step` numbers from one k to the next.
#[derive(Clone, Copy)]
struct Panel<'a, const R: usize> {
    data: &'a [f32],
    step: usize,
}

impl Panel<'_, MR> {
    /// The numbers for each of `ks` ks in turn.
    #[inline(always)]
    fn each(self, ks: usize) -> impl FnMut() -> [f32; MR] {
        assert!(self.holds(ks));
        let (mut at, step) = (self.data.as_ptr(), size_of::<f32>() * self.step);
        move || {
            // SAFETY: `tile` asks once for each k, and there are four numbers at each of `ks` steps, asserted above.
            let four = unsafe { *at.cast::<[f32; MR]>() };
            at = at.wrapping_byte_add(step);
            four
        }
    }
}

impl<const R: usize> Panel<'_, R> {
    fn holds(&self, ks: usize) -> bool {
        ks == 0 || (ks - 1) * self.step + R <= self.data.len()
    }
}

/// The panels of some rows and ks of a matrix.
enum Panels<'a, const R: usize> {
    /// In place: the numbers, and how many of them lie from one k to the next.
    InPlace(&'a [f32], usize),
    /// Packed one after the other, each with this many ks.
    Packed(&'a [f32], usize),
}

impl<'a, const R: usize> Panels<'a, R> {
    /// Of a matrix whose rows lie side by side for each k.
    #[inline(always)]
    fn of(matrix: Matrix<'a>, rows: Span, ks: Span, room: &'a mut Vec<f32>, again: bool) -> Self {
        let step = matrix.column_stride;
        if rows.length >= R && ks.length * step <= IN_PLACE {
            Panels::InPlace(&matrix.data[ks.start * step..], step)
        } else {
            let packed = if again { &room[..] } else { pack::<R>(matrix, rows, ks, room) };
            Panels::Packed(packed, ks.length)
        }
    }

    /// The panel with this number, which starts at this row.
    #[inline(always)]
    fn at(&self, number: usize, row: usize) -> Panel<'a, R> {
        match *self {
            Panels::InPlace(data, step) => Panel { data: &data[row..], step },
            Panels::Packed(data, ks) => Panel { data: &data[number * R * ks..], step: R },
        }
    }
}

/// Replaces rows beyond the edge.
const ZEROS: [f32; BLOCK] = [0.0; BLOCK];

/// Room for panels of R rows.
#[inline(always)]
fn room_for<const R: usize>(rows: Span, ks: Span, room: &mut Vec<f32>) -> &mut [f32] {
    at_least(room, rows.length.div_ceil(R) * R * ks.length)
}

/// Packs panels of R rows as a tile reads them: for each k, R adjacent numbers, which lie side by side in the matrix too. Rows beyond the
/// edge are zero.
#[inline(always)]
fn pack<'p, const R: usize>(m: Matrix<'_>, rows: Span, ks: Span, room: &'p mut Vec<f32>) -> &'p [f32] {
    assert!(m.row_stride == 1, "rows lie side by side");
    let packed = room_for::<R>(rows, ks, room);
    for (first, out) in rows.panels(R).zip(packed.chunks_exact_mut(R * ks.length)) {
        for (k, out) in out.as_chunks_mut::<R>().0.iter_mut().enumerate() {
            let column = &m.data[(ks.start + k) * m.column_stride + first..][..R.min(rows.length)];
            match <&[f32; R]>::try_from(column) {
                Ok(column) => *out = *column,
                Err(_) => *out = core::array::from_fn(|r| column.get(r).copied().unwrap_or(0.0)),
            }
        }
    }
    packed
}

/// As [`pack`], from a matrix whose ks lie side by side.
#[inline(always)]
fn pack_turned<'p, const R: usize>(m: Matrix<'_>, rows: Span, ks: Span, room: &'p mut Vec<f32>) -> &'p [f32] {
    assert!(m.column_stride == 1, "ks lie side by side");
    let packed = room_for::<R>(rows, ks, room);
    for (first, out) in rows.panels(R).zip(packed.chunks_exact_mut(R * ks.length)) {
        let rows: [&[f32]; R] = core::array::from_fn(|r| {
            if r < rows.length {
                &m.data[(first + r) * m.row_stride + ks.start..][..ks.length]
            } else {
                &ZEROS[..ks.length]
            }
        });
        transpose(rows, out.as_chunks_mut::<R>().0);
    }
    packed
}

/// Interleaves R rows: reads four numbers of each at a time and transposes them in registers.
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
    use ndarray::{ArrayView2, ShapeBuilder};

    use super::*;
    use crate::ops::matmul;
    use crate::rng::{Rng, Stream};

    /// The definition's product of the same two.
    fn exact(a: Matrix<'_>, b: Matrix<'_>) -> Vec<f32> {
        let view = |m: Matrix<'_>| {
            let shape = [m.rows, m.columns].strides([m.row_stride, m.column_stride]);
            ArrayView2::from_shape(shape, m.data).expect("a number for each row and column").to_owned()
        };
        let mut c = vec![0.0; a.rows * b.columns];
        matmul::product(view(a).view(), view(b).view(), &mut c);
        c
    }

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
            (1, 13, 259),
            (241, 1, 1024),
            (64, 100, 32),
            (8, 4, 7),
            (14, 1033, 40),
            (15, 6, 300),
            (1104, 9, 900),
        ] {
            let a: Vec<f32> = (0..m * k).map(|_| rng.symmetric_f32(1.0)).collect();
            let b: Vec<f32> = (0..k * n).map(|_| rng.symmetric_f32(1.0)).collect();
            for (a, b) in [
                (Matrix::by_rows(&a, k), Matrix::by_rows(&b, n)),
                (Matrix::by_rows(&a, m).transposed(), Matrix::by_rows(&b, n)),
                (Matrix::by_rows(&a, k), Matrix::by_rows(&b, k).transposed()),
                (Matrix::by_rows(&a, m).transposed(), Matrix::by_rows(&b, k).transposed()),
            ] {
                let mut fast = vec![f32::NAN; m * n];
                product(&mut workspace, a, b, &mut fast);
                assert!(
                    fast.iter().zip(&exact(a, b)).all(|(f, e)| f.to_bits() == e.to_bits()),
                    "{m} x {k} x {n}: not the definition's bits"
                );
            }
            // The same in two products, cut at the end of a block of ks, as a large batch is.
            let (cut, mut parts) = (BLOCK.min(k), vec![f32::NAN; m * n]);
            let (a, b) = (Matrix::by_rows(&a, m).transposed(), Matrix::by_rows(&b, n));
            for (ks, onto) in [(0..cut, false), (cut..k, true)] {
                let (a, b) = (&a.data[ks.start * m..ks.end * m], &b.data[ks.start * n..ks.end * n]);
                let (a, b) = (Matrix::by_rows(a, m).transposed(), Matrix::by_rows(b, n));
                product_onto(&mut workspace, a, b, &mut parts, onto, false);
            }
            // And a few rows at a time, with B packed once.
            let mut by_rows = vec![f32::NAN; m * n];
            for (number, rows) in (0..m).step_by(5).map(|first| first..m.min(first + 5)).enumerate() {
                let c = &mut by_rows[rows.start * n..rows.end * n];
                product_onto(&mut workspace, a.rows(rows), b, c, false, number > 0);
            }
            let exact = exact(a, b);
            assert_eq!(by_rows, exact, "{m} x {k} x {n} by rows");
            assert!(
                parts.iter().zip(&exact).all(|(p, e)| p.to_bits() == e.to_bits()),
                "{m} x {k} x {n} in parts"
            );
        }
    }
}
