//! The parameters: named views of one flat buffer, so that optimizers, snapshots and checkpoints know no layers.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::tensor::Kind;
use super::{Config, PLAN, Plan, Tensor};
use crate::counted;
use crate::rng::{Rng, Stream};
use crate::work::{Progress, fitting};

/// The place of each parameter in the flat buffer: one after the other, in the plan's order.
///
/// E is stored word by word, as |V| rows of d (the numbers of a word are adjacent), though the interface and the file show d x |V|.
/// W is H x n·d and U is |V| x H, row-major. Without biases b and c are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The network's configuration.
    pub config: Config,
    /// Its steps and tensors.
    pub plan: &'static Plan,
}

impl Layout {
    /// The layout of a network with this configuration.
    pub fn of(config: Config) -> Self {
        Layout { config, plan: &PLAN }
    }

    /// The parameter tensors that exist, in their order in the buffer.
    pub fn tensors(&self) -> &'static [Tensor] {
        if self.config.bias { self.plan.parameters } else { self.plan.weights }
    }

    /// Each parameter that exists, with the loss's derivative by it.
    pub fn gradients(&self) -> impl Iterator<Item = (Tensor, Tensor)> + use<> {
        self.tensors().iter().filter_map(|&tensor| Some((tensor, tensor.derivative()?)))
    }

    /// The tensor's range in the flat buffer (empty for a bias that does not exist).
    ///
    /// # Panics
    /// If the tensor is not a parameter of this network's plan.
    pub fn range(&self, tensor: Tensor) -> core::ops::Range<usize> {
        let mut start = 0;
        for &t in self.plan.parameters {
            let length = t.len(&self.config);
            if t == tensor {
                return start..start + length;
            }
            start += length;
        }
        panic!("{tensor:?} is not a parameter")
    }

    /// Numbers in the whole buffer.
    pub fn len(&self) -> usize {
        self.plan.parameters.iter().map(|t| t.len(&self.config)).sum()
    }

    /// False: every network has parameters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One number per parameter: the parameters themselves, their gradient, or a moment of the optimizer.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters<T = f32> {
    /// The place of each tensor.
    pub layout: Layout,
    /// All numbers.
    pub data: Vec<T>,
}

impl<T: Copy + Default> Parameters<T> {
    /// All zero.
    pub fn zeros(config: Config) -> Self {
        Self::zeros_of(Layout::of(config))
    }

    /// All zero, with this layout.
    pub fn zeros_of(layout: Layout) -> Self {
        Parameters { layout, data: vec![T::default(); layout.len()] }
    }

    /// The tensor's numbers in the order of memory.
    pub fn slice(&self, tensor: Tensor) -> &[T] {
        &self.data[self.layout.range(tensor)]
    }

    /// The tensor's numbers, to change.
    pub fn slice_mut(&mut self, tensor: Tensor) -> &mut [T] {
        let range = self.layout.range(tensor);
        &mut self.data[range]
    }

    /// The tensor as the interface and the file show it: E as d x |V|, a vector as one column.
    ///
    /// # Panics
    /// If it is not a parameter of this network.
    pub fn shown(&self, tensor: Tensor) -> ArrayView2<'_, T> {
        tensor.shown(&self.layout.config, self.slice(tensor))
    }

    /// As [`Parameters::shown`], to change.
    ///
    /// # Panics
    /// As there.
    pub fn shown_mut(&mut self, tensor: Tensor) -> ArrayViewMut2<'_, T> {
        let config = self.layout.config;
        tensor.shown_mut(&config, self.slice_mut(tensor))
    }
}

impl Parameters<f32> {
    /// The start of a run: the same seed gives the same numbers. Each weight is uniform with the variance that its row of
    /// the table of tensors gives; biases are zero.
    pub fn initialised(config: Config, seed: u64) -> Self {
        Self::initialised_of(Layout::of(config), seed)
    }

    /// The start of a network with this layout.
    pub fn initialised_of(layout: Layout, seed: u64) -> Self {
        let mut initialising = Initialising::new(layout, seed);
        while !initialising.advance(u64::MAX).is_complete() {}
        initialising.parameters()
    }

    /// The number that [`Parameters::initialised_of`] gives the parameter at `place`, without computing the others: the generator jumps
    /// to it.
    pub fn initial(layout: Layout, seed: u64, tensor: Tensor, place: usize) -> f32 {
        let Some(bound) = start_bound(&layout.config, tensor) else { return 0.0 };
        let drawn = layout.tensors().iter().take_while(|t| **t != tensor);
        let drawn = drawn.filter(|t| start_bound(&layout.config, **t).is_some());
        let before: usize = drawn.map(|t| t.len(&layout.config)).sum();
        let mut rng = Rng::new(seed, Stream::Initialisation);
        rng.skip((before + place) as u64);
        rng.symmetric_f32(bound)
    }
}

/// Parameters that get their initial values, piece by piece.
#[derive(Debug)]
pub struct Initialising {
    parameters: Parameters,
    rng: Rng,
    /// How many tensors have theirs, and how many numbers of the next one.
    tensor: usize,
    at: usize,
}

/// Elementary operations that a random number is worth.
const DRAW_COST: u64 = 8;

impl Initialising {
    /// The start of a network with this layout: none has its value yet.
    pub fn new(layout: Layout, seed: u64) -> Self {
        let rng = Rng::new(seed, Stream::Initialisation);
        Initialising { parameters: Parameters::zeros_of(layout), rng, tensor: 0, at: 0 }
    }

    /// Sets about `budget` elementary operations' worth of parameters.
    pub fn advance(&mut self, budget: u64) -> Progress {
        let Initialising { parameters, rng, tensor: next, at } = self;
        let layout = parameters.layout;
        let mut left = fitting(budget, DRAW_COST);
        while let Some(&tensor) = layout.tensors().get(*next).filter(|_| left > 0) {
            let values = parameters.slice_mut(tensor);
            let end = match start_bound(&layout.config, tensor) {
                // It is zero already.
                None => values.len(),
                Some(bound) => {
                    let end = values.len().min(at.saturating_add(left));
                    values[*at..end].fill_with(|| rng.symmetric_f32(bound));
                    counted::did(DRAW_COST as usize * (end - *at));
                    left -= end - *at;
                    end
                }
            };
            (*next, *at) = if end == values.len() { (*next + 1, 0) } else { (*next, end) };
        }
        let before: usize = layout.tensors()[..*next].iter().map(|tensor| tensor.len(&layout.config)).sum();
        Progress::of((before + *at) as u64, parameters.data.len() as u64)
    }

    /// The parameters, once all have their values.
    pub fn parameters(self) -> Parameters {
        self.parameters
    }
}

/// A parameter starts uniform on [-bound, bound), whose variance is bound²/3; without a bound it starts at 0.
fn start_bound(config: &Config, tensor: Tensor) -> Option<f32> {
    match tensor.0.kind {
        Kind::Parameter(Some(variance)) => Some((3.0 * variance(config)).sqrt() as f32),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Activation, Dims};
    use super::*;

    fn config(bias: bool) -> Config {
        let dims = Dims { context: 2, embedding: 3, hidden: 4, vocabulary: 5 };
        Config { dims, activation: Activation::Tanh, bias }
    }

    #[test]
    fn views_cover_the_buffer_once() {
        for bias in [false, true] {
            let layout = Layout::of(config(bias));
            let mut end = 0;
            for &tensor in layout.tensors() {
                let range = layout.range(tensor);
                assert_eq!(range.start, end);
                end = range.end;
            }
            assert_eq!(end, layout.len());
            assert_eq!(end as u64, config(bias).parameter_count());
        }
    }

    #[test]
    fn a_word_is_a_column_of_e_as_shown() {
        let mut parameters = Parameters::<f32>::zeros(config(true));
        parameters.slice_mut(Tensor::E)[4 * 3 + 1] = 7.0; // word 4, its second number
        let shown = parameters.shown(Tensor::E);
        assert_eq!(shown.shape(), [3, 5]);
        assert_eq!(shown[[1, 4]], 7.0);
    }

    #[test]
    fn one_number_of_the_start_is_drawn_without_the_others() {
        for bias in [false, true] {
            let all = Parameters::initialised(config(bias), 9);
            for &tensor in all.layout.tensors() {
                for (place, value) in all.slice(tensor).iter().enumerate() {
                    assert_eq!(Parameters::initial(all.layout, 9, tensor, place).to_bits(), value.to_bits());
                }
            }
        }
    }

    #[test]
    fn a_seed_fixes_the_start() {
        let start = |seed| Parameters::initialised(config(true), seed);
        assert_eq!(start(1), start(1));
        assert_ne!(start(1), start(2));
        assert!(start(1).slice(Tensor::U).iter().all(|&u| u != 0.0));
    }
}
