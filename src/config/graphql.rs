//! `[graphql]`: what the graph shows of itself, and which documents it runs.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Mode, Problem};

/// The shortest secret of a gateway, in bytes.
const SHORTEST_SECRET: usize = 16;

/// What the graph shows of itself, and which documents it runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GraphqlConfig {
    /// `__schema` and `__type`. On in development mode and off in production mode, unless it is set.
    pub introspection: Option<bool>,
    /// "Did you mean …?" in errors, which gives the schema away piece by piece; by mode likewise.
    pub suggestions: Option<bool>,
    /// The page at `/graphiql`; by mode likewise.
    pub graphiql: Option<bool>,
    /// Automatic persisted queries: a document that was sent once with its hash is run by the hash alone.
    pub persisted_queries: bool,
    /// Bytes of documents that are kept for that.
    pub persisted_bytes: u64,
    /// A manifest of trusted documents: Relay's, Apollo's or graphql-codegen's.
    pub trusted_documents: Option<PathBuf>,
    /// Nothing but trusted documents is run.
    pub trusted_only: bool,
    /// `_service` and `_entities`, for a federation gateway.
    pub federation: bool,
    /// What the gateway says in the header `x-gateway-secret`, at least 16 bytes; nobody else is answered then.
    #[serde(deserialize_with = "super::secret::optional")]
    pub gateway_secret: Option<SecretString>,
}

impl Default for GraphqlConfig {
    fn default() -> Self {
        Self {
            introspection: None,
            suggestions: None,
            graphiql: None,
            persisted_queries: true,
            persisted_bytes: 16 * 1024 * 1024,
            trusted_documents: None,
            trusted_only: false,
            federation: false,
            gateway_secret: None,
        }
    }
}

impl GraphqlConfig {
    /// Whether introspection is answered.
    pub fn introspection(&self, mode: Mode) -> bool {
        self.introspection.unwrap_or(mode.is_development())
    }

    /// Whether errors suggest names.
    pub fn suggestions(&self, mode: Mode) -> bool {
        self.suggestions.unwrap_or(mode.is_development())
    }

    /// Whether GraphiQL is served.
    pub fn graphiql(&self, mode: Mode) -> bool {
        self.graphiql.unwrap_or(mode.is_development())
    }

    pub(super) fn problems(&self, mode: Mode) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.gateway_secret.as_ref().is_some_and(|secret| secret.expose_secret().len() < SHORTEST_SECRET) {
            let message = format!("must have at least {SHORTEST_SECRET} bytes");
            problems.push(Problem::new("graphql.gateway_secret", message));
        }
        if self.federation && !mode.is_development() && self.gateway_secret.is_none() {
            let message = "is needed with `graphql.federation`: anybody could read the whole schema";
            problems.push(Problem::new("graphql.gateway_secret", message));
        }
        if self.trusted_only && self.trusted_documents.is_none() {
            let message = "is needed with `graphql.trusted_only`: nothing at all could be run";
            problems.push(Problem::new("graphql.trusted_documents", message));
        }
        problems
    }
}
