//! Does the plan drive? A network with layers that the project's own does not have runs by a plan of its own, and the page's table
//! of tensors and steps is the plan's.

use glasslm::backend::{Cpu, Reference};
use glasslm::measure::studies::gradients::GradientCheck;
use glasslm::model::plan::FINE;
use glasslm::model::tensor::{Kind, TensorRow};
use glasslm::model::{
    Activation, Axis, Config, Dims, Layout, Operation, PLAN, Parameters, Plan, Step, Tensor,
};
use glasslm::rng::{Rng, Stream};
use glasslm::trace::named::OTHERS;
use glasslm::trace::{Change, Example, Named, StepUpdate, Wanted, equations};
use glasslm::train::{Optimizer, OptimizerName, OptimizerOptions};

/// Bengio et al. 2003 with both of its layers' extras: direct connections D from e to z, and a second hidden layer, V and g with
/// bias q, between h and U. What it takes: rows for the new tensors, and a plan that names them.
#[allow(non_upper_case_globals, reason = "the letters of tensors")]
mod deeper {
    use super::*;
    use Axis::{Place, Unit, Word};
    use Operation::{Affine, AffineBack, BiasBack, Map, MapBack, Outer, Update};
    use Tensor as T;

    fn small(_: &Config) -> f64 {
        0.05
    }

    static D_ROW: TensorRow = TensorRow::weight("D", [Word, Place], Tensor(&DD_ROW), small);
    static DD_ROW: TensorRow = TensorRow::derivative("dD", Tensor(&D_ROW));
    static V_ROW: TensorRow = TensorRow::weight("V", [Unit, Unit], Tensor(&DV_ROW), small);
    static DV_ROW: TensorRow = TensorRow::derivative("dV", Tensor(&V_ROW));
    static Q_ROW: TensorRow = TensorRow::bias("q", Unit, Tensor(&DQ_ROW));
    static DQ_ROW: TensorRow = TensorRow::derivative("dq", Tensor(&Q_ROW));
    static S_ROW: TensorRow = TensorRow::value("s2", [Unit, Axis::One], Some(Tensor(&DS_ROW)));
    static DS_ROW: TensorRow = TensorRow::derivative("ds2", Tensor(&S_ROW));
    static G_ROW: TensorRow = TensorRow::value("g", [Unit, Axis::One], Some(Tensor(&DG_ROW)));
    static DG_ROW: TensorRow = TensorRow::derivative("dg", Tensor(&G_ROW));
    pub(super) const D: Tensor = Tensor(&D_ROW);
    pub(super) const V: Tensor = Tensor(&V_ROW);
    pub(super) const q: Tensor = Tensor(&Q_ROW);
    pub(super) const s: Tensor = Tensor(&S_ROW);
    pub(super) const g: Tensor = Tensor(&G_ROW);
    pub(super) const dD: Tensor = Tensor(&DD_ROW);
    pub(super) const dV: Tensor = Tensor(&DV_ROW);
    pub(super) const dq: Tensor = Tensor(&DQ_ROW);
    pub(super) const ds: Tensor = Tensor(&DS_ROW);
    pub(super) const dg: Tensor = Tensor(&DG_ROW);

    const fn step(id: &'static str, operation: Operation) -> Step {
        Step { id, title: id, operation }
    }

    pub(super) static LAYER: Plan = Plan {
        parameters: &[T::E, T::W, T::b, V, q, T::U, T::c],
        weights: &[T::E, T::W, V, T::U],
        steps: &[
            PLAN_STEPS[0],
            PLAN_STEPS[1],
            step("affine", Affine { products: &[(T::W, T::e)], bias: Some(T::b), to: T::a }),
            step("activation", Map { from: T::a, to: T::h, slope: "sigma'" }),
            step("affine2", Affine { products: &[(V, T::h)], bias: Some(q), to: s }),
            step("activation2", Map { from: s, to: g, slope: "sigma2'" }),
            step("logits", Affine { products: &[(T::U, g)], bias: Some(T::c), to: T::z }),
            step("softmax", Operation::Softmax { from: T::z, to: T::yhat }),
            step("loss", Operation::Loss { from: T::yhat, to: T::L }),
            step("dz", Operation::LossBack { from: T::yhat, to: T::dz }),
            step("dU", Outer { left: T::dz, right: g, to: T::dU }),
            step("dc", BiasBack { from: T::dz, to: T::dc }),
            step("dg", AffineBack { products: &[(T::U, T::dz)], to: dg }),
            step("ds", MapBack { from: dg, at: g, to: ds }),
            step("dV", Outer { left: ds, right: T::h, to: dV }),
            step("dq", BiasBack { from: ds, to: dq }),
            step("dh", AffineBack { products: &[(V, ds)], to: T::dh }),
            step("da", MapBack { from: T::dh, at: T::h, to: T::da }),
            step("dW", Outer { left: T::da, right: T::e, to: T::dW }),
            step("db", BiasBack { from: T::da, to: T::db }),
            step("de", AffineBack { products: &[(T::W, T::da)], to: T::de }),
            step("dE", Operation::Scatter { from: T::de, to: T::dE }),
            step("update.V", Update { parameter: V }),
        ],
    };

    pub(super) static DIRECT: Plan = Plan {
        parameters: &[T::E, T::W, T::b, T::U, D, T::c],
        weights: &[T::E, T::W, T::U, D],
        steps: &[
            PLAN_STEPS[0],
            PLAN_STEPS[1],
            step("affine", Affine { products: &[(T::W, T::e)], bias: Some(T::b), to: T::a }),
            step("activation", Map { from: T::a, to: T::h, slope: "sigma'" }),
            step("logits", Affine { products: &[(T::U, T::h), (D, T::e)], bias: Some(T::c), to: T::z }),
            step("softmax", Operation::Softmax { from: T::z, to: T::yhat }),
            step("loss", Operation::Loss { from: T::yhat, to: T::L }),
            step("dz", Operation::LossBack { from: T::yhat, to: T::dz }),
            step("dU", Outer { left: T::dz, right: T::h, to: T::dU }),
            step("dD", Outer { left: T::dz, right: T::e, to: dD }),
            step("dc", BiasBack { from: T::dz, to: T::dc }),
            step("dh", AffineBack { products: &[(T::U, T::dz)], to: T::dh }),
            step("da", MapBack { from: T::dh, at: T::h, to: T::da }),
            step("dW", Outer { left: T::da, right: T::e, to: T::dW }),
            step("db", BiasBack { from: T::da, to: T::db }),
            step("de", AffineBack { products: &[(T::W, T::da), (D, T::dz)], to: T::de }),
            step("dE", Operation::Scatter { from: T::de, to: T::dE }),
            step("update.D", Update { parameter: D }),
        ],
    };

    const PLAN_STEPS: [Step; 2] = [
        step("lookup", Operation::Gather { table: T::E, to: T::e }),
        step("concat", Operation::Concat { table: T::E, of: T::e }),
    ];
}

fn layouts() -> Vec<Layout> {
    let dims = Dims { context: 3, embedding: 2, hidden: 4, vocabulary: 7 };
    let plans: [&'static Plan; 2] = [&deeper::LAYER, &deeper::DIRECT];
    let mut all = Vec::new();
    for plan in plans {
        for activation in [Activation::Tanh, Activation::Sigmoid, Activation::Relu] {
            for bias in [false, true] {
                all.push(Layout { config: Config { dims, activation, bias }, plan });
            }
        }
    }
    all
}

fn parameters(layout: Layout) -> Parameters {
    let mut parameters = Parameters::zeros_of(layout);
    let mut rng = Rng::new(5, Stream::Check);
    parameters.data.iter_mut().for_each(|x| *x = rng.symmetric_f32(0.8));
    parameters
}

const CONTEXTS: [u32; 9] = [2, 0, 2, 1, 6, 5, 3, 3, 4];
const TARGETS: [u32; 3] = [1, 6, 0];

#[test]
fn another_plan_runs_forward_and_backward_to_the_reference_s_bits() {
    for layout in layouts() {
        let parameters = parameters(layout);
        let mut cpu = Cpu::of(layout);
        let loss = cpu.gradients(&parameters, &CONTEXTS, &TARGETS);
        let reference = Reference::run(&parameters, &CONTEXTS, &TARGETS);
        assert_eq!(loss.to_bits(), (reference.mean_loss() as f32).to_bits());
        let mut compared = 0;
        for tensor in layout.plan.tensors_in(&layout.config) {
            let Some(fast) = cpu.tensor(tensor) else { continue };
            let exact = reference.tensor(tensor);
            assert_eq!(fast.len(), exact.len(), "{tensor:?}");
            let same = fast.iter().zip(exact).all(|(f, e)| f.to_bits() == e.to_bits());
            assert!(same && !fast.is_empty(), "{tensor:?} {:?}", layout.config);
            compared += 1;
        }
        assert!(compared >= 13, "{compared}");
    }
}

#[test]
fn its_gradients_hold_against_differences() {
    for layout in layouts() {
        let parameters = parameters(layout);
        let mut cpu = Cpu::of(layout);
        cpu.gradients(&parameters, &CONTEXTS, &TARGETS);
        let mut check = GradientCheck::new(&parameters, &cpu.gradients, &CONTEXTS, &TARGETS, None, 10_000, 1);
        check.advance(usize::MAX);
        let report = check.report();
        assert_eq!(report.checked + report.skipped, layout.len(), "every number");
        assert!(report.worst < 1e-3, "{:?} {report:?}", layout.config);
        assert_eq!(report.tensors.len(), layout.tensors().len());
    }
}

#[test]
fn every_number_of_it_is_explained_by_numbers_that_are_there() {
    let options = OptimizerOptions { rate: Some(0.25), ..Default::default() };
    let settings = options.checked().expect("valid");
    let optimizer = Optimizer::default();
    for layout in layouts() {
        let parameters = parameters(layout);
        let mut cpu = Cpu::of(layout);
        let update = Change { optimizer: &optimizer, settings: &settings, step: 0 };
        let example = Example::new(&mut cpu, &parameters, &[2, 0, 2], 1).expect("valid").updating(update);
        let tensors = layout.plan.tensors_in(&layout.config);
        let updated = layout.tensors().iter().map(|t| format!("updated.{}", t.name()));
        for name in tensors.iter().map(|t| t.name().to_owned()).chain(updated) {
            let shape = example.named(&name).expect("of this network").shape(&layout.config);
            for flat in 0..shape.iter().product() {
                let index =
                    if shape.len() == 2 { vec![flat / shape[1], flat % shape[1]] } else { vec![flat] };
                let explanation = example.explain(&name, &index).expect("inside");
                let what = format!("{name}{index:?}");
                for factor in explanation.terms.iter().flat_map(|t| &t.factors) {
                    let there = example.explain(&factor.tensor, &factor.index).expect("a cell of its own");
                    assert_eq!(there.value.to_bits(), factor.value.to_bits(), "{what} from {factor:?}");
                }
                if let (Some(total), Some(tolerance)) = (explanation.total, explanation.tolerance) {
                    assert!(
                        (f64::from(explanation.value) - total).abs() <= tolerance,
                        "{what} {explanation:?}"
                    );
                }
            }
        }
        let equation = |name: &str, index: &[usize]| example.explain(name, index).expect("there").equation;
        if layout.plan == &deeper::DIRECT {
            let bias = if layout.config.bias { " + c_i" } else { "" };
            assert_eq!(
                equation("z", &[0]),
                format!(r"z_i = \sum_k U_{{ik}}\,h_k + \sum_k D_{{ik}}\,e_k{bias}")
            );
            assert_eq!(equation("de", &[0]), r"de_i = \sum_k W_{ki}\,da_k + \sum_k D_{ki}\,dz_k");
            let terms = |tensor: &str| example.explain(tensor, &[1]).expect("there").count;
            assert_eq!((terms("z"), terms("de")), (4 + 6 + usize::from(layout.config.bias), 4 + 7));
        } else {
            assert_eq!(equation("dV", &[0, 0]), r"dV_{ij} = ds2_i\,h_j");
            assert_eq!(example.explain("ds2", &[3]).expect("there").terms[0].factors[1].tensor, "sigma2'");
        }
        let trace = example.trace(&Wanted::default()).expect("with an update");
        assert_eq!(trace.steps.len(), layout.plan.steps_in(&layout.config).count());
        assert!(trace.loss_after < trace.loss);
        // The way back names the layers it comes through.
        let through: Vec<_> = trace.diagnostics.flow.iter().filter(|f| f.position.is_none()).collect();
        assert!(through.windows(2).all(|pair| pair[0].to == pair[1].from), "{through:?}");
    }
}

/// What the page knows of the plan.
fn table() -> String {
    let text = |text: &str| serde_json::to_string(text).expect("a text");
    let name = |tensor: Option<Tensor>| tensor.map_or("null".to_owned(), |t| text(t.name()));
    let row = |name: &str,
               letter: &str,
               latex: &str,
               spoken: &str,
               kind: &str,
               axes: [Axis; 2],
               rest: String| {
        let [rows, columns] = axes.map(|axis| text(axis.name()));
        format!(
            "  {{ name: {}, letter: {}, latex: {}, spoken: {}, kind: {}, axes: [{rows}, {columns}], {rest} }},\n",
            text(name),
            text(letter),
            text(latex),
            text(spoken),
            text(kind)
        )
    };
    let mut out = String::from(
        "// Written by tests/plan.rs from the plan (src/model) and what is named beside it (src/trace): UPDATE=1 writes it anew.\n\n\
         import type { PlanStep, TensorRow } from \"./plan.ts\";\n\n\
         export const TENSORS: readonly TensorRow[] = [\n",
    );
    for tensor in PLAN.tensors_in(&Config {
        dims: Dims { context: 1, embedding: 1, hidden: 1, vocabulary: 1 },
        activation: Activation::Tanh,
        bias: true,
    }) {
        let (letter, latex, spoken) = written(tensor);
        let kind = match tensor.0.kind {
            Kind::Parameter(_) | Kind::Bias => "parameter",
            Kind::Value => "value",
            Kind::Derivative(_) => "derivative",
        };
        let rest = format!(
            "of: {}, derivative: {}, bias: {}, drawn: true",
            name(tensor.parent()),
            name(tensor.derivative()),
            tensor.needs_bias()
        );
        out += &row(tensor.name(), &letter, &latex, &spoken, kind, tensor.axes(), rest);
    }
    for (named, other) in &OTHERS {
        let kind = match (named, other.kind) {
            (Named::Rate | Named::Momentum | Named::Keep | Named::Clip, _) => "setting",
            (_, Kind::Derivative(_)) => "derivative",
            _ => "value",
        };
        let rest = "of: null, derivative: null, bias: false, drawn: false".to_owned();
        out += &row(other.name, other.letter, other.latex, other.spoken, kind, other.axes, rest);
    }
    out += "];\n\nexport const STEPS: readonly PlanStep[] = [\n";
    for step in PLAN.steps {
        let pairs = |pairs: &[(Tensor, Tensor)]| {
            let all: Vec<_> =
                pairs.iter().map(|&(m, x)| format!("[{}, {}]", text(m.name()), text(x.name()))).collect();
            format!("[{}]", all.join(", "))
        };
        let t = |tensor: Tensor| text(tensor.name());
        let operation = match step.operation {
            Operation::Gather { table, to } => {
                format!("kind: \"gather\", table: {}, to: {}", t(table), t(to))
            }
            Operation::Concat { of, .. } => format!("kind: \"concat\", to: {}", t(of)),
            Operation::Affine { products, bias, to } => {
                format!(
                    "kind: \"affine\", products: {}, bias: {}, to: {}",
                    pairs(products),
                    name(bias),
                    t(to)
                )
            }
            Operation::Map { from, to, slope } => {
                format!("kind: \"map\", from: {}, to: {}, slope: {}", t(from), t(to), text(slope))
            }
            Operation::Softmax { from, to } => format!("kind: \"softmax\", from: {}, to: {}", t(from), t(to)),
            Operation::Loss { from, to } => format!("kind: \"loss\", from: {}, to: {}", t(from), t(to)),
            Operation::LossBack { from, to } => {
                format!("kind: \"lossBack\", from: {}, to: {}", t(from), t(to))
            }
            Operation::Outer { left, right, to } => {
                format!("kind: \"outer\", left: {}, right: {}, to: {}", t(left), t(right), t(to))
            }
            Operation::BiasBack { from, to } => {
                format!("kind: \"biasBack\", from: {}, to: {}", t(from), t(to))
            }
            Operation::AffineBack { products, to } => {
                format!("kind: \"affineBack\", products: {}, to: {}", pairs(products), t(to))
            }
            Operation::MapBack { from, at, to } => {
                format!("kind: \"mapBack\", from: {}, at: {}, to: {}", t(from), t(at), t(to))
            }
            Operation::Scatter { from, to } => format!("kind: \"scatter\", from: {}, to: {}", t(from), t(to)),
            Operation::Update { parameter } => {
                format!("kind: \"update\", from: {}, to: {}", name(parameter.derivative()), t(parameter))
            }
        };
        let phase = text(step.operation.phase().name());
        out += &format!("  {{ id: {}, phase: {phase}, {operation} }},\n", text(step.id));
    }
    out += "];\n\n/** The small steps of fine mode, each with what it writes. */\nexport const FINE: readonly { readonly id: string; readonly writes: readonly string[] }[] = [\n";
    for step in FINE {
        let writes: Vec<_> = step.writes.iter().map(|name| text(name)).collect();
        out += &format!("  {{ id: {}, writes: [{}] }},\n", text(step.id), writes.join(", "));
    }
    out + "];\n"
}

/// Its letter, its LaTeX, how it is spoken: a derivative's come from its parent's.
fn written(tensor: Tensor) -> (String, String, String) {
    let TensorRow { letter, latex, spoken, .. } = tensor.parent().unwrap_or(tensor).0;
    match tensor.parent() {
        Some(_) => (format!("d{letter}"), format!("d{latex}"), format!("gradient of {spoken}")),
        None => (letter.to_string(), latex.to_string(), spoken.to_string()),
    }
}

/// Every equation that the engine can make of the plan, a line each: the page's own test sets them all.
fn all_equations() -> String {
    let mut all = std::collections::BTreeSet::new();
    for activation in [Activation::Tanh, Activation::Sigmoid, Activation::Relu] {
        for bias in [false, true] {
            let dims = Dims { context: 1, embedding: 1, hidden: 1, vocabulary: 1 };
            let config = Config { dims, activation, bias };
            all.insert(equations::of_slope("a", "h", activation));
            for step in PLAN.steps_in(&config) {
                for optimizer in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
                    for (decay, clip) in [(false, false), (true, false), (false, true), (true, true)] {
                        let updating = StepUpdate { optimizer, decay, clip };
                        let operation = step.operation.in_network(&config);
                        all.insert(equations::of_step(&operation, updating));
                        all.insert(equations::of_element(&operation, activation, updating));
                    }
                }
            }
        }
    }
    all.extend(FINE.map(|step| step.equation.to_owned()));
    all.into_iter().map(|equation| equation + "\n").collect()
}

/// Holds a file of the page to what it is written from.
fn held(path: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let there = std::fs::read_to_string(&path).expect("the page's file");
    assert!(there == text, "{} is not the plan's any more: run this test with UPDATE=1", path.display());
}

#[test]
fn the_page_s_table_is_the_plan_s() {
    held("www/views/plan/table.ts", &table());
}

#[test]
fn the_page_sets_the_plan_s_equations() {
    held("www/views/equation/equations.txt", &all_equations());
}

#[test]
fn an_update_s_equation_is_its_rule_s() {
    let update = Operation::Update { parameter: Tensor::U };
    let both = |optimizer, decay, clip| {
        let updating = StepUpdate { optimizer, decay, clip };
        let element = equations::of_element(&update, Activation::Tanh, updating);
        (equations::of_step(&update, updating), element)
    };
    let pair = |step: &str, element: &str| (step.to_owned(), element.to_owned());
    assert_eq!(
        both(OptimizerName::Sgd, false, false),
        pair(r"U \leftarrow U - \eta\,dU", r"U'_{ij} = U_{ij} - \eta\,dU_{ij}")
    );
    assert_eq!(
        both(OptimizerName::Sgd, true, true),
        pair(
            r"U \leftarrow (1 - \eta\lambda)\,U - \eta\,\text{clip}\,dU",
            r"U'_{ij} = \text{keep}\,U_{ij} - \eta\,\text{clip}\,dU_{ij}"
        )
    );
    assert_eq!(
        both(OptimizerName::Momentum, false, false),
        pair(r"U \leftarrow U - \eta\,(\mu\,v + dU)", r"U'_{ij} = U_{ij} - \eta\,(\mu\,v_{ij} + dU_{ij})")
    );
    assert_eq!(
        both(OptimizerName::AdamW, true, false).0,
        r"U \leftarrow (1 - \eta\lambda)\,U - \eta\,\hat{m} / (\sqrt{\hat{v}} + \epsilon)"
    );
}
