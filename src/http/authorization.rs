//! What a request says of who asks, and how it is told that it is not believed.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::problem::Problem;
use crate::{auth::Unauthenticated, graphql::error::ErrorCode};

/// The `Authorization` header. Of several none is believed: a proxy may have looked at another one than we would.
pub(super) fn of(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let only = values.next()?;
    Some(if values.next().is_none() { HeaderValue::as_bytes(only) } else { b"" })
}

/// Whoever sent the token learns that it was refused; why is for the log.
pub(super) fn refused(refusal: Unauthenticated, request_id: &str) -> Problem {
    tracing::info!(request_id, reason = refusal.reason(), "a request named no viewer that is believed");
    Problem::new(StatusCode::UNAUTHORIZED, ErrorCode::Unauthenticated, refusal.to_string())
        .with(header::WWW_AUTHENTICATE, refusal.challenge())
}
