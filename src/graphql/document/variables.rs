//! Coercion of variables, as section 6.1.2 of the specification has it.

use std::collections::BTreeMap;

use apollo_compiler::{
    Name, Node, Schema,
    ast::{self, Type},
    executable::Operation,
    schema::ExtendedType,
};
use async_graphql::{Name as GraphqlName, Value, indexmap::IndexMap};
use serde_json::{Number, Value as Json};

use super::{Pipeline, Prepared, SchemaFacts, limit, refused, suggest};
use crate::graphql::{
    error::ErrorCode,
    operation::{Refused, RequestError},
};

/// Values by variable; a variable without a value and without a default is absent.
pub(super) type Values = BTreeMap<Name, Value>;

/// The values of an operation's variables. What the operation does not declare is ignored.
pub(super) fn coerce(
    pipeline: &Pipeline,
    prepared: &Prepared,
    operation: &Operation,
    given: &serde_json::Map<String, Json>,
) -> Result<Values, Refused> {
    let allowed = pipeline.limits.variable_values;
    let mut left = allowed;
    if given.values().any(|value| !fits(value, &mut left)) {
        let message = format!("The variables hold more than {allowed} values.");
        return Err(limit(ErrorCode::RequestTooLarge, message));
    }
    let Pipeline { schema, facts, options, .. } = pipeline;
    let coercion = Coercion { schema, facts: *facts, suggestions: options.suggestions };
    let mut values = Values::new();
    for variable in &operation.variables {
        let name = &variable.name;
        let outcome = match given.get(name.as_str()) {
            Some(value) => coercion.value(value, &variable.ty).map(Some).map_err(|problem| {
                format!("Variable \"${name}\" got invalid value{}; {}", problem.at(name, value), problem.reason)
            }),
            None => match &variable.default_value {
                Some(default) => Ok(constant(default)),
                None if variable.ty.is_non_null() => {
                    Err(format!("Variable \"${name}\" of required type \"{}\" was not provided.", variable.ty))
                }
                None => Ok(None),
            },
        };
        let value = outcome.map_err(|message| {
            let locations = variable.location().map(|place| prepared.position(place.offset())).into_iter().collect();
            refused(RequestError { message, code: ErrorCode::BadUserInput, locations })
        })?;
        values.extend(value.map(|value| (name.clone(), value)));
    }
    Ok(values)
}

/// Whether `value` and what is in it is no more than what is `left`.
fn fits(value: &Json, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else { return false };
    *left = rest;
    match value {
        Json::Array(items) => items.iter().all(|item| fits(item, left)),
        Json::Object(fields) => fields.values().all(|field| fits(field, left)),
        _ => true,
    }
}

/// A literal without variables; `None` cannot happen in a validated document.
pub(super) fn constant(literal: &Node<ast::Value>) -> Option<Value> {
    Some(match literal.as_ref() {
        ast::Value::Null => Value::Null,
        ast::Value::Variable(_) => return None,
        ast::Value::Enum(name) => Value::Enum(GraphqlName::new(name.as_str())),
        ast::Value::String(text) => Value::String(text.clone()),
        ast::Value::Boolean(value) => Value::Boolean(*value),
        ast::Value::Int(number) => number_of(number.as_str()),
        ast::Value::Float(number) => number_of(number.as_str()),
        ast::Value::List(items) => Value::List(items.iter().filter_map(constant).collect()),
        ast::Value::Object(fields) => {
            let constants = fields.iter().filter_map(|(name, value)| Some((name_of(name), constant(value)?)));
            Value::Object(constants.collect())
        }
    })
}

pub(super) fn name_of(name: &Name) -> GraphqlName {
    GraphqlName::new(name.as_str())
}

/// A number of the document. What no number type holds stays text: as an ID it is good, and keeps its digits.
pub(super) fn number_of(text: &str) -> Value {
    let integer = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from)).ok();
    let float = || serde_json::from_str(text).ok().filter(|_| text.contains(['.', 'e', 'E']));
    integer.or_else(float).map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

/// What is wrong with a value, and where in it.
struct Problem {
    path: String,
    reason: String,
}

impl Problem {
    fn new(reason: impl Into<String>) -> Self {
        Self { path: String::new(), reason: reason.into() }
    }

    fn inside(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }

    /// Where it is; the value itself where it is short enough to be read.
    fn at(&self, variable: &str, value: &Json) -> String {
        let shown = value.to_string();
        match (self.path.is_empty(), shown.len() <= 100) {
            (true, true) => format!(" {shown}"),
            (true, false) => String::new(),
            (false, _) => format!(" at \"{variable}{}\"", self.path),
        }
    }
}

struct Coercion<'a> {
    schema: &'a Schema,
    facts: SchemaFacts,
    /// Errors may suggest names.
    suggestions: bool,
}

impl Coercion<'_> {
    fn value(&self, value: &Json, ty: &Type) -> Result<Value, Problem> {
        if value.is_null() {
            return if ty.is_non_null() {
                Err(Problem::new(format!("Expected non-nullable type \"{ty}\" not to be null.")))
            } else {
                Ok(Value::Null)
            };
        }
        match ty {
            Type::List(inner) | Type::NonNullList(inner) => match value {
                Json::Array(items) => {
                    let coerced = items.iter().enumerate().map(|(index, item)| {
                        self.value(item, inner).map_err(|problem| problem.inside(&format!("[{index}]")))
                    });
                    Ok(Value::List(coerced.collect::<Result<_, _>>()?))
                }
                // One value stands for a list of one.
                single => Ok(Value::List(vec![self.value(single, inner)?])),
            },
            Type::Named(name) | Type::NonNullNamed(name) => self.named(value, name),
        }
    }

    fn named(&self, value: &Json, name: &Name) -> Result<Value, Problem> {
        match self.schema.types.get(name) {
            Some(ExtendedType::InputObject(object)) => self.object(value, object),
            Some(ExtendedType::Enum(values)) => match value.as_str() {
                Some(text) if values.values.contains_key(text) => Ok(Value::Enum(GraphqlName::new(text))),
                Some(text) => {
                    let reason = format!("Value \"{text}\" does not exist in \"{name}\" enum.");
                    Err(Problem::new(reason + &self.suggested(suggest::enum_value, name, text)))
                }
                None => Err(Problem::new(format!("Enum \"{name}\" cannot represent non-string value."))),
            },
            _ => self.scalar(value, name),
        }
    }

    fn object(&self, value: &Json, object: &apollo_compiler::schema::InputObjectType) -> Result<Value, Problem> {
        let name = &object.name;
        let Json::Object(given) = value else {
            return Err(Problem::new(format!("Expected type \"{name}\" to be an object.")));
        };
        if let Some(unknown) = given.keys().find(|key| !object.fields.contains_key(key.as_str())) {
            let reason = format!("Field \"{unknown}\" is not defined by type \"{name}\".");
            return Err(Problem::new(reason + &self.suggested(suggest::input_field, name, unknown)));
        }
        let mut coerced = IndexMap::with_capacity(given.len());
        for (field_name, field) in &object.fields {
            let inner = match given.get(field_name.as_str()) {
                Some(inner) => {
                    Some(self.value(inner, &field.ty).map_err(|problem| problem.inside(&format!(".{field_name}")))?)
                }
                None => match &field.default_value {
                    Some(default) => constant(default),
                    None if field.ty.is_non_null() => {
                        let reason =
                            format!("Field \"{field_name}\" of required type \"{}\" was not provided.", field.ty);
                        return Err(Problem::new(reason));
                    }
                    None => None,
                },
            };
            coerced.extend(inner.map(|inner| (name_of(field_name), inner)));
        }
        Ok(Value::Object(coerced))
    }

    fn suggested(&self, suggest: fn(&Schema, &str, &str) -> String, ty: &str, unknown: &str) -> String {
        if self.suggestions { suggest(self.schema, ty, unknown) } else { String::new() }
    }

    fn scalar(&self, value: &Json, name: &Name) -> Result<Value, Problem> {
        let cannot = |what: &str| Err(Problem::new(format!("{name} cannot represent {what} value.")));
        match (name.as_str(), value) {
            ("Int", Json::Number(number)) => match integer(number) {
                Some(integer) => i32::try_from(integer)
                    .map(|fits| Value::Number(fits.into()))
                    .or_else(|_| cannot("a non 32-bit signed integer")),
                None => cannot("a non-integer"),
            },
            ("Int", _) => cannot("a non-integer"),
            ("Float", Json::Number(number)) => Ok(Value::Number(number.clone())),
            ("Float", _) => cannot("a non-numeric"),
            ("String", Json::String(text)) | ("ID", Json::String(text)) => Ok(Value::String(text.clone())),
            ("String", _) => cannot("a non-string"),
            ("ID", Json::Number(number)) => match integer(number) {
                Some(integer) => Ok(Value::String(integer.to_string())),
                None => cannot("a non-string"),
            },
            ("ID", _) => cannot("a non-string"),
            ("Boolean", Json::Bool(truth)) => Ok(Value::Boolean(*truth)),
            ("Boolean", _) => cannot("a non-boolean"),
            _ => {
                let custom = Value::from_json(value.clone()).map_err(|_| Problem::new("It cannot be read."))?;
                (self.facts.check_scalar)(name, &custom).map_err(Problem::new)?;
                Ok(custom)
            }
        }
    }
}

/// The number as an integer: `1.0` is one.
fn integer(number: &Number) -> Option<i128> {
    number.as_i128().or_else(|| {
        let float = number.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "checked by the comparison")]
        let truncated = float as i128;
        #[expect(clippy::cast_precision_loss, reason = "checked by the comparison")]
        let same = truncated as f64 == float;
        same.then_some(truncated)
    })
}
