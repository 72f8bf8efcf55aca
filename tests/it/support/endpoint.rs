//! A small graph behind the real endpoint, to see what becomes of a document.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use async_graphql::{
    ComplexObject, Context, EmptySubscription, Enum, Error, ErrorExtensions, ID, InputObject, Interface, Object,
    Schema, SchemaBuilder, SimpleObject, Union, ValidationMode, Value,
};
use portico::{
    auth::Viewer,
    clock::Clock,
    config::{cache::CacheConfig, download::DownloadConfig, limits::LimitsConfig},
    domain::tenant::PerTenant,
    download::Links,
    graphql::{
        document::{PipelineOptions, SchemaFacts},
        endpoint::{Endpoint, Services},
        nullable::Nullable,
        operation::{Answer, OperationContext, OperationRequest},
    },
    loaders::Caches,
    providers::Providers,
};
use serde_json::{Value as Json, json};

pub(crate) struct Query;
pub(crate) struct Mutation;

/// How often the mutation ran.
#[derive(Clone, Default)]
pub(crate) struct Runs(pub(crate) Arc<AtomicU32>);

#[derive(SimpleObject)]
#[graphql(complex)]
struct Cat {
    id: ID,
    name: String,
    lives: i32,
}

#[ComplexObject]
impl Cat {
    async fn mood(&self) -> Result<String, Error> {
        Ok("calm".to_owned())
    }
}

#[derive(SimpleObject)]
#[graphql(complex)]
struct Dog {
    id: ID,
    name: String,
    barks: bool,
}

#[ComplexObject]
impl Dog {
    async fn mood(&self) -> Result<String, Error> {
        Err(coded("nobody knows"))
    }
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID"), field(name = "name", ty = "&String"), field(name = "mood", ty = "String"))]
enum Pet {
    Cat(Cat),
    Dog(Dog),
}

#[derive(Union)]
enum Animal {
    Cat(Cat),
    Dog(Dog),
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum Color {
    Red,
    Green,
}

#[derive(InputObject)]
struct Wish {
    color: Color,
    #[graphql(default = 3)]
    count: i32,
    tags: Option<Vec<String>>,
}

struct Thing(i32);

#[Object]
impl Thing {
    async fn number(&self) -> i32 {
        self.0
    }
    async fn text(&self) -> Option<String> {
        Some(format!("thing {}", self.0))
    }
    /// Fails for odd things.
    async fn even(&self) -> Result<String, Error> {
        if self.0 % 2 == 0 { Ok("yes".to_owned()) } else { Err(coded("odd")) }
    }
    async fn next(&self) -> Option<Thing> {
        Some(Thing(self.0 + 1))
    }
    async fn things(&self, #[graphql(default = 3)] first: i32) -> Vec<Thing> {
        (0..first).map(Thing).collect()
    }
}

fn coded(message: &str) -> Error {
    Error::new(message).extend_with(|_, values| values.set("code", "UPSTREAM_REJECTED"))
}

fn cat() -> Cat {
    Cat { id: "1".into(), name: "Tom".into(), lives: 9 }
}

fn dog() -> Dog {
    Dog { id: "2".into(), name: "Rex".into(), barks: true }
}

#[Object]
impl Query {
    async fn one(&self) -> i32 {
        1
    }
    async fn thing(&self, #[graphql(default = 1)] number: i32) -> Option<Thing> {
        Some(Thing(number))
    }
    async fn things(&self, #[graphql(default = 3)] first: i32) -> Option<Vec<Thing>> {
        Some((0..first).map(Thing).collect())
    }
    async fn pets(&self) -> Vec<Option<Pet>> {
        vec![Some(Pet::Cat(cat())), Some(Pet::Dog(dog()))]
    }
    async fn animals(&self) -> Vec<Animal> {
        vec![Animal::Cat(cat()), Animal::Dog(dog())]
    }
    async fn echo(&self, text: Option<String>, id: Option<ID>, int: Option<i32>, float: Option<f64>) -> String {
        format!("{text:?} {:?} {int:?} {float:?}", id.map(|id| id.0))
    }
    async fn wish(&self, wish: Option<Wish>) -> String {
        wish.map_or("none".to_owned(), |wish| {
            let color = if wish.color == Color::Red { "red" } else { "green" };
            format!("{color} {} {:?}", wish.count, wish.tags)
        })
    }
    async fn tell(&self, #[graphql(default_with = "Some(\"nobody\".to_owned())")] whom: Option<String>) -> String {
        format!("{whom:?}")
    }
    async fn required(&self, text: String) -> String {
        text
    }
    /// Counts its resolutions.
    async fn counted(&self, ctx: &Context<'_>) -> Thing {
        Thing(i32::try_from(count(ctx)).unwrap())
    }
    async fn broken(&self) -> Nullable<i32> {
        Err(Error::new("the password is hunter2")).into()
    }
    async fn strict(&self) -> Result<i32, Error> {
        Err(coded("strict"))
    }
    /// Answers after the others of its level have had many turns.
    async fn slow(&self) -> i32 {
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        1
    }
}

#[Object]
impl Mutation {
    async fn spend(&self, ctx: &Context<'_>) -> Thing {
        Thing(i32::try_from(count(ctx)).unwrap())
    }
}

fn count(ctx: &Context<'_>) -> u32 {
    ctx.data_unchecked::<Runs>().0.fetch_add(1, Ordering::SeqCst) + 1
}

fn schema(runs: Runs) -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query, Mutation, EmptySubscription)
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(1_000)
        .data(runs)
}

/// The small graph, ready to answer.
pub(crate) struct Small {
    endpoint: Endpoint<Query, Mutation, EmptySubscription>,
    pub(crate) runs: Runs,
}

impl Small {
    pub(crate) fn new() -> Self {
        Self::with(LimitsConfig::default(), PipelineOptions { introspection: true, suggestions: true })
    }

    pub(crate) fn with(limits: LimitsConfig, options: PipelineOptions) -> Self {
        let runs = Runs::default();
        let schema = schema(runs.clone()).finish();
        let sdl = schema.sdl();
        let facts = SchemaFacts { weight: |_, _| 1, check_scalar: |_, _: &Value| Ok(()), scope: |_, _| None };
        let caches = PerTenant::Shared(Arc::new(Caches::new(&CacheConfig::default())));
        let links = Arc::new(Links::new(&DownloadConfig::default(), "http://portico.example", Clock::system()));
        let services =
            Services { providers: Arc::new(Providers::default()), caches, purchases: None, generations: None, links };
        let endpoint = Endpoint::new(schema, &sdl, facts, &limits, options, services).unwrap();
        Self { endpoint, runs }
    }

    pub(crate) async fn ask(&self, request: OperationRequest) -> Answer {
        let context = OperationContext {
            request_id: "test".into(),
            viewer: Viewer::development(),
            address: None,
            read_only: false,
            from_gateway: true,
            streams: false,
        };
        self.endpoint.answer(request, context).await
    }

    /// The answer as JSON: `refused` with `[code, message]` pairs, or the response without its cost.
    pub(crate) async fn run(&self, query: &str, variables: Json) -> Json {
        let variables = variables.as_object().cloned().unwrap_or_default();
        let request = OperationRequest { query: Some(query.to_owned()), variables, ..OperationRequest::default() };
        match self.ask(request).await {
            Answer::Executed(response) => {
                let mut json = serde_json::to_value(&response).unwrap();
                json.as_object_mut().unwrap().remove("extensions");
                json
            }
            Answer::Stream(_) => panic!("no stream was asked for"),
            Answer::Refused(refused) => {
                let errors: Vec<Json> =
                    refused.errors.iter().map(|error| json!([error.code.as_str(), error.message])).collect();
                json!({ "refused": errors })
            }
        }
    }

    /// The code of the first reason why the request was refused before execution.
    pub(crate) async fn refusal(&self, query: &str, variables: Json) -> String {
        let answer = self.run(query, variables).await;
        answer["refused"][0][0].as_str().unwrap_or_else(|| panic!("not refused: {answer:.300}")).to_owned()
    }
}
