//! What a language model is, the chain rule, the Markov assumption, what a network gains: on the current model.

use libm::{exp, pow};

use super::ExerciseKind;
use super::draft::{Draft, rounded};
use super::ground::{Ground, drawn, one_of, whole};
use crate::rng::Rng;
use crate::text::Split;

const fn kind(
    id: &'static str,
    chapter: &'static str,
    make: fn(&mut Ground<'_>, &mut Rng) -> Option<Draft>,
) -> ExerciseKind {
    ExerciseKind { id, chapter, make }
}

pub(crate) const KINDS: &[ExerciseKind] = &[
    // Predict, then reveal: which of four words is the most probable.
    kind("likeliest-word", "language-model", |g, r| {
        let seen = g.example(Split::Train, r)?;
        let p = g.predict(&seen.context)?;
        let mut ranked: Vec<u32> = (0..p.len() as u32).collect();
        ranked.sort_by(|&a, &b| p[b as usize].total_cmp(&p[a as usize]));
        let best = *ranked.first()?;
        let mut options = vec![best];
        while options.len() < 4.min(p.len()) {
            options.push(g.other(&options, r)?);
        }
        if options[1..].iter().any(|&id| p[id as usize] > 0.9 * p[best as usize]) {
            return None;
        }
        r.shuffle(&mut options);
        let right = options.iter().position(|&id| id == best)?;
        let top = rounded(p[best as usize], 3);
        Some(
            Draft::choice(options.iter().map(|&id| g.word(id)), right)
                .fact("context", g.words(&seen.context))
                .way("word", g.word(best))
                .way("p", top),
        )
    }),
    kind("what-is-left", "language-model", |g, r| {
        let seen = g.example(Split::Train, r)?;
        let p = g.predict(&seen.context)?;
        let mut ranked: Vec<u32> = (0..p.len() as u32).collect();
        ranked.sort_by(|&a, &b| p[b as usize].total_cmp(&p[a as usize]));
        let top: Vec<f64> = ranked.iter().take(3).map(|&id| rounded(p[id as usize], 3)).collect();
        let sum: f64 = top.iter().sum();
        // Rounding hides smaller differences.
        if top.len() < 3 || p.len() < 4 || sum > 0.95 {
            return None;
        }
        Some(
            Draft::number(1.0 - sum)
                .miss("sum", sum)
                .fact("context", g.words(&seen.context))
                .fact("words", g.words(&ranked[..3]))
                .fact("shares", top)
                .fact("others", p.len() - 3)
                .way("sum", sum),
        )
    }),
    kind("is-a-distribution", "language-model", |_, r| {
        // Shares of 100: one list sums to 100, one to more, one to less, and one has a negative share.
        let (a, b, c) = (whole(r, 5, 40), whole(r, 5, 30), whole(r, 5, 25));
        let d = 100 - a - b - c;
        let list = |shift: i32, swap: bool| -> Vec<f64> {
            let mut all = vec![a as f64, b as f64, c as f64, d as f64 + f64::from(shift)];
            if swap {
                all = vec![all[3] + 2.0 * c as f64, all[0], -(c as f64), all[1]];
            }
            all.into_iter().map(|share| share / 100.0).collect()
        };
        let mut order = [0usize, 1, 2, 3];
        r.shuffle(&mut order);
        let lists = [list(0, false), list(whole(r, 5, 20) as i32, false), list(-5, false), list(0, true)];
        let options: Vec<Vec<f64>> = order.iter().map(|&at| lists[at].clone()).collect();
        Some(Draft::choice(options, order.iter().position(|&at| at == 0)?))
    }),
    kind("product-of-factors", "chain-rule", |g, r| {
        let line = g.line(Split::Validation, 3, r)?;
        let factors: Vec<f64> =
            g.factors(&line[..3])?.iter().take(3).map(|&log| rounded(exp(log), 3)).collect();
        if factors.len() < 3 {
            return None;
        }
        let product = factors[0] * factors[1] * factors[2];
        Some(
            Draft::number(product)
                .miss("sum", factors.iter().sum())
                .miss("mean", factors.iter().sum::<f64>() / 3.0)
                .fact("words", g.words(&line[..3]))
                .fact("factors", factors.clone())
                .way("first", rounded(factors[0] * factors[1], 4)),
        )
    }),
    kind("missing-factor", "chain-rule", |g, r| {
        let line = g.line(Split::Validation, 3, r)?;
        let factors: Vec<f64> =
            g.factors(&line[..3])?.iter().take(3).map(|&log| rounded(exp(log), 3)).collect();
        if factors.len() < 3 {
            return None;
        }
        let product = rounded(factors[0] * factors[1] * factors[2], 4);
        let others = factors[0] * factors[1];
        Some(
            Draft::number(product / others)
                .miss("product", product * others)
                .fact("words", g.words(&line[..3]))
                .fact("known", vec![factors[0], factors[1]])
                .fact("product", product)
                .way("others", rounded(others, 4)),
        )
    }),
    kind("sum-of-logs", "chain-rule", |_, r| {
        let p: Vec<f64> = (0..3).map(|_| drawn(r, 2, 60, 100)).collect();
        let sum: f64 = p.iter().map(|&p| libm::log(p)).sum();
        Some(
            Draft::number(sum)
                .miss("log-of-sum", libm::log(p.iter().sum()))
                .miss("sign", -sum)
                .miss("base-10", p.iter().map(|&p| libm::log10(p)).sum())
                .fact("factors", p.clone())
                .way("product", rounded(p[0] * p[1] * p[2], 4)),
        )
    }),
    kind("falls-by", "chain-rule", |g, r| {
        // By which factor does P(S) fall if one word is swapped? All other factors cancel.
        let line = g.line(Split::Validation, 2, r)?;
        let factors = g.factors(&line)?;
        let at = r.below(factors.len() as u32) as usize;
        let word = line.get(at).map_or_else(|| g.vocabulary.boundary(), |&id| Some(id))?;
        let before = rounded(exp(factors[at]), 3);
        let after = rounded(before / drawn(r, 15, 90, 10), 3);
        Some(
            Draft::number(before / after)
                .miss("difference", before - after)
                .miss("inverse", after / before)
                .fact("words", g.words(&line))
                .fact("word", g.word(word))
                .fact("before", before)
                .fact("after", after),
        )
    }),
    // Predict, then reveal: which order of the same words is more probable.
    kind("likelier-order", "why-it-matters", |g, r| {
        let line = g.line(Split::Train, 3, r)?;
        let mut other = line.clone();
        r.shuffle(&mut other);
        let total = |g: &mut Ground<'_>, line: &[u32]| Some(g.factors(line)?.iter().sum::<f64>());
        let (a, b) = (total(g, &line)?, total(g, &other)?);
        if (a - b).abs() < 0.5 {
            return None;
        }
        let swap = r.below(2) == 1;
        let pair = if swap { [&other, &line] } else { [&line, &other] };
        let right = usize::from((a > b) == swap);
        Some(
            Draft::choice(pair.map(|line| g.words(line)), right)
                .way("ratio", rounded(exp((a - b).abs()), 3))
                .way("larger", rounded(a.max(b), 4))
                .way("smaller", rounded(a.min(b), 4)),
        )
    }),
    kind("times-as-probable", "why-it-matters", |_, r| {
        let (a, b) = (drawn(r, -90, -60, 10), drawn(r, -130, -95, 10));
        Some(
            Draft::number(pow(10.0, a - b))
                .miss("difference", a - b)
                .miss("nats", exp(a - b))
                .fact("first", a)
                .fact("second", b)
                .way("difference", rounded(a - b, 4)),
        )
    }),
    kind("possible-ngrams", "markov", |g, r| {
        let (order, size) = (whole(r, 2, 3), g.dims().vocabulary);
        let possible = pow(size as f64, order as f64);
        Some(
            Draft::number(possible)
                .miss("product", (size * order) as f64)
                .fact("order", order)
                .fact("words", size),
        )
    }),
    kind("what-it-reads", "markov", |g, r| {
        let line = g.line(Split::Train, 5, r)?;
        let order = whole(r, 1, 4);
        let options: Vec<Vec<String>> = (0..5).map(|back| g.words(&line[4 - back.min(4)..4])).collect();
        let mut options: Vec<Vec<String>> = options.into_iter().skip(1).collect();
        let wanted = if order == 1 { None } else { Some(g.words(&line[4 - (order - 1)..4])) };
        r.shuffle(&mut options);
        let right = match wanted {
            None => return None,
            Some(wanted) => options.iter().position(|one| *one == wanted)?,
        };
        Some(
            Draft::choice(options, right)
                .fact("words", g.words(&line[..4]))
                .fact("order", order)
                .way("back", order - 1),
        )
    }),
    kind("order-of-the-network", "markov", |g, _| {
        let n = g.dims().context;
        Some(Draft::whole(n + 1).miss("off-by-one", n as f64).fact("n", n))
    }),
    kind("grows-by-word", "what-it-gains", |g, _| {
        // One more word of context: the counts can be |V| times as many, W gains H·d weights.
        let dims = g.dims();
        Some(
            Draft::whole(dims.hidden * dims.embedding)
                .miss("all-of-w", (dims.hidden * dims.embedding * (dims.context + 1)) as f64)
                .fact("n", dims.context)
                .fact("d", dims.embedding)
                .fact("H", dims.hidden)
                .fact("words", dims.vocabulary),
        )
    }),
    // Predict, then reveal: which word's column of E is nearest.
    kind("nearest-column", "what-it-gains", |g, r| {
        let word = g.other(&[], r)?;
        let embedding = g.parameters.slice(crate::model::Tensor::E);
        let d = g.dims().embedding;
        let column = |id: u32| &embedding[id as usize * d..(id as usize + 1) * d];
        let dot = |a: &[f32], b: &[f32]| -> f64 {
            a.iter().zip(b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
        };
        let cosine = |a: u32, b: u32| {
            let (a, b) = (column(a), column(b));
            dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
        };
        let special = [g.vocabulary.boundary(), g.vocabulary.unknown()];
        let others = (0..g.vocabulary.len() as u32).filter(|&id| id != word && !special.contains(&Some(id)));
        let best = others.max_by(|&a, &b| cosine(word, a).total_cmp(&cosine(word, b)))?;
        let mut options = vec![best];
        while options.len() < 4 {
            options.push(g.other(&[&options[..], &[word]].concat(), r)?);
        }
        if options[1..].iter().any(|&id| cosine(word, id) > cosine(word, best) - 0.05) {
            return None;
        }
        r.shuffle(&mut options);
        let right = options.iter().position(|&id| id == best)?;
        Some(
            Draft::choice(options.iter().map(|&id| g.word(id)), right)
                .fact("word", g.word(word))
                .way("nearest", g.word(best))
                .way("cosine", rounded(cosine(word, best), 3)),
        )
    }),
    kind("cosine", "what-it-gains", |_, r| {
        let [a, b, c, d] = [0; 4].map(|_| drawn(r, -20, 20, 10));
        let (dot, lengths) = (a * c + b * d, ((a * a + b * b) * (c * c + d * d)).sqrt());
        Some(
            Draft::number(dot / lengths)
                .miss("no-lengths", dot)
                .fact("a", vec![a, b])
                .fact("b", vec![c, d])
                .way("dot", rounded(dot, 4))
                .way("lengths", rounded(lengths, 4)),
        )
    }),
    // Predict, then reveal: a word outside the window changes no bit of the prediction.
    kind("outside-the-window", "next-lecture", |g, r| {
        let n = g.dims().context;
        let back = whole(r, 1, n as u32 + 2);
        Some(
            Draft::choice(["can-change", "cannot-change"], usize::from(back > n))
                .fact("back", back)
                .fact("n", n),
        )
    }),
    kind("products-per-token", "next-lecture", |g, r| {
        let dims = g.dims();
        let n = dims.context * one_of(r, &[2, 4, 10, 50]);
        Some(
            Draft::whole(dims.hidden * n * dims.embedding)
                .miss("one-position", (dims.hidden * dims.embedding) as f64)
                .fact("n", n)
                .fact("d", dims.embedding)
                .fact("H", dims.hidden),
        )
    }),
];
