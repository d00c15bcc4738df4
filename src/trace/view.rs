//! A matrix too large to fetch, as an image: every pixel says what its cells are like.

use core::ops::Range;

use ndarray::ArrayView2;

use crate::error::{Error, Result};
use crate::reason;

/// The most pixels of one image.
pub const MAXIMUM_PIXELS: usize = 4_000_000;

/// A part of a matrix, and how many pixels there are for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Rows as shown; all where absent.
    pub rows: Option<Range<usize>>,
    /// Columns as shown; all where absent.
    pub columns: Option<Range<usize>>,
    /// Pixels across, at most; never more than columns.
    pub width: usize,
    /// Pixels down, at most; never more than rows.
    pub height: usize,
}

/// A part of a matrix in pixels. Pixel x covers the columns from x·C/width to (x + 1)·C/width of the part's C, rounded
/// down; likewise down. Every cell lies in one pixel, and every pixel has a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The rows that it shows.
    pub rows: Range<usize>,
    /// The columns that it shows.
    pub columns: Range<usize>,
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// The mean of each pixel's cells, row after row.
    pub mean: Vec<f32>,
    /// The least of them.
    pub low: Vec<f32>,
    /// The largest of them.
    pub high: Vec<f32>,
}

/// The part of the matrix in the window.
///
/// # Errors
/// A window that is empty or lies outside the matrix, more pixels than [`MAXIMUM_PIXELS`].
pub fn picture(matrix: ArrayView2<'_, f32>, window: &Window) -> Result<Picture> {
    let rows = within("rows", window.rows.clone(), matrix.nrows())?;
    let columns = within("columns", window.columns.clone(), matrix.ncols())?;
    let (width, height) = (window.width.min(columns.len()), window.height.min(rows.len()));
    for (name, size) in [("width", width), ("height", height)] {
        if size == 0 {
            return Err(Error::value(name, size, reason::pixel()));
        }
    }
    if width.saturating_mul(height) > MAXIMUM_PIXELS {
        let right = reason::pixels(MAXIMUM_PIXELS);
        return Err(Error::value("width", format!("{width} for a height of {height}"), right));
    }
    crate::counted::did(rows.len() * columns.len());
    let pixels = width * height;
    let (mut sums, mut cells) = (vec![0.0f64; pixels], vec![0u32; pixels]);
    let (mut low, mut high) = (vec![f32::INFINITY; pixels], vec![f32::NEG_INFINITY; pixels]);
    for y in 0..height {
        for i in cut(&rows, y, height) {
            for x in 0..width {
                let pixel = y * width + x;
                for j in cut(&columns, x, width) {
                    let value = matrix[[i, j]];
                    sums[pixel] += f64::from(value);
                    cells[pixel] += 1;
                    // A NaN shows in the mean; the extremes are those of the numbers.
                    low[pixel] = low[pixel].min(value);
                    high[pixel] = high[pixel].max(value);
                }
            }
        }
    }
    let mean = sums.iter().zip(&cells).map(|(sum, &cells)| (sum / f64::from(cells)) as f32).collect();
    Ok(Picture { rows, columns, width, height, mean, low, high })
}

/// The part of `whole` that falls to pixel `x` of `pixels`.
fn cut(whole: &Range<usize>, x: usize, pixels: usize) -> Range<usize> {
    let at = |x: usize| whole.start + (x as u64 * whole.len() as u64 / pixels as u64) as usize;
    at(x)..at(x + 1)
}

/// A range inside `0..length`; all of it where none is given.
///
/// # Errors
/// One that is empty or reaches outside.
pub fn within(name: &'static str, range: Option<Range<usize>>, length: usize) -> Result<Range<usize>> {
    let range = range.unwrap_or(0..length);
    if range.is_empty() || range.end > length {
        let right = reason::range_within(length);
        return Err(Error::value(name, format!("[{}, {}]", range.start, range.end), right));
    }
    Ok(range)
}

#[cfg(test)]
mod tests {
    use ndarray::aview2;

    use super::*;

    #[test]
    fn every_cell_is_in_one_pixel() {
        let data: Vec<f32> = (0..35).map(|i| i as f32).collect();
        let matrix = ArrayView2::from_shape((5, 7), &data).expect("a number for each");
        let whole = Window { rows: None, columns: None, width: 100, height: 100 };
        let exact = picture(matrix, &whole).expect("all of it");
        assert_eq!((exact.width, exact.height), (7, 5));
        assert_eq!((&exact.mean, &exact.low, &exact.high), (&data, &data, &data));
        for (width, height) in [(1, 1), (2, 3), (3, 2), (7, 4), (6, 5)] {
            let small = picture(matrix, &Window { width, height, ..whole.clone() }).expect("smaller");
            let covered: usize =
                (0..height).map(|y| cut(&small.rows, y, height).len()).sum::<usize>() * small.columns.len();
            assert_eq!(covered, 35);
            assert_eq!(small.low[0], 0.0);
            assert_eq!(*small.high.last().expect("a pixel"), 34.0);
        }
        let one = picture(matrix, &Window { width: 1, height: 1, ..whole.clone() }).expect("one pixel");
        assert_eq!((one.mean[0], one.low[0], one.high[0]), (17.0, 0.0, 34.0));
        // The transposed part: columns 1 and 2 of the matrix, as two rows of halves.
        let part = Window { rows: Some(1..3), columns: None, width: 1, height: 9 };
        let part = picture(matrix.reversed_axes(), &part).expect("inside");
        assert_eq!((part.width, part.height, part.mean), (1, 2, vec![15.0, 16.0]));
    }

    #[test]
    fn a_window_outside_is_refused() {
        let refuse = |rows, columns, width| {
            let window = Window { rows, columns, width, height: 1 };
            picture(aview2(&[[0.0; 3]; 2]), &window).expect_err("refused").to_string()
        };
        assert!(refuse(Some(0..3), None, 1).contains("rows is [0, 3]"));
        assert!(refuse(None, Some(2..2), 1).contains("columns is [2, 2]"));
        assert!(refuse(None, None, 0).contains("width is 0"));
    }
}
