//! The page's cells: text as typed, turned into numbers. What is wrong is said of its own cell, and the last good values stay.

use serde::Serialize;

use super::{Classifier, Hidden, MAXIMUM_MAGNITUDE, Network};
use crate::Result;

/// Both networks as they stand: always numbers that can be computed with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Primer {
    /// The linear softmax classifier.
    pub classifier: Classifier,
    /// The 2-2-3 network with tanh.
    pub hidden: Hidden,
}

impl Default for Primer {
    /// Small numbers that a hand can check.
    fn default() -> Self {
        Primer {
            classifier: Classifier { x: [1.0, 2.0], w: [[0.5, -0.25], [0.1, 0.3], [-0.4, 0.2]], target: 1 },
            hidden: Hidden {
                x: [1.0, 2.0],
                w: [[0.5, -0.3], [0.2, 0.4]],
                u: [[0.6, -0.5], [0.1, 0.8], [-0.7, 0.3]],
                target: 1,
            },
        }
    }
}

/// Why a cell's text cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Complaint {
    /// The cell, as `Primer::set` names it.
    pub cell: String,
    /// What was wrong and what would be right.
    pub message: String,
}

/// A cell's text as a number within the range that a cell may have.
fn parsed(cell: &str, text: &str) -> core::result::Result<f64, Complaint> {
    let complain = |what: String| Complaint {
        cell: cell.to_owned(),
        message: format!("{cell} {what}; it must be a number from -1000000 to 1000000, such as 0.25"),
    };
    // A page may typeset a minus sign; what was shown must be taken back.
    let plain = text.trim().replace('\u{2212}', "-");
    if plain.is_empty() {
        return Err(complain("is empty".into()));
    }
    match plain.parse::<f64>() {
        Err(_) => Err(complain(format!("is \"{text}\", which is no number"))),
        Ok(value) if value.is_nan() => Err(complain("is NaN, which is no number".into())),
        Ok(value) if value.abs() > MAXIMUM_MAGNITUDE => {
            Err(complain(format!("is {plain}, which is too large")))
        }
        Ok(value) => Ok(value),
    }
}

impl Primer {
    /// Sets one cell from its text: `x1`, `w12`, `u31`, of either network.
    ///
    /// # Errors
    /// The complaint of that cell; nothing is changed then.
    pub fn set(&mut self, network: Network, cell: &str, text: &str) -> core::result::Result<(), Complaint> {
        let value = parsed(cell, text)?;
        let place = match network {
            Network::Classifier => self.classifier.cell(cell),
            Network::Hidden => self.hidden.cell(cell),
        };
        match place {
            Some(place) => *place = value,
            None => {
                let message = format!("there is no cell {cell} in this network");
                return Err(Complaint { cell: cell.to_owned(), message });
            }
        }
        Ok(())
    }

    /// Sets the target from the three cells of y.
    ///
    /// # Errors
    /// The complaint of the first cell that is no number, or of y where it is not one-hot; nothing is changed then.
    pub fn set_target(&mut self, network: Network, y: [&str; 3]) -> core::result::Result<(), Complaint> {
        let mut values = [0.0; 3];
        for (value, (cell, text)) in values.iter_mut().zip(["y1", "y2", "y3"].into_iter().zip(y)) {
            *value = parsed(cell, text)?;
        }
        let target: Result<usize> = super::classifier::target_of(values);
        let target = target.map_err(|error| Complaint { cell: "y".into(), message: error.to_string() })?;
        match network {
            Network::Classifier => self.classifier.target = target,
            Network::Hidden => self.hidden.target = target,
        }
        Ok(())
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

    #[test]
    fn a_good_cell_is_taken() {
        let mut primer = Primer::default();
        primer.set(Network::Classifier, "w32", " \u{2212}1.5 ").unwrap();
        primer.set(Network::Hidden, "u11", "2").unwrap();
        primer.set(Network::Hidden, "x2", "0").unwrap();
        primer.set_target(Network::Hidden, ["0", "0", "1"]).unwrap();
        assert_eq!(primer.classifier.w[2][1], -1.5);
        assert_eq!((primer.hidden.u[0][0], primer.hidden.x[1], primer.hidden.target), (2.0, 0.0, 2));
        assert!(primer.classifier.forward().loss.is_finite());
    }

    #[test]
    fn a_bad_cell_is_said_and_changes_nothing() {
        let mut primer = Primer::default();
        for (text, says) in [
            ("", "is empty"),
            ("  ", "is empty"),
            ("abc", "is \"abc\", which is no number"),
            ("NaN", "is NaN"),
            ("1e308", "is too large"),
            ("inf", "is too large"),
            ("1,5", "is no number"),
        ] {
            let complaint = primer.set(Network::Classifier, "w11", text).unwrap_err();
            assert_eq!(complaint.cell, "w11");
            assert!(complaint.message.contains(says), "{}", complaint.message);
        }
        for (network, cell) in
            [(Network::Classifier, "w41"), (Network::Classifier, "u11"), (Network::Hidden, "w31")]
        {
            assert!(primer.set(network, cell, "1").is_err(), "{cell}");
        }
        for y in [["0", "0", "0"], ["1", "1", "0"], ["0.5", "0.5", "0"], ["1", "", "0"], ["1", "x", "0"]] {
            assert!(primer.set_target(Network::Classifier, y).is_err(), "{y:?}");
        }
        assert_eq!(primer, Primer::default());
    }
}
