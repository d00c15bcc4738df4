//! Each distinct token once, in one buffer, with a small number for it: strings of their own would cost an allocation each.

/// Distinct strings by id, in order of first sight.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Interner {
    bytes: String,
    /// Where each string ends in `bytes`.
    ends: Vec<u32>,
    /// Open addressing: id + 1, or 0 for a free place. The length is a power of two, at most half full.
    table: Vec<u32>,
}

impl Interner {
    /// How many distinct strings.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The string of an id. Panics on an id that was never given.
    pub fn text(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.bytes[start..self.ends[id] as usize]
    }

    /// The id of a string, if it was seen.
    pub fn find(&self, token: &str) -> Option<u32> {
        if self.table.is_empty() {
            return None;
        }
        match self.table[self.place(token)] {
            0 => None,
            id => Some(id - 1),
        }
    }

    /// The id of a string; a new one gets the next number.
    pub fn intern(&mut self, token: &str) -> u32 {
        if self.table.len() < 2 * (self.ends.len() + 1) {
            self.grow();
        }
        let place = self.place(token);
        if self.table[place] != 0 {
            return self.table[place] - 1;
        }
        self.bytes.push_str(token);
        self.ends.push(u32::try_from(self.bytes.len()).expect("the memory limit keeps texts below 4 GB"));
        self.table[place] = self.ends.len() as u32;
        self.ends.len() as u32 - 1
    }

    /// Where a string stands in the table, or the free place where it would.
    fn place(&self, token: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut place = hash(token.as_bytes()) as usize & mask;
        while self.table[place] != 0 && self.text(self.table[place] - 1) != token {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let len = (4 * self.table.len()).max(64);
        self.table = Vec::new(); // the old one goes before the new one comes
        self.table.resize(len, 0);
        for id in 0..self.ends.len() as u32 {
            let place = self.place(self.text(id));
            self.table[place] = id + 1;
        }
    }
}

/// FNV-1a over eight bytes at a time, then mixed: tokens are short, and nobody gains by colliding in their own page.
fn hash(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01B3;
    let mut state = 0xCBF2_9CE4_8422_2325 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        state = (state ^ u64::from_le_bytes(word)).wrapping_mul(PRIME);
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
