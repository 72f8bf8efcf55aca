//! What the library finds wrong with a document, in the words of graphql-js.

use std::collections::HashSet;

use apollo_compiler::{
    Name, Node, Schema,
    ast::{Argument, Definition, Directive, Document, Selection, Value},
    diagnostic::{Diagnostic, ToCliReport},
    response::GraphQLError,
    validation::{DiagnosticData, DiagnosticList},
};
use async_graphql::Pos;

use super::suggest;
use crate::graphql::{
    error::ErrorCode,
    operation::{Refused, RefusedReason, RequestError},
};

/// Errors of the library by which a part of the document is left out of what it validates next.
const LEAVING_OUT: [&str; 5] = [
    "UndefinedField",
    "UndefinedTypeInNamedFragmentTypeCondition",
    "UndefinedTypeInInlineFragmentTypeCondition",
    "SubselectionOnScalarType",
    "SubselectionOnEnumType",
];

/// A document that cannot be parsed. The first error is told: what the parser finds behind it mostly follows from it.
pub(super) fn unparsable(errors: &DiagnosticList) -> Refused {
    let errors = errors.iter().map(|found| error(&found, ErrorCode::GraphqlParseFailed, spelled));
    Refused { reason: RefusedReason::Invalid, errors: errors.take(1).collect() }
}

/// The parser calls some tokens by names of its own.
fn spelled(message: String) -> String {
    let brackets = [("R_CURLY", '}'), ("R_PAREN", ')'), ("R_BRACK", ']')];
    let message = brackets.iter().fold(message, |message, (name, bracket)| {
        message.replacen(&format!("expected {name},"), &format!("expected \"{bracket}\","), 1)
    });
    message.strip_suffix("got EOF").map(|before| format!("{before}got the end of the document")).unwrap_or(message)
}

/// A document that does not fit the schema; at most `most` errors are told, with `suggestions` where they may be.
pub(super) fn invalid(
    errors: &DiagnosticList,
    document: &Document,
    schema: &Schema,
    most: usize,
    suggestions: bool,
) -> Refused {
    let left_out = errors.iter().any(|found| name(&found).is_some_and(|name| LEAVING_OUT.contains(&name)));
    let written = left_out.then(|| Written::of(document));
    let untrue = |found: &Found<'_>| {
        is_of_unknown_type(found, schema) || written.as_ref().is_some_and(|written| written.refutes(found))
    };
    let errors = errors.iter().filter(|found| !untrue(found)).map(|found| {
        error(&found, ErrorCode::GraphqlValidationFailed, |message| worded(schema, &found, message, suggestions))
    });
    Refused { reason: RefusedReason::Invalid, errors: errors.take(most).collect() }
}

type Found<'a> = Diagnostic<'a, DiagnosticData>;

fn name(found: &Found<'_>) -> Option<&'static str> {
    found.error.unstable_error_name()
}

/// One readable line, and where.
fn error(found: &Found<'_>, code: ErrorCode, worded: impl Fn(String) -> String) -> RequestError {
    let error: GraphQLError = found.unstable_to_json_compat();
    let line = error.message.split_whitespace().collect::<Vec<_>>().join(" ");
    let locations = error.locations.iter().map(|place| Pos { line: place.line, column: place.column }).collect();
    RequestError { message: worded(line), code, locations }
}

/// The name in quotes at this place of a message, counted from nought. Names hold no quotes themselves.
fn quoted(message: &str, index: usize) -> &str {
    message.split('"').nth(index * 2 + 1).unwrap_or_default()
}

/// The library knows no suggestions but one, and names some places in a way of its own.
fn worded(schema: &Schema, found: &Found<'_>, mut message: String, suggestions: bool) -> String {
    let (unknown, place) = (quoted(&message, 0), quoted(&message, 1));
    let suggestion = match name(found).unwrap_or_default() {
        "UndefinedField" => suggest::field(schema, place, unknown),
        "UndefinedArgument" => {
            // `Query.item(idd:)` or `@include(iff:)`.
            let place = place.split('(').next().unwrap_or_default();
            let kind = if place.starts_with('@') { "directive" } else { "field" };
            let suggestion = suggest::argument(schema, place, unknown);
            message = format!("Unknown argument \"{unknown}\" on {kind} \"{place}\".");
            suggestion
        }
        "UndefinedDefinition"
        | "UndefinedTypeInNamedFragmentTypeCondition"
        | "UndefinedTypeInInlineFragmentTypeCondition" => suggest::named_type(schema, unknown),
        "UndefinedEnumValue" => suggest::enum_value(schema, place, unknown),
        "UndefinedInputValue" => suggest::input_field(schema, place, unknown),
        "UnsupportedValueType" => match message.split_once(" cannot represent value: ") {
            Some((ty, value)) if schema.get_enum(ty).is_some() => {
                let suggestion = suggest::enum_value(schema, ty, value);
                message = format!("Enum \"{ty}\" cannot represent non-enum value: {value}.");
                suggestion
            }
            _ => String::new(),
        },
        "ConflictingFieldType" => {
            // It forgets a quote.
            message = message.replacen(" and \"", "\" and \"", 1);
            String::new()
        }
        "MissingSubselection" => {
            // `place` is where the field is, and not what it is.
            let ty = schema.type_field(place, unknown).map(|field| field.ty.to_string());
            let ty = ty.as_deref().unwrap_or(place);
            let suggestion = format!(" Did you mean \"{unknown} {{ ... }}\"?");
            message = format!("Field \"{unknown}\" of type \"{ty}\" must have a selection of subfields.");
            suggestion
        }
        _ => String::new(),
    };
    if suggestions { message + &suggestion } else { message }
}

/// Whether a variable is said not to fit, whose type is none at all: that is an error of its own.
fn is_of_unknown_type(found: &Found<'_>, schema: &Schema) -> bool {
    name(found) == Some("DisallowedVariableUsage")
        && found.error.unstable_compat_message().is_some_and(|message| {
            let ty = quoted(&message, 1).trim_matches(['[', ']', '!']);
            !schema.types.contains_key(ty)
        })
}

/// What a document says, whether the schema knows it or not. The library leaves out what it does not know, and then misses
/// what stood in it: those errors are none, and would stand before the one that is.
#[derive(Default)]
struct Written<'a> {
    /// Where fields start that have selections.
    selected: HashSet<usize>,
    variables: HashSet<&'a str>,
    spread: HashSet<&'a str>,
    fragments: HashSet<&'a str>,
}

impl<'a> Written<'a> {
    fn of(document: &'a Document) -> Self {
        let mut written = Self::default();
        for definition in &document.definitions {
            match definition {
                Definition::OperationDefinition(operation) => {
                    written.directives(&operation.directives);
                    written.selections(&operation.selection_set);
                }
                Definition::FragmentDefinition(fragment) => {
                    written.fragments.insert(fragment.name.as_str());
                    written.directives(&fragment.directives);
                    written.selections(&fragment.selection_set);
                }
                _ => {}
            }
        }
        written
    }

    /// Whether the error says that something is missing which is there.
    fn refutes(&self, found: &Found<'_>) -> bool {
        let about = || found.error.unstable_compat_message().map(|message| quoted(&message, 0).to_owned());
        match name(found) {
            Some("MissingSubselection") => {
                found.error.location().is_some_and(|place| self.selected.contains(&place.offset()))
            }
            Some("UnusedVariable") => about().is_some_and(|name| self.variables.contains(name.trim_start_matches('$'))),
            Some("UndefinedFragment") => about().is_some_and(|name| self.fragments.contains(&*name)),
            Some("UnusedFragment") => about().is_some_and(|name| self.spread.contains(&*name)),
            _ => false,
        }
    }

    /// Nested as deeply as the parser lets it be.
    fn selections(&mut self, selections: &'a [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    if !field.selection_set.is_empty() {
                        self.selected.extend(field.location().map(|place| place.offset()));
                    }
                    self.arguments(&field.arguments);
                    self.directives(&field.directives);
                    self.selections(&field.selection_set);
                }
                Selection::FragmentSpread(fragment) => {
                    self.spread.insert(fragment.fragment_name.as_str());
                    self.directives(&fragment.directives);
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives);
                    self.selections(&fragment.selection_set);
                }
            }
        }
    }

    fn directives(&mut self, directives: &'a [Node<Directive>]) {
        directives.iter().for_each(|directive| self.arguments(&directive.arguments));
    }

    fn arguments(&mut self, arguments: &'a [Node<Argument>]) {
        arguments.iter().for_each(|argument| self.value(&argument.value));
    }

    fn value(&mut self, value: &'a Value) {
        match value {
            Value::Variable(name) => {
                self.variables.insert(Name::as_str(name));
            }
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.iter().for_each(|(_, value)| self.value(value)),
            _ => {}
        }
    }
}
