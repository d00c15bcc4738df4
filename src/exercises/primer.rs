//! The primer's own questions as kinds: about its two small networks with numbers of the question's own, which whoever works by
//! hand can type into the primer and follow there.

use super::Kind;
use super::draft::{Draft, rounded};
use super::ground::{drawn, one_of, whole};
use crate::primer::{Answer, Classifier, Hidden, Network, Primer, questions};
use crate::rng::Rng;

/// A kind's name, the primer's question, and what of the place that it is about its words name: the row, the column.
macro_rules! kinds {
    ($($id:literal $question:literal $shown:literal;)*) => {
        &[$(Kind { id: $id, chapter: PRIMER, make: |_, rng| question($question, $shown, rng) },)*]
    };
}

/// What stands for a chapter: these are asked in the primer, and in assignments.
pub const PRIMER: &str = "primer";

pub const KINDS: &[Kind] = kinds! {
    "primer-z" "z" "i";
    "primer-yhat" "yhat" "i";
    "primer-loss" "loss" "";
    "primer-jacobian-diagonal" "jacobian-diagonal" "i";
    "primer-jacobian-off-diagonal" "jacobian-off-diagonal" "ij";
    "primer-dz" "dz" "j";
    "primer-dw" "dw" "ij";
    "primer-step" "step" "ij";
    "primer-sum-yhat" "sum-yhat" "";
    "primer-sum-dz" "sum-dz" "";
    "primer-zeros-of-dz-dw" "zeros-of-dz-dw" "i";
    "primer-x1-zero" "x1-zero" "";
    "primer-shift" "shift" "";
    "primer-raised" "raised" "";
    "primer-largest-dw" "largest-dw" "";
    "primer-hidden-a" "hidden-a" "i";
    "primer-hidden-h" "hidden-h" "i";
    "primer-hidden-slope" "hidden-slope" "i";
    "primer-hidden-dh" "hidden-dh" "j";
    "primer-hidden-da" "hidden-da" "j";
    "primer-hidden-du" "hidden-du" "ij";
    "primer-hidden-dw" "hidden-dw" "ij";
    "primer-hidden-saturated" "hidden-saturated" "";
    "primer-hidden-cut" "hidden-cut" "i";
};

/// The page's names of a choice's options, in the primer's order.
fn names(question: &str) -> &'static [&'static str] {
    match question {
        "zeros-of-dz-dw" => &["columns-w1", "columns-w2", "columns-w3"],
        "x1-zero" => &["first-column-zero", "second-column-zero", "all-zero", "nothing-changes"],
        "shift" => &["loss-rises", "loss-falls", "loss-stays"],
        "raised" => &["target-only", "all-but-target", "none-of-them", "all-of-them"],
        "largest-dw" => &["w-11", "w-12", "w-21", "w-22", "w-31", "w-32"],
        "hidden-saturated" => &["h-1", "h-2"],
        _ => &["still-learns", "gradient-zero"],
    }
}

fn question(id: &str, shown: &str, rng: &mut Rng) -> Option<Draft> {
    // Away from zero, or half of what follows is zero as well.
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
    // Which of two is larger is no question where they are equal but for rounding.
    let sizes: Vec<f64> = match id {
        "largest-dw" => primer.classifier.backward().dw.map(f64::abs).to_vec(),
        "hidden-saturated" => primer.hidden.forward().h.map(f64::abs).to_vec(),
        _ => Vec::new(),
    };
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    if sizes.iter().filter(|&&size| size > 0.99 * largest).count() > 1 {
        return None;
    }
    let all = questions(u64::from(rng.below(1 << 20)), &primer).ok()?;
    let asked = all.into_iter().find(|question| question.id == id)?;
    let draft = match &asked.answer {
        // These are 1 and 0 but for rounding.
        Answer::Number { value, .. } if id.starts_with("sum-") => Draft::whole(value.round().abs() as usize),
        Answer::Number { value, .. } => Draft::number(*value),
        Answer::Choice { right, .. } => {
            let mut order: Vec<usize> = (0..names(id).len()).collect();
            // What is numbered stays in its order; else the right one would always be at the same place.
            if !names(id)[0].ends_with(|last: char| last.is_ascii_digit()) {
                rng.shuffle(&mut order);
            }
            let place = order.iter().position(|at| at == right)?;
            Draft::choice(order.into_iter().map(|at| names(id)[at]), place)
        }
    };
    let row_by_row = |rows: &[[f64; 2]]| rows.as_flattened().to_vec();
    let shares = |yhat: [f64; 3]| yhat.map(|share| rounded(share, 4)).to_vec();
    let mut draft = match asked.network {
        Network::Classifier => {
            let forward = primer.classifier.forward();
            draft
                .fact("x", x.to_vec())
                .fact("W", row_by_row(&[a, b, c]))
                .way("z", forward.z.map(|z| rounded(z, 4)).to_vec())
                .way("yhat", shares(forward.yhat))
        }
        Network::Hidden => {
            let forward = primer.hidden.forward();
            draft
                .fact("x", x.to_vec())
                .fact("W", row_by_row(&[a, b]))
                .fact("U", row_by_row(&u))
                .way("h", forward.h.map(|h| rounded(h, 4)).to_vec())
                .way("yhat", shares(forward.output.yhat))
        }
    };
    draft = draft.fact("target", target);
    for (name, place) in ["i", "j"].into_iter().zip(asked.at) {
        if shown.contains(name) {
            draft = draft.fact(name, place);
        }
    }
    Some(if id == "step" { draft.fact("eta", eta) } else { draft })
}
