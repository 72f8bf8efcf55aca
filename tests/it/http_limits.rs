//! The transport's bounds: how large a body may be, how long anything may take, how a stop ends what is under way.

use std::{sync::atomic::Ordering, time::Duration};

use portico::config::http::HttpConfig;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    raw::{self, Request},
    transport::Transport,
};

/// A JSON body of exactly `bytes` bytes.
fn body_of(bytes: usize) -> Vec<u8> {
    let mut body = br#"{"query":"{ a }"}"#.to_vec();
    body.resize(bytes, b' ');
    body
}

#[tokio::test]
async fn a_body_of_the_limit_is_read_and_one_byte_more_is_413() {
    let transport = Transport::start().await;
    assert_eq!(Request::post(body_of(2_097_152)).send(transport.addr).await.status, 200);
    let reply = Request::post(body_of(2_097_153)).send(transport.addr).await;
    assert_eq!(reply.status, 413);
    assert_eq!(reply.refusal(), "REQUEST_TOO_LARGE");
    assert!(reply.json()["errors"][0]["message"].as_str().unwrap().contains("2097152"));
    assert_eq!(transport.asked().len(), 1);
}

/// A value takes far more memory than its text, whoever will use it.
#[tokio::test]
async fn values_are_bounded_wherever_they_stand() {
    let transport = Transport::start().await;
    let list = vec![0; 1_000];
    for member in ["variables", "extensions", "unknown"] {
        let body = |list: &[i32]| json!({ "query": "{ a }", member: { "x": list } }).to_string();
        let reply = Request::post(body(&list)).send(transport.addr).await;
        assert_eq!((reply.status, reply.refusal().as_str()), (413, "REQUEST_TOO_LARGE"), "{member}");
        assert_eq!(Request::post(body(&list[..990])).send(transport.addr).await.status, 200, "{member}");
    }
    let (variables, query) = (json!({ "x": list }).to_string(), ("query", "{ a }"));
    let reply = Request::get(&[query, ("variables", &variables)]).send(transport.addr).await;
    assert_eq!((reply.status, reply.refusal().as_str()), (413, "REQUEST_TOO_LARGE"));
    assert_eq!(transport.asked().len(), 3);
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_at_the_limit() {
    let transport = Transport::with(HttpConfig { body_limit: 100, ..HttpConfig::default() }).await;
    let chunked = |bytes: usize| {
        let body = [format!("{bytes:x}\r\n").into_bytes(), body_of(bytes), b"\r\n0\r\n\r\n".to_vec()].concat();
        Request::post(body).header("transfer-encoding", "chunked").send(transport.addr)
    };
    assert_eq!(chunked(100).await.status, 200);
    assert_eq!(chunked(101).await.status, 413);
}

#[tokio::test]
async fn a_client_that_asks_first_is_refused_before_it_sends() {
    let transport = Transport::start().await;
    let request = Request::post("").header("content-length", "99999999").header("expect", "100-continue");
    assert_eq!(request.send(transport.addr).await.status, 413);
}

#[tokio::test]
async fn a_body_that_never_arrives_is_408() {
    let config = HttpConfig { body_timeout: Duration::from_millis(50), ..HttpConfig::default() };
    let transport = Transport::with(config).await;
    for request in [
        Request::post("{").header("content-length", "100"),
        Request::post("5\r\n{\"que").header("transfer-encoding", "chunked"),
    ] {
        let reply = request.send(transport.addr).await;
        assert_eq!(reply.status, 408);
        assert_eq!(reply.refusal(), "BAD_USER_INPUT");
    }
    assert!(transport.asked().is_empty());
}

#[tokio::test]
async fn headers_that_never_end_close_the_connection() {
    let config = HttpConfig { header_timeout: Duration::from_millis(50), ..HttpConfig::default() };
    let transport = Transport::with(config).await;
    let mut stream = TcpStream::connect(transport.addr).await.unwrap();
    stream.write_all(b"POST /graphql HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(!rest.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&rest));
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_504() {
    let config = HttpConfig { request_timeout: Duration::from_millis(50), ..HttpConfig::default() };
    let transport = Transport::with(config).await;
    let reply = Request::query("{ hang }").send(transport.addr).await;
    assert_eq!(reply.status, 504);
    assert_eq!(reply.refusal(), "UPSTREAM_TIMEOUT");
}

#[tokio::test]
async fn further_connections_wait_for_a_free_place() {
    let transport = Transport::with(HttpConfig { max_connections: 1, ..HttpConfig::default() }).await;
    let mut first = Request::query("{ hang }").start(transport.addr).await;
    transport.graph.hanging.notified().await;
    let mut second = Request::query("{ a }").header("connection", "close").start(transport.addr).await;
    assert_eq!(transport.asked().len(), 1);
    transport.graph.release.notify_one();
    assert_eq!(raw::read(&mut first, false).await.status, 200);
    drop(first);
    assert_eq!(raw::read(&mut second, false).await.status, 200);
}

#[tokio::test]
async fn a_stop_lets_requests_end_and_takes_no_more() {
    let transport = Transport::start().await;
    let addr = transport.addr;
    let mut under_way = Request::query("{ hang }").start(addr).await;
    transport.graph.hanging.notified().await;
    let stopped = tokio::spawn(transport.server.stop());
    while TcpStream::connect(addr).await.is_ok() {
        tokio::task::yield_now().await;
    }
    transport.graph.release.notify_one();
    assert_eq!(raw::read(&mut under_way, false).await.status, 200);
    stopped.await.unwrap();
}

#[tokio::test]
async fn a_stop_cuts_what_outlasts_the_grace() {
    let config = HttpConfig { shutdown_grace: Duration::from_millis(20), ..HttpConfig::default() };
    let transport = Transport::with(config).await;
    let mut under_way = Request::query("{ hang }").start(transport.addr).await;
    transport.graph.hanging.notified().await;
    transport.server.stop().await;
    let mut rest = Vec::new();
    // Closed or reset: either way there is no answer.
    let _ = under_way.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
}

#[tokio::test]
async fn readiness_follows_the_provider_and_ends_with_the_stop() {
    let transport = Transport::start().await;
    let get = |path| Request::new("GET", path).send(transport.addr);
    let ready = get("/readyz").await;
    assert_eq!((ready.status, ready.json()["providers"]["depositphotos"].as_str()), (200, Some("up")));
    transport.switches.unreachable.store(true, Ordering::Relaxed);
    let unreachable = get("/readyz").await;
    assert_eq!((unreachable.status, unreachable.json()["status"].as_str()), (503, Some("unreachable")));
    transport.switches.unreachable.store(false, Ordering::Relaxed);
    transport.switches.stopping.store(true, Ordering::Relaxed);
    let stopping = get("/readyz").await;
    assert_eq!((stopping.status, stopping.json()["status"].as_str()), (503, Some("stopping")));
    assert_eq!(get("/healthz").await.status, 200, "the process lives on");
}
