//! The plan: the network as one short list of named steps. The CPU runs it, the GPU dispatches it, backprop walks it, the
//! stepper shows it, the prose is keyed by its names. No other place knows the order of the layers.

use super::{Config, Layout};

/// Every tensor that has a name, spelt as the lecture spells it. `d` before a name is the loss's derivative by it.
#[allow(non_camel_case_types, reason = "the field's own letters: e is not E, b is not B")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tensor {
    /// d x |V|: each word its column.
    E,
    /// H x n·d: n blocks of d columns, oldest word first.
    W,
    /// H: bias of a.
    b,
    /// |V| x H: each word its row.
    U,
    /// |V|: bias of z.
    c,
    /// n·d: the context's embeddings, one after the other.
    e,
    /// H: what the activation is applied to.
    a,
    /// H: hidden activations.
    h,
    /// |V|: logits.
    z,
    /// |V|: probabilities of the next word.
    yhat,
    /// The loss, one number: nats.
    L,
    /// |V|
    dz,
    /// |V| x H
    dU,
    /// |V|
    dc,
    /// H
    dh,
    /// H
    da,
    /// H x n·d
    dW,
    /// H
    db,
    /// n·d
    de,
    /// d x |V|
    dE,
}

impl Tensor {
    /// All of them.
    pub const ALL: [Tensor; 20] = [
        Tensor::E,
        Tensor::W,
        Tensor::b,
        Tensor::U,
        Tensor::c,
        Tensor::e,
        Tensor::a,
        Tensor::h,
        Tensor::z,
        Tensor::yhat,
        Tensor::L,
        Tensor::dz,
        Tensor::dU,
        Tensor::dc,
        Tensor::dh,
        Tensor::da,
        Tensor::dW,
        Tensor::db,
        Tensor::de,
        Tensor::dE,
    ];

    /// Its name in Rust, in scripts and on the page.
    pub fn name(self) -> &'static str {
        match self {
            Tensor::E => "E",
            Tensor::W => "W",
            Tensor::b => "b",
            Tensor::U => "U",
            Tensor::c => "c",
            Tensor::e => "e",
            Tensor::a => "a",
            Tensor::h => "h",
            Tensor::z => "z",
            Tensor::yhat => "yhat",
            Tensor::L => "L",
            Tensor::dz => "dz",
            Tensor::dU => "dU",
            Tensor::dc => "dc",
            Tensor::dh => "dh",
            Tensor::da => "da",
            Tensor::dW => "dW",
            Tensor::db => "db",
            Tensor::de => "de",
            Tensor::dE => "dE",
        }
    }

    /// The tensor of that name.
    pub fn named(name: &str) -> Option<Tensor> {
        Tensor::ALL.into_iter().find(|t| t.name() == name)
    }

    /// Its shape as shown, for one example: `[rows, columns]` or `[length]`.
    pub fn shape(self, config: &Config) -> Vec<usize> {
        let d = &config.dims;
        match self {
            Tensor::E | Tensor::dE => vec![d.embedding, d.vocabulary],
            Tensor::W | Tensor::dW => vec![d.hidden, d.input()],
            Tensor::U | Tensor::dU => vec![d.vocabulary, d.hidden],
            Tensor::b | Tensor::db | Tensor::a | Tensor::da | Tensor::h | Tensor::dh => vec![d.hidden],
            Tensor::c | Tensor::dc | Tensor::z | Tensor::dz | Tensor::yhat => vec![d.vocabulary],
            Tensor::e | Tensor::de => vec![d.input()],
            Tensor::L => vec![1],
        }
    }
}

/// Which way the data goes in a step.
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

macro_rules! steps {
    ($($id:ident = $name:literal),* $(,)?) => {
        /// The name of a step. It is never renamed: scripts and links hold it.
        #[allow(non_camel_case_types, reason = "the field's own letters")]
        #[allow(missing_docs, reason = "each is described in PLAN")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum StepId { $($id),* }
        impl StepId {
            /// As scripts spell it.
            pub fn name(self) -> &'static str { match self { $(StepId::$id => $name),* } }
        }
    };
}

steps! {
    lookup = "lookup", concat = "concat", affine = "affine", activation = "activation", logits = "logits",
    softmax = "softmax", loss = "loss", dz = "dz", dU = "dU", dc = "dc", dh = "dh", da = "da", dW = "dW", db = "db",
    de = "de", dE = "dE", update_E = "update.E", update_W = "update.W", update_b = "update.b", update_U = "update.U",
    update_c = "update.c",
}

/// One step: what it is called, what it computes, what it reads and writes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its name.
    pub id: StepId,
    /// Which way it goes.
    pub phase: Phase,
    /// A title for people.
    pub title: &'static str,
    /// What it computes, as LaTeX, where the biases exist.
    pub equation: &'static str,
    /// The same without biases, where that differs.
    pub equation_without_bias: Option<&'static str>,
    /// What it reads (a bias only where there is one).
    pub reads: &'static [Tensor],
    /// What it writes.
    pub writes: &'static [Tensor],
    /// Only in a network with biases.
    pub bias_only: bool,
}

const fn step(
    id: StepId,
    phase: Phase,
    title: &'static str,
    equation: &'static str,
    reads: &'static [Tensor],
    writes: &'static [Tensor],
) -> Step {
    Step { id, phase, title, equation, equation_without_bias: None, reads, writes, bias_only: false }
}

use Phase::{Backward, Forward, Update};

/// The whole network, forward, backward and update, in order.
pub const PLAN: [Step; 21] = [
    step(
        StepId::lookup,
        Forward,
        "Look up the embeddings",
        r"E\,x_{t-n},\ \ldots,\ E\,x_{t-1}",
        &[Tensor::E],
        &[Tensor::e],
    ),
    step(
        StepId::concat,
        Forward,
        "Concatenate",
        r"e = [E x_{t-n};\ \ldots;\ E x_{t-1}]",
        &[Tensor::e],
        &[Tensor::e],
    ),
    Step {
        equation_without_bias: Some(r"a = W e"),
        ..step(
            StepId::affine,
            Forward,
            "Multiply by W",
            r"a = W e + b",
            &[Tensor::W, Tensor::e, Tensor::b],
            &[Tensor::a],
        )
    },
    step(StepId::activation, Forward, "Apply the activation", r"h = \sigma(a)", &[Tensor::a], &[Tensor::h]),
    Step {
        equation_without_bias: Some(r"z = U h"),
        ..step(
            StepId::logits,
            Forward,
            "Multiply by U",
            r"z = U h + c",
            &[Tensor::U, Tensor::h, Tensor::c],
            &[Tensor::z],
        )
    },
    step(
        StepId::softmax,
        Forward,
        "Softmax",
        r"\hat{y} = \operatorname{softmax}(z)",
        &[Tensor::z],
        &[Tensor::yhat],
    ),
    step(StepId::loss, Forward, "Loss", r"L = -y \cdot \log \hat{y}", &[Tensor::yhat], &[Tensor::L]),
    step(StepId::dz, Backward, "Gradient of the logits", r"dz = \hat{y} - y", &[Tensor::yhat], &[Tensor::dz]),
    step(
        StepId::dU,
        Backward,
        "Gradient of U",
        r"dU = dz\,h^{\top}",
        &[Tensor::dz, Tensor::h],
        &[Tensor::dU],
    ),
    Step {
        bias_only: true,
        ..step(StepId::dc, Backward, "Gradient of c", r"dc = dz", &[Tensor::dz], &[Tensor::dc])
    },
    step(StepId::dh, Backward, "Gradient of h", r"dh = U^{\top} dz", &[Tensor::U, Tensor::dz], &[Tensor::dh]),
    step(
        StepId::da,
        Backward,
        "Back through the activation",
        r"da = dh \odot \sigma'(a)",
        &[Tensor::dh, Tensor::h],
        &[Tensor::da],
    ),
    step(
        StepId::dW,
        Backward,
        "Gradient of W",
        r"dW = da\,e^{\top}",
        &[Tensor::da, Tensor::e],
        &[Tensor::dW],
    ),
    Step {
        bias_only: true,
        ..step(StepId::db, Backward, "Gradient of b", r"db = da", &[Tensor::da], &[Tensor::db])
    },
    step(StepId::de, Backward, "Gradient of e", r"de = W^{\top} da", &[Tensor::W, Tensor::da], &[Tensor::de]),
    step(
        StepId::dE,
        Backward,
        "Gradient of E",
        r"dE = \sum_{i=1}^{n} de_i\,x_{t-n-1+i}^{\top}",
        &[Tensor::de],
        &[Tensor::dE],
    ),
    step(
        StepId::update_E,
        Update,
        "Update E",
        r"E \leftarrow E - \eta\,dE",
        &[Tensor::E, Tensor::dE],
        &[Tensor::E],
    ),
    step(
        StepId::update_W,
        Update,
        "Update W",
        r"W \leftarrow W - \eta\,dW",
        &[Tensor::W, Tensor::dW],
        &[Tensor::W],
    ),
    Step {
        bias_only: true,
        ..step(
            StepId::update_b,
            Update,
            "Update b",
            r"b \leftarrow b - \eta\,db",
            &[Tensor::b, Tensor::db],
            &[Tensor::b],
        )
    },
    step(
        StepId::update_U,
        Update,
        "Update U",
        r"U \leftarrow U - \eta\,dU",
        &[Tensor::U, Tensor::dU],
        &[Tensor::U],
    ),
    Step {
        bias_only: true,
        ..step(
            StepId::update_c,
            Update,
            "Update c",
            r"c \leftarrow c - \eta\,dc",
            &[Tensor::c, Tensor::dc],
            &[Tensor::c],
        )
    },
];

/// The steps that exist in a network of this make, in order.
pub fn steps(config: &Config) -> impl Iterator<Item = &'static Step> {
    let bias = config.bias;
    PLAN.iter().filter(move |step| bias || !step.bias_only)
}

impl Step {
    /// What it computes in this network.
    pub fn equation_in(&self, config: &Config) -> &'static str {
        match self.equation_without_bias {
            Some(plain) if !config.bias => plain,
            _ => self.equation,
        }
    }

    /// What it reads in this network.
    pub fn reads_in(&self, config: &Config) -> impl Iterator<Item = Tensor> {
        let layout = Layout { config: *config };
        self.reads
            .iter()
            .copied()
            .filter(move |t| !matches!(t, Tensor::b | Tensor::c) || layout.tensors().contains(t))
    }
}

/// A smaller step inside one of the plan's. Fine mode adds these and renames nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FineStep {
    /// Its name, never changed: the parent's, a point, its own.
    pub id: &'static str,
    /// The step that it is a part of.
    pub parent: StepId,
    /// A title for people.
    pub title: &'static str,
    /// What it computes, as LaTeX.
    pub equation: &'static str,
    /// What it reads: the plan's tensors, or what another small step writes.
    pub reads: &'static [&'static str],
    /// What it writes.
    pub writes: &'static [&'static str],
}

const fn fine(
    id: &'static str,
    parent: StepId,
    title: &'static str,
    equation: &'static str,
    reads: &'static [&'static str],
    writes: &'static [&'static str],
) -> FineStep {
    FineStep { id, parent, title, equation, reads, writes }
}

/// The softmax, and its derivative the long way round, in order: `softmax.divide` ends in yhat, `dz.product` in what dz is.
pub const FINE: [FineStep; 8] = [
    fine("softmax.max", StepId::softmax, "Find the largest logit", r"m = \max_k z_k", &["z"], &["maximum"]),
    fine("softmax.shift", StepId::softmax, "Subtract it", r"s_i = z_i - m", &["z", "maximum"], &["shifted"]),
    fine(
        "softmax.exp",
        StepId::softmax,
        "Take exponentials",
        r"x_i = e^{s_i}",
        &["shifted"],
        &["exponentials"],
    ),
    fine("softmax.sum", StepId::softmax, "Add them up", r"S = \sum_k x_k", &["exponentials"], &["sum"]),
    fine(
        "softmax.divide",
        StepId::softmax,
        "Divide by the sum",
        r"\hat{y}_i = x_i / S",
        &["exponentials", "sum"],
        &["yhat"],
    ),
    fine(
        "dz.dyhat",
        StepId::dz,
        "Gradient of the probabilities",
        r"d\hat{y}_i = -y_i / \hat{y}_i",
        &["yhat"],
        &["dyhat"],
    ),
    fine(
        "dz.jacobian",
        StepId::dz,
        "The softmax's Jacobian",
        r"J = \operatorname{diag}(\hat{y}) - \hat{y}\,\hat{y}^{\top}",
        &["yhat"],
        &["jacobian"],
    ),
    fine(
        "dz.product",
        StepId::dz,
        "Their product collapses",
        r"J^{\top} d\hat{y} = \hat{y} - y",
        &["jacobian", "dyhat"],
        &["product"],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_step_reads_what_is_there_and_is_named_after_its_parent() {
        let mut there: Vec<&str> = Tensor::ALL.iter().map(|t| t.name()).collect();
        for step in FINE {
            let own = step.id.strip_prefix(step.parent.name()).expect("its parent's name first");
            assert!(own.starts_with('.') && own.len() > 1, "{}", step.id);
            assert!(PLAN.iter().all(|s| s.id.name() != step.id));
            for read in step.reads {
                assert!(there.contains(read), "{} reads {read}, which nothing wrote", step.id);
            }
            there.extend(step.writes);
        }
    }

    #[test]
    fn every_step_reads_only_what_is_there_by_then() {
        let mut there = vec![Tensor::E, Tensor::W, Tensor::b, Tensor::U, Tensor::c];
        for step in &PLAN {
            for read in step.reads {
                // The look-up fills e block by block; concat then reads it as one vector.
                assert!(there.contains(read), "{} reads {} too early", step.id.name(), read.name());
            }
            there.extend(step.writes);
        }
        for tensor in Tensor::ALL {
            assert!(there.contains(&tensor), "{} is never written", tensor.name());
        }
    }
}
