//! Helper threads that wait for a share of one thread's work. The page's own engine does not have them: it has no threads and no clock.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::team::{Share, Team};

/// How often a thread looks for news before it sleeps: about 30 µs in a browser, longer than waking takes. With fewer looks two
/// threads would make each other sleep at every turn.
const LOOKS: u32 = if cfg!(target_family = "wasm") { 60_000 } else { 4_000 };
/// How much longer than the leader a helper may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(1);

/// Bytes of a helper's stack in the browser.
const STACK: usize = 1 << 18;

type Job = *const (dyn Fn(Share) + Sync);

/// Where one helper finds its work. The alignment keeps two desks out of one cache line.
#[repr(align(128))]
struct Desk {
    /// How many pieces of work the helper was given.
    given: AtomicU32,
    /// How many of them it has done.
    done: AtomicU32,
    asleep: AtomicBool,
    /// The helper's thread has started.
    up: AtomicBool,
    dismissed: AtomicBool,
    /// A job of this helper panicked.
    failed: AtomicBool,
    thread: OnceLock<Thread>,
    job: UnsafeCell<Option<(Job, Share)>>,
    /// The thread to wake when the work is done.
    leader: Arc<Leader>,
}

// SAFETY: the leader writes `job` while `done == given`, the helper reads it while they differ; the counters order the two.
unsafe impl Sync for Desk {}
// SAFETY: the job's closure is Sync and lives until the leader has seen `done`.
unsafe impl Send for Desk {}

#[derive(Debug)]
struct Leader {
    thread: Thread,
    asleep: AtomicBool,
}

/// Helpers of the thread that made the pool.
pub struct Pool {
    helpers: Vec<Arc<Desk>>,
    leader: Arc<Leader>,
    threads: usize,
    /// When the current call began: no piece of work can have taken longer than since then.
    since: Instant,
    lost: Option<fn() -> !>,
}

impl core::fmt::Debug for Pool {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Pool").field("helpers", &self.helpers.len()).field("threads", &self.threads).finish()
    }
}

impl Pool {
    /// A pool without helpers. `lost` is called when a helper does not answer, and never returns, since that helper may still use the
    /// leader's memory. Without `lost` the leader waits for ever.
    pub fn new(lost: Option<fn() -> !>) -> Self {
        let leader = Arc::new(Leader { thread: thread::current(), asleep: AtomicBool::new(false) });
        Pool { helpers: Vec::new(), leader, threads: 1, since: Instant::now(), lost }
    }

    /// Starts threads until there are `count` helpers. They help as soon as they are up.
    pub fn hire(&mut self, count: usize) {
        while self.helpers.len() < count {
            let desk = Arc::new(Desk {
                given: AtomicU32::new(0),
                done: AtomicU32::new(0),
                asleep: AtomicBool::new(false),
                up: AtomicBool::new(false),
                dismissed: AtomicBool::new(false),
                failed: AtomicBool::new(false),
                thread: OnceLock::new(),
                job: UnsafeCell::new(None),
                leader: Arc::clone(&self.leader),
            });
            let its = Arc::clone(&desk);
            // A small stack is enough: a share's numbers are in lists.
            let builder = if cfg!(target_family = "wasm") {
                thread::Builder::new().stack_size(STACK)
            } else {
                thread::Builder::new()
            };
            if builder.spawn(move || help(&its)).is_err() {
                break;
            }
            self.helpers.push(desk);
        }
    }

    /// How many helpers are ready, counted from the first without a gap.
    pub fn up(&self) -> usize {
        self.helpers.iter().take_while(|desk| desk.up.load(Ordering::Acquire)).count()
    }

    /// Sets how many threads do the next pieces of work, at most those that are ready. Returns that number.
    pub fn set_threads(&mut self, threads: usize) -> usize {
        self.threads = threads.clamp(1, self.up() + 1);
        self.threads
    }

    /// How many threads the next piece of work has.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Notes that a call begins: the time that its pieces may take is counted from here.
    pub fn began(&mut self) {
        self.since = Instant::now();
    }

    /// Does every share of a piece of work, the first one on this thread.
    pub fn run(&self, job: &(dyn Fn(Share) + Sync)) {
        // SAFETY: only the lifetime changes; no helper holds the job any more when this function returns.
        let job: Job = unsafe { core::mem::transmute::<&(dyn Fn(Share) + Sync), Job>(job) };
        let of = self.threads;
        let others = &self.helpers[..of - 1];
        for (desk, number) in others.iter().zip(1..) {
            // SAFETY: this helper has done all that it was given, and reads the job only after `given` has grown.
            unsafe { *desk.job.get() = Some((job, Share { number, of })) };
            desk.given.fetch_add(1, Ordering::SeqCst);
            if desk.asleep.load(Ordering::SeqCst) {
                desk.wake();
            }
        }
        // If the job panics here, dropping this still waits for the others.
        let waiting = Waiting { pool: self, others };
        // SAFETY: the caller's reference is still valid.
        unsafe { (*job)(Share { number: 0, of }) };
        drop(waiting);
    }

    fn wait(&self, desk: &Desk) {
        let given = desk.given.load(Ordering::Relaxed);
        let done = || desk.done.load(Ordering::SeqCst) == given;
        for _ in 0..LOOKS {
            if desk.done.load(Ordering::Acquire) == given {
                return;
            }
            core::hint::spin_loop();
        }
        let began = Instant::now();
        let most = PATIENCE + 2 * began.saturating_duration_since(self.since);
        self.leader.asleep.store(true, Ordering::SeqCst);
        while !done() {
            let Some(lost) = self.lost else {
                thread::park();
                continue;
            };
            let Some(left) = most.checked_sub(began.elapsed()) else { lost() };
            thread::park_timeout(left);
        }
        self.leader.asleep.store(false, Ordering::SeqCst);
    }

    /// Ends all helpers without waiting for them: they have no work.
    pub fn dismiss(&mut self) {
        self.threads = 1;
        for desk in self.helpers.drain(..) {
            desk.dismissed.store(true, Ordering::SeqCst);
            desk.given.fetch_add(1, Ordering::SeqCst);
            desk.wake();
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.dismiss();
    }
}

/// Waits for the helpers, during a panic too.
struct Waiting<'a> {
    pool: &'a Pool,
    others: &'a [Arc<Desk>],
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.others.iter().for_each(|desk| self.pool.wait(desk));
        if !thread::panicking() && self.others.iter().any(|desk| desk.failed.load(Ordering::Relaxed)) {
            panic!("a helper's share of the work panicked");
        }
    }
}

impl Desk {
    fn wake(&self) {
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }
}

/// The loop of a helper's thread.
fn help(desk: &Desk) {
    let _ = desk.thread.set(thread::current());
    let mut done = 0u32;
    desk.up.store(true, Ordering::SeqCst);
    loop {
        await_work(desk, done);
        if desk.dismissed.load(Ordering::SeqCst) {
            return;
        }
        // SAFETY: the leader wrote the job before it raised `given`, and does not touch it until `done` is as high.
        let job = unsafe { (*desk.job.get()).take() };
        if let Some((job, share)) = job {
            // SAFETY: the leader keeps the job alive until `done` is raised.
            let work = std::panic::AssertUnwindSafe(|| unsafe { (*job)(share) });
            if std::panic::catch_unwind(work).is_err() {
                desk.failed.store(true, Ordering::Relaxed);
            }
        }
        done = done.wrapping_add(1);
        desk.done.store(done, Ordering::SeqCst);
        if desk.leader.asleep.load(Ordering::SeqCst) {
            desk.leader.thread.unpark();
        }
    }
}

fn await_work(desk: &Desk, done: u32) {
    for _ in 0..LOOKS {
        if desk.given.load(Ordering::Acquire) != done {
            return;
        }
        core::hint::spin_loop();
    }
    desk.asleep.store(true, Ordering::SeqCst);
    while desk.given.load(Ordering::SeqCst) == done {
        thread::park();
    }
    desk.asleep.store(false, Ordering::SeqCst);
}

impl Team {
    /// The pool of helpers. A new one waits for its helpers as long as they take.
    pub fn pool(&mut self) -> &mut Pool {
        self.pool.get_or_insert_with(|| Pool::new(None))
    }

    /// Uses this pool from now on.
    pub fn set_pool(&mut self, pool: Pool) {
        self.pool = Some(pool);
    }

    /// Takes the pool away, to use it elsewhere.
    pub fn take_pool(&mut self) -> Option<Pool> {
        self.pool.take()
    }
}
