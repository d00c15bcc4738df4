//! Reads bytes as text, as the page reads a file (`www/views/corpus/read.ts`): UTF-8, UTF-16 and UTF-32, with a mark or without, and
//! else Windows-1252 as a guess. The page uses the browser's decoder, so this is for code outside a browser;
//! `tests/reference/encodings.json` tests both.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::{Error, Result};
use crate::reason;

/// The text of the bytes, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without its mark.
    pub text: String,
    /// "UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE" or "windows-1252".
    pub encoding: &'static str,
    /// Whether that is a guess, about which to ask: any bytes are valid Windows-1252.
    pub guess: bool,
}

/// The text in these bytes.
///
/// # Errors
/// Bytes that are not text: a zero byte that no encoding explains.
pub fn decode(bytes: &[u8]) -> Result<Decoded> {
    if let Some((wide, marked)) = wide(bytes) {
        let text = match wide {
            Wide::Two(encoding) => whole(encoding, bytes),
            Wide::Four { little } => four(bytes, little),
        };
        // Without a mark, a text has at least a space or a line end; binary data does not.
        let fits = |text: &String| !text.contains('\0') && (marked || text.contains([' ', '\n']));
        if let Some(text) = text.filter(fits) {
            return Ok(Decoded { text, encoding: wide.name(), guess: false });
        }
    }
    if bytes.contains(&0) {
        return Err(Error::Text(reason::zero_byte()));
    }
    Ok(match whole(UTF_8, bytes) {
        Some(text) => Decoded { text, encoding: UTF_8.name(), guess: false },
        None => {
            let text = WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
            Decoded { text, encoding: WINDOWS_1252.name(), guess: true }
        }
    })
}

/// An encoding of two or four bytes per letter.
#[derive(Debug, Clone, Copy)]
enum Wide {
    Two(&'static Encoding),
    Four { little: bool },
}

impl Wide {
    fn name(self) -> &'static str {
        match self {
            Wide::Two(encoding) => encoding.name(),
            Wide::Four { little: true } => "UTF-32LE",
            Wide::Four { little: false } => "UTF-32BE",
        }
    }
}

/// The text, if all bytes are valid in this encoding.
fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    (!broken).then(|| text.into_owned())
}

/// Finds the encoding by its mark or by the places of zero bytes; also says whether there was a mark.
fn wide(bytes: &[u8]) -> Option<(Wide, bool)> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] => return Some((Wide::Four { little: true }, true)),
        [0xFF, 0xFE, ..] => return Some((Wide::Two(UTF_16LE), true)),
        [0xFE, 0xFF, ..] => return Some((Wide::Two(UTF_16BE), true)),
        [0, 0, 0xFE, 0xFF, ..] => return Some((Wide::Four { little: false }, true)),
        _ if !bytes.len().is_multiple_of(2) => return None,
        _ => {}
    }
    let looked = &bytes[..bytes.len().min(65_536)];
    let mut zeros = [0; 4];
    for (at, _) in looked.iter().enumerate().filter(|(_, byte)| **byte == 0) {
        zeros[at % 4] += 1;
    }
    let [z0, z1, z2, z3] = zeros;
    let fours = bytes.len().is_multiple_of(4);
    let quarter = looked.len() / 4;
    let found = match () {
        () if zeros == [0; 4] => return None,
        () if fours && 2 * z2 >= quarter && z3 == quarter && z0 == 0 => Wide::Four { little: true },
        () if fours && z0 == quarter && 2 * z1 >= quarter && z3 == 0 => Wide::Four { little: false },
        // In a text that is all Chinese only line ends and spaces show it.
        () if z0 + z2 == 0 => Wide::Two(UTF_16LE),
        () if z1 + z3 == 0 => Wide::Two(UTF_16BE),
        () => return None,
    };
    Some((found, false))
}

/// UTF-32, which is not one of the web's encodings.
fn four(bytes: &[u8], little: bool) -> Option<String> {
    let (points, []) = bytes.as_chunks() else { return None };
    let number = |&four: &[u8; 4]| if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let marked = points.first().map(number) == Some(0xFEFF);
    points[usize::from(marked)..].iter().map(|four| char::from_u32(number(four))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cases T03 and of their kind: the page reads the same bytes in `www/views/corpus/read.test.ts` and in a browser.
    #[test]
    fn t03_the_page_and_the_engine_read_the_same_text_in_the_same_bytes() {
        let cases: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/reference/encodings.json")).expect("JSON");
        let cases = cases.as_array().expect("a list");
        for case in cases {
            let field = |name: &str| case[name].as_str().expect("a text");
            let hex = field("bytes").as_bytes();
            let byte =
                |two: &[u8]| u8::from_str_radix(core::str::from_utf8(two).expect("hex"), 16).expect("hex");
            let bytes: Vec<u8> = hex.chunks(2).map(byte).collect();
            let said = match decode(&bytes) {
                Ok(Decoded { text, encoding, guess }) => {
                    assert_eq!(guess, encoding == "windows-1252");
                    (encoding, text)
                }
                Err(_) => ("none", String::new()),
            };
            assert_eq!(said, (field("encoding"), field("text").to_owned()), "{}", field("name"));
        }
        assert!(cases.len() > 40);
    }

    #[test]
    fn any_bytes_are_decoded_or_refused() {
        let mut rng = crate::rng::Rng::new(5, crate::rng::Stream::Check);
        for _ in 0..20_000 {
            let length = rng.below(24);
            let bytes: Vec<u8> = (0..length)
                .map(|_| [0, 0xFF, 0xFE, b'a', b' ', rng.below(256) as u8][rng.below(6) as usize])
                .collect();
            if let Ok(decoded) = decode(&bytes) {
                assert!(!decoded.text.contains('\0'), "{bytes:?}");
            }
        }
    }
}
