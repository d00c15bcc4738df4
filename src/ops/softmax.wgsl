// softmax.rs on the graphics card: a workgroup makes one example's softmax, loss and dz. It reads the logits twice: the largest and
// the sum of the shifted exponentials come from one reading, each invocation's own first, then all of them together.

struct Softmax {
  batch: u32,
  words: u32,
  keep: u32, // 1: yhat is written; training does not need it
  scale: f32, // 1/B
}

@group(0) @binding(0) var<uniform> softmax: Softmax;
@group(0) @binding(1) var<storage, read> z: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read_write> yhat: array<f32>;
@group(0) @binding(4) var<storage, read_write> dz: array<f32>;
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;

const LOWEST: f32 = -3.4028234e38;

@compute @workgroup_size(256)
fn row(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  for (var example = group.x; example < softmax.batch; example += groups.x) {
    let first = example * softmax.words;
    var maximum = LOWEST;
    var sum = 0.0;
    for (var i = index; i < softmax.words; i += 256u) {
      let x = z[first + i];
      if x > maximum {
        sum = sum * exp_f32(maximum - x) + 1.0;
        maximum = x;
      } else {
        sum += exp_f32(x - maximum);
      }
    }
    let own = maximum;
    maximum = largest_of(index, own);
    sum = sum_of(index, sum * exp_f32(own - maximum));
    let target_word = targets[example];
    for (var i = index; i < softmax.words; i += 256u) {
      let probability = exp_f32(z[first + i] - maximum) / sum;
      if softmax.keep == 1u {
        yhat[first + i] = probability;
      }
      dz[first + i] = (probability - select(0.0, 1.0, i == target_word)) * softmax.scale;
    }
    if index == 0u {
      losses[example] = log(sum) - (z[first + target_word] - maximum);
    }
  }
}
