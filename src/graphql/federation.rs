//! The graph as a Federation 2 subgraph: `_service`, and `_entities` over the same loaders as `node`.

use apollo_compiler::{
    Node as Shared, Schema,
    ast::{Argument, Directive, Value as Literal},
    name,
    schema::{Component, ExtendedType},
};
use async_graphql::{
    Context, InputValueError, InputValueResult, MergedObject, Object, Result, Scalar, ScalarType, SimpleObject, Union,
    Value, futures_util::future::join_all,
};

use super::{
    account::{Account, User},
    comp_download::CompDownload,
    error::{ErrorCode, bad_input, coded},
    generation::Generation,
    guard,
    invoice::Invoice,
    item::Item,
    license::License,
    node::{self, Node},
    nullable::Nullable,
    purchase::Purchase,
    query::Query,
    schema,
    transaction::Transaction,
    transfer::Transfer,
};
use crate::domain::id::NodeId;

/// How many entities a gateway may ask for at once.
const MAX_REPRESENTATIONS: usize = 1_000;
/// Directives of federation that the subgraph uses, at the version that introduced the last of them.
const LINK: &str =
    r#"extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])"#;

/// Whether a request came from the federation gateway, or there is no telling gateways from others.
#[derive(Clone, Copy, Debug)]
pub struct FromGateway(pub bool);

/// `Query`, and what a gateway asks for.
#[derive(MergedObject)]
#[graphql(name = "Query")]
pub struct SubgraphQuery(pub Query, pub Federation);

/// What a gateway asks for.
pub struct Federation;

/// What a gateway asks for.
#[Object]
impl Federation {
    /// The subgraph's schema.
    #[graphql(name = "_service")]
    async fn service(&self, ctx: &Context<'_>) -> Result<Service> {
        from_gateway(ctx)?;
        Ok(Service { sdl: subgraph_sdl() })
    }

    /// Entities by type and id, in the order asked for; null where one is no longer there.
    #[graphql(name = "_entities")]
    async fn entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Each `{ __typename, id }`, at most 1,000.")] representations: Vec<Representation>,
    ) -> Result<Vec<Nullable<Entity>>> {
        from_gateway(ctx)?;
        if representations.len() > MAX_REPRESENTATIONS {
            return Err(bad_input(format!("At most {MAX_REPRESENTATIONS} entities can be asked for at once.")));
        }
        Ok(join_all(representations.iter().map(|asked| async { Nullable::from(entity(ctx, asked).await) })).await)
    }
}

/// The subgraph's schema.
#[derive(SimpleObject)]
#[graphql(name = "_Service")]
struct Service {
    /// In the schema definition language.
    sdl: String,
}

/// A thing of another subgraph's answer: its type and its id.
pub(super) struct Representation {
    typename: String,
    id: Option<String>,
}

/// A thing of another subgraph's answer: its type and its id.
#[Scalar(name = "_Any")]
impl ScalarType for Representation {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::Object(members) = &value else { return Err(InputValueError::custom("expected an object")) };
        let text = |name: &str| match members.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let typename = text("__typename").ok_or_else(|| InputValueError::custom("expected a `__typename`"))?;
        Ok(Self { typename, id: text("id") })
    }

    fn to_value(&self) -> Value {
        async_graphql::value!({ "__typename": self.typename.clone(), "id": self.id.clone() })
    }
}

macro_rules! entities {
    ($($name:ident),+) => {
        /// Anything that other subgraphs can refer to.
        #[derive(Union)]
        #[graphql(name = "_Entity")]
        enum Entity {
            $(#[doc = concat!("`", stringify!($name), "`")] $name($name),)+
        }

        /// The types with a key.
        const TYPES: &[&str] = &[$(stringify!($name)),+];

        impl From<Node> for Entity {
            fn from(node: Node) -> Self {
                match node {
                    $(Node::$name(inner) => Self::$name(inner),)+
                }
            }
        }

        impl Entity {
            fn typename(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)+
                }
            }
        }
    };
}

entities!(Item, License, Transaction, Transfer, Invoice, CompDownload, Generation, User, Account, Purchase);

async fn entity(ctx: &Context<'_>, asked: &Representation) -> Result<Option<Entity>> {
    if !TYPES.contains(&asked.typename.as_str()) {
        return Err(bad_input(format!("No entity is of the type \"{:.100}\".", asked.typename)));
    }
    let id = asked.id.as_deref().ok_or_else(|| bad_input("An entity's key is its `id`."))?;
    // An id that is none of ours is an unknown key like any other.
    if NodeId::decode(id).is_err() {
        return Ok(None);
    }
    let found = node::node(ctx, "id", id).await?.map(Entity::from);
    Ok(found.filter(|entity| entity.typename() == asked.typename))
}

fn from_gateway(ctx: &Context<'_>) -> Result<()> {
    match ctx.data_opt() {
        Some(FromGateway(true)) => Ok(()),
        _ => Err(coded(ErrorCode::Forbidden, "Only the gateway may ask for this.")),
    }
}

/// The schema as a subgraph has it: entities have keys, and what every subgraph may define is shareable.
fn subgraph_sdl() -> String {
    let plain = schema::sdl();
    let Ok(mut schema) = Schema::parse(&plain, "schema.graphql") else { return plain };
    // Gateways that do not know it refuse a graph that has it. Whoever asks, scopes are checked here.
    schema.directive_definitions.shift_remove(guard::DIRECTIVE);
    for (name, definition) in &mut schema.types {
        let ExtendedType::Object(object) = definition else { continue };
        for field in object.make_mut().fields.values_mut() {
            if field.directives.get(guard::DIRECTIVE).is_some() {
                field.make_mut().directives.retain(|directive| directive.name != guard::DIRECTIVE);
            }
        }
        let directive = match name.as_str() {
            "PageInfo" => Directive { name: name!(shareable), arguments: Vec::new() },
            entity if TYPES.contains(&entity) => {
                let fields = Argument { name: name!(fields), value: Shared::new(Literal::String("id".to_owned())) };
                Directive { name: name!(key), arguments: vec![Shared::new(fields)] }
            }
            _ => continue,
        };
        object.make_mut().directives.push(Component::new(directive));
    }
    format!("{LINK}\n\n{schema}")
}
