//! Which web pages may read our answers: those of the allowed origins, and no other.

use std::time::Duration;

use axum::http::{HeaderValue, Method, header, request::Parts};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

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
        // A page that may ask may also say what its tools make it say: a client's name, a trace. None opens anything by itself.
        .allow_headers(AllowHeaders::mirror_request())
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
