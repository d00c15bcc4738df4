//! Dead hidden units: relu units that are always zero.

use crate::backend::Cpu;
use crate::lm::{Done, EXAMPLES_PER_CALL, Examples};
use crate::model::{Activation, Config, Parameters};
use crate::rng::{Rng, Stream};

/// Finds the relu units that are zero on all of some windows, which a stream of its own draws from the examples; or on all examples in
/// order if there are no more. Only a relu can be dead; for other activations no window is read. It borrows nothing.
#[derive(Debug, Clone)]
pub struct DeadUnits {
    rng: Rng,
    windows: usize,
    /// Whether these are all of the examples.
    all: bool,
    next: usize,
    silent: Vec<bool>,
    cpu: Cpu,
    contexts: Vec<u32>,
}

impl DeadUnits {
    /// Begins with this network, over up to `windows` of this many examples.
    pub fn new(config: &Config, examples: usize, windows: usize, seed: u64) -> Self {
        let windows = if config.activation == Activation::Relu { windows.min(examples) } else { 0 };
        DeadUnits {
            rng: Rng::new(seed, Stream::Diagnostics),
            windows,
            all: windows == examples,
            next: 0,
            silent: vec![windows > 0; config.dims.hidden],
            cpu: Cpu::new(*config),
            contexts: Vec::new(),
        }
    }

    /// Reads up to `budget` more windows.
    ///
    /// # Panics
    /// If the examples are not those that it was made for.
    pub fn advance<X: Examples + ?Sized>(
        &mut self,
        parameters: &Parameters,
        examples: &X,
        budget: usize,
    ) -> Done {
        let n = examples.context_length();
        let end = self.windows.min(self.next.saturating_add(budget));
        while self.next < end {
            let count = EXAMPLES_PER_CALL.min(end - self.next);
            self.contexts.resize(count * n, 0);
            for (i, context) in self.contexts.chunks_exact_mut(n).enumerate() {
                let index = match self.all {
                    true => self.next + i,
                    false => self.rng.below(examples.len() as u32) as usize,
                };
                examples.gather(index, context);
            }
            let h = self.cpu.hidden(parameters, &self.contexts);
            for row in h.chunks_exact(self.silent.len()) {
                self.silent.iter_mut().zip(row).for_each(|(silent, &h)| *silent &= h == 0.0);
            }
            self.next += count;
        }
        Done { done: self.next, total: self.windows }
    }

    /// The units that were always zero so far, and how many windows were read.
    pub fn found(&self) -> (Vec<u32>, usize) {
        let units =
            self.silent.iter().enumerate().filter(|(_, silent)| **silent).map(|(unit, _)| unit as u32);
        (units.collect(), self.next)
    }
}
