//! Are the gradients right, are the fast kernels the definitions, and can a network start to learn?

use glasslm::backend::{Cpu, Reference};
use glasslm::measure::studies::gradients::{Differences, GradientCheck, error};
use glasslm::model::{Activation, Config, Dims, Parameters, Tensor};
use glasslm::rng::{Rng, Stream};

const ACTIVATIONS: [Activation; 3] = [Activation::Tanh, Activation::Sigmoid, Activation::Relu];

fn config(sizes: [usize; 4], activation: Activation, bias: bool) -> Config {
    let [context, embedding, hidden, vocabulary] = sizes;
    Config { dims: Dims { context, embedding, hidden, vocabulary }, activation, bias }
}

/// Parameters of middling size everywhere, so that no gradient is small by luck.
fn random_parameters(config: Config, seed: u64) -> Parameters<f32> {
    let mut parameters = Parameters::zeros(config);
    let mut rng = Rng::new(seed, Stream::Check);
    parameters.data.iter_mut().for_each(|x| *x = rng.symmetric_f32(0.9));
    parameters
}

fn random_words(count: usize, vocabulary: usize, seed: u64) -> Vec<u32> {
    let mut rng = Rng::numbered(seed, Stream::Check, 1);
    (0..count).map(|_| rng.below(vocabulary as u32)).collect()
}

fn in_f64(parameters: &Parameters<f32>) -> Parameters<f64> {
    Parameters { layout: parameters.layout, data: parameters.data.iter().map(|&x| f64::from(x)).collect() }
}

/// The largest error that a gradient may have against central differences, relative to the larger of both and to a
/// thousandth of its tensor's largest.
const DIFFERENCE_TOLERANCE: f64 = 1e-6;

#[test]
fn every_gradient_is_the_limit_of_differences() {
    for activation in ACTIVATIONS {
        for bias in [false, true] {
            let config = config([3, 4, 6, 7], activation, bias);
            let parameters = in_f64(&random_parameters(config, 5));
            // Word 2 stands twice in the first context, word 5 three times in the last.
            let (contexts, targets) = ([2, 1, 2, 0, 3, 4, 6, 1, 0, 5, 5, 5], [3, 2, 0, 5]);
            let run = Reference::run(&parameters, &contexts, &targets);
            let mut differences = Differences::new(parameters.clone(), &contexts, &targets);
            let (mut checked, mut skipped) = (0, 0);
            for (tensor, gradient) in parameters.layout.gradients() {
                let gradient = run.tensor(gradient);
                let largest = gradient.iter().fold(0.0f64, |m, g| m.max(g.abs()));
                assert!(largest > 0.0, "{}'s gradient is zero", tensor.name());
                for (i, &g) in gradient.iter().enumerate() {
                    let Some(difference) = differences.at(tensor, i) else {
                        skipped += 1;
                        continue;
                    };
                    checked += 1;
                    let error = error(g, difference, largest);
                    assert!(
                        error <= DIFFERENCE_TOLERANCE,
                        "{activation:?}, bias {bias}: d{}[{i}] is {g}, differences say {difference}",
                        tensor.name()
                    );
                }
            }
            assert!(skipped * 20 < checked, "{skipped} of {} cross a kink", checked + skipped);
        }
    }
}

/// f32 gradients against differences in f64; the smallest are held against a thousandth of their tensor's largest.
const CHECK_TOLERANCE: f64 = 1e-3;

#[test]
fn a_check_passes_what_is_right_and_finds_what_is_not() {
    for activation in ACTIVATIONS {
        let config = config([2, 3, 5, 40], activation, true);
        let parameters = random_parameters(config, 6);
        let (contexts, targets) = ([7, 7], [3]);
        let mut cpu = Cpu::new(config);
        cpu.gradients(&parameters, &contexts, &targets);
        let check = |gradients: &Parameters, only, samples| {
            let mut check = GradientCheck::new(&parameters, gradients, &contexts, &targets, only, samples, 4);
            while check.advance(7).done < check.advance(0).total {}
            check.report()
        };
        let report = check(&cpu.gradients, None, 120);
        assert_eq!(report.checked + report.skipped, 120);
        assert!(report.worst < CHECK_TOLERANCE && report.skipped < 12, "{report:?}");
        assert_eq!(report.tensors.len(), 5);
        // All entries of one gradient, one of them broken: the check says which.
        let mut broken = cpu.gradients.clone();
        broken.slice_mut(Tensor::W)[9] += 0.25;
        let report = check(&broken, Some(Tensor::dW), 1_000);
        let place = report.place.expect("checked");
        assert_eq!((place.tensor, place.index, report.checked + report.skipped), ("dW", vec![1, 3], 30));
        assert!(report.worst > 0.1, "{}", report.worst);
        // A column of E: row and column as shown, not as in memory.
        let mut broken = cpu.gradients.clone();
        broken.slice_mut(Tensor::E)[7 * 3 + 2] = f32::NAN;
        let report = check(&broken, Some(Tensor::dE), 1_000);
        assert!(report.worst.is_nan());
        assert_eq!(report.place.expect("checked").index, [2, 7]);
    }
}

#[test]
fn the_fast_kernels_give_the_definitions_bits() {
    for (sizes, batch) in [
        ([1, 1, 1, 1], 1),
        ([1, 1, 2, 3], 1),
        ([3, 5, 7, 11], 13),
        ([16, 3, 5, 17], 2),
        ([2, 131, 263, 9], 5),
        ([3, 16, 64, 1031], 32),
        ([2, 4, 5, 6], 521),
    ] {
        for activation in ACTIVATIONS {
            for bias in [false, true] {
                let config = config(sizes, activation, bias);
                let parameters = random_parameters(config, 9);
                let mut cpu = Cpu::new(config);
                // A batch before it leaves nothing behind.
                cpu.gradients(
                    &parameters,
                    &random_words(sizes[0] * 7, sizes[3], 1),
                    &random_words(7, sizes[3], 2),
                );
                let contexts = random_words(sizes[0] * batch, sizes[3], 3);
                let targets = random_words(batch, sizes[3], 4);
                let loss = cpu.gradients(&parameters, &contexts, &targets);
                let reference = Reference::run(&parameters, &contexts, &targets);
                assert_eq!(loss.to_bits(), (reference.mean_loss() as f32).to_bits());
                assert_eq!(cpu.losses(), reference.losses);
                for tensor in Tensor::ALL {
                    let Some(fast) = cpu.tensor(tensor) else { continue };
                    let exact = reference.tensor(tensor);
                    assert!(
                        fast.len() == exact.len()
                            && fast.iter().zip(exact).all(|(f, e)| f.to_bits() == e.to_bits()),
                        "{}, {sizes:?}, batch {batch}, {activation:?}, bias {bias}",
                        tensor.name()
                    );
                }
                assert_eq!(cpu.evaluate(&parameters, &contexts, &targets), reference.losses);
            }
        }
    }
}

/// f32 against f64, relative to a tensor's largest: sums of some hundred products, each rounded to 2^-24.
const SINGLE_TOLERANCE: f64 = 2e-5;

#[test]
fn f32_stays_near_f64() {
    for activation in ACTIVATIONS {
        let config = config([3, 16, 64, 211], activation, true);
        let parameters = random_parameters(config, 3);
        let (contexts, targets) = (random_words(3 * 32, 211, 3), random_words(32, 211, 4));
        let mut cpu = Cpu::new(config);
        let loss = cpu.gradients(&parameters, &contexts, &targets);
        let exact_parameters = in_f64(&parameters);
        let exact = Reference::run(&exact_parameters, &contexts, &targets);
        assert!((f64::from(loss) - exact.mean_loss()).abs() < SINGLE_TOLERANCE * exact.mean_loss());
        for tensor in Tensor::ALL {
            let Some(fast) = cpu.tensor(tensor) else { continue };
            let exact = exact.tensor(tensor);
            let largest = exact.iter().fold(0.0f64, |m, x| m.max(x.abs()));
            for (&f, &e) in fast.iter().zip(exact) {
                assert!((f64::from(f) - e).abs() <= SINGLE_TOLERANCE * largest, "{}: {f} {e}", tensor.name());
            }
        }
    }
}

#[test]
fn a_new_network_predicts_evenly_and_can_learn_everywhere() {
    for sizes in [
        [1, 2, 4, 10],
        [3, 16, 64, 96],
        [3, 10, 200, 27],
        [16, 8, 32, 300],
        [4, 64, 128, 2000],
        [2, 1, 1, 50],
    ] {
        for activation in ACTIVATIONS {
            for seed in 1..=5 {
                let config = config(sizes, activation, true);
                let parameters = Parameters::initialised(config, seed);
                let (contexts, targets) =
                    (random_words(sizes[0] * 32, sizes[3], seed), random_words(32, sizes[3], seed + 9));
                let mut cpu = Cpu::new(config);
                let loss = f64::from(cpu.gradients(&parameters, &contexts, &targets));
                let even = libm::log(sizes[3] as f64);
                assert!((loss / even - 1.0).abs() <= 0.01, "{sizes:?} {activation:?}: {loss}, not {even}");
                for (_, gradient) in parameters.layout.gradients() {
                    let values = cpu.tensor(gradient).expect("kept");
                    // One relu unit may be off for a whole batch; that is chance, not the start's scale.
                    let may_be_off = activation == Activation::Relu && sizes[2] == 1;
                    assert!(
                        may_be_off || values.iter().any(|&g| g != 0.0),
                        "{sizes:?} {activation:?}: {} is zero",
                        gradient.name()
                    );
                }
            }
        }
    }
}

#[test]
fn a_number_that_is_not_finite_is_found_where_it_began() {
    let config = config([2, 3, 4, 5], Activation::Tanh, true);
    let (contexts, targets) = ([0, 1, 2, 3], [4, 0]);
    let mut cpu = Cpu::new(config);
    let mut at = |tensor: Tensor, index: usize, value: f32| {
        let mut parameters = random_parameters(config, 1);
        parameters.slice_mut(tensor)[index] = value;
        // As training leaves it: logits and probabilities are something else by then.
        cpu.derivatives(&parameters, &contexts, &targets);
        cpu.first_not_finite(&parameters, &contexts, &targets)
    };
    assert_eq!(at(Tensor::E, 0, 0.5), None);
    assert_eq!(at(Tensor::E, 0, f32::NAN), Some(("lookup", Tensor::e)));
    assert_eq!(at(Tensor::W, 0, f32::INFINITY), Some(("affine", Tensor::a)));
    assert_eq!(at(Tensor::U, 0, 3e38), None);
    assert_eq!(at(Tensor::c, 1, f32::NAN), Some(("logits", Tensor::z)));
}
