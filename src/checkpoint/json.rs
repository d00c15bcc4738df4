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
        let mut reading = JsonReading::new(most);
        reading.advance(text, usize::MAX)?;
        Ok(reading.value())
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

/// A text that is read piece by piece as one value. The text stays with the caller, who hands in the same one each time.
#[derive(Debug)]
pub struct JsonReading {
    at: usize,
    /// How many values may still come.
    left: usize,
    next: Next,
    /// The lists and objects that are not complete, the innermost last.
    open: Vec<Open>,
    /// The string that is being read.
    string: String,
    value: Option<Json>,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Next {
    Value,
    /// A value, or the end of the list.
    First,
    Key,
    /// A key, or the end of the object.
    FirstKey,
    /// More of a string.
    String {
        key: bool,
    },
    /// A comma, or the end of the list or object.
    Comma,
    /// Nothing but white space.
    End,
}

#[derive(Debug)]
enum Open {
    Array(Vec<Json>),
    /// The members, and the key of the next one.
    Object(Vec<(String, Json)>, String),
}

impl JsonReading {
    /// Nothing is read yet; the text may have at most `most` values in all.
    pub fn new(most: usize) -> Self {
        let (open, string) = (Vec::new(), String::new());
        JsonReading { at: 0, left: most, next: Next::Value, open, string, value: None }
    }

    /// How many bytes are read; all of them only when the value is complete.
    pub fn done(&self, text: &str) -> usize {
        if self.is_complete(text) { text.len() } else { self.at.min(text.len().saturating_sub(1)) }
    }

    /// Reads about so many bytes more.
    ///
    /// # Errors
    /// A text that is not JSON, or has more values.
    pub fn advance(&mut self, text: &str, bytes: usize) -> Result<(), Unread> {
        let end = self.at.saturating_add(bytes);
        while self.at < end && !self.is_complete(text) {
            self.step(text, end)?;
        }
        Ok(())
    }

    /// Whether the whole text is read.
    pub fn is_complete(&self, text: &str) -> bool {
        self.next == Next::End && self.at == text.len()
    }

    /// The value of a text that is read.
    pub fn value(self) -> Json {
        self.value.unwrap_or(Json::Null)
    }

    fn step(&mut self, text: &str, end: usize) -> Result<(), Unread> {
        if let Next::String { key } = self.next {
            return self.characters(text, end, key).ok_or(Unread::NotJson);
        }
        self.space(text);
        let byte = self.peek(text);
        match (self.next, byte) {
            (Next::End, None) => return Ok(()),
            (Next::First, Some(b']')) | (Next::FirstKey, Some(b'}')) => return self.close(),
            (Next::Value | Next::First, Some(byte)) => return self.begin(text, byte),
            (Next::Key | Next::FirstKey, Some(b'"')) => self.next = Next::String { key: true },
            (Next::Comma, Some(b',')) => {
                self.next = if let Some(Open::Array(_)) = self.open.last() { Next::Value } else { Next::Key };
            }
            (Next::Comma, Some(b']')) if matches!(self.open.last(), Some(Open::Array(_))) => {
                return self.close();
            }
            (Next::Comma, Some(b'}')) if matches!(self.open.last(), Some(Open::Object(..))) => {
                return self.close();
            }
            _ => return Err(Unread::NotJson),
        }
        self.at += 1;
        Ok(())
    }

    /// Passes over white space.
    fn space(&mut self, text: &str) {
        while matches!(self.peek(text), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self, text: &str) -> Option<u8> {
        text.as_bytes().get(self.at).copied()
    }

    /// A value begins with this byte.
    fn begin(&mut self, text: &str, byte: u8) -> Result<(), Unread> {
        if self.open.len() > DEPTH {
            return Err(Unread::NotJson);
        }
        self.left = self.left.checked_sub(1).ok_or(Unread::TooMany)?;
        let rest = text.get(self.at..).unwrap_or_default();
        for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
        {
            if rest.starts_with(word) {
                self.at += word.len();
                self.put(value);
                return Ok(());
            }
        }
        match byte {
            b'"' => self.next = Next::String { key: false },
            b'[' => {
                self.open.push(Open::Array(Vec::new()));
                self.next = Next::First;
            }
            b'{' => {
                self.open.push(Open::Object(Vec::new(), String::new()));
                self.next = Next::FirstKey;
            }
            _ => {
                let digit = |b: u8| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                let length = rest.bytes().take_while(|&b| digit(b)).count();
                let number = crate::host::number(&rest[..length]);
                if !number.is_finite() {
                    return Err(Unread::NotJson);
                }
                self.at += length;
                self.put(Json::Number(number));
                return Ok(());
            }
        }
        self.at += 1;
        Ok(())
    }

    /// A value is complete.
    fn put(&mut self, value: Json) {
        self.next = Next::Comma;
        match self.open.last_mut() {
            Some(Open::Array(items)) => items.push(value),
            Some(Open::Object(members, key)) => members.push((core::mem::take(key), value)),
            None => {
                self.value = Some(value);
                self.next = Next::End;
            }
        }
    }

    fn close(&mut self) -> Result<(), Unread> {
        self.at += 1;
        let value = match self.open.pop().ok_or(Unread::NotJson)? {
            Open::Array(items) => Json::Array(items),
            Open::Object(members, _) => Json::Object(members),
        };
        self.put(value);
        Ok(())
    }

    /// Reads characters of a string up to its end, or to this place; nothing if it is none.
    fn characters(&mut self, text: &str, end: usize, key: bool) -> Option<()> {
        while self.at < end {
            let c = text.get(self.at..)?.chars().next()?;
            self.at += c.len_utf8();
            match c {
                '"' => {
                    let string = core::mem::take(&mut self.string);
                    if !key {
                        self.put(Json::Text(string));
                        return Some(());
                    }
                    if let Some(Open::Object(_, key)) = self.open.last_mut() {
                        *key = string;
                    }
                    self.space(text);
                    self.next = Next::Value;
                    return self.word(text, ":");
                }
                '\\' => {
                    let escape = self.peek(text)?;
                    self.at += 1;
                    let c = match escape {
                        b'"' => '"',
                        b'\\' => '\\',
                        b'/' => '/',
                        b'n' => '\n',
                        b'r' => '\r',
                        b't' => '\t',
                        b'b' => '\u{8}',
                        b'f' => '\u{c}',
                        b'u' => self.escaped(text)?,
                        _ => return None,
                    };
                    self.string.push(c);
                }
                c if c < ' ' => return None,
                c => self.string.push(c),
            }
        }
        Some(())
    }

    fn word(&mut self, text: &str, word: &str) -> Option<()> {
        text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    /// Four hexadecimal digits, or a pair of surrogates.
    fn escaped(&mut self, text: &str) -> Option<char> {
        let first = self.hexadecimal(text)?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        self.word(text, "\\u")?;
        let second = self.hexadecimal(text)?;
        if !(0xDC00..0xE000).contains(&second) {
            return None;
        }
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    }

    fn hexadecimal(&mut self, text: &str) -> Option<u32> {
        let digits = text.get(self.at..self.at + 4)?;
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
        let mut pieces = JsonReading::new(6);
        while !pieces.is_complete(&out) {
            pieces.advance(&out, 1).expect("JSON");
        }
        assert_eq!(pieces.value(), value);
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
