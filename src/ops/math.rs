//! exp, tanh and log for f32, made of sums, products and selections in a fixed order, so that every machine gives the same bits.
//!
//! No branch depends on a single number, so the compiler makes a loop over a slice four lanes wide (SSE, simd128). Each lane gives the
//! bits of the scalar, because it is the same function. Over slices a function runs stage by stage, one short loop each: the chain
//! of dependent operations in a stage is so short that a processor works on several vectors at once, while the whole function's
//! chain would fill its queues with one vector. tanh by e^x - 1 follows fdlibm (s_tanh.c); the parts of ln 2 are those of Cephes
//! (S. L. Moshier, expf). The error is at most 4 ulp over the whole range, which a test checks for all three.

use core::ops::{Add, Mul, Sub};

use wide::{f32x4, u32x4};

const LOG2_E: f32 = core::f32::consts::LOG2_E;
/// ln 2 in two parts: the first has so few bits that n times it is exact for every n met here.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;
/// 1.5 · 2^23: adding it rounds to a whole number, which is then in the low bits of the sum.
const ROUND: f32 = 12_582_912.0;

/// How many numbers go through the stages together: few enough to stay in the first cache between two stages.
const BLOCK: usize = 64;

/// e^x is a normal number for every |x| up to this.
const NORMAL: f32 = 86.0;

/// The sign's bit.
const SIGN: u32 = 1 << 31;

/// e^x. Above 88.72 infinity, below -103.97 zero, subnormal in between; NaN stays NaN.
#[inline(always)]
pub fn exp_f32(x: f32) -> f32 {
    let (r, rounded) = reduced(bounded(x));
    scaled(less_one(r) + 1.0, rounded)
}

/// e^x of each, in place: [`exp_f32`]'s bits.
pub fn exp_each(x: &mut [f32]) {
    let (blocks, rest) = x.as_chunks_mut::<BLOCK>();
    blocks.iter_mut().for_each(exp_block);
    if !rest.is_empty() {
        let mut block = [0.0; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        exp_block(&mut block);
        rest.copy_from_slice(&block[..rest.len()]);
    }
}

#[inline(never)] // A browser's compiler then optimises these loops once, for all callers.
fn exp_block(x: &mut [f32; BLOCK]) {
    let fours = x.as_chunks_mut::<4>().0;
    let mut largest = u32x4::splat(0);
    let rounded: [f32x4; BLOCK / 4] = core::array::from_fn(|i| {
        let x = f32x4::new(fours[i]);
        largest = largest.max(bits(x) & u32x4::splat(!SIGN));
        rounded(x)
    });
    // As numbers and as bits, positive ones have one order, and a NaN's bits are above all of them.
    if largest.to_array().into_iter().any(|largest| largest > NORMAL.to_bits()) {
        return x.iter_mut().for_each(|x| *x = exp_f32(*x));
    }
    for (x, &rounded) in fours.iter_mut().zip(&rounded) {
        *x = rest(f32x4::new(*x), rounded).to_array();
    }
    for x in &mut *fours {
        *x = (less_one(f32x4::new(*x)) + f32x4::splat(1.0)).to_array();
    }
    for (x, &rounded) in fours.iter_mut().zip(&rounded) {
        *x = raised(f32x4::new(*x), rounded).to_array().map(f32::from_bits);
    }
}

/// One number, or four at once.
trait Lanes: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    fn of(x: f32) -> Self;
}

impl Lanes for f32 {
    #[inline(always)]
    fn of(x: f32) -> f32 {
        x
    }
}

impl Lanes for f32x4 {
    #[inline(always)]
    fn of(x: f32) -> f32x4 {
        f32x4::splat(x)
    }
}

#[inline(always)]
fn bits(x: f32x4) -> u32x4 {
    u32x4::new(x.to_array().map(f32::to_bits))
}

/// x, or the bound beyond which e^x no longer changes. A comparison with NaN is false, so NaN passes both.
#[inline(always)]
fn bounded(x: f32) -> f32 {
    let x = if x < -104.0 { -104.0 } else { x };
    if x > 89.0 { 89.0 } else { x }
}

/// x = n ln 2 + r: gives r, and n + [`ROUND`], which has n in its low bits.
#[inline(always)]
fn reduced(x: f32) -> (f32, f32) {
    let rounded = rounded(x);
    (rest(x, rounded), rounded)
}

#[inline(always)]
fn rounded<L: Lanes>(x: L) -> L {
    x * L::of(LOG2_E) + L::of(ROUND)
}

#[inline(always)]
fn rest<L: Lanes>(x: L, rounded: L) -> L {
    let n = rounded - L::of(ROUND);
    (x - n * L::of(LN_2_HIGH)) - n * L::of(LN_2_LOW)
}

/// e^r - 1 for |r| up to half of ln 2. The polynomial's first two coefficients are those of the series; the other four minimise the
/// largest relative error (Remez): 1.4e-8.
#[inline(always)]
fn less_one<L: Lanes>(r: L) -> L {
    let mut p = L::of(1.389_822_8e-3);
    for coefficient in [8.366_035e-3, 4.166_685_4e-2, 0.166_665_5, 0.5] {
        p = p * r + L::of(coefficient);
    }
    p * (r * r) + r
}

/// p 2^n, with n as [`reduced`] gives it.
#[inline(always)]
fn scaled(p: f32, rounded: f32) -> f32 {
    let exponent = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    // Two factors, because 2^n may be outside the range of f32; only the last product can round.
    let half = exponent >> 1;
    p * power_of_two(half) * power_of_two(exponent.wrapping_sub(half))
}

/// The bits of p 2^n, where that is a normal number: n is added to the exponent of p.
#[inline(always)]
fn raised(p: f32x4, rounded: f32x4) -> u32x4 {
    bits(p) + (bits(rounded) << 23)
}

/// 2^n for n from -126 to 127. Other n give any bits; they occur only for a NaN in [`exp_f32`].
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

/// The hyperbolic tangent, `(e^2|x| - 1) / (e^2|x| + 1)` with x's sign. Saturates at 1 from |x| = 9.02 on.
#[inline(always)]
pub fn tanh_f32(x: f32) -> f32 {
    let (r, rounded) = reduced(doubled(x));
    quotient(less_one(r), rounded, x)
}

/// The hyperbolic tangent of each: [`tanh_f32`]'s bits.
///
/// # Panics
/// If the lengths differ.
pub fn tanh_each(x: &[f32], out: &mut [f32]) {
    assert!(x.len() == out.len(), "one number for each");
    let ((blocks, rest), (out, out_rest)) = (x.as_chunks::<BLOCK>(), out.as_chunks_mut::<BLOCK>());
    blocks.iter().zip(out).for_each(|(x, out)| tanh_block(x, out));
    if !rest.is_empty() {
        let (mut block, mut out) = ([0.0; BLOCK], [0.0; BLOCK]);
        block[..rest.len()].copy_from_slice(rest);
        tanh_block(&block, &mut out);
        out_rest.copy_from_slice(&out[..rest.len()]);
    }
}

#[inline(never)]
fn tanh_block(x: &[f32; BLOCK], out: &mut [f32; BLOCK]) {
    let mut rests: [f32; BLOCK] = core::array::from_fn(|i| {
        let (rest, rounded) = reduced(doubled(x[i]));
        out[i] = rounded;
        rest
    });
    for r in &mut rests {
        *r = less_one(*r);
    }
    for ((&x, &less), out) in x.iter().zip(&rests).zip(out) {
        *out = quotient(less, *out, x);
    }
}

/// 2|x|, at most 40: beyond it tanh is 1 to the last bit.
#[inline(always)]
fn doubled(x: f32) -> f32 {
    let doubled = x.abs() + x.abs();
    if doubled > 40.0 { 40.0 } else { doubled }
}

/// tanh x from e^r - 1 and n, where 2|x| = n ln 2 + r, with n as [`reduced`] gives it. Near 0 n is 0 and nothing cancels.
#[inline(always)]
fn quotient(less: f32, rounded: f32, x: f32) -> f32 {
    // The shift leaves only the bits of n, which is between 0 and 58.
    let power = f32::from_bits((rounded.to_bits() << 23).wrapping_add(1.0f32.to_bits()));
    let less = less * power + (power - 1.0);
    f32::from_bits((less / (less + 2.0)).to_bits() | (x.to_bits() & SIGN))
}

/// The natural logarithm, computed in f64: correctly rounded except for about one number in 2^28.
#[inline]
pub fn log_f32(x: f32) -> f32 {
    libm::log(f64::from(x)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `stride`th f32 of both signs: an odd stride visits every exponent and all low bits.
    fn all(stride: usize) -> impl Iterator<Item = f32> {
        (0..=u32::MAX).step_by(stride).map(f32::from_bits)
    }

    /// The distance in units of the last place of the exact value, a subnormal's being 2^-149.
    fn ulps(got: f32, exact: f64) -> f64 {
        let rounded = exact as f32;
        if got == rounded || (got.is_nan() && rounded.is_nan()) {
            return 0.0;
        }
        let exponent = libm::ilogb(exact).max(-126);
        (f64::from(got) - exact).abs() / libm::scalbn(1.0, exponent - 23)
    }

    const STRIDE: usize = 1009;

    fn worst(f: impl Fn(f32) -> f32, exact: impl Fn(f64) -> f64) -> (f64, f32) {
        all(STRIDE)
            .map(|x| (ulps(f(x), exact(f64::from(x))), x))
            .fold((0.0, 0.0), |worst, this| if this.0 <= worst.0 { worst } else { this })
    }

    #[test]
    fn exp_is_within_4_ulp_everywhere() {
        let (ulps, at) = worst(exp_f32, libm::exp);
        assert!(ulps <= 4.0, "{ulps} ulp at {at}");
    }

    #[test]
    fn tanh_is_within_4_ulp_everywhere() {
        let (ulps, at) = worst(tanh_f32, libm::tanh);
        assert!(ulps <= 4.0, "{ulps} ulp at {at}");
    }

    #[test]
    fn log_is_within_4_ulp_everywhere() {
        let (ulps, at) = worst(log_f32, libm::log);
        assert!(ulps <= 4.0, "{ulps} ulp at {at}");
    }

    #[test]
    fn the_ends_of_the_range_are_the_mathematical_ones() {
        assert_eq!(exp_f32(f32::INFINITY), f32::INFINITY);
        assert_eq!(exp_f32(88.73), f32::INFINITY);
        assert!(exp_f32(88.72).is_finite());
        assert_eq!(exp_f32(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp_f32(-103.0), f32::from_bits(1));
        assert_eq!(exp_f32(-104.0), 0.0);
        assert_eq!([exp_f32(0.0), exp_f32(-0.0)], [1.0, 1.0]);
        assert_eq!(tanh_f32(f32::INFINITY), 1.0);
        assert_eq!(tanh_f32(-20.0), -1.0);
        assert_eq!(tanh_f32(-0.0).to_bits(), (-0.0f32).to_bits());
        assert!(exp_f32(f32::NAN).is_nan() && tanh_f32(f32::NAN).is_nan() && log_f32(f32::NAN).is_nan());
        assert_eq!(log_f32(0.0), f32::NEG_INFINITY);
        assert!(log_f32(-1.0).is_nan());
    }

    #[test]
    fn a_slice_gives_the_scalar_s_bits() {
        let xs: Vec<f32> = all(65_521).collect();
        let same = |wide: &[f32], scalar: fn(f32) -> f32, xs: &[f32]| {
            wide.iter().zip(xs).all(|(wide, &x)| {
                let scalar = scalar(core::hint::black_box(x));
                wide.to_bits() == scalar.to_bits() || (wide.is_nan() && scalar.is_nan())
            })
        };
        for length in [0, 1, 3, 4, BLOCK - 1, BLOCK, BLOCK + 1, xs.len()] {
            let xs = &xs[xs.len() - length..];
            let mut exponentials = xs.to_vec();
            exp_each(&mut exponentials);
            assert!(same(&exponentials, exp_f32, xs), "{length} exponentials");
            let mut tangents = vec![f32::INFINITY; length];
            tanh_each(xs, &mut tangents);
            assert!(same(&tangents, tanh_f32, xs), "{length} tangents");
        }
    }
}
