//! [`Session`], as the worker calls it.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::clock::Clock;
use super::convert::{self, refused};
use super::engine::CPU_DETAIL;
use crate::error::Error;
use crate::model::Tensor;
use crate::session::{self, Evaluated, Shown, Words};
use crate::text::Split;
use crate::train::{Run, Stopped, TrainOnOptions, TrainOptions};

pub(super) type Answer<T = JsValue> = Result<T, JsValue>;

/// One model.
#[wasm_bindgen]
pub struct Session {
    pub(super) inner: session::Session,
}

#[wasm_bindgen]
impl Session {
    /// What it was made with, the text apart.
    #[wasm_bindgen(getter, unchecked_return_type = "MadeOptions")]
    pub fn options(&self) -> Answer {
        convert::descriptor(&self.inner.options())
    }

    /// The tokens by id.
    #[wasm_bindgen(getter, unchecked_return_type = "string[]")]
    pub fn vocabulary(&self) -> JsValue {
        convert::strings(self.inner.vocabulary().tokens())
    }

    /// What computes it.
    #[wasm_bindgen(getter, unchecked_return_type = "{ name: BackendName, detail: string }")]
    pub fn backend(&self) -> JsValue {
        convert::object([("name", "cpu".into()), ("detail", CPU_DETAIL.into())])
    }

    /// Bytes that it may come to use.
    #[wasm_bindgen(getter)]
    pub fn memory(&self) -> f64 {
        self.inner.memory() as f64
    }

    /// Whether `<unk>`, where there is one, occurs in training.
    #[wasm_bindgen(getter, js_name = unknownTrained)]
    pub fn unknown_trained(&self) -> bool {
        self.inner.unknown_is_trained()
    }

    /// Training steps taken.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> f64 {
        self.inner.step() as f64
    }

    /// The furthest step of this run.
    #[wasm_bindgen(getter, js_name = lastStep)]
    pub fn last_step(&self) -> f64 {
        self.inner.last_step() as f64
    }

    /// Tokens of a split's sentences.
    #[wasm_bindgen(unchecked_return_type = "string[][]")]
    pub fn sentences(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Split")] split: JsValue,
        from: f64,
        count: f64,
    ) -> Answer {
        let at =
            |name, value| crate::check::whole(name, value, 0, crate::check::MAXIMUM_COUNT).map_err(refused);
        let (from, count) = (at("from", from)?, at("count", count)?);
        let rows =
            self.inner.sentences(split_named(split)?, from as usize, count as usize).map_err(refused)?;
        Ok(rows.iter().map(|row| convert::strings(row.iter().map(String::as_str))).collect::<Array>().into())
    }

    /// E, W, U and, where there are biases, b and c.
    #[wasm_bindgen(unchecked_return_type = "ParameterTensors")]
    pub fn parameters(&self) -> JsValue {
        convert::tensors(&self.inner.parameters())
    }

    /// Replaces the ones given.
    #[wasm_bindgen(js_name = setParameters)]
    pub fn set_parameters(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Partial<ParameterTensors>")] some: JsValue,
    ) -> Answer<()> {
        let mut given = Vec::new();
        for entry in Object::entries(some.unchecked_ref()).iter() {
            let entry: Array = entry.unchecked_into();
            given.push(shown(&entry.get(0), &entry.get(1))?);
        }
        self.inner.set_parameters(&given).map_err(refused)
    }

    /// The distribution of the word after these.
    #[wasm_bindgen(unchecked_return_type = "Prediction")]
    pub fn predict(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
    ) -> Answer {
        let prediction = self.inner.predict(&words("context", context)?).map_err(refused)?;
        Ok(convert::object([
            ("context", convert::ids(&prediction.context)),
            ("probabilities", convert::floats(&prediction.probabilities)),
        ]))
    }

    /// A sentence, factor by factor.
    #[wasm_bindgen(unchecked_return_type = "Score")]
    pub fn score(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] sentence: JsValue,
    ) -> Answer {
        let scored = self.inner.score(&words("sentence", sentence)?).map_err(refused)?;
        Ok(score_object(&scored, self.inner.unknown_is_trained()))
    }

    /// Begins a run on the training split, and says what it will be.
    #[wasm_bindgen(js_name = beginTrain, unchecked_return_type = "{ steps: number, batch: number }")]
    pub fn begin_train(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "TrainOptions")] options: JsValue,
    ) -> Answer {
        let options: TrainOptions = convert::options(options)?;
        let run = options.checked().map_err(refused)?;
        self.inner.begin_train(&options).map_err(refused)?;
        Ok(run_object(&run))
    }

    /// Up to so many steps of the run that was begun.
    #[wasm_bindgen(
        js_name = trainChunk,
        unchecked_return_type = "{ losses: Float32Array, left: number, stopped: Stopped | null, milliseconds: number }"
    )]
    pub fn train_chunk(&mut self, steps: f64) -> Answer {
        let clock = Clock::start();
        let trained = self.inner.train_chunk(steps as u64).map_err(refused)?;
        Ok(convert::object([
            ("losses", convert::floats(&trained.losses)),
            ("left", (trained.left as f64).into()),
            ("stopped", trained.stopped.map_or(JsValue::NULL, stopped_object)),
            ("milliseconds", clock.milliseconds().into()),
        ]))
    }

    /// Ends a run before its last step.
    #[wasm_bindgen(js_name = endTrain)]
    pub fn end_train(&mut self) {
        self.inner.end_train();
    }

    /// Begins a run on these very examples, and says what it will be.
    #[wasm_bindgen(js_name = beginTrainOn, unchecked_return_type = "{ steps: number, batch: number }")]
    pub fn begin_train_on(
        &mut self,
        contexts: &[u32],
        targets: &[u32],
        #[wasm_bindgen(unchecked_param_type = "Omit<TrainOnOptions, \"contexts\" | \"targets\">")]
        options: JsValue,
    ) -> Answer {
        let options: TrainOnOptions = convert::options(options)?;
        let run = options.checked(targets.len()).map_err(refused)?;
        self.inner.begin_train_on(contexts, targets, &options).map_err(refused)?;
        Ok(run_object(&run))
    }

    /// Begins to measure the model on a split.
    #[wasm_bindgen(js_name = beginEvaluate)]
    pub fn begin_evaluate(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Split")] split: JsValue,
    ) -> Answer<()> {
        self.inner.begin_evaluate(&Evaluated::Split(split_named(split)?)).map_err(refused)
    }

    /// Begins to measure the model on a text of at least so many bytes, which is pushed.
    #[wasm_bindgen(js_name = beginEvaluateText)]
    pub fn begin_evaluate_text(&mut self, bytes: f64) -> Answer<()> {
        self.inner.begin_evaluate_text(bytes as u64).map_err(refused)
    }

    /// A chunk of that text, in UTF-8.
    #[wasm_bindgen(js_name = pushEvaluated)]
    pub fn push_evaluated(&mut self, utf8: &[u8]) -> Answer<()> {
        self.inner.push_evaluated(utf8).map_err(refused)
    }

    /// That text is complete.
    #[wasm_bindgen(js_name = sealEvaluated)]
    pub fn seal_evaluated(&mut self) {
        self.inner.seal_evaluated();
    }

    /// Forgets an evaluation before its end.
    #[wasm_bindgen(js_name = cancelEvaluate)]
    pub fn cancel_evaluate(&mut self) {
        self.inner.cancel_evaluate();
    }

    /// About `budget` more tokens.
    #[wasm_bindgen(js_name = evaluateChunk, unchecked_return_type = "Progress")]
    pub fn evaluate_chunk(&mut self, budget: f64) -> Answer {
        let done = self.inner.evaluate_chunk(budget as usize).map_err(refused)?;
        Ok(progress_object(done.done as f64, done.total as f64))
    }

    /// The figures of the evaluation that was begun.
    #[wasm_bindgen(js_name = endEvaluate, unchecked_return_type = "Evaluation")]
    pub fn end_evaluate(&mut self) -> Answer {
        let figures = convert::descriptor(&self.inner.end_evaluate().map_err(refused)?)?;
        convert::set(figures.unchecked_ref(), "unknownTrained", &self.inner.unknown_is_trained().into());
        // A run that goes on waits for an evaluation: all of it is of this one step.
        convert::set(figures.unchecked_ref(), "step", &(self.inner.step() as f64).into());
        Ok(figures)
    }
}

fn run_object(run: &Run) -> JsValue {
    convert::object([("steps", (run.steps as f64).into()), ("batch", (run.batch as f64).into())])
}

pub(super) fn progress_object(done: f64, total: f64) -> JsValue {
    convert::object([("done", done.into()), ("total", total.into())])
}

pub(super) fn score_object(scored: &session::Scored, unknown_trained: bool) -> JsValue {
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

fn stopped_object(stopped: Stopped) -> JsValue {
    let tensor = stopped.tensor.map_or(JsValue::NULL, |tensor| tensor.name().into());
    convert::object([
        ("reason", stopped.reason.into()),
        ("step", (stopped.step as f64).into()),
        ("tensor", tensor),
    ])
}

pub(super) fn split_named(given: JsValue) -> Answer<Split> {
    let name = given.as_string().unwrap_or_else(|| format!("{given:?}"));
    Split::ALL.into_iter().find(|split| split.name() == name).ok_or_else(|| {
        refused(Error::value("split", name, "it must be \"train\", \"validation\" or \"test\""))
    })
}

/// A text, or a list of tokens.
pub(super) fn words(name: &'static str, given: JsValue) -> Answer<Words> {
    if let Some(text) = given.as_string() {
        return Ok(Words::Text(text));
    }
    let wrong = || refused(Error::value(name, "neither", "it must be a text or a list of tokens"));
    if !Array::is_array(&given) {
        return Err(wrong());
    }
    let tokens: Option<Vec<String>> = Array::from(&given).iter().map(|token| token.as_string()).collect();
    tokens.map(Words::Tokens).ok_or_else(wrong)
}

/// A tensor's name, from a script.
pub(super) fn parameter_named(name: &JsValue) -> Answer<Tensor> {
    let name = name.as_string().unwrap_or_default();
    Tensor::named(&name).ok_or_else(|| {
        let expected = "the parameters are E, W, U and, where there are biases, b and c";
        refused(Error::value("the tensor", &name, expected))
    })
}

/// A tensor of a script: its name, and `{ shape, data }`.
fn shown(name: &JsValue, given: &JsValue) -> Answer<Shown> {
    let tensor = parameter_named(name)?;
    let wrong = |_| {
        refused(Error::value(
            tensor.name(),
            "not a tensor",
            "it must be { shape: [rows, columns], data: Float32Array }",
        ))
    };
    let field = |field: &str| Reflect::get(given, &field.into());
    let shape =
        serde_wasm_bindgen::from_value(field("shape").map_err(wrong)?).map_err(|e| wrong(e.into()))?;
    let data: js_sys::Float32Array = field("data").and_then(|data| data.dyn_into()).map_err(wrong)?;
    Ok(Shown { tensor, shape, data: data.to_vec() })
}
