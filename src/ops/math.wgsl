// exp and tanh as math.rs writes them, for the shaders that follow this text. WGSL's own tanh may be NaN for large numbers,
// and its exp may be 3 + 2|x| ulp off.

const LOG2_E: f32 = 1.442695041;
const LN_2_HIGH: f32 = 0.693359375;
const LN_2_LOW: f32 = -2.12194440e-4;

fn power_of_two(n: i32) -> f32 {
  return bitcast<f32>(u32(n + 127) << 23u);
}

// e^x. Beyond the bounds the result no longer changes; a comparison with NaN is false, so NaN passes both.
fn exp_f32(given: f32) -> f32 {
  var x = select(given, -104.0, given < -104.0);
  x = select(x, 89.0, x > 89.0);
  let n = round(x * LOG2_E);
  let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
  var p = 1.9875691e-4;
  p = p * r + 1.3981999e-3;
  p = p * r + 8.3334520e-3;
  p = p * r + 4.1665796e-2;
  p = p * r + 0.16666666;
  p = p * r + 0.5;
  p = (p * (r * r) + r) + 1.0;
  // 2^n in two factors, as it may lie outside what one f32 holds.
  let half = i32(n) >> 1u;
  return p * power_of_two(half) * power_of_two(i32(n) - half);
}

// The hyperbolic tangent. Beyond |15| it is 1 in f32, and nothing overflows on the way.
fn tanh_f32(given: f32) -> f32 {
  var x = select(given, -15.0, given < -15.0);
  x = select(x, 15.0, x > 15.0);
  let magnitude = abs(x);
  let far = 1.0 - 2.0 / (exp_f32(magnitude + magnitude) + 1.0);
  let square = x * x;
  var p = -5.7049887e-3;
  p = p * square + 2.0639090e-2;
  p = p * square - 5.3739715e-2;
  p = p * square + 0.13331442;
  p = p * square - 0.3333328;
  let near = (p * square) * x + x;
  return select(select(far, -far, x < 0.0), near, magnitude < 0.625);
}
