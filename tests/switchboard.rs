//! The telephone switchboard: a network that is trained on calls comes down to the entropy of their source, and no further.

use glasslm::lm::Figures;
use glasslm::measure::games::entropy;
use glasslm::session::{CorpusSource, Evaluated, ModelOptions, Session, shipped};
use glasslm::text::Split;
use glasslm::text::corpora::switchboard::NAME;
use glasslm::train::TrainOptions;

/// A source without memory asks for no more: output biases would be enough.
fn session(names: u32) -> Session {
    let corpus = CorpusSource::Named { name: NAME.to_owned(), size: Some(f64::from(names)) };
    let options = ModelOptions {
        corpus: Some(corpus),
        context: Some(1.0),
        embedding: Some(4.0),
        hidden: Some(4.0),
        bias: Some(true),
        ..Default::default()
    };
    Session::create(options).expect("a model")
}

fn line(names: u32) -> f64 {
    entropy::switchboard(names).expect("names").perplexity
}

/// What the source itself scores on the validation calls: a place costs ln 4, a name ln 4N.
fn on_validation(session: &Session, names: u32) -> f64 {
    let n = session.config().dims.context;
    let calls: Vec<u32> = session.corpus().expect("a text").validation.ids().skip(n).collect();
    let nll = |&id: &u32| if id < 3 { libm::log(4.0) } else { libm::log(4.0 * f64::from(names)) };
    libm::exp(calls.iter().map(nll).sum::<f64>() / calls.len() as f64)
}

fn look(session: &mut Session) -> Figures {
    session.evaluate(&Evaluated::Split(Split::Validation)).expect("figures")
}

#[test]
fn the_validation_calls_are_the_sources() {
    for names in [300, 1_000, 3_000, 30_000] {
        let own = on_validation(&session(names), names);
        let ratio = own / line(names);
        assert!((ratio - 1.0).abs() < 0.01, "{names} names: {own} beside {}", line(names));
    }
}

fn comes_down(names: u32, steps: u32) {
    let mut session = session(names);
    let own = on_validation(&session, names);
    let shipped = shipped::training(NAME);
    let mut seen = vec![look(&mut session).perplexity];
    for _ in 0..steps / 25 {
        session.train(&TrainOptions { steps: Some(25.0), ..shipped.options() }).expect("trained");
        seen.push(look(&mut session).perplexity);
    }
    assert!((seen[0] / f64::from(names + 3) - 1.0).abs() < 0.01, "all are alike at first: {seen:?}");
    assert!(seen.windows(2).take(2).all(|pair| pair[1] < pair[0]), "from above: {seen:?}");
    assert!(seen.iter().all(|&perplexity| perplexity > own), "not below {own}: {seen:?}");
    assert!(seen[4..].iter().all(|&perplexity| perplexity < 1.03 * line(names)), "near {own}: {seen:?}");
}

#[test]
fn validation_comes_down_to_the_line_and_no_further() {
    for names in [300, 3_000] {
        comes_down(names, shipped::training(NAME).steps);
    }
}

#[test]
fn with_the_lectures_thirty_thousand_names_it_comes_down_to_52_64() {
    assert!((line(30_000) - 52.64).abs() < 5e-3);
    // The first hundred of the steps: each has 30,003 words to go over.
    comes_down(30_000, 100);
}
