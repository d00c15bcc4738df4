//! A script's value as plain data, and how options are read from it. Every refusal names the field, what it was, and what would be
//! right. Nothing here knows JavaScript; the shell only converts a script's value to [`Given`].

use core::fmt::{self, Display};

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Expected, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::error::{Error, Said};
use crate::host::decimal;
use crate::reason::{self, Reason};

/// A value that is only data: no functions, no getters, no cycles.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// null, or undefined.
    Nothing,
    /// A truth value.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Given>),
    /// An object's own fields.
    Fields(Vec<(String, Given)>),
    /// Anything else, in words: "a function", "a Date".
    Other(&'static str),
}

/// How many letters of a text a refusal repeats.
const REPEATED: usize = 40;

impl Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Given::Nothing => f.write_str("nothing"),
            Given::Truth(truth) => write!(f, "{truth}"),
            Given::Number(number) => f.write_str(&decimal(*number)),
            Given::Text(text) => {
                let short: String = text.chars().take(REPEATED).collect();
                write!(f, "\"{short}{}\"", if short.len() < text.len() { "..." } else { "" })
            }
            Given::List(items) => write!(f, "a list of {}", items.len()),
            Given::Fields(_) => f.write_str("an object"),
            Given::Other(what) => f.write_str(what),
        }
    }
}

/// An options object that holds several kinds of options: each kind takes its fields, and in the end none may be left.
#[derive(Debug)]
pub struct Fields<'a> {
    what: &'static str,
    given: &'a Given,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Begins to read these options. `what` names them in an error.
    ///
    /// # Errors
    /// A value that is no object. An absent value is an object without fields.
    pub fn of(what: &'static str, given: &'a Given) -> Result<Self, Error> {
        match given {
            Given::Nothing | Given::Fields(_) => Ok(Fields { what, given, known: Vec::new() }),
            other => Err(Error::value(what, other, reason::options())),
        }
    }

    /// Takes the fields of one kind.
    ///
    /// # Errors
    /// A field of another type than it should have.
    pub fn take<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        T::deserialize(Reading {
            given: self.given,
            field: self.what,
            known: Some(&mut self.known),
            loose: true,
        })
        .map_err(|refused| refused.0)
    }

    /// Skips fields that are read elsewhere.
    pub fn pass(&mut self, names: &[&'static str]) {
        self.known.extend_from_slice(names);
    }

    /// Checks that no field is left.
    ///
    /// # Errors
    /// A field that no kind has, with the most similar one that exists.
    pub fn end(self) -> Result<(), Error> {
        let Given::Fields(fields) = self.given else { return Ok(()) };
        // A script may write an absent option for clarity.
        let unknown = fields
            .iter()
            .find(|(name, value)| !self.known.contains(&name.as_str()) && *value != Given::Nothing);
        unknown.map_or(Ok(()), |(name, _)| Err(unknown_field(self.what, name, &self.known)))
    }
}

/// Reads a value of a type that knows all of its fields.
///
/// # Errors
/// A value of another type, or a field that the type does not have.
pub fn read<T: DeserializeOwned>(what: &'static str, given: &Given) -> Result<T, Error> {
    Reading::named(given, what, T::deserialize(Reading::inside(given, what))).map_err(|refused| refused.0)
}

fn unknown_field(what: &'static str, name: &str, known: &[&str]) -> Error {
    let given = Given::Text(name.to_owned());
    let near = known.iter().map(|known| (strsim::osa_distance(name, known), known)).min();
    let wanted = match near {
        Some((distance, near)) if distance <= 2.max(near.len() / 3) => reason::did_you_mean(*near),
        _ => reason::options_are(known.join(", ")),
    };
    Error::Value {
        name: "an option".into(),
        given: format!("{given}, which {what} does not know"),
        expected: wanted,
    }
}

/// A refusal inside serde.
#[derive(Debug)]
struct Refused(Error);

impl Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Refused {}

impl Said for &Given {
    fn said(self) -> String {
        self.to_string()
    }
}
impl Said for Given {
    fn said(self) -> String {
        self.to_string()
    }
}

impl serde::de::Error for Refused {
    fn custom<T: Display>(message: T) -> Self {
        // The reader fills in the field, and what it was.
        Refused(Error::Value {
            name: "".into(),
            given: String::new(),
            expected: reason::other(message.to_string()),
        })
    }
    fn unknown_variant(given: &str, expected: &'static [&'static str]) -> Self {
        Refused(Error::value("", Given::Text(given.to_owned()), reason::choice(expected)))
    }
    fn missing_field(field: &'static str) -> Self {
        Refused(Error::value(field, "absent", reason::given()))
    }
    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Refused(Error::value("", format!("a list of {length}"), reason::kind_of_value(expected.to_string())))
    }
    // The reader fills in what it was.
    fn invalid_value(_: serde::de::Unexpected<'_>, expected: &dyn Expected) -> Self {
        Refused(Error::value("", "", reason::kind_of_value(expected.to_string())))
    }
    fn invalid_type(given: serde::de::Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_value(given, expected)
    }
}

/// A value that is being read, and its field.
struct Reading<'a, 'k> {
    given: &'a Given,
    field: &'static str,
    known: Option<&'k mut Vec<&'static str>>,
    /// Whether unknown fields are left for others.
    loose: bool,
}

impl<'a> Reading<'a, '_> {
    fn inside(given: &'a Given, field: &'static str) -> Self {
        Reading { given, field, known: None, loose: false }
    }

    fn wrong<T>(&self, wanted: Reason) -> Result<T, Refused> {
        Err(Refused(Error::value(self.field, self.given, wanted)))
    }

    /// Adds this field to a refusal that does not name one yet.
    fn named<T>(value: &Given, field: &'static str, read: Result<T, Refused>) -> Result<T, Refused> {
        read.map_err(|refused| match refused.0 {
            Error::Value { name, given, expected } if name.is_empty() => {
                let given = if given.is_empty() { value.to_string() } else { given };
                Refused(Error::Value { name: field.into(), given, expected })
            }
            other => Refused(other),
        })
    }
}

impl<'de> serde::Deserializer<'de> for Reading<'_, '_> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let (given, field) = (self.given, self.field);
        Self::named(
            given,
            field,
            match given {
                Given::Nothing => visitor.visit_unit(),
                Given::Truth(truth) => visitor.visit_bool(*truth),
                Given::Number(number) => visitor.visit_f64(*number),
                Given::Text(text) => visitor.visit_str(text),
                Given::List(items) => {
                    visitor.visit_seq(SeqDeserializer::new(items.iter().map(|given| Item { given, field })))
                }
                Given::Fields(fields) => {
                    let fields = fields.iter().map(|(name, given)| (name.as_str(), Item { given, field }));
                    visitor.visit_map(MapDeserializer::new(fields))
                }
                Given::Other(_) => self.wrong(reason::plain_data()),
            },
        )
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.given {
            Given::Truth(truth) => visitor.visit_bool(*truth),
            _ => self.wrong(reason::truth()),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.given {
            Given::Number(number) => visitor.visit_f64(*number),
            _ => self.wrong(reason::number()),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match *self.given {
            Given::Number(number) if number.fract() == 0.0 && (0.0..9.1e15).contains(&number) => {
                Self::named(self.given, self.field, visitor.visit_u64(number as u64))
            }
            _ => self.wrong(reason::whole_least(0u32)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.given {
            Given::Text(text) => visitor.visit_str(text),
            _ => self.wrong(reason::text()),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.given {
            Given::Nothing => visitor.visit_none(),
            given => {
                let field = self.field;
                Self::named(given, field, visitor.visit_some(self))
            }
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.given {
            Given::List(_) => self.deserialize_any(visitor),
            _ => self.wrong(reason::list()),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Refused> {
        match self.given {
            Given::List(items) if items.len() == length => self.deserialize_any(visitor),
            _ => self.wrong(reason::list_of(length)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let Reading { given, field, known, loose } = self;
        let fields = match given {
            Given::Fields(fields) => &fields[..],
            Given::Nothing if loose => &[],
            _ => return Reading { given, field, known, loose }.wrong(reason::object()),
        };
        if let Some(known) = known {
            known.extend_from_slice(names);
        }
        if !loose {
            let stranger = fields
                .iter()
                .find(|(name, value)| !names.contains(&name.as_str()) && *value != Given::Nothing);
            if let Some((name, _)) = stranger {
                return Err(Refused(unknown_field(field, name, names)));
            }
        }
        let ours = fields.iter().filter_map(|(name, given)| {
            let name = names.iter().copied().find(|known| known == name)?;
            Some((name, Item { given, field: name }))
        });
        Self::named(given, field, visitor.visit_map(MapDeserializer::new(ours)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let field = self.field;
        match self.given {
            Given::Text(name) => {
                Self::named(self.given, field, visitor.visit_enum(name.as_str().into_deserializer()))
            }
            Given::Fields(fields) if fields.len() == 1 => Self::named(
                self.given,
                field,
                visitor.visit_enum(Variant { name: &fields[0].0, given: &fields[0].1 }),
            ),
            _ => self.wrong(reason::choice(names)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i8 i16 i32 i64 u8 u16 f32 char bytes byte_buf unit unit_struct tuple_struct map identifier }
}

/// A value in a list or an object that is read next.
#[derive(Clone, Copy)]
struct Item<'a> {
    given: &'a Given,
    field: &'static str,
}

impl<'de, 'a> IntoDeserializer<'de, Refused> for Item<'a> {
    type Deserializer = Reading<'a, 'static>;
    fn into_deserializer(self) -> Self::Deserializer {
        Reading::inside(self.given, self.field)
    }
}

/// `{ name: value }`
struct Variant<'a> {
    name: &'a str,
    given: &'a Given,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Refused;
    type Variant = Content<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content<'a>), Refused> {
        let name = seed.deserialize(StrDeserializer::<Refused>::new(self.name))?;
        Ok((name, Content(self.given)))
    }
}

struct Content<'a>(&'a Given);

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        Ok(())
    }
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Refused> {
        Reading::named(self.0, "its value", seed.deserialize(Reading::inside(self.0, "its value")))
    }
    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Refused> {
        serde::Deserializer::deserialize_tuple(Reading::inside(self.0, "its value"), length, visitor)
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        serde::Deserializer::deserialize_struct(Reading::inside(self.0, "its value"), "", names, visitor)
    }
}

/// The member of an enum with this name, as scripts spell it.
pub(crate) fn named<'de, T: serde::Deserialize<'de>>(name: &'de str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::options::{CorpusSource, ModelOptions, Words};
    use crate::train::{OptimizerOptions, TrainOptions};

    fn fields(all: &[(&str, Given)]) -> Given {
        Given::Fields(all.iter().map(|(name, given)| ((*name).to_owned(), given.clone())).collect())
    }

    fn text(text: &str) -> Given {
        Given::Text(text.to_owned())
    }

    /// As the shell reads a run's options.
    fn train(given: &Given) -> Result<TrainOptions, Error> {
        let mut all = Fields::of("train", given)?;
        let optimizer: OptimizerOptions = all.take()?;
        let options: TrainOptions = all.take()?;
        all.end()?;
        Ok(TrainOptions { optimizer, ..options })
    }

    #[test]
    fn options_of_several_kinds_are_read_from_one_object() {
        let given = fields(&[
            ("steps", Given::Number(3.0)),
            ("rate", Given::Number(0.5)),
            ("optimizer", text("adamw")),
            ("order", text("sequential")),
            ("clip", Given::Nothing),
        ]);
        let options = train(&given).expect("all of it is known");
        assert_eq!(
            (options.steps, options.optimizer.rate, options.optimizer.clip),
            (Some(3.0), Some(0.5), None)
        );
        assert_eq!(options.order, Some(crate::train::ExampleOrder::Sequential));
        assert_eq!(options.optimizer.optimizer, Some(crate::train::OptimizerName::AdamW));
        assert_eq!(train(&Given::Nothing), Ok(TrainOptions::default()));
    }

    #[test]
    fn every_refusal_names_the_field_what_it_was_and_what_would_be_right() {
        for (given, says) in [
            (
                fields(&[("learningRate", Given::Number(1.0))]),
                "an option is \"learningRate\", which train does not know; there are",
            ),
            (
                fields(&[("weigthDecay", Given::Number(1.0))]),
                "an option is \"weigthDecay\", which train does not know; did you mean weightDecay?",
            ),
            (fields(&[("steps", text("ten"))]), "steps is \"ten\"; it must be a number"),
            (fields(&[("steps", Given::List(vec![]))]), "steps is a list of 0; it must be a number"),
            (
                fields(&[("optimizer", text("adam"))]),
                "optimizer is \"adam\"; it must be \"sgd\", \"momentum\" or \"adamw\"",
            ),
            (
                fields(&[("order", Given::Truth(true))]),
                "order is true; it must be \"random\" or \"sequential\"",
            ),
            (
                fields(&[("rate", Given::Other("nested too deeply"))]),
                "rate is nested too deeply; it must be a number",
            ),
            (Given::Number(5.0), "train is 5; it must be an object of options"),
        ] {
            let message = train(&given).expect_err("refused").to_string();
            assert!(message.starts_with(says), "{message}");
        }
    }

    #[test]
    fn what_may_be_several_things_says_which() {
        assert_eq!(read::<Words>("context", &text("a b")), Ok(Words::Text("a b".to_owned())));
        let list = Given::List(vec![text("a"), text("b")]);
        assert_eq!(read::<Words>("context", &list), Ok(Words::Tokens(vec!["a".to_owned(), "b".to_owned()])));
        for (given, says) in [
            (Given::Number(5.0), "context is 5; it must be a text or a list of tokens"),
            (
                Given::List(vec![Given::Number(1.0)]),
                "context is a list of 1; it must be a text or a list of tokens",
            ),
            (Given::Nothing, "context is nothing; it must be a text or a list of tokens"),
        ] {
            assert_eq!(read::<Words>("context", &given).expect_err("refused").to_string(), says);
        }
        let named = fields(&[("name", text("farmyard")), ("size", Given::Number(5.0))]);
        assert!(matches!(read("corpus", &named), Ok(CorpusSource::Named { size: Some(5.0), .. })));
        for strange in
            [fields(&[("nam", text("farmyard"))]), fields(&[("name", text("a")), ("seize", text("b"))])]
        {
            let options = fields(&[("corpus", strange)]);
            let message = read::<ModelOptions>("create", &options).expect_err("refused").to_string();
            assert!(message.starts_with("corpus is an object; it must be { name, size? }"), "{message}");
        }
    }

    #[test]
    fn a_variant_with_its_value() {
        use crate::session::measure::Task;
        let spelling = fields(&[("spelling", fields(&[("seed", Given::Number(7.0))]))]);
        assert!(matches!(read("task", &spelling), Ok(Task::Spelling(options)) if options.seed == 7.0));
        let none = fields(&[("speling", Given::Nothing)]);
        let message = read::<Task>("task", &none).expect_err("refused").to_string();
        assert!(message.starts_with("task is \"speling\"; it must be \"lineup\""), "{message}");
    }
}
