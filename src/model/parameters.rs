//! The parameters: named views on one flat buffer, so that optimizers, snapshots and checkpoints know no layers.

use ndarray::{ArrayView2, ArrayViewMut2};

use super::{Config, Tensor};
use crate::rng::{Rng, Stream};

/// Where each parameter lies in the flat buffer: E, W, b, U, c, one after the other.
///
/// E is kept word by word, |V| rows of d (a word's numbers side by side), though the interface and the file show d x |V|.
/// W is H x n·d and U is |V| x H, row-major. Without biases b and c are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The network this is the layout of.
    pub config: Config,
}

impl Layout {
    /// The parameter tensors that exist, in their order in the buffer.
    pub fn tensors(&self) -> &'static [Tensor] {
        if self.config.bias {
            &[Tensor::E, Tensor::W, Tensor::b, Tensor::U, Tensor::c]
        } else {
            &[Tensor::E, Tensor::W, Tensor::U]
        }
    }

    /// Rows and columns as they lie in memory: E is |V| x d here, vectors are 1 x length.
    ///
    /// # Panics
    /// If the tensor is not a parameter.
    pub fn memory_shape(&self, tensor: Tensor) -> [usize; 2] {
        let d = &self.config.dims;
        let biases = usize::from(self.config.bias);
        match tensor {
            Tensor::E => [d.vocabulary, d.embedding],
            Tensor::W => [d.hidden, d.input()],
            Tensor::b => [1, biases * d.hidden],
            Tensor::U => [d.vocabulary, d.hidden],
            Tensor::c => [1, biases * d.vocabulary],
            other => panic!("{} is not a parameter", other.name()),
        }
    }

    /// The tensor's range in the flat buffer (empty for a bias that does not exist).
    pub fn range(&self, tensor: Tensor) -> core::ops::Range<usize> {
        let mut start = 0;
        for t in [Tensor::E, Tensor::W, Tensor::b, Tensor::U, Tensor::c] {
            let [rows, columns] = self.memory_shape(t);
            if t == tensor {
                return start..start + rows * columns;
            }
            start += rows * columns;
        }
        panic!("{} is not a parameter", tensor.name())
    }

    /// Numbers in the whole buffer.
    pub fn len(&self) -> usize {
        self.range(Tensor::c).end
    }

    /// Never: every network has parameters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One number for every parameter: the parameters themselves, their gradient, an optimizer's moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters<T = f32> {
    /// Where what lies.
    pub layout: Layout,
    /// All of it.
    pub data: Vec<T>,
}

impl<T: Copy + Default> Parameters<T> {
    /// All zero.
    pub fn zeros(config: Config) -> Self {
        let layout = Layout { config };
        Parameters { layout, data: vec![T::default(); layout.len()] }
    }

    /// The tensor's numbers as they lie in memory.
    pub fn slice(&self, tensor: Tensor) -> &[T] {
        &self.data[self.layout.range(tensor)]
    }

    /// The tensor's numbers, to change.
    pub fn slice_mut(&mut self, tensor: Tensor) -> &mut [T] {
        let range = self.layout.range(tensor);
        &mut self.data[range]
    }

    /// The tensor as a matrix, in memory's shape.
    pub fn view(&self, tensor: Tensor) -> ArrayView2<'_, T> {
        ArrayView2::from_shape(self.layout.memory_shape(tensor), self.slice(tensor))
            .expect("the layout fits itself")
    }

    /// The tensor as a matrix to change, in memory's shape.
    pub fn view_mut(&mut self, tensor: Tensor) -> ArrayViewMut2<'_, T> {
        let shape = self.layout.memory_shape(tensor);
        ArrayViewMut2::from_shape(shape, self.slice_mut(tensor)).expect("the layout fits itself")
    }

    /// The tensor as the interface and the file show it: E as d x |V| (transposed from memory), a vector as memory has it.
    pub fn shown_view(&self, tensor: Tensor) -> ArrayView2<'_, T> {
        match tensor {
            Tensor::E => self.view(tensor).reversed_axes(),
            _ => self.view(tensor),
        }
    }

    /// As [`shown_view`](Self::shown_view), to change.
    pub fn shown_view_mut(&mut self, tensor: Tensor) -> ArrayViewMut2<'_, T> {
        match tensor {
            Tensor::E => self.view_mut(tensor).reversed_axes(),
            _ => self.view_mut(tensor),
        }
    }

    /// The tensor's shape and numbers as the interface shows them: matrices row-major, vectors with a shape of one number.
    pub fn shown(&self, tensor: Tensor) -> (Vec<usize>, Vec<T>) {
        (tensor.shape(&self.layout.config), self.shown_view(tensor).iter().copied().collect())
    }
}

/// The standard deviation of each number of E at the start of a run.
pub const E_DEVIATION: f64 = 0.05;

impl Parameters<f32> {
    /// The start of a run: the same seed gives the same numbers.
    ///
    /// - E uniform with standard deviation [`E_DEVIATION`]: small, so that what training adds to a word's column soon
    ///   outweighs where the column began, and the columns come to say how words are used. From N(0, 1) the layers above
    ///   learn the text and E stays the random start that it was ("lazy" training: Chizat, Oyallon and Bach 2019; why a
    ///   small start learns features: Woodworth et al. 2020). word2vec and GPT-2 begin as small. DESIGN.md has the figures.
    /// - W uniform with variance 2/(n·d + H) (Glorot and Bengio 2010); with relu 2/(n·d) (He et al. 2015); with
    ///   sigmoid, whose slope at 0 is a quarter, four times Glorot's bound (the same paper's correction for the
    ///   logistic function).
    /// - U uniform with standard deviation 0.005 ln|V| / sqrt(H): small, so that the first prediction is nearly uniform
    ///   and the first loss is ln|V|, yet not zero, or dh = U^T dz would be zero and nothing below would learn.
    /// - b and c zero.
    pub fn initialised(config: Config, seed: u64) -> Self {
        let mut parameters = Self::zeros(config);
        let mut rng = Rng::new(seed, Stream::Initialisation);
        let dims = config.dims;
        let fan_in = dims.input() as f64;
        let fan_out = dims.hidden as f64;
        let w_variance = match config.activation {
            super::Activation::Tanh => 2.0 / (fan_in + fan_out),
            super::Activation::Sigmoid => 16.0 * 2.0 / (fan_in + fan_out),
            super::Activation::Relu => 2.0 / fan_in,
        };
        let u_deviation = 0.005 * libm::log(dims.vocabulary as f64) / fan_out.sqrt();
        for (tensor, variance) in [
            (Tensor::E, E_DEVIATION * E_DEVIATION),
            (Tensor::W, w_variance),
            (Tensor::U, u_deviation * u_deviation),
        ] {
            // A uniform distribution on [-a, a) has variance a²/3.
            let bound = (3.0f64 * variance).sqrt() as f32;
            for value in parameters.slice_mut(tensor) {
                *value = rng.symmetric_f32(bound);
            }
        }
        parameters
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
            let layout = Layout { config: config(bias) };
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
        parameters.view_mut(Tensor::E)[[4, 1]] = 7.0; // word 4, its second number
        let (shape, data) = parameters.shown(Tensor::E);
        assert_eq!(shape, [3, 5]);
        assert_eq!(data[5 + 4], 7.0);
    }

    #[test]
    fn a_seed_fixes_the_start() {
        let start = |seed| Parameters::initialised(config(true), seed);
        assert_eq!(start(1), start(1));
        assert_ne!(start(1), start(2));
        assert!(start(1).slice(Tensor::U).iter().all(|&u| u != 0.0));
    }
}
