//! Every number of a network on one sheet: matrix after matrix, each cell with its symbol and its rule.
//!
//! A rule is LaTeX in which `#17` is the 17th number of the sheet. Read with symbols it is the formula, read with numbers the worked
//! example, and the numbers that it names are the sources of the cell. A test computes every rule and compares it with its cell.

use serde::Serialize;

use super::classifier::Forward;
use super::{Classifier, Descent, Hidden};
use crate::Result;

/// One number's symbol and rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrimerCell {
    /// Its symbol, as LaTeX.
    pub name: String,
    /// Its rule; empty if the number is given.
    pub rule: String,
}

/// A matrix on the sheet, row by row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrimerMatrix {
    /// Its name for links and tests: a letter, `d` and a letter for the loss's derivative by it, `dz_dW` for dz/dW,
    /// `dW_product` for the product of the full matrices.
    pub id: &'static str,
    /// Its name as LaTeX.
    pub name: String,
    /// How many rows.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
    /// The place of its first number on the sheet.
    pub first: usize,
    /// Its cells, rows x columns.
    pub cells: Vec<PrimerCell>,
}

/// A product by the chain rule, multiplied from the left: `products[k]` is the product of the first k + 2 factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PrimerChain {
    /// The parameter at its end.
    pub of: &'static str,
    /// Ids of the matrices, from the loss on.
    pub factors: &'static [&'static str],
    /// Ids of the products.
    pub products: &'static [&'static str],
    /// Ids of the short forms, one for each product.
    pub short: &'static [&'static str],
}

/// A network's numbers, and how they are connected.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// In the order of computing.
    pub matrices: Vec<PrimerMatrix>,
    /// One for each parameter.
    pub chains: &'static [PrimerChain],
    /// Whether a product of full matrices failed although the short form does not.
    pub product_failed: bool,
    /// All numbers, in the order of the matrices.
    #[serde(skip)]
    pub numbers: Vec<f64>,
}

/// The place of a matrix.
#[derive(Clone, Copy)]
struct Block {
    first: usize,
    columns: usize,
}

impl Block {
    /// The `#` mark of a cell in a rule; rows and columns count from 0.
    fn at(self, row: usize, column: usize) -> String {
        mark(self.first + row * self.columns + column)
    }

    /// The mark of the kth cell, row by row.
    fn number(self, k: usize) -> String {
        mark(self.first + k)
    }
}

/// Joins the parts. It is a function so that its code is in the module only once.
#[inline(never)]
fn join(parts: &[&str]) -> String {
    parts.concat()
}

#[inline(never)]
fn mark(place: usize) -> String {
    format!("#{place}")
}

/// `z_1`
#[inline(never)]
fn one(letter: &str, i: usize) -> String {
    format!("{letter}_{}", i + 1)
}

/// `w_{12}`
#[inline(never)]
fn two(letter: &str, i: usize, j: usize) -> String {
    format!("{letter}_{{{}{}}}", i + 1, j + 1)
}

/// `\frac{\partial L}{\partial z_1}`
fn slope(of: &str, by: &str) -> String {
    join(&[r"\frac{\partial ", of, r"}{\partial ", by, "}"])
}

const YHAT: &str = r"\hat{y}";

/// Products of pairs, added up.
fn sum_of(pairs: &mut dyn Iterator<Item = (String, String)>) -> String {
    let mut rule = String::new();
    for (a, b) in pairs {
        if !rule.is_empty() {
            rule.push_str(" + ");
        }
        rule.push_str(&a);
        rule.push_str(r" \cdot ");
        rule.push_str(&b);
    }
    rule
}

/// yhat_i - y_i, in brackets.
fn error_of(yhat: Block, y: Block) -> impl Fn(usize) -> String {
    move |i| join(&["(", &yhat.number(i), " - ", &y.number(i), ")"])
}

#[derive(Default)]
struct Writer {
    matrices: Vec<PrimerMatrix>,
    numbers: Vec<f64>,
}

impl Writer {
    #[inline(never)]
    fn put(
        &mut self,
        id: &'static str,
        name: String,
        columns: usize,
        values: &[f64],
        cell: &dyn Fn(usize, usize) -> (String, String),
    ) -> Block {
        let first = self.numbers.len();
        self.numbers.extend_from_slice(values);
        let cells = (0..values.len())
            .map(|k| {
                let (name, rule) = cell(k / columns, k % columns);
                PrimerCell { name, rule }
            })
            .collect();
        self.matrices.push(PrimerMatrix { id, name, rows: values.len() / columns, columns, first, cells });
        Block { first, columns }
    }

    /// A column of numbers, each with a rule.
    #[inline(never)]
    fn column(
        &mut self,
        id: &'static str,
        letter: &str,
        values: &[f64],
        rule: &dyn Fn(usize) -> String,
    ) -> Block {
        self.put(id, letter.to_owned(), 1, values, &|i, _| (one(letter, i), rule(i)))
    }

    /// A single number.
    #[inline(never)]
    fn single(&mut self, id: &'static str, name: &str, value: f64, rule: String) -> Block {
        self.put(id, name.to_owned(), 1, &[value], &|_, _| (name.to_owned(), rule.clone()))
    }

    /// Given weights, `letter` in capitals for the whole.
    fn weights(&mut self, id: &'static str, letter: &str, values: &[[f64; 2]]) -> Block {
        self.put(id, id.to_owned(), 2, values.as_flattened(), &|i, j| (two(letter, i, j), String::new()))
    }

    /// M v for a matrix of two columns.
    #[inline(never)]
    fn times(&mut self, id: &'static str, values: &[f64], matrix: Block, vector: Block) -> Block {
        self.column(id, id, values, &|i| sum_of(&mut (0..2).map(|j| (matrix.at(i, j), vector.number(j)))))
    }

    /// dL/d`by` as a row, named by `by`'s letter.
    #[inline(never)]
    fn row(
        &mut self,
        id: &'static str,
        by: &str,
        values: &[f64],
        name: &dyn Fn(usize) -> String,
        rule: &dyn Fn(usize) -> String,
    ) -> Block {
        self.put(id, slope("L", by), values.len(), values, &|_, j| (slope("L", &name(j)), rule(j)))
    }

    /// A row times a matrix, the sum of each column's products.
    #[inline(never)]
    fn product(
        &mut self,
        id: &'static str,
        by: &str,
        values: &[f64],
        name: &dyn Fn(usize) -> String,
        (row, matrix): (Block, Block),
    ) -> Block {
        let inner = row.columns;
        self.row(id, by, values, name, &|j| sum_of(&mut (0..inner).map(|k| (row.number(k), matrix.at(k, j)))))
    }

    /// d`of`/d`by` of a vector M v by M, row by row: v in row i's own two columns, zeros elsewhere.
    #[inline(never)]
    fn spread(
        &mut self,
        id: &'static str,
        of: &str,
        by: (&str, &str),
        values: &[f64],
        vector: Block,
        rows: usize,
    ) -> Block {
        let columns = values.len() / rows;
        self.put(id, slope(of, by.0), columns, values, &|i, j| {
            let rule = if j / 2 == i { vector.number(j % 2) } else { "0".to_owned() };
            (slope(&one(of, i), &two(by.1, j / 2, j % 2)), rule)
        })
    }

    /// The weights after a step.
    fn stepped(
        &mut self,
        id: &'static str,
        letter: &str,
        values: &[[f64; 2]],
        (old, eta, gradient): (Block, Block, Block),
    ) {
        let capital = join(&[letter.to_uppercase().as_str(), "'"]);
        let letter = join(&[letter, "'"]);
        self.put(id, capital, 2, values.as_flattened(), &|i, j| {
            let rule = join(&[&old.at(i, j), " - ", &eta.number(0), r" \cdot ", &gradient.number(2 * i + j)]);
            (two(&letter, i, j), rule)
        });
    }

    /// x and y, which are given in both networks.
    fn given(&mut self, x: &[f64; 2], y: &[f64; 3]) -> (Block, Block) {
        (self.column("x", "x", x, &|_| String::new()), self.column("y", "y", y, &|_| String::new()))
    }

    /// From z to L.
    fn ending(&mut self, forward: &Forward, target: usize, z: Block) -> Block {
        let all = [z.number(0), z.number(1), z.number(2)].join(", ");
        let shift = self.single("m", "m", forward.shift, join(&[r"\max(", &all, ")"]));
        let m = shift.number(0);
        let exponentials = self.put("exp", "e^{z - m}".to_owned(), 1, &forward.exponentials, &|i, _| {
            (join(&["e^{", &one("z", i), " - m}"]), join(&["e^{", &z.number(i), " - ", &m, "}"]))
        });
        let sum = [exponentials.number(0), exponentials.number(1), exponentials.number(2)].join(" + ");
        let sum = self.single("s", "s", forward.sum, sum);
        let s = sum.number(0);
        let yhat = self.column("yhat", YHAT, &forward.yhat, &|i| {
            join(&[r"\frac{", &exponentials.number(i), "}{", &s, "}"])
        });
        let naive = -libm::log(forward.yhat[target]);
        self.single("L_yhat", "L", naive, join(&[r"-\log(", &yhat.number(target), ")"]));
        self.single(
            "L",
            "L",
            forward.loss,
            join(&[r"\log(", &s, ") - (", &z.number(target), " - ", &m, ")"]),
        );
        yhat
    }

    /// From L back to z: both matrices and their product, then the short form.
    fn beginning(&mut self, back: &Ends<'_>, yhat: Block, y: Block) -> (Block, Block) {
        let dyhat = self.row("dyhat", YHAT, back.dyhat, &|i| one(YHAT, i), &|i| {
            join(&[r"-\frac{", &y.number(i), "}{", &yhat.number(i), "}"])
        });
        let jacobian = self.put("jacobian", slope(YHAT, "z"), 3, back.jacobian.as_flattened(), &|i, j| {
            let (a, b) = (yhat.number(i), yhat.number(j));
            let rule =
                if i == j { join(&[&a, r" \cdot (1 - ", &a, ")"]) } else { join(&["-", &a, r" \cdot ", &b]) };
            (slope(&one(YHAT, i), &one("z", j)), rule)
        });
        let product = self.product("dz_product", "z", back.dz_product, &|i| one("z", i), (dyhat, jacobian));
        let dz = self
            .row("dz", "z", back.dz, &|i| one("z", i), &|i| join(&[&yhat.number(i), " - ", &y.number(i)]));
        (product, dz)
    }

    /// left_i right_j, read row by row: the short form of a gradient of weights.
    #[inline(never)]
    fn outer(
        &mut self,
        id: &'static str,
        by: (&str, &str),
        values: &[f64],
        left: &dyn Fn(usize) -> String,
        right: Block,
    ) -> Block {
        self.row(id, by.0, values, &|k| two(by.1, k / 2, k % 2), &|k| {
            join(&[&left(k / 2), r" \cdot ", &right.number(k % 2)])
        })
    }

    fn finish(self, chains: &'static [PrimerChain], product_failed: bool) -> Sheet {
        Sheet { matrices: self.matrices, chains, product_failed, numbers: self.numbers }
    }
}

/// The beginning of both networks' backward passes.
struct Ends<'a> {
    dyhat: &'a [f64; 3],
    jacobian: &'a [[f64; 3]; 3],
    dz_product: &'a [f64; 3],
    dz: &'a [f64; 3],
}

const W: (&str, &str) = ("W", "w");
const U: (&str, &str) = ("U", "u");

impl Classifier {
    /// Its sheet, and the step of this size where it can be taken.
    ///
    /// # Errors
    /// Never of the sheet; [`crate::Error::Value`] of the step.
    pub fn sheet(&self, eta: f64) -> (Sheet, Result<Descent<Classifier>>) {
        let (forward, back, step) = (self.forward(), self.backward(), self.descend(eta));
        let mut on = Writer::default();
        let (x, y) = on.given(&self.x, &self.y());
        let w = on.weights("W", "w", &self.w);
        let z = on.times("z", &forward.z, w, x);
        let yhat = on.ending(&forward, self.target, z);
        let ends =
            Ends { dyhat: &back.dyhat, jacobian: &back.jacobian, dz_product: &back.dz_product, dz: &back.dz };
        let (product, _) = on.beginning(&ends, yhat, y);
        let dz_dw = on.spread("dz_dW", "z", W, back.dz_dw.as_flattened(), x, 3);
        on.product("dW_product", "W", &back.dw_product, &|k| two("w", k / 2, k % 2), (product, dz_dw));
        let dw = on.outer("dW", W, &back.dw, &error_of(yhat, y), x);
        let size = on.single("eta", r"\eta", eta, String::new());
        if let Ok(step) = &step {
            on.stepped("W_after", "w", &step.moved.w, (w, size, dw));
            on.single("L_after", "L'", step.after, String::new());
        }
        const CHAINS: &[PrimerChain] = &[PrimerChain {
            of: "W",
            factors: &["dyhat", "jacobian", "dz_dW"],
            products: &["dz_product", "dW_product"],
            short: &["dz", "dW"],
        }];
        (on.finish(CHAINS, back.product_failed), step)
    }
}

impl Hidden {
    /// Its sheet, and the step of this size where it can be taken.
    ///
    /// # Errors
    /// Never of the sheet; [`crate::Error::Value`] of the step.
    pub fn sheet(&self, eta: f64) -> (Sheet, Result<Descent<Hidden>>) {
        let (forward, back, step) = (self.forward(), self.backward(), self.descend(eta));
        let mut on = Writer::default();
        let (x, y) = on.given(&self.x, &self.y());
        let w = on.weights("W", "w", &self.w);
        let u = on.weights("U", "u", &self.u);
        let a = on.times("a", &forward.a, w, x);
        let h = on.column("h", "h", &forward.h, &|i| join(&[r"\tanh(", &a.number(i), ")"]));
        let z = on.times("z", &forward.output.z, u, h);
        let yhat = on.ending(&forward.output, self.target, z);
        let ends =
            Ends { dyhat: &back.dyhat, jacobian: &back.jacobian, dz_product: &back.dz_product, dz: &back.dz };
        let (dz_product, dz) = on.beginning(&ends, yhat, y);
        let dz_du = on.spread("dz_dU", "z", U, back.dz_du.as_flattened(), h, 3);
        on.product("dU_product", "U", &back.du_product, &|k| two("u", k / 2, k % 2), (dz_product, dz_du));
        let du = on.outer("dU", U, &back.du, &error_of(yhat, y), h);
        let dz_dh = on.put("dz_dh", slope("z", "h"), 2, back.dz_dh.as_flattened(), &|i, j| {
            (slope(&one("z", i), &one("h", j)), u.at(i, j))
        });
        let dh_product =
            on.product("dh_product", "h", &back.dh_product, &|i| one("h", i), (dz_product, dz_dh));
        let dh = on.row("dh", "h", &back.dh, &|i| one("h", i), &|i| {
            sum_of(&mut (0..3).map(|k| (u.at(k, i), dz.number(k))))
        });
        let dh_da = on.put("dh_da", slope("h", "a"), 2, back.dh_da.as_flattened(), &|i, j| {
            let rule = if i == j { join(&["1 - ", &h.number(i), "^2"]) } else { "0".to_owned() };
            (slope(&one("h", i), &one("a", j)), rule)
        });
        let da_product =
            on.product("da_product", "a", &back.da_product, &|i| one("a", i), (dh_product, dh_da));
        let da = on.row("da", "a", &back.da, &|i| one("a", i), &|i| {
            join(&[&dh.number(i), r" \cdot (1 - ", &h.number(i), "^2)"])
        });
        let da_dw = on.spread("da_dW", "a", W, back.da_dw.as_flattened(), x, 2);
        on.product("dW_product", "W", &back.dw_product, &|k| two("w", k / 2, k % 2), (da_product, da_dw));
        let dw = on.outer("dW", W, &back.dw, &|i| da.number(i), x);
        let size = on.single("eta", r"\eta", eta, String::new());
        if let Ok(step) = &step {
            on.stepped("W_after", "w", &step.moved.w, (w, size, dw));
            on.stepped("U_after", "u", &step.moved.u, (u, size, du));
            on.single("L_after", "L'", step.after, String::new());
        }
        const CHAINS: &[PrimerChain] = &[
            PrimerChain {
                of: "U",
                factors: &["dyhat", "jacobian", "dz_dU"],
                products: &["dz_product", "dU_product"],
                short: &["dz", "dU"],
            },
            PrimerChain {
                of: "W",
                factors: &["dyhat", "jacobian", "dz_dh", "dh_da", "da_dW"],
                products: &["dz_product", "dh_product", "da_product", "dW_product"],
                short: &["dz", "dh", "da", "dW"],
            },
        ];
        (on.finish(CHAINS, back.product_failed), step)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Primer;
    use super::super::classifier::one_hot;
    use super::*;
    use proptest::prelude::*;

    /// Rules repeat the engine's operations, but not always in its order.
    const TOLERANCE: f64 = 1e-12;

    /// Computes a rule: the small part of LaTeX that rules are written in.
    struct Rule<'a> {
        rest: &'a str,
        numbers: &'a [f64],
    }

    impl Rule<'_> {
        fn takes(&mut self, token: &str) -> bool {
            self.rest = self.rest.trim_start();
            self.rest.strip_prefix(token).map(|rest| self.rest = rest).is_some()
        }

        fn digits(&mut self) -> usize {
            let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
            let (digits, rest) = self.rest.split_at(end);
            self.rest = rest;
            digits.parse().unwrap_or_else(|_| panic!("a number is missing before {rest:?}"))
        }

        fn sum(&mut self) -> f64 {
            let mut sum = if self.takes("-") { -self.product() } else { self.product() };
            loop {
                if self.takes("+") {
                    sum += self.product();
                } else if self.takes("-") {
                    sum -= self.product();
                } else {
                    return sum;
                }
            }
        }

        fn product(&mut self) -> f64 {
            let mut product = self.power();
            while self.takes(r"\cdot") {
                product *= self.power();
            }
            product
        }

        fn power(&mut self) -> f64 {
            let base = self.atom();
            if self.takes("^2") { base * base } else { base }
        }

        fn between(&mut self, open: &str, close: &str) -> f64 {
            assert!(self.takes(open), "{open} is missing before {:?}", self.rest);
            let value = self.sum();
            assert!(self.takes(close), "{close} is missing before {:?}", self.rest);
            value
        }

        fn atom(&mut self) -> f64 {
            if self.takes("#") {
                let place = self.digits();
                self.numbers[place]
            } else if self.takes(r"\frac") {
                let above = self.between("{", "}");
                above / self.between("{", "}")
            } else if self.takes("e^") {
                libm::exp(self.between("{", "}"))
            } else if self.takes(r"\tanh") {
                libm::tanh(self.between("(", ")"))
            } else if self.takes(r"\log") {
                libm::log(self.atom())
            } else if self.takes(r"\max(") {
                let mut largest = self.sum();
                while self.takes(",") {
                    largest = largest.max(self.sum());
                }
                assert!(self.takes(")"));
                largest
            } else if self.rest.starts_with('(') {
                self.between("(", ")")
            } else {
                self.digits() as f64
            }
        }
    }

    fn each_rule_gives_its_cell(sheet: &Sheet) {
        let mut place = 0;
        for matrix in &sheet.matrices {
            assert_eq!(matrix.first, place, "{}", matrix.id);
            assert_eq!(matrix.cells.len(), matrix.rows * matrix.columns, "{}", matrix.id);
            for cell in &matrix.cells {
                if !cell.rule.is_empty() {
                    let mut rule = Rule { rest: &cell.rule, numbers: &sheet.numbers };
                    let (value, shown) = (rule.sum(), sheet.numbers[place]);
                    assert_eq!(rule.rest, "", "{} of {}", cell.rule, matrix.id);
                    let close = (value - shown).abs() <= TOLERANCE * shown.abs().max(1.0);
                    assert!(
                        close || value == shown,
                        "{} of {}: {value}, shown {shown}",
                        cell.rule,
                        matrix.id
                    );
                }
                place += 1;
            }
        }
        assert_eq!(place, sheet.numbers.len());
    }

    fn chains_are_products(sheet: &Sheet) {
        let get = |id: &str| {
            let matrix =
                sheet.matrices.iter().find(|matrix| matrix.id == id).unwrap_or_else(|| panic!("no {id}"));
            let end = matrix.first + matrix.rows * matrix.columns;
            (matrix.rows, matrix.columns, &sheet.numbers[matrix.first..end])
        };
        for chain in sheet.chains {
            assert_eq!(
                (chain.products.len(), chain.short.len()),
                (chain.factors.len() - 1, chain.factors.len() - 1)
            );
            let mut left = get(chain.factors[0]).2.to_vec();
            for (k, factor) in chain.factors[1..].iter().enumerate() {
                let (rows, columns, right) = get(factor);
                assert_eq!(left.len(), rows, "{factor}");
                left =
                    (0..columns).map(|j| (0..rows).map(|i| left[i] * right[i * columns + j]).sum()).collect();
                for other in [chain.products[k], chain.short[k]] {
                    let (rows, _, shown) = get(other);
                    assert_eq!((rows, shown.len()), (1, columns), "{other}");
                    for (a, b) in left.iter().zip(shown) {
                        assert!((a - b).abs() < 1e-9, "{other}: {a} and {b}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_rule_and_every_chain_gives_what_is_shown(
            x in prop::array::uniform2(-2.0..2.0f64),
            v in prop::array::uniform2(prop::array::uniform2(-2.0..2.0f64)),
            w in prop::array::uniform3(prop::array::uniform2(-2.0..2.0f64)),
            target in 0usize..3,
            eta in 0.0..5.0f64,
        ) {
            let (sheet, step) = Classifier::new(x, w, one_hot(target)).unwrap().sheet(eta);
            prop_assert!(step.is_ok());
            each_rule_gives_its_cell(&sheet);
            chains_are_products(&sheet);
            let (sheet, step) = Hidden::new(x, v, w, one_hot(target)).unwrap().sheet(eta);
            prop_assert!(step.is_ok());
            each_rule_gives_its_cell(&sheet);
            chains_are_products(&sheet);
        }
    }

    #[test]
    fn a_step_that_cannot_be_taken_leaves_the_rest_of_the_sheet() {
        let (sheet, step) = Primer::default().classifier.sheet(1e6);
        assert!(step.is_err() && sheet.matrices.iter().all(|matrix| matrix.id != "W_after"));
        assert!(sheet.matrices.iter().any(|matrix| matrix.id == "dW"));
    }
}
