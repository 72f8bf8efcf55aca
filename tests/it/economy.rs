//! What one query may cost upstream: every call is counted by the upstream itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::app::TestApp;

/// What the upstream fetches by one `getMediaData` at most.
const CHUNK: usize = 50;

/// The ids that a `getMediaData` asked for, as one or as a list.
fn media_ids(call: &Value) -> Vec<String> {
    let text = |id: &Value| id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    match &call["arguments"]["dp_media_id"] {
        Value::Array(ids) => ids.iter().map(text).collect(),
        Value::Object(ids) => ids.values().map(text).collect(),
        id => vec![text(id)],
    }
}

fn named<'a>(calls: &'a [Value], command: &str) -> Vec<&'a Value> {
    calls.iter().filter(|call| call["command"] == command).collect()
}

#[tokio::test]
async fn a_listing_that_needs_no_details_is_one_call() {
    let app = TestApp::start().await;
    let data = app.data(r#"{ search(query: "dog", first: 20) { nodes { id title } } }"#).await;
    assert_eq!(data["search"]["nodes"].as_array().map(Vec::len), Some(20));
    assert_eq!(app.commands().await, ["search"]);
    app.shutdown().await;
}

#[tokio::test]
async fn everything_about_a_page_of_results_is_asked_for_once() {
    let app = TestApp::start().await;
    let data = app
        .data(
            r#"{ search(query: "dog", first: 50) { nodes {
                id title similar(first: 4) { id title } licenses { name } ownership { transactions { id } }
            } } }"#,
        )
        .await;
    assert_eq!(data["search"]["nodes"].as_array().map(Vec::len), Some(50));
    let calls = app.calls().await;
    assert_eq!(named(&calls, "search").len(), 1);
    assert_eq!(named(&calls, "getLicenseOfGroup").len(), 1);
    let media = named(&calls, "getMediaData");
    let ids: Vec<_> = media.iter().flat_map(|call| media_ids(call)).collect();
    let distinct: BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "an id was asked for twice");
    // The items of the page in one call; what is similar to them, less what is known by then, in as few as can be.
    assert_eq!(media.len(), 1 + (distinct.len() - CHUNK).div_ceil(CHUNK));
    let arguments: BTreeSet<_> =
        calls.iter().map(|call| format!("{} {}", call["command"], call["arguments"])).collect();
    assert_eq!(arguments.len(), calls.len(), "a call was made twice");
    app.shutdown().await;
}

#[tokio::test]
async fn a_hundred_transactions_with_their_items_are_three_calls() {
    let app = TestApp::start().await;
    let data = app.data("{ transactions(first: 100) { nodes { id item { id title } } } }").await;
    let nodes = data["transactions"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 100);
    let items: BTreeSet<_> = nodes.iter().map(|node| node["item"]["id"].as_str()).collect();
    assert!(items.len() > CHUNK, "too few to need two calls");
    assert_eq!(app.commands().await, ["getLicensedItems", "getMediaData", "getMediaData"]);
    app.shutdown().await;
}

#[tokio::test]
async fn the_answer_says_what_it_cost() {
    let app = TestApp::start().await;
    let answer = app.answer(r#"{ search(query: "dog", first: 1) { nodes { id } } }"#, json!({})).await;
    assert_eq!(answer["extensions"]["cost"]["upstreamCalls"], 1, "{answer}");
    app.shutdown().await;
}

#[tokio::test]
async fn a_session_that_ends_in_the_middle_is_invisible() {
    let app = TestApp::start().await;
    let document = "{ transactions(first: 3) { nodes { id } } viewer { account { __typename } } }";
    let before = app.data(document).await;
    app.advance(4 * 60 * 60).await;
    assert_eq!(app.data(document).await, before, "expired between two operations");
    app.forget_calls().await;
    let fault =
        json!({ "provider": "depositphotos", "command": "getLicensedItems", "nth": 1, "kind": "session_expired" });
    app.fault(&fault).await;
    assert_eq!(app.data(document).await, before, "expired under a call");
    let calls = app.calls().await;
    assert_eq!(named(&calls, "loginEnterprise").len(), 1, "{calls:?}");
    assert_eq!(named(&calls, "getLicensedItems").len(), 2, "repeated once");
    app.shutdown().await;
}
