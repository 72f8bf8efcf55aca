//! Pictures are asked for once, followed to their end by callbacks and a poller, and told to whoever listens.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use futures::StreamExt as _;
use jiff::Timestamp;
use portico::{
    clock::Clock,
    config::{Config, ledger::LedgerConfig},
    domain::{
        generation::{Generation, GenerationFailure, GenerationStatus},
        id::{GenerationId, ItemId},
        provider::ProviderName,
    },
    ledger::Ledger,
};
use serde_json::{Value, json};

use crate::support::{
    app::{self, TestApp},
    chunks::Chunks,
    raw::Request,
    socket::Socket,
    upstream::{Script, Upstream},
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
async fn a_report_that_cannot_be_read_is_a_hint_too() {
    let mut config = quick();
    config.sandbox.generation_time = Duration::from_millis(50);
    config.generation.first_poll = Duration::from_secs(600);
    config.generation.longest_poll = Duration::from_secs(600);
    let app = TestApp::with(config).await;
    app.next_generation("completes", "lost").await;
    let job = generate(&app, json!({ "prompt": "An elk", "idempotencyKey": "elk" })).await["generation"]["id"].clone();
    let calls = app.calls().await;
    let asked = calls.iter().find(|call| call["command"] == "imageGenerator.generate").unwrap();
    let address = asked["arguments"]["dp_callback_url"].as_str().unwrap();
    let path = &address[address.find("/callbacks").unwrap()..];
    let told = events(&app, PROGRESS, &job);
    let report = async {
        loop {
            for body in ["<html>", "uuid=elk", ""] {
                assert_eq!(app.send(Request::new("POST", path).body(body)).await.status, 204, "{body}");
            }
            tokio::task::yield_now().await;
        }
    };
    let told = tokio::select! {
        told = told => told,
        () = report => unreachable!("it does not end"),
    };
    assert_eq!(statuses(&told).last(), Some(&"COMPLETED"));
    app.shutdown().await;
}

/// The looks at a job that came after its end was recorded.
async fn looks_after_the_end(app: &TestApp, id: &Value) -> Vec<Value> {
    let id = GenerationId::decode(id.as_str().unwrap()).unwrap();
    let ledger = Ledger::open(&LedgerConfig::default(), app.data_dir(), Clock::system()).await.unwrap();
    let end = ledger.generation_changes(&id, 0).await.unwrap().pop().unwrap();
    ledger.close().await;
    assert!(end.last, "{end:?}");
    let looks = |call: &Value| {
        let at: Timestamp = call["at"].as_str().unwrap().parse().unwrap();
        call["command"] == "imageGenerator.get"
            && call["arguments"]["dp_uuid"] == *id.key
            && at.as_millisecond() > end.at.as_millisecond()
    };
    app.calls().await.into_iter().filter(looks).collect()
}

#[tokio::test]
async fn nobody_looks_at_a_job_whose_end_is_recorded() {
    let app = TestApp::with(quick()).await;
    for (ends, report) in [("completes", "sent"), ("fails", "forged"), ("rerolls", "lost")] {
        app.next_generation(ends, report).await;
        let key = format!("{ends} {report}");
        let job = generate(&app, json!({ "prompt": key, "idempotencyKey": key })).await["generation"]["id"].clone();
        let told = events(&app, PROGRESS, &job).await;
        let last = &told.last().unwrap()["data"]["generationProgress"];
        if ends == "fails" {
            assert_eq!((&last["status"], &last["failure"]), (&json!("FAILED"), &json!("PROVIDER")), "{told:?}");
        } else {
            assert_eq!((&last["status"], &last["purchaseStatus"]), (&json!("COMPLETED"), &json!("PAID")), "{told:?}");
        }
        // The state of all jobs, and more listeners: none of that asks upstream.
        app.data("{ generations { nodes { status images { uuid } } } }").await;
        events(&app, PROGRESS, &job).await;
        assert_eq!(looks_after_the_end(&app, &job).await, [] as [Value; 0], "{key}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn a_forged_report_does_not_stand_in_the_true_ones_way() {
    let app = TestApp::with(quick()).await;
    let first = generate(&app, json!({ "prompt": "Twin owls", "idempotencyKey": "one" })).await;
    // The forged report names the first job, which has the same prompt, and comes before the true one.
    app.next_generation("completes", "forged").await;
    let fault =
        json!({ "provider": "depositphotos", "command": "imageGenerator.generate", "kind": "commit_then_drop" });
    app.fault(&fault).await;
    let second = generate(&app, json!({ "prompt": "Twin owls", "idempotencyKey": "two" })).await;
    assert_eq!(second["purchase"]["status"], "SETTLED", "{second}");
    assert_ne!(second["generation"]["uuid"], first["generation"]["uuid"]);
    assert_eq!(statuses(&events(&app, PROGRESS, &second["generation"]["id"]).await).last(), Some(&"COMPLETED"));
    let commands = app.commands().await;
    assert_eq!(commands.iter().filter(|command| *command == "imageGenerator.generate").count(), 2);
    app.shutdown().await;
}

#[tokio::test]
async fn an_item_of_a_job_is_licensed_like_any_other() {
    let app = TestApp::with(quick()).await;
    let job = generate(&app, json!({ "prompt": "A heron", "idempotencyKey": "heron" })).await["generation"].clone();
    let told = events(&app, PROGRESS, &job["id"]).await;
    let item = told.last().unwrap()["data"]["generationProgress"]["images"][3]["item"]["id"].clone();
    let document = "query ($id: ID!) { item(id: $id) { title aiGenerated licenses { id sizes { id enabled } } } }";
    let answer = app.answer(document, json!({ "id": item })).await;
    let found = &answer["data"]["item"];
    assert_eq!((&found["title"], &found["aiGenerated"]), (&json!("A heron"), &json!(true)), "{answer}");
    let license = &found["licenses"][0];
    let size = license["sizes"].as_array().unwrap().iter().find(|size| size["enabled"] == true).unwrap();
    let input = json!({ "itemId": item, "licenseId": license["id"], "sizeId": size["id"], "idempotencyKey": "buy" });
    let document = "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) {
        purchase { status } userErrors { code message } } }";
    let bought = app.answer(document, json!({ "input": input })).await;
    assert_eq!(bought["data"]["licenseItem"]["purchase"]["status"], "SETTLED", "{bought}");
    let key: u64 = ItemId::decode(item.as_str().unwrap()).unwrap().key.parse().unwrap();
    assert_eq!(app.book().await.iter().filter(|charge| charge["itemId"] == key).count(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_job_that_was_asked_for_elsewhere_can_be_followed() {
    let app = TestApp::with(quick()).await;
    let job = generate(&app, json!({ "prompt": "A stork", "idempotencyKey": "stork" })).await["generation"].clone();
    // Another façade on the same upstream has never heard of it.
    let mut config = quick();
    config.providers.depositphotos.url = Some(format!("http://{}/depositphotos", app.sandbox()).parse().unwrap());
    let other = TestApp::with(config).await;
    let told = events(&other, PROGRESS, &job["id"]).await;
    assert_eq!(statuses(&told).last(), Some(&"COMPLETED"));
    let listed = other.data("{ generations { nodes { id prompt createdAt aspectRatio } } }").await;
    let listed = &listed["generations"]["nodes"][0];
    assert_eq!(
        (&listed["id"], &listed["prompt"], &listed["aspectRatio"]),
        (&job["id"], &json!("A stork"), &Value::Null)
    );
    other.shutdown().await;
    app.shutdown().await;
}

/// What is recorded of a job of which upstream says this, look by look; the last again and again. The end is told.
async fn recorded_of(looks: &'static [&'static str]) -> Vec<(GenerationStatus, String, Option<GenerationFailure>)> {
    let nth = AtomicUsize::new(0);
    let upstream = Upstream::start(Vec::new(), move |said| {
        if !said.contains("dp_command=imageGenerator.get&") {
            return None;
        }
        let look = looks[nth.fetch_add(1, Ordering::SeqCst).min(looks.len() - 1)];
        let missing = json!({ "type": "failure", "error": {
            "errorcode": 404, "errormsg": "none", "exception": "EInternal\\NotFoundItemException" } });
        let job = json!({ "type": "success", "data": { "uuid": "job", "prompt": "A cloud", "status": look,
            "purchaseStatus": if look == "completed" { "paid" } else { "deferred" }, "items": [] } });
        Some(Script::Json(if look.is_empty() { missing } else { job }.to_string()))
    })
    .await;
    let mut config = quick();
    config.providers.depositphotos.url = Some(format!("http://{}/depositphotos", upstream.addr).parse().unwrap());
    let app = TestApp::with(config).await;
    let id = GenerationId::new(ProviderName::Depositphotos, "job");
    let told = events(&app, PROGRESS, &json!(id.encode())).await;
    let ledger = Ledger::open(&LedgerConfig::default(), app.data_dir(), Clock::system()).await.unwrap();
    let changes = ledger.generation_changes(&id, 0).await.unwrap();
    ledger.close().await;
    app.shutdown().await;
    let end = serde_json::to_value(changes.last().unwrap().job.status).unwrap();
    assert_eq!(told.last().unwrap()["data"]["generationProgress"]["status"], end);
    changes.into_iter().map(|change| (change.job.status, change.job.provider_status, change.job.failure)).collect()
}

#[tokio::test]
async fn a_state_that_nobody_knows_is_passed_on_and_is_no_end() {
    let recorded = recorded_of(&["new", "dreaming", "completed"]).await;
    assert_eq!(
        recorded,
        [
            (GenerationStatus::New, "new".to_owned(), None),
            (GenerationStatus::Unknown, "dreaming".to_owned(), None),
            (GenerationStatus::Completed, "completed".to_owned(), None),
        ]
    );
}

#[tokio::test]
async fn a_job_that_upstream_no_longer_knows_is_lost() {
    let recorded = recorded_of(&["new", ""]).await;
    let lost = (GenerationStatus::Failed, "new".to_owned(), Some(GenerationFailure::Lost));
    assert_eq!(recorded, [(GenerationStatus::New, "new".to_owned(), None), lost]);
}

/// A thousand listeners: as many operations as a socket may have, on some sockets.
const SOCKETS: usize = 10;
const OPERATIONS: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_listeners_hear_the_end_of_one_job() {
    let mut config = quick();
    config.generation.callbacks = false;
    let app = TestApp::with(config).await;
    app.next_generation("stalls", "sent").await;
    let job = generate(&app, json!({ "prompt": "A crowd", "idempotencyKey": "crowd" })).await["generation"].clone();
    let query = "subscription ($id: ID!) { generationProgress(id: $id) { status failure } }";
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS {
        let mut socket = Socket::ready(app.addr()).await;
        for id in 0..OPERATIONS {
            let payload = json!({ "query": query, "variables": { "id": job["id"] } });
            socket.say(json!({ "id": id.to_string(), "type": "subscribe", "payload": payload })).await;
        }
        sockets.push(socket);
    }
    let mut first = vec![vec![false; OPERATIONS]; SOCKETS];
    for (socket, heard) in sockets.iter_mut().zip(&mut first) {
        while heard.contains(&false) {
            let message = socket.hear().await;
            assert_eq!(message["type"], "next", "{message}");
            heard[message["id"].as_str().unwrap().parse::<usize>().unwrap()] = true;
        }
    }
    // A stalled job never ends upstream: the end that another process writes is what everybody has to hear.
    let id = GenerationId::decode(job["id"].as_str().unwrap()).unwrap();
    let ledger = Ledger::open(&LedgerConfig::default(), app.data_dir(), Clock::system()).await.unwrap();
    let present = ledger.generation_changes(&id, 0).await.unwrap().pop().unwrap().job;
    let end = Generation { status: GenerationStatus::Failed, failure: Some(GenerationFailure::Deadline), ..present };
    assert!(ledger.change_generation(&end).await.unwrap());
    ledger.close().await;
    for mut socket in sockets {
        let mut ends = vec![None; OPERATIONS];
        let mut completed = 0;
        while completed < OPERATIONS {
            let message = socket.hear().await;
            let id: usize = message["id"].as_str().unwrap().parse().unwrap();
            if message["type"] == "complete" {
                assert_eq!(ends[id], Some(json!({ "status": "FAILED", "failure": "DEADLINE" })));
                completed += 1;
            } else {
                ends[id] = Some(message["payload"]["data"]["generationProgress"].clone());
            }
        }
    }
    app.shutdown().await;
}

#[tokio::test]
async fn forged_callbacks_are_not_taken() {
    let app = TestApp::with(quick()).await;
    let forged = Request::new("POST", "/callbacks/generation/01K.AAAA").body(r#"{"data":{"uuid":"x"}}"#);
    assert_eq!(app.send(forged).await.status, 404);
    let odd = Request::new("POST", "/callbacks/generation/01K.AAAA").body("<html>");
    assert_eq!(app.send(odd).await.status, 404);
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
    let unknown = GenerationId::new(ProviderName::Depositphotos, "none").encode();
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
