//! The measurements and the n-grams, as the worker calls them.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::session::{Answer, Session, progress_object, score_object, words};
use crate::measure::ngrams::SplitFigures;
use crate::session::measure;
use crate::text::Split;

#[wasm_bindgen]
impl Session {
    /// A question that is answered at once.
    #[wasm_bindgen(unchecked_return_type = "unknown")]
    pub fn ask(&mut self, #[wasm_bindgen(unchecked_param_type = "Question")] question: JsValue) -> Answer {
        convert::descriptor(&self.inner.ask(&convert::options(question)?).map_err(refused)?)
    }

    /// Begins a measurement that takes a while.
    #[wasm_bindgen(js_name = beginTask)]
    pub fn begin_task(&mut self, #[wasm_bindgen(unchecked_param_type = "Task")] task: JsValue) -> Answer<()> {
        self.inner.begin_task(&convert::options(task)?).map_err(refused)
    }

    /// About `budget` more tokens of it.
    #[wasm_bindgen(js_name = taskChunk, unchecked_return_type = "Progress")]
    pub fn task_chunk(&mut self, budget: f64) -> Answer {
        let done = self.inner.task_chunk(budget as usize).map_err(refused)?;
        Ok(progress_object(done.done as f64, done.total as f64))
    }

    /// What it found.
    #[wasm_bindgen(js_name = endTask, unchecked_return_type = "unknown")]
    pub fn end_task(&mut self) -> Answer {
        convert::descriptor(&self.inner.end_task().map_err(refused)?)
    }

    /// Ends it before it is done.
    #[wasm_bindgen(js_name = giveUpTask)]
    pub fn give_up_task(&mut self) {
        self.inner.give_up_task();
    }

    /// An n-gram model of its own: `advance` until all is done, then `finish`; `free` cancels it.
    pub fn ngram(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NgramOptions")] options: JsValue,
    ) -> Answer<NgramCounting> {
        Ok(NgramCounting { inner: self.inner.ngram(&convert::options(options)?).map_err(refused)? })
    }
}

/// An n-gram model in the making.
#[wasm_bindgen]
pub struct NgramCounting {
    inner: measure::NgramCounting,
}

#[wasm_bindgen]
impl NgramCounting {
    /// About `budget` more tokens.
    #[wasm_bindgen(unchecked_return_type = "Progress")]
    pub fn advance(&mut self, budget: f64) -> JsValue {
        let done = self.inner.advance(budget as usize);
        progress_object(done.done as f64, done.total as f64)
    }

    /// The model. The counting is used up.
    pub fn finish(self) -> NgramModel {
        NgramModel { inner: self.inner.finish() }
    }
}

/// A counted model.
#[wasm_bindgen]
pub struct NgramModel {
    inner: measure::NgramModel,
}

#[wasm_bindgen]
impl NgramModel {
    /// Its figures on every split, its entries, its discounts.
    #[wasm_bindgen(unchecked_return_type = "unknown")]
    pub fn facts(&self) -> Answer {
        let measured = &self.inner.measured;
        let facts = js_sys::Object::new();
        for (split, found) in Split::ALL.into_iter().zip(&measured.splits) {
            convert::set(&facts, split.name(), &split_object(found));
        }
        convert::set(&facts, "entries", &(measured.model.entries() as f64).into());
        convert::set(&facts, "discounts", &convert::descriptor(&measured.model.discounts())?);
        Ok(facts.into())
    }

    /// The distribution of the word after these; null where there is none.
    #[wasm_bindgen(unchecked_return_type = "unknown")]
    pub fn predict(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
    ) -> Answer {
        let (context, probabilities) = self.inner.predict(&words("context", context)?).map_err(refused)?;
        let probabilities = probabilities.map_or(JsValue::NULL, |all| convert::floats_from_f64(&all));
        Ok(convert::object([("context", convert::ids(&context)), ("probabilities", probabilities)]))
    }

    /// A sentence, factor by factor.
    #[wasm_bindgen(unchecked_return_type = "unknown")]
    pub fn score(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] sentence: JsValue,
    ) -> Answer {
        let scored = self.inner.score(&words("sentence", sentence)?).map_err(refused)?;
        Ok(score_object(&scored, self.inner.unknown_is_trained()))
    }

    /// What followed a context in training and how often.
    #[wasm_bindgen(unchecked_return_type = "unknown")]
    pub fn counts(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
    ) -> Answer {
        let counts = self.inner.counts(&words("context", context)?).map_err(refused)?;
        let entry = |&(token, count): &(u32, u32)| {
            convert::object([("token", self.inner.token(token).into()), ("count", count.into())])
        };
        Ok(counts.iter().map(entry).collect::<Array>().into())
    }
}

fn split_object(found: &SplitFigures) -> JsValue {
    found.figures.map_or(JsValue::NULL, |figures| {
        convert::object([
            ("nll", figures.nll.into()),
            ("perplexity", figures.perplexity.into()),
            ("tokens", (figures.tokens as f64).into()),
            ("unseen", (found.sparsity.unseen as f64).into()),
        ])
    })
}
