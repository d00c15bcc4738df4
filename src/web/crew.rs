//! The shell of the third module, the crew's: several threads train or evaluate together in one memory. It is fetched only if threads
//! may share memory and the work is long. The model itself lives in the first module; states are sent back and forth. Since the steps
//! are the same to the last bit, a run may move to the crew and back at any step.
//!
//! It exports plain C functions, since wasm-bindgen does not serve the target with threads. `www/worker/crew/leader.ts` calls them
//! from the leader, the thread that called [`_initialize`]. Numbers are written and read in this memory; the rest is JSON on a desk.

use core::cell::RefCell;

use crate::backend::webgpu::WindowPlaces;
use crate::backend::{Cpu, Network, Pool, cpu};
use crate::checkpoint::json::{Json, Unread};
use crate::error::{Error, Result};
use crate::given::{self, Fields, Given};
use crate::lm::{Evaluation, Examples, Figures, Special};
use crate::memory;
use crate::model::Parameters;
use crate::reason;
use crate::run::{Pass, Trainer};
use crate::train::options::ScheduleName;
use crate::train::{Make, Optimizer, State, TrainOptions};

/// The most bytes that the module uses: its memory may grow to a gibibyte, less the gaps between allocations.
const LIMIT: u64 = 900_000_000;
/// The most bytes that a run takes besides what it asks for.
const SMALL: usize = 4 << 20;
/// Bytes of a helper: its stack and its room.
const HELPER: usize = 2 << 20;
/// The most values in a message.
const MOST_VALUES: usize = 64;

unsafe extern "C" {
    fn __wasi_init_tp();
    fn __wasm_call_ctors();
}

#[link(wasm_import_module = "crew")]
unsafe extern "C" {
    /// Throws, because a helper did not finish its share.
    safe fn lost() -> !;
}

thread_local! {
    // Only the leader uses it; a helper sees nothing but its share.
    static CREW: RefCell<Crew> = RefCell::new(Crew::default());
}

#[derive(Default)]
struct Crew {
    desk: Vec<u8>,
    answer: String,
    pool: Option<Pool>,
    /// The most helpers that were ever asked for.
    helpers: usize,
    /// The state that is being received, and its seed.
    made: Option<(State, u64)>,
    source: Source,
    run: Option<(Trainer, Pass)>,
    evaluation: Option<(Evaluation, Cpu, Special)>,
    losses: Vec<f32>,
    broken: bool,
}

/// The examples that were received: see [`crate::backend::webgpu::WindowSource`].
#[derive(Default)]
struct Source {
    tokens: Vec<u32>,
    places: WindowPlaces,
    examples: usize,
    n: usize,
}

impl Examples for Source {
    fn len(&self) -> usize {
        self.examples
    }
    fn context_length(&self) -> usize {
        self.n
    }
    fn gather(&self, index: usize, context: &mut [u32]) -> u32 {
        let WindowPlaces { stride, offset, boundary } = self.places;
        let mut at = index * stride as usize + offset as usize;
        let target = self.tokens[at];
        let mut inside = true;
        for slot in context.iter_mut().rev() {
            inside = inside && at > 0;
            *slot = boundary;
            if inside {
                at -= 1;
                *slot = self.tokens[at];
                inside = *slot != boundary;
            }
        }
        target
    }
}

impl Crew {
    fn message(&self, length: usize) -> Result<Given> {
        let unread = || Error::State(reason::crew_order());
        let text = self.desk.get(..length).and_then(|bytes| core::str::from_utf8(bytes).ok());
        Json::read(text.ok_or_else(unread)?, MOST_VALUES).map(plain).map_err(|_: Unread| unread())
    }

    fn state(&self) -> Option<&State> {
        let run = self.run.as_ref().map(|(trainer, _)| trainer.state());
        run.or_else(|| self.made.as_ref().map(|(state, _)| state))
    }

    fn part(&self, which: usize) -> &[f32] {
        let Some(State { parameters, optimizer, .. }) = self.state() else { return &[] };
        [&parameters.data, &optimizer.first, &optimizer.second][which]
    }

    fn model(&mut self, length: usize) -> Result<()> {
        (self.run, self.made, self.evaluation) = (None, None, None);
        let make: Make = given::read("make", &self.message(length)?)?;
        self.source.n = make.context;
        let config = make.config();
        config.ask(reason::training_threads(), 1 + make.rule.buffers())?;
        let parameters = Parameters::zeros(config);
        let optimizer =
            Optimizer { updates: make.updates, ..Optimizer::new(make.rule, parameters.data.len()) };
        let Make { step, dealt, schedule, seed, .. } = make;
        self.made = Some((State { parameters, optimizer, step, dealt, schedule }, seed));
        Ok(())
    }

    fn begin(&mut self, length: usize, first: u64) -> Result<()> {
        let order = self.message(length)?;
        let mut fields = Fields::of("train", &order)?;
        let options = TrainOptions { optimizer: fields.take()?, ..fields.take()? };
        fields.end()?;
        let mut run = options.checked()?;
        let Some((state, seed)) = self.made.take() else {
            return Err(Error::State(reason::crew_model()));
        };
        run.steps = (first + run.steps).saturating_sub(state.step);
        let mut trainer = Trainer::from_state(state, seed);
        // The page's engine keeps the past.
        trainer.history_mut().set_budget(0);
        held(SMALL + HELPER * self.helpers, || trainer.ask_to_run(&run, self.source.examples))?;
        let pass = trainer.begin(run);
        self.run = Some((trainer, pass));
        Ok(())
    }

    fn advance(&mut self, count: u64, budget: u64) -> usize {
        self.losses.clear();
        let Some((trainer, pass)) = &mut self.run else { return 0 };
        if let Some(mut pool) = self.pool.take() {
            pool.began();
            trainer.team().set_pool(pool);
        }
        let chunk = trainer.advance_within(pass, &self.source, count, budget);
        self.pool = trainer.team().take_pool();
        self.broken = chunk.stopped.is_some();
        self.losses = chunk.losses;
        self.losses.len()
    }

    fn evaluate(&mut self, unknown: Option<u32>, threads: usize) -> Result<()> {
        let Some((State { parameters, .. }, _)) = &self.made else {
            return Err(Error::State(reason::crew_model()));
        };
        let config = parameters.layout.config;
        // A workspace has room for gradients.
        config.ask(reason::training_threads(), 1)?;
        let rows = cpu::batch_bytes(&config, cpu::rows_to_score(&config, threads) as u64);
        memory::ask(reason::training_threads(), &[rows])?;
        let mut cpu = Cpu::of(parameters.layout);
        cpu.make_room_to_score(threads);
        held(SMALL + HELPER * threads, || ());
        let boundary = Some(self.source.places.boundary).filter(|boundary| *boundary != u32::MAX);
        self.evaluation = Some((Evaluation::new(), cpu, Special { boundary, unknown }));
        Ok(())
    }

    fn score(&mut self, count: usize) -> usize {
        let (Some((state, _)), Some((evaluation, cpu, special))) = (&self.made, &mut self.evaluation) else {
            return 0;
        };
        if let Some(mut pool) = self.pool.take() {
            pool.began();
            cpu.team.set_pool(pool);
        }
        let mut network = Network::new(&state.parameters, cpu);
        let done = evaluation.advance(&mut network, &self.source, *special, count);
        self.pool = cpu.team.take_pool();
        done.done
    }

    fn figures(&self) -> Json {
        let figures = self.evaluation.as_ref().and_then(|(evaluation, ..)| evaluation.tally().figures());
        let Some(Figures { nll, perplexity, bits, tokens, unknown, boundaries, impossible }) = figures else {
            return Json::Null;
        };
        let [nll, perplexity, bits] = [nll, perplexity, bits].map(Json::Number);
        let [tokens, unknown, boundaries, impossible] =
            [tokens, unknown, boundaries, impossible].map(|count| Json::Number(count as f64));
        object([
            ("nll", nll),
            ("perplexity", perplexity),
            ("bits", bits),
            ("tokens", tokens),
            ("unknown", unknown),
            ("boundaries", boundaries),
            ("impossible", impossible),
        ])
    }

    /// The part of a [`Make`] that a run changes.
    fn changed(&self) -> Json {
        let Some(State { optimizer, step, dealt, schedule, .. }) = self.state() else { return Json::Null };
        let number = |number: u64| Json::Number(number as f64);
        let schedule = schedule.map_or(Json::Null, |schedule| {
            let name = match schedule.schedule {
                ScheduleName::Constant => "constant",
                ScheduleName::Cosine => "cosine",
                ScheduleName::Step => "step",
            };
            object([
                ("schedule", Json::Text(name.to_owned())),
                ("rate", Json::Number(schedule.rate)),
                ("span", number(schedule.span)),
                ("factor", Json::Number(schedule.factor)),
                ("from", schedule.from.map_or(Json::Null, number)),
            ])
        });
        object([
            ("updates", number(optimizer.updates)),
            ("step", number(*step)),
            ("dealt", number(*dealt)),
            ("schedule", schedule),
        ])
    }

    fn said(&mut self, outcome: Result<()>) -> i32 {
        match outcome {
            Ok(()) => 0,
            Err(error) => {
                self.answer = error.to_string();
                -1
            }
        }
    }
}

/// Does `work` while `bytes` bytes are reserved, and frees them afterwards: that much can then be allocated without growing the memory.
/// The memory should grow only here, while no helper works. V8 tells a thread that another thread grew the memory only at its next
/// check for interrupts, and takes a copy or a fill beyond the old size for a fault.
fn held<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    let mut room: Vec<u8> = Vec::new();
    // If this fails, a helper may be lost; the page can handle that.
    let _ = room.try_reserve_exact(bytes);
    core::hint::black_box(&room);
    work()
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Object(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

fn plain(json: Json) -> Given {
    match json {
        Json::Null => Given::Nothing,
        Json::Bool(truth) => Given::Truth(truth),
        Json::Number(number) => Given::Number(number),
        Json::Text(text) => Given::Text(text),
        Json::Array(items) => Given::List(items.into_iter().map(plain).collect()),
        Json::Object(fields) => {
            Given::Fields(fields.into_iter().map(|(name, value)| (name, plain(value))).collect())
        }
    }
}

fn with<T>(work: impl FnOnce(&mut Crew) -> T) -> T {
    CREW.with_borrow_mut(work)
}

/// Makes the calling thread the leader. It is called once, before everything else.
#[unsafe(no_mangle)]
extern "C" fn _initialize() {
    // SAFETY: nothing has run yet. Without the first call no thread can start. Without a reference to the second the linker would make
    // every export call the constructors again.
    unsafe {
        __wasi_init_tp();
        __wasm_call_ctors();
    }
    memory::set_limit(LIMIT);
}

/// Makes room for a message of `bytes` bytes.
#[unsafe(no_mangle)]
extern "C" fn desk(bytes: usize) -> *mut u8 {
    with(|crew| {
        crew.desk.resize(bytes, 0);
        crew.desk.as_mut_ptr()
    })
}

/// The latest answer.
#[unsafe(no_mangle)]
extern "C" fn answer() -> *const u8 {
    with(|crew| crew.answer.as_ptr())
}

/// The length of the answer in bytes.
#[unsafe(no_mangle)]
extern "C" fn answer_length() -> usize {
    with(|crew| crew.answer.len())
}

/// Makes a state as the message on the desk describes it, with zeros for numbers; it replaces the old one. -1: the answer says why not.
#[unsafe(no_mangle)]
extern "C" fn model(length: usize) -> i32 {
    with(|crew| {
        let outcome = crew.model(length);
        crew.said(outcome)
    })
}

/// The address of its numbers: 0 for the parameters, 1 and 2 for the moments. It is valid until the next model.
#[unsafe(no_mangle)]
extern "C" fn part(which: usize) -> *const f32 {
    with(|crew| crew.part(which).as_ptr())
}

/// How many numbers that part has.
#[unsafe(no_mangle)]
extern "C" fn part_length(which: usize) -> usize {
    with(|crew| crew.part(which).len())
}

/// Makes room for `count` tokens; null if there is none.
#[unsafe(no_mangle)]
extern "C" fn tokens(count: usize) -> *mut u32 {
    with(|crew| {
        let tokens = &mut crew.source.tokens;
        *tokens = Vec::new();
        if memory::ask(reason::this_text(), &[4 * count as u64]).is_err() {
            return core::ptr::null_mut();
        }
        tokens.resize(count, 0);
        tokens.as_mut_ptr()
    })
}

/// Sets the places of the examples in the tokens.
#[unsafe(no_mangle)]
extern "C" fn windows(stride: u32, offset: u32, boundary: u32, examples: usize) {
    with(|crew| {
        crew.source.places = WindowPlaces { stride, offset, boundary };
        crew.source.examples = examples;
    });
}

/// Continues the run whose options are on the desk and which began at the step `first`. -1: the answer says why not.
#[unsafe(no_mangle)]
extern "C" fn begin(length: usize, first: f64) -> i32 {
    with(|crew| {
        let outcome = crew.begin(length, first as u64);
        crew.said(outcome)
    })
}

/// Takes up to `count` steps within about `budget` elementary operations, and returns how many it took.
#[unsafe(no_mangle)]
extern "C" fn advance(count: f64, budget: f64) -> usize {
    with(|crew| crew.advance(count as u64, budget as u64))
}

/// The losses of those steps.
#[unsafe(no_mangle)]
extern "C" fn losses() -> *const f32 {
    with(|crew| crew.losses.as_ptr())
}

/// Whether the next loss was not finite. The current state is then of no use.
#[unsafe(no_mangle)]
extern "C" fn broken() -> u32 {
    with(|crew| crew.broken.into())
}

/// Begins to evaluate the model on the examples, by at most so many threads. `unknown`: the id of `<unk>`, or -1. -1: the answer says
/// why not.
#[unsafe(no_mangle)]
extern "C" fn evaluate(unknown: i32, threads: usize) -> i32 {
    with(|crew| {
        let outcome = crew.evaluate(u32::try_from(unknown).ok(), threads);
        crew.said(outcome)
    })
}

/// Evaluates up to `count` more examples, and returns how many are done.
#[unsafe(no_mangle)]
extern "C" fn score(count: usize) -> usize {
    with(|crew| crew.score(count))
}

/// Writes the evaluation's figures into the answer, null for a number that is not finite.
#[unsafe(no_mangle)]
extern "C" fn figures() {
    with(|crew| {
        let figures = crew.figures();
        crew.answer.clear();
        figures.write(&mut crew.answer);
    });
}

/// Writes what the run has changed into the answer.
#[unsafe(no_mangle)]
extern "C" fn changed() {
    with(|crew| {
        let changed = crew.changed();
        crew.answer.clear();
        changed.write(&mut crew.answer);
    });
}

/// Starts helpers until there are `count`.
#[unsafe(no_mangle)]
extern "C" fn helpers(count: usize) {
    with(|crew| {
        crew.helpers = crew.helpers.max(count);
        held(SMALL + HELPER * count, || ());
        crew.pool.get_or_insert_with(|| Pool::new(Some(|| lost()))).hire(count);
    });
}

/// How many helpers are ready.
#[unsafe(no_mangle)]
extern "C" fn up() -> usize {
    with(|crew| crew.pool.as_ref().map_or(0, Pool::up))
}

/// Sets how many threads do the next piece, at most those that are ready. Returns that number.
#[unsafe(no_mangle)]
extern "C" fn threads(count: usize) -> usize {
    with(|crew| crew.pool.as_mut().map_or(1, |pool| pool.set_threads(count)))
}

/// Ends all helpers.
#[unsafe(no_mangle)]
extern "C" fn dismiss() {
    with(|crew| crew.pool = None);
}

/// Bytes in use.
#[unsafe(no_mangle)]
extern "C" fn used() -> f64 {
    memory::used() as f64
}
