//! No request takes forever.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};

use super::{graphql::MediaType, problem::Problem};
use crate::graphql::error::ErrorCode;

pub(super) async fn hold(State(longest): State<Duration>, request: Request, next: Next) -> Response {
    tokio::time::timeout(longest, next.run(request)).await.unwrap_or_else(|_| {
        Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            ErrorCode::UpstreamTimeout,
            format!("The request took longer than {} seconds.", longest.as_secs_f64()),
        )
        .into_response(MediaType::Json)
    })
}
