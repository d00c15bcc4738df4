// matmul.rs on the graphics card: C = A B, any strides, so that A Bᵀ and Aᵀ B are this too.
//
// A workgroup makes a tile of 64 x 64, each of its 16 x 16 invocations 4 x 4 of it in registers, from panels of A and B that
// lie in workgroup memory, 16 of k at a time. Where C has few tiles and k is long, k is cut into slices, one z of the
// dispatch each; sum.wgsl then adds the slices in order. No order of sums depends on chance.

struct Product {
  m: u32, // rows of C
  n: u32, // columns of C
  k: u32,
  a_row: u32, // strides
  a_column: u32,
  b_row: u32,
  b_column: u32,
  slice: u32, // of k, a multiple of 16
  bias: u32, // 1: bias is added to each row
}

const TILE: u32 = 64u;
const DEPTH: u32 = 16u;
// A panel's row, four longer than the tile: its columns then fall on different banks.
const ROW: u32 = 68u;

@group(0) @binding(0) var<uniform> product: Product;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> c: array<f32>;

var<workgroup> panel_a: array<f32, 1088>; // DEPTH x ROW
var<workgroup> panel_b: array<f32, 1088>;

@compute @workgroup_size(16, 16)
fn multiply(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let row = group.y * TILE;
  let column = group.x * TILE;
  let end = min(product.k, (group.z + 1u) * product.slice);
  var sums = array<vec4<f32>, 4>();
  for (var start = group.z * product.slice; start < end; start += DEPTH) {
    for (var i = index; i < TILE * DEPTH; i += 256u) {
      // Neighbours in memory are read by neighbouring invocations, whichever way the matrix lies.
      let a_at = select(vec2(i / DEPTH, i % DEPTH), vec2(i % TILE, i / TILE), product.a_row == 1u);
      let b_at = select(vec2(i % TILE, i / TILE), vec2(i / DEPTH, i % DEPTH), product.b_row == 1u);
      var value = 0.0;
      if row + a_at.x < product.m && start + a_at.y < end {
        value = a[(row + a_at.x) * product.a_row + (start + a_at.y) * product.a_column];
      }
      panel_a[a_at.y * ROW + a_at.x] = value;
      value = 0.0;
      if column + b_at.x < product.n && start + b_at.y < end {
        value = b[(start + b_at.y) * product.b_row + (column + b_at.x) * product.b_column];
      }
      panel_b[b_at.y * ROW + b_at.x] = value;
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k += 1u) {
      let left = k * ROW + local.y * 4u;
      let right = k * ROW + local.x * 4u;
      let values = vec4(panel_b[right], panel_b[right + 1u], panel_b[right + 2u], panel_b[right + 3u]);
      sums[0] += panel_a[left] * values;
      sums[1] += panel_a[left + 1u] * values;
      sums[2] += panel_a[left + 2u] * values;
      sums[3] += panel_a[left + 3u] * values;
    }
    workgroupBarrier();
  }
  for (var i = 0u; i < 4u; i += 1u) {
    for (var j = 0u; j < 4u; j += 1u) {
      let at = vec2(row + local.y * 4u + i, column + local.x * 4u + j);
      if at.x < product.m && at.y < product.n {
        var value = sums[i][j];
        if product.bias == 1u {
          value += bias[at.y];
        }
        c[(group.z * product.m + at.x) * product.n + at.y] = value;
      }
    }
  }
}
