//! Text to a validated document.

use apollo_compiler::{ExecutableDocument, Schema, introspection, parser::Parser, validation::Valid};
use async_graphql::Pos;

use super::{PipelineOptions, SchemaFacts, count, limit, refused, reject, tokens, values};
use crate::{
    config::limits::LimitsConfig,
    graphql::{
        error::ErrorCode,
        operation::{Refused, RequestError},
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
    let parsed = parsed.map_err(|unparsable| reject::unparsable(&unparsable.errors))?;
    count::check(&parsed, limits)?;
    let document = parsed
        .to_executable_validate(schema)
        .map_err(|invalid| reject::invalid(&invalid.errors, &parsed, schema, limits.errors, options.suggestions))?;
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
