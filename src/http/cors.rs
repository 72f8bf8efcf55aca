//! Which web pages may read our answers: those of the allowed origins, and no other.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header, request::Parts};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{
    origins::{self, Origins},
    request_id::{self, RequestId},
};

/// How long a browser may keep the answer to a preflight.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);

pub(super) fn layer(origins: Origins) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, head| may_read(&origins, origin, head)))
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
            // Sent by them where the application names itself.
            HeaderName::from_static("apollographql-client-name"),
            HeaderName::from_static("apollographql-client-version"),
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

fn may_read(origins: &Origins, origin: &HeaderValue, head: &Parts) -> bool {
    let allowed = origins.allow(origin);
    // A request that is no preflight is logged where it is refused, unless it comes from a page of our own.
    if !allowed && head.method == Method::OPTIONS {
        origins::log_refusal(&head.headers, head.extensions.get::<RequestId>());
    }
    allowed
}
