//! How an answer leaves: as it is, or broken on command. The same for every wire.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{Stream, StreamExt, stream};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Site, faults, server::Break};
use crate::config::sandbox::{Fault, FaultKind};

/// An answer before it leaves.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))]);
        Self { status, headers, body: body.into() }
    }

    pub(crate) fn json(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// With a header more; one that cannot be sent is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        (self.status, self.headers, self.body).into_response()
    }
}

/// A whole file as a file server gives it: with a tag, and the part of it that was asked for.
pub(crate) fn part(whole: Reply, range: Option<&str>) -> Reply {
    let total = whole.body.len();
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&whole.body)[..12]));
    let file = whole.with(header::ACCEPT_RANGES, "bytes").with(header::ETAG, &tag);
    match range.and_then(|range| bounds(range, total)) {
        None => file,
        Some(Some((first, last))) => {
            let place = format!("bytes {first}-{last}/{total}");
            let body = file.body.slice(first..=last);
            Reply { status: StatusCode::PARTIAL_CONTENT, body, ..file }.with(header::CONTENT_RANGE, &place)
        }
        Some(None) => Reply::new(StatusCode::RANGE_NOT_SATISFIABLE, "text/plain", "no such part")
            .with(header::CONTENT_RANGE, &format!("bytes */{total}")),
    }
}

/// The first and last byte that a range means; `Some(None)` where there is none, `None` where it is no single range.
fn bounds(range: &str, total: usize) -> Option<Option<(usize, usize)>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = total.checked_sub(1);
    Some(match (first, last) {
        ("", count) => {
            let count: usize = count.parse().ok()?;
            end.filter(|_| count > 0).map(|end| (total.saturating_sub(count), end))
        }
        (first, last) => {
            let first: usize = first.parse().ok()?;
            let last: usize = if last.is_empty() { usize::MAX } else { last.parse().ok()? };
            if last < first {
                return None;
            }
            end.filter(|end| first <= *end).map(|end| (first, last.min(end)))
        }
    })
}

/// Takes the time that the configuration and the fault ask for.
pub(crate) async fn wait(site: &Site, fault: Option<&Fault>) {
    if !site.config.latency.is_zero() {
        tokio::time::sleep(site.config.latency).await;
    }
    if let Some(fault) = fault.filter(|fault| fault.kind == FaultKind::Slow) {
        tokio::time::sleep(faults::time(fault)).await;
    }
}

/// What stands before the wire and lets nothing through on command.
pub(crate) fn turned_away(fault: Option<&Fault>) -> Option<Reply> {
    let fault = fault?;
    match fault.kind {
        FaultKind::RateLimited => {
            let after = faults::time(fault).as_secs_f64().ceil().max(1.0);
            let reply = Reply::new(StatusCode::TOO_MANY_REQUESTS, "text/plain", "Too many requests");
            Some(reply.with(header::RETRY_AFTER, &after.to_string()))
        }
        FaultKind::ForbiddenPage => {
            Some(Reply::new(StatusCode::FORBIDDEN, "text/html", "<html><body><h1>403 Forbidden</h1></body></html>"))
        }
        // What is said is not delivered.
        FaultKind::LostRequest => Some(Reply::new(StatusCode::BAD_GATEWAY, "text/plain", "")),
        _ => None,
    }
}

/// The answer, or what becomes of it on command; and what the log of calls says of it.
pub(crate) async fn deliver(reply: Reply, fault: Option<&Fault>) -> (Response, Value) {
    let broken = |end: Break, status: &str| {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(end);
        (response, Value::from(status))
    };
    match fault.map(|fault| (fault.kind, fault)) {
        Some((FaultKind::CommitThenDrop, _)) => broken(Break::Drop, "dropped"),
        Some((FaultKind::CommitThenReset | FaultKind::LostRequest, _)) => broken(Break::Reset, "reset"),
        Some((FaultKind::CommitThenHang, fault)) => {
            tokio::time::sleep(faults::time(fault)).await;
            broken(Break::Drop, "hung")
        }
        Some((FaultKind::CommitThen502, _)) => {
            let page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
            (Reply::new(StatusCode::BAD_GATEWAY, "text/html", page).into_response(), 502.into())
        }
        Some((FaultKind::Garbage, _)) => (Reply::json(StatusCode::OK, "\u{1}<<garbage{{{").into_response(), 200.into()),
        Some((FaultKind::HalfBody, _)) => {
            let (length, body) = (reply.body.len(), Body::from_stream(half_of(&reply.body)));
            let mut response = (reply.status, reply.headers, body).into_response();
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            (response, "half a body".into())
        }
        _ => {
            let status = reply.status.as_u16().into();
            (reply.into_response(), status)
        }
    }
}

/// The first half of a body, then an error, which closes the connection.
fn half_of(body: &Bytes) -> impl Stream<Item = std::io::Result<Bytes>> + use<> {
    let half = body.slice(..body.len() / 2);
    let broken_off = async {
        // An error right behind the half would stop the server before that has left its buffer.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("broken off on command"))
    };
    stream::once(async { Ok(half) }).chain(stream::once(broken_off))
}
