//! No document, however odd, makes the pipeline panic or hang. `PROPTEST_CASES` sets how many are tried.

use std::{sync::Arc, time::Duration};

use portico::{
    auth::Viewer,
    clock::Clock,
    config::{cache::CacheConfig, download::DownloadConfig, limits::LimitsConfig},
    domain::tenant::PerTenant,
    download::Links,
    graphql::{
        document::PipelineOptions,
        endpoint::{Endpoint, Services},
        mutation::Mutation,
        operation::{Answer, OperationContext, OperationRequest},
        schema::{self, Root},
        subscription::Subscription,
    },
    loaders::Caches,
    providers::Providers,
};
use proptest::{prelude::*, sample::select, test_runner::Config};
use serde_json::{Value, json};

/// Longer than any document takes, on a machine that does something else.
const PATIENCE: Duration = Duration::from_secs(10);

/// What documents are made of.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "!",
    ":",
    "=",
    "@",
    "...",
    "|",
    "&",
    "$",
    ",",
    "#",
    "\n",
    "\"",
    "\"\"\"",
    "\\u{1F600}",
    "\\ud83d",
    "on",
    "query",
    "mutation",
    "subscription",
    "fragment",
    "true",
    "null",
    "-0",
    "1e999",
    "99999999999999999999",
    "3.5",
    "\u{feff}",
    "item",
    "search",
    "nodes",
    "edges",
    "id",
    "title",
    "similar",
    "licenseItem",
    "input",
    "first",
    "filter",
    "ID",
    "Item",
    "Node",
    "F",
    "...F",
    "...on Item",
    "@skip(if: $x)",
    "@include(if: true)",
    "__typename",
    "__schema",
    "$x: ID!",
    "$x",
    "query: \"dog\"",
    "fragment F on Item { ...F }",
];

fn seeds() -> Vec<String> {
    let files = std::fs::read_dir("operations").unwrap().map(|entry| entry.unwrap().path());
    let documents = files.filter(|path| path.extension().is_some_and(|extension| extension == "graphql"));
    let mut texts: Vec<String> = documents.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    texts.sort();
    texts
}

/// A document of the collection, with parts cut out, doubled, and put in.
fn spoilt() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..12_usize, select(TOKENS), 0..4_u8);
    (select(seeds()), prop::collection::vec(edit, 1..6)).prop_map(|(text, edits)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, length, token, kind) in edits {
            let at = at.index(characters.len() + 1);
            let end = (at + length).min(characters.len());
            match kind {
                0 => drop(characters.drain(at..end)),
                1 => {
                    let doubled: Vec<char> = characters[at..end].to_vec();
                    characters.splice(at..at, doubled);
                }
                2 => drop(characters.splice(at..end, token.chars())),
                _ => drop(characters.splice(at..at, token.chars())),
            }
        }
        characters.into_iter().collect()
    })
}

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(select(TOKENS), 0..60).prop_map(|tokens| tokens.join(" "))
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z]{1,8}", inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

type Graph = Endpoint<Root, Mutation, Subscription>;

fn graph() -> Graph {
    let services = Services {
        providers: Arc::new(Providers::default()),
        caches: PerTenant::Shared(Arc::new(Caches::new(&CacheConfig::default()))),
        purchases: None,
        generations: None,
        links: Arc::new(Links::new(&DownloadConfig::default(), "http://portico.example", Clock::system())),
    };
    let options = PipelineOptions { introspection: true, suggestions: true };
    let (graph, sdl) = (schema::build(), schema::sdl());
    Endpoint::new(graph, &sdl, schema::facts(), &LimitsConfig::default(), options, services).unwrap()
}

async fn answer(graph: &Graph, query: String, variables: Value) -> Answer {
    let variables = variables.as_object().cloned().unwrap_or_default();
    let request = OperationRequest { query: Some(query), variables, ..OperationRequest::default() };
    let context = OperationContext {
        request_id: "fuzz".into(),
        viewer: Viewer::development(),
        address: None,
        read_only: false,
        from_gateway: false,
        streams: false,
    };
    tokio::time::timeout(PATIENCE, graph.answer(request, context)).await.unwrap()
}

#[test]
fn nothing_panics_or_hangs_and_every_error_has_a_code() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let graph = graph();
    let documents = prop_oneof![4 => spoilt(), 2 => soup(), 1 => "\\PC{0,80}"];
    let config = Config { failure_persistence: None, ..Config::default() };
    proptest!(config, |(query in documents, id in value(), x in value())| {
        let answered = runtime.block_on(answer(&graph, query, json!({ "id": id, "x": x, "first": x })));
        match answered {
            Answer::Refused(refused) => {
                prop_assert!(!refused.errors.is_empty());
                prop_assert!(refused.errors.iter().all(|error| !error.message.contains('\n')));
            }
            Answer::Stream(_) => prop_assert!(false, "no stream was asked for"),
            Answer::Executed(response) => {
                for error in &response.errors {
                    let code = error.extensions.as_ref().and_then(|values| values.get("code"));
                    prop_assert!(code.is_some(), "{error:?}");
                    prop_assert_ne!(code, Some(&async_graphql::Value::from("INTERNAL")), "{:?}", error);
                }
            }
        }
    });
}
