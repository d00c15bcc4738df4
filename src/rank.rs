//! The one sort of ids: each element type that the standard library sorts adds 10 kB of WebAssembly.

use core::cmp::Ordering;

/// Sorts ids by this order; equal ids keep their order. It merges runs of 1, 2, 4, ..: O(N log N) comparisons.
pub fn rank(ids: &mut [u32], order: &dyn Fn(u32, u32) -> Ordering) {
    let mut other = ids.to_vec();
    let mut width = 1;
    while width < ids.len() {
        for (from, to) in ids.chunks(2 * width).zip(other.chunks_mut(2 * width)) {
            let (mut left, mut right) = from.split_at(width.min(from.len()));
            for slot in to {
                let second = match (left.first(), right.first()) {
                    (Some(&a), Some(&b)) => order(a, b) == Ordering::Greater,
                    (None, _) => true,
                    (_, None) => false,
                };
                let side = if second { &mut right } else { &mut left };
                *slot = side[0];
                *side = &side[1..];
            }
        }
        ids.copy_from_slice(&other);
        width *= 2;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(keys in proptest::collection::vec(0u8..9, 0..70)) {
            let order = |a: u32, b: u32| keys[b as usize].cmp(&keys[a as usize]);
            let mut ours: Vec<u32> = (0..keys.len() as u32).collect();
            let mut theirs = ours.clone();
            rank(&mut ours, &order);
            theirs.sort_by(|&a, &b| order(a, b));
            prop_assert_eq!(ours, theirs);
        }
    }
}
