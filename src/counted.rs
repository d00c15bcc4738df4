//! Counts elementary operations where they are done. The tests that bound every call use these counts, never a clock.

/// Counts elementary operations for the tests; in a build it does nothing.
#[inline(always)]
pub fn did(_operations: usize) {
    #[cfg(test)]
    counter::add(_operations as u64);
}

/// The counters that the tests read.
#[cfg(test)]
pub mod counter {
    use std::cell::Cell;

    thread_local! {
        static DONE: Cell<u64> = const { Cell::new(0) };
    }

    /// So many operations more.
    pub fn add(operations: u64) {
        DONE.with(|done| done.set(done.get() + operations));
    }

    /// The operations of a call, and what it gave.
    pub fn during<T>(call: impl FnOnce() -> T) -> (u64, T) {
        let before = DONE.with(Cell::get);
        let answer = call();
        (DONE.with(Cell::get) - before, answer)
    }
}
