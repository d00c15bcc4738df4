//! A saved model's file: safetensors (<https://github.com/huggingface/safetensors>), which any other tool can open.
//!
//! Eight bytes: the header's length, little-endian. The header: JSON, each tensor's type, shape and place, and a
//! `__metadata__` of strings. Then the numbers, f32 or bfloat16, little-endian, one tensor after the other.

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

/// How exactly numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// f32: every bit.
    Full,
    /// bfloat16: f32's sign and exponent, 7 bits of its fraction, so at most 1/256 off.
    Rounded,
}

impl Precision {
    fn name(self) -> &'static str {
        match self {
            Precision::Full => "F32",
            Precision::Rounded => "BF16",
        }
    }

    /// Bytes of a number.
    fn size(self) -> usize {
        match self {
            Precision::Full => 4,
            Precision::Rounded => 2,
        }
    }
}

/// The nearest bfloat16 to a finite number, of two equally near ones the even.
fn bfloat16(x: f32) -> u16 {
    let bits = x.to_bits();
    ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16) as u16
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
    pub fn write(&self, precision: Precision) -> Vec<u8> {
        let strings = self.metadata.iter().map(|(key, text)| (key.clone(), Json::Text(text.clone())));
        let mut members = vec![("__metadata__".to_owned(), Json::Object(strings.collect()))];
        let mut end = 0;
        for Stored { name, shape, data } in &self.tensors {
            let start = end;
            end += precision.size() * data.len();
            let numbers =
                |list: &[usize]| Json::Array(list.iter().map(|&x| Json::Number(x as f64)).collect());
            let about = vec![
                ("dtype".to_owned(), Json::Text(precision.name().to_owned())),
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
            match precision {
                Precision::Full => tensor.data.iter().for_each(|x| bytes.extend_from_slice(&x.to_le_bytes())),
                Precision::Rounded => {
                    tensor.data.iter().for_each(|&x| bytes.extend_from_slice(&bfloat16(x).to_le_bytes()));
                }
            }
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
    let dtype = about.get("dtype")?.text()?;
    let precision =
        [Precision::Full, Precision::Rounded].into_iter().find(|precision| precision.name() == dtype)?;
    let shape = sizes("shape")?;
    let [start, end] = sizes("data_offsets")?.try_into().ok()?;
    let bytes = data.get(start..end)?;
    let length = shape.iter().try_fold(precision.size(), |product, &size| product.checked_mul(size))?;
    if bytes.len() != length {
        return None;
    }
    let numbers = match precision {
        Precision::Full => bytes.as_chunks::<4>().0.iter().map(|&four| f32::from_le_bytes(four)).collect(),
        Precision::Rounded => {
            let upper = |&two: &[u8; 2]| f32::from_bits(u32::from(u16::from_le_bytes(two)) << 16);
            bytes.as_chunks::<2>().0.iter().map(upper).collect()
        }
    };
    Some((shape, numbers))
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
        let bytes = file().write(Precision::Full);
        let read = safetensors::SafeTensors::deserialize(&bytes).expect("valid");
        let w = read.tensor("W").expect("there");
        assert_eq!((w.shape(), w.dtype()), (&[2usize, 3][..], safetensors::Dtype::F32));
        let expected: Vec<u8> = file().tensors[0].data.iter().flat_map(|x| x.to_le_bytes()).collect();
        assert_eq!(w.data(), expected);
        assert_eq!(File::read(&bytes), Ok(file()));
    }

    #[test]
    fn rounded_numbers_are_near_and_another_library_knows_their_type() {
        let bytes = file().write(Precision::Rounded);
        let read = safetensors::SafeTensors::deserialize(&bytes).expect("valid");
        assert_eq!(read.tensor("W").expect("there").dtype(), safetensors::Dtype::BF16);
        let back = File::read(&bytes).expect("ours");
        assert_eq!(back.tensors[0].data[..3], [0.5, -1.0, 2.0]);
        for i in 0..2000u16 {
            // Every size that a parameter has, both signs.
            let x = (f32::from(i) - 1000.0) * 1.2345e-3;
            let rounded = f32::from_bits(u32::from(bfloat16(x)) << 16);
            assert!((rounded - x).abs() <= x.abs() / 256.0, "{x} {rounded}");
        }
        assert_eq!([1.0 + 1.0 / 256.0, 1.0 + 3.0 / 256.0].map(bfloat16), [0x3F80, 0x3F82], "ties to even");
    }

    #[test]
    fn no_change_of_its_bytes_is_a_panic() {
        let bytes = file().write(Precision::Full);
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
