// sum.rs on the graphics card. Every order of sums is fixed by the sizes alone.

struct Sum {
  rows: u32,
  columns: u32,
  length: u32, // of the result
  bias: u32, // 1: bias is added to the slices' sum, column by column
}

@group(0) @binding(0) var<uniform> sum: Sum;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;

// Down each column: db, dc.
@compute @workgroup_size(64)
fn columns(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var column = id.x; column < sum.columns; column += groups.x * 64u) {
    var total = 0.0;
    // In blocks, so that rounding errors do not grow with the whole length.
    for (var start = 0u; start < sum.rows; start += 256u) {
      var block = 0.0;
      for (var row = start; row < min(sum.rows, start + 256u); row += 1u) {
        block += x[row * sum.columns + column];
      }
      total += block;
    }
    out[column] = total;
  }
}

// The slices of a product: rows of them, each as long as the product.
@compute @workgroup_size(256)
fn slices(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var i = id.x; i < sum.length; i += groups.x * 256u) {
    var total = 0.0;
    for (var slice = 0u; slice < sum.rows; slice += 1u) {
      total += x[slice * sum.length + i];
    }
    if sum.bias == 1u {
      total += bias[i % sum.columns];
    }
    out[i] = total;
  }
}
