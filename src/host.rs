//! Functions that the host provides, because tables for them would be larger than a room of the page: Unicode's canonical form and
//! lower case, the double nearest to a decimal number, and the shortest decimal number for a double.
//!
//! Natively crates and the standard library compute them; in a browser the shell provides the browser's own. They agree on every
//! assigned character by Unicode's stability policy, and on numbers because both round to the nearest.

/// The four functions, as a shell provides them.
#[derive(Clone, Copy)]
pub struct Host {
    /// Unicode's canonical form (NFC).
    pub nfc: fn(&str) -> String,
    /// Unicode's full lower-case mapping, independent of language.
    pub lowercase: fn(&str) -> String,
    /// The double nearest to a decimal number; NaN if the text is no number.
    pub number: fn(&str) -> f64,
    /// The shortest decimal number that reads back as this finite double; it may have an exponent.
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

/// Sets the functions. The shell calls this once, before anything is read.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub fn provide(host: Host) {
    // If the same module starts twice, it provides the same functions.
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

/// The canonical form of a text, in which each character has one spelling.
pub fn nfc(text: &str) -> String {
    (host().nfc)(text)
}

/// A text in lower case; a sigma at the end of a word becomes a final sigma.
pub fn lowercase(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => (host().lowercase)(text),
    }
}

/// The double nearest to a decimal number; NaN if the text is no number.
pub fn number(text: &str) -> f64 {
    // JavaScript reads an empty text, and blanks, as 0.
    match text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) && !text.is_empty() {
        true => (host().number)(text),
        false => f64::NAN,
    }
}

/// The shortest decimal number that reads back as this one, without an exponent.
pub fn decimal(number: f64) -> String {
    match number {
        // JavaScript writes infinity as a word, and negative zero without a sign.
        _ if number.is_infinite() => if number > 0.0 { "inf" } else { "-inf" }.to_owned(),
        _ if number.is_nan() => "NaN".to_owned(),
        _ if number == 0.0 => if number.is_sign_negative() { "-0" } else { "0" }.to_owned(),
        _ => written_out((host().decimal)(number)),
    }
}

/// A decimal number without its exponent: "1.5e-7" becomes "0.00000015".
fn written_out(text: String) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent: i32 = exponent.trim_start_matches('+').parse().unwrap_or(0);
    // Digits before the point.
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
