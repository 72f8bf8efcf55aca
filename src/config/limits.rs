//! `[limits]`: what one request may cost.

use serde::Deserialize;

/// Limits of one operation. All are on by default, and refuse before any upstream call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Bytes of a document.
    pub document_bytes: usize,
    /// Tokens of a document, white space and commas included.
    pub tokens: usize,
    /// Levels of brackets in a document.
    pub brackets: usize,
    /// Operations in a document.
    pub operations: usize,
    /// Fragments in a document.
    pub fragments: usize,
    /// Variables of an operation.
    pub variables: usize,
    /// Values in the variables, those inside lists and objects included.
    pub variable_values: usize,
    /// Levels of fields, fragments expanded.
    pub depth: usize,
    /// Fields, fragments expanded.
    pub fields: usize,
    /// Aliases, fragments expanded.
    pub aliases: usize,
    /// Root fields, fragments expanded.
    pub root_fields: usize,
    /// Directives, fragments expanded.
    pub directives: usize,
    /// Points: what the operation would cost if every list were as long as it may be.
    pub cost: u64,
    /// Upstream calls of one operation.
    pub upstream_calls: u32,
    /// Errors in one answer.
    pub errors: usize,
    /// Prepared documents that are kept.
    pub prepared_documents: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            document_bytes: 128 * 1024,
            tokens: 20_000,
            brackets: 64,
            operations: 100,
            fragments: 200,
            variables: 200,
            variable_values: 10_000,
            depth: 20,
            fields: 2_000,
            aliases: 100,
            root_fields: 50,
            directives: 100,
            cost: 50_000,
            upstream_calls: 200,
            errors: 50,
            prepared_documents: 1_000,
        }
    }
}
