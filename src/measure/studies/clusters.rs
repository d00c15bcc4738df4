//! Groups of words that the embeddings themselves show: k-means (Lloyd 1982) from seeds spread by k-means++ (Arthur and
//! Vassilvitskii 2007). In f64, in one fixed order of sums: the same embeddings give the same groups everywhere.
//!
//! Our own, and no crate's: it is forty lines, those of crates.io bring a linear algebra library or threads with them, and their
//! order of sums is not ours.

use ndarray::{Array2, ArrayView1, ArrayView2, Zip};

use crate::rng::{Rng, Stream};

/// Starts; the tightest result counts. One start in ten or so ends with two classes in one group.
const STARTS: u64 = 12;
/// Rounds after which a start is taken as it is.
const ROUNDS: usize = 60;

/// Points in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// The group of each point, 0 to k - 1, numbered in the order in which the points come.
    pub of: Vec<u32>,
    /// The share of the points' variance that lies between the groups, 0 to 1; 1 where there is none at all.
    pub explained: f64,
}

/// The rows of `points` in at most k groups.
///
/// # Panics
/// If k is 0.
pub fn clusters(points: ArrayView2<'_, f32>, k: usize) -> Clusters {
    assert!(k > 0, "no groups");
    if points.is_empty() {
        return Clusters { of: vec![0; points.nrows()], explained: 1.0 };
    }
    let points = points.mapv(f64::from);
    let whole = {
        let mean = means(&points, &vec![0; points.nrows()], 1);
        points.rows().into_iter().map(|row| distance(row, mean.row(0))).sum::<f64>()
    };
    let mut best: Option<(f64, Vec<u32>)> = None;
    for start in 0..STARTS {
        let (spread, of) = settle(&points, spread_out(&points, k, start));
        if best.as_ref().is_none_or(|(least, _)| spread < *least) {
            best = Some((spread, of));
        }
    }
    let (spread, of) = best.unwrap_or_default();
    Clusters { of: in_order(&of), explained: if whole > 0.0 { 1.0 - spread / whole } else { 1.0 } }
}

/// The squared distance.
fn distance(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |sum, &a, &b| sum + (a - b) * (a - b))
}

/// The first centre any point, each further one a point with a chance in proportion to its squared distance from the nearest so far.
fn spread_out(points: &Array2<f64>, k: usize, start: u64) -> Array2<f64> {
    let mut rng = Rng::numbered(0, Stream::Diagnostics, start);
    let mut chosen = vec![rng.below(points.nrows() as u32) as usize];
    let mut far = vec![f64::INFINITY; points.nrows()];
    while chosen.len() < k.min(points.nrows()) {
        let latest = points.row(chosen[chosen.len() - 1]);
        far.iter_mut().zip(points.rows()).for_each(|(far, row)| *far = far.min(distance(row, latest)));
        let total: f64 = far.iter().sum();
        // All that is left lies on centres: more of them would part nothing.
        if total <= 0.0 || !total.is_finite() {
            break;
        }
        let mut left = rng.unit_f64() * total;
        let next = far.iter().position(|&weight| {
            left -= weight;
            left < 0.0
        });
        // Rounding may leave a little beyond the last.
        chosen.push(next.unwrap_or_else(|| far.iter().rposition(|&weight| weight > 0.0).unwrap_or(0)));
    }
    points.select(ndarray::Axis(0), &chosen)
}

/// Points to their nearest centre, centres to the mean of their points, until nothing moves: the sum of squared distances, and
/// each point's centre.
fn settle(points: &Array2<f64>, mut centres: Array2<f64>) -> (f64, Vec<u32>) {
    let mut of = vec![u32::MAX; points.nrows()];
    let mut spread = 0.0;
    for _ in 0..ROUNDS {
        let mut moved = false;
        spread = 0.0;
        for (own, row) in of.iter_mut().zip(points.rows()) {
            let mut nearest = (f64::INFINITY, 0);
            for (number, centre) in centres.rows().into_iter().enumerate() {
                let far = distance(row, centre);
                if far < nearest.0 {
                    nearest = (far, number as u32);
                }
            }
            spread += nearest.0;
            moved |= *own != nearest.1;
            *own = nearest.1;
        }
        if !moved {
            break;
        }
        centres = means(points, &of, centres.nrows());
    }
    (spread, of)
}

/// The mean of each group's points; of none, zeros, which then are nobody's nearest for long.
fn means(points: &Array2<f64>, of: &[u32], k: usize) -> Array2<f64> {
    let mut sums = Array2::<f64>::zeros((k, points.ncols()));
    let mut counts = vec![0u32; k];
    for (&own, row) in of.iter().zip(points.rows()) {
        counts[own as usize] += 1;
        Zip::from(sums.row_mut(own as usize)).and(row).for_each(|sum, &x| *sum += x);
    }
    for (mut sum, &count) in sums.rows_mut().into_iter().zip(&counts) {
        sum.mapv_inplace(|x| x / f64::from(count.max(1)));
    }
    sums
}

/// The same groups, numbered as they are first met.
fn in_order(of: &[u32]) -> Vec<u32> {
    let mut names: Vec<u32> = Vec::new();
    let mut number = |own: u32| {
        let known = names.iter().position(|&name| name == own);
        known.unwrap_or_else(|| {
            names.push(own);
            names.len() - 1
        }) as u32
    };
    of.iter().map(|&own| number(own)).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn three_heaps_are_three_groups() {
        let points =
            array![[0.0f32, 0.0], [9.0, 0.0], [0.2, 0.1], [0.0, 9.0], [9.1, 0.2], [0.1, 9.1], [0.1, 0.0]];
        let found = clusters(points.view(), 3);
        assert_eq!(found.of, [0, 1, 0, 2, 1, 2, 0]);
        assert!(found.explained > 0.99 && found.explained < 1.0, "{}", found.explained);
        assert_eq!(clusters(points.view(), 1).of, [0; 7]);
        assert!(clusters(points.view(), 1).explained.abs() < 1e-12);
    }

    #[test]
    fn points_that_are_all_the_same_or_fewer_than_the_groups_are_no_trouble() {
        let same = ndarray::Array2::<f32>::from_elem((5, 2), 0.5);
        assert_eq!(clusters(same.view(), 3), Clusters { of: vec![0; 5], explained: 1.0 });
        assert_eq!(clusters(array![[1.0f32], [2.0]].view(), 8).of, [0, 1]);
        assert!(clusters(ndarray::Array2::<f32>::zeros((0, 2)).view(), 2).of.is_empty());
    }
}
