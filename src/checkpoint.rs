//! A saved model's file: safetensors (<https://github.com/huggingface/safetensors>), which any other tool can open.
//!
//! Eight bytes: the header's length, little-endian. The header: JSON, each tensor's type, shape and place, and a
//! `__metadata__` of strings. Then the numbers, f32 or bfloat16, little-endian, one tensor after the other.

pub mod json;

use ndarray::{ArrayView2, ArrayViewMut2};

use crate::error::{Error, Result};
use json::Json;

/// The largest header that is read: a vocabulary of a million long words fits.
const MAXIMUM_HEADER: usize = 100_000_000;

/// So many numbers are on their way at once: neither writing nor reading holds a second copy of a model.
const PIECE: usize = 4096;

/// Where a file is written to.
pub trait Sink {
    /// It will have so many bytes.
    fn begin(&mut self, length: usize);
    /// The next ones.
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn begin(&mut self, length: usize) {
        self.reserve_exact(length);
    }

    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Where a file is read from.
pub trait Bytes {
    /// How many there are.
    fn length(&self) -> usize;
    /// Copies those from a place on, which are there.
    fn copy(&self, from: usize, into: &mut [u8]);
}

impl Bytes for &[u8] {
    fn length(&self) -> usize {
        self.len()
    }

    fn copy(&self, from: usize, into: &mut [u8]) {
        into.copy_from_slice(&self[from..from + into.len()]);
    }
}

/// A tensor on its way into a file.
#[derive(Debug, Clone)]
pub struct Stored<'a> {
    /// Its name.
    pub name: &'static str,
    /// `[rows, columns]` or `[length]`.
    pub shape: Vec<usize>,
    /// Its numbers where they lie; a vector is one row.
    pub data: ArrayView2<'a, f32>,
}

/// What a file will hold.
#[derive(Debug, Clone, Default)]
pub struct Draft<'a> {
    /// Strings by name.
    pub metadata: Vec<(&'static str, String)>,
    /// The numbers.
    pub tensors: Vec<Stored<'a>>,
}

/// Where a tensor stands in a file.
#[derive(Debug, Clone)]
struct Place {
    name: String,
    shape: Vec<usize>,
    precision: Precision,
    /// Its first byte in the file.
    from: usize,
}

/// An opened file: its strings, and where its numbers stand.
#[derive(Debug)]
pub struct File<B> {
    bytes: B,
    metadata: Vec<(String, String)>,
    tensors: Vec<Place>,
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

impl Draft<'_> {
    /// Writes the file.
    pub fn write(&self, precision: Precision, sink: &mut impl Sink) {
        let strings = self.metadata.iter().map(|(key, text)| ((*key).to_owned(), Json::Text(text.clone())));
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
            members.push(((*name).to_owned(), Json::Object(about)));
        }
        let mut header = String::new();
        Json::Object(members).write(&mut header);
        // The numbers start at a multiple of 8.
        while !header.len().is_multiple_of(8) {
            header.push(' ');
        }
        sink.begin(8 + header.len() + end);
        sink.put(&(header.len() as u64).to_le_bytes());
        sink.put(header.as_bytes());
        let full = PIECE * precision.size();
        let mut piece = Vec::with_capacity(full);
        for x in self.tensors.iter().flat_map(|tensor| tensor.data.iter()) {
            match precision {
                Precision::Full => piece.extend_from_slice(&x.to_le_bytes()),
                Precision::Rounded => piece.extend_from_slice(&bfloat16(*x).to_le_bytes()),
            }
            if piece.len() == full {
                sink.put(&piece);
                piece.clear();
            }
        }
        sink.put(&piece);
    }
}

impl<B: Bytes> File<B> {
    /// Opens the file in these bytes.
    ///
    /// # Errors
    /// Bytes that are no such file, or cut short.
    pub fn open(bytes: B) -> Result<Self> {
        let Some(rest) = bytes.length().checked_sub(8) else { return Err(broken("it is too short")) };
        let mut length = [0; 8];
        bytes.copy(0, &mut length);
        let length = usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > MAXIMUM_HEADER || length > rest {
            return Err(broken("its header is not there as a whole"));
        }
        let mut header = vec![0; length];
        bytes.copy(8, &mut header);
        let header = core::str::from_utf8(&header).ok().and_then(Json::read);
        let Some(Json::Object(members)) = header else { return Err(broken("its header cannot be read")) };
        let mut file = File { bytes, metadata: Vec::new(), tensors: Vec::new() };
        for (name, about) in members {
            if name == "__metadata__" {
                let Json::Object(strings) = about else { return Err(broken("its header cannot be read")) };
                for (key, text) in strings {
                    let Json::Text(text) = text else { return Err(broken("its header cannot be read")) };
                    file.metadata.push((key, text));
                }
            } else {
                let (shape, precision, from) = place(&about, rest - length)
                    .ok_or_else(|| broken(&format!("its tensor {name:.40} is not there as a whole")))?;
                file.tensors.push(Place { name, shape, precision, from: 8 + length + from });
            }
        }
        Ok(file)
    }

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

    /// Reads a tensor of this shape to where it belongs, row by row; a vector is one row.
    ///
    /// # Errors
    /// It is missing, has another shape, or a number that is not finite.
    pub fn tensor(&self, name: &str, shape: &[usize], mut into: ArrayViewMut2<'_, f32>) -> Result<()> {
        let found = self.tensors.iter().find(|tensor| tensor.name == name);
        let place = found.ok_or_else(|| broken(&format!("it has no tensor {name}")))?;
        if place.shape != shape {
            return Err(broken(&format!("its {name} has the shape {:?}, not {shape:?}", place.shape)));
        }
        let size = place.precision.size();
        let mut from = place.from;
        let mut slots = into.iter_mut();
        let mut piece = vec![0; PIECE.min(slots.len()) * size];
        let mut numbers: Vec<f32> = Vec::with_capacity(PIECE);
        while slots.len() > 0 {
            let piece = &mut piece[..PIECE.min(slots.len()) * size];
            self.bytes.copy(from, piece);
            from += piece.len();
            numbers.clear();
            match place.precision {
                Precision::Full => {
                    numbers.extend(piece.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)))
                }
                Precision::Rounded => {
                    let upper = |&[low, high]: &[u8; 2]| f32::from_le_bytes([0, 0, low, high]);
                    numbers.extend(piece.as_chunks().0.iter().map(upper));
                }
            }
            if !numbers.iter().all(|x| x.is_finite()) {
                return Err(broken(&format!("its {name} has a number that is not finite")));
            }
            numbers.iter().zip(&mut slots).for_each(|(&x, slot)| *slot = x);
        }
        Ok(())
    }
}

/// Shape, type and first byte of a tensor, if all of it is within the data.
fn place(about: &Json, data: usize) -> Option<(Vec<usize>, Precision, usize)> {
    let sizes = |name: &str| -> Option<Vec<usize>> {
        about.get(name)?.array()?.iter().map(|x| whole(x.number()?)).collect()
    };
    let dtype = about.get("dtype")?.text()?;
    let precision =
        [Precision::Full, Precision::Rounded].into_iter().find(|precision| precision.name() == dtype)?;
    let shape = sizes("shape")?;
    let [start, end]: [usize; 2] = sizes("data_offsets")?.try_into().ok()?;
    let length = shape.iter().try_fold(precision.size(), |product, &size| product.checked_mul(size))?;
    (end <= data && end.checked_sub(start)? == length).then_some((shape, precision, start))
}

fn whole(number: f64) -> Option<usize> {
    // Within what a 32-bit engine can address.
    (number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    const W: [f32; 6] = [0.5, -1.0, 2.0, 1e-40, 3.0, 4.0];

    fn bytes(precision: Precision) -> Vec<u8> {
        let w = ArrayView2::from_shape((2, 3), &W).expect("six");
        let b = ArrayView2::from_shape((1, 2), &[1.0, 2.0]).expect("two");
        let draft = Draft {
            metadata: vec![("step", "7".to_owned()), ("odd", "\"\n🐄".to_owned())],
            tensors: vec![
                Stored { name: "W", shape: vec![2, 3], data: w },
                Stored { name: "b", shape: vec![2], data: b },
            ],
        };
        let mut bytes = Vec::new();
        draft.write(precision, &mut bytes);
        bytes
    }

    fn w(bytes: &[u8]) -> Result<Array2<f32>> {
        let mut w = Array2::zeros((2, 3));
        File::open(bytes)?.tensor("W", &[2, 3], w.view_mut())?;
        Ok(w)
    }

    #[test]
    fn another_library_reads_the_same() {
        let bytes = bytes(Precision::Full);
        let read = safetensors::SafeTensors::deserialize(&bytes).expect("valid");
        let there = read.tensor("W").expect("there");
        assert_eq!((there.shape(), there.dtype()), (&[2usize, 3][..], safetensors::Dtype::F32));
        assert_eq!(there.data(), W.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>());
        assert_eq!(w(&bytes).expect("ours").as_slice(), Some(&W[..]));
        let file = File::open(&bytes[..]).expect("ours");
        assert_eq!((file.whole("step"), file.text("odd")), (Ok(7), Ok("\"\n🐄")));
        assert!(file.tensor("W", &[3, 2], Array2::zeros((3, 2)).view_mut()).is_err());
    }

    #[test]
    fn a_tensor_longer_than_a_piece_is_written_and_read_as_it_is_turned() {
        let long = Array2::from_shape_fn((3, PIECE), |(row, column)| (row * PIECE + column) as f32);
        let shape = vec![PIECE, 3];
        let draft = Draft {
            metadata: Vec::new(),
            tensors: vec![Stored { name: "E", shape: shape.clone(), data: long.t() }],
        };
        let mut bytes = Vec::new();
        draft.write(Precision::Full, &mut bytes);
        let mut back = Array2::zeros((3, PIECE));
        File::open(&bytes[..])
            .expect("ours")
            .tensor("E", &shape, back.view_mut().reversed_axes())
            .expect("there");
        assert_eq!(back, long);
    }

    #[test]
    fn rounded_numbers_are_near_and_another_library_knows_their_type() {
        let bytes = bytes(Precision::Rounded);
        let read = safetensors::SafeTensors::deserialize(&bytes).expect("valid");
        assert_eq!(read.tensor("W").expect("there").dtype(), safetensors::Dtype::BF16);
        assert_eq!(w(&bytes).expect("ours").as_slice().expect("whole")[..3], W[..3]);
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
        let bytes = bytes(Precision::Full);
        for cut in 0..bytes.len() {
            assert!(File::open(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let _ = w(&changed);
            }
        }
        assert!(
            File::open(&b""[..]).expect_err("empty").to_string().starts_with("this is not a saved model")
        );
    }
}
