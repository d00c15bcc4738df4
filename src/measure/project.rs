//! Embeddings on a plane, and who is near whom: principal components and cosines. In f64, in one fixed order of sums.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip, s};

use crate::rank::rank;
use crate::rng::{Rng, Stream};

/// Up to this many dimensions the covariance is diagonalised as a whole; beyond it, in a subspace.
const WHOLE: usize = 64;
/// Dimensions of the subspace beyond the ones asked for: they make it settle sooner.
const SPARE: usize = 8;
/// Rounds after which a subspace is taken as it is. Directions that still move differ in variance by less than 1 %.
const ROUNDS: usize = 100;
/// The subspace has settled when no variance moves by more than this part of the largest.
const SETTLED: f64 = 1e-12;
/// Sweeps of Jacobi's method: it converges quadratically, and no matrix has been seen to need more than ten.
const SWEEPS: usize = 30;

/// Points seen along their principal components (Pearson 1901; Hotelling 1933).
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// points x k: each point's place, the points' mean at 0.
    pub coordinates: Array2<f64>,
    /// k: each component's share of the whole variance; 0 where there is none.
    pub explained: Array1<f64>,
    /// k x d: unit vectors, orthogonal; the entry of largest size is positive, the first of equals.
    pub components: Array2<f64>,
}

/// The first k principal components of the rows of `points` (points x d), by variance. Panics unless 1 <= k <= d.
pub fn project(points: ArrayView2<'_, f32>, k: usize) -> Projection {
    let d = points.ncols();
    assert!(k >= 1 && k <= d, "{k} components of {d} dimensions");
    let mut centred = points.mapv(f64::from);
    if let Some(mean) = centred.mean_axis(Axis(0)) {
        centred -= &mean;
    }
    let covariance = covariance(&centred);
    let (variances, mut components) =
        if d <= WHOLE { eigen(covariance.clone()) } else { subspace(&covariance, (k + SPARE).min(d)) };
    components = components.slice(s![..k, ..]).to_owned();
    for mut component in components.rows_mut() {
        let largest = component.iter().fold(0.0f64, |best, &x| if x.abs() > best.abs() { x } else { best });
        if largest < 0.0 {
            component.mapv_inplace(|x| -x);
        }
    }
    let whole: f64 = covariance.diag().iter().sum();
    let share = |variance: f64| if whole > 0.0 { (variance / whole).clamp(0.0, 1.0) } else { 0.0 };
    let explained = variances.slice(s![..k]).mapv(share);
    let coordinates = Array2::from_shape_fn((centred.nrows(), k), |(row, component)| {
        product(centred.row(row), components.row(component))
    });
    Projection { coordinates, explained, components }
}

/// The rows nearest to a row by cosine, the nearest first, equals by number; the row itself is left out. A row of zeros
/// has no direction: its cosine with any other is 0.
pub fn neighbours(points: ArrayView2<'_, f32>, row: usize, k: usize) -> Vec<(usize, f64)> {
    let norm = |row: ArrayView1<'_, f32>| {
        let squares: f64 = row.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
        squares.sqrt()
    };
    let own = norm(points.row(row));
    let cosine = |other: ArrayView1<'_, f32>| {
        let sum: f64 = points.row(row).iter().zip(other).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
        let norms = own * norm(other);
        if norms > 0.0 { (sum / norms).clamp(-1.0, 1.0) } else { 0.0 }
    };
    let others = points.rows().into_iter().enumerate().filter(|&(other, _)| other != row);
    let (rows, cosines): (Vec<u32>, Vec<f64>) =
        others.map(|(other, numbers)| (other as u32, cosine(numbers))).unzip();
    let mut places: Vec<u32> = (0..rows.len() as u32).collect();
    rank(&mut places, &|a, b| cosines[b as usize].total_cmp(&cosines[a as usize]));
    places.iter().take(k).map(|&at| (rows[at as usize] as usize, cosines[at as usize])).collect()
}

/// Sums from the first to the last. ndarray's own `dot` picks its kernel, and with it the order, at run time.
fn product(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |sum, &a, &b| sum + a * b)
}

/// d x d, of centred rows: the mean of their outer products.
fn covariance(centred: &Array2<f64>) -> Array2<f64> {
    let d = centred.ncols();
    let mut sums = Array2::<f64>::zeros((d, d));
    for row in centred.rows() {
        for (i, &x) in row.iter().enumerate() {
            Zip::from(sums.slice_mut(s![i, i..])).and(row.slice(s![i..])).for_each(|sum, &y| *sum += x * y);
        }
    }
    let n = centred.nrows().max(1) as f64;
    Array2::from_shape_fn((d, d), |(i, j)| sums[[i.min(j), i.max(j)]] / n)
}

/// Eigenvalues, the largest first, and the eigenvectors as rows, of a symmetric matrix: Jacobi's method, plane after
/// plane in a fixed order (Golub and Van Loan, Matrix Computations, 8.5).
fn eigen(mut a: Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    let d = a.nrows();
    let mut vectors = Array2::<f64>::eye(d);
    for _ in 0..SWEEPS {
        let mut turned = false;
        for p in 0..d {
            for q in p + 1..d {
                turned |= rotate(&mut a, &mut vectors, p, q);
            }
        }
        if !turned {
            break;
        }
    }
    let mut order: Vec<u32> = (0..d as u32).collect();
    let value = |i: u32| a[[i as usize, i as usize]];
    rank(&mut order, &|i, j| value(j).total_cmp(&value(i)));
    let order: Vec<usize> = order.into_iter().map(|i| i as usize).collect();
    (order.iter().map(|&i| a[[i, i]]).collect(), vectors.select(Axis(0), &order))
}

/// Turns the plane of axes p and q until their product is 0. False where it is as good as 0 already.
fn rotate(a: &mut Array2<f64>, vectors: &mut Array2<f64>, p: usize, q: usize) -> bool {
    let (app, aqq, apq) = (a[[p, p]], a[[q, q]], a[[p, q]]);
    if apq.abs() <= f64::EPSILON * (app.abs() * aqq.abs()).sqrt() || apq.abs() < f64::MIN_POSITIVE {
        return false;
    }
    let theta = (aqq - app) / (2.0 * apq);
    let t = if theta >= 0.0 { 1.0 } else { -1.0 } / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for i in 0..a.nrows() {
        let (x, y) = (a[[i, p]], a[[i, q]]);
        a[[i, p]] = c * x - s * y;
        a[[i, q]] = s * x + c * y;
    }
    for matrix in [a, vectors] {
        for i in 0..matrix.ncols() {
            let (x, y) = (matrix[[p, i]], matrix[[q, i]]);
            matrix[[p, i]] = c * x - s * y;
            matrix[[q, i]] = s * x + c * y;
        }
    }
    true
}

/// As [`eigen`], the `m` largest of a large matrix: orthogonal iteration from a fixed start, with the small problem in the
/// subspace solved whole (Golub and Van Loan, 8.2).
fn subspace(a: &Array2<f64>, m: usize) -> (Array1<f64>, Array2<f64>) {
    let d = a.nrows();
    let mut rng = Rng::new(0, Stream::Diagnostics);
    let mut basis =
        Array2::from_shape_simple_fn((m, d), || f64::from(rng.next_u32()) / f64::from(u32::MAX) - 0.5);
    let mut variances = Array1::<f64>::zeros(m);
    for _ in 0..ROUNDS {
        orthonormalise(&mut basis);
        let image = Array2::from_shape_fn((m, d), |(i, j)| product(basis.row(i), a.row(j)));
        let small = Array2::from_shape_fn((m, m), |(i, j)| product(basis.row(i.min(j)), image.row(i.max(j))));
        let (values, turn) = eigen(small);
        basis = Array2::from_shape_fn((m, d), |(i, j)| product(turn.row(i), image.column(j)));
        let moved =
            Zip::from(&values).and(&variances).fold(0.0f64, |most, new, old| most.max((new - old).abs()));
        variances = values;
        if moved <= SETTLED * variances[0].abs() {
            break;
        }
    }
    orthonormalise(&mut basis);
    (variances, basis)
}

/// Gram and Schmidt, twice, which is enough in floating point. A row that nothing is left of becomes the first axis that
/// is not among the rows before it.
fn orthonormalise(rows: &mut Array2<f64>) {
    let d = rows.ncols();
    for i in 0..rows.nrows() {
        let mut axis = 0;
        loop {
            let before = product(rows.row(i), rows.row(i)).sqrt();
            for _ in 0..2 {
                for j in 0..i {
                    let (earlier, mut row) = rows.multi_slice_mut((s![j, ..], s![i, ..]));
                    let along = product(row.view(), earlier.view());
                    Zip::from(&mut row).and(&earlier).for_each(|x, &y| *x -= along * y);
                }
            }
            let norm = product(rows.row(i), rows.row(i)).sqrt();
            if norm > 1e-10 * before && norm > f64::MIN_POSITIVE {
                rows.row_mut(i).mapv_inplace(|x| x / norm);
                break;
            }
            assert!(axis < d, "more rows than dimensions");
            rows.row_mut(i).fill(0.0);
            rows[[i, axis]] = 1.0;
            axis += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn points_on_a_line_have_one_component() {
        let points = array![[1.0f32, 2.0], [2.0, 4.0], [3.0, 6.0], [6.0, 12.0]];
        let Projection { coordinates, explained, components } = project(points.view(), 2);
        assert!(near(explained[0], 1.0) && near(explained[1], 0.0), "{explained}");
        let root = 5f64.sqrt();
        assert!(near(components[[0, 0]], 1.0 / root) && near(components[[0, 1]], 2.0 / root));
        // Their mean is (3, 6): the first point lies 2 root 5 before it.
        assert!(near(coordinates[[0, 0]], -2.0 * root) && near(coordinates[[3, 0]], 3.0 * root));
        assert!(coordinates.column(1).iter().all(|&x| near(x, 0.0)));
    }

    #[test]
    fn a_rectangle_is_seen_along_its_sides() {
        let points = array![[3.0f32, 1.0], [3.0, -1.0], [-3.0, 1.0], [-3.0, -1.0]];
        let Projection { explained, components, .. } = project(points.view(), 2);
        assert!(near(explained[0], 0.9) && near(explained[1], 0.1), "{explained}");
        assert!(near(components[[0, 0]], 1.0) && near(components[[1, 1]], 1.0));
    }

    #[test]
    fn points_that_are_all_the_same_have_a_place_and_no_variance() {
        for d in [2, 70] {
            let points = Array2::<f32>::from_elem((5, d), 0.25);
            let Projection { coordinates, explained, components } = project(points.view(), 2);
            assert!(coordinates.iter().chain(&explained).all(|&x| x == 0.0));
            assert!(near(product(components.row(0), components.row(0)), 1.0));
        }
    }

    #[test]
    fn a_large_matrix_gives_what_the_whole_solution_gives() {
        let mut rng = Rng::new(3, Stream::Diagnostics);
        let d = 80;
        // Variances that fall from direction to direction, then all directions mixed.
        let points = Array2::from_shape_fn((300, d), |(_, j)| {
            (rng.next_u32() as f32 / u32::MAX as f32 - 0.5) / (1.0 + j as f32)
        });
        let mixed =
            Array2::from_shape_fn((300, d), |(i, j)| points[[i, j]] + 0.3 * points[[i, (7 * j + 3) % d]]);
        let part = project(mixed.view(), 3);
        let mut centred = mixed.mapv(f64::from);
        let mean = centred.mean_axis(Axis(0)).expect("rows");
        centred -= &mean;
        let whole = covariance(&centred);
        let total: f64 = whole.diag().iter().sum();
        let (variances, vectors) = eigen(whole);
        for k in 0..3 {
            assert!(near(part.explained[k], variances[k] / total), "{k}");
            let cosine = product(part.components.row(k), vectors.row(k)).abs();
            assert!((cosine - 1.0).abs() < 1e-6, "{k}: {cosine}");
        }
    }

    #[test]
    fn the_nearest_is_the_one_in_the_same_direction() {
        let points = array![[1.0f32, 0.0], [-2.0, 0.0], [5.0, 5.0], [0.0, 0.0], [3.0, 0.0]];
        let found = neighbours(points.view(), 0, 3);
        assert_eq!(found.iter().map(|&(row, _)| row).collect::<Vec<_>>(), [4, 2, 3]);
        assert!(near(found[0].1, 1.0) && near(found[1].1, 0.5f64.sqrt()) && found[2].1 == 0.0);
        let all = neighbours(points.view(), 0, 99);
        assert_eq!((all.len(), all[3]), (4, (1, -1.0)));
    }

    proptest! {
        #[test]
        fn components_are_orthonormal_and_keep_distances(
            numbers in proptest::collection::vec(-100i8..100, 24), d in 1usize..7
        ) {
            let points = Array2::from_shape_vec((24 / d, d), numbers[..24 / d * d].iter().map(|&x| f32::from(x) / 8.0).collect())
                .expect("fits");
            let Projection { coordinates, explained, components } = project(points.view(), d);
            for i in 0..d {
                for j in 0..d {
                    let expected = f64::from(u8::from(i == j));
                    prop_assert!(near(product(components.row(i), components.row(j)), expected));
                }
                prop_assert!(i == 0 || explained[i] <= explained[i - 1] + 1e-12);
            }
            let sum: f64 = explained.iter().sum();
            prop_assert!(near(sum, 1.0) || near(sum, 0.0));
            // All components together are a turn: no distance changes.
            for (a, b) in [(0, 1), (1, 2), (0, 3)] {
                let before: f64 = points.row(a).iter().zip(points.row(b)).map(|(x, y)| f64::from(x - y) * f64::from(x - y)).sum();
                let after: f64 = coordinates.row(a).iter().zip(coordinates.row(b)).map(|(x, y)| (x - y) * (x - y)).sum();
                prop_assert!((before - after).abs() < 1e-6 * (1.0 + before), "{before} {after}");
            }
        }
    }
}
