//! The threads that compute a step: one thread alone, or one thread with helpers. Each does a share of the same operations in the
//! same order.
//!
//! A share is a part of what a loop runs over, so no number depends on how many shares there are. The page's own engine has one
//! thread; there a share is the whole and this code compiles to nothing. Natively, and in the crew's module, helpers wait for work:
//! they spin for a while, longer than waking a sleeping thread takes, and then sleep.

use core::marker::PhantomData;
use core::ops::Range;

/// One of the equal shares of a piece of work.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(super) number: usize,
    #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
    pub(super) of: usize,
}

impl Share {
    /// The whole work as one share.
    pub const WHOLE: Share = Share {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        number: 0,
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        of: 1,
    };

    /// The part of `0..length` that is this share's: whole grains of `grain` items.
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

    /// Its number: 0 is the leader's.
    #[inline(always)]
    pub fn number(self) -> usize {
        #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
        return self.number;
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        0
    }
}

/// A list in which each share has its own parts.
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

// SAFETY: it only gives out parts, and each caller promises that no other caller has the same part.
unsafe impl<T: Send + Sync> Sync for Shared<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send + Sync> Send for Shared<'_, T> {}

impl<'a, T> Shared<'a, T> {
    /// Shares this list.
    pub fn new(list: &'a mut [T]) -> Self {
        Shared { start: list.as_mut_ptr(), length: list.len(), of: PhantomData }
    }

    /// Shares a list that nobody writes.
    pub fn to_read(list: &'a [T]) -> Self {
        Shared { start: list.as_ptr().cast_mut(), length: list.len(), of: PhantomData }
    }

    /// Its length.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A part, to write.
    ///
    /// # Panics
    /// If the range is not inside the list.
    ///
    /// # Safety
    /// While the part is held, no other part overlaps it, in this thread or another.
    #[inline(always)]
    pub unsafe fn part(&self, range: Range<usize>) -> &'a mut [T] {
        assert!(range.start <= range.end && range.end <= self.length, "a part lies inside");
        // SAFETY: inside the list, and no other part overlaps it.
        unsafe { core::slice::from_raw_parts_mut(self.start.add(range.start), range.end - range.start) }
    }

    /// A part, to read.
    ///
    /// # Panics
    /// If the range is not inside the list.
    ///
    /// # Safety
    /// While the part is held, no part to write overlaps it.
    #[inline(always)]
    pub unsafe fn read(&self, range: Range<usize>) -> &'a [T] {
        assert!(range.start <= range.end && range.end <= self.length, "a part lies inside");
        // SAFETY: inside the list, and nobody writes there.
        unsafe { core::slice::from_raw_parts(self.start.add(range.start), range.end - range.start) }
    }
}

/// The threads that do a piece of work together. A clone of it is one thread alone.
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

    /// Does every share of a piece of work, and returns when all are done.
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
                    // SAFETY: the parts of different shares do not overlap.
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
