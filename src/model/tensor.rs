//! The table of all named tensors. A row says what the tensor's axes are, what it is the derivative of, how its numbers are stored,
//! and how it is written and spoken. No other place knows these.

use ndarray::{ArrayView2, ArrayViewMut2, Ix2, ShapeBuilder, StrideShape};

use super::{Config, Dims};

/// What each row or column of a tensor stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// A single number.
    One,
    /// A vocabulary item: |V|.
    Word,
    /// A hidden unit: H.
    Unit,
    /// A position in the context and a dimension of the embedding there: n·d.
    Place,
    /// A dimension of the embedding: d.
    Dimension,
}

impl Axis {
    /// How many there are.
    pub fn length(self, dims: &Dims) -> usize {
        match self {
            Axis::One => 1,
            Axis::Word => dims.vocabulary,
            Axis::Unit => dims.hidden,
            Axis::Place => dims.input(),
            Axis::Dimension => dims.embedding,
        }
    }

    /// Its name in the table that the page reads.
    pub fn name(self) -> &'static str {
        match self {
            Axis::One => "one",
            Axis::Word => "word",
            Axis::Unit => "unit",
            Axis::Place => "place",
            Axis::Dimension => "dimension",
        }
    }
}

/// What kind of tensor it is.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// It is learned. Each number starts uniform around 0 with this variance, or at 0 if there is none.
    Parameter(Option<fn(&Config) -> f64>),
    /// As a parameter, but only in a network with biases. It starts at 0.
    Bias,
    /// A step of the plan computes it for each example.
    Value,
    /// The loss's derivative by another tensor.
    Derivative(Tensor),
}

/// One tensor's row of the table.
#[derive(Debug)]
pub struct TensorRow {
    /// Its name in Rust, in scripts and on the page: never changed.
    pub name: &'static str,
    /// How it is written for readers.
    pub letter: &'static str,
    /// As LaTeX.
    pub latex: &'static str,
    /// How it is spoken.
    pub spoken: &'static str,
    /// What kind it is.
    pub kind: Kind,
    /// What its rows and columns stand for, as shown; a vector has one column. A derivative has the axes of its parent.
    pub axes: [Axis; 2],
    /// Whether memory has it column by column.
    pub by_column: bool,
    /// The loss's derivative by it, if the plan has one.
    pub derivative: Option<Tensor>,
}

impl TensorRow {
    /// A value of each example; its letter is its name.
    pub const fn value(name: &'static str, axes: [Axis; 2], derivative: Option<Tensor>) -> TensorRow {
        TensorRow {
            name,
            letter: name,
            latex: name,
            spoken: name,
            kind: Kind::Value,
            axes,
            by_column: false,
            derivative,
        }
    }

    /// A parameter that starts with this variance.
    pub const fn weight(
        name: &'static str,
        axes: [Axis; 2],
        derivative: Tensor,
        variance: fn(&Config) -> f64,
    ) -> TensorRow {
        TensorRow { kind: Kind::Parameter(Some(variance)), ..TensorRow::value(name, axes, Some(derivative)) }
    }

    /// A bias, a vector.
    pub const fn bias(name: &'static str, axis: Axis, derivative: Tensor) -> TensorRow {
        TensorRow { kind: Kind::Bias, ..TensorRow::value(name, [axis, Axis::One], Some(derivative)) }
    }

    /// The loss's derivative by `of`.
    pub const fn derivative(name: &'static str, of: Tensor) -> TensorRow {
        TensorRow { kind: Kind::Derivative(of), ..TensorRow::value(name, [Axis::One; 2], None) }
    }
}

/// A tensor: its row of the table. Two tensors are equal if they have the same row.
#[derive(Clone, Copy)]
pub struct Tensor(pub &'static TensorRow);

impl PartialEq for Tensor {
    fn eq(&self, other: &Tensor) -> bool {
        core::ptr::eq(self.0, other.0)
    }
}

impl Eq for Tensor {}

impl core::fmt::Debug for Tensor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.0.name)
    }
}

macro_rules! tensors {
    ($($(#[$doc:meta])* $name:ident = $row:expr;)*) => {
        #[allow(non_upper_case_globals, reason = "the field's own letters: e is not E, b is not B")]
        mod rows {
            use super::{Axis, TensorRow, Tensor, variance};
            use Axis::{Dimension, One, Place, Unit, Word};
            $(pub(super) static $name: TensorRow = $row;)*
        }
        /// The network's tensors, spelt as the lecture spells them. `d` before a name is the loss's derivative by it.
        #[allow(non_upper_case_globals, reason = "the field's own letters: e is not E, b is not B")]
        impl Tensor {
            $($(#[$doc])* pub const $name: Tensor = Tensor(&rows::$name);)*
            /// All of them: the parameters in memory's order, then what each step writes, in the plan's order.
            pub const ALL: [Tensor; [$(stringify!($name)),*].len()] = [$(Tensor::$name),*];
        }
    };
}

tensors! {
    /// d x |V|: a word is a column. In memory it is stored word by word, so that a look-up reads adjacent numbers.
    E = TensorRow { by_column: true, ..TensorRow::weight("E", [Dimension, Word], Tensor(&dE), variance::embeddings) };
    /// H x n·d: n blocks of d columns, oldest word first.
    W = TensorRow::weight("W", [Unit, Place], Tensor(&dW), variance::hidden);
    /// H: bias of a.
    b = TensorRow::bias("b", Unit, Tensor(&db));
    /// |V| x H: a word is a row.
    U = TensorRow::weight("U", [Word, Unit], Tensor(&dU), variance::output);
    /// |V|: bias of z.
    c = TensorRow::bias("c", Word, Tensor(&dc));
    /// n·d: the context's embeddings, one after the other.
    e = TensorRow { spoken: "small e", ..TensorRow::value("e", [Place, One], Some(Tensor(&de))) };
    /// H: what the activation is applied to.
    a = TensorRow::value("a", [Unit, One], Some(Tensor(&da)));
    /// H: hidden activations.
    h = TensorRow::value("h", [Unit, One], Some(Tensor(&dh)));
    /// |V|: logits.
    z = TensorRow::value("z", [Word, One], Some(Tensor(&dz)));
    /// |V|: probabilities of the next word.
    yhat = TensorRow { letter: "\u{177}", latex: r"\hat{y}", spoken: "y hat", ..TensorRow::value("yhat", [Word, One], None) };
    /// The loss, one number: nats.
    L = TensorRow { spoken: "the loss", ..TensorRow::value("L", [One, One], None) };
    /// |V|
    dz = TensorRow::derivative("dz", Tensor(&z));
    /// |V| x H
    dU = TensorRow::derivative("dU", Tensor(&U));
    /// |V|
    dc = TensorRow::derivative("dc", Tensor(&c));
    /// H
    dh = TensorRow::derivative("dh", Tensor(&h));
    /// H
    da = TensorRow::derivative("da", Tensor(&a));
    /// H x n·d
    dW = TensorRow::derivative("dW", Tensor(&W));
    /// H
    db = TensorRow::derivative("db", Tensor(&b));
    /// n·d
    de = TensorRow::derivative("de", Tensor(&e));
    /// d x |V|
    dE = TensorRow::derivative("dE", Tensor(&E));
}

/// The variances that the weights start with.
pub mod variance {
    use super::super::{Activation, Config};

    /// The standard deviation of each number of E.
    pub const E_DEVIATION: f64 = 0.05;

    /// E: small, so that training soon outweighs the start of a word's column, and the columns learn how words are used. From N(0, 1)
    /// the layers above learn the text while E stays close to its random start ("lazy" training: Chizat, Oyallon and Bach 2019; why a
    /// small start learns features: Woodworth et al. 2020). word2vec and GPT-2 start as small. DESIGN.md has the figures.
    pub fn embeddings(_: &Config) -> f64 {
        E_DEVIATION * E_DEVIATION
    }

    /// W: 2/(n·d + H) (Glorot and Bengio 2010); with relu 2/(n·d) (He et al. 2015); with sigmoid, whose slope at 0 is a
    /// quarter, sixteen times Glorot's variance, four times their bound (the same paper's correction for the logistic
    /// function).
    pub fn hidden(config: &Config) -> f64 {
        let (fan_in, fan_out) = (config.dims.input() as f64, config.dims.hidden as f64);
        match config.activation {
            Activation::Tanh => 2.0 / (fan_in + fan_out),
            Activation::Sigmoid => 16.0 * 2.0 / (fan_in + fan_out),
            Activation::Relu => 2.0 / fan_in,
        }
    }

    /// U: standard deviation 0.005 ln|V| / sqrt(H). It is small, so that the first prediction is nearly uniform and the first loss is
    /// about ln|V|. It is not zero, or dh = U^T dz would be zero and nothing below would learn.
    pub fn output(config: &Config) -> f64 {
        let fan_out = config.dims.hidden as f64;
        let deviation = 0.005 * libm::log(config.dims.vocabulary as f64) / fan_out.sqrt();
        deviation * deviation
    }
}

impl Tensor {
    /// Its name in Rust, in scripts and on the page.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The tensor with this name.
    pub fn named(name: &str) -> Option<Tensor> {
        Tensor::ALL.into_iter().find(|t| t.name() == name)
    }

    /// The tensor that it is the loss's derivative by; none if it is no derivative.
    pub fn parent(self) -> Option<Tensor> {
        match self.0.kind {
            Kind::Derivative(of) => Some(of),
            _ => None,
        }
    }

    /// The loss's derivative by it, if the plan has one.
    pub fn derivative(self) -> Option<Tensor> {
        self.0.derivative
    }

    /// Whether it is learned.
    pub fn is_parameter(self) -> bool {
        matches!(self.0.kind, Kind::Parameter(_) | Kind::Bias)
    }

    /// Whether only a network with biases has it: it is a bias, or the derivative by one.
    pub fn needs_bias(self) -> bool {
        matches!(self.parent().unwrap_or(self).0.kind, Kind::Bias)
    }

    /// Whether a network of this configuration has it.
    pub fn is_in(self, config: &Config) -> bool {
        config.bias || !self.needs_bias()
    }

    /// What its rows and columns stand for, as shown. A derivative has the shape of its value.
    pub fn axes(self) -> [Axis; 2] {
        self.parent().unwrap_or(self).0.axes
    }

    /// Whether memory has it column by column, as its parent.
    pub fn by_column(self) -> bool {
        self.parent().unwrap_or(self).0.by_column
    }

    /// Whether it is a matrix.
    pub fn is_matrix(self) -> bool {
        self.axes()[1] != Axis::One
    }

    /// Rows and columns as shown, for one example; a vector has one column.
    pub fn size(self, config: &Config) -> [usize; 2] {
        self.axes().map(|axis| axis.length(&config.dims))
    }

    /// Its shape as shown, for one example: `[rows, columns]` or `[length]`.
    pub fn shape(self, config: &Config) -> Vec<usize> {
        let [rows, columns] = self.size(config);
        if self.is_matrix() { vec![rows, columns] } else { vec![rows] }
    }

    /// How many numbers it has for one example; 0 if this network has no such tensor.
    pub fn len(self, config: &Config) -> usize {
        let [rows, columns] = self.size(config);
        if self.is_in(config) { rows * columns } else { 0 }
    }

    /// Numbers in memory from a row, as shown, to the next, and from a column to the next. This is the one map between memory and
    /// what is shown: everything below is derived from it.
    pub fn strides(self, config: &Config) -> [usize; 2] {
        let [rows, columns] = self.size(config);
        if self.by_column() { [1, rows] } else { [columns, 1] }
    }

    /// The numbers in `memory` as shown; a vector is one column.
    ///
    /// # Panics
    /// If they are not as many as the tensor has.
    pub fn shown<'m, T>(self, config: &Config, memory: &'m [T]) -> ArrayView2<'m, T> {
        ArrayView2::from_shape(self.in_memory(config, memory.len()), memory).expect("the strides stay inside")
    }

    /// As [`Tensor::shown`], to change.
    ///
    /// # Panics
    /// As there.
    pub fn shown_mut<'m, T>(self, config: &Config, memory: &'m mut [T]) -> ArrayViewMut2<'m, T> {
        let shape = self.in_memory(config, memory.len());
        ArrayViewMut2::from_shape(shape, memory).expect("the strides stay inside")
    }

    fn in_memory(self, config: &Config, length: usize) -> StrideShape<Ix2> {
        let size = self.size(config);
        assert!(length == size[0] * size[1], "a tensor has a number for each row and column");
        size.strides(self.strides(config))
    }

    /// Where in memory the number at an index as shown lies, from the tensor's first.
    pub fn place(self, config: &Config, index: &[usize]) -> usize {
        index.iter().zip(self.strides(config)).map(|(at, stride)| at * stride).sum()
    }

    /// The index as shown of the number at a place in memory: [`Tensor::place`] the other way.
    pub fn index(self, config: &Config, place: usize) -> Vec<usize> {
        let axes = self.size(config).into_iter().zip(self.strides(config));
        axes.map(|(size, stride)| place / stride % size).take(if self.is_matrix() { 2 } else { 1 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Activation;
    use super::*;

    const CONFIG: Config = Config {
        dims: Dims { context: 2, embedding: 3, hidden: 4, vocabulary: 5 },
        activation: Activation::Tanh,
        bias: true,
    };

    #[test]
    fn names_are_distinct_and_lead_back() {
        for tensor in Tensor::ALL {
            assert_eq!(Tensor::named(tensor.name()), Some(tensor));
        }
    }

    #[test]
    fn a_derivative_and_its_parent_name_each_other() {
        for tensor in Tensor::ALL {
            if let Some(of) = tensor.parent() {
                assert_eq!(of.derivative(), Some(tensor));
                assert_eq!(tensor.name(), format!("d{}", of.name()));
            }
            if let Some(derivative) = tensor.derivative() {
                assert_eq!(derivative.parent(), Some(tensor));
                assert_eq!(derivative.shape(&CONFIG), tensor.shape(&CONFIG));
            }
        }
    }

    #[test]
    fn every_number_has_one_place_in_memory() {
        // A matrix of one row or one column has equal strides.
        let thin = Config { dims: Dims { context: 1, embedding: 1, hidden: 1, vocabulary: 5 }, ..CONFIG };
        for (tensor, config) in Tensor::ALL.into_iter().flat_map(|t| [(t, CONFIG), (t, thin)]) {
            let memory: Vec<usize> = (0..tensor.len(&config)).collect();
            let mut places = Vec::new();
            for ((i, j), &place) in tensor.shown(&config, &memory).indexed_iter() {
                let index = if tensor.is_matrix() { vec![i, j] } else { vec![i] };
                assert_eq!(tensor.place(&config, &index), place, "{tensor:?}");
                assert_eq!(tensor.index(&config, place), index, "{tensor:?}");
                places.push(place);
            }
            places.sort_unstable();
            assert_eq!(places, memory, "{tensor:?}");
        }
        // A word's numbers lie side by side.
        assert_eq!(Tensor::E.place(&CONFIG, &[1, 4]), 4 * 3 + 1);
    }
}
