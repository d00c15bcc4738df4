//! Check yourself: questions made from the live numbers of both networks by a seed, so that a teacher can give everyone
//! the same or different ones. Every answer is read from the engine; none is written down here.

use serde::Serialize;

use super::classifier::Forward;
use super::{Classifier, Hidden, Primer, Sheet};
use crate::rng::{MAXIMUM_SEED, Rng, Stream};
use crate::{Error, Result};

/// A number is right if it is this close, or within [`RELATIVE_TOLERANCE`] of its size: two decimals by hand suffice.
pub const TOLERANCE: f64 = 0.006;
/// One part in a hundred: what a pocket calculator and rounded intermediates give.
pub const RELATIVE_TOLERANCE: f64 = 0.01;

/// Which network a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// The linear softmax classifier.
    Classifier,
    /// The 2-2-3 network with tanh.
    Hidden,
}

/// What kind of answer is wanted, and which one is right.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A number.
    Number {
        /// The engine's value.
        value: f64,
        /// How far off an answer may be.
        tolerance: f64,
    },
    /// One of several.
    Choice {
        /// What can be chosen.
        options: Vec<String>,
        /// Its index.
        right: usize,
    },
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its kind's name, for links and tests.
    pub id: &'static str,
    /// Which network it is about.
    pub network: Network,
    /// What is asked; where it is about a cell, the words before the cell's name.
    pub prompt: String,
    /// The number of the network's sheet that is asked for; its rule is then the way to it.
    pub cell: Option<usize>,
    /// The row and column that it is about, from 1; 0 where there is none.
    pub at: [usize; 2],
    /// What is right.
    pub answer: Answer,
    /// The way to the answer, a line a step, shown after a miss; empty where a cell's rule is the way.
    pub way: Vec<String>,
}

/// What an answer was worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// Whether it was right.
    pub right: bool,
    /// The right answer, in words or digits.
    pub expected: String,
    /// The way to it.
    pub way: Vec<String>,
}

impl Question {
    #[inline(never)]
    fn number(id: &'static str, network: Network, prompt: &str, value: f64, way: Vec<String>) -> Self {
        let tolerance = TOLERANCE.max(RELATIVE_TOLERANCE * value.abs());
        let answer = Answer::Number { value, tolerance };
        Question { id, network, prompt: prompt.to_owned(), cell: None, at: [0; 2], answer, way }
    }

    /// What is the `k`th number of this matrix?
    #[inline(never)]
    fn cell(id: &'static str, network: Network, sheet: &Sheet, matrix: &str, k: usize) -> Option<Self> {
        let matrix = sheet.matrices.iter().find(|one| one.id == matrix)?;
        let place = matrix.first + k;
        let question = Question::number(id, network, "What is", sheet.numbers[place], Vec::new());
        let at = [k / matrix.columns + 1, k % matrix.columns + 1];
        Some(Question { cell: Some(place), at, ..question })
    }

    #[inline(never)]
    fn choice(
        id: &'static str,
        network: Network,
        prompt: String,
        options: &[&str],
        right: usize,
        way: Vec<String>,
    ) -> Self {
        let options = options.iter().map(|&option| option.to_owned()).collect();
        Question {
            id,
            network,
            prompt,
            cell: None,
            at: [0; 2],
            answer: Answer::Choice { options, right },
            way,
        }
    }

    fn about(self, row: usize) -> Self {
        Question { at: [row, 0], ..self }
    }

    /// Holds an answer, as typed (a number) or as the index of an option, against the engine's.
    ///
    /// # Errors
    /// [`Error::Value`] where it is no number, or no option's index; that is no miss.
    pub fn check(&self, given: &str) -> Result<Verdict> {
        let (right, expected) = match &self.answer {
            Answer::Number { value, tolerance } => {
                let number: f64 = given.trim().replace('\u{2212}', "-").parse().unwrap_or(f64::NAN);
                if !number.is_finite() {
                    let quoted = format!("\"{given}\"");
                    return Err(Error::value("the answer", quoted, "it must be a number such as -0.25"));
                }
                ((number - value).abs() <= *tolerance, digits(*value))
            }
            Answer::Choice { options, right } => match given.trim().parse::<usize>() {
                Ok(index) if index < options.len() => (index == *right, options[*right].clone()),
                _ => {
                    let expected = format!("it must be an option's number from 0 to {}", options.len() - 1);
                    return Err(Error::value("the answer", format!("\"{given}\""), expected));
                }
            },
        };
        Ok(Verdict { right, expected, way: self.way.clone() })
    }
}

/// Four digits after the point, zero without a sign.
fn digits(value: f64) -> String {
    let text = format!("{value:.4}");
    if text == "-0.0000" { "0.0000".to_owned() } else { text }
}

/// All questions about these two networks, indices drawn by the seed.
///
/// # Errors
/// [`Error::Value`] for a seed above 2^53 - 1.
pub fn questions(seed: u64, primer: &Primer) -> Result<Vec<Question>> {
    if seed > MAXIMUM_SEED {
        return Err(Error::value("seed", seed, "it must be a whole number from 0 to 9007199254740991"));
    }
    let mut rng = Rng::new(seed, Stream::Exercise);
    let [eta, hidden_eta] = primer.eta;
    let mut all = about_classifier(&primer.classifier, &primer.classifier.sheet(eta).0, &mut rng);
    all.extend(about_hidden(&primer.hidden, &primer.hidden.sheet(hidden_eta).0, &mut rng));
    Ok(all)
}

fn largest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i].abs() > values[best].abs() { i } else { best })
}

fn about_classifier(model: &Classifier, sheet: &Sheet, rng: &mut Rng) -> Vec<Question> {
    const N: Network = Network::Classifier;
    let (forward, back) = (model.forward(), model.backward());
    let (x, t) = (model.x, model.target);
    let (i, j) = (rng.below(3) as usize, rng.below(2) as usize);
    let other = (i + 1 + rng.below(2) as usize) % 3;
    let (row, f) = (i + 1, digits);
    let generic = Classifier { x: [1.0, 1.0], ..model.clone() }.backward().dz_dw[i];
    let live = (0..3).find(|&block| generic[2 * block] != 0.0).expect("each row of dz/dW has x in it");
    let still = Classifier { x: [0.0, x[1]], ..model.clone() }.backward().dw;
    let first_column_is_zero = [0, 2, 4].iter().all(|&k| still[k] == 0.0);
    let all_is_zero = still.iter().all(|&v| v == 0.0);
    let shifted = Forward::of(forward.z.map(|z| z + 1.0), t).loss;
    // Adding 1 rounds each z; only a change beyond that rounding is one.
    let rounding = 1e-9 + 8.0 * f64::EPSILON * forward.z.iter().fold(0.0f64, |most, z| most.max(z.abs()));
    let change =
        if (shifted - forward.loss).abs() <= rounding { 2 } else { usize::from(shifted < forward.loss) };
    let raised = (0..3).filter(|&k| back.dz[k] < 0.0).collect::<Vec<_>>();
    let names = ["w11", "w12", "w21", "w22", "w31", "w32"];
    let biggest = largest(&back.dw);
    let cells = [
        ("z", "z", i),
        ("yhat", "yhat", i),
        ("loss", "L", 0),
        ("jacobian-diagonal", "jacobian", 4 * i),
        ("jacobian-off-diagonal", "jacobian", 3 * i + other),
        ("dz", "dz", i),
        ("dw", "dW", 2 * i + j),
        ("step", "W_after", 2 * i + j),
    ];
    let mut all: Vec<_> =
        cells.iter().filter_map(|&(id, matrix, k)| Question::cell(id, N, sheet, matrix, k)).collect();
    all.extend([
        Question::number(
            "sum-yhat",
            N,
            "What do ŷ1, ŷ2 and ŷ3 add up to?",
            forward.yhat.iter().sum(),
            vec![
                format!("{} + {} + {}", f(forward.yhat[0]), f(forward.yhat[1]), f(forward.yhat[2])),
                "Softmax divides each by the sum of all, so that they are probabilities.".into(),
            ],
        ),
        Question::number(
            "sum-dz",
            N,
            "What do dL/dz1, dL/dz2 and dL/dz3 add up to?",
            back.dz.iter().sum(),
            vec!["The ŷ add up to 1, and so does y: their difference adds up to 0.".into()],
        ),
        Question::choice(
            "zeros-of-dz-dw",
            N,
            format!("Which columns of row {row} of dz/dW can be other than zero, whatever x is?"),
            &["those of w11 and w12", "those of w21 and w22", "those of w31 and w32"],
            live,
            vec![format!("z{row} = w{row}1 x1 + w{row}2 x2: no other weight stands in it.")],
        )
        .about(row),
        Question::choice(
            "x1-zero",
            N,
            "What happens to dL/dW (3 × 2) if x1 = 0?".into(),
            &["its first column is zero", "its second column is zero", "all of it is zero", "nothing"],
            if all_is_zero {
                2
            } else if first_column_is_zero {
                0
            } else {
                3
            },
            vec![
                "dL/dw_i1 = (ŷi − yi) · x1, which is 0 in every row.".into(),
                if all_is_zero {
                    "With these numbers the second column is zero as well: every (ŷi − yi) · x2 is 0.".into()
                } else {
                    "dL/dw_i2 has x2 in it, not x1.".into()
                },
            ],
        ),
        Question::choice(
            "shift",
            N,
            "What does the loss do if 1 is added to each of z1, z2, z3?".into(),
            &["it rises", "it falls", "it stays the same"],
            change,
            vec!["Each exponential is multiplied by e, and so is their sum: their quotients stay.".into()],
        ),
        Question::choice(
            "raised",
            N,
            "Which logits does a small step against dL/dz raise?".into(),
            &["the target's only", "all but the target's", "none of them", "all of them"],
            match raised.as_slice() {
                [k] if *k == t => 0,
                [] => 2,
                other if other.len() == 3 => 3,
                _ => 1,
            },
            vec![
                "dL/dz = ŷ − y is negative only where y is 1 and ŷ is below it; a step goes against it."
                    .into(),
            ],
        ),
        Question::choice(
            "largest-dw",
            N,
            "Which weight has the largest gradient in size (the first of equals)?".into(),
            &names,
            biggest,
            vec![
                "Each is (ŷi − yi) · xj: the largest error in size, times the largest input in size.".into(),
                format!("= {} · {} = {}", f(back.dz[biggest / 2]), f(x[biggest % 2]), f(back.dw[biggest])),
            ],
        ),
    ]);
    all
}

fn about_hidden(model: &Hidden, sheet: &Sheet, rng: &mut Rng) -> Vec<Question> {
    const N: Network = Network::Hidden;
    let back = model.backward();
    let (i, j, k) = (rng.below(2) as usize, rng.below(2) as usize, rng.below(3) as usize);
    let (unit, f) = (i + 1, digits);
    let slopes = [back.dh_da[0][0], back.dh_da[1][1]];
    let without = |row: [f64; 2]| if i == 0 { [0.0, row[1]] } else { [row[0], 0.0] };
    let cut = Hidden { u: model.u.map(without), ..model.clone() };
    let silent = cut.backward().dw[2 * i..2 * i + 2].iter().all(|&v| v == 0.0);
    let cells = [
        ("hidden-a", "a", i),
        ("hidden-h", "h", i),
        ("hidden-slope", "dh_da", 3 * i),
        ("hidden-dh", "dh", i),
        ("hidden-da", "da", i),
        ("hidden-du", "dU", 2 * k + i),
        ("hidden-dw", "dW", 2 * i + j),
    ];
    let mut all: Vec<_> =
        cells.iter().filter_map(|&(id, matrix, k)| Question::cell(id, N, sheet, matrix, k)).collect();
    all.extend([
        Question::choice(
            "hidden-saturated",
            N,
            "Which hidden unit lets less of its gradient through (the first of equals)?".into(),
            &["h1", "h2"],
            usize::from(slopes[1] < slopes[0]),
            vec![format!("1 − h1² = {} and 1 − h2² = {}: the smaller one.", f(slopes[0]), f(slopes[1]))],
        ),
        Question::choice(
            "hidden-cut",
            N,
            format!("If column {unit} of U were all zero, would row {unit} of W still learn?"),
            &["yes", "no, its gradient would be zero"],
            usize::from(silent),
            vec![format!(
                "dL/dh{unit} is a sum over column {unit} of U; with zeros there it is 0, and so is all behind it."
            )],
        )
        .about(unit),
    ]);
    all
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

    fn right(question: &Question) -> String {
        match &question.answer {
            Answer::Number { value, .. } => value.to_string(),
            Answer::Choice { right, .. } => right.to_string(),
        }
    }

    #[test]
    fn there_are_enough_of_them_and_each_takes_its_own_answer() {
        let primer = models();
        let all = questions(5, &primer).unwrap();
        assert_eq!(all.len(), 24);
        let mut ids: Vec<_> = all.iter().map(|question| question.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len(), "two questions share a name");
        for question in &all {
            assert!(question.check(&right(question)).unwrap().right, "{}", question.id);
            let sheet = match question.network {
                Network::Classifier => primer.classifier.sheet(primer.eta[0]).0,
                Network::Hidden => primer.hidden.sheet(primer.eta[1]).0,
            };
            let cells: Vec<_> = sheet.matrices.iter().flat_map(|matrix| &matrix.cells).collect();
            let shown = question.cell.map_or(!question.way.is_empty(), |place| !cells[place].rule.is_empty());
            assert!(shown, "{} shows no way", question.id);
            let wrong = match &question.answer {
                Answer::Number { value, tolerance } => (value + 2.0 * tolerance).to_string(),
                Answer::Choice { options, right } => ((right + 1) % options.len()).to_string(),
            };
            assert!(!question.check(&wrong).unwrap().right, "{} takes {wrong}", question.id);
            for bad in ["", "abc", "NaN", "1e999", "-1e"] {
                assert!(question.check(bad).is_err(), "{} takes {bad:?}", question.id);
            }
        }
    }

    #[test]
    fn a_seed_gives_everyone_the_same_and_another_gives_others() {
        let primer = models();
        let made = |seed| questions(seed, &primer).unwrap();
        assert_eq!(made(1), made(1));
        assert!((2..20).any(|seed| made(seed) != made(1)));
        assert!(questions(1 << 53, &primer).is_err());
    }

    #[test]
    fn the_choices_are_what_the_lecture_says() {
        let expected = |id: &str| {
            let all = questions(3, &models()).unwrap();
            let question = all.iter().find(|question| question.id == id).unwrap();
            question.check("0").unwrap().expected
        };
        assert_eq!(expected("x1-zero"), "its first column is zero");
        assert_eq!(expected("shift"), "it stays the same");
        assert_eq!(expected("raised"), "the target's only");
        assert_eq!(expected("hidden-cut"), "no, its gradient would be zero");
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
                prop_assert!(question.check(&right(&question)).unwrap().right, "{}", question.id);
            }
        }
    }
}
