//! Copies of a run's states, to which it can go back.

use std::ops::Deref;
use std::sync::Arc;

use super::log::Cursor;
use crate::memory::{self, Held};
use crate::reason;
use crate::train::State;

/// A copy of a state. While it is kept, its memory is counted with the pasts of all runs.
#[derive(Debug)]
pub struct Kept {
    state: State,
    held: Held,
}

impl Kept {
    /// A copy that is always kept: a run's first state.
    pub fn first(state: &State) -> Arc<Self> {
        Arc::new(Kept { held: Held::taken(state.bytes() as u64), state: state.clone() })
    }

    /// A copy, if there is room for it.
    pub fn of(state: &State) -> Option<Arc<Self>> {
        let bytes = state.bytes() as u64;
        let held = Held::take(bytes)?;
        memory::ask(reason::snapshot(), &state.buffers()).ok()?;
        Some(Arc::new(Kept { state: state.clone(), held }))
    }

    /// A copy that reuses the memory of this one. None if the state has another size and there is no room for it.
    pub fn again(self, state: &State) -> Option<Arc<Self>> {
        let Kept { state: mut memory, held } = self;
        if memory.bytes() != state.bytes() {
            drop((memory, held));
            return Kept::of(state);
        }
        memory.take_over(state);
        Some(Arc::new(Kept { state: memory, held }))
    }
}

impl Deref for Kept {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

/// A state that is kept, with its place in the run.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The same in every branch that shares it.
    pub id: u64,
    /// The place in the log.
    pub at: Cursor,
    /// The state at that place.
    pub state: Arc<Kept>,
}
