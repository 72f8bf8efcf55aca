//! What providers call a value: numbers as text, `[]` for an empty map, one thing for a list of one.

use std::{fmt, marker::PhantomData};

use jiff::{Timestamp, civil};
use rust_decimal::Decimal;
use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor, value::MapAccessDeserializer},
};

/// A scalar in whichever form it comes. Lists and objects where a scalar belongs count as absent: PHP's empty map.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Loose {
    /// Absent, null, or of no scalar form.
    #[default]
    Absent,
    Bool(bool),
    /// As it was written, so that no digit is lost.
    Number(String),
    Text(String),
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Loose;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
                Ok(Loose::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
                Ok(Loose::Number(value.to_string()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
                Ok(Loose::Number(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
                // The shortest text that reads back as the same number: the one that was sent, to 15 digits.
                Ok(Loose::Number(value.to_string()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Loose, E> {
                Ok(Loose::Text(value.to_owned()))
            }
            fn visit_string<E>(self, value: String) -> Result<Loose, E> {
                Ok(Loose::Text(value))
            }
            fn visit_unit<E>(self) -> Result<Loose, E> {
                Ok(Loose::Absent)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose::Absent)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose::Absent)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Loose {
    /// The value as text; empty text is absent, and so is a truth: `false` is PHP's nothing.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Absent | Self::Bool(_) => None,
            Self::Number(text) | Self::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        }
    }

    /// Whether it says anything: a text, a number, or yes.
    pub(crate) fn says_something(&self) -> bool {
        matches!(self, Self::Bool(true)) || self.text().is_some()
    }

    /// This value, or the other where this one is absent.
    pub(crate) fn or<'a>(&'a self, other: &'a Self) -> &'a Self {
        let absent = !matches!(self, Self::Bool(_)) && self.text().is_none();
        if absent { other } else { self }
    }

    fn trimmed(&self) -> Option<&str> {
        match self {
            Self::Number(text) | Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The value as an exact decimal number.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        let text = self.trimmed()?;
        text.parse().ok().or_else(|| Decimal::from_scientific(text).ok()).or_else(|| as_written(text)?.parse().ok())
    }

    /// The value as a non-negative integer.
    pub(crate) fn unsigned<T: TryFrom<u64>>(&self) -> Option<T> {
        let text = self.trimmed()?;
        let whole = text.parse::<u64>().ok().or_else(|| {
            let number = self.decimal()?;
            if number.is_integer() { u64::try_from(number).ok() } else { None }
        })?;
        T::try_from(whole).ok()
    }

    /// The value as a non-negative integer, without what stands behind its point.
    pub(crate) fn whole<T: TryFrom<u64>>(&self) -> Option<T> {
        T::try_from(u64::try_from(self.decimal()?.trunc()).ok()?).ok()
    }

    /// The value as a signed integer.
    pub(crate) fn signed(&self) -> Option<i64> {
        self.trimmed()?.parse().ok()
    }

    /// The value as a truth: `true`, `1`, `"yes"` and their like.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => match self.trimmed()?.to_ascii_lowercase().as_str() {
                "1" | "true" | "yes" | "on" => Some(true),
                "0" | "false" | "no" | "off" => Some(false),
                _ => None,
            },
        }
    }

    /// The value as an instant, in any of the wire's four forms; UTC where no zone is stated.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        // Zero is PHP's way of saying "never", and what a database calls the year zero ends up before it.
        self.instant().filter(|at| at.as_second() > 0)
    }

    fn instant(&self) -> Option<Timestamp> {
        let text = self.trimmed()?;
        if let Ok(seconds) = text.parse::<i64>() {
            return Timestamp::from_second(seconds).ok();
        }
        let dense: String = text.replacen(". ", ".", 1);
        let civil = ["%Y-%m-%d %H:%M:%S", "%b.%d, %Y %H:%M:%S"]
            .iter()
            .find_map(|format| civil::DateTime::strptime(format, &dense).ok())
            .or_else(|| {
                let date = ["%Y-%m-%d", "%b.%d, %Y"].iter().find_map(|f| civil::Date::strptime(f, &dense).ok())?;
                Some(date.to_datetime(civil::Time::midnight()))
            });
        let utc = |civil: civil::DateTime| civil.in_tz("UTC").ok().map(|zoned| zoned.timestamp());
        civil.and_then(utc).or_else(|| text.parse().ok()).or_else(|| utc(text.parse().ok()?))
    }
}

/// An amount as people write it, as a machine does: `$1,234.56`, `1.234,56 EUR`, `12,50`. A lone comma before three digits
/// may mean either, so that is no amount.
fn as_written(text: &str) -> Option<String> {
    let code = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let bare = text.split(char::is_whitespace).filter(|word| !code(word)).collect::<String>();
    let bare = bare.trim_matches(['$', '€', '£', '¥', '₴', '₽']);
    let count = |mark: char| bare.matches(mark).count();
    let (whole, cents) = match (bare.rfind(','), bare.rfind('.')) {
        // The last mark divides, if it is the only one of its kind.
        (Some(comma), Some(point)) if comma > point && count(',') == 1 => bare.split_at_checked(comma)?,
        (Some(comma), Some(point)) if point > comma && count('.') == 1 => bare.split_at_checked(point)?,
        (Some(_), Some(_)) => return None,
        (Some(comma), None) if count(',') == 1 && bare.len() - comma == 4 => return None,
        (Some(at), None) | (None, Some(at)) if count(',') + count('.') == 1 => bare.split_at_checked(at)?,
        _ => (bare, ""),
    };
    let mut groups = whole.split([',', '.']);
    let grouped = groups.next().is_some_and(|first| !first.is_empty()) && groups.all(|group| group.len() == 3);
    grouped.then(|| format!("{}{}", whole.replace([',', '.'], ""), cents.replace(',', ".")))
}

/// A list that an answer has, or not: `null` is PHP's nothing, and a list with nothing in it.
#[derive(Debug)]
pub(crate) struct Given<T>(pub(crate) Option<T>);

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|list| Self(Some(list)))
    }
}

/// An object, or nothing: `null`, `[]`, `""` and `false` are PHP's nothing.
#[derive(Clone, Debug)]
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectOrNothing<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectOrNothing<T> {
            type Value = Maybe<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_unit<E>(self) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_str<E>(self, _: &str) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Maybe<T>, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Maybe(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Maybe<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(|object| Maybe(Some(object)))
            }
        }
        deserializer.deserialize_any(ObjectOrNothing(PhantomData))
    }
}

/// Entries with their keys: an object's members, or a list's entries by number. A value of another form counts as none,
/// so that one odd member does not cost the whole answer; where the list is what was asked for, see [`List`].
#[derive(Clone, Debug)]
pub(crate) struct Entries<T, const STRICT: bool = false>(pub(crate) Vec<(String, T)>);

/// Entries that the answer is about: a value of another form is an error, never an empty result.
pub(crate) type List<T> = Entries<T, true>;

impl<T, const STRICT: bool> Default for Entries<T, STRICT> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const STRICT: bool> Entries<T, STRICT> {
    /// The entries without their keys.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl<'de, T: Deserialize<'de>, const STRICT: bool> Deserialize<'de> for Entries<T, STRICT> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrObject<T, const STRICT: bool>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const STRICT: bool> ListOrObject<T, STRICT> {
            fn none<E: de::Error>(&self, nothing: bool, found: Unexpected<'_>) -> Result<Entries<T, STRICT>, E> {
                if nothing || !STRICT { Ok(Entries::default()) } else { Err(E::invalid_type(found, self)) }
            }
        }
        impl<'de, T: Deserialize<'de>, const STRICT: bool> Visitor<'de> for ListOrObject<T, STRICT> {
            type Value = Entries<T, STRICT>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list or an object")
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Entries::default())
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
                self.none(!value, Unexpected::Bool(value))
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
                self.none(value == 0, Unexpected::Signed(value))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
                self.none(value == 0, Unexpected::Unsigned(value))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
                self.none(false, Unexpected::Float(value))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                self.none(text.is_empty(), Unexpected::Str(text))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(value) = seq.next_element()? {
                    entries.push((entries.len().to_string(), value));
                }
                Ok(Entries(entries))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_any(ListOrObject(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loose(json: &str) -> Loose {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_come_as_numbers_or_text_and_lose_no_digit() {
        for (json, expected) in [("12345.12", "12345.12"), ("\"199.00\"", "199.00"), ("7", "7"), ("\" 7.75 \"", "7.75")]
        {
            assert_eq!(loose(json).decimal().unwrap().to_string(), expected);
        }
        for nothing in [
            "null",
            "\"\"",
            "[]",
            "{}",
            "\"n/a\"",
            "\"1,234\"",
            "\"1,23.45\"",
            "\"1,234.567.890\"",
            "\",5\"",
            "\"s-2015\"",
        ] {
            assert_eq!(loose(nothing).decimal(), None, "{nothing}");
        }
        for (text, expected) in [
            ("1,234.56", "1234.56"),
            ("$1,234.56", "1234.56"),
            ("9.00 USD", "9.00"),
            ("1.234,56 €", "1234.56"),
            ("1 234,56", "1234.56"),
            ("12,50", "12.50"),
            ("-12,5", "-12.5"),
            ("13,009,933", "13009933"),
        ] {
            assert_eq!(Loose::Text(text.to_owned()).decimal().unwrap().to_string(), expected, "{text}");
        }
        assert_eq!(loose("\"19478735\"").unsigned::<u64>(), Some(19_478_735));
        assert_eq!(loose("3.0").unsigned::<u32>(), Some(3));
        assert_eq!(loose("-1").unsigned::<u32>(), None);
    }

    #[test]
    fn a_truth_is_no_text_and_false_is_not_absent() {
        let ([yes, no, empty], other) = (["true", "false", "\"\""].map(loose), loose("7"));
        assert_eq!((yes.text(), no.text()), (None, None));
        assert_eq!((no.or(&other), empty.or(&other)), (&no, &other));
    }

    #[test]
    fn truth_has_many_forms() {
        assert!(["true", "1", "\"1\"", "\"yes\"", "\"TRUE\""].iter().all(|json| loose(json).truth() == Some(true)));
        assert!(["false", "0", "\"no\""].iter().all(|json| loose(json).truth() == Some(false)));
        assert!(["null", "\"\"", "[]", "\"maybe\""].iter().all(|json| loose(json).truth().is_none()));
    }

    #[test]
    fn every_form_of_time_is_the_same_instant() {
        for json in [
            "1359646157",
            "\"1359646157\"",
            "\"Jan.31, 2013 15:29:17\"",
            "\"Jan. 31, 2013 15:29:17\"",
            "\"2013-01-31 15:29:17\"",
        ] {
            assert_eq!(loose(json).time().unwrap().to_string(), "2013-01-31T15:29:17Z", "{json}");
        }
        assert_eq!(loose("\"Apr.18, 2019\"").time().unwrap().to_string(), "2019-04-18T00:00:00Z");
        assert_eq!(loose("\"2019-04-18T14:54:25\"").time().unwrap().to_string(), "2019-04-18T14:54:25Z");
        for never in [
            "null",
            "0",
            "\"\"",
            "\"soon\"",
            "[]",
            "false",
            "-62169984000",
            "\"0000-00-00 00:00:00\"",
            "\"-0001-11-30 00:00:00\"",
            "\"1970-01-01 00:00:00\"",
            "\"Nov.30, -0001 00:00:00\"",
            "\"Jan.01, 1970 00:00:00\"",
        ] {
            assert_eq!(loose(never).time(), None, "{never}");
        }
    }

    #[test]
    fn an_empty_map_may_be_a_list_and_a_list_a_map() {
        let entries = |json: &str| serde_json::from_str::<List<Loose>>(json);
        assert!(["[]", "{}", "null", "\"\"", "false"].iter().all(|json| entries(json).unwrap().0.is_empty()));
        assert_eq!(entries("{\"a\": 1}").unwrap().0[0].0, "a");
        assert_eq!(entries("[1, 2]").unwrap().0[1].0, "1");
        assert!(["\"oops\"", "7", "true"].iter().all(|json| entries(json).is_err()));
        assert!(serde_json::from_str::<Entries<Loose>>("\"oops\"").unwrap().0.is_empty());
        assert!(serde_json::from_str::<Maybe<Entries<Loose>>>("[]").unwrap().0.is_none());
    }
}
