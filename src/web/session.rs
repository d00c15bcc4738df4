//! [`Session`], as the worker calls it.

use js_sys::{Array, Float32Array, Object, Reflect, Uint32Array};
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
use super::engine::CPU_DETAIL;
use super::work::Begun;
use crate::error::Error;
use crate::given::Given;
use crate::lm::Figures;
use crate::model::Tensor;
use crate::reason;
use crate::run::Stopped;
use crate::session::{self, Evaluated, Generated, Shown, Trained, Words};
use crate::text::Split;

/// How many tokens are handed over at once.
const WORDS: u32 = 4096;

/// One model.
#[wasm_bindgen]
pub struct Session {
    pub(super) inner: session::Session,
    pub(super) begun: Begun,
}

#[wasm_bindgen]
impl Session {
    /// The options that it was made with, without the text.
    ///
    /// # Errors
    /// None: options are plain data.
    #[wasm_bindgen(getter, unchecked_return_type = "MadeOptions")]
    pub fn options(&self) -> JsResult {
        convert::descriptor(&self.inner.options())
    }

    /// The tokens by id, some thousands of them from this one on; none after the last.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn words(&self, from: u32) -> JsValue {
        let vocabulary = self.inner.vocabulary();
        let end = (from.saturating_add(WORDS)).min(vocabulary.len() as u32);
        convert::strings((from..end).map(|id| vocabulary.token(id)))
    }

    /// The backend that computes it.
    #[wasm_bindgen(getter, unchecked_return_type = "{ name: BackendName, detail: string }")]
    pub fn backend(&self) -> JsValue {
        convert::object([("name", "cpu".into()), ("detail", CPU_DETAIL.into())])
    }

    /// The most bytes that it may use.
    #[wasm_bindgen(getter)]
    pub fn memory(&self) -> f64 {
        self.inner.memory() as f64
    }

    /// Whether `<unk>`, if the vocabulary has it, occurs in training.
    #[wasm_bindgen(getter, js_name = unknownTrained)]
    pub fn unknown_trained(&self) -> bool {
        self.inner.unknown_is_trained()
    }

    /// The schedule that set the rate of the last step, and where it began; null if there was none.
    ///
    /// # Errors
    /// None: a schedule is plain data.
    #[wasm_bindgen(getter, unchecked_return_type = "Schedule | null")]
    pub fn schedule(&self) -> JsResult {
        self.inner.schedule().map_or(Ok(JsValue::NULL), |schedule| convert::descriptor(&schedule))
    }

    /// How many training steps it has taken.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> f64 {
        self.inner.step() as f64
    }

    /// The last step of this run.
    #[wasm_bindgen(getter, js_name = lastStep)]
    pub fn last_step(&self) -> f64 {
        self.inner.last_step() as f64
    }

    /// Tokens of a split's sentences.
    ///
    /// # Errors
    /// A model without its text, a value that is not a split, or a range of no whole numbers.
    #[wasm_bindgen(unchecked_return_type = "string[][]")]
    pub fn sentences(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Split")] split: JsValue,
        #[wasm_bindgen(unchecked_param_type = "SentenceRange")] range: JsValue,
    ) -> JsResult {
        let SentenceRange { from, count } = convert::options("the range", &range)?;
        let at =
            |name, value| crate::check::whole(name, value, 0, crate::check::MAXIMUM_COUNT).map_err(refused);
        let (from, count) = (at("from", from)?, at("count", count)?);
        let rows =
            self.inner.sentences(split_named(split)?, from as usize, count as usize).map_err(refused)?;
        Ok(rows.iter().map(|row| convert::strings(row.iter().map(String::as_str))).collect::<Array>().into())
    }

    /// The distribution of the word after these.
    ///
    /// # Errors
    /// As [`session::Session::predict`].
    #[wasm_bindgen(unchecked_return_type = "Prediction")]
    pub fn predict(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
    ) -> JsResult {
        let prediction = self.inner.predict(&words("context", context)?).map_err(refused)?;
        Ok(shape!(Prediction {
            /// The n token ids that counted, oldest first.
            context: "Uint32Array" = convert::ids(&prediction.context),
            /// n·d: e, their columns of E one after the other.
            embedded: "Float32Array" = convert::floats(&prediction.embedded),
            /// H: h, what the last hidden layer made of them.
            hidden: "Float32Array" = convert::floats(&prediction.hidden),
            /// |V|
            probabilities: "Float32Array" = convert::floats(&prediction.probabilities),
        }))
    }

    /// Begins a piece of long work. The second engine has more kinds than the base engine.
    ///
    /// # Errors
    /// An unknown kind of work, options that it refuses, or a model that other work is changing.
    pub fn begin(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "keyof Works")] what: &str,
        #[wasm_bindgen(unchecked_param_type = "unknown")] given: JsValue,
    ) -> JsResult<u32> {
        match what {
            "train" => {
                let ticket = self.inner.begin_train(&convert::train_options(&given)?);
                self.begun(ticket, |_, trained| Ok(trained_object(&trained)))
            }
            "trainOn" => {
                let (contexts, targets) = (ids(&given, "contexts")?, ids(&given, "targets")?);
                let options = convert::train_on_options(&given)?;
                let ticket = self.inner.begin_train_on(&contexts, &targets, &options);
                self.begun(ticket, |_, trained| Ok(trained_object(&trained)))
            }
            "evaluate" => {
                let ticket = self.inner.begin_evaluate(&Evaluated::Split(split_named(given)?));
                self.begun(ticket, evaluation_object)
            }
            "evaluateText" => {
                let ticket = self.inner.begin_evaluate_text(given.as_f64().unwrap_or_default() as u64);
                self.begun(ticket, evaluation_object)
            }
            "generate" => {
                let ticket = self.inner.begin_generate(&convert::options("generate", &given)?);
                self.begun(ticket, |_, generated| Ok(generated_object(&generated)))
            }
            "trails" => self.begin_trails(&given),
            "save" => self.begin_save(),
            "parameters" => self.begin_parameters(),
            "handover" => self.begin_handover(),
            "soundBefore" => self.begin_sound_before(convert::number("step", &given)?),
            "setParameters" => {
                let ticket = self.inner.begin_set_parameters(tensors(&given)?);
                self.begun(ticket, |_, ()| Ok(JsValue::UNDEFINED))
            }
            "adopt" => {
                let run = Reflect::get(&given, &"run".into())?.as_f64().map(|run| run as u32);
                let ticket = self.inner.begin_adopt(convert::handover(&given)?, run);
                self.begun(ticket, |_, ()| Ok(JsValue::UNDEFINED))
            }
            "seek" => {
                let ticket = self.inner.begin_seek(convert::number("step", &given)?);
                self.begun(ticket, |_, ()| Ok(JsValue::UNDEFINED))
            }
            "undo" => {
                let ticket = self.inner.begin_undo();
                self.begun(ticket, |_, ()| Ok(JsValue::UNDEFINED))
            }
            "visit" => {
                let ticket = self.inner.begin_visit(convert::number("branch", &given)?);
                self.begun(ticket, |_, ()| Ok(JsValue::UNDEFINED))
            }
            #[cfg(feature = "lab")]
            what => self.begin_in_lab(what, given),
            #[cfg(not(feature = "lab"))]
            what => Err(refused(Error::State(reason::unknown_work(what)))),
        }
    }
}

/// Some sentences of a split.
#[derive(serde::Deserialize)]
struct SentenceRange {
    from: f64,
    count: f64,
}

impl Session {
    pub(super) fn of(inner: session::Session) -> Self {
        Session { inner, begun: Begun::default() }
    }
}

fn trained_object(trained: &Trained) -> JsValue {
    let warning = trained.warning.as_ref();
    shape!(
        /// How a run ended.
        RunEnd {
            /// Each the mean over its batch, nats, before that step's update.
            losses: "Float32Array" = convert::floats(&trained.losses),
            step: "number" = (trained.step as f64).into(),
            stopped: "Stopped | null" = trained.stopped.clone().map_or(JsValue::NULL, stopped_object),
            /// What one should know of how it went: a decay that turns weights around, weights that can no longer move.
            warning: "string | null" = warning.map_or(JsValue::NULL, |warning| warning.to_string().into()),
            /// The same, as a page phrases it.
            warned: "Reason | null" = warning.map_or(JsValue::NULL, convert::reason),
        }
    )
}

fn evaluation_object(on: &session::Session, figures: Figures) -> JsResult {
    Ok(shape!(Evaluation extends Figures (convert::descriptor(&figures)?) {
        /// As the model's: where it is false and `unknown` is not 0, the figures rest on what was never learnt.
        unknownTrained: "boolean" = on.unknown_is_trained().into(),
        // A run waits while an evaluation is under way.
        /// The training step that all of it was measured at.
        step: "number" = (on.step() as f64).into(),
    }))
}

fn generated_object(generated: &Generated) -> JsValue {
    shape!(Generated {
        tokens: "readonly string[]" = convert::strings(generated.tokens.iter().map(String::as_str)),
        probabilities: "Float32Array" = convert::floats_from_f64(&generated.probabilities),
    })
}

/// Reads a script's list of token ids.
pub(super) fn ids(given: &JsValue, field: &'static str) -> JsResult<Vec<u32>> {
    let list = Reflect::get(given, &field.into()).ok().and_then(|list| list.dyn_into::<Uint32Array>().ok());
    list.map(|list| list.to_vec())
        .ok_or_else(|| refused(Error::value(field, "no list of ids", reason::id_list())))
}

fn stopped_object(stopped: Stopped) -> JsValue {
    let tensor = stopped.tensor.map_or(JsValue::NULL, |tensor| tensor.name().into());
    shape!(
        /// Where a run stopped before its last step.
        Stopped {
            reason: "string" = stopped.reason().into(),
            /// The same in its parts, as a page phrases them.
            reasons: "readonly Reason[]" = convert::reasons(&stopped.reasons),
            step: "number" = (stopped.step as f64).into(),
            tensor?: "string | null" = tensor,
        }
    )
}

pub(super) fn split_named(given: JsValue) -> JsResult<Split> {
    convert::options("split", &given)
}

/// Reads a text or a list of tokens.
pub(super) fn words(name: &'static str, given: JsValue) -> JsResult<Words> {
    convert::options(name, &given)
}

/// Reads a tensor's name.
pub(super) fn parameter_named(name: &JsValue) -> JsResult<Tensor> {
    let given = convert::given(name);
    let tensor = if let Given::Text(name) = &given { Tensor::named(name) } else { None };
    tensor.ok_or_else(|| refused(Error::value("the tensor", given, reason::parameters_are())))
}

/// Reads a tensor of a script: its name, and `{ shape, data }`.
/// Tensors by their names.
fn tensors(some: &JsValue) -> JsResult<Vec<Shown<Float32Array>>> {
    if !some.is_object() || Array::is_array(some) {
        let wanted = reason::tensors_by_name();
        return Err(refused(Error::value("setParameters", convert::given(some), wanted)));
    }
    let mut tensors = Vec::new();
    for entry in Object::entries(some.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        tensors.push(shown(&entry.get(0), &entry.get(1))?);
    }
    Ok(tensors)
}

fn shown(name: &JsValue, given: &JsValue) -> JsResult<Shown<Float32Array>> {
    let tensor = parameter_named(name)?;
    let wrong = |_| refused(Error::value(tensor.name(), "not a tensor", reason::tensor_object()));
    let field = |field: &str| Reflect::get(given, &field.into());
    let shape: Vec<usize> = convert::options("shape", &field("shape").map_err(wrong)?)?;
    let data = field("data").and_then(|data| data.dyn_into()).map_err(wrong)?;
    Ok(Shown { tensor, shape, data })
}
