//! The options of a run as scripts give them, and the checked form that the trainer uses.

use serde::{Deserialize, Serialize};

use crate::check;
use crate::error::{Error, Result};
use crate::host::decimal;
use crate::reason::{self, Reason};

/// The largest rate, and the most steps of one call: larger values are typing errors.
const MAXIMUM_RATE: f64 = 1e6;
const MAXIMUM_STEPS: u64 = 1_000_000_000;
/// The largest batch.
pub const MAXIMUM_BATCH: u64 = 65_536;

/// The rule that turns a gradient g into an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OptimizerName {
    /// theta -= rate g
    #[default]
    Sgd,
    /// v = mu v + g, theta -= rate v
    Momentum,
    /// Loshchilov and Hutter 2019, with bias correction.
    AdamW,
}

impl OptimizerName {
    /// How many moments it has per parameter.
    pub fn buffers(self) -> usize {
        match self {
            OptimizerName::Sgd => 0,
            OptimizerName::Momentum => 1,
            OptimizerName::AdamW => 2,
        }
    }
}

/// How the rate depends on the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleName {
    /// The rate as given.
    #[default]
    Constant,
    /// Half a cosine wave, from the rate to 0.
    Cosine,
    /// Multiplied by a factor at regular steps.
    Step,
}

/// How a gradient becomes an update. The optimizer's state is kept from call to call; another optimizer clears it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OptimizerOptions {
    /// eta. Default 0.1. For an example's update, if none of these options is given, the rate of the last trace.
    pub rate: Option<f64>,
    /// Default "sgd".
    pub optimizer: Option<OptimizerName>,
    /// mu in v = mu v + g. Default 0.9.
    pub momentum: Option<f64>,
    /// Default 0.9.
    pub beta1: Option<f64>,
    /// Default 0.999.
    pub beta2: Option<f64>,
    /// Default 1e-8.
    pub epsilon: Option<f64>,
    /// Decoupled weight decay, on every tensor. Default 0.
    pub weight_decay: Option<f64>,
    /// The largest global L2 norm of a gradient. Default: none.
    pub clip: Option<f64>,
    /// Default "constant".
    pub schedule: Option<ScheduleName>,
    /// Steps of "cosine", from the full rate to 0.
    pub total: Option<f64>,
    /// Steps between two drops of "step".
    pub every: Option<f64>,
    /// The factor by which each drop of "step" multiplies the rate. Default 0.1.
    pub factor: Option<f64>,
    /// The step at which the schedule begins. Default: the step at which it was first asked for; the same settings then continue it.
    pub from: Option<f64>,
}

/// The order of the examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExampleOrder {
    /// A seeded permutation per epoch.
    #[default]
    Random,
    /// As in the text.
    Sequential,
}

/// A run on the training split.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TrainOptions {
    /// How many steps.
    pub steps: Option<f64>,
    /// B, the batch size. Default 32.
    pub batch: Option<f64>,
    /// Default "random": a seeded permutation per epoch, which continues from call to call.
    pub order: Option<ExampleOrder>,
    /// Rate, rule, schedule. Read separately.
    #[serde(skip)]
    pub optimizer: OptimizerOptions,
}

/// A run on a script's custom examples.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TrainOnOptions {
    /// How many steps. Default 1.
    pub steps: Option<f64>,
    /// B, the batch size. Default: all examples.
    pub batch: Option<f64>,
    /// Rate, rule, schedule. Read separately.
    #[serde(skip)]
    pub optimizer: OptimizerOptions,
}

/// How the rate depends on the step, checked, and where that begins. s is the model's step before the update, minus `from`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Cosine: rate/2 (1 + cos(pi min(s, span)/span)). Step: rate · factor^floor(s/span).
    pub schedule: ScheduleName,
    /// eta at the beginning.
    pub rate: f64,
    /// Steps of the half wave, or between two drops.
    pub span: u64,
    /// The factor of a drop; 0 if there are no drops.
    pub factor: f64,
    /// The step at which it begins; none: it has not begun.
    pub from: Option<u64>,
}

impl Schedule {
    /// The step from which its rate is 0; none: it never is, or it has not begun.
    pub fn end(&self) -> Option<u64> {
        let ends = self.schedule == ScheduleName::Cosine;
        self.from.filter(|_| ends).map(|from| from + self.span)
    }

    fn rate_at(&self, step: u64) -> f64 {
        let s = step.saturating_sub(self.from.unwrap_or(0));
        match self.schedule {
            ScheduleName::Constant => self.rate,
            ScheduleName::Cosine => {
                let part = s.min(self.span) as f64 / self.span as f64;
                self.rate / 2.0 * (1.0 + libm::cos(core::f64::consts::PI * part))
            }
            ScheduleName::Step => self.rate * libm::pow(self.factor, (s / self.span) as f64),
        }
    }
}

/// An optimizer's settings, checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// eta before the schedule.
    pub rate: f64,
    /// Which rule.
    pub rule: OptimizerName,
    /// mu
    pub momentum: f32,
    /// The decay of the first moment.
    pub beta1: f64,
    /// The decay of the second moment.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub epsilon: f32,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// The largest norm of a gradient.
    pub clip: Option<f64>,
    /// The schedule of the rate; none if it is constant.
    pub schedule: Option<Schedule>,
}

impl Settings {
    /// eta at this step.
    pub fn rate_at(&self, step: u64) -> f64 {
        self.schedule.map_or(self.rate, |schedule| schedule.rate_at(step))
    }

    /// These settings in a call that begins at `step`. Their schedule continues the `last` one if it is the same; else it begins here.
    #[must_use]
    pub fn begun(mut self, step: u64, last: Option<Schedule>) -> Self {
        if let Some(schedule) = self.schedule.as_mut().filter(|schedule| schedule.from.is_none()) {
            let same = last.filter(|last| Schedule { from: None, ..*last } == *schedule);
            schedule.from = same.map_or(Some(step), |last| last.from);
        }
        self
    }

    /// A warning about a weight decay that erases weights or flips their signs.
    pub fn warning(&self) -> Option<Reason> {
        let product = self.rate * self.weight_decay;
        let does = if product == 1.0 { reason::decay_erases } else { reason::decay_turns };
        (product >= 1.0).then(|| does(short(product), short(1.0 / self.rate)))
    }
}

/// A positive number to four digits: 3, not 3.0000000000000004.
fn short(x: f64) -> String {
    let mut scale = 1.0;
    while x * scale < 1e3 && scale < 1e15 {
        scale *= 10.0;
    }
    decimal((x * scale).round() / scale)
}

impl OptimizerOptions {
    /// The settings, if all values are valid.
    ///
    /// # Errors
    /// The first value that is not.
    pub fn checked(&self) -> Result<Settings> {
        let name = self.schedule.unwrap_or_default();
        let (span, factor) = match name {
            ScheduleName::Constant => (0, 0.0),
            ScheduleName::Cosine => (needed("total", self.total)?, 0.0),
            ScheduleName::Step => {
                (needed("every", self.every)?, check::positive("factor", self.factor.unwrap_or(0.1), 1.0)?)
            }
        };
        let from =
            self.from.map(|from| check::whole("from", from, 0, crate::rng::MAXIMUM_SEED)).transpose()?;
        let rate = check::positive("rate", self.rate.unwrap_or(0.1), MAXIMUM_RATE)?;
        let schedule = Schedule { schedule: name, rate, span, factor, from };
        let weight_decay = check::between("weightDecay", self.weight_decay.unwrap_or(0.0), 0.0, 1e6)?;
        if rate * weight_decay >= 2.0 {
            let product = short(rate * weight_decay);
            return Err(Error::value(
                "weightDecay",
                weight_decay,
                reason::never_settles(rate, product, short(1.0 - rate * weight_decay), short(2.0 / rate)),
            ));
        }
        Ok(Settings {
            rate,
            rule: self.optimizer.unwrap_or_default(),
            momentum: single("momentum", check::decay("momentum", self.momentum.unwrap_or(0.9))?)?,
            beta1: check::decay("beta1", self.beta1.unwrap_or(0.9))?,
            beta2: check::decay("beta2", self.beta2.unwrap_or(0.999))?,
            epsilon: check::between("epsilon", self.epsilon.unwrap_or(1e-8), 1e-30, 1.0)? as f32,
            weight_decay,
            clip: self.clip.map(|clip| check::between("clip", clip, SMALLEST_CLIP, 1e30)).transpose()?,
            schedule: (name != ScheduleName::Constant).then_some(schedule),
        })
    }
}

/// The card computes the clip in f32, where a smaller norm would lose digits or become 0, which means no clip there.
const SMALLEST_CLIP: f64 = 1e-30;

/// A decay as f32. It must not round to 1, or the moment would never decay.
fn single(name: &'static str, decay: f64) -> Result<f32> {
    match decay as f32 {
        rounded if rounded < 1.0 => Ok(rounded),
        _ => Err(Error::value(name, decay, reason::rounds_to_one())),
    }
}

fn needed(name: &'static str, value: Option<f64>) -> Result<u64> {
    match value {
        Some(value) => check::whole(name, value, 1, MAXIMUM_STEPS),
        None => Err(Error::value(name, "absent", reason::schedule_needs())),
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
    pub order: ExampleOrder,
    /// Rate, rule, schedule.
    pub settings: Settings,
}

impl Run {
    /// How many buffers of the size of the parameters its rule needs.
    pub fn rule_buffers(&self) -> usize {
        self.settings.rule.buffers()
    }
}

impl TrainOptions {
    /// The run, if all values are valid.
    ///
    /// # Errors
    /// The first value that is not.
    pub fn checked(&self) -> Result<Run> {
        let Some(steps) = self.steps else {
            return Err(Error::value("steps", "absent", reason::whole_least(1u32)));
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
    /// The run over this many examples, in sequence, if all values are valid.
    ///
    /// # Errors
    /// The first value that is not.
    pub fn checked(&self, examples: usize) -> Result<Run> {
        let batch = self.batch.unwrap_or(examples as f64);
        Ok(Run {
            steps: check::whole("steps", self.steps.unwrap_or(1.0), 1, MAXIMUM_STEPS)?,
            batch: check::whole("batch", batch, 1, MAXIMUM_BATCH)? as usize,
            order: ExampleOrder::Sequential,
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
        type Set = fn(&mut TrainOptions, f64);
        let fields: [(&str, Set, &[f64]); 13] = [
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
            ("from", |o, x| o.optimizer.from = Some(x), &[-1.0, 0.5, f64::NAN]),
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

    /// Case N04.
    #[test]
    fn a_schedule_counts_from_where_it_was_asked_for() {
        let asked = cosine(10.0).checked().expect("valid");
        let first = asked.begun(1000, None);
        assert_eq!((first.rate_at(1000), first.rate_at(1010)), (1.0, 0.0));
        assert_eq!(first.schedule.and_then(|schedule| schedule.end()), Some(1010));
        // The same schedule continues; another rate, length or kind begins again; a given step is kept.
        assert_eq!(asked.begun(1004, first.schedule), first);
        let others = [
            OptimizerOptions { rate: Some(0.5), ..cosine(10.0) },
            cosine(11.0),
            fall(10.0, 0.5),
            fall(10.0, 0.25),
        ];
        for other in others {
            let begun = other.checked().expect("valid").begun(1004, first.schedule);
            assert_eq!(begun.schedule.and_then(|schedule| schedule.from), Some(1004));
            assert_eq!(begun.rate_at(1004), begun.rate);
        }
        let named = OptimizerOptions { from: Some(3.0), ..cosine(10.0) }.checked().expect("valid");
        assert_eq!(named.begun(1004, first.schedule).rate_at(8), 0.5);
        let constant = OptimizerOptions::default().checked().expect("valid");
        assert_eq!(constant.begun(7, first.schedule).schedule, None);
    }

    /// Case N07.
    #[test]
    fn a_decay_that_drives_the_weights_out_is_refused_and_one_that_turns_them_around_warned_of() {
        let decayed = |rate, decay| {
            OptimizerOptions {
                rate: Some(rate),
                weight_decay: Some(decay),
                clip: Some(1.0),
                ..Default::default()
            }
            .checked()
        };
        let refused = decayed(0.3, 10.0).expect_err("rate · decay is 3");
        assert!(matches!(&refused, Error::Value { name, .. } if name == "weightDecay"), "{refused:?}");
        assert_eq!(
            refused.to_string(),
            "weightDecay is 10; with the rate 0.3, rate · weightDecay is 3: each step would multiply every weight by -2, so they would \
             never settle; it must be below 6.667"
        );
        assert!(decayed(0.25, 8.0).is_err());
        let warned = decayed(0.25, 7.9).expect("below 2").warning().expect("at least 1").to_string();
        assert!(warned.starts_with("rate · weightDecay is 1.975: each step turns the sign"), "{warned}");
        let erased = decayed(0.25, 4.0).expect("below 2").warning().expect("at least 1").to_string();
        assert!(erased.starts_with("rate · weightDecay is 1: each step erases every weight"), "{erased}");
        assert_eq!(decayed(0.25, 3.9).expect("below 1").warning(), None);
    }
}
