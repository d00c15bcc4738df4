//! Finds groups of words in the embeddings: k-means (Lloyd 1982), started by k-means++ (Arthur and Vassilvitskii 2007), in f64, with a
//! fixed order of sums, so that the same embeddings give the same groups everywhere.
//!
//! It is written here and not a crate: it is short, the crates bring a linear algebra library or threads with them, and their order of
//! sums is not fixed.

use ndarray::{Array2, ArrayView1, ArrayView2, Zip};

use crate::error::Result;
use crate::lm::Done;
use crate::memory;
use crate::reason;
use crate::rng::{Rng, Stream};

/// The number of starts; the best result counts. About one start in ten ends with two classes in one group.
const STARTS: u64 = 12;
/// The most rounds of a start.
const ROUNDS: usize = 60;
/// About how many multiplications all starts may take together: with many words there are fewer starts, with very many fewer rounds.
const MULTIPLICATIONS: usize = 1 << 27;
/// About how many rounds a start has been seen to take.
const USUAL: usize = 20;

/// Points in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// The group of each point, 0 to k - 1, numbered in the order of the points.
    pub of: Vec<u32>,
    /// The share of the points' variance that is between the groups, 0 to 1; 1 if there is no variance.
    pub explained: f64,
}

/// Sorts points into at most k groups, in pieces. It borrows nothing; the points must stay the same.
#[derive(Debug)]
pub struct Clustering {
    k: usize,
    /// The number of starts, and the most rounds of each.
    starts: u64,
    rounds: usize,
    start: u64,
    stage: Stage,
    /// The sum of squared distances from the mean of all.
    whole: f64,
    best: Option<(f64, Vec<u32>)>,
}

#[derive(Debug)]
enum Stage {
    /// The mean of all, then how far all are from it.
    Meaning { means: Means, next: usize },
    /// A start: its centres so far, and each point's squared distance from the nearest, up to this point.
    Spreading { rng: Rng, centres: Array2<f64>, far: Vec<f64>, next: usize },
    /// Points to their nearest centre, up to this point.
    Assigning { centres: Array2<f64>, of: Vec<u32>, round: usize, moved: bool, spread: f64, next: usize },
    /// Centres to the mean of their points.
    Moving { means: Means, of: Vec<u32>, round: usize },
    /// All starts are over.
    Over,
}

/// The means of groups while they are computed: sums, and counts, up to this point.
#[derive(Debug)]
struct Means {
    sums: Array2<f64>,
    counts: Vec<u32>,
    next: usize,
}

impl Means {
    fn new(k: usize, d: usize) -> Self {
        Means { sums: Array2::zeros((k, d)), counts: vec![0; k], next: 0 }
    }

    /// Adds the next point to this group.
    fn add(&mut self, own: usize, row: ArrayView1<'_, f32>) {
        self.counts[own] += 1;
        Zip::from(self.sums.row_mut(own)).and(row).for_each(|sum, &x| *sum += f64::from(x));
        self.next += 1;
    }

    /// The means; zeros for a group without points.
    fn finish(self) -> Array2<f64> {
        let Means { mut sums, counts, .. } = self;
        for (mut sum, &count) in sums.rows_mut().into_iter().zip(&counts) {
            sum.mapv_inplace(|x| x / f64::from(count.max(1)));
        }
        sums
    }
}

impl Clustering {
    /// Begins with this many points of d numbers.
    ///
    /// # Errors
    /// Less memory than it needs.
    ///
    /// # Panics
    /// If k is 0.
    pub fn new((points, d): (usize, usize), k: usize) -> Result<Self> {
        assert!(k > 0, "no groups");
        memory::ask(reason::these_groups(), &bytes(points, d, k))?;
        let stage = match points * d {
            0 => Stage::Over,
            _ => Stage::Meaning { means: Means::new(1, d), next: 0 },
        };
        let rounds = MULTIPLICATIONS / points.saturating_mul(d).saturating_mul(k).max(1);
        Ok(Clustering {
            k,
            starts: ((rounds / USUAL) as u64).clamp(1, STARTS),
            rounds: rounds.clamp(4, ROUNDS),
            start: 0,
            stage,
            whole: 0.0,
            best: None,
        })
    }

    /// Advances by about `budget` elementary operations, at least by one point.
    pub fn advance(&mut self, points: ArrayView2<'_, f32>, mut budget: u64) -> Done {
        while budget > 0 && !matches!(self.stage, Stage::Over) {
            budget = budget.saturating_sub(self.step(points) as u64);
        }
        let done = if matches!(self.stage, Stage::Over) { self.starts } else { self.start };
        Done { done: done as usize, total: self.starts as usize }
    }

    /// Does one point of the next stage, and returns its cost.
    fn step(&mut self, points: ArrayView2<'_, f32>) -> usize {
        let (count, d) = points.dim();
        let stage = core::mem::replace(&mut self.stage, Stage::Over);
        let (stage, spent) = match stage {
            Stage::Meaning { mut means, next } if means.next < count => {
                means.add(0, points.row(means.next));
                (Stage::Meaning { means, next }, d)
            }
            Stage::Meaning { means, next: 0 } => {
                // The sums become the mean in their place.
                let mean = means.finish();
                self.whole = distance(points.row(0), mean.row(0));
                (Stage::Meaning { means: Means { sums: mean, counts: vec![1], next: count }, next: 1 }, d)
            }
            Stage::Meaning { means, next } if next < count => {
                self.whole += distance(points.row(next), means.sums.row(0));
                (Stage::Meaning { means, next: next + 1 }, d)
            }
            Stage::Meaning { .. } => (self.spreading(points), d),
            Stage::Spreading { rng, centres, mut far, next } if next < count => {
                if centres.nrows() == self.k.min(count) {
                    (assigning(centres, vec![u32::MAX; count], 0), 1)
                } else {
                    let latest = centres.row(centres.nrows() - 1);
                    far[next] = far[next].min(distance(points.row(next), latest));
                    (Stage::Spreading { rng, centres, far, next: next + 1 }, d)
                }
            }
            Stage::Spreading { mut rng, mut centres, far, .. } => {
                let total: f64 = far.iter().sum();
                // All points that are left lie on centres, so more centres would separate nothing.
                if total <= 0.0 || !total.is_finite() {
                    (assigning(centres, vec![u32::MAX; count], 0), count)
                } else {
                    let mut left = rng.unit_f64() * total;
                    let next = far.iter().position(|&weight| {
                        left -= weight;
                        left < 0.0
                    });
                    // Rounding may leave a small rest after the last point.
                    let last = || far.iter().rposition(|&weight| weight > 0.0).unwrap_or(0);
                    push(&mut centres, points.row(next.unwrap_or_else(last)));
                    (Stage::Spreading { rng, centres, far, next: 0 }, 2 * count)
                }
            }
            Stage::Assigning { centres, mut of, round, mut moved, mut spread, next } if next < count => {
                let mut nearest = (f64::INFINITY, 0);
                for (number, centre) in centres.rows().into_iter().enumerate() {
                    let far = distance(points.row(next), centre);
                    if far < nearest.0 {
                        nearest = (far, number as u32);
                    }
                }
                spread += nearest.0;
                moved |= of[next] != nearest.1;
                of[next] = nearest.1;
                let spent = centres.len();
                (Stage::Assigning { centres, of, round, moved, spread, next: next + 1 }, spent)
            }
            Stage::Assigning { centres, of, round, moved, spread, .. } => {
                if moved && round + 1 < self.rounds {
                    (Stage::Moving { means: Means::new(centres.nrows(), d), of, round: round + 1 }, d)
                } else {
                    if self.best.as_ref().is_none_or(|(least, _)| spread < *least) {
                        self.best = Some((spread, of));
                    }
                    self.start += 1;
                    let over = self.start == self.starts;
                    (if over { Stage::Over } else { self.spreading(points) }, d)
                }
            }
            Stage::Moving { mut means, of, round } if means.next < count => {
                means.add(of[means.next] as usize, points.row(means.next));
                (Stage::Moving { means, of, round }, d)
            }
            Stage::Moving { means, of, round } => (assigning(means.finish(), of, round), d),
            Stage::Over => (Stage::Over, 0),
        };
        self.stage = stage;
        crate::counted::did(spent);
        spent.max(1)
    }

    /// Draws the first centre from all points, and each further one with a probability in proportion to the squared distance from the
    /// nearest centre so far.
    fn spreading(&self, points: ArrayView2<'_, f32>) -> Stage {
        let mut rng = Rng::numbered(0, Stream::Diagnostics, self.start);
        let mut centres = Array2::zeros((0, points.ncols()));
        push(&mut centres, points.row(rng.below(points.nrows() as u32) as usize));
        Stage::Spreading { rng, centres, far: vec![f64::INFINITY; points.nrows()], next: 0 }
    }

    /// The groups, after all is done.
    pub fn finish(self, points: usize) -> Clusters {
        let Some((spread, of)) = self.best else { return Clusters { of: vec![0; points], explained: 1.0 } };
        let explained = if self.whole > 0.0 { 1.0 - spread / self.whole } else { 1.0 };
        Clusters { of: in_order(&of), explained }
    }
}

/// Adds a centre.
fn push(centres: &mut Array2<f64>, row: ArrayView1<'_, f32>) {
    let (rows, d) = centres.dim();
    let mut numbers = core::mem::take(centres).into_raw_vec_and_offset().0;
    numbers.extend(row.iter().map(|&x| f64::from(x)));
    *centres = Array2::from_shape_vec((rows + 1, d), numbers).expect("one row more");
}

fn assigning(centres: Array2<f64>, of: Vec<u32>, round: usize) -> Stage {
    Stage::Assigning { centres, of, round, moved: false, spread: 0.0, next: 0 }
}

/// The buffers: distances, groups, the best groups; centres and their means.
fn bytes(points: usize, d: usize, k: usize) -> [u64; 5] {
    let [points, d, k] = [points, d, k].map(|x| x as u64);
    [8 * points, 4 * points, 4 * points, 16 * d * (k + 1), 8 * d * (k + 1)]
}

/// The squared distance.
fn distance(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |sum, &a, &b| {
        let far = f64::from(a) - b;
        sum + far * far
    })
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

    /// In one go, and point by point: the same.
    fn clusters(points: ArrayView2<'_, f32>, k: usize) -> Clusters {
        let by = |budget: u64| {
            let mut work = Clustering::new(points.dim(), k).expect("room");
            while {
                let done = work.advance(points, budget);
                done.done < done.total
            } {}
            work.finish(points.nrows())
        };
        let whole = by(u64::MAX);
        assert_eq!(whole, by(1));
        whole
    }

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
    fn many_words_are_not_looked_at_for_ever() {
        let of = |points, d, k| {
            let work = Clustering::new((points, d), k).expect("room");
            (work.starts, work.rounds)
        };
        assert_eq!(of(93, 16, 7), (STARTS, ROUNDS), "the farmyard's are the tightest of all starts");
        assert_eq!(of(20_000, 16, 8), (2, 52));
        assert_eq!(of(100_000, 300, 12), (1, 4));
    }

    #[test]
    fn points_that_are_all_the_same_or_fewer_than_the_groups_are_no_trouble() {
        let same = ndarray::Array2::<f32>::from_elem((5, 2), 0.5);
        assert_eq!(clusters(same.view(), 3), Clusters { of: vec![0; 5], explained: 1.0 });
        assert_eq!(clusters(array![[1.0f32], [2.0]].view(), 8).of, [0, 1]);
        assert!(clusters(ndarray::Array2::<f32>::zeros((0, 2)).view(), 2).of.is_empty());
    }
}
