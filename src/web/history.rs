//! The time machine, as the worker calls it. The ways through the run are work.

use js_sys::Array;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::convert::{self, refused};
use super::engine;
use super::session::{Session, parameter_named};
use crate::error::Error;
use crate::session::history::{Edit, EntryKind, LogEntry, OtherBranch};
use crate::train::{OrderName, Rule, Settings};

type Answer<T = JsValue> = Result<T, JsValue>;

/// Numbers set by one edit at the most: each is an object of a script's.
const MOST_EDITS: u32 = 1 << 20;

#[wasm_bindgen]
impl Session {
    /// The first step that can be gone back to.
    #[wasm_bindgen(getter, js_name = firstStep)]
    pub fn first_step(&self) -> f64 {
        self.inner.first_step() as f64
    }

    /// The course that the run is on: another number after a change in the past.
    #[wasm_bindgen(getter)]
    pub fn line(&self) -> f64 {
        f64::from(self.inner.line())
    }

    /// Whether the state is only near to what was asked for.
    #[wasm_bindgen(getter)]
    pub fn near(&self) -> bool {
        self.inner.is_near()
    }

    /// Sets numbers by hand; returns what they were.
    #[wasm_bindgen(unchecked_return_type = "number[]")]
    pub fn edit(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly CellEdit[]")] edits: JsValue,
        again: bool,
    ) -> Answer {
        if !Array::is_array(&edits) {
            let wanted = "it must be a list of { tensor, index, value }";
            return Err(refused(Error::value("edit", convert::given(&edits), wanted)));
        }
        let edits: &Array = edits.unchecked_ref();
        if edits.length() > MOST_EDITS {
            let wanted =
                format!("at most {MOST_EDITS} numbers can be set at once; setParameters sets whole tensors");
            return Err(refused(Error::value("edit", format!("a list of {}", edits.length()), wanted)));
        }
        let edits = edits.iter().map(|given| edit(&given)).collect::<Answer<Vec<_>>>()?;
        let before = self.inner.edit(&edits, again).map_err(refused)?;
        Ok(before.into_iter().map(|value| JsValue::from_f64(f64::from(value))).collect::<Array>().into())
    }

    /// Takes back what was set by hand since the last step; how many edits that were.
    #[wasm_bindgen(js_name = putBack)]
    pub fn put_back(&mut self) -> Answer<f64> {
        self.inner.put_back().map(|edits| edits as f64).map_err(refused)
    }

    /// A second model from this very state.
    pub fn branch(&self) -> Answer<Session> {
        Ok(Session::of(self.inner.branch().map_err(refused)?))
    }

    /// What is known of the run's past.
    #[wasm_bindgen(unchecked_return_type = "RunHistory")]
    pub fn history(&self) -> JsValue {
        let (overview, taken) = (self.inner.history(), self.inner.taken());
        let number = |value: u64| JsValue::from_f64(value as f64);
        convert::object([
            ("first", number(overview.first)),
            ("steps", number(overview.last)),
            ("step", number(overview.step)),
            ("line", overview.branch.into()),
            ("snapshots", overview.snapshots.into_iter().map(number).collect::<Array>().into()),
            ("bytes", number(overview.bytes as u64)),
            ("budget", number(overview.budget as u64)),
            (
                "memory",
                convert::object([
                    ("parameters", number(taken.parameters)),
                    ("optimizer", number(taken.optimizer)),
                    ("tokens", number(taken.tokens)),
                    ("engine", number(engine::memory())),
                ]),
            ),
            ("changes", overview.changes.iter().map(entry).collect::<Array>().into()),
            ("branches", overview.branches.iter().map(branch).collect::<Array>().into()),
        ])
    }
}

/// One number of a script to be set.
fn edit(given: &JsValue) -> Answer<Edit> {
    #[derive(Deserialize)]
    struct Given {
        tensor: String,
        index: Vec<f64>,
        value: f64,
    }
    let Given { tensor, index, value } = convert::options("an edit", given)?;
    let tensor = parameter_named(&tensor.into())?;
    let whole = |&place: &f64| {
        crate::check::whole("index", place, 0, crate::check::MAXIMUM_COUNT).map(|place| place as usize)
    };
    let index = index.iter().map(whole).collect::<crate::Result<Vec<usize>>>().map_err(refused)?;
    Ok(Edit { tensor, index, value: value as f32 })
}

fn entry(entry: &LogEntry) -> JsValue {
    let LogEntry { from, steps, kind: did } = entry;
    let (kind, count, settings, again) = match did {
        EntryKind::Train(batch, order, settings) => {
            ("train", *batch, Some(settings), again(*order, settings))
        }
        EntryKind::TrainOn(examples, settings) => ("trainOn", *examples, Some(settings), JsValue::UNDEFINED),
        EntryKind::Edit(cells) => ("edit", *cells, None, JsValue::UNDEFINED),
    };
    let set = |of: fn(&Settings) -> JsValue| settings.map_or(JsValue::UNDEFINED, of);
    convert::object([
        ("kind", kind.into()),
        ("from", (*from as f64).into()),
        ("steps", (*steps as f64).into()),
        ("count", (count as f64).into()),
        ("rate", set(|settings| settings.rate.into())),
        ("optimizer", set(|settings| rule(settings.rule).into())),
        ("again", again),
    ])
}

/// What `train` is given, steps apart, to do the same once more.
fn again(order: OrderName, settings: &Settings) -> JsValue {
    let Settings { rate, rule: by, momentum, beta1, beta2, epsilon, weight_decay, clip, schedule } =
        *settings;
    let absent = JsValue::UNDEFINED;
    let (name, span, factor, from) = schedule
        .map_or(("constant", absent.clone(), absent.clone(), None), |s| {
            (if s.factor > 0.0 { "step" } else { "cosine" }, (s.span as f64).into(), s.factor.into(), s.from)
        });
    let step = name == "step";
    let only = |is: bool, value: &JsValue| if is { value.clone() } else { JsValue::UNDEFINED };
    convert::object([
        ("order", if order == OrderName::Random { "random" } else { "sequential" }.into()),
        ("rate", rate.into()),
        ("optimizer", rule(by).into()),
        ("momentum", momentum.into()),
        ("beta1", beta1.into()),
        ("beta2", beta2.into()),
        ("epsilon", epsilon.into()),
        ("weightDecay", weight_decay.into()),
        ("clip", clip.map_or(absent, JsValue::from)),
        ("schedule", name.into()),
        ("total", only(name == "cosine", &span)),
        ("every", only(step, &span)),
        ("factor", only(step, &factor)),
        ("from", from.map_or(JsValue::UNDEFINED, |from| (from as f64).into())),
    ])
}

fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Sgd => "sgd",
        Rule::Momentum => "momentum",
        Rule::AdamW => "adamw",
    }
}

fn branch(branch: &OtherBranch) -> JsValue {
    let OtherBranch { id, from, last, change } = branch;
    convert::object([
        ("id", (*id).into()),
        ("from", (*from as f64).into()),
        ("last", (*last as f64).into()),
        ("change", change.as_ref().map_or(JsValue::NULL, entry)),
    ])
}
