//! Numbers as text, for the board, the homework, an engineer's own check. Each f32 is written so that it reads back
//! exactly: its shortest decimal form.

use core::fmt::Write;
use core::ops::Range;

use serde::Deserialize;

use super::{Explanation, Factor, Term};
use crate::error::{Error, Result};
use crate::ops::Matrix;

/// The most numbers of one text.
pub const MAXIMUM_NUMBERS: usize = 1_000_000;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// For a formula editor; needs amsmath.
    Latex,
    /// A row a line, commas between.
    Csv,
    /// Python: an expression over `np`.
    Numpy,
}

/// One f32. Of the forms that read back exactly the shortest, with an exponent where there would be many zeros.
fn number(value: f32, format: Format) -> String {
    if !value.is_finite() {
        let (nan, infinite) = match format {
            Format::Latex => (r"\mathrm{NaN}", r"\infty"),
            Format::Csv => ("nan", "inf"),
            Format::Numpy => ("np.nan", "np.inf"),
        };
        let sign = if value < 0.0 { "-" } else { "" };
        return if value.is_nan() { nan.to_owned() } else { format!("{sign}{infinite}") };
    }
    let magnitude = value.abs();
    if value == 0.0 || (1e-4..1e7).contains(&magnitude) {
        return value.to_string();
    }
    let scientific = format!("{value:e}");
    match (format, scientific.split_once('e')) {
        (Format::Latex, Some((digits, exponent))) => format!(r"{digits} \times 10^{{{exponent}}}"),
        _ => scientific,
    }
}

/// A part of a tensor. A vector (`vector`: one column that is no matrix) is one line in CSV, a flat array in NumPy, a
/// column in LaTeX.
///
/// # Errors
/// More than [`MAXIMUM_NUMBERS`].
pub fn tensor(
    matrix: Matrix<'_, f32>,
    vector: bool,
    rows: Range<usize>,
    columns: Range<usize>,
    format: Format,
) -> Result<String> {
    let count = rows.len().saturating_mul(columns.len());
    if count > MAXIMUM_NUMBERS {
        let right = format!("at most {MAXIMUM_NUMBERS} can be written at once; give rows and columns");
        return Err(Error::value("the tensor", format!("{count} numbers large"), right));
    }
    let (between_cells, between_rows) = match (format, vector) {
        (Format::Latex, _) => (" & ", " \\\\\n"),
        (Format::Csv, true) => (",", ","),
        (Format::Csv, false) => (",", "\n"),
        (Format::Numpy, true) => (", ", ", "),
        (Format::Numpy, false) => (", ", "],\n  ["),
    };
    let (before, after) = match (format, vector) {
        (Format::Latex, _) => ("\\begin{bmatrix}\n", "\n\\end{bmatrix}"),
        (Format::Csv, _) => ("", "\n"),
        (Format::Numpy, true) => ("np.array([", "], dtype=np.float32)"),
        (Format::Numpy, false) => ("np.array([\n  [", "]\n], dtype=np.float32)"),
    };
    let mut text = before.to_owned();
    for (row, i) in rows.enumerate() {
        text += if row > 0 { between_rows } else { "" };
        for (column, j) in columns.clone().enumerate() {
            text += if column > 0 { between_cells } else { "" };
            text += &number(matrix.at(i, j), format);
        }
    }
    Ok(text + after)
}

/// A number with the sum or the operation behind it. `tensor` and `index` say which number it is.
///
/// LaTeX: the equation, its symbols with their indices, its numbers, the value. CSV: a line a term, `tensor,index,value` of
/// each factor, then the product. NumPy: the products' sum in f64, the value beside it.
pub fn explanation(tensor: &str, index: &[usize], explanation: &Explanation, format: Format) -> String {
    let value = number(explanation.value, format);
    let Explanation { terms, operation, equation, .. } = explanation;
    let mut text = String::new();
    match format {
        Format::Latex => {
            let name = symbol(tensor, index);
            text += "\\begin{aligned}\n";
            if !equation.is_empty() {
                let _ = writeln!(text, "& {equation} \\\\");
            }
            if *operation == "sum" && !terms.is_empty() {
                let symbols = |f: &Factor| symbol(f.tensor, &f.index);
                let numbers = |f: &Factor| match number(f.value, format) {
                    negative if negative.starts_with('-') => format!("({negative})"),
                    plain => plain,
                };
                let _ = writeln!(text, "{name} &= {} \\\\", summed(terms, symbols, r"\,"));
                let _ = writeln!(text, "&= {} \\\\", summed(terms, numbers, r" \cdot "));
                let _ = writeln!(text, "&= {value}");
            } else {
                let _ = writeln!(text, "{name} &= {value}");
            }
            text += "\\end{aligned}";
        }
        Format::Csv => {
            let factors = terms.iter().map(|term| term.factors.len()).max().unwrap_or(0);
            for i in 1..=factors {
                let _ = write!(text, "factor {i},index {i},value {i},");
            }
            text += "product\n";
            for term in terms {
                for i in 0..factors {
                    match term.factors.get(i) {
                        Some(f) => {
                            let _ = write!(
                                text,
                                "{},{},{},",
                                f.tensor,
                                places(&f.index, " "),
                                number(f.value, format)
                            );
                        }
                        None => text += ",,,",
                    }
                }
                let _ = writeln!(text, "{:?}", term.product);
            }
        }
        Format::Numpy => {
            let _ = writeln!(text, "# {tensor}[{}] = {value} ({operation})", places(index, ", "));
            let row = |term: &Term| {
                let factors = term.factors.iter().map(|f| number(f.value, format)).collect::<Vec<_>>();
                let sign = if negated(term) { "-" } else { "" };
                format!("{sign}np.prod(np.array([{}], dtype=np.float64))", factors.join(", "))
            };
            let rows: Vec<_> = terms.iter().map(row).collect();
            let _ = write!(text, "np.array([\n  {}\n])", rows.join(",\n  "));
            text += if *operation == "sum" { ".sum()" } else { "" };
        }
    }
    text
}

/// Whether a term is its factors' product taken away.
fn negated(term: &Term) -> bool {
    let product = term.factors.iter().map(|f| f64::from(f.value)).fold(1.0, |product, value| product * value);
    product != 0.0 && product == -term.product
}

fn summed(terms: &[Term], each: impl Fn(&Factor) -> String, between: &str) -> String {
    let mut text = String::new();
    for (i, term) in terms.iter().enumerate() {
        text += match (i, negated(term)) {
            (0, false) => "",
            (0, true) => "-",
            (_, false) => " + ",
            (_, true) => " - ",
        };
        text += &term.factors.iter().map(&each).collect::<Vec<_>>().join(between);
    }
    text
}

fn places(index: &[usize], between: &str) -> String {
    index.iter().map(usize::to_string).collect::<Vec<_>>().join(between)
}

/// A number's name in LaTeX. As mathematics does, and the page, it counts from 1; CSV and NumPy count from 0.
fn symbol(tensor: &str, index: &[usize]) -> String {
    let place = index.iter().map(|i| (i + 1).to_string()).collect::<Vec<_>>().join(",");
    let letter = match tensor {
        "yhat" => r"\hat{y}",
        "dyhat" => r"(d\hat{y})",
        "sigma'" => return format!(r"\sigma'(a_{{{place}}})"),
        "eta" => return r"\eta".to_owned(),
        "mu" => return r"\mu".to_owned(),
        "L" => return "L".to_owned(),
        "maximum" => return "m".to_owned(),
        "sum" => return "S".to_owned(),
        "shifted" => "s",
        "exponentials" => "x",
        "jacobian" => "J",
        "product" => r"(J^{\top} d\hat{y})",
        "keep" | "clip" => return format!(r"\mathrm{{{tensor}}}"),
        other => match (other.split_once('.'), other.strip_prefix('d')) {
            (Some(("updated", parameter)), _) => return format!("{parameter}'_{{{place}}}"),
            (Some((memory, _)), _) => memory,
            (_, Some(value)) if !value.is_empty() => return format!("({other})_{{{place}}}"),
            _ => other,
        },
    };
    format!("{letter}_{{{place}}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Rng, Stream};

    /// What a reader of the text reads.
    fn read(text: &str, format: Format) -> f32 {
        let text = match format {
            Format::Latex => text.replace(r" \times 10^{", "e").replace('}', ""),
            _ => text.to_owned(),
        };
        text.parse().expect("a number")
    }

    #[test]
    fn every_number_reads_back_exactly() {
        let mut rng = Rng::new(2, Stream::Check);
        let drawn = (0..20_000).map(|_| f32::from_bits(rng.next_u32())).filter(|x| x.is_finite());
        let special =
            [0.0, -0.0, f32::MIN_POSITIVE, f32::MAX, f32::MIN, f32::from_bits(1), 1e-4, 1e7, 0.1, -1.0];
        for value in drawn.chain(special) {
            for format in [Format::Latex, Format::Csv, Format::Numpy] {
                let text = number(value, format);
                assert_eq!(read(&text, format).to_bits(), value.to_bits(), "{text}");
                assert!(text.len() < 32, "{text}");
            }
        }
        assert_eq!(number(f32::NEG_INFINITY, Format::Numpy), "-np.inf");
        assert_eq!(number(f32::NAN, Format::Csv), "nan");
    }

    #[test]
    fn a_name_is_written_as_mathematics_writes_it() {
        for (name, index, written) in [
            ("dW", vec![0, 4], "(dW)_{1,5}"),
            ("updated.b", vec![2], "b'_{3}"),
            ("v.W", vec![0, 0], "v_{1,1}"),
            ("sigma'", vec![1], r"\sigma'(a_{2})"),
            ("eta", vec![0], r"\eta"),
            ("z", vec![9], "z_{10}"),
        ] {
            assert_eq!(symbol(name, &index), written);
        }
    }

    #[test]
    fn a_tensor_in_three_hands() {
        let data = [1.0, -0.5, 3.0, 1e-9, 0.0, 2.5];
        let matrix = Matrix::new(&data, 2, 3);
        let text = |format| tensor(matrix, false, 0..2, 0..3, format).expect("small");
        assert_eq!(text(Format::Csv), "1,-0.5,3\n1e-9,0,2.5\n");
        assert_eq!(
            text(Format::Latex),
            "\\begin{bmatrix}\n1 & -0.5 & 3 \\\\\n1 \\times 10^{-9} & 0 & 2.5\n\\end{bmatrix}"
        );
        assert_eq!(
            text(Format::Numpy),
            "np.array([\n  [1, -0.5, 3],\n  [1e-9, 0, 2.5]\n], dtype=np.float32)"
        );
        let vector = Matrix::new(&data[..2], 2, 1);
        let text = |format| tensor(vector, true, 0..2, 0..1, format).expect("small");
        assert_eq!(text(Format::Csv), "1,-0.5\n");
        assert_eq!(text(Format::Numpy), "np.array([1, -0.5], dtype=np.float32)");
        // A part of the transposed.
        let part = tensor(matrix.transposed(), false, 1..3, 0..2, Format::Csv).expect("small");
        assert_eq!(part, "-0.5,0\n3,2.5\n");
    }

    #[test]
    fn a_sum_in_three_hands() {
        let factor = |tensor, index: &[usize], value| Factor { tensor, index: index.to_vec(), value };
        let sum = Explanation {
            value: 0.5,
            operation: "sum",
            equation: r"a_i = \sum_k W_{ik}\,e_k",
            terms: vec![
                Term { factors: vec![factor("W", &[2, 0], 0.5), factor("e", &[0], -1.0)], product: -0.5 },
                Term { factors: vec![factor("yhat", &[1], 1.0)], product: -1.0 },
            ],
            count: 2,
            total: None,
            tolerance: None,
            origin: None,
        };
        assert_eq!(
            explanation("a", &[2], &sum, Format::Latex),
            "\\begin{aligned}\n& a_i = \\sum_k W_{ik}\\,e_k \\\\\na_{3} &= W_{3,1}\\,e_{1} - \\hat{y}_{2} \\\\\n&= 0.5 \
             \\cdot (-1) - 1 \\\\\n&= 0.5\n\\end{aligned}"
        );
        assert_eq!(
            explanation("a", &[2], &sum, Format::Csv),
            "factor 1,index 1,value 1,factor 2,index 2,value 2,product\nW,2 0,0.5,e,0,-1,-0.5\nyhat,1,1,,,,-1.0\n"
        );
        let numpy = explanation("a", &[2], &sum, Format::Numpy);
        assert!(numpy.starts_with("# a[2] = 0.5 (sum)\nnp.array([\n  np.prod("), "{numpy}");
        assert!(numpy.contains("\n  -np.prod(np.array([1], dtype=np.float64))") && numpy.ends_with(".sum()"));
    }
}
