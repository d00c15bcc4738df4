// What the 256 invocations of a workgroup have together: each brings a number, all get the result. The order of a sum is fixed.

var<workgroup> brought: array<f32, 256>;

fn sum_of(index: u32, mine: f32) -> f32 {
  brought[index] = mine;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if index < half {
      brought[index] += brought[index + half];
    }
    workgroupBarrier();
  }
  let total = brought[0];
  // Whoever is first to bring the next number must not take this one away from the last.
  workgroupBarrier();
  return total;
}

fn largest_of(index: u32, mine: f32) -> f32 {
  brought[index] = mine;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if index < half {
      brought[index] = max(brought[index], brought[index + half]);
    }
    workgroupBarrier();
  }
  let largest = brought[0];
  workgroupBarrier();
  return largest;
}
