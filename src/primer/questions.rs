//! Check yourself: questions made from the live numbers of both networks by a seed, so that a teacher can give everyone
//! the same or different ones. Every answer is read from the engine; none is written down here.

use serde::Serialize;

use super::classifier::Forward;
use super::{Classifier, Hidden};
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
    /// What is asked.
    pub prompt: String,
    /// What is right.
    pub answer: Answer,
    /// The way to the answer, a line a step, shown after a miss.
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
    fn number(id: &'static str, network: Network, prompt: String, value: f64, way: Vec<String>) -> Self {
        let tolerance = TOLERANCE.max(RELATIVE_TOLERANCE * value.abs());
        Question { id, network, prompt, answer: Answer::Number { value, tolerance }, way }
    }

    fn choice(
        id: &'static str,
        network: Network,
        prompt: String,
        options: &[&str],
        right: usize,
        way: Vec<String>,
    ) -> Self {
        let options = options.iter().map(|&option| option.to_owned()).collect();
        Question { id, network, prompt, answer: Answer::Choice { options, right }, way }
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
pub fn questions(seed: u64, classifier: &Classifier, hidden: &Hidden) -> Result<Vec<Question>> {
    if seed > MAXIMUM_SEED {
        return Err(Error::value("seed", seed, "it must be a whole number from 0 to 9007199254740991"));
    }
    let mut rng = Rng::new(seed, Stream::Exercise);
    let mut all = about_classifier(classifier, &mut rng);
    all.extend(about_hidden(hidden, &mut rng));
    Ok(all)
}

fn largest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i].abs() > values[best].abs() { i } else { best })
}

/// What one row of W makes of x.
fn weighed(
    id: &'static str,
    network: Network,
    letter: &str,
    i: usize,
    (w, x, value): (&[f64; 2], &[f64; 2], f64),
) -> Question {
    let (f, row) = (digits, i + 1);
    let way = vec![
        format!("{letter}{row} = w{row}1 x1 + w{row}2 x2"),
        format!("= {} · {} + {} · {} = {}", f(w[0]), f(x[0]), f(w[1]), f(x[1]), f(value)),
    ];
    Question::number(id, network, format!("What is {letter}{row}?"), value, way)
}

fn about_classifier(model: &Classifier, rng: &mut Rng) -> Vec<Question> {
    const N: Network = Network::Classifier;
    let (forward, back) = (model.forward(), model.backward());
    let (x, w, t) = (model.x, model.w, model.target);
    let (i, j) = (rng.below(3) as usize, rng.below(2) as usize);
    let other = (i + 1 + rng.below(2) as usize) % 3;
    let (row, column) = (i + 1, j + 1);
    let f = digits;
    let eta = 0.1;
    let moved = w[i][j] - eta * back.dw[2 * i + j];
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
    let dw_way = |i: usize, j: usize| {
        vec![
            format!("dL/dw{}{} = (ŷ{} − y{}) · x{}", i + 1, j + 1, i + 1, i + 1, j + 1),
            format!("= {} · {} = {}", f(back.dz[i]), f(x[j]), f(back.dw[2 * i + j])),
        ]
    };
    vec![
        weighed("z", N, "z", i, (&w[i], &x, forward.z[i])),
        Question::number(
            "yhat",
            N,
            format!("What is ŷ{row}?"),
            forward.yhat[i],
            vec![
                format!("ŷ{row} = exp(z{row} − max z) / sum of all three"),
                format!("= {} / {} = {}", f(forward.exponentials[i]), f(forward.sum), f(forward.yhat[i])),
            ],
        ),
        Question::number(
            "loss",
            N,
            "What is the loss L, in nats?".into(),
            forward.loss,
            vec![
                format!("L = −log ŷ{}, the target's", t + 1),
                format!("= −log {} = {}", f(forward.yhat[t]), f(forward.loss)),
            ],
        ),
        Question::number(
            "sum-yhat",
            N,
            "What do ŷ1, ŷ2 and ŷ3 add up to?".into(),
            forward.yhat.iter().sum(),
            vec![
                format!("{} + {} + {}", f(forward.yhat[0]), f(forward.yhat[1]), f(forward.yhat[2])),
                "Softmax divides each by the sum of all, so that they are probabilities.".into(),
            ],
        ),
        Question::number(
            "jacobian-diagonal",
            N,
            format!("What is dŷ{row}/dz{row}?"),
            back.jacobian[i][i],
            vec![
                format!("On the diagonal it is ŷ{row} (1 − ŷ{row})"),
                format!(
                    "= {} · {} = {}",
                    f(forward.yhat[i]),
                    f(1.0 - forward.yhat[i]),
                    f(back.jacobian[i][i])
                ),
            ],
        ),
        Question::number(
            "jacobian-off-diagonal",
            N,
            format!("What is dŷ{row}/dz{}?", other + 1),
            back.jacobian[i][other],
            vec![
                format!("Off the diagonal it is −ŷ{row} ŷ{}", other + 1),
                format!(
                    "= −{} · {} = {}",
                    f(forward.yhat[i]),
                    f(forward.yhat[other]),
                    f(back.jacobian[i][other])
                ),
            ],
        ),
        Question::number(
            "dz",
            N,
            format!("What is dL/dz{row}?"),
            back.dz[i],
            vec![
                format!("dL/dz{row} = ŷ{row} − y{row}"),
                format!("= {} − {} = {}", f(forward.yhat[i]), model.y()[i], f(back.dz[i])),
            ],
        ),
        Question::number(
            "sum-dz",
            N,
            "What do dL/dz1, dL/dz2 and dL/dz3 add up to?".into(),
            back.dz.iter().sum(),
            vec!["The ŷ add up to 1, and so does y: their difference adds up to 0.".into()],
        ),
        Question::number("dw", N, format!("What is dL/dw{row}{column}?"), back.dw[2 * i + j], dw_way(i, j)),
        Question::number(
            "step",
            N,
            format!("One step with η = {eta}: what does w{row}{column} become?"),
            moved,
            vec![
                format!("w{row}{column}′ = w{row}{column} − η dL/dw{row}{column}"),
                format!("= {} − {eta} · {} = {}", f(w[i][j]), f(back.dw[2 * i + j]), f(moved)),
            ],
        ),
        Question::choice(
            "zeros-of-dz-dw",
            N,
            format!("Which columns of row {row} of dz/dW can be other than zero, whatever x is?"),
            &["those of w11 and w12", "those of w21 and w22", "those of w31 and w32"],
            live,
            vec![format!("z{row} = w{row}1 x1 + w{row}2 x2: no other weight stands in it.")],
        ),
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
            dw_way(biggest / 2, biggest % 2),
        ),
    ]
}

fn about_hidden(model: &Hidden, rng: &mut Rng) -> Vec<Question> {
    const N: Network = Network::Hidden;
    let (forward, back) = (model.forward(), model.backward());
    let (x, w, u) = (model.x, model.w, model.u);
    let (i, j, k) = (rng.below(2) as usize, rng.below(2) as usize, rng.below(3) as usize);
    let (unit, column, class) = (i + 1, j + 1, k + 1);
    let f = digits;
    let h = forward.h;
    let slopes = [back.dh_da[0][0], back.dh_da[1][1]];
    let cut = Hidden { u: u.map(|row| if i == 0 { [0.0, row[1]] } else { [row[0], 0.0] }), ..model.clone() };
    let silent = cut.backward().dw[2 * i..2 * i + 2].iter().all(|&v| v == 0.0);
    vec![
        weighed("hidden-a", N, "a", i, (&w[i], &x, forward.a[i])),
        Question::number(
            "hidden-h",
            N,
            format!("What is h{unit}?"),
            h[i],
            vec![format!("h{unit} = tanh(a{unit}) = tanh({}) = {}", f(forward.a[i]), f(h[i]))],
        ),
        Question::number(
            "hidden-slope",
            N,
            format!("What is dh{unit}/da{unit}?"),
            slopes[i],
            vec![format!("The slope of tanh is 1 − h²"), format!("= 1 − {}² = {}", f(h[i]), f(slopes[i]))],
        ),
        Question::number(
            "hidden-dh",
            N,
            format!("What is dL/dh{unit}?"),
            back.dh[i],
            vec![
                format!("dL/dh{unit} = dz1 u1{unit} + dz2 u2{unit} + dz3 u3{unit}"),
                format!(
                    "= {} · {} + {} · {} + {} · {} = {}",
                    f(back.dz[0]),
                    f(u[0][i]),
                    f(back.dz[1]),
                    f(u[1][i]),
                    f(back.dz[2]),
                    f(u[2][i]),
                    f(back.dh[i])
                ),
            ],
        ),
        Question::number(
            "hidden-da",
            N,
            format!("What is dL/da{unit}?"),
            back.da[i],
            vec![
                format!("dL/da{unit} = dL/dh{unit} · (1 − h{unit}²)"),
                format!("= {} · {} = {}", f(back.dh[i]), f(slopes[i]), f(back.da[i])),
            ],
        ),
        Question::number(
            "hidden-du",
            N,
            format!("What is dL/du{class}{unit}?"),
            back.du[2 * k + i],
            vec![
                format!("dL/du{class}{unit} = (ŷ{class} − y{class}) · h{unit}"),
                format!("= {} · {} = {}", f(back.dz[k]), f(h[i]), f(back.du[2 * k + i])),
            ],
        ),
        Question::number(
            "hidden-dw",
            N,
            format!("What is dL/dw{unit}{column}?"),
            back.dw[2 * i + j],
            vec![
                format!("dL/dw{unit}{column} = dL/da{unit} · x{column}"),
                format!("= {} · {} = {}", f(back.da[i]), f(x[j]), f(back.dw[2 * i + j])),
            ],
        ),
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
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn models() -> (Classifier, Hidden) {
        let y = [0.0, 1.0, 0.0];
        let classifier = Classifier::new([1.0, -0.5], [[0.2, 0.1], [-0.3, 0.4], [0.5, -0.2]], y).unwrap();
        let u = [[0.3, -0.1], [0.2, 0.6], [-0.4, 0.5]];
        (classifier, Hidden::new([1.0, -0.5], [[0.4, -0.3], [0.8, 0.2]], u, y).unwrap())
    }

    fn right(question: &Question) -> String {
        match &question.answer {
            Answer::Number { value, .. } => value.to_string(),
            Answer::Choice { right, .. } => right.to_string(),
        }
    }

    #[test]
    fn there_are_enough_of_them_and_each_takes_its_own_answer() {
        let (classifier, hidden) = models();
        let all = questions(5, &classifier, &hidden).unwrap();
        assert!(all.len() >= 15);
        let mut ids: Vec<_> = all.iter().map(|question| question.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len(), "two questions share a name");
        for question in &all {
            assert!(question.check(&right(question)).unwrap().right, "{}", question.id);
            assert!(!question.way.is_empty(), "{} shows no way", question.id);
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
        let (classifier, hidden) = models();
        let made = |seed| questions(seed, &classifier, &hidden).unwrap();
        assert_eq!(made(1), made(1));
        assert!((2..20).any(|seed| made(seed) != made(1)));
        assert!(questions(1 << 53, &classifier, &hidden).is_err());
    }

    #[test]
    fn the_choices_are_what_the_lecture_says() {
        let (classifier, hidden) = models();
        let expected = |id: &str| {
            let all = questions(3, &classifier, &hidden).unwrap();
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
            let (_, hidden) = models();
            let classifier = Classifier::new(x, w, [1.0, 0.0, 0.0]).unwrap();
            for question in questions(seed, &classifier, &hidden).unwrap() {
                prop_assert!(question.check(&right(&question)).unwrap().right, "{}", question.id);
            }
        }
    }
}
