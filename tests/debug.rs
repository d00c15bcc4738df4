//! The debugger's calls on a whole session: do they answer truly, and do they change nothing?

use glasslm::model::{Activation, Parameters, Tensor};
use glasslm::session::{
    BatchOptions, CorpusSource, ExplainOptions, GradientCheckOptions, ModelOptions, Session, TraceOptions,
    ViewOptions, Words,
};
use glasslm::text::Split;
use glasslm::trace::explain::Origin;
use glasslm::train::{OptimizerName, OptimizerOptions, TrainOptions};

const TEXT: &str = "the cat saw the dog\nthe dog saw a cat\na cat ran\nthe hen sat\n";

fn session(change: impl FnOnce(&mut ModelOptions)) -> Session {
    let corpus = CorpusSource::Splits {
        train: TEXT.repeat(4),
        validation: "a dog ran\nthe hen saw the hen\n".to_owned(),
        test: String::new(),
    };
    let mut options = ModelOptions {
        corpus: Some(corpus),
        context: Some(2.0),
        embedding: Some(3.0),
        hidden: Some(6.0),
        bias: Some(true),
        ..Default::default()
    };
    change(&mut options);
    Session::create(options).expect("a small model")
}

fn train(session: &mut Session, steps: f64) {
    let optimizer =
        OptimizerOptions { rate: Some(0.2), optimizer: Some(OptimizerName::AdamW), ..Default::default() };
    let options = TrainOptions { steps: Some(steps), batch: Some(4.0), order: None, optimizer };
    session.train(&options).expect("trains");
}

#[test]
fn looking_changes_no_bit_of_what_training_does() {
    for activation in [Activation::Tanh, Activation::Relu] {
        let make = || session(|options| options.activation = Some(activation));
        let (mut seen, mut unseen) = (make(), make());
        train(&mut unseen, 7.0);
        train(&mut unseen, 8.0);
        train(&mut seen, 7.0);
        let before = seen.save();
        let momentum = OptimizerOptions { optimizer: Some(OptimizerName::Momentum), ..Default::default() };
        let options = TraceOptions { fine: Some(true), optimizer: momentum, ..Default::default() };
        seen.trace(&"the cat".into(), &"saw".into(), &options).expect("traced");
        seen.explain("updated.E", &[1.0, 2.0], &ExplainOptions::default()).expect("explained");
        seen.gradient_report(&GradientCheckOptions::default()).expect("checked");
        seen.view("dU", &ViewOptions::default()).expect("seen");
        seen.dead(1000.0).expect("looked");
        let search = seen.begin_worst(Split::Validation, 3.0).expect("a split");
        seen.finish(search).expect("found");
        seen.batch(&[1, 2, 3, 4], &[2, 3], &BatchOptions::default()).expect("compared");
        assert_eq!(seen.save(), before);
        train(&mut seen, 8.0);
        assert_eq!(seen.save(), unseen.save());
    }
}

#[test]
fn the_last_trace_is_what_is_explained_and_a_parameter_needs_none() {
    let mut session = session(|_| ());
    let none = ExplainOptions::default();
    let refused = session.explain("z", &[0.0], &none).expect_err("nothing traced").to_string();
    assert!(refused.contains("no example has been traced"), "{refused}");
    let parameter = session.explain("W", &[1.0, 2.0], &none).expect("a parameter");
    assert_eq!(
        (parameter.operation, parameter.origin),
        ("parameter", Some(Origin::Initial(parameter.value)))
    );

    let options = TraceOptions {
        optimizer: OptimizerOptions { rate: Some(0.75), ..Default::default() },
        ..Default::default()
    };
    let trace = session.trace(&"the dog".into(), &"saw".into(), &options).expect("traced");
    let shown = |tensor| trace.tensors.iter().find(|s| s.tensor == tensor).expect("shown").data.clone();
    let z = session.explain("z", &[4.0], &none).expect("explained");
    assert_eq!(z.value, shown(Tensor::z)[4]);
    // The update is the trace's too.
    let updated = session.explain("updated.W", &[1.0, 2.0], &none).expect("explained");
    assert_eq!(updated.value, trace.updated[1].data[6 + 2]);
    let rate = updated.terms[1].factors[0].value;
    assert_eq!((&*updated.terms[1].factors[0].tensor, rate), ("eta", 0.75));

    train(&mut session, 3.0);
    let trained = session.explain("W", &[1.0, 2.0], &none).expect("a parameter");
    assert_eq!(trained.origin, Some(Origin::Trained(parameter.value)));
    // The same example, on today's parameters.
    assert_ne!(session.explain("z", &[4.0], &none).expect("explained").value, z.value);
}

#[test]
fn a_number_that_a_script_set_says_so() {
    let mut session = session(|_| ());
    let mut some = session.parameters();
    let before = some[0].data[1];
    some[0].data[1] = 0.5;
    session.set_parameters(&some[..1]).expect("set");
    let e = session.explain("E", &[0.0, 1.0], &ExplainOptions::default()).expect("a parameter");
    assert_eq!((e.value, e.origin), (0.5, Some(Origin::Set(before))));
}

#[test]
fn a_number_set_after_training_is_set_until_training_moves_it() {
    let mut session = session(|_| ());
    train(&mut session, 10.0);
    let origin = |session: &mut Session, tensor: &str, index: &[f64]| {
        session.explain(tensor, index, &ExplainOptions::default()).expect("a parameter").origin
    };
    let Some(Origin::Trained(initial)) = origin(&mut session, "W", &[0.0, 0.0]) else { panic!("trained") };
    let mut all = session.parameters();
    all[1].data[0] = 5.0;
    session.set_parameters(&all[1..2]).expect("set");
    assert_eq!(origin(&mut session, "W", &[0.0, 0.0]), Some(Origin::Set(initial)));
    assert!(matches!(origin(&mut session, "W", &[0.0, 1.0]), Some(Origin::Trained(_))));
    train(&mut session, 1.0);
    assert_eq!(origin(&mut session, "W", &[0.0, 0.0]), Some(Origin::Trained(initial)));
    // Set to what the seed gave: it is that number.
    all[1].data[0] = initial;
    session.set_parameters(&all[1..2]).expect("set");
    assert_eq!(origin(&mut session, "W", &[0.0, 0.0]), Some(Origin::Initial(initial)));
}

#[test]
fn the_backend_s_gradient_holds_for_every_activation() {
    for activation in [Activation::Tanh, Activation::Sigmoid, Activation::Relu] {
        let mut session = session(|options| options.activation = Some(activation));
        train(&mut session, 5.0);
        session.trace(&"the the".into(), &"hen".into(), &TraceOptions::default()).expect("traced");
        let report = session
            .gradient_report(&GradientCheckOptions { samples: Some(100.0), ..Default::default() })
            .expect("checked");
        assert_eq!(report.checked + report.skipped, 100);
        assert!(report.worst < 1e-3, "{report:?}");
        assert_eq!(report.tensors.len(), 5);
        let one = GradientCheckOptions {
            tensor: Some("dW".to_owned()),
            samples: Some(1000.0),
            ..Default::default()
        };
        let report = session.gradient_report(&one).expect("checked");
        assert_eq!((report.tensors.len(), report.checked + report.skipped), (1, 6 * 6));
    }
    let wrong = GradientCheckOptions { tensor: Some("dx".to_owned()), ..Default::default() };
    let refused = session(|_| ()).gradient_report(&wrong).expect_err("no such gradient").to_string();
    assert!(refused.contains("it must be one of dE dW db dU dc"), "{refused}");
}

#[test]
fn dead_units_are_found_where_they_are() {
    let mut relu = session(|options| options.activation = Some(Activation::Relu));
    let mut parameters = relu.parameters();
    let bias = parameters.iter_mut().find(|s| s.tensor == Tensor::b).expect("with biases");
    bias.data.copy_from_slice(&[9.0, -99.0, 9.0, 9.0, -99.0, 9.0]);
    relu.set_parameters(&parameters).expect("set");
    let windows = relu.corpus().expect("text").train.windows(2).len();
    assert_eq!(relu.dead(1e6).expect("looked"), (vec![1, 4], windows));
    assert_eq!(relu.dead(10.0).expect("looked"), (vec![1, 4], 10));
    assert_eq!(session(|_| ()).dead(1000.0).expect("tanh"), (vec![], 0));
}

#[test]
fn examples_stand_where_they_say() {
    let session = session(|_| ());
    let example = session.example(Split::Train, 6.0).expect("the second line's first");
    assert_eq!((example.tokens.join(" "), example.target_token.as_str()), ("</s> </s>".to_owned(), "the"));
    assert_eq!((example.line, example.count), (1, 4 * (6 + 6 + 4 + 4)));
    let line = &session.sentences(Split::Train, example.line, 1).expect("there")[0];
    assert_eq!(line[0], example.target_token);
    let beyond = session.example(Split::Train, 80.0).expect_err("80 of 80").to_string();
    assert!(beyond.contains("index is 80; it must be a whole number from 0 to 79"), "{beyond}");
    assert!(session.example(Split::Test, 0.0).is_err());
}

#[test]
fn the_worst_come_first_whatever_the_pieces() {
    let mut session = session(|_| ());
    train(&mut session, 20.0);
    let mut all: Vec<f64> = (0..10)
        .map(|i| {
            let example = session.example(Split::Validation, f64::from(i)).expect("there");
            let options = TraceOptions::default();
            let context = Words::Tokens(example.tokens.clone());
            let trace = session.trace(&context, &example.target_token.as_str().into(), &options);
            f64::from(trace.expect("traced").loss)
        })
        .collect();
    all.sort_by(|a, b| b.total_cmp(a));
    let search = session.begin_worst(Split::Validation, 4.0).expect("a split");
    while !session.advance(search.id(), 3).expect("begun").is_complete() {}
    let found = session.finish(search).expect("found");
    assert_eq!(found.len(), 4);
    for ((example, loss), expected) in found.iter().zip(&all) {
        assert!((loss - expected).abs() < 1e-6, "{example:?}: {loss}, not {expected}");
    }
}

#[test]
fn lines_lead_from_a_column_of_e_to_the_text() {
    let mut session = session(|_| ());
    let found = session.lines("the", 2.0).expect("a word");
    // Three of four lines have a "the".
    assert_eq!((found.total, found.lines.len()), (12, 2));
    assert_eq!((found.lines[0].line, &found.lines[0].positions[..]), (0, &[0, 3][..]));
    assert_eq!(found.lines[1].tokens, ["the", "dog", "saw", "a", "cat"]);
    // The padding is read before every line.
    let padding = session.lines("</s>", 1.0).expect("the boundary");
    assert_eq!((padding.total, padding.lines[0].positions.len()), (16, 0));
    assert!(session.lines("zebra", 1.0).is_err());

    let mut stream = Session::create(ModelOptions {
        corpus: Some(CorpusSource::Splits {
            train: "abcab".into(),
            validation: String::new(),
            test: String::new(),
        }),
        unit: Some(glasslm::text::Unit::Character),
        sentences: Some(false.into()),
        context: Some(2.0),
        ..Default::default()
    })
    .expect("a stream");
    let found = stream.lines("b", 9.0).expect("a character");
    // The second b is the last token: predicted, never read.
    assert_eq!((found.total, found.lines[0].line, found.lines[0].positions[0]), (1, 1, 1));
    assert_eq!(stream.example(Split::Train, 1.0).expect("there").line, 3);
}

#[test]
fn a_batch_s_gradient_is_the_mean_of_its_examples() {
    let mut session = session(|_| ());
    train(&mut session, 5.0);
    let (contexts, targets) = ([2, 3, 3, 2, 5, 5], [4, 4, 1]);
    let (batch, mean) = session.batch(&contexts, &targets, &BatchOptions::default()).expect("compared");
    let single = |session: &mut Session, i: usize| {
        session.batch(&contexts[2 * i..2 * i + 2], &targets[i..=i], &BatchOptions::default()).expect("one")
    };
    let singles: Vec<_> = (0..3).map(|i| single(&mut session, i)).collect();
    for (which, shown) in mean.iter().enumerate() {
        for (i, &g) in shown.data.iter().enumerate() {
            let own = singles.iter().map(|(_, tensors)| f64::from(tensors[which].data[i])).sum::<f64>() / 3.0;
            assert!((f64::from(g) - own).abs() < 1e-6, "{}[{i}]: {g}, not {own}", shown.tensor.name());
        }
    }
    for (i, (one, _)) in singles.iter().enumerate() {
        assert!((one.agreement[0] - 1.0).abs() < 1e-12);
        assert_eq!(batch.losses[i], one.losses[0]);
        assert!((batch.norms[i] / one.norm - 1.0).abs() < 1e-12);
        assert!(batch.agreement[i].abs() <= 1.0 + 1e-12);
    }
    // The projections of the examples' gradients on the mean add up to the mean.
    let projected: f64 = batch.norms.iter().zip(&batch.agreement).map(|(n, a)| n * a).sum();
    assert!((projected / 3.0 / batch.norm - 1.0).abs() < 1e-5, "{batch:?}");
    for (tensor, norm) in &batch.tensor_norms {
        let shown = mean.iter().find(|s| s.tensor == *tensor).expect("every gradient");
        let squares: f64 = shown.data.iter().map(|&g| f64::from(g) * f64::from(g)).sum();
        assert!((norm * norm / squares - 1.0).abs() < 1e-12);
    }
    let some = BatchOptions { tensors: Some(vec!["dW".to_owned()]) };
    assert_eq!(session.batch(&contexts, &targets, &some).expect("compared").1.len(), 1);
    assert!(session.batch(&contexts[1..], &targets, &some).is_err());
}

#[test]
fn an_image_has_the_numbers_of_its_cells() {
    let mut session = session(|_| ());
    session.trace(&"a cat".into(), &"ran".into(), &TraceOptions::default()).expect("traced");
    let e = session.view("E", &ViewOptions::default()).expect("a parameter");
    assert_eq!(e.mean, session.parameters()[0].data);
    let words = session.config().dims.vocabulary;
    let half =
        ViewOptions { columns: Some([1.0, 5.0]), width: Some(2.0), height: Some(1.0), ..Default::default() };
    let picture = session.view("dE", &half).expect("a gradient");
    assert_eq!((picture.width, picture.height, picture.columns), (2, 1, 1..5));
    let far = ViewOptions { columns: Some([0.0, words as f64 + 1.0]), ..Default::default() };
    assert!(session.view("E", &far).is_err());
    assert!(session.view("updated.U", &ViewOptions::default()).is_ok());
}

#[test]
fn parameters_at_the_start_are_the_seed_s() {
    let session = session(|_| ());
    let seeds = Parameters::initialised(session.config(), 1);
    assert_eq!(session.raw_parameters(), &seeds);
}
