//! Uniform random digits: whatever a network learns of them, each is a choice of ten.

use glasslm::session::{CorpusSource, Evaluated, ModelOptions, Session, shipped};
use glasslm::text::Split;
use glasslm::train::TrainOptions;

const NAME: &str = "digits";

#[test]
fn a_network_at_the_shipped_settings_has_a_perplexity_of_ten() {
    let corpus = CorpusSource::Named { name: NAME.to_owned(), size: None };
    let mut session =
        Session::create(ModelOptions { corpus: Some(corpus), ..Default::default() }).expect("a model");
    assert_eq!(session.config().dims.vocabulary, 10);
    let shipped = shipped::training(NAME);
    session
        .train(&TrainOptions { steps: Some(f64::from(shipped.steps)), ..shipped.options() })
        .expect("trained");
    for split in [Split::Validation, Split::Test] {
        let seen = session.evaluate(&Evaluated::Split(split)).expect("figures");
        assert!((9.9..10.3).contains(&seen.perplexity), "{split:?}: {}", seen.perplexity);
        assert_eq!(seen.unknown, 0);
    }
}
