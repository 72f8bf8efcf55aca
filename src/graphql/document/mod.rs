//! From a client's text to what the executor may see: parse, validate, limit, coerce, normalise, translate.
//!
//! The executor's own parser and validator never see a client's text. What depends on the text alone is kept by text,
//! so that a hot operation is neither parsed nor validated twice.

mod count;
mod parse;
mod plan;
mod reject;
mod suggest;
mod tokens;
mod values;
mod variables;

use std::sync::Arc;

use apollo_compiler::{
    ExecutableDocument, Node, Schema,
    executable::{Operation, OperationType},
    validation::Valid,
};
use async_graphql::{Pos, Value};

pub use plan::{Places, Plan, Points};

use super::{
    error::ErrorCode,
    operation::{Refused, RefusedReason, RequestError},
};
use crate::{
    auth::{Scope, Scopes},
    config::limits::LimitsConfig,
};

/// How much of a document's text takes one of the places for prepared documents, in bytes. What is prepared takes up to a
/// hundred times as much memory.
const PLACE: usize = 1_024;

/// What the pipeline must know of the schema beyond its SDL.
#[derive(Clone, Copy)]
pub struct SchemaFacts {
    /// What one field costs, by type and field: 1 for what is at hand, more for what calls upstream.
    pub weight: fn(&str, &str) -> u64,
    /// Whether a value is one of this custom scalar; the reason if not.
    pub check_scalar: fn(&str, &Value) -> Result<(), String>,
    /// The scope that a field needs, by type and field.
    pub scope: fn(&str, &str) -> Option<Scope>,
}

/// What documents are checked against.
pub struct Pipeline {
    schema: Valid<Schema>,
    facts: SchemaFacts,
    limits: LimitsConfig,
    options: PipelineOptions,
    prepared: moka::future::Cache<Arc<str>, Arc<Prepared>>,
}

/// What the graph shows of itself.
#[derive(Clone, Copy, Debug)]
pub struct PipelineOptions {
    /// `__schema` and `__type` are answered.
    pub introspection: bool,
    /// Errors may suggest names.
    pub suggestions: bool,
}

/// A document that fits the schema and the limits.
pub struct Prepared {
    document: Valid<ExecutableDocument>,
}

impl Pipeline {
    /// A pipeline for the schema that this SDL describes.
    ///
    /// # Errors
    /// When the SDL is not a valid schema.
    pub fn new(sdl: &str, facts: SchemaFacts, limits: LimitsConfig, options: PipelineOptions) -> Result<Self, String> {
        let schema = Schema::parse_and_validate(sdl, "schema.graphql").map_err(|invalid| invalid.errors.to_string())?;
        let weight = |text: &Arc<str>, _: &_| u32::try_from(1 + text.len() / PLACE).unwrap_or(u32::MAX);
        let prepared = moka::future::Cache::builder().weigher(weight).max_capacity(limits.prepared_documents).build();
        Ok(Self { schema, facts, limits, options, prepared })
    }

    /// Parses and validates a document, or remembers having done so.
    ///
    /// # Errors
    /// What is wrong with the document, or which limit it breaks.
    pub async fn prepare(&self, text: &str) -> Result<Arc<Prepared>, Refused> {
        if let Some(prepared) = self.prepared.get(text).await {
            return Ok(prepared);
        }
        let document = parse::parse(text, &self.schema, self.facts, &self.limits, self.options)?;
        let prepared = Arc::new(Prepared { document });
        self.prepared.insert(text.into(), prepared.clone()).await;
        Ok(prepared)
    }

    /// Coerces the variables and lays the operation out for the executor, for a viewer with these scopes.
    ///
    /// # Errors
    /// A variable that does not fit, or a limit that the operation breaks with these variables.
    pub fn plan(
        &self,
        prepared: &Prepared,
        operation: &Operation,
        variables: &serde_json::Map<String, serde_json::Value>,
        granted: Scopes,
    ) -> Result<Plan, Refused> {
        let values = variables::coerce(self, prepared, operation, variables)?;
        plan::plan(self, prepared, operation, &values, granted)
    }
}

impl Prepared {
    /// The operation of this name, or the only one.
    ///
    /// # Errors
    /// When there is no such operation, or several and no name.
    pub fn operation(&self, name: Option<&str>) -> Result<&Node<Operation>, Refused> {
        self.document.operations.get(name).map_err(|_| {
            let message = match name {
                Some(name) => format!("Unknown operation named \"{name}\"."),
                None => "Must provide operation name if the document contains several operations.".to_owned(),
            };
            refused(RequestError { message, code: ErrorCode::BadUserInput, locations: Vec::new() })
        })
    }

    /// Where in the document this byte stands.
    pub(super) fn position(&self, offset: usize) -> Pos {
        let source = self.document.sources.values().next_back();
        let position = source.and_then(|source| source.get_line_column(offset));
        position.map_or(Pos { line: 1, column: 1 }, |position| Pos { line: position.line, column: position.column })
    }
}

/// Whether the operation only reads.
pub fn is_query(operation: &Operation) -> bool {
    operation.operation_type == OperationType::Query
}

/// Whether the operation is a stream of answers.
pub fn is_subscription(operation: &Operation) -> bool {
    operation.operation_type == OperationType::Subscription
}

/// A request that is wrong in one way.
fn refused(error: RequestError) -> Refused {
    Refused { reason: RefusedReason::Invalid, errors: vec![error] }
}

/// A request that breaks a limit.
fn limit(code: ErrorCode, message: impl Into<String>) -> Refused {
    let reason = if code == ErrorCode::RequestTooLarge { RefusedReason::TooLarge } else { RefusedReason::Invalid };
    Refused { reason, errors: vec![RequestError { message: message.into(), code, locations: Vec::new() }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_long_document_takes_several_places() {
        let facts = SchemaFacts { weight: |_, _| 1, check_scalar: |_, _| Ok(()), scope: |_, _| None };
        let limits = LimitsConfig { prepared_documents: 20, ..LimitsConfig::default() };
        let options = PipelineOptions { introspection: true, suggestions: true };
        for (length, most) in [(10, 20), (4 * PLACE, 4), (30 * PLACE, 0)] {
            let pipeline = Pipeline::new("type Query { one: Int }", facts, limits.clone(), options).unwrap();
            for number in 0..100 {
                pipeline.prepare(&format!("{{ one }} #{number:0length$}")).await.unwrap();
            }
            pipeline.prepared.run_pending_tasks().await;
            assert_eq!(pipeline.prepared.entry_count(), most, "{length}");
        }
    }
}
