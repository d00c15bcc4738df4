//! A saved model's file: safetensors (<https://github.com/huggingface/safetensors>), which any other tool can open.
//!
//! Eight bytes: the header's length, little-endian. The header: JSON, each tensor's type, shape and place, and a
//! `__metadata__` of strings. Then the numbers, f32, little-endian, one tensor after the other.

pub mod json;

use crate::error::{Error, Result};
use json::Json;

/// The largest header that is read: a vocabulary of a million long words fits.
const MAXIMUM_HEADER: usize = 100_000_000;

/// A tensor in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its name.
    pub name: String,
    /// `[rows, columns]` or `[length]`.
    pub shape: Vec<usize>,
    /// Row-major.
    pub data: Vec<f32>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// Strings by name.
    pub metadata: Vec<(String, String)>,
    /// The numbers.
    pub tensors: Vec<Stored>,
}

fn broken(what: &str) -> Error {
    Error::State(format!("this is not a saved model: {what}; choose a .safetensors file that GlassLM saved"))
}

impl File {
    /// A string by its name.
    ///
    /// # Errors
    /// There is none.
    pub fn text(&self, name: &str) -> Result<&str> {
        let found = self.metadata.iter().find(|(key, _)| key == name);
        found.map(|(_, text)| text.as_str()).ok_or_else(|| broken(&format!("it has no \"{name}\"")))
    }

    /// A whole number by its name.
    ///
    /// # Errors
    /// There is none.
    pub fn whole(&self, name: &str) -> Result<u64> {
        self.text(name)?.parse().map_err(|_| broken(&format!("its \"{name}\" is not a whole number")))
    }

    /// A string that holds JSON.
    ///
    /// # Errors
    /// There is none, or it holds something else.
    pub fn json(&self, name: &str) -> Result<Json> {
        Json::read(self.text(name)?).ok_or_else(|| broken(&format!("its \"{name}\" cannot be read")))
    }

    /// A tensor's numbers, if it has this shape and they are finite.
    ///
    /// # Errors
    /// It is missing, has another shape, or a number that is not finite.
    pub fn tensor(&self, name: &str, shape: &[usize]) -> Result<&[f32]> {
        let found = self.tensors.iter().find(|tensor| tensor.name == name);
        let tensor = found.ok_or_else(|| broken(&format!("it has no tensor {name}")))?;
        if tensor.shape != shape {
            return Err(broken(&format!("its {name} has the shape {:?}, not {shape:?}", tensor.shape)));
        }
        if tensor.data.iter().any(|x| !x.is_finite()) {
            return Err(broken(&format!("its {name} has a number that is not finite")));
        }
        Ok(&tensor.data)
    }

    /// The bytes.
    pub fn write(&self) -> Vec<u8> {
        let strings = self.metadata.iter().map(|(key, text)| (key.clone(), Json::Text(text.clone())));
        let mut members = vec![("__metadata__".to_owned(), Json::Object(strings.collect()))];
        let mut end = 0;
        for Stored { name, shape, data } in &self.tensors {
            let start = end;
            end += 4 * data.len();
            let numbers =
                |list: &[usize]| Json::Array(list.iter().map(|&x| Json::Number(x as f64)).collect());
            let about = vec![
                ("dtype".to_owned(), Json::Text("F32".to_owned())),
                ("shape".to_owned(), numbers(shape)),
                ("data_offsets".to_owned(), numbers(&[start, end])),
            ];
            members.push((name.clone(), Json::Object(about)));
        }
        let mut header = String::new();
        Json::Object(members).write(&mut header);
        // The numbers start at a multiple of 8.
        while !header.len().is_multiple_of(8) {
            header.push(' ');
        }
        let mut bytes = Vec::with_capacity(8 + header.len() + end);
        bytes.extend_from_slice(&(header.len() as u64).to_le_bytes());
        bytes.extend_from_slice(header.as_bytes());
        for tensor in &self.tensors {
            tensor.data.iter().for_each(|x| bytes.extend_from_slice(&x.to_le_bytes()));
        }
        bytes
    }

    /// The file in these bytes.
    ///
    /// # Errors
    /// Bytes that are no such file, cut short or changed.
    pub fn read(bytes: &[u8]) -> Result<File> {
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(|| broken("it is too short"))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length > MAXIMUM_HEADER || length > rest.len() {
            return Err(broken("its header is not there as a whole"));
        }
        let (header, data) = rest.split_at(length);
        let header = core::str::from_utf8(header).ok().and_then(Json::read);
        let Some(Json::Object(members)) = header else { return Err(broken("its header cannot be read")) };
        let mut file = File::default();
        for (name, about) in members {
            if name == "__metadata__" {
                let Json::Object(strings) = about else { return Err(broken("its header cannot be read")) };
                for (key, text) in strings {
                    let Json::Text(text) = text else { return Err(broken("its header cannot be read")) };
                    file.metadata.push((key, text));
                }
            } else {
                let stored = tensor(&about, data);
                let (shape, data) = stored
                    .ok_or_else(|| broken(&format!("its tensor {name:.40} is not there as a whole")))?;
                file.tensors.push(Stored { name, shape, data });
            }
        }
        Ok(file)
    }
}

fn tensor(about: &Json, data: &[u8]) -> Option<(Vec<usize>, Vec<f32>)> {
    let sizes = |name: &str| -> Option<Vec<usize>> {
        about.get(name)?.array()?.iter().map(|x| whole(x.number()?)).collect()
    };
    if about.get("dtype")?.text()? != "F32" {
        return None;
    }
    let shape = sizes("shape")?;
    let [start, end] = sizes("data_offsets")?.try_into().ok()?;
    let bytes = data.get(start..end)?;
    let length = shape.iter().try_fold(4usize, |product, &size| product.checked_mul(size))?;
    if bytes.len() != length {
        return None;
    }
    let (numbers, _) = bytes.as_chunks::<4>();
    Some((shape, numbers.iter().map(|&four| f32::from_le_bytes(four)).collect()))
}

fn whole(number: f64) -> Option<usize> {
    // Within what a 32-bit engine can address.
    (number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> File {
        File {
            metadata: vec![("step".to_owned(), "7".to_owned()), ("odd".to_owned(), "\"\n🐄".to_owned())],
            tensors: vec![
                Stored {
                    name: "W".to_owned(),
                    shape: vec![2, 3],
                    data: vec![0.5, -1.0, 2.0, 1e-40, 3.0, 4.0],
                },
                Stored { name: "b".to_owned(), shape: vec![2], data: vec![1.0, 2.0] },
            ],
        }
    }

    #[test]
    fn another_library_reads_the_same() {
        let bytes = file().write();
        let read = safetensors::SafeTensors::deserialize(&bytes).expect("valid");
        let w = read.tensor("W").expect("there");
        assert_eq!((w.shape(), w.dtype()), (&[2usize, 3][..], safetensors::Dtype::F32));
        let expected: Vec<u8> = file().tensors[0].data.iter().flat_map(|x| x.to_le_bytes()).collect();
        assert_eq!(w.data(), expected);
        assert_eq!(File::read(&bytes), Ok(file()));
    }

    #[test]
    fn no_change_of_its_bytes_is_a_panic() {
        let bytes = file().write();
        for cut in 0..bytes.len() {
            assert!(File::read(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let _ = File::read(&changed).map(|file| file.tensor("W", &[2, 3]).map(<[f32]>::len));
            }
        }
        assert!(File::read(b"").expect_err("empty").to_string().starts_with("this is not a saved model"));
    }
}
