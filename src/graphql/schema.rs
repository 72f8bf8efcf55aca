//! The schema as a whole.

use async_graphql::{EmptyMutation, EmptySubscription, SDLExportOptions, ValidationMode};

use super::{cost, document::SchemaFacts, query::Query, scalar};

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// More levels than the document pipeline lets through.
const RECURSION: usize = 1_000;

/// Builds the schema. It knows no data; each operation brings its own.
pub fn build() -> Schema {
    // Documents are validated by the pipeline; what reaches the executor is known to be good.
    Schema::build(Query, EmptyMutation, EmptySubscription)
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(RECURSION)
        .finish()
}

/// The schema in its definition language, as `schema.graphql` has it.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    let sdl = build().sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

/// What the document pipeline must know beyond the definition language.
pub fn facts() -> SchemaFacts {
    SchemaFacts { weight: cost::weight, check_scalar: scalar::check }
}
