//! Between plain data and JavaScript: descriptors as objects, numbers as typed arrays of their own.

use js_sys::{Array, Float32Array, Object, Reflect, Uint32Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::trace::Shown;
use crate::train::Handover;

/// What a call throws: a JavaScript `Error` with the sentence.
pub fn refused(error: Error) -> JsValue {
    js_sys::Error::new(&error.to_string()).into()
}

/// Options from a script. Keys that are not ours are passed over.
pub fn options<T: DeserializeOwned>(given: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(given)
        .map_err(|error| js_sys::Error::new(&format!("the options cannot be read: {error}")).into())
}

/// A descriptor as a plain object: maps are objects, what is absent is `undefined`.
pub fn descriptor<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true))
        .map_err(|error| js_sys::Error::new(&error.to_string()).into())
}

/// An object of these fields.
pub fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, &value);
    }
    object.into()
}

/// Sets a field of an object that we made.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    // It can fail only on a proxy or a frozen object; ours is neither.
    Reflect::set(object, &name.into(), value).expect("a plain object takes a field");
}

/// Numbers, copied out of the engine's memory: a view would break as soon as that memory grows.
pub fn floats(data: &[f32]) -> JsValue {
    Float32Array::new_from_slice(data).into()
}

/// As [`floats`], rounded to f32.
pub fn floats_from_f64(data: &[f64]) -> JsValue {
    floats(&data.iter().map(|&x| x as f32).collect::<Vec<_>>())
}

/// Token ids, copied.
pub fn ids(data: &[u32]) -> JsValue {
    Uint32Array::new_from_slice(data).into()
}

/// `{ shape, data }`
pub fn tensor(shape: &[usize], data: &[f32]) -> JsValue {
    let shape: Array = shape.iter().map(|&size| JsValue::from_f64(size as f64)).collect();
    object([("shape", shape.into()), ("data", floats(data))])
}

/// Strings.
pub fn strings<'a>(all: impl IntoIterator<Item = &'a str>) -> JsValue {
    all.into_iter().map(JsValue::from_str).collect::<Array>().into()
}

/// A state on its way: what describes it as an object, the lists beside it.
pub fn handover_object(handover: &Handover) -> Result<JsValue, JsValue> {
    Ok(object([
        ("make", descriptor(&handover.make)?),
        ("parameters", floats(&handover.parameters)),
        ("first", floats(&handover.first)),
        ("second", floats(&handover.second)),
    ]))
}

/// The state that arrived.
pub fn handover(given: &JsValue) -> Result<Handover, JsValue> {
    let field = |name: &str| Reflect::get(given, &name.into());
    let list = |name: &str| Ok::<_, JsValue>(field(name)?.dyn_into::<Float32Array>()?.to_vec());
    Ok(Handover {
        make: options(field("make")?)?,
        parameters: list("parameters")?,
        first: list("first")?,
        second: list("second")?,
    })
}

/// Tensors by their names.
pub fn tensors(all: &[Shown]) -> JsValue {
    let object = Object::new();
    for Shown { tensor: name, shape, data } in all {
        set(&object, name.name(), &tensor(shape, data));
    }
    object.into()
}
