//! The paths of words: their embeddings at the run's snapshots, all projected on the same directions.

use super::Session;
use super::works::Ticket;
use crate::error::{Error, Result};
use crate::memory;
use crate::model::Tensor;
use crate::rank::rank;
use crate::reason;
use crate::train::State;
use crate::work::{Progress, Work, complete};

/// The most states of a trail; of more, every second, third, ... is taken.
const MOST: usize = 200;

/// The trails of a few words.
#[derive(Debug, Clone, PartialEq)]
pub struct Trails {
    /// Training steps of the states, ascending: the run's snapshots and its current step.
    pub steps: Vec<u64>,
    /// words x states x k: coordinates along the directions; the current mean of all words is at 0.
    pub places: Vec<f32>,
}

impl Session {
    /// Begins to compute where some words were at the run's snapshots and are now, along k directions: `components` is k x d, as
    /// [`Session::begin_project`] gives it. All states share directions and origin, so that their coordinates compare.
    ///
    /// # Errors
    /// An id outside the vocabulary; components that are not k x d finite numbers; less memory than the places take.
    pub fn begin_trails(&mut self, ids: &[u32], components: &[f32]) -> Result<Ticket<Trails>> {
        let dims = self.config().dims;
        let (d, size) = (dims.embedding, dims.vocabulary);
        if components.is_empty()
            || !components.len().is_multiple_of(d)
            || !components.iter().all(|x| x.is_finite())
        {
            let expected = reason::directions(d);
            return Err(Error::value("components", format!("{} numbers", components.len()), expected));
        }
        if let Some(id) = ids.iter().find(|&&id| id as usize >= size) {
            return Err(Error::value("ids", format!("a list with {id}"), reason::ids_below(size)));
        }
        let states = self.states(self.trainer.state()).len();
        let numbers = (ids.len() as u64) * (states as u64) * (components.len() / d) as u64;
        memory::ask(reason::these_trails(), &bytes(numbers, components.len(), ids.len()))?;
        self.begin(Trailing {
            ids: ids.to_vec(),
            components: components.to_vec(),
            middle: vec![0.0; d],
            word: 0,
            next: 0,
            places: Vec::with_capacity(numbers as usize),
            states,
        })
    }

    /// Computes trails in one call.
    ///
    /// # Errors
    /// As [`Session::begin_trails`].
    pub fn trails(&mut self, ids: &[u32], components: &[f32]) -> Result<Trails> {
        let work = self.begin_trails(ids, components)?;
        self.finish(work)
    }

    /// The available states by step, each step once. The current state is among them, and so are the first and the last.
    fn states<'a>(&'a self, here: &'a State) -> Vec<&'a State> {
        let branch = &self.trainer.history().branch;
        let kept = branch.snapshots.iter().map(|snapshot| &**snapshot.state);
        let mut all: Vec<&State> = kept.filter(|state| state.step != here.step).chain([here]).collect();
        if let Some(tip) = branch.tip.as_deref().filter(|tip| all.iter().all(|state| state.step != tip.step))
        {
            all.push(tip);
        }
        let mut order: Vec<u32> = (0..all.len() as u32).collect();
        rank(&mut order, &|a, b| all[a as usize].step.cmp(&all[b as usize].step));
        let mut all: Vec<&State> = order.into_iter().map(|i| all[i as usize]).collect();
        all.dedup_by_key(|state| state.step);
        let (stride, last) = (all.len().div_ceil(MOST), all.len() - 1);
        let mut at = 0..;
        all.retain(|state| {
            at.next().is_some_and(|at| at % stride == 0 || at == last) || state.step == here.step
        });
        all
    }
}

/// Trails under way: the words' mean first, then word by word and state by state.
#[derive(Debug)]
struct Trailing {
    ids: Vec<u32>,
    components: Vec<f32>,
    middle: Vec<f64>,
    /// Words that are in the mean so far.
    word: usize,
    /// The next of words x states.
    next: usize,
    states: usize,
    places: Vec<f32>,
}

/// Coordinates, directions, words.
fn bytes(places: u64, components: usize, ids: usize) -> [u64; 3] {
    [4 * places, 12 * components as u64, 4 * ids as u64]
}

impl Work<Session> for Trailing {
    type Output = Trails;

    fn advance(&mut self, on: &mut Session, mut budget: u64) -> Result<Progress> {
        let here = on.trainer.state();
        let d = self.middle.len();
        let embeddings = here.parameters.slice(Tensor::E);
        let size = embeddings.len() / d;
        while budget > 0 && self.word < size {
            let word = &embeddings[self.word * d..][..d];
            self.middle.iter_mut().zip(word).for_each(|(sum, &x)| *sum += f64::from(x));
            self.word += 1;
            if self.word == size {
                self.middle.iter_mut().for_each(|sum| *sum /= size as f64);
            }
            crate::counted::did(d);
            budget = budget.saturating_sub(d as u64);
        }
        let total = self.ids.len() * self.states;
        if budget > 0 && self.next < total {
            let states = on.states(here);
            let cost = self.components.len();
            while budget > 0 && self.next < total {
                let (id, state) = (self.ids[self.next / self.states], states[self.next % self.states]);
                let word = &state.parameters.slice(Tensor::E)[id as usize * d..][..d];
                self.places.extend(self.components.chunks_exact(d).map(|direction| {
                    let along = direction.iter().zip(word).zip(&self.middle);
                    along.map(|((&c, &x), m)| f64::from(c) * (f64::from(x) - m)).sum::<f64>() as f32
                }));
                self.next += 1;
                crate::counted::did(cost);
                budget = budget.saturating_sub(cost as u64);
            }
        }
        Ok(Progress::of((self.word + self.next) as u64, (size + total) as u64))
    }

    fn finish(mut self, on: &mut Session) -> Result<Trails> {
        complete(&mut self, on)?;
        let steps = on.states(on.trainer.state()).iter().map(|state| state.step).collect();
        Ok(Trails { steps, places: self.places })
    }
}

#[cfg(test)]
mod tests {
    use crate::session::{CorpusSource, ModelOptions, Session};
    use crate::train::TrainOptions;

    fn trained() -> Session {
        let corpus = CorpusSource::Named { name: "farmyard".to_owned(), size: None };
        let mut session =
            Session::create(ModelOptions { corpus: Some(corpus), ..Default::default() }).expect("a model");
        let options =
            TrainOptions { steps: Some(200.0), batch: None, order: None, optimizer: Default::default() };
        session.train(&options).expect("it trains");
        session
    }

    fn components(session: &mut Session) -> Vec<f32> {
        session.project(2.0).expect("a plane").components.iter().map(|&x| x as f32).collect()
    }

    #[test]
    fn a_trail_ends_where_the_map_has_the_word() {
        let mut session = trained();
        let directions = components(&mut session);
        let trails = session.trails(&[5, 9], &directions).expect("two words");
        let mut known = session.history().snapshots;
        known.extend((known.last() != Some(&200)).then_some(200));
        assert_eq!(trails.steps, known);
        assert_eq!(trails.steps[0], 0);
        assert!(trails.steps.len() > 2);
        let map = session.project(2.0).expect("a plane").coordinates;
        let states = trails.steps.len();
        for (at, word) in [5, 9].into_iter().enumerate() {
            for k in 0..2 {
                let end = f64::from(trails.places[(at * states + states - 1) * 2 + k]);
                assert!((end - map[[word, k]]).abs() < 1e-5, "{end} and {}", map[[word, k]]);
            }
        }
    }

    #[test]
    fn each_place_is_the_one_that_the_run_had_there() {
        let mut session = trained();
        let directions = components(&mut session);
        let trails = session.trails(&[7], &directions).expect("a word");
        for (at, &step) in trails.steps.iter().enumerate() {
            session.seek(step as f64).expect("a step of the run");
            // The origin is another one here, but the way from one state to the next is the same.
            let again = session.trails(&[7], &directions).expect("a word");
            assert!(again.steps.contains(&200), "the way ahead is known too: {:?}", again.steps);
            let (now, first) = (again.steps.iter().position(|&s| s == step).expect("it stands there"), 0);
            for k in 0..2 {
                let way = |trails: &super::Trails, at: usize| {
                    trails.places[at * 2 + k] - trails.places[first * 2 + k]
                };
                assert!((way(&trails, at) - way(&again, now)).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn what_is_no_word_and_no_direction_is_refused() {
        let mut session = trained();
        let directions = components(&mut session);
        assert!(
            session.trails(&[1_000_000], &directions).expect_err("no word").to_string().contains("1000000")
        );
        assert!(session.trails(&[1], &directions[1..]).is_err());
        assert!(session.trails(&[1], &[f32::NAN; 4]).is_err());
    }
}
