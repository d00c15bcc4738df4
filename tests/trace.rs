//! Is what is shown what training computes, and does every explanation add up?

use glasslm::backend::Cpu;
use glasslm::model::{Activation, Config, Dims, Parameters, Tensor, plan};
use glasslm::rng::{Rng, Stream};
use glasslm::trace::{Change, Example, Explanation, stations};
use glasslm::train::{Optimizer, OptimizerOptions, Rule};

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
/// the sum of magnitudes; 4e-7 of it leaves room for chance, as roundings mostly cancel.
fn assert_adds_up(what: &str, explanation: &Explanation) {
    if explanation.operation != "sum" {
        return;
    }
    let products = || explanation.terms.iter().map(|t| t.product);
    let (total, magnitude) = (products().sum::<f64>(), products().map(f64::abs).sum::<f64>());
    let error = (f64::from(explanation.value) - total).abs();
    assert!(error <= 4e-7 * magnitude, "{what} is {}, its terms sum to {total}", explanation.value);
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
            for tensor in Tensor::ALL {
                if !bias && matches!(tensor, Tensor::b | Tensor::c | Tensor::db | Tensor::dc) {
                    assert!(example.explain(tensor.name(), &[0]).is_err());
                    continue;
                }
                let shape = tensor.shape(&parameters.layout.config);
                let shown = match example.shown(tensor) {
                    Some(shown) => (shown.shape, shown.data),
                    None => parameters.shown(tensor),
                };
                assert_eq!(shown.0, shape);
                for (flat, &value) in shown.1.iter().enumerate() {
                    let index = unflat(&shape, flat);
                    let what = format!("{}{index:?}", tensor.name());
                    let explanation = example.explain(tensor.name(), &index).expect("inside");
                    assert_eq!(explanation.value.to_bits(), value.to_bits(), "{what}");
                    assert_adds_up(&what, &explanation);
                    for factor in explanation.terms.iter().flat_map(|t| &t.factors) {
                        let there = example.explain(factor.tensor, &factor.index).expect("a cell of its own");
                        assert_eq!(there.value.to_bits(), factor.value.to_bits(), "{what} from {factor:?}");
                    }
                    cells += 1;
                }
            }
            assert_eq!(cells, if bias { 170 } else { 152 });
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

#[test]
fn sampled_cells_of_a_large_model_add_up() {
    let parameters = network([4, 32, 128, 3001], Activation::Tanh, true);
    let mut cpu = Cpu::new(parameters.layout.config);
    let example = Example::new(&mut cpu, &parameters, &[7, 3000, 7, 11], 99).expect("valid");
    let mut rng = Rng::new(1, Stream::Check);
    for tensor in Tensor::ALL {
        let shape = tensor.shape(&parameters.layout.config);
        for _ in 0..20 {
            let index: Vec<usize> = shape.iter().map(|&length| rng.below(length as u32) as usize).collect();
            let explanation = example.explain(tensor.name(), &index).expect("inside");
            assert_adds_up(&format!("{}{index:?}", tensor.name()), &explanation);
        }
    }
}

#[test]
fn a_trace_is_a_training_step_to_the_last_bit() {
    for rule in [Rule::Sgd, Rule::Momentum, Rule::AdamW] {
        let parameters = network([2, 3, 5, 7], Activation::Sigmoid, true);
        let config = parameters.layout.config;
        let options = OptimizerOptions { optimizer: Some(rule), ..Default::default() };
        let settings = options.checked().expect("valid");
        let state = Optimizer::new(rule, parameters.data.len());
        let mut looking = Cpu::new(config);
        let trace = Example::new(&mut looking, &parameters, &[6, 6], 3)
            .expect("valid")
            .trace(Change { optimizer: &state, settings: &settings, step: 0 }, None);

        let (mut cpu, mut trained, mut optimizer) = (Cpu::new(config), parameters.clone(), state.clone());
        assert_eq!(trace.loss.to_bits(), cpu.gradients(&parameters, &[6, 6], &[3]).to_bits());
        optimizer.update(&settings, 0, &mut trained, &cpu.gradients, cpu.touched());
        for shown in &trace.updated {
            assert_eq!((shown.shape.clone(), shown.data.clone()), trained.shown(shown.tensor));
        }
        for shown in trace.tensors.iter().filter(|s| !matches!(s.tensor, Tensor::dE | Tensor::L)) {
            assert_eq!(shown.data, cpu.tensor(shown.tensor).expect("kept"), "{}", shown.tensor.name());
        }
        assert_eq!(trace.loss_after.to_bits(), cpu.gradients(&trained, &[6, 6], &[3]).to_bits());
        assert!(trace.loss_after < trace.loss);
        assert_eq!(trace.tensors.len(), 15);
        assert_eq!(trace.steps.len(), plan::steps(&config).count());
    }
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
    let jacobian = dz.jacobian.expect("small enough");
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
    let config = network([1, 1, 1, 2], Activation::Tanh, false).layout.config;
    let stations = stations(&config);
    assert!(stations.iter().all(|s| !s.reads.contains(&"b") && !s.writes.contains(&"dc")));
    assert_eq!(stations.first().map(|s| s.id), Some("lookup"));
    assert_eq!(stations.last().map(|s| s.equation), Some(r"U \leftarrow U - \eta\,dU"));
}
