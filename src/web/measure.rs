//! The measurements and the n-grams, as the worker calls them.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
use super::session::{Session, words};
use super::work::Work;
use crate::measure::models::ngrams::SplitFigures;
use crate::ngram::Arpa;
use crate::session::{Scored, measure};
use crate::text::Split;

#[wasm_bindgen]
impl Session {
    /// Begins to count a separate n-gram model.
    ///
    /// # Errors
    /// As [`session::Session::ngram`](crate::session::Session::ngram).
    pub fn ngram(
        &self,
        #[wasm_bindgen(unchecked_param_type = "NgramOptions")] options: JsValue,
    ) -> JsResult<Work> {
        let counting = self.inner.ngram(&convert::options("ngram", &options)?).map_err(refused)?;
        Ok(Work::new(counting, |inner| {
            Ok(NgramModel { inner: Rc::new(RefCell::new(inner)), arpa: None }.into())
        }))
    }
}

/// A counted model.
#[wasm_bindgen]
pub struct NgramModel {
    inner: Rc<RefCell<measure::NgramModel>>,
    /// Its ARPA file, while it is written.
    arpa: Option<Arpa>,
}

#[wasm_bindgen]
impl NgramModel {
    /// Its figures on every split, its entries and its discounts.
    ///
    /// # Errors
    /// None: the figures are plain data.
    #[wasm_bindgen(unchecked_return_type = "NgramFacts")]
    pub fn facts(&self) -> JsResult {
        let measured = &self.inner.borrow().measured;
        let figures = |split: Split| measured.splits.get(split as usize).map_or(JsValue::NULL, split_object);
        Ok(shape!(
            /// What is known of an n-gram model without asking it.
            NgramFacts {
                /// Null where a split has nothing to predict.
                train: "NgramFigures | null" = figures(Split::Train),
                validation: "NgramFigures | null" = figures(Split::Validation),
                test: "NgramFigures | null" = figures(Split::Test),
                /// Distinct n-grams of its order in training.
                entries: "number" = (measured.model.entries() as f64).into(),
                /// By order, the lowest first; empty without Kneser-Ney.
                discounts: "readonly Discounts[]" = convert::descriptor(&measured.model.discounts())?,
            }
        ))
    }

    /// Begins to compute the distribution of the word after these, token by token; null if there is none.
    ///
    /// # Errors
    /// A context that the model cannot read, or less memory than the distribution takes.
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
    ) -> JsResult<Work> {
        let context = words("context", context)?;
        let predicting = measure::NgramPredicting::new(Rc::clone(&self.inner), &context).map_err(refused)?;
        Ok(Work::new(predicting, |(context, probabilities)| {
            let probabilities = probabilities.map_or(JsValue::NULL, |all| convert::floats_from_f64(&all));
            Ok(shape!(NgramPrediction {
                context: "Uint32Array" = convert::ids(&context),
                probabilities: "Float32Array | null" = probabilities,
            }))
        }))
    }

    /// Begins to score a sentence factor by factor.
    ///
    /// # Errors
    /// A sentence that the model cannot read, or less memory than its factors take.
    pub fn score(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] sentence: JsValue,
    ) -> JsResult<Work> {
        let sentence = words("sentence", sentence)?;
        let scoring = measure::NgramScoring::new(Rc::clone(&self.inner), &sentence).map_err(refused)?;
        let trained = self.inner.borrow().unknown_is_trained();
        Ok(Work::new(scoring, move |scored| Ok(score_object(&scored, trained))))
    }

    /// Begins to list what followed a context in training, and how often, the most frequent first.
    ///
    /// # Errors
    /// A context that the model cannot read, or less memory than the list takes.
    pub fn counts(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
    ) -> JsResult<Work> {
        let context = words("context", context)?;
        let listing = measure::NgramFollowing::new(Rc::clone(&self.inner), &context, Array::new());
        Ok(Work::new(listing.map_err(refused)?, |list| Ok(list.into())))
    }

    /// Begins the model's ARPA file; `arpaPiece` returns its lines.
    ///
    /// # Errors
    /// As [`Arpa::new`].
    #[wasm_bindgen(js_name = beginArpa)]
    pub fn begin_arpa(&mut self) -> JsResult<()> {
        self.arpa = Some(self.inner.borrow().arpa().map_err(refused)?);
        Ok(())
    }

    /// About `count` more lines; nothing after the last.
    #[wasm_bindgen(js_name = arpaPiece)]
    pub fn arpa_piece(&mut self, count: f64) -> Option<String> {
        self.arpa.as_mut().and_then(|arpa| self.inner.borrow().arpa_piece(arpa, count as usize))
    }
}

impl measure::Listing for Array {
    fn put(&mut self, _: u32, token: &str, count: u32) {
        self.push(&shape!(NgramCount { token: "string" = token.into(), count: "number" = count.into() }));
    }
}

fn split_object(found: &SplitFigures) -> JsValue {
    found.figures.map_or(JsValue::NULL, |figures| {
        shape!(
            /// An n-gram model's figures on a split.
            NgramFigures {
                nll: "number" = figures.nll.into(),
                perplexity: "number" = figures.perplexity.into(),
                tokens: "number" = (figures.tokens as f64).into(),
                /// Predicted tokens whose n-gram has no training count.
                unseen: "number" = (found.sparsity.unseen as f64).into(),
                /// Predicted tokens that are `<unk>`: models with other vocabularies do not compare where they have others.
                unknown: "number" = (figures.unknown as f64).into(),
            }
        )
    })
}

pub(super) fn score_object(scored: &Scored, unknown_trained: bool) -> JsValue {
    let known: Array = scored.known.iter().map(|&known| JsValue::from_bool(known)).collect();
    shape!(
        /// One entry a prediction, `</s>` included where there is one.
        Score {
            tokens: "readonly string[]" = convert::strings(scored.tokens.iter().map(String::as_str)),
            logProbabilities: "Float32Array" = convert::floats_from_f64(&scored.log_probabilities),
            known: "readonly boolean[]" = known.into(),
            nll: "number" = scored.figures.nll.into(),
            perplexity: "number" = scored.figures.perplexity.into(),
            /// As the model's.
            unknownTrained: "boolean" = unknown_trained.into(),
        }
    )
}
