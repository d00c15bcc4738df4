//! The feedforward model and its loss: by hand on small numbers, and on the current model's.

use libm::{exp, log, tanh};

use super::ExerciseKind;
use super::draft::{Draft, rounded};
use super::ground::{Ground, drawn, one_of, whole};
use crate::model::{Dims, Tensor};
use crate::ops::Activation;
use crate::rng::Rng;
use crate::text::Split;

/// E, W, U and the biases, if there are any.
fn parameters(Dims { context: n, embedding: d, hidden: h, vocabulary: v }: Dims, bias: bool) -> usize {
    d * v + h * n * d + v * h + if bias { h + v } else { 0 }
}

fn logits(r: &mut Rng) -> Vec<f64> {
    (0..3).map(|_| drawn(r, -20, 30, 10)).collect()
}

fn softmax(z: &[f64]) -> Vec<f64> {
    let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let e: Vec<f64> = z.iter().map(|&z| exp(z - top)).collect();
    let sum: f64 = e.iter().sum();
    e.iter().map(|e| e / sum).collect()
}

/// An example of the current model: context, target, and the target's rounded probability.
fn live(g: &mut Ground<'_>, r: &mut Rng) -> Option<(super::ground::Seen, f64)> {
    let seen = g.example(Split::Train, r)?;
    let p = rounded(*g.predict(&seen.context)?.get(seen.target as usize)?, 3);
    Some((seen, p))
}

pub(crate) const KINDS: &[ExerciseKind] = &[
    ExerciseKind {
        id: "which-comes-next",
        chapter: "five-steps",
        make: |_, r| {
            const STEPS: [&str; 5] =
                ["step-lookup", "step-affine", "step-activation", "step-logits", "step-softmax"];
            let at = whole(r, 0, 3);
            let mut options: Vec<&'static str> =
                STEPS.into_iter().filter(|&step| step != STEPS[at]).collect();
            r.shuffle(&mut options);
            let right = options.iter().position(|&step| step == STEPS[at + 1])?;
            Some(Draft::choice(options, right).fact("step", STEPS[at]))
        },
    },
    ExerciseKind {
        id: "length-of-e",
        chapter: "five-steps",
        make: |g, _| {
            let dims = g.dims();
            Some(
                Draft::whole(dims.input())
                    .miss("one-position", if dims.context == 1 { 0.0 } else { dims.embedding as f64 })
                    .fact("n", dims.context)
                    .fact("d", dims.embedding),
            )
        },
    },
    ExerciseKind {
        id: "row-times-e",
        chapter: "five-steps",
        make: |_, r| {
            let [row, e] = [0; 2].map(|_| (0..3).map(|_| drawn(r, -20, 20, 10)).collect::<Vec<f64>>());
            let terms: Vec<f64> = row.iter().zip(&e).map(|(w, e)| rounded(w * e, 6)).collect();
            let sum: f64 = terms.iter().sum();
            Some(
                Draft::number(rounded(sum, 6))
                    .miss("mean", sum / 3.0)
                    .miss(
                        "sizes",
                        terms.iter().map(|term| term.abs()).sum::<f64>()
                            + f64::from(terms.iter().all(|t| *t >= 0.0)),
                    )
                    .fact("row", row)
                    .fact("e", e)
                    .way("terms", terms),
            )
        },
    },
    ExerciseKind {
        id: "bend",
        chapter: "five-steps",
        make: |g, r| {
            let a = drawn(r, -25, 25, 10);
            let (name, h) = match g.parameters.layout.config.activation {
                Activation::Tanh => ("tanh", tanh(a)),
                Activation::Sigmoid => ("sigmoid", 1.0 / (1.0 + exp(-a))),
                Activation::Relu => ("relu", a.max(0.0)),
            };
            let draft = Draft::number(h).fact("activation", name).fact("a", a);
            Some(if name == "relu" { draft } else { draft.miss("nothing", a) })
        },
    },
    ExerciseKind {
        id: "softmax",
        chapter: "five-steps",
        make: |_, r| {
            let (z, at) = (logits(r), whole(r, 0, 2));
            let yhat = softmax(&z);
            let e: Vec<f64> = z.iter().map(|&z| rounded(exp(z), 4)).collect();
            Some(
                Draft::number(yhat[at])
                    .miss("no-sum", exp(z[at]))
                    .miss("no-exponential", z[at] / z.iter().sum::<f64>())
                    .fact("z", z)
                    .fact("at", at + 1)
                    .way("sum", rounded(e.iter().sum(), 4))
                    .way("e", e),
            )
        },
    },
    ExerciseKind {
        id: "shifted-softmax",
        chapter: "five-steps",
        make: |_, r| {
            let z = logits(r);
            let shift = whole(r, 2, 900) as f64;
            let yhat = softmax(&z)[0];
            Some(
                Draft::number(rounded(yhat, 3))
                    .miss("times", yhat * shift)
                    .fact("z", z)
                    .fact("shift", shift)
                    .fact("before", rounded(yhat, 3)),
            )
        },
    },
    // One number on a page is wrong: exponentials without the shift by max z, and a sum with it.
    ExerciseKind {
        id: "wrong-softmax",
        chapter: "five-steps",
        make: |_, r| {
            let z = logits(r);
            let top = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let e: Vec<f64> = z.iter().map(|&z| exp(z - top)).collect();
            let sum: f64 = e.iter().sum();
            let rows = [
                ("largest", top),
                ("exp-1", e[0]),
                ("exp-2", e[1]),
                ("exp-3", e[2]),
                ("sum", sum),
                ("yhat-1", e[0] / sum),
            ];
            let (wrong, mistake, name) = one_of(
                r,
                &[
                    (1, exp(z[0]), "no-shift"),
                    (3, exp(z[2]), "no-shift"),
                    (4, sum / 3.0, "mean-for-sum"),
                    (5, exp(z[0]) / sum, "half-shift"),
                ],
            );
            Some(Draft::page(&rows, wrong, mistake)?.fact("z", z).way("mistake", name))
        },
    },
    ExerciseKind {
        id: "count-parameters",
        chapter: "equations",
        make: |g, r| {
            let config = g.parameters.layout.config;
            let dims = Dims { hidden: config.dims.hidden * one_of(r, &[1, 2, 3]), ..config.dims };
            let all = parameters(dims, config.bias);
            Some(
                Draft::whole(all)
                    .miss("no-embeddings", (all - dims.embedding * dims.vocabulary) as f64)
                    .fact("words", dims.vocabulary)
                    .fact("n", dims.context)
                    .fact("d", dims.embedding)
                    .fact("H", dims.hidden)
                    .fact("biases", if config.bias { "with-biases" } else { "without-biases" })
                    .way("E", dims.embedding * dims.vocabulary)
                    .way("W", dims.hidden * dims.input())
                    .way("U", dims.vocabulary * dims.hidden)
                    .way("bias", if config.bias { dims.hidden + dims.vocabulary } else { 0 }),
            )
        },
    },
    ExerciseKind {
        id: "which-shape",
        chapter: "equations",
        make: |g, r| {
            let Dims { context: n, embedding: d, hidden: h, vocabulary: v } = g.dims();
            let shapes = [("matrix-E", [d, v]), ("matrix-W", [h, n * d]), ("matrix-U", [v, h])];
            let (name, [rows, columns]) = one_of(r, &shapes);
            let mut options = vec![[rows, columns], [columns, rows], [rows, rows], [columns, columns]];
            r.shuffle(&mut options);
            let right = options.iter().position(|&shape| shape == [rows, columns])?;
            let options = options.into_iter().map(|shape| shape.map(|size| size as f64).to_vec());
            Some(
                Draft::choice(options, right)
                    .fact("matrix", name)
                    .fact("words", v)
                    .fact("n", n)
                    .fact("d", d)
                    .fact("H", h),
            )
        },
    },
    ExerciseKind {
        id: "largest-matrix",
        chapter: "equations",
        make: |g, r| {
            let Dims { context: n, .. } = g.dims();
            let (d, h, v) =
                (one_of(r, &[8, 16, 64, 128]), one_of(r, &[16, 64, 256, 512]), one_of(r, &[50, 500, 5000]));
            let sizes = [d * v, h * n * d, v * h];
            let right = (0..3).max_by_key(|&at| sizes[at])?;
            if sizes.iter().filter(|&&size| size == sizes[right]).count() > 1 {
                return None;
            }
            Some(
                Draft::choice(["matrix-E", "matrix-W", "matrix-U"], right)
                    .fact("words", v)
                    .fact("n", n)
                    .fact("d", d)
                    .fact("H", h)
                    .way("sizes", sizes.map(|size| size as f64).to_vec()),
            )
        },
    },
    ExerciseKind {
        id: "loss-of-an-example",
        chapter: "loss",
        make: |g, r| {
            let (seen, p) = live(g, r)?;
            Some(
                Draft::number(-log(p))
                    .miss("sign", log(p))
                    .miss("bits", -libm::log2(p))
                    .miss("complement", 1.0 - p)
                    .fact("context", g.words(&seen.context))
                    .fact("target", g.word(seen.target))
                    .fact("p", p),
            )
        },
    },
    ExerciseKind {
        id: "first-loss",
        chapter: "loss",
        make: |g, _| {
            let size = g.dims().vocabulary as f64;
            Some(
                Draft::number(log(size))
                    .miss("perplexity", size)
                    .miss("bits", libm::log2(size))
                    .fact("words", size)
                    .way("p", rounded(1.0 / size, 4)),
            )
        },
    },
    ExerciseKind {
        id: "loss-falls-by",
        chapter: "loss",
        make: |g, r| {
            let (seen, p) = live(g, r)?;
            let factor = one_of(r, &[2.0, 3.0, 4.0, 10.0]);
            if p * factor > 1.0 {
                return None;
            }
            Some(
                Draft::number(log(factor))
                    .miss("factor", factor)
                    .miss("difference", p * factor - p)
                    .fact("context", g.words(&seen.context))
                    .fact("target", g.word(seen.target))
                    .fact("p", p)
                    .fact("after", rounded(p * factor, 4))
                    .way("factor", factor),
            )
        },
    },
    // Predict, then reveal: which numbers an example's gradient changes.
    ExerciseKind {
        id: "which-column-changes",
        chapter: "backprop-full",
        make: |g, r| {
            let seen = g.example(Split::Train, r)?;
            let special = [g.vocabulary.boundary(), g.vocabulary.unknown()];
            let inside: Vec<u32> =
                seen.context.iter().copied().filter(|&id| !special.contains(&Some(id))).collect();
            if inside.is_empty()
                || seen.context.contains(&seen.target)
                || special.contains(&Some(seen.target))
            {
                return None;
            }
            let read = one_of(r, &inside);
            // The target is the classic distractor: it has a row of U in the gradient, but no column of E.
            let not = [&seen.context[..], &[seen.target]].concat();
            let mut options = vec![read, seen.target];
            for _ in 0..2 {
                options.push(g.other(&[&not[..], &options[..]].concat(), r)?);
            }
            g.trace(&seen).then_some(())?;
            let (gradient, d) = (g.tensor(Tensor::dE)?, g.dims().embedding);
            let changes = |id: u32| gradient[id as usize * d..][..d].iter().any(|&x| x != 0.0);
            if options.iter().filter(|&&id| changes(id)).count() != 1 {
                return None;
            }
            r.shuffle(&mut options);
            let right = options.iter().position(|&id| changes(id))?;
            Some(
                Draft::choice(options.iter().map(|&id| g.word(id)), right)
                    .fact("context", g.words(&seen.context))
                    .fact("target", g.word(seen.target))
                    .way("word", g.word(read)),
            )
        },
    },
    ExerciseKind {
        id: "how-many-columns",
        chapter: "backprop-full",
        make: |g, r| {
            let seen = g.example(Split::Train, r)?;
            let distinct = seen.context.iter().collect::<std::collections::BTreeSet<_>>().len();
            Some(
                Draft::whole(distinct)
                    .miss("with-target", distinct as f64 + 1.0)
                    .fact("context", g.words(&seen.context))
                    .fact("target", g.word(seen.target))
                    .fact("words", g.dims().vocabulary),
            )
        },
    },
    ExerciseKind {
        id: "dz-of-the-target",
        chapter: "backprop-full",
        make: |g, r| {
            let (seen, p) = live(g, r)?;
            // Near 1 the tolerance would hide the digits of a small probability.
            if !(0.03..=0.97).contains(&p) {
                return None;
            }
            Some(
                Draft::number(p - 1.0)
                    .miss("sign", 1.0 - p)
                    .miss("other-word", p)
                    .fact("context", g.words(&seen.context))
                    .fact("target", g.word(seen.target))
                    .fact("p", p),
            )
        },
    },
    ExerciseKind {
        id: "dz-of-another",
        chapter: "backprop-full",
        make: |g, r| {
            let seen = g.example(Split::Train, r)?;
            let other = g.other(&[seen.target], r)?;
            let p = rounded(*g.predict(&seen.context)?.get(other as usize)?, 3);
            Some(
                Draft::number(p)
                    .miss("target", p - 1.0)
                    .miss("sign", -p)
                    .fact("context", g.words(&seen.context))
                    .fact("target", g.word(seen.target))
                    .fact("word", g.word(other))
                    .fact("p", p),
            )
        },
    },
    ExerciseKind {
        id: "an-entry-of-du",
        chapter: "backprop-full",
        make: |g, r| {
            let seen = g.example(Split::Train, r)?;
            g.trace(&seen).then_some(())?;
            let (dz, h) = (g.tensor(Tensor::dz)?, g.tensor(Tensor::h)?);
            let unit = r.below(h.len() as u32) as usize;
            let (dz, h) = (rounded(*dz.get(seen.target as usize)?, 3), rounded(h[unit], 3));
            Some(
                Draft::number(dz * h)
                    .miss("sum", dz + h)
                    .miss("sign", -dz * h)
                    .fact("target", g.word(seen.target))
                    .fact("unit", unit)
                    .fact("dz", dz)
                    .fact("h", h),
            )
        },
    },
    ExerciseKind {
        id: "through-the-bend",
        chapter: "backprop-full",
        make: |g, r| {
            let activation = g.parameters.layout.config.activation;
            let seen = g.example(Split::Train, r)?;
            g.trace(&seen).then_some(())?;
            let (dh, h) = (g.tensor(Tensor::dh)?, g.tensor(Tensor::h)?);
            let unit = r.below(h.len() as u32) as usize;
            let (dh, h) = (rounded(dh[unit], 3), rounded(h[unit], 3));
            let (name, slope) = match activation {
                Activation::Tanh => ("tanh", 1.0 - h * h),
                Activation::Sigmoid => ("sigmoid", h * (1.0 - h)),
                Activation::Relu => ("relu", f64::from(h > 0.0)),
            };
            let draft = Draft::number(dh * slope)
                .fact("unit", unit)
                .fact("dh", dh)
                .fact("h", h)
                .fact("activation", name)
                .way("slope", rounded(slope, 4));
            Some(if name == "relu" { draft } else { draft.miss("no-slope", dh) })
        },
    },
];
