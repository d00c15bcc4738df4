//! The activation, h = sigma(a), element by element, and da = dh * sigma'(a).
//!
//! ```text
//! tanh      h = tanh(a)             sigma' = 1 - h²
//! sigmoid   h = 1 / (1 + e^-a)      sigma' = h (1 - h)
//! relu      h = max(0, a)           sigma' = 1 where h > 0, else 0 (at the kink, a = 0, too)
//! ```
//! The derivative needs only h. a, h, dh, da: B x H. A NaN stays a NaN, through relu too.

use serde::{Deserialize, Serialize};

use super::Real;

/// tanh(a)
#[inline(always)]
pub fn tanh<T: Real>(a: T) -> T {
    a.tanh()
}

/// The derivative of tanh at the place where its value is h.
#[inline(always)]
pub fn tanh_derivative<T: Real>(h: T) -> T {
    T::ONE - h * h
}

/// 1 / (1 + e^-a). For large |a| the exponential is 0 or infinite, and the quotient is still right.
#[inline(always)]
pub fn sigmoid<T: Real>(a: T) -> T {
    T::ONE / (T::ONE + (-a).exp())
}

/// The derivative of the sigmoid at the place where its value is h.
#[inline(always)]
pub fn sigmoid_derivative<T: Real>(h: T) -> T {
    h * (T::ONE - h)
}

/// max(0, a)
#[inline(always)]
pub fn relu<T: Real>(a: T) -> T {
    if a <= T::ZERO { T::ZERO } else { a }
}

/// The derivative of relu at the place where its value is h.
#[inline(always)]
pub fn relu_derivative<T: Real>(h: T) -> T {
    if h > T::ZERO { T::ONE } else { T::ZERO }
}

/// sigma, the function between a and h.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Activation {
    /// tanh(a)
    #[default]
    Tanh,
    /// 1 / (1 + exp(-a))
    Sigmoid,
    /// max(0, a)
    Relu,
}

impl Activation {
    /// Its name in the scripting interface.
    pub fn name(self) -> &'static str {
        match self {
            Activation::Tanh => "tanh",
            Activation::Sigmoid => "sigmoid",
            Activation::Relu => "relu",
        }
    }

    /// The largest slope of an activation that saturates. Relu does not: it is on or off.
    pub fn steepest(self) -> Option<f64> {
        match self {
            Activation::Tanh => Some(1.0),
            Activation::Sigmoid => Some(0.25),
            Activation::Relu => None,
        }
    }
}

/// h from a.
///
/// # Panics
/// If they differ in length.
#[inline]
pub fn forward<T: Real>(function: Activation, a: &[T], h: &mut [T]) {
    assert!(a.len() == h.len(), "a and h have one length");
    match function {
        Activation::Tanh => T::tanh_each(a, h),
        Activation::Sigmoid => {
            h.iter_mut().zip(a).for_each(|(h, &a)| *h = -a);
            T::exp_each(h);
            h.iter_mut().for_each(|h| *h = T::ONE / (T::ONE + *h));
        }
        Activation::Relu => h.iter_mut().zip(a).for_each(|(h, &a)| *h = relu(a)),
    }
}

/// sigma'(a) where sigma(a) = h.
#[inline(always)]
pub fn derivative<T: Real>(function: Activation, h: T) -> T {
    match function {
        Activation::Tanh => tanh_derivative(h),
        Activation::Sigmoid => sigmoid_derivative(h),
        Activation::Relu => relu_derivative(h),
    }
}

/// da from dh and h.
///
/// # Panics
/// If they differ in length.
#[inline]
pub fn backward<T: Real>(function: Activation, dh: &[T], h: &[T], da: &mut [T]) {
    assert!(dh.len() == h.len() && h.len() == da.len(), "dh, h and da have one length");
    for ((da, &dh), &h) in da.iter_mut().zip(dh).zip(h) {
        *da = dh * derivative(function, h);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Activation; 3] = [Activation::Tanh, Activation::Sigmoid, Activation::Relu];

    #[test]
    fn each_derivative_is_the_limit_of_its_quotient() {
        for function in ALL {
            let value = |a: f64| {
                let mut h = [0.0];
                forward(function, &[a], &mut h);
                h[0]
            };
            for a in [-3.0, -0.7, -0.01, 0.02, 0.5, 4.0] {
                let quotient = (value(a + 1e-6) - value(a - 1e-6)) / 2e-6;
                let exact = derivative(function, value(a));
                assert!((quotient - exact).abs() < 1e-9, "{function:?} at {a}: {quotient} {exact}");
            }
        }
    }

    #[test]
    fn they_saturate_and_pass_nan_on() {
        let mut h = [0.0f32; 3];
        forward(Activation::Sigmoid, &[-1e30, 1e30, f32::NAN], &mut h);
        assert!(h[0] == 0.0 && h[1] == 1.0 && h[2].is_nan());
        forward(Activation::Relu, &[-1.0, 2.0, f32::NAN], &mut h);
        assert!(h[0] == 0.0 && h[1] == 2.0 && h[2].is_nan());
    }
}
