//! What becomes of GraphQL documents here, for a judge to compare (`tests/js/differential-*.test.js`).
//!
//! Prints `{"sdl": …}` of a small graph with fixed data. Then answers lines
//! `{"graph": "portico" | "small", "query", "operationName", "variables"}` with a line each: what a client would get.
//! Both graphs stand behind the real endpoint; the real one has no provider behind it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop here")]

mod graph;

use std::{
    io::{self, BufRead as _, Write as _},
    sync::Arc,
};

use async_graphql::{Schema, ValidationMode};
use portico::{
    auth::Viewer,
    clock::Clock,
    config::{cache::CacheConfig, download::DownloadConfig, limits::LimitsConfig},
    domain::tenant::PerTenant,
    download::Links,
    graphql::{
        document::{PipelineOptions, SchemaFacts},
        endpoint::{Endpoint, Services},
        mutation::Mutation,
        operation::{Answer, OperationContext, OperationRequest},
        schema::{self, Root},
        subscription::Subscription,
    },
    loaders::Caches,
    providers::Providers,
};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use self::graph::Total;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    graph: Graph,
    query: String,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Map<String, Json>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Graph {
    Portico,
    Small,
}

struct Graphs {
    portico: Endpoint<Root, Mutation, Subscription>,
    small: Endpoint<graph::Query, graph::Mutation, graph::Subscription>,
    total: Total,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let total = Total::default();
    let small = Schema::build(graph::Query, graph::Mutation, graph::Subscription)
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(1_000)
        .data(total.clone())
        .finish();
    let sdl = small.sdl();
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", json!({ "sdl": sdl })).unwrap();

    let facts = SchemaFacts { weight: |_, _| 1, check_scalar: |_, _| Ok(()), scope: |_, _| None };
    // What the judge knows nothing of is out of its way: what an operation costs, and how many errors are told.
    let limits = LimitsConfig { cost: u64::MAX, errors: usize::MAX, ..LimitsConfig::default() };
    let options = PipelineOptions { introspection: true, suggestions: true };
    let caches = PerTenant::Shared(Arc::new(Caches::new(&CacheConfig::default())));
    let links = Arc::new(Links::new(&DownloadConfig::default(), "http://portico.example", Clock::system()));
    let services =
        Services { providers: Arc::new(Providers::default()), caches, purchases: None, generations: None, links };
    let graphs = Graphs {
        portico: Endpoint::new(schema::build(), &schema::sdl(), schema::facts(), &limits, options, services.clone())
            .unwrap(),
        small: Endpoint::new(small, &sdl, facts, &limits, options, services).unwrap(),
        total,
    };
    for line in io::stdin().lock().lines() {
        let line = serde_json::from_str(&line.unwrap()).unwrap();
        writeln!(out, "{}", runtime.block_on(graphs.answer(line))).unwrap();
    }
}

impl Graphs {
    async fn answer(&self, line: Line) -> Json {
        let Line { graph, query, operation_name, variables } = line;
        let request = OperationRequest { query: Some(query), operation_name, variables, ..OperationRequest::default() };
        let context = OperationContext {
            request_id: "test".into(),
            viewer: Viewer::development(),
            address: None,
            read_only: false,
            from_gateway: true,
            streams: false,
        };
        self.total.reset();
        let answer = match graph {
            Graph::Portico => self.portico.answer(request, context).await,
            Graph::Small => self.small.answer(request, context).await,
        };
        match answer {
            Answer::Executed(response) => serde_json::to_value(&response).unwrap(),
            Answer::Stream(_) => unreachable!("no stream was asked for"),
            Answer::Refused(refused) => {
                let error = |error: portico::graphql::operation::RequestError| {
                    json!({ "message": error.message, "locations": error.locations,
                            "extensions": { "code": error.code.as_str() } })
                };
                json!({ "errors": refused.errors.into_iter().map(error).collect::<Vec<_>>() })
            }
        }
    }
}
