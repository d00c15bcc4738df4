//! The measurements and the n-grams, as the worker calls them.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
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
    #[wasm_bindgen(unchecked_return_type = "unknown")]
    pub fn facts(&self) -> JsResult {
        let measured = &self.inner.borrow().measured;
        let facts = js_sys::Object::new();
        for (split, found) in Split::ALL.into_iter().zip(&measured.splits) {
            convert::set(&facts, split.name(), &split_object(found));
        }
        convert::set(&facts, "entries", &(measured.model.entries() as f64).into());
        convert::set(&facts, "discounts", &convert::descriptor(&measured.model.discounts())?);
        Ok(facts.into())
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
            Ok(convert::object([("context", convert::ids(&context)), ("probabilities", probabilities)]))
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
        self.push(&convert::object([("token", token.into()), ("count", count.into())]));
    }
}

fn split_object(found: &SplitFigures) -> JsValue {
    found.figures.map_or(JsValue::NULL, |figures| {
        convert::object([
            ("nll", figures.nll.into()),
            ("perplexity", figures.perplexity.into()),
            ("tokens", (figures.tokens as f64).into()),
            ("unseen", (found.sparsity.unseen as f64).into()),
            ("unknown", (figures.unknown as f64).into()),
        ])
    })
}

pub(super) fn score_object(scored: &Scored, unknown_trained: bool) -> JsValue {
    let known: Array = scored.known.iter().map(|&known| JsValue::from_bool(known)).collect();
    convert::object([
        ("tokens", convert::strings(scored.tokens.iter().map(String::as_str))),
        ("logProbabilities", convert::floats_from_f64(&scored.log_probabilities)),
        ("known", known.into()),
        ("nll", scored.figures.nll.into()),
        ("perplexity", scored.figures.perplexity.into()),
        ("unknownTrained", unknown_trained.into()),
    ])
}
