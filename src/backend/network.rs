//! The network as a language model, so that it can be compared with every other one.

use super::Cpu;
use crate::lm::LanguageModel;
use crate::model::Parameters;

/// Parameters and the workspace to run them in. Predicting changes nothing that training reads.
#[derive(Debug)]
pub struct Network<'a> {
    parameters: &'a Parameters,
    cpu: &'a mut Cpu,
    row: Vec<f64>,
}

impl<'a> Network<'a> {
    /// Runs these parameters in this workspace.
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

    fn examples_per_call(&self) -> usize {
        self.cpu.examples_per_call()
    }

    fn score_batch(&mut self, contexts: &[u32], targets: &[u32], out: &mut [f64]) {
        self.cpu.score(self.parameters, contexts, targets, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Config, Dims};
    use crate::rng::{Rng, Stream};
    use crate::run::Trainer;

    #[test]
    fn a_context_that_comes_again_scores_the_bits_that_it_would_alone() {
        // Few contexts that repeat often, many that do not, and a vocabulary so large that few rows are scored at a time.
        for (context, vocabulary, examples, kinds) in
            [(1, 30_003, 150, 9), (2, 50, 200, 4), (3, 90, 65, 90), (1, 2, 1, 2)]
        {
            let dims = Dims { context, embedding: 3, hidden: 5, vocabulary };
            let config =
                Config { dims, activation: Default::default(), bias: true }.checked().expect("small");
            let mut trainer = Trainer::new(config, 1);
            let mut rng = Rng::new(2, Stream::Check);
            let mut parameters = trainer.state().parameters.clone();
            parameters.data.iter_mut().for_each(|x| *x += rng.symmetric_f32(1.0));
            trainer.set_parameters(&parameters).expect("room");
            let contexts: Vec<u32> = (0..examples * context).map(|_| rng.below(kinds)).collect();
            let targets: Vec<u32> = (0..examples).map(|_| rng.below(vocabulary as u32)).collect();
            let (parameters, cpu) = trainer.parameters_and_cpu();
            let mut scores = vec![0.0; examples];
            Network::new(parameters, cpu).score_batch(&contexts, &targets, &mut scores);
            for (i, score) in scores.iter().enumerate() {
                let alone =
                    -cpu.evaluate(parameters, &contexts[i * context..][..context], &targets[i..=i])[0];
                assert_eq!(score.to_bits(), alone.to_bits(), "example {i} of {examples}, |V| {vocabulary}");
            }
        }
    }
}
