//! The plan: the network as one short list of named steps. The CPU's calls, the GPU's dispatches, backpropagation, `explain` and the
//! Step room all derive from it, and the prose is keyed by its names. No other place knows the order of the layers.

use super::{Config, Tensor};

/// The direction of the data in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// From the words to the loss.
    Forward,
    /// From the loss back to the words.
    Backward,
    /// The parameters move.
    Update,
}

impl Phase {
    /// Its name in scripts.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Forward => "forward",
            Phase::Backward => "backward",
            Phase::Update => "update",
        }
    }
}

/// What a step computes. Everything that runs, explains or draws a step reads this.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Operation {
    /// The columns of the table for the words of the context, one after the other.
    Gather {
        /// d x |V|
        table: Tensor,
        /// n·d
        to: Tensor,
    },
    /// The pieces that were gathered, read as one vector. Nothing is computed.
    Concat {
        /// d x |V|
        table: Tensor,
        /// n·d
        of: Tensor,
    },
    /// y = Σ M x + bias, over one or more products of a matrix and a vector.
    Affine {
        /// The matrices, each with its vector.
        products: &'static [(Tensor, Tensor)],
        /// Added if the network has biases.
        bias: Option<Tensor>,
        /// y
        to: Tensor,
    },
    /// The activation, number by number.
    Map {
        /// What it is applied to.
        from: Tensor,
        /// Its result.
        to: Tensor,
        /// The name of its slope, which the backward pass needs.
        slope: &'static str,
    },
    /// Probabilities from logits. The same pass computes the loss and its derivative by the logits.
    Softmax {
        /// Logits.
        from: Tensor,
        /// Probabilities.
        to: Tensor,
    },
    /// Minus the logarithm of the target's probability.
    Loss {
        /// Probabilities.
        from: Tensor,
        /// Nats.
        to: Tensor,
    },
    /// The loss's derivative by the logits.
    LossBack {
        /// Probabilities.
        from: Tensor,
        /// The derivative by the logits.
        to: Tensor,
    },
    /// The derivative by a matrix of [`Operation::Affine`]: dM = dy xᵀ, summed over the batch.
    Outer {
        /// dy
        left: Tensor,
        /// x
        right: Tensor,
        /// dM
        to: Tensor,
    },
    /// The derivative by its bias: dy, summed over the batch.
    BiasBack {
        /// dy
        from: Tensor,
        /// The derivative by the bias.
        to: Tensor,
    },
    /// The derivative by its vector: dx = Σ Mᵀ dy, over all products of the vector.
    AffineBack {
        /// The matrices, each with its dy.
        products: &'static [(Tensor, Tensor)],
        /// dx
        to: Tensor,
    },
    /// Back through the activation: multiplied by its slope, number by number.
    MapBack {
        /// The derivative by the activation's result.
        from: Tensor,
        /// The activation's result.
        at: Tensor,
        /// The derivative by what it was applied to.
        to: Tensor,
    },
    /// The derivative by the table: each piece is added to the column that it was read from.
    Scatter {
        /// n·d
        from: Tensor,
        /// d x |V|
        to: Tensor,
    },
    /// A parameter moves, by the optimizer's rule.
    Update {
        /// The parameter.
        parameter: Tensor,
    },
}

/// Elementary operations for an exponential and its normalisation.
const EXPONENTIAL: u64 = 16;

impl Operation {
    /// The direction of the data.
    pub fn phase(&self) -> Phase {
        match self {
            Operation::Gather { .. }
            | Operation::Concat { .. }
            | Operation::Affine { .. }
            | Operation::Map { .. }
            | Operation::Softmax { .. }
            | Operation::Loss { .. } => Phase::Forward,
            Operation::LossBack { .. }
            | Operation::Outer { .. }
            | Operation::BiasBack { .. }
            | Operation::AffineBack { .. }
            | Operation::MapBack { .. }
            | Operation::Scatter { .. } => Phase::Backward,
            Operation::Update { .. } => Phase::Update,
        }
    }

    /// What it writes.
    pub fn writes(&self) -> Tensor {
        match *self {
            Operation::Gather { to, .. }
            | Operation::Concat { of: to, .. }
            | Operation::Affine { to, .. }
            | Operation::Map { to, .. }
            | Operation::Softmax { to, .. }
            | Operation::Loss { to, .. }
            | Operation::LossBack { to, .. }
            | Operation::Outer { to, .. }
            | Operation::BiasBack { to, .. }
            | Operation::AffineBack { to, .. }
            | Operation::MapBack { to, .. }
            | Operation::Scatter { to, .. }
            | Operation::Update { parameter: to } => to,
        }
    }

    /// The operation in a network of this configuration: without its bias if the network has none.
    pub fn in_network(mut self, config: &Config) -> Operation {
        if let Operation::Affine { bias, .. } = &mut self {
            *bias = bias.filter(|bias| bias.is_in(config));
        }
        self
    }

    /// Multiplications for one example, in its matrix products.
    pub fn multiplications(&self, config: &Config) -> u64 {
        let size = |tensor: Tensor| tensor.len(config) as u64;
        match *self {
            Operation::Affine { products, .. } | Operation::AffineBack { products, .. } => {
                products.iter().fold(0, |sum, &(matrix, _)| sum.saturating_add(size(matrix)))
            }
            Operation::Outer { to, .. } => size(to),
            _ => 0,
        }
    }

    /// Elementary operations for one example.
    pub fn operations(&self, config: &Config) -> u64 {
        let exponentials = match *self {
            Operation::Softmax { to, .. } => EXPONENTIAL * to.len(config) as u64,
            _ => 0,
        };
        self.multiplications(config).saturating_add(exponentials)
    }

    /// What it reads in a network of this configuration.
    pub fn reads(&self, config: &Config) -> Vec<Tensor> {
        let all = match *self {
            Operation::Gather { table: of, .. } | Operation::Concat { of, .. } => vec![of],
            Operation::Affine { products, bias, .. } => {
                products.iter().flat_map(|&(matrix, vector)| [matrix, vector]).chain(bias).collect()
            }
            Operation::AffineBack { products, .. } => {
                products.iter().flat_map(|&(matrix, vector)| [matrix, vector]).collect()
            }
            Operation::Map { from, .. }
            | Operation::Softmax { from, .. }
            | Operation::Loss { from, .. }
            | Operation::LossBack { from, .. }
            | Operation::BiasBack { from, .. }
            | Operation::Scatter { from, .. } => vec![from],
            Operation::Outer { left, right, .. } => vec![left, right],
            Operation::MapBack { from, at, .. } => vec![from, at],
            Operation::Update { parameter } => {
                [parameter].into_iter().chain(parameter.derivative()).collect()
            }
        };
        all.into_iter().filter(|tensor| tensor.is_in(config)).collect()
    }
}

/// One step: its name and what it computes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its name, which never changes: scripts and links use it.
    pub id: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// What it computes.
    pub operation: Operation,
}

/// A whole network, forward, backward and update, in order.
#[derive(Debug)]
pub struct Plan {
    /// The parameters in memory's order; the first one is the table for gathering.
    pub parameters: &'static [Tensor],
    /// The parameters of a network without biases.
    pub weights: &'static [Tensor],
    /// The steps.
    pub steps: &'static [Step],
}

impl PartialEq for Plan {
    fn eq(&self, other: &Plan) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Plan {}

impl Plan {
    /// Elementary operations of a phase for one example.
    pub fn operations(&self, phase: Phase, config: &Config) -> u64 {
        let steps = self.steps_in(config).filter(|step| step.operation.phase() == phase);
        steps.fold(0, |sum, step| sum.saturating_add(step.operation.operations(config)))
    }

    /// Multiplications for one training example, forward and backward.
    pub fn multiplications(&self, config: &Config) -> u64 {
        self.steps_in(config).fold(0, |sum, step| sum.saturating_add(step.operation.multiplications(config)))
    }

    /// The steps that exist in a network of this configuration, in order.
    pub fn steps_in(&self, config: &Config) -> impl Iterator<Item = &'static Step> + use<> {
        let config = *config;
        self.steps.iter().filter(move |step| step.operation.writes().is_in(&config))
    }

    /// The tensors of a network of this configuration: its parameters in memory's order, then what the steps write.
    pub fn tensors_in(&self, config: &Config) -> Vec<Tensor> {
        let mut all = if config.bias { self.parameters } else { self.weights }.to_vec();
        for step in self.steps_in(config) {
            let written = step.operation.writes();
            if !all.contains(&written) {
                all.push(written);
            }
        }
        all
    }

    /// The step that computes a tensor; none for a parameter.
    pub fn source(&self, tensor: Tensor) -> Option<&'static Step> {
        let computes = |step: &&Step| step.operation.phase() != Phase::Update;
        self.steps.iter().filter(computes).find(|step| step.operation.writes() == tensor)
    }
}

const fn step(id: &'static str, title: &'static str, operation: Operation) -> Step {
    Step { id, title, operation }
}

use Operation::{
    Affine, AffineBack, BiasBack, Concat, Gather, Loss, LossBack, Map, MapBack, Outer, Scatter, Softmax,
    Update,
};
use Tensor as T;

/// The network of this project (Bengio et al. 2003, without the direct connections).
pub static PLAN: Plan = Plan {
    parameters: &[T::E, T::W, T::b, T::U, T::c],
    weights: &[T::E, T::W, T::U],
    steps: &[
        step("lookup", "Look up the embeddings", Gather { table: T::E, to: T::e }),
        step("concat", "Concatenate", Concat { table: T::E, of: T::e }),
        step("affine", "Multiply by W", Affine { products: &[(T::W, T::e)], bias: Some(T::b), to: T::a }),
        step("activation", "Apply the activation", Map { from: T::a, to: T::h, slope: "sigma'" }),
        step("logits", "Multiply by U", Affine { products: &[(T::U, T::h)], bias: Some(T::c), to: T::z }),
        step("softmax", "Softmax", Softmax { from: T::z, to: T::yhat }),
        step("loss", "Loss", Loss { from: T::yhat, to: T::L }),
        step("dz", "Gradient of the logits", LossBack { from: T::yhat, to: T::dz }),
        step("dU", "Gradient of U", Outer { left: T::dz, right: T::h, to: T::dU }),
        step("dc", "Gradient of c", BiasBack { from: T::dz, to: T::dc }),
        step("dh", "Gradient of h", AffineBack { products: &[(T::U, T::dz)], to: T::dh }),
        step("da", "Back through the activation", MapBack { from: T::dh, at: T::h, to: T::da }),
        step("dW", "Gradient of W", Outer { left: T::da, right: T::e, to: T::dW }),
        step("db", "Gradient of b", BiasBack { from: T::da, to: T::db }),
        step("de", "Gradient of e", AffineBack { products: &[(T::W, T::da)], to: T::de }),
        step("dE", "Gradient of E", Scatter { from: T::de, to: T::dE }),
        step("update.E", "Update E", Update { parameter: T::E }),
        step("update.W", "Update W", Update { parameter: T::W }),
        step("update.b", "Update b", Update { parameter: T::b }),
        step("update.U", "Update U", Update { parameter: T::U }),
        step("update.c", "Update c", Update { parameter: T::c }),
    ],
};

/// A smaller step inside a step of the plan. Fine mode adds these and renames nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FineStep {
    /// Its name, which never changes: the parent's name, a point, and its own.
    pub id: &'static str,
    /// The step that it is a part of.
    pub parent: &'static str,
    /// A title for people.
    pub title: &'static str,
    /// What it computes, as LaTeX.
    pub equation: &'static str,
    /// What it reads: tensors of the plan, or what another small step writes.
    pub reads: &'static [&'static str],
    /// What it writes.
    pub writes: &'static [&'static str],
}

const fn fine(
    id: &'static str,
    parent: &'static str,
    title: &'static str,
    equation: &'static str,
    reads: &'static [&'static str],
    writes: &'static [&'static str],
) -> FineStep {
    FineStep { id, parent, title, equation, reads, writes }
}

/// The small steps of the softmax, and of its derivative by the Jacobian, in order: `softmax.divide` gives yhat, `dz.product` gives dz.
pub const FINE: [FineStep; 8] = [
    fine("softmax.max", "softmax", "Find the largest logit", r"m = \max_k z_k", &["z"], &["maximum"]),
    fine("softmax.shift", "softmax", "Subtract it", r"s_i = z_i - m", &["z", "maximum"], &["shifted"]),
    fine("softmax.exp", "softmax", "Take exponentials", r"x_i = e^{s_i}", &["shifted"], &["exponentials"]),
    fine("softmax.sum", "softmax", "Add them up", r"S = \sum_k x_k", &["exponentials"], &["sum"]),
    fine(
        "softmax.divide",
        "softmax",
        "Divide by the sum",
        r"\hat{y}_i = x_i / S",
        &["exponentials", "sum"],
        &["yhat"],
    ),
    fine(
        "dz.dyhat",
        "dz",
        "Gradient of the probabilities",
        r"d\hat{y}_i = -y_i / \hat{y}_i",
        &["yhat"],
        &["dyhat"],
    ),
    fine(
        "dz.jacobian",
        "dz",
        "The softmax's Jacobian",
        r"J = \operatorname{diag}(\hat{y}) - \hat{y}\,\hat{y}^{\top}",
        &["yhat"],
        &["jacobian"],
    ),
    fine(
        "dz.product",
        "dz",
        "Their product collapses",
        r"J^{\top} d\hat{y} = \hat{y} - y",
        &["jacobian", "dyhat"],
        &["product"],
    ),
];

#[cfg(test)]
mod tests {
    use super::super::{Activation, Dims};
    use super::*;

    fn config(bias: bool) -> Config {
        let dims = Dims { context: 1, embedding: 1, hidden: 1, vocabulary: 1 };
        Config { dims, activation: Activation::Tanh, bias }
    }

    #[test]
    fn a_small_step_reads_what_is_there_and_is_named_after_its_parent() {
        let mut there: Vec<&str> = Tensor::ALL.iter().map(|t| t.name()).collect();
        for step in FINE {
            let own = step.id.strip_prefix(step.parent).expect("its parent's name first");
            assert!(own.starts_with('.') && own.len() > 1, "{}", step.id);
            assert!(PLAN.steps.iter().any(|s| s.id == step.parent));
            assert!(PLAN.steps.iter().all(|s| s.id != step.id));
            for read in step.reads {
                assert!(there.contains(read), "{} reads {read}, which nothing wrote", step.id);
            }
            there.extend(step.writes);
        }
    }

    #[test]
    fn every_step_reads_only_what_is_there_by_then() {
        for bias in [false, true] {
            let config = config(bias);
            let mut there = (if bias { PLAN.parameters } else { PLAN.weights }).to_vec();
            for step in PLAN.steps_in(&config) {
                for read in step.operation.reads(&config) {
                    // The look-up fills e block by block; concat then reads it as one vector.
                    assert!(there.contains(&read), "{} reads {read:?} too early", step.id);
                }
                there.push(step.operation.writes());
            }
            for tensor in Tensor::ALL.into_iter().filter(|tensor| tensor.is_in(&config)) {
                assert!(there.contains(&tensor), "{tensor:?} is never written");
            }
        }
    }

    #[test]
    fn the_lists_of_tensors_are_the_steps_own() {
        assert_eq!(PLAN.tensors_in(&config(true)), Tensor::ALL);
        let weights = PLAN.parameters.iter().filter(|tensor| tensor.is_in(&config(false)));
        assert!(weights.eq(PLAN.weights));
        for parameter in PLAN.parameters {
            let moved = PLAN.steps.iter().any(|s| s.operation == Update { parameter: *parameter });
            assert!(parameter.is_parameter() && moved, "{parameter:?} never moves");
        }
    }
}
