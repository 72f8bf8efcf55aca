//! The schema as a whole.

use async_graphql::{MergedObject, ObjectType, SDLExportOptions, SubscriptionType, ValidationMode};

use super::{
    cost,
    document::SchemaFacts,
    federation::{Federation, SubgraphQuery},
    guard::{self, RequiresScopes},
    mutation::Mutation,
    query::Query,
    scalar,
    subscription::Subscription,
};

/// The executable schema.
pub type Schema = async_graphql::Schema<Root, Mutation, Subscription>;

/// What can be read.
#[derive(MergedObject)]
#[graphql(name = "Query")]
pub struct Root(Query);

/// More levels than the document pipeline lets through.
const RECURSION: usize = 1_000;

/// Builds the schema. It knows no data; each operation brings its own.
pub fn build() -> Schema {
    with_root(Root(Query))
}

/// The same schema, with what a federation gateway asks for.
pub fn build_subgraph() -> async_graphql::Schema<SubgraphQuery, Mutation, Subscription> {
    with_root(SubgraphQuery(Query, Federation))
}

fn with_root<Q: ObjectType + 'static>(query: Q) -> async_graphql::Schema<Q, Mutation, Subscription> {
    // Documents are validated by the pipeline; what reaches the executor is known to be good.
    async_graphql::Schema::build(query, Mutation, Subscription)
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(RECURSION)
        .directive(RequiresScopes)
        .finish()
}

/// The schema in its definition language, as `schema.graphql` has it.
pub fn sdl() -> String {
    sdl_of(&build())
}

/// A schema in its definition language, with nothing left out: what documents are checked against.
pub fn sdl_of<Q: ObjectType + 'static, M: ObjectType + 'static, S: SubscriptionType + 'static>(
    schema: &async_graphql::Schema<Q, M, S>,
) -> String {
    let options = SDLExportOptions::new().include_specified_by();
    let sdl = schema.sdl_with_options(options);
    format!("{}\n", sdl.trim_end())
}

/// What the document pipeline must know beyond the definition language.
pub fn facts() -> SchemaFacts {
    SchemaFacts { weight: cost::weight, check_scalar: scalar::check, scope: guard::scope }
}
