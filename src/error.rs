//! The one error type. It carries the facts; only this room and [`crate::reason`] make the sentence that people read.

use std::borrow::Cow;

use crate::reason::Reason;

/// What a caller can get wrong, or what a machine can refuse. A bug inside the engine is a panic, never an error.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A value that the engine refuses: which one, what it was, and what would be right.
    #[error("{name} is {given}; {expected}")]
    Value {
        /// The option's name in the scripting interface.
        name: Cow<'static, str>,
        /// The offending value, as text.
        given: String,
        /// What would be right, as the rest of a sentence: "it must be a whole number from 1 to 16".
        expected: Reason,
    },
    /// A text that cannot become a corpus: empty, too short for the split, outside a closed vocabulary.
    #[error("{0}")]
    Text(Reason),
    /// Too little memory. Sizes are in bytes.
    #[error("{what} would need about {} of memory; at most {} can be used here{}", megabytes(*needed), megabytes(*limit), and(fits.as_ref()))]
    Memory {
        /// What was asked for: "this network", "this text".
        what: Reason,
        /// The estimate.
        needed: u64,
        /// What is left of the limit.
        limit: u64,
        /// What would fit: "a batch of at most 4096 fits".
        fits: Option<Reason>,
    },
    /// A file that cannot be opened, or not without more information; and what it holds, as far as that is known.
    #[error("{reason}")]
    File {
        /// Why.
        reason: Reason,
        /// Its tensors, about which a form can ask.
        tensors: Vec<FileTensor>,
    },
    /// A graphics card that does not exist, refuses, or was lost.
    #[error("{0}")]
    Device(Reason),
    /// A call that the model cannot answer in its present state.
    #[error("{0}")]
    State(Reason),
}

/// A tensor of a file, as the file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTensor {
    /// Its name.
    pub name: String,
    /// The type of its numbers, such as "F32".
    pub dtype: String,
    /// Its shape.
    pub shape: Vec<u64>,
}

/// The engine's result.
pub type Result<T> = core::result::Result<T, Error>;

impl Error {
    /// Its kind in scripts: `error.name`.
    pub fn kind(&self) -> &'static str {
        match self {
            Error::Value { .. } => "ValueError",
            Error::Text(_) => "TextError",
            Error::Memory { .. } => "MemoryError",
            Error::File { .. } => "FileError",
            Error::Device(_) => "DeviceError",
            Error::State(_) => "StateError",
        }
    }

    /// The reason; for memory, what it was for.
    pub fn reason(&self) -> &Reason {
        match self {
            Error::Value { expected: reason, .. }
            | Error::Text(reason)
            | Error::Memory { what: reason, .. }
            | Error::File { reason, .. }
            | Error::Device(reason)
            | Error::State(reason) => reason,
        }
    }

    /// A [`Error::Value`] in one line.
    pub fn value(name: &'static str, given: impl Said, expected: Reason) -> Self {
        Error::Value { name: name.into(), given: given.said(), expected }
    }
}

/// A value as a refusal repeats it. It does not use `Display`: the standard library writes a double with tables of 20 kB, which every
/// page would load.
pub trait Said {
    /// As text.
    fn said(self) -> String;
}

impl Said for f64 {
    fn said(self) -> String {
        crate::host::decimal(self)
    }
}

impl Said for &[f64] {
    fn said(self) -> String {
        let all: Vec<_> = self.iter().map(|&number| number.said()).collect();
        format!("[{}]", all.join(", "))
    }
}

impl Said for String {
    fn said(self) -> String {
        self
    }
}

macro_rules! said {
    ($($type:ty),*) => {
        $(impl Said for $type {
            fn said(self) -> String {
                self.to_string()
            }
        })*
    };
}
said!(&str, &String, i32, u32, u64, usize);

fn and(fits: Option<&Reason>) -> String {
    fits.map_or_else(String::new, |fits| format!("; {fits}"))
}

fn megabytes(bytes: u64) -> String {
    match bytes {
        0..=999_999 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..=9_999_999_999 => format!("{} MB", bytes.div_ceil(1_000_000)),
        _ => format!("{} GB", bytes.div_ceil(1_000_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reason;

    #[test]
    fn says_what_was_wrong_and_what_would_be_right() {
        let error = Error::value("context", 0, reason::whole(1u32, 16u32));
        assert_eq!(error.to_string(), "context is 0; it must be a whole number from 1 to 16");
        let says = "this batch would need about 5000 MB of memory; at most 2000 MB can be used here";
        for (fits, after) in [(None, ""), (Some(400u64), "; a batch of at most 400 examples fits")] {
            let (what, fits) = (reason::this_batch(), fits.map(reason::batch_fits));
            let error = Error::Memory { what, needed: 5_000_000_000, limit: 2_000_000_000, fits };
            assert_eq!(error.to_string(), format!("{says}{after}"));
        }
    }
}
