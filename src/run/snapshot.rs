//! Copies of a run's states, to go back to.

use std::ops::Deref;
use std::sync::Arc;

use super::log::Cursor;
use crate::memory::{self, Held};
use crate::reason;
use crate::train::State;

/// A copy of a state, counted among the pasts of all runs for as long as it is kept.
#[derive(Debug)]
pub struct Kept {
    state: State,
    held: Held,
}

impl Kept {
    /// A copy that stays whatever it takes: a run's first state.
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

    /// A copy in the memory of this one, if it has another rule's size and there is no room for that, none.
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

/// A state that was kept.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The same in every branch that shares it.
    pub id: u64,
    /// Where it was taken.
    pub at: Cursor,
    /// What stood there.
    pub state: Arc<Kept>,
}
