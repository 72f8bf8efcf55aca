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
    /// How long a request may take altogether. Example: `60s`.
    #[serde(with = "humantime_serde")]
    pub request_timeout: Duration,
    /// How long requests that are under way may take after a stop was asked for. Example: `10s`.
    #[serde(with = "humantime_serde")]
    pub shutdown_grace: Duration,
    /// How many connections are served at a time; further ones wait.
    pub max_connections: usize,
    /// Web origins that browsers may call from. Example: `["https://portal.example.com"]`.
    #[serde(deserialize_with = "super::comma_separated")]
    pub allowed_origins: Vec<String>,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4000)),
            public_url: None,
            body_limit: 2 * 1024 * 1024,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(60),
            shutdown_grace: Duration::from_secs(10),
            max_connections: 4_096,
            allowed_origins: Vec::new(),
        }
    }
}

impl HttpConfig {
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.body_limit == 0 {
            problems.push(Problem::new("http.body_limit", "must be at least 1 byte"));
        }
        if self.max_connections == 0 {
            problems.push(Problem::new("http.max_connections", "must be at least 1"));
        }
        for (path, timeout) in [
            ("http.header_timeout", self.header_timeout),
            ("http.body_timeout", self.body_timeout),
            ("http.request_timeout", self.request_timeout),
        ] {
            if timeout.is_zero() {
                problems.push(Problem::new(path, "must be longer than nothing"));
            }
        }
        if self.public_url.as_ref().is_some_and(|url| !is_address(url)) {
            let message = "must be an http or https address with neither query nor fragment";
            problems.push(Problem::new("http.public_url", message));
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

/// Whether links can be made by writing on at its end.
fn is_address(url: &Url) -> bool {
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
