//! A saved model's file: safetensors (<https://github.com/huggingface/safetensors>), which any other tool can open.
//!
//! Eight bytes hold the header's length, little-endian. The header is JSON: each tensor's type, shape and place, and a `__metadata__` of
//! strings. Then follow the numbers, little-endian, one tensor after the other without gaps. GlassLM writes f32 or bfloat16, and reads
//! f64 and f16 too. Everything in the bytes is checked before it is used.

pub mod json;
mod pieces;

use ndarray::ArrayView2;

pub use pieces::{Pieces, fill};

use crate::counted;
use crate::error::{Error, FileTensor, Result};
use crate::memory;
use crate::rank::rank;
use crate::reason::{self, Reason, short};
use crate::work::{NUMBER_COST, Progress, fitting};
use json::{Json, JsonReading, Unread};

/// The largest header that is read, which is the format's limit: a vocabulary of a million long words fits.
const MAXIMUM_HEADER: u64 = 100_000_000;
/// The most values of a header, about ten per tensor; and of a list in the metadata: a million words.
const MAXIMUM_VALUES: usize = 1_100_000;

/// How many numbers are converted at once: neither writing nor reading holds a second copy of a model.
const PIECE: usize = 4096;

/// The destination of a file.
pub trait Sink {
    /// Announces the length in bytes.
    fn begin(&mut self, length: usize);
    /// Writes the next bytes.
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

/// The source of a file.
pub trait Bytes {
    /// How many bytes it has.
    fn length(&self) -> usize;
    /// Copies the bytes from a place on, which must exist.
    ///
    /// # Errors
    /// A file that was changed or removed meanwhile.
    fn copy(&self, from: usize, into: &mut [u8]) -> Result<()>;
}

impl Bytes for Box<dyn Bytes + '_> {
    fn length(&self) -> usize {
        (**self).length()
    }

    fn copy(&self, from: usize, into: &mut [u8]) -> Result<()> {
        (**self).copy(from, into)
    }
}

impl Bytes for &[u8] {
    fn length(&self) -> usize {
        self.len()
    }

    fn copy(&self, from: usize, into: &mut [u8]) -> Result<()> {
        into.copy_from_slice(&self[from..from + into.len()]);
        Ok(())
    }
}

/// A tensor that is written to a file.
#[derive(Debug, Clone)]
pub struct Stored<'a> {
    /// Its name.
    pub name: &'static str,
    /// `[rows, columns]` or `[length]`.
    pub shape: Vec<usize>,
    /// A view of its numbers; a vector is one row or one column.
    pub data: ArrayView2<'a, f32>,
}

/// A file that is written piece by piece: its strings by their names, then which tensors it has, then their numbers.
#[derive(Debug)]
pub struct Writing<S> {
    sink: S,
    precision: Precision,
    header: String,
    pieces: Pieces,
    bytes: Vec<u8>,
}

/// The place of a tensor in a file.
#[derive(Debug, Clone)]
struct Place {
    name: String,
    dtype: String,
    shape: Vec<u64>,
    /// Its first byte among the numbers, and the one after its last.
    range: core::ops::Range<u64>,
}

/// The type of the numbers in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dtype {
    F64,
    F32,
    F16,
    BF16,
}

/// An opened file: its strings, and the places of its tensors.
pub struct File<'a> {
    bytes: Box<dyn Bytes + 'a>,
    metadata: Option<Vec<(String, String)>>,
    tensors: Vec<Place>,
    /// The place where the numbers begin.
    data: usize,
}

/// A tensor of a file that was found as it was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    tensor: usize,
    dtype: Dtype,
    length: usize,
}

impl Found {
    /// How many numbers it has.
    pub fn length(&self) -> usize {
        self.length
    }
}

/// The precision of written numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// f32: every bit.
    Full,
    /// bfloat16 with only [`FRACTION_BITS`] bits of the fraction, so at most 1/32 off. The unused bits cost nothing after compression.
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

/// Bits of the fraction in a rounded file.
const FRACTION_BITS: u32 = 4;

/// The bfloat16 with `FRACTION_BITS` bits of fraction that is nearest to a finite number; of two equally near ones, the even one.
fn rounded(x: f32) -> u16 {
    let (bits, dropped) = (x.to_bits(), f32::MANTISSA_DIGITS - 1 - FRACTION_BITS);
    let half = (1 << (dropped - 1)) - 1;
    ((bits + half + (bits >> dropped & 1)) >> dropped << (dropped - 16)) as u16
}

impl Dtype {
    /// The type with this name in the format, if GlassLM reads it.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "F64" => Dtype::F64,
            "F32" => Dtype::F32,
            "F16" => Dtype::F16,
            "BF16" => Dtype::BF16,
            _ => return None,
        })
    }

    /// Bytes of a number.
    fn size(self) -> usize {
        match self {
            Dtype::F64 => 8,
            Dtype::F32 => 4,
            Dtype::F16 | Dtype::BF16 => 2,
        }
    }

    /// Converts as many numbers of this type to f32 as there is room for; what f32 cannot hold becomes infinite.
    fn read(self, bytes: &[u8], numbers: &mut [f32]) {
        fn each<const N: usize>(bytes: &[u8], numbers: &mut [f32], number: impl Fn([u8; N]) -> f32) {
            bytes.as_chunks().0.iter().zip(numbers).for_each(|(&bytes, slot)| *slot = number(bytes));
        }
        match self {
            Dtype::F64 => each(bytes, numbers, |bytes| f64::from_le_bytes(bytes) as f32),
            Dtype::F32 => each(bytes, numbers, f32::from_le_bytes),
            Dtype::F16 => each(bytes, numbers, |bytes| half(u16::from_le_bytes(bytes))),
            Dtype::BF16 => {
                each(bytes, numbers, |bytes| f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16))
            }
        }
    }
}

/// An IEEE 754 binary16: 5 bits of exponent, 10 of fraction.
fn half(bits: u16) -> f32 {
    let (exponent, fraction) = (bits >> 10 & 0x1F, f32::from(bits & 0x3FF));
    let size = match exponent {
        // Two to the power of -24.
        0 => fraction * f32::from_bits((127 - 24) << 23),
        0x1F if fraction == 0.0 => f32::INFINITY,
        0x1F => f32::NAN,
        _ => (1024.0 + fraction) * f32::from_bits((u32::from(exponent) + 127 - 25) << 23),
    };
    if bits >> 15 == 1 { -size } else { size }
}

fn broken(reason: Reason) -> Error {
    Error::File { reason, tensors: Vec::new() }
}

/// Elementary operations that a byte of a header is worth: it is escaped twice.
const BYTE_COST: usize = 8;

impl<S: Sink> Writing<S> {
    /// Nothing yet.
    pub fn new(precision: Precision, sink: S) -> Self {
        let header = "{\"__metadata__\":{".to_owned();
        Writing { sink, precision, header, pieces: Pieces::default(), bytes: Vec::new() }
    }

    /// A string.
    pub fn string(&mut self, name: &str, text: &str) {
        self.name(name);
        json::quote(text, &mut self.header);
    }

    /// A string that holds a list of texts, as JSON; they follow one by one.
    pub fn begin_list(&mut self, name: &str) {
        self.name(name);
        self.header.push_str("\"[");
    }

    /// The next text of the list; gives the elementary operations that it took.
    pub fn item(&mut self, text: &str) -> u64 {
        if !self.header.ends_with('[') {
            self.header.push(',');
        }
        let mut quoted = String::with_capacity(text.len() + 2);
        json::quote(text, &mut quoted);
        json::escape(&quoted, &mut self.header);
        let operations = BYTE_COST * quoted.len();
        counted::did(operations);
        operations as u64
    }

    /// The list is complete.
    pub fn end_list(&mut self) {
        self.header.push_str("]\"");
    }

    fn name(&mut self, name: &str) {
        if !self.header.ends_with('{') {
            self.header.push(',');
        }
        json::quote(name, &mut self.header);
        self.header.push(':');
    }

    /// The tensors whose numbers follow.
    pub fn tensors(&mut self, tensors: &[Stored<'_>]) {
        self.header.push('}');
        let mut end = 0;
        for Stored { name, shape, data } in tensors {
            let start = end;
            end += self.precision.size() * data.len();
            let numbers =
                |list: &[usize]| Json::Array(list.iter().map(|&x| Json::Number(x as f64)).collect());
            let about = [
                ("dtype", Json::Text(self.precision.name().to_owned())),
                ("shape", numbers(shape)),
                ("data_offsets", numbers(&[start, end])),
            ];
            self.name(name);
            Json::Object(about.map(|(key, value)| (key.to_owned(), value)).into()).write(&mut self.header);
        }
        self.header.push('}');
        // The numbers start at a multiple of 8.
        while !self.header.len().is_multiple_of(8) {
            self.header.push(' ');
        }
        let header = core::mem::take(&mut self.header);
        self.sink.begin(8 + header.len() + end);
        self.sink.put(&(header.len() as u64).to_le_bytes());
        self.sink.put(header.as_bytes());
    }

    /// Writes numbers of these same tensors for about `budget` elementary operations.
    pub fn numbers(&mut self, tensors: &[Stored<'_>], budget: u64) {
        let Writing { sink, precision, pieces, bytes, .. } = self;
        let data: Vec<_> = tensors.iter().map(|tensor| tensor.data).collect();
        pieces.advance(&data, budget, &mut |_, _, numbers| {
            bytes.clear();
            for x in numbers {
                match precision {
                    Precision::Full => bytes.extend_from_slice(&x.to_le_bytes()),
                    Precision::Rounded => bytes.extend_from_slice(&rounded(*x).to_le_bytes()),
                }
            }
            sink.put(bytes);
        });
    }

    /// Numbers that are written.
    pub fn done(&self) -> u64 {
        self.pieces.done()
    }

    /// The file, once all is written.
    pub fn finish(self) -> S {
        self.sink
    }
}

impl core::fmt::Debug for File<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("File").field("tensors", &self.tensors).finish_non_exhaustive()
    }
}

/// A file whose header is read piece by piece.
pub struct Opening<'a> {
    bytes: Box<dyn Bytes + 'a>,
    /// The bytes of the header that are copied, and then the whole as a text.
    copied: Vec<u8>,
    header: String,
    length: usize,
    json: JsonReading,
}

impl core::fmt::Debug for Opening<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Opening").field("length", &self.length).finish_non_exhaustive()
    }
}

impl<'a> Opening<'a> {
    /// Checks the header's length.
    ///
    /// # Errors
    /// Bytes that are not such a file, or are cut short; less room than the header takes.
    pub fn new(bytes: impl Bytes + 'a) -> Result<Self> {
        Self::of(Box::new(bytes))
    }

    fn of(bytes: Box<dyn Bytes + 'a>) -> Result<Self> {
        let Some(rest) = bytes.length().checked_sub(8) else { return Err(broken(reason::file_short())) };
        let mut length = [0; 8];
        bytes.copy(0, &mut length)?;
        let length = u64::from_le_bytes(length);
        if length > MAXIMUM_HEADER {
            return Err(broken(reason::file_header_length(length)));
        }
        let length = length as usize;
        if length > rest {
            return Err(broken(reason::file_header_cut()));
        }
        // The bytes, and what they become: the strings, and the values, whose number is limited.
        memory::ask(reason::reading_file(), &[length as u64, length as u64])?;
        let (copied, json) = (Vec::with_capacity(length), JsonReading::new(MAXIMUM_VALUES));
        Ok(Opening { bytes, copied, header: String::new(), length, json })
    }

    /// Reads about `budget` elementary operations' worth of the header.
    ///
    /// # Errors
    /// A header that is not JSON.
    pub fn advance(&mut self, budget: u64) -> Result<Progress> {
        let Opening { bytes, copied, header, length, json } = self;
        if header.len() < *length {
            let from = copied.len();
            let end = (*length).min(from.saturating_add(fitting(budget, 1).max(PIECE)));
            copied.resize(end, 0);
            bytes.copy(8 + from, &mut copied[from..])?;
            counted::did(end - from);
            if end == *length {
                *header = String::from_utf8(core::mem::take(copied))
                    .map_err(|_| broken(reason::file_header_utf8()))?;
                if !header.starts_with('{') {
                    return Err(broken(reason::file_header_json()));
                }
            }
            return Ok(Progress::of(end as u64, 2 * *length as u64));
        }
        read_on(json, header, budget).map_err(|unread| {
            broken(match unread {
                Unread::NotJson => reason::file_header_json(),
                Unread::TooMany => reason::file_header_values(MAXIMUM_VALUES),
            })
        })?;
        Ok(Progress::of((*length + json.done(header)) as u64, 2 * *length as u64))
    }

    /// The file.
    ///
    /// # Errors
    /// A header that breaks the format: a name that occurs twice, tensors that overlap, leave a gap or do not fill the file.
    pub fn file(mut self) -> Result<File<'a>> {
        while !self.advance(u64::MAX)?.is_complete() {}
        let Opening { bytes, length, json, .. } = self;
        let Json::Object(members) = json.value() else { return Err(broken(reason::file_header_json())) };
        let rest = bytes.length() - 8 - length;
        let mut file = File { bytes, metadata: None, tensors: Vec::new(), data: 8 + length };
        distinct(&members, reason::file_header_twice)?;
        for (name, about) in members {
            if name == "__metadata__" {
                file.metadata = Some(strings(about)?);
            } else {
                file.tensors.push(place(name, &about)?);
            }
        }
        file.check_places(rest as u64)?;
        Ok(file)
    }
}

/// Reads about `budget` elementary operations' worth of JSON.
fn read_on(json: &mut JsonReading, text: &str, budget: u64) -> core::result::Result<(), Unread> {
    let from = json.done(text);
    json.advance(text, fitting(budget, BYTE_COST as u64).max(PIECE))?;
    counted::did(BYTE_COST * (json.done(text) - from));
    Ok(())
}

impl<'a> File<'a> {
    /// Opens the file in these bytes in one call.
    ///
    /// # Errors
    /// As [`Opening`].
    pub fn open(bytes: impl Bytes + 'a) -> Result<Self> {
        Opening::new(bytes)?.file()
    }

    /// Checks that each tensor begins where the one before it ends, and that the last one ends with the file.
    fn check_places(&self, data: u64) -> Result<()> {
        let range = |i: u32| &self.tensors[i as usize].range;
        let mut order: Vec<u32> = (0..self.tensors.len() as u32).collect();
        rank(&mut order, &|a, b| (range(a).start, range(a).end).cmp(&(range(b).start, range(b).end)));
        let mut end = 0;
        let mut before = "the header";
        for Place { name, range, .. } in order.into_iter().map(|i| &self.tensors[i as usize]) {
            if range.start < end {
                return Err(broken(reason::file_overlap(short(before), short(name))));
            }
            if range.start > end {
                return Err(broken(reason::file_gap(range.start - end, short(name))));
            }
            if range.end > data {
                return Err(broken(reason::file_tensor_cut(short(name))));
            }
            (end, before) = (range.end, name);
        }
        match data - end {
            0 => Ok(()),
            rest => Err(broken(reason::file_rest(rest))),
        }
    }

    /// The tensors that it holds.
    pub fn tensors(&self) -> Vec<FileTensor> {
        let about = |place: &Place| {
            let Place { name, dtype, shape, .. } = place.clone();
            FileTensor { name, dtype, shape }
        };
        self.tensors.iter().map(about).collect()
    }

    /// An error that lists the tensors that it holds.
    pub fn refused(&self, reason: Reason) -> Error {
        Error::File { reason, tensors: self.tensors() }
    }

    /// Whether it has a string with this name.
    pub fn says(&self, name: &str) -> bool {
        self.found(name).is_some()
    }

    fn found(&self, name: &str) -> Option<&str> {
        let strings = self.metadata.as_deref().unwrap_or_default();
        strings.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_str())
    }

    /// A string by its name.
    ///
    /// # Errors
    /// No string has this name.
    pub fn text(&self, name: &str) -> Result<&str> {
        self.found(name).ok_or_else(|| broken(reason::file_without(name)))
    }

    /// A whole number by its name.
    ///
    /// # Errors
    /// No string with this name, or one that is not a whole number.
    pub fn whole(&self, name: &str) -> Result<u64> {
        self.text(name)?.parse().map_err(|_| broken(reason::file_not_whole(name)))
    }

    /// A string that holds JSON.
    ///
    /// # Errors
    /// No string with this name, or one that is not JSON.
    pub fn json(&self, name: &str) -> Result<Json> {
        let mut json = self.begin_json(name)?;
        while !self.advance_json(name, &mut json, u64::MAX)?.is_complete() {}
        Ok(json.value())
    }

    /// Begins to read a string that holds JSON.
    ///
    /// # Errors
    /// No string with this name; less room than it takes.
    pub fn begin_json(&self, name: &str) -> Result<JsonReading> {
        memory::ask(reason::reading_file(), &[self.text(name)?.len() as u64])?;
        Ok(JsonReading::new(MAXIMUM_VALUES))
    }

    /// Reads about `budget` elementary operations' worth of it.
    ///
    /// # Errors
    /// A string that is not JSON, or has too many values.
    pub fn advance_json(&self, name: &str, json: &mut JsonReading, budget: u64) -> Result<Progress> {
        let text = self.text(name)?;
        read_on(json, text, budget).map_err(|unread| {
            broken(match unread {
                Unread::NotJson => reason::file_unread(name),
                Unread::TooMany => reason::file_values(name, MAXIMUM_VALUES),
            })
        })?;
        Ok(Progress::of(json.done(text) as u64, text.len() as u64))
    }

    /// A tensor's shape.
    ///
    /// # Errors
    /// No tensor has this name.
    pub fn shape(&self, name: &str) -> Result<&[u64]> {
        Ok(&self.tensors[self.index(name)?].shape)
    }

    fn index(&self, name: &str) -> Result<usize> {
        let found = self.tensors.iter().position(|tensor| tensor.name == name);
        found.ok_or_else(|| self.refused(reason::tensor_missing(short(name))))
    }

    /// Finds a tensor of this shape.
    ///
    /// # Errors
    /// A tensor that is missing, or has another shape or another type of number.
    pub fn find(&self, name: &str, shape: &[usize]) -> Result<Found> {
        let tensor = self.index(name)?;
        let place = &self.tensors[tensor];
        if !place.shape.iter().copied().eq(shape.iter().map(|&size| size as u64)) {
            let has = &place.shape[..];
            return Err(self.refused(reason::tensor_shape(short(name), has, shape)));
        }
        let Some(dtype) = Dtype::named(&place.dtype) else {
            let dtype: String = place.dtype.chars().take(20).collect();
            return Err(self.refused(reason::tensor_numbers(short(name), dtype)));
        };
        Ok(Found { tensor, dtype, length: shape.iter().product() })
    }

    /// Reads a tensor's next numbers, row by row: those from a place on, about `count` of them, one piece at the least. `put` gets their
    /// first one's place and the numbers. Returns the place after the last one.
    ///
    /// # Errors
    /// A number that is not finite as f32; bytes that are gone.
    pub fn read(
        &self,
        found: Found,
        from: usize,
        count: usize,
        put: &mut dyn FnMut(usize, &[f32]),
    ) -> Result<usize> {
        let Found { tensor, dtype, length } = found;
        let Place { name, range, .. } = &self.tensors[tensor];
        let (mut bytes, mut numbers) = ([0; 8 * PIECE], [0.0; PIECE]);
        let (mut at, end) = (from, length.min(from.saturating_add(count.max(PIECE))));
        while at < end {
            let numbers = &mut numbers[..PIECE.min(end - at)];
            let bytes = &mut bytes[..numbers.len() * dtype.size()];
            self.bytes.copy(self.data + range.start as usize + at * dtype.size(), bytes)?;
            dtype.read(bytes, numbers);
            if !numbers.iter().all(|x| x.is_finite()) {
                return Err(self.refused(reason::tensor_infinite(short(name))));
            }
            put(at, numbers);
            counted::did(NUMBER_COST as usize * numbers.len());
            at += numbers.len();
        }
        Ok(at)
    }
}

/// Refuses an object in which a name occurs twice: it is ambiguous.
fn distinct(members: &[(String, Json)], twice: impl Fn(String) -> Reason) -> Result<()> {
    let name = |i: u32| members[i as usize].0.as_str();
    let mut names: Vec<u32> = (0..members.len() as u32).collect();
    rank(&mut names, &|a, b| name(a).cmp(name(b)));
    match names.windows(2).find(|pair| name(pair[0]) == name(pair[1])) {
        Some(pair) => Err(broken(twice(short(name(pair[0]))))),
        None => Ok(()),
    }
}

fn strings(about: Json) -> Result<Vec<(String, String)>> {
    let Json::Object(members) = about else { return Err(broken(reason::file_metadata())) };
    distinct(&members, reason::file_metadata_twice)?;
    let string = |(name, text): (String, Json)| match text {
        Json::Text(text) => Ok((name, text)),
        _ => Err(broken(reason::file_metadata_string(short(&name)))),
    };
    members.into_iter().map(string).collect()
}

/// What the header says about a tensor, as far as it can be checked by itself.
fn place(name: String, about: &Json) -> Result<Place> {
    let tensor = || short(&name);
    let Json::Object(members) = about else { return Err(broken(reason::file_tensor_description(tensor()))) };
    distinct(members, |twice| reason::file_tensor_twice(tensor(), twice))?;
    let sizes = |key: &str| -> Option<Vec<u64>> {
        about.get(key)?.array()?.iter().map(|x| whole(x.number()?)).collect()
    };
    let dtype = about
        .get("dtype")
        .and_then(Json::text)
        .ok_or_else(|| broken(reason::file_tensor_type(tensor())))?
        .to_owned();
    let shape = sizes("shape").ok_or_else(|| broken(reason::file_tensor_shape(tensor())))?;
    let offsets = sizes("data_offsets").and_then(|two| <[u64; 2]>::try_from(two).ok());
    let [start, end] = offsets
        .filter(|[start, end]| start <= end)
        .ok_or_else(|| broken(reason::file_tensor_place(tensor())))?;
    if let Some(dtype) = Dtype::named(&dtype) {
        let length = shape.iter().try_fold(dtype.size() as u64, |product, &size| product.checked_mul(size));
        if length != Some(end - start) {
            return Err(broken(reason::file_tensor_bytes(tensor(), end - start)));
        }
    }
    Ok(Place { name, dtype, shape, range: start..end })
}

/// A whole number that a double holds exactly.
fn whole(number: f64) -> Option<u64> {
    (number >= 0.0 && number <= (1u64 << 53) as f64 && number.fract() == 0.0).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, ArrayViewMut2};

    use super::*;

    const LIST: [&str; 3] = ["\"", "[", "\\\n🐄"];
    const W: [f32; 6] = [0.5, -1.0, 2.0, 1e-40, 3.0, 4.0];

    fn bytes(precision: Precision) -> Vec<u8> {
        let w = ArrayView2::from_shape((2, 3), &W).expect("six");
        let b = ArrayView2::from_shape((1, 2), &[1.0, 2.0]).expect("two");
        let mut writing = Writing::new(precision, Vec::new());
        writing.string("step", "7");
        writing.begin_list("list");
        for text in LIST {
            writing.item(text);
        }
        writing.end_list();
        writing.string("odd", "\"\n🐄");
        let tensors =
            [Stored { name: "W", shape: vec![2, 3], data: w }, Stored { name: "b", shape: vec![2], data: b }];
        writing.tensors(&tensors);
        writing.numbers(&tensors, u64::MAX);
        writing.finish()
    }

    /// Reads a tensor into a view, a piece at a time.
    fn tensor(bytes: &[u8], name: &str, shape: &[usize], mut into: ArrayViewMut2<'_, f32>) -> Result<()> {
        let file = File::open(bytes)?;
        let found = file.find(name, shape)?;
        let mut at = 0;
        while at < found.length() {
            let last = at;
            at = file.read(found, at, 1, &mut |from, numbers| fill(into.view_mut(), from, numbers))?;
            assert!(at - last <= PIECE);
        }
        Ok(())
    }

    fn w(bytes: &[u8]) -> Result<Array2<f32>> {
        let mut w = Array2::zeros((2, 3));
        tensor(bytes, "W", &[2, 3], w.view_mut())?;
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
        let list = LIST.map(|text| Json::Text(text.to_owned()));
        assert_eq!(file.json("list"), Ok(Json::Array(list.into())));
        assert!(file.find("W", &[3, 2]).is_err());
    }

    #[test]
    fn a_tensor_longer_than_a_piece_is_written_and_read_as_it_is_turned() {
        let long = Array2::from_shape_fn((3, PIECE), |(row, column)| (row * PIECE + column) as f32);
        let shape = vec![PIECE, 3];
        let mut writing = Writing::new(Precision::Full, Vec::new());
        let tensors = [Stored { name: "E", shape: shape.clone(), data: long.t() }];
        writing.tensors(&tensors);
        while writing.done() < 3 * PIECE as u64 {
            writing.numbers(&tensors, 1);
        }
        let bytes = writing.finish();
        let mut back = Array2::zeros((3, PIECE));
        tensor(&bytes, "E", &shape, back.view_mut().reversed_axes()).expect("there");
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
            let near = f32::from_bits(u32::from(rounded(x)) << 16);
            assert!((near - x).abs() <= x.abs() / 32.0, "{x} {near}");
        }
        assert_eq!([1.0 + 1.0 / 32.0, 1.0 + 3.0 / 32.0].map(rounded), [0x3F80, 0x3F90], "ties to even");
    }

    /// A file with this header and so many bytes of numbers.
    fn file(header: &str, data: usize) -> Vec<u8> {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.resize(bytes.len() + data, 0);
        bytes
    }

    #[test]
    fn every_type_of_number_is_read() {
        // 1, -2.5, the largest and the smallest f16, and a number below all normal ones.
        let numbers = [1.0, -2.5, 65504.0, 6.103_515_6e-5, 5.960_464_5e-8, 0.0];
        let halves: [u16; 6] = [0x3C00, 0xC100, 0x7BFF, 0x0400, 0x0001, 0x0000];
        for (dtype, size, data) in [
            ("F64", 8, numbers.iter().flat_map(|&x| f64::from(x).to_le_bytes()).collect::<Vec<u8>>()),
            ("F32", 4, numbers.iter().flat_map(|x: &f32| x.to_le_bytes()).collect()),
            ("F16", 2, halves.iter().flat_map(|x| x.to_le_bytes()).collect()),
        ] {
            let header =
                format!(r#"{{"W":{{"dtype":"{dtype}","shape":[2,3],"data_offsets":[0,{}]}}}}"#, 6 * size);
            let mut bytes = file(&header, 0);
            bytes.extend_from_slice(&data);
            let read = w(&bytes).expect(dtype);
            assert_eq!(read.as_slice().expect("whole"), numbers, "{dtype}");
        }
        assert!(half(0x7C00).is_infinite() && half(0x7E00).is_nan() && half(0x8000).is_sign_negative());
        let other = file(r#"{"W":{"dtype":"I64","shape":[2,3],"data_offsets":[0,48]}}"#, 48);
        let message = w(&other).expect_err("whole numbers").to_string();
        assert!(
            message.contains("holds numbers of the type I64; it must be F64, F32, F16 or BF16"),
            "{message}"
        );
        // Larger than any f32.
        let mut huge = file(r#"{"W":{"dtype":"F64","shape":[2,3],"data_offsets":[0,48]}}"#, 0);
        huge.extend([1e39f64; 6].iter().flat_map(|x| x.to_le_bytes()));
        assert!(w(&huge).expect_err("too large").to_string().contains("not finite"));
    }

    #[test]
    fn what_the_format_forbids_is_refused_with_its_cause() {
        let tensor = |name: &str, start: u64, end: u64| {
            format!(
                r#""{name}":{{"dtype":"F32","shape":[{}],"data_offsets":[{start},{end}]}}"#,
                (end - start) / 4
            )
        };
        for (header, data, says) in [
            (format!("{{{},{}}}", tensor("a", 0, 8), tensor("b", 8, 16)), 16, ""),
            (format!("{{{}}}", tensor("a", 0, 8)), 12, "4 bytes after its last tensor belong to none"),
            (format!("{{{},{}}}", tensor("a", 0, 8), tensor("b", 0, 8)), 8, "its tensors a and b overlap"),
            (format!("{{{},{}}}", tensor("b", 4, 12), tensor("a", 0, 8)), 12, "its tensors a and b overlap"),
            (format!("{{{}}}", tensor("a", 4, 8)), 8, "4 bytes before its tensor a belong to none"),
            (format!("{{{},{}}}", tensor("a", 0, 4), tensor("b", 8, 12)), 12, "4 bytes before its tensor b"),
            (
                format!("{{{},{}}}", tensor("a", 0, 4), tensor("a", 4, 8)),
                8,
                "its header has the name a twice",
            ),
            (format!("{{{}}}", tensor("a", 0, 8)), 4, "cut short: its tensor a is not there as a whole"),
            (
                r#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#.into(),
                8,
                "8 bytes, which is not what",
            ),
            (
                r#"{"a":{"dtype":"F32","dtype":"F16","shape":[2],"data_offsets":[0,8]}}"#.into(),
                8,
                "a has the name dtype",
            ),
            (r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#.into(), 8, "the tensor a no place"),
            (r#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#.into(), 8, "the tensor a no shape"),
            (
                r#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#.into(),
                8,
                "which is not what",
            ),
            (r#"{"a":7}"#.into(), 0, "the tensor a no description"),
            (r#"{"__metadata__":{"x":"1","x":"2"}}"#.into(), 0, "its metadata has the name x twice"),
            (r#"{"__metadata__":{"x":1}}"#.into(), 0, "something else than a string as x"),
            ("[]".into(), 0, "its header is not JSON"),
            (" {}".into(), 0, "its header is not JSON"),
        ] {
            let bytes = file(&header, data);
            match File::open(&bytes[..]) {
                Ok(_) => assert_eq!(says, "", "{header}"),
                Err(error) => {
                    let message = error.to_string();
                    assert!(!says.is_empty() && message.contains(says), "{header}: {message}");
                }
            }
        }
        let mut long = file("{}", 0);
        long[..8].copy_from_slice(&100_000_001u64.to_le_bytes());
        let message = File::open(&long[..]).expect_err("too long").to_string();
        assert!(message.contains("100000001 bytes, more than the format allows"), "{message}");
        long[..8].copy_from_slice(&100u64.to_le_bytes());
        assert!(File::open(&long[..]).expect_err("cut").to_string().contains("cut short"));
    }

    #[test]
    fn a_header_of_nothing_but_brackets_costs_little() {
        let mut header = String::from("{\"a\":[");
        while header.len() < 30_000_000 {
            header.push_str("[],");
        }
        header.push_str("[]]}");
        let bytes = file(&header, 0);
        let message = File::open(&bytes[..]).expect_err("refused").to_string();
        assert!(message.contains("its header has more than 1100000 values"), "{message}");
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
