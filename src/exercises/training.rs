//! Updates and backpropagation on a small network, by hand.

use libm::{exp, log, pow, sqrt, tanh};

use super::ExerciseKind;
use super::draft::{Draft, rounded};
use super::ground::{drawn, one_of, whole};

/// The loss of a network with one input, one hidden unit and one output: p = sigmoid(u tanh(w x)), L = -ln p.
fn tiny(x: f64, w: f64, u: f64) -> f64 {
    -log(1.0 / (1.0 + exp(-u * tanh(w * x))))
}

pub(crate) const KINDS: &[ExerciseKind] = &[
    ExerciseKind {
        id: "sgd-update",
        chapter: "sgd",
        make: |_, r| {
            let (theta, gradient, rate) =
                (drawn(r, -200, 200, 100), drawn(r, -300, 300, 100), one_of(r, &[0.05, 0.1, 0.2, 0.5]));
            Some(
                Draft::number(rounded(theta - rate * gradient, 8))
                    .miss("uphill", theta + rate * gradient)
                    .miss("no-rate", theta - gradient)
                    .fact("theta", theta)
                    .fact("gradient", gradient)
                    .fact("rate", rate)
                    .way("step", rounded(rate * gradient, 6)),
            )
        },
    },
    ExerciseKind {
        id: "batch-gradient",
        chapter: "sgd",
        make: |_, r| {
            let all: Vec<f64> = (0..4).map(|_| drawn(r, -90, 160, 100)).collect();
            let sum: f64 = all.iter().sum();
            Some(
                Draft::number(rounded(sum / 4.0, 8))
                    .miss("sum", sum)
                    .fact("gradients", all)
                    .way("sum", rounded(sum, 6)),
            )
        },
    },
    ExerciseKind {
        id: "steps-of-an-epoch",
        chapter: "sgd",
        make: |_, r| {
            let (examples, batch) = (whole(r, 50, 9999), one_of(r, &[8, 16, 32, 64]));
            Some(
                Draft::whole(examples.div_ceil(batch))
                    .miss("no-last-batch", (examples / batch) as f64)
                    .miss("product", (examples * batch) as f64)
                    .fact("examples", examples)
                    .fact("batch", batch)
                    .way("quotient", rounded(examples as f64 / batch as f64, 5)),
            )
        },
    },
    ExerciseKind {
        id: "momentum-update",
        chapter: "sgd",
        make: |_, r| {
            let (theta, v, gradient, rate) = (
                drawn(r, -100, 100, 100),
                drawn(r, -200, 200, 100),
                drawn(r, -200, 200, 100),
                one_of(r, &[0.1, 0.2]),
            );
            let after = 0.9 * v + gradient;
            Some(
                Draft::number(rounded(theta - rate * after, 8))
                    .miss("no-momentum", theta - rate * gradient)
                    .miss("sign", theta + rate * after)
                    .fact("theta", theta)
                    .fact("v", v)
                    .fact("gradient", gradient)
                    .fact("rate", rate)
                    .way("after", rounded(after, 6)),
            )
        },
    },
    ExerciseKind {
        id: "adamw-update",
        chapter: "sgd",
        make: |_, r| {
            let (theta, gradient) = (drawn(r, 50, 200, 100), drawn(r, -200, 200, 100));
            let (rate, decay) = (one_of(r, &[0.1, 0.2]), one_of(r, &[0.0, 0.1]));
            let (m, v) = (drawn(r, -100, 100, 100), drawn(r, 10, 200, 100));
            let t = whole(r, 2, 5) as f64;
            let (m1, v1) = (0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient * gradient);
            let (first, second) = (m1 / (1.0 - pow(0.9, t)), v1 / (1.0 - pow(0.999, t)));
            let kept = theta * (1.0 - rate * decay);
            let after = kept - rate * first / sqrt(second);
            let coupled = theta - rate * (first / sqrt(second) - decay * theta);
            let draft = Draft::number(after)
                .miss("no-correction", kept - rate * m1 / sqrt(v1))
                .miss("no-root-v", kept - rate * first / second)
                .fact("theta", theta)
                .fact("gradient", gradient)
                .fact("m", m)
                .fact("v", v)
                .fact("t", t)
                .fact("rate", rate)
                .fact("decay", decay)
                .way("m-after", rounded(m1, 5))
                .way("v-after", rounded(v1, 5))
                .way("m-hat", rounded(first, 5))
                .way("v-hat", rounded(second, 5))
                .way("kept", rounded(kept, 5));
            Some(if decay > 0.0 { draft.miss("decay-sign", coupled) } else { draft })
        },
    },
    // One number on a page is wrong: no bias correction, or the decay added to the gradient.
    ExerciseKind {
        id: "wrong-adamw",
        chapter: "sgd",
        make: |_, r| {
            let (theta, g) = (drawn(r, 80, 200, 100), drawn(r, 30, 200, 100));
            let (rate, decay) = (0.1, 0.5);
            let t = 1.0 + whole(r, 0, 1) as f64;
            let (m, v) = if t > 1.0 { (drawn(r, 1, 9, 100), drawn(r, 1, 9, 1000)) } else { (0.0, 0.0) };
            let (m1, v1) = (0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g);
            let (first, second) = (m1 / (1.0 - pow(0.9, t)), v1 / (1.0 - pow(0.999, t)));
            let after = theta * (1.0 - rate * decay) - rate * first / sqrt(second);
            let rows = [
                ("m-after", m1),
                ("v-after", v1),
                ("m-hat", first),
                ("v-hat", second),
                ("theta-after", after),
            ];
            // Coupled: the decay is added to the gradient, so the moments contain it.
            let with = g + decay * theta;
            let (cm, cv) = (0.9 * m + 0.1 * with, 0.999 * v + 0.001 * with * with);
            let coupled = theta - rate * (cm / (1.0 - pow(0.9, t))) / sqrt(cv / (1.0 - pow(0.999, t)));
            let (wrong, mistake, name) = one_of(
                r,
                &[
                    (2, m1, "no-correction"),
                    (3, v1, "no-correction"),
                    (0, 0.9 * m + g, "mean-for-sum"),
                    (4, coupled, "coupled"),
                ],
            );
            Some(
                Draft::page(&rows, wrong, mistake)?
                    .fact("theta", theta)
                    .fact("gradient", g)
                    .fact("m", m)
                    .fact("v", v)
                    .fact("t", t)
                    .fact("rate", rate)
                    .fact("decay", decay)
                    .way("mistake", name),
            )
        },
    },
    ExerciseKind {
        id: "clip",
        chapter: "sgd",
        make: |_, r| {
            let (a, b) = (drawn(r, 10, 90, 10), drawn(r, 10, 90, 10));
            let most = one_of(r, &[1.0, 2.0]);
            let norm = sqrt(a * a + b * b);
            Some(
                Draft::number(a * most / norm)
                    .miss("cut-off", a.min(most))
                    .miss("no-clip", a)
                    .fact("gradient", vec![a, b])
                    .fact("clip", most)
                    .way("norm", rounded(norm, 5))
                    .way("factor", rounded(most / norm, 5)),
            )
        },
    },
    ExerciseKind {
        id: "dz-by-hand",
        chapter: "backprop-small",
        make: |_, r| {
            let (a, b) = (whole(r, 10, 60), whole(r, 5, 30));
            let yhat = [a, b, 100 - a - b].map(|share| share as f64 / 100.0);
            let (target, at) = (whole(r, 0, 2), whole(r, 0, 2));
            let y = f64::from(target == at);
            Some(
                Draft::number(rounded(yhat[at] - y, 4))
                    .miss("sign", y - yhat[at])
                    .fact("yhat", yhat.to_vec())
                    .fact("target", target + 1)
                    .fact("at", at + 1)
                    .way("y", y),
            )
        },
    },
    ExerciseKind {
        id: "dw-by-hand",
        chapter: "backprop-small",
        make: |_, r| {
            let (a, b) = (whole(r, 10, 60), whole(r, 5, 30));
            let yhat = [a, b, 100 - a - b].map(|share| share as f64 / 100.0);
            let x = vec![drawn(r, -20, 20, 10), drawn(r, -20, 20, 10)];
            let (i, j) = (whole(r, 0, 2), whole(r, 0, 1));
            let dz = yhat[i] - f64::from(i == 0);
            Some(
                Draft::number(rounded(dz * x[j], 6))
                    .miss("other-input", dz * x[1 - j])
                    .miss("no-input", dz)
                    .fact("yhat", yhat.to_vec())
                    .fact("x", x)
                    .fact("i", i + 1)
                    .fact("j", j + 1)
                    .way("dz", rounded(dz, 4)),
            )
        },
    },
    ExerciseKind {
        id: "dh-by-hand",
        chapter: "backprop-small",
        make: |_, r| {
            let column: Vec<f64> = (0..3).map(|_| drawn(r, -20, 20, 10)).collect();
            let (a, b) = (whole(r, 10, 60) as f64 / 100.0, whole(r, 5, 30) as f64 / 100.0);
            let dz = vec![a, rounded(-a - b, 4), b];
            let terms: Vec<f64> = column.iter().zip(&dz).map(|(u, dz)| rounded(u * dz, 6)).collect();
            let sum: f64 = terms.iter().sum();
            Some(
                Draft::number(rounded(sum, 6))
                    .miss("mean", sum / 3.0)
                    .miss("sign", -sum)
                    .fact("column", column)
                    .fact("dz", dz)
                    .way("terms", terms),
            )
        },
    },
    // A gradient to three digits, through every link of the chain.
    ExerciseKind {
        id: "chain-to-w",
        chapter: "backprop-small",
        make: |_, r| {
            let (x, w, u) = (drawn(r, -15, 15, 10), drawn(r, -12, 12, 10), drawn(r, -20, 20, 10));
            let h = tanh(w * x);
            let p = 1.0 / (1.0 + exp(-u * h));
            let gradient = (p - 1.0) * u * (1.0 - h * h) * x;
            let draft = Draft::number(gradient)
                .miss("no-slope", (p - 1.0) * u * x)
                .miss("sign", -gradient)
                .fact("x", x)
                .fact("w", w)
                .fact("u", u)
                .way("h", rounded(h, 5))
                .way("p", rounded(p, 5))
                .way("dz", rounded(p - 1.0, 5))
                .way("dh", rounded((p - 1.0) * u, 5))
                .way("slope", rounded(1.0 - h * h, 5))
                .way("loss", rounded(tiny(x, w, u), 5));
            Some(draft)
        },
    },
    // Predict, then reveal: which way a step against the gradient moves the weight.
    ExerciseKind {
        id: "which-way",
        chapter: "backprop-small",
        make: |_, r| {
            let (x, w, u) = (drawn(r, -15, 15, 10), drawn(r, -12, 12, 10), drawn(r, -20, 20, 10));
            let h = tanh(w * x);
            let p = 1.0 / (1.0 + exp(-u * h));
            let gradient = (p - 1.0) * u * (1.0 - h * h) * x;
            if gradient.abs() < 1e-3 {
                return None;
            }
            let after = w - 0.1 * gradient;
            Some(
                Draft::choice(["w-rises", "w-falls"], usize::from(gradient > 0.0))
                    .fact("x", x)
                    .fact("w", w)
                    .fact("u", u)
                    .way("gradient", rounded(gradient, 4))
                    .way("before", rounded(tiny(x, w, u), 4))
                    .way("after", rounded(tiny(x, after, u), 4)),
            )
        },
    },
    ExerciseKind {
        id: "wrong-backward",
        chapter: "backprop-small",
        make: |_, r| {
            let (x, w) = (drawn(r, 5, 15, 10), drawn(r, 3, 12, 10));
            let u = [drawn(r, 5, 20, 10), drawn(r, -20, -5, 10), drawn(r, -4, 4, 10)];
            let h = tanh(w * x);
            let e = u.map(|u| exp(u * h));
            let yhat = e.map(|one| one / e.iter().sum::<f64>());
            let dz = [yhat[0] - 1.0, yhat[1], yhat[2]];
            let dh: f64 = u.iter().zip(dz).map(|(u, dz)| u * dz).sum();
            let da = dh * (1.0 - h * h);
            let rows =
                [("h", h), ("yhat-1", yhat[0]), ("dz-1", dz[0]), ("dh", dh), ("da", da), ("dw", da * x)];
            let (wrong, mistake, name) = one_of(
                r,
                &[
                    (2, yhat[0], "no-truth"),
                    (3, dh / 3.0, "mean-for-sum"),
                    (4, dh * (1.0 - h), "no-square"),
                    (5, da, "no-input"),
                ],
            );
            Some(
                Draft::page(&rows, wrong, mistake)?
                    .fact("x", x)
                    .fact("w", w)
                    .fact("u", u.to_vec())
                    .way("mistake", name),
            )
        },
    },
];
