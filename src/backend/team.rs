//! Who does a step's work: one thread alone, or that thread with helpers, each a share of the same operations in the same order.
//!
//! A share is a part of what a loop runs over, so that no number depends on how many there are. In the page's own engine there is
//! one thread, and all of this is nothing: a share is the whole. Natively, and in the crew's module, helpers wait for work: they look
//! for it for a while, longer than a sleeper takes to wake, and then sleep.

use core::marker::PhantomData;
use core::ops::Range;

/// One of so many shares of a piece of work.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(super) number: usize,
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(super) of: usize,
}

impl Share {
    /// All of it.
    pub const WHOLE: Share = Share {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        number: 0,
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        of: 1,
    };

    /// Its part of so many things, in whole grains of `grain` of them.
    #[inline(always)]
    pub fn part(self, length: usize, grain: usize) -> Range<usize> {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        if self.of > 1 {
            let grains = length.div_ceil(grain);
            let edge = |number: usize| (grains * number / self.of * grain).min(length);
            return edge(self.number)..edge(self.number + 1);
        }
        let _ = grain;
        0..length
    }

    /// Which one it is.
    #[inline(always)]
    pub fn number(self) -> usize {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        return self.number;
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        0
    }
}

/// A list of which each share has parts of its own.
#[derive(Debug)]
pub struct Shared<'a, T> {
    start: *mut T,
    length: usize,
    of: PhantomData<&'a mut [T]>,
}

impl<T> Clone for Shared<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shared<'_, T> {}

// SAFETY: it gives nothing but parts, and who takes one promises that it is no other's.
unsafe impl<T: Send + Sync> Sync for Shared<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Send for Shared<'_, T> {}

impl<'a, T> Shared<'a, T> {
    /// Of this list.
    pub fn new(list: &'a mut [T]) -> Self {
        Shared { start: list.as_mut_ptr(), length: list.len(), of: PhantomData }
    }

    /// Of a list of which no part is written.
    pub fn to_read(list: &'a [T]) -> Self {
        Shared { start: list.as_ptr().cast_mut(), length: list.len(), of: PhantomData }
    }

    /// How long it is.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A part, to write.
    ///
    /// # Panics
    /// If it is not inside.
    ///
    /// # Safety
    /// For as long as the part is held, nothing of it is in another part, of this thread or another.
    #[inline(always)]
    pub unsafe fn part(&self, range: Range<usize>) -> &'a mut [T] {
        assert!(range.start <= range.end && range.end <= self.length, "a part lies inside");
        // SAFETY: inside the list, and no other's.
        unsafe { core::slice::from_raw_parts_mut(self.start.add(range.start), range.end - range.start) }
    }

    /// A part, to read.
    ///
    /// # Panics
    /// If it is not inside.
    ///
    /// # Safety
    /// For as long as the part is held, nothing of it is in a part to write.
    #[inline(always)]
    pub unsafe fn read(&self, range: Range<usize>) -> &'a [T] {
        assert!(range.start <= range.end && range.end <= self.length, "a part lies inside");
        // SAFETY: inside the list, and nobody writes there.
        unsafe { core::slice::from_raw_parts(self.start.add(range.start), range.end - range.start) }
    }
}

/// The threads that do a piece of work together. A copy of it is one thread alone.
#[derive(Debug, Default)]
pub struct Team {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(super) pool: Option<Pool>,
}

impl Clone for Team {
    fn clone(&self) -> Self {
        Team::default()
    }
}

impl Team {
    /// How many shares there are.
    #[inline(always)]
    pub fn threads(&self) -> usize {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        return self.pool.as_ref().map_or(1, Pool::threads);
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        1
    }

    /// Does every share of a piece of work, and comes back when all are done.
    #[inline(always)]
    pub fn run(&self, job: &(impl Fn(Share) + Sync)) {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        if let Some(pool) = self.pool.as_ref().filter(|pool| pool.threads() > 1) {
            return pool.run(job);
        }
        job(Share::WHOLE);
    }
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use super::threads::Pool;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn team(threads: usize) -> Team {
        let mut team = Team::default();
        let pool = team.pool();
        pool.hire(threads - 1);
        while pool.up() + 1 < threads {
            std::thread::yield_now();
        }
        assert_eq!(pool.set_threads(threads), threads);
        team
    }

    #[test]
    fn shares_are_all_of_it_and_no_two_the_same() {
        for of in 1..6 {
            for (length, grain) in [(0, 4), (1, 4), (7, 1), (32, 4), (33, 4), (10_000, 8)] {
                let mut next = 0;
                for number in 0..of {
                    let part = Share { number, of }.part(length, grain);
                    assert_eq!(part.start, next, "{length} in {grain}s, {number} of {of}");
                    assert!(part.end == length || part.end.is_multiple_of(grain));
                    next = part.end;
                }
                assert_eq!(next, length);
            }
        }
    }

    #[test]
    fn each_share_is_done_once_whether_they_sleep_or_not() {
        for threads in 1..=4 {
            let mut team = team(threads);
            let mut counts = [0; 64];
            for round in 0..200 {
                if round % 50 == 0 {
                    std::thread::sleep(std::time::Duration::from_millis(3));
                }
                let used = team.pool().set_threads(1 + round % threads);
                let seen = AtomicUsize::new(0);
                let list = Shared::new(&mut counts);
                team.run(&|share| {
                    seen.fetch_add(1, Ordering::Relaxed);
                    // SAFETY: the parts of shares have nothing in common.
                    unsafe { list.part(share.part(64, 1)) }.iter_mut().for_each(|count| *count += 1);
                });
                assert_eq!(seen.into_inner(), used);
            }
            assert_eq!(counts, [200; 64]);
        }
    }

    #[test]
    fn a_panic_in_a_share_is_the_leader_s() {
        let team = team(3);
        for panicking in 0..3 {
            let work = std::panic::AssertUnwindSafe(|| {
                team.run(&|share| assert_ne!(share.number(), panicking, "told"));
            });
            assert!(std::panic::catch_unwind(work).is_err(), "share {panicking}");
        }
    }

    #[test]
    fn a_helper_that_does_not_come_back_is_noticed() {
        let mut team = Team::default();
        team.set_pool(Pool::new(Some(|| panic!("lost"))));
        let pool = team.pool();
        pool.hire(1);
        while pool.up() == 0 {
            std::thread::yield_now();
        }
        pool.set_threads(2);
        let back = AtomicUsize::new(0);
        let back: &'static AtomicUsize = Box::leak(Box::new(back));
        let work = std::panic::AssertUnwindSafe(|| {
            team.run(&move |share: Share| {
                while share.number() == 1 && back.load(Ordering::Relaxed) == 0 {
                    std::thread::yield_now();
                }
            });
        });
        assert!(std::panic::catch_unwind(work).is_err(), "the leader goes on after its patience");
        back.store(1, Ordering::Relaxed);
    }
}
