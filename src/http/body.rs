//! Reads a request's body: no more than is allowed, and no longer.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::problem::Problem;
use crate::{config::http::HttpConfig, graphql::error::ErrorCode};

/// How much of a body that is too large is read and thrown away, as a multiple of the limit. Most clients read the
/// answer only when they have sent everything, and a closed connection would take it from them.
const DISCARDED_LIMITS: usize = 32;

/// How long that may take.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) async fn read(headers: &HeaderMap, mut body: Body, config: &HttpConfig) -> Result<Bytes, Problem> {
    let limit = config.body_limit;
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let collected = if declared.is_some_and(|length| length > limit) {
        // A client that asks first sends nothing after this.
        if headers.contains_key(header::EXPECT) {
            return Err(too_large(limit));
        }
        Err(End::TooLarge)
    } else {
        timeout(config.body_timeout, collect(&mut body, declared.unwrap_or(0), limit)).await.unwrap_or(Err(End::Late))
    };
    match collected {
        Ok(bytes) => Ok(bytes),
        Err(End::TooLarge) => {
            // Whether all of it came makes no difference to the answer.
            let _ = timeout(DISCARD_TIMEOUT, discard(&mut body, limit.saturating_mul(DISCARDED_LIMITS))).await;
            Err(too_large(limit))
        }
        Err(End::Late) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            ErrorCode::BadUserInput,
            format!("The request's body did not arrive within {} seconds.", config.body_timeout.as_secs_f64()),
        )
        .with(header::CONNECTION, "close")),
        Err(End::Broken) => Err(Problem::bad_request("The request's body broke off.")),
    }
}

enum End {
    TooLarge,
    Late,
    Broken,
}

async fn collect(body: &mut Body, expected: usize, limit: usize) -> Result<Bytes, End> {
    let mut bytes = BytesMut::with_capacity(expected);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| End::Broken)?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(End::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}

async fn discard(body: &mut Body, most: usize) {
    let mut discarded = 0;
    while let Some(Ok(frame)) = body.frame().await {
        discarded += frame.data_ref().map_or(0, Bytes::len);
        if discarded > most {
            return;
        }
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::RequestTooLarge,
        format!("The request's body is larger than {limit} bytes."),
    )
}
