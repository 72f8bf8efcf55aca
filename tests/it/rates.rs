//! How often, and how much at a time: who asks too often is told when to come back, and nothing of it reaches upstream.

use std::{net::SocketAddr, time::Duration};

use portico::config::{Config, Mode, limits::RateConfig};
use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};

use crate::support::{
    app::{self, TestApp},
    raw::{self, Request},
    socket::Socket,
};

/// Buckets for two of [`search`]; what is lacking for a third takes minutes to come back.
const BUCKET: u32 = 1_000;

/// A search that costs some 400 points, and is in no cache yet.
fn search(word: &str) -> String {
    format!(r#"{{ search(query: "{word}", first: 100) {{ nodes {{ id title author {{ username }} }} }} }}"#)
}

fn limited(change: impl FnOnce(&mut RateConfig)) -> Config {
    let mut config = app::config();
    config.limits.cost = u64::from(BUCKET);
    config.limits.rate = RateConfig { viewer_burst: BUCKET, tenant_burst: BUCKET, keys: 100, ..RateConfig::off() };
    change(&mut config.limits.rate);
    config
}

fn points_per_second(config: &mut RateConfig) {
    config.viewer_points_per_second = 1;
}

/// An application whose viewer has used up two thirds of the bucket.
async fn nearly_empty() -> TestApp {
    let app = TestApp::with(limited(points_per_second)).await;
    let mut before = BUCKET;
    for word in ["fox", "dog"] {
        let reply = app.send(Request::query(&search(word))).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        let cost = &reply.json()["extensions"]["cost"];
        let left = left(&cost["throttle"]);
        let points = u32::try_from(cost["points"].as_u64().unwrap()).unwrap();
        // A few points may have come back meanwhile.
        assert!((before - points..before).contains(&left), "{cost}");
        before = left;
    }
    app
}

fn left(throttle: &Value) -> u32 {
    assert_eq!((&throttle["maximumAvailable"], &throttle["restoreRate"]), (&json!(BUCKET), &json!(1)), "{throttle}");
    u32::try_from(throttle["currentlyAvailable"].as_u64().unwrap()).unwrap()
}

#[tokio::test]
async fn one_operation_too_many_is_429_in_every_form() {
    let app = nearly_empty().await;
    let third = search("cat");
    for request in [
        Request::query(&third),
        Request::query(&third).accept("application/graphql-response+json"),
        Request::get(&[("query", &third)]),
    ] {
        let reply = app.send(request).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (429, "RATE_LIMITED"), "{reply:?}");
        let seconds: u64 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=u64::from(BUCKET)).contains(&seconds), "{seconds}");
        let body = reply.json();
        assert_eq!(body["errors"][0]["extensions"]["retryAfter"], seconds);
        let cost = &body["extensions"]["cost"];
        assert_eq!((&cost["points"], &cost["upstreamCalls"]), (&json!(0), &json!(0)));
        assert!(left(&cost["throttle"]) > 0, "there is something left, and it is said: {cost}");
    }
    assert_eq!(app.commands().await, ["search", "search"], "nothing of it reached upstream");
    let small = app.send(Request::query("{ __typename }")).await;
    assert_eq!(small.status, 200, "what there are points for is run: {small:?}");
    app.shutdown().await;
}

#[tokio::test]
async fn streams_and_sockets_are_told_in_their_own_way() {
    let app = nearly_empty().await;
    let reply = app.send(Request::query(&search("cat")).accept("text/event-stream")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let event = reply.body.split("event: next\ndata: ").nth(1).unwrap().lines().next().unwrap();
    let error = &serde_json::from_str::<Value>(event).unwrap()["errors"][0];
    assert_eq!(error["extensions"]["code"], "RATE_LIMITED");
    assert!(error["extensions"]["retryAfter"].as_u64() >= Some(1));
    assert!(reply.header("retry-after").is_some());

    let mut socket = Socket::ready(app.addr()).await;
    socket.subscribe("1", &search("cat")).await;
    let refused = socket.hear().await;
    assert_eq!((&refused["type"], &refused["id"]), (&json!("error"), &json!("1")), "{refused}");
    let said = &refused["payload"][0]["extensions"];
    assert_eq!(said["code"], "RATE_LIMITED");
    assert!(said["retryAfter"].as_u64() >= Some(1));
    socket.subscribe("1", "{ __typename }").await;
    assert_eq!(socket.data("1").await, json!({ "__typename": "Query" }), "the socket lives on");
    assert_eq!(app.commands().await, ["search", "search"]);
    app.shutdown().await;
}

#[tokio::test]
async fn whoever_says_no_name_is_known_by_the_address() {
    let mut config = limited(points_per_second);
    config.mode = Mode::Production;
    config.sandbox.allowed_in_production = true;
    config.auth.anonymous = Some(true);
    let app = TestApp::with(config).await;
    for word in ["fox", "dog"] {
        assert_eq!(ask_from([127, 0, 0, 1], app.addr(), &search(word)).await, 200);
    }
    assert_eq!(ask_from([127, 0, 0, 1], app.addr(), &search("cat")).await, 429);
    assert_eq!(ask_from([127, 0, 0, 2], app.addr(), &search("cat")).await, 200, "somebody else");
    app.shutdown().await;
}

/// The status of the answer to a document that comes from this address of this machine.
async fn ask_from(from: [u8; 4], addr: SocketAddr, document: &str) -> u16 {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    let mut stream: TcpStream = socket.connect(addr).await.unwrap();
    let body = json!({ "query": document }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    raw::read(&mut stream, false).await.status
}

/// One call a minute, `burst` at once, and no patience.
fn calls(burst: u32) -> Config {
    limited(|rate| {
        (rate.upstream_calls_per_minute, rate.upstream_burst) = (1, burst);
        rate.upstream_wait = Duration::ZERO;
    })
}

#[tokio::test]
async fn upstream_calls_beyond_the_tenants_rate_are_not_made() {
    let app = TestApp::with(calls(3)).await;
    let searches: Vec<_> =
        (0..20).map(|n| format!(r#"s{n}: search(query: "fox {n}", first: 1) {{ totalCount }}"#)).collect();
    let answer = app.answer(&format!("{{ {} }}", searches.join(" ")), json!({})).await;
    let found = answer["data"].as_object().unwrap().values().filter(|search| !search["totalCount"].is_null()).count();
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!((found + errors.len(), app.commands().await.len()), (20, found), "{answer}");
    assert!(found >= 3 && !errors.is_empty(), "{answer}");
    for error in errors {
        assert_eq!(error["extensions"]["code"], "RATE_LIMITED", "{error}");
        assert_eq!(error["extensions"]["provider"]["retryable"], true, "{error}");
    }
    app.shutdown().await;
}

const LICENSE: &str = "mutation ($input: LicenseItemInput!) { licenseItem(input: $input) {
    purchase { status } userErrors { code message } } }";
const RECORDED: &str = r#"{ purchaseByIdempotencyKey(key: "once") { id } }"#;

/// What buys an item, and the calls that are made before the one that spends.
async fn purchase() -> (Value, usize) {
    let app = TestApp::start().await;
    let data = app
        .data(r#"{ search(query: "dog", filter: { kinds: [IMAGE] }, first: 1) { nodes { id licenses { id sizes { id enabled } } } } }"#)
        .await;
    let item = &data["search"]["nodes"][0];
    let license = &item["licenses"][0];
    let size = license["sizes"].as_array().unwrap().iter().find(|size| size["enabled"] == true).unwrap();
    let input =
        json!({ "itemId": item["id"], "licenseId": license["id"], "sizeId": size["id"], "idempotencyKey": "once" });
    app.forget_calls().await;
    let answer = app.answer(LICENSE, json!({ "input": input })).await;
    assert_eq!(answer["data"]["licenseItem"]["purchase"]["status"], "SETTLED", "{answer}");
    let before = app.commands().await.iter().position(|command| command == "licenseItem").unwrap();
    app.shutdown().await;
    (json!({ "input": input }), before)
}

#[tokio::test]
async fn a_purchase_is_refused_before_it_is_recorded_or_made_to_its_end() {
    let (input, before) = purchase().await;
    let enough = u32::try_from(before).unwrap() + 1;

    let app = TestApp::with(calls(enough - 1)).await;
    let answer = app.answer(LICENSE, input.clone()).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{answer}");
    assert_eq!(app.data(RECORDED).await["purchaseByIdempotencyKey"], Value::Null, "the key is still free");
    assert!(app.book().await.is_empty() && !app.commands().await.contains(&"licenseItem".to_owned()));
    app.shutdown().await;

    let app = TestApp::with(calls(enough)).await;
    let answer = app.answer(LICENSE, input).await;
    assert_eq!(answer["data"]["licenseItem"]["purchase"]["status"], "SETTLED", "{answer}");
    assert_eq!(app.book().await.len(), 1, "the last call of all was not held up");
    app.shutdown().await;
}
