//! A second engine that stands where the first one stands: the page opens without the parts that explain and measure, and
//! fetches an engine that has them when someone asks. What it computes from the same numbers has the same bits.

use super::Session;
use crate::error::{Error, Result};
use crate::reason;
use crate::train::{Handover, Numbers};

impl Session {
    /// Stands where another model of the same make stands, to look at it there. The past is not taken over: whoever trains
    /// on, trains the other one.
    ///
    /// # Errors
    /// A state that is not this network's; less room than it takes.
    pub fn stand(&mut self, handover: Handover<impl Numbers>) -> Result<()> {
        let state = handover.state()?;
        if state.parameters.layout != self.trainer.state().parameters.layout {
            return Err(Error::State(reason::another_network()));
        }
        if state != *self.trainer.state() {
            self.trainer.stand(state);
            self.changed();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CorpusSource, ModelOptions, Words};
    use super::*;
    use crate::train::{OptimizerOptions, Rule, TrainOptions};

    fn model(hidden: f64) -> Session {
        let corpus = CorpusSource::Named { name: "farmyard".to_owned(), size: None };
        let options = ModelOptions { corpus: Some(corpus), hidden: Some(hidden), ..Default::default() };
        Session::create(options).expect("a model")
    }

    #[test]
    fn a_mirror_answers_with_the_same_bits() {
        let (mut run, mut mirror) = (model(20.0), model(20.0));
        for rule in [Rule::AdamW, Rule::Sgd, Rule::Momentum] {
            let optimizer =
                OptimizerOptions { rate: Some(0.01), optimizer: Some(rule), ..Default::default() };
            let options = TrainOptions { steps: Some(20.0), batch: None, order: None, optimizer };
            run.train(&options).expect("it trains");
            mirror.stand(run.handover()).expect("one make");
            let words = Words::Text("the dog".to_owned());
            assert_eq!(mirror.predict(&words).expect("known"), run.predict(&words).expect("known"));
            assert_eq!(mirror.save(), run.save());
        }
    }

    #[test]
    fn a_state_of_another_network_is_refused() {
        let (mut session, other) = (model(20.0), model(21.0));
        let before = session.save();
        assert!(session.stand(other.handover()).is_err());
        assert_eq!(session.save(), before);
    }
}
