//! The activation, h = sigma(a), element by element, and da = dh * sigma'(a).
//!
//! ```text
//! tanh      h = tanh(a)             sigma' = 1 - h²
//! sigmoid   h = 1 / (1 + e^-a)      sigma' = h (1 - h)
//! relu      h = max(0, a)           sigma' = 1 where h > 0, else 0 (at the kink, a = 0, too)
//! ```
//! The derivative needs h alone. a, h, dh, da: B x H. A NaN stays a NaN, also through relu.

use super::Real;

/// tanh(a)
#[inline(always)]
pub fn tanh<T: Real>(a: T) -> T {
    a.tanh()
}

/// tanh's derivative where its value is h.
#[inline(always)]
pub fn tanh_derivative<T: Real>(h: T) -> T {
    T::ONE - h * h
}

/// 1 / (1 + e^-a): at either end the exponential is 0 or infinite, and the quotient right.
#[inline(always)]
pub fn sigmoid<T: Real>(a: T) -> T {
    T::ONE / (T::ONE + (-a).exp())
}

/// The sigmoid's derivative where its value is h.
#[inline(always)]
pub fn sigmoid_derivative<T: Real>(h: T) -> T {
    h * (T::ONE - h)
}

/// max(0, a)
#[inline(always)]
pub fn relu<T: Real>(a: T) -> T {
    if a <= T::ZERO { T::ZERO } else { a }
}

/// relu's derivative where its value is h.
#[inline(always)]
pub fn relu_derivative<T: Real>(h: T) -> T {
    if h > T::ZERO { T::ONE } else { T::ZERO }
}

/// Which of the three: the model's own name for it stands in a room above, so this room has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// [`tanh`]
    Tanh,
    /// [`sigmoid`]
    Sigmoid,
    /// [`relu`]
    Relu,
}

/// h from a.
#[inline]
pub fn forward<T: Real>(function: Function, a: &[T], h: &mut [T]) {
    assert_eq!(a.len(), h.len(), "a and h have one length");
    match function {
        Function::Tanh => T::tanh_each(a, h),
        Function::Sigmoid => {
            h.iter_mut().zip(a).for_each(|(h, &a)| *h = -a);
            T::exp_each(h);
            h.iter_mut().for_each(|h| *h = T::ONE / (T::ONE + *h));
        }
        Function::Relu => h.iter_mut().zip(a).for_each(|(h, &a)| *h = relu(a)),
    }
}

/// sigma'(a) where sigma(a) = h.
#[inline(always)]
pub fn derivative<T: Real>(function: Function, h: T) -> T {
    match function {
        Function::Tanh => tanh_derivative(h),
        Function::Sigmoid => sigmoid_derivative(h),
        Function::Relu => relu_derivative(h),
    }
}

/// da from dh and h.
#[inline]
pub fn backward<T: Real>(function: Function, dh: &[T], h: &[T], da: &mut [T]) {
    assert!(dh.len() == h.len() && h.len() == da.len(), "dh, h and da have one length");
    for ((da, &dh), &h) in da.iter_mut().zip(dh).zip(h) {
        *da = dh * derivative(function, h);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Function; 3] = [Function::Tanh, Function::Sigmoid, Function::Relu];

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
        forward(Function::Sigmoid, &[-1e30, 1e30, f32::NAN], &mut h);
        assert!(h[0] == 0.0 && h[1] == 1.0 && h[2].is_nan());
        forward(Function::Relu, &[-1.0, 2.0, f32::NAN], &mut h);
        assert!(h[0] == 0.0 && h[1] == 2.0 && h[2].is_nan());
    }
}
