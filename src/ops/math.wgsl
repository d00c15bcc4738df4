// exp and tanh as math.rs writes them, for the shaders that follow this text. WGSL's own tanh may be NaN for large numbers,
// and its exp may be 3 + 2|x| ulp off.

const LOG2_E: f32 = 1.442695041;
const LN_2_HIGH: f32 = 0.693359375;
const LN_2_LOW: f32 = -2.12194440e-4;

fn power_of_two(n: i32) -> f32 {
  return bitcast<f32>(u32(n + 127) << 23u);
}

// e^r - 1 for |r| up to half of ln 2.
fn less_one(r: f32) -> f32 {
  var p = 1.3898228e-3;
  p = p * r + 8.3660350e-3;
  p = p * r + 4.1666854e-2;
  p = p * r + 0.1666655;
  p = p * r + 0.5;
  return p * (r * r) + r;
}

// e^x. Beyond the bounds the result no longer changes; a comparison with NaN is false, so NaN passes both.
fn exp_f32(given: f32) -> f32 {
  var x = select(given, -104.0, given < -104.0);
  x = select(x, 89.0, x > 89.0);
  let n = round(x * LOG2_E);
  let e = less_one((x - n * LN_2_HIGH) - n * LN_2_LOW) + 1.0;
  // 2^n in two factors, as it may lie outside what one f32 holds.
  let half = i32(n) >> 1u;
  return e * power_of_two(half) * power_of_two(i32(n) - half);
}

// The hyperbolic tangent, from e^2|x| - 1. Beyond 2|x| = 40 it is 1, and nothing overflows on the way.
fn tanh_f32(x: f32) -> f32 {
  let magnitude = abs(x) + abs(x);
  let doubled = select(magnitude, 40.0, magnitude > 40.0);
  let n = round(doubled * LOG2_E);
  let power = power_of_two(i32(n));
  let less = less_one((doubled - n * LN_2_HIGH) - n * LN_2_LOW) * power + (power - 1.0);
  let positive = less / (less + 2.0);
  return select(positive, -positive, x < 0.0);
}
