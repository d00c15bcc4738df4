//! Does the graphics card compute what the CPU computes? Natively on whatever Vulkan driver there is, a software one too.

use glasslm::backend::webgpu::{Asked, Card, CardNetwork, Moments, Spoil, WindowSource, block_on};
use glasslm::backend::{Cpu, Reference};
use glasslm::lm::Sequence;
use glasslm::model::tensor::variance;
use glasslm::model::{Activation, Config, Dims, Parameters, Tensor};
use glasslm::rng::{Rng, Stream};
use glasslm::run::Trainer;
use glasslm::train::options::ScheduleName;
use glasslm::train::proof::{self, difference};
use glasslm::train::{
    Accelerated, ExampleOrder, Optimizer, OptimizerName, OptimizerOptions, Run, State, TrainOptions,
};

/// The card, or none with a word on standard output; with `REQUIRE_GPU=1` none is a failure.
fn card() -> Option<Card> {
    card_as(Asked::default())
}

fn card_as(asked: Asked) -> Option<Card> {
    match block_on(Card::open(asked)) {
        Ok(card) => Some(card),
        Err(error) => {
            assert!(std::env::var("REQUIRE_GPU").as_deref() != Ok("1"), "REQUIRE_GPU is 1, and {error}");
            println!("skipped: {error}");
            None
        }
    }
}

const ACTIVATIONS: [Activation; 3] = [Activation::Tanh, Activation::Sigmoid, Activation::Relu];

fn config(sizes: [usize; 4], activation: Activation, bias: bool) -> Config {
    let [context, embedding, hidden, vocabulary] = sizes;
    Config { dims: Dims { context, embedding, hidden, vocabulary }, activation, bias }
}

fn network(config: Config) -> Parameters {
    let mut parameters = Parameters::zeros(config);
    let mut rng = Rng::new(4, Stream::Check);
    // Neither saturated nor tiny: sums of n·d and H products stay near 1.
    let bound = 2.0 / (config.dims.hidden.max(config.dims.input()) as f32).sqrt();
    parameters.data.iter_mut().for_each(|x| *x = rng.symmetric_f32(bound));
    parameters.slice_mut(Tensor::E).iter_mut().for_each(|x| *x = rng.symmetric_f32(1.0));
    parameters
}

/// B examples; a fifth of all positions read word 0, as the padding of sentences does.
fn batch(config: &Config, size: usize) -> (Vec<u32>, Vec<u32>) {
    let mut rng = Rng::new(9, Stream::Check);
    let words = config.dims.vocabulary as u32;
    let mut ids = |count: usize| -> Vec<u32> {
        (0..count).map(|_| if rng.below(5) == 0 { 0 } else { rng.below(words) }).collect()
    };
    (ids(size * config.dims.context), ids(size))
}

/// What computes a batch's tensors, by name.
trait Backend {
    fn name(&self) -> &'static str;
    fn gradients(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]);
    fn tensor(&self, tensor: Tensor) -> Option<Vec<f32>>;
}

impl Backend for Cpu {
    fn name(&self) -> &'static str {
        "cpu"
    }
    fn gradients(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]) {
        Cpu::gradients(self, parameters, contexts, targets);
    }
    fn tensor(&self, tensor: Tensor) -> Option<Vec<f32>> {
        match tensor {
            _ if tensor == Tensor::L => Some(self.losses().iter().map(|&loss| loss as f32).collect()),
            _ => Cpu::tensor(self, tensor).map(<[f32]>::to_vec),
        }
    }
}

struct OnCard {
    network: CardNetwork,
    traced: Option<glasslm::backend::webgpu::Traced>,
}

impl Backend for OnCard {
    fn name(&self) -> &'static str {
        "webgpu"
    }
    fn gradients(&mut self, parameters: &Parameters, contexts: &[u32], targets: &[u32]) {
        self.network.upload(parameters, &[], &[]);
        self.traced = Some(block_on(self.network.trace(contexts, targets)).expect("traced"));
    }
    fn tensor(&self, tensor: Tensor) -> Option<Vec<f32>> {
        let traced = self.traced.as_ref().expect("run");
        match tensor {
            _ if tensor == Tensor::L => Some(traced.losses.clone()),
            _ => traced.tensors.iter().find(|(name, _)| *name == tensor).map(|(_, data)| data.clone()),
        }
    }
}

/// f32 sums of some thousand products in another order than f64's: about 2^-24 of the largest for each doubling, and more where a
/// gradient's parts cancel. A wrong kernel is off by its own size.
const AGREES: f64 = 2e-5;

/// The one body: every tensor of a batch against the operations' definitions in f64.
fn agrees_with_the_definitions(backend: &mut dyn Backend, config: Config, size: usize) {
    let parameters = network(config);
    let (contexts, targets) = batch(&config, size);
    backend.gradients(&parameters, &contexts, &targets);
    let exact = Parameters {
        layout: parameters.layout,
        data: parameters.data.iter().map(|&x| f64::from(x)).collect(),
    };
    let exact = Reference::<f64>::run(&exact, &contexts, &targets);
    let mut compared = 0;
    for tensor in Tensor::ALL {
        let Some(ours) = backend.tensor(tensor) else { continue };
        let theirs: Vec<f32> = exact.tensor(tensor).iter().map(|&x| x as f32).collect();
        let difference = difference(&ours, &theirs);
        assert!(
            difference <= AGREES,
            "{}: {} of {config:?}, B {size}: {difference:e}",
            backend.name(),
            tensor.name()
        );
        compared += 1;
    }
    assert_eq!(compared, if config.bias { 15 } else { 13 }, "{}", backend.name());
}

/// 1, primes, larger than a tile, longer than a slice.
const SIZES: [([usize; 4], usize); 8] = [
    ([1, 1, 1, 1], 1),
    ([1, 1, 1, 2], 1),
    ([3, 2, 5, 7], 4),
    ([2, 13, 31, 101], 17),
    ([16, 3, 67, 257], 5),
    ([3, 16, 64, 100], 32),
    ([4, 33, 129, 1031], 70),
    ([2, 7, 600, 2003], 3),
];

#[test]
fn every_tensor_of_every_size_on_the_cpu() {
    for (sizes, batch) in SIZES {
        for activation in ACTIVATIONS {
            let config = config(sizes, activation, true);
            agrees_with_the_definitions(&mut Cpu::new(config), config, batch);
        }
    }
}

#[test]
fn every_tensor_of_every_size_on_the_card() {
    // Each way to bring a workgroup's numbers together, where the adapter has both.
    let Some(usual) = card() else { return };
    let plain = usual.subgroups.then(|| card_as(Asked { subgroups: Some(false), ..Default::default() }));
    if plain.is_none() {
        println!("skipped with subgroups: {} has none", usual.detail);
    }
    for card in [Some(usual), plain.flatten()].into_iter().flatten() {
        for (sizes, size) in SIZES {
            for (activation, bias) in ACTIVATIONS.into_iter().zip([true, false, true]) {
                let config = config(sizes, activation, bias);
                let network = block_on(CardNetwork::new(&card, config, Moments::default())).expect("small");
                agrees_with_the_definitions(&mut OnCard { network, traced: None }, config, size);
            }
        }
        assert_eq!(card.fault(), None);
    }
}

#[test]
fn subgroups_change_no_more_than_the_order_of_sums() {
    let Some(with) = card() else { return };
    if !with.subgroups {
        return println!("skipped: {} has no subgroups", with.detail);
    }
    let Some(without) = card_as(Asked { subgroups: Some(false), ..Default::default() }) else { return };
    assert!(!without.subgroups);
    let config = config([3, 6, 70, 777], Activation::Tanh, true);
    let text = text(&config, 400);
    // A clip that bites: the norm is in every step.
    let options = OptimizerOptions { rate: Some(0.3), clip: Some(0.05), ..Default::default() };
    let run = run(30, 33, options);
    let start = start(config, run.settings.rule);
    let [(losses, end), (theirs, there)] = [with, without].map(|card| on_card(&card, &start, &text, run, 16));
    assert!(difference(&losses, &theirs) <= 1e-6);
    for &tensor in end.parameters.layout.tensors() {
        let apart = difference(end.parameters.slice(tensor), there.parameters.slice(tensor));
        assert!(apart <= 1e-4, "{}: {apart:e}", tensor.name());
    }
}

/// A made-up text that is never at an end: what comes next depends on the two words before.
fn text(config: &Config, length: usize) -> Sequence {
    let words = config.dims.vocabulary as u32;
    let mut rng = Rng::new(2, Stream::Check);
    let mut tokens = vec![0, 1 % words];
    while tokens.len() < length {
        let [before, last] = [tokens[tokens.len() - 2], tokens[tokens.len() - 1]];
        tokens.push(if rng.below(8) == 0 { rng.below(words) } else { (3 * last + before + 1) % words });
    }
    Sequence { tokens, context: config.dims.context }
}

fn source(text: &Sequence) -> WindowSource {
    WindowSource::of_stream(text.tokens.clone(), text.context, None)
}

fn run(steps: u64, batch: usize, optimizer: OptimizerOptions) -> Run {
    TrainOptions { steps: Some(steps as f64), batch: Some(batch as f64), order: None, optimizer }
        .checked()
        .expect("valid")
}

/// The losses and the end of a run on the card, `chunk` steps to a submission.
fn on_card(card: &Card, start: &State, text: &Sequence, run: Run, chunk: usize) -> (Vec<f32>, State) {
    block_on(async {
        let mut model = Accelerated::new(card, start, 1).await.expect("small");
        model.set_examples(&source(text)).await.expect("small");
        model.begin(run, true).await.expect("small");
        let mut losses = Vec::new();
        while (losses.len() as u64) < run.steps {
            let left = run.steps as usize - losses.len();
            losses.extend(model.advance(chunk.min(left)).await.expect("the card is there"));
        }
        (losses, model.state().await.expect("the card is there"))
    })
}

/// A model's own start, but E with variance 1. E begins small for what learning shows over thousands of steps; in fifty, the first of them are then
/// spent on E alone, the losses stay at ln |V| within a batch's accidents, and a card that learnt nothing could pass. It is also the harder
/// comparison: with a large E every kernel has large numbers to be wrong in from the first step.
fn start(config: Config, rule: OptimizerName) -> State {
    let mut parameters = Parameters::initialised(config, 1);
    parameters.slice_mut(Tensor::E).iter_mut().for_each(|x| *x /= variance::E_DEVIATION as f32);
    let optimizer = Optimizer::new(rule, parameters.data.len());
    State { parameters, optimizer, step: 0, dealt: 0, schedule: None }
}

/// Every way to train.
fn ways() -> Vec<OptimizerOptions> {
    let plain = OptimizerOptions { rate: Some(0.3), ..Default::default() };
    vec![
        plain.clone(),
        OptimizerOptions { clip: Some(0.05), ..plain.clone() },
        OptimizerOptions { clip: Some(1e3), weight_decay: Some(0.1), ..plain.clone() },
        OptimizerOptions { schedule: Some(ScheduleName::Cosine), total: Some(60.0), ..plain.clone() },
        OptimizerOptions { optimizer: Some(OptimizerName::Momentum), rate: Some(0.1), ..Default::default() },
        OptimizerOptions {
            optimizer: Some(OptimizerName::AdamW),
            rate: Some(0.01),
            weight_decay: Some(0.01),
            clip: Some(1.0),
            ..Default::default()
        },
    ]
}

/// After fifty steps: a difference of 1e-6 in a gradient grows from step to step, AdamW's where a gradient is so small that its
/// sign is all that counts. The losses have not moved apart by a thousandth.
const FIFTY_STEPS: f64 = 5e-3;
const FIFTY_LOSSES: f64 = 1e-4;

#[test]
fn fifty_steps_end_where_the_cpu_s_do() {
    let Some(card) = card() else { return };
    for (sizes, size, bias, activation) in [
        ([3, 5, 23, 37], 19, true, Activation::Tanh),
        ([2, 16, 64, 130], 32, false, Activation::Relu),
        ([16, 3, 17, 53], 7, true, Activation::Sigmoid),
    ] {
        for options in ways() {
            let config = config(sizes, activation, bias);
            let text = text(&config, 300);
            let run = run(50, size, options.clone());
            let start = start(config, run.settings.rule);
            let (losses, end) = on_card(&card, &start, &text, run, 16);

            let mut trainer = Trainer::from_state(start, 1);
            let mut pass = trainer.begin(run);
            let expected = trainer.advance(&mut pass, &text, 50).losses;
            let apart = difference(&losses, &expected);
            assert!(apart <= FIFTY_LOSSES, "losses, {options:?}: {apart:e}\n{losses:?}\n{expected:?}");
            assert!(losses[49] < losses[0], "it learns nothing: {losses:?}");
            let theirs = trainer.state();
            assert_eq!((end.step, end.dealt, end.optimizer.updates), (50, theirs.dealt, 50));
            for &tensor in end.parameters.layout.tensors() {
                let apart = difference(end.parameters.slice(tensor), theirs.parameters.slice(tensor));
                assert!(apart <= FIFTY_STEPS, "{} with {options:?}: {apart:e}", tensor.name());
            }
            assert_eq!(end.optimizer.first.len(), theirs.optimizer.first.len());
            assert_eq!(end.optimizer.second.len(), theirs.optimizer.second.len());
        }
    }
}

#[test]
fn fifty_thousand_words_train_as_on_the_cpu() {
    let Some(card) = card() else { return };
    let config = config([2, 4, 4, 50_000], Activation::Tanh, true);
    let text = text(&config, 2000);
    for options in [
        OptimizerOptions { rate: Some(0.3), ..Default::default() },
        OptimizerOptions {
            optimizer: Some(OptimizerName::AdamW),
            rate: Some(0.01),
            clip: Some(1.0),
            ..Default::default()
        },
    ] {
        let run = run(3, 5, options);
        let start = start(config, run.settings.rule);
        let (losses, end) = on_card(&card, &start, &text, run, 2);
        let mut trainer = Trainer::from_state(start, 1);
        let mut pass = trainer.begin(run);
        let expected = trainer.advance(&mut pass, &text, 3).losses;
        assert!(difference(&losses, &expected) <= FIFTY_LOSSES, "{losses:?} {expected:?}");
        for &tensor in end.parameters.layout.tensors() {
            let theirs = &trainer.state().parameters;
            let apart = difference(end.parameters.slice(tensor), theirs.slice(tensor));
            assert!(apart <= FIFTY_STEPS, "{}: {apart:e}", tensor.name());
        }
    }
    // Every tensor of a batch.
    agrees_with_the_definitions(
        &mut OnCard {
            network: block_on(CardNetwork::new(&card, config, Moments::default())).expect("fits"),
            traced: None,
        },
        config,
        3,
    );
}

#[test]
fn a_run_has_the_same_bits_every_time_and_however_it_is_cut() {
    let Some(card) = card() else { return };
    let config = config([3, 6, 40, 70], Activation::Tanh, true);
    let text = text(&config, 200);
    for options in ways() {
        let run = run(40, 33, options);
        let start = start(config, run.settings.rule);
        let whole = on_card(&card, &start, &text, run, 40);
        assert_eq!(whole, on_card(&card, &start, &text, run, 40));
        assert_eq!(whole, on_card(&card, &start, &text, run, 7));
    }
}

#[test]
fn a_state_goes_up_and_comes_back_to_the_last_bit() {
    let Some(card) = card() else { return };
    let config = config([2, 5, 9, 11], Activation::Sigmoid, true);
    for rule in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
        let mut state = start(config, rule);
        let mut rng = Rng::new(3, Stream::Check);
        let State { parameters, optimizer, .. } = &mut state;
        for data in [&mut parameters.data, &mut optimizer.first, &mut optimizer.second] {
            data.iter_mut().for_each(|x| *x = rng.symmetric_f32(1.0));
        }
        (state.step, state.dealt, state.optimizer.updates) = (77, 1234, 5);
        let back = block_on(async {
            Accelerated::new(&card, &state, 1).await.expect("small").state().await.expect("there")
        });
        assert_eq!(back, state);
    }
}

#[test]
fn contexts_are_the_windows_of_sentences_too() {
    let Some(card) = card() else { return };
    let config = config([3, 2, 4, 6], Activation::Tanh, false);
    let n = config.dims.context;
    // 5 ends a sentence.
    let tokens = vec![1, 2, 5, 3, 5, 5, 4, 1, 2, 3, 5];
    let examples: Vec<(Vec<u32>, u32)> = (0..tokens.len())
        .map(|at| {
            let own: Vec<u32> =
                tokens[..at].iter().rev().take_while(|&&id| id != 5).take(n).copied().collect();
            let mut context = vec![5; n - own.len()];
            context.extend(own.iter().rev());
            (context, tokens[at])
        })
        .collect();
    let contexts: Vec<u32> = examples.iter().flat_map(|(context, _)| context.clone()).collect();
    let targets: Vec<u32> = examples.iter().map(|(_, target)| *target).collect();
    let start = start(config, OptimizerName::Sgd);
    let run = Run { order: ExampleOrder::Sequential, ..run(1, tokens.len(), OptimizerOptions::default()) };
    let end = |source: WindowSource| {
        block_on(async {
            let mut model = Accelerated::new(&card, &start, 1).await.expect("small");
            model.set_examples(&source).await.expect("small");
            model.begin(run, true).await.expect("small");
            let losses = model.advance(1).await.expect("there");
            (losses, model.state().await.expect("there"))
        })
    };
    let sentences = end(WindowSource::of_stream(tokens.clone(), n, Some(5)));
    assert_eq!(sentences, end(WindowSource::of_examples(&contexts, &targets, n)));
}

#[test]
fn a_sound_card_is_proven_and_its_worst_tensor_known() {
    let Some(card) = card() else { return };
    for activation in ACTIVATIONS {
        let config = config([3, 16, 64, 300], activation, true);
        let parameters = Parameters::initialised(config, 1);
        let (contexts, targets) = batch(&config, 8);
        let proof = block_on(proof::prove(&card, &parameters, &contexts, &targets)).expect("there");
        assert_eq!(proof.refusal(), None, "{proof:?}");
        assert_eq!(proof.tensors.len(), 15 + 5);
        println!(
            "{activation:?}: GPU agrees to {:.0e} ({})",
            proof.worst().difference,
            proof.worst().tensor.name()
        );
    }
}

/// A card with a fault in one shader.
fn spoilt(file: &'static str, text: &'static str, instead: &'static str) -> Asked {
    let whole: String = glasslm::backend::webgpu::shaders::ALL
        .iter()
        .filter(|kernel| kernel.file == file)
        .map(|kernel| kernel.text(false))
        .collect();
    assert!(whole.contains(text), "{file} has no `{text}`");
    Asked { spoil: Some(Spoil { file, text, instead }), ..Default::default() }
}

#[test]
fn a_shader_that_does_not_compile_is_named() {
    if card().is_none() {
        return;
    }
    let broken = spoilt("activation.wgsl", "fn forward(", "fn forward{");
    let message = block_on(Card::open(broken)).expect_err("no shader").to_string();
    assert!(message.contains("activation.wgsl") && message.contains("does not compile"), "{message}");
}

#[test]
fn a_kernel_that_compiles_and_is_wrong_is_refused_with_the_tensor() {
    if card().is_none() {
        return;
    }
    let config = config([3, 8, 24, 90], Activation::Tanh, true);
    let parameters = Parameters::initialised(config, 1);
    let (contexts, targets) = batch(&config, 8);
    // Each fault shows first, or most, in the tensor that its kernel makes.
    for (file, text, instead, said) in [
        (
            "activation.wgsl",
            "slope = 1.0 - y * y;",
            "slope = 1.0 - y;",
            ["da", "dW", "db", "de", "dE"].as_slice(),
        ),
        ("lookup.wgsl", "part += de[", "part -= de[", &["dE"]),
        (
            "softmax.wgsl",
            "select(0.0, 1.0, i == target_word)",
            "0.0",
            &["dz", "dU", "dc", "dh", "da", "dW", "db", "de", "dE"],
        ),
        ("sum.wgsl", "total += block;", "total -= block;", &["db", "dc", "b", "c"]),
        ("matmul.wgsl", "value += bias[at.y];", "value += bias[at.y] + 0.001;", &["a", "z", "h"]),
        ("optimizer.wgsl", "means[amounts.slot] = sum", "means[amounts.slot] = 2.0 * sum", &["L"]),
        ("optimizer.wgsl", "theta[i] -= amounts.rate * (gradient[i] * factor());", "", &["E"]),
    ] {
        let card = card_as(spoilt(file, text, instead)).expect("it compiles");
        let proof = block_on(proof::prove(&card, &parameters, &contexts, &targets)).expect("there");
        let refusal = proof.refusal().unwrap_or_else(|| panic!("{file}: `{instead}` is trusted: {proof:?}"));
        let worst = proof.worst().tensor.name();
        assert!(
            said.contains(&worst) && refusal.contains(&format!("{worst} differs by")),
            "{file}: {refusal}"
        );
    }
    // Right for this model, and for no large number.
    let naive = spoilt(
        "softmax.wgsl",
        "exp_f32(z[first + i] - maximum) / sum",
        "exp(z[first + i]) / (sum * exp(maximum))",
    );
    let card = card_as(naive).expect("it compiles");
    let proof = block_on(proof::prove(&card, &parameters, &contexts, &targets)).expect("there");
    assert!(proof.worst().difference < proof::TOLERANCE, "{proof:?}");
    let refusal = proof.refusal().expect("extreme inputs are part of it");
    assert!(refusal.contains("extreme inputs"), "{refusal}");
}

#[test]
fn a_model_that_is_too_large_for_one_binding_is_refused_with_the_number() {
    if card().is_none() {
        return;
    }
    let asked = Asked { binding_limit: Some(1 << 20), ..Default::default() };
    let card = block_on(Card::open(asked)).expect("a smaller limit is no trouble");
    let large = config([2, 8, 128, 4096], Activation::Tanh, false);
    let message =
        block_on(CardNetwork::new(&card, large, Moments::default())).expect_err("too large").to_string();
    assert!(message.starts_with("U has 524288 numbers") && message.contains("1048576 bytes"), "{message}");

    let fits = config([2, 8, 16, 4096], Activation::Tanh, false);
    let state = start(fits, OptimizerName::Sgd);
    let mut model = block_on(Accelerated::new(&card, &state, 1)).expect("fits");
    let text = text(&fits, 5000);
    block_on(model.set_examples(&source(&text))).expect("fits");
    let message =
        block_on(model.begin(run(1, 100, OptimizerOptions::default()), true)).expect_err("z").to_string();
    assert!(message.starts_with("z of a batch of 100"), "{message}");
    // A smaller batch of the same model still trains.
    block_on(model.begin(run(1, 32, OptimizerOptions::default()), true)).expect("fits");
    assert!(block_on(model.advance(1)).expect("there")[0].is_finite());
}

#[test]
fn a_lost_card_says_so_and_nothing_is_made_up() {
    let Some(card) = card() else { return };
    let config = config([2, 3, 5, 7], Activation::Tanh, false);
    let text = text(&config, 50);
    block_on(async {
        let mut model = Accelerated::new(&card, &start(config, OptimizerName::Sgd), 1).await.expect("small");
        model.set_examples(&source(&text)).await.expect("small");
        model.begin(run(10, 4, OptimizerOptions::default()), true).await.expect("small");
        model.advance(5).await.expect("there");
        card.destroy();
        let message = model.advance(5).await.expect_err("lost").to_string();
        assert!(message.contains("graphics card"), "{message}");
        assert!(model.state().await.is_err());
        assert!(Accelerated::new(&card, &start(config, OptimizerName::Sgd), 1).await.is_err());
    });
}
