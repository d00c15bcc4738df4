//! Helpers of one thread: they wait for a share of its work. Not in the page's own engine, which has neither threads nor a clock.

use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::team::{Share, Team};

/// How often one looks before it sleeps: some 30 µs in a browser, longer than a sleeper takes to wake. Shorter, and two threads
/// put each other to sleep at every turn.
const LOOKS: u32 = if cfg!(target_family = "wasm") { 60_000 } else { 4_000 };
/// What a helper may take longer than the one who waits for it, before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(1);

/// Bytes of a helper's stack in the browser.
const STACK: usize = 1 << 18;

type Job = *const (dyn Fn(Share) + Sync);

/// Where one helper finds its work. Far enough from the next one's that no two share a line of a cache.
#[repr(align(128))]
struct Desk {
    /// Counts up with each piece of work that lies here.
    given: AtomicU32,
    /// Counts after it, piece by piece.
    done: AtomicU32,
    asleep: AtomicBool,
    /// It has stood here since it came up, until it goes.
    up: AtomicBool,
    dismissed: AtomicBool,
    /// A job panicked in its hands.
    failed: AtomicBool,
    thread: OnceLock<Thread>,
    job: UnsafeCell<Option<(Job, Share)>>,
    /// Who waits for it, while that one sleeps.
    leader: Arc<Leader>,
}

// SAFETY: `job` is written by the leader while `done == given`, and read by the helper while it is not; the counters order the two.
unsafe impl Sync for Desk {}
// SAFETY: what the job points to is Sync, and stays until the leader has seen `done`.
unsafe impl Send for Desk {}

#[derive(Debug)]
struct Leader {
    thread: Thread,
    asleep: AtomicBool,
}

/// Helpers, and whom they help: the thread that made the pool.
pub struct Pool {
    helpers: Vec<Arc<Desk>>,
    leader: Arc<Leader>,
    threads: usize,
    /// When the call began in which the work is done: no piece of it has taken longer.
    since: Instant,
    lost: Option<fn() -> !>,
}

impl core::fmt::Debug for Pool {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Pool").field("helpers", &self.helpers.len()).field("threads", &self.threads).finish()
    }
}

impl Pool {
    /// No helpers yet. `lost` never comes back: it is called where a helper does not, and what that one still holds cannot be taken
    /// from it. Without it the leader waits.
    pub fn new(lost: Option<fn() -> !>) -> Self {
        let leader = Arc::new(Leader { thread: thread::current(), asleep: AtomicBool::new(false) });
        Pool { helpers: Vec::new(), leader, threads: 1, since: Instant::now(), lost }
    }

    /// Sees to it that there are so many helpers. They help as soon as they are up.
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
            // A share's numbers lie in lists, not on its stack.
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

    /// Helpers that stand ready: the first ones, without a gap.
    pub fn up(&self) -> usize {
        self.helpers.iter().take_while(|desk| desk.up.load(Ordering::Acquire)).count()
    }

    /// From the next piece of work on so many threads, or as many as there are; how many that is.
    pub fn set_threads(&mut self, threads: usize) -> usize {
        self.threads = threads.clamp(1, self.up() + 1);
        self.threads
    }

    /// How many threads the next piece of work has.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// A call begins: what its pieces take at most is counted from here.
    pub fn began(&mut self) {
        self.since = Instant::now();
    }

    /// Every share of a piece of work, the first one here.
    pub fn run(&self, job: &(dyn Fn(Share) + Sync)) {
        // SAFETY: only the lifetime is left out; nobody holds the job any more when this function is left.
        let job: Job = unsafe { core::mem::transmute::<&(dyn Fn(Share) + Sync), Job>(job) };
        let of = self.threads;
        let others = &self.helpers[..of - 1];
        for (desk, number) in others.iter().zip(1..) {
            // SAFETY: it has done all that it was given, and looks here only when there is more.
            unsafe { *desk.job.get() = Some((job, Share { number, of })) };
            desk.given.fetch_add(1, Ordering::SeqCst);
            if desk.asleep.load(Ordering::SeqCst) {
                desk.wake();
            }
        }
        // Should it panic, the others are waited for all the same.
        let waiting = Waiting { pool: self, others };
        // SAFETY: the caller lent it.
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

    /// All helpers go, without being waited for: they have nothing in hand.
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

/// Waits, also on the way out of a panic.
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

/// A helper's life.
fn help(desk: &Desk) {
    let _ = desk.thread.set(thread::current());
    let mut done = 0u32;
    desk.up.store(true, Ordering::SeqCst);
    loop {
        await_work(desk, done);
        if desk.dismissed.load(Ordering::SeqCst) {
            return;
        }
        // SAFETY: the leader wrote it before it counted, and does not touch it before this one has.
        let job = unsafe { (*desk.job.get()).take() };
        if let Some((job, share)) = job {
            // SAFETY: it is lent until `done` says so.
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
    /// The helpers, a pool that waits for them as long as they take where there was none.
    pub fn pool(&mut self) -> &mut Pool {
        self.pool.get_or_insert_with(|| Pool::new(None))
    }

    /// These helpers from now on.
    pub fn set_pool(&mut self, pool: Pool) {
        self.pool = Some(pool);
    }

    /// Without its helpers, who may help somebody else.
    pub fn take_pool(&mut self) -> Option<Pool> {
        self.pool.take()
    }
}
