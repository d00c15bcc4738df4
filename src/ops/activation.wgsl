// activation.rs on the graphics card. a, h, dh, da: B x H, one invocation for each number (or for several, in strides).

struct Activation {
  length: u32, // B·H
  function: u32, // 0 tanh, 1 sigmoid, 2 relu
}

@group(0) @binding(0) var<uniform> activation: Activation;
@group(0) @binding(1) var<storage, read> a: array<f32>; // or dh
@group(0) @binding(2) var<storage, read_write> h: array<f32>; // or da
@group(0) @binding(3) var<storage, read> kept: array<f32>; // h, for the derivative

@compute @workgroup_size(256)
fn forward(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var i = id.x; i < activation.length; i += groups.x * 256u) {
    let x = a[i];
    switch activation.function {
      case 0u: { h[i] = tanh_f32(x); }
      case 1u: { h[i] = 1.0 / (1.0 + exp_f32(-x)); }
      default: { h[i] = select(x, 0.0, x <= 0.0); }
    }
  }
}

@compute @workgroup_size(256)
fn backward(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var i = id.x; i < activation.length; i += groups.x * 256u) {
    let y = kept[i];
    var slope = select(0.0, 1.0, y > 0.0);
    if activation.function == 0u {
      slope = 1.0 - y * y;
    } else if activation.function == 1u {
      slope = y * (1.0 - y);
    }
    h[i] = a[i] * slope;
  }
}
