//! The matrix products that a step of the plan is made of: one list, for the CPU's calls and the GPU's dispatches.

use crate::model::{Config, Operation, Tensor};

/// One factor: a parameter as shown, or a value, one row for each example of the batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Factor {
    pub tensor: Tensor,
    pub transposed: bool,
}

/// C = A B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Product {
    pub a: Factor,
    pub b: Factor,
    /// C. The derivative of a parameter has the order of memory.
    pub to: Tensor,
    /// Added to each row of C.
    pub bias: Option<Tensor>,
    /// Whether C already holds earlier products, to which this one is added.
    pub more: bool,
}

impl Factor {
    fn plain(tensor: Tensor) -> Factor {
        Factor { tensor, transposed: false }
    }
    fn transposed(tensor: Tensor) -> Factor {
        Factor { tensor, transposed: true }
    }
    /// Numbers in memory from a row, as it is multiplied, to the next, and from a column to the next.
    pub(crate) fn strides(&self, config: &Config) -> [usize; 2] {
        let [row, column] = if self.tensor.is_parameter() {
            self.tensor.strides(config)
        } else {
            [self.tensor.len(config), 1]
        };
        if self.transposed { [column, row] } else { [row, column] }
    }
    /// Rows and columns, as they are multiplied.
    pub(crate) fn size(&self, config: &Config, batch: usize) -> [usize; 2] {
        let [rows, columns] = if self.tensor.is_parameter() {
            self.tensor.size(config)
        } else {
            [batch, self.tensor.len(config)]
        };
        if self.transposed { [columns, rows] } else { [rows, columns] }
    }
}

#[cfg(feature = "gpu")]
impl Product {
    /// Rows of C, columns of C, and what is summed over.
    pub(crate) fn size(&self, config: &Config, batch: usize) -> [usize; 3] {
        let ([m, k], [_, n]) = (self.a.size(config, batch), self.b.size(config, batch));
        [m, n, k]
    }
}

/// The products of an operation; none where it is something else.
pub(super) fn products(operation: &Operation, config: &Config) -> Vec<Product> {
    let several = |pairs: &[(Tensor, Tensor)], transposed, bias: Option<Tensor>, to| {
        let last = pairs.len() - 1;
        let product = |(i, &(matrix, vector)): (usize, &(Tensor, Tensor))| Product {
            a: Factor::plain(vector),
            b: Factor { tensor: matrix, transposed },
            to,
            bias: bias.filter(|bias| i == last && bias.is_in(config)),
            more: i > 0,
        };
        pairs.iter().enumerate().map(product).collect()
    };
    match *operation {
        Operation::Affine { products, bias, to } => several(products, true, bias, to),
        Operation::AffineBack { products, to } => several(products, false, None, to),
        Operation::Outer { left, right, to } => vec![Product {
            a: Factor::transposed(left),
            b: Factor::plain(right),
            to,
            bias: None,
            more: false,
        }],
        _ => Vec::new(),
    }
}
