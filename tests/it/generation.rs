//! Pictures are asked for once, followed to their end by callbacks and a poller, and told to whoever listens.

use std::time::Duration;

use futures::StreamExt as _;
use portico::config::Config;
use serde_json::{Value, json};

use crate::support::{
    app::{self, TestApp},
    chunks::Chunks,
    raw::Request,
};

const GENERATE: &str = "mutation ($input: GenerateImageInput!) { generateImage(input: $input) {
    replayed generation { id uuid prompt status purchaseStatus aspectRatio medium createdAt images { uuid } }
    purchase { id status } userErrors { code field message } } }";

/// Jobs that take a moment, looked at often.
fn quick() -> Config {
    let mut config = app::config();
    config.sandbox.generation_time = Duration::from_millis(600);
    config.generation.first_poll = Duration::from_millis(20);
    config.generation.longest_poll = Duration::from_millis(60);
    config
}

async fn generate(app: &TestApp, input: Value) -> Value {
    let answer = app.answer(GENERATE, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["generateImage"].clone()
}

/// The events of a subscription, to its end.
async fn events(app: &TestApp, document: &str, id: &Value) -> Vec<Value> {
    let body = json!({ "query": document, "variables": { "id": id } }).to_string();
    let mut chunks = Chunks::open(Request::post(body).accept("text/event-stream"), app.addr()).await;
    let text = chunks.rest().await.concat();
    assert!(text.contains("event: complete"), "{text}");
    let data = text.lines().filter_map(|line| line.strip_prefix("data: ")).filter(|data| !data.is_empty());
    data.map(|data| serde_json::from_str(data).unwrap()).collect()
}

const PROGRESS: &str = "subscription ($id: ID!) { generationProgress(id: $id) {
    status purchaseStatus failure images { previewUrl item { id kind } } } }";

fn statuses(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["data"]["generationProgress"]["status"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_job_is_asked_for_once_and_followed_to_its_items() {
    let app = TestApp::with(quick()).await;
    let input = json!({ "prompt": "A red fox", "aspectRatio": "RATIO_16_9", "medium": "ART", "idempotencyKey": "fox" });
    let first = generate(&app, input.clone()).await;
    let job = &first["generation"];
    assert_eq!(
        (&job["prompt"], &job["aspectRatio"], &job["medium"]),
        (&json!("A red fox"), &json!("RATIO_16_9"), &json!("ART")),
        "{first}"
    );
    assert_eq!(first["purchase"]["status"], "SETTLED");
    let again = generate(&app, input).await;
    assert_eq!((&again["replayed"], &again["generation"]["uuid"]), (&json!(true), &job["uuid"]));
    let told = events(&app, PROGRESS, &job["id"]).await;
    assert_eq!(statuses(&told).last(), Some(&"COMPLETED"), "{told:?}");
    let last = &told.last().unwrap()["data"]["generationProgress"];
    assert_eq!(last["purchaseStatus"], "PAID");
    for image in last["images"].as_array().unwrap() {
        assert_eq!(image["item"]["kind"], "IMAGE", "{last}");
    }
    // Whoever comes late is told the end, and nothing else.
    let late = events(&app, PROGRESS, &job["id"]).await;
    assert_eq!(statuses(&late), ["COMPLETED"]);
    let listed = app.data("{ generations { totalCount nodes { id status } } }").await;
    assert_eq!(
        listed["generations"],
        json!({ "totalCount": 1, "nodes": [{ "id": job["id"], "status": "COMPLETED" }] })
    );
    let commands = app.commands().await;
    assert_eq!(commands.iter().filter(|command| *command == "imageGenerator.generate").count(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn many_listeners_share_one_poller_and_all_hear_the_end() {
    let mut config = quick();
    config.generation.callbacks = false;
    let app = TestApp::with(config).await;
    let job = generate(&app, json!({ "prompt": "A cat", "idempotencyKey": "cat" })).await["generation"]["id"].clone();
    let all = futures::stream::iter(0..20).map(|_| events(&app, PROGRESS, &job)).buffer_unordered(20);
    let all: Vec<_> = all.collect().await;
    for told in &all {
        assert_eq!(statuses(told).last(), Some(&"COMPLETED"));
    }
    // 600 ms in steps of at least 13 ms, and one look by the purchase: twenty listeners did not ask for themselves.
    let looks = app.commands().await.iter().filter(|command| *command == "imageGenerator.get").count();
    assert!(looks <= 50, "{looks} looks");
    app.shutdown().await;
}

#[tokio::test]
async fn a_callback_brings_the_end_although_nobody_polls() {
    let mut config = quick();
    config.generation.first_poll = Duration::from_secs(600);
    config.generation.longest_poll = Duration::from_secs(600);
    let app = TestApp::with(config).await;
    let job = generate(&app, json!({ "prompt": "A dog", "idempotencyKey": "dog" })).await["generation"]["id"].clone();
    let told = events(&app, PROGRESS, &job).await;
    assert_eq!(statuses(&told).last(), Some(&"COMPLETED"));
    app.shutdown().await;
}

#[tokio::test]
async fn forged_callbacks_are_not_taken() {
    let app = TestApp::with(quick()).await;
    let forged = Request::new("POST", "/callbacks/generation/01K.AAAA").body(r#"{"data":{"uuid":"x"}}"#);
    assert_eq!(app.send(forged).await.status, 404);
    let odd = Request::new("POST", "/callbacks/generation/01K.AAAA").body("<html>");
    assert_eq!(app.send(odd).await.status, 400);
    app.shutdown().await;
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_the_callback_and_nothing_is_sent_twice() {
    let app = TestApp::with(quick()).await;
    let fault =
        json!({ "provider": "depositphotos", "command": "imageGenerator.generate", "kind": "commit_then_drop" });
    app.fault(&fault).await;
    let answer = generate(&app, json!({ "prompt": "A lost owl", "idempotencyKey": "owl" })).await;
    assert_eq!(answer["purchase"]["status"], "SETTLED", "{answer}");
    assert_eq!(answer["generation"]["prompt"], "A lost owl", "{answer}");
    let commands = app.commands().await;
    assert_eq!(commands.iter().filter(|command| *command == "imageGenerator.generate").count(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_job_that_does_not_end_is_ended_by_its_deadline() {
    let mut config = quick();
    config.sandbox.generation_time = Duration::from_secs(3_600);
    config.generation.deadline = Duration::from_millis(100);
    let app = TestApp::with(config).await;
    let job =
        generate(&app, json!({ "prompt": "A snail", "idempotencyKey": "snail" })).await["generation"]["id"].clone();
    let told = events(&app, PROGRESS, &job).await;
    assert_eq!(statuses(&told).last(), Some(&"FAILED"));
    assert_eq!(told.last().unwrap()["data"]["generationProgress"]["failure"], "DEADLINE");
    app.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused() {
    let app = TestApp::with(quick()).await;
    for (prompt, field) in [("".to_owned(), "prompt"), ("ä".repeat(401), "prompt")] {
        let answer = generate(&app, json!({ "prompt": prompt, "idempotencyKey": "k" })).await;
        assert_eq!(
            (&answer["userErrors"][0]["code"], &answer["userErrors"][0]["field"]),
            (&json!("INVALID_INPUT"), &json!(field))
        );
    }
    let fault = json!({ "provider": "depositphotos", "command": "imageGenerator.generate", "kind": "refuse" });
    app.fault(&fault).await;
    let answer = generate(&app, json!({ "prompt": "ä".repeat(400), "idempotencyKey": "k" })).await;
    assert_eq!(answer["userErrors"][0]["code"], "PROMPT_REFUSED", "{answer}");
    let unknown =
        portico::domain::id::GenerationId::new(portico::domain::provider::ProviderName::Depositphotos, "none").encode();
    let body = json!({ "query": PROGRESS, "variables": { "id": unknown } }).to_string();
    let mut chunks = Chunks::open(Request::post(body).accept("text/event-stream"), app.addr()).await;
    assert!(chunks.rest().await.concat().contains("NOT_FOUND"));
    app.shutdown().await;
}

#[tokio::test]
async fn a_purchase_is_told_from_its_beginning_to_its_end() {
    let app = TestApp::with(quick()).await;
    let made = generate(&app, json!({ "prompt": "A hare", "idempotencyKey": "hare" })).await;
    let document = "subscription ($id: ID!) { purchaseProgress(id: $id) { status kind } }";
    let told = events(&app, document, &made["purchase"]["id"]).await;
    assert_eq!(told.last().unwrap()["data"]["purchaseProgress"], json!({ "status": "SETTLED", "kind": "GENERATION" }));
    app.shutdown().await;
}
