//! [`Session`]'s calls that trace, explain and check one example, as the worker calls them.

use js_sys::{Array, Object};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused};
use super::measure::score_object;
use super::project::{clusters_object, neighbours_object, projection_object};
use super::session::{Session, ids, split_named, words};
use super::work::Work;
use crate::error::Error;
use crate::measure::studies::batch::Batch;
use crate::model::Tensor;
use crate::reason;
use crate::session::debug::ExampleOptions;
use crate::session::examples::{Lines, SplitExample};
use crate::session::{CheckOptions, ExplainOptions, Target, TraceOptions, ViewOptions};
use crate::text::Split;
use crate::trace::Shown;
use crate::trace::view::Picture;
use crate::trace::{DzParts, SoftmaxParts, Trace};

#[wasm_bindgen]
impl Session {
    /// One example through every step, and what one update on it would do.
    ///
    /// # Errors
    /// As [`session::Session::trace`](crate::session::Session::trace).
    #[wasm_bindgen(unchecked_return_type = "Trace")]
    pub fn trace(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] context: JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number")] target: JsValue,
        #[wasm_bindgen(unchecked_param_type = "TraceOptions")] options: JsValue,
    ) -> JsResult {
        let context = words("context", context)?;
        let target: Target = convert::options("target", &target)?;
        let (options, optimizer) = convert::two("trace", &options, &[])?;
        let options = TraceOptions { optimizer, ..options };
        let trace = self.inner.trace(&context, &target, &options).map_err(refused)?;
        trace_object(&trace)
    }

    /// Where a number comes from.
    ///
    /// # Errors
    /// As [`session::Session::explain`](crate::session::Session::explain).
    #[wasm_bindgen(unchecked_return_type = "Explanation")]
    pub fn explain(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] tensor: JsValue,
        #[wasm_bindgen(unchecked_param_type = "readonly number[]")] index: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ExplainOptions")] options: JsValue,
    ) -> JsResult {
        let (tensor, index) =
            (convert::text("tensor", &tensor)?, convert::options::<Vec<f64>>("index", &index)?);
        let (example, options) = with_example("explain", &options)?;
        let options = ExplainOptions { example, ..options };
        let explanation = self.inner.explain(&tensor, &index, &options);
        convert::descriptor(&explanation.map_err(refused)?)
    }

    /// Begins to compare the backend's gradient with central differences.
    ///
    /// # Errors
    /// As [`session::Session::check_gradients`](crate::session::Session::check_gradients).
    #[wasm_bindgen(js_name = checkGradients)]
    pub fn check_gradients(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "CheckOptions")] options: JsValue,
    ) -> JsResult<Work> {
        let (example, options) = with_example("checkGradients", &options)?;
        let options = CheckOptions { example, ..options };
        let check = self.inner.check_gradients(&options).map_err(refused)?;
        Ok(Work::new(check, |report| convert::descriptor(&report)))
    }

    /// A tensor as an image.
    ///
    /// # Errors
    /// As [`session::Session::view`](crate::session::Session::view).
    #[wasm_bindgen(unchecked_return_type = "TensorView")]
    pub fn view(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] tensor: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ViewOptions")] options: JsValue,
    ) -> JsResult {
        let tensor = convert::text("tensor", &tensor)?;
        let (example, options) = with_example("view", &options)?;
        let options = ViewOptions { example, ..options };
        let Picture { rows, columns, width, height, mean, low, high } =
            self.inner.view(&tensor, &options).map_err(refused)?;
        Ok(convert::object([
            ("rows", convert::descriptor(&[rows.start, rows.end])?),
            ("columns", convert::descriptor(&[columns.start, columns.end])?),
            ("width", (width as f64).into()),
            ("height", (height as f64).into()),
            ("mean", convert::floats(&mean)),
            ("low", convert::floats(&low)),
            ("high", convert::floats(&high)),
        ]))
    }

    /// One example of a split.
    ///
    /// # Errors
    /// As [`session::Session::example`](crate::session::Session::example).
    #[wasm_bindgen(unchecked_return_type = "SplitExample")]
    pub fn example(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Split")] split: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] index: JsValue,
    ) -> JsResult {
        let index = convert::number("index", &index)?;
        Ok(example_object(&self.inner.example(split_named(split)?, index).map_err(refused)?).into())
    }
}

impl Session {
    /// Begins work that only the second engine has.
    pub(super) fn begin_in_lab(&mut self, what: &str, given: JsValue) -> JsResult<u32> {
        match what {
            "score" => {
                let ticket = self.inner.begin_score(&words("sentence", given)?);
                self.begun(ticket, |on, scored| Ok(score_object(&scored, on.unknown_is_trained())))
            }
            "worst" => {
                let Worst { split, count } = convert::options("worst", &given)?;
                let ticket = self.inner.begin_worst(split, count);
                self.begun(ticket, |_, found| {
                    let objects = found.iter().map(|(example, loss)| {
                        let object = example_object(example);
                        convert::set(&object, "loss", &(*loss).into());
                        JsValue::from(object)
                    });
                    Ok(objects.collect::<Array>().into())
                })
            }
            "dead" => {
                let ticket = self.inner.begin_dead(convert::number("windows", &given)?);
                self.begun(ticket, |_, (units, windows)| {
                    let windows = (windows as f64).into();
                    Ok(convert::object([("units", convert::ids(&units)), ("windows", windows)]))
                })
            }
            "batch" => {
                let (contexts, targets) = (ids(&given, "contexts")?, ids(&given, "targets")?);
                let ticket = self.inner.begin_batch(
                    &contexts,
                    &targets,
                    &convert::two::<_, Elsewhere>("batch", &given, &["contexts", "targets"])?.0,
                );
                self.begun(ticket, |_, (batch, shown)| Ok(batch_object(&batch, &shown)))
            }
            "project" => {
                let ticket = self.inner.begin_project(convert::number("dimensions", &given)?);
                self.begun(ticket, |_, found| Ok(projection_object(&found)))
            }
            "clusters" => {
                let ticket = self.inner.begin_clusters(convert::number("k", &given)?);
                self.begun(ticket, |_, found| Ok(clusters_object(&found)))
            }
            "neighbours" => {
                let Around { token, k } = convert::options("neighbours", &given)?;
                let ticket = self.inner.begin_neighbours(&token, k);
                self.begun(ticket, |_, found| Ok(neighbours_object(&found)))
            }
            "lines" => {
                let Read { token, count } = convert::options("lines", &given)?;
                let ticket = self.inner.begin_lines(&token, count);
                self.begun(ticket, |_, found| lines_object(&found))
            }
            "ask" => {
                let ticket = self.inner.begin_ask(&convert::options("the question", &given)?);
                self.begun(ticket, |_, answer| convert::descriptor(&answer))
            }
            "task" => {
                let ticket = self.inner.begin_task(&convert::options("the measurement", &given)?);
                self.begun(ticket, |_, outcome| convert::descriptor(&outcome))
            }
            "stand" => {
                let ticket = self.inner.begin_stand(convert::handover(&given)?);
                self.begun(ticket, |_, ()| Ok(JsValue::UNDEFINED))
            }
            what => Err(refused(Error::State(reason::unknown_work(what)))),
        }
    }
}

/// How many examples with the largest loss, and of which split.
#[derive(Deserialize)]
struct Worst {
    split: Split,
    count: f64,
}

/// The neighbours of which word, and how many.
#[derive(Deserialize)]
struct Around {
    token: String,
    k: f64,
}

/// The lines of which word, and how many at most.
#[derive(Deserialize)]
struct Read {
    token: String,
    count: f64,
}

fn batch_object(batch: &Batch, shown: &[Shown]) -> JsValue {
    convert::object([
        ("tensors", convert::tensors(shown, |list| convert::floats(list))),
        ("loss", batch.loss.into()),
        ("norm", batch.norm.into()),
        ("tensorNorms", numbers_by_name(&batch.tensor_norms)),
        ("losses", convert::floats_from_f64(&batch.losses)),
        ("norms", convert::floats_from_f64(&batch.norms)),
        ("agreement", convert::floats_from_f64(&batch.agreement)),
    ])
}

fn lines_object(Lines { total, lines }: &Lines) -> JsResult {
    let lines = lines.iter().map(|line| {
        Ok(convert::object([
            ("line", (line.line as f64).into()),
            ("tokens", convert::strings(line.tokens.iter().map(String::as_str))),
            ("positions", convert::descriptor(&line.positions)?),
        ]))
    });
    let lines = lines.collect::<JsResult<Array>>()?;
    Ok(convert::object([("total", (*total as f64).into()), ("lines", lines.into())]))
}

/// No fields.
#[derive(Deserialize)]
struct Elsewhere {}

/// Reads which example and which update a script's options mean, and the other options.
fn with_example<T: serde::de::DeserializeOwned>(
    what: &'static str,
    options: &JsValue,
) -> JsResult<(ExampleOptions, T)> {
    let (example, optimizer, rest) = convert::three(what, options, &[])?;
    Ok((ExampleOptions { optimizer, ..example }, rest))
}

fn trace_object(trace: &Trace) -> JsResult {
    let diagnostics = &trace.diagnostics;
    let fine = trace.fine.as_ref().map_or(JsValue::UNDEFINED, |(softmax, dz)| fine_object(softmax, dz));
    Ok(convert::object([
        ("context", convert::ids(&trace.context)),
        ("target", trace.target.into()),
        ("loss", trace.loss.into()),
        ("lossAfter", trace.loss_after.into()),
        ("yhatAfter", convert::tensor(&[trace.yhat_after.len()], &trace.yhat_after)),
        ("tensors", convert::tensors(&trace.tensors, |list| convert::floats(list))),
        ("updated", convert::tensors(&trace.updated, |list| convert::floats(list))),
        ("steps", convert::descriptor(&trace.steps)?),
        ("norms", numbers_by_name(&diagnostics.norms)),
        ("ratios", numbers_by_name(&diagnostics.ratios)),
        ("flow", convert::descriptor(&diagnostics.flow)?),
        ("flags", convert::descriptor(&diagnostics.flags)?),
        ("fine", fine),
    ]))
}

fn numbers_by_name(all: &[(Tensor, f64)]) -> JsValue {
    let object = Object::new();
    for (tensor, number) in all {
        convert::set(&object, tensor.name(), &(*number).into());
    }
    object.into()
}

fn fine_object(softmax: &SoftmaxParts, dz: &DzParts) -> JsValue {
    let words = dz.dyhat.len();
    let vector = |data: &[f32]| convert::tensor(&[words], data);
    let jacobian =
        dz.jacobian.as_ref().map_or(JsValue::UNDEFINED, |data| convert::tensor(&[words, words], data));
    convert::object([
        ("maximum", convert::tensor(&[1], &[softmax.maximum])),
        ("shifted", vector(&softmax.shifted)),
        ("exponentials", vector(&softmax.exponentials)),
        ("sum", convert::tensor(&[1], &[softmax.sum])),
        ("dyhat", vector(&dz.dyhat)),
        ("jacobian", jacobian),
        ("product", vector(&dz.product)),
    ])
}

fn example_object(example: &SplitExample) -> Object {
    let object = convert::object([
        ("index", (example.index as f64).into()),
        ("count", (example.count as f64).into()),
        ("context", convert::ids(&example.context)),
        ("target", example.target.into()),
        ("tokens", convert::strings(example.tokens.iter().map(String::as_str))),
        ("targetToken", example.target_token.as_str().into()),
        ("line", (example.line as f64).into()),
    ]);
    object.unchecked_into()
}
