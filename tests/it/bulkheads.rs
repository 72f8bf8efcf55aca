//! A provider that is down or slow costs the others nothing, and after a while nobody waits for it any more.

use std::{sync::Arc, time::Duration};

use portico::{
    clock::Clock,
    config::providers::{AdobeStockConfig, DepositphotosConfig},
    domain::{
        id::{ItemId, LicenseId},
        provider::{Health, ProviderName},
        transaction::References,
    },
    providers::{
        CallContext, CallMeter, ErrorKind, Outcome, Provider, Spending,
        adobe_stock::AdobeStock,
        depositphotos::Depositphotos,
        spend::{LicenseLine, LicenseOrder},
    },
};
use serde_json::{Value, json};

use crate::{
    adobe_client,
    support::{
        adobe::Wire,
        app::{self, TestApp},
        raw::Request,
        upstream::{Script, Upstream},
    },
};

/// Longer than any test.
const NEVER: Duration = Duration::from_secs(3_600);

fn context() -> CallContext {
    CallContext { request_id: "test".into(), tenant: "default".into(), meter: CallMeter::new(1_000) }
}

fn search(provider: &str, words: &str) -> String {
    format!("{{ search(query: \"{words}\", providers: [{provider}], first: 2) {{ nodes {{ id }} }} }}")
}

const STATES: &str = "{ providers { name status capabilities } }";

/// An application whose Adobe Stock is given up after three failures, and tried again after `pause`.
async fn brittle(pause: Duration) -> TestApp {
    let mut config = app::config();
    let adobe = &mut config.providers.adobe_stock;
    (adobe.retries, adobe.breaker_failures, adobe.breaker_pause) = (0, 3, pause);
    TestApp::with(config).await
}

async fn states(app: &TestApp) -> (Value, Value) {
    let providers = app.data(STATES).await["providers"].take();
    let names: Vec<_> = providers.as_array().unwrap().iter().map(|provider| &provider["name"]).collect();
    assert_eq!(names, ["DEPOSITPHOTOS", "ADOBE_STOCK"]);
    (providers[0]["status"].clone(), providers[1]["status"].clone())
}

#[tokio::test]
async fn what_keeps_failing_is_left_alone_and_everything_says_so() {
    let app = brittle(NEVER).await;
    assert_eq!(states(&app).await, (json!("UP"), json!("UP")));
    app.fault(&json!({ "provider": "adobe_stock", "kind": "lost_request", "times": 1_000 })).await;
    app.forget_calls().await;
    for (attempt, calls) in [1, 2, 3, 3, 3].into_iter().enumerate() {
        let answer = app.answer(&search("ADOBE_STOCK", "fox"), json!({})).await;
        let error = &answer["errors"][0]["extensions"];
        assert_eq!(error["code"], "UPSTREAM_UNAVAILABLE", "{answer}");
        assert_eq!(error["provider"]["retryable"], true);
        assert_eq!(app.commands().await.len(), calls, "attempt {attempt}");
        assert_eq!(answer["extensions"]["cost"]["upstreamCalls"], u8::from(attempt < 3), "attempt {attempt}");
    }
    assert_eq!(states(&app).await, (json!("UP"), json!("DOWN")));
    let ready = app.send(Request::new("GET", "/readyz")).await;
    assert_eq!(ready.status, 200, "who is not asked cannot come back");
    assert_eq!(ready.json()["providers"], json!({ "adobe_stock": "down", "depositphotos": "up" }));
    let found = app.data(&search("DEPOSITPHOTOS", "fox")).await;
    assert_eq!(found["search"]["nodes"].as_array().map(Vec::len), Some(2));
    // Nor is anything bought there, and no outcome guessed.
    let item = ItemId::new(ProviderName::AdobeStock, "796731884").encode();
    let license = LicenseId::new(ProviderName::AdobeStock, "Standard").encode();
    let buy =
        "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) { purchase { id } userErrors { code } } }";
    let input = json!({ "itemId": item, "licenseId": license, "sizeId": "Standard", "idempotencyKey": "held back" });
    let answer = app.answer(buy, json!({ "input": input })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UPSTREAM_UNAVAILABLE", "{answer}");
    assert_eq!(app.book().await, Vec::<Value>::new());
    app.shutdown().await;
}

#[tokio::test]
async fn after_a_pause_one_answer_is_enough() {
    let app = brittle(Duration::from_millis(1)).await;
    let fault = json!({ "provider": "adobe_stock", "command": "Search/Files", "kind": "lost_request", "times": 3 });
    app.fault(&fault).await;
    for _ in 0..3 {
        let answer = app.answer(&search("ADOBE_STOCK", "fox"), json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UPSTREAM_UNAVAILABLE", "{answer}");
    }
    // It is held back for a moment, and then let through.
    loop {
        let answer = app.answer(&search("ADOBE_STOCK", "fox"), json!({})).await;
        if answer.get("errors").is_none() {
            break;
        }
    }
    assert_eq!(states(&app).await, (json!("UP"), json!("UP")));
    app.shutdown().await;
}

/// Depositphotos on a sandbox; an Adobe Stock that gives tokens and then hangs, one call at a time.
async fn one_hangs() -> (Wire, Upstream, Arc<TestApp>) {
    let wire = Wire::start().await;
    let adobe = adobe_client::upstream(|_| Script::Hang).await;
    let mut config = app::config();
    config.providers.depositphotos.url = wire.sandbox.address_of("depositphotos");
    config.providers.adobe_stock.url = Some(format!("http://{}/adobe", adobe.addr).parse().unwrap());
    config.providers.adobe_stock.max_concurrent = 1;
    config.providers.adobe_stock.timeout = NEVER;
    config.http.request_timeout = NEVER;
    (wire, adobe, Arc::new(TestApp::with(config).await))
}

/// Asks, and lets go of the answer.
fn begin(app: &Arc<TestApp>, document: String) -> tokio::task::JoinHandle<Value> {
    let app = app.clone();
    tokio::spawn(async move { app.answer(&document, json!({})).await })
}

async fn until(mut done: impl FnMut() -> bool) {
    while !done() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn whoever_asks_one_does_not_wait_for_the_other() {
    let (wire, adobe, app) = one_hangs().await;
    // The only turn is taken, and others wait for it.
    let waiting: Vec<_> = ["a", "b", "c"].iter().map(|words| begin(&app, search("ADOBE_STOCK", words))).collect();
    until(|| !adobe.asked_for("Search/Files").is_empty()).await;
    for words in ["fox", "dog", "cat"] {
        let found = app.data(&search("DEPOSITPHOTOS", words)).await;
        assert_eq!(found["search"]["nodes"].as_array().map(Vec::len), Some(2));
    }
    assert!(waiting.iter().all(|waiting| !waiting.is_finished()));
    assert_eq!(adobe.asked_for("Search/Files").len(), 1, "one at a time");
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
    wire.sandbox.shutdown().await;
}

#[tokio::test]
async fn an_item_that_is_being_fetched_beside_a_slow_one_is_there_for_others() {
    let (wire, adobe, app) = one_hangs().await;
    let theirs = ItemId::new(ProviderName::AdobeStock, "796731884").encode();
    let found = app.data(&search("DEPOSITPHOTOS", "fox")).await;
    let ours = found["search"]["nodes"][0]["id"].as_str().unwrap().to_owned();
    let both = begin(&app, format!("{{ nodes(ids: [\"{ours}\", \"{theirs}\"]) {{ id }} }}"));
    until(|| !adobe.asked_for("Media/1/Files").is_empty()).await;
    let item = app.data(&format!("{{ item(id: \"{ours}\") {{ id tags }} }}")).await;
    assert_eq!(item["item"]["id"], ours);
    assert!(!both.is_finished());
    both.abort();
    wire.sandbox.shutdown().await;
}

fn order(provider: ProviderName, key: &str) -> LicenseOrder {
    let line = LicenseLine {
        item_id: ItemId::new(provider, key),
        license_id: LicenseId::new(provider, "Standard"),
        size_id: "Standard".to_owned(),
        options: Vec::new(),
        buy_again: false,
        accept_overage: false,
    };
    LicenseOrder { lines: vec![line], references: References::default() }
}

#[tokio::test]
async fn a_spend_is_not_sent_while_reads_are_held_back_and_its_own_failure_holds_back_nothing() {
    let upstream =
        Upstream::start(Vec::new(), |said| (!said.contains("loginEnterprise")).then_some(Script::Drop)).await;
    let config = DepositphotosConfig {
        url: Some(format!("http://{}", upstream.addr).parse().unwrap()),
        retries: 0,
        breaker_failures: 2,
        breaker_pause: NEVER,
        ..DepositphotosConfig::default()
    };
    let client = Depositphotos::new(&config, Clock::system()).unwrap();
    let order = order(ProviderName::Depositphotos, "1");
    for sent in 1..=3 {
        let outcome = client.license(&context(), &order).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
        assert_eq!(upstream.asked("licenseItem").len(), sent);
    }
    assert_eq!(client.health().await, Health::Up);
    for expected in [ErrorKind::Unavailable, ErrorKind::Unavailable, ErrorKind::HeldBack, ErrorKind::HeldBack] {
        assert_eq!(client.account(&context()).await.unwrap_err().kind(), expected);
    }
    assert_eq!((client.health().await, upstream.asked("getUserEnterpriseGroup").len()), (Health::Down, 2));
    let outcome = client.license(&context(), &order).await;
    assert!(matches!(&outcome, Outcome::NotSent(error) if error.kind() == ErrorKind::HeldBack), "{outcome:?}");
    assert_eq!(upstream.asked("licenseItem").len(), 3);
}

#[tokio::test]
async fn without_tokens_searches_go_on() {
    let found = json!({ "nb_results": 0, "files": [] });
    let upstream = Upstream::answering(move |asked| {
        if asked.path.ends_with("/ims/token/v3") {
            Script::Status(503, "text/html", "<h1>Service Unavailable</h1>".to_owned())
        } else {
            Script::Json(found.to_string())
        }
    })
    .await;
    let config = AdobeStockConfig {
        url: Some(format!("http://{}", upstream.addr).parse().unwrap()),
        retries: 0,
        breaker_failures: 2,
        breaker_pause: NEVER,
        ..AdobeStockConfig::default()
    };
    let client = AdobeStock::new(&config, Clock::system()).unwrap();
    for expected in [ErrorKind::Unavailable, ErrorKind::Unavailable, ErrorKind::HeldBack] {
        assert_eq!(client.account(&context()).await.unwrap_err().kind(), expected);
    }
    assert_eq!((client.health().await, upstream.asked_for("/ims/token/v3").len()), (Health::Degraded, 2));
    let items = client.items(&context(), &[ItemId::new(ProviderName::AdobeStock, "1")], Default::default()).await;
    assert!(items.values().all(|item| matches!(item, Ok(None))), "{items:?}");
}
