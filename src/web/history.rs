//! The time machine, as the worker calls it. Going to another step is long work: see `Session::begin`.

use js_sys::Array;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::convert::{self, JsResult, refused, shape};
use super::engine;
use super::session::{Session, parameter_named};
use crate::error::Error;
use crate::reason;
use crate::run::Act;
use crate::session::history::{Edit, LogEntry, OtherBranch};
use crate::train::{Settings, TrainTask, options::Schedule};

/// The most numbers that one edit sets: each is an object of the script.
const MOST_EDITS: u32 = 1 << 20;
/// The most ids of custom examples that a log entry lists; one id more says that there are others.
const MOST_IDS: usize = 512;

#[wasm_bindgen]
impl Session {
    /// The first step that the run can go back to.
    #[wasm_bindgen(getter, js_name = firstStep)]
    pub fn first_step(&self) -> f64 {
        self.inner.first_step() as f64
    }

    /// The number of the run's current branch. A change in the past begins a new branch.
    #[wasm_bindgen(getter)]
    pub fn line(&self) -> f64 {
        f64::from(self.inner.line())
    }

    /// Whether the state is only approximately the one asked for.
    #[wasm_bindgen(getter)]
    pub fn near(&self) -> bool {
        self.inner.is_near()
    }

    /// Sets numbers by hand and returns the old ones.
    ///
    /// # Errors
    /// As [`session::Session::edit`](crate::session::Session::edit).
    #[wasm_bindgen(unchecked_return_type = "number[]")]
    pub fn edit(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly CellEdit[]")] edits: JsValue,
        again: bool,
    ) -> JsResult {
        if !Array::is_array(&edits) {
            return Err(refused(Error::value("edit", convert::given(&edits), reason::edits())));
        }
        let edits: &Array = edits.unchecked_ref();
        if edits.length() > MOST_EDITS {
            let wanted = reason::edits_most(MOST_EDITS);
            return Err(refused(Error::value("edit", format!("a list of {}", edits.length()), wanted)));
        }
        let edits = edits.iter().map(|given| edit(&given)).collect::<JsResult<Vec<_>>>()?;
        let before = self.inner.edit(&edits, again).map_err(refused)?;
        Ok(before.into_iter().map(|value| JsValue::from_f64(f64::from(value))).collect::<Array>().into())
    }

    /// Undoes all edits since the last step and returns how many there were.
    ///
    /// # Errors
    /// A run that is on its way to another step.
    #[wasm_bindgen(js_name = putBack)]
    pub fn put_back(&mut self) -> JsResult<f64> {
        self.inner.put_back().map(|edits| edits as f64).map_err(refused)
    }

    /// A second model that starts from this state.
    ///
    /// # Errors
    /// A run that is on its way to another step.
    pub fn branch(&self) -> JsResult<Session> {
        Ok(Session::of(self.inner.branch().map_err(refused)?))
    }

    /// The run's past: its log, snapshots and branches.
    #[wasm_bindgen(unchecked_return_type = "ToldHistory")]
    pub fn history(&self) -> JsValue {
        let (overview, taken) = (self.inner.history(), self.inner.taken());
        let number = |value: u64| JsValue::from_f64(value as f64);
        let memory = shape!(
            /// Bytes: what the model cannot do without, snapshots and log apart, and all that the engine holds, other models included.
            RunMemory {
                parameters: "number" = number(taken.parameters),
                optimizer: "number" = number(taken.optimizer),
                tokens: "number" = number(taken.tokens),
                engine: "number" = number(engine::memory()),
            }
        );
        shape!(
            /// A run's past as the engine tells it. What changed the run is a flat list of numbers, which the client decodes.
            ToldHistory {
                /// The first step that can be gone back to: 0, or where a loaded model was saved.
                first: "number" = number(overview.first),
                /// The furthest step: `lastStep`.
                steps: "number" = number(overview.last),
                /// Where the run stands.
                step: "number" = number(overview.step),
                /// The course that it is on.
                line: "number" = overview.branch.into(),
                /// The steps of its snapshots.
                snapshots: "readonly number[]"
                    = overview.snapshots.into_iter().map(number).collect::<Array>().into(),
                /// What snapshots and log take.
                bytes: "number" = number(overview.bytes as u64),
                /// What they may take.
                budget: "number" = number(overview.budget as u64),
                memory: "RunMemory" = memory,
                /// The latest thousand up to where the run stands, oldest first.
                changes: "readonly Float64Array[]" = overview.changes.iter().map(entry).collect::<Array>().into(),
                branches: "readonly ToldBranch[]" = overview.branches.iter().map(branch).collect::<Array>().into(),
            }
        )
    }
}

/// One number to be set: `index` is `[row, column]` or `[position]` of the parameter as `parameters()` shows it.
#[derive(Deserialize)]
struct CellEdit {
    tensor: String,
    index: Vec<f64>,
    value: f64,
}

/// Reads one edit of a script.
fn edit(given: &JsValue) -> JsResult<Edit> {
    let CellEdit { tensor, index, value } = convert::options("an edit", given)?;
    let tensor = parameter_named(&tensor.into())?;
    let whole = |&place: &f64| {
        crate::check::whole("index", place, 0, crate::check::MAXIMUM_COUNT).map(|place| place as usize)
    };
    let index = index.iter().map(whole).collect::<crate::Result<Vec<usize>>>().map_err(refused)?;
    Ok(Edit { tensor, index, value: value as f32 })
}

/// A log entry as a flat list, which the client decodes: code for objects with names would make the page's first load larger.
/// `[kind, from, steps, count, ...]`. For steps the settings follow and then the ids of custom examples, if they are few; for an
/// edit, four numbers for each cell.
fn entry(LogEntry { from, steps, act, set }: &LogEntry) -> JsValue {
    let (kind, count) = match act {
        Act::Steps(task) => task.own.as_ref().map_or((0, task.batch), |own| (1, own.targets.len())),
        Act::Edit(cells) => (2, cells.len()),
        Act::Set(whole) => (2, whole.changed),
    };
    let mut flat = vec![f64::from(kind), *from as f64, *steps as f64, count as f64];
    if let Act::Steps(TrainTask { batch, order, settings, own }) = act {
        let Settings { rate, rule, momentum, beta1, beta2, epsilon, weight_decay, clip, schedule } = settings;
        flat.extend([*batch as f64, *order as u8 as f64, *rate, *rule as u8 as f64]);
        flat.extend([f64::from(*momentum), *beta1, *beta2, f64::from(*epsilon), *weight_decay]);
        flat.push(clip.unwrap_or(0.0));
        flat.extend(schedule.map_or([0.0; 4], |Schedule { schedule, span, factor, from, .. }| {
            [schedule as u8 as f64, span as f64, factor, from.unwrap_or(0) as f64]
        }));
        let ids = own.iter().flat_map(|own| own.contexts.iter().chain(&own.targets));
        flat.extend(ids.take(MOST_IDS + 1).map(|&id| f64::from(id)));
    }
    for Edit { tensor, index, value } in set {
        let column = index.get(1).map_or(-1.0, |&column| column as f64);
        // Each parameter's name is one letter.
        flat.extend([f64::from(tensor.name().as_bytes()[0]), index[0] as f64, column, f64::from(*value)]);
    }
    js_sys::Float64Array::new_from_slice(&flat).into()
}

fn branch(branch: &OtherBranch) -> JsValue {
    let OtherBranch { id, from, last, change } = branch;
    shape!(
        /// An old future.
        ToldBranch {
            id: "number" = (*id).into(),
            /// The step up to which it is the same as the run.
            from: "number" = (*from as f64).into(),
            /// Its furthest step.
            last: "number" = (*last as f64).into(),
            /// What was done first in it that the run did not do.
            change: "Float64Array | null" = change.as_ref().map_or(JsValue::NULL, entry),
        }
    )
}
