//! Converts between plain data and JavaScript: descriptors to objects, numbers to typed arrays that own them.

use js_sys::{Array, Float32Array, Object, Reflect, Uint32Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::error::{Error, FileTensor};
use crate::given::{self, Fields, Given, named};
use crate::reason::{Fact, Reason};
use crate::trace::Shown;
use crate::train::options::Schedule;
use crate::train::{Handover, Make, Numbers, TrainOnOptions, TrainOptions};

/// What a call gives a script, or what it throws.
pub(crate) type JsResult<T = JsValue> = Result<T, JsValue>;

/// The error that a call throws: a JavaScript `Error` with the sentence, its kind as its name, and its facts.
pub(crate) fn refused(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name(error.kind());
    facts(&thrown, error);
    thrown.into()
}

/// Sets an error's facts as fields of an object.
pub(crate) fn facts(on: &Object, error: Error) {
    explain(on, error.reason());
    match error {
        Error::Value { name, given, expected } => {
            set(on, "field", &(&*name).into());
            set(on, "given", &given.into());
            set(on, "wanted", &expected.to_string().into());
        }
        Error::Memory { needed, limit, fits, .. } => {
            set(on, "needed", &(needed as f64).into());
            set(on, "most", &(limit as f64).into());
            if let Some(fits) = fits {
                set(on, "fits", &reason(&fits));
            }
        }
        Error::File { tensors, .. } => {
            let tensors = tensors.iter().map(|FileTensor { name, dtype, shape }| {
                let shape: Array = shape.iter().map(|&side| JsValue::from_f64(side as f64)).collect();
                shape!(
                    /// A tensor of a file, by what the file says of it.
                    FileTensor {
                        name: "string" = name.into(),
                        dtype: "string" = dtype.into(),
                        shape: "readonly number[]" = shape.into(),
                    }
                )
            });
            set(on, "tensors", &tensors.collect::<Array>());
        }
        Error::Text(_) | Error::Device(_) | Error::State(_) => {}
    }
}

/// A reason as a page phrases it: `{ code, facts }`.
pub(crate) fn reason(reason: &Reason) -> JsValue {
    let object = Object::new();
    explain(&object, reason);
    object.into()
}

/// Several of them.
pub(crate) fn reasons(all: &[Reason]) -> JsValue {
    all.iter().map(reason).collect::<Array>().into()
}

/// Sets the reason as fields of an object, for the page to phrase: its code, and its facts by name.
fn explain(object: &Object, reason: &Reason) {
    let facts = Object::new();
    for (name, fact) in reason.facts() {
        let fact = match fact {
            Fact::Whole(number) => (*number as f64).into(),
            Fact::Number(number) => (*number).into(),
            Fact::Text(text) => text.into(),
            Fact::Choice(names) => strings(names.iter().map(String::as_str)),
            Fact::Shape(sides) => {
                sides.iter().map(|&side| JsValue::from_f64(side as f64)).collect::<Array>().into()
            }
        };
        set(&facts, name, &fact);
    }
    set(object, "code", &reason.kind().code().into());
    set(object, "facts", &facts);
}

/// Reads a value of a script into a type that knows all of its fields. `what` names the value in an error.
///
/// # Errors
/// A value of another type, or a field that the type does not have.
pub(crate) fn options<T: DeserializeOwned>(what: &'static str, value: &JsValue) -> JsResult<T> {
    given::read(what, &given(value)).map_err(refused)
}

/// Reads two kinds of options from one object. `elsewhere` names the fields that are read elsewhere.
///
/// # Errors
/// As [`options`].
pub(crate) fn two<A: DeserializeOwned, B: DeserializeOwned>(
    what: &'static str,
    value: &JsValue,
    elsewhere: &[&'static str],
) -> JsResult<(A, B)> {
    let given = given(value);
    let read = || {
        let mut fields = Fields::of(what, &given)?;
        fields.pass(elsewhere);
        let both = (fields.take()?, fields.take()?);
        fields.end()?;
        Ok(both)
    };
    read().map_err(refused)
}

/// As [`two`], with three kinds.
///
/// # Errors
/// As [`options`].
#[cfg_attr(not(feature = "lab"), expect(dead_code, reason = "the second engine's calls have three kinds"))]
pub(crate) fn three<A: DeserializeOwned, B: DeserializeOwned, C: DeserializeOwned>(
    what: &'static str,
    value: &JsValue,
    elsewhere: &[&'static str],
) -> JsResult<(A, B, C)> {
    let given = given(value);
    let read = || {
        let mut fields = Fields::of(what, &given)?;
        fields.pass(elsewhere);
        let all = (fields.take()?, fields.take()?, fields.take()?);
        fields.end()?;
        Ok(all)
    };
    read().map_err(refused)
}

/// The options of a run.
///
/// # Errors
/// As [`options`].
pub(crate) fn train_options(value: &JsValue) -> JsResult<TrainOptions> {
    let (options, optimizer) = two("train", value, &[])?;
    Ok(TrainOptions { optimizer, ..options })
}

/// The options of a run on custom examples. The examples are read elsewhere.
///
/// # Errors
/// As [`options`].
pub(crate) fn train_on_options(value: &JsValue) -> JsResult<TrainOnOptions> {
    let (options, optimizer) = two("trainOn", value, &["contexts", "targets"])?;
    Ok(TrainOnOptions { optimizer, ..options })
}

/// A number.
///
/// # Errors
/// Anything else.
pub(crate) fn number(field: &'static str, value: &JsValue) -> JsResult<f64> {
    options(field, value)
}

/// A text.
///
/// # Errors
/// Anything else.
#[cfg_attr(
    not(feature = "lab"),
    expect(dead_code, reason = "the second engine's calls name tensors and words")
)]
pub(crate) fn text(field: &'static str, value: &JsValue) -> JsResult<String> {
    options(field, value)
}

/// The most entries of a script's value that are read: no call takes more.
const MOST_ENTRIES: u32 = 1 << 22;
/// How deeply objects and lists may be nested: the deepest value that a call takes has four levels.
const DEEPEST: u32 = 6;

/// A script's value as plain data. A value that was sent to this thread contains no code, but it may be cyclic or claim any length.
pub(crate) fn given(value: &JsValue) -> Given {
    let mut left = MOST_ENTRIES;
    plain(value, DEEPEST, &mut left)
}

fn plain(value: &JsValue, depth: u32, left: &mut u32) -> Given {
    if value.is_undefined() || value.is_null() {
        return Given::Nothing;
    }
    if let Some(truth) = value.as_bool() {
        return Given::Truth(truth);
    }
    if let Some(number) = value.as_f64() {
        return Given::Number(number);
    }
    if let Some(text) = value.as_string() {
        return Given::Text(text);
    }
    if depth == 0 {
        return Given::Other("nested too deeply");
    }
    let numbers = value.is_instance_of::<Uint32Array>() || value.is_instance_of::<Float32Array>();
    if Array::is_array(value) || numbers {
        let list: Array = if numbers { Array::from(value) } else { value.clone().unchecked_into() };
        if list.length() > *left {
            return Given::Other("a list that is too long");
        }
        *left -= list.length();
        return Given::List(list.iter().map(|item| plain(&item, depth - 1, left)).collect());
    }
    if value.is_object() {
        let entries = Object::entries(value.unchecked_ref());
        if entries.length() > *left {
            return Given::Other("an object with too many fields");
        }
        *left -= entries.length();
        let fields = entries.iter().map(|entry| {
            let entry: Array = entry.unchecked_into();
            (entry.get(0).as_string().unwrap_or_default(), plain(&entry.get(1), depth - 1, left))
        });
        return Given::Fields(fields.collect());
    }
    Given::Other("neither a number nor a text nor an object")
}

/// A descriptor as a plain object: maps become objects, absent values `undefined`.
///
/// # Errors
/// None for our descriptors: serde can represent all of them.
pub(crate) fn descriptor<T: Serialize + ?Sized>(value: &T) -> JsResult {
    value
        .serialize(&serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true))
        .map_err(|error| js_sys::Error::new(&error.to_string()).into())
}

/// Lays out an object of the page: its name there, and a line a field with its type there and its value. `tests/wire.rs` writes the page's
/// types from these very lines. `Name extends Base (object)` sets further fields of an object.
macro_rules! shape {
    ($(#[$about:meta])* $page:ident {
        $($(#[$what:meta])* $field:ident $(?)? : $of:literal = $value:expr),+ $(,)?
    }) => {
        $crate::web::convert::object([$((stringify!($field), $value)),+])
    };
    ($(#[$about:meta])* $page:ident extends $base:ident ($object:expr) {
        $($(#[$what:meta])* $field:ident $(?)? : $of:literal = $value:expr),+ $(,)?
    }) => {{
        let object: js_sys::Object = wasm_bindgen::JsCast::unchecked_into($object);
        $($crate::web::convert::set(&object, stringify!($field), &$value);)+
        JsValue::from(object)
    }};
}
pub(crate) use shape;

/// An object of these fields.
pub(crate) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, &value);
    }
    object.into()
}

/// Sets a field of an object that this shell made.
pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    // This fails only for a proxy or a frozen object; ours is neither.
    Reflect::set(object, &name.into(), value).expect("a plain object takes a field");
}

/// Numbers, copied from the engine's memory: a view would become invalid when that memory grows.
pub(crate) fn floats(data: &[f32]) -> JsValue {
    Float32Array::new_from_slice(data).into()
}

/// As [`floats`], rounded to f32.
pub(crate) fn floats_from_f64(data: &[f64]) -> JsValue {
    floats(&data.iter().map(|&x| x as f32).collect::<Vec<_>>())
}

/// Token ids, copied.
pub(crate) fn ids(data: &[u32]) -> JsValue {
    Uint32Array::new_from_slice(data).into()
}

/// `{ shape, data }`
pub(crate) fn tensor(shape: &[usize], data: &[f32]) -> JsValue {
    tensor_object(shape, floats(data))
}

/// As [`tensor`], for numbers that are in the browser's memory already.
pub(crate) fn tensor_object(shape: &[usize], data: JsValue) -> JsValue {
    let shape: Array = shape.iter().map(|&size| JsValue::from_f64(size as f64)).collect();
    shape!(
        /// A tensor: row-major numbers with their shape beside them. Always a copy.
        Tensor {
            /// `[rows, columns]` or `[length]`.
            shape: "readonly number[]" = shape.into(),
            data: "Float32Array" = data,
        }
    )
}

/// A list of strings.
pub(crate) fn strings<'a>(all: impl IntoIterator<Item = &'a str>) -> JsValue {
    all.into_iter().map(JsValue::from_str).collect::<Array>().into()
}

/// A state for another engine: an object that describes it, and its lists of numbers.
///
/// # Errors
/// As [`descriptor`].
pub(crate) fn handover_object<L: Into<JsValue>>(handover: Handover<L>) -> JsResult {
    let Handover { make, parameters, first, second } = handover;
    Ok(shape!(
        /// A training state on its way between two engines. The lists are copies, as they lie in memory.
        Handover {
            /// Sizes, rule, counts.
            make: "{ readonly rule: OptimizerName; readonly step: number; readonly [name: string]: unknown }"
                = descriptor(&make)?,
            parameters: "Float32Array" = parameters.into(),
            first: "Float32Array" = first.into(),
            second: "Float32Array" = second.into(),
        }
    ))
}

impl Numbers for Float32Array {
    fn length(&self) -> usize {
        Float32Array::length(self) as usize
    }

    fn copy(&self, from: usize, into: &mut [f32]) {
        self.subarray(from as u32, (from + into.len()) as u32).copy_to(into);
    }
}

/// The state that another engine sent.
///
/// # Errors
/// A value that is not such a state.
pub(crate) fn handover(given: &JsValue) -> JsResult<Handover<Float32Array>> {
    let list = |name: &str| Reflect::get(given, &name.into())?.dyn_into::<Float32Array>();
    Ok(Handover {
        make: make(&Reflect::get(given, &"make".into())?).ok_or("make")?,
        parameters: list("parameters")?,
        first: list("first")?,
        second: list("second")?,
    })
}

/// Read field by field: the code that derives from the type would be ten times as large, in the page's first load.
fn make(given: &JsValue) -> Option<Make> {
    let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let number = |name: &str| field(given, name)?.as_f64();
    let text = |of: &JsValue, name: &str| field(of, name)?.as_string();
    let schedule = match field(given, "schedule")? {
        none if !none.is_object() => None,
        some => {
            let number = |name: &str| field(&some, name)?.as_f64();
            Some(Schedule {
                schedule: named(&text(&some, "schedule")?)?,
                rate: number("rate")?,
                span: number("span")? as u64,
                factor: number("factor")?,
                from: number("from").map(|from| from as u64),
            })
        }
    };
    Some(Make {
        context: number("context")? as usize,
        embedding: number("embedding")? as usize,
        hidden: number("hidden")? as usize,
        vocabulary: number("vocabulary")? as usize,
        activation: named(&text(given, "activation")?)?,
        bias: field(given, "bias")?.as_bool()?,
        rule: named(&text(given, "rule")?)?,
        updates: number("updates")? as u64,
        step: number("step")? as u64,
        dealt: number("dealt")? as u64,
        seed: number("seed")? as u64,
        schedule,
    })
}

/// Tensors by their names; `list` gives a tensor's numbers.
pub(crate) fn tensors<L>(all: &[Shown<L>], list: impl Fn(&L) -> JsValue) -> JsValue {
    let object = Object::new();
    for Shown { tensor: name, shape, data } in all {
        set(&object, name.name(), &tensor_object(shape, list(data)));
    }
    object.into()
}
