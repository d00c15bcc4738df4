//! The engine against values from another library's automatic differentiation (`reference/make.py` wrote them).

use std::collections::BTreeMap;
use std::path::PathBuf;

use glasslm::backend::{Cpu, Reference};
use glasslm::model::{Activation, Config, Dims, PLAN, Parameters, Tensor};
use glasslm::session::{CorpusSource, ModelOptions, Session, Target, TraceOptions, Words};
use glasslm::trace::{Shown, Trace};
use glasslm::train::options::ScheduleName;
use glasslm::train::{Optimizer, OptimizerName, OptimizerOptions};

/// f64 against f64: both sum in orders of their own.
const DOUBLE_TOLERANCE: f64 = 1e-12;
/// The f32 kernels, relative to a tensor's largest.
const SINGLE_TOLERANCE: f64 = 2e-6;

/// One file: a line is a name and its values.
struct File(BTreeMap<String, Vec<String>>);

impl File {
    fn all(kind: &str) -> Vec<(String, File)> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .expect("the reference folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(kind)))
            .map(|path| {
                let text = std::fs::read_to_string(&path).expect("a reference file");
                let lines = text.lines().map(|line| {
                    let mut words = line.split(' ').map(str::to_string);
                    (words.next().expect("a name"), words.collect())
                });
                (path.display().to_string(), File(lines.collect()))
            })
            .collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        files
    }

    fn words(&self, name: &str) -> &[String] {
        self.0.get(name).unwrap_or_else(|| panic!("no line {name}"))
    }

    fn numbers<N: std::str::FromStr<Err: std::fmt::Debug>>(&self, name: &str) -> Vec<N> {
        self.words(name).iter().map(|word| word.parse().expect("a number")).collect()
    }

    fn config(&self) -> Config {
        let words = self.words("config");
        let size = |i: usize| words[i].parse().expect("a size");
        Config {
            dims: Dims { context: size(0), embedding: size(1), hidden: size(2), vocabulary: size(3) },
            activation: match words[4].as_str() {
                "tanh" => Activation::Tanh,
                "sigmoid" => Activation::Sigmoid,
                "relu" => Activation::Relu,
                other => panic!("no activation {other}"),
            },
            bias: words[5] == "bias",
        }
    }

    /// The parameters whose names stand after `prefix`, from d x |V| to memory's word by word.
    fn parameters(&self, prefix: &str) -> Parameters<f64> {
        let mut parameters = Parameters::<f64>::zeros(self.config());
        for &tensor in parameters.layout.tensors() {
            let shown = self.numbers(&format!("{prefix}{}", tensor.name()));
            let shown = in_memory(tensor, shown, &self.config());
            parameters.slice_mut(tensor).copy_from_slice(&shown);
        }
        parameters
    }
}

/// E and dE transposed from d x |V| to memory's |V| x d; all else as it is.
fn in_memory(tensor: Tensor, shown: Vec<f64>, config: &Config) -> Vec<f64> {
    if ![Tensor::E, Tensor::dE].contains(&tensor) {
        return shown;
    }
    let (d, words) = (config.dims.embedding, config.dims.vocabulary);
    (0..words * d).map(|i| shown[i % d * words + i / d]).collect()
}

fn in_f32(parameters: &Parameters<f64>) -> Parameters<f32> {
    Parameters { layout: parameters.layout, data: parameters.data.iter().map(|&x| x as f32).collect() }
}

/// Asserts that no number is further from its reference than `tolerance` times the largest; NaN is further.
fn assert_near(what: &str, got: impl ExactSizeIterator<Item = f64>, reference: &[f64], tolerance: f64) {
    assert_eq!(got.len(), reference.len(), "{what}");
    let largest = reference.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    for (i, (got, &reference)) in got.zip(reference).enumerate() {
        let near = (got - reference).abs() <= tolerance * largest;
        assert!(near, "{what}[{i}] is {got}, the reference has {reference}");
    }
}

#[test]
fn values_and_gradients_are_the_reference_s_by_name() {
    let files = File::all("gradients-");
    assert_eq!(files.len(), 6);
    for (path, file) in files {
        let config = file.config();
        let (contexts, targets) = (file.numbers("contexts"), file.numbers("targets"));
        let parameters = file.parameters("");
        let double = Reference::run(&parameters, &contexts, &targets);
        let mut cpu = Cpu::new(config);
        let loss = cpu.gradients(&in_f32(&parameters), &contexts, &targets);
        let reference: Vec<f64> = file.numbers("L");
        assert_near(&path, [double.mean_loss()].into_iter(), &reference, DOUBLE_TOLERANCE);
        assert_near(&path, [f64::from(loss)].into_iter(), &reference, SINGLE_TOLERANCE);
        let mut compared = 0;
        for tensor in Tensor::ALL {
            let Some(single) = cpu.tensor(tensor).filter(|values| !values.is_empty()) else { continue };
            let what = format!("{path}: {}", tensor.name());
            let reference = in_memory(tensor, file.numbers(tensor.name()), &config);
            assert_near(&what, double.tensor(tensor).iter().copied(), &reference, DOUBLE_TOLERANCE);
            assert_near(&what, single.iter().map(|&x| f64::from(x)), &reference, SINGLE_TOLERANCE);
            compared += 1;
        }
        // e a h z yhat dz dh da de dE dW dU, and with biases db dc.
        assert_eq!(compared, if config.bias { 14 } else { 12 });
    }
}

/// Ten steps of f32 training: rounding of each step carried through the next.
const TRAINED_TOLERANCE: f64 = 1e-5;

#[test]
fn ten_steps_of_each_optimizer_are_the_reference_s() {
    let files = File::all("training-");
    assert_eq!(files.len(), 9);
    for (path, file) in files {
        let number = |name: &str| file.numbers::<f64>(name)[0];
        let schedule = file.words("schedule");
        let scheduled = |i: usize| schedule.get(i).map(|word| word.parse::<f64>().expect("a number"));
        let mut options = OptimizerOptions {
            rate: Some(number("rate")),
            weight_decay: Some(number("weightDecay")),
            clip: file.words("clip")[0].parse().ok(),
            optimizer: Some(match file.words("optimizer")[0].as_str() {
                "sgd" => OptimizerName::Sgd,
                "momentum" => OptimizerName::Momentum,
                "adamw" => OptimizerName::AdamW,
                other => panic!("no optimizer {other}"),
            }),
            ..Default::default()
        };
        match schedule[0].as_str() {
            "constant" => {}
            "cosine" => (options.schedule, options.total) = (Some(ScheduleName::Cosine), scheduled(1)),
            "step" => {
                options.schedule = Some(ScheduleName::Step);
                (options.every, options.factor) = (scheduled(1), scheduled(2));
            }
            other => panic!("no schedule {other}"),
        }
        let settings = options.checked().expect("valid options");
        let config = file.config();
        let n = config.dims.context;
        let (contexts, targets) = (file.numbers::<u32>("contexts"), file.numbers::<u32>("targets"));
        let (batch, steps) = (number("batch") as usize, number("steps") as u64);
        let mut parameters = in_f32(&file.parameters(""));
        let mut cpu = Cpu::new(config);
        let mut optimizer = Optimizer::new(settings.rule, parameters.data.len());
        let mut losses = Vec::new();
        let mut around = (0..targets.len()).cycle();
        for step in 0..steps {
            let chosen: Vec<usize> = around.by_ref().take(batch).collect();
            let context: Vec<u32> =
                chosen.iter().flat_map(|&i| contexts[i * n..(i + 1) * n].iter().copied()).collect();
            let target: Vec<u32> = chosen.iter().map(|&i| targets[i]).collect();
            losses.push(f64::from(cpu.gradients(&parameters, &context, &target)));
            optimizer.update(&settings, step, &mut parameters, &mut cpu);
        }
        let what = |part: &str| format!("{path}: {part}");
        assert_near(&what("losses"), losses.into_iter(), &file.numbers("losses"), TRAINED_TOLERANCE);
        let after = file.parameters("after.");
        for &tensor in after.layout.tensors() {
            let got = parameters.slice(tensor).iter().map(|&x| f64::from(x));
            assert_near(&what(tensor.name()), got, after.slice(tensor), TRAINED_TOLERANCE);
        }
    }
}

/// A session with a file's network: its words are named by their ids.
fn session(file: &File) -> Session {
    let Config { dims, activation, bias } = file.config();
    let words: Vec<String> = (0..dims.vocabulary).map(|id| format!("w{id}")).collect();
    let text = words.join(" ");
    let options = ModelOptions {
        corpus: Some(CorpusSource::Splits { train: text, validation: String::new(), test: String::new() }),
        vocabulary: Some(words),
        sentences: Some(false.into()),
        unknown: Some(false),
        context: Some(dims.context as f64),
        embedding: Some(dims.embedding as f64),
        hidden: Some(dims.hidden as f64),
        activation: Some(activation),
        bias: Some(bias),
        ..Default::default()
    };
    let mut session = Session::create(options).expect("a model");
    let parameters: Vec<Shown> = session.parameters();
    let parameters: Vec<Shown> = parameters
        .into_iter()
        .map(|shown| Shown { data: file.numbers(shown.tensor.name()), ..shown })
        .collect();
    session.set_parameters(&parameters).expect("of its shapes");
    session
}

fn of(shown: &[Shown], tensor: Tensor) -> Vec<f64> {
    let shown = shown.iter().find(|s| s.tensor == tensor).expect("traced");
    shown.data.iter().map(|&x| f64::from(x)).collect()
}

/// The small steps of softmax and dz from the reference's own z, yhat and dz of one example.
#[expect(clippy::disallowed_methods, reason = "an exponential that is not the engine's own")]
fn assert_fine(what: &str, trace: &Trace, z: &[f64], yhat: &[f64], dz: &[f64]) {
    let (softmax, small) = trace.fine.as_ref().expect("asked for");
    let wide = |values: &[f32]| values.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
    let near = |name: &str, got: Vec<f64>, reference: &[f64]| {
        assert_near(&format!("{what} {name}"), got.into_iter(), reference, SINGLE_TOLERANCE);
    };
    let maximum = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shifted: Vec<f64> = z.iter().map(|z| z - maximum).collect();
    let exponentials: Vec<f64> = shifted.iter().map(|x| x.exp()).collect();
    near("maximum", vec![f64::from(softmax.maximum)], &[maximum]);
    near("shifted", wide(&softmax.shifted), &shifted);
    near("exponentials", wide(&softmax.exponentials), &exponentials);
    near("sum", vec![f64::from(softmax.sum)], &[exponentials.iter().sum()]);
    near("quotient", wide(&softmax.yhat), yhat);
    let target = trace.target as usize;
    let dyhat: Vec<f64> =
        yhat.iter().enumerate().map(|(i, p)| if i == target { -1.0 / p } else { 0.0 }).collect();
    near("dyhat", wide(&small.dyhat), &dyhat);
    let size = yhat.len();
    let cell = |i: usize, j: usize| if i == j { yhat[i] * (1.0 - yhat[i]) } else { -yhat[i] * yhat[j] };
    let jacobian: Vec<f64> = (0..size * size).map(|at| cell(at / size, at % size)).collect();
    near("jacobian", wide(small.jacobian.as_deref().expect("a small vocabulary")), &jacobian);
    near("product", wide(&small.product), dz);
}

#[test]
fn every_step_of_a_trace_is_the_reference_s() {
    const RATE: f64 = 0.5;
    let files = File::all("gradients-");
    assert_eq!(files.len(), 6);
    for (path, file) in files {
        let config = file.config();
        let n = config.dims.context;
        let (contexts, targets) = (file.numbers::<u32>("contexts"), file.numbers::<u32>("targets"));
        let batch = targets.len();
        let mut session = session(&file);
        let mut options = TraceOptions { fine: Some(true), ..Default::default() };
        options.optimizer.rate = Some(RATE);
        let (mut loss, mut sums) = (0.0, BTreeMap::<&str, Vec<f64>>::new());
        for (i, &target) in targets.iter().enumerate() {
            let what = |name: &str| format!("{path}: {name} of example {i}");
            let context: Vec<String> = contexts[i * n..][..n].iter().map(|id| format!("w{id}")).collect();
            let words = Words::Text(context.join(" "));
            let trace = session.trace(&words, &Target::Id(f64::from(target)), &options).expect("traced");
            loss += f64::from(trace.loss) / batch as f64;
            // The file's gradients are of the mean loss; a trace's are of its own.
            let row = |tensor: Tensor| {
                let all: Vec<f64> = file.numbers(tensor.name());
                let width = all.len() / batch;
                let scale = if tensor.name().starts_with('d') { batch as f64 } else { 1.0 };
                all[i * width..][..width].iter().map(|x| x * scale).collect::<Vec<f64>>()
            };
            for tensor in [
                Tensor::e,
                Tensor::a,
                Tensor::h,
                Tensor::z,
                Tensor::yhat,
                Tensor::dz,
                Tensor::dh,
                Tensor::da,
                Tensor::de,
            ] {
                let got = of(&trace.tensors, tensor);
                assert_near(&what(tensor.name()), got.into_iter(), &row(tensor), SINGLE_TOLERANCE);
            }
            assert_fine(&what("small steps"), &trace, &row(Tensor::z), &row(Tensor::yhat), &row(Tensor::dz));
            // Every parameter's gradient, and the parameter that the update leaves.
            let parameters = file.parameters("");
            let double = Reference::run(&parameters, &contexts[i * n..][..n], &[target]);
            let mut moved = parameters.clone();
            for (parameter, gradient) in parameters.layout.gradients() {
                let own = of(&trace.tensors, gradient);
                let sum = sums.entry(gradient.name()).or_insert_with(|| vec![0.0; own.len()]);
                sum.iter_mut().zip(&own).for_each(|(sum, x)| *sum += x / batch as f64);
                let in_order = in_memory(gradient, own, &config);
                assert_near(
                    &what(gradient.name()),
                    in_order.into_iter(),
                    double.tensor(gradient),
                    SINGLE_TOLERANCE,
                );
                let slope = double.tensor(gradient).to_vec();
                moved.slice_mut(parameter).iter_mut().zip(slope).for_each(|(x, g)| *x -= RATE * g);
                let after = in_memory(parameter, of(&trace.updated, parameter), &config);
                assert_near(&what("update"), after.into_iter(), moved.slice(parameter), SINGLE_TOLERANCE);
            }
            let after = Reference::run(&moved, &contexts[i * n..][..n], &[target]).mean_loss();
            assert_near(&what("loss after"), [f64::from(trace.loss_after)].into_iter(), &[after], 1e-5);
            let ids: Vec<_> = trace.steps.iter().filter(|s| s.parent.is_none()).map(|s| s.id).collect();
            assert!(ids.iter().copied().eq(PLAN.steps_in(&config).map(|s| s.id)));
        }
        assert_near(&path, [loss].into_iter(), &file.numbers("L"), SINGLE_TOLERANCE);
        assert_eq!(sums.len(), if config.bias { 5 } else { 3 });
        for (name, mean) in sums {
            assert_near(
                &format!("{path}: mean {name}"),
                mean.into_iter(),
                &file.numbers(name),
                SINGLE_TOLERANCE,
            );
        }
    }
}
