//! Which web pages may read our answers: those of the listed origins, and no other.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::request_id;

/// How long a browser may keep the answer to a preflight.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);

pub(super) fn layer(allowed_origins: &[String]) -> CorsLayer {
    // The configuration was checked: none is a wildcard, all are header values.
    let origins = allowed_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            header::IF_RANGE,
            header::RANGE,
            request_id::HEADER,
            // Sent by Apollo's clients to force a preflight.
            HeaderName::from_static("apollo-require-preflight"),
            HeaderName::from_static("x-apollo-operation-name"),
        ])
        .expose_headers([
            request_id::HEADER,
            header::ACCEPT_RANGES,
            header::CONTENT_DISPOSITION,
            header::CONTENT_LENGTH,
            header::CONTENT_RANGE,
            header::ETAG,
            header::RETRY_AFTER,
        ])
        .max_age(MAX_AGE)
}
