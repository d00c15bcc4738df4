//! Turns the text of the page's cells into numbers. An error is reported for its own cell, and the last good values stay.

use std::borrow::Cow;

use serde::Serialize;

use super::classifier::target_of;
use super::{Classifier, Hidden, MAXIMUM_MAGNITUDE};
use crate::reason;
use crate::{Error, Result};

/// One of the primer's two networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PrimerNetwork {
    /// The linear softmax classifier.
    Classifier,
    /// The 2-2-3 network with tanh.
    Hidden,
}

/// Both networks with their current numbers, which are always valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Primer {
    /// The linear softmax classifier.
    pub classifier: Classifier,
    /// The 2-2-3 network with tanh.
    pub hidden: Hidden,
    /// The step size of each, 0 to 1000000, by [`PrimerNetwork`].
    pub eta: [f64; 2],
}

impl Default for Primer {
    /// Small numbers that can be checked by hand. In the hidden network a step that is too large overshoots.
    fn default() -> Self {
        Primer {
            classifier: Classifier { x: [1.0, 2.0], w: [[0.5, -0.25], [0.1, 0.3], [-0.4, 0.2]], target: 1 },
            hidden: Hidden {
                x: [1.0, 2.0],
                w: [[0.5, -0.3], [0.2, 0.4]],
                u: [[0.6, -0.5], [0.1, 0.8], [-0.7, 0.3]],
                target: 0,
            },
            eta: [0.5; 2],
        }
    }
}

/// Why a cell's text is refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrimerComplaint {
    /// The cell, as [`Primer::edit`] names it; `y` if its three cells together are wrong.
    pub cell: String,
    /// What was wrong and what would be right.
    pub message: String,
    /// The same with its facts.
    #[serde(skip)]
    pub error: Error,
}

impl PrimerComplaint {
    fn of(cell: &str, error: Error) -> Self {
        PrimerComplaint { cell: cell.to_owned(), message: error.to_string(), error }
    }
}

/// A cell's text as a number from `low` to [`MAXIMUM_MAGNITUDE`].
fn parsed(cell: &str, text: &str, low: f64) -> Result<f64> {
    // A page may show a typographic minus sign; a number that it has shown must be accepted.
    let plain = text.trim().replace('\u{2212}', "-");
    let given = match plain.parse::<f64>() {
        Ok(value) if value >= low && value <= MAXIMUM_MAGNITUDE => return Ok(value),
        _ if plain.is_empty() => Cow::Borrowed("empty"),
        Ok(_) => Cow::Owned(plain),
        Err(_) => Cow::Owned(format!("\"{text}\"")),
    };
    let expected = reason::number_such_as(low, MAXIMUM_MAGNITUDE, if low < 0.0 { "0.25" } else { "0.5" });
    Err(Error::Value { name: cell.to_owned().into(), given: given.into_owned(), expected })
}

impl Primer {
    /// Sets cells of a network by name and text: `x1`, `w12`, `u31`, `eta`, and `y1 y2 y3`, which belong together. Good cells are set even
    /// if others are wrong. Each wrong cell is reported, and keeps its last good value.
    pub fn edit(&mut self, network: PrimerNetwork, cells: &[(String, String)]) -> Vec<PrimerComplaint> {
        let mut complaints = Vec::new();
        let mut y = [const { None }; 3];
        for (cell, text) in cells {
            let part = match cell.as_str() {
                "y1" => 0,
                "y2" => 1,
                "y3" => 2,
                _ => {
                    if let Err(error) = self.set(network, cell, text) {
                        complaints.push(PrimerComplaint::of(cell, error));
                    }
                    continue;
                }
            };
            match parsed(cell, text, -MAXIMUM_MAGNITUDE) {
                Ok(value) => y[part] = Some(value),
                Err(error) => complaints.push(PrimerComplaint::of(cell, error)),
            }
        }
        if let [Some(y1), Some(y2), Some(y3)] = y {
            match target_of([y1, y2, y3]) {
                Ok(target) => *self.target(network) = target,
                Err(error) => {
                    complaints.push(PrimerComplaint::of("y", error));
                }
            }
        }
        complaints
    }

    fn set(&mut self, network: PrimerNetwork, cell: &str, text: &str) -> Result<()> {
        let low = if cell == "eta" { 0.0 } else { -MAXIMUM_MAGNITUDE };
        let place = match network {
            _ if cell == "eta" => Some(&mut self.eta[network as usize]),
            PrimerNetwork::Classifier => self.classifier.cell(cell),
            PrimerNetwork::Hidden => self.hidden.cell(cell),
        };
        let Some(place) = place else {
            return Err(Error::State(reason::no_cell(cell)));
        };
        *place = parsed(cell, text, low)?;
        Ok(())
    }

    fn target(&mut self, network: PrimerNetwork) -> &mut usize {
        match network {
            PrimerNetwork::Classifier => &mut self.classifier.target,
            PrimerNetwork::Hidden => &mut self.hidden.target,
        }
    }

    /// Resets a network to the numbers that it opens with.
    pub fn reset(&mut self, network: PrimerNetwork) {
        let first = Primer::default();
        match network {
            PrimerNetwork::Classifier => self.classifier = first.classifier,
            PrimerNetwork::Hidden => self.hidden = first.hidden,
        }
    }

    /// Sets numbers with which a yhat underflows: the product of the full matrices fails, the short form does not.
    pub fn underflow(&mut self, network: PrimerNetwork) {
        match network {
            PrimerNetwork::Classifier => {
                self.classifier =
                    Classifier { x: [1.0, 2.0], w: [[800.0, 0.0], [0.1, 0.3], [-0.4, 0.2]], target: 1 };
            }
            PrimerNetwork::Hidden => {
                self.hidden = Hidden {
                    u: [[0.6, 1200.0], [0.1, 0.8], [-0.7, 0.3]],
                    target: 1,
                    ..Primer::default().hidden
                };
            }
        }
    }
}

/// The row and column of `w12`, if its letter and its range fit.
fn place(cell: &str, letter: char, rows: usize) -> Option<(usize, usize)> {
    let digits = cell.strip_prefix(letter)?.as_bytes();
    let &[row @ b'1'..=b'9', column @ b'1'..=b'2'] = digits else { return None };
    let row = usize::from(row - b'1');
    (row < rows).then_some((row, usize::from(column - b'1')))
}

fn input<'a>(x: &'a mut [f64; 2], cell: &str) -> Option<&'a mut f64> {
    match cell {
        "x1" => Some(&mut x[0]),
        "x2" => Some(&mut x[1]),
        _ => None,
    }
}

impl Classifier {
    fn cell(&mut self, cell: &str) -> Option<&mut f64> {
        match place(cell, 'w', 3) {
            Some((row, column)) => Some(&mut self.w[row][column]),
            None => input(&mut self.x, cell),
        }
    }
}

impl Hidden {
    fn cell(&mut self, cell: &str) -> Option<&mut f64> {
        if let Some((row, column)) = place(cell, 'w', 2) {
            return Some(&mut self.w[row][column]);
        }
        match place(cell, 'u', 3) {
            Some((row, column)) => Some(&mut self.u[row][column]),
            None => input(&mut self.x, cell),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|&(cell, text)| (cell.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn a_good_cell_is_taken() {
        let mut primer = Primer::default();
        let classifier = cells(&[("w32", " \u{2212}1.5 "), ("eta", "2e-1")]);
        assert_eq!(primer.edit(PrimerNetwork::Classifier, &classifier), []);
        let hidden = cells(&[("u11", "2"), ("x2", "0"), ("y1", "0"), ("y2", "0"), ("y3", "1.0")]);
        assert_eq!(primer.edit(PrimerNetwork::Hidden, &hidden), []);
        assert_eq!((primer.classifier.w[2][1], primer.eta), (-1.5, [0.2, 0.5]));
        assert_eq!((primer.hidden.u[0][0], primer.hidden.x[1], primer.hidden.target), (2.0, 0.0, 2));
        assert!(primer.classifier.forward().loss.is_finite());
    }

    #[test]
    fn a_bad_cell_is_said_and_changes_nothing() {
        let mut primer = Primer::default();
        for (text, says) in [
            ("", "w11 is empty; it must be a number from -1000000 to 1000000, such as 0.25"),
            ("  ", "w11 is empty; "),
            ("abc", "w11 is \"abc\"; "),
            ("NaN", "w11 is NaN; "),
            ("1e308", "w11 is 1e308; "),
            ("inf", "w11 is inf; "),
            ("1,5", "w11 is \"1,5\"; "),
        ] {
            let complaints = primer.edit(PrimerNetwork::Classifier, &cells(&[("w11", text)]));
            assert_eq!(complaints.len(), 1);
            assert_eq!(complaints[0].cell, "w11");
            assert!(complaints[0].message.starts_with(says), "{}", complaints[0].message);
        }
        for (network, cell) in [
            (PrimerNetwork::Classifier, "w41"),
            (PrimerNetwork::Classifier, "u11"),
            (PrimerNetwork::Hidden, "w31"),
        ] {
            assert_eq!(primer.edit(network, &cells(&[(cell, "1")])).len(), 1, "{cell}");
        }
        for y in [["0", "0", "0"], ["1", "1", "0"], ["0.5", "0.5", "0"], ["1", "", "0"], ["1", "x", "0"]] {
            let y = cells(&[("y1", y[0]), ("y2", y[1]), ("y3", y[2])]);
            assert_eq!(primer.edit(PrimerNetwork::Classifier, &y).len(), 1, "{y:?}");
        }
        for eta in ["-0.1", "much", "NaN", "1e308", ""] {
            let complaints = primer.edit(PrimerNetwork::Hidden, &cells(&[("eta", eta)]));
            assert!(complaints[0].message.ends_with("it must be a number from 0 to 1000000, such as 0.5"));
        }
        assert_eq!(primer, Primer::default());
    }

    #[test]
    fn a_good_cell_is_taken_beside_a_bad_one() {
        let mut primer = Primer::default();
        let complaints = primer.edit(PrimerNetwork::Classifier, &cells(&[("x1", "oops"), ("x2", "3")]));
        assert_eq!(complaints.len(), 1);
        assert_eq!(primer.classifier.x, [1.0, 3.0]);
    }

    #[test]
    fn the_underflow_example_breaks_the_products_and_not_the_short_forms() {
        let mut primer = Primer::default();
        primer.underflow(PrimerNetwork::Classifier);
        let back = primer.classifier.backward();
        assert!(back.product_failed && back.dw.iter().all(|v| v.is_finite()));
        assert!(primer.classifier.forward().loss.is_finite());
        primer.underflow(PrimerNetwork::Hidden);
        let back = primer.hidden.backward();
        assert!(back.product_failed && back.dw.iter().chain(&back.du).all(|v| v.is_finite()));
        primer.reset(PrimerNetwork::Classifier);
        primer.reset(PrimerNetwork::Hidden);
        assert_eq!(primer, Primer::default());
    }
}
