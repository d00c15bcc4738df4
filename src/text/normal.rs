//! Which characters are in Unicode's canonical form (NFC) as they are, so that most texts need no table of Unicode.

/// Whether a character is its own canonical form after any other character, and is no mark: a text of such characters is in canonical
/// form. It knows the large alphabets of prose; for anything else the answer is no, to be safe.
pub fn plain(c: char) -> bool {
    matches!(c as u32,
        0..=0x2FF
        | 0x370..=0x373 | 0x376..=0x377 | 0x37B..=0x37D | 0x388..=0x482
        | 0x48A..=0x52F
        | 0x5D0..=0x5EA
        | 0x620..=0x64A | 0x660..=0x66F | 0x671..=0x6D3
        | 0xE01..=0xE30 | 0xE3F..=0xE46 | 0xE50..=0xE5B
        | 0x10D0..=0x10FF
        | 0x2010..=0x2027 | 0x2030..=0x205E | 0x20A0..=0x20BF
        | 0x2190..=0x2328 | 0x232B..=0x23FF | 0x2460..=0x2ADB
        | 0x3001..=0x3029 | 0x3041..=0x3094 | 0x309D..=0x30FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7A3
        | 0xFF01..=0xFF9D
        | 0x1F300..=0x1F3FA | 0x1F400..=0x1FAFF)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{IsNormalized, char::canonical_combining_class, is_nfc_quick};

    use super::*;

    #[test]
    fn plain_characters_are_canonical_wherever_they_stand() {
        let plain = ('\0'..=char::MAX).filter(|&c| plain(c));
        let mut seen = 0;
        for c in plain {
            let quick = is_nfc_quick(std::iter::once(c));
            assert!(quick == IsNormalized::Yes && canonical_combining_class(c) == 0, "U+{:04X}", c as u32);
            seen += 1;
        }
        assert!(seen > 40_000);
    }
}
