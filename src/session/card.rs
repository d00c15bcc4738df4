//! The model's side of a run on the GPU. The engine there has its own memory: it gets a state and the examples, and returns a state
//! from time to time, which becomes the model's snapshot.

use super::{Session, Source, Ticket, no_text};
use crate::backend::webgpu::WindowSource;
use crate::error::{Error, Result};
use crate::lm::Examples;
use crate::model::Layout;
use crate::reason;
use crate::text::Split;
use crate::train::{Arriving, Handover, Numbers, OptimizerOptions, TrainOnOptions, TrainOptions};
use crate::work::{Effect, Progress, Work, complete};

/// The most examples of a comparison or a measurement.
const PROBE: usize = 16;

/// A state of another engine on its way in.
#[derive(Debug)]
struct Adopting<L> {
    arriving: Arriving<L>,
    /// The run that the crew's steps belong to.
    run: Option<u32>,
}

impl<L: Numbers> Work<Session> for Adopting<L> {
    type Output = ();

    fn effect(&self) -> Effect {
        Effect::Apart
    }

    fn advance(&mut self, _: &mut Session, budget: u64) -> Result<Progress> {
        Ok(self.arriving.advance(budget, |_, _, _| ()))
    }

    fn finish(mut self, on: &mut Session) -> Result<()> {
        complete(&mut self, on)?;
        let state = self.arriving.state();
        if let Some(run) = self.run {
            on.trainer.followed = Some(state);
            let progress = on.advance(run, 0);
            on.trainer.followed = None;
            return progress.map(drop);
        }
        // The history begins with a copy of it.
        crate::memory::ask(reason::snapshot(), &state.buffers())?;
        let step = state.step;
        let before = on.trainer.adopt(state);
        on.changed();
        // Only a later state shows that this one's loss was a number.
        if before.step < step {
            on.before_card = Some(before);
        }
        Ok(())
    }
}

impl Session {
    /// Begins to continue from a state that another engine computed from this one. A run under way counts the GPU's steps. The crew's
    /// steps are bit for bit those of the `run` of this number, so they are in its history and can be replayed.
    ///
    /// # Errors
    /// A state that is not this network's; too little memory for it. A number that is no run's is an error of the work.
    pub fn begin_adopt<L: Numbers + 'static>(
        &mut self,
        handover: Handover<L>,
        run: Option<u32>,
    ) -> Result<Ticket<()>> {
        let arriving = handover.arriving()?;
        if Layout::of(arriving.make().config()) != self.trainer.state().parameters.layout {
            return Err(Error::State(reason::another_network()));
        }
        self.begin(Adopting { arriving, run })
    }

    /// Continues from the state in one call.
    ///
    /// # Errors
    /// As [`Session::begin_adopt`]; a number that is no run's.
    pub fn adopt<L: Numbers + 'static>(&mut self, handover: Handover<L>, run: Option<u32>) -> Result<()> {
        let adopting = self.begin_adopt(handover, run)?;
        self.finish(adopting)
    }

    /// A split as the GPU and the crew read it.
    ///
    /// # Errors
    /// A model without its text.
    pub fn window_source(&self, split: Split) -> Result<WindowSource> {
        let stream = self.corpus()?.split(split);
        let n = self.config().dims.context;
        Ok(WindowSource::of_stream(stream.ids().collect(), n, stream.boundary()))
    }

    /// A script's examples, checked, as the GPU reads them.
    ///
    /// # Errors
    /// As [`Session::train_on`].
    pub fn window_source_of(
        &self,
        contexts: &[u32],
        targets: &[u32],
        options: &TrainOnOptions,
    ) -> Result<WindowSource> {
        let n = self.config().dims.context;
        self.check_examples(contexts, targets)?;
        options.checked(targets.len())?;
        Ok(WindowSource::of_examples(contexts, targets, n))
    }

    /// A few examples on which two engines are compared: contexts and targets. They are the first of the training split or, in a model
    /// without its text, made from the vocabulary in its order.
    pub fn probe(&self) -> (Vec<u32>, Vec<u32>) {
        let dims = self.config().dims;
        let n = dims.context;
        if let Source::Corpus(corpus) = &self.source {
            let windows = corpus.train.windows(n);
            let count = windows.len().min(PROBE);
            let mut contexts = vec![0; count * n];
            let rows = contexts.chunks_exact_mut(n).enumerate();
            let targets = rows.map(|(i, context)| Examples::gather(&windows, i, context)).collect();
            return (contexts, targets);
        }
        let word = |i: usize| (i % dims.vocabulary) as u32;
        ((0..PROBE * n).map(word).collect(), (0..PROBE).map(|i| word(i + n)).collect())
    }

    /// Takes some steps on a copy and drops it, for a measurement to time.
    ///
    /// # Errors
    /// A model without its text.
    pub fn rehearse(&mut self, steps: u64, batch: u64) -> Result<()> {
        let options = TrainOptions {
            steps: Some(steps as f64),
            batch: Some(batch as f64),
            // An epoch's shuffle is no step.
            order: Some(crate::train::ExampleOrder::Sequential),
            // At such a small rate no number overflows.
            optimizer: OptimizerOptions { rate: Some(1e-3), ..Default::default() },
        };
        let run = options.checked()?;
        let Source::Corpus(corpus) = &self.source else { return Err(no_text()) };
        let windows = corpus.train.windows(self.checked.network.dims.context);
        let mut trainer = self.trainer.rehearsal();
        let mut pass = trainer.begin(run);
        trainer.advance(&mut pass, &windows, steps);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{CorpusSource, ModelOptions};
    use super::*;

    fn session(sentences: bool) -> Session {
        let text = "a b c . \n b c a .\n c a b b a .\n".repeat(4);
        let options = ModelOptions {
            corpus: Some(CorpusSource::Text { text }),
            sentences: Some(sentences.into()),
            context: Some(2.0),
            hidden: Some(5.0),
            ..Default::default()
        };
        Session::create(options).expect("valid")
    }

    #[test]
    fn the_card_s_windows_are_the_split_s() {
        for sentences in [true, false] {
            let session = session(sentences);
            let source = session.window_source(Split::Train).expect("text");
            let windows = session.corpus().expect("text").train.windows(2);
            assert_eq!(source.examples, Examples::len(&windows));
            let places = source.places;
            for index in 0..source.examples {
                let mut context = [0; 2];
                let target = Examples::gather(&windows, index, &mut context);
                // As the shader walks.
                let mut at = index * places.stride as usize + places.offset as usize;
                assert_eq!(source.tokens[at], target);
                let mut walked = [0; 2];
                let mut inside = true;
                for slot in walked.iter_mut().rev() {
                    inside = inside && at > 0;
                    *slot = places.boundary;
                    if inside {
                        *slot = source.tokens[at - 1];
                        inside = *slot != places.boundary;
                        at -= 1;
                    }
                }
                assert_eq!(walked, context, "example {index}, sentences {sentences}");
            }
        }
    }

    #[test]
    fn a_run_that_leaves_and_comes_back_is_the_run_that_stayed() {
        let options = TrainOptions { steps: Some(30.0), ..Default::default() };
        let mut stayed = session(true);
        let losses = stayed.train(&options).expect("trains").losses;
        let (mut left, mut elsewhere) = (session(true), session(true));
        let run = left.begin_train(&options).expect("begins");
        let there = elsewhere.begin_train(&options).expect("begins");
        let mut first = Vec::new();
        while first.len() < 20 {
            first.extend(elsewhere.advance(there.id(), 1).expect("trains").losses);
        }
        left.adopt(elsewhere.handover(), None).expect("the same network");
        assert_eq!((left.step(), left.sound_before(20).map(|h| h.make.step)), (20, Some(0)));
        let rest = left.finish(run).expect("goes on");
        assert_eq!([first, rest.losses].concat(), losses);
        assert_eq!(left.handover(), stayed.handover());
    }

    #[test]
    fn a_run_that_follows_the_crew_has_all_of_its_steps() {
        let options = TrainOptions { steps: Some(300.0), ..Default::default() };
        let mut alone = session(true);
        let (mut here, mut crew) = (session(true), session(true));
        for model in [&mut here, &mut crew, &mut alone] {
            model.train(&TrainOptions { steps: Some(5.0), ..Default::default() }).expect("trains");
        }
        let losses = alone.train(&options).expect("trains").losses;
        let run = here.begin_train(&options).expect("begins");
        let there = crew.begin_train(&options).expect("begins");
        here.advance(run.id(), 1).expect("trains");
        // What comes at one step, in the middle, twice the same, and at the last but one.
        for until in [8, 130, 130, 304] {
            while crew.step() < until {
                crew.advance(there.id(), 1).expect("trains");
            }
            here.adopt(crew.handover(), Some(run.id())).expect("a state of the run");
            assert_eq!(here.step(), until);
        }
        let last = here.finish(run).expect("goes on");
        assert_eq!((last.losses.as_slice(), here.handover()), (&losses[299..], alone.handover()));
        let end = here.handover();
        // To a step that was taken here, ones that were taken there, the last.
        for step in [3, 7, 8, 100, 130, 131, 300, 305] {
            let mut replayed = session(true);
            replayed.train(&TrainOptions { steps: Some(step as f64), ..Default::default() }).expect("trains");
            here.seek(step as f64).expect("in its history");
            assert_eq!(here.handover().parameters, replayed.handover().parameters, "step {step}");
        }
        here.undo().expect("the run");
        assert_eq!(here.step(), 5);
        here.seek(305.0).expect("in its history");
        assert_eq!(here.handover(), end);
    }

    #[test]
    fn a_state_of_no_run_under_way_is_refused_and_an_older_one_changes_nothing() {
        let options = TrainOptions { steps: Some(9.0), ..Default::default() };
        let (mut here, mut crew) = (session(true), session(true));
        crew.train(&options).expect("trains");
        let (before, state) = (here.handover(), crew.handover());
        assert!(here.adopt(state.clone(), Some(7)).is_err());
        assert_eq!(here.handover(), before);
        let run = here.begin_train(&options).expect("begins");
        here.adopt(state.clone(), Some(run.id())).expect("of this run");
        here.adopt(before, Some(run.id())).expect("nothing");
        assert_eq!(here.handover(), state);
        assert!(here.finish(run).expect("over").losses.is_empty());
    }

    #[test]
    fn what_is_done_again_after_a_card_s_steps_deals_the_same_examples() {
        let (contexts, targets) =
            ((0..20).map(|i| 2 + i % 3).collect::<Vec<_>>(), (0..10).map(|i| 2 + i % 4).collect::<Vec<_>>());
        let options = TrainOnOptions { steps: Some(11.0), batch: Some(3.0), ..Default::default() };
        // Anywhere in the run, at a multiple of the examples and not.
        for left_at in [5, 10] {
            let (mut here, mut card) = (session(true), session(true));
            let run = here.begin_train_on(&contexts, &targets, &options).expect("begins");
            let there = card.begin_train_on(&contexts, &targets, &options).expect("begins");
            while card.step() < left_at {
                card.advance(there.id(), 1).expect("trains");
            }
            here.adopt(card.handover(), None).expect("the same network");
            here.finish(run).expect("goes on");
            let end = here.handover();
            for step in left_at..11 {
                here.seek(step as f64).expect("in its history");
                here.seek(11.0).expect("in its history");
                assert_eq!(here.handover(), end, "left at {left_at}, gone on from {step}");
                here.seek(step as f64 + 1.0).expect("in its history");
            }
        }
    }

    #[test]
    fn a_rehearsal_leaves_no_trace() {
        let mut session = session(true);
        let before = session.handover();
        session.rehearse(5, 8).expect("text");
        assert_eq!(session.handover(), before);
    }

    #[test]
    fn a_probe_is_there_with_and_without_a_text() {
        let session = session(true);
        let (contexts, targets) = session.probe();
        assert_eq!((contexts.len(), targets.len()), (32, 16));
        let loaded = Session::load(&session.save(), None).expect("saved");
        let (contexts, targets) = loaded.probe();
        assert_eq!((contexts.len(), targets.len()), (32, 16));
        assert!(contexts.iter().chain(&targets).all(|&id| (id as usize) < loaded.config().dims.vocabulary));
    }
}
