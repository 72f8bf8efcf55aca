//! A stop while streams are open: each is told, what ends by itself may end, and nothing outlasts the grace.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use portico::config::http::HttpConfig;
use serde_json::json;
use tokio::{net::TcpStream, time::Instant};

use crate::support::{
    chunks::Chunks,
    raw::Request,
    socket::Socket,
    ticker::{Settings, Streaming},
};

const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const TICKS: &str = "subscription { ticks { text } }";

/// A period of grace that no test of this file waits for.
const LONG: Duration = Duration::from_secs(600);

async fn with(http: HttpConfig) -> Streaming {
    Streaming::start(ANYWHERE, Settings { http, ..Settings::default() }).await.unwrap()
}

#[tokio::test]
async fn every_stream_is_told_and_the_stop_does_not_wait_for_the_grace() {
    let streaming = with(HttpConfig { shutdown_grace: LONG, ..HttpConfig::default() }).await;
    let addr = streaming.addr;
    let mut socket = Socket::ready(addr).await;
    socket.subscribe("1", TICKS).await;
    let mut events = Chunks::open(Request::query(TICKS).accept("text/event-stream"), addr).await;
    let mut parts = Chunks::open(Request::query(TICKS).accept("multipart/mixed;subscriptionSpec=1.0"), addr).await;
    let idle = Socket::open(addr).await;
    streaming.ticker.opened(3).await;
    let stopped = tokio::spawn(streaming.server.stop());
    assert_eq!(socket.closed().await, (1001, "The server is stopping".to_owned()));
    assert_eq!(idle.closed().await.0, 1001, "a socket that has not said who asks");
    let last = events.rest().await.pop().unwrap();
    assert!(last.contains("subscribe again") && last.ends_with("event: complete\ndata:\n\n"), "{last}");
    let last = parts.rest().await.pop().unwrap();
    assert!(last.contains("{\"payload\":null,\"errors\":[{") && last.ends_with("\r\n--graphql--\r\n"), "{last}");
    stopped.await.unwrap();
    streaming.ticker.opened(0).await;
    assert!(TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn what_ends_by_itself_may_end_before_its_socket_closes() {
    let streaming = with(HttpConfig { shutdown_grace: LONG, ..HttpConfig::default() }).await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", TICKS).await;
    streaming.ticker.opened(1).await;
    socket.subscribe("2", "mutation { wait }").await;
    streaming.ticker.waiting.notified().await;
    let stopped = tokio::spawn(streaming.server.stop());
    streaming.ticker.opened(0).await;
    socket.subscribe("3", "{ one }").await;
    streaming.ticker.release.notify_one();
    assert_eq!(socket.data("2").await, json!({ "wait": true }));
    socket.completed("2").await;
    assert_eq!(socket.closed().await.0, 1001);
    stopped.await.unwrap();
}

#[tokio::test]
async fn a_socket_that_outlasts_the_grace_is_cut() {
    let grace = Duration::from_millis(50);
    let streaming = with(HttpConfig { shutdown_grace: grace, ..HttpConfig::default() }).await;
    let mut socket = Socket::ready(streaming.addr).await;
    socket.subscribe("1", "mutation { wait }").await;
    streaming.ticker.waiting.notified().await;
    let begun = Instant::now();
    streaming.server.stop().await;
    assert!(begun.elapsed() >= grace);
    assert_eq!(socket.frame().await, None);
}

#[tokio::test]
async fn an_open_socket_takes_one_of_the_places_for_connections() {
    let streaming = with(HttpConfig { max_connections: 1, ..HttpConfig::default() }).await;
    let mut socket = Socket::ready(streaming.addr).await;
    let mut second = Request::query("{ one }").header("connection", "close").start(streaming.addr).await;
    socket.silent().await;
    let mut byte = [0];
    assert!(second.try_read(&mut byte).is_err(), "nobody answers yet");
    drop(socket);
    assert_eq!(crate::support::raw::read(&mut second, false).await.status, 200);
}
