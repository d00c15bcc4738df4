//! Writes a model as bytes and reads it back, directly between the engine's memory and the browser's, which holds the file.

use std::cell::RefCell;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, FileReaderSync};

use super::convert::{self, JsResult, refused};
use super::session::Session;
use crate::checkpoint::{Bytes, Sink};
use crate::error::{Error, Result};
use crate::reason;
#[cfg(feature = "lab")]
use crate::session::foreign::{Converting, Foreign, NamedTensors};

/// An array of the browser that is filled with a file's bytes.
struct Filling {
    array: Uint8Array,
    filled: u32,
}

impl Filling {
    fn empty() -> Self {
        Filling { array: Uint8Array::new_with_length(0), filled: 0 }
    }
}

impl Sink for Filling {
    fn begin(&mut self, length: usize) {
        self.array = Uint8Array::new_with_length(length as u32);
    }

    fn put(&mut self, bytes: &[u8]) {
        let end = self.filled + bytes.len() as u32;
        self.array.subarray(self.filled, end).copy_from(bytes);
        self.filled = end;
    }
}

impl Bytes for Uint8Array {
    fn length(&self) -> usize {
        Uint8Array::length(self) as usize
    }

    fn copy(&self, from: usize, into: &mut [u8]) -> Result<()> {
        self.subarray(from as u32, (from + into.len()) as u32).copy_to(into);
        Ok(())
    }
}

/// A file of the browser. It is read piece by piece and never in memory as a whole.
struct Held {
    blob: Blob,
    reader: FileReaderSync,
    /// Where the piece that was read last begins, and the piece.
    piece: RefCell<(usize, Uint8Array)>,
}

/// Bytes of a file that are read at once.
const PIECE: usize = 1 << 20;

impl Held {
    fn fetch(&self, from: usize) -> JsResult<Uint8Array> {
        let end = self.length().min(from.saturating_add(PIECE));
        let part = self.blob.slice_with_f64_and_f64(from as f64, end as f64)?;
        let buffer: JsValue = self.reader.read_as_array_buffer(&part)?.into();
        Ok(Uint8Array::new(&buffer))
    }
}

impl Bytes for Held {
    fn length(&self) -> usize {
        self.blob.size() as usize
    }

    fn copy(&self, mut from: usize, mut into: &mut [u8]) -> Result<()> {
        while !into.is_empty() {
            let (begin, piece) = &mut *self.piece.borrow_mut();
            let at = match from.checked_sub(*begin) {
                Some(at) if at < piece.length() as usize => at,
                _ => {
                    match self.fetch(from) {
                        Ok(fetched) if fetched.length() > 0 => (*begin, *piece) = (from, fetched),
                        // A file on a disk may be changed or removed at any time.
                        _ => return Err(Error::File { reason: reason::file_changed(), tensors: Vec::new() }),
                    }
                    0
                }
            };
            let (now, later) = into.split_at_mut(into.len().min(piece.length() as usize - at));
            piece.subarray(at as u32, (at + now.len()) as u32).copy_to(now);
            from += now.len();
            into = later;
        }
        Ok(())
    }
}

/// What a script or the page gave as a saved model.
pub(super) fn bytes(saved: JsValue) -> JsResult<Box<dyn Bytes>> {
    Ok(match saved.dyn_into::<Uint8Array>() {
        Ok(bytes) => Box::new(bytes),
        Err(other) => {
            let blob = other.dyn_into::<Blob>().map_err(|other| {
                refused(Error::value("load", convert::given(&other), reason::saved_bytes()))
            })?;
            let nothing = RefCell::new((0, Uint8Array::new_with_length(0)));
            Box::new(Held { blob, reader: FileReaderSync::new()?, piece: nothing })
        }
    })
}

/// Begins to turn a file of another program into one of ours, which the page's engine reads like any other. `assumed` will have a
/// sentence for each thing that the caller did not say, `assumptions` its facts.
///
/// # Errors
/// A file that cannot be read as a model, or options that do not fit it.
#[cfg(feature = "lab")]
#[wasm_bindgen]
pub fn adopt(
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | Blob")] saved: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ForeignOptions")] told: JsValue,
) -> JsResult<super::work::Work> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Which {
        tensors: NamedTensors,
    }
    let (Which { tensors }, options) = convert::two("load", &told, &[])?;
    let converting =
        Converting::new(bytes(saved)?, Foreign { tensors, options }, Filling::empty()).map_err(refused)?;
    Ok(super::work::Work::new(converting, |(file, assumptions)| {
        let sentences: Vec<String> = assumptions.iter().map(ToString::to_string).collect();
        let assumed = convert::strings(sentences.iter().map(String::as_str));
        let assumptions = convert::reasons(&assumptions);
        Ok(convert::shape!(
            /// A file of another program as one of ours.
            Adopted {
                bytes: "Uint8Array<ArrayBuffer>" = file.array.into(),
                /// A sentence for each thing that was assumed of it.
                assumed: "readonly string[]" = assumed,
                /// The same, as a page phrases it.
                assumptions: "readonly Reason[]" = assumptions,
            }
        ))
    }))
}

impl Session {
    /// Begins the model as a file: parameters, options, vocabulary, and all that training goes on from.
    pub(super) fn begin_save(&mut self) -> JsResult<u32> {
        let ticket = self.inner.begin_save(Filling::empty());
        self.begun(ticket, |_, file| Ok(file.array.into()))
    }
}
