//! The one account of memory, for all models of the engine together. Code asks here before it makes anything large; a refusal says how
//! much was needed, for what, and what would fit.
//!
//! In the browser's engine [`Counted`] is the allocator, so memory in use is counted, not estimated. Sizes are u64: a product of sizes
//! that a form, a script or a file gives may be more than a 32-bit engine can address.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::error::{Error, Result};
use crate::reason::Reason;

/// The default limit in bytes. 32 bits address 4.29 GB; the rest is for gaps between allocations and for small allocations, which do
/// not ask.
pub const LIMIT: u64 = 2_400_000_000;

/// The part of the limit that the histories of all runs may take together. Each also has its own budget (`HISTORY_BUDGET`).
const PASTS_PART: u64 = 3;

/// Smaller pieces are not tested: an allocator finds room for them.
pub(crate) const SMALL: u64 = 1 << 16;

static USED: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(LIMIT as usize);
static PASTS: AtomicUsize = AtomicUsize::new(0);
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator with a counter. In a program with another allocator nothing is counted.
#[derive(Debug, Clone, Copy)]
pub struct Counted;

// SAFETY: every call is passed to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let memory = unsafe { System.alloc(layout) };
        if !memory.is_null() {
            USED.fetch_add(layout.size(), Relaxed);
        }
        memory
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let memory = unsafe { System.alloc_zeroed(layout) };
        if !memory.is_null() {
            USED.fetch_add(layout.size(), Relaxed);
        }
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let moved = unsafe { System.realloc(memory, layout, size) };
        if !moved.is_null() {
            USED.fetch_add(size, Relaxed);
            USED.fetch_sub(layout.size(), Relaxed);
        }
        moved
    }
}

/// The bytes in use.
pub fn used() -> u64 {
    USED.load(Relaxed) as u64
}

/// The most bytes that may be in use.
pub fn limit() -> u64 {
    MOST.load(Relaxed) as u64
}

/// Sets the limit: a tab on a phone has less memory than one on a desktop.
pub fn set_limit(bytes: u64) {
    MOST.store(usize::try_from(bytes).unwrap_or(usize::MAX), Relaxed);
}

/// The sum of all requests so far; the tests compare the memory in use with it.
pub fn asked() -> u64 {
    ASKED.load(Relaxed) as u64
}

/// The bytes that are left.
pub fn free() -> u64 {
    limit().saturating_sub(used())
}

/// Asks for room for these pieces before they are made. It reserves nothing, but checks the account and what the browser gives. Each
/// piece is tested, so that memory that the browser refuses is a refusal here and not a trap later.
///
/// # Errors
/// Less room than that.
pub fn ask(what: Reason, pieces: &[u64]) -> Result<()> {
    let needed = pieces.iter().fold(0u64, |sum, &piece| sum.saturating_add(piece));
    let free = free();
    ASKED.fetch_add(usize::try_from(needed).unwrap_or(usize::MAX), Relaxed);
    if needed > free {
        return Err(Error::Memory { what, needed, limit: free, fits: None });
    }
    let mut tried: Vec<Vec<u8>> = Vec::new();
    for &piece in pieces.iter().filter(|&&piece| piece > SMALL) {
        let mut room = Vec::new();
        let given = usize::try_from(piece).ok().and_then(|bytes| room.try_reserve_exact(bytes).ok());
        if given.is_none() {
            let held = tried.iter().map(|room| room.capacity() as u64).sum();
            return Err(Error::Memory { what, needed, limit: held, fits: None });
        }
        tried.push(room);
    }
    Ok(())
}

/// As [`ask`], for one thing that could be smaller: it takes `bytes(count)`, which grows with the count.
///
/// # Errors
/// Less room than that. If a smaller count fits, the refusal says so by `fits`.
pub fn ask_for(what: Reason, fits: fn(u64) -> Reason, count: u64, bytes: impl Fn(u64) -> u64) -> Result<()> {
    ask(what, &[bytes(count)]).map_err(|error| match error {
        Error::Memory { what, needed, limit, .. } => {
            let fits = most_within(limit, count, &bytes).map(fits);
            Error::Memory { what, needed, limit, fits }
        }
        other => other,
    })
}

/// The largest count below this one whose bytes are within the limit, rounded down to two digits; none if not even 1 is.
pub fn most_within(limit: u64, count: u64, bytes: impl Fn(u64) -> u64) -> Option<u64> {
    let (mut fits, mut refused) = (0, count);
    while refused - fits > 1 {
        let middle = fits + (refused - fits) / 2;
        if bytes(middle) <= limit {
            fits = middle;
        } else {
            refused = middle;
        }
    }
    let mut unit = 1;
    while fits / unit >= 100 {
        unit *= 10;
    }
    (fits > 0).then_some(fits / unit * unit)
}

/// Bytes that one run's history holds of the room for all histories. Dropping it returns them.
#[derive(Debug)]
pub struct Held(usize);

impl Held {
    /// Takes this many bytes, if the other histories leave enough.
    pub fn take(bytes: u64) -> Option<Held> {
        let bytes = usize::try_from(bytes).ok()?;
        let most = limit() / PASTS_PART;
        let grown = |held: usize| held.checked_add(bytes).filter(|&all| all as u64 <= most);
        PASTS.fetch_update(Relaxed, Relaxed, grown).ok()?;
        Some(Held(bytes))
    }

    /// Takes this many bytes even if there is no room: the ends of a run are always kept.
    pub fn taken(bytes: u64) -> Held {
        let bytes = usize::try_from(bytes).unwrap_or_default();
        PASTS.fetch_add(bytes, Relaxed);
        Held(bytes)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        PASTS.fetch_sub(self.0, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason;

    #[test]
    fn what_is_too_much_is_refused_whatever_its_size() {
        for pieces in [&[LIMIT][..], &[u64::MAX], &[u64::MAX, u64::MAX], &[LIMIT / 2, LIMIT / 2 + 1]] {
            let Err(Error::Memory { needed, limit, .. }) = ask(reason::this_text(), pieces) else {
                panic!("refused")
            };
            assert!(needed > limit && limit <= LIMIT, "{needed} of {limit}");
        }
        assert_eq!(ask(reason::this_text(), &[1_000_000, 5]), Ok(()));
    }

    #[test]
    fn a_refusal_says_what_would_fit() {
        let refused = ask_for(reason::this_batch(), reason::batch_fits, 1_000_000, |count| count * 1_000_000)
            .expect_err("too much");
        let Error::Memory { limit, fits, .. } = &refused else { panic!("{refused}") };
        let most: u64 = fits
            .as_ref()
            .and_then(|fits| fits.to_string().split(' ').nth(5)?.parse().ok())
            .expect("a number");
        assert!(most * 1_000_000 <= *limit && most > 2_000, "{most}");
        assert!(
            refused.to_string().ends_with(&format!("; a batch of at most {most} examples fits")),
            "{refused}"
        );
        assert_eq!(most_within(10, 100, |_| 11), None);
        assert_eq!(most_within(12_345, 1 << 40, |count| count), Some(12_000));
    }

    #[test]
    fn what_is_made_is_counted_and_given_back() {
        let before = used();
        let held = vec![1u8; 50_000_000];
        assert!(used() >= before + 49_000_000, "{} after {before}", used());
        drop(held);
        assert!(used() < before + 25_000_000);
    }
}
