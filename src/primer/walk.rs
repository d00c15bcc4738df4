//! The computation graph of each network, and the steps through it, forward and backward along the same edges.

use serde::Serialize;

use super::PrimerNetwork;

/// A circle of the drawing: in the forward pass a value, in the backward pass the loss's derivative by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrimerNode {
    /// Its letter, the key of its value and its derivative.
    pub id: &'static str,
    /// Rows and columns; a vector has one column.
    pub shape: [usize; 2],
    /// A given number, not a computed one.
    pub given: bool,
}

/// An arrow: values flow from `from` to `to`, derivatives from `to` to `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrimerEdge {
    /// The source of the value.
    pub from: &'static str,
    /// Its destination.
    pub to: &'static str,
}

/// One step of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrimerStep {
    /// Its name, for links and tests.
    pub id: &'static str,
    /// Whether it belongs to the backward pass.
    pub backward: bool,
    /// A title for people.
    pub title: &'static str,
    /// What it computes, as LaTeX.
    pub equation: &'static str,
    /// The nodes it reads (in the backward pass, their values or derivatives).
    pub reads: &'static [&'static str],
    /// The node whose value (forward) or derivative (backward) it computes.
    pub writes: &'static str,
    /// One sentence for a reader.
    pub prose: &'static str,
    /// One sentence for a listener: the equation in words.
    pub spoken: &'static str,
}

/// A network's graph and its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrimerWalk {
    /// The circles.
    pub nodes: &'static [PrimerNode],
    /// The arrows.
    pub edges: &'static [PrimerEdge],
    /// The steps, in order.
    pub steps: &'static [PrimerStep],
}

const fn node(id: &'static str, shape: [usize; 2], given: bool) -> PrimerNode {
    PrimerNode { id, shape, given }
}

const fn edge(from: &'static str, to: &'static str) -> PrimerEdge {
    PrimerEdge { from, to }
}

/// The walk of a network.
pub fn walk(network: PrimerNetwork) -> PrimerWalk {
    match network {
        PrimerNetwork::Classifier => CLASSIFIER,
        PrimerNetwork::Hidden => HIDDEN,
    }
}

const SOFTMAX: PrimerStep = PrimerStep {
    id: "yhat",
    backward: false,
    title: "Softmax",
    equation: r"\hat{y}_i = \frac{e^{z_i}}{\sum_k e^{z_k}}",
    reads: &["z"],
    writes: "yhat",
    prose: "Every score becomes a positive number, and all of them together become one.",
    spoken: "y hat i is e to the z i, divided by the sum of e to the z k over all classes.",
};
const LOSS: PrimerStep = PrimerStep {
    id: "L",
    backward: false,
    title: "Loss",
    equation: r"L = -\sum_i y_i \log \hat{y}_i",
    reads: &["yhat", "y"],
    writes: "L",
    prose: "Only the target's term is left, since y is zero elsewhere: the less probable the truth, the larger the loss.",
    spoken: "L is minus the sum of y i times the logarithm of y hat i.",
};
const D_YHAT: PrimerStep = PrimerStep {
    id: "dyhat",
    backward: true,
    title: "Back through the loss",
    equation: r"\frac{\partial L}{\partial \hat{y}_i} = -\frac{y_i}{\hat{y}_i}",
    reads: &["yhat", "y"],
    writes: "yhat",
    prose: "The loss sees only the target's probability, and the smaller that is, the steeper the slope.",
    spoken: "The derivative of L by y hat i is minus y i divided by y hat i.",
};
const D_Z: PrimerStep = PrimerStep {
    id: "dz",
    backward: true,
    title: "Back through softmax",
    equation: r"\frac{\partial L}{\partial z} = \frac{\partial L}{\partial \hat{y}}\,\frac{\partial \hat{y}}{\partial z} = \hat{y} - y",
    reads: &["yhat", "y"],
    writes: "z",
    prose: "A row of three times a three by three matrix collapses to what was predicted minus what was true.",
    spoken: "The derivative of L by z is that row times the softmax Jacobian, which is y hat minus y.",
};

const CLASSIFIER: PrimerWalk = PrimerWalk {
    nodes: &[
        node("x", [2, 1], true),
        node("W", [3, 2], true),
        node("y", [3, 1], true),
        node("z", [3, 1], false),
        node("yhat", [3, 1], false),
        node("L", [1, 1], false),
    ],
    edges: &[edge("x", "z"), edge("W", "z"), edge("z", "yhat"), edge("yhat", "L"), edge("y", "L")],
    steps: &[
        PrimerStep {
            id: "z",
            backward: false,
            title: "Multiply by W",
            equation: r"z_i = w_{i1} x_1 + w_{i2} x_2",
            reads: &["W", "x"],
            writes: "z",
            prose: "Each class weighs the two inputs with its own row of W and adds them up. In the language model U does this.",
            spoken: "z i is w i 1 times x 1 plus w i 2 times x 2.",
        },
        SOFTMAX,
        LOSS,
        D_YHAT,
        D_Z,
        PrimerStep {
            id: "dW",
            backward: true,
            title: "Back to the weights",
            equation: r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z}\,\frac{\partial z}{\partial W}, \quad \frac{\partial L}{\partial w_{ij}} = (\hat{y}_i - y_i)\,x_j",
            reads: &["z", "x"],
            writes: "W",
            prose: "A weight's blame is its class's error times the input that it weighed.",
            spoken: "The derivative of L by w i j is y hat i minus y i, times x j.",
        },
    ],
};

const HIDDEN: PrimerWalk = PrimerWalk {
    nodes: &[
        node("x", [2, 1], true),
        node("W", [2, 2], true),
        node("a", [2, 1], false),
        node("h", [2, 1], false),
        node("U", [3, 2], true),
        node("y", [3, 1], true),
        node("z", [3, 1], false),
        node("yhat", [3, 1], false),
        node("L", [1, 1], false),
    ],
    edges: &[
        edge("x", "a"),
        edge("W", "a"),
        edge("a", "h"),
        edge("h", "z"),
        edge("U", "z"),
        edge("z", "yhat"),
        edge("yhat", "L"),
        edge("y", "L"),
    ],
    steps: &[
        PrimerStep {
            id: "a",
            backward: false,
            title: "Multiply by W",
            equation: r"a_i = w_{i1} x_1 + w_{i2} x_2",
            reads: &["W", "x"],
            writes: "a",
            prose: "Each hidden unit weighs the two inputs with its own row of W.",
            spoken: "a i is w i 1 times x 1 plus w i 2 times x 2.",
        },
        PrimerStep {
            id: "h",
            backward: false,
            title: "Apply tanh",
            equation: r"h_i = \tanh(a_i)",
            reads: &["a"],
            writes: "h",
            prose: "The sum is bent into the range from minus one to one; without this bend two layers would be no more than one.",
            spoken: "h i is the hyperbolic tangent of a i.",
        },
        PrimerStep {
            id: "z",
            backward: false,
            title: "Multiply by U",
            equation: r"z_i = u_{i1} h_1 + u_{i2} h_2",
            reads: &["U", "h"],
            writes: "z",
            prose: "Each class weighs the hidden units with its own row of U.",
            spoken: "z i is u i 1 times h 1 plus u i 2 times h 2.",
        },
        SOFTMAX,
        LOSS,
        D_YHAT,
        D_Z,
        PrimerStep {
            id: "dU",
            backward: true,
            title: "Back to U",
            equation: r"\frac{\partial L}{\partial u_{ij}} = (\hat{y}_i - y_i)\,h_j",
            reads: &["z", "h"],
            writes: "U",
            prose: "As in the classifier, with the hidden units as the inputs.",
            spoken: "The derivative of L by u i j is y hat i minus y i, times h j.",
        },
        PrimerStep {
            id: "dh",
            backward: true,
            title: "Back to the hidden units",
            equation: r"\frac{\partial L}{\partial h} = U^{\top} \frac{\partial L}{\partial z}",
            reads: &["z", "U"],
            writes: "h",
            prose: "Each hidden unit gathers the errors of all three classes, weighted by how much it spoke to each.",
            spoken: "The derivative of L by h is U transposed times the derivative of L by z.",
        },
        PrimerStep {
            id: "da",
            backward: true,
            title: "Back through tanh",
            equation: r"\frac{\partial L}{\partial a_i} = \frac{\partial L}{\partial h_i}\,(1 - h_i^2)",
            reads: &["h"],
            writes: "a",
            prose: "The new link: what comes back is scaled by the slope of tanh, which is nearly zero where the unit is saturated.",
            spoken: "The derivative of L by a i is that by h i, times one minus h i squared.",
        },
        PrimerStep {
            id: "dW",
            backward: true,
            title: "Back to W",
            equation: r"\frac{\partial L}{\partial w_{ij}} = \frac{\partial L}{\partial a_i}\,x_j",
            reads: &["a", "x"],
            writes: "W",
            prose: "A weight's blame is its unit's derivative times the input that it weighed.",
            spoken: "The derivative of L by w i j is that by a i, times x j.",
        },
    ],
};

/// How many numbers each full matrix of one example would hold in a language model, and what the short form takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// dyhat/dz: |V| x |V|.
    pub jacobian: u64,
    /// dz/dU: |V| x (|V|·H).
    pub dz_du: u64,
    /// dz/dh: |V| x H, which is U itself.
    pub dz_dh: u64,
    /// dh/da: H x H.
    pub dh_da: u64,
    /// da/dW: H x (H·n·d).
    pub da_dw: u64,
    /// Multiplications of the short form of dz and dU: |V|·H products (dz takes one subtraction).
    pub short_du: u64,
    /// Multiplications of the short form of dW: H·n·d.
    pub short_dw: u64,
}

impl Sizes {
    /// For |V| = `vocabulary`, H = `hidden`, n·d = `input`.
    pub fn of(vocabulary: u64, hidden: u64, input: u64) -> Self {
        let [v, h, nd] = [vocabulary, hidden, input];
        Sizes {
            jacobian: v.saturating_mul(v),
            dz_du: v.saturating_mul(v).saturating_mul(h),
            dz_dh: v.saturating_mul(h),
            dh_da: h.saturating_mul(h),
            da_dw: h.saturating_mul(h).saturating_mul(nd),
            short_du: v.saturating_mul(h),
            short_dw: h.saturating_mul(nd),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_reads_what_is_there_by_then_and_arrows_join_circles() {
        for network in [PrimerNetwork::Classifier, PrimerNetwork::Hidden] {
            let PrimerWalk { nodes, edges, steps } = walk(network);
            let known = |id: &str| nodes.iter().any(|node| node.id == id);
            assert!(edges.iter().all(|edge| known(edge.from) && known(edge.to)));
            let mut valued: Vec<_> = nodes.iter().filter(|node| node.given).map(|node| node.id).collect();
            for step in steps {
                for read in step.reads {
                    assert!(valued.contains(read), "{} reads {read} too early", step.id);
                }
                if step.backward {
                    assert!(known(step.writes), "{}", step.id);
                } else {
                    for read in step.reads {
                        assert!(
                            edges.contains(&edge(read, step.writes)),
                            "{} has no arrow from {read}",
                            step.id
                        );
                    }
                    valued.push(step.writes);
                }
            }
            assert_eq!(valued.len(), nodes.len(), "some circle is never computed");
        }
    }

    #[test]
    fn the_matrices_of_the_default_model_are_absurd() {
        let sizes = Sizes::of(10_000, 256, 512);
        assert_eq!(sizes.jacobian, 100_000_000);
        assert_eq!(sizes.dz_du, 25_600_000_000);
        assert_eq!(sizes.short_du, 2_560_000);
        assert_eq!(sizes.da_dw, 256 * 256 * 512);
    }
}
