//! The Measure room's questions, asked of a model as the page asks them.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::{CorpusSource, ModelOptions};
use super::*;
use crate::error::Result;
use crate::measure::games::spelling::SpellingOptions;
use crate::ngram::Smoothing;
use crate::session::Session;
use crate::text::Split;
use crate::work::Work as _;

fn session(text: &str) -> Session {
    let corpus = CorpusSource::Splits {
        train: text.to_owned(),
        validation: "the hen eats corn\nthe cow eats corn\n".to_owned(),
        test: "the cow eats grass\n".to_owned(),
    };
    create(ModelOptions { corpus: Some(corpus), ..Default::default() })
}

fn create(options: ModelOptions) -> Session {
    Session::create(ModelOptions { context: Some(2.0), embedding: Some(4.0), hidden: Some(6.0), ..options })
        .expect("a model")
}

fn farm() -> Session {
    session("the hen eats corn\nthe cow eats grass\nthe hen sees the cow\n")
}

fn counted(mut session: Session, settings: NgramSettings) -> Session {
    run(&mut session, &Task::Lineup(settings)).expect("counted");
    session
}

fn run(session: &mut Session, task: &Task) -> Result<Outcome> {
    let task = session.begin_task(task)?;
    let mut last = 0;
    loop {
        let progress = session.advance(task.id(), 3)?;
        assert!(progress.done >= last && progress.done <= progress.total, "{progress:?} after {last}");
        last = progress.done;
        if progress.is_complete() {
            return session.finish(task);
        }
    }
}

fn chains(session: &mut Session, sentence: &str) -> Vec<ModelChain> {
    match session.ask(&Question::Chain(sentence.into())).expect("chains") {
        Answer::Chain(chains) => chains,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sentence_by_every_model_of_the_lineup() {
    let mut session = farm();
    assert_eq!(chains(&mut session, "the hen").len(), 1);
    let mut session = counted(session, NgramSettings::default());
    let all = chains(&mut session, "the hen eats zebras");
    let orders: Vec<_> = all.iter().map(|c| c.model.order).collect();
    assert_eq!(orders, [0, 1, 2, 3, 4, 5]);
    assert_eq!(all[0].tokens, ["the", "hen", "eats", "zebras", "</s>"]);
    for chain in &all {
        let chain = chain.chain.as_ref().expect("a chain");
        assert_eq!((chain.with_end.tokens, chain.with_end.unknown), (5, 1));
        assert!(chain.with_end.perplexity.is_finite() && !chain.factors[3].known);
    }
    let message = session.ask(&Question::Chain("  ".into())).expect_err("empty").to_string();
    assert!(message.starts_with("the sentence is empty"), "{message}");
    // Unknown words only are a sentence too.
    assert!(chains(&mut session, "zebras gallop").iter().all(|c| c.chain.is_some()));
}

#[test]
fn in_a_stream_a_short_text_is_said_by_the_models_that_need_more() {
    let text = CorpusSource::Text { text: "a b a b a b b a a b a b a b b a".to_owned() };
    let stream = ModelOptions { corpus: Some(text), sentences: Some(false.into()), ..Default::default() };
    let mut session = counted(create(stream), NgramSettings::default());
    let all = chains(&mut session, "a b a");
    // 3 tokens are enough for the network (n = 2) and for orders 1 to 3.
    let said: Vec<_> = all.iter().map(|c| c.problem.is_some()).collect();
    assert_eq!(said, [false, false, false, false, true, true]);
    assert_eq!(
        all[5].problem.as_deref(),
        Some("5 tokens needed, 3 given; a stream has no padding: add at least 2 more")
    );
}

#[test]
fn what_followed_and_what_never_did() {
    let settings = NgramSettings { smoothing: Some(Smoothing::AddK), ..Default::default() };
    let mut session = counted(farm(), settings);
    let mut ask = |context: &str| match session.ask(&Question::Counts { order: 2, context: context.into() }) {
        Ok(Answer::Counts(counts)) => counts,
        other => panic!("{other:?}"),
    };
    let the = ask("the");
    // hen twice, cow twice, of |V| = 9 (</s> <unk> the hen cow eats corn grass sees): (2 + 1) / (4 + 9) each.
    assert_eq!((the.total, the.followers.len(), the.never), (4, 2, 7));
    assert!((the.followers[0].2 - 3.0 / 13.0).abs() < 1e-12);
    assert!((the.never_probability.expect("smoothed") - 7.0 / 13.0).abs() < 1e-12);
    assert_eq!(ask("zebra").total, 0);
    // Nothing typed: the beginning of a sentence.
    assert_eq!(ask("").total, 3);
    let mut bare = counted(farm(), NgramSettings { smoothing: Some(Smoothing::None), ..Default::default() });
    match bare.ask(&Question::Counts { order: 3, context: "corn corn".into() }) {
        Ok(Answer::Counts(counts)) => assert_eq!((counts.total, counts.never_probability), (0, None)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_game_is_the_same_game_whenever_it_is_asked_again() {
    let mut session = counted(farm(), NgramSettings::default());
    let mut play = |stakes: Vec<Vec<(u32, f64)>>| {
        session.ask(&Question::Game(GameSoFar { seed: 5.0, rounds: 3, stakes })).map(|answer| match answer {
            Answer::Game(game) => game,
            other => panic!("{other:?}"),
        })
    };
    let before = play(vec![]).expect("a game");
    assert_eq!((before.rounds, before.player), (3, None));
    assert!(before.models.iter().all(|(_, figures)| figures.is_none()));
    let one = play(vec![vec![]]).expect("a round");
    assert_eq!(Some(&one.played[0].context), before.context.as_ref());
    // Nothing staked: every word of the vocabulary gets the same.
    assert!((one.player.expect("played").perplexity - 9.0).abs() < 1e-9);
    assert!(one.models.iter().all(|(_, figures)| figures.is_some_and(|f| f.tokens == 1)));
    let over = play(vec![vec![]; 3]).expect("played");
    assert_eq!(over.context, None);
    for (bad, says) in [(vec![(2, 101.0)], "sum of stakes is 101"), (vec![(2, f64::NAN)], "stake is NaN")] {
        let message = play(vec![bad]).expect_err("refused").to_string();
        assert!(message.starts_with(says), "{message}");
    }
}

#[test]
fn the_rows_are_those_of_the_models_and_change_with_the_network() {
    let mut session = farm();
    assert!(session.begin_task(&Task::Rows(Split::Test)).is_err(), "nothing is counted yet");
    let mut session = counted(session, NgramSettings::default());
    let Ok(Outcome::Rows(rows)) = run(&mut session, &Task::Rows(Split::Validation)) else { panic!("rows") };
    let network = session.evaluate(&super::super::Evaluated::Split(Split::Validation)).expect("figures");
    assert_eq!(rows.rows[0].figures, Some(network));
    assert_eq!(rows.rows[0].stored, session.config().parameter_count());
    assert_eq!((rows.rows.len(), rows.history), (7, 4));
}

#[test]
fn the_nearest_context_of_one_that_was_trained_on_is_itself() {
    let mut session = farm();
    let Ok(Outcome::Nearest(found)) = run(&mut session, &Task::Nearest("the cow".into())) else {
        panic!("found")
    };
    assert_eq!(found.nearest[0].context, found.context);
    assert!((found.nearest[0].similarity - 1.0).abs() < 1e-6);
    // "the cow eats grass" and "the hen sees the cow".
    assert_eq!((found.nearest[0].count, found.nearest[0].line), (2, 1));
    assert_eq!(found.lines[0], ["the", "cow", "eats", "grass"]);
    assert!(found.nearest.windows(2).all(|pair| pair[0].similarity >= pair[1].similarity));
}

#[test]
fn one_loss_in_all_its_forms() {
    let mut session = counted(farm(), NgramSettings::default());
    for order in [0, 2] {
        let task = Task::Likelihood { split: Split::Train, order };
        let Ok(Outcome::Likelihood(found)) = run(&mut session, &task) else { panic!("forms") };
        assert_eq!(found.forms.tokens, 16);
        // Three lines' ends, every word known; and the perplexity is the one of the accounting.
        let figures = found.figures;
        assert_eq!((figures.tokens, figures.boundaries, figures.unknown), (16, 3, 0));
        assert!((figures.perplexity - found.forms.perplexity).abs() < 1e-12);
        assert_eq!((found.steps.len(), found.tokens.len()), (16, 16));
        assert!((found.forms.perplexity - found.forms.perplexity_from_bits).abs() < 1e-9);
        assert!((found.steps[15].log_sum - found.forms.log_sum).abs() < 1e-9);
    }
}

#[test]
fn spelling_runs_on_every_model_of_the_lineup() {
    let mut session = counted(farm(), NgramSettings::default());
    let task = Task::Spelling(SpellingOptions::default());
    let Ok(Outcome::Spelling(found)) = run(&mut session, &task) else { panic!("results") };
    assert_eq!((found.exercises.len(), found.correctors.len()), (2, 7));
}

#[test]
fn the_sources_and_the_limits_are_computed() {
    let mut session = farm();
    match session.ask(&Question::Sources(30_000)) {
        Ok(Answer::Sources { digits, switchboard }) => {
            assert!((digits.perplexity - 10.0).abs() < 1e-9);
            assert!((switchboard.perplexity - 52.64).abs() < 5e-3 && (switchboard.bits - 5.718).abs() < 5e-4);
        }
        other => panic!("{other:?}"),
    }
    match session.ask(&Question::Growth) {
        Ok(Answer::Growth(all)) => assert_eq!((all[1].w, all[4].w), (6 * 2 * 4, 6 * 5 * 4)),
        other => panic!("{other:?}"),
    }
    assert!(session.ask(&Question::Blocks("hen".into())).is_ok());
    assert!(session.ask(&Question::Blocks(" ".into())).is_err());
    assert!(
        matches!(session.ask(&Question::Text("story".into())), Ok(Answer::Text(text)) if text.len() > 10_000)
    );
}

#[test]
fn one_sentence_is_a_corpus_with_nothing_held_out() {
    let corpus =
        CorpusSource::Splits { train: "a b c\n".into(), validation: String::new(), test: String::new() };
    let session = create(ModelOptions { corpus: Some(corpus), ..Default::default() });
    let mut session = counted(session, NgramSettings::default());
    for task in [
        Task::Rows(Split::Validation),
        Task::Spelling(SpellingOptions::default()),
        Task::Likelihood { split: Split::Test, order: 0 },
    ] {
        let message = run(&mut session, &task).expect_err("nothing there").to_string();
        assert!(
            message.starts_with("the validation split") || message.starts_with("the test split"),
            "{message}"
        );
    }
    let game = Question::Game(GameSoFar { seed: 1.0, rounds: 3, stakes: vec![] });
    assert!(session.ask(&game).expect_err("no word").to_string().contains("no held-out word"));
    assert!(run(&mut session, &Task::Rows(Split::Train)).is_ok());
}

#[test]
fn an_ngram_of_its_own_predicts_scores_and_counts() {
    let session = farm();
    let settings = NgramSettings {
        order: Some(2.0),
        smoothing: Some(Smoothing::AddK),
        k: Some(0.5),
        ..Default::default()
    };
    let mut counting = session.ngram(&settings).expect("settings");
    drop(session); // it holds the text itself
    while !counting.advance(&mut (), 2).expect("counted").is_complete() {}
    let model = counting.finish(&mut ()).expect("counted");
    assert_eq!(model.measured.splits.len(), 3);
    let (context, probabilities) = model.predict(&"eats the".into()).expect("a distribution");
    assert_eq!(context.len(), 1);
    let probabilities = probabilities.expect("smoothed");
    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(model.counts(&"the".into()).expect("counts").len(), 2);
    let model = Rc::new(RefCell::new(model));
    let score = |sentence: &str| {
        let scoring = NgramScoring::new(Rc::clone(&model), &sentence.into())?;
        scoring.finish(&mut ())
    };
    let scored = score("the hen").expect("a score");
    assert_eq!(scored.tokens, ["the", "hen", "</s>"]);
    // (3 + 0.5) / (3 + 4.5) · (2 + 0.5) / (4 + 4.5) · (0 + 0.5) / (2 + 4.5)
    let wanted = libm::log(3.5 / 7.5) + libm::log(2.5 / 8.5) + libm::log(0.5 / 6.5);
    assert!((scored.log_probabilities.iter().sum::<f64>() - wanted).abs() < 1e-12);
    assert!(score("").is_err());
    // A long one in pieces, each within its budget.
    let mut long =
        NgramScoring::new(Rc::clone(&model), &"the hen eats ".repeat(100).as_str().into()).expect("begun");
    let (mut behind, mut pieces) = (0, 0);
    loop {
        let progress = long.advance(&mut (), 20 * NGRAM_COST).expect("under way");
        assert!(progress.done <= behind + 20, "{} tokens at once", progress.done - behind);
        (behind, pieces) = (progress.done, pieces + 1);
        if progress.is_complete() {
            break;
        }
    }
    assert_eq!((behind, pieces), (301, 16));
    assert_eq!(long.finish(&mut ()).expect("a score").tokens.len(), 301);
}

#[test]
fn in_a_stream_add_k_counts_windows_across_the_lines() {
    let corpus = CorpusSource::Splits {
        train: "a b\na b b a\n".to_owned(),
        validation: "b a\na\n".to_owned(),
        test: String::new(),
    };
    let session =
        create(ModelOptions { corpus: Some(corpus), sentences: Some(false.into()), ..Default::default() });
    let settings = NgramSettings {
        order: Some(2.0),
        smoothing: Some(Smoothing::AddK),
        k: Some(1.0),
        ..Default::default()
    };
    let model = session.ngram(&settings).expect("settings").finish(&mut ()).expect("counted");
    // a b a b b a: the windows a b, b a (over the line's end), a b, b b, b a; |V| is 3 with <unk>.
    assert_eq!(model.measured.splits[0].figures.expect("five windows").tokens, 5);
    let (context, probabilities) = model.predict(&"b".into()).expect("a distribution");
    let by_hand = |token: &str| match token {
        "a" => (2.0 + 1.0) / (3.0 + 3.0),
        "b" => (1.0 + 1.0) / (3.0 + 3.0),
        _ => 1.0 / (3.0 + 3.0),
    };
    assert_eq!(model.token(context[0]), "b");
    for (id, p) in probabilities.expect("smoothed").into_iter().enumerate() {
        assert!((p - by_hand(model.token(id as u32))).abs() < 1e-12, "{} {p}", model.token(id as u32));
    }
    // b a and a a: 1/2 and (0 + 1) / (2 + 3); there is no end to predict, and one of the two was never seen.
    let validation = &model.measured.splits[1];
    let figures = validation.figures.expect("two windows");
    assert_eq!((figures.tokens, figures.boundaries, validation.sparsity.unseen), (2, 0, 1));
    assert!((figures.perplexity - libm::sqrt(2.0 * 5.0)).abs() < 1e-9, "{figures:?}");
}

#[test]
fn bad_settings_are_said() {
    let session = farm();
    for (settings, says) in [
        (NgramSettings { order: Some(6.0), ..Default::default() }, "order is 6"),
        (NgramSettings { order: Some(2.5), ..Default::default() }, "order is 2.5"),
        (NgramSettings { k: Some(-1.0), ..Default::default() }, "k is -1"),
        (NgramSettings { k: Some(f64::NAN), ..Default::default() }, "k is NaN"),
        (NgramSettings { discount: Some(2.0), ..Default::default() }, "discount is 2"),
    ] {
        let message = session.ngram(&settings).expect_err("refused").to_string();
        assert!(message.starts_with(says), "{message}");
    }
    // 0 is maximum likelihood: after an unseen context there is no distribution.
    let zero = NgramSettings { k: Some(0.0), smoothing: Some(Smoothing::AddK), ..Default::default() };
    let model = session.ngram(&zero).expect("settings").finish(&mut ()).expect("counted");
    assert_eq!(model.predict(&"corn corn".into()).expect("an answer").1, None);
}

/// The same text under two vocabularies: the smaller perplexity is of the one that knows less, and its figures say so.
#[test]
fn p07_figures_under_another_vocabulary_say_that_they_do_not_compare() {
    let figures = |maximum_vocabulary| {
        let text = "a b\na c\na d\na e".to_owned();
        let options = ModelOptions {
            corpus: Some(CorpusSource::Text { text }),
            split: Some(vec![1.0, 0.0, 0.0]),
            maximum_vocabulary,
            ..Default::default()
        };
        let session = create(options);
        let settings =
            NgramSettings { order: Some(1.0), smoothing: Some(Smoothing::None), ..Default::default() };
        let mut counting = session.ngram(&settings).expect("settings");
        while !counting.advance(&mut (), 2).expect("counted").is_complete() {}
        let measured = counting.finish(&mut ()).expect("counted").measured;
        let characters = session.characters(Split::Train).expect("a text");
        (measured.splits[0].figures.expect("figures"), characters)
    };
    let (all, characters) = figures(None);
    assert!((all.perplexity - 4.7622).abs() < 1e-4, "{all:?}");
    assert_eq!((all.tokens, all.unknown, characters), (12, 0, 8));
    let (few, known) = figures(Some(3.0));
    assert!((few.perplexity - 3.0).abs() < 1e-9, "{few:?}");
    assert_eq!((few.tokens, few.unknown, known), (12, 4, 4));
}
