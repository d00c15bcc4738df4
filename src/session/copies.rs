//! Copies of a model, piece by piece: its file, its parameters, the state that another engine continues from. All pieces of a copy are
//! of one state: the copy fails once the model has changed.

use ndarray::ArrayView2;

use super::{Session, Shown, Ticket};
use crate::checkpoint::Pieces;
use crate::error::Result;
use crate::model::Tensor;
use crate::train::{Handover, Make, State};
use crate::work::{Progress, Work};

/// A copy of something in a model, which stays as it is.
pub(super) trait Copying {
    type Output;

    /// Copies for about `budget` more elementary operations.
    fn piece(&mut self, on: &Session, budget: u64) -> Progress;

    /// The finished copy.
    fn output(self, on: &Session) -> Self::Output;
}

/// A copy as work.
pub(super) struct InPieces<C>(pub C);

impl<C: Copying> Work<Session> for InPieces<C> {
    type Output = C::Output;

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        Ok(self.0.piece(on, budget))
    }

    fn finish(self, on: &mut Session) -> Result<C::Output> {
        Ok(whole(self.0, on))
    }
}

/// Makes a copy in one call.
pub(super) fn whole<C: Copying>(mut copy: C, on: &Session) -> C::Output {
    while !copy.piece(on, u64::MAX).is_complete() {}
    copy.output(on)
}

impl<C: Copying> Copying for Option<C> {
    type Output = Option<C::Output>;

    fn piece(&mut self, on: &Session, budget: u64) -> Progress {
        self.as_mut().map_or(Progress::of(0, 0), |copy| copy.piece(on, budget))
    }

    fn output(self, on: &Session) -> Self::Output {
        self.map(|copy| copy.output(on))
    }
}

/// A list as a matrix of one row.
pub(super) fn row(list: &[f32]) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((1, list.len()), list).expect("one row")
}

/// The destination of copied numbers: the engine's memory, or an array in the browser's.
pub trait List {
    /// A list of this length.
    fn of(length: usize) -> Self;
    /// Writes these numbers from the index `from` on.
    fn put(&mut self, from: usize, numbers: &[f32]);
}

impl List for Vec<f32> {
    fn of(length: usize) -> Self {
        Vec::with_capacity(length)
    }

    fn put(&mut self, _: usize, numbers: &[f32]) {
        self.extend_from_slice(numbers);
    }
}

/// Matrices that are copied to one list each.
#[derive(Debug)]
struct Lists<L> {
    lists: Vec<L>,
    pieces: Pieces,
}

impl<L: List> Lists<L> {
    fn of(data: &[ArrayView2<'_, f32>]) -> Self {
        Lists { lists: data.iter().map(|matrix| L::of(matrix.len())).collect(), pieces: Pieces::default() }
    }

    fn piece(&mut self, data: &[ArrayView2<'_, f32>], budget: u64) -> Progress {
        let Lists { lists, pieces } = self;
        pieces.advance(data, budget, &mut |matrix, from, numbers| lists[matrix].put(from, numbers));
        Progress::of(pieces.done(), data.iter().map(|matrix| matrix.len() as u64).sum())
    }
}

/// The parameters as the interface shows them.
#[derive(Debug)]
struct Showing<L>(Lists<L>);

impl Session {
    fn shown_views(&self) -> Vec<ArrayView2<'_, f32>> {
        let parameters = self.raw_parameters();
        parameters.layout.tensors().iter().map(|&tensor| parameters.shown(tensor)).collect()
    }
}

impl<L: List> Copying for Showing<L> {
    type Output = Vec<Shown<L>>;

    fn piece(&mut self, on: &Session, budget: u64) -> Progress {
        self.0.piece(&on.shown_views(), budget)
    }

    fn output(self, on: &Session) -> Self::Output {
        let config = on.config();
        let shown = |(&tensor, data): (&Tensor, L)| Shown { tensor, shape: tensor.shape(&config), data };
        on.raw_parameters().layout.tensors().iter().zip(self.0.lists).map(shown).collect()
    }
}

impl Session {
    /// E, W, U and, where there are biases, b and c.
    pub fn parameters(&self) -> Vec<Shown> {
        whole(Showing(Lists::of(&self.shown_views())), self)
    }

    /// Begins to copy the [`parameters`](Self::parameters).
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn begin_parameters<L: List + 'static>(&mut self) -> Result<Ticket<Vec<Shown<L>>>> {
        let showing = Showing(Lists::of(&self.shown_views()));
        self.begin(InPieces(showing))
    }
}

/// A state that another engine may continue from.
#[derive(Debug, Clone, Copy)]
enum Of {
    Now,
    /// The state before the latest one that came back from the GPU.
    BeforeCard,
}

/// A state that is being copied for another engine.
#[derive(Debug)]
struct Handing<L> {
    of: Of,
    lists: Lists<L>,
}

/// A state's lists, not copied.
fn lists(State { parameters, optimizer, .. }: &State) -> [ArrayView2<'_, f32>; 3] {
    [&parameters.data, &optimizer.first, &optimizer.second].map(|list| row(list))
}

impl<L: List> Copying for Handing<L> {
    type Output = Handover<L>;

    fn piece(&mut self, on: &Session, budget: u64) -> Progress {
        self.lists.piece(&lists(on.state(self.of)), budget)
    }

    fn output(self, on: &Session) -> Handover<L> {
        let make = Make::of(on.state(self.of), on.trainer.seed());
        let Ok([parameters, first, second]) = <[L; 3]>::try_from(self.lists.lists) else {
            unreachable!("a state has three lists")
        };
        Handover { make, parameters, first, second }
    }
}

impl Session {
    fn state(&self, of: Of) -> &State {
        let now = self.trainer.state();
        match of {
            Of::Now => now,
            Of::BeforeCard => self.before_card.as_ref().unwrap_or(now),
        }
    }

    fn handing<L: List>(&self, of: Of) -> Handing<L> {
        Handing { of, lists: Lists::of(&lists(self.state(of))) }
    }

    fn sound<L: List>(&self, step: u64) -> Option<Handing<L>> {
        // An edit or a step made here since makes the older state useless.
        let untouched = self.trainer.history().branch.entries.is_empty();
        let known = if untouched { &[Of::Now, Of::BeforeCard][..] } else { &[Of::Now] };
        let sound = known.iter().find(|&&of| self.state(of).step < step);
        sound.map(|&of| self.handing(of))
    }

    /// A copy of the state that training continues from.
    pub fn handover(&self) -> Handover {
        whole(self.handing(Of::Now), self)
    }

    /// Begins to copy the state that training continues from.
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn begin_handover<L: List + 'static>(&mut self) -> Result<Ticket<Handover<L>>> {
        let handing = self.handing(Of::Now);
        self.begin(InPieces(handing))
    }

    /// The state to restart from when the loss at `step` was not a number: the latest state before that step, which is the current one
    /// or the one that the GPU returned before it.
    pub fn sound_before(&self, step: u64) -> Option<Handover> {
        whole(self.sound(step), self)
    }

    /// Begins to copy [that state](Self::sound_before).
    ///
    /// # Errors
    /// As [`Session::begin`].
    pub fn begin_sound_before<L: List + 'static>(
        &mut self,
        step: u64,
    ) -> Result<Ticket<Option<Handover<L>>>> {
        let sound = self.sound(step);
        self.begin(InPieces(sound))
    }
}
