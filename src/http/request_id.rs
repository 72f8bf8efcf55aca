//! Names every request: by the client's `x-request-id` where that can be trusted in a log, else by an id of ours.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use ulid::Ulid;

/// The header, both ways.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longer ids are replaced.
const LONGEST: usize = 128;

/// A request's id, in its extensions.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) Arc<str>);

pub(super) async fn name(mut request: Request, next: Next) -> Response {
    let id: Arc<str> = accepted(request.headers()).unwrap_or_else(|| Ulid::generate().to_string()).into();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The client's id, if it is one, and can neither break a log line nor fill the disk.
fn accepted(headers: &HeaderMap) -> Option<String> {
    let mut ids = headers.get_all(HEADER).iter();
    let id = ids.next()?.to_str().ok()?;
    let readable = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    (ids.next().is_none() && readable && (1..=LONGEST).contains(&id.len())).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_would_spoil_a_log_are_not_accepted() {
        let with = |value: &'static str| HeaderMap::from_iter([(HEADER, HeaderValue::from_static(value))]);
        assert_eq!(accepted(&with("a-B_1.2:3")).as_deref(), Some("a-B_1.2:3"));
        for bad in ["", "a b", "a\tb", "a\"b", "<script>", "a,b"] {
            assert_eq!(accepted(&with(bad)), None, "{bad:?}");
        }
        let long = HeaderValue::from_str(&"a".repeat(LONGEST + 1)).unwrap();
        assert_eq!(accepted(&HeaderMap::from_iter([(HEADER, long)])), None);
    }
}
