//! `[graphql]`: what the graph shows of itself.

use serde::Deserialize;

use super::Mode;

/// Each is on in development mode and off in production mode, unless it is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GraphqlConfig {
    /// `__schema` and `__type`.
    pub introspection: Option<bool>,
    /// "Did you mean …?" in errors, which gives the schema away piece by piece.
    pub suggestions: Option<bool>,
    /// The page at `/graphiql`.
    pub graphiql: Option<bool>,
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
}
