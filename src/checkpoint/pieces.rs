//! Numbers on their way out of the engine and into it, a piece at a time.

use ndarray::{ArrayView2, ArrayViewMut2, s};

use super::PIECE;
use crate::counted;
use crate::work::{NUMBER_COST, fitting};

/// How far some matrices are read: one after the other, each row by row, however it lies in memory.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    matrix: usize,
    /// Numbers of this matrix that are read.
    place: usize,
    done: u64,
}

impl Pieces {
    /// Hands over about `budget` elementary operations' worth of numbers, one piece at the least: which matrix, from which of its places on, the
    /// numbers. The matrices are the same ones every time.
    pub fn advance(
        &mut self,
        data: &[ArrayView2<'_, f32>],
        budget: u64,
        put: &mut dyn FnMut(usize, usize, &[f32]),
    ) {
        let mut left = fitting(budget, NUMBER_COST).max(PIECE);
        let mut piece = Vec::with_capacity(PIECE);
        while let Some(matrix) = data.get(self.matrix).filter(|_| left > 0) {
            let from = self.place;
            piece.clear();
            while piece.len() < PIECE.min(left) && self.place < matrix.len() {
                let (row, column) = (self.place / matrix.ncols(), self.place % matrix.ncols());
                let length = (PIECE.min(left) - piece.len()).min(matrix.ncols() - column);
                piece.extend(matrix.slice(s![row, column..column + length]));
                self.place += length;
            }
            put(self.matrix, from, &piece);
            counted::did(NUMBER_COST as usize * piece.len());
            left -= piece.len();
            self.done += piece.len() as u64;
            if self.place == matrix.len() {
                (self.matrix, self.place) = (self.matrix + 1, 0);
            }
        }
    }

    /// Numbers that are handed over.
    pub fn done(&self) -> u64 {
        self.done
    }
}

/// Writes numbers into a matrix from one of its places on, row by row, however it lies in memory.
///
/// # Panics
/// If they reach beyond its end.
pub fn fill(mut matrix: ArrayViewMut2<'_, f32>, from: usize, numbers: &[f32]) {
    let columns = matrix.ncols();
    let (mut row, mut column) = (from / columns, from % columns);
    for &number in numbers {
        matrix[[row, column]] = number;
        column += 1;
        if column == columns {
            (row, column) = (row + 1, 0);
        }
    }
}
