//! The scalars that GraphQL itself lacks.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use jiff::Timestamp;

use super::federation::Representation;

/// An instant, RFC 3339 in UTC: `2026-01-31T12:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub Timestamp);

/// An instant, RFC 3339 in UTC: `2026-01-31T12:00:00Z`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        text(&value)?.parse().map(Self).map_err(|_| InputValueError::custom("expected an RFC 3339 instant"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A web address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub String);

/// A web address.
#[Scalar(specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        let url = url::Url::parse(text(&value)?).map_err(|_| InputValueError::custom("expected a web address"))?;
        Ok(Self(url.into()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A decimal number, exact, as text: `"12.34"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub rust_decimal::Decimal);

/// A decimal number, exact, as text: `"12.34"`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/chillicream/decimal.html")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        text(&value)?.parse().map(Self).map_err(|_| InputValueError::custom("expected a decimal number as text"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An integer that may need more than 32 bits, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BigInt(pub u64);

/// An integer that may need more than 32 bits, as a number.
#[Scalar(specified_by_url = "https://scalars.graphql.org/chillicream/long.html")]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => number.as_u64().map(Self),
            _ => None,
        }
        .ok_or_else(|| InputValueError::custom("expected a non-negative integer"))
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

/// A universally unique identifier, RFC 9562.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uuid(pub String);

/// A universally unique identifier, RFC 9562.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc9562")]
impl ScalarType for Uuid {
    fn parse(value: Value) -> InputValueResult<Self> {
        let uuid = uuid::Uuid::parse_str(text(&value)?).map_err(|_| InputValueError::custom("expected a UUID"))?;
        Ok(Self(uuid.to_string()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A currency by its ISO 4217 code: `EUR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyCode(pub String);

/// A currency by its ISO 4217 code: `EUR`.
#[Scalar(specified_by_url = "https://www.iso.org/iso-4217-currency-codes.html")]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let code = text(&value)?;
        let well_formed = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if well_formed {
            Ok(Self(code.to_owned()))
        } else {
            Err(InputValueError::custom("expected three capital letters"))
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

fn text<T: ScalarType + async_graphql::InputType>(value: &Value) -> Result<&str, InputValueError<T>> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(InputValueError::custom("expected text")),
    }
}

/// Whether `value` is one of the custom scalar `name`; what was expected if not.
///
/// # Errors
/// What was expected.
pub fn check(name: &str, value: &Value) -> Result<(), String> {
    fn of<T: ScalarType>(value: &Value, expected: &str) -> Result<(), String> {
        T::parse(value.clone()).map(drop).map_err(|_| format!("expected {expected}, found {value}"))
    }
    match name {
        "DateTime" => of::<DateTime>(value, "an RFC 3339 instant such as \"2026-01-31T12:00:00Z\""),
        "Url" => of::<Url>(value, "a web address"),
        "Decimal" => of::<Decimal>(value, "a decimal number as text, such as \"12.34\""),
        "BigInt" => of::<BigInt>(value, "a non-negative integer"),
        "Uuid" => of::<Uuid>(value, "a UUID"),
        "_Any" => of::<Representation>(value, "an object with a `__typename`"),
        "CurrencyCode" => of::<CurrencyCode>(value, "three capital letters"),
        _ => Ok(()),
    }
}
