//! What the machine under the engine computes for it where its own tables would weigh more than a room of the page: Unicode's
//! canonical form and small letters, the number nearest to a decimal one, and the shortest decimal one for a number.
//!
//! Natively crates and the standard library compute them. A browser has them too, and its shell provides them. They agree: on
//! every assigned character by Unicode's promise of stability, and on numbers because both round to the nearest.

/// The four, as a shell provides them.
#[derive(Clone, Copy)]
pub struct Host {
    /// Unicode's canonical form (NFC).
    pub nfc: fn(&str) -> String,
    /// Unicode's full mapping to small letters, in no language's own way.
    pub lowercase: fn(&str) -> String,
    /// The double nearest to a decimal number; NaN where there is none.
    pub number: fn(&str) -> f64,
    /// The shortest decimal number that reads back as this finite one; with an exponent, where it likes one.
    pub decimal: fn(f64) -> String,
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
static HOST: Host = Host {
    nfc: |text| unicode_normalization::UnicodeNormalization::nfc(text).collect(),
    lowercase: str::to_lowercase,
    number: |text| text.parse().unwrap_or(f64::NAN),
    decimal: |number| number.to_string(),
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

/// The shortest decimal number that reads back as this one, without an exponent.
pub fn decimal(number: f64) -> String {
    match number {
        // JavaScript has a word of its own for the one, and no sign for the other.
        _ if number.is_infinite() => if number > 0.0 { "inf" } else { "-inf" }.to_owned(),
        _ if number.is_nan() => "NaN".to_owned(),
        _ if number == 0.0 => if number.is_sign_negative() { "-0" } else { "0" }.to_owned(),
        _ => written_out((host().decimal)(number)),
    }
}

/// A decimal number with its exponent worked in: "1.5e-7" as "0.00000015".
fn written_out(text: String) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent: i32 = exponent.trim_start_matches('+').parse().unwrap_or(0);
    // Places before the point.
    let before = whole.len() as i32 + exponent;
    let digits = [whole, fraction].concat();
    let zeros = |count: i32| "0".repeat(count.max(0) as usize);
    if before <= 0 {
        return format!("{sign}0.{}{digits}", zeros(-before));
    }
    match digits.split_at_checked(before as usize) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{digits}{}", zeros(before - digits.len() as i32)),
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

    /// What a shell's exponent says, and what nobody needs one for; `tests/browser/text.spec.ts` has a browser write the same numbers.
    #[test]
    fn a_number_is_written_out_as_the_standard_library_does() {
        let told: Vec<String> =
            serde_json::from_str(include_str!("../tests/reference/numbers.json")).expect("texts");
        assert!(told.len() > 50, "{}", told.len());
        for text in told {
            let number: f64 = text.parse().expect("a number");
            assert_eq!(decimal(number), text);
            assert_eq!(decimal(-number), format!("-{text}"));
            // As JavaScript writes it, where it takes an exponent.
            assert_eq!(written_out(format!("{number:e}")), text);
            assert_eq!(written_out(format!("{number:e}").replace('e', "e+").replace("e+-", "e-")), text);
        }
        for (number, text) in
            [(f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf"), (f64::NAN, "NaN"), (-0.0, "-0")]
        {
            assert_eq!((decimal(number), number.to_string()), (text.to_owned(), text.to_owned()));
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
