// group.wgsl where the adapter has subgroups: two barriers instead of ten. Every subgroup brings all 256 numbers together for itself, so
// nothing is assumed of its size or of which invocations it has. The order of a sum is fixed by the size of a subgroup.

var<workgroup> brought: array<f32, 256>;

fn sum_of(index: u32, mine: f32) -> f32 {
  brought[index] = mine;
  workgroupBarrier();
  let size = subgroupAdd(1u);
  let rank = subgroupExclusiveAdd(1u);
  var part = 0.0;
  for (var i = rank; i < 256u; i += size) {
    part += brought[i];
  }
  let total = subgroupAdd(part);
  // Whoever is first to bring the next number must not take this one away from the last.
  workgroupBarrier();
  return total;
}

fn largest_of(index: u32, mine: f32) -> f32 {
  brought[index] = mine;
  workgroupBarrier();
  let size = subgroupAdd(1u);
  let rank = subgroupExclusiveAdd(1u);
  var part = mine;
  for (var i = rank; i < 256u; i += size) {
    part = max(part, brought[i]);
  }
  let largest = subgroupMax(part);
  workgroupBarrier();
  return largest;
}
