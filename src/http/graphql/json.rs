//! JSON that a client has sent. A value takes far more memory than its text, so there may be so many of them and no more; what
//! is beyond is not kept until somebody judges it. Nesting is bounded by the JSON library (128 levels).

use std::{cell::Cell, fmt};

use axum::http::StatusCode;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value, error::Category};

use super::Problem;
use crate::graphql::error::ErrorCode;

/// Why a text is not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It holds more values than this.
    TooMany(usize),
    /// It is not JSON, or has a member twice: two readers could take different ones for the one that is meant.
    Unusable(serde_json::Error),
}

/// Reads a text of at most so many values.
pub(super) fn read(text: &str, most: usize) -> Result<Value, Unread> {
    let left = Cell::new(Some(most));
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Reader(&left).deserialize(&mut deserializer);
    read.and_then(|value| deserializer.end().map(|()| value)).map_err(|error| match left.get() {
        Some(_) => Unread::Unusable(error),
        None => Unread::TooMany(most),
    })
}

impl Unread {
    /// What whoever sent `what` is told.
    pub(super) fn problem(self, what: &str) -> Problem {
        match self {
            Self::TooMany(most) => {
                let message = format!("{what} holds more than {most} values.");
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::RequestTooLarge, message)
            }
            Self::Unusable(error) if error.classify() == Category::Data => {
                Problem::bad_request(format!("{what} cannot be used: {error}."))
            }
            Self::Unusable(error) => Problem::bad_request(format!("{what} is not JSON: {error}.")),
        }
    }
}

/// Reads one value, if there is one left to be read; `None` once there was one too many.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a Cell<Option<usize>>);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.set(self.0.get().and_then(|left| left.checked_sub(1)));
        match self.0.get() {
            Some(_) => deserializer.deserialize_any(self),
            None => Err(D::Error::custom("too many values")),
        }
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!("`{name}` stands there twice")));
            }
            object.insert(name, members.next_value_seed(self)?);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_the_library_reads_it() {
        let text =
            r#" {"a":[1,-1,18446744073709551615,1.5,1e3,-0,true,null,"\u00e4\ud83d\ude00"],"b":{"c":{}},"":[]} "#;
        assert_eq!(read(text, 100).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn values_are_counted_wherever_they_stand() {
        for (text, values) in [("1", 1), ("[]", 1), ("[1,2]", 3), (r#"{"a":{"b":[1]}}"#, 4)] {
            assert!(read(text, values).is_ok(), "{text}");
            assert!(matches!(read(text, values - 1), Err(Unread::TooMany(_))), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_or_says_a_thing_twice_is_not_read() {
        let deep = "[".repeat(100_000);
        for text in ["", "nul", "{\"a\":1", "[1] 2", "1e999", "\"\\ud800\"", &deep] {
            let Err(Unread::Unusable(error)) = read(text, 1_000) else { panic!("{text:.20}") };
            assert_ne!(error.classify(), Category::Data, "{text:.20}");
        }
        for text in [r#"{"a":1,"a":1}"#, r#"[{"x":{"a":1,"\u0061":2}}]"#] {
            let Err(Unread::Unusable(error)) = read(text, 1_000) else { panic!("{text}") };
            assert!(error.to_string().starts_with("`a` stands there twice"), "{error}");
        }
    }
}
