//! Whatever was done to a run, and wherever in it one goes: it is what a fresh run has there, to the last bit.

use glasslm::model::{Activation, Tensor};
use glasslm::run;
use glasslm::session::history::Edit;
use glasslm::session::{CorpusSource, ModelOptions, Session};
use glasslm::train::options::ScheduleName;
use glasslm::train::{
    ExampleOrder, OptimizerName, OptimizerOptions, TrainOnOptions, TrainOptions, TrainTask,
};
use proptest::prelude::*;

const RULES: [OptimizerName; 3] = [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW];

fn session() -> Session {
    let mut text = String::new();
    for i in 0..60 {
        let (who, what) = [("hen", "corn"), ("cow", "grass"), ("cat", "fish"), ("pig", "roots")][i % 4];
        text.push_str(&format!("the {who} eats {what}\n"));
    }
    let options = ModelOptions {
        corpus: Some(CorpusSource::Text { text }),
        context: Some(2.0),
        embedding: Some(3.0),
        hidden: Some(5.0),
        bias: Some(true),
        // Nothing saturates: a rate of a million drives the weights out.
        activation: Some(Activation::Relu),
        ..Default::default()
    };
    Session::create(options).expect("a model")
}

fn optimizer(rule: OptimizerName, rate: f64) -> OptimizerOptions {
    OptimizerOptions { optimizer: Some(rule), rate: Some(rate), ..Default::default() }
}

fn train(steps: u64, rule: OptimizerName, rate: f64) -> TrainOptions {
    let optimizer = optimizer(rule, rate);
    TrainOptions { steps: Some(steps as f64), batch: Some(4.0), optimizer, ..Default::default() }
}

fn edit(index: [usize; 2], value: f32) -> Edit {
    Edit { tensor: Tensor::E, index: index.to_vec(), value }
}

/// The smallest part of a run.
#[derive(Debug, Clone)]
enum Unit {
    Step(TrainOptions),
    Own(Vec<u32>, Vec<u32>, OptimizerOptions),
    Edit(Vec<Edit>),
}

impl Unit {
    fn is_step(&self) -> bool {
        !matches!(self, Unit::Edit(_))
    }

    fn play(&self, fresh: &mut Session) {
        match self {
            // The first of two, then given up: what a whole call looks at after its last step is no part of a step.
            Unit::Step(options) => {
                let two = TrainOptions { steps: Some(2.0), ..options.clone() };
                let run = fresh.begin_train(&two).expect("a step");
                while fresh.advance(run.id(), 1).expect("a step").done == 0 {}
                fresh.cancel(run.id());
            }
            Unit::Own(contexts, targets, optimizer) => {
                let (steps, optimizer) = (Some(2.0), optimizer.clone());
                let options = TrainOnOptions { steps, optimizer, ..Default::default() };
                let run = fresh.begin_train_on(contexts, targets, &options).expect("a step");
                while fresh.advance(run.id(), 1).expect("a step").done == 0 {}
                fresh.cancel(run.id());
            }
            Unit::Edit(edits) => {
                fresh.edit(edits, false).expect("an edit");
            }
        }
    }
}

/// What a test does to a run.
#[derive(Debug, Clone)]
enum Act {
    Train(TrainOptions),
    TrainOn(TrainOnOptions, usize),
    Edit(Vec<Edit>),
    /// By the whole tensor.
    Set(f32),
    Wild,
    Seek(f64),
    Cancel(f64),
    Undo,
    PutBack,
    Visit(usize),
    Branch,
}

fn acts() -> impl Strategy<Value = Act> {
    let rule = || (0..3usize).prop_map(|i| RULES[i]);
    let rate = || prop_oneof![Just(0.05), Just(0.3)];
    prop_oneof![
        4 => (1..90u64, rule(), rate(), any::<bool>(), any::<bool>()).prop_map(|(steps, rule, rate, random, falls)| {
            let order = if random { ExampleOrder::Random } else { ExampleOrder::Sequential };
            let mut options = TrainOptions { order: Some(order), ..train(steps, rule, rate) };
            if falls {
                (options.optimizer.schedule, options.optimizer.total) = (Some(ScheduleName::Cosine), Some(70.0));
            }
            Act::Train(options)
        }),
        2 => (1..9u64, 1..4usize, 1..5usize, rule()).prop_map(|(steps, batch, examples, rule)| {
            let (steps, batch) = (Some(steps as f64), Some(batch as f64));
            Act::TrainOn(TrainOnOptions { steps, batch, optimizer: optimizer(rule, 0.1) }, examples)
        }),
        2 => prop::collection::vec((0..3usize, 0..6usize, -1.0..1.0f32), 1..4)
            .prop_map(|all| Act::Edit(all.into_iter().map(|(r, c, x)| edit([r, c], x)).collect())),
        1 => (-1.0..1.0f32).prop_map(Act::Set),
        1 => Just(Act::Wild),
        4 => (0.0..1.0f64).prop_map(Act::Seek),
        1 => (0.0..1.0f64).prop_map(Act::Cancel),
        3 => Just(Act::Undo),
        1 => Just(Act::PutBack),
        2 => (0..4usize).prop_map(Act::Visit),
        1 => Just(Act::Branch),
    ]
}

/// The run as a list: everything up to `here` is done, the rest is still to be seen. `calls`: where changes end.
#[derive(Debug, Clone, Default)]
struct List {
    units: Vec<Unit>,
    here: usize,
    calls: Vec<usize>,
}

impl List {
    fn fresh(&self) -> Session {
        let mut fresh = session();
        self.units[..self.here].iter().for_each(|unit| unit.play(&mut fresh));
        fresh
    }

    fn steps(&self, to: usize) -> u64 {
        self.units[..to].iter().filter(|unit| unit.is_step()).count() as u64
    }

    /// Forgets the future; the old course, if any step of it is lost.
    fn fork(&mut self) -> Option<List> {
        let lost = self.steps(self.units.len()) > self.steps(self.here);
        let old = lost.then(|| self.clone());
        self.units.truncate(self.here);
        self.calls.retain(|&end| end <= self.here);
        // A change that was cut in two ends where it was cut.
        if self.here > 0 && self.calls.last() != Some(&self.here) {
            self.calls.push(self.here);
        }
        old
    }

    fn add(&mut self, units: Vec<Unit>) {
        self.units.extend(units);
        self.here = self.units.len();
        self.calls.push(self.here);
    }

    /// As the engine does where the loss was no number: the last step is as if it had never been.
    fn take_back(&mut self) {
        let end = self.here == self.units.len();
        if self.here > 0 && self.units[self.here - 1].is_step() {
            self.here -= 1;
            if end {
                self.units.truncate(self.here);
                self.calls.retain(|&end| end < self.here);
                if self.here > 0 {
                    self.calls.push(self.here);
                }
            }
        }
    }
}

/// Does it to the run and to the list.
fn act(run: &mut Session, list: &mut List, others: &mut Vec<List>, act: &Act) {
    match act {
        Act::Train(options) => {
            let pass = run.begin_train(options).expect("begun");
            let mut done = 0;
            loop {
                // The least budget is one step.
                let progress = run.advance(pass.id(), 1).expect("a chunk");
                done += progress.losses.len();
                if progress.is_complete() {
                    break;
                }
            }
            let stopped = run.finish(pass).expect("done").stopped.is_some();
            if done > 0 {
                others.extend(list.fork());
                let one = TrainOptions { steps: Some(1.0), ..options.clone() };
                list.add(vec![Unit::Step(one); done]);
            }
            if stopped {
                list.take_back();
            }
        }
        Act::TrainOn(options, examples) => {
            let contexts: Vec<u32> = (0..2 * *examples as u32).map(|i| 2 + i % 7).collect();
            let targets: Vec<u32> = (0..*examples as u32).map(|i| 3 + i % 5).collect();
            let trained = run.train_on(&contexts, &targets, options).expect("trained");
            let batch = options.batch.expect("a batch") as usize;
            let units = (0..trained.losses.len()).map(|step| {
                let dealt = (step * batch..(step + 1) * batch).map(|i| i % examples);
                let of = |i: usize| [contexts[2 * i], contexts[2 * i + 1]];
                let contexts = dealt.clone().flat_map(of).collect();
                Unit::Own(contexts, dealt.map(|i| targets[i]).collect(), options.optimizer.clone())
            });
            if !trained.losses.is_empty() {
                others.extend(list.fork());
                list.add(units.collect());
            }
            if trained.stopped.is_some() {
                list.take_back();
            }
        }
        Act::Edit(edits) => {
            run.edit(edits, false).expect("an edit");
            others.extend(list.fork());
            list.add(vec![Unit::Edit(edits.clone())]);
        }
        Act::Set(value) => {
            let mut shown = run.parameters();
            shown.truncate(1);
            let words = shown[0].shape[1];
            if shown[0].data[2 * words + 1].to_bits() == value.to_bits() {
                return;
            }
            shown[0].data[2 * words + 1] = *value;
            run.set_parameters(&shown).expect("its own");
            others.extend(list.fork());
            list.add(vec![Unit::Edit(vec![edit([2, 1], *value)])]);
        }
        Act::Wild => {
            self::act(run, list, others, &Act::Train(train(40, OptimizerName::Sgd, 1e6)));
        }
        Act::Seek(part) | Act::Cancel(part) => {
            let step = (part * list.steps(list.units.len()) as f64).round();
            let way = run.begin_seek(step).expect("a step of the run");
            run.advance(way.id(), 1).expect("on its way");
            run.advance(way.id(), 1).expect("on its way");
            if matches!(act, Act::Cancel(_)) {
                run.cancel(way.id());
                if run.step() as f64 != step {
                    return;
                }
            } else {
                while !run.advance(way.id(), 1).expect("on its way").is_complete() {}
                run.finish(way).expect("there");
            }
            // What was set by hand at that step is there too.
            let last = (0..=list.units.len()).rev().find(|&to| list.steps(to) == step as u64);
            list.here = last.expect("a step of the run");
        }
        Act::Undo => match run.undo() {
            Ok(()) => list.here = list.calls.iter().rev().copied().find(|&end| end < list.here).unwrap_or(0),
            Err(_) => assert_eq!(list.here, 0),
        },
        Act::PutBack => {
            run.put_back().expect("at rest");
            while list.here > 0 && !list.units[list.here - 1].is_step() {
                list.here -= 1;
            }
        }
        Act::Visit(which) => {
            let branches = run.history().branches;
            assert_eq!(branches.len(), others.len());
            if let Some(branch) = branches.get(*which) {
                run.visit(f64::from(branch.id)).expect("a branch");
                core::mem::swap(list, &mut others[*which]);
                list.here = list.units.len();
            }
        }
        Act::Branch => {
            *run = run.branch().expect("at rest");
            list.fork();
            others.clear();
        }
    }
}

fn compare(run: &Session, list: &List) {
    assert_eq!(run.step(), list.steps(list.here));
    assert_eq!(run.last_step(), list.steps(list.units.len()));
    assert!(run.save() == list.fresh().save(), "another state at step {}", run.step());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_course_is_what_a_fresh_run_is(all in prop::collection::vec(acts(), 1..14), tiny in any::<bool>()) {
        let mut run = session();
        if tiny {
            run.set_history_budget(6_000);
        }
        let (mut list, mut others) = (List::default(), Vec::new());
        for one in &all {
            act(&mut run, &mut list, &mut others, one);
            compare(&run, &list);
        }
    }
}

/// Room for so many states, and for the log of a thousand short calls beside them.
fn budget(run: &Session, states: usize) -> usize {
    states * 4 * run.raw_parameters().data.len() + 24_000
}

#[test]
fn a_full_memory_thins_the_oldest_and_every_step_stays() {
    let mut run = session();
    run.set_history_budget(budget(&run, 2));
    let mut seen = vec![run.save()];
    for step in 0..1_500 {
        // A rate that changes mid-run, a number set by hand now and then.
        run.train(&train(1, OptimizerName::Sgd, if step % 400 < 200 { 0.3 } else { 0.1 })).expect("a step");
        if step % 500 == 250 {
            run.edit(&[edit([0, 3], 0.5)], false).expect("an edit");
        }
        seen.push(run.save());
    }
    let known = run.history();
    // Between two looks at the memory the log grows by eight bytes a call.
    assert!(known.bytes <= known.budget + 64 * 8, "{} of {}", known.bytes, known.budget);
    assert_eq!((known.first, known.snapshots.first()), (0, Some(&0)));
    assert!(known.snapshots.len() >= 5, "{:?}", known.snapshots);
    assert!(known.snapshots.len() < 1_500 / 64, "{:?}", known.snapshots);
    let gaps: Vec<u64> = known.snapshots.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps[0] >= gaps[gaps.len() - 1], "the oldest are thinned first: {gaps:?}");
    for step in [0, 1, 1_499, 251, 1_500, 777, 64, 1_000] {
        run.seek(f64::from(step)).expect("a step of the run");
        assert!(run.save() == seen[step as usize], "step {step}");
    }
    // The end was kept when it was left: going there replays nothing.
    run.seek(3.0).expect("a step");
    let way = run.begin_seek(1_500.0).expect("the end");
    assert!(run.advance(way.id(), 1).expect("there").total == 0 && !run.is_near());
}

#[test]
fn a_branch_has_the_past_and_goes_its_own_way() {
    let mut run = session();
    run.train(&train(100, OptimizerName::AdamW, 0.01)).expect("trained");
    let at_40 = {
        run.seek(40.0).expect("a step");
        run.save()
    };
    let mut second = run.branch().expect("a branch");
    assert_eq!((second.step(), second.last_step(), second.save() == at_40), (40, 40, true));
    second.train(&train(30, OptimizerName::AdamW, 0.02)).expect("trained");
    run.seek(100.0).expect("the end");
    second.seek(40.0).expect("a step");
    assert!(second.save() == at_40);
    second.seek(0.0).expect("the start");
    assert!(second.save() == session().save());
    assert_eq!((run.step(), run.history().branches.len()), (100, 0));
}

#[test]
fn pauses_are_one_change_to_the_log_and_several_to_undo() {
    let mut run = session();
    for _ in 0..50 {
        run.train(&train(2, OptimizerName::Momentum, 0.05)).expect("trained");
    }
    run.train(&train(2, OptimizerName::Momentum, 0.1)).expect("trained");
    assert_eq!(run.history().changes.iter().map(|change| change.steps).collect::<Vec<_>>(), [100, 2]);
    for step in [100, 98, 96] {
        run.undo().expect("a change");
        assert_eq!(run.step(), step);
    }
}

#[test]
fn a_number_that_is_dragged_is_one_edit() {
    let mut run = session();
    let before = run.save();
    for value in [0.1, 0.2, 0.3] {
        run.edit(&[edit([1, 1], value)], true).expect("an edit");
    }
    assert_eq!(run.history().changes.len(), 1);
    run.undo().expect("the edit");
    assert!(run.save() == before);
}

#[test]
fn what_the_run_does_not_have_is_refused_and_nothing_is_lost() {
    let mut run = session();
    assert!(run.undo().expect_err("no change").to_string().contains("nothing to undo"));
    run.train(&train(9, OptimizerName::Sgd, 0.1)).expect("trained");
    let before = run.save();
    for bad in [-1.0, 9.5, 10.0, f64::NAN] {
        let message = run.seek(bad).expect_err("no such step").to_string();
        assert!(message.ends_with("it must be a whole number from 0 to 9"), "{message}");
    }
    assert!(run.visit(7.0).is_err());
    let outside = Edit { tensor: Tensor::W, index: vec![5, 0], value: 0.0 };
    for bad in [outside, edit([0, 0], f32::NAN), Edit { tensor: Tensor::dW, ..edit([0, 0], 0.0) }] {
        assert!(run.edit(&[edit([0, 0], 9.0), bad], false).is_err());
    }
    assert!(run.edit(&[], false).is_err());
    // On the way to another step nobody may change the run.
    let way = run.begin_seek(3.0).expect("a step");
    run.advance(way.id(), 1).expect("on its way");
    assert!(
        run.train(&train(1, OptimizerName::Sgd, 0.1)).is_err()
            && run.put_back().is_err()
            && run.branch().is_err()
    );
    run.cancel(way.id());
    assert!(run.save() == before);
    // A saved model begins its history where it was saved.
    let mut loaded = Session::load(&before, None).expect("a model");
    assert_eq!((loaded.step(), loaded.last_step(), loaded.history().first), (9, 9, 9));
    assert!(loaded.seek(8.0).is_err());
}

/// The log of a caller's own examples has 32 MB. What outgrows it forgets the run's beginning, says so, and everything after
/// it can still be gone to.
#[test]
fn own_examples_beyond_the_log_forget_the_beginning() {
    let mut run = session();
    // 12 MB a call.
    let contexts: Vec<u32> = (0..2_000_000u32).map(|i| i % 7).collect();
    let targets: Vec<u32> = (0..1_000_000u32).map(|i| (i + 3) % 7).collect();
    let one = |rate| TrainOnOptions {
        steps: Some(2.0),
        batch: Some(3.0),
        optimizer: optimizer(OptimizerName::Momentum, rate),
    };
    let mut states = vec![run.raw_parameters().clone()];
    for call in 0..6 {
        run.train_on(&contexts, &targets, &one(0.05 + 0.01 * f64::from(call))).expect("trained");
        states.push(run.raw_parameters().clone());
        let history = run.history();
        assert!(history.bytes < history.budget, "{history:?}");
    }
    let history = run.history();
    assert!(history.first > 0 && history.first < 12, "{history:?}");
    assert_eq!((history.first, history.last), (run.first_step(), 12));
    assert!(history.changes.iter().all(|change| change.from >= history.first));
    let said = run.seek(0.0).expect_err("forgotten").to_string();
    let right =
        format!("the run's history begins at step {}: from there to 12 it can be gone to", history.first);
    assert_eq!(said, format!("step is 0; {right}"));
    assert_eq!((run.step(), run.raw_parameters()), (12, &states[6]), "a refusal changes nothing");
    for step in (history.first..=12).rev().filter(|step| step % 2 == 0) {
        run.seek(step as f64).expect("remembered");
        assert_eq!(run.raw_parameters(), &states[step as usize / 2], "step {step}");
    }
}

#[test]
fn the_wild_act_drives_the_weights_out() {
    let mut run = session();
    run.train(&train(30, OptimizerName::Sgd, 0.3)).expect("a run");
    let stopped = run.train(&train(40, OptimizerName::Sgd, 1e6)).expect("a run").stopped.expect("no number");
    assert!(
        stopped
            .reason()
            .ends_with("the rate was 1000000, there was no clip; a smaller rate or a clip may help"),
        "{stopped:?}"
    );
}

/// A link and a hand-in are made of it: all that a step depends on, and each number that was set, as it is shown.
#[test]
fn the_history_says_everything_that_doing_it_again_takes() {
    let mut run = session();
    let asked = TrainOptions {
        steps: Some(5.0),
        batch: Some(3.0),
        order: Some(ExampleOrder::Sequential),
        optimizer: OptimizerOptions {
            rate: Some(0.2),
            optimizer: Some(OptimizerName::AdamW),
            beta1: Some(0.8),
            weight_decay: Some(0.01),
            clip: Some(2.0),
            schedule: Some(ScheduleName::Cosine),
            total: Some(50.0),
            ..Default::default()
        },
    };
    run.train(&asked).expect("steps");
    let set = |tensor, index: &[usize], value| Edit { tensor, index: index.to_vec(), value };
    let edits = [
        set(Tensor::E, &[1, 2], 0.5),
        set(Tensor::W, &[0, 3], -0.25),
        set(Tensor::U, &[2, 1], 1.5),
        set(Tensor::b, &[4], 2.0),
        set(Tensor::c, &[0], -1.0),
    ];
    run.edit(&edits, false).expect("numbers");
    let changes = run.history().changes;
    let [trained, set] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((trained.from, trained.steps, set.from, set.steps), (0, 5, 5, 0));
    let run::Act::Steps(TrainTask { batch, order, settings, own: None }) = &trained.act else {
        panic!("{trained:?}")
    };
    let begun = asked.checked().expect("a run").settings.begun(0, None);
    assert_eq!((*batch, *order, *settings), (3, ExampleOrder::Sequential, begun));
    assert_eq!(set.set, edits);
}
