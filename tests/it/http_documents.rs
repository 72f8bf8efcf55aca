//! GraphQL over HTTP, with the real graph behind it: which status and which body a document's faults come to.

use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    raw::{Reply, Request},
};

const GRAPHQL: &str = "application/graphql-response+json";
const TWO: &str = "query A { a: __typename } query B { b: __typename }";

async fn refusal(app: &TestApp, body: Value, accept: &str) -> (u16, String, Reply) {
    let reply = app.send(Request::post(body.to_string()).accept(accept)).await;
    (reply.status, reply.refusal(), reply)
}

#[tokio::test]
async fn a_refused_document_is_400_without_data_and_200_for_older_clients() {
    let app = TestApp::start().await;
    let id = "query($id: ID!) { item(id: $id) { id } }";
    let first = "query($first: Int!) { search(first: $first) { nodes { id } } }";
    for (body, code) in [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ nothingOfTheKind }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "{ search(first: 2147483648) { nodes { id } } }" }), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!({ "query": "{ compDownloads(filter: { to: \"today\" }) { totalCount } }" }),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (json!({ "query": id, "variables": { "id": null } }), "BAD_USER_INPUT"),
        (json!({ "query": id }), "BAD_USER_INPUT"),
        (json!({ "query": first, "variables": { "first": "1" } }), "BAD_USER_INPUT"),
        (json!({ "query": first, "variables": { "first": 1.5 } }), "BAD_USER_INPUT"),
        (json!({ "query": TWO }), "BAD_USER_INPUT"),
        (json!({ "query": TWO, "operationName": "C" }), "BAD_USER_INPUT"),
    ] {
        for (accept, status) in [(GRAPHQL, 400), ("application/json", 200)] {
            let (found, refusal, reply) = refusal(&app, body.clone(), accept).await;
            assert_eq!((found, refusal.as_str()), (status, code), "{body} {reply:?}");
        }
    }
    assert!(app.calls().await.is_empty(), "nothing was asked of the upstream");
    app.shutdown().await;
}

#[tokio::test]
async fn a_syntax_error_says_where_in_one_line() {
    let app = TestApp::start().await;
    let (_, _, reply) = refusal(&app, json!({ "query": "{\n  search(" }), GRAPHQL).await;
    let error = &reply.json()["errors"][0];
    assert!(error["locations"][0]["line"].is_u64() && error["locations"][0]["column"].is_u64(), "{error}");
    assert!(!error["message"].as_str().unwrap().contains("-->"), "{error}");
    app.shutdown().await;
}

#[tokio::test]
async fn an_address_names_the_operation_to_run() {
    let app = TestApp::start().await;
    for (document, name, expected) in [
        (TWO, "B", json!({ "b": "Query" })),
        (
            "query A { __typename } query B($required: Boolean!) { __typename @skip(if: $required) }",
            "A",
            json!({ "__typename": "Query" }),
        ),
    ] {
        let reply = app.send(Request::get(&[("query", document), ("operationName", name)])).await;
        assert_eq!(reply.json().get("data"), Some(&expected), "{reply:?}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn nesting_of_any_depth_is_refused_and_the_server_is_well() {
    let app = TestApp::start().await;
    let braces = "{ a ".repeat(20_000) + &"}".repeat(20_000);
    let list = format!("{{ nodes(ids: {}{}) {{ id }} }}", "[".repeat(20_000), "]".repeat(20_000));
    for document in [braces, list] {
        let (status, ..) = refusal(&app, json!({ "query": document }), GRAPHQL).await;
        assert!((400..500).contains(&status));
    }
    assert_eq!(app.data("{ __typename }").await, json!({ "__typename": "Query" }));
    app.shutdown().await;
}

#[tokio::test]
async fn a_failing_field_leaves_data_and_says_where() {
    let app = TestApp::start().await;
    app.fault(&json!({ "provider": "depositphotos", "command": "getLicenseOfGroup", "times": 9, "kind": "refuse" }))
        .await;
    let document = json!({ "query": "{\n  __typename\n  mine: licenses { name }\n}" });
    let reply = app.send(Request::post(document.to_string()).accept(GRAPHQL)).await;
    assert_eq!(reply.status, 200);
    let error = &reply.json()["errors"][0];
    assert_eq!((&error["path"][0], &error["locations"][0]["line"]), (&json!("mine"), &json!(3)), "{error}");
    assert!(reply.json().get("data").is_some());
    app.shutdown().await;
}
