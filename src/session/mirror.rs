//! A second engine with the first one's state. The page opens without the parts that explain and measure, and loads an engine that
//! has them when a reader needs them. From the same numbers it computes the same bits.

use super::{Session, Ticket};
use crate::error::{Error, Result};
use crate::model::Layout;
use crate::reason;
use crate::train::{Arriving, Handover, Make, Numbers, State};
use crate::work::{Progress, Work, complete};

/// A state that is being copied in.
#[derive(Debug)]
struct Standpoint<L> {
    arriving: Arriving<L>,
    /// Whether every number so far equals the model's own: then work that reads the model may continue.
    same: bool,
}

impl<L: Numbers> Work<Session> for Standpoint<L> {
    type Output = ();

    fn advance(&mut self, on: &mut Session, budget: u64) -> Result<Progress> {
        let State { parameters, optimizer, .. } = on.trainer.state();
        let here = [&parameters.data, &optimizer.first, &optimizer.second];
        let Standpoint { arriving, same } = self;
        Ok(arriving.advance(budget, |list, from, numbers| {
            let bits = f32::to_bits;
            *same = *same && numbers.iter().zip(&here[list][from..]).all(|(&x, &y)| bits(x) == bits(y));
        }))
    }

    fn finish(mut self, on: &mut Session) -> Result<()> {
        complete(&mut self, on)?;
        if !self.same {
            on.trainer.stand(self.arriving.state());
            on.changed();
        }
        Ok(())
    }
}

impl Session {
    /// Begins to take over the state of another model of the same sizes, to look at it here. The past is not taken over: training
    /// continues in the other model.
    ///
    /// # Errors
    /// A state that is not this network's; too little memory for it.
    pub fn begin_stand<L: Numbers + 'static>(&mut self, handover: Handover<L>) -> Result<Ticket<()>> {
        let arriving = handover.arriving()?;
        let state = self.trainer.state();
        let there = *arriving.make();
        if Layout::of(there.config()) != state.parameters.layout {
            return Err(Error::State(reason::another_network()));
        }
        // A seed is the model's, not the state's.
        let same = Make::of(state, there.seed) == there;
        self.begin(Standpoint { arriving, same })
    }

    /// Takes over the state in one call.
    ///
    /// # Errors
    /// As [`Session::begin_stand`].
    pub fn stand<L: Numbers + 'static>(&mut self, handover: Handover<L>) -> Result<()> {
        let standing = self.begin_stand(handover)?;
        self.finish(standing)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CorpusSource, ModelOptions, Words};
    use super::*;
    use crate::train::{OptimizerName, OptimizerOptions, TrainOptions};

    fn model(hidden: f64) -> Session {
        let corpus = CorpusSource::Named { name: "farmyard".to_owned(), size: None };
        let options = ModelOptions { corpus: Some(corpus), hidden: Some(hidden), ..Default::default() };
        Session::create(options).expect("a model")
    }

    #[test]
    fn a_mirror_answers_with_the_same_bits() {
        let (mut run, mut mirror) = (model(20.0), model(20.0));
        for rule in [OptimizerName::AdamW, OptimizerName::Sgd, OptimizerName::Momentum] {
            let optimizer =
                OptimizerOptions { rate: Some(0.01), optimizer: Some(rule), ..Default::default() };
            let options = TrainOptions { steps: Some(20.0), batch: None, order: None, optimizer };
            run.train(&options).expect("it trains");
            mirror.stand(run.handover()).expect("one make");
            let words = Words::Text("the dog".to_owned());
            assert_eq!(mirror.predict(&words).expect("known"), run.predict(&words).expect("known"));
            assert_eq!(mirror.save(), run.save());
            // In pieces it is the same, and if nothing is new, work that reads the model continues.
            let looking = mirror.begin_handover::<Vec<f32>>().expect("begun");
            let again = mirror.begin_stand(run.handover()).expect("one make");
            while !mirror.advance(again.id(), 1_000).expect("a piece").is_complete() {}
            mirror.finish(again).expect("stands");
            assert_eq!(mirror.finish(looking), Ok(run.handover()));
            run.train(&options).expect("it trains");
            let looking = mirror.begin_handover::<Vec<f32>>().expect("begun");
            let again = mirror.begin_stand(run.handover()).expect("one make");
            while !mirror.advance(again.id(), 1_000).expect("a piece").is_complete() {}
            mirror.finish(again).expect("stands");
            assert_eq!(mirror.save(), run.save());
            assert!(mirror.finish(looking).is_err(), "it has changed");
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
