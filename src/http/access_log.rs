//! One line per request, when it has been answered: never its query string, its body or a token.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;

use super::{callback, download, request_id::RequestId};

/// What other servers log for a client that did not wait for the answer.
const CLIENT_WENT_AWAY: u16 = 499;

pub(super) async fn record(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let path = readable(request.uri().path());
    let mut line = Line { id, method: request.method().clone(), path, begun: Instant::now(), status: None };
    let response = next.run(request).await;
    line.status = Some(response.status());
    response
}

/// The path, without the token that a download's or a callback's has in it.
fn readable(path: &str) -> String {
    let secret = [download::PREFIX, callback::PREFIX].into_iter().find(|prefix| path.starts_with(prefix));
    secret.map_or_else(|| path.to_owned(), |prefix| format!("{prefix}…"))
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
        let ms = self.begun.elapsed().as_millis();
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
    fn a_downloads_token_is_not_logged() {
        assert_eq!(readable("/download/ey.ey.x"), "/download/…");
        assert_eq!(readable("/callbacks/generation/01K.x"), "/callbacks/generation/…");
        assert_eq!(readable("/graphql"), "/graphql");
    }
}
