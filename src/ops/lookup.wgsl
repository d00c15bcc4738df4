// lookup.rs on the graphics card: which words a step reads, their columns of E, and the gradient of E as a gather, since WGSL
// has no float atomics: the positions of a batch are sorted by their word, and one workgroup sums what each word's positions
// got, in the order of the positions. Nothing depends on which invocation comes first.

struct Lookup {
  batch: u32,
  context: u32, // n
  embedding: u32, // d
  bits: u32, // of a word's id, a multiple of 6
  stride: u32, // tokens from an example's target to the next one's
  offset: u32, // the first example's target
  boundary: u32, // the token that a context does not look behind; 0xffffffff where it looks at all
}

// The fields of a step that are needed here; see optimizer.wgsl.
struct Dealt {
  first: u32, // where its examples stand in order
  stamp: u32, // the step's own number
}

@group(0) @binding(0) var<uniform> lookup: Lookup;
@group(0) @binding(1) var<uniform> dealt: Dealt;
@group(0) @binding(2) var<storage, read> tokens: array<u32>;
@group(0) @binding(3) var<storage, read> order: array<u32>;
@group(0) @binding(4) var<storage, read_write> contexts: array<u32>;
@group(0) @binding(5) var<storage, read_write> targets: array<u32>;

// An invocation for each example.
@compute @workgroup_size(64)
fn examples(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var example = id.x; example < lookup.batch; example += groups.x * 64u) {
    var at = order[dealt.first + example] * lookup.stride + lookup.offset;
    targets[example] = tokens[at];
    var inside = true;
    for (var back = 1u; back <= lookup.context; back += 1u) {
      inside = inside && at > 0u;
      var word = lookup.boundary;
      if inside {
        word = tokens[at - 1u];
        inside = word != lookup.boundary;
        at -= 1u;
      }
      contexts[(example + 1u) * lookup.context - back] = word;
    }
  }
}

@group(0) @binding(6) var<storage, read> read_words: array<u32>; // contexts, once they are written
@group(0) @binding(7) var<storage, read> embeddings: array<f32>; // E, |V| x d
@group(0) @binding(8) var<storage, read_write> e: array<f32>;

// An invocation for each number of e.
@compute @workgroup_size(256)
fn forward(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let length = lookup.batch * lookup.context * lookup.embedding;
  for (var i = id.x; i < length; i += groups.x * 256u) {
    e[i] = embeddings[read_words[i / lookup.embedding] * lookup.embedding + i % lookup.embedding];
  }
}

@group(0) @binding(9) var<storage, read_write> sorted: array<u32>; // positions by word
@group(0) @binding(10) var<storage, read_write> spare: array<u32>;

var<workgroup> counts: array<u32, 2048>; // for each of 8 digits, for each of 256 invocations
var<workgroup> totals: array<u32, 256>;

// A radix sort, three bits at a time, by one workgroup: each invocation counts and places a stretch of its own, so equal words stay in
// the order of their positions.
@compute @workgroup_size(256)
fn sort(@builtin(local_invocation_index) index: u32) {
  let length = lookup.batch * lookup.context;
  let stretch = (length + 255u) / 256u;
  let start = min(length, index * stretch);
  let end = min(length, start + stretch);
  for (var i = start; i < end; i += 1u) {
    sorted[i] = i;
  }
  for (var shift = 0u; shift < lookup.bits; shift += 3u) {
    let back = (shift / 3u) % 2u == 1u;
    var own = array<u32, 8>();
    for (var i = start; i < end; i += 1u) {
      var position = sorted[i];
      if back {
        position = spare[i];
      }
      own[(read_words[position] >> shift) & 7u] += 1u;
    }
    for (var digit = 0u; digit < 8u; digit += 1u) {
      counts[digit * 256u + index] = own[digit];
    }
    workgroupBarrier();
    // Eight counts in a row for each invocation, then a running sum over the invocations.
    var total = 0u;
    for (var i = 0u; i < 8u; i += 1u) {
      total += counts[index * 8u + i];
    }
    totals[index] = total;
    workgroupBarrier();
    for (var distance = 1u; distance < 256u; distance *= 2u) {
      var before = 0u;
      if index >= distance {
        before = totals[index - distance];
      }
      workgroupBarrier();
      totals[index] += before;
      workgroupBarrier();
    }
    var running = totals[index] - total;
    for (var i = 0u; i < 8u; i += 1u) {
      let count = counts[index * 8u + i];
      counts[index * 8u + i] = running;
      running += count;
    }
    workgroupBarrier();
    for (var digit = 0u; digit < 8u; digit += 1u) {
      own[digit] = counts[digit * 256u + index];
    }
    for (var i = start; i < end; i += 1u) {
      var position = sorted[i];
      if back {
        position = spare[i];
      }
      let digit = (read_words[position] >> shift) & 7u;
      if back {
        sorted[own[digit]] = position;
      } else {
        spare[own[digit]] = position;
      }
      own[digit] += 1u;
    }
    storageBarrier();
    workgroupBarrier();
  }
}

@group(0) @binding(11) var<storage, read> by_word: array<u32>; // sorted, once it is written
@group(0) @binding(12) var<storage, read> de: array<f32>;
@group(0) @binding(13) var<storage, read_write> gradient: array<f32>; // dE, |V| x d; only words with the step's stamp count
@group(0) @binding(14) var<storage, read_write> stamps: array<u32>;

var<workgroup> parts: array<f32, 256>;

// A workgroup for each position in the sorted list; the first of each word works: 16 numbers of the column at a time, each as the sum of
// 16 parts, a part every sixteenth position.
@compute @workgroup_size(16, 16)
fn backward(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let length = lookup.batch * lookup.context;
  for (var first = group.x; first < length; first += groups.x) {
    let word = read_words[by_word[first]];
    if first > 0u && read_words[by_word[first - 1u]] == word {
      continue;
    }
    for (var column = 0u; column < lookup.embedding; column += 16u) {
      let r = column + local.x;
      var part = 0.0;
      for (var i = first + local.y; i < length; i += 16u) {
        let position = by_word[i];
        if read_words[position] != word {
          break;
        }
        if r < lookup.embedding {
          part += de[position * lookup.embedding + r];
        }
      }
      parts[local.y * 16u + local.x] = part;
      workgroupBarrier();
      if local.y == 0u && r < lookup.embedding {
        var total = 0.0;
        for (var i = 0u; i < 16u; i += 1u) {
          total += parts[i * 16u + local.x];
        }
        gradient[word * lookup.embedding + r] = total;
      }
      workgroupBarrier();
    }
    if local.x == 0u && local.y == 0u {
      stamps[word] = dealt.stamp;
    }
  }
}
