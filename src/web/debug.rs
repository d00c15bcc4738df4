//! [`Session`]'s calls that trace, explain and check one example, as the worker calls them.

use js_sys::{Array, Object};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
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
use crate::session::{ExplainOptions, GradientCheckOptions, Target, TraceOptions, ViewOptions};
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
        #[wasm_bindgen(unchecked_param_type = "GradientCheckOptions")] options: JsValue,
    ) -> JsResult<Work> {
        let (example, options) = with_example("checkGradients", &options)?;
        let options = GradientCheckOptions { example, ..options };
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
        Ok(shape!(
            /// A tensor as an image; a vector is one column. Pixel x shows the columns from floor(x·C/width) to floor((x+1)·C/width) of the
            /// window's C; likewise down. Row after row.
            TensorView {
                rows: "readonly [number, number]" = convert::descriptor(&[rows.start, rows.end])?,
                columns: "readonly [number, number]" = convert::descriptor(&[columns.start, columns.end])?,
                width: "number" = (width as f64).into(),
                height: "number" = (height as f64).into(),
                /// Of each pixel's cells.
                mean: "Float32Array" = convert::floats(&mean),
                low: "Float32Array" = convert::floats(&low),
                high: "Float32Array" = convert::floats(&high),
            }
        ))
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
        Ok(example_object(&self.inner.example(split_named(split)?, index).map_err(refused)?))
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
                let WorstOptions { split, count } = convert::options("worst", &given)?;
                let ticket = self.inner.begin_worst(split, count);
                self.begun(ticket, |_, found| {
                    let objects = found.iter().map(|(example, loss)| {
                        shape!(WorstExample extends SplitExample (example_object(example)) {
                            /// Nats.
                            loss: "number" = (*loss).into(),
                        })
                    });
                    Ok(objects.collect::<Array>().into())
                })
            }
            "dead" => {
                let ticket = self.inner.begin_dead(convert::number("windows", &given)?);
                self.begun(ticket, |_, (units, windows)| {
                    Ok(shape!(DeadUnits {
                        /// relu units that were zero on all of the windows; none for another activation.
                        units: "Uint32Array" = convert::ids(&units),
                        /// How many were looked at: what was asked for, or all that there are; 0 for another activation.
                        windows: "number" = (windows as f64).into(),
                    }))
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
                let NeighbourOptions { token, k } = convert::options("neighbours", &given)?;
                let ticket = self.inner.begin_neighbours(&token, k);
                self.begun(ticket, |_, found| Ok(neighbours_object(&found)))
            }
            "lines" => {
                let LineOptions { token, count } = convert::options("lines", &given)?;
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
struct WorstOptions {
    split: Split,
    count: f64,
}

/// The neighbours of which word, and how many.
#[derive(Deserialize)]
struct NeighbourOptions {
    token: String,
    k: f64,
}

/// The lines of which word, and how many at most.
#[derive(Deserialize)]
struct LineOptions {
    token: String,
    count: f64,
}

fn batch_object(batch: &Batch, shown: &[Shown]) -> JsValue {
    shape!(BatchGradient {
        /// The gradients of the mean loss.
        tensors: "{ readonly [K in GradientName]?: Tensor }" =
            convert::tensors(shown, |list| convert::floats(list)),
        /// The mean of the losses, nats.
        loss: "number" = batch.loss.into(),
        /// L2 of the mean gradient, over all parameters.
        norm: "number" = batch.norm.into(),
        /// L2 of each parameter's mean gradient.
        tensorNorms: "Readonly<Partial<Record<GradientName, number>>>" = numbers_by_name(&batch.tensor_norms),
        /// Each example's loss, nats.
        losses: "Float32Array" = convert::floats_from_f64(&batch.losses),
        /// L2 of each example's own gradient, over all parameters.
        norms: "Float32Array" = convert::floats_from_f64(&batch.norms),
        /// The cosine of each example's gradient with the mean: 1 pulls the same way, below 0 against it.
        agreement: "Float32Array" = convert::floats_from_f64(&batch.agreement),
    })
}

fn lines_object(Lines { total, lines }: &Lines) -> JsResult {
    let lines = lines.iter().map(|line| {
        Ok(shape!(LineRead {
            /// As `sentences` counts; in a stream, the word's place.
            line: "number" = (line.line as f64).into(),
            /// In a stream, those around the word.
            tokens: "readonly string[]" = convert::strings(line.tokens.iter().map(String::as_str)),
            /// Where in `tokens` the word stands; empty for `</s>`, which pads the left.
            positions: "readonly number[]" = convert::descriptor(&line.positions)?,
        }))
    });
    let lines = lines.collect::<JsResult<Array>>()?;
    Ok(shape!(
        /// Where a token's column of E is read in training.
        Lines {
            /// How many lines read it; in a stream, how many places.
            total: "number" = (*total as f64).into(),
            lines: "readonly LineRead[]" = lines.into(),
        }
    ))
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
    let yhat_after = &trace.yhat_after;
    Ok(shape!(
        /// One example through every step, and what one update on it would do.
        Trace {
            /// n token ids, oldest first.
            context: "Uint32Array" = convert::ids(&trace.context),
            /// A token id.
            target: "number" = trace.target.into(),
            /// Nats, of this one example.
            loss: "number" = trace.loss.into(),
            /// Of the same example after the update.
            lossAfter: "number" = trace.loss_after.into(),
            /// yhat of the same example after the update, whatever `tensors` names.
            yhatAfter: "Tensor" = convert::tensor(&[yhat_after.len()], yhat_after),
            tensors: "{ readonly [K in ExampleTensor]?: Tensor }"
                = convert::tensors(&trace.tensors, |list| convert::floats(list)),
            /// The parameters after the update.
            updated: "{ readonly [K in ParameterName]?: Tensor }"
                = convert::tensors(&trace.updated, |list| convert::floats(list)),
            steps: "readonly Step[]" = convert::descriptor(&trace.steps)?,
            /// L2 norms of every tensor of this network: parameters, values, gradients. Whatever `tensors` names.
            norms: "Readonly<Partial<Record<ExampleTensor | ParameterName, number>>>"
                = numbers_by_name(&diagnostics.norms),
            /// |update| / |data|, L2; Infinity where the data are all zero and the update is not.
            ratios: "Readonly<Partial<Record<ParameterName, number>>>" = numbers_by_name(&diagnostics.ratios),
            /// L to z, z to h, h to a, a to e, then e to each context word.
            flow: "readonly Flow[]" = convert::descriptor(&diagnostics.flow)?,
            flags: "readonly Flag[]" = convert::descriptor(&diagnostics.flags)?,
            /// With `fine: true`.
            fine?: "Fine" = fine,
        }
    ))
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
    shape!(
        /// The small steps' tensors. Each can be explained, viewed and exported by its name.
        Fine {
            /// The largest logit; one number.
            maximum: "Tensor" = convert::tensor(&[1], &[softmax.maximum]),
            shifted: "Tensor" = vector(&softmax.shifted),
            exponentials: "Tensor" = vector(&softmax.exponentials),
            /// Of the exponentials; one number.
            sum: "Tensor" = convert::tensor(&[1], &[softmax.sum]),
            /// dL/dyhat
            dyhat: "Tensor" = vector(&dz.dyhat),
            /// dyhat/dz = diag(yhat) - yhat yhat^T; absent where |V| is over 1,000.
            jacobian?: "Tensor" = jacobian,
            /// Their product: yhat - y within f32 rounding.
            product: "Tensor" = vector(&dz.product),
        }
    )
}

fn example_object(example: &SplitExample) -> JsValue {
    shape!(
        /// One example of a split. `trace(tokens, targetToken)` walks through it.
        SplitExample {
            index: "number" = (example.index as f64).into(),
            /// How many the split has.
            count: "number" = (example.count as f64).into(),
            context: "Uint32Array" = convert::ids(&example.context),
            target: "number" = example.target.into(),
            /// The n tokens of the context, padding included.
            tokens: "readonly string[]" = convert::strings(example.tokens.iter().map(String::as_str)),
            targetToken: "string" = example.target_token.as_str().into(),
            /// The sentence that the target stands in, as `sentences` counts; in a stream, the target's place.
            line: "number" = (example.line as f64).into(),
        }
    )
}
