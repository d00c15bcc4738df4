//! What the machine under the engine computes for it where its own tables would weigh more than a room of the page: Unicode's
//! canonical form and small letters, and the number nearest to a decimal one.
//!
//! Natively crates and the standard library compute them. A browser has them too, and its shell provides them. They agree: on
//! every assigned character by Unicode's promise of stability, and on numbers because both round to the nearest.

/// The three, as a shell provides them.
#[derive(Clone, Copy)]
pub struct Host {
    /// Unicode's canonical form (NFC).
    pub nfc: fn(&str) -> String,
    /// Unicode's full mapping to small letters, in no language's own way.
    pub lowercase: fn(&str) -> String,
    /// The double nearest to a decimal number; NaN where there is none.
    pub number: fn(&str) -> f64,
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
static HOST: Host = Host {
    nfc: |text| unicode_normalization::UnicodeNormalization::nfc(text).collect(),
    lowercase: str::to_lowercase,
    number: |text| text.parse().unwrap_or(f64::NAN),
};
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
static PROVIDED: std::sync::OnceLock<Host> = std::sync::OnceLock::new();

/// Says who computes them: the shell does, once, before anything is read.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub fn provide(host: Host) {
    // A second start of the same module would provide the same functions.
    let _ = PROVIDED.set(host);
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn host() -> &'static Host {
    &HOST
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
fn host() -> &'static Host {
    PROVIDED.get().expect("the shell provides the host before anything is read")
}

/// The canonical form of a text: one spelling for what is one character.
pub fn nfc(text: &str) -> String {
    (host().nfc)(text)
}

/// A text in small letters; a sigma at a word's end becomes a final one.
pub fn lowercase(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => (host().lowercase)(text),
    }
}

/// The double nearest to a decimal number, NaN where the text is none.
pub fn number(text: &str) -> f64 {
    // JavaScript takes nothing at all, and blanks, for 0.
    match text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) && !text.is_empty() {
        true => (host().number)(text),
        false => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimal_ones_and_nothing_else() {
        assert_eq!(number("-12.5e-1"), -1.25);
        assert_eq!(number("0.1"), 0.1);
        for none in ["", " ", "NaN", "inf", "0x10", "1e", "--1", "."] {
            assert!(number(none).is_nan(), "{none:?}");
        }
    }

    #[test]
    fn small_letters_are_those_of_the_whole_text() {
        assert_eq!(lowercase("ΟΔΟΣ ΣΑΣ"), "οδος σας");
        assert_eq!(lowercase("ABC"), "abc");
    }

    /// Every assigned character after a letter and before two marks; `tests/browser/text.spec.ts` has a browser do the same.
    #[test]
    fn the_canonical_form_is_that_of_a_third_implementation() {
        let told: serde_json::Value =
            serde_json::from_str(include_str!("../tests/reference/nfc.json")).expect("JSON");
        let mut seen = 0;
        for piece in told["pieces"].as_array().expect("a list") {
            let mut digest = 0x811C_9DC5_u32;
            for range in piece["ranges"].as_array().expect("a list") {
                let end = |at: usize| range[at].as_u64().expect("a code point") as u32;
                for c in (end(0)..=end(1)).filter_map(char::from_u32) {
                    for letter in nfc(&format!("a{c}\u{301}\u{323}")).chars() {
                        digest = (digest ^ letter as u32).wrapping_mul(0x0100_0193);
                    }
                    seen += 1;
                }
            }
            assert_eq!(u64::from(digest), piece["digest"].as_u64().expect("a digest"), "{}", piece["ranges"]);
        }
        assert!(seen > 140_000, "{seen}");
    }
}
