//! exp, tanh and log for f32, made of sums, products and selections in a fixed order: the same bits on every machine.
//!
//! No branch depends on the number, so a loop over a slice becomes four lanes wide by itself (SSE, simd128), and a lane gives
//! the bits that the scalar gives, because it is the same function. Polynomials: S. L. Moshier, Cephes Mathematical Library
//! (expf, tanhf). Error at most 4 ulp over the whole range; a test holds all three to it.

const LOG2_E: f32 = core::f32::consts::LOG2_E;
/// ln 2 in two parts: the first has so few bits that n times it is exact for every n met here.
const LN_2_HIGH: f32 = 0.693_359_4;
const LN_2_LOW: f32 = -2.121_944_4e-4;
/// 1.5 · 2^23: adding it rounds to a whole number, which then stands in the sum's low bits.
const ROUND: f32 = 12_582_912.0;

/// e^x. Above 88.72 infinity, below -103.97 zero, subnormal in between; NaN stays NaN.
#[inline(always)]
pub fn exp_f32(x: f32) -> f32 {
    // Beyond these bounds the result no longer changes. A comparison with NaN is false, so NaN passes both.
    let x = if x < -104.0 { -104.0 } else { x };
    let x = if x > 89.0 { 89.0 } else { x };
    let rounded = x * LOG2_E + ROUND;
    let n = rounded - ROUND;
    let exponent = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 0.166_666_66;
    p = p * r + 0.5;
    let p = (p * (r * r) + r) + 1.0;
    // 2^exponent in two factors, as it may lie outside what one f32 holds; only the last product can round.
    let half = exponent >> 1;
    p * power_of_two(half) * power_of_two(exponent.wrapping_sub(half))
}

/// 2^n for n from -126 to 127 (any bits for others: NaN's way through [`exp_f32`]).
#[inline(always)]
fn power_of_two(n: i32) -> f32 {
    f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

/// The hyperbolic tangent: an odd polynomial near 0, `1 - 2 / (e^2|x| + 1)` elsewhere. Saturates at 1 from |x| = 9.02 on.
#[inline(always)]
pub fn tanh_f32(x: f32) -> f32 {
    let magnitude = x.abs();
    let far = 1.0 - 2.0 / (exp_f32(magnitude + magnitude) + 1.0);
    let square = x * x;
    let mut p = -5.704_988_7e-3;
    p = p * square + 2.063_909e-2;
    p = p * square - 5.373_971_5e-2;
    p = p * square + 0.133_314_42;
    p = p * square - 0.333_332_8;
    let near = (p * square) * x + x;
    // near has x's sign already, but for -0.
    (if magnitude < 0.625 { near } else { far }).copysign(x)
}

/// The natural logarithm, through f64: correctly rounded but for about one number in 2^28.
#[inline]
pub fn log_f32(x: f32) -> f32 {
    libm::log(f64::from(x)) as f32
}

/// Four of [`exp_f32`], side by side.
#[inline]
pub fn exp_f32x4(x: [f32; 4]) -> [f32; 4] {
    x.map(exp_f32)
}

/// Four of [`tanh_f32`], side by side.
#[inline]
pub fn tanh_f32x4(x: [f32; 4]) -> [f32; 4] {
    x.map(tanh_f32)
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
    fn a_lane_gives_the_scalar_s_bits() {
        let xs: Vec<f32> = all(65_521).collect();
        for four in xs.as_chunks::<4>().0 {
            for (wide, scalar) in [
                (exp_f32x4(*four), four.map(|x| exp_f32(core::hint::black_box(x)))),
                (tanh_f32x4(*four), four.map(|x| tanh_f32(core::hint::black_box(x)))),
            ] {
                for (w, s) in wide.into_iter().zip(scalar) {
                    assert!(w.to_bits() == s.to_bits() || (w.is_nan() && s.is_nan()));
                }
            }
        }
    }
}
