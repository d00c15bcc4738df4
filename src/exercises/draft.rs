//! A question that is being made: its facts, its solution, and classic mistakes.

use serde::Serialize;

/// Something that a question shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ExerciseValue {
    /// A number.
    Number(f64),
    /// A name of the page's own words.
    Name(&'static str),
    /// Numbers in a row.
    Numbers(Vec<f64>),
    /// Tokens of the corpus.
    Tokens(Vec<String>),
    /// Lines of the corpus.
    Lines(Vec<Vec<String>>),
}

/// One thing that a question shows, by its name in the page's words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExerciseFact {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub value: ExerciseValue,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExerciseChoice {
    /// What it is.
    pub value: ExerciseValue,
    /// Of a row on a page of numbers: its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<f64>,
}

/// What is right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Solution {
    Number { value: f64, tolerance: f64, whole: bool },
    Choice { options: Vec<ExerciseChoice>, right: usize },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    pub facts: Vec<ExerciseFact>,
    pub solution: Solution,
    /// The results of classic mistakes, by name.
    pub misses: Vec<(&'static str, f64)>,
    /// Shown with the verdict.
    pub way: Vec<ExerciseFact>,
}

/// A number may be off by one part in a hundred, for a pocket calculator with rounded intermediate results.
const RELATIVE: f64 = 0.01;
/// How far a result with two decimals, worked by hand, may be off.
const BY_HAND: f64 = 0.006;
/// Answers nearer to zero than this are drawn again: a relative tolerance has no meaning there.
const SMALLEST: f64 = 1e-7;

impl From<f64> for ExerciseValue {
    fn from(number: f64) -> Self {
        ExerciseValue::Number(number)
    }
}
impl From<usize> for ExerciseValue {
    fn from(number: usize) -> Self {
        ExerciseValue::Number(number as f64)
    }
}
impl From<&'static str> for ExerciseValue {
    fn from(name: &'static str) -> Self {
        ExerciseValue::Name(name)
    }
}
impl From<Vec<f64>> for ExerciseValue {
    fn from(numbers: Vec<f64>) -> Self {
        ExerciseValue::Numbers(numbers)
    }
}
impl From<Vec<String>> for ExerciseValue {
    fn from(tokens: Vec<String>) -> Self {
        ExerciseValue::Tokens(tokens)
    }
}
impl From<String> for ExerciseValue {
    fn from(token: String) -> Self {
        ExerciseValue::Tokens(vec![token])
    }
}
impl From<Vec<Vec<String>>> for ExerciseValue {
    fn from(lines: Vec<Vec<String>>) -> Self {
        ExerciseValue::Lines(lines)
    }
}

impl Draft {
    fn of(solution: Solution) -> Self {
        Draft { facts: Vec::new(), solution, misses: Vec::new(), way: Vec::new() }
    }

    /// The solution is a number, to one part in a hundred.
    pub(crate) fn number(value: f64) -> Self {
        Draft::of(Solution::Number { value, tolerance: RELATIVE * value.abs(), whole: false })
    }

    /// The solution is a number, to one part in a hundred or to two decimals.
    pub(crate) fn by_hand(value: f64) -> Self {
        let tolerance = BY_HAND.max(RELATIVE * value.abs());
        Draft::of(Solution::Number { value, tolerance, whole: false })
    }

    /// The solution is an exact count.
    pub(crate) fn whole(value: usize) -> Self {
        Draft::of(Solution::Number { value: value as f64, tolerance: 0.0, whole: true })
    }

    /// The solution is one of several options.
    pub(crate) fn choice<V: Into<ExerciseValue>>(options: impl IntoIterator<Item = V>, right: usize) -> Self {
        let options =
            options.into_iter().map(|value| ExerciseChoice { value: value.into(), number: None }).collect();
        Draft::of(Solution::Choice { options, right })
    }

    /// A page of numbers, of which one is wrong: the row `wrong` shows the result of a mistake.
    pub(crate) fn page(rows: &[(&'static str, f64)], wrong: usize, mistake: f64) -> Option<Self> {
        let (_, right) = rows[wrong];
        if apart(right, mistake) < 2.0 * RELATIVE {
            return None;
        }
        let shown = |(at, &(name, number)): (usize, &(&'static str, f64))| ExerciseChoice {
            value: name.into(),
            number: Some(rounded(if at == wrong { mistake } else { number }, 4)),
        };
        let options = rows.iter().enumerate().map(shown).collect();
        let draft = Draft::of(Solution::Choice { options, right: wrong });
        Some(
            draft.way("right", rounded(right, 4)).way("shown", rounded(mistake, 4)).way("row", rows[wrong].0),
        )
    }

    pub(crate) fn fact(mut self, name: &'static str, value: impl Into<ExerciseValue>) -> Self {
        self.facts.push(ExerciseFact { name, value: value.into() });
        self
    }

    pub(crate) fn way(mut self, name: &'static str, value: impl Into<ExerciseValue>) -> Self {
        self.way.push(ExerciseFact { name, value: value.into() });
        self
    }

    /// Adds a classic mistake and its result.
    pub(crate) fn miss(mut self, name: &'static str, value: f64) -> Self {
        self.misses.push((name, value));
        self
    }

    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.solution, Solution::Number { whole: true, .. } | Solution::Choice { .. })
    }

    pub(crate) fn tolerance(&self) -> f64 {
        match self.solution {
            Solution::Number { tolerance, .. } => tolerance,
            Solution::Choice { .. } => 0.0,
        }
    }

    pub(crate) fn is_right(&self, given: f64) -> bool {
        matches!(self.solution, Solution::Number { value, .. } if (given - value).abs() <= self.tolerance())
    }

    /// Whether an answer is the result of a mistake.
    pub(crate) fn is_near(&self, given: f64, mistake: f64) -> bool {
        let tolerance = if self.is_whole() { 0.0 } else { RELATIVE * mistake.abs() };
        (given - mistake).abs() <= tolerance
    }

    /// Whether it can be asked: all numbers are finite, no mistake is right, and no two options are equal.
    pub(crate) fn is_sound(&self) -> bool {
        let finite = |fact: &ExerciseFact| match &fact.value {
            ExerciseValue::Number(number) => number.is_finite(),
            ExerciseValue::Numbers(numbers) => numbers.iter().all(|number| number.is_finite()),
            _ => true,
        };
        if !self.facts.iter().chain(&self.way).all(finite) {
            return false;
        }
        match &self.solution {
            Solution::Number { value, whole, .. } => {
                value.is_finite()
                    && (*whole || value.abs() > SMALLEST)
                    && (*value < 9e15)
                    && self
                        .misses
                        .iter()
                        .all(|&(_, miss)| miss.is_finite() && (miss - value).abs() > 2.0 * self.tolerance())
            }
            Solution::Choice { options, right } => {
                options.len() > 1
                    && *right < options.len()
                    && options.iter().all(|option| option.number.is_none_or(f64::is_finite))
                    && (1..options.len())
                        .all(|at| options[..at].iter().all(|before| before.value != options[at].value))
            }
        }
    }
}

/// How far two numbers are apart, by the larger one.
pub(crate) fn apart(a: f64, b: f64) -> f64 {
    (a - b).abs() / a.abs().max(b.abs()).max(SMALLEST)
}

/// The number rounded to `digits` significant digits. Answers are computed from the numbers that are shown.
pub(crate) fn rounded(number: f64, digits: usize) -> f64 {
    format!("{number:.*e}", digits - 1).parse().unwrap_or(number)
}
