//! The exercises of the lecture: enough of them, one for every chapter, none degenerate, each takes its own answer and no near miss; and
//! many of their answers computed here a second time, from nothing but what the question shows.

#![allow(clippy::disallowed_methods, reason = "a second computation, not the exact path")]

use std::collections::{BTreeMap, BTreeSet};

use glasslm::exercises::{self, Exercise, ExerciseValue};
use glasslm::ops::Activation;
use glasslm::session::measure::{Answer, Question};
use glasslm::session::{CorpusSource, ExerciseJudged, Exercises, ModelOptions, ModelStanding, Session};
use glasslm::train::{OptimizerOptions, TrainOptions};

fn model(corpus: &str, steps: f64) -> Session {
    let corpus = Some(CorpusSource::Named { name: corpus.to_owned(), size: None });
    let mut session = Session::create(ModelOptions { corpus, ..Default::default() }).expect("a model");
    if steps > 0.0 {
        let optimizer = OptimizerOptions { rate: Some(0.3), ..Default::default() };
        let options = TrainOptions { steps: Some(steps), batch: None, order: None, optimizer };
        session.train(&options).expect("trained");
    }
    session
}

fn asked(session: &mut Session, seed: u64, wanted: &[&str]) -> Exercises {
    let wanted = wanted.iter().map(|&name| name.to_owned()).collect();
    match session.ask(&Question::Exercises { seed: seed as f64, wanted }).expect("exercises") {
        Answer::Exercises(asked) => asked,
        other => panic!("not exercises: {other:?}"),
    }
}

fn marked(session: &mut Session, seed: u64, kind: &str, given: &str) -> glasslm::Result<ExerciseJudged> {
    let question = Question::Mark { seed: seed as f64, kind: kind.to_owned(), given: given.to_owned() };
    session.ask(&question).map(|answer| match answer {
        Answer::Mark(judged) => judged,
        other => panic!("no mark: {other:?}"),
    })
}

fn standing(mut session: Session) -> ModelStanding {
    match session.ask(&Question::Standing).expect("a standing") {
        Answer::Standing(standing) => standing,
        other => panic!("no standing: {other:?}"),
    }
}

/// The engine's own answer, learnt from a wrong one.
fn expected(session: &mut Session, seed: u64, question: &Exercise) -> f64 {
    let judged =
        marked(session, seed, question.kind, if question.options.is_empty() { "-77777" } else { "0" });
    judged.expect("a number is an answer").marked.expected
}

/// The chapters of the lecture, from the page's own list.
fn chapters() -> Vec<String> {
    let text = include_str!("../www/views/path/chapters.ts");
    let ids = text.lines().filter_map(|line| line.strip_prefix("    id: \"")?.strip_suffix("\","));
    ids.map(str::to_owned).collect()
}

#[test]
fn there_are_more_than_sixty_kinds_and_one_for_every_chapter() {
    let kinds: Vec<_> = exercises::kinds().collect();
    let ids: BTreeSet<_> = kinds.iter().map(|kind| kind.id).collect();
    assert_eq!(ids.len(), kinds.len(), "two kinds share an id");
    assert!(kinds.len() >= 60, "{} kinds", kinds.len());
    let chapters = chapters();
    assert!(chapters.len() >= 20, "{chapters:?}");
    for chapter in &chapters {
        assert!(kinds.iter().any(|kind| kind.chapter == chapter), "{chapter} asks nothing");
    }
    for kind in kinds {
        let of_a_chapter = chapters.iter().any(|chapter| chapter == kind.chapter);
        assert!(of_a_chapter || kind.chapter == exercises::PRIMER, "{} is of no chapter", kind.id);
        assert!(!chapters.iter().any(|chapter| chapter == kind.id), "{} is a chapter's name, too", kind.id);
    }
}

#[test]
fn every_kind_takes_its_own_answer_and_no_near_miss() {
    let mut models = [model("farmyard", 400.0), model("names", 0.0), model("switchboard", 100.0)];
    let mut seen = BTreeSet::new();
    for (number, session) in models.iter_mut().enumerate() {
        // The large text's answers each take a look at all of it.
        for seed in 0..if number == 1 { 3 } else { 20 } {
            let asked = asked(session, seed, &[]);
            assert_eq!(asked.unknown, Vec::<String>::new());
            for question in &asked.questions {
                let name = format!("model {number}, seed {seed}, {}", question.kind);
                seen.insert(question.kind);
                let right = expected(session, seed, question);
                assert!(right.is_finite(), "{name}: {right}");
                let take = |session: &mut Session, given: String| {
                    marked(session, seed, question.kind, &given).expect("an answer").marked
                };
                let mark = take(session, right.to_string());
                assert!(mark.right && mark.miss.is_none(), "{name} does not take {right}: {mark:?}");
                let wrong: Vec<f64> = if question.options.is_empty() {
                    let off = if question.tolerance == 0.0 { 1.0 } else { 1.5 * question.tolerance };
                    assert!(question.tolerance <= 0.0101 * right.abs(), "{name} is lenient");
                    vec![right + off, right - off, -right - off, 10.0 * right + off]
                } else {
                    (0..question.options.len()).map(|at| at as f64).filter(|&at| at != right).collect()
                };
                for wrong in wrong {
                    assert!(!take(session, wrong.to_string()).right, "{name} takes {wrong} for {right}");
                }
                for bad in ["", "many", "NaN", "inf", "1e999"].iter().take(if seed < 2 { 5 } else { 0 }) {
                    assert!(marked(session, seed, question.kind, bad).is_err(), "{name} takes {bad:?}");
                }
                let finite = question.facts.iter().chain(&mark.way).all(|fact| match &fact.value {
                    ExerciseValue::Number(x) => x.is_finite(),
                    ExerciseValue::Numbers(all) => !all.is_empty() && all.iter().all(|x| x.is_finite()),
                    ExerciseValue::Tokens(all) => !all.is_empty(),
                    ExerciseValue::Lines(all) => all.iter().all(|line| !line.is_empty()),
                    ExerciseValue::Name(name) => !name.is_empty(),
                });
                assert!(finite, "{name} shows what is no number");
            }
        }
    }
    let never: Vec<_> = exercises::kinds().map(|kind| kind.id).filter(|id| !seen.contains(id)).collect();
    assert!(never.is_empty(), "never asked: {never:?}");
}

#[test]
fn a_seed_gives_everyone_the_same_and_another_gives_others() {
    let mut session = model("farmyard", 400.0);
    let first = asked(&mut session, 5, &[]);
    assert_eq!(first, asked(&mut model("farmyard", 400.0), 5, &[]));
    for kind in exercises::kinds() {
        // Those that ask for a size of the model have only one.
        if ["uniform-guess", "length-of-e", "order-of-the-network", "first-loss", "grows-by-word"]
            .contains(&kind.id)
        {
            continue;
        }
        let all: Vec<_> = (0..30).flat_map(|seed| asked(&mut session, seed, &[kind.id]).questions).collect();
        assert!(all.iter().any(|one| *one != all[0]), "{}: every seed asks the same", kind.id);
        assert!(all.len() > 20, "{} is asked for {} of 30 seeds", kind.id, all.len());
    }
}

#[test]
fn choices_are_right_at_every_place() {
    let mut session = model("farmyard", 400.0);
    let mut places: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for seed in 0..60 {
        for question in asked(&mut session, seed, &[]).questions {
            if !question.options.is_empty() {
                let right = expected(&mut session, seed, &question);
                places.entry(question.kind).or_default().insert(right as u64);
            }
        }
    }
    for (kind, places) in places {
        assert!(places.len() > 1, "{kind}: the same place is always right");
    }
}

/// The primer's own: numbers that the question shows, computed here a second time by differences of the loss alone.
#[test]
fn the_primer_s_questions_are_right_of_the_numbers_that_they_show() {
    let mut session = model("farmyard", 0.0);
    for seed in 0..40 {
        let asked = asked(&mut session, seed, &[exercises::PRIMER]);
        assert_eq!(asked.questions.len(), 24, "seed {seed}: {:?}", asked.missing);
        for question in &asked.questions {
            let numbers = |name: &str| -> Vec<f64> {
                match &question.facts.iter().find(|fact| fact.name == name).expect(name).value {
                    ExerciseValue::Numbers(all) => all.clone(),
                    ExerciseValue::Number(one) => vec![*one],
                    other => panic!("{name} is {other:?}"),
                }
            };
            let place = |name: &str| numbers(name)[0] as usize - 1;
            let (x, w, target) = (numbers("x"), numbers("W"), place("target"));
            let hidden = w.len() == 4;
            let u = if hidden { numbers("U") } else { Vec::new() };
            let a = |w: &[f64], i: usize| w[2 * i] * x[0] + w[2 * i + 1] * x[1];
            let logits = |w: &[f64], u: &[f64], shift: [f64; 2]| -> Vec<f64> {
                let h = [0, 1].map(|i| a(w, i).tanh() + shift[i]);
                (0..3).map(|k| if hidden { u[2 * k] * h[0] + u[2 * k + 1] * h[1] } else { a(w, k) }).collect()
            };
            let loss = |z: &[f64]| z.iter().map(|z| z.exp()).sum::<f64>().ln() - z[target];
            let z = logits(&w, &u, [0.0; 2]);
            let total: f64 = z.iter().map(|z| z.exp()).sum();
            let yhat = |i: usize| z[i].exp() / total;
            let slope = |f: &dyn Fn(f64) -> f64| (f(1e-6) - f(-1e-6)) / 2e-6;
            let raised = |all: &[f64], at: usize, by: f64| {
                let mut all = all.to_vec();
                all[at] += by;
                all
            };
            let by_w = |at: usize| slope(&|by| loss(&logits(&raised(&w, at, by), &u, [0.0; 2])));
            let by_h =
                |i: usize| slope(&|by| loss(&logits(&w, &u, if i == 0 { [by, 0.0] } else { [0.0, by] })));
            let bend = |i: usize| 1.0 - a(&w, i).tanh().powi(2);
            let right = expected(&mut session, seed, question);
            let chosen = match question.options.get(right as usize).map(|option| &option.value) {
                Some(ExerciseValue::Name(name)) => *name,
                _ => "",
            };
            let wanted = match question.kind.trim_start_matches("primer-") {
                "z" | "hidden-a" => a(&w, place("i")),
                "yhat" => yhat(place("i")),
                "loss" => loss(&z),
                "jacobian-diagonal" => yhat(place("i")) * (1.0 - yhat(place("i"))),
                "jacobian-off-diagonal" => -yhat(place("i")) * yhat(place("j")),
                "dz" => slope(&|by| loss(&raised(&z, place("j"), by))),
                "dw" | "hidden-dw" => by_w(2 * place("i") + place("j")),
                "step" => {
                    let at = 2 * place("i") + place("j");
                    w[at] - numbers("eta")[0] * by_w(at)
                }
                "sum-yhat" => 1.0,
                "sum-dz" => 0.0,
                "hidden-h" => a(&w, place("i")).tanh(),
                "hidden-slope" => bend(place("i")),
                "hidden-dh" => by_h(place("j")),
                "hidden-da" => by_h(place("j")) * bend(place("j")),
                "hidden-du" => {
                    let at = 2 * place("i") + place("j");
                    slope(&|by| loss(&logits(&w, &raised(&u, at, by), [0.0; 2])))
                }
                "zeros-of-dz-dw" => {
                    assert_eq!(chosen, format!("columns-w{}", place("i") + 1));
                    continue;
                }
                "largest-dw" => {
                    let larger = |best, at| if by_w(at).abs() > by_w(best).abs() + 1e-7 { at } else { best };
                    let at = (1..6).fold(0, larger);
                    assert_eq!(chosen, format!("w-{}{}", at / 2 + 1, at % 2 + 1));
                    continue;
                }
                "hidden-saturated" => {
                    assert_eq!(chosen, if bend(1) < bend(0) { "h-2" } else { "h-1" });
                    continue;
                }
                fixed @ ("x1-zero" | "shift" | "raised" | "hidden-cut") => {
                    let words = [
                        ("x1-zero", "first-column-zero"),
                        ("shift", "loss-stays"),
                        ("raised", "target-only"),
                        ("hidden-cut", "gradient-zero"),
                    ];
                    assert!(words.contains(&(fixed, chosen)), "{fixed}: {chosen}");
                    continue;
                }
                other => panic!("{other} is not computed here"),
            };
            assert!((right - wanted).abs() < 1e-5, "seed {seed}, {question:?}: {right}, {wanted} here");
        }
    }
}

#[test]
fn chapters_and_kinds_can_be_chosen_and_names_of_nothing_are_told() {
    let mut session = model("farmyard", 0.0);
    let some = asked(&mut session, 1, &["splits", "softmax", "gone"]);
    assert!(some.questions.iter().all(|one| one.chapter == "splits" || one.kind == "softmax"));
    assert!(some.questions.iter().any(|one| one.kind == "softmax"));
    assert_eq!(some.unknown, ["gone"]);
    assert!(marked(&mut session, 1, "gone", "1").is_err());
    let seed = Question::Exercises { seed: 0.5, wanted: Vec::new() };
    assert!(session.ask(&seed).is_err());
}

#[test]
fn the_standing_is_that_of_the_numbers_and_of_the_text() {
    let (a, b) = (standing(model("farmyard", 0.0)), standing(model("farmyard", 0.0)));
    assert_eq!(a, b);
    let (trained, other) = (standing(model("farmyard", 1.0)), standing(model("names", 0.0)));
    assert!(trained.digest != a.digest && trained.text == a.text && trained.step == 1);
    assert!(other.text != a.text && a.text.len() == 16 && a.digest.len() == 16);
}

#[test]
fn numbers_are_read_as_people_type_them() {
    let mut session = model("farmyard", 0.0);
    let question = asked(&mut session, 3, &["bits-to-nats"]).questions.remove(0);
    let right = expected(&mut session, 3, &question);
    for given in [format!(" {right:.4} "), format!("{right:.4}").replace('.', ",")] {
        assert!(marked(&mut session, 3, question.kind, &given).expect("read").marked.right, "{given}");
    }
    let question = asked(&mut session, 3, &["count-parameters"]).questions.remove(0);
    let right = expected(&mut session, 3, &question).to_string();
    let grouped = format!("{},{}", &right[..right.len() - 3], &right[right.len() - 3..]);
    assert!(marked(&mut session, 3, question.kind, &grouped).expect("read").marked.right, "{grouped}");
}

#[test]
fn a_mistake_is_told_by_its_name() {
    let mut session = model("farmyard", 0.0);
    let question = asked(&mut session, 9, &["nats-to-bits"]).questions.remove(0);
    let ExerciseValue::Number(nats) = question.facts[0].value else { panic!("nats") };
    let mark = marked(&mut session, 9, question.kind, &(nats * 2f64.ln()).to_string()).expect("read").marked;
    assert_eq!((mark.right, mark.miss), (false, Some("times-ln-2")));
}

#[test]
fn a_verdict_says_which_question_it_is_on() {
    let (mut fresh, mut trained) = (model("farmyard", 0.0), model("farmyard", 50.0));
    let question = asked(&mut fresh, 5, &["what-is-left"]).questions.remove(0);
    assert_eq!(marked(&mut fresh, 5, question.kind, "0.5").expect("an answer").question, question);
    // On other numbers it is another question, and the verdict is on that one.
    let other = marked(&mut trained, 5, question.kind, "0.5").expect("an answer");
    assert_ne!(other.question, question);
    assert_eq!(other.question, asked(&mut trained, 5, &["what-is-left"]).questions[0]);
}

#[test]
fn a_model_without_its_text_still_asks_what_needs_none() {
    let saved = model("farmyard", 0.0).save();
    let mut session = Session::load(&saved, None).expect("loaded");
    let asked = asked(&mut session, 1, &[]);
    assert!(asked.standing.text.is_empty());
    assert!(asked.missing.contains(&"count-a-bigram") && asked.questions.len() >= 40);
    assert!(marked(&mut session, 1, "count-a-bigram", "1").is_err());
}

/// What a question shows, by name.
struct Shown<'a>(&'a Exercise);

impl Shown<'_> {
    fn value(&self, name: &str) -> &ExerciseValue {
        &self
            .0
            .facts
            .iter()
            .find(|fact| fact.name == name)
            .unwrap_or_else(|| panic!("{}: {name}", self.0.kind))
            .value
    }
    fn x(&self, name: &str) -> f64 {
        match self.value(name) {
            ExerciseValue::Number(x) => *x,
            other => panic!("{name}: {other:?}"),
        }
    }
    fn all(&self, name: &str) -> Vec<f64> {
        match self.value(name) {
            ExerciseValue::Numbers(all) => all.clone(),
            other => panic!("{name}: {other:?}"),
        }
    }
    fn lines(&self) -> Vec<Vec<String>> {
        match self.value("lines") {
            ExerciseValue::Lines(all) => all.clone(),
            other => panic!("{other:?}"),
        }
    }
    fn token(&self, name: &str) -> String {
        match self.value(name) {
            ExerciseValue::Tokens(all) => all[0].clone(),
            other => panic!("{name}: {other:?}"),
        }
    }
    fn pairs(&self) -> Vec<String> {
        self.lines()
            .iter()
            .flat_map(|line| line.windows(2).map(|pair| pair.join("\t")).collect::<Vec<_>>())
            .collect()
    }
}

/// The answer once more, from what the question shows alone.
fn again(question: &Exercise) -> Option<f64> {
    let q = Shown(question);
    let sum = |all: &[f64]| all.iter().sum::<f64>();
    let loss = |x: f64, w: f64, u: f64| (1.0 + (-u * (w * x).tanh()).exp()).ln();
    Some(match question.kind {
        "what-is-left" => 1.0 - sum(&q.all("shares")),
        "product-of-factors" => q.all("factors").iter().product(),
        "missing-factor" => q.x("product") / q.all("known").iter().product::<f64>(),
        "sum-of-logs" => q.all("factors").iter().product::<f64>().ln(),
        "falls-by" => q.x("before") / q.x("after"),
        "times-as-probable" => ((q.x("first") - q.x("second")) * 10f64.ln()).exp(),
        "possible-ngrams" => (q.x("order") * q.x("words").ln()).exp(),
        "order-of-the-network" => q.x("n") + 1.0,
        "grows-by-word" => q.x("H") * q.x("d"),
        "products-per-token" => q.x("H") * q.x("n") * q.x("d"),
        "cosine" => {
            let (a, b) = (q.all("a"), q.all("b"));
            (a[1].atan2(a[0]) - b[1].atan2(b[0])).cos()
        }
        "count-a-bigram" => {
            let pair = format!("{}\t{}", q.token("h"), q.token("w"));
            q.pairs().iter().filter(|one| **one == pair).count() as f64
        }
        "share-of-a-follower" | "add-k" => {
            let (h, w) = (format!("{}\t", q.token("h")), format!("{}\t{}", q.token("h"), q.token("w")));
            let total = q.pairs().iter().filter(|one| one.starts_with(&h)).count() as f64;
            let count = q.pairs().iter().filter(|one| **one == w).count() as f64;
            let (k, size) = if question.kind == "add-k" { (q.x("k"), q.x("size")) } else { (0.0, 0.0) };
            (count + k) / (total + k * size)
        }
        "continuation" => {
            let types: BTreeSet<String> = q.pairs().into_iter().collect();
            let w = format!("\t{}", q.token("w"));
            types.iter().filter(|one| one.ends_with(&w)).count() as f64 / types.len() as f64
        }
        "interpolation" => q.x("low") + q.x("weight") * (q.x("high") - q.x("low")),
        "kneser-ney" => {
            let discount = q.x("D");
            (q.x("count") - discount + discount * q.x("followers") * q.x("lower")) / q.x("total")
        }
        "how-many-held-out" => q.x("sentences") * (1.0 - 0.02 * q.x("percent")),
        "nats-to-bits" => q.x("nats").exp().log2(),
        "bits-to-nats" => q.x("bits").exp2().ln(),
        "entropy-of-words" => -q.all("shares").iter().product::<f64>().ln() / 3.0,
        "power-of-ten" => (-q.x("mean")).exp().log10() * q.x("tokens"),
        "errors-fall" => 100.0 * (1.0 - (100.0 - q.x("second")) / (100.0 - q.x("first"))),
        "bits-per-character" => q.x("perplexity").log2() / q.x("characters"),
        "bits-of-a-stake" => (100.0 / q.x("percent")).log2(),
        "perplexity-of-stakes" => {
            (-sum(&q.all("percents").iter().map(|p| (p / 100.0).ln()).collect::<Vec<_>>()) / 3.0).exp()
        }
        "uniform-guess" => q.x("words"),
        "first-loss" => -(1.0 / q.x("words")).ln(),
        "perplexity-of-bits" => (q.x("bits") * 2f64.ln()).exp(),
        "perplexity-of-nats" => std::f64::consts::E.powf(q.x("nats")),
        "perplexity-of-a-sentence" => (-q.x("p").ln() / q.x("count")).exp(),
        "bits-saved" => q.x("high").log2() - q.x("low").log2(),
        "switchboard" => {
            let names = q.x("names");
            (3.0 * 0.25 * 4f64.log2() + names * (0.25 / names) * (names / 0.25).log2()).exp2()
        }
        "branching-of-shares" => q.all("shares").iter().map(|p| p.powf(-p)).product(),
        "digits" => q.x("digits").powf(q.x("length")).powf(1.0 / q.x("length")),
        "row-times-e" => q.all("row").iter().zip(q.all("e")).map(|(w, e)| w * e).sum(),
        "bend" => q.x("a").sinh() / q.x("a").cosh(),
        "softmax" => {
            let (z, at) = (q.all("z"), q.x("at") as usize - 1);
            1.0 / z.iter().map(|other| (other - z[at]).exp()).sum::<f64>()
        }
        "count-parameters" => q.x("words") * (q.x("d") + q.x("H")) + q.x("H") * q.x("n") * q.x("d"),
        "length-of-e" => q.x("n") * q.x("d"),
        "loss-of-an-example" => (1.0 / q.x("p")).ln(),
        "loss-falls-by" => (q.x("after") / q.x("p")).ln(),
        "how-many-columns" => {
            let ExerciseValue::Tokens(context) = q.value("context") else { panic!("tokens") };
            context.iter().collect::<BTreeSet<_>>().len() as f64
        }
        "dz-of-the-target" => q.x("p") - 1.0,
        "dz-of-another" => q.x("p"),
        "an-entry-of-du" => q.x("dz") * q.x("h"),
        "through-the-bend" => q.x("dh") * (1.0 - q.x("h")) * (1.0 + q.x("h")),
        "sgd-update" => q.x("theta") - q.x("rate") * q.x("gradient"),
        "batch-gradient" => sum(&q.all("gradients")) / q.all("gradients").len() as f64,
        "steps-of-an-epoch" => (q.x("examples") / q.x("batch")).ceil(),
        "momentum-update" => q.x("theta") - q.x("rate") * (0.9 * q.x("v") + q.x("gradient")),
        "clip" => q.x("clip") * q.all("gradient")[1].atan2(q.all("gradient")[0]).cos(),
        "dz-by-hand" => q.all("yhat")[q.x("at") as usize - 1] - f64::from(q.x("at") == q.x("target")),
        "dh-by-hand" => q.all("column").iter().zip(q.all("dz")).map(|(u, dz)| u * dz).sum(),
        // A central difference in place of the derivative.
        "chain-to-w" => {
            let (x, w, u, step) = (q.x("x"), q.x("w"), q.x("u"), 1e-5);
            (loss(x, w + step, u) - loss(x, w - step, u)) / (2.0 * step)
        }
        "which-way" => {
            let (x, w, u, step) = (q.x("x"), q.x("w"), q.x("u"), 1e-5);
            f64::from(loss(x, w + step, u) > loss(x, w - step, u))
        }
        // Where a step of the textbook's own recipe ends.
        "adamw-update" => {
            let (g, t, rate) = (q.x("gradient"), q.x("t") as i32, q.x("rate"));
            let m = (q.x("m") * 0.9 + g * 0.1) / (1.0 - 0.9f64.powi(t));
            let v = (q.x("v") * 0.999 + g.powi(2) * 0.001) / (1.0 - 0.999f64.powi(t));
            q.x("theta") - rate * q.x("decay") * q.x("theta") - rate * m / v.sqrt()
        }
        _ => return None,
    })
}

#[test]
fn the_answers_are_what_a_second_computation_gives() {
    let mut models = [model("farmyard", 400.0), model("names", 50.0)];
    let mut agreed: BTreeMap<&str, usize> = BTreeMap::new();
    for session in &mut models {
        for seed in 100..130 {
            for question in asked(session, seed, &[]).questions {
                let Some(second) = again(&question) else { continue };
                let first = expected(session, seed, &question);
                let near = (first - second).abs() <= 1e-3 * first.abs() + 1e-12;
                assert!(
                    near,
                    "{}, seed {seed}: {first}, and by another way {second}: {question:?}",
                    question.kind
                );
                *agreed.entry(question.kind).or_default() += 1;
            }
        }
    }
    assert!(agreed.len() >= 50, "only {} kinds have a second computation", agreed.len());
    assert!(agreed.values().all(|&times| times >= 20), "{agreed:?}");
}

/// On a page with one wrong number, the others agree with each other and the wrong one does not.
#[test]
fn one_number_of_a_page_is_wrong_and_the_others_are_not() {
    let mut session = model("farmyard", 0.0);
    for seed in 0..200 {
        for question in
            asked(&mut session, seed, &["wrong-entropy", "wrong-softmax", "wrong-adamw"]).questions
        {
            let q = Shown(&question);
            let rows: Vec<f64> = question.options.iter().map(|row| row.number.expect("a number")).collect();
            let right: Vec<f64> = match question.kind {
                "wrong-entropy" => {
                    let p = q.all("shares");
                    let nats = -p.iter().product::<f64>().ln() / p.len() as f64;
                    vec![nats * p.len() as f64, nats, nats.exp().log2(), nats.exp()]
                }
                "wrong-softmax" => {
                    let z = q.all("z");
                    let top = z.iter().copied().fold(f64::MIN, f64::max);
                    let e: Vec<f64> = z.iter().map(|z| (z - top).exp()).collect();
                    let sum: f64 = e.iter().sum();
                    vec![top, e[0], e[1], e[2], sum, e[0] / sum]
                }
                _ => {
                    let (g, t) = (q.x("gradient"), q.x("t") as i32);
                    let (m, v) = (0.9 * q.x("m") + 0.1 * g, 0.999 * q.x("v") + 0.001 * g * g);
                    let (mh, vh) = (m / (1.0 - 0.9f64.powi(t)), v / (1.0 - 0.999f64.powi(t)));
                    let theta = q.x("theta");
                    vec![m, v, mh, vh, theta - q.x("rate") * (q.x("decay") * theta + mh / vh.sqrt())]
                }
            };
            let wrong = expected(&mut session, seed, &question) as usize;
            for (at, (shown, right)) in rows.iter().zip(&right).enumerate() {
                let far = (shown - right).abs() > 0.01 * shown.abs().max(right.abs());
                assert_eq!(far, at == wrong, "{}, seed {seed}, row {at}: {shown} for {right}", question.kind);
            }
        }
    }
}

/// Which facts, numbers of the way and names each kind has: what the page's words are held to (www/story/exercises.test.ts).
#[test]
fn the_page_s_list_of_kinds_is_the_engine_s() {
    #[derive(Default, serde::Serialize)]
    struct Names {
        chapter: String,
        choice: bool,
        facts: BTreeSet<String>,
        way: BTreeSet<String>,
        names: BTreeSet<String>,
    }
    let mut kinds: BTreeMap<&str, Names> = BTreeMap::new();
    // The large text adds its own few kinds; a few seeds meet them.
    let other = |activation, bias| {
        let corpus = Some(CorpusSource::Named { name: "farmyard".to_owned(), size: None });
        let options =
            ModelOptions { corpus, activation: Some(activation), bias: Some(bias), ..Default::default() };
        Session::create(options).expect("a model")
    };
    let mut models = [
        (model("farmyard", 400.0), 60),
        (model("names", 50.0), 12),
        (other(Activation::Relu, true), 12),
        (other(Activation::Sigmoid, false), 12),
    ];
    for (session, seeds) in &mut models {
        for seed in 0..*seeds {
            for question in asked(session, seed, &[]).questions {
                let given = if question.options.is_empty() { "-77777" } else { "0" };
                let mark = marked(session, seed, question.kind, given).expect("an answer").marked;
                let names = kinds.entry(question.kind).or_default();
                names.chapter = question.chapter.to_owned();
                names.choice = !question.options.is_empty();
                names.facts.extend(question.facts.iter().map(|fact| fact.name.to_owned()));
                names.way.extend(mark.way.iter().map(|fact| fact.name.to_owned()));
                let values = question.facts.iter().chain(&mark.way).map(|fact| &fact.value);
                for value in values.chain(question.options.iter().map(|option| &option.value)) {
                    if let ExerciseValue::Name(name) = value {
                        names.names.insert((*name).to_owned());
                    }
                }
            }
        }
    }
    let text = serde_json::to_string_pretty(&kinds).expect("names") + "\n";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/exercises.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).expect("written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "{} is not the engine's any more: run this test with UPDATE=1", path.display());
}
