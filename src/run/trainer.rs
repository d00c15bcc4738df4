//! The run itself: it takes a batch, its gradient and an update, again and again. When the loss is not finite, it stops and goes back
//! to the last parameters with a finite loss.

use super::history::{HISTORY_BUDGET, History};
use super::log::Cell;
use super::replay::Seeking;
use crate::backend::{Cpu, Team, cpu};
use crate::error::Result;
use crate::lm::Examples;
use crate::memory;
use crate::model::bounds::surely_finite;
use crate::model::{Config, Layout, Parameters, Phase, Tensor};
use crate::reason::{self, Reason};
use crate::train::{ExampleOrder, Optimizer, Order, Own, Run, Settings, State, TrainTask};

/// Trains one network, chunk by chunk, and logs how.
#[derive(Debug, Clone)]
pub struct Trainer {
    pub(super) state: State,
    pub(super) history: History,
    pub(super) seeking: Option<Seeking>,
    seed: u64,
    cpu: Cpu,
    order: Option<Order>,
    contexts: Vec<u32>,
    targets: Vec<u32>,
    /// The batch of which a part is already dealt: a shuffle may end a piece of work in the middle of a batch.
    dealt: Option<Dealt>,
    /// How often the state of another engine was adopted. The log then begins again, and a run opens a new entry.
    adopted: u32,
    /// The state from which the next piece of the current run continues. The crew has taken the same steps as this engine would, so the
    /// log has them as if they had been taken here, and they can be repeated to the last bit.
    pub followed: Option<State>,
}

/// A batch of which a part is dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Dealt {
    step: u64,
    from: u64,
    batch: usize,
    order: ExampleOrder,
    own: bool,
}

/// A run under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    task: TrainTask,
    /// The step at which it ends.
    end: u64,
    /// The number of adoptions when it opened its log entry.
    open: Option<u32>,
}

/// Why and where a run stopped before its last step.
#[derive(Debug, Clone, PartialEq)]
pub struct Stopped {
    /// What was not finite, and what there is to do.
    pub reasons: Vec<Reason>,
    /// The step whose loss was not finite.
    pub step: u64,
    /// The first tensor with a number that is not finite: a parameter, or else the first one in the plan's order.
    pub tensor: Option<Tensor>,
}

impl Stopped {
    /// The reasons as a sentence.
    pub fn reason(&self) -> String {
        self.reasons.iter().map(Reason::to_string).collect::<Vec<_>>().join("; ")
    }
}

/// The result of some steps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chunk {
    /// The mean loss of each step's batch before its update, in nats. After a stop the last one belongs to the step that was undone.
    pub losses: Vec<f32>,
    /// Set if the run ended early.
    pub stopped: Option<Stopped>,
}

impl Trainer {
    /// A new network, at step 0.
    pub fn new(config: Config, seed: u64) -> Self {
        Self::from_parameters(Parameters::initialised(config, seed), seed)
    }

    /// A network with these parameters, at step 0.
    pub fn from_parameters(parameters: Parameters, seed: u64) -> Self {
        let state = State { parameters, optimizer: Optimizer::default(), step: 0, dealt: 0, schedule: None };
        Self::from_state(state, seed)
    }

    /// Continues from a state without a past.
    pub fn from_state(state: State, seed: u64) -> Self {
        let history = History::new(&state, HISTORY_BUDGET);
        Self::with_history(state, history, seed)
    }

    fn with_history(state: State, history: History, seed: u64) -> Self {
        let cpu = Cpu::of(state.parameters.layout);
        let (contexts, targets) = Default::default();
        let (order, dealt, adopted, followed) = (None, None, 0, None);
        Trainer {
            state,
            history,
            seeking: None,
            seed,
            cpu,
            order,
            contexts,
            targets,
            dealt,
            adopted,
            followed,
        }
    }

    /// A second run from this state, with the same past but without the other branches.
    pub fn copy(&self) -> Self {
        Self::with_history(self.state.clone(), self.history.past(), self.seed)
    }

    /// The run's state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What changed the run, and the snapshots of it.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// As [`Trainer::history`], to set its budgets.
    pub fn history_mut(&mut self) -> &mut History {
        &mut self.history
    }

    /// Takes another run's state, to examine it. The history does not change.
    pub fn stand(&mut self, state: State) {
        self.state = state;
    }

    /// The parameters, and the workspace to run them in.
    pub fn parameters_and_cpu(&mut self) -> (&Parameters, &mut Cpu) {
        (&self.state.parameters, &mut self.cpu)
    }

    /// The threads that compute a step: this one, with helpers or without. No bit of a result depends on their number.
    pub fn team(&mut self) -> &mut Team {
        &mut self.cpu.team
    }

    /// The whole state, from which an update would start, and the workspace to run it in.
    pub fn state_and_cpu(&mut self) -> (&State, &mut Cpu) {
        (&self.state, &mut self.cpu)
    }

    /// Asks for the memory that a run needs in addition: the rule's moments, a snapshot with them, a batch, and the order of the
    /// examples.
    ///
    /// # Errors
    /// Less room than that. If the batch is too large, the refusal says which size fits.
    pub fn ask_to_run(&self, run: &Run, examples: usize) -> Result<()> {
        let config = self.cpu.config();
        let State { optimizer, parameters, .. } = &self.state;
        let size = 4 * parameters.data.len() as u64;
        let moments = run.rule_buffers();
        let same = optimizer.rule == run.settings.rule;
        // Memory that is already allocated is not asked for again: the browser's memory grows with every attempt.
        let fresh = if same { 0 } else { moments };
        let copy = if same && self.history.has_latest() { 0 } else { 1 + moments };
        let mut pieces = vec![size; fresh + copy];
        pieces.extend(self.order.is_none().then_some(4 * examples as u64));
        let fixed = pieces.iter().sum::<u64>();
        memory::ask(reason::training(), &pieces)?;
        let (what, batch) = (reason::training_batch(run.batch), run.batch as u64);
        let held = self.cpu.batch_room();
        let bytes = |batch| fixed + cpu::batch_bytes(config, batch).saturating_sub(held);
        memory::ask_for(what, reason::batch_fits, batch, bytes)
    }

    /// Asks for room for the copy of the state that a seek makes first.
    ///
    /// # Errors
    /// Less room than that.
    pub fn ask_to_go(&self) -> Result<()> {
        memory::ask(reason::another_step(), &self.state.buffers())
    }

    /// Sets some parameters. With `again`, an edit of the same parameters as the last change's is merged with it.
    pub fn edit(&mut self, cells: Vec<Cell>, again: bool) {
        if cells.is_empty() {
            return;
        }
        self.history.edit(&cells, &self.state, again);
        for cell in &cells {
            self.state.parameters.data[cell.index] = cell.after;
        }
    }

    /// The seed of its random numbers.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Continues from a state that another engine computed from this one, and returns the old state. A run that is under way ends at the
    /// same step as before. The other engine's steps cannot be repeated here to the last bit, so the history begins at this state.
    ///
    /// # Panics
    /// If the state belongs to another network.
    pub fn adopt(&mut self, state: State) -> State {
        assert!(state.parameters.layout == self.state.parameters.layout, "another network's state");
        self.adopted += 1;
        self.seeking = None;
        self.history = History::new(&state, self.history.budget());
        core::mem::replace(&mut self.state, state)
    }

    /// A separate run from the same state; it changes nothing here.
    pub fn rehearsal(&self) -> Trainer {
        Trainer::from_state(self.state.clone(), self.seed)
    }

    /// Begins a run over the training split, from where the last one ended. Another rule clears the optimizer's state.
    pub fn begin(&mut self, run: Run) -> Pass {
        self.start(TrainTask::split(&self.begun(run)), run.steps)
    }

    /// Begins a run over custom examples: in their order from the first on, and then again from the first.
    pub fn begin_on(&mut self, run: Run, own: Own) -> Pass {
        self.start(TrainTask::own(&self.begun(run), Own { first: self.state.step, ..own }), run.steps)
    }

    /// The run with its schedule begun here, or continued.
    fn begun(&self, run: Run) -> Run {
        Run { settings: run.settings.begun(self.state.step, self.state.schedule), ..run }
    }

    fn start(&mut self, task: TrainTask, steps: u64) -> Pass {
        Pass { task, end: self.state.step + steps, open: None }
    }

    /// How many steps of a run are still to do.
    pub fn left(&self, pass: &Pass) -> u64 {
        pass.end.saturating_sub(self.state.step)
    }

    /// The elementary operations of a step of a run: forward, backward, and the update.
    pub fn step_cost(&self, pass: &Pass) -> u64 {
        self.cost_of(&pass.task)
    }

    pub(super) fn cost_of(&self, task: &TrainTask) -> u64 {
        let Layout { plan, config, .. } = &self.state.parameters.layout;
        let example = [Phase::Forward, Phase::Backward].map(|phase| plan.operations(phase, config));
        let batch = (task.batch as u64).saturating_mul(example[0].saturating_add(example[1]));
        batch.saturating_add(2 * self.state.parameters.data.len() as u64)
    }

    /// Takes up to `count` steps of a run. The size of the chunks changes no bit of the result. `split` is the training split, the same
    /// for the whole run.
    ///
    /// # Panics
    /// If there are no examples, or their context is not the network's.
    pub fn advance<X>(&mut self, pass: &mut Pass, split: &X, count: u64) -> Chunk
    where
        X: Examples + ?Sized,
    {
        self.advance_within(pass, split, count, u64::MAX)
    }

    /// As [`Trainer::advance`], within a budget of elementary operations, but at least by one grain: a step, or a part of an epoch's
    /// shuffle.
    ///
    /// # Panics
    /// As there.
    pub fn advance_within<X>(&mut self, pass: &mut Pass, split: &X, count: u64, mut budget: u64) -> Chunk
    where
        X: Examples + ?Sized,
    {
        let mut chunk = Chunk::default();
        if let Some(state) = self.followed.take() {
            if state.step > self.state.step {
                self.enter(pass);
                self.history.follow(&state);
                self.state = state;
            }
            return chunk;
        }
        let cost = self.step_cost(pass);
        for _ in 0..count.min(self.left(pass)) {
            let Some(loss) = self.gradients(&pass.task, split, &mut budget) else { break };
            if !loss.is_finite() {
                chunk.stopped = Some(self.stop(split, &pass.task.settings));
                pass.end = self.state.step;
                break;
            }
            chunk.losses.push(loss);
            self.enter(pass);
            self.history.step(&self.state);
            self.update(&pass.task);
            budget = budget.saturating_sub(cost);
            if budget < cost {
                break;
            }
        }
        chunk
    }

    /// Opens a log entry for the run's steps if it has none yet.
    fn enter(&mut self, pass: &mut Pass) {
        if pass.open != Some(self.adopted) {
            self.history.open(&pass.task, &self.state);
            pass.open = Some(self.adopted);
        }
    }

    /// The loss and gradients of a task's next batch. None: the budget was used for the order of the examples, which is not complete yet.
    pub(super) fn gradients<X>(&mut self, task: &TrainTask, split: &X, budget: &mut u64) -> Option<f32>
    where
        X: Examples + ?Sized,
    {
        match &task.own {
            Some(own) => {
                // They are dealt in sequence, so their order needs no memory.
                let mut order = Order::new(self.seed, own.len());
                self.batch(
                    task,
                    own.as_ref(),
                    &mut order,
                    (self.state.step - own.first) * task.batch as u64,
                    budget,
                )
            }
            None => {
                let mut order = self.order.take().unwrap_or_else(|| Order::new(self.seed, split.len()));
                let loss = self.batch(task, split, &mut order, self.state.dealt, budget);
                self.order = Some(order);
                loss
            }
        }
    }

    /// `from`: how many examples were dealt before this batch.
    fn batch<X>(
        &mut self,
        task: &TrainTask,
        examples: &X,
        order: &mut Order,
        from: u64,
        budget: &mut u64,
    ) -> Option<f32>
    where
        X: Examples + ?Sized,
    {
        let n = examples.context_length();
        assert!(n == self.cpu.config().dims.context, "another context length");
        self.contexts.resize(task.batch * n, 0);
        // Only a shuffle ends a piece of work in the middle of a batch. Only the same batch is continued.
        let own = task.own.is_some();
        let key = Dealt { step: self.state.step, from, batch: task.batch, order: task.order, own };
        if self.dealt.take() != Some(key) {
            self.targets.clear();
        }
        order.set_dealt(from + self.targets.len() as u64);
        for context in self.contexts.chunks_exact_mut(n).skip(self.targets.len()) {
            if !order.prepare(task.order, budget) {
                self.dealt = Some(key);
                return None;
            }
            self.targets.push(examples.gather(order.deal(task.order), context));
        }
        Some(self.cpu.derivatives(&self.state.parameters, &self.contexts, &self.targets))
    }

    pub(super) fn update(&mut self, task: &TrainTask) {
        let State { parameters, optimizer, step, dealt, schedule } = &mut self.state;
        *schedule = task.settings.schedule;
        optimizer.take_up(task.settings.rule, parameters.data.len());
        optimizer.update(&task.settings, *step, parameters, &mut self.cpu);
        *step += 1;
        if task.own.is_none() {
            *dealt += task.batch as u64;
        }
    }

    /// Checks after the last step of a run that its last batch still has a finite loss. If not, the run goes back to the parameters
    /// before that step and says so, as a next step would have done. The batch is computed only where the parameters alone do not tell.
    pub fn conclude<X>(&mut self, pass: &Pass, split: &X) -> Option<Stopped>
    where
        X: Examples + ?Sized,
    {
        // Nothing was dealt here: another engine took the steps.
        if self.targets.is_empty()
            || self.contexts.len() != self.targets.len() * self.cpu.config().dims.context
            || surely_finite(&self.state.parameters)
        {
            return None;
        }
        let losses = self.cpu.evaluate(&self.state.parameters, &self.contexts, &self.targets);
        let finite = losses.iter().all(|loss| loss.is_finite());
        if finite { None } else { Some(self.stop(split, &pass.task.settings)) }
    }

    /// Says what is not finite, and goes back to the state before the update that caused it.
    fn stop<X>(&mut self, split: &X, settings: &Settings) -> Stopped
    where
        X: Examples + ?Sized,
    {
        let step = self.state.step;
        let parameters = &self.state.parameters;
        let broken = |tensor: &&Tensor| parameters.slice(**tensor).iter().any(|x| !x.is_finite());
        let tensor = match parameters.layout.tensors().iter().find(broken) {
            Some(&tensor) => Some(tensor),
            None => {
                let Trainer { cpu, state, contexts, targets, .. } = self;
                cpu.first_not_finite(&state.parameters, contexts, targets).map(|(_, tensor)| tensor)
            }
        };
        let mut reasons = vec![match tensor {
            Some(tensor) => reason::loss_not_finite_in(step, tensor.name()),
            None => reason::loss_not_finite(step),
        }];
        if self.take_back(split) {
            let back = self.state.step;
            reasons.extend([reason::parameters_of(back), driven(settings, back)]);
        } else {
            reasons.push(reason::no_parameter_changed());
        }
        Stopped { reasons, step, tensor }
    }

    /// A warning about the run's settings or its state: a weight decay that is too strong, or weights that are stuck.
    pub fn warning(&self, pass: &Pass) -> Option<Reason> {
        pass.task.settings.warning().or_else(|| self.stuck())
    }

    /// AdamW divides by the root of a mean of squares. Once the square of a gradient was infinite, so is the mean, and the weight never
    /// moves again.
    fn stuck(&self) -> Option<Reason> {
        let moments = &self.state.optimizer.second;
        let stuck = moments.iter().filter(|v| !v.is_finite()).count();
        (stuck > 0).then(|| reason::weights_stuck(stuck, moments.len()))
    }

    /// Undoes the last step as if it had not been taken. False: the last change was no step.
    fn take_back<X>(&mut self, split: &X) -> bool
    where
        X: Examples + ?Sized,
    {
        let History { branch, at, .. } = &self.history;
        let Some(back) = branch.step_back(self.history.here()) else { return false };
        let last = at.is_none();
        self.go(back);
        self.seek_chunk(split, u64::MAX);
        // In the middle of a branch the steps that followed stay.
        if last {
            self.history.cut(back);
        }
        true
    }
}

/// Names the settings that made the weights diverge in the update at `step`, and what would help.
fn driven(settings: &Settings, step: u64) -> Reason {
    let (rate, decay) = (settings.rate_at(step), settings.weight_decay);
    match (settings.clip, decay > 0.0, settings.warning().is_some()) {
        (None, false, _) => reason::rate_was(rate),
        (Some(clip), false, _) => reason::rate_and_clip(rate, clip),
        (None, true, false) => reason::rate_and_decay(rate, decay),
        (Some(clip), true, false) => reason::rate_decay_and_clip(rate, decay, clip),
        (None, true, true) => reason::rate_and_strong_decay(rate, decay),
        (Some(clip), true, true) => reason::rate_strong_decay_and_clip(rate, decay, clip),
    }
}

#[cfg(test)]
mod tests {
    use super::super::log::Cursor;
    use super::*;
    use crate::model::{Activation, Dims};
    use crate::train::options::ScheduleName;
    use crate::train::{OptimizerName, OptimizerOptions, TrainOptions};

    /// Every third number of a ring: what comes next depends on the context alone.
    struct Ring;

    impl Examples for Ring {
        fn len(&self) -> usize {
            23
        }
        fn context_length(&self) -> usize {
            2
        }
        fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
            let word = |i: usize| (3 * (index + i) % 7) as u32;
            context.iter_mut().enumerate().for_each(|(i, slot)| *slot = word(i));
            word(2)
        }
    }

    fn trainer() -> Trainer {
        of(Activation::Tanh)
    }

    fn of(activation: Activation) -> Trainer {
        let dims = Dims { context: 2, embedding: 3, hidden: 5, vocabulary: 7 };
        Trainer::new(Config { dims, activation, bias: true }, 1)
    }

    fn run(steps: u64, rate: f64, rule: OptimizerName) -> Run {
        let optimizer = OptimizerOptions { rate: Some(rate), optimizer: Some(rule), ..Default::default() };
        TrainOptions { steps: Some(steps as f64), batch: Some(4.0), order: None, optimizer }
            .checked()
            .expect("valid")
    }

    fn train(trainer: &mut Trainer, run: Run, chunk: u64) -> Chunk {
        let mut pass = trainer.begin(run);
        let mut all = Chunk::default();
        while trainer.left(&pass) > 0 {
            let chunk = trainer.advance(&mut pass, &Ring, chunk);
            all.losses.extend(chunk.losses);
            all.stopped = chunk.stopped;
        }
        all
    }

    #[test]
    fn learns_what_can_be_learnt() {
        let mut trainer = trainer();
        let losses = train(&mut trainer, run(400, 0.5, OptimizerName::Sgd), 400).losses;
        // Nearly uniform at first: ln 7 = 1.946.
        assert!((losses[0] - 1.946).abs() < 0.1, "{}", losses[0]);
        assert!(losses[399] < 0.1, "{}", losses[399]);
    }

    #[test]
    fn pieces_and_the_whole_agree_to_the_last_bit() {
        for rule in [OptimizerName::Sgd, OptimizerName::Momentum, OptimizerName::AdamW] {
            let mut whole = trainer();
            let losses = train(&mut whole, run(100, 0.05, rule), 100).losses;
            let mut pieces = trainer();
            let mut both = train(&mut pieces, run(37, 0.05, rule), 5).losses;
            both.extend(train(&mut pieces, run(63, 0.05, rule), 63).losses);
            assert_eq!(losses, both);
            assert_eq!(whole.state(), pieces.state());
        }
    }

    #[test]
    fn looking_changes_nothing() {
        let mut seen = trainer();
        let mut pass = seen.begin(run(20, 0.1, OptimizerName::AdamW));
        for _ in 0..20 {
            seen.advance(&mut pass, &Ring, 1);
            let (parameters, cpu) = seen.parameters_and_cpu();
            cpu.forward(parameters, &[1, 2, 3, 4]);
        }
        let mut unseen = trainer();
        train(&mut unseen, run(20, 0.1, OptimizerName::AdamW), 20);
        assert_eq!(seen.state(), unseen.state());
    }

    #[test]
    fn stops_where_the_loss_is_no_number_and_keeps_the_last_that_gave_one() {
        // Where nothing saturates, a rate of a million blows up within a few steps.
        for chunk in [1, 2, 3, 1000] {
            let mut trainer = of(Activation::Relu);
            train(&mut trainer, run(70, 0.1, OptimizerName::Sgd), chunk);
            let wild = run(500, 1e6, OptimizerName::Sgd);
            let result = train(&mut trainer, wild, chunk);
            let stopped = result.stopped.expect("it blows up");
            assert!(result.losses.iter().all(|x| x.is_finite()));
            assert!(stopped.tensor.is_some(), "{stopped:?}");
            let why = "; the rate was 1000000, there was no clip; a smaller rate or a clip may help";
            assert!(stopped.reason().ends_with(why), "{stopped:?}");
            // Every step but the broken one gave a loss; the model stands before the last of their updates.
            assert_eq!(stopped.step, 70 + result.losses.len() as u64);
            assert_eq!(trainer.state().step, stopped.step - 1);
            // The very same loss comes again from where it stands.
            let again = train(&mut trainer, Run { steps: 1, ..wild }, 1);
            assert_eq!(again.losses.last(), result.losses.last());
        }
    }

    /// Case N07: what drove it out is named, the decay too where it takes more than a weight.
    #[test]
    fn a_stop_names_the_rate_and_the_decay_of_its_step() {
        let named = |options: OptimizerOptions, step| {
            driven(&options.checked().expect("valid").begun(0, None), step).to_string()
        };
        let base = OptimizerOptions { rate: Some(0.5), ..Default::default() };
        assert_eq!(
            named(OptimizerOptions { weight_decay: Some(3.0), clip: Some(2.0), ..base.clone() }, 9),
            "the rate was 0.5, the weight decay 3, the clip 2; a smaller rate may help, and a smaller weight decay will"
        );
        let halved = OptimizerOptions {
            schedule: Some(ScheduleName::Step),
            every: Some(4.0),
            factor: Some(0.5),
            ..base
        };
        assert_eq!(
            named(halved, 9),
            "the rate was 0.125, there was no clip; a smaller rate or a clip may help"
        );
    }

    /// Case R3: one gradient so large that its square is no number any more.
    #[test]
    fn weights_that_adamw_can_never_move_again_are_said() {
        let mut trainer = trainer();
        let run = run(1, 0.1, OptimizerName::AdamW);
        let mut pass = trainer.begin(run);
        trainer.advance(&mut pass, &Ring, 1);
        assert_eq!(trainer.warning(&pass), None);
        let mut untouched = 0;
        for (word, touched) in trainer.cpu.is_touched().to_vec().into_iter().enumerate() {
            untouched += usize::from(!touched);
            trainer.cpu.gradients.data[3 * word..3 * (word + 1)].fill(if touched { 1e21 } else { 0.0 });
        }
        trainer.cpu.gradients.data[3 * 7..].fill(1e21);
        let State { parameters, optimizer, .. } = &mut trainer.state;
        optimizer.update(&run.settings, 1, parameters, &mut trainer.cpu);
        let before = parameters.data.clone();
        let stuck = optimizer.second.iter().filter(|v| v.is_infinite()).count();
        // All but the rows of E that the batch did not touch.
        assert!(untouched > 0);
        assert_eq!(stuck, before.len() - untouched * 3);
        let warning = trainer.warning(&pass).expect("they are stuck").to_string();
        assert!(
            warning.starts_with(&format!("{stuck} of {} weights no longer move: ", before.len())),
            "{warning}"
        );
        let mut pass = trainer.begin(run);
        trainer.advance(&mut pass, &Ring, 1);
        let still = trainer.state.parameters.data.iter().zip(&before).filter(|(a, b)| a == b).count();
        assert!(still >= stuck, "{still}");
    }

    /// Case N04.
    #[test]
    fn a_schedule_goes_on_from_call_to_call_and_through_the_past() {
        let mut whole = trainer();
        train(&mut whole, run(10, 0.1, OptimizerName::Sgd), 10);
        let cosine = OptimizerOptions {
            rate: Some(0.3),
            schedule: Some(ScheduleName::Cosine),
            total: Some(20.0),
            ..Default::default()
        };
        let asked = Run { settings: cosine.checked().expect("valid"), ..run(20, 0.3, OptimizerName::Sgd) };
        let mut pieces = whole.clone();
        let before = whole.state().clone();
        let losses = train(&mut whole, asked, 20).losses;
        assert_ne!(whole.state().parameters, before.parameters);
        assert_eq!(whole.state().schedule.and_then(|schedule| schedule.end()), Some(30));
        let mut both = train(&mut pieces, Run { steps: 7, ..asked }, 3).losses;
        both.extend(train(&mut pieces, Run { steps: 13, ..asked }, 13).losses);
        assert_eq!((losses, whole.state()), (both.clone(), pieces.state()));
        // At its end the rate is 0, and stays it.
        let end = whole.state().parameters.clone();
        train(&mut whole, Run { steps: 3, ..asked }, 3);
        assert_eq!(whole.state().parameters, end);
        // A step of the past knows since when its rate fell.
        let there = Cursor { entry: 1, done: 4 };
        pieces.go(there);
        pieces.seek_chunk(&Ring, u64::MAX);
        assert_eq!(pieces.state().schedule.and_then(|schedule| schedule.from), Some(10));
        assert_eq!(train(&mut pieces, Run { steps: 16, ..asked }, 16).losses, both[4..]);
    }

    #[test]
    fn a_break_in_the_last_step_of_a_call_is_taken_back_by_the_next() {
        let mut trainer = trainer();
        let before = trainer.state().clone();
        train(&mut trainer, run(1, 0.1, OptimizerName::Sgd), 1);
        trainer.state.parameters.data.fill(f32::NAN);
        let stopped = train(&mut trainer, run(5, 0.1, OptimizerName::Sgd), 5).stopped.expect("no number");
        assert_eq!((stopped.step, stopped.tensor), (1, Some(Tensor::E)));
        assert_eq!(*trainer.state(), before);
    }

    #[test]
    fn a_state_from_elsewhere_goes_on_as_if_it_had_been_made_here() {
        let mut whole = trainer();
        let losses = train(&mut whole, run(40, 0.05, OptimizerName::AdamW), 40).losses;
        let (mut here, mut there) = (trainer(), trainer());
        let mut pass = here.begin(run(40, 0.05, OptimizerName::AdamW));
        let mut theirs = there.begin(run(40, 0.05, OptimizerName::AdamW));
        let first = there.advance(&mut theirs, &Ring, 25).losses;
        let before = here.adopt(there.state().clone());
        assert_eq!((here.left(&pass), before.step), (15, 0));
        let rest = here.advance(&mut pass, &Ring, 40).losses;
        assert_eq!([first, rest].concat(), losses);
        assert_eq!(here.state(), whole.state());
    }

    #[test]
    fn a_rehearsal_changes_nothing() {
        let trainer = trainer();
        let before = trainer.state().clone();
        train(&mut trainer.rehearsal(), run(3, 0.1, OptimizerName::Momentum), 3);
        assert_eq!(*trainer.state(), before);
    }

    #[test]
    fn own_examples_leave_the_splits_position_alone() {
        let mut trainer = trainer();
        let own = Own { contexts: vec![1, 2, 3, 4], targets: vec![5, 6], n: 2, first: 0 };
        let mut pass = trainer.begin_on(run(10, 0.1, OptimizerName::Sgd), own);
        let chunk = trainer.advance(&mut pass, &Ring, 10);
        assert_eq!((chunk.losses.len(), trainer.state().step, trainer.state().dealt), (10, 10, 0));
    }
}
