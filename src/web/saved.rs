//! A model into bytes and back: straight between the engine's memory and the browser's, which holds the file.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::session::Session;
use crate::checkpoint::{Bytes, Sink};

/// A browser's array on its way to being a file.
struct Filling {
    array: Uint8Array,
    filled: u32,
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

    fn copy(&self, from: usize, into: &mut [u8]) {
        self.subarray(from as u32, (from + into.len()) as u32).copy_to(into);
    }
}

#[wasm_bindgen]
impl Session {
    /// The model as a file: parameters, options, vocabulary, and all that training goes on from.
    pub fn save(&self) -> Uint8Array {
        let mut file = Filling { array: Uint8Array::new_with_length(0), filled: 0 };
        self.inner.save_to(&mut file);
        file.array
    }
}
