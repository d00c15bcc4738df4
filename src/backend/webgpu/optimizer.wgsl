// optimizer.rs on the graphics card: how a gradient becomes a change.

// One step's numbers. Many steps of them lie in one buffer; a dispatch sees its own.
struct Amounts {
  first: u32, // where the step's examples stand in the order
  stamp: u32, // the step's own number: a word of E counts where its stamp is this
  slot: u32, // where the step's loss goes
  rule: u32, // 0 SGD, 1 momentum, 2 AdamW
  rate: f32,
  keep: f32, // 1 - rate · decay
  clip: f32, // the largest norm; 0: none
  momentum: f32,
  beta1: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  correction1: f32,
  correction2: f32,
  epsilon: f32,
}

struct Stretch {
  length: u32,
  row: u32, // numbers that share a stamp: d for E; 0: every number counts
  pairs: u32, // of the norm's, where this tensor's begin
}

@group(0) @binding(0) var<uniform> amounts: Amounts;
@group(0) @binding(1) var<uniform> stretch: Stretch;
@group(0) @binding(2) var<storage, read> gradient: array<f32>;
@group(0) @binding(3) var<storage, read> stamps: array<u32>;
@group(0) @binding(4) var<storage, read> scale: array<f32>; // [0]: what the gradient is multiplied by, where there is a clip
@group(0) @binding(5) var<storage, read_write> theta: array<f32>;
@group(0) @binding(6) var<storage, read_write> moment1: array<f32>;
@group(0) @binding(7) var<storage, read_write> moment2: array<f32>;

fn counts(i: u32) -> bool {
  if stretch.row == 0u {
    return true;
  }
  return stamps[i / stretch.row] == amounts.stamp;
}

fn factor() -> f32 {
  if amounts.clip > 0.0 {
    return scale[0];
  }
  return 1.0;
}

// Every number of a tensor.
@compute @workgroup_size(256)
fn update(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var i = id.x; i < stretch.length; i += groups.x * 256u) {
    var g = 0.0;
    if counts(i) {
      g = gradient[i] * factor();
    }
    var value = theta[i];
    if amounts.keep != 1.0 {
      value *= amounts.keep;
    }
    if amounts.rule == 0u {
      value -= amounts.rate * g;
    } else if amounts.rule == 1u {
      let v = amounts.momentum * moment1[i] + g;
      moment1[i] = v;
      value -= amounts.rate * v;
    } else {
      let m = amounts.beta1 * moment1[i] + amounts.rest1 * g;
      let v = amounts.beta2 * moment2[i] + amounts.rest2 * (g * g);
      moment1[i] = m;
      moment2[i] = v;
      let root = sqrt(v / amounts.correction2);
      value -= amounts.rate * ((m / amounts.correction1) / (root + amounts.epsilon));
    }
    theta[i] = value;
  }
}

@group(0) @binding(8) var<storage, read> by_word: array<u32>;
@group(0) @binding(9) var<storage, read> words: array<u32>;

// Plain SGD's E: only the words that the step read, a workgroup for each.
@compute @workgroup_size(64)
fn touched(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  for (var first = group.x; first < stretch.length; first += groups.x) {
    let word = words[by_word[first]];
    if first > 0u && words[by_word[first - 1u]] == word {
      continue;
    }
    for (var r = index; r < stretch.row; r += 64u) {
      let i = word * stretch.row + r;
      theta[i] -= amounts.rate * (gradient[i] * factor());
    }
  }
}

@group(0) @binding(10) var<storage, read_write> norms: array<vec2<f32>>; // the largest magnitude, and the squares in units of its square

// The squares of one tensor's gradient, a pair for each workgroup. Relative to the largest magnitude they cannot overflow.
@compute @workgroup_size(256)
fn norm_parts(
  @builtin(global_invocation_id) id: vec3<u32>,
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  var maximum = 0.0;
  for (var i = id.x; i < stretch.length; i += groups.x * 256u) {
    if counts(i) {
      maximum = max(maximum, abs(gradient[i]));
    }
  }
  maximum = largest_of(index, maximum);
  let unit = select(1.0, maximum, maximum > 0.0);
  var sum = 0.0;
  for (var i = id.x; i < stretch.length; i += groups.x * 256u) {
    if counts(i) {
      let x = gradient[i] / unit;
      sum += x * x;
    }
  }
  sum = sum_of(index, sum);
  if index == 0u {
    norms[stretch.pairs + group.x] = vec2(maximum, sum);
  }
}

@group(0) @binding(11) var<storage, read> all_norms: array<vec2<f32>>;
@group(0) @binding(12) var<storage, read_write> scales: array<f32>;

// All the pairs into one factor, by one workgroup: clip / norm where the norm is larger.
@compute @workgroup_size(256)
fn norm_scale(@builtin(local_invocation_index) index: u32) {
  var maximum = 0.0;
  for (var i = index; i < stretch.length; i += 256u) {
    maximum = max(maximum, all_norms[i].x);
  }
  maximum = largest_of(index, maximum);
  let unit = select(1.0, maximum, maximum > 0.0);
  var sum = 0.0;
  for (var i = index; i < stretch.length; i += 256u) {
    let ratio = all_norms[i].x / unit;
    sum += all_norms[i].y * ratio * ratio;
  }
  sum = sum_of(index, sum);
  if index == 0u {
    // unit · root may overflow where clip / unit / root does not.
    let wanted = amounts.clip / unit / sqrt(sum);
    scales[0] = select(1.0, wanted, wanted < 1.0);
  }
}

@group(0) @binding(13) var<storage, read> losses: array<f32>;
@group(0) @binding(14) var<storage, read_write> means: array<f32>;

// The batch's mean loss to its place among the submission's, by one workgroup.
@compute @workgroup_size(256)
fn mean_loss(@builtin(local_invocation_index) index: u32) {
  var sum = 0.0;
  for (var i = index; i < stretch.length; i += 256u) {
    sum += losses[i];
  }
  sum = sum_of(index, sum);
  if index == 0u {
    means[amounts.slot] = sum / f32(stretch.length);
  }
}
