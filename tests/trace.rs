//! Is what is shown what training computes, and does every explanation add up?

use glasslm::backend::Cpu;
use glasslm::model::{Activation, Config, Dims, PLAN, Parameters, Tensor};
use glasslm::rng::{Rng, Stream};
use glasslm::trace::diagnostics::FlagKind;
use glasslm::trace::explain::TermOrder;
use glasslm::trace::{Change, Example, Explanation, Shown, StepUpdate, Wanted, stations};
use glasslm::train::{Optimizer, OptimizerName, OptimizerOptions};
use proptest::prelude::*;

const ACTIVATIONS: [Activation; 3] = [Activation::Tanh, Activation::Sigmoid, Activation::Relu];

fn network(sizes: [usize; 4], activation: Activation, bias: bool) -> Parameters {
    let [context, embedding, hidden, vocabulary] = sizes;
    let dims = Dims { context, embedding, hidden, vocabulary };
    let mut parameters = Parameters::zeros(Config { dims, activation, bias });
    let mut rng = Rng::new(4, Stream::Check);
    parameters.data.iter_mut().for_each(|x| *x = rng.symmetric_f32(0.9));
    parameters
}

/// A sum of k products of f32 against the same sum in another order: each of about 2 k roundings may be off by 2^-24 of
/// the sum of magnitudes, but they mostly cancel: by chance they come to about the root of their number. 4e-7 of the sum
/// is for the shortest.
fn assert_adds_up(what: &str, explanation: &Explanation) {
    if explanation.operation != "sum" {
        return;
    }
    let products = || explanation.terms.iter().map(|t| t.product);
    let (total, magnitude) = (products().sum::<f64>(), products().map(f64::abs).sum::<f64>());
    let error = (f64::from(explanation.value) - total).abs();
    let chance = 4e-7 + (explanation.terms.len() as f64).sqrt() * f64::from(f32::EPSILON) / 2.0;
    assert!(error <= chance * magnitude, "{what} is {}, its terms sum to {total}", explanation.value);
    assert_eq!(explanation.total, Some(total), "{what}");
    assert!(error <= explanation.tolerance.expect("a sum has one"), "{what}: {explanation:?}");
}

/// The index as shown of the `flat`th number.
fn unflat(shape: &[usize], flat: usize) -> Vec<usize> {
    if shape.len() == 1 { vec![flat] } else { vec![flat / shape[1], flat % shape[1]] }
}

#[test]
fn every_cell_of_a_small_model_is_explained_by_cells_that_are_there() {
    for activation in ACTIVATIONS {
        for bias in [false, true] {
            let parameters = network([3, 2, 4, 5], activation, bias);
            let mut cpu = Cpu::new(parameters.layout.config);
            // Word 2 stands twice.
            let example = Example::new(&mut cpu, &parameters, &[2, 0, 2], 1).expect("valid");
            let mut cells = 0;
            let fine =
                ["maximum", "shifted", "exponentials", "sum", "dyhat", "jacobian", "product", "y", "sigma'"];
            for name in Tensor::ALL.map(Tensor::name).into_iter().chain(fine) {
                if !bias && ["b", "c", "db", "dc"].contains(&name) {
                    assert!(example.explain(name, &[0]).is_err());
                    continue;
                }
                let named = example.named(name).expect("of this network");
                let shape = named.shape(&parameters.layout.config);
                for (flat, &value) in example.matrix(named).expect("there").iter().enumerate() {
                    let index = unflat(&shape, flat);
                    let what = format!("{name}{index:?}");
                    let explanation = example.explain(name, &index).expect("inside");
                    assert_eq!(explanation.value.to_bits(), value.to_bits(), "{what}");
                    assert_adds_up(&what, &explanation);
                    for factor in explanation.terms.iter().flat_map(|t| &t.factors) {
                        let there =
                            example.explain(&factor.tensor, &factor.index).expect("a cell of its own");
                        assert_eq!(there.value.to_bits(), factor.value.to_bits(), "{what} from {factor:?}");
                    }
                    cells += 1;
                }
            }
            // The plan's, then 1 + 5 + 5 + 1 + 5 + 25 + 5 of the small steps, y and the slopes.
            assert_eq!(cells, if bias { 170 } else { 152 } + 47 + 5 + 4);
        }
    }
}

#[test]
fn a_word_read_twice_adds_up_and_one_not_read_has_no_terms() {
    let parameters = network([3, 2, 4, 5], Activation::Tanh, false);
    let mut cpu = Cpu::new(parameters.layout.config);
    let example = Example::new(&mut cpu, &parameters, &[2, 0, 2], 1).expect("valid");
    let terms = |word: usize| example.explain("dE", &[1, word]).expect("inside").terms;
    let positions: Vec<_> = terms(2).iter().map(|t| t.factors[0].index.clone()).collect();
    assert_eq!(positions, [[1], [5]]);
    assert_eq!((terms(0).len(), terms(3).len()), (1, 0));
}

/// Some cells of every tensor that this network has.
fn assert_samples_add_up(parameters: &Parameters, context: &[u32], target: u32, each: usize) {
    let config = parameters.layout.config;
    let mut cpu = Cpu::new(config);
    let example = Example::new(&mut cpu, parameters, context, target).expect("valid");
    let mut rng = Rng::new(1, Stream::Check);
    for tensor in Tensor::ALL {
        if !config.bias && [Tensor::b, Tensor::c, Tensor::db, Tensor::dc].contains(&tensor) {
            continue;
        }
        let shape = tensor.shape(&config);
        for _ in 0..each {
            let index: Vec<usize> = shape.iter().map(|&length| rng.below(length as u32) as usize).collect();
            let explanation = example.explain(tensor.name(), &index).expect("inside");
            assert_adds_up(&format!("{:?} {}{index:?}", config.activation, tensor.name()), &explanation);
        }
    }
}

#[test]
fn sampled_cells_of_a_large_model_add_up() {
    for activation in ACTIVATIONS {
        for bias in [false, true] {
            let parameters = network([4, 32, 128, 2003], activation, bias);
            assert_samples_add_up(&parameters, &[7, 2002, 7, 11], 99, 20);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]
    #[test]
    fn terms_add_up_in_any_small_network(
        sizes in [1usize..5, 1..5, 1..7, 2..9],
        activation in proptest::sample::select(&ACTIVATIONS),
        bias: bool,
        picks in proptest::collection::vec(any::<u32>(), 5),
    ) {
        let id = |pick: u32| pick % sizes[3] as u32;
        let context: Vec<u32> = picks[..sizes[0]].iter().map(|&pick| id(pick)).collect();
        assert_samples_add_up(&network(sizes, activation, bias), &context, id(picks[4]), 6);
    }
}

#[test]
fn a_trace_is_a_training_step_to_the_last_bit() {
    for rule in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
        let parameters = network([2, 3, 5, 7], Activation::Sigmoid, true);
        let config = parameters.layout.config;
        let options = OptimizerOptions { optimizer: Some(rule), ..Default::default() };
        let settings = options.checked().expect("valid");
        let state = Optimizer::new(rule, parameters.data.len());
        let mut looking = Cpu::new(config);
        let trace = Example::new(&mut looking, &parameters, &[6, 6], 3)
            .expect("valid")
            .updating(Change { optimizer: &state, settings: &settings, step: 0 })
            .trace(&Wanted::default())
            .expect("with an update");

        let (mut cpu, mut trained, mut optimizer) = (Cpu::new(config), parameters.clone(), state.clone());
        assert_eq!(trace.loss.to_bits(), cpu.gradients(&parameters, &[6, 6], &[3]).to_bits());
        optimizer.update(&settings, 0, &mut trained, &mut cpu);
        for shown in &trace.updated {
            assert_eq!(*shown, Shown::of(shown.tensor, trained.shown(shown.tensor)));
        }
        for shown in trace.tensors.iter().filter(|s| ![Tensor::dE, Tensor::L].contains(&s.tensor)) {
            assert_eq!(shown.data, cpu.tensor(shown.tensor).expect("kept"), "{}", shown.tensor.name());
        }
        assert_eq!(trace.loss_after.to_bits(), cpu.gradients(&trained, &[6, 6], &[3]).to_bits());
        assert!(trace.loss_after < trace.loss);
        // The probabilities after it are those of that very pass, and L is of them.
        assert_eq!(trace.yhat_after, cpu.tensor(Tensor::yhat).expect("kept"));
        assert!((trace.loss_after + libm::logf(trace.yhat_after[3])).abs() < 1e-5);
        assert_eq!(trace.tensors.len(), 15);
        assert!(trace.fine.is_none());
        assert_eq!(trace.steps.len(), PLAN.steps_in(&config).count());
    }
}

#[test]
fn what_is_shown_is_what_lies_in_memory() {
    let parameters = network([3, 2, 4, 5], Activation::Tanh, true);
    let mut cpu = Cpu::new(parameters.layout.config);
    let example = Example::new(&mut cpu, &parameters, &[2, 0, 2], 1).expect("valid");
    for &tensor in parameters.layout.tensors() {
        assert_eq!(example.shown(tensor), Some(Shown::of(tensor, parameters.shown(tensor))));
    }
}

#[test]
fn every_updated_number_is_explained_by_its_rule() {
    for (rule, weight_decay, clip) in [
        (OptimizerName::Sgd, None, None),
        (OptimizerName::Sgd, Some(0.25), Some(0.01)),
        (OptimizerName::Momentum, None, None),
        (OptimizerName::Momentum, Some(0.25), Some(0.01)),
        (OptimizerName::AdamW, Some(0.01), None),
    ] {
        let parameters = network([3, 2, 4, 5], Activation::Tanh, true);
        let config = parameters.layout.config;
        let options = OptimizerOptions {
            optimizer: Some(rule),
            weight_decay,
            clip,
            rate: Some(0.3),
            ..Default::default()
        };
        let settings = options.checked().expect("valid");
        // A memory that is not zero.
        let mut optimizer = Optimizer::new(rule, parameters.data.len());
        optimizer.first.iter_mut().enumerate().for_each(|(i, v)| *v = 0.01 * i as f32);
        optimizer.second.iter_mut().enumerate().for_each(|(i, v)| *v = 0.02 * i as f32);
        optimizer.updates = 3;
        let change = Change { optimizer: &optimizer, settings: &settings, step: 3 };

        let mut cpu = Cpu::new(config);
        cpu.gradients(&parameters, &[2, 0, 2], &[1]);
        let (mut trained, mut state) = (parameters.clone(), optimizer.clone());
        state.update(&settings, 3, &mut trained, &mut cpu);

        let example = Example::new(&mut cpu, &parameters, &[2, 0, 2], 1).expect("valid").updating(change);
        for &tensor in parameters.layout.tensors() {
            let Shown { shape, data, .. } = Shown::of(tensor, trained.shown(tensor));
            let name = format!("updated.{}", tensor.name());
            for (flat, value) in data.into_iter().enumerate() {
                let index = unflat(&shape, flat);
                let what = format!("{rule:?} {name}{index:?}");
                let explanation = example.explain(&name, &index).expect("inside");
                assert_eq!(explanation.value.to_bits(), value.to_bits(), "{what}");
                for factor in explanation.terms.iter().flat_map(|t| &t.factors) {
                    let there = example.explain(&factor.tensor, &factor.index).expect("a cell of its own");
                    assert_eq!(there.value.to_bits(), factor.value.to_bits(), "{what} from {factor:?}");
                }
                if rule == OptimizerName::AdamW {
                    assert_eq!((explanation.operation, explanation.terms.len()), ("adamw", 4));
                    continue;
                }
                assert_eq!(explanation.operation, "sum", "{what}");
                let error = (f64::from(value) - explanation.total.expect("a sum")).abs();
                assert!(error <= explanation.tolerance.expect("a sum"), "{what}: {explanation:?}");
            }
        }
        let memories = example.explain("v.W", &[1, 1]).map(|e| e.operation);
        assert_eq!(memories.is_ok(), rule != OptimizerName::Sgd);
        assert_eq!(example.explain("m.W", &[1, 1]).is_ok(), rule == OptimizerName::AdamW);
    }
}

#[test]
fn long_sums_come_in_pages_the_largest_first() {
    let parameters = network([4, 32, 128, 50], Activation::Tanh, false);
    let mut cpu = Cpu::new(parameters.layout.config);
    let example = Example::new(&mut cpu, &parameters, &[7, 30, 7, 11], 9).expect("valid");
    let all = example.explain("a", &[5]).expect("inside");
    let page = all.clone().paged(TermOrder::Magnitude, 3, 4);
    let mut sorted: Vec<f64> = all.terms.iter().map(|t| t.product.abs()).collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    assert_eq!(page.terms.iter().map(|t| t.product.abs()).collect::<Vec<_>>(), sorted[3..7]);
    assert_eq!((page.count, page.total), (128, all.total));
    assert_eq!(all.clone().paged(TermOrder::Equation, 126, 9).terms, all.terms[126..]);
    // A softmax's terms count by e^z: the lowest z comes last, however large its size is.
    let softmax = example.explain("yhat", &[9]).expect("inside");
    let mut scores: Vec<f64> = softmax.terms.iter().map(|t| t.product).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    assert!(scores[0] > 0.0 && scores[49] < 0.0);
    let page = softmax.paged(TermOrder::Magnitude, 0, 50);
    assert_eq!(page.terms.iter().map(|t| t.product).collect::<Vec<_>>(), scores);
}

#[test]
fn norms_flow_and_flags_are_of_the_tensors_shown() {
    let mut parameters = network([2, 3, 5, 7], Activation::Tanh, true);
    // Unit 2's sum is far out on tanh's arm.
    parameters.slice_mut(Tensor::b)[2] = 20.0;
    let config = parameters.layout.config;
    let settings = OptimizerOptions { rate: Some(0.5), ..Default::default() }.checked().expect("valid");
    let optimizer = Optimizer::default();
    let mut cpu = Cpu::new(config);
    let trace = Example::new(&mut cpu, &parameters, &[6, 1], 3)
        .expect("valid")
        .updating(Change { optimizer: &optimizer, settings: &settings, step: 0 })
        .trace(&Wanted { tensors: None, fine: true })
        .expect("with an update");
    let norm = |data: &[f32]| data.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt();
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-12 * b;
    let of = |tensor| trace.diagnostics.norms.iter().find(|(t, _)| *t == tensor).expect("every tensor").1;
    assert_eq!(trace.diagnostics.norms.len(), Tensor::ALL.len());
    for shown in &trace.tensors {
        assert!(near(of(shown.tensor), norm(&shown.data)), "{}", shown.tensor.name());
    }
    let names: Vec<_> = trace.diagnostics.flow.iter().map(|f| (f.from, f.to, f.tensor, f.position)).collect();
    assert_eq!(
        names,
        [
            ("L", "z", "dz", None),
            ("z", "h", "dh", None),
            ("h", "a", "da", None),
            ("a", "e", "de", None),
            ("e", "word", "de", Some(0)),
            ("e", "word", "de", Some(1)),
        ]
    );
    let de = &trace.tensors.iter().find(|s| s.tensor == Tensor::de).expect("shown").data;
    for (part, step) in [(&de[..3], &trace.diagnostics.flow[4]), (&de[3..], &trace.diagnostics.flow[5])] {
        assert!(near(step.norm, norm(part)));
    }
    // Sgd moves by rate times gradient: the ratio follows, but for the rounding of the subtraction.
    for (tensor, ratio) in &trace.diagnostics.ratios {
        let gradient = Tensor::named(&format!("d{}", tensor.name())).expect("its gradient");
        assert!((ratio / (0.5 * of(gradient) / of(*tensor)) - 1.0).abs() < 1e-4, "{}", tensor.name());
    }
    let flags = &trace.diagnostics.flags;
    assert!(flags.iter().any(|f| f.kind == FlagKind::Saturated && f.index == Some(vec![2])), "{flags:?}");
    let (softmax, dz) = trace.fine.as_ref().expect("asked for");
    assert_eq!((softmax.shifted.len(), dz.jacobian.as_ref().map(Vec::len)), (7, Some(49)));
    let ids: Vec<_> = trace.steps.iter().map(|s| s.id).collect();
    let softmax = ids.iter().position(|id| *id == "softmax").expect("there");
    let plain = network([2, 3, 5, 7], Activation::Tanh, false);
    let mut cpu = Cpu::new(plain.layout.config);
    let trace_without_biases = Example::new(&mut cpu, &plain, &[6, 1], 3)
        .expect("valid")
        .updating(Change { optimizer: &optimizer, settings: &settings, step: 0 })
        .trace(&Wanted::default())
        .expect("with an update");
    assert_eq!(trace_without_biases.diagnostics.norms.len(), Tensor::ALL.len() - 4);
    assert_eq!(trace_without_biases.diagnostics.ratios.len(), 3);
    assert_eq!(ids[softmax - 5], "softmax.max");
    assert_eq!(trace.steps[softmax - 1].parent, Some("softmax"));
    assert_eq!(trace.steps[softmax].parent, None);
}

#[test]
fn the_small_steps_meet_the_large_ones() {
    let parameters = network([2, 3, 5, 7], Activation::Tanh, true);
    let mut cpu = Cpu::new(parameters.layout.config);
    let example = Example::new(&mut cpu, &parameters, &[1, 2], 3).expect("valid");
    let softmax = example.softmax_parts();
    assert_eq!(softmax.yhat, example.shown(Tensor::yhat).expect("there").data);
    assert_eq!(softmax.shifted.iter().copied().fold(f32::MIN, f32::max), 0.0);
    let dz = example.dz_parts();
    let jacobian = dz.jacobian.as_ref().expect("small enough");
    for (j, (product, shown)) in
        dz.product.iter().zip(example.shown(Tensor::dz).expect("there").data).enumerate()
    {
        assert!((product - shown).abs() < 1e-6, "{product} {shown}");
        let whole: f32 = (0..7).map(|i| jacobian[i * 7 + j] * dz.dyhat[i]).sum();
        assert!((whole - shown).abs() < 1e-6);
    }
}

#[test]
fn what_cannot_be_explained_is_refused_with_what_could() {
    let parameters = network([2, 3, 5, 7], Activation::Tanh, false);
    let mut cpu = Cpu::new(parameters.layout.config);
    let refusal = |context: &[u32], target, tensor: &str, index: &[usize], cpu: &mut Cpu| {
        let example = Example::new(cpu, &parameters, context, target);
        example.and_then(|e| e.explain(tensor, index)).expect_err("refused").to_string()
    };
    for (message, says) in [
        (refusal(&[1], 0, "z", &[0], &mut cpu), "it must have 2"),
        (refusal(&[1, 7], 0, "z", &[0], &mut cpu), "context is 7"),
        (refusal(&[1, 2], 9, "z", &[0], &mut cpu), "target is 9"),
        (refusal(&[1, 2], 0, "q", &[0], &mut cpu), "tensor is q"),
        (refusal(&[1, 2], 0, "U", &[0], &mut cpu), "U is 7 x 5"),
        (refusal(&[1, 2], 0, "E", &[3, 0], &mut cpu), "E is 3 x 7"),
    ] {
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn the_stations_are_the_plan_s() {
    let layout = network([1, 1, 1, 2], Activation::Tanh, false).layout;
    let sgd = StepUpdate { optimizer: OptimizerName::Sgd, decay: false, clip: false };
    let stations = stations(&layout, sgd, false);
    assert!(stations.iter().all(|s| !s.reads.contains(&"b") && !s.writes.contains(&"dc")));
    assert_eq!(stations.first().map(|s| s.id), Some("lookup"));
    assert_eq!(stations.last().map(|s| &*s.equation), Some(r"U \leftarrow U - \eta\,dU"));
}

/// The kinds and places of the flags of an example in a network whose parameters were changed.
fn flags(
    activation: Activation,
    change: impl FnOnce(&mut Parameters),
) -> Vec<(FlagKind, &'static str, Option<usize>)> {
    let mut parameters = network([2, 3, 5, 7], activation, true);
    change(&mut parameters);
    let settings = OptimizerOptions::default().checked().expect("valid");
    let optimizer = Optimizer::default();
    let mut cpu = Cpu::new(parameters.layout.config);
    let example = Example::new(&mut cpu, &parameters, &[6, 1], 3).expect("valid");
    let change = Change { optimizer: &optimizer, settings: &settings, step: 0 };
    let trace = example.updating(change).trace(&Wanted::default()).expect("with an update");
    let flag =
        |f: &glasslm::trace::diagnostics::Flag| (f.kind, f.tensor, f.index.as_ref().map(|index| index[0]));
    trace.diagnostics.flags.iter().map(flag).collect()
}

#[test]
fn a_trace_flags_what_is_saturated_vanishes_or_explodes_and_nothing_else() {
    for activation in ACTIVATIONS {
        assert_eq!(flags(activation, |p| p.slice_mut(Tensor::W).fill(0.1)), [], "{activation:?}");
        // The gradient comes back through U, then through W: what is wrong with either shows right behind it.
        let small = flags(activation, |p| p.slice_mut(Tensor::U).iter_mut().for_each(|x| *x *= 1e-5));
        assert!(small.contains(&(FlagKind::Vanishing, "dh", None)), "{activation:?} {small:?}");
        let large = flags(activation, |p| {
            p.slice_mut(Tensor::b).fill(0.5);
            p.slice_mut(Tensor::E).fill(0.0);
            p.slice_mut(Tensor::W).iter_mut().for_each(|x| *x *= 1e6);
        });
        assert!(large.contains(&(FlagKind::Exploding, "de", None)), "{activation:?} {large:?}");
        assert!(!large.iter().any(|flag| flag.1 == "dh"), "{activation:?} {large:?}");
        let far = flags(activation, |p| p.slice_mut(Tensor::b)[4] = -30.0);
        let saturated = far.contains(&(FlagKind::Saturated, "h", Some(4)));
        // A relu is on or off: it is dead, or it is not.
        assert_eq!(saturated, activation != Activation::Relu, "{activation:?} {far:?}");
    }
}
