//! A second engine that stands where the first one stands: the page opens without the parts that explain and measure, and
//! fetches an engine that has them when someone asks. What it computes from the same numbers has the same bits.

use super::Session;
use crate::error::{Error, Result};
use crate::train::{Optimizer, Rule, State};

/// Where a run stands, as plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The parameters as they lie in memory, then the optimizer's moments, where it has any.
    pub numbers: Vec<f32>,
    /// The optimizer's rule.
    pub rule: Rule,
    /// Updates since its state was cleared.
    pub updates: u64,
    /// Steps taken.
    pub step: u64,
    /// Examples dealt.
    pub dealt: u64,
}

impl Session {
    /// Where this model stands.
    pub fn standing(&self) -> Standing {
        let State { parameters, optimizer, step, dealt } = self.trainer.state();
        let numbers = [&parameters.data, &optimizer.first, &optimizer.second].map(Vec::as_slice).concat();
        Standing { numbers, rule: optimizer.rule, updates: optimizer.updates, step: *step, dealt: *dealt }
    }

    /// Stands where another model of the same make stands, to look at it there. The past is not taken over: whoever trains
    /// on, trains the other one.
    ///
    /// # Errors
    /// Numbers of another network or another optimizer.
    pub fn stand(&mut self, standing: &Standing) -> Result<()> {
        let &Standing { ref numbers, rule, updates, step, dealt } = standing;
        let length = self.trainer.state().parameters.data.len();
        let mut optimizer = Optimizer::new(rule, length);
        let expected = length + optimizer.first.len() + optimizer.second.len();
        if numbers.len() != expected {
            let right = format!("this network and optimizer have {expected}");
            return Err(Error::value("numbers", format!("{} of them", numbers.len()), right));
        }
        let (parameters, moments) = numbers.split_at(length);
        let (first, second) = moments.split_at(optimizer.first.len());
        optimizer.first.copy_from_slice(first);
        optimizer.second.copy_from_slice(second);
        optimizer.updates = updates;
        self.trainer.stand(parameters, optimizer, step, dealt);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ModelOptions, Words};
    use super::*;
    use crate::session::CorpusSource;
    use crate::train::{OptimizerOptions, TrainOptions};

    fn model() -> Session {
        let corpus = CorpusSource::Named { name: "farmyard".to_owned(), size: None };
        Session::create(ModelOptions { corpus: Some(corpus), ..Default::default() }).expect("a model")
    }

    #[test]
    fn a_mirror_answers_with_the_same_bits() {
        let (mut run, mut mirror) = (model(), model());
        for rule in [Rule::AdamW, Rule::Sgd, Rule::Momentum] {
            let optimizer =
                OptimizerOptions { rate: Some(0.01), optimizer: Some(rule), ..Default::default() };
            let options = TrainOptions { steps: Some(20.0), batch: None, order: None, optimizer };
            run.train(&options).expect("it trains");
            mirror.stand(&run.standing()).expect("one make");
            assert_eq!(mirror.standing(), run.standing());
            let words = Words::Text("the dog".to_owned());
            assert_eq!(mirror.predict(&words).expect("known"), run.predict(&words).expect("known"));
            assert_eq!(mirror.save(), run.save());
        }
    }

    #[test]
    fn numbers_of_another_network_are_refused() {
        let mut session = model();
        let mut standing = session.standing();
        standing.numbers.pop();
        assert!(session.stand(&standing).is_err_and(|error| error.to_string().contains("numbers")));
    }
}
