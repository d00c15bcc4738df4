//! The part of JSON that a saved model needs: written in one way, and read with limits on everything.

use crate::host::decimal;

/// A value. An object keeps its order.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// null
    Null,
    /// true, false
    Bool(bool),
    /// A double.
    Number(f64),
    /// Text.
    Text(String),
    /// [..]
    Array(Vec<Json>),
    /// {..}
    Object(Vec<(String, Json)>),
}

/// How deeply values may be nested.
const DEPTH: usize = 16;

/// Why a text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is not JSON.
    NotJson,
    /// It has more values than are allowed: each takes many times the bytes of its text.
    TooMany,
}

impl Json {
    /// Reads the whole text as one value, of at most `most` values in all.
    ///
    /// # Errors
    /// A text that is not JSON, or has more values.
    pub fn read(text: &str, most: usize) -> Result<Json, Unread> {
        let mut reader = Reader { text, at: 0, left: most, too_many: false };
        let value = reader.value(0);
        reader.space();
        match value {
            _ if reader.too_many => Err(Unread::TooMany),
            Some(value) if reader.at == text.len() => Ok(value),
            _ => Err(Unread::NotJson),
        }
    }

    /// An object's member.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// As text.
    pub fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// As a number.
    pub fn number(&self) -> Option<f64> {
        if let Json::Number(number) = self { Some(*number) } else { None }
    }

    /// As true or false.
    pub fn bool(&self) -> Option<bool> {
        if let Json::Bool(bool) = self { Some(*bool) } else { None }
    }

    /// As a list.
    pub fn array(&self) -> Option<&[Json]> {
        if let Json::Array(items) = self { Some(items) } else { None }
    }

    /// Appends the value to `out`. A number that is not finite becomes null.
    pub fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
            Json::Number(number) if number.is_finite() => out.push_str(&decimal(*number)),
            Json::Number(_) => out.push_str("null"),
            Json::Text(text) => quote(text, out),
            Json::Array(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Json::Object(members) => {
                out.push('{');
                for (i, (key, value)) in members.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    quote(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// Appends a text in quotes.
pub(super) fn quote(text: &str, out: &mut String) {
    out.push('"');
    escape(text, out);
    out.push('"');
}

/// Appends what stands between the quotes.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    left: usize,
    too_many: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Skips white space and this byte.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        self.text.get(self.at..)?.starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if depth > DEPTH {
            return None;
        }
        let Some(left) = self.left.checked_sub(1) else {
            self.too_many = true;
            return None;
        };
        self.left = left;
        self.space();
        match self.peek()? {
            b'n' => self.word("null", Json::Null),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'"' => self.string().map(Json::Text),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                if self.take(b']').is_some() {
                    return Some(Json::Array(items));
                }
                loop {
                    items.push(self.value(depth + 1)?);
                    if self.take(b',').is_none() {
                        self.take(b']')?;
                        return Some(Json::Array(items));
                    }
                }
            }
            b'{' => {
                self.at += 1;
                let mut members = Vec::new();
                if self.take(b'}').is_some() {
                    return Some(Json::Object(members));
                }
                loop {
                    self.space();
                    let key = self.string()?;
                    self.take(b':')?;
                    members.push((key, self.value(depth + 1)?));
                    if self.take(b',').is_none() {
                        self.take(b'}')?;
                        return Some(Json::Object(members));
                    }
                }
            }
            _ => {
                let start = self.at;
                while matches!(self.peek(), Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
                    self.at += 1;
                }
                let number = crate::host::number(self.text.get(start..self.at)?);
                number.is_finite().then_some(Json::Number(number))
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.take(b'"')?;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let c = rest.chars().next()?;
            self.at += c.len_utf8();
            match c {
                '"' => return Some(out),
                '\\' => {
                    let escape = self.peek()?;
                    self.at += 1;
                    out.push(match escape {
                        b'"' => '"',
                        b'\\' => '\\',
                        b'/' => '/',
                        b'n' => '\n',
                        b'r' => '\r',
                        b't' => '\t',
                        b'b' => '\u{8}',
                        b'f' => '\u{c}',
                        b'u' => self.escaped()?,
                        _ => return None,
                    });
                }
                c if c < ' ' => return None,
                c => out.push(c),
            }
        }
    }

    /// Four hexadecimal digits, or a pair of surrogates.
    fn escaped(&mut self) -> Option<char> {
        let first = self.hexadecimal()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        self.word("\\u", Json::Null)?;
        let second = self.hexadecimal()?;
        if !(0xDC00..0xE000).contains(&second) {
            return None;
        }
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let value = Json::Object(vec![
            ("a \"b\"\n\\ ü 🐄".to_owned(), Json::Array(vec![Json::Null, Json::Bool(true)])),
            ("x".to_owned(), Json::Number(-0.1)),
            ("y".to_owned(), Json::Object(Vec::new())),
        ]);
        let mut out = String::new();
        value.write(&mut out);
        assert_eq!(Json::read(&out, 6), Ok(value.clone()));
        assert_eq!(Json::read(&out, 5), Err(Unread::TooMany));
        assert_eq!(Json::read(r#" "\ud83d\udc04\u00fc" "#, 1), Ok(Json::Text("🐄ü".to_owned())));
    }

    #[test]
    fn what_is_no_json_is_nothing() {
        let deep = "[".repeat(100_000);
        for bad in
            ["", "{", "[1,]", "{\"a\"}", "\"\\ud83d\"", "\"\\uzzzz\"", "1e999", "nul", "1 2", "\"é\\", &deep]
        {
            assert_eq!(Json::read(bad, 100), Err(Unread::NotJson), "{bad:.20}");
        }
    }
}
