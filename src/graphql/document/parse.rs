//! Text to a validated document.

use apollo_compiler::{
    ExecutableDocument, Schema, introspection,
    parser::Parser,
    response::GraphQLError,
    validation::{DiagnosticList, Valid},
};
use async_graphql::Pos;

use super::{PipelineOptions, SchemaFacts, count, limit, refused, tokens, values};
use crate::{
    config::limits::LimitsConfig,
    graphql::{
        error::ErrorCode,
        operation::{Refused, RefusedReason, RequestError},
    },
};

/// Parses `text`, holds it against the limits, then against the schema.
pub(super) fn parse(
    text: &str,
    schema: &Valid<Schema>,
    facts: SchemaFacts,
    limits: &LimitsConfig,
    options: PipelineOptions,
) -> Result<Valid<ExecutableDocument>, Refused> {
    if text.len() > limits.document_bytes {
        let message = format!("The document has {} bytes; {} are allowed.", text.len(), limits.document_bytes);
        return Err(limit(ErrorCode::RequestTooLarge, message));
    }
    let text = tokens::tidy(text, limits.tokens).map_err(|(offset, what)| {
        refused(RequestError {
            message: format!("syntax error: {what}"),
            code: ErrorCode::GraphqlParseFailed,
            locations: vec![position(text, offset)],
        })
    })?;
    let mut parser = Parser::new().token_limit(limits.tokens).recursion_limit(limits.brackets);
    let parsed = parser.parse_ast(text, "operation.graphql");
    if parser.tokens_reached() >= limits.tokens {
        let message = format!("The document has more than {} tokens.", limits.tokens);
        return Err(limit(ErrorCode::QueryTooComplex, message));
    }
    if parser.recursion_reached() >= limits.brackets {
        let message = format!("The document nests more than {} brackets.", limits.brackets);
        return Err(limit(ErrorCode::QueryTooDeep, message));
    }
    let document = parsed.map_err(|invalid| {
        reject(&invalid.errors, ErrorCode::GraphqlParseFailed, limits.errors, options.suggestions)
    })?;
    count::check(&document, limits)?;
    let document = document.to_executable_validate(schema).map_err(|invalid| {
        reject(&invalid.errors, ErrorCode::GraphqlValidationFailed, limits.errors, options.suggestions)
    })?;
    values::check(schema, facts, &document)?;
    for operation in document.operations.iter() {
        introspection::check_max_depth(&document, operation)
            .map_err(|error| limit(ErrorCode::QueryTooDeep, error.message().to_string()))?;
    }
    Ok(document)
}

fn position(text: &str, offset: usize) -> Pos {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap_or_default();
    Pos { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}

fn reject(errors: &DiagnosticList, code: ErrorCode, most: usize, suggestions: bool) -> Refused {
    let errors = errors
        .iter()
        .take(most)
        .map(|diagnostic| {
            let error: GraphQLError = diagnostic.unstable_to_json_compat();
            let message = one_line(&error.message, suggestions);
            let locations =
                error.locations.iter().map(|place| Pos { line: place.line, column: place.column }).collect();
            RequestError { message, code, locations }
        })
        .collect();
    Refused { reason: RefusedReason::Invalid, errors }
}

/// One readable line, without the names that a suggestion would give away.
fn one_line(message: &str, suggestions: bool) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.find(" Did you mean") {
        Some(start) if !suggestions => line[..start].to_owned(),
        _ => line,
    }
}
