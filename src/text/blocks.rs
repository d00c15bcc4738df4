//! A long list of token ids that grows without being copied: a vector that doubles needs three times its size while it grows, and
//! 100 million ids would then not fit.

const SHIFT: usize = 16;
const BLOCK: usize = 1 << SHIFT;

/// Ids in blocks of 65,536; index and push are O(1).
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Blocks {
    blocks: Vec<Vec<u32>>,
    len: usize,
}

impl Blocks {
    /// How many ids.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Appends an id.
    pub(crate) fn push(&mut self, id: u32) {
        if self.len >> SHIFT == self.blocks.len() {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        self.blocks[self.len >> SHIFT].push(id);
        self.len += 1;
    }

    /// The id at a place.
    ///
    /// # Panics
    /// Beyond the end.
    pub(crate) fn get(&self, index: usize) -> u32 {
        self.blocks[index >> SHIFT][index & (BLOCK - 1)]
    }

    /// Replaces the id at a place.
    ///
    /// # Panics
    /// Beyond the end.
    pub(crate) fn set(&mut self, index: usize, id: u32) {
        self.blocks[index >> SHIFT][index & (BLOCK - 1)] = id;
    }

    /// Drops everything from `len` on.
    pub(crate) fn truncate(&mut self, len: usize) {
        if len < self.len {
            self.blocks.truncate(len.div_ceil(BLOCK));
            if len & (BLOCK - 1) != 0 {
                self.blocks[len >> SHIFT].truncate(len & (BLOCK - 1));
            }
            self.len = len;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_pushed_across_blocks() {
        let mut blocks = Blocks::default();
        for id in 0..3 * BLOCK as u32 + 5 {
            blocks.push(id);
        }
        for len in [3 * BLOCK + 5, 3 * BLOCK, 2 * BLOCK + 1, BLOCK, 0] {
            blocks.truncate(len);
            assert_eq!(blocks.len(), len);
            if len > 0 {
                assert_eq!(blocks.get(len - 1), len as u32 - 1);
            }
            blocks.push(7);
            assert_eq!(blocks.get(len), 7);
            blocks.truncate(len);
        }
        assert_eq!(blocks.len(), 0);
    }
}
