//! The two kinds of number that every operation is defined for.

use core::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use super::math;

/// f32 for training, or f64 for checking it.
pub trait Real:
    Copy
    + Default
    + PartialEq
    + PartialOrd
    + core::fmt::Debug
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// -infinity, the start of a maximum.
    const NEG_INFINITY: Self;
    /// e^self
    fn exp(self) -> Self;
    /// e^x of each, in place.
    fn exp_each(x: &mut [Self]);
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The hyperbolic tangent of each.
    fn tanh_each(x: &[Self], out: &mut [Self]);
    /// The natural logarithm.
    fn log(self) -> Self;
    /// The square root (correctly rounded by IEEE 754, so std's is exact).
    fn sqrt(self) -> Self;
    /// The nearest number of this kind.
    fn from_f64(value: f64) -> Self;
    /// The same number, exactly.
    fn to_f64(self) -> f64;
    /// Neither NaN nor infinite.
    fn is_finite(self) -> bool;
}

impl Real for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;
    const NEG_INFINITY: f32 = f32::NEG_INFINITY;
    #[inline(always)]
    fn exp(self) -> f32 {
        math::exp_f32(self)
    }
    fn exp_each(x: &mut [f32]) {
        math::exp_each(x);
    }
    #[inline(always)]
    fn tanh(self) -> f32 {
        math::tanh_f32(self)
    }
    fn tanh_each(x: &[f32], out: &mut [f32]) {
        math::tanh_each(x, out);
    }
    fn log(self) -> f32 {
        math::log_f32(self)
    }
    fn sqrt(self) -> f32 {
        f32::sqrt(self)
    }
    fn from_f64(value: f64) -> f32 {
        value as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    fn is_finite(self) -> bool {
        f32::is_finite(self)
    }
}

impl Real for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;
    const NEG_INFINITY: f64 = f64::NEG_INFINITY;
    fn exp(self) -> f64 {
        libm::exp(self)
    }
    fn exp_each(x: &mut [f64]) {
        x.iter_mut().for_each(|x| *x = libm::exp(*x));
    }
    fn tanh(self) -> f64 {
        libm::tanh(self)
    }
    fn tanh_each(x: &[f64], out: &mut [f64]) {
        out.iter_mut().zip(x).for_each(|(out, x)| *out = libm::tanh(*x));
    }
    fn log(self) -> f64 {
        libm::log(self)
    }
    fn sqrt(self) -> f64 {
        f64::sqrt(self)
    }
    fn from_f64(value: f64) -> f64 {
        value
    }
    fn to_f64(self) -> f64 {
        self
    }
    fn is_finite(self) -> bool {
        f64::is_finite(self)
    }
}
