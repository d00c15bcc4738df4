//! Counting by hand in lines of the model's own text: n-grams, maximum likelihood, smoothing, splits.

use std::collections::BTreeSet;

use super::ExerciseKind;
use super::draft::{Draft, rounded};
use super::ground::{Ground, drawn, one_of, whole};
use crate::rng::Rng;
use crate::text::Split;

/// Some lines, a pair (h, w) that occurs in them, and the numbers for counting all pairs.
struct Sheet {
    lines: Vec<Vec<u32>>,
    h: u32,
    w: u32,
}

impl Sheet {
    fn draw(g: &Ground<'_>, r: &mut Rng) -> Option<Self> {
        let lines = g.lines(Split::Train, 5, r)?;
        let pairs: Vec<(u32, u32)> =
            lines.iter().flat_map(|line| line.windows(2)).map(|p| (p[0], p[1])).collect();
        if pairs.is_empty() {
            return None;
        }
        let (h, w) = one_of(r, &pairs);
        Some(Sheet { lines, h, w })
    }

    fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.lines.iter().flat_map(|line| line.windows(2)).map(|p| (p[0], p[1]))
    }

    fn count(&self, h: u32, w: u32) -> usize {
        self.pairs().filter(|&pair| pair == (h, w)).count()
    }

    /// The count of h with any follower.
    fn total(&self, h: u32) -> usize {
        self.pairs().filter(|&(before, _)| before == h).count()
    }

    fn types(&self) -> usize {
        self.pairs().collect::<BTreeSet<_>>().len()
    }

    fn before(&self, w: u32) -> usize {
        self.pairs().filter(|&(_, after)| after == w).collect::<BTreeSet<_>>().len()
    }

    fn after(&self, h: u32) -> usize {
        self.pairs().filter(|&(before, _)| before == h).collect::<BTreeSet<_>>().len()
    }

    fn words(&self) -> usize {
        self.lines.iter().flatten().collect::<BTreeSet<_>>().len()
    }

    fn facts(&self, g: &Ground<'_>, draft: Draft) -> Draft {
        let lines: Vec<Vec<String>> = self.lines.iter().map(|line| g.words(line)).collect();
        draft.fact("lines", lines).fact("h", g.word(self.h)).fact("w", g.word(self.w))
    }
}

pub(crate) const KINDS: &[ExerciseKind] = &[
    ExerciseKind {
        id: "count-a-bigram",
        chapter: "markov",
        make: |g, r| {
            let sheet = Sheet::draw(g, r)?;
            let count = sheet.count(sheet.h, sheet.w);
            // A pair that occurs once needs no counting.
            (count > 1).then(|| sheet.facts(g, Draft::whole(count)))
        },
    },
    ExerciseKind {
        id: "count-a-trigram",
        chapter: "markov",
        make: |g, r| {
            let lines = g.lines(Split::Train, 5, r)?;
            let all: Vec<&[u32]> = lines.iter().flat_map(|line| line.windows(3)).collect();
            if all.is_empty() {
                return None;
            }
            let wanted = one_of(r, &all);
            let count = all.iter().filter(|&&one| one == wanted).count();
            let bigram =
                lines.iter().flat_map(|line| line.windows(2)).filter(|pair| **pair == wanted[..2]).count();
            let shown: Vec<Vec<String>> = lines.iter().map(|line| g.words(line)).collect();
            Some(
                Draft::whole(count)
                    .miss("history-only", bigram as f64)
                    .fact("lines", shown)
                    .fact("words", g.words(wanted)),
            )
        },
    },
    ExerciseKind {
        id: "share-of-a-follower",
        chapter: "maximum-likelihood",
        make: |g, r| {
            let sheet = Sheet::draw(g, r)?;
            let (count, total) = (sheet.count(sheet.h, sheet.w), sheet.total(sheet.h));
            let all = sheet.pairs().count();
            let draft = Draft::number(count as f64 / total as f64)
                .miss("all-pairs", count as f64 / all as f64)
                .miss("types", 1.0 / sheet.after(sheet.h).max(1) as f64)
                .way("count", count)
                .way("total", total);
            (count < total).then(|| sheet.facts(g, draft))
        },
    },
    ExerciseKind {
        id: "add-k",
        chapter: "maximum-likelihood",
        make: |g, r| {
            let sheet = Sheet::draw(g, r)?;
            let (count, total, size) = (sheet.count(sheet.h, sheet.w), sheet.total(sheet.h), sheet.words());
            let k = one_of(r, &[0.1, 0.5, 1.0]);
            let p = |k: f64, size: f64| (count as f64 + k) / (total as f64 + k * size);
            let draft = Draft::number(p(k, size as f64))
                .miss("no-smoothing", count as f64 / total as f64)
                .miss("no-size", p(k, 1.0))
                .fact("k", k)
                .fact("size", size)
                .way("count", count)
                .way("total", total);
            Some(sheet.facts(g, draft))
        },
    },
    ExerciseKind {
        id: "interpolation",
        chapter: "maximum-likelihood",
        make: |_, r| {
            let (high, low, weight) = (drawn(r, 30, 80, 100), drawn(r, 1, 20, 100), drawn(r, 1, 9, 10));
            Some(
                Draft::number(weight * high + (1.0 - weight) * low)
                    .miss("swapped", weight * low + (1.0 - weight) * high)
                    .miss("mean", f64::midpoint(high, low))
                    .fact("high", high)
                    .fact("low", low)
                    .fact("weight", weight)
                    .way("rest", rounded(1.0 - weight, 3)),
            )
        },
    },
    ExerciseKind {
        id: "continuation",
        chapter: "maximum-likelihood",
        make: |g, r| {
            let sheet = Sheet::draw(g, r)?;
            let (before, types) = (sheet.before(sheet.w), sheet.types());
            let frequency = sheet.lines.iter().flatten().filter(|&&id| id == sheet.w).count();
            let tokens = sheet.lines.iter().map(Vec::len).sum::<usize>();
            let draft = Draft::number(before as f64 / types as f64)
                .miss("frequency", frequency as f64 / tokens as f64)
                .way("before", before)
                .way("types", types);
            let mut draft = sheet.facts(g, draft);
            // The history does not matter here.
            draft.facts.retain(|fact| fact.name != "h");
            Some(draft)
        },
    },
    ExerciseKind {
        id: "kneser-ney",
        chapter: "maximum-likelihood",
        make: |_, r| {
            let (total, followers) = (whole(r, 10, 40), whole(r, 3, 9));
            let count = whole(r, 2, 8);
            let (discount, lower) = (drawn(r, 4, 9, 10), drawn(r, 1, 20, 100));
            let left = discount * followers as f64 / total as f64;
            let p = (count as f64 - discount) / total as f64 + left * lower;
            Some(
                Draft::number(p)
                    .miss("no-discount", count as f64 / total as f64 + left * lower)
                    .miss("no-lower-order", (count as f64 - discount) / total as f64)
                    .fact("count", count)
                    .fact("total", total)
                    .fact("followers", followers)
                    .fact("D", discount)
                    .fact("lower", lower)
                    .way("left", rounded(left, 4))
                    .way("kept", rounded((count as f64 - discount) / total as f64, 4)),
            )
        },
    },
    ExerciseKind {
        id: "left-over",
        chapter: "maximum-likelihood",
        make: |g, r| {
            let sheet = Sheet::draw(g, r)?;
            let (after, total) = (sheet.after(sheet.h), sheet.total(sheet.h));
            let discount = drawn(r, 3, 9, 10);
            let draft = Draft::number(discount * after as f64 / total as f64)
                .miss("all-counts", discount)
                .fact("D", discount)
                .way("followers", after)
                .way("total", total);
            // No single follower matters here.
            let mut draft = sheet.facts(g, draft);
            draft.facts.retain(|fact| fact.name != "w");
            (after < total).then_some(draft)
        },
    },
    // Predict, then reveal: which split a curve belongs to.
    ExerciseKind {
        id: "which-curve",
        chapter: "splits",
        make: |_, r| {
            let turn = whole(r, 3, 5) as f64;
            let (start, floor) = (drawn(r, 40, 50, 10), drawn(r, 10, 16, 10));
            let fall = |t: f64| floor + (start - floor) * libm::exp(-0.6 * t);
            let train: Vec<f64> = (0..9).map(|t| rounded(fall(f64::from(t)), 3)).collect();
            let held: Vec<f64> = (0..9)
                .map(|t| {
                    let late = (f64::from(t) - turn).max(0.0);
                    rounded(fall(f64::from(t)) + 0.12 + 0.05 * late * late, 3)
                })
                .collect();
            let lowest = held.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1))?.0;
            let asked = r.below(2) as usize;
            Some(
                Draft::choice(["training", "validation"], asked)
                    .fact("curve", if asked == 0 { train } else { held })
                    .way("lowest", if asked == 0 { 8 } else { lowest }),
            )
        },
    },
    ExerciseKind {
        id: "where-to-stop",
        chapter: "splits",
        make: |_, r| {
            let every = one_of(r, &[100, 250, 500]);
            let turn = whole(r, 2, 6) as f64;
            let losses: Vec<f64> = (1..=8)
                .map(|t| {
                    let away = f64::from(t) - turn;
                    rounded(2.0 + 0.03 * away * away + drawn(r, 0, 9, 1000), 4)
                })
                .collect();
            let lowest = losses.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1))?.0;
            Some(
                Draft::whole((lowest + 1) * every)
                    .miss("last", (8 * every) as f64)
                    .fact("losses", losses.clone())
                    .fact("every", every)
                    .way("loss", losses[lowest]),
            )
        },
    },
    ExerciseKind {
        id: "how-many-held-out",
        chapter: "splits",
        make: |_, r| {
            let sentences = whole(r, 2, 90) * 100;
            let percent = one_of(r, &[5, 10, 15, 20]);
            Some(
                Draft::whole(sentences - 2 * sentences * percent / 100)
                    .miss("one-split", (sentences - sentences * percent / 100) as f64)
                    .fact("sentences", sentences)
                    .fact("percent", percent)
                    .way("held", sentences * percent / 100),
            )
        },
    },
    ExerciseKind {
        id: "which-split",
        chapter: "splits",
        make: |_, r| {
            let (task, right) = one_of(
                r,
                &[
                    ("learn-weights", 0),
                    ("make-vocabulary", 0),
                    ("choose-rate", 1),
                    ("choose-steps", 1),
                    ("report", 2),
                ],
            );
            Some(Draft::choice(["training", "validation", "test"], right).fact("task", task))
        },
    },
];
