//! Stores each distinct token once, with a small number: a string per token would cost an allocation each. Adding a token takes
//! microseconds, however many there are: nothing is ever copied or counted again as a whole.

use super::blocks::Blocks;

/// Bytes of a block of text; a longer token has a block to itself.
const BLOCK: usize = u16::MAX as usize;
/// How many tables share the tokens by their hash; each grows on its own.
const SHARDS: usize = 256;

/// Distinct strings by id, in the order in which they were first seen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Interner {
    blocks: Vec<String>,
    /// Where each string starts: its block, times 65,536, and the place in it.
    starts: Blocks,
    shards: Vec<Shard>,
}

/// Open addressing: id + 1, or 0 for a free place. The length is a power of two, at most half full.
#[derive(Debug, Clone, Default, PartialEq)]
struct Shard {
    table: Vec<u32>,
    len: usize,
}

impl Default for Interner {
    fn default() -> Self {
        Interner { blocks: Vec::new(), starts: Blocks::default(), shards: vec![Shard::default(); SHARDS] }
    }
}

impl Interner {
    /// How many distinct strings.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The string of an id.
    ///
    /// # Panics
    /// If no string has this id.
    pub(crate) fn text(&self, id: u32) -> &str {
        let place = |id: usize| {
            let place = self.starts.get(id) as usize;
            (place >> 16, place & 0xFFFF)
        };
        let id = id as usize;
        let (block, start) = place(id);
        let next = if id + 1 < self.len() { Some(place(id + 1)) } else { None };
        match next {
            Some((same, end)) if same == block => &self.blocks[block][start..end],
            _ => &self.blocks[block][start..],
        }
    }

    /// The id of a string, if it was seen.
    pub(crate) fn find(&self, token: &str) -> Option<u32> {
        let hash = hash(token.as_bytes());
        let shard = &self.shards[shard(hash)];
        if shard.table.is_empty() {
            return None;
        }
        shard.table[self.place(shard, hash, token)].checked_sub(1)
    }

    /// The id of a string; a new one gets the next number.
    pub(crate) fn intern(&mut self, token: &str) -> u32 {
        let hash = hash(token.as_bytes());
        let at = shard(hash);
        if self.shards[at].table.len() < 2 * (self.shards[at].len + 1) {
            self.grow(at);
        }
        let place = self.place(&self.shards[at], hash, token);
        let found = &mut self.shards[at].table[place];
        if *found != 0 {
            return *found - 1;
        }
        let id = self.starts.len() as u32;
        *found = id + 1;
        self.shards[at].len += 1;
        if self.blocks.last().is_none_or(|block| block.len() + token.len() > BLOCK) {
            self.blocks.push(String::new());
        }
        let number = self.blocks.len() - 1;
        assert!(number <= BLOCK, "the memory limit keeps texts below 4 GB");
        let block = &mut self.blocks[number];
        self.starts.push((number << 16 | block.len()) as u32);
        block.push_str(token);
        id
    }

    /// The place of a string in its table, or the free place where it belongs.
    fn place(&self, shard: &Shard, hash: u64, token: &str) -> usize {
        let mask = shard.table.len() - 1;
        let mut place = hash as usize & mask;
        while shard.table[place] != 0 && self.text(shard.table[place] - 1) != token {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self, at: usize) {
        let old = std::mem::take(&mut self.shards[at].table);
        let mut table = vec![0; (4 * old.len()).max(8)];
        let mask = table.len() - 1;
        for entry in old.into_iter().filter(|&entry| entry != 0) {
            let mut place = hash(self.text(entry - 1).as_bytes()) as usize & mask;
            while table[place] != 0 {
                place = (place + 1) & mask;
            }
            table[place] = entry;
        }
        self.shards[at].table = table;
    }
}

/// The table of a hash: its highest bits, since the lowest choose the place in the table.
fn shard(hash: u64) -> usize {
    (hash >> 56) as usize
}

/// FNV-1a over eight bytes at a time, then mixed: tokens are short, and a reader has no reason to attack their own page.
fn hash(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01B3;
    let mut state = 0xCBF2_9CE4_8422_2325 ^ bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    // The bytes are shifted in one by one: a copy of unknown length would be a function call.
    let last =
        (!rest.is_empty()).then(|| rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)));
    for word in words.iter().map(|word| u64::from_le_bytes(*word)).chain(last) {
        state = (state ^ word).wrapping_mul(PRIME);
        state ^= state >> 29;
    }
    state = state.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state ^ (state >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_keeps_its_number() {
        let mut interner = Interner::default();
        assert_eq!(interner.find("x"), None);
        let words: Vec<String> = (0..5000).map(|i| format!("word{i}")).collect();
        for (id, word) in words.iter().enumerate() {
            assert_eq!(interner.intern(word), id as u32);
        }
        for (id, word) in words.iter().enumerate() {
            assert_eq!(interner.intern(word), id as u32);
            assert_eq!(interner.find(word), Some(id as u32));
            assert_eq!(interner.text(id as u32), word);
        }
        assert_eq!(interner.find("word5000"), None);
        assert_eq!(interner.find(""), None);
    }
}
