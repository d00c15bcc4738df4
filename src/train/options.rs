//! What a run is asked for, as scripts spell it, and the checked form that the trainer works from.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::{Error, Result};

/// The largest rate, and the most steps of one call: beyond them is a slip of the keyboard.
const MAXIMUM_RATE: f64 = 1e6;
const MAXIMUM_STEPS: u64 = 1_000_000_000;
/// The largest batch.
pub const MAXIMUM_BATCH: u64 = 65_536;

/// Which rule turns a gradient g into a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// theta -= rate g
    #[default]
    Sgd,
    /// v = mu v + g, theta -= rate v
    Momentum,
    /// Loshchilov and Hutter 2019, with bias correction.
    AdamW,
}

/// How the rate moves with the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleName {
    /// The rate as given.
    #[default]
    Constant,
    /// Half a cosine wave, from the rate to 0.
    Cosine,
    /// Falls by a factor every so many steps.
    Step,
}

/// The optimizer as scripts ask for it. What is absent has its default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OptimizerOptions {
    /// eta, 0.1 where absent.
    pub rate: Option<f64>,
    /// "sgd" where absent.
    pub optimizer: Option<Rule>,
    /// mu, 0.9 where absent.
    pub momentum: Option<f64>,
    /// 0.9 where absent.
    pub beta1: Option<f64>,
    /// 0.999 where absent.
    pub beta2: Option<f64>,
    /// 1e-8 where absent.
    pub epsilon: Option<f64>,
    /// Decoupled, on every tensor; 0 where absent.
    pub weight_decay: Option<f64>,
    /// The largest global L2 norm of a gradient; none where absent.
    pub clip: Option<f64>,
    /// "constant" where absent.
    pub schedule: Option<ScheduleName>,
    /// Steps of the cosine.
    pub total: Option<f64>,
    /// Steps between two falls.
    pub every: Option<f64>,
    /// What a fall multiplies the rate by, 0.1 where absent.
    pub factor: Option<f64>,
}

/// The order that examples come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderName {
    /// A seeded permutation per epoch.
    #[default]
    Random,
    /// As they stand in the text.
    Sequential,
}

/// `train`'s options.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TrainOptions {
    /// How many steps: must be there.
    pub steps: Option<f64>,
    /// B, 32 where absent.
    pub batch: Option<f64>,
    /// "random" where absent.
    pub order: Option<OrderName>,
    /// Rate, rule, schedule. Read apart.
    #[serde(skip)]
    pub optimizer: OptimizerOptions,
}

/// `trainOn`'s options, the examples apart.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TrainOnOptions {
    /// 1 where absent.
    pub steps: Option<f64>,
    /// All examples where absent.
    pub batch: Option<f64>,
    /// Rate, rule, schedule. Read apart.
    #[serde(skip)]
    pub optimizer: OptimizerOptions,
}

/// How the rate moves, checked. s is the model's step before the update.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Schedule {
    /// rate
    Constant,
    /// rate/2 (1 + cos(pi min(s, total)/total))
    Cosine {
        /// Steps of the half wave.
        total: u64,
    },
    /// rate · factor^floor(s/every)
    Step {
        /// Steps between two falls.
        every: u64,
        /// What a fall multiplies by.
        factor: f64,
    },
}

/// An optimizer's settings, checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// eta before the schedule.
    pub rate: f64,
    /// Which rule.
    pub rule: Rule,
    /// mu
    pub momentum: f32,
    /// How the first moment decays.
    pub beta1: f64,
    /// How the second moment decays.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub epsilon: f32,
    /// Decoupled.
    pub weight_decay: f64,
    /// The largest norm of a gradient.
    pub clip: Option<f64>,
    /// How the rate moves.
    pub schedule: Schedule,
}

impl Settings {
    /// eta at this step.
    pub fn rate_at(&self, step: u64) -> f64 {
        match self.schedule {
            Schedule::Constant => self.rate,
            Schedule::Cosine { total } => {
                let part = step.min(total) as f64 / total as f64;
                self.rate / 2.0 * (1.0 + libm::cos(core::f64::consts::PI * part))
            }
            Schedule::Step { every, factor } => self.rate * libm::pow(factor, (step / every) as f64),
        }
    }
}

impl OptimizerOptions {
    /// The settings, if every number can be worked with.
    ///
    /// # Errors
    /// The first number that cannot.
    pub fn checked(&self) -> Result<Settings> {
        let schedule = match self.schedule.unwrap_or_default() {
            ScheduleName::Constant => Schedule::Constant,
            ScheduleName::Cosine => Schedule::Cosine { total: needed("total", self.total)? },
            ScheduleName::Step => Schedule::Step {
                every: needed("every", self.every)?,
                factor: check::positive("factor", self.factor.unwrap_or(0.1), 1.0)?,
            },
        };
        Ok(Settings {
            rate: check::positive("rate", self.rate.unwrap_or(0.1), MAXIMUM_RATE)?,
            rule: self.optimizer.unwrap_or_default(),
            momentum: single("momentum", check::decay("momentum", self.momentum.unwrap_or(0.9))?)?,
            beta1: check::decay("beta1", self.beta1.unwrap_or(0.9))?,
            beta2: check::decay("beta2", self.beta2.unwrap_or(0.999))?,
            epsilon: check::between("epsilon", self.epsilon.unwrap_or(1e-8), 1e-30, 1.0)? as f32,
            weight_decay: check::between("weightDecay", self.weight_decay.unwrap_or(0.0), 0.0, 1e6)?,
            clip: self.clip.map(|clip| check::between("clip", clip, SMALLEST_CLIP, 1e30)).transpose()?,
            schedule,
        })
    }
}

/// A norm that f32 still holds in full: the card computes with that, and a smaller one would be none.
const SMALLEST_CLIP: f64 = 1e-30;

/// A decay as f32, which must not round to 1: nothing would be forgotten then.
fn single(name: &'static str, decay: f64) -> Result<f32> {
    match decay as f32 {
        rounded if rounded < 1.0 => Ok(rounded),
        _ => Err(Error::value(
            name,
            decay,
            "it is 1 as the engine computes it, and must be below: at most 0.99999994",
        )),
    }
}

fn needed(name: &'static str, value: Option<f64>) -> Result<u64> {
    match value {
        Some(value) => check::whole(name, value, 1, MAXIMUM_STEPS),
        None => Err(Error::value(name, "absent", "this schedule needs it, a whole number of at least 1")),
    }
}

/// A run, checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// How many steps.
    pub steps: u64,
    /// B.
    pub batch: usize,
    /// The order of the examples.
    pub order: OrderName,
    /// Rate, rule, schedule.
    pub settings: Settings,
}

impl Run {
    /// Buffers of the parameters' size that its rule remembers.
    pub fn rule_buffers(&self) -> usize {
        match self.settings.rule {
            Rule::Sgd => 0,
            Rule::Momentum => 1,
            Rule::AdamW => 2,
        }
    }
}

impl TrainOptions {
    /// The run, if it can be done.
    ///
    /// # Errors
    /// The first value that cannot be worked with.
    pub fn checked(&self) -> Result<Run> {
        let Some(steps) = self.steps else {
            return Err(Error::value("steps", "absent", "it must be a whole number of at least 1"));
        };
        Ok(Run {
            steps: check::whole("steps", steps, 1, MAXIMUM_STEPS)?,
            batch: check::whole("batch", self.batch.unwrap_or(32.0), 1, MAXIMUM_BATCH)? as usize,
            order: self.order.unwrap_or_default(),
            settings: self.optimizer.checked()?,
        })
    }
}

impl TrainOnOptions {
    /// The run over this many examples, if it can be done. They come as they stand.
    ///
    /// # Errors
    /// The first value that cannot be worked with.
    pub fn checked(&self, examples: usize) -> Result<Run> {
        let batch = self.batch.unwrap_or(examples as f64);
        Ok(Run {
            steps: check::whole("steps", self.steps.unwrap_or(1.0), 1, MAXIMUM_STEPS)?,
            batch: check::whole("batch", batch, 1, MAXIMUM_BATCH)? as usize,
            order: OrderName::Sequential,
            settings: self.optimizer.checked()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut TrainOptions)) -> Result<Run> {
        let mut options = TrainOptions { steps: Some(1.0), ..Default::default() };
        change(&mut options);
        options.checked()
    }

    #[test]
    fn every_bad_value_is_named() {
        type Change = fn(&mut TrainOptions, f64);
        let fields: [(&str, Change, &[f64]); 12] = [
            ("steps", |o, x| o.steps = Some(x), &[0.0, -1.0, 1.5, f64::NAN, 1e300]),
            ("batch", |o, x| o.batch = Some(x), &[0.0, -1.0, 1.5, f64::NAN, 1e9]),
            ("rate", |o, x| o.optimizer.rate = Some(x), &[0.0, -0.1, f64::NAN, f64::INFINITY, 1_000_001.0]),
            ("momentum", |o, x| o.optimizer.momentum = Some(x), &[-0.1, 1.0, f64::NAN]),
            ("beta1", |o, x| o.optimizer.beta1 = Some(x), &[-0.1, 1.0, f64::NAN]),
            ("beta2", |o, x| o.optimizer.beta2 = Some(x), &[-0.1, 1.0, f64::NAN]),
            ("epsilon", |o, x| o.optimizer.epsilon = Some(x), &[0.0, -1.0, f64::NAN]),
            ("weightDecay", |o, x| o.optimizer.weight_decay = Some(x), &[-0.1, f64::INFINITY, f64::NAN]),
            ("clip", |o, x| o.optimizer.clip = Some(x), &[0.0, -1.0, f64::NAN]),
            ("total", |o, x| o.optimizer = cosine(x), &[0.0, 0.5, f64::NAN]),
            ("every", |o, x| o.optimizer = fall(x, 0.5), &[0.0, 0.5, f64::NAN]),
            ("factor", |o, x| o.optimizer = fall(1.0, x), &[0.0, 1.5, f64::NAN]),
        ];
        for (name, change, values) in fields {
            for &value in values {
                let message = with(|o| change(o, value)).expect_err(name).to_string();
                assert!(message.starts_with(&format!("{name} is {value}; ")), "{message}");
            }
        }
        assert!(TrainOptions::default().checked().is_err());
        assert!(with(|_| ()).is_ok());
    }

    fn cosine(total: f64) -> OptimizerOptions {
        OptimizerOptions {
            schedule: Some(ScheduleName::Cosine),
            total: Some(total),
            rate: Some(1.0),
            ..Default::default()
        }
    }

    fn fall(every: f64, factor: f64) -> OptimizerOptions {
        OptimizerOptions {
            schedule: Some(ScheduleName::Step),
            every: Some(every),
            factor: Some(factor),
            rate: Some(1.0),
            ..Default::default()
        }
    }

    #[test]
    fn schedules_follow_their_formulas() {
        let cosine = cosine(10.0).checked().expect("valid");
        let at = |step| cosine.rate_at(step);
        assert_eq!(at(0), 1.0);
        assert!((at(5) - 0.5).abs() < 1e-15);
        assert_eq!((at(10), at(1000)), (0.0, 0.0));
        let fall = fall(3.0, 0.5).checked().expect("valid");
        assert_eq!([0, 2, 3, 5, 6].map(|s| fall.rate_at(s)), [1.0, 1.0, 0.5, 0.5, 0.25]);
    }
}
