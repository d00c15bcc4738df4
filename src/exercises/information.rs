//! Logarithms, cross-entropy, perplexity, branching factors; how a model is judged.

use libm::{exp, log, log2, pow};

use super::ExerciseKind;
use super::draft::{Draft, rounded};
use super::ground::{drawn, one_of, whole};
use crate::text::Split;

/// Probabilities that a model gave, in hundredths.
fn shares(r: &mut crate::rng::Rng, count: usize) -> Vec<f64> {
    (0..count).map(|_| drawn(r, 2, 70, 100)).collect()
}

fn nll(p: &[f64]) -> f64 {
    -p.iter().map(|&p| log(p)).sum::<f64>()
}

const LN_2: f64 = core::f64::consts::LN_2;

pub(crate) const KINDS: &[ExerciseKind] = &[
    ExerciseKind {
        id: "nats-to-bits",
        chapter: "cross-entropy",
        make: |_, r| {
            let nats = drawn(r, 50, 600, 100);
            Some(Draft::number(nats / LN_2).miss("times-ln-2", nats * LN_2).fact("nats", nats))
        },
    },
    ExerciseKind {
        id: "bits-to-nats",
        chapter: "cross-entropy",
        make: |_, r| {
            let bits = drawn(r, 50, 900, 100);
            Some(Draft::number(bits * LN_2).miss("over-ln-2", bits / LN_2).fact("bits", bits))
        },
    },
    ExerciseKind {
        id: "entropy-of-words",
        chapter: "cross-entropy",
        make: |g, r| {
            // The current model's probabilities of a line's first words.
            let line = g.line(Split::Validation, 3, r)?;
            let p: Vec<f64> = g.factors(&line)?.iter().take(3).map(|&l| rounded(exp(l), 3)).collect();
            let sum = nll(&p);
            Some(
                Draft::number(sum / 3.0)
                    .miss("sum", sum)
                    .miss("bits", sum / 3.0 / LN_2)
                    .miss("log-of-mean", -log(p.iter().sum::<f64>() / 3.0))
                    .fact("words", g.words(line.get(..3)?))
                    .fact("shares", p)
                    .way("sum", rounded(sum, 4)),
            )
        },
    },
    ExerciseKind {
        id: "power-of-ten",
        chapter: "cross-entropy",
        make: |_, r| {
            let (tokens, mean) = (whole(r, 2, 90) * 100, drawn(r, 100, 500, 100));
            let power = -(mean * tokens as f64) / core::f64::consts::LN_10;
            Some(
                Draft::number(power)
                    .miss("sign", -power)
                    .miss("nats", -mean * tokens as f64)
                    .fact("tokens", tokens)
                    .fact("mean", mean)
                    .way("sum", rounded(mean * tokens as f64, 6)),
            )
        },
    },
    // One number on a page is wrong: a mean instead of a sum, nats taken for bits, the wrong count.
    ExerciseKind {
        id: "wrong-entropy",
        chapter: "cross-entropy",
        make: |_, r| {
            let p = shares(r, 4);
            let sum = nll(&p);
            let nats = sum / 4.0;
            let rows = [
                ("neg-log-sum", sum),
                ("mean-nats", nats),
                ("mean-bits", nats / LN_2),
                ("perplexity", exp(nats)),
            ];
            let (wrong, mistake, name) = one_of(
                r,
                &[
                    (0, nats, "mean-for-sum"),
                    (1, sum / 3.0, "wrong-count"),
                    (2, nats * LN_2, "times-ln-2"),
                    (3, pow(2.0, nats), "nats-as-bits"),
                ],
            );
            Some(Draft::page(&rows, wrong, mistake)?.fact("shares", p).way("mistake", name))
        },
    },
    ExerciseKind {
        id: "extrinsic-or-intrinsic",
        chapter: "extrinsic",
        make: |_, r| {
            let (measure, right) = one_of(
                r,
                &[
                    ("word-errors", 0),
                    ("typing-time", 0),
                    ("translation-grade", 0),
                    ("validation-perplexity", 1),
                    ("bits-per-character", 1),
                    ("mean-loss", 1),
                ],
            );
            Some(Draft::choice(["extrinsic", "intrinsic"], right).fact("measure", measure))
        },
    },
    ExerciseKind {
        id: "errors-fall",
        chapter: "extrinsic",
        make: |_, r| {
            let (all, a) = (whole(r, 4, 12) * 50, whole(r, 40, 70));
            let b = a + whole(r, 5, 20);
            let left = |right: usize| 100.0 - right as f64;
            Some(
                Draft::number(100.0 * (b - a) as f64 / left(a))
                    .miss("points", (b - a) as f64)
                    .miss("over-right", 100.0 * (b - a) as f64 / a as f64)
                    .fact("typos", all)
                    .fact("first", a)
                    .fact("second", b)
                    .way("before", left(a))
                    .way("after", left(b)),
            )
        },
    },
    ExerciseKind {
        id: "may-be-compared",
        chapter: "intrinsic",
        make: |_, r| {
            let (pair, right) = one_of(
                r,
                &[
                    ("same-all", 0),
                    ("same-seed-apart", 0),
                    ("other-vocabulary", 1),
                    ("other-text", 1),
                    ("words-and-characters", 1),
                ],
            );
            Some(Draft::choice(["yes", "no"], right).fact("pair", pair))
        },
    },
    ExerciseKind {
        id: "bits-per-character",
        chapter: "intrinsic",
        make: |_, r| {
            let (perplexity, characters) = (whole(r, 20, 400) as f64, drawn(r, 40, 65, 10));
            let bits = log2(perplexity);
            Some(
                Draft::number(bits / characters)
                    .miss("no-log", perplexity / characters)
                    .miss("nats", log(perplexity) / characters)
                    .fact("perplexity", perplexity)
                    .fact("characters", characters)
                    .way("bits", rounded(bits, 4)),
            )
        },
    },
    ExerciseKind {
        id: "bits-of-a-stake",
        chapter: "shannon-game",
        make: |_, r| {
            let percent = whole(r, 1, 80);
            let bits = -log2(percent as f64 / 100.0);
            Some(
                Draft::number(bits)
                    .miss("nats", bits * LN_2)
                    .miss("of-the-percent", log2(percent as f64))
                    .fact("percent", percent)
                    .way("p", percent as f64 / 100.0),
            )
        },
    },
    ExerciseKind {
        id: "perplexity-of-stakes",
        chapter: "shannon-game",
        make: |_, r| {
            let percents: Vec<f64> = (0..3).map(|_| whole(r, 2, 80) as f64).collect();
            let p: Vec<f64> = percents.iter().map(|&percent| percent / 100.0).collect();
            let product: f64 = p.iter().product();
            Some(
                Draft::number(pow(product, -1.0 / 3.0))
                    .miss("arithmetic", p.iter().map(|p| 1.0 / p).sum::<f64>() / 3.0)
                    .miss("no-root", 1.0 / product)
                    .fact("percents", percents)
                    .way("product", rounded(product, 4)),
            )
        },
    },
    ExerciseKind {
        id: "uniform-guess",
        chapter: "perplexity",
        make: |g, _| {
            let size = g.dims().vocabulary;
            Some(Draft::whole(size).miss("log", log(size as f64)).fact("words", size))
        },
    },
    ExerciseKind {
        id: "perplexity-of-bits",
        chapter: "perplexity",
        make: |_, r| {
            let bits = drawn(r, 10, 90, 10);
            Some(Draft::number(pow(2.0, bits)).miss("base-e", exp(bits)).fact("bits", bits))
        },
    },
    ExerciseKind {
        id: "perplexity-of-nats",
        chapter: "perplexity",
        make: |_, r| {
            let nats = drawn(r, 80, 600, 100);
            Some(Draft::number(exp(nats)).miss("base-2", pow(2.0, nats)).fact("nats", nats))
        },
    },
    ExerciseKind {
        id: "perplexity-of-a-sentence",
        chapter: "perplexity",
        make: |g, r| {
            let line = g.line(Split::Validation, 2, r)?;
            let factors = g.factors(&line)?;
            let count = factors.len();
            let p = rounded(exp(factors.iter().sum()), 3);
            let perplexity = pow(p, -1.0 / count as f64);
            Some(
                Draft::number(perplexity)
                    .miss("wrong-count", pow(p, -1.0 / (count - 1) as f64))
                    .miss("no-minus", 1.0 / perplexity)
                    .fact("words", g.words(&line))
                    .fact("count", count)
                    .fact("p", p),
            )
        },
    },
    ExerciseKind {
        id: "wrong-perplexity",
        chapter: "perplexity",
        make: |_, r| {
            let (sentences, words) = (whole(r, 20, 60), whole(r, 5, 9));
            let tokens = sentences * (words + 1);
            let nats = drawn(r, 150, 350, 100);
            let sum = nats * tokens as f64;
            let rows = [
                ("tokens", tokens as f64),
                ("neg-log-sum", sum),
                ("mean-nats", nats),
                ("mean-bits", nats / LN_2),
                ("perplexity", exp(nats)),
            ];
            let (wrong, mistake, name) = one_of(
                r,
                &[
                    (0, (sentences * words) as f64, "no-ends"),
                    (3, nats * LN_2, "times-ln-2"),
                    (4, exp(sum / (sentences * words) as f64), "wrong-count"),
                    (4, pow(2.0, nats), "nats-as-bits"),
                ],
            );
            Some(
                Draft::page(&rows, wrong, mistake)?
                    .fact("sentences", sentences)
                    .fact("words", words)
                    .way("mistake", name),
            )
        },
    },
    ExerciseKind {
        id: "bits-saved",
        chapter: "lower-is-better",
        make: |_, r| {
            let (high, low) = one_of(r, &[(962.0, 170.0), (170.0, 109.0), (962.0, 109.0)]);
            let scale = drawn(r, 5, 20, 10);
            let (high, low) = (rounded(high * scale, 3), rounded(low * scale, 3));
            Some(
                Draft::number(log2(high / low))
                    .miss("nats", log(high / low))
                    .miss("difference", high - low)
                    .fact("high", high)
                    .fact("low", low)
                    .way("ratio", rounded(high / low, 4)),
            )
        },
    },
    ExerciseKind {
        id: "best-of-three",
        chapter: "lower-is-better",
        make: |_, r| {
            // Three losses in three units compare only in one unit.
            let nats = drawn(r, 380, 440, 100);
            let mut models = [
                ("perplexity", exp(nats)),
                ("mean-nats", nats - drawn(r, 10, 30, 100)),
                ("mean-bits", (nats + drawn(r, 10, 30, 100)) / LN_2),
            ];
            r.shuffle(&mut models);
            let in_nats = |(unit, value): (&str, f64)| match unit {
                "perplexity" => log(value),
                "mean-bits" => value * LN_2,
                _ => value,
            };
            let right = (0..3).min_by(|&a, &b| in_nats(models[a]).total_cmp(&in_nats(models[b])))?;
            let mut draft = Draft::choice(models.map(|(unit, _)| unit), right)
                .way("nats", models.map(|model| rounded(in_nats(model), 4)).to_vec());
            if let super::draft::Solution::Choice { options, .. } = &mut draft.solution {
                for (option, (_, value)) in options.iter_mut().zip(models) {
                    option.number = Some(rounded(value, 4));
                }
            }
            Some(draft)
        },
    },
    ExerciseKind {
        id: "switchboard",
        chapter: "branching",
        make: |_, r| {
            let names = one_of(r, &[3, 30, 300, 3_000, 30_000, 300_000]) as f64 * drawn(r, 1, 9, 1);
            let bits = 1.5 + 0.25 * log2(4.0 * names);
            Some(
                Draft::number(pow(2.0, bits))
                    .miss("all-names", names + 3.0)
                    .miss("bits", bits)
                    .fact("names", names)
                    .way("each", 4.0 * names)
                    .way("bits", rounded(bits, 5)),
            )
        },
    },
    ExerciseKind {
        id: "branching-of-shares",
        chapter: "branching",
        make: |_, r| {
            let (a, b) = (whole(r, 10, 60) as f64 / 100.0, whole(r, 5, 30) as f64 / 100.0);
            let c = rounded(1.0 - a - b, 2);
            let bits = -[a, b, c].iter().map(|&p| p * log2(p)).sum::<f64>();
            Some(
                Draft::number(pow(2.0, bits))
                    .miss("all-equal", 3.0)
                    .miss("bits", bits)
                    .fact("shares", vec![a, b, c])
                    .way("bits", rounded(bits, 4)),
            )
        },
    },
    ExerciseKind {
        id: "digits",
        chapter: "branching",
        make: |_, r| {
            let (digits, length) = (whole(r, 2, 20), whole(r, 2, 8));
            Some(
                Draft::whole(digits)
                    .miss("all-strings", pow(digits as f64, length as f64))
                    .fact("digits", digits)
                    .fact("length", length),
            )
        },
    },
];
