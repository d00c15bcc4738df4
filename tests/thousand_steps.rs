//! Does training give the same bits everywhere? A thousand steps of each run end at the hash in
//! `tests/reference/thousand_steps.json`; `tests/browser/bits.spec.ts` holds the engine in the browser to the same ones, and
//! `tests/engines/walk.mjs` holds Firefox and WebKit to the run of `tests/reference/farmyard.json`.

use glasslm::session::{CorpusSource, ModelOptions, Session};
use glasslm::train::TrainOptions;
use serde_json::Value;

/// FNV-1a, 64 bits, of every parameter's bytes: E, W, U, b, c.
fn hash(session: &Session) -> u64 {
    let all = session.parameters();
    let named = ["E", "W", "U", "b", "c"].into_iter();
    let shown = named.filter_map(|name| all.iter().find(|shown| shown.tensor.name() == name));
    let bytes = shown.flat_map(|shown| &shown.data).flat_map(|x| x.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A run's options; those of its optimizer are read apart, as the shell does.
fn train_options(run: &Value) -> TrainOptions {
    let optimizer = serde_json::from_value(run.clone()).expect("an optimizer's options");
    TrainOptions { optimizer, ..serde_json::from_value(run.clone()).expect("a run's options") }
}

#[test]
fn does_every_kind_of_training_end_at_the_same_bits() {
    let reference: Value =
        serde_json::from_str(include_str!("reference/thousand_steps.json")).expect("valid JSON");
    let mut wrong = Vec::new();
    let runs = reference["runs"].as_array().expect("a list");
    assert!(runs.len() >= 6);
    for run in runs {
        let model: ModelOptions = serde_json::from_value(run["model"].clone()).expect("options");
        let text = reference["text"].as_str().expect("a text").to_owned();
        let corpus = Some(CorpusSource::Text { text });
        let mut session = Session::create(ModelOptions { corpus, ..model }).expect("a model");
        let options = train_options(&run["train"]);
        let trained = session.train(&options).expect("trained");
        assert_eq!((trained.step, trained.stopped), (1000, None));
        let (first, last) = (trained.losses[0], trained.losses[999]);
        assert!(last < 0.8 * first, "{}: nothing was learnt, {first} to {last}", run["name"]);
        let found = format!("{:016x}", hash(&session));
        if run["hash"] != found.as_str() {
            wrong.push(format!("{}: {found}", run["name"]));
        }
    }
    assert!(wrong.is_empty(), "other bits than the reference's:\n{}", wrong.join("\n"));
}

#[test]
fn does_the_run_that_every_browser_repeats_end_at_the_same_bits() {
    let run: Value = serde_json::from_str(include_str!("reference/farmyard.json")).expect("valid JSON");
    let model: ModelOptions = serde_json::from_value(run["model"].clone()).expect("options");
    let options = train_options(&run["train"]);
    let mut session = Session::create(model).expect("a model");
    let trained = session.train(&options).expect("trained");
    assert_eq!((trained.step, trained.stopped), (2000, None));
    assert_eq!(run["hash"].as_str(), Some(format!("{:016x}", hash(&session)).as_str()));
}
