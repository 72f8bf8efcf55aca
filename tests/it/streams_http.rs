//! Subscriptions over HTTP responses: server-sent events as graphql-sse has them, multipart answers as Apollo has them.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use jiff::Timestamp;
use portico::config::{
    auth::AuthConfig,
    http::{HttpConfig, StreamsConfig},
};
use serde_json::{Value as Json, json};

use crate::support::{
    chunks::Chunks,
    raw::Request,
    ticker::{Settings, Streaming},
};

const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const SSE: &str = "text/event-stream";
const MULTIPART: &str =
    "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9";
const MULTIPART_ALONE: &str = "multipart/mixed;subscriptionSpec=\"1.0\"";
const COMPLETE: &str = "event: complete\ndata:\n\n";

async fn start() -> Streaming {
    Streaming::start(ANYWHERE, Settings::default()).await.unwrap()
}

async fn with(http: HttpConfig) -> Streaming {
    Streaming::start(ANYWHERE, Settings { http, ..Settings::default() }).await.unwrap()
}

fn quick() -> HttpConfig {
    let streams = StreamsConfig { keep_alive: Duration::from_millis(50), ..StreamsConfig::default() };
    HttpConfig { request_timeout: Duration::from_millis(200), streams, ..HttpConfig::default() }
}

fn post(query: &str, accept: &str) -> Request {
    Request::query(query).accept(accept)
}

/// What a `next` event carries.
fn event(chunk: &str) -> Json {
    let data = chunk.strip_prefix("event: next\ndata: ").and_then(|rest| rest.strip_suffix("\n\n"));
    serde_json::from_str(data.unwrap_or_else(|| panic!("not an event: {chunk:?}"))).unwrap()
}

/// What a part carries, with the delimiter after it.
fn part(chunk: &str) -> Json {
    let body = chunk
        .strip_prefix("\r\ncontent-type: application/json\r\n\r\n")
        .and_then(|rest| rest.strip_suffix("\r\n--graphql"));
    serde_json::from_str(body.unwrap_or_else(|| panic!("not a part with its delimiter: {chunk:?}"))).unwrap()
}

#[tokio::test]
async fn events_come_as_they_happen_by_post_and_by_get() {
    let streaming = start().await;
    let query = "subscription { ticks { text } }";
    for request in [post(query, SSE), Request::get(&[("query", query)]).accept(SSE)] {
        let mut answer = Chunks::open(request, streaming.addr).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/event-stream; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-accel-buffering"), Some("no"));
        assert_eq!(answer.header("vary").map(|vary| vary.contains("accept")), Some(true));
        assert_eq!(answer.next().await.as_deref(), Some(":\n\n"));
        streaming.ticker.opened(1).await;
        for text in ["first", "second"] {
            streaming.ticker.tick(text);
            assert_eq!(event(&answer.next().await.unwrap())["data"], json!({ "ticks": { "text": text } }));
        }
        drop(answer);
        streaming.ticker.opened(0).await;
    }
}

#[tokio::test]
async fn an_event_stream_ends_with_a_complete_that_has_data() {
    let streaming = start().await;
    let mut answer = Chunks::open(post("subscription { count(to: 2) }", SSE), streaming.addr).await;
    let chunks = answer.rest().await;
    let expected = |number: i32| json!({ "data": { "count": number }, "extensions": { "cost": { "points": 1, "upstreamCalls": 0 } } });
    assert_eq!([event(&chunks[1]), event(&chunks[2])], [expected(1), expected(2)]);
    assert_eq!((chunks.len(), chunks[3].as_str()), (4, COMPLETE));
}

#[tokio::test]
async fn one_answer_is_an_event_where_nothing_else_is_taken() {
    let streaming = start().await;
    let whole = |reply: &str| {
        let events = reply.strip_prefix(":\n\n").and_then(|rest| rest.strip_suffix(COMPLETE)).unwrap();
        event(events)
    };
    for request in [post("{ one }", SSE), Request::get(&[("query", "{ one }")]).accept(SSE)] {
        let reply = request.send(streaming.addr).await;
        assert_eq!(
            (reply.status, reply.header("content-type").as_deref()),
            (200, Some("text/event-stream; charset=utf-8"))
        );
        assert_eq!(whole(&reply.body)["data"], json!({ "one": 1 }));
    }
    let reply = post("mutation { tick(text: \"x\") }", SSE).send(streaming.addr).await;
    assert_eq!(whole(&reply.body)["data"], json!({ "tick": 0 }));
    for query in ["subscription { nothing }", "subscription {", "{ nothing }"] {
        let reply = post(query, SSE).send(streaming.addr).await;
        assert_eq!(reply.status, 200);
        let refused = whole(&reply.body);
        assert!(refused.get("data").is_none() && refused["errors"][0]["locations"].is_array(), "{refused}");
    }
}

#[tokio::test]
async fn what_is_no_operation_is_refused_in_the_words_of_http() {
    let streaming = start().await;
    for accept in [SSE, MULTIPART, MULTIPART_ALONE] {
        for (request, status) in [
            (Request::post("nonsense").accept(accept), 400),
            (Request::get(&[("query", "mutation { tick(text: \"x\") }")]).accept(accept), 405),
            (post("{ one }", accept).header("authorization", "Bearer nonsense"), 401),
            (post("{ one }", accept).header("sec-fetch-site", "cross-site"), 403),
        ] {
            let reply = request.send(streaming.addr).await;
            assert_eq!(reply.status, status, "{accept}");
            reply.refusal();
        }
    }
}

#[tokio::test]
async fn the_bearer_of_a_token_is_the_viewer() {
    let auth = AuthConfig { anonymous: Some(false), ..AuthConfig::default() };
    let streaming = Streaming::start(ANYWHERE, Settings { auth, ..Settings::default() }).await.unwrap();
    let token = format!("Bearer {}", streaming.auth.development_token().unwrap().unwrap());
    let query = "subscription { viewer }";
    let mut events = Chunks::open(post(query, SSE).header("authorization", &token), streaming.addr).await;
    assert_eq!(event(&events.rest().await[1])["data"], json!({ "viewer": "developer" }));
    let mut parts = Chunks::open(post(query, MULTIPART).header("authorization", &token), streaming.addr).await;
    assert_eq!(part(&parts.rest().await[1])["payload"]["data"], json!({ "viewer": "developer" }));
    assert_eq!(post(query, SSE).send(streaming.addr).await.status, 401);
}

#[tokio::test]
async fn a_part_and_the_delimiter_after_it_go_out_together_as_it_happens() {
    let streaming = start().await;
    for accept in [
        MULTIPART,
        MULTIPART_ALONE,
        "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0,application/json",
        "multipart/mixed;subscriptionSpec=1.0, application/json",
        "multipart/mixed; boundary=\"-\"; subscriptionSpec=\"1.0\"",
    ] {
        let mut answer = Chunks::open(post("subscription { ticks { text } }", accept), streaming.addr).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("multipart/mixed; boundary=\"graphql\"; subscriptionSpec=1.0"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.next().await.as_deref(), Some("\r\n--graphql"));
        streaming.ticker.opened(1).await;
        for text in ["first", "\r\n--graphql"] {
            streaming.ticker.tick(text);
            let part = part(&answer.next().await.unwrap());
            assert_eq!(part["payload"]["data"], json!({ "ticks": { "text": text } }));
            assert_eq!(part.as_object().unwrap().len(), 1, "a part is its payload");
        }
        drop(answer);
        streaming.ticker.opened(0).await;
    }
}

#[tokio::test]
async fn a_multipart_answer_ends_with_the_closing_delimiter() {
    let streaming = start().await;
    let mut answer = Chunks::open(post("subscription { count(to: 2) }", MULTIPART), streaming.addr).await;
    let chunks = answer.rest().await;
    assert_eq!(
        [&part(&chunks[1])["payload"]["data"], &part(&chunks[2])["payload"]["data"]],
        [&json!({ "count": 1 }), &json!({ "count": 2 })]
    );
    assert_eq!((chunks.len(), chunks[3].as_str()), (4, "--\r\n"));
}

#[tokio::test]
async fn one_answer_stays_a_document_where_that_is_taken_and_is_a_part_where_not() {
    let streaming = start().await;
    let reply = post("{ one }", MULTIPART).send(streaming.addr).await;
    assert_eq!(reply.header("content-type").as_deref(), Some("application/graphql-response+json; charset=utf-8"));
    assert_eq!(reply.json()["data"], json!({ "one": 1 }));
    let refused = post("subscription { nothing }", MULTIPART).send(streaming.addr).await;
    assert_eq!((refused.status, refused.refusal().as_str()), (400, "GRAPHQL_VALIDATION_FAILED"));
    let reply = post("{ one }", MULTIPART_ALONE).send(streaming.addr).await;
    let body = reply.body.strip_prefix("\r\n--graphql").and_then(|rest| rest.strip_suffix("--\r\n")).unwrap();
    assert_eq!(part(body)["payload"]["data"], json!({ "one": 1 }));
    let refused = post("subscription { nothing }", MULTIPART_ALONE).send(streaming.addr).await;
    assert_eq!(refused.status, 200);
    assert!(refused.body.contains("{\"payload\":{\"errors\":["), "{refused:?}");
}

#[tokio::test]
async fn a_subscription_without_a_stream_is_an_error() {
    let streaming = start().await;
    for accept in ["application/json", "application/graphql-response+json", "*/*"] {
        let reply = post("subscription { count(to: 1) }", accept).send(streaming.addr).await;
        assert_eq!(reply.refusal(), "BAD_USER_INPUT", "{accept}");
    }
    assert_eq!(post("subscription { count(to: 1) }", "multipart/mixed").send(streaming.addr).await.status, 406);
    // Who takes both gets what fits the operation.
    let both = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed";
    assert_eq!(post("{ one }", both).send(streaming.addr).await.json()["data"], json!({ "one": 1 }));
    let mut events = Chunks::open(post("subscription { count(to: 1) }", both), streaming.addr).await;
    assert_eq!(event(&events.rest().await[1])["data"], json!({ "count": 1 }));
}

#[tokio::test]
async fn idle_streams_give_signs_of_life_and_outlive_the_deadline_of_requests() {
    let streaming = with(quick()).await;
    let query = "subscription { ticks { text } }";
    let mut events = Chunks::open(post(query, SSE), streaming.addr).await;
    let mut parts = Chunks::open(post(query, MULTIPART), streaming.addr).await;
    streaming.ticker.opened(2).await;
    assert_eq!(parts.next().await.as_deref(), Some("\r\n--graphql"));
    // Longer than the deadline.
    for _ in 0..6 {
        assert_eq!(events.next().await.as_deref(), Some(":\n\n"));
        assert_eq!(part(&parts.next().await.unwrap()), json!({}));
    }
    streaming.ticker.tick("still there");
    let told = |chunk: &str| chunk.contains("still there");
    while !told(&events.next().await.unwrap()) {}
    while !told(&parts.next().await.unwrap()) {}
    streaming.ticker.opened(2).await;
}

#[tokio::test]
async fn an_operation_with_one_answer_keeps_to_the_deadline() {
    let streaming = with(quick()).await;
    let reply = post("mutation { wait }", SSE).send(streaming.addr).await;
    assert_eq!((reply.status, reply.refusal().as_str()), (504, "UPSTREAM_TIMEOUT"));
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_says_so() {
    let expires = |_: &_| Some(Timestamp::UNIX_EPOCH);
    let streaming = Streaming::start(ANYWHERE, Settings { expires, ..Settings::default() }).await.unwrap();
    let query = "subscription { ticks { text } }";
    let mut events = Chunks::open(post(query, SSE), streaming.addr).await;
    let last = events.rest().await.pop().unwrap();
    let last = event(last.strip_suffix(COMPLETE).unwrap());
    assert_eq!(last["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let mut parts = Chunks::open(post(query, MULTIPART), streaming.addr).await;
    let last = parts.rest().await.pop().unwrap();
    let last = part(last.strip_suffix("--\r\n").unwrap());
    assert_eq!((&last["payload"], &last["errors"][0]["extensions"]["code"]), (&Json::Null, &json!("UNAUTHENTICATED")));
}

#[tokio::test]
async fn a_bug_in_a_subscription_ends_it_in_order() {
    let streaming = start().await;
    let mut events = Chunks::open(post("subscription { panics }", SSE), streaming.addr).await;
    let chunks = events.rest().await;
    assert_eq!(event(&chunks[1])["data"], json!({ "panics": 1 }));
    let last = event(chunks[2].strip_suffix(COMPLETE).unwrap());
    assert_eq!(last["errors"][0], json!({ "message": "Internal error.", "extensions": { "code": "INTERNAL" } }));
}

#[tokio::test]
async fn a_client_that_stops_reading_is_waited_for_within_bounds_and_then_cut() {
    let streaming = with(HttpConfig { write_timeout: Duration::from_millis(200), ..HttpConfig::default() }).await;
    let answer = Chunks::open(post("subscription { flood(bytes: 1000000) }", SSE), streaming.addr).await;
    streaming.ticker.opened(1).await;
    streaming.ticker.opened(0).await;
    let flooded = streaming.ticker.flooded();
    assert!(flooded < 20, "{flooded} answers were made for a client that reads none");
    drop(answer);
}
