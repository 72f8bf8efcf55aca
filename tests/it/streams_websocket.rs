//! Operations over WebSockets, as the protocol `graphql-transport-ws` has them: messages, codes of closing, bounds.

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
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{
    raw::Request,
    socket::Socket,
    ticker::{Settings, Streaming},
};

const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

async fn start() -> Streaming {
    Streaming::start(ANYWHERE, Settings::default()).await.unwrap()
}

async fn with_http(http: HttpConfig) -> Streaming {
    Streaming::start(ANYWHERE, Settings { http, ..Settings::default() }).await.unwrap()
}

async fn with(streams: StreamsConfig) -> Streaming {
    with_http(HttpConfig { streams, ..HttpConfig::default() }).await
}

#[tokio::test]
async fn the_handshake_agrees_on_the_protocol() {
    let streaming = start().await;
    for offered in ["graphql-transport-ws", "graphql-ws, graphql-transport-ws", "graphql-transport-ws, graphql-ws"] {
        let socket = Socket::handshake(streaming.addr, &[("sec-websocket-protocol", offered)]).await.unwrap();
        assert_eq!(socket.protocol.as_deref(), Some("graphql-transport-ws"), "{offered}");
    }
}

#[tokio::test]
async fn no_other_protocol_is_spoken() {
    let streaming = start().await;
    let socket = Socket::handshake(streaming.addr, &[]).await.unwrap();
    assert_eq!(socket.protocol, None);
    assert_eq!(socket.closed().await.0, 4406);
    for offered in ["graphql-ws", "nonsense", "nonsense, graphql-ws"] {
        // A client that offers protocols must not go on without one: it would never hear a code.
        let refused = Socket::handshake(streaming.addr, &[("sec-websocket-protocol", offered)]).await;
        assert_eq!(refused.unwrap_err(), 400, "{offered}");
    }
}

#[tokio::test]
async fn what_is_no_handshake_is_refused_in_the_words_of_http() {
    let streaming = start().await;
    let asked =
        |method| Request::new(method, "/graphql").header("connection", "upgrade").header("upgrade", "websocket");
    for (request, status) in [
        (asked("GET"), 400),
        (
            asked("GET").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==").header("sec-websocket-version", "8"),
            400,
        ),
        (asked("POST"), 405),
    ] {
        let reply = request.send(streaming.addr).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (status, "BAD_USER_INPUT"));
    }
}

#[tokio::test]
async fn a_subscription_gives_its_answers_and_completes() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("a", "subscription { count(to: 3) }").await;
    for number in 1..=3 {
        let answer = socket.hear().await;
        assert_eq!((&answer["id"], &answer["type"]), (&json!("a"), &json!("next")));
        assert_eq!(answer["payload"]["data"], json!({ "count": number }));
        assert_eq!(answer["payload"]["extensions"]["cost"], json!({ "points": 1, "upstreamCalls": 0 }));
    }
    socket.completed("a").await;
    socket.silent().await;
}

#[tokio::test]
async fn queries_and_mutations_give_one_answer() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    for (query, data) in [("{ one }", json!({ "one": 1 })), ("mutation { tick(text: \"x\") }", json!({ "tick": 0 }))] {
        socket.subscribe("q", query).await;
        assert_eq!(socket.data("q").await, data);
        socket.completed("q").await;
    }
}

#[tokio::test]
async fn name_and_variables_are_honoured_and_other_members_ignored() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    let payload = json!({
        "query": "query A { one } subscription B($to: Int!) { count(to: $to) }",
        "operationName": "B", "variables": { "to": 1 }, "extensions": null, "unknown": 1,
    });
    socket.say(json!({ "id": "1", "type": "subscribe", "payload": payload, "unknown": [] })).await;
    assert_eq!(socket.data("1").await, json!({ "count": 1 }));
    socket.completed("1").await;
}

#[tokio::test]
async fn pings_are_answered_and_pongs_are_not() {
    let streaming = start().await;
    let mut socket = Socket::open(streaming.addr).await;
    socket.say(json!({ "type": "pong" })).await;
    socket.silent().await;
    socket.say(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
    socket.say(json!({ "type": "pong", "payload": { "a": 1 } })).await;
    socket.say(json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong", "payload": { "a": 1 } }));
    socket.silent().await;
}

#[tokio::test]
async fn binary_frames_may_carry_messages() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.send(Message::binary(json!({ "type": "ping" }).to_string())).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn what_breaks_the_protocol_closes_the_socket_with_its_code() {
    let streaming = start().await;
    let query = json!({ "query": "subscription { ticks { text } }" });
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": query }).to_string();
    let init = json!({ "type": "connection_init" }).to_string();
    let start = json!({ "id": "1", "type": "start", "payload": query }).to_string();
    let nameless = json!({ "type": "subscribe", "payload": query }).to_string();
    for (ready, said, code) in [
        (false, vec![Message::text(&subscribe)], 4401),
        (false, vec![Message::text("nonsense")], 4400),
        (true, vec![Message::text("nonsense")], 4400),
        (true, vec![Message::text("{\"type\":\"nonsense\"}")], 4400),
        (true, vec![Message::text(&start)], 4400),
        (true, vec![Message::text(&nameless)], 4400),
        (true, vec![Message::binary(vec![0xff, 0xfe])], 4400),
        (true, vec![Message::text(&init)], 4429),
        (false, vec![Message::text(&init), Message::text(&init)], 4429),
        (true, vec![Message::text(&subscribe), Message::text(&subscribe)], 4409),
    ] {
        let mut socket = if ready { Socket::ready(streaming.addr).await } else { Socket::open(streaming.addr).await };
        for message in said.clone() {
            socket.send(message).await;
        }
        let (closed, reason) = socket.closed().await;
        assert_eq!(closed, code, "{said:?}: {reason}");
        assert!(!reason.is_empty());
    }
    streaming.ticker.opened(0).await;
}

#[tokio::test]
async fn a_request_that_is_refused_is_one_error_and_no_complete() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    for (query, code) in [
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { count(to: 1) again: count(to: 1) }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription ($to: Int!) { count(to: $to) }", "BAD_USER_INPUT"),
    ] {
        socket.subscribe("1", query).await;
        let message = socket.hear().await;
        assert_eq!((&message["id"], &message["type"]), (&json!("1"), &json!("error")), "{message}");
        let errors = message["payload"].as_array().unwrap();
        assert_eq!(errors[0]["extensions"]["code"], code, "{message}");
        assert!(errors[0]["locations"].is_array(), "{message}");
        socket.silent().await;
    }
}

#[tokio::test]
async fn field_errors_come_with_the_answer_located_and_masked() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription {\n  t: ticks { c: careful }\n}").await;
    streaming.ticker.opened(1).await;
    for (text, message, code) in [("refuse", "refused", "UPSTREAM_REJECTED"), ("fail", "Internal error.", "INTERNAL")] {
        streaming.ticker.tick(text);
        let said = socket.hear().await;
        assert_eq!(said["type"], "next");
        assert_eq!(said["payload"]["data"], json!({ "t": { "c": null } }));
        assert_eq!(
            said["payload"]["errors"],
            json!([{ "message": message, "locations": [{ "line": 2, "column": 14 }], "path": ["t", "c"],
                     "extensions": { "code": code } }])
        );
    }
    streaming.ticker.tick("fine");
    assert_eq!(socket.data("1").await, json!({ "t": { "c": "fine" } }));
}

#[tokio::test]
async fn a_subscription_that_cannot_begin_answers_with_the_reason_and_completes() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { refused }").await;
    let said = socket.hear().await;
    assert_eq!((&said["type"], &said["payload"]["data"]), (&json!("next"), &Json::Null));
    assert_eq!(said["payload"]["errors"][0]["message"], "refused from the start");
    assert_eq!(said["payload"]["errors"][0]["path"], json!(["refused"]));
    socket.completed("1").await;
}

#[tokio::test]
async fn each_event_has_the_upstream_calls_of_an_operation() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { ticks { calls } }").await;
    streaming.ticker.opened(1).await;
    // One more than an operation may make.
    for _ in 0..3 {
        streaming.ticker.tick("x");
        let said = socket.hear().await;
        assert_eq!(said["payload"]["data"], json!({ "ticks": { "calls": 1 } }), "{said}");
        assert_eq!(said["payload"]["extensions"]["cost"]["upstreamCalls"], 1);
    }
}

#[tokio::test]
async fn a_bug_in_one_operation_is_the_end_of_no_other() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { panics }").await;
    assert_eq!(socket.data("1").await, json!({ "panics": 1 }));
    let said = socket.hear().await;
    assert_eq!(
        said,
        json!({ "id": "1", "type": "error", "payload": [{ "message": "Internal error.", "extensions": { "code": "INTERNAL" } }] })
    );
    socket.silent().await;
}

#[tokio::test]
async fn a_client_that_completes_hears_no_more_and_may_use_the_id_again() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { ticks { text } }").await;
    streaming.ticker.opened(1).await;
    streaming.ticker.tick("first");
    assert_eq!(socket.data("1").await, json!({ "ticks": { "text": "first" } }));
    socket.say(json!({ "id": "1", "type": "complete" })).await;
    streaming.ticker.opened(0).await;
    streaming.ticker.tick("nobody hears");
    socket.say(json!({ "id": "unknown", "type": "complete" })).await;
    socket.silent().await;
    socket.subscribe("1", "subscription { count(to: 1) }").await;
    assert_eq!(socket.data("1").await, json!({ "count": 1 }));
    socket.completed("1").await;
}

#[tokio::test]
async fn what_a_completed_operation_still_had_to_say_is_not_said_for_its_successor() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    // The flood's answers stand in the queue when its id is used again.
    for round in 0..20 {
        socket.subscribe("1", "subscription { flood(bytes: 10) }").await;
        assert_eq!(socket.data("1").await["flood"], "xxxxxxxxxx");
        socket.say(json!({ "id": "1", "type": "complete" })).await;
        socket.say(json!({ "type": "ping", "payload": { "round": round } })).await;
        socket.subscribe("1", "{ one }").await;
        while socket.hear().await != json!({ "type": "pong", "payload": { "round": round } }) {}
        assert_eq!(socket.data("1").await, json!({ "one": 1 }));
        socket.completed("1").await;
    }
}

#[tokio::test]
async fn fifty_subscriptions_share_a_socket() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    for id in 0..50 {
        socket.subscribe(&id.to_string(), "subscription { count(to: 3) }").await;
    }
    let mut heard = vec![Vec::new(); 50];
    while heard.iter().any(|numbers| numbers.last() != Some(&0)) {
        let said = socket.hear().await;
        let id: usize = said["id"].as_str().unwrap().parse().unwrap();
        heard[id].push(said["payload"]["data"]["count"].as_i64().unwrap_or(0));
    }
    assert!(heard.iter().all(|numbers| numbers == &[1, 2, 3, 0]), "{heard:?}");
}

#[tokio::test]
async fn operations_of_a_socket_are_limited() {
    let streaming = with(StreamsConfig { operations_per_socket: 2, ..StreamsConfig::default() }).await;
    let mut socket = Socket::ready(streaming.addr).await;
    for id in ["1", "2", "3"] {
        socket.subscribe(id, "subscription { ticks { text } }").await;
    }
    let refused = socket.hear().await;
    assert_eq!((&refused["id"], &refused["type"]), (&json!("3"), &json!("error")));
    assert_eq!(refused["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    streaming.ticker.opened(2).await;
    streaming.ticker.tick("x");
    let mut told = [socket.hear().await["id"].take(), socket.hear().await["id"].take()];
    told.sort_by_key(ToString::to_string);
    assert_eq!(told, [json!("1"), json!("2")]);
    socket.say(json!({ "id": "1", "type": "complete" })).await;
    socket.subscribe("3", "{ one }").await;
    assert_eq!(socket.data("3").await, json!({ "one": 1 }));
}

#[tokio::test]
async fn a_message_that_is_too_large_closes_the_socket() {
    let streaming = with_http(HttpConfig { body_limit: 1_000, ..HttpConfig::default() }).await;
    for bytes in [1_001, 100_000] {
        let mut socket = Socket::ready(streaming.addr).await;
        socket.send(Message::text(format!("{:<1000}", "{\"type\":\"ping\"}"))).await;
        assert_eq!(socket.hear().await, json!({ "type": "pong" }));
        socket.send(Message::text(" ".repeat(bytes))).await;
        assert_eq!(socket.closed().await.0, 1009, "{bytes}");
    }
}

#[tokio::test]
async fn a_message_of_too_many_values_closes_the_socket() {
    let streaming = start().await;
    let ping = |values| json!({ "type": "ping", "payload": { "x": vec![0; values] } });
    let mut socket = Socket::ready(streaming.addr).await;
    socket.say(ping(990)).await;
    assert_eq!(socket.hear().await["type"], "pong");
    socket.say(ping(1_000)).await;
    assert_eq!(socket.closed().await.0, 1009);
}

#[tokio::test]
async fn who_does_not_say_who_asks_is_closed() {
    let init_timeout = Duration::from_millis(300);
    let streaming = with(StreamsConfig { init_timeout, ..StreamsConfig::default() }).await;
    let ready = Socket::ready(streaming.addr).await;
    let mut silent = Socket::open(streaming.addr).await;
    silent.say(json!({ "type": "ping" })).await;
    assert_eq!(silent.closed().await.0, 4408);
    let mut ready = ready;
    ready.silent().await;
}

#[tokio::test]
async fn a_token_of_either_way_names_the_viewer_and_a_bad_one_closes() {
    let auth = AuthConfig { anonymous: Some(false), ..AuthConfig::default() };
    let streaming = Streaming::start(ANYWHERE, Settings { auth, ..Settings::default() }).await.unwrap();
    let token = format!("Bearer {}", streaming.auth.development_token().unwrap().unwrap());
    for key in ["Authorization", "authorization", "AUTHORIZATION"] {
        let mut socket = Socket::ready_with(streaming.addr, json!({ key: token })).await;
        socket.subscribe("1", "subscription { viewer }").await;
        assert_eq!(socket.data("1").await, json!({ "viewer": "developer" }));
    }
    let mut by_header = Socket::handshake(streaming.addr, &[PROTOCOL, ("authorization", &token)]).await.unwrap();
    by_header.say(json!({ "type": "connection_init" })).await;
    assert_eq!(by_header.hear().await, json!({ "type": "connection_ack" }));
    for payload in [
        json!({ "Authorization": "Bearer nonsense" }),
        json!({ "authorization": "nonsense" }),
        json!({ "authorization": 1 }),
        json!({}),
        Json::Null,
    ] {
        let mut socket = Socket::open(streaming.addr).await;
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        let (code, reason) = socket.closed().await;
        assert_eq!(code, 4403, "{payload}");
        assert!(reason.starts_with("Forbidden: ") && !reason.contains("nonsense"), "{reason}");
    }
    let headers = [PROTOCOL, ("authorization", "Bearer nonsense")];
    assert_eq!(Socket::handshake(streaming.addr, &headers).await.unwrap_err(), 401);
}

#[tokio::test]
async fn a_token_that_expires_ends_the_connection() {
    let expires = |_: &_| Some(Timestamp::UNIX_EPOCH);
    let streaming = Streaming::start(ANYWHERE, Settings { expires, ..Settings::default() }).await.unwrap();
    let mut socket = Socket::open(streaming.addr).await;
    socket.say(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.closed().await, (4403, "Forbidden: the token has expired".to_owned()));
}

#[tokio::test]
async fn pages_of_foreign_origins_open_no_socket() {
    let allowed_origins = vec!["https://portal.example".to_owned()];
    let streaming = with_http(HttpConfig { allowed_origins, ..HttpConfig::default() }).await;
    let own = format!("http://{}", streaming.addr);
    for (origin, expected) in [
        ("https://portal.example", Ok(())),
        (own.as_str(), Ok(())),
        ("https://evil.example", Err(403)),
        ("https://portal.example.evil.example", Err(403)),
        ("null", Err(403)),
    ] {
        let opened = Socket::handshake(streaming.addr, &[PROTOCOL, ("origin", origin)]).await;
        assert_eq!(opened.map(drop), expected, "{origin}");
    }
}

#[tokio::test]
async fn pages_of_this_machine_open_sockets_in_development_mode() {
    let open = Settings { loopback_origins: true, ..Settings::default() };
    let (open, closed) = (Streaming::start(ANYWHERE, open).await.unwrap(), start().await);
    for (origin, allowed) in [
        ("http://localhost:7890", true),
        ("http://127.0.0.1:3000", true),
        ("http://[::1]:5173", true),
        ("http://localhost.evil.example:7890", false),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let opened = Socket::handshake(open.addr, &[PROTOCOL, ("origin", origin)]).await;
        assert_eq!(opened.map(drop), if allowed { Ok(()) } else { Err(403) }, "{origin}");
        let refused = Socket::handshake(closed.addr, &[PROTOCOL, ("origin", origin)]).await;
        assert_eq!(refused.map(drop), Err(403), "{origin}");
    }
}

#[tokio::test]
async fn the_server_gives_signs_of_life_and_closes_what_gives_none() {
    let streaming = with(StreamsConfig { keep_alive: Duration::from_millis(15), ..StreamsConfig::default() }).await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { ticks { text } }").await;
    // A client that reads answers them by itself.
    for _ in 0..10 {
        assert!(matches!(socket.frame().await, Some(Message::Ping(_))));
    }
    // One that does not read answers none.
    streaming.ticker.opened(1).await;
    streaming.ticker.opened(0).await;
    assert_eq!(socket.closed().await, (1013, "The client gives no sign of life".to_owned()));
}

#[tokio::test]
async fn a_client_that_stops_reading_is_waited_for_within_bounds_and_then_closed() {
    let streams = StreamsConfig { send_timeout: Duration::from_millis(200), queue: 4, ..StreamsConfig::default() };
    let streaming = with(streams).await;
    let mut socket = Socket::ready(streaming.addr).await;
    let bytes = 1_000_000;
    socket.subscribe("1", &format!("subscription {{ flood(bytes: {bytes}) }}")).await;
    streaming.ticker.opened(1).await;
    streaming.ticker.opened(0).await;
    // The queue, what the system keeps for a connection, and what is on its way between them.
    let flooded = streaming.ticker.flooded();
    assert!(flooded < 4 + 20, "{flooded} answers were made for a client that reads none");
    assert_eq!(socket.closed().await, (1013, "The client does not read".to_owned()));
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_an_error_and_subscriptions_take_as_long_as_they_want() {
    let streams = StreamsConfig { keep_alive: Duration::from_millis(50), ..StreamsConfig::default() };
    let http = HttpConfig { request_timeout: Duration::from_millis(200), streams, ..HttpConfig::default() };
    let streaming = with_http(http).await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { ticks { text } }").await;
    streaming.ticker.opened(1).await;
    socket.subscribe("2", "mutation { wait }").await;
    let said = socket.hear().await;
    assert_eq!((&said["id"], &said["type"]), (&json!("2"), &json!("error")));
    assert_eq!(said["payload"][0]["extensions"]["code"], "UPSTREAM_TIMEOUT");
    // More signs of life than fit into the deadline.
    for _ in 0..5 {
        assert!(matches!(socket.frame().await, Some(Message::Ping(_))));
    }
    streaming.ticker.tick("still there");
    assert_eq!(socket.data("1").await, json!({ "ticks": { "text": "still there" } }));
}

/// A masked frame with a payload that is short.
fn masked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [1, 2, 3, 4];
    let head = [0x80 | opcode, 0x80 | u8::try_from(payload.len()).unwrap()];
    let payload = payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask);
    head.into_iter().chain(mask).chain(payload).collect()
}

/// RFC 6455, section 5.5.1: without it clients see 1006, and take the connection to be broken.
#[tokio::test]
async fn a_clients_close_is_answered_with_a_close_before_the_connection_ends() {
    const CLOSE: u8 = 8;
    let streaming = start().await;
    let init = masked(1, br#"{"type":"connection_init"}"#);
    let subscribe = br#"{"type":"subscribe","id":"1","payload":{"query":"subscription { flood(bytes: 9) }"}}"#;
    let subscribe = masked(1, subscribe);
    for (before, close) in [
        (vec![], &[0x03, 0xe8][..]),
        (vec![], &[]),
        (init.clone(), &[0x03, 0xe8]),
        (init.clone(), &[0x03, 0xe8, b'd', b'o', b'n', b'e']),
        ([init, subscribe].concat(), &[0x03, 0xe8]),
    ] {
        let request = Request::new("GET", "/graphql")
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("sec-websocket-protocol", "graphql-transport-ws");
        let mut stream = request.start(streaming.addr).await;
        stream.write_all(&[before, masked(CLOSE, close)].concat()).await.unwrap();
        let mut said = Vec::new();
        stream.read_to_end(&mut said).await.unwrap();
        let echo = [&[0x80 | CLOSE, u8::try_from(close.len()).unwrap()], close].concat();
        assert!(said.ends_with(&echo), "{}", String::from_utf8_lossy(&said));
        streaming.ticker.opened(0).await;
    }
}

#[tokio::test]
async fn a_client_that_goes_ends_its_operations() {
    let streaming = start().await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { ticks { text } }").await;
    streaming.ticker.opened(1).await;
    drop(socket);
    streaming.ticker.opened(0).await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "subscription { ticks { text } }").await;
    streaming.ticker.opened(1).await;
    socket.send(Message::Close(None)).await;
    streaming.ticker.opened(0).await;
}
