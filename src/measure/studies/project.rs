//! Embeddings on a plane, and their nearest neighbours: principal components and cosines, in f64, with a fixed order of sums.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip, s};

use crate::error::Result;
use crate::lm::Done;
use crate::memory;
use crate::rank::rank;
use crate::reason;
use crate::rng::{Rng, Stream};

/// The most components in one call.
pub const MOST: usize = 64;
/// Up to this many dimensions, or points, the matrix of their products is diagonalised as a whole; larger ones in a subspace.
const WHOLE: usize = 64;
/// Up to this side the matrix of products is stored (8 MB); a larger one is applied without being stored.
const MADE: usize = 1024;
/// Extra dimensions of the subspace, with which it converges sooner.
const SPARE: usize = 8;
/// The most rounds of a subspace. Directions that still move then differ in variance by less than 1 %.
const ROUNDS: usize = 100;
/// The subspace has converged when no variance changes by more than this part of the largest.
const SETTLED: f64 = 1e-12;
/// Sweeps of Jacobi's method: it converges quadratically, and no matrix has been seen to need more than ten.
const SWEEPS: usize = 30;

/// Points along their principal components (Pearson 1901; Hotelling 1933).
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// points x k: each point's place, the points' mean at 0.
    pub coordinates: Array2<f64>,
    /// k: each component's share of the whole variance; 0 if there is no variance.
    pub explained: Array1<f64>,
    /// k x d: unit vectors, orthogonal; the entry of largest size is positive, the first of equals.
    pub components: Array2<f64>,
}

/// The first k principal components of the rows of `points` (points x d), by variance, in one call.
///
/// # Errors
/// Too little memory for [`Projecting`].
///
/// # Panics
/// Unless 1 <= k <= d and k <= [`MOST`].
pub fn project(points: ArrayView2<'_, f32>, k: usize) -> Result<Projection> {
    let mut work = Projecting::new(points.dim(), k)?;
    work.advance(points, u64::MAX);
    Ok(work.finish(points))
}

/// Computes principal components in pieces. It borrows nothing; the points must stay the same.
///
/// The components are the eigenvectors of X^T X (d x d), where X has the centred points. With fewer points than dimensions they follow
/// from those of X X^T (points x points): if X X^T u = s u, then X^T u is an eigenvector of X^T X with the same s. So the side of the
/// matrix is the smaller of the two. If even that is large, the matrix is applied, X^T (X v), and never stored.
#[derive(Debug)]
pub struct Projecting {
    points: usize,
    d: usize,
    k: usize,
    /// The largest side of a matrix that is stored.
    made: usize,
    mean: Vec<f64>,
    /// The whole variance: the sum of the squares of all centred numbers, divided by the number of points.
    whole: f64,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The mean and the variance: of the points up to here, twice around.
    Centring { next: usize },
    /// The matrix of products, up to this row and column (of X^T X: point by point).
    Making { next: usize, other: usize, matrix: Array2<f64> },
    /// All eigenvectors of a small matrix.
    Solving(Eigen),
    /// A subspace that turns towards the largest eigenvectors.
    Turning(Box<Turning>),
    /// Of X X^T: each vector becomes a component, point by point and vector by vector.
    Mapping { variances: Array1<f64>, vectors: Array2<f64>, components: Array2<f64>, next: usize },
    /// The components become unit vectors, and then have their signs.
    Straightening { variances: Array1<f64>, components: Array2<f64>, rows: Straight, signed: usize },
    /// The components are final; the points are projected on one after the other.
    Placing { variances: Array1<f64>, components: Array2<f64>, coordinates: Array2<f64>, next: usize },
}

/// Orthogonal iteration and its progress.
#[derive(Debug)]
struct Turning {
    matrix: Option<Array2<f64>>,
    round: usize,
    basis: Array2<f64>,
    image: Array2<f64>,
    variances: Array1<f64>,
    phase: Phase,
    /// Which vector of the basis is applied, and up to which point.
    vector: usize,
    point: usize,
    /// Of X X^T: X^T v so far; whether X is applied to it now.
    half: Vec<f64>,
    back: bool,
}

/// The stage of a round.
#[derive(Debug)]
enum Phase {
    /// The subspace's start, always the same, up to this row.
    Filling(Rng, usize),
    /// Orthonormalizing the basis.
    Straightening(Straight),
    /// Applying the matrix to its vectors.
    Applying,
    /// The small problem in the subspace, up to this row.
    Gathering(Array2<f64>, usize),
    /// Solving the small problem.
    Solving(Eigen),
    /// The next basis, up to this row and column.
    Combining { turn: Array2<f64>, next: Array2<f64>, row: usize, column: usize },
}

/// Columns of a basis that are combined at once.
const COLUMNS: usize = 4_096;

impl Projecting {
    /// Begins with this many points of d numbers.
    ///
    /// # Errors
    /// Too little memory.
    ///
    /// # Panics
    /// Unless 1 <= k <= d and k <= [`MOST`].
    pub fn new((points, d): (usize, usize), k: usize) -> Result<Self> {
        assert!(k >= 1 && k <= d && k <= MOST, "{k} components of {d} dimensions");
        memory::ask(reason::this_projection(), &bytes(points, d, k))?;
        let mean = vec![0.0; d];
        Ok(Projecting { points, d, k, made: MADE, mean, whole: 0.0, stage: Stage::Centring { next: 0 } })
    }

    /// The side of the matrix of products.
    fn side(&self) -> usize {
        if self.across() { self.points } else { self.d }
    }

    /// Whether it is X X^T.
    fn across(&self) -> bool {
        is_across(self.points, self.d)
    }

    /// Vectors of the subspace.
    fn vectors(&self) -> usize {
        (self.k + SPARE).min(self.side())
    }

    /// Advances by about `budget` multiplications, at least by one row.
    ///
    /// # Panics
    /// If the points have another shape than those that the work was made for.
    pub fn advance(&mut self, points: ArrayView2<'_, f32>, mut budget: u64) -> Done {
        assert_eq!(points.dim(), (self.points, self.d), "other points");
        while budget > 0 && !self.is_done() {
            let spent = self.step(points);
            budget = budget.saturating_sub(spent as u64);
        }
        self.done()
    }

    /// Whether all the work is done.
    fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Placing { next, .. } if next == self.points * self.k)
    }

    /// The progress, in rounds of a subspace that takes all its rounds.
    fn done(&self) -> Done {
        let total = ROUNDS + 4;
        let done = match &self.stage {
            Stage::Centring { .. } => 0,
            Stage::Making { .. } | Stage::Solving(_) => 1,
            Stage::Turning(turning) => 2 + turning.round,
            Stage::Placing { .. } if self.is_done() => total,
            Stage::Mapping { .. } | Stage::Straightening { .. } | Stage::Placing { .. } => total - 1,
        };
        Done { done, total }
    }

    /// Does one row of the next stage, and returns its cost.
    fn step(&mut self, points: ArrayView2<'_, f32>) -> usize {
        let (count, d, side, across) = (self.points, self.d, self.side(), self.across());
        let stage = core::mem::replace(&mut self.stage, Stage::Centring { next: 0 });
        let (stage, spent) = match stage {
            Stage::Centring { next } if next < count => {
                self.mean.iter_mut().zip(points.row(next)).for_each(|(sum, &x)| *sum += f64::from(x));
                if next + 1 == count {
                    self.mean.iter_mut().for_each(|sum| *sum /= count as f64);
                }
                (Stage::Centring { next: next + 1 }, d)
            }
            Stage::Centring { next } if next < 2 * count => {
                let row = points.row(next - count);
                self.whole += row.iter().zip(&self.mean).fold(0.0, |sum, (&x, mean)| {
                    let x = f64::from(x) - mean;
                    sum + x * x
                });
                (Stage::Centring { next: next + 1 }, d)
            }
            Stage::Centring { .. } => {
                self.whole /= count.max(1) as f64;
                let stage = match side <= self.made {
                    true => Stage::Making { next: 0, other: 0, matrix: Array2::zeros((side, side)) },
                    false => self.turning(None),
                };
                (stage, side)
            }
            Stage::Making { next, other, mut matrix } if next < count => {
                let row = centred(points, &self.mean, next);
                if across {
                    let pairs = row.iter().zip(points.row(other)).zip(&self.mean);
                    matrix[[next, other]] =
                        pairs.fold(0.0, |sum, ((x, &y), mean)| sum + x * (f64::from(y) - mean));
                    let (next, other) = if other == next { (next + 1, 0) } else { (next, other + 1) };
                    (Stage::Making { next, other, matrix }, 2 * d)
                } else {
                    for (i, &x) in row.iter().enumerate() {
                        let sums = matrix.slice_mut(s![i, ..=i]);
                        Zip::from(sums).and(&ArrayView1::from(&row[..=i])).for_each(|sum, &y| *sum += x * y);
                    }
                    (Stage::Making { next: next + 1, other, matrix }, d * d / 2 + d)
                }
            }
            Stage::Making { matrix, .. } => {
                let n = count.max(1) as f64;
                let matrix = Array2::from_shape_fn((side, side), |(i, j)| matrix[[i.max(j), i.min(j)]] / n);
                let stage = match side <= WHOLE {
                    true => Stage::Solving(Eigen::new(matrix)),
                    false => self.turning(Some(matrix)),
                };
                (stage, side * side)
            }
            Stage::Solving(mut eigen) => match eigen.step() {
                0 => {
                    let (variances, vectors) = eigen.finish();
                    (self.mapping(variances, &vectors), side)
                }
                spent => (Stage::Solving(eigen), spent),
            },
            Stage::Turning(mut turning) => {
                let spent = turning.step(points, &self.mean, across);
                let stage = match turning.settled() {
                    true => self.mapping(turning.variances, &turning.basis),
                    false => Stage::Turning(turning),
                };
                (stage, spent)
            }
            Stage::Mapping { variances, vectors, mut components, next }
                if across && next < count * vectors.nrows() =>
            {
                let (point, vector) = (next / vectors.nrows(), next % vectors.nrows());
                let row = centred(points, &self.mean, point);
                let share = vectors[[vector, point]];
                components.row_mut(vector).iter_mut().zip(&row).for_each(|(sum, x)| *sum += share * x);
                (Stage::Mapping { variances, vectors, components, next: next + 1 }, 2 * d)
            }
            Stage::Mapping { variances, vectors, components, .. } => {
                (self.straightening(&variances, &vectors, components), d)
            }
            Stage::Straightening { variances, mut components, mut rows, mut signed } => {
                let spent = match rows.step(&mut components) {
                    0 if signed < self.k => {
                        let mut component = components.row_mut(signed);
                        let largest = component
                            .iter()
                            .fold(0.0f64, |best, &x| if x.abs() > best.abs() { x } else { best });
                        if largest < 0.0 {
                            component.mapv_inplace(|x| -x);
                        }
                        signed += 1;
                        d
                    }
                    spent => spent,
                };
                let stage = match spent {
                    0 => {
                        let coordinates = Array2::zeros((self.points, self.k));
                        Stage::Placing { variances, components, coordinates, next: 0 }
                    }
                    _ => Stage::Straightening { variances, components, rows, signed },
                };
                (stage, spent)
            }
            Stage::Placing { variances, components, mut coordinates, next } => {
                let (point, component) = (next / self.k, next % self.k);
                if point < count {
                    let row = centred(points, &self.mean, point);
                    coordinates[[point, component]] =
                        product(ArrayView1::from(&row), components.row(component));
                }
                let next = (count * self.k).min(next + 1);
                (Stage::Placing { variances, components, coordinates, next }, 2 * d)
            }
        };
        crate::counted::did(spent);
        self.stage = stage;
        spent.max(1)
    }

    /// An empty subspace.
    fn turning(&self, matrix: Option<Array2<f64>>) -> Stage {
        let (m, side) = (self.vectors(), self.side());
        let half = vec![0.0; if matrix.is_none() && self.across() { self.d } else { 0 }];
        Stage::Turning(Box::new(Turning {
            matrix,
            round: 0,
            image: Array2::zeros((m, side)),
            basis: Array2::zeros((m, side)),
            variances: Array1::zeros(m),
            phase: Phase::Filling(Rng::new(0, Stream::Diagnostics), 0),
            vector: 0,
            point: 0,
            half,
            back: false,
        }))
    }

    /// Takes the largest eigenvectors, in order, before any component is computed.
    fn mapping(&self, variances: Array1<f64>, vectors: &Array2<f64>) -> Stage {
        let known = self.k.min(vectors.nrows());
        let vectors = vectors.slice(s![..known, ..]).to_owned();
        Stage::Mapping { variances, vectors, components: Array2::zeros((self.k, self.d)), next: 0 }
    }

    /// Takes the components, which are not normalized yet.
    fn straightening(
        &self,
        variances: &Array1<f64>,
        vectors: &Array2<f64>,
        mut components: Array2<f64>,
    ) -> Stage {
        let known = vectors.nrows();
        let rows = match self.across() {
            true => Straight::default(),
            false => {
                components.slice_mut(s![..known, ..]).assign(vectors);
                Straight { row: self.k, ..Straight::default() }
            }
        };
        let mut all = Array1::zeros(self.k);
        all.slice_mut(s![..known]).assign(&variances.slice(s![..known]));
        Stage::Straightening { variances: all, components, rows, signed: 0 }
    }

    /// Does the rest of the work and returns the projection.
    ///
    /// # Panics
    /// As [`advance`](Self::advance).
    pub fn finish(mut self, points: ArrayView2<'_, f32>) -> Projection {
        self.advance(points, u64::MAX);
        let whole = self.whole;
        let Stage::Placing { variances, components, coordinates, .. } = self.stage else {
            unreachable!("it is done")
        };
        let share = |variance: f64| if whole > 0.0 { (variance / whole).clamp(0.0, 1.0) } else { 0.0 };
        Projection { coordinates, explained: variances.mapv(share), components }
    }
}

/// Whether X^T X would be large and X X^T is smaller.
fn is_across(points: usize, d: usize) -> bool {
    d > WHOLE && points < d
}

/// The buffers of a projection: the mean and two vectors; the matrix and its copy, if it is stored; the basis, its image and the next
/// basis; components and places.
fn bytes(points: usize, d: usize, k: usize) -> [u64; 9] {
    let side = if is_across(points, d) { points as u64 } else { d as u64 };
    let [points, d, k] = [points, d, k].map(|x| x as u64);
    let matrix = if side <= MADE as u64 { 8 * side * side } else { 0 };
    let basis = 8 * (k + SPARE as u64) * side;
    [8 * d, 8 * d, 8 * d, matrix, matrix, basis, 2 * basis, 8 * k * d, 8 * k * points]
}

/// A point's numbers minus the mean.
fn centred(points: ArrayView2<'_, f32>, mean: &[f64], point: usize) -> Vec<f64> {
    points.row(point).iter().zip(mean).map(|(&x, mean)| f64::from(x) - mean).collect()
}

impl Turning {
    /// Does part of a round and returns its cost.
    fn step(&mut self, points: ArrayView2<'_, f32>, mean: &[f64], across: bool) -> usize {
        let (m, side) = self.basis.dim();
        match &mut self.phase {
            Phase::Filling(rng, row) => {
                let numbers = self.basis.row_mut(*row);
                numbers.into_iter().for_each(|x| *x = f64::from(rng.next_u32()) / f64::from(u32::MAX) - 0.5);
                *row += 1;
                if *row == m {
                    self.phase = Phase::Straightening(Straight::default());
                }
                side
            }
            Phase::Straightening(rows) => match rows.step(&mut self.basis) {
                0 => {
                    self.phase = Phase::Applying;
                    1
                }
                spent => spent,
            },
            Phase::Applying => {
                let spent = match &self.matrix {
                    Some(matrix) => {
                        let vector = self.basis.row(self.vector);
                        for (image, row) in self.image.row_mut(self.vector).iter_mut().zip(matrix.rows()) {
                            *image = product(vector, row);
                        }
                        self.vector += 1;
                        side * side
                    }
                    None => self.apply(points, mean, across),
                };
                if self.vector == m {
                    self.vector = 0;
                    self.phase = Phase::Gathering(Array2::zeros((m, m)), 0);
                }
                spent
            }
            Phase::Gathering(small, row) if *row < m * m => {
                let (i, j) = (*row / m, *row % m);
                small[[i, j]] = product(self.basis.row(i.min(j)), self.image.row(i.max(j)));
                *row += 1;
                side
            }
            Phase::Gathering(small, _) => {
                self.phase = Phase::Solving(Eigen::new(core::mem::take(small)));
                m * m
            }
            Phase::Solving(eigen) => match eigen.step() {
                0 => {
                    let (values, turn) = eigen.clone().finish();
                    let moved = Zip::from(&values)
                        .and(&self.variances)
                        .fold(0.0f64, |most, new, old| most.max((new - old).abs()));
                    let settled = moved <= SETTLED * values[0].abs();
                    self.variances = values;
                    self.round = if settled { ROUNDS } else { self.round + 1 };
                    let next = Array2::zeros((m, side));
                    self.phase = Phase::Combining { turn, next, row: 0, column: 0 };
                    m * m
                }
                spent => spent,
            },
            Phase::Combining { turn, next, row, column } => {
                let to = side.min(*column + COLUMNS);
                for j in *column..to {
                    next[[*row, j]] = product(turn.row(*row), self.image.column(j));
                }
                let spent = (to - *column) * m;
                (*row, *column) = if to == side { (*row + 1, 0) } else { (*row, to) };
                if *row == m {
                    self.basis = core::mem::take(next);
                    self.image.fill(0.0);
                    self.phase = Phase::Straightening(Straight::default());
                }
                spent
            }
        }
    }

    /// Whether the last round is over.
    fn settled(&self) -> bool {
        self.round == ROUNDS && matches!(self.phase, Phase::Applying)
    }

    /// Adds one point's part to a vector's image.
    fn apply(&mut self, points: ArrayView2<'_, f32>, mean: &[f64], across: bool) -> usize {
        let count = points.nrows();
        let row = centred(points, mean, self.point);
        if across && !self.back {
            // X^T v, v a number for each point.
            let share = self.basis[[self.vector, self.point]];
            self.half.iter_mut().zip(&row).for_each(|(sum, x)| *sum += share * x);
        } else if across {
            let along = product(ArrayView1::from(&row), ArrayView1::from(&self.half));
            self.image[[self.vector, self.point]] = along / count as f64;
        } else {
            let along = product(ArrayView1::from(&row), self.basis.row(self.vector)) / count as f64;
            let image = self.image.row_mut(self.vector);
            Zip::from(image).and(&ArrayView1::from(&row)).for_each(|sum, &x| *sum += along * x);
        }
        self.point += 1;
        if self.point == count {
            self.point = 0;
            self.back = across && !self.back;
            if !self.back {
                self.half.fill(0.0);
                self.vector += 1;
            }
        }
        2 * row.len()
    }
}

/// Finds the rows nearest to a row by cosine, in pieces: the nearest first, equals by number, without the row itself. A row of zeros has
/// no direction; its cosine with any other row is 0. It borrows nothing; the points must stay the same.
#[derive(Debug)]
pub struct Nearing {
    row: usize,
    k: usize,
    next: usize,
    /// A heap with the least near one on top during the search.
    heap: BinaryHeap<Reverse<Near>>,
    found: Vec<(usize, f64)>,
}

/// A row's cosine and its number. A nearer one is greater; of equals, the earlier one.
#[derive(Debug, Clone, Copy)]
struct Near(f64, usize);

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0).then(other.1.cmp(&self.1))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Near {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Near {}

impl Nearing {
    /// The `k` rows nearest to this one.
    ///
    /// # Errors
    /// Too little memory for a list of `k` rows.
    pub fn new(points: usize, row: usize, k: usize) -> Result<Self> {
        let k = k.min(points);
        memory::ask(reason::nearest_words(), &[nearest_bytes(k)])?;
        Ok(Nearing { row, k, next: 0, heap: BinaryHeap::with_capacity(k), found: Vec::with_capacity(k) })
    }

    /// Advances by about `budget` multiplications, at least by one row.
    pub fn advance(&mut self, points: ArrayView2<'_, f32>, mut budget: u64) -> Done {
        let (count, d) = points.dim();
        let product = |a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>| -> f64 {
            crate::counted::did(d);
            a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
        };
        let own = points.row(self.row);
        let length = product(own, own).sqrt();
        let cost = 2 * d as u64 + 32;
        while budget > 0 && self.next < count {
            let other = points.row(self.next);
            let lengths = length * product(other, other).sqrt();
            let cosine = if lengths > 0.0 { (product(own, other) / lengths).clamp(-1.0, 1.0) } else { 0.0 };
            let near = Reverse(Near(cosine, self.next));
            if self.next != self.row && self.k > 0 {
                if self.heap.len() < self.k {
                    self.heap.push(near);
                } else if self.heap.peek().is_some_and(|least| near < *least) {
                    self.heap.pop();
                    self.heap.push(near);
                }
            }
            self.next += 1;
            budget = budget.saturating_sub(cost);
        }
        while budget > 0 && self.next == count {
            let Some(Reverse(Near(cosine, row))) = self.heap.pop() else { break };
            self.found.push((row, cosine));
            budget = budget.saturating_sub(32);
        }
        let total = count + self.heap.len() + self.found.len();
        Done { done: self.next + self.found.len(), total }
    }

    /// The result, once the work is done.
    pub fn finish(mut self) -> Vec<(usize, f64)> {
        self.found.reverse();
        self.found
    }
}

/// Bytes of the lists of the nearest `k`: the heap, the rows found, and their words.
fn nearest_bytes(k: usize) -> u64 {
    k as u64 * (2 * size_of::<Near>() + 64) as u64
}

/// Adds from the first to the last. ndarray's own `dot` chooses its kernel, and so the order of the sum, at run time.
fn product(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |sum, &a, &b| sum + a * b)
}

/// Eigenvalues, the largest first, and the eigenvectors as rows, of a symmetric matrix: Jacobi's method, plane after
/// plane in a fixed order (Golub and Van Loan, Matrix Computations, 8.5). In pieces: all planes of one axis.
#[derive(Debug, Clone)]
struct Eigen {
    a: Array2<f64>,
    vectors: Array2<f64>,
    sweep: usize,
    axis: usize,
    turned: bool,
}

impl Eigen {
    fn new(a: Array2<f64>) -> Self {
        let vectors = Array2::eye(a.nrows());
        Eigen { a, vectors, sweep: 0, axis: 0, turned: false }
    }

    /// Does one axis and returns its cost, 0 if nothing is left.
    fn step(&mut self) -> usize {
        let d = self.a.nrows();
        if self.axis == d {
            self.sweep = if self.turned { self.sweep + 1 } else { SWEEPS };
            (self.axis, self.turned) = (0, false);
        }
        if self.sweep == SWEEPS {
            return 0;
        }
        for q in self.axis + 1..d {
            self.turned |= rotate(&mut self.a, &mut self.vectors, self.axis, q);
        }
        self.axis += 1;
        (12 * d * (d - self.axis)).max(1)
    }

    fn finish(self) -> (Array1<f64>, Array2<f64>) {
        let Eigen { a, vectors, .. } = self;
        let mut order: Vec<u32> = (0..a.nrows() as u32).collect();
        let value = |i: u32| a[[i as usize, i as usize]];
        rank(&mut order, &|i, j| value(j).total_cmp(&value(i)));
        let order: Vec<usize> = order.into_iter().map(|i| i as usize).collect();
        (order.iter().map(|&i| a[[i, i]]).collect(), vectors.select(Axis(0), &order))
    }
}

/// Rotates the plane of axes p and q until their product is 0. False if it is already practically 0.
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

/// Gram-Schmidt, applied twice, which is enough in floating point, and its progress. A row of which nothing is left becomes the first
/// axis that is not among the rows before it.
#[derive(Debug, Default)]
struct Straight {
    row: usize,
    /// The row's length before any subtraction; none if the row comes next.
    before: Option<f64>,
    /// How many times the earlier rows' parts were subtracted, and how many rows of this time are done.
    pass: usize,
    earlier: usize,
    axis: usize,
}

impl Straight {
    /// Subtracts one earlier row's part of a row and returns the cost, 0 if nothing is left.
    fn step(&mut self, rows: &mut Array2<f64>) -> usize {
        let d = rows.ncols();
        let i = self.row;
        if i >= rows.nrows() {
            return 0;
        }
        let Some(before) = self.before else {
            self.before = Some(product(rows.row(i), rows.row(i)).sqrt());
            (self.pass, self.earlier) = (0, 0);
            return d;
        };
        if self.pass < 2 && self.earlier < i {
            let (earlier, mut row) = rows.multi_slice_mut((s![self.earlier, ..], s![i, ..]));
            let along = product(row.view(), earlier.view());
            Zip::from(&mut row).and(&earlier).for_each(|x, &y| *x -= along * y);
            self.earlier += 1;
            return 2 * d;
        }
        if self.pass < 2 {
            (self.pass, self.earlier) = (self.pass + 1, 0);
            return 1;
        }
        let norm = product(rows.row(i), rows.row(i)).sqrt();
        self.before = None;
        if norm > 1e-10 * before && norm > f64::MIN_POSITIVE {
            rows.row_mut(i).mapv_inplace(|x| x / norm);
            (self.row, self.axis) = (i + 1, 0);
        } else {
            assert!(self.axis < d, "more rows than dimensions");
            rows.row_mut(i).fill(0.0);
            rows[[i, self.axis]] = 1.0;
            self.axis += 1;
        }
        2 * d
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
        let Projection { coordinates, explained, components } = project(points.view(), 2).expect("room");
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
        let Projection { explained, components, .. } = project(points.view(), 2).expect("room");
        assert!(near(explained[0], 0.9) && near(explained[1], 0.1), "{explained}");
        assert!(near(components[[0, 0]], 1.0) && near(components[[1, 1]], 1.0));
    }

    #[test]
    fn points_that_are_all_the_same_have_a_place_and_no_variance() {
        for d in [2, 70] {
            let points = Array2::<f32>::from_elem((5, d), 0.25);
            let Projection { coordinates, explained, components } = project(points.view(), 2).expect("room");
            assert!(coordinates.iter().chain(&explained).all(|&x| x == 0.0));
            assert!(near(product(components.row(0), components.row(0)), 1.0));
        }
    }

    /// Variances that fall from direction to direction, then all directions mixed.
    fn mixed(points: usize, d: usize) -> Array2<f32> {
        let mut rng = Rng::new(3, Stream::Diagnostics);
        let plain = Array2::from_shape_fn((points, d), |(_, j)| {
            (rng.next_u32() as f32 / u32::MAX as f32 - 0.5) / (1.0 + j as f32)
        });
        Array2::from_shape_fn((points, d), |(i, j)| plain[[i, j]] + 0.3 * plain[[i, (7 * j + 3) % d]])
    }

    #[test]
    fn every_way_gives_what_the_whole_solution_gives() {
        // More points than dimensions and fewer; the matrix made and only applied.
        for ((count, d), made) in
            [((300, 80), MADE), ((300, 80), 0), ((30, 90), MADE), ((75, 90), MADE), ((75, 90), 0)]
        {
            let points = mixed(count, d);
            let mut work = Projecting { made, ..Projecting::new((count, d), 3).expect("room") };
            let (mut last, mut calls) = (0, 0);
            loop {
                let done = work.advance(points.view(), 10_000);
                assert!(done.done >= last && done.done <= done.total, "{done:?} after {last}");
                (last, calls) = (done.done, calls + 1);
                if done.done == done.total {
                    break;
                }
            }
            assert!(calls > 3, "{calls} calls");
            let part = work.finish(points.view());
            let whole_at_once = Projecting { made, ..Projecting::new((count, d), 3).expect("room") };
            assert_eq!(part, whole_at_once.finish(points.view()), "{count} x {d} in pieces");

            let mut centred = points.mapv(f64::from);
            let mean = centred.mean_axis(Axis(0)).expect("rows");
            centred -= &mean;
            let covariance = Array2::from_shape_fn((d, d), |(i, j)| {
                product(centred.column(i), centred.column(j)) / count as f64
            });
            let total: f64 = covariance.diag().iter().sum();
            let mut eigen = Eigen::new(covariance);
            while eigen.step() > 0 {}
            let (variances, vectors) = eigen.finish();
            for k in 0..3 {
                assert!(near(part.explained[k], variances[k] / total), "{count} x {d}: {k}");
                let cosine = product(part.components.row(k), vectors.row(k)).abs();
                assert!((cosine - 1.0).abs() < 1e-6, "{count} x {d}, {k}: {cosine}");
            }
        }
    }

    #[test]
    fn no_piece_does_more_than_its_budget_and_a_row() {
        let points = mixed(40, 5000);
        let mut work = Projecting::new((40, 5000), 2).expect("room");
        while !work.is_done() {
            let spent = work.step(points.view());
            assert!(spent <= 4 * 5000, "{spent}");
        }
        // A matrix of 5,000 x 5,000 would be 200 MB.
        assert!(bytes(40, 5000, 2).iter().sum::<u64>() < 1_000_000);
    }

    #[test]
    fn the_nearest_is_the_one_in_the_same_direction() {
        let points = array![[1.0f32, 0.0], [-2.0, 0.0], [5.0, 5.0], [0.0, 0.0], [3.0, 0.0]];
        let neighbours = |k: usize, budget: u64| {
            let mut work = Nearing::new(5, 0, k).expect("room");
            while {
                let done = work.advance(points.view(), budget);
                done.done < done.total
            } {}
            work.finish()
        };
        let found = neighbours(3, u64::MAX);
        assert_eq!(found, neighbours(3, 1));
        assert_eq!(found.iter().map(|&(row, _)| row).collect::<Vec<_>>(), [4, 2, 3]);
        assert!(near(found[0].1, 1.0) && near(found[1].1, 0.5f64.sqrt()) && found[2].1 == 0.0);
        let all = neighbours(99, 7);
        assert_eq!((all.len(), all[3]), (4, (1, -1.0)));
    }

    proptest! {
        #[test]
        fn components_are_orthonormal_and_keep_distances(
            numbers in proptest::collection::vec(-100i8..100, 24), d in 1usize..7
        ) {
            let points = Array2::from_shape_vec((24 / d, d), numbers[..24 / d * d].iter().map(|&x| f32::from(x) / 8.0).collect())
                .expect("fits");
            let Projection { coordinates, explained, components } = project(points.view(), d).expect("room");
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
