//! The graph as a Federation 2 subgraph.

use secrecy::SecretString;
use serde_json::{Value, json};

use crate::support::{
    app::{self, TestApp},
    raw::Request,
};

async fn subgraph() -> TestApp {
    let mut config = app::config();
    config.graphql.federation = true;
    TestApp::with(config).await
}

const ENTITIES: &str = "query ($of: [_Any!]!) { _entities(representations: $of) {
    __typename ... on Item { id title } ... on License { name } ... on Invoice { number } } }";

#[tokio::test]
async fn it_hands_out_a_schema_with_keys() {
    let app = subgraph().await;
    let sdl = app.data("{ _service { sdl } }").await["_service"]["sdl"].as_str().unwrap().to_owned();
    for part in [
        "extend schema @link(url: \"https://specs.apollo.dev/federation/v2.",
        "type Item implements Node @key(fields: \"id\")",
        "type PageInfo @shareable",
    ] {
        assert!(sdl.contains(part), "{part} is not in {sdl:.600}");
    }
    assert!(!sdl.contains("_entities") && !sdl.contains("_Any"), "a gateway adds these itself");
    app.shutdown().await;
}

#[tokio::test]
async fn entities_are_fetched_together_and_fail_alone() {
    let app = subgraph().await;
    let found = app.data(r#"{ search(query: "dog", first: 3) { nodes { id title } } licenses { id name } }"#).await;
    let items = found["search"]["nodes"].as_array().unwrap();
    app.forget_calls().await;
    let mut of: Vec<Value> = items.iter().map(|item| json!({ "__typename": "Item", "id": item["id"] })).collect();
    of.push(json!({ "__typename": "License", "id": found["licenses"][0]["id"] }));
    of.push(json!({ "__typename": "Item", "id": "unknown" }));
    of.push(json!({ "__typename": "Invoice", "id": items[0]["id"] }));
    of.push(json!({ "__typename": "Nonsense", "id": items[0]["id"] }));
    let answer = app.answer(ENTITIES, json!({ "of": of })).await;
    let entities = answer["data"]["_entities"].as_array().unwrap();
    for (entity, item) in entities.iter().zip(items) {
        assert_eq!(entity, &json!({ "__typename": "Item", "id": item["id"], "title": item["title"] }));
    }
    assert_eq!(entities[3]["name"], found["licenses"][0]["name"]);
    assert_eq!(entities[4..], [Value::Null, Value::Null, Value::Null]);
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["path"], json!(["_entities", 6]));
    assert_eq!(errors[0]["extensions"]["code"], "BAD_USER_INPUT");
    let commands = app.commands().await;
    assert!(commands.iter().filter(|command| *command == "getMediaData").count() <= 1, "{commands:?}");
    app.shutdown().await;
}

#[tokio::test]
async fn only_the_gateway_may_ask() {
    let mut config = app::config();
    config.graphql.federation = true;
    config.graphql.gateway_secret = Some(SecretString::from("0123456789abcdef"));
    let app = TestApp::with(config).await;
    let service = json!({ "query": "{ _service { sdl } viewer { name } }" }).to_string();
    let refused = app.send(Request::post(service.clone())).await.json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert!(!refused.to_string().contains("type Item"));
    let entities = json!({ "query": ENTITIES, "variables": { "of": [{ "__typename": "Item", "id": "x" }] } });
    let refused = app.send(Request::post(entities.to_string()).header("x-gateway-secret", "guess")).await.json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let allowed = app.send(Request::post(service).header("x-gateway-secret", "0123456789abcdef")).await.json();
    assert!(allowed["data"]["_service"]["sdl"].as_str().is_some_and(|sdl| sdl.contains("type Item")));
    app.shutdown().await;
}

#[tokio::test]
async fn it_is_off_unless_it_is_asked_for() {
    let app = TestApp::start().await;
    let answer = app.answer("{ _service { sdl } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
    app.shutdown().await;
}
