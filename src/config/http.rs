//! `[http]`: the façade's own server.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use serde::Deserialize;
use url::Url;

use super::Problem;

/// Where the façade listens, and how long and how large a request may be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// Address and port; port 0 picks a free one. Example: `0.0.0.0:4000`.
    #[serde(deserialize_with = "super::listen")]
    pub listen: SocketAddr,
    /// The address that clients reach the façade by, which the links in answers start with; without one it is the
    /// address it listens on. Example: `https://portico.example.com`.
    pub public_url: Option<Url>,
    /// The largest request body, in bytes.
    pub body_limit: usize,
    /// How long a client may take to send its headers. Example: `10s`.
    #[serde(with = "humantime_serde")]
    pub header_timeout: Duration,
    /// How long a client may take to send its body. Example: `30s`.
    #[serde(with = "humantime_serde")]
    pub body_timeout: Duration,
    /// How long a client may leave what it is sent unread before its connection is cut. Example: `30s`.
    #[serde(with = "humantime_serde")]
    pub write_timeout: Duration,
    /// How long a request may take altogether; a stream's answers may take longer. Example: `60s`.
    #[serde(with = "humantime_serde")]
    pub request_timeout: Duration,
    /// How long requests that are under way may take after a stop was asked for. Example: `10s`.
    #[serde(with = "humantime_serde")]
    pub shutdown_grace: Duration,
    /// How many connections are served at a time; further ones wait.
    pub max_connections: usize,
    /// How many operations are run at a time; further ones are refused at once, with 503.
    pub max_operations: usize,
    /// Web origins that browsers may call from; in development mode those of this machine too. Example: `["https://portal.example.com"]`.
    #[serde(deserialize_with = "super::comma_separated")]
    pub allowed_origins: Vec<String>,
    /// Subscriptions.
    pub streams: StreamsConfig,
}

/// `[http.streams]`: subscriptions, over WebSockets, server-sent events and multipart answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StreamsConfig {
    /// How long a WebSocket may take to say who asks (`connection_init`). Example: `10s`.
    #[serde(with = "humantime_serde")]
    pub init_timeout: Duration,
    /// How often a stream on which nothing happens gives a sign of life. Example: `12s`.
    #[serde(with = "humantime_serde")]
    pub keep_alive: Duration,
    /// How long the client of a WebSocket may take to read a message. Example: `10s`.
    #[serde(with = "humantime_serde")]
    pub send_timeout: Duration,
    /// Operations that may be under way at a time on one WebSocket.
    pub operations_per_socket: usize,
    /// Messages that may wait for the client of one WebSocket; what happens meanwhile waits at its source.
    pub queue: usize,
}

impl Default for StreamsConfig {
    fn default() -> Self {
        Self {
            init_timeout: Duration::from_secs(10),
            keep_alive: Duration::from_secs(12),
            send_timeout: Duration::from_secs(10),
            operations_per_socket: 100,
            queue: 32,
        }
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4000)),
            public_url: None,
            body_limit: 2 * 1024 * 1024,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(60),
            shutdown_grace: Duration::from_secs(10),
            max_connections: 4_096,
            max_operations: 1_024,
            allowed_origins: Vec::new(),
            streams: StreamsConfig::default(),
        }
    }
}

impl HttpConfig {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.body_limit == 0 {
            problems.push(Problem::new("http.body_limit", "must be at least 1 byte"));
        }
        for (path, count) in [
            ("http.max_connections", self.max_connections),
            ("http.max_operations", self.max_operations),
            ("http.streams.operations_per_socket", self.streams.operations_per_socket),
            ("http.streams.queue", self.streams.queue),
        ] {
            if count == 0 {
                problems.push(Problem::new(path, "must be at least 1"));
            }
        }
        for (path, timeout) in [
            ("http.header_timeout", self.header_timeout),
            ("http.body_timeout", self.body_timeout),
            ("http.write_timeout", self.write_timeout),
            ("http.request_timeout", self.request_timeout),
            ("http.streams.init_timeout", self.streams.init_timeout),
            ("http.streams.keep_alive", self.streams.keep_alive),
            ("http.streams.send_timeout", self.streams.send_timeout),
        ] {
            if timeout.is_zero() {
                problems.push(Problem::new(path, "must be longer than nothing"));
            }
        }
        if self.public_url.as_ref().is_some_and(|url| !is_address(url)) {
            problems.push(Problem::new("http.public_url", ADDRESS));
        }
        for origin in self.allowed_origins.iter().filter(|origin| !is_origin(origin)) {
            problems.push(Problem::new(
                "http.allowed_origins",
                format!(
                    "`{origin}` is not an origin; write scheme, host and port alone, like `https://portal.example.com`"
                ),
            ));
        }
        problems
    }
}

/// What an address has to be.
pub(super) const ADDRESS: &str = "must be an http or https address with neither name, password, query nor fragment";

/// Whether addresses below it can be made by writing on at its end, and whether it may be shown.
pub(super) fn is_address(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Exactly what a browser sends as `Origin`. A wildcard is not one: it would open the graph to every page.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.has_host() && url.origin().ascii_serialization() == text)
}
