//! Checks numbers from outside. Scripts have only doubles, so a count arrives as an f64; 2.5, -1, NaN and 1e300 are refused here with a
//! sentence that says what would be right.

use crate::error::{Error, Result};
use crate::reason;

/// The largest count, length or index. A `usize` holds it on wasm32 too.
pub const MAXIMUM_COUNT: u64 = u32::MAX as u64;

/// A whole number from `low` to `high`.
///
/// # Errors
/// Anything else.
pub fn whole(name: &'static str, value: f64, low: u64, high: u64) -> Result<u64> {
    // Beyond 2^53 a double cannot hold every integer; no range is that large.
    if value.is_finite() && value.fract() == 0.0 && value >= low as f64 && value <= high as f64 {
        Ok(value as u64)
    } else {
        Err(Error::value(name, value, reason::whole(low, high)))
    }
}

/// A number above 0, at most `high`.
///
/// # Errors
/// Anything else, NaN and infinity too.
pub fn positive(name: &'static str, value: f64, high: f64) -> Result<f64> {
    if value > 0.0 && value <= high {
        Ok(value)
    } else {
        Err(Error::value(name, value, reason::above_zero(high)))
    }
}

/// A number from `low` to `high`, both allowed.
///
/// # Errors
/// Anything else, NaN and infinity too.
pub fn between(name: &'static str, value: f64, low: f64, high: f64) -> Result<f64> {
    if value >= low && value <= high {
        Ok(value)
    } else {
        Err(Error::value(name, value, reason::between(low, high)))
    }
}

/// A number from 0 to 1, excluding 1: the decay of a running mean.
///
/// # Errors
/// Anything else, NaN too.
pub fn decay(name: &'static str, value: f64) -> Result<f64> {
    if (0.0..1.0).contains(&value) { Ok(value) } else { Err(Error::value(name, value, reason::below_one())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_with_a_sentence() {
        assert_eq!(whole("steps", 3.0, 1, 10), Ok(3));
        assert_eq!(positive("rate", 1e6, 1e6), Ok(1e6));
        for (refused, says) in [
            (whole("context", 2.5, 1, 16).err(), "context is 2.5; it must be a whole number from 1 to 16"),
            (whole("context", -1.0, 1, 16).err(), "context is -1; it must be a whole number from 1 to 16"),
            (whole("batch", f64::NAN, 1, 9).err(), "batch is NaN; it must be a whole number from 1 to 9"),
            (positive("rate", 0.0, 1e6).err(), "rate is 0; it must be above 0 and at most 1000000"),
            (
                positive("rate", f64::INFINITY, 1e6).err(),
                "rate is inf; it must be above 0 and at most 1000000",
            ),
            (between("topP", 1.5, 0.0, 1.0).err(), "topP is 1.5; it must be from 0 to 1"),
            (decay("beta1", 1.0).err(), "beta1 is 1; it must be at least 0 and below 1"),
        ] {
            assert_eq!(refused.expect("refused").to_string(), says);
        }
    }
}
