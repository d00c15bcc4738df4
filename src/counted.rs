//! How much is done, counted where it is done: what holds every call to its share is told by this, never by a clock.

/// Counts elementary operations, for the tests; nothing in a build.
#[inline(always)]
pub fn did(_operations: usize) {
    #[cfg(test)]
    counter::add(_operations as u64);
}

/// What the tests look at.
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
