//! One line per request, when it has been answered: never its query string, its body or a token.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;

use super::request_id::RequestId;
use crate::telemetry;

/// What other servers log for a client that did not wait for the answer.
const CLIENT_WENT_AWAY: u16 = 499;

/// The longest part of a path that is shown, in bytes: none of ours is as long, but for tokens.
const LONGEST_SEGMENT: usize = 40;

pub(super) async fn record(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let path = readable(request.uri().path());
    let mut line = Line { id, method: request.method().clone(), path, begun: Instant::now(), status: None };
    let response = next.run(request).await;
    line.status = Some(response.status());
    response
}

/// The path without whatever may be a token: that of a download or a callback, wherever somebody put it.
fn readable(path: &str) -> String {
    let shown = |segment| if str::len(segment) > LONGEST_SEGMENT { "…" } else { segment };
    path.split('/').map(shown).collect::<Vec<_>>().join("/")
}

/// Written when it is dropped, so that a request that is given up leaves its line too.
struct Line {
    id: Option<Arc<str>>,
    method: Method,
    path: String,
    begun: Instant,
    status: Option<StatusCode>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let Self { id, method, path, .. } = self;
        let ms = telemetry::ms(self.begun.elapsed());
        let request_id = id.as_deref().unwrap_or_default();
        match self.status.map(|status| status.as_u16()) {
            Some(status) => tracing::info!(%method, path, status, ms, request_id, "request answered"),
            None => tracing::info!(%method, path, status = CLIENT_WENT_AWAY, ms, request_id, "client went away"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_not_logged_wherever_they_stand() {
        let token = "ey".repeat(30);
        for (path, line) in [
            (format!("/download/{token}"), "/download/…"),
            (format!("/portal/download/{token}/"), "/portal/download/…/"),
            (format!("/download%2F{token}"), "/…"),
            (format!("/callbacks/generation/01M7ZGG0PMBJ5HJ28KE64HXWHS.{token}"), "/callbacks/generation/…"),
            ("/graphql".to_owned(), "/graphql"),
            ("//".to_owned(), "//"),
        ] {
            assert_eq!(readable(&path), line);
        }
    }
}
