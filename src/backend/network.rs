//! The network as a language model: what makes it comparable with anything else that predicts words.

use super::Cpu;
use crate::lm::LanguageModel;
use crate::model::Parameters;

/// Parameters and the workspace to run them in. Looking through it changes nothing that training reads.
#[derive(Debug)]
pub struct Network<'a> {
    parameters: &'a Parameters,
    cpu: &'a mut Cpu,
    row: Vec<f64>,
}

impl<'a> Network<'a> {
    /// These parameters, run in this workspace.
    pub fn new(parameters: &'a Parameters, cpu: &'a mut Cpu) -> Self {
        Network { parameters, cpu, row: Vec::new() }
    }
}

impl LanguageModel for Network<'_> {
    fn context_length(&self) -> usize {
        self.parameters.layout.config.dims.context
    }

    fn vocabulary_size(&self) -> usize {
        self.parameters.layout.config.dims.vocabulary
    }

    fn log_probabilities(&mut self, context: &[u32], out: &mut [f64]) -> bool {
        self.cpu.log_probabilities(self.parameters, context, &mut self.row);
        out.copy_from_slice(&self.row);
        true
    }

    fn score_batch(&mut self, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        let losses = self.cpu.evaluate(self.parameters, contexts, targets);
        out.iter_mut().zip(losses).for_each(|(out, loss)| *out = -loss);
    }
}
