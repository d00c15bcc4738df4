//! Questions about the primer's two small networks: about the numbers that the primer shows, and, as kinds of exercise, about the
//! question's own numbers, which a reader can type into the primer and follow there.

use serde::Serialize;

use super::draft::{Draft, Solution, rounded};
use super::ground::{drawn, one_of, whole};
use super::{DrawnQuestion, Exercise, ExerciseChoice, ExerciseKind, ExerciseMark, ExerciseValue};
use crate::primer::{Classifier, Forward, Hidden, Primer, PrimerNetwork, Sheet};
use crate::rng::{MAXIMUM_SEED, Rng, Stream};
use crate::{Error, Result};

macro_rules! kinds {
    ($($id:literal)*) => {
        &[$(ExerciseKind { id: $id, chapter: PRIMER, make: |_, rng| of_its_own($id, rng) },)*]
    };
}

/// In place of a chapter: these questions are asked in the primer and in assignments.
pub const PRIMER: &str = "primer";

pub(crate) const KINDS: &[ExerciseKind] = kinds! {
    "primer-z"
    "primer-yhat"
    "primer-loss"
    "primer-jacobian-diagonal"
    "primer-jacobian-off-diagonal"
    "primer-dz"
    "primer-dw"
    "primer-step"
    "primer-sum-yhat"
    "primer-sum-dz"
    "primer-zeros-of-dz-dw"
    "primer-x1-zero"
    "primer-shift"
    "primer-raised"
    "primer-largest-dw"
    "primer-hidden-a"
    "primer-hidden-h"
    "primer-hidden-slope"
    "primer-hidden-dh"
    "primer-hidden-da"
    "primer-hidden-du"
    "primer-hidden-dw"
    "primer-hidden-saturated"
    "primer-hidden-cut"
};

/// A question about the numbers that the primer shows, without its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrimerQuestion {
    /// What is asked, as in an assignment.
    pub exercise: Exercise,
    /// The network that it is about.
    pub network: PrimerNetwork,
    /// The number of the network's sheet that it asks for; that number's rule leads to it.
    pub cell: Option<usize>,
}

/// A question about a network of the primer, with its answer.
#[derive(Debug)]
pub struct DrawnPrimerQuestion {
    network: PrimerNetwork,
    cell: Option<usize>,
    drawn: DrawnQuestion,
}

impl DrawnPrimerQuestion {
    /// Its kind.
    pub fn kind(&self) -> &'static str {
        self.drawn.kind.id
    }

    /// The part of it that is shown.
    pub fn posed(self) -> PrimerQuestion {
        PrimerQuestion { exercise: self.drawn.exercise(), network: self.network, cell: self.cell }
    }

    /// Compares an answer, a number as typed or the place of an option, with the engine's.
    ///
    /// # Errors
    /// [`Error::Value`] if it is neither a number nor an option's place; that does not count as a miss.
    pub fn mark(&self, given: &str) -> Result<ExerciseMark> {
        let marked = self.drawn.mark(given)?;
        // As many digits as the primer shows; a sum that differs from zero only by rounding is zero, without a sign.
        let expected = (marked.expected * 1e4).round() / 1e4 + 0.0;
        Ok(ExerciseMark { expected, ..marked })
    }
}

/// All questions about these two networks; the seed draws the indices.
///
/// # Errors
/// [`Error::Value`] for a seed above 2^53 - 1.
pub fn questions(seed: u64, primer: &Primer) -> Result<Vec<DrawnPrimerQuestion>> {
    if seed > MAXIMUM_SEED {
        return Err(Error::value("seed", seed, crate::reason::whole(0u32, MAXIMUM_SEED)));
    }
    let mut rng = Rng::new(seed, Stream::Exercise);
    let [eta, hidden_eta] = primer.eta;
    let mut all = about_classifier(&primer.classifier, eta, &mut rng);
    all.extend(about_hidden(&primer.hidden, hidden_eta, &mut rng));
    Ok(all)
}

/// Collects questions about a network: what all of them show, and what leads to each answer.
struct Asking<'a> {
    network: PrimerNetwork,
    sheet: &'a Sheet,
    common: Draft,
    all: Vec<DrawnPrimerQuestion>,
}

impl Asking<'_> {
    #[inline(never)]
    fn ask(&mut self, id: &str, cell: Option<usize>, draft: Draft, facts: &[(&'static str, f64)]) {
        let Some(kind) = KINDS.iter().find(|kind| kind.id.strip_prefix("primer-") == Some(id)) else {
            return;
        };
        let common =
            facts.iter().fold(self.common.clone(), |common, &(name, value)| common.fact(name, value));
        let drawn = DrawnQuestion { kind, draft: Draft { solution: draft.solution, ..common } };
        self.all.push(DrawnPrimerQuestion { network: self.network, cell, drawn });
    }

    /// Asks for the `k`th number of this matrix.
    fn cell(&mut self, id: &str, matrix: &str, k: usize, facts: &[(&'static str, f64)]) {
        let Some(matrix) = self.sheet.matrices.iter().find(|one| one.id == matrix) else { return };
        let place = matrix.first + k;
        self.ask(id, Some(place), Draft::by_hand(self.sheet.numbers[place]), facts);
    }

    fn number(&mut self, id: &str, value: f64) {
        self.ask(id, None, Draft::by_hand(value), &[]);
    }

    fn choice(&mut self, id: &str, options: &[&'static str], right: usize, facts: &[(&'static str, f64)]) {
        self.ask(id, None, Draft::choice(options.iter().copied(), right), facts);
    }
}

fn largest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i].abs() > values[best].abs() { i } else { best })
}

fn four_digits(values: &[f64]) -> Vec<f64> {
    values.iter().map(|&value| rounded(value, 4)).collect()
}

/// An index as the page counts, from 1.
fn at(name: &'static str, place: usize) -> (&'static str, f64) {
    (name, (place + 1) as f64)
}

fn about_classifier(model: &Classifier, eta: f64, rng: &mut Rng) -> Vec<DrawnPrimerQuestion> {
    let (forward, back) = (model.forward(), model.backward());
    let (sheet, _) = model.sheet(eta);
    let (x, t) = (model.x, model.target);
    let (i, j) = (rng.below(3) as usize, rng.below(2) as usize);
    let other = (i + 1 + rng.below(2) as usize) % 3;
    let generic = Classifier { x: [1.0, 1.0], ..model.clone() }.backward().dz_dw[i];
    let live = (0..3).find(|&block| generic[2 * block] != 0.0).expect("each row of dz/dW has x in it");
    let still = Classifier { x: [0.0, x[1]], ..model.clone() }.backward().dw;
    let first_column_is_zero = [0, 2, 4].iter().all(|&k| still[k] == 0.0);
    let all_is_zero = still.iter().all(|&v| v == 0.0);
    let shifted = Forward::of(forward.z.map(|z| z + 1.0), t).loss;
    // Adding 1 rounds each z, so only a change beyond that rounding counts.
    let rounding = 1e-9 + 8.0 * f64::EPSILON * forward.z.iter().fold(0.0f64, |most, z| most.max(z.abs()));
    let change =
        if (shifted - forward.loss).abs() <= rounding { 2 } else { usize::from(shifted < forward.loss) };
    let raised = (0..3).filter(|&k| back.dz[k] < 0.0).collect::<Vec<_>>();
    let common = Draft::number(0.0)
        .fact("x", x.to_vec())
        .fact("W", model.w.as_flattened().to_vec())
        .fact("target", t + 1)
        .way("z", four_digits(&forward.z))
        .way("yhat", four_digits(&forward.yhat));
    let mut on = Asking { network: PrimerNetwork::Classifier, sheet: &sheet, common, all: Vec::new() };
    let (row, column) = (at("i", i), at("j", j));
    on.cell("z", "z", i, &[row]);
    on.cell("yhat", "yhat", i, &[row]);
    on.cell("loss", "L", 0, &[]);
    on.cell("jacobian-diagonal", "jacobian", 4 * i, &[row]);
    on.cell("jacobian-off-diagonal", "jacobian", 3 * i + other, &[row, at("j", other)]);
    on.cell("dz", "dz", i, &[at("j", i)]);
    on.cell("dw", "dW", 2 * i + j, &[row, column]);
    on.cell("step", "W_after", 2 * i + j, &[row, column, ("eta", eta)]);
    on.number("sum-yhat", forward.yhat.iter().sum());
    on.number("sum-dz", back.dz.iter().sum());
    on.choice("zeros-of-dz-dw", &["columns-w1", "columns-w2", "columns-w3"], live, &[row]);
    on.choice(
        "x1-zero",
        &["first-column-zero", "second-column-zero", "all-zero", "nothing-changes"],
        if all_is_zero {
            2
        } else if first_column_is_zero {
            0
        } else {
            3
        },
        &[],
    );
    on.choice("shift", &["loss-rises", "loss-falls", "loss-stays"], change, &[]);
    on.choice(
        "raised",
        &["target-only", "all-but-target", "none-of-them", "all-of-them"],
        match raised.as_slice() {
            [k] if *k == t => 0,
            [] => 2,
            other if other.len() == 3 => 3,
            _ => 1,
        },
        &[],
    );
    on.choice("largest-dw", &["w-11", "w-12", "w-21", "w-22", "w-31", "w-32"], largest(&back.dw), &[]);
    on.all
}

fn about_hidden(model: &Hidden, eta: f64, rng: &mut Rng) -> Vec<DrawnPrimerQuestion> {
    let (forward, back) = (model.forward(), model.backward());
    let (sheet, _) = model.sheet(eta);
    let (i, j, k) = (rng.below(2) as usize, rng.below(2) as usize, rng.below(3) as usize);
    let slopes = [back.dh_da[0][0], back.dh_da[1][1]];
    let without = |row: [f64; 2]| if i == 0 { [0.0, row[1]] } else { [row[0], 0.0] };
    let cut = Hidden { u: model.u.map(without), ..model.clone() };
    let silent = cut.backward().dw[2 * i..2 * i + 2].iter().all(|&v| v == 0.0);
    let common = Draft::number(0.0)
        .fact("x", model.x.to_vec())
        .fact("W", model.w.as_flattened().to_vec())
        .fact("U", model.u.as_flattened().to_vec())
        .fact("target", model.target + 1)
        .way("h", four_digits(&forward.h))
        .way("yhat", four_digits(&forward.output.yhat));
    let mut on = Asking { network: PrimerNetwork::Hidden, sheet: &sheet, common, all: Vec::new() };
    on.cell("hidden-a", "a", i, &[at("i", i)]);
    on.cell("hidden-h", "h", i, &[at("i", i)]);
    on.cell("hidden-slope", "dh_da", 3 * i, &[at("i", i)]);
    on.cell("hidden-dh", "dh", i, &[at("j", i)]);
    on.cell("hidden-da", "da", i, &[at("j", i)]);
    on.cell("hidden-du", "dU", 2 * k + i, &[at("i", k), at("j", i)]);
    on.cell("hidden-dw", "dW", 2 * i + j, &[at("i", i), at("j", j)]);
    on.choice("hidden-saturated", &["h-1", "h-2"], usize::from(slopes[1] < slopes[0]), &[]);
    on.choice("hidden-cut", &["still-learns", "gradient-zero"], usize::from(silent), &[at("i", i)]);
    on.all
}

fn is_numbered(option: &ExerciseChoice) -> bool {
    matches!(option.value, ExerciseValue::Name(name) if name.ends_with(|last: char| last.is_ascii_digit()))
}

/// A question of a kind, about networks that it draws.
fn of_its_own(kind: &str, rng: &mut Rng) -> Option<Draft> {
    // Away from zero, or half of the later numbers are zero as well.
    let mut number = || drawn(rng, 1, 9, 10) * one_of(rng, &[-1.0, 1.0]);
    let x = [number(), number()];
    let [a, b, c] = [0; 3].map(|_| [number(), number()]);
    let u = [0; 3].map(|_| [number(), number()]);
    let (target, eta) = (whole(rng, 1, 3), one_of(rng, &[0.1, 0.5, 1.0]));
    let mut y = [0.0; 3];
    y[target - 1] = 1.0;
    let primer = Primer {
        classifier: Classifier::new(x, [a, b, c], y).ok()?,
        hidden: Hidden::new(x, [a, b], u, y).ok()?,
        eta: [eta; 2],
    };
    // Two numbers that differ only by rounding cannot be compared.
    let sizes: Vec<f64> = match kind {
        "primer-largest-dw" => primer.classifier.backward().dw.map(f64::abs).to_vec(),
        "primer-hidden-saturated" => primer.hidden.forward().h.map(f64::abs).to_vec(),
        _ => Vec::new(),
    };
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    if sizes.iter().filter(|&&size| size > 0.99 * largest).count() > 1 {
        return None;
    }
    let all = questions(u64::from(rng.below(1 << 20)), &primer).ok()?;
    let draft = all.into_iter().find(|question| question.kind() == kind)?.drawn.draft;
    let solution = match draft.solution {
        // These differ from 1 and 0 only by rounding.
        Solution::Number { value, .. } if kind.starts_with("primer-sum-") => {
            Draft::whole(value.round().abs() as usize).solution
        }
        Solution::Number { value, .. } => Draft::number(value).solution,
        Solution::Choice { mut options, right } if !options.iter().all(is_numbered) => {
            // Numbered options keep their order; others are shuffled, or the right one would always be at the same place.
            let mut order: Vec<usize> = (0..options.len()).collect();
            rng.shuffle(&mut order);
            let place = order.iter().position(|&at| at == right)?;
            options = order.into_iter().map(|at| options[at].clone()).collect();
            Solution::Choice { options, right: place }
        }
        solution => solution,
    };
    Some(Draft { solution, ..draft })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn models() -> Primer {
        let y = [0.0, 1.0, 0.0];
        let u = [[0.3, -0.1], [0.2, 0.6], [-0.4, 0.5]];
        Primer {
            classifier: Classifier::new([1.0, -0.5], [[0.2, 0.1], [-0.3, 0.4], [0.5, -0.2]], y).unwrap(),
            hidden: Hidden::new([1.0, -0.5], [[0.4, -0.3], [0.8, 0.2]], u, y).unwrap(),
            eta: [0.5; 2],
        }
    }

    fn solution(question: &DrawnPrimerQuestion) -> &Solution {
        &question.drawn.draft.solution
    }

    fn right(question: &DrawnPrimerQuestion) -> String {
        match solution(question) {
            Solution::Number { value, .. } => value.to_string(),
            Solution::Choice { right, .. } => right.to_string(),
        }
    }

    #[test]
    fn every_kind_is_asked_and_takes_its_own_answer() {
        let primer = models();
        let all = questions(5, &primer).unwrap();
        let asked: Vec<_> = all.iter().map(DrawnPrimerQuestion::kind).collect();
        let kinds: Vec<_> = KINDS.iter().map(|kind| kind.id).collect();
        assert_eq!(asked, kinds);
        for question in &all {
            let kind = question.kind();
            let mark = question.mark(&right(question)).unwrap();
            assert!(mark.right, "{kind}");
            let sheet = match question.network {
                PrimerNetwork::Classifier => primer.classifier.sheet(primer.eta[0]).0,
                PrimerNetwork::Hidden => primer.hidden.sheet(primer.eta[1]).0,
            };
            let cells: Vec<_> = sheet.matrices.iter().flat_map(|matrix| &matrix.cells).collect();
            assert!(question.cell.is_none_or(|place| !cells[place].rule.is_empty()), "{kind} shows no way");
            let (near, wrong) = match solution(question) {
                Solution::Number { value, tolerance, .. } => (
                    // The solution as it is shown, typed back; then with a comma.
                    vec![mark.expected.to_string(), format!("{value:.4}").replace('.', ",")],
                    (value + 2.0 * tolerance).to_string(),
                ),
                Solution::Choice { options, right } => {
                    (Vec::new(), ((right + 1) % options.len()).to_string())
                }
            };
            for near in near {
                assert!(question.mark(&near).unwrap().right, "{kind} does not take {near}");
            }
            assert!(!question.mark(&wrong).unwrap().right, "{kind} takes {wrong}");
            for bad in ["", "abc", "NaN", "1e999", "-1e"] {
                assert!(question.mark(bad).is_err(), "{kind} takes {bad:?}");
            }
        }
    }

    #[test]
    fn a_seed_gives_everyone_the_same_and_another_gives_others() {
        let primer = models();
        let made = |seed| -> Vec<_> {
            questions(seed, &primer).unwrap().into_iter().map(DrawnPrimerQuestion::posed).collect()
        };
        assert_eq!(made(1), made(1));
        assert!((2..20).any(|seed| made(seed) != made(1)));
        assert!(questions(1 << 53, &primer).is_err());
    }

    #[test]
    fn the_choices_are_what_the_lecture_says() {
        for (kind, right) in [
            ("primer-x1-zero", "first-column-zero"),
            ("primer-shift", "loss-stays"),
            ("primer-raised", "target-only"),
            ("primer-hidden-cut", "gradient-zero"),
        ] {
            let question =
                questions(3, &models()).unwrap().into_iter().find(|one| one.kind() == kind).unwrap();
            let expected = question.mark("0").unwrap().expected as usize;
            assert_eq!(question.posed().exercise.options[expected].value, ExerciseValue::Name(right));
        }
    }

    #[test]
    fn a_sum_that_is_zero_but_for_rounding_is_told_as_zero() {
        for seed in 0..20 {
            let sum = questions(seed, &Primer::default()).unwrap();
            let sum = sum.iter().find(|one| one.kind() == "primer-sum-dz").unwrap().mark("1").unwrap();
            assert_eq!(sum.expected.to_bits(), 0.0f64.to_bits());
        }
    }

    proptest! {
        #[test]
        fn no_numbers_break_them(
            x in prop::array::uniform2(-1e6..1e6f64),
            w in prop::array::uniform3(prop::array::uniform2(-1e6..1e6f64)),
            seed in 0u64..1000,
        ) {
            let classifier = Classifier::new(x, w, [1.0, 0.0, 0.0]).unwrap();
            for question in questions(seed, &Primer { classifier, ..models() }).unwrap() {
                prop_assert!(question.mark(&right(&question)).unwrap().right, "{}", question.kind());
            }
        }
    }
}
