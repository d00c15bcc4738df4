//! Turns a gradient into an update. It knows only the flat buffers, and that a step's gradient is zero for words that the step did not
//! read. Without clipping, each part of the gradient moves its parameters as soon as it is computed.

use core::ops::Range;

use super::options::{OptimizerName, Settings};
use crate::backend::{Cpu, Moves, Shared};
use crate::model::{Parameters, Tensor};
use crate::ops::sum::sum_of_squares;

/// An optimizer's state: its rule and the moments that it keeps from step to step.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimizer {
    /// The rule of the state.
    pub rule: OptimizerName,
    /// Updates since the state was cleared: the t of AdamW's bias correction.
    pub updates: u64,
    /// v of momentum, m of AdamW: as long as the parameters, or empty.
    pub first: Vec<f32>,
    /// v of AdamW: as long as the parameters, or empty.
    pub second: Vec<f32>,
}

impl Default for Optimizer {
    fn default() -> Self {
        Optimizer { rule: OptimizerName::Sgd, updates: 0, first: Vec::new(), second: Vec::new() }
    }
}

impl Optimizer {
    /// The size of its moments in memory.
    pub fn bytes(&self) -> usize {
        4 * (self.first.len() + self.second.len())
    }

    /// A cleared state for this rule, over `len` parameters.
    pub fn new(rule: OptimizerName, len: usize) -> Self {
        let zeros = |needed| if needed { vec![0.0; len] } else { Vec::new() };
        Optimizer {
            rule,
            first: zeros(rule != OptimizerName::Sgd),
            second: zeros(rule == OptimizerName::AdamW),
            ..Self::default()
        }
    }

    /// Clears the state if it belongs to another rule.
    pub fn take_up(&mut self, rule: OptimizerName, len: usize) {
        if self.rule != rule {
            *self = Self::new(rule, len);
        }
    }

    /// Updates the parameters: clips, then decays (theta -= rate · decay · theta), then applies the rule.
    ///
    /// `cpu` has the gradients of the mean loss, or the derivatives of the examples, which it then adds up. `step` is the model's step
    /// before this update. The state must belong to `settings.rule` (see [`Optimizer::take_up`]). Returns the amounts of the update.
    pub fn update(
        &mut self,
        settings: &Settings,
        step: u64,
        parameters: &mut Parameters,
        cpu: &mut Cpu,
    ) -> Amounts {
        if settings.clip.is_some() {
            cpu.sum(None);
        }
        let amounts = self.amounts(settings, step, cpu);
        cpu.sum(Some(&self.moving(amounts, parameters)));
        amounts
    }

    /// As [`Optimizer::update`], by gradients that are already added up.
    pub fn update_by(
        &mut self,
        settings: &Settings,
        step: u64,
        parameters: &mut Parameters,
        cpu: &Cpu,
    ) -> Amounts {
        let amounts = self.amounts(settings, step, cpu);
        cpu.move_by(&self.moving(amounts, parameters));
        amounts
    }

    /// Counts one more update, and computes its amounts.
    fn amounts(&mut self, settings: &Settings, step: u64, cpu: &Cpu) -> Amounts {
        self.updates += 1;
        let scale = settings.clip.map_or(1.0, |clip| {
            let norm = norm(&cpu.gradients, cpu.is_touched());
            if norm > clip { (clip / norm) as f32 } else { 1.0 }
        });
        Amounts { scale, ..Amounts::new(settings, step, self.updates) }
    }

    fn moving<'a>(&'a mut self, by: Amounts, parameters: &'a mut Parameters) -> Moving<'a> {
        let lists = [&mut parameters.data, &mut self.first, &mut self.second];
        Moving { by, lists: lists.map(|list| Shared::new(list)) }
    }
}

/// An update under way: parameters and moments.
struct Moving<'a> {
    by: Amounts,
    lists: [Shared<'a, f32>; 3],
}

impl Moves for Moving<'_> {
    fn by(&self, place: Range<usize>, gradient: &[f32]) {
        let [theta, first, second] = self.lists.map(|list| {
            // A rule has no moment, one or two.
            let place = if list.is_empty() { 0..0 } else { place.clone() };
            // SAFETY: each parameter is moved once, and nothing else uses these lists.
            unsafe { list.part(place) }
        });
        self.by.apply(theta, gradient, first, second);
    }

    fn all_words(&self) -> bool {
        // Only with SGD and without decay does a word that was not read stay as it is.
        self.by.rule != OptimizerName::Sgd || self.by.keep != 1.0
    }
}

/// The numbers of one update.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amounts {
    /// The rule.
    pub rule: OptimizerName,
    /// eta, at this step of the schedule.
    pub rate: f32,
    /// The factor that weight decay leaves of a parameter: 1 - eta · decay.
    pub keep: f32,
    /// The factor that clipping leaves of the gradient; 1 if the norm is within the limit.
    pub scale: f32,
    /// mu
    pub momentum: f32,
    pub(super) beta1: f32,
    pub(super) rest1: f32,
    pub(super) beta2: f32,
    pub(super) rest2: f32,
    pub(super) correction1: f32,
    pub(super) correction2: f32,
    pub(super) epsilon: f32,
}

impl Amounts {
    /// The amounts of the update at this step of the model, which is number `updates` since the state was cleared; without clipping.
    pub(super) fn new(settings: &Settings, step: u64, updates: u64) -> Self {
        let rate = settings.rate_at(step);
        // 1 - beta^t: the moments start at zero, so they are too small by this factor.
        let correction = |beta: f64| match settings.rule {
            OptimizerName::AdamW => (1.0 - libm::pow(beta, updates as f64)) as f32,
            OptimizerName::Sgd | OptimizerName::Momentum => 1.0,
        };
        Amounts {
            rule: settings.rule,
            rate: rate as f32,
            keep: (1.0 - rate * settings.weight_decay) as f32,
            scale: 1.0,
            momentum: settings.momentum,
            beta1: settings.beta1 as f32,
            rest1: (1.0 - settings.beta1) as f32,
            beta2: settings.beta2 as f32,
            rest2: (1.0 - settings.beta2) as f32,
            correction1: correction(settings.beta1),
            correction2: correction(settings.beta2),
            epsilon: settings.epsilon,
        }
    }

    /// Applies the rule to a part of the buffer.
    #[inline(never)]
    fn apply(&self, theta: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
        if self.keep != 1.0 {
            theta.iter_mut().for_each(|theta| *theta *= self.keep);
        }
        let pairs = theta.iter_mut().zip(gradient.iter().map(|g| g * self.scale));
        match self.rule {
            OptimizerName::Sgd => pairs.for_each(|(theta, g)| *theta -= self.rate * g),
            OptimizerName::Momentum => {
                for ((theta, g), v) in pairs.zip(first) {
                    *v = self.momentum * *v + g;
                    *theta -= self.rate * *v;
                }
            }
            OptimizerName::AdamW => {
                for (((theta, g), m), v) in pairs.zip(first).zip(second) {
                    *m = self.beta1 * *m + self.rest1 * g;
                    *v = self.beta2 * *v + self.rest2 * (g * g);
                    let root = (*v / self.correction2).sqrt();
                    *theta -= self.rate * ((*m / self.correction1) / (root + self.epsilon));
                }
            }
        }
    }
}

/// The gradient's global L2 norm, in f64, in four lanes, row after row, so that every machine sums in the same order.
fn norm(gradients: &Parameters, touched: &[bool]) -> f64 {
    let embedding = gradients.layout.config.dims.embedding;
    let rest = &gradients.data[gradients.layout.range(Tensor::E).end..];
    let rows = gradients.slice(Tensor::E).chunks_exact(embedding).zip(touched);
    let words: f64 = rows.filter(|(_, touched)| **touched).map(|(row, _)| sum_of_squares(row)).sum();
    (words + sum_of_squares(rest)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::options::OptimizerOptions;
    use super::*;
    use crate::model::{Activation, Config, Dims};

    fn config() -> Config {
        let dims = Dims { context: 1, embedding: 2, hidden: 2, vocabulary: 3 };
        Config { dims, activation: Activation::Tanh, bias: false }
    }

    /// Parameters all 1; the gradient is 2 everywhere, but for the words 0 and 2 of E, which were not read.
    fn setting() -> (Parameters, Cpu) {
        let mut parameters = Parameters::zeros(config());
        parameters.data.fill(1.0);
        let mut cpu = Cpu::new(config());
        cpu.gradients(&parameters, &[1, 1], &[0, 2]);
        cpu.gradients.data.fill(2.0);
        for untouched in [0, 1, 4, 5] {
            cpu.gradients.data[untouched] = 0.0;
        }
        (parameters, cpu)
    }

    fn after(options: &OptimizerOptions, updates: u64) -> Parameters {
        let settings = options.checked().expect("valid");
        let (mut parameters, mut cpu) = setting();
        let mut optimizer = Optimizer::new(settings.rule, parameters.data.len());
        for step in 0..updates {
            optimizer.update(&settings, step, &mut parameters, &mut cpu);
        }
        parameters
    }

    /// An untouched word's number, a touched word's, another parameter's.
    fn seen(parameters: &Parameters) -> [f32; 3] {
        [parameters.data[0], parameters.data[2], parameters.data[8]]
    }

    #[test]
    fn sgd_moves_against_the_gradient() {
        let options = OptimizerOptions { rate: Some(0.25), ..Default::default() };
        assert_eq!(seen(&after(&options, 2)), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn decay_reaches_every_tensor_and_every_word() {
        let options = OptimizerOptions { rate: Some(0.25), weight_decay: Some(2.0), ..Default::default() };
        assert_eq!(seen(&after(&options, 1)), [0.5, 0.0, 0.0]);
    }

    #[test]
    fn momentum_remembers() {
        let options = OptimizerOptions {
            optimizer: Some(OptimizerName::Momentum),
            momentum: Some(0.5),
            rate: Some(0.25),
            ..Default::default()
        };
        // v is 2, then 3: 1 - 0.5 - 0.75.
        assert_eq!(seen(&after(&options, 2)), [1.0, -0.25, -0.25]);
    }

    #[test]
    fn adamw_takes_steps_of_the_rate() {
        let options = OptimizerOptions {
            optimizer: Some(OptimizerName::AdamW),
            rate: Some(0.125),
            ..Default::default()
        };
        // A constant gradient: both corrected moments are exact, so each step is the rate, whatever the gradient's size.
        let [untouched, touched, other] = seen(&after(&options, 3));
        assert_eq!(untouched, 1.0);
        assert!((touched - 0.625).abs() < 1e-5, "{touched}");
        assert_eq!(touched, other);
    }

    #[test]
    fn clip_scales_the_whole_gradient_to_the_norm() {
        // Twelve numbers of 2 count (one word of two, W four, U six): the norm is sqrt(12 · 4).
        let options = OptimizerOptions { rate: Some(1.0), clip: Some(1.0), ..Default::default() };
        let after = after(&options, 1);
        let moved: f64 = after.data.iter().map(|&x| f64::from(1.0 - x) * f64::from(1.0 - x)).sum();
        assert!((moved.sqrt() - 1.0).abs() < 1e-6, "{moved}");
    }

    #[test]
    fn parameters_that_move_while_their_gradient_is_made_have_the_bits_of_those_that_wait_for_it() {
        // More rows than are made at once, and more examples than one block of a sum.
        let dims = Dims { context: 2, embedding: 3, hidden: 11, vocabulary: 503 };
        let config = Config { dims, activation: Activation::Tanh, bias: true };
        for rule in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
            let options = OptimizerOptions { optimizer: Some(rule), rate: Some(0.1), ..Default::default() };
            let settings = options.checked().expect("valid");
            for batch in [1, 40, 300] {
                let ids = |count: u32, by: u32| (0..count).map(|i| i * by % 503).collect::<Vec<u32>>();
                let (contexts, targets) = (ids(2 * batch, 7), ids(batch, 31));
                let [at_once, after] = [true, false].map(|at_once| {
                    let (mut parameters, mut cpu) = (Parameters::initialised(config, 3), Cpu::new(config));
                    let mut optimizer = Optimizer::new(rule, parameters.data.len());
                    for step in 0..3 {
                        if at_once {
                            cpu.derivatives(&parameters, &contexts, &targets);
                            optimizer.update(&settings, step, &mut parameters, &mut cpu);
                        } else {
                            cpu.gradients(&parameters, &contexts, &targets);
                            optimizer.update_by(&settings, step, &mut parameters, &cpu);
                        }
                    }
                    (parameters, optimizer)
                });
                assert!(at_once == after, "{rule:?}, a batch of {batch}");
            }
        }
    }

    #[test]
    fn another_rule_clears_the_state() {
        let mut optimizer = Optimizer::new(OptimizerName::AdamW, 4);
        optimizer.updates = 9;
        optimizer.first[0] = 1.0;
        optimizer.take_up(OptimizerName::AdamW, 4);
        assert_eq!(optimizer.updates, 9);
        optimizer.take_up(OptimizerName::Momentum, 4);
        assert_eq!(optimizer, Optimizer::new(OptimizerName::Momentum, 4));
    }
}
